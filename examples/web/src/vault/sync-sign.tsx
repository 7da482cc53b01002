import type { SyncState } from "sealgraph/client";
import { useWords } from "../words/words.tsx";

/** How an item stands: a colour, a shape, and a word. */
export function SyncSign({ state, word = false }: { state: SyncState; word?: boolean }) {
  const { t } = useWords();
  return (
    <span className={`item-sync ${state.toLowerCase()}`} title={t(`sync.${state}-text`)} data-sync={state}>
      <span className={`sync-sign ${state.toLowerCase()}`} aria-hidden="true" />
      <span className={word ? "" : "read-out"}>{t(`sync.${state}`)}</span>
    </span>
  );
}
