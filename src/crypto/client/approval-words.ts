import { EFF_LONG_WORDLIST } from "secure-password-utilities/wordlists";
import type { ApprovalPlace } from "../aad.ts";
import { ProtocolError } from "../errors.ts";
import type { XWingPublicKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { blake2b256 } from "../sodium.ts";

/**
 * The EFF's long list, 7,776 words without their hyphens: a part of the protocol, frozen by its hash (PROTOCOL §3.8,
 * docs/adr/0022).
 */
export const approvalWordList: readonly string[] = EFF_LONG_WORDLIST.map((word) => word.replaceAll("-", ""));

const count = 6;
const base = BigInt(approvalWordList.length);
/** So many letters of a word may stand for it where no other word begins so. */
const shortest = 4;

/** The six words of a new device: 77 bits over its whole public key and where it asks (PROTOCOL §3.8). */
export function deriveApprovalWords(place: ApprovalPlace, publicKey: XWingPublicKey): readonly string[] {
  return wordsOf(blake2b256(pae("approval-words", place.origin, place.address, place.request, publicKey)));
}

/** The last six digits of a hash to the base of the list's length, the highest first, each a word (PROTOCOL §3.8). */
export function wordsOf(hash: Uint8Array): readonly string[] {
  let number = hash.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const words: string[] = [];
  for (let i = 0; i < count; i++, number /= base) words.unshift(approvalWordList[Number(number % base)] as string);
  return words;
}

/**
 * Six words as people type them: any case, anything between them, whole or by at least four letters that begin no other
 * word; run together or cut by hyphens where they are whole, because no word begins another. Throws MALFORMED, and does
 * not say where.
 */
export function parseApprovalWords(text: string): readonly string[] {
  const parts =
    text
      .slice(0, 500)
      .normalize("NFKC")
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  const words = parts.length === count ? parts.map(findWord) : [];
  const found = words.includes(null) || words.length === 0 ? splitWords(parts.join("")) : words;
  if (found.length !== count) throw new ProtocolError("MALFORMED", "approval words");
  return found as readonly string[];
}

const known: ReadonlySet<string> = new Set(approvalWordList);

function findWord(part: string): string | null {
  if (known.has(part) || part.length < shortest) return known.has(part) ? part : null;
  const begun = approvalWordList.filter((word) => word.startsWith(part));
  return begun.length === 1 ? (begun[0] as string) : null;
}

/** Empty where the letters are not whole words and nothing else. */
function splitWords(letters: string): readonly string[] {
  const words: string[] = [];
  let from = 0;
  for (let to = 1; to <= letters.length && words.length <= count; to++) {
    const word = letters.slice(from, to);
    if (!known.has(word)) continue;
    words.push(word);
    from = to;
  }
  return from === letters.length ? words : [];
}
