import { highestId, lowestId, type RecordId, type VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { bounds } from "../bounds.ts";

/** A folder or item as it stands, not purged. Envelopes are base64url text. */
export interface StandingRecord {
  vault: VaultId;
  record: RecordId;
  class: 1 | 2;
  version: number;
  revision: number;
  schema: number;
  epoch: number;
  body: string;
  key: string;
  trashedAt: Date | null;
  trashedSince: number;
  folderId: RecordId | null;
}

const columns = `r.id as record, r.class, r.version, r.revision, r.schema, r.epoch, r.body, r.key, r.trashed_since,
  moment(r.trashed_since) as trashed_at, r.folder_id`;

/** Which list is meant: what is in a folder, what is at the top, or all that is live. */
export interface ListOf {
  readonly vault: VaultId;
  readonly folder: RecordId | "TOP" | "ALL";
}

/**
 * Live records of one class, a page for each list. `nth` is the list's place. Each list is its own walk along an index,
 * so that a page costs a page, however many lists there are and however large the vault is.
 */
const listInFoldersStatement = statement<StandingRecord & { nth: number }>(
  "record_list_in_folders",
  `select asked.nth::integer as nth, v.id as vault, page.*
   from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (vault_id, folder_id, nth)
   join readable_vault v on v.id = asked.vault_id
   cross join lateral (
     select ${columns} from record r
     where r.tenant_id = v.tenant_id and r.vault_id = v.id and r.class = $3 and r.trashed_since = 0
       and r.folder_id = asked.folder_id and r.id > $4
     order by r.id limit $5
   ) as page
   order by asked.nth, page.record`,
);
const listAtTopStatement = statement<StandingRecord & { nth: number }>(
  "record_list_at_top",
  listInFoldersStatement.text.replace(
    "r.folder_id = asked.folder_id",
    "r.folder_id is null and asked.folder_id is null",
  ),
);
const listAllStatement = statement<StandingRecord & { nth: number }>(
  "record_list_all",
  listInFoldersStatement.text.replace("r.folder_id = asked.folder_id", "asked.folder_id is null"),
);

/** The lists are all of one kind: in folders, at the top, or all. */
export const listRecords = (lists: readonly ListOf[], recordClass: 1 | 2, after: string | null, limit: number) => {
  const kind = lists[0]?.folder;
  const chosen = kind === "TOP" ? listAtTopStatement : kind === "ALL" ? listAllStatement : listInFoldersStatement;
  const folders = lists.map(({ folder }) => (folder === "TOP" || folder === "ALL" ? null : folder));
  return bind(
    chosen,
    lists.map((list) => list.vault),
    folders,
    recordClass,
    after ?? lowestId,
    limit,
  );
};

const listTrashStatement = statement<StandingRecord>(
  "record_list_trash",
  `select v.id as vault, ${columns}
   from readable_vault v join record r on r.tenant_id = v.tenant_id and r.vault_id = v.id
   where v.id = $1 and r.trashed_since > 0 and r.class in (1, 2)
     and (r.trashed_since, r.id) < ($2, $3)
   order by r.trashed_since desc, r.id desc limit $4`,
);
export const listTrash = (vault: VaultId, after: { trashedSince: number; record: string } | null, limit: number) =>
  bind(listTrashStatement, vault, after?.trashedSince ?? Number.MAX_SAFE_INTEGER, after?.record ?? highestId, limit);

const listByIdStatement = statement<StandingRecord>(
  "record_list_by_id",
  `select v.id as vault, ${columns}
   from unnest($1::uuid[], $2::uuid[]) as named (vault_id, id)
   join readable_vault v on v.id = named.vault_id and v.user_id is not null
   cross join lateral (select * from record where vault_id = v.id and id = named.id limit 1) as r
   where r.class in (1, 2)`,
);
export const listById = (records: readonly { vault: VaultId; record: RecordId }[]) =>
  bind(
    listByIdStatement,
    records.map((each) => each.vault),
    records.map((each) => each.record),
  );

export interface VersionRow {
  nth: number;
  vault: VaultId;
  record: RecordId;
  version: number;
  class: number;
  trashedAt: Date | null;
  folder: RecordId | null;
  schema: number;
  epoch: number;
  body: string;
  key: string;
  previousLeaf: Uint8Array | null;
  leaf: Uint8Array;
}

/** Former sealings, newest first, a page for each record; `nth` is the record's place. */
const listVersionsStatement = statement<VersionRow>(
  "record_list_versions",
  `select asked.nth::integer as nth, v.id as vault, page.*
   from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (vault_id, record_id, nth)
   join readable_vault v on v.id = asked.vault_id
   cross join lateral (
     select h.record_id as record, h.version, h.class, moment(h.trashed_since) as trashed_at,
            h.folder_id as folder, h.schema, h.epoch, h.body, h.key, h.previous_leaf, h.leaf
     from record_version h
     where h.tenant_id = v.tenant_id and h.vault_id = v.id and h.record_id = asked.record_id and h.version < $3
     order by h.version desc limit $4
   ) as page
   order by asked.nth, page.version desc`,
);
export const listVersions = (
  records: readonly { vault: VaultId; record: RecordId }[],
  before: number | null,
  limit: number,
) =>
  bind(
    listVersionsStatement,
    records.map((each) => each.vault),
    records.map((each) => each.record),
    before ?? bounds.count,
    limit,
  );
