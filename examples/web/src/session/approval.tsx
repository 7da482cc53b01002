import { useEffect, useState } from "react";
import { type ApprovalRequest, requestApproval } from "sealgraph/client";
import { Alone } from "../shell/alone.tsx";
import { Banner } from "../ui/banner.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { deviceName } from "./device-name.ts";
import { OwnPassword } from "./own-password.tsx";
import { session } from "./session.ts";
import { BackToSignIn } from "./sign-up.tsx";

type Approved = Awaited<ReturnType<ApprovalRequest["waitForApproval"]>>;

/** In the place of the Secret Key: a device that is signed in types the six words that stand here. */
export default function Approval() {
  const { t } = useWords();
  const [address, setAddress] = useState("");
  const [request, setRequest] = useState<ApprovalRequest | null>(null);
  const ask = async () =>
    setRequest(await requestApproval(await session.settings(), { address, deviceName: deviceName() }));
  return (
    <Alone title={t("approval.title")} lead={t("approval.lead")}>
      {request === null ? (
        <Form action={t("approval.ask")} onSubmit={ask}>
          <TextField
            label={t("session.address")}
            type="email"
            autoComplete="username"
            value={address}
            onChange={setAddress}
            isRequired
            autoFocus
          />
        </Form>
      ) : (
        <Waits request={request} onOver={() => setRequest(null)} />
      )}
      <BackToSignIn />
    </Alone>
  );
}

function Waits({ request, onOver }: { request: ApprovalRequest; onOver: () => void }) {
  const { t, time } = useWords();
  const [approved, setApproved] = useState<Approved | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [password, setPassword] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    request.waitForApproval(stop.signal).then(setApproved, (error: unknown) => stop.signal.aborted || setError(error));
    return () => stop.abort();
  }, [request]);
  if (error !== null) {
    return (
      <Form action={t("ui.again")} onSubmit={async () => onOver()}>
        <Problem error={error} />
      </Form>
    );
  }
  if (approved === null) {
    return (
      <>
        <p>{t("approval.words")}</p>
        <p className="words" data-approval-words="">
          {request.words.join(" ")}
        </p>
        <p className="hint">{t("approval.until", { time: time(request.expiresAt) })}</p>
        <Waiting />
      </>
    );
  }
  return (
    <Form action={t("sign-in.action")} onSubmit={async () => session.adopt(await approved.signIn(password))}>
      <Banner tone="good">{t("approval.approved")}</Banner>
      <OwnPassword value={password} onChange={setPassword} autoFocus />
    </Form>
  );
}
