/** A file of what a recovery took, under a code of its own (PROTOCOL §8.4). Both ways run through little memory. */
import { recoveredFrameAad } from "../aad.ts";
import { concat, equalBytes } from "../bytes.ts";
import { ProtocolError, type ProtocolErrorCode } from "../errors.ts";
import { asFileCode, asId, asSymmetricKey, type FileCode, type Id, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b, randomBytes } from "../sodium.ts";
import { type ByteTaker, byteTaker } from "./byte-taker.ts";
import { formatDigitGroups, parseDigitGroups, wrongDigitGroup } from "./digit-groups.ts";
import { type FrameSealing, openFrames, sealFrames } from "./sealed-frames.ts";

const groups = 10;
const magic = new TextEncoder().encode("sealgraph recovered file 1\n");

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
  yield concat(magic, file);
  yield* sealFrames(sealingOf(code, file), content);
}

const sealingOf = (code: FileCode, file: Id): FrameSealing => ({
  key: deriveFileKey(code, file),
  aad: (number, last) => recoveredFrameAad(file, number, last),
});

/**
 * Opens a file, portion by portion. Each portion is what was sealed at its place; that nothing is missing is known only when
 * this ends without a throw. A code that is a function is asked for once the start says what the file is. Throws RecoveredFileError.
 */
export async function* openRecoveredFile(
  code: FileCode | (() => Promise<FileCode>),
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const bytes = byteTaker(source);
  try {
    const file = await readStart(bytes);
    const its = typeof code === "function" ? await code() : code;
    yield* openFrames(sealingOf(its, file), bytes, (why) => new RecoveredFileError(reasons[why]));
  } finally {
    await bytes.close();
  }
}

const reasons = { NOT_OPENED: "WRONG_CODE", TRUNCATED: "TRUNCATED", DAMAGED: "DAMAGED" } as const;

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
