import { useState } from "react";
import type { JsonObject } from "sealgraph/client";
import { Authenticator } from "../session/factor-parts.tsx";
import { useClient } from "../shell/client.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";

interface Props {
  /** With the first factor: its spare codes. */
  readonly onAdded: (spareCodes: readonly string[] | null) => void;
  readonly onClose: () => void;
}

/** An authenticator counts once it was shown to make the right codes. */
export function AddAuthenticator({ onAdded, onClose }: Props) {
  const { t } = useWords();
  const client = useClient();
  const [name, setName] = useState(t("factors.authenticator"));
  const [begun, setBegun] = useState<{ factor: string; uri: string } | null>(null);
  const [code, setCode] = useState("");
  const submit = async () => {
    if (begun === null) return setBegun(await client.secondFactors.beginTotp(name));
    const { spareCodes } = await client.secondFactors.confirmTotp(begun.factor, code.replace(/\s/g, ""));
    onAdded(spareCodes);
  };
  return (
    <Dialog title={t("factors.add-totp")} onClose={onClose} serious>
      <Form action={t(begun ? "factors.add" : "ui.next")} onSubmit={submit} onCancel={onClose}>
        {begun === null ? (
          <TextField label={t("factors.name")} value={name} onChange={setName} isRequired autoFocus />
        ) : (
          <>
            <Authenticator uri={begun.uri} />
            <TextField
              label={t("factor.TOTP")}
              hint={t("factor.TOTP-hint")}
              inputMode="numeric"
              autoComplete="one-time-code"
              mono
              value={code}
              onChange={setCode}
              isRequired
              autoFocus
            />
          </>
        )}
      </Form>
    </Dialog>
  );
}

/** A security key or passkey, by the browser. */
export function AddSecurityKey({ onAdded, onClose }: Props) {
  const { t } = useWords();
  const client = useClient();
  const [name, setName] = useState(t("factors.security-key"));
  const add = async () => {
    const { factor, options } = await client.secondFactors.beginWebAuthn(name);
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const { spareCodes } = await client.secondFactors.confirmWebAuthn(factor, made.toJSON() as unknown as JsonObject);
    onAdded(spareCodes);
  };
  return (
    <Dialog title={t("factors.add-key")} onClose={onClose} serious>
      <Form action={t("factors.use-key")} onSubmit={add} onCancel={onClose}>
        <p>{t("factors.key-text")}</p>
        <TextField label={t("factors.name")} value={name} onChange={setName} isRequired autoFocus />
      </Form>
    </Dialog>
  );
}
