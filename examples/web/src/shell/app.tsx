import { Suspense } from "react";
import { InvitationDialog } from "../invitation/dialog.tsx";
import { Entrance } from "../session/entrance.tsx";
import { FactorQuestions } from "../session/factor-dialog.tsx";
import { KeepKit } from "../session/kit.tsx";
import { session } from "../session/session.ts";
import { Unlock } from "../session/unlock.tsx";
import { Waiting } from "../ui/progress.tsx";
import { Toasts } from "../ui/toast.tsx";
import { WithClient } from "./client.tsx";
import { Closed, Failed, Guard } from "./failed.tsx";
import { Layout } from "./layout.tsx";
import { useValue } from "./value.ts";

export const App = () => (
  <Guard>
    <Suspense fallback={<Waiting />}>
      <Now />
    </Suspense>
    <FactorQuestions />
    <Toasts />
  </Guard>
);

function Now() {
  const now = useValue(session.now);
  switch (now.phase) {
    case "STARTING":
      return <Waiting />;
    case "FAILED":
      return <Failed error={now.error} />;
    case "CLOSED":
      return <Closed reason={now.reason} />;
    case "NOBODY":
      return <Entrance />;
    case "LOCKED":
      return <Unlock key={now.client.account.user} client={now.client} />;
    case "KIT":
      return <KeepKit client={now.client} why={now.why} />;
    case "OPEN":
      return (
        <WithClient client={now.client}>
          <Layout />
          <InvitationDialog />
        </WithClient>
      );
  }
}
