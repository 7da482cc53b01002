import { useState } from "react";
import type { JsonObject, SecondFactorAsked, SecondFactorMethod, SecondFactorShown } from "sealgraph/client";
import { useValue } from "../shell/value.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { Authenticator, SpareCodes } from "./factor-parts.tsx";
import { question } from "./factor-questions.ts";

/** Asks for what the SDK asks for, over whatever is shown. */
export function FactorQuestions() {
  const asked = useValue(question);
  if (asked === null) return null;
  if (asked.is === "SHOW") return <ShowFactor asked={asked.asked} answer={asked.answer} refuse={asked.refuse} />;
  if (asked.is === "ADD") return <AddFactor {...asked} />;
  return <KeepCodes {...asked} />;
}

function ShowFactor({
  asked,
  answer,
  refuse,
}: {
  asked: SecondFactorAsked;
  answer: (shown: SecondFactorShown) => void;
  refuse: () => void;
}) {
  const { t } = useWords();
  const [method, setMethod] = useState<SecondFactorMethod>(asked.methods[0] ?? "TOTP");
  const [code, setCode] = useState("");
  const submit = async () => {
    if (method === "WEBAUTHN") return answer({ assertion: await askKey(asked.assertionOptions) });
    answer(method === "TOTP" ? { totp: code.replace(/\s/g, "") } : { spareCode: code.trim() });
  };
  return (
    <Dialog title={t(asked.for === "SIGN_IN" ? "factor.title" : "factor.step-up")} onClose={refuse} serious>
      {asked.again && (
        <Banner tone="danger" isAlert>
          {t("factor.again")}
        </Banner>
      )}
      {asked.for === "STEP_UP" && <p>{t("factor.step-up-text")}</p>}
      <Form
        key={method}
        action={t(method === "WEBAUTHN" ? "factor.use-key" : "ui.next")}
        onSubmit={submit}
        onCancel={refuse}
      >
        {method === "WEBAUTHN" ? (
          <p>{t("factor.key-text")}</p>
        ) : (
          <TextField
            label={t(`factor.${method}`)}
            hint={t(`factor.${method}-hint`)}
            mono
            autoComplete="one-time-code"
            inputMode={method === "TOTP" ? "numeric" : "text"}
            value={code}
            onChange={setCode}
            isRequired
            autoFocus
          />
        )}
      </Form>
      <div className="ways">
        {asked.methods
          .filter((other) => other !== method)
          .map((other) => (
            <Button key={other} look="quiet" onPress={() => setMethod(other)}>
              {t(`factor.take-${other}`)}
            </Button>
          ))}
      </div>
    </Dialog>
  );
}

/** A security key or passkey, by the browser. */
async function askKey(options: JsonObject | null): Promise<JsonObject> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never);
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return shown.toJSON() as unknown as JsonObject;
}

function AddFactor({
  uri,
  again,
  answer,
  refuse,
}: {
  uri: string;
  again: boolean;
  answer: (code: string) => void;
  refuse: () => void;
}) {
  const { t } = useWords();
  const [code, setCode] = useState("");
  return (
    <Dialog title={t("factor.demanded")} onClose={refuse} serious>
      <p>{t("factor.demanded-text")}</p>
      <Authenticator uri={uri} />
      <Form action={t("ui.next")} onSubmit={async () => answer(code.replace(/\s/g, ""))}>
        <TextField
          label={t("factor.TOTP")}
          error={again ? t("factor.again") : null}
          mono
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          isRequired
        />
      </Form>
    </Dialog>
  );
}

function KeepCodes({ spareCodes, answer }: { spareCodes: readonly string[]; answer: () => void }) {
  const { t } = useWords();
  return (
    <Dialog title={t("factor.spare-codes")} serious>
      <SpareCodes codes={spareCodes} />
      <Button look="primary" onPress={answer}>
        {t("factor.kept")}
      </Button>
    </Dialog>
  );
}
