/** The code by which a company opens its backups where no custodian can (PROTOCOL §8.1). */
import { equalBytes } from "../bytes.ts";
import { ProtocolError, type ProtocolErrorCode } from "../errors.ts";
import { publicKeyHash } from "../hash.ts";
import {
  asRecoveryCode,
  asSigningSeed,
  asXWingSeed,
  type Hash,
  type Id,
  type RecoveryCode,
  type SigningPair,
  type SigningPublicKey,
  type XWingPublicKey,
  type XWingSeed,
} from "../keys.ts";
import { pae } from "../pae.ts";
import { deriveXWingPublicKey, keyedBlake2b, randomBytes } from "../sodium.ts";
import { formatDigitGroups, parseDigitGroups, wrongDigitGroup } from "./digit-groups.ts";
import { deriveSigningPair } from "./sign.ts";

const groups = 10;

/** Why a code, or its parts, are not taken. Closed. */
const refusals = {
  /** A group of digits is not what it was; `group` says which. */
  WRONG_GROUP: "MALFORMED",
  /** A part is of another split than the first one. */
  TWO_SETS: "MISMATCH",
  /** A part was given before. */
  SAME_PART: "MISMATCH",
  /** Fewer parts than `needed`. */
  TOO_FEW: "MISMATCH",
  /** Well written, but of another group, replaced, or put together of parts that do not belong together. */
  WRONG_CODE: "WRONG_KEYS",
} as const satisfies Record<string, ProtocolErrorCode>;

export type RecoveryCodeRefusal = keyof typeof refusals;

/** Where a code is wrong: numbers alone, never a digit of it. */
export interface WrongPlace {
  /** From 1; one more than there are where something follows the last. */
  readonly group?: number;
  /** From 1, of the parts as they were given. */
  readonly part?: number;
  /** How many parts it takes. */
  readonly needed?: number;
}

/** A recovery code or a part of it is not taken. */
export class RecoveryCodeError extends ProtocolError {
  constructor(
    readonly reason: RecoveryCodeRefusal,
    readonly place: WrongPlace = {},
  ) {
    super(refusals[reason], `recovery code, ${reason}`);
  }
}

/** What a recovery code gives (PROTOCOL §8.1). */
export interface RecoveryKeys {
  /** Opens what is wrapped for the code. */
  readonly xwingSeed: XWingSeed;
  readonly xwingPublicKey: XWingPublicKey;
  /** Acts by the code; the group's roster states its public half. */
  readonly signing: SigningPair;
}

/** 160 random bits (PROTOCOL §8.1). */
export function makeRecoveryCode(): RecoveryCode {
  return asRecoveryCode(randomBytes(20));
}

/** 10 groups of 6 digits with blanks between them (PROTOCOL §3.9). */
export function formatRecoveryCode(code: RecoveryCode): string {
  return formatDigitGroups(asRecoveryCode(code));
}

/** Reads a recovery code as people type it. Throws RecoveryCodeError WRONG_GROUP. */
export function parseRecoveryCode(text: string): RecoveryCode {
  const group = wrongGroupOfRecoveryCode(text);
  if (group !== null) throw new RecoveryCodeError("WRONG_GROUP", { group });
  return asRecoveryCode(parseDigitGroups(text, groups, "recovery code"));
}

/** The first group, from 1, that is not what it was: mistyped or missing; 11 where something follows the tenth. Null: none. */
export function wrongGroupOfRecoveryCode(text: string): number | null {
  return wrongDigitGroup(text, groups);
}

/** What is under the code: in another group, or another company, it is something else. */
export function deriveRecoveryKeys(code: RecoveryCode, tenant: Id, group: Id): RecoveryKeys {
  const both = keyedBlake2b(64, asRecoveryCode(code), pae("recovery-code", tenant, group));
  const xwingSeed = asXWingSeed(both.slice(0, 32));
  return {
    xwingSeed,
    xwingPublicKey: deriveXWingPublicKey(xwingSeed),
    signing: deriveSigningPair(asSigningSeed(both.subarray(32))),
  };
}

/** Throws RecoveryCodeError WRONG_CODE unless these are the keys that the group's roster states for its code. */
export function checkRecoveryKeys(
  keys: RecoveryKeys,
  stated: { readonly xwingKeyHash: Hash; readonly signingKey: SigningPublicKey },
): void {
  const same =
    equalBytes(publicKeyHash(keys.xwingPublicKey), stated.xwingKeyHash) &&
    equalBytes(keys.signing.publicKey, stated.signingKey);
  if (!same) throw new RecoveryCodeError("WRONG_CODE");
}
