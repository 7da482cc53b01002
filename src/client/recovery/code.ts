/** The recovery code as an application has it: text that people read and type (PROTOCOL §8.1, §8.2). */
import { formatCodePart, mostCodeParts, readRecoveryCode, splitRecoveryCode } from "../../crypto/client/code-parts.ts";
import { formatRecoveryCode, RecoveryCodeError } from "../../crypto/client/recovery-code.ts";
import { refuseInput, SealgraphError } from "../errors.ts";

/**
 * A code in so many parts, each for a sheet of its own, any `needed` of which are the code: in the place of the code, which
 * nobody keeps then. Throws RECOVERY_CODE_REFUSED, or INVALID_INPUT unless 2 ≤ needed ≤ parts ≤ 16.
 */
export async function splitCode(
  code: string,
  { needed, parts }: { readonly needed: number; readonly parts: number },
): Promise<string[]> {
  if (!Number.isInteger(needed) || needed < 2) refuseInput("needed");
  if (!Number.isInteger(parts) || parts < needed || parts > mostCodeParts) refuseInput("parts");
  const read = await ofCode(() => readRecoveryCode(code));
  return (await splitRecoveryCode(read, needed, parts)).map(formatCodePart);
}

/**
 * The code that parts are of, in any order. Whether it is the company's is told by whoever takes it. Throws
 * RECOVERY_CODE_REFUSED.
 */
export async function joinCode(parts: readonly string[]): Promise<string> {
  return formatRecoveryCode(await ofCode(() => readRecoveryCode(parts)));
}

/**
 * Throws RECOVERY_CODE_REFUSED where a code is refused: with `reason`, with `group` where one of its groups of digits is none,
 * with `part` where that, or the reason, is of one part of several, and with `needed` where there are too few.
 */
export async function ofCode<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RecoveryCodeError)) throw error;
    throw new SealgraphError("RECOVERY_CODE_REFUSED", { reason: error.reason, ...error.place });
  }
}
