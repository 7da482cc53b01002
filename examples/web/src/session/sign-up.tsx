import { useState } from "react";
import { completeSignUp, type InvitationView, openInvitation, requestSignUp } from "sealgraph/client";
import { InvitationFacts } from "../invitation/facts.tsx";
import { type Invited, readLink } from "../invitation/link.ts";
import { NoInvitation } from "../invitation/none.tsx";
import { waiting } from "../invitation/waiting.ts";
import { InvitationWaits } from "../invitation/waits.tsx";
import { Alone } from "../shell/alone.tsx";
import { goTo, to } from "../shell/route.ts";
import { useValue } from "../shell/value.ts";
import { Button } from "../ui/button.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useSpoken, useWords } from "../words/words.tsx";
import { deviceName } from "./device-name.ts";
import { session } from "./session.ts";
import { Strength } from "./strength.tsx";

type Step =
  | { readonly at: "ADDRESS" }
  | { readonly at: "CODE"; readonly signUp: string; readonly invited: InvitationView | null };

/** A new account in three steps: the address, the code from the mail with a password, and then the Emergency Kit. */
export default function SignUp() {
  const { t } = useWords();
  const locale = useSpoken();
  const [step, setStep] = useState<Step>({ at: "ADDRESS" });
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  /** Who came by the link of an invitation into a company puts none in. */
  const came = useValue(waiting);
  const link = came?.kind === "COMPANY" ? came.link : null;
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState<Invited | null>(null);
  const [invitation, setInvitation] = useState<string | null>(null);
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");

  /** Null where there is no invitation, undefined where what was put in is none into a company. */
  const linkGiven = (): string | null | undefined => {
    if (link !== null || typed.trim() === "") return link;
    const given = readLink(typed, window.location.origin);
    if (given.kind === "COMPANY") return given.link;
    if (given.kind !== "SHARE") return void setRefused(given);
    // It is shown to whoever is signed in.
    waiting.set(given);
    return void setTyped("");
  };
  const request = async () => {
    const by = linkGiven();
    if (by === undefined) return;
    const settings = await session.settings();
    const invited = by === null ? null : await openInvitation(settings, by);
    setInvitation(by);
    const to = invited?.address ?? address;
    if (invited) setAddress(invited.address);
    const { signUp } = await requestSignUp(settings, to, { locale });
    setStep({ at: "CODE", signUp, invited });
  };
  const complete = async (signUp: string) => {
    const account = { signUp, address, code: code.replace(/\s/g, ""), password, deviceName: deviceName(), locale };
    const joins = invitation === null ? { name } : { invitation };
    const { client } = await completeSignUp(await session.settings(), { ...account, ...joins });
    if (invitation !== null) waiting.set(null);
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
          {step.invited && <InvitationFacts view={step.invited} />}
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
  const isInvited = link !== null || typed.trim() !== "";
  return (
    <Alone title={t("sign-up.title")} lead={t(link === null ? "sign-up.lead" : "invitation.sign-up-lead")}>
      {link === null && <InvitationWaits />}
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
        {link === null && (
          <TextField
            label={t("sign-up.invitation")}
            hint={t("sign-up.invitation-hint")}
            value={typed}
            onChange={(next) => {
              setTyped(next);
              setRefused(null);
            }}
          />
        )}
        {refused && <NoInvitation invited={refused} />}
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
