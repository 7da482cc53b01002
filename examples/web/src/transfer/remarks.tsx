import type { AboutImport } from "sealgraph/client/import";
import { useWords } from "../words/words.tsx";

const mostLines = 50;

/** Entries of a file, each with where it stands and what there is to say of it; folded together until somebody wants to know. */
export function Remarks({
  title,
  unit,
  all,
}: {
  title: string;
  unit: AboutImport["unit"];
  all: readonly { readonly position: number; readonly part?: string; readonly text: string }[];
}) {
  const { t } = useWords();
  if (all.length === 0) return null;
  return (
    <details className="remarks">
      <summary>{title}</summary>
      <ul>
        {all.slice(0, mostLines).map(({ position, part, text }, place) => (
          <li key={place}>
            {part !== undefined && `${part}, `}
            {position === 0 ? t("transfer.whole-file") : t(`transfer.at.${unit}`, { position })}: {text}
          </li>
        ))}
        {all.length > mostLines && <li>{t("transfer.more", { count: all.length - mostLines })}</li>}
      </ul>
    </details>
  );
}
