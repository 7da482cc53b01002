import { type ReactNode, useState } from "react";
import { useClient } from "../shell/client.tsx";
import { Page } from "../shell/page.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/words.tsx";
import { session, useFailedAgain } from "./session.ts";

type Administers = "PORTAL" | "PARTNER";

/** Whether what this device signed in for serves it: a partner's session administers the partner's own company too. */
const serves = (had: string, wanted: Administers): boolean =>
  had === wanted || (had === "PARTNER" && wanted === "PORTAL");

/** Shows what is for a session of this surface; in any other it asks for the password, and signs the same device in for it. */
export function ForSurface({ surface, title, children }: { surface: Administers; title: string; children: ReactNode }) {
  const client = useClient();
  const { surface: had } = client.account;
  if (serves(had, surface) && client.signedIn) return children;
  return <AskPassword surface={surface} title={title} />;
}

function AskPassword({ surface, title }: { surface: Administers; title: string }) {
  const { t } = useWords();
  const client = useClient();
  const [password, setPassword] = useState("");
  const failed = useFailedAgain();
  return (
    <Page title={title} lead={t(`surface.title.${surface}`)}>
      <div className="panel narrow">
        <p className="hint">{t("surface.why")}</p>
        <Problem error={failed} />
        <Form
          action={t(`surface.enter.${surface}`)}
          isDisabled={password === ""}
          onSubmit={() => session.signInAgain(client, { password, surface })}
        >
          <PasswordField label={t("surface.password")} value={password} onChange={setPassword} autoFocus />
        </Form>
      </div>
    </Page>
  );
}
