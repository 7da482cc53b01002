import { CopyIcon } from "../ui/copy.tsx";
import { TextField } from "../ui/field.tsx";
import { useWords } from "../words/words.tsx";

/** A text that is shown to be handed on, and taken by one press. A secret leaves the clipboard again after a while. */
export function CopyField({
  label,
  value,
  isSecret = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly isSecret?: boolean;
}) {
  const { t } = useWords();
  return (
    <TextField
      label={label}
      value={value}
      isReadOnly
      mono
      beside={<CopyIcon text={value} label={t("company.invite.copy")} isSecret={isSecret} />}
    />
  );
}
