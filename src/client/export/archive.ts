/** An export, sealed under a password or a code of its own (PROTOCOL §9). */
import { bounds } from "../../crypto/bounds.ts";
import {
  archiveKdf,
  makeArchiveStart,
  type ArchiveSecret as Secret,
  sealArchive as seal,
} from "../../crypto/client/archive.ts";
import { formatFileCode, makeFileCode, parseFileCode } from "../../crypto/client/recovered-file.ts";
import { asSalt } from "../../crypto/keys.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { makeId } from "../../crypto/uuid.ts";
import { refuseInput } from "../errors.ts";
import type { ExportedProfile, ExportFile } from "./export.ts";

/** What opens an archive: a password of at least 12 characters, or a code as `makeArchiveCode` gives it. */
export type ArchiveKey = { readonly password: string } | { readonly code: string };

/** Characters of a password that whoever has the file may guess at without anybody seeing it. */
export const leastArchivePassword = 12;

/** 160 random bits as 10 groups of 6 digits: shown once, and kept apart from the file. */
export const makeArchiveCode = (): string => formatFileCode(makeFileCode());

/**
 * The bytes of an archive, as they are made. `openArchive` of `sealgraph/client/import` reads it. Throws INVALID_INPUT for a password that
 * is too short or too long, and for a code that is mistyped.
 */
export async function* sealArchive(
  file: ExportFile,
  by: ArchiveKey,
  at: Date = new Date(),
): AsyncGenerator<Uint8Array, void> {
  const secret = secretOf(by);
  const kdf = "password" in secret ? { ...archiveKdf, salt: asSalt(randomBytes(16)) } : null;
  const start = makeArchiveStart(makeId(at.getTime()), kdf);
  yield* seal(secret, start, encoded(linesOf(file, at)));
}

function secretOf(by: ArchiveKey): Secret {
  if ("code" in by) {
    try {
      return { code: parseFileCode(by.code) };
    } catch {
      refuseInput("code");
    }
  }
  const tooLong = new TextEncoder().encode(by.password.normalize("NFKC")).length > bounds.password;
  if ([...by.password].length < leastArchivePassword || tooLong) refuseInput("password");
  return by;
}

function* encoded(lines: Iterable<object>): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for (const line of lines) yield encoder.encode(`${JSON.stringify(line)}\n`);
}

function* linesOf({ profiles }: ExportFile, at: Date): Generator<object, void> {
  yield { sealgraph: "archive", format: 1, exportedAt: at.toISOString() };
  for (const profile of profiles) yield* linesOfProfile(profile);
}

function* linesOfProfile({ kind, folders, items }: ExportedProfile): Generator<object, void> {
  yield { line: "profile", kind };
  const numbers = new Map<string, number>();
  const add = function* (path: readonly string[]): Generator<object, void> {
    for (let depth = 1; depth <= path.length; depth++) {
      const key = JSON.stringify(path.slice(0, depth));
      if (numbers.has(key)) continue;
      const above = numbers.get(JSON.stringify(path.slice(0, depth - 1))) ?? null;
      numbers.set(key, numbers.size);
      yield { line: "folder", in: above, name: path[depth - 1] };
    }
  };
  for (const path of folders) yield* add(path);
  for (const { folder } of items) yield* add(folder);
  for (const { id, folder, body } of items)
    yield { line: "item", id, folder: numbers.get(JSON.stringify(folder)) ?? null, body };
}
