import { ProgressBar } from "react-aria-components";
import { useWords } from "../words/words.tsx";

/** How far something has come; `null` where nobody knows. */
export const Progress = ({ label, value, text }: { label: string; value: number | null; text?: string }) => (
  <ProgressBar aria-label={label} isIndeterminate={value === null} value={(value ?? 0) * 100} className="progress">
    <div className="row between hint">
      <span>{label}</span>
      <span>{text}</span>
    </div>
    <progress className="progress-bar" aria-hidden="true" max={1} {...(value !== null && { value })} />
  </ProgressBar>
);

/** Something is on its way. */
export function Waiting() {
  const { t } = useWords();
  return (
    <p className="waiting" role="status">
      <span className="spinner" />
      {t("ui.waiting")}
    </p>
  );
}
