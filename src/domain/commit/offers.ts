/** Heads that devices hold of vaults of a restored server (PROTOCOL §5.8). */
import { equalBytes } from "../../crypto/bytes.ts";
import { Failure } from "../../errors.ts";
import type { DeviceId, VaultId } from "../../ids.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { Transaction } from "../transaction.ts";
import type { VaultCommit } from "./parse.ts";

/** A head that was offered and does not stand. */
export interface MissingHead {
  readonly vault: VaultId;
  readonly device: DeviceId;
  readonly revision: number;
  readonly hash: Uint8Array;
  readonly offeredAt: Date;
}

/** Of the actor's vaults, those that are open included: what nobody brought is known for as long as it is higher. */
const listMissingStatement = statement<MissingHead>(
  "commit_list_missing_heads",
  `select v.id as vault, o.device_id as device, o.revision, o.hash, o.offered_at
   from readable_vault v join offered_head o on o.tenant_id = v.tenant_id and o.vault_id = v.id
   where v.id = any($1::uuid[]) and (o.revision > v.revision or (o.revision = v.revision and o.hash is distinct from v.head))
   order by v.id, o.revision desc, o.device_id`,
);
export const listMissing = (vaults: readonly VaultId[]) => bind(listMissingStatement, vaults);

/** Who holds an abandoned head holds nothing that is waited for. */
const releaseOffersStatement = statement(
  "commit_release_offers",
  `update offered_head set revision = 0, hash = null where tenant_id = current_tenant() and vault_id = $1 and hash = any($2::bytea[])`,
);

/** Whether a vault `v` is the actor's, or a share that the actor has accepted and may write to. */
export const isOfWriter = `(v.user_id = current_actor() or (v.class = 'SHARE'
       and exists (
         select from share_answer a
         where a.tenant_id = v.tenant_id and a.user_id = current_actor() and a.share_id = v.id and a.answer = 'ACCEPTED')
       and exists (select from own_share w where w.share_id = v.id and w.role in ('OWNER', 'EDITOR'))))`;

/** Who writes to a vault `v` at a moment: its user; of a share, who has accepted it and is a writer by name or through a group. */
export const writersAt = (now: string): string => `(
       select v.user_id as id where v.class <> 'SHARE'
       union all
       select a.user_id from share_answer a
       join share_recipient w on w.tenant_id = a.tenant_id and w.share_id = a.share_id and w.role in ('OWNER', 'EDITOR')
         and not w.gone and (w.expires_at is null or w.expires_at > ${now})
       where v.class = 'SHARE' and a.tenant_id = v.tenant_id and a.share_id = v.id and a.answer = 'ACCEPTED'
         and (w.user_id = a.user_id
           or exists (select from group_member m where m.tenant_id = w.tenant_id and m.group_id = w.group_id and m.user_id = a.user_id)
           or exists (select from user_group g where g.tenant_id = w.tenant_id and g.id = w.group_id and g.class = 'EVERYONE')))`;

/**
 * Opens those of these vaults that the actor writes to whose highest offered head stands, once every device that has a session
 * of whoever writes to them has offered.
 */
const openStatement = statement(
  "commit_open_restored",
  `update vault v set restoring = false
   where v.tenant_id = current_tenant() and v.id = any($1::uuid[]) and v.restoring and ${isOfWriter}
     and exists (select from offered_head o where o.tenant_id = v.tenant_id and o.vault_id = v.id)
     and not exists (
       select from offered_head o where o.tenant_id = v.tenant_id and o.vault_id = v.id
         and (o.revision > v.revision or (o.revision = v.revision and o.hash is distinct from v.head)))
     and not exists (
       select from ${writersAt("$2")} as writer
       join session s on s.tenant_id = v.tenant_id and s.user_id = writer.id and s.ended_at is null and s.expires_at > $2
       where not exists (
           select from offered_head o
           where o.tenant_id = v.tenant_id and o.vault_id = v.id and o.device_id = s.device_id))`,
);
export const openWhatStands = (vaults: readonly VaultId[], now: Date) => bind(openStatement, vaults, now);

/**
 * A restoring vault takes one thing: a manifest that abandons every head that was offered and does not stand. Gives what is
 * to be written besides.
 *
 * @throws Failure `VAULT_RESTORING` for every other.
 */
export async function abandonOffers(tx: Transaction, closed: readonly VaultCommit[]): Promise<Bound<unknown>[]> {
  if (closed.length === 0) return [];
  const vaults = closed.map(({ vault }) => vault);
  const [missing] = await tx.run(listMissing(vaults));
  const releases = closed.map(({ vault, manifest: { reset = [] } }) => {
    const hashes = missing.filter((each) => each.vault === vault).map(({ hash }) => hash);
    const isNamed = (hash: Uint8Array) => reset.some((entry) => equalBytes(entry.hash, hash));
    if (hashes.length === 0 || !hashes.every(isNamed)) throw new Failure("VAULT_RESTORING");
    return bind(releaseOffersStatement, vault, hashes);
  });
  return [...releases, openWhatStands(vaults, tx.now)];
}
