import { useState } from "react";
import { InvitationWaits } from "../invitation/waits.tsx";
import { Alone } from "../shell/alone.tsx";
import { to } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { deviceName } from "./device-name.ts";
import { OwnPassword } from "./own-password.tsx";
import { isCode, session } from "./session.ts";

/** A browser that knows nobody: address, password and the Secret Key of the Emergency Kit. */
export function SignIn() {
  const { t } = useWords();
  const [address, setAddress] = useState("");
  const [password, setPassword] = useState("");
  const [secretKey, setSecretKey] = useState("");
  const [device, setDevice] = useState(deviceName);
  /** Null until the company says that the password is too old. */
  const [newPassword, setNewPassword] = useState<string | null>(null);
  const submit = async () => {
    const given = { address, password, secretKey, deviceName: device };
    try {
      await session.enter({ ...given, ...(newPassword && { newPassword }) });
    } catch (error) {
      if (!isCode(error, "PASSWORD_TOO_OLD") || newPassword !== null) throw error;
      setNewPassword("");
    }
  };
  return (
    <Alone title={t("sign-in.title")} lead={t("sign-in.lead")}>
      <InvitationWaits />
      <Form action={t("sign-in.action")} onSubmit={submit}>
        <TextField
          label={t("session.address")}
          type="email"
          autoComplete="username"
          value={address}
          onChange={setAddress}
          isRequired
          autoFocus
        />
        <OwnPassword value={password} onChange={setPassword} />
        <TextField
          label={t("sign-in.secret-key")}
          hint={t("sign-in.secret-key-hint")}
          placeholder="SG1-…"
          mono
          value={secretKey}
          onChange={setSecretKey}
          isRequired
        />
        <TextField
          label={t("sign-in.device")}
          hint={t("sign-in.device-hint")}
          value={device}
          onChange={setDevice}
          isRequired
        />
        {newPassword !== null && (
          <>
            <Banner tone="warning">{t("sign-in.too-old")}</Banner>
            <PasswordField
              label={t("sign-in.new-password")}
              autoComplete="new-password"
              value={newPassword}
              onChange={setNewPassword}
              isRequired
            />
          </>
        )}
      </Form>
      <nav className="ways" aria-label={t("sign-in.others")}>
        <a href={to("sign-up")}>{t("sign-in.sign-up")}</a>
        <a href={to("approval")}>{t("sign-in.by-approval")}</a>
        <a href={to("recover")}>{t("sign-in.by-code")}</a>
      </nav>
    </Alone>
  );
}
