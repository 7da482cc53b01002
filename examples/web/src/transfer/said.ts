import { formats, ImportRefused } from "sealgraph/client/import";
import { say } from "sealgraph/words";
import type { Say } from "../words/words.tsx";

/** Why a file is not read, and what to try. */
export const sayRefused = ({ t, locale }: Say, { reason, looksLike }: ImportRefused): string =>
  [
    say(locale, `import.${reason}`),
    looksLike ? t("transfer.looks-like", { called: formats[looksLike].called }) : say(locale, `import.${reason}.hint`),
  ].join(" ");

/** Which secret a file asks for, and whether one was given that does not fit. */
export function secretAsked(
  error: unknown,
): { readonly what: "PASSWORD" | "DATABASE" | "CODE"; readonly wrong: boolean } | null {
  if (!(error instanceof ImportRefused)) return null;
  switch (error.reason) {
    case "PASSWORD_NEEDED":
      return { what: "DATABASE", wrong: false };
    case "WRONG_PASSWORD":
    case "KEY_FILE_DAMAGED":
      return { what: "DATABASE", wrong: true };
    case "ARCHIVE_PASSWORD_NEEDED":
      return { what: "PASSWORD", wrong: false };
    case "ARCHIVE_WRONG_PASSWORD":
      return { what: "PASSWORD", wrong: true };
    case "ARCHIVE_CODE_NEEDED":
      return { what: "CODE", wrong: false };
    case "ARCHIVE_WRONG_CODE":
      return { what: "CODE", wrong: true };
    default:
      return null;
  }
}
