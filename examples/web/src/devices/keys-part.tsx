import { useState } from "react";
import { KitActions, KitPaper } from "../session/kit.tsx";
import { PasswordFirst } from "../session/password-first.tsx";
import { session } from "../session/session.ts";
import { Strength } from "../session/strength.tsx";
import { useClient } from "../shell/client.tsx";
import { Block } from "../shell/page.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { AccountCode } from "./account-code.tsx";

type Asks = "KIT" | "PASSWORD" | "LEAKED" | null;

/** What opens the account: the password, the Secret Key, and the account code. */
export function KeysPart() {
  const { t } = useWords();
  const [asks, setAsks] = useState<Asks>(null);
  const close = () => setAsks(null);
  return (
    <div className="stack">
      <Block
        title={t("session.password")}
        lead={t("keys.password-text")}
        actions={<Button onPress={() => setAsks("PASSWORD")}>{t("keys.change-password")}</Button>}
      />
      <Block
        title={t("kit.title")}
        lead={t("keys.kit-text")}
        actions={<Button onPress={() => setAsks("KIT")}>{t("keys.show-kit")}</Button>}
      />
      <AccountCode />
      <Block
        title={t("keys.leaked")}
        lead={t("keys.leaked-text")}
        actions={
          <Button look="danger" onPress={() => setAsks("LEAKED")}>
            {t("keys.renew")}
          </Button>
        }
      />
      {asks === "KIT" && (
        <Dialog title={t("kit.title")} onClose={close} wide>
          <PasswordFirst action={t("keys.show-kit")} onCancel={close}>
            {() => <ShownKit />}
          </PasswordFirst>
        </Dialog>
      )}
      {asks === "PASSWORD" && <ChangePassword onClose={close} />}
      {asks === "LEAKED" && <RenewKeys onClose={close} />}
    </div>
  );
}

function ShownKit() {
  const { t } = useWords();
  const kit = useClient().emergencyKit();
  return (
    <>
      <KitPaper kit={kit} />
      <KitActions kit={kit} />
      <p className="hint">{t("kit.where")}</p>
    </>
  );
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const change = async (current: string, next: string) => {
    const { sessionsEnded } = await client.changePassword({ current, next });
    tell(t("keys.password-changed", { count: sessionsEnded }));
    onClose();
  };
  return (
    <Dialog title={t("keys.change-password")} onClose={onClose}>
      <Passwords action={t("keys.change-password")} onSubmit={change} onCancel={onClose} />
    </Dialog>
  );
}

/** A new Secret Key, a new password, new account keys: every other device is signed out, and the old kit opens nothing. */
function RenewKeys({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const renew = async (current: string, next: string) => {
    await session.renewKeys(client, { currentPassword: current, newPassword: next });
  };
  return (
    <Dialog title={t("keys.renew-title")} onClose={onClose} serious>
      <p>{t("keys.renew-text")}</p>
      <Passwords action={t("keys.renew")} onSubmit={renew} onCancel={onClose} />
    </Dialog>
  );
}

function Passwords({
  action,
  onSubmit,
  onCancel,
}: {
  action: string;
  onSubmit: (current: string, next: string) => Promise<void>;
  onCancel: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  return (
    <Form action={action} onSubmit={() => onSubmit(current, next)} onCancel={onCancel} isDisabled={next !== again}>
      <PasswordField
        label={t("keys.current")}
        autoComplete="current-password"
        value={current}
        onChange={setCurrent}
        isRequired
        autoFocus
      />
      <PasswordField
        label={t("sign-in.new-password")}
        autoComplete="new-password"
        value={next}
        onChange={setNext}
        isRequired
      />
      <Strength password={next} about={[client.account.address, client.account.name ?? ""]} />
      <PasswordField
        label={t("sign-up.again")}
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
        error={again !== "" && again !== next ? t("sign-up.differ") : null}
        isRequired
      />
    </Form>
  );
}
