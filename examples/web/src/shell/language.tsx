import { sayError } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { tellAnybody } from "../ui/toast.tsx";
import { type Locale, speak, useSpoken, useWords } from "../words/words.tsx";

const languages: readonly { id: Locale; label: string }[] = [
  { id: "en", label: "English" },
  { id: "fr", label: "Français" },
];

/** `onChoose`: who else has to know. */
export function Language({ onChoose }: { onChoose?: (locale: Locale) => void }) {
  const say = useWords();
  const { t } = say;
  const locale = useSpoken();
  const choose = (next: Locale) => {
    speak(next).then(
      () => onChoose?.(next),
      (error: unknown) => tellAnybody(sayError(say, error), "danger"),
    );
  };
  return <Select label={t("shell.language")} quietLabel options={languages} value={locale} onChange={choose} />;
}
