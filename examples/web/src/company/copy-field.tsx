import { CopyIcon } from "../ui/copy.tsx";
import { TextField } from "../ui/field.tsx";
import { useWords } from "../words/words.tsx";

/** A text that is shown to be handed on, and taken by one press. It stays in the clipboard: it is pasted elsewhere next. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const { t } = useWords();
  return (
    <TextField
      label={label}
      value={value}
      isReadOnly
      mono
      beside={<CopyIcon text={value} label={t("company.invite.copy")} isSecret={false} />}
    />
  );
}
