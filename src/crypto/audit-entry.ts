import { bounds } from "./bounds.ts";
import { equalOrNull } from "./bytes.ts";
import { type CborValue, encodeCbor } from "./cbor-encode.ts";
import { ProtocolError } from "./errors.ts";
import { hash } from "./hash.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type SigningPublicKey } from "./keys.ts";

export const auditOrigins = ["SERVER", "CLIENT"] as const;
export type AuditOrigin = (typeof auditOrigins)[number];

/** One entry of a tenant's log (PROTOCOL §7.1). What it does not speak of is null. */
export interface AuditEntry {
  readonly tenant: Id;
  readonly revision: number;
  readonly id: Id;
  /** A name of `auditKinds`, or one that this version does not know. */
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly origin: AuditOrigin;
  readonly actor: Id | null;
  readonly actorDevice: Id | null;
  readonly surface: string | null;
  readonly user: Id | null;
  readonly device: Id | null;
  readonly group: Id | null;
  readonly vault: Id | null;
  readonly invitation: SigningPublicKey | null;
  readonly records: readonly Id[];
  readonly amount: number | null;
  readonly seq: number | null;
  readonly epoch: number | null;
}

/** How far a log goes: nothing is revision 0 with no hash. */
export interface AuditPosition {
  readonly revision: number;
  readonly hash: Hash | null;
}

export const beginningOfLog: AuditPosition = { revision: 0, hash: null };

/** The hash of an entry behind the entry with the hash `previous` (PROTOCOL §7.2). Throws MALFORMED, TOO_LARGE, UNSUPPORTED. */
export function auditHash(entry: AuditEntry, previous: Hash | null): Hash {
  return hash("audit-entry", encodeCbor(fieldsOf(entry, previous)));
}

/** Where the log stands with `entry`, whose hash is said to be `stated`. Throws BROKEN_CHAIN where it is not the next one. */
export function nextAuditPosition(before: AuditPosition, entry: AuditEntry, stated: Hash): AuditPosition {
  if (entry.revision !== before.revision + 1) throw new ProtocolError("BROKEN_CHAIN", "revision");
  if (!equalOrNull(auditHash(entry, before.hash), stated)) throw new ProtocolError("BROKEN_CHAIN", "hash");
  return { revision: entry.revision, hash: stated };
}

function fieldsOf(entry: AuditEntry, previous: Hash | null): CborValue {
  const { revision, kind, time, origin, surface, records } = entry;
  if (revision < 1 || (revision === 1) !== (previous === null)) throw new ProtocolError("MALFORMED", "revision");
  if (!/^[A-Z][A-Z_]{1,62}[A-Z]$/.test(kind)) throw new ProtocolError("MALFORMED", "kind");
  if (time > bounds.time) throw new ProtocolError("MALFORMED", "time");
  if (!auditOrigins.includes(origin)) throw new ProtocolError("UNSUPPORTED", "origin");
  if (surface !== null && !/^[A-Z]{1,16}$/.test(surface)) throw new ProtocolError("MALFORMED", "surface");
  if (records.length > bounds.auditRecords) throw new ProtocolError("TOO_LARGE", "records");
  return [
    1,
    asId(entry.tenant),
    revision,
    previous && asHash(previous),
    asId(entry.id),
    kind,
    time,
    origin,
    [idOrNull(entry.actor), idOrNull(entry.actorDevice), surface],
    [idOrNull(entry.user), idOrNull(entry.device), idOrNull(entry.group), idOrNull(entry.vault)],
    entry.invitation && asSigningPublicKey(entry.invitation),
    records.map((record) => asId(record)),
    [entry.amount, entry.seq, entry.epoch],
  ];
}

const idOrNull = (id: Id | null): Id | null => id && asId(id);
