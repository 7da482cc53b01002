import { useState } from "react";
import { completeSignUp, openInvitation, requestSignUp } from "sealgraph/client";
import { Alone } from "../shell/alone.tsx";
import { goTo, to } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useSpoken, useWords } from "../words/words.tsx";
import { deviceName } from "./device-name.ts";
import { session } from "./session.ts";
import { Strength } from "./strength.tsx";

type Step =
  | { readonly at: "ADDRESS" }
  | { readonly at: "CODE"; readonly signUp: string; readonly company: string | null };

/** A new account in three steps: the address, the code from the mail with a password, and then the Emergency Kit. */
export function SignUp({ link }: { link?: string }) {
  const { t } = useWords();
  const locale = useSpoken();
  const [step, setStep] = useState<Step>({ at: "ADDRESS" });
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [invitation, setInvitation] = useState(link ?? "");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");

  const request = async () => {
    const settings = await session.settings();
    const invited = invitation.trim() === "" ? null : await openInvitation(settings, invitation.trim());
    const to = invited?.address ?? address;
    if (invited) setAddress(invited.address);
    const { signUp } = await requestSignUp(settings, to, { locale });
    setStep({ at: "CODE", signUp, company: invited?.company ?? null });
  };
  const complete = async (signUp: string) => {
    const account = { signUp, address, code: code.replace(/\s/g, ""), password, deviceName: deviceName(), locale };
    const joins = invitation.trim() === "" ? { name } : { invitation: invitation.trim() };
    const { client } = await completeSignUp(await session.settings(), { ...account, ...joins });
    goTo("vault");
    session.adopt(client, "NEW");
  };

  if (step.at === "CODE") {
    const differ = again !== "" && again !== password ? t("sign-up.differ") : null;
    return (
      <Alone title={t("sign-up.code-title")} lead={t("sign-up.code-lead", { address })}>
        <Form
          action={t("sign-up.make")}
          isDisabled={password !== again}
          onSubmit={() => complete(step.signUp)}
          onCancel={() => setStep({ at: "ADDRESS" })}
        >
          {step.company && <Banner>{t("sign-up.joins", { company: step.company })}</Banner>}
          <TextField
            label={t("sign-up.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            mono
            value={code}
            onChange={setCode}
            isRequired
            autoFocus
          />
          <PasswordField
            label={t("sign-up.password")}
            hint={t("sign-up.password-hint")}
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
            isRequired
          />
          <Strength password={password} about={[address, name]} />
          <PasswordField
            label={t("sign-up.again")}
            autoComplete="new-password"
            value={again}
            onChange={setAgain}
            error={differ}
            isRequired
          />
        </Form>
      </Alone>
    );
  }
  const isInvited = invitation.trim() !== "";
  return (
    <Alone title={t("sign-up.title")} lead={t("sign-up.lead")}>
      <Form action={t("sign-up.request")} onSubmit={request}>
        {!isInvited && (
          <>
            <TextField
              label={t("sign-up.name")}
              autoComplete="name"
              value={name}
              onChange={setName}
              isRequired
              autoFocus
            />
            <TextField
              label={t("session.address")}
              type="email"
              autoComplete="email"
              value={address}
              onChange={setAddress}
              isRequired
            />
          </>
        )}
        <TextField
          label={t("sign-up.invitation")}
          hint={t("sign-up.invitation-hint")}
          value={invitation}
          onChange={setInvitation}
        />
      </Form>
      <nav className="ways" aria-label={t("sign-in.others")}>
        <a href={to()}>{t("sign-up.sign-in")}</a>
      </nav>
    </Alone>
  );
}

export const BackToSignIn = () => {
  const { t } = useWords();
  return (
    <Button look="quiet" icon="back" onPress={() => goTo()}>
      {t("sign-up.sign-in")}
    </Button>
  );
};
