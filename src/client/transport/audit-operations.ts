import { type AuditOrigin, auditOrigins } from "../../crypto/audit-entry.ts";
import type { Hash } from "../../crypto/keys.ts";
import {
  fieldOf,
  readBytes,
  readCount,
  readHash,
  readList,
  readNext,
  readOneOf,
  readOptional,
  readText,
  readTime,
  readUuid,
} from "./answer.ts";
import type { Operation } from "./http.ts";
import type { Stream } from "./socket.ts";

export interface AuditHeadAnswer {
  readonly revision: number;
  readonly hash: Hash | null;
  readonly anchorRevision: number;
  readonly anchorHash: Hash | null;
}

/** An entry of the company's log, as the server shows it. */
export interface AuditEntryAnswer {
  readonly revision: number;
  readonly entry: string;
  readonly kind: string;
  readonly at: number;
  readonly origin: AuditOrigin;
  readonly actor: string | null;
  readonly actorDevice: string | null;
  readonly surface: string | null;
  readonly user: string | null;
  readonly device: string | null;
  readonly group: string | null;
  readonly vault: string | null;
  readonly invitation: Uint8Array | null;
  readonly records: readonly string[];
  readonly amount: number | null;
  readonly seq: number | null;
  readonly epoch: number | null;
  readonly hash: Hash;
}

export interface AuditFilterWire {
  readonly kinds?: readonly string[] | undefined;
  readonly origin?: AuditOrigin | undefined;
  readonly actor?: string | undefined;
  readonly user?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly behind?: number | undefined;
}

export const entryFields =
  "revision entry kind at origin actor actorDevice surface user device group vault invitation records amount seq epoch hash";

export const auditHeadOperation: Operation<Record<string, never>, AuditHeadAnswer> = {
  name: "AuditHead",
  document: "query AuditHead { viewer { tenant { auditHead { revision hash anchorRevision anchorHash } } } }",
  read: (data) => readHead(fieldOf(tenantIn(data), "auditHead")),
};

export const auditLogOperation: Operation<
  { first: number; after: string | null; filter: AuditFilterWire | null },
  { readonly entries: readonly AuditEntryAnswer[]; readonly next: string | null }
> = {
  name: "AuditLog",
  document: `query AuditLog($first: Int!, $after: String, $filter: AuditFilterInput) { viewer { tenant { auditLog(first: $first, after: $after, filter: $filter) { edges { node { ${entryFields} } } pageInfo { hasNextPage endCursor } } } } }`,
  read: (data) => {
    const log = fieldOf(tenantIn(data), "auditLog");
    const entries = readList(log, "edges", (edge) => readEntry(fieldOf(edge, "node")));
    return { entries, next: readNext(log) };
  },
};

/** Every entry behind a revision, as it is placed. */
export const auditNewsStream = (after: number): Stream => ({
  query: `subscription AuditNews($after: Int) { auditNews(after: $after) { entries { ${entryFields} } } }`,
  variables: { after },
  read: (data): readonly AuditEntryAnswer[] => readList(fieldOf(data, "auditNews"), "entries", readEntry),
});

const tenantIn = (data: unknown): unknown => fieldOf(fieldOf(data, "viewer"), "tenant");

const readHead = (value: unknown): AuditHeadAnswer => ({
  revision: readCount(value, "revision"),
  hash: readOptional(value, "hash", readHash),
  anchorRevision: readCount(value, "anchorRevision"),
  anchorHash: readOptional(value, "anchorHash", readHash),
});

export const readEntry = (value: unknown): AuditEntryAnswer => ({
  revision: readCount(value, "revision"),
  entry: readUuid(value, "entry"),
  kind: readText(value, "kind"),
  at: readTime(value, "at"),
  origin: readOneOf(value, "origin", auditOrigins),
  actor: readOptional(value, "actor", readUuid),
  actorDevice: readOptional(value, "actorDevice", readUuid),
  surface: readOptional(value, "surface", readText),
  user: readOptional(value, "user", readUuid),
  device: readOptional(value, "device", readUuid),
  group: readOptional(value, "group", readUuid),
  vault: readOptional(value, "vault", readUuid),
  invitation: readOptional(value, "invitation", readBytes),
  records: readList(value, "records", (record) => readUuid({ record }, "record")),
  amount: readOptional(value, "amount", readCount),
  seq: readOptional(value, "seq", readCount),
  epoch: readOptional(value, "epoch", readCount),
  hash: readHash(value, "hash"),
});
