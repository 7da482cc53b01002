import { SealgraphError } from "sealgraph/client";
import { NotLoaded } from "../shell/not-loaded.ts";
import { sayCode } from "../words/of-codes.ts";
import { type Say, useWords } from "../words/words.tsx";
import { Banner } from "./banner.tsx";

/** Of errors that say why by a closed list: in its words. */
function sayMore({ t, maybe, locale }: Say, { code, details }: SealgraphError): string | null | undefined {
  if (code === "RECOVERY_REFUSED") return sayCode(locale, `cli.recovery.${details.reason}`);
  if (code === "POLICY_REFUSED") return maybe(`policy.refusal.${details.refusal}`);
  if (code === "NOT_FOUND") return sayCode(locale, `cli.missing.${details.part}`);
  const { group } = details;
  return code === "RECOVERY_CODE_REFUSED" && typeof group === "number" ? t("recovery.code.bad", { group }) : null;
}

/** An error in people's words: ours where they are more to the point, else those that all clients have for its code. */
export function sayError(say: Say, error: unknown): string {
  const { t, maybe, locale } = say;
  if (error instanceof NotLoaded) return t(`load.${error.why}-text`);
  if (!(error instanceof SealgraphError)) return t("error.unknown");
  const { code, details } = error;
  const part = details.part ?? details.argument ?? details.cause ?? details.reason;
  return (
    (part !== undefined && maybe(`error.${code}.${part}`)) ||
    sayMore(say, error) ||
    maybe(`error.${code}`) ||
    sayCode(locale, `client.${code}`) ||
    error.message
  );
}

/** What went wrong, where anything did; read out at once. A dialog that was closed instead of answered is nothing wrong. */
export function Problem({ error }: { error: unknown }) {
  const say = useWords();
  if (error == null || (error instanceof Error && error.name === "Declined")) return null;
  return (
    <Banner tone="danger" isAlert>
      {sayError(say, error)}
    </Banner>
  );
}
