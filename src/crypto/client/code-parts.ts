/** A recovery code in parts, of which some number gives it and fewer give nothing (PROTOCOL §8.2). */
import { combine, split } from "shamir-secret-sharing";
import { concat, equalBytes } from "../bytes.ts";
import { asRecoveryCode, type RecoveryCode } from "../keys.ts";
import { randomBytes } from "../sodium.ts";
import { formatDigitGroups, parseDigitGroups, wrongDigitGroup } from "./digit-groups.ts";
import { parseRecoveryCode, RecoveryCodeError } from "./recovery-code.ts";

const groups = 12;
const part = "part of a recovery code";
/** The most parts that are made: as many people as a company finds for that. */
export const mostCodeParts = 16;

/** One part, as it stands on a sheet of its own. */
export interface CodePart {
  /** Two random bytes, the same in all parts of one split. */
  readonly set: Uint8Array;
  /** How many of them give the code, 2 to 16. */
  readonly needed: number;
  /** Where the polynomials were taken, 1 to 255; another in each part. */
  readonly index: number;
  /** 20 bytes. */
  readonly share: Uint8Array;
}

/** So many parts, any `needed` of which give the code. Throws RangeError unless 2 ≤ needed ≤ parts ≤ 16. */
export async function splitRecoveryCode(code: RecoveryCode, needed: number, parts: number): Promise<CodePart[]> {
  if (
    !(Number.isInteger(needed) && Number.isInteger(parts) && needed >= 2 && needed <= parts && parts <= mostCodeParts)
  )
    throw new RangeError("So many parts are not made.");
  const set = randomBytes(2);
  const shares = await split(Uint8Array.from(asRecoveryCode(code)), parts, needed);
  return shares.map((its) => ({ set, needed, index: its[20] as number, share: its.slice(0, 20) }));
}

/** `set ‖ needed ‖ index ‖ share` as 12 groups of 6 digits with blanks between them (PROTOCOL §3.9). */
export function formatCodePart({ set, needed, index, share }: CodePart): string {
  return formatDigitGroups(concat(set, Uint8Array.of(needed, index), share));
}

/** Reads a part as people type it. Throws RecoveryCodeError WRONG_GROUP. */
export function parseCodePart(text: string): CodePart {
  const group = wrongGroupOfCodePart(text);
  if (group !== null) throw new RecoveryCodeError("WRONG_GROUP", { group });
  const bytes = parseDigitGroups(text, groups, part);
  return { set: bytes.slice(0, 2), needed: bytes[2] as number, index: bytes[3] as number, share: bytes.slice(4) };
}

/** The first group, from 1, that is not what it was; 13 where something follows the twelfth. Null: none. */
export function wrongGroupOfCodePart(text: string): number | null {
  const wrong = wrongDigitGroup(text, groups);
  if (wrong !== null) return wrong;
  const [, , needed, index] = parseDigitGroups(text, groups, part);
  const fits = (needed as number) >= 2 && (needed as number) <= mostCodeParts && index !== 0;
  return fits ? null : 2;
}

/**
 * The code of parts that were read. That it is the one that was split is told by the group's roster alone
 * (`checkRecoveryKeys`): parts of another split of the same marks give some code. Throws RecoveryCodeError TWO_SETS, SAME_PART or
 * TOO_FEW.
 */
export async function joinCodeParts(parts: readonly CodePart[]): Promise<RecoveryCode> {
  const [first] = parts;
  if (first === undefined) throw new RecoveryCodeError("TOO_FEW");
  for (const [place, each] of parts.entries()) {
    if (!equalBytes(each.set, first.set) || each.needed !== first.needed)
      throw new RecoveryCodeError("TWO_SETS", { part: place + 1 });
    if (parts.slice(0, place).some(({ index }) => index === each.index))
      throw new RecoveryCodeError("SAME_PART", { part: place + 1 });
  }
  if (parts.length < first.needed) throw new RecoveryCodeError("TOO_FEW", { needed: first.needed });
  return asRecoveryCode(await combine(parts.map(({ share, index }) => concat(share, Uint8Array.of(index)))));
}

/**
 * A code as it was typed: by itself, or as many of its parts as it takes, in any order. Throws RecoveryCodeError: of a part
 * `place.part` says which one.
 */
export async function readRecoveryCode(typed: string | readonly string[]): Promise<RecoveryCode> {
  const texts = typeof typed === "string" ? [typed] : typed;
  const [only] = texts;
  if (texts.length === 1 && only !== undefined && !looksLikePart(only)) return parseRecoveryCode(only);
  return joinCodeParts(texts.map(readPart));
}

function readPart(text: string, place: number): CodePart {
  const group = wrongGroupOfCodePart(text);
  if (group !== null) throw new RecoveryCodeError("WRONG_GROUP", { group, part: place + 1 });
  return parseCodePart(text);
}

/** Nearer to the length of a part than to that of a code: whoever mistypes one is told of the right one. */
const looksLikePart = (text: string): boolean => text.replace(/[\s-]/g, "").length > 66;
