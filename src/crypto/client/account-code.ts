import { type CodePlace, codeWrapAad } from "../aad.ts";
import {
  type AccountCode,
  asAccountCode,
  asSigningSeed,
  asSymmetricKey,
  type Id,
  type SigningPair,
  type SymmetricKey,
} from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b, randomBytes } from "../sodium.ts";
import { formatDigitGroups, parseDigitGroups, wrongDigitGroup } from "./digit-groups.ts";
import { seal } from "./seal.ts";
import { openKey } from "./sealed-key.ts";
import { deriveSigningPair } from "./sign.ts";

const groups = 8;

/** What an account code gives (PROTOCOL §3.9). */
export interface CodeKeys {
  /** Wraps the account root key. */
  readonly wrapKey: SymmetricKey;
  /** Proves the code; the server keeps its public half. */
  readonly login: SigningPair;
}

/** 128 random bits that open an account once (PROTOCOL §3.9). */
export function makeAccountCode(): AccountCode {
  return asAccountCode(randomBytes(16));
}

/** 8 groups of 6 digits with blanks between them (PROTOCOL §3.9). */
export function formatAccountCode(code: AccountCode): string {
  return formatDigitGroups(asAccountCode(code));
}

/** Reads an account code as people type it (PROTOCOL §3.9). Throws MALFORMED on a wrong group. */
export function parseAccountCode(text: string): AccountCode {
  return asAccountCode(parseDigitGroups(text, groups, "account code"));
}

/** The first group, from 1, that is not what it was: mistyped or missing; 9 where something follows the eighth. Null: none. */
export function wrongGroup(text: string): number | null {
  return wrongDigitGroup(text, groups);
}

/** What is under the code: for a root key, and to prove that one has it. Another user's code gives other keys. */
export function deriveCodeKeys(code: AccountCode, user: Id): CodeKeys {
  const both = keyedBlake2b(64, asAccountCode(code), pae("account-code", user));
  return {
    wrapKey: asSymmetricKey(both.slice(0, 32)),
    login: deriveSigningPair(asSigningSeed(both.subarray(32))),
  };
}

/** Wraps the account root key for whoever has the code (PROTOCOL §2.2, type 9). */
export function wrapForCode(wrapKey: SymmetricKey, place: CodePlace, rootKey: SymmetricKey): Uint8Array {
  return seal(wrapKey, codeWrapAad(place), rootKey);
}

/** Opens the account root key; throws SealError under another code, user or generation. */
export function unwrapByCode(wrapKey: SymmetricKey, place: CodePlace, wrap: Uint8Array): SymmetricKey {
  return openKey(asSymmetricKey, wrapKey, codeWrapAad(place), wrap);
}
