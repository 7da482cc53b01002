import { useState } from "react";
import type { Client } from "sealgraph/client";
import { InvitationWaits } from "../invitation/waits.tsx";
import { Alone } from "../shell/alone.tsx";
import { Button } from "../ui/button.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { OwnPassword } from "./own-password.tsx";
import { session } from "./session.ts";
import { SignOut } from "./sign-out.tsx";

/** The account that this browser keeps, locked: the password alone, and no server, opens it. */
export default function Unlock({ client }: { client: Client }) {
  const { t } = useWords();
  const [password, setPassword] = useState("");
  const [leaves, setLeaves] = useState(false);
  const unlock = async () => {
    await session.unlock(client, password);
    setPassword("");
  };
  return (
    <Alone title={t("unlock.title")} lead={client.account.address}>
      <InvitationWaits />
      <Form action={t("session.unlock")} onSubmit={unlock}>
        {/* For password managers of the browser: whose password it is. */}
        <input type="hidden" name="username" autoComplete="username" value={client.account.address} readOnly />
        <OwnPassword value={password} onChange={setPassword} autoFocus />
      </Form>
      <Button look="quiet" onPress={() => setLeaves(true)}>
        {t("unlock.other")}
      </Button>
      {leaves && <SignOut client={client} onClose={() => setLeaves(false)} />}
    </Alone>
  );
}
