import { Suspense } from "react";
import { Entrance } from "../session/entrance.tsx";
import { FactorQuestions } from "../session/factor-dialog.tsx";
import { session } from "../session/session.ts";
import { Waiting } from "../ui/progress.tsx";
import { Toasts } from "../ui/toast.tsx";
import { WithClient } from "./client.tsx";
import { Closed, Failed, Guard, MissingAlone } from "./failed.tsx";
import { later } from "./later.tsx";
import { sections } from "./sections.tsx";
import { useValue } from "./value.ts";

const Unlock = later(() => import("../session/unlock.tsx"), MissingAlone);
const KeepKit = later(() => import("../session/kit.tsx"), MissingAlone);
const Opened = later(() => import("./opened.tsx"), MissingAlone);

/** What comes next for nearly everybody, while they type a password. */
export function fetchWhatComesNext(): void {
  Opened.fetch();
  sections[0]?.Page.fetch();
}

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
          <Opened />
        </WithClient>
      );
  }
}
