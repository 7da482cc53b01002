import type { RecordId, UserId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { bounds } from "../bounds.ts";
import type { VaultClass } from "../commit/ground.ts";
import type { Request } from "../context.ts";
import type { Positions } from "./positions.ts";

/**
 * Where the reader stands, or where everything begins. No `coalesce`: PostgreSQL does not count it as leakproof, and under
 * row-level security would walk a whole vault instead of an index from there on.
 */
export const since = (position: string, beginning: string): string =>
  `case when ${position} is null then ${beginning} else ${position} end`;

export interface HeadRow {
  vault: VaultId;
  class: VaultClass;
  restoring: boolean;
  /** What came and went up to here left no trace. */
  brought: number;
  /** How many heads of it were abandoned. */
  resets: number;
  revision: number;
  epoch: number;
  /** Null where the reader has never heard of the vault. */
  base: number | null;
  hash: Uint8Array | null;
  manifest: Uint8Array | null;
  signature: Uint8Array | null;
}

/** Every vault that the actor may read, with its head. The account vault comes first: its entries open the others. */
const listHeadsStatement = statement<HeadRow>(
  "sync_list_heads",
  `select v.id as vault, v.class, v.restoring, v.brought, v.resets, v.revision, r.epoch, known.base, m.hash, m.manifest, m.signature
   from readable_vault v
   cross join lateral (select epoch from roster where id = v.id limit 1) as r
   left join unnest($1::uuid[], $2::integer[]) as known (vault_id, base) on known.vault_id = v.id
   left join lateral (
     select hash, manifest, signature from manifest where vault_id = v.id and revision = v.revision limit 1
   ) as m on true
   where known.vault_id is not null or $3
   order by v.class, v.id`,
);
export const listHeads = ({ vaults, others }: Positions) =>
  bind(
    listHeadsStatement,
    vaults.map((v) => v.vault),
    vaults.map((v) => v.base),
    others === "NEW",
  );

/** How each head descends from what the reader has: by skips that do not pass it, else by single steps. PROTOCOL §5.4. */
const listPathsStatement = statement<{
  vault: VaultId;
  revision: number;
  hash: Uint8Array;
  manifest: Uint8Array;
  signature: Uint8Array;
}>(
  "sync_list_paths",
  `with recursive step (vault_id, base, head, revision) as (
     select v.id, coalesce(known.base, 0), v.revision, v.revision
     from readable_vault v left join unnest($1::uuid[], $2::integer[]) as known (vault_id, base) on known.vault_id = v.id
     where known.vault_id is not null or $3
   union all
     select vault_id, base, head, case when revision & (revision - 1) >= base then revision & (revision - 1) else revision - 1 end
     from step
     where case when revision & (revision - 1) >= base then revision & (revision - 1) else revision - 1 end > base
   )
   select s.vault_id as vault, s.revision, m.hash, m.manifest, m.signature
   from step s
   cross join lateral (
     select hash, manifest, signature from manifest where vault_id = s.vault_id and revision = s.revision limit 1
   ) as m
   where s.revision < s.head
   order by s.vault_id, s.revision desc`,
);
export const listPaths = (
  bases: readonly { vault: VaultId; revision: number }[],
  { others }: Pick<Positions, "others">,
) =>
  bind(
    listPathsStatement,
    bases.map((base) => base.vault),
    bases.map((base) => base.revision),
    others === "NEW",
  );

export interface RecordRow {
  vault: VaultId;
  record: RecordId;
  revision: number;
  purged: boolean;
  class: number | null;
  version: number | null;
  trashedAt: Date | null;
  folder: RecordId | null;
  schema: number | null;
  epoch: number | null;
  body: string | null;
  key: string | null;
  previousLeaf: Uint8Array | null;
}

const recordColumns = `r.id as record, r.revision, r.leaf is null as purged, r.class, r.version,
  moment(r.trashed_since) as trashed_at,
  r.folder_id as folder, r.schema, r.epoch, r.body, r.key, r.previous_leaf`;

/**
 * Records behind the reader's position, vault by vault in the order of `listHeads`, by revision. Ends with the first that
 * the page has no room for, by number or by the size of bodies, so that the page knows where it was cut.
 */
const listRecordsStatement = statement<RecordRow & { before: number }>(
  "sync_list_records",
  `select page.* from (
     select v.id as vault, changed.*,
            sum(coalesce(octet_length(changed.body), 0)) over upto - coalesce(octet_length(changed.body), 0) as before,
            row_number() over upto as place
     from readable_vault v
     left join unnest($1::uuid[], $2::integer[], $3::uuid[]) as known (vault_id, revision, record_id) on known.vault_id = v.id
     cross join lateral (
       select ${recordColumns} from record r
       where r.tenant_id = v.tenant_id and r.vault_id = v.id
         and (r.revision, r.id) > (${since("known.revision", "0")}, ${since("known.record_id", "'00000000-0000-0000-0000-000000000000'")})
       order by r.revision, r.id limit $4
     ) as changed
     where known.vault_id is not null or $6
     window upto as (order by v.class, v.id, changed.revision, changed.record rows unbounded preceding)
   ) as page
   where page.place <= $4 and page.before <= $5
   order by page.place`,
);
export const listRecords = ({ vaults, others }: Positions, first: number) =>
  bind(
    listRecordsStatement,
    vaults.map((v) => v.vault),
    vaults.map((v) => v.revision),
    vaults.map((v) => v.record),
    first + 1,
    bounds.charactersPerPage,
    others === "NEW",
  );

/** The records of these ids as they stand now. */
const listRecordsByIdStatement = statement<RecordRow>(
  "sync_list_records_by_id",
  `select r.vault_id as vault, ${recordColumns}
   from unnest($1::uuid[], $2::uuid[]) as named (vault_id, id)
   join readable_vault v on v.id = named.vault_id
   cross join lateral (select * from record where vault_id = v.id and id = named.id limit 1) as r`,
);
export const listRecordsById = (records: readonly { vault: VaultId; record: RecordId }[]) =>
  bind(
    listRecordsByIdStatement,
    records.map((each) => each.vault),
    records.map((each) => each.record),
  );

/** Keys of epochs that began after the reader's. */
const listEpochKeysStatement = statement<{ vault: VaultId; epoch: number; previousKey: Uint8Array }>(
  "sync_list_epoch_keys",
  `select k.vault_id as vault, k.epoch, k.previous_key
   from readable_vault v
   left join unnest($1::uuid[], $2::integer[]) as known (vault_id, epoch) on known.vault_id = v.id
   cross join lateral (
     select vault_id, epoch, previous_key from epoch_key
     where vault_id = v.id and epoch > ${since("known.epoch", "0")} offset 0
   ) as k
   where known.vault_id is not null or $3
   order by k.vault_id, k.epoch`,
);
export const listEpochKeys = ({ vaults, others }: Positions) =>
  bind(
    listEpochKeysStatement,
    vaults.map((v) => v.vault),
    vaults.map((v) => v.epoch),
    others === "NEW",
  );

/** Which of these requests, by their places from 1, are of sessions that may read the vault now, and whose these are. */
const listReadersStatement = statement<{ place: number; userId: UserId }>(
  "sync_list_readers",
  "select place, user_id from readers_of($1, $2::bytea[], $3::text[])",
);
export const listReaders = (vault: VaultId, requests: readonly Pick<Request, "accessHash" | "ip">[]) =>
  bind(
    listReadersStatement,
    vault,
    requests.map(({ accessHash }) => accessHash),
    requests.map(({ ip }) => ip),
  );
