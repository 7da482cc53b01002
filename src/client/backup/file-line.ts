/** Lines of a backup's file as text, and read again by their form alone. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import {
  readBytes,
  readCount,
  readHash,
  readId,
  readOneOf,
  readOptional,
  readText,
  readUuid,
} from "../transport/answer.ts";
import { type RecordContent, readContent } from "../transport/page.ts";
import type { BackupLine, BackupRecord } from "./file.ts";

type Kind = Exclude<BackupLine["line"], "end">;

/** A line as JSON, without its line feed: bytes as base64url, times as RFC 3339, in the order in which they are named here. */
export function encodeLine(line: Exclude<BackupLine, { line: "end" }>): string {
  if (line.line !== "record") return JSON.stringify(line, inText);
  const { record, leaf, content } = line;
  return JSON.stringify({ line: "record", record, leaf, ...(content && contentFields(content)) }, inText);
}

const contentFields = ({ trashedSince, folder, ...rest }: RecordContent) => ({
  ...rest,
  trashedAt: trashedSince === 0 ? null : new Date(trashedSince).toISOString(),
  folder: folder && formatUuid(folder),
});

const inText = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? encodeBase64url(value) : value);

/** A line as it was written; null where it is none. Of a record which one it was, and what it was, outlive damage behind that. */
export function readLine(text: string): Exclude<BackupLine, { line: "end" }> | null {
  try {
    const value = parsed(text);
    return readers[readOneOf(value, "line", Object.keys(readers) as Kind[])](value);
  } catch (error) {
    if (error instanceof SealgraphError) return null;
    throw error;
  }
}

/** What a text is as JSON; of a record's line that is damaged, what stands first in it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { groups } = startOfRecord.exec(text) ?? {};
    return groups && { line: "record", ...groups };
  }
}

const startOfRecord = /^\{"line":"record","record":"(?<record>[0-9a-f-]{36})","leaf":"(?<leaf>[\w-]{43})"/;

const readers: { readonly [K in Kind]: (value: unknown) => Extract<BackupLine, { line: K }> } = {
  link: (value) => ({
    line: "link",
    of: readOneOf(value, "of", ["TENANT", "GROUP", "VAULT"]),
    roster: readUuid(value, "roster"),
    seq: readCount(value, "seq"),
    signed: readBytes(value, "signed"),
  }),
  person: (value) => ({
    line: "person",
    user: readUuid(value, "user"),
    salt: readBytes(value, "salt"),
    address: readText(value, "address"),
    name: readText(value, "name"),
  }),
  groupEpoch: (value) => ({
    line: "groupEpoch",
    group: readUuid(value, "group"),
    epoch: readCount(value, "epoch"),
    publicKey: readBytes(value, "publicKey"),
    previousSecret: readOptional(value, "previousSecret", readBytes),
  }),
  groupWrap: (value) => ({
    line: "groupWrap",
    group: readUuid(value, "group"),
    epoch: readCount(value, "epoch"),
    user: readUuid(value, "user"),
    wrap: readBytes(value, "wrap"),
  }),
  manifest: (value) => ({
    line: "manifest",
    revision: readCount(value, "revision"),
    manifest: readBytes(value, "manifest"),
    signature: readBytes(value, "signature"),
  }),
  epochKey: (value) => ({
    line: "epochKey",
    epoch: readCount(value, "epoch"),
    previousKey: readBytes(value, "previousKey"),
  }),
  recoveryWrap: (value) => ({
    line: "recoveryWrap",
    epoch: readCount(value, "epoch"),
    group: readUuid(value, "group"),
    groupEpoch: readCount(value, "groupEpoch"),
    wrap: readBytes(value, "wrap"),
  }),
  name: (value) => ({ line: "name", epoch: readCount(value, "epoch"), envelope: readBytes(value, "envelope") }),
  record: (value) => ({ line: "record", ...readRecordPlace(value), content: readContentOrNull(value) }),
};

const readRecordPlace = (value: unknown): Omit<BackupRecord, "content"> => ({
  record: readUuid(value, "record"),
  recordId: readId(value, "record"),
  leaf: readHash(value, "leaf"),
});

function readContentOrNull(value: unknown): RecordContent | null {
  try {
    return readContent(value);
  } catch (error) {
    if (error instanceof SealgraphError) return null;
    throw error;
  }
}
