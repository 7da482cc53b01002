import type { RecordId, RosterId, UserId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { bounds } from "../bounds.ts";
import type { VaultClass } from "../commit/ground.ts";
import type { Request } from "../context.ts";
import type { RosterKind } from "../roster/rows.ts";
import type { Positions } from "./positions.ts";

/**
 * Where the reader stands, or where everything begins. No `coalesce`: PostgreSQL does not count it as leakproof, and under
 * row-level security would walk a whole vault instead of an index from there on.
 */
const since = (position: string, beginning: string): string =>
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

/**
 * Rosters that concern the actor: the tenant's, those of own vaults, of groups that stand and that the actor is in, Everyone,
 * for administrators all groups; recovery groups, of those that ended, too: by them it is verified what was entrusted to
 * whom; of shares that are offered or accepted, and of the groups that these have or ever had, of those
 * that ended too: by them the share's own is verified. Others are read where they are asked for by name. Whoever was removed sees the tenant's up to
 * that link, and no groups. Each is found by an index of its own: a company has three rosters for each of its people, and
 * nobody walks them.
 */
const concernActor = `
     select current_tenant() as id where $4
     union select id from readable_vault where $4
     union select m.group_id from group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
       where $4 and m.tenant_id = current_tenant() and m.user_id = current_actor() and g.ended_at is null
     union select id from user_group
       where $4 and tenant_id = current_tenant() and ended_at is null
         and exists (select from "user" u where u.id = current_actor() and u.status <> 'REMOVED'
                       and (class = 'EVERYONE' or u.role = 'ADMINISTRATOR'))
     union select id from user_group
       where $4 and tenant_id = current_tenant() and class = 'RECOVERY'
         and exists (select from "user" u where u.id = current_actor() and u.status <> 'REMOVED')
     union select id from concerning_share where $4
     union select g.group_id from concerning_share c join share_group g on g.tenant_id = c.tenant_id and g.share_id = c.id where $4`;

/** Rosters that concern the actor, the tenant's first and shares' last, with the links behind the reader's position; one more than asked. */
const listRostersStatement = statement<{
  roster: RosterId;
  kind: RosterKind;
  headSeq: number;
  head: Uint8Array;
  /** Null where the reader has never heard of the roster. */
  known: number | null;
  seq: number | null;
  hash: Uint8Array | null;
  link: Uint8Array | null;
  signatures: Uint8Array | null;
}>(
  "sync_list_rosters",
  `select r.id as roster, r.kind,
          case when own.removed_seq is null or r.kind <> 'TENANT' then r.seq else own.removed_seq end as head_seq,
          case when own.removed_seq is null or r.kind <> 'TENANT' then r.head
               else (select hash from roster_link where roster_id = r.id and seq = own.removed_seq limit 1) end as head,
          known.seq as known, l.seq, l.hash, l.link, l.signatures
   from (select roster_id as id from unnest($1::uuid[]) as named (roster_id) union ${concernActor}) as wanted
   cross join lateral (
     select id, kind, seq, head from roster where tenant_id = current_tenant() and id = wanted.id limit 1
   ) as r
   left join unnest($1::uuid[], $2::integer[]) as known (roster_id, seq) on known.roster_id = r.id
   left join (select removed_seq from "user" where id = current_actor() limit 1) as own on true
   left join lateral (
     select seq, hash, link, signatures from roster_link
     where roster_id = r.id and seq > ${since("known.seq", "-1")}
       and (own.removed_seq is null or r.kind <> 'TENANT' or seq <= own.removed_seq) order by seq limit $3
   ) as l on true
   where r.kind = 'TENANT' or r.kind = 'GROUP' and own.removed_seq is null
     or r.kind = 'PROFILE' and r.id in (select id from readable_vault) or r.kind = 'SHARE' and r.id in (select id from concerning_share)
   order by r.kind = 'SHARE', r.kind desc, r.id, l.seq limit $3`,
);
export const listRosters = ({ rosters, others }: Positions, first: number) =>
  bind(
    listRostersStatement,
    rosters.map((r) => r.roster),
    rosters.map((r) => r.seq),
    first + 1,
    others === "NEW",
  );

/** Shares among these that the actor may see no more: none of their rosters, or not the vault that the reader has. */
const listLostStatement = statement<{ share: RosterId }>(
  "sync_list_lost",
  `select r.id as share
   from unnest($1::uuid[]) as named (id)
   cross join lateral (select id from roster where tenant_id = current_tenant() and id = named.id and kind = 'SHARE' limit 1) as r
   where not exists (select from concerning_share c where c.id = r.id)
     or r.id = any($2::uuid[]) and not exists (select from readable_vault v where v.id = r.id)`,
);
/** For a reader of all streams: whoever asks for some by name alone loses none. */
export const listLost = ({ rosters, vaults, others }: Positions) => {
  const held = vaults.map(({ vault }) => vault);
  const known = others === "NEW" ? new Set([...rosters.map(({ roster }) => roster), ...held]) : [];
  return bind(listLostStatement, [...known], held);
};

/**
 * What rings for the actor: vaults and rosters by id, and groups, whose changes may give or take a share. Apart is what is read
 * without all else: not the account vault, which says what else there is.
 */
const listHeardStatement = statement<{ id: RosterId; gives: boolean; apart: boolean }>(
  "sync_list_heard",
  `select id, false as gives, class <> 'ACCOUNT' as apart from readable_vault
   union all select id, false, false from concerning_share
   union all select group_id, true, false from group_member where tenant_id = current_tenant() and user_id = current_actor()
   union all select id, true, false from user_group where tenant_id = current_tenant() and class = 'EVERYONE'`,
);
export const listHeard = () => bind(listHeardStatement);

/** What a vault's manifests are verified by: where the rosters are of the tenant, of the vault, and of a share's groups. */
const listGroundStatement = statement<{ roster: RosterId; seq: number }>(
  "sync_list_ground",
  `select r.id as roster, r.seq
   from (
     select current_tenant() as id union all select $1::uuid
     union all select group_id from share_group where tenant_id = current_tenant() and share_id = $1
   ) as ground
   cross join lateral (select id, seq from roster where tenant_id = current_tenant() and id = ground.id limit 1) as r`,
);
export const listGround = (vault: VaultId) => bind(listGroundStatement, vault);

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
