import { leastArchivePassword } from "sealgraph/client";
import { Strength } from "../session/strength.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Choices } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";

export interface Secret {
  /** Null: a code is made. */
  readonly password: string | null;
  readonly again: string;
}

export const noSecret: Secret = { password: null, again: "" };

export const isGoodSecret = ({ password, again }: Secret): boolean =>
  password === null || ([...password].length >= leastArchivePassword && password === again);

/** What will open the archive: a code that is made and shown once, or a password that is chosen now. */
export function ArchiveSecret({ value, onChange }: { value: Secret; onChange: (next: Secret) => void }) {
  const { t } = useWords();
  const { password, again } = value;
  return (
    <>
      <Choices
        label={t("transfer.opens")}
        value={password === null ? "CODE" : "PASSWORD"}
        onChange={(way) => onChange({ password: way === "CODE" ? null : "", again: "" })}
        options={(["CODE", "PASSWORD"] as const).map((id) => ({
          id,
          label: t(`transfer.opens.${id}`),
          hint: t(`transfer.opens.${id}-text`),
        }))}
      />
      {password !== null && (
        <>
          <PasswordField
            label={t("transfer.archive-password")}
            hint={t("transfer.least", { count: leastArchivePassword })}
            autoComplete="new-password"
            value={password}
            onChange={(next) => onChange({ ...value, password: next })}
          />
          <Strength password={password} />
          <PasswordField
            label={t("sign-up.again")}
            autoComplete="new-password"
            value={again}
            onChange={(next) => onChange({ ...value, again: next })}
            error={again !== "" && again !== password ? t("sign-up.differ") : null}
          />
        </>
      )}
    </>
  );
}
