import { useState } from "react";
import { OwnPassword } from "../session/own-password.tsx";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";

/** The person's own way back: 48 digits, that open the account once without password and Secret Key. */
export function AccountCode() {
  const { t, day } = useWords();
  const client = useClient();
  const status = useAsked(() => client.accountCode.status(), [client]);
  const [asks, setAsks] = useState<"MAKE" | "REMOVE" | null>(null);
  const has = status.value?.exists === true;
  const made = status.value?.createdAt;
  return (
    <Block
      title={t("recover.code")}
      lead={has && made ? t("code.exists", { day: day(made) }) : t("code.none")}
      actions={
        <>
          {has && (
            <Button look="danger" onPress={() => setAsks("REMOVE")}>
              {t("code.remove")}
            </Button>
          )}
          <Button onPress={() => setAsks("MAKE")}>{t(has ? "code.renew" : "code.make")}</Button>
        </>
      }
    >
      {asks && (
        <Asked
          asks={asks}
          onClose={() => {
            setAsks(null);
            status.again();
          }}
        />
      )}
    </Block>
  );
}

function Asked({ asks, onClose }: { asks: "MAKE" | "REMOVE"; onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const submit = async () => {
    if (asks === "MAKE") return setCode(await client.accountCode.make(password));
    await client.accountCode.remove(password);
    onClose();
  };
  if (code !== null) {
    return (
      <Dialog title={t("recover.code")} serious>
        <Banner tone="warning">{t("code.keep")}</Banner>
        <section className="kit printed" aria-label={t("recover.code")}>
          <h3>{t("recover.code")}</h3>
          <p className="words">{code}</p>
          <p className="hint">{client.account.address}</p>
        </section>
        <div className="row between">
          <Button icon="print" onPress={() => window.print()}>
            {t("kit.print")}
          </Button>
          <Button look="primary" onPress={onClose}>
            {t("factor.kept")}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t(asks === "MAKE" ? "code.make" : "code.remove")} onClose={onClose}>
      <Form
        action={t(asks === "MAKE" ? "code.make" : "code.remove")}
        look={asks === "MAKE" ? "primary" : "danger"}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>{t(asks === "MAKE" ? "code.make-text" : "code.remove-text")}</p>
        <OwnPassword value={password} onChange={setPassword} autoFocus />
      </Form>
    </Dialog>
  );
}
