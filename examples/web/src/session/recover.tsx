import { useState } from "react";
import { recoverAccount, wrongGroupOfAccountCode } from "sealgraph/client";
import { Alone } from "../shell/alone.tsx";
import { goTo } from "../shell/route.ts";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { deviceName } from "./device-name.ts";
import { session } from "./session.ts";
import { BackToSignIn } from "./sign-up.tsx";
import { Strength } from "./strength.tsx";

/** Password or Secret Key is lost: the account code opens the account once, and makes both anew. */
export default function RecoverAccount() {
  const { t } = useWords();
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const wrong = code.replace(/\D/g, "").length < 48 ? null : wrongGroupOfAccountCode(code);
  const recover = async () => {
    const input = { address, code, password, deviceName: deviceName() };
    const { client } = await recoverAccount(await session.settings(), input);
    goTo("vault");
    session.adopt(client, "RECOVERED");
  };
  return (
    <Alone title={t("recover.title")} lead={t("recover.lead")}>
      <Form action={t("recover.action")} onSubmit={recover}>
        <TextField
          label={t("session.address")}
          type="email"
          autoComplete="username"
          value={address}
          onChange={setAddress}
          isRequired
          autoFocus
        />
        <TextField
          label={t("recover.code")}
          hint={t("recover.code-hint")}
          error={wrong === null ? null : t("recover.wrong-group", { group: wrong })}
          mono
          lines={2}
          inputMode="numeric"
          value={code}
          onChange={setCode}
          isRequired
        />
        <PasswordField
          label={t("sign-in.new-password")}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          isRequired
        />
        <Strength password={password} about={[address]} />
      </Form>
      <BackToSignIn />
    </Alone>
  );
}
