/** Entries of a company's log as applications see them, and as they are hashed. */
import { type AuditEntry, type AuditOrigin, type AuditPosition, nextAuditPosition } from "../../crypto/audit-entry.ts";
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { parseHex, toHex } from "../../crypto/bytes.ts";
import { asHash, asSigningPublicKey, type Id } from "../../crypto/keys.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { AuditEntryAnswer } from "../transport/audit-operations.ts";

/** One entry of the log: ids and numbers, null for what it does not speak of (PROTOCOL §7.1). */
export interface LogEntry {
  readonly revision: number;
  readonly entry: string;
  /** One of `auditKinds`, or one that a later release knows. */
  readonly kind: AuditKind | (string & {});
  readonly at: Date;
  readonly origin: AuditOrigin;
  readonly actor: string | null;
  readonly actorDevice: string | null;
  readonly surface: string | null;
  readonly user: string | null;
  readonly device: string | null;
  readonly group: string | null;
  readonly vault: string | null;
  /** The public key of an invitation, as `OpenInvitation.key`. */
  readonly invitation: string | null;
  readonly records: readonly string[];
  readonly amount: number | null;
  readonly seq: number | null;
  readonly epoch: number | null;
  /** In hexadecimal, as people compare it. */
  readonly hash: string;
}

/** Up to where a log was checked: nothing is revision 0 without a hash. */
export interface LogPosition {
  readonly revision: number;
  /** In hexadecimal. */
  readonly hash: string | null;
}

export const shownEntry = ({ at, invitation, hash, ...entry }: AuditEntryAnswer): LogEntry => ({
  ...entry,
  at: new Date(at),
  invitation: invitation && encodeBase64url(invitation),
  hash: toHex(hash),
});

export const shownPosition = ({ revision, hash }: AuditPosition): LogPosition => ({
  revision,
  hash: hash && toHex(hash),
});

/** Throws ProtocolError, or what `parseHex` throws. */
export const positionOf = ({ revision, hash }: LogPosition): AuditPosition => ({
  revision,
  hash: hash === null ? null : asHash(parseHex(hash)),
});

/** Where the log stands with an entry. Throws ProtocolError where it is not the next one, or is none. */
export const follow = (tenant: Id, before: AuditPosition, entry: LogEntry): AuditPosition =>
  nextAuditPosition(before, hashedEntry(tenant, entry), asHash(parseHex(entry.hash)));

function hashedEntry(tenant: Id, { entry, at, invitation, hash: _, ...rest }: LogEntry): AuditEntry {
  const id = (text: string | null) => (text === null ? null : parseUuid(text));
  return {
    tenant,
    revision: rest.revision,
    id: parseUuid(entry),
    kind: rest.kind,
    time: at.getTime(),
    origin: rest.origin,
    actor: id(rest.actor),
    actorDevice: id(rest.actorDevice),
    surface: rest.surface,
    user: id(rest.user),
    device: id(rest.device),
    group: id(rest.group),
    vault: id(rest.vault),
    invitation: invitation === null ? null : asSigningPublicKey(parseBase64url(invitation)),
    records: rest.records.map((record) => parseUuid(record)),
    amount: rest.amount,
    seq: rest.seq,
    epoch: rest.epoch,
  };
}
