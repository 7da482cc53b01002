import { type AuditEntry, auditHash } from "../../crypto/audit-entry.ts";
import { asHash, asSigningPublicKey, type Hash, type Id } from "../../crypto/keys.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { lowestId, type TenantId } from "../../ids.ts";
import type { House } from "../context.ts";
import { auditTopic, feedTopic } from "../topics.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { type AuditRow, chain, enterToChain, listWaiting } from "./rows.ts";

/** Entries of one tenant, and tenants, that one turn takes. */
const [mostEntries, mostTenants] = [1_000, 200];

/** Behind which tenant a turn stopped that could not take all: the next goes on there, so that nobody is always last. */
const stoppedAt = new WeakMap<House, TenantId>();

/**
 * Gives entries that wait their revisions and hashes (PROTOCOL §7.2), tenant by tenant. Only what stands is seen to wait, so
 * an entry of a transaction that took long comes in a later turn, behind what was faster. True where some may be left.
 */
export async function chainAudit(tx: OpeningTransaction, house: House): Promise<boolean> {
  const begun = stoppedAt.get(house);
  stoppedAt.delete(house);
  const grown: TenantId[] = [];
  const fed = new Set<TenantId>();
  // What comes before where it began has its turn next.
  let more = begun !== undefined;
  for (let after: string = begun ?? lowestId; ; ) {
    const [[log]] = await tx.run(enterToChain(after));
    if (!log) break;
    after = log.tenantId;
    grown.push(log.tenantId);
    more = (await chainTenant(tx, log, fed)) || more;
    if (grown.length < mostTenants) continue;
    stoppedAt.set(house, log.tenantId);
    more = true;
    break;
  }
  tx.onCommit(() => house.doorbell.ring([...grown.map(auditTopic), ...[...fed].map(feedTopic)]));
  return more;
}

/** Chains what waits of the tenant that was entered, and says whose feed has grown. True where some may be left. */
async function chainTenant(
  tx: OpeningTransaction,
  { revision, hash }: { readonly revision: number; readonly hash: Uint8Array | null },
  fed: Set<TenantId>,
): Promise<boolean> {
  const [rows] = await tx.run(listWaiting(mostEntries));
  if (rows.length === 0) return false;
  const ids = rows.map(({ id }) => id);
  const [grown] = await tx.run(chain(revision, ids, hashesOf(rows, revision, hash && asHash(hash))));
  for (const { partner } of grown) fed.add(partner);
  return rows.length === mostEntries;
}

function hashesOf(rows: readonly AuditRow[], head: number, before: Hash | null): Hash[] {
  let previous = before;
  return rows.map((row, place) => {
    previous = auditHash(entryOf(row, head + place + 1), previous);
    return previous;
  });
}

/** An entry as it is hashed. */
function entryOf(row: AuditRow, revision: number): AuditEntry {
  return {
    tenant: parseUuid(row.tenantId),
    revision,
    id: parseUuid(row.id),
    kind: row.kind,
    time: row.happenedAt.getTime(),
    origin: row.origin,
    actor: idOf(row.actorId),
    actorDevice: idOf(row.actorDeviceId),
    surface: row.surface,
    user: idOf(row.userId),
    device: idOf(row.deviceId),
    group: idOf(row.groupId),
    vault: idOf(row.vaultId),
    invitation: row.invitation && asSigningPublicKey(row.invitation),
    records: recordsOf(row).map((record) => parseUuid(record)),
    amount: row.amount,
    seq: row.seq,
    epoch: row.epoch,
  };
}

const idOf = (text: string | null): Id | null => (text === null ? null : parseUuid(text));

export const recordsOf = ({ records }: Pick<AuditRow, "records">): string[] => records.split(" ").filter(Boolean);
