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
import { importBounds } from "../import/bounds.ts";
import type { ExportedProfile, ExportFile } from "./export.ts";
import { FolderTree } from "./folder-tree.ts";

/** What opens an archive: a password of at least 12 characters, or a code as `makeArchiveCode` gives it. */
export type ArchiveKey = { readonly password: string } | { readonly code: string };

/** Characters of a password that whoever has the file may guess at without anybody seeing it. */
export const leastArchivePassword = 12;

/** 160 random bits as 10 groups of 6 digits: shown once, and kept apart from the file. */
export const makeArchiveCode = (): string => formatFileCode(makeFileCode());

/**
 * The bytes of an archive, as they are made. `openArchive` of `sealgraph/client/import` reads it. Throws INVALID_INPUT for a password that
 * is too short or too long, for a code that is mistyped, and for what no reader would take: `profile.export()` gives nothing of that kind.
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
  for (const line of lines) {
    const bytes = encoder.encode(`${JSON.stringify(line)}\n`);
    if (bytes.length > bounds.archiveLine + 1) refuseInput("file");
    yield bytes;
  }
}

function* linesOf({ profiles }: ExportFile, at: Date): Generator<object, void> {
  yield { sealgraph: "archive", format: 1, exportedAt: at.toISOString() };
  for (const profile of profiles) yield* linesOfProfile(profile);
}

function* linesOfProfile({ kind, folders, items }: ExportedProfile): Generator<object, void> {
  yield { line: "profile", kind };
  const tree = new FolderTree();
  let names = 0;
  const add = function* (path: readonly string[]): Generator<object, void> {
    for (const { number, above, name, depth } of tree.add(path)) {
      names += depth;
      if (name.length < 1 || name.length > importBounds.folderName) refuseInput("file");
      if (number >= importBounds.entries || names > importBounds.archivePaths) refuseInput("file");
      yield { line: "folder", in: above, name };
    }
  };
  for (const path of folders) yield* add(path);
  for (const { folder } of items) yield* add(folder);
  for (const { id, folder, body } of items) yield { line: "item", id, folder: tree.numberOf(folder), body };
}
