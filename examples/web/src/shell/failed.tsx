import { Component, type ReactNode, useState } from "react";
import type { EventMap } from "sealgraph/client";
import { isCode, session } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/words.tsx";
import { Alone } from "./alone.tsx";
import { type MissingProps, WaysOn } from "./later.tsx";
import { NotLoaded } from "./not-loaded.ts";

/** What this browser keeps cannot be opened now. */
export function Failed({ error }: { error: unknown }) {
  if (error instanceof NotLoaded) return <MissingAlone error={error} onAgain={() => session.start()} />;
  return <StoreFailed error={error} />;
}

/** Of what stands alone on the page: it did not come. */
export function MissingAlone({ error, onAgain }: MissingProps) {
  const { t } = useWords();
  return (
    <Alone title={t(`load.${error.why}`)}>
      <p role="alert">{t(`load.${error.why}-text`)}</p>
      <WaysOn error={error} onAgain={onAgain} />
    </Alone>
  );
}

function StoreFailed({ error }: { error: unknown }) {
  const { t } = useWords();
  const [startsOver, setStartsOver] = useState(false);
  const isBusy = isCode(error, "STORE_BUSY");
  return (
    <Alone title={t(isBusy ? "failed.busy" : "failed.title")}>
      {isBusy ? <p>{t("failed.busy-text")}</p> : <Problem error={error} />}
      <div className="row">
        <Button look="primary" onPress={() => session.start(isBusy)}>
          {t(isBusy ? "failed.here" : "failed.again")}
        </Button>
        {isCode(error, "STORE_DAMAGED", "STORE_UNSUPPORTED") && (
          <Button look="danger" onPress={() => setStartsOver(true)}>
            {t("failed.over")}
          </Button>
        )}
      </div>
      {startsOver && (
        <Confirm
          title={t("failed.over-title")}
          action={t("failed.over")}
          onConfirm={session.startOver}
          onClose={() => setStartsOver(false)}
        >
          <p>{t("failed.over-text")}</p>
        </Confirm>
      )}
    </Alone>
  );
}

/** The account was open in this tab, and is no more. */
export function Closed({ reason }: { reason: EventMap["closed"]["reason"] }) {
  const { t } = useWords();
  const isNewer = reason === "NEWER_RELEASE";
  return (
    <Alone title={t(`closed.${reason}`)} lead={t(`closed.${reason}-text`)}>
      <Button look="primary" onPress={() => (isNewer ? window.location.reload() : session.start(true))}>
        {t(isNewer ? "failed.reload" : "failed.here")}
      </Button>
    </Alone>
  );
}

/** Where a component fails, this stands in its place: what was saved is not lost by it. */
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
    <div className="block">
      <h1>{t("failed.broken")}</h1>
      <p>{t("failed.broken-text")}</p>
      <div className="row">
        <Button look="primary" onPress={() => window.location.reload()}>
          {t("failed.reload")}
        </Button>
      </div>
    </div>
  );
}
