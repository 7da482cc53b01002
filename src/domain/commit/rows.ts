import type { RecordId, RosterId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Transaction } from "../transaction.ts";
import type { VaultClass } from "./ground.ts";

export interface VaultRow {
  id: VaultId;
  /** Null for a share. */
  userId: string | null;
  class: VaultClass;
  head: Uint8Array | null;
  count: number;
  /** Nothing is written before its roster follows the tenant's (PROTOCOL §5.5). */
  behind: boolean;
  /** The server was restored from an old copy: nothing is written before its highest offered head stands (PROTOCOL §5.8). */
  restoring: boolean;
  /** Its user may not act, or the operator suspended the company. */
  closed: boolean;
  /** By a policy: takes no new records and no edits. */
  disabled: boolean;
  /** Of a share: somebody may have ceased to be a recipient since its epoch began. */
  due: boolean;
}

/** Locked in the order of their ids, so that two commits over the same vaults never wait for each other in a ring. */
const lockVaultsStatement = statement<VaultRow>(
  "commit_lock_vaults",
  "select id, user_id, class, head, count, behind, restoring, closed, disabled, due from vault where id = any($1::uuid[]) order by id for update",
);
export const lockVaults = (vaults: readonly VaultId[]) => bind(lockVaultsStatement, vaults);

const findCommittedStatement = statement<{ contentHash: Uint8Array; answer: string }>(
  "commit_find_committed",
  "select content_hash, answer from committed where user_id = current_actor() and client_mutation_id = $1",
);
const findOfGuestStatement = statement<{ contentHash: Uint8Array; answer: string }>(
  "commit_find_of_guest",
  `select content_hash, answer from guest_committed
   where tenant_id = current_tenant() and share_id = current_visit() and user_id = current_actor() and client_mutation_id = $1`,
);
const findAtDeskStatement = statement<{ contentHash: Uint8Array; answer: string }>(
  "commit_find_at_desk",
  `select content_hash, answer from desk_committed
   where tenant_id = current_tenant() and user_id = current_actor() and client_mutation_id = $1`,
);
/** In a visit what the guest did to that share; at a desk what staff did in that company. */
export const findCommitted = (
  clientMutationId: string,
  { visits, inCompany }: Pick<Transaction, "visits" | "inCompany">,
) => bind(visits ? findOfGuestStatement : inCompany ? findAtDeskStatement : findCommittedStatement, clientMutationId);

export interface GroundRow {
  vaultId: VaultId;
  state: Uint8Array;
  /** Null before the first commit. */
  hash: Uint8Array | null;
  manifest: Uint8Array | null;
  /** The revision that was asked for, and the hash of its manifest; null where there is none. */
  skipRevision: number;
  skipHash: Uint8Array | null;
}

/** Roster and manifest in force of each vault, by a fresh look after the lock. */
const listGroundsStatement = statement<GroundRow>(
  "commit_list_grounds",
  `select v.id as vault_id, r.state, m.hash, m.manifest, named.skip as skip_revision, s.hash as skip_hash
   from unnest($1::uuid[], $2::integer[]) as named (vault_id, skip)
   cross join lateral (select id, revision from vault where id = named.vault_id limit 1) as v
   cross join lateral (select state from roster where id = v.id limit 1) as r
   left join lateral (select hash, manifest from manifest where vault_id = v.id and revision = v.revision limit 1) as m on true
   left join lateral (select hash from manifest where vault_id = v.id and revision = named.skip limit 1) as s on true`,
);
export const listGrounds = (named: readonly { vault: VaultId; skip: number }[]) =>
  bind(
    listGroundsStatement,
    named.map((each) => each.vault),
    named.map((each) => each.skip),
  );

const listTenantLinksStatement = statement<{ rosterId: RosterId; seq: number; hash: Uint8Array }>(
  "commit_list_tenant_links",
  "select roster_id, seq, hash from roster_link where roster_id = current_tenant() and seq = any($1::integer[])",
);
export const listTenantLinks = (seqs: readonly number[]) => bind(listTenantLinksStatement, seqs);

export interface HeldRow {
  vaultId: VaultId;
  id: RecordId;
  class: number | null;
  version: number | null;
  schema: number | null;
  epoch: number | null;
  leaf: Uint8Array | null;
  previousLeaf: Uint8Array | null;
  body: string | null;
  key: string | null;
}

/** Envelopes only of the records that keep theirs: their leaf is made anew. */
const listHeldStatement = statement<HeldRow>(
  "commit_list_held",
  `select r.vault_id, r.id, r.class, r.version, r.schema, r.epoch, r.leaf, r.previous_leaf,
          case when named.kept then r.body end as body, case when named.kept then r.key end as key
   from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as named (vault_id, id, kept)
   cross join lateral (select * from record where vault_id = named.vault_id and id = named.id limit 1) as r`,
);
export const listHeld = (records: readonly { vault: VaultId; id: RecordId; kept: boolean }[]) =>
  bind(
    listHeldStatement,
    records.map((record) => record.vault),
    records.map((record) => record.id),
    records.map((record) => record.kept),
  );

export interface LeafRow {
  vaultId: VaultId;
  id: RecordId;
  bucket: number;
  leaf: Uint8Array;
  class: number;
  version: number;
}

const listLeavesStatement = statement<LeafRow>(
  "commit_list_leaves",
  "select vault_id, id, bucket, leaf, class, version from record where vault_id = any($1::uuid[]) and leaf is not null",
);
export const listLeaves = (vaults: readonly VaultId[]) => bind(listLeavesStatement, vaults);
