/** A file of what a recovery took, under a code of its own (PROTOCOL §8.4). Both ways run through little memory. */
import { recoveredFrameAad } from "../aad.ts";
import { bounds } from "../bounds.ts";
import { concat, equalBytes } from "../bytes.ts";
import { ProtocolError, type ProtocolErrorCode, SealError } from "../errors.ts";
import { asFileCode, asId, asSymmetricKey, type FileCode, type Id, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b, randomBytes } from "../sodium.ts";
import { type ByteTaker, byteTaker } from "./byte-taker.ts";
import { formatDigitGroups, parseDigitGroups, wrongDigitGroup } from "./digit-groups.ts";
import { pad, unpad } from "./padding.ts";
import { open, seal } from "./seal.ts";

const groups = 10;
const magic = new TextEncoder().encode("sealgraph recovered file 1\n");
/** What each frame but the last one holds: with its padding 32,768 bytes. */
const frameBytes = 32_767;

/** Why a file of recovered items is not read, or not to its end. Closed. */
const refusals = {
  NO_FILE: "MALFORMED",
  NEWER_FORMAT: "UNSUPPORTED",
  /** Of another file; or the beginning of this one is damaged. */
  WRONG_CODE: "WRONG_KEYS",
  TRUNCATED: "MALFORMED",
  /** A frame was changed, left out, moved or added. */
  DAMAGED: "MISMATCH",
} as const satisfies Record<string, ProtocolErrorCode>;

export class RecoveredFileError extends ProtocolError {
  constructor(readonly reason: keyof typeof refusals) {
    super(refusals[reason], `recovered file, ${reason}`);
  }
}

/** 160 random bits, for one file. */
export const makeFileCode = (): FileCode => asFileCode(randomBytes(20));

/** 10 groups of 6 digits with blanks between them (PROTOCOL §3.9). */
export const formatFileCode = (code: FileCode): string => formatDigitGroups(asFileCode(code));

/** Reads the code of a file as people type it. Throws MALFORMED on a wrong group. */
export const parseFileCode = (text: string): FileCode => asFileCode(parseDigitGroups(text, groups, "code of a file"));

/** The first group, from 1, that is not what it was; 11 where something follows the tenth. Null: none. */
export const wrongGroupOfFileCode = (text: string): number | null => wrongDigitGroup(text, groups);

/** The key of the file's frames. */
export function deriveFileKey(code: FileCode, file: Id): SymmetricKey {
  return asSymmetricKey(keyedBlake2b(32, asFileCode(code), pae("recovered-file", file)));
}

/** Seals whatever comes, in portions of any length, as the bytes of a file. `file` is an id that is new. */
export async function* sealRecoveredFile(
  code: FileCode,
  file: Id,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const key = deriveFileKey(code, file);
  yield concat(magic, file);
  let number = 0;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const portion of content) {
    rest = concat(rest, portion);
    while (rest.length > frameBytes) {
      yield frameOf(key, file, number++, rest.subarray(0, frameBytes), false);
      rest = rest.subarray(frameBytes);
    }
  }
  yield frameOf(key, file, number, rest, true);
}

function frameOf(key: SymmetricKey, file: Id, number: number, content: Uint8Array, last: boolean): Uint8Array {
  const envelope = seal(key, recoveredFrameAad(file, number, last), pad(content));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, envelope.length, true);
  return concat(length, envelope);
}

/**
 * Opens a file, portion by portion. Each portion is what was sealed at its place; that nothing is missing is known only when
 * this ends without a throw. Throws RecoveredFileError.
 */
export async function* openRecoveredFile(
  code: FileCode,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const bytes = byteTaker(source);
  try {
    const file = await readStart(bytes);
    const key = deriveFileKey(code, file);
    for (let number = 0, ended = false; !ended; number++) {
      const envelope = await readEnvelope(bytes);
      const { content, last } = openFrame(key, file, number, envelope);
      yield content;
      ended = last;
    }
    if ((await bytes.take(1)).length > 0) throw new RecoveredFileError("DAMAGED");
  } finally {
    await bytes.close();
  }
}

async function readStart(bytes: ByteTaker): Promise<Id> {
  const start = await bytes.take(magic.length);
  if (!equalBytes(start, magic)) {
    const named = equalBytes(start.subarray(0, magic.length - 2), magic.subarray(0, -2));
    throw new RecoveredFileError(named ? "NEWER_FORMAT" : "NO_FILE");
  }
  const file = await bytes.take(16);
  if (file.length < 16) throw new RecoveredFileError("TRUNCATED");
  return asId(file);
}

async function readEnvelope(bytes: ByteTaker): Promise<Uint8Array> {
  const four = await bytes.take(4);
  if (four.length < 4) throw new RecoveredFileError("TRUNCATED");
  const length = new DataView(four.buffer, four.byteOffset).getUint32(0, true);
  if (length > bounds.envelope) throw new RecoveredFileError("DAMAGED");
  const envelope = await bytes.take(length);
  if (envelope.length < length) throw new RecoveredFileError("TRUNCATED");
  return envelope;
}

function openFrame(
  key: SymmetricKey,
  file: Id,
  number: number,
  envelope: Uint8Array,
): { readonly content: Uint8Array; readonly last: boolean } {
  for (const last of [false, true]) {
    try {
      const content = unpad(open(key, recoveredFrameAad(file, number, last), envelope));
      if (last || content.length === frameBytes) return { content, last };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  throw new RecoveredFileError(number === 0 ? "WRONG_CODE" : "DAMAGED");
}
