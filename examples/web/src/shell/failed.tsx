import { Component, type ReactNode } from "react";
import { session } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/words.tsx";
import { Alone } from "./alone.tsx";

/** The account that is kept in this browser cannot be opened now. */
export function Failed({ error }: { error: unknown }) {
  const { t } = useWords();
  return (
    <Alone title={t("failed.title")}>
      <Problem error={error} />
      <Button look="primary" onPress={session.start}>
        {t("failed.again")}
      </Button>
    </Alone>
  );
}

/** Where a component fails, this stands in the place of everything: what was typed and sealed is not lost by it. */
export class Guard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    return this.state.error === null ? this.props.children : <Broken />;
  }
}

function Broken() {
  const { t } = useWords();
  return (
    <Alone title={t("failed.broken")}>
      <p>{t("failed.broken-text")}</p>
      <Button look="primary" onPress={() => window.location.reload()}>
        {t("failed.reload")}
      </Button>
    </Alone>
  );
}
