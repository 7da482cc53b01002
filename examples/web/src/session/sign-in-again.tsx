import { useState } from "react";
import type { Client } from "sealgraph/client";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { OwnPassword } from "./own-password.tsx";
import { session } from "./session.ts";

/** The session was ended elsewhere: password, and the Secret Key where the account has new keys since. What is here stays. */
export function SignInAgain({ client, onClose }: { client: Client; onClose: () => void }) {
  const { t } = useWords();
  const [password, setPassword] = useState("");
  const [secretKey, setSecretKey] = useState("");
  const submit = async () => {
    const key = secretKey.trim();
    await session.signInAgain(client, { password, ...(key !== "" && { secretKey: key }) });
    onClose();
  };
  return (
    <Dialog title={t("again.title")} onClose={onClose}>
      <Form action={t("again.action")} onSubmit={submit} onCancel={onClose}>
        <OwnPassword value={password} onChange={setPassword} autoFocus />
        <TextField
          label={t("sign-in.secret-key")}
          hint={t("again.secret-key-hint")}
          placeholder="SG1-…"
          mono
          value={secretKey}
          onChange={setSecretKey}
        />
      </Form>
    </Dialog>
  );
}
