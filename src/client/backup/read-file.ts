import { toHex } from "../../crypto/bytes.ts";
import { type RunningHash, startBlake2b256 } from "../../crypto/sodium.ts";
import { SealgraphError } from "../errors.ts";
import { readDate, readList, readOneOf, readUuid } from "../transport/answer.ts";
import { BackupFileRefused, type BackupHeader, type BackupLine, backupFileFormat } from "./file.ts";
import { readLine } from "./file-line.ts";
import { startOrder } from "./file-order.ts";
import { type RawLine, readLines } from "./line-reader.ts";

/** A file whose first line was read; `lines` reads on as they are asked for, and has to be read to its end or let go. */
export interface OpenBackupFile {
  readonly header: BackupHeader;
  readonly lines: AsyncGenerator<BackupLine, void>;
}

// Not fatal: what a damaged byte becomes is no base64url, and costs no more than where it stands.
const decoder = new TextDecoder();
const lineFeed = Uint8Array.of(0x0a);

/**
 * Reads the file of a backup as it comes, a line at a time: its form and order alone, nothing of it is verified. A record whose
 * line is damaged comes without content, and whoever stops at a throw has what came before it. Throws BackupFileRefused, at once or
 * from `lines`.
 */
export async function readBackupFile(source: AsyncIterable<Uint8Array>): Promise<OpenBackupFile> {
  const raw = readLines(source);
  const first = await firstOf(raw);
  try {
    const header = readHeader(first);
    return { header, lines: readRest(raw, first, header) };
  } catch (error) {
    await raw.return();
    throw error;
  }
}

/** What has no first line of this kind is something else, whatever that is. */
async function firstOf(raw: AsyncGenerator<RawLine, void>): Promise<RawLine> {
  try {
    const { value } = await raw.next();
    if (value) return value;
  } catch (error) {
    if (!(error instanceof BackupFileRefused)) throw error;
  }
  throw new BackupFileRefused("NO_BACKUP", 1);
}

function readHeader({ bytes, ended }: RawLine): BackupHeader {
  const value = jsonOf(decoder.decode(bytes));
  const format = memberOf(value, "sealgraph") === backupFileFormat.name ? memberOf(value, "format") : null;
  if (typeof format !== "number") throw new BackupFileRefused(ended ? "NO_BACKUP" : "TRUNCATED", 1);
  if (format > backupFileFormat.version) throw new BackupFileRefused("NEWER_FORMAT", 1);
  try {
    return {
      tenant: readUuid(value, "tenant"),
      backup: readUuid(value, "backup"),
      vault: readUuid(value, "vault"),
      kind: readOneOf(value, "kind", ["PROFILE", "SHARE"]),
      owners: readList(value, "owners", (owner) => readUuid({ owner }, "owner")),
      takenAt: readDate(value, "takenAt"),
      exportedAt: readDate(value, "exportedAt"),
    };
  } catch (error) {
    if (error instanceof SealgraphError) throw new BackupFileRefused("DAMAGED", 1);
    throw error;
  }
}

async function* readRest(
  raw: AsyncGenerator<RawLine, void>,
  first: RawLine,
  header: BackupHeader,
): AsyncGenerator<BackupLine, void> {
  const running = startBlake2b256();
  const fits = startOrder(header);
  let [last, ended] = [first, false];
  try {
    for await (const line of raw) {
      running.add(last.bytes);
      running.add(lineFeed);
      if (ended) throw new BackupFileRefused("BEHIND_END", line.number);
      const read = parsed(line, running);
      if (!fits(read)) throw new BackupFileRefused("MIXED_UP", line.number);
      yield read;
      [last, ended] = [line, read.line === "end"];
    }
    if (!ended) throw new BackupFileRefused("TRUNCATED", last.number);
  } finally {
    running.end();
    await raw.return();
  }
}

function parsed({ bytes, number, ended }: RawLine, running: RunningHash): BackupLine {
  const text = decoder.decode(bytes);
  const end = text.startsWith('{"line":"end"') ? jsonOf(text) : null;
  if (end) {
    const fits = memberOf(end, "lines") === number - 1 && memberOf(end, "hash") === toHex(running.end());
    return { line: "end", intact: fits };
  }
  if (!ended) throw new BackupFileRefused("TRUNCATED", number);
  const line = readLine(text);
  if (line === null) throw new BackupFileRefused("DAMAGED", number);
  return line;
}

function jsonOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

const memberOf = (value: object | null, name: string): unknown =>
  value && (value as Readonly<Record<string, unknown>>)[name];
