import { type ReactNode, useState } from "react";
import { useClient } from "../shell/client.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { onlyPassword } from "./only-password.ts";
import { OwnPassword } from "./own-password.tsx";

/** What hands out the Secret Key: whoever finds a page that somebody left open has to know the password, too. */
export function PasswordFirst({
  action,
  onCancel,
  children,
}: {
  action: string;
  onCancel: () => void;
  children: () => ReactNode;
}) {
  const { t } = useWords();
  const client = useClient();
  const [password, setPassword] = useState("");
  const [proven, setProven] = useState(false);
  if (proven) return children();
  const prove = async () => {
    await onlyPassword(client.checkPassword(password));
    setPassword("");
    setProven(true);
  };
  return (
    <Form action={action} onSubmit={prove} onCancel={onCancel}>
      <p>{t("session.password-first")}</p>
      <OwnPassword value={password} onChange={setPassword} autoFocus />
    </Form>
  );
}
