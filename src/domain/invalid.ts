import { checkEnvelope } from "../crypto/envelope.ts";
import { ProtocolError } from "../crypto/errors.ts";
import { Failure } from "../errors.ts";
import { bounds } from "./bounds.ts";

/** Runs a check of signed structures; what it throws becomes `INVALID_PROOF` with the protocol's own closed reason. */
export function proving<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProtocolError) throw new Failure("INVALID_PROOF", undefined, { reason: error.code });
    throw error;
  }
}

/**
 * What no text may hold: control characters, ends of lines, what turns the direction of all that follows, and halves of
 * characters, which UTF-8 cannot write.
 */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text has `minimum` to `maximum` characters, and none that no text may hold. */
export function isText(text: string, minimum: number, maximum: number): boolean {
  const length = [...text].length;
  return length >= minimum && length <= maximum && !forbidden.test(text);
}

/** Takes text of `minimum` to `maximum` characters, as it is kept: in NFC. Throws `BAD_USER_INPUT`, naming the field. */
export function parseText(given: string, field: string, minimum: number, maximum: number): string {
  const text = given.normalize("NFC");
  if (!isText(text, minimum, maximum)) {
    throw new Failure(
      "BAD_USER_INPUT",
      `${field} has ${minimum} to ${maximum} characters, none of them control characters.`,
    );
  }
  return text;
}

/** Takes bytes of an exact length. Throws `BAD_USER_INPUT`, naming the field. */
export function parseLength(bytes: Uint8Array, field: string, minimum: number, maximum: number = minimum): Uint8Array {
  if (bytes.length < minimum || bytes.length > maximum) {
    throw new Failure(
      "BAD_USER_INPUT",
      `${field} is ${minimum === maximum ? minimum : `${minimum} to ${maximum}`} bytes long.`,
    );
  }
  return bytes;
}

/** Takes a page size. Throws `BAD_USER_INPUT` outside 1 to `maximum`. */
export function parseFirst(first: number, maximum: number): number {
  if (!Number.isInteger(first) || first < 1 || first > maximum) {
    throw new Failure("BAD_USER_INPUT", `first is 1 to ${maximum}.`);
  }
  return first;
}

/** Takes an envelope that holds a key. Throws `BAD_USER_INPUT`, naming the field, or `INVALID_PROOF`. PROTOCOL §2.1. */
export function parseSealedKey(bytes: Uint8Array, field: string): Uint8Array {
  parseLength(bytes, field, bounds.sealedKey);
  proving(() => checkEnvelope(bytes));
  return bytes;
}
