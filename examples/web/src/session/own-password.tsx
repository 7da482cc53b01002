import { PasswordField } from "../ui/field.tsx";
import { useWords } from "../words/words.tsx";

/** Where somebody types the password of their account, as it is now. */
export function OwnPassword({
  value,
  onChange,
  autoFocus = false,
}: {
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}) {
  const { t } = useWords();
  return (
    <PasswordField
      label={t("session.password")}
      autoComplete="current-password"
      value={value}
      onChange={onChange}
      isRequired
      autoFocus={autoFocus}
    />
  );
}
