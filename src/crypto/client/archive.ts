/** An export under a password or a code of its own, read without a server or an account (PROTOCOL §9). Both ways run through little memory. */
import { archiveFrameAad } from "../aad.ts";
import { concat, equalBytes } from "../bytes.ts";
import { ProtocolError, type ProtocolErrorCode } from "../errors.ts";
import { encodeKdfParameters, type KdfParameters, parseKdfParameters } from "../kdf-parameters.ts";
import { asFileCode, asId, asSymmetricKey, type FileCode, type Id, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b } from "../sodium.ts";
import { type ByteTaker, byteTaker } from "./byte-taker.ts";
import { type FrameSealing, openFrames, sealFrames } from "./sealed-frames.ts";
import { stretchPassword } from "./unlock.ts";

const magic = new TextEncoder().encode("sealgraph archive 1\n");

/** How the password of an archive is stretched: it has no Secret Key beside it, and nobody counts the guesses. */
export const archiveKdf = Object.freeze({ memory: 262_144, passes: 3, lanes: 1 });

/** Why an archive is not read, or not to its end. Closed. */
const refusals = {
  NO_ARCHIVE: "MALFORMED",
  NEWER_FORMAT: "UNSUPPORTED",
  /** It has a password, and a code was given; or the other way round. */
  OTHER_WAY: "MISMATCH",
  /** Or the beginning is damaged. */
  WRONG_SECRET: "WRONG_KEYS",
  TRUNCATED: "MALFORMED",
  /** A frame was changed, left out, moved or added. */
  DAMAGED: "MISMATCH",
} as const satisfies Record<string, ProtocolErrorCode>;

export type ArchiveRefusal = keyof typeof refusals;

export class ArchiveError extends ProtocolError {
  constructor(readonly reason: ArchiveRefusal) {
    super(refusals[reason], `archive, ${reason}`);
  }
}

export type ArchiveSecret = { readonly password: string } | { readonly code: FileCode };

/** What stands before the frames. */
export interface ArchiveStart {
  readonly file: Id;
  /** How the password is stretched; null where a code opens it. */
  readonly parameters: Uint8Array | null;
  /** All of it as it stands there: the key depends on each byte. */
  readonly bytes: Uint8Array;
}

/** `file` is an id that is new, `kdf` with a salt that is. Throws KDF_OUT_OF_BOUNDS. */
export function makeArchiveStart(file: Id, kdf: KdfParameters | null): ArchiveStart {
  const parameters = kdf && encodeKdfParameters(kdf);
  const stated = parameters ?? new Uint8Array(0);
  return { file, parameters, bytes: concat(magic, file, Uint8Array.of(stated.length), stated) };
}

/** The key of an archive's frames. Throws ArchiveError OTHER_WAY; of a password what `deriveUnlock` throws. */
export async function deriveArchiveKey(secret: ArchiveSecret, start: ArchiveStart): Promise<SymmetricKey> {
  const { parameters, bytes } = start;
  if ("password" in secret !== (parameters !== null)) throw new ArchiveError("OTHER_WAY");
  const key =
    "password" in secret
      ? asSymmetricKey(await stretchPassword(secret.password, parameters as Uint8Array))
      : asFileCode(secret.code);
  return asSymmetricKey(keyedBlake2b(32, key, pae("archive", bytes)));
}

const sealingOf = (key: SymmetricKey, { file }: ArchiveStart): FrameSealing => ({
  key,
  aad: (number, last) => archiveFrameAad(file, number, last),
});

/** Seals whatever comes, in portions of any length, as the bytes of an archive. */
export async function* sealArchive(
  secret: ArchiveSecret,
  start: ArchiveStart,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const key = await deriveArchiveKey(secret, start);
  yield start.bytes;
  yield* sealFrames(sealingOf(key, start), content);
}

/** Reads what stands before the frames, and derives nothing. Throws ArchiveError, and KDF_OUT_OF_BOUNDS. */
export async function readArchiveStart(source: AsyncIterable<Uint8Array>): Promise<ArchiveStart> {
  const bytes = byteTaker(source);
  try {
    return await takeStart(bytes);
  } finally {
    await bytes.close();
  }
}

/**
 * Opens an archive by its key, portion by portion. Each portion is what was sealed at its place; that nothing is missing is known only
 * when this ends without a throw. Throws ArchiveError.
 */
export async function* openArchive(
  key: SymmetricKey,
  start: ArchiveStart,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const bytes = byteTaker(source);
  try {
    const found = await takeStart(bytes);
    if (!equalBytes(found.bytes, start.bytes)) throw new ArchiveError("DAMAGED");
    yield* openFrames(sealingOf(key, start), bytes, (why) => new ArchiveError(reasons[why]));
  } finally {
    await bytes.close();
  }
}

const reasons = { NOT_OPENED: "WRONG_SECRET", TRUNCATED: "TRUNCATED", DAMAGED: "DAMAGED" } as const;

async function takeStart(bytes: ByteTaker): Promise<ArchiveStart> {
  const first = await bytes.take(magic.length);
  if (!equalBytes(first, magic)) throw new ArchiveError(isArchive(first) ? "NEWER_FORMAT" : "NO_ARCHIVE");
  const fixed = await bytes.take(17);
  const [length = 0] = fixed.subarray(16);
  const parameters = await bytes.take(length);
  if (fixed.length < 17 || parameters.length < length) throw new ArchiveError("TRUNCATED");
  if (length > 0) parseKdfParameters(parameters);
  return {
    file: asId(fixed.slice(0, 16)),
    parameters: length > 0 ? parameters : null,
    bytes: concat(first, fixed, parameters),
  };
}

/** Whether what begins with these bytes says that it is an archive, of whatever format. */
export const isArchive = (bytes: Uint8Array): boolean =>
  equalBytes(bytes.subarray(0, magic.length - 2), magic.subarray(0, -2));
