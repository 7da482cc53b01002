import { SealgraphError, type TotpCode, totpCode } from "sealgraph/client";
import { CopyIcon } from "../ui/copy.tsx";
import { useEvery, useWords } from "../words/words.tsx";

/** The code of now, and how long it is good. The secret that it is made of is not shown. */
export function TotpView({
  label,
  totp,
  onUse,
}: {
  label: string;
  totp: string;
  onUse: (kind: "COPIED" | "USED") => void;
}) {
  const { t } = useWords();
  useEvery(1_000);
  const now = codeOf(totp);
  return (
    <div className="field-view">
      <dt>{label}</dt>
      <dd>
        {now === null ? (
          <span>{t("finding.NOT_A_TOTP")}</span>
        ) : (
          <>
            <span className="totp-code mono" data-totp="">
              {now.code.replace(/^(.{3})/, "$1 ")}
            </span>
            <span className="totp-left">
              <progress max={30} value={Math.min(now.validFor, 30)} aria-hidden="true" />
              <span className="hint">{t("totp.left", { seconds: now.validFor })}</span>
            </span>
            <CopyIcon text={now.code} label={t("field.copy", { label })} onCopied={() => onUse("USED")} />
          </>
        )}
      </dd>
    </div>
  );
}

function codeOf(totp: string): TotpCode | null {
  try {
    return totpCode(totp, new Date());
  } catch (error) {
    if (error instanceof SealgraphError) return null;
    throw error;
  }
}
