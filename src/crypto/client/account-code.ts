import { type CodePlace, codeWrapAad } from "../aad.ts";
import { ProtocolError } from "../errors.ts";
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
import { seal } from "./seal.ts";
import { openKey } from "./sealed-key.ts";
import { deriveSigningPair } from "./sign.ts";

const groups = 8;
const digits = 6;

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

/** 8 groups of 6 digits with blanks between them, each 16 bits times 11 (PROTOCOL §3.9). */
export function formatAccountCode(code: AccountCode): string {
  const view = new DataView(code.buffer, code.byteOffset, code.length);
  const group = (_: unknown, place: number) => String(view.getUint16(2 * place) * 11).padStart(digits, "0");
  return Array.from({ length: groups }, group).join(" ");
}

/** Reads an account code as people type it (PROTOCOL §3.9). Throws MALFORMED on a wrong group. */
export function parseAccountCode(text: string): AccountCode {
  const wrong = wrongGroup(text);
  if (wrong !== null) throw new ProtocolError("MALFORMED", `group ${wrong} of the account code`);
  const code = new Uint8Array(16);
  const view = new DataView(code.buffer);
  for (const [place, group] of groupsOf(text).entries()) view.setUint16(2 * place, Number(group) / 11);
  return asAccountCode(code);
}

/** The first group, from 1, that is not what it was: mistyped or missing; 9 where something follows the eighth. Null: none. */
export function wrongGroup(text: string): number | null {
  const found = groupsOf(text);
  for (let place = 0; place < groups; place++) if (!isGroup(found[place] ?? "")) return place + 1;
  return found.length > groups ? groups + 1 : null;
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

/** By the separators where they make eight parts, else cut into sixes. */
function groupsOf(text: string): readonly string[] {
  const parts = text.split(/[\s-]+/).filter((part) => part !== "");
  return parts.length === groups ? parts : (parts.join("").match(/.{1,6}/gs) ?? []);
}

const isGroup = (group: string): boolean =>
  /^[0-9]{6}$/.test(group) && Number(group) % 11 === 0 && Number(group) <= 65_535 * 11;
