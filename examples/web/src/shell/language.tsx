import { Select } from "../ui/select.tsx";
import { chooseLocale, type Locale, useLocaleChoice, useWords } from "../words/words.tsx";

const languages: readonly { id: Locale; label: string }[] = [
  { id: "en", label: "English" },
  { id: "fr", label: "Français" },
];

export function Language() {
  const { t } = useWords();
  const locale = useLocaleChoice();
  return <Select label={t("shell.language")} quietLabel options={languages} value={locale} onChange={chooseLocale} />;
}
