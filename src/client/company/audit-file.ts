/** A company's log as files: lines of JSON, which can be verified, and CSV for spreadsheets. */
import type { AuditPosition } from "../../crypto/audit-entry.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { follow, type LogEntry, type LogPosition, positionOf, shownPosition } from "./audit-entry.ts";

export type LogFormat = "jsonl" | "csv";

const columns = [
  "revision",
  "at",
  "kind",
  "origin",
  "actor",
  "actorDevice",
  "surface",
  "user",
  "device",
  "group",
  "vault",
  "invitation",
  "records",
  "amount",
  "seq",
  "epoch",
  "entry",
  "hash",
] as const satisfies readonly (keyof LogEntry)[];

/** The first line of a file, for the log of `tenant` behind `from`. */
export function logHeader(format: LogFormat, tenant: string, from: LogPosition): string {
  if (format === "csv") return columns.join(",");
  return JSON.stringify({ format: "sealgraph-audit", version: 1, tenant, from });
}

/** One entry as a line. */
export function logLine(format: LogFormat, entry: LogEntry): string {
  if (format === "jsonl") return JSON.stringify(entry);
  return columns.map((column) => cell(entry[column])).join(",");
}

/** There is nothing in an entry that a spreadsheet would take for a formula, or that would have to be quoted. */
function cell(value: LogEntry[keyof LogEntry]): string {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(" ") : String(value);
}

/** What a file of JSON lines holds, verified from its own beginning. */
export interface VerifiedLog {
  readonly tenant: string;
  /** Behind which entry it begins. */
  readonly from: LogPosition;
  /** Where it ends: two people who see the same here have the same log. */
  readonly to: LogPosition;
  readonly entries: number;
}

/**
 * Verifies a file of JSON lines. Throws ProtocolError: MALFORMED for what is no such file, with the line; BROKEN_CHAIN where
 * an entry was changed, dropped or swapped. What was cut off at the end cannot be seen in the file: compare `to` with the
 * server's head, or with somebody else's.
 */
export async function verifyLogLines(lines: AsyncIterable<string> | Iterable<string>): Promise<VerifiedLog> {
  let header: { readonly id: Id; readonly tenant: string; readonly from: LogPosition } | null = null;
  let at: AuditPosition | null = null;
  let line = 0;
  for await (const text of lines) {
    line++;
    if (header === null || at === null) {
      header = readHeader(text);
      at = positionOf(header.from);
    } else at = inLine(line, () => follow((header as { id: Id }).id, at as AuditPosition, readLogLine(text)));
  }
  if (header === null || at === null) throw new ProtocolError("MALFORMED", "line 1");
  return { tenant: header.tenant, from: header.from, to: shownPosition(at), entries: line - 1 };
}

function inLine<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof ProtocolError ? error.code : "MALFORMED";
    throw new ProtocolError(code, `line ${line}`);
  }
}

function readHeader(text: string): { id: Id; tenant: string; from: LogPosition } {
  return inLine(1, () => {
    const { format, version, tenant, from } = JSON.parse(text);
    if (`${format} ${version}` !== "sealgraph-audit 1") throw new ProtocolError("UNSUPPORTED", "format");
    const id = parseUuid(tenant);
    return { id, tenant: formatUuid(id), from: shownPosition(positionOf(from)) };
  });
}

/** An entry of a line of JSON. Throws ProtocolError, or what `JSON.parse` throws. */
function readLogLine(text: string): LogEntry {
  const { at, ...rest } = JSON.parse(text) as LogEntry & { readonly at: string };
  const entry: LogEntry = { ...rest, at: new Date(at) };
  const known = columns.length === Object.keys(entry).length && columns.every((column) => column in entry);
  if (!known) throw new ProtocolError("MALFORMED", "entry");
  return entry;
}

/** Where a file ends that was cut: of its last whole line. Null where it holds no entry. Throws ProtocolError. */
export function positionInLine(format: LogFormat, text: string): LogPosition | null {
  if (format === "jsonl") {
    const entry = JSON.parse(text) as {
      readonly revision?: unknown;
      readonly hash?: unknown;
      readonly from?: LogPosition;
    };
    if (entry.from) return shownPosition(positionOf(entry.from));
    const { revision, hash } = readLogLine(text);
    return shownPosition(positionOf({ revision, hash }));
  }
  if (text === columns.join(",")) return null;
  const [, revision, hash] = /^([1-9]\d{0,9}),.*,([0-9a-f]{64})$/.exec(text) ?? [];
  if (revision === undefined || hash === undefined) throw new ProtocolError("MALFORMED", "entry");
  return { revision: Number(revision), hash };
}
