import { Component, type ComponentType, lazy } from "react";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/words.tsx";
import { NotLoaded, orNotLoaded } from "./not-loaded.ts";

export interface MissingProps {
  readonly error: NotLoaded;
  readonly onAgain: () => void;
}

export type Later<P> = ComponentType<P> & {
  /** Fetches it before it is shown. Where that fails, it is said when it is shown. */
  readonly fetch: () => void;
};

/** A component that is fetched when it is first shown. Where it does not come, `Missing` stands in its place, and may have it fetched once more. */
export function later<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  Missing: ComponentType<MissingProps> = MissingPart,
): Later<P> {
  const fetch = orNotLoaded(load);
  let Its: ComponentType<P> = lazy(fetch);
  return class extends Component<P, { error: unknown }> {
    static fetch = () => void load().catch(() => {});
    override state: { error: unknown } = { error: null };
    static getDerivedStateFromError(error: unknown) {
      return { error };
    }
    override render() {
      const { error } = this.state;
      if (error === null) return <Its {...this.props} />;
      if (!(error instanceof NotLoaded)) throw error;
      return <Missing error={error} onAgain={this.#again} />;
    }
    /** What failed once stays failed: whoever comes here again takes another. */
    override componentDidCatch() {
      Its = lazy(fetch);
    }
    readonly #again = () => this.setState({ error: null });
  };
}

function MissingPart({ error, onAgain }: MissingProps) {
  const { t } = useWords();
  return (
    <div className="block" role="alert">
      <h1>{t(`load.${error.why}`)}</h1>
      <p>{t(`load.${error.why}-text`)}</p>
      <WaysOn error={error} onAgain={onAgain} />
    </div>
  );
}

/** Without the server the page itself would not come back: whoever is offline is not led to load it anew. */
export function WaysOn({ error: { why }, onAgain }: MissingProps) {
  const { t } = useWords();
  return (
    <div className="row">
      {why !== "OFFLINE" && (
        <Button look={why === "REPLACED" ? "primary" : "plain"} onPress={() => window.location.reload()}>
          {t("failed.reload")}
        </Button>
      )}
      {why !== "REPLACED" && (
        <Button look="primary" onPress={onAgain}>
          {t("failed.again")}
        </Button>
      )}
    </div>
  );
}
