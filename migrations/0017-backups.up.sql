-- Organisation backups, kept apart from what is synced; and recoveries, by which somebody reads them. PROTOCOL §8, docs/adr/0038.

-- ── what is kept ────────────────────────────────────────────────────────────────────────────────────────────────────

-- A vault that is backed up, or was looked at to be: as its newest backup has it. It outlives the vault, so nothing here refers to
-- one. A row for each business profile and each share of the company, and for no other vault.
create table backup_vault (
  tenant_id      uuid        not null,
  vault_id       uuid        not null,
  kind           text        not null,
  -- How many backups there have been; revision and hash of the head that the newest is of.
  number         integer     not null default 0,
  revision       integer     not null default 0,
  manifest_hash  bytea,
  -- Links are kept up to this one; none yet: -1.
  roster_seq     integer     not null default -1,
  -- The hashes of the 256 lists that its root stands over. PROTOCOL §5.1.
  lists          bytea,
  records        integer     not null default 0,
  bytes          bigint      not null default 0,
  retention_days integer     not null,
  looked_at      timestamptz not null,
  -- Since when it is in use no more: closed, erased, its user removed.
  gone_at        timestamptz,
  constraint backup_vault_key primary key (tenant_id, vault_id),
  constraint backup_vault_of_tenant foreign key (tenant_id) references tenant (id),
  constraint backup_vault_kind_is_known check (kind in ('PROFILE', 'SHARE')),
  constraint backup_vault_has_head check (num_nulls(manifest_hash, lists) = case when number = 0 then 2 else 0 end),
  constraint backup_vault_counts_up check (number >= 0 and revision >= 0 and roster_seq >= -1 and records >= 0 and bytes >= 0),
  constraint backup_vault_hash_is_32_bytes check (octet_length(manifest_hash) = 32),
  constraint backup_vault_lists_are_256 check (octet_length(lists) = 8192),
  constraint backup_vault_retention_is_bounded check (retention_days between 1 and 3650)
);

create table backup (
  tenant_id     uuid        not null,
  id            uuid        not null,
  vault_id      uuid        not null,
  number        integer     not null,
  owners        uuid[]      not null,
  taken_at      timestamptz not null,
  revision      integer     not null,
  manifest      bytea       not null,
  signature     bytea       not null,
  manifest_hash bytea       not null,
  roster_seq    integer     not null,
  epoch         integer     not null,
  group_id      uuid        not null,
  group_epoch   integer     not null,
  -- Of a share.
  name          bytea,
  name_epoch    integer,
  records       integer     not null,
  bytes         bigint      not null,
  added_bytes   bigint      not null,
  -- What the switch said when it was taken: nobody reads it on easier terms.
  approvals     integer     not null,
  hours         integer     not null,
  -- Null: it is the newest of a vault that is in use.
  kept_until    timestamptz,
  constraint backup_key primary key (tenant_id, id),
  constraint backup_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id),
  constraint backup_name_has_epoch check ((name is null) = (name_epoch is null)),
  constraint backup_counts_up check (number >= 1 and revision >= 1 and roster_seq >= 0 and epoch >= 1 and group_epoch >= 1 and records >= 0 and bytes >= 0 and added_bytes >= 0),
  constraint backup_terms_are_bounded check (approvals between 0 and 5 and hours between 0 and 168),
  constraint backup_manifest_hash_is_32_bytes check (octet_length(manifest_hash) = 32),
  constraint backup_manifest_is_bounded check (octet_length(manifest) <= 4096 and octet_length(signature) = 64)
);
create unique index backup_by_number on backup (tenant_id, vault_id, number);
-- The worker looks through all tenants.
create index backup_by_end on backup (kept_until) where kept_until is not null;

-- Whose a vault is, or was when a backup of it was taken.
create table backup_owner (
  tenant_id uuid not null,
  user_id   uuid not null,
  vault_id  uuid not null,
  constraint backup_owner_key primary key (tenant_id, user_id, vault_id),
  constraint backup_owner_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id)
);

-- A record as it is in the backups from the first of these numbers to the last; null: in the newest.
create table backup_record (
  tenant_id     uuid     not null,
  vault_id      uuid     not null,
  bucket        smallint not null,
  record_id     uuid     not null,
  first_number  integer  not null,
  last_number   integer,
  class         smallint not null,
  version       integer  not null,
  trashed_since bigint   not null,
  folder_id     uuid,
  schema        integer  not null,
  epoch         integer  not null,
  body_hash     bytea    not null,
  key           text     not null,
  leaf          bytea    not null,
  previous_leaf bytea,
  -- Characters of its envelopes.
  size          integer  not null,
  constraint backup_record_key primary key (tenant_id, vault_id, bucket, record_id, first_number),
  constraint backup_record_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id),
  constraint backup_record_is_in_one check (first_number >= 1 and last_number >= first_number),
  constraint backup_record_hashes_are_32_bytes check (octet_length(body_hash) = 32 and octet_length(leaf) = 32)
);
create index backup_record_by_end on backup_record (tenant_id, vault_id, last_number) where last_number is not null;

-- Bodies by their SHA-256, each once however many backups a record is in unchanged, moved or under another epoch.
create table backup_content (
  tenant_id uuid  not null,
  vault_id  uuid  not null,
  record_id uuid  not null,
  hash      bytea not null,
  body      text  not null,
  constraint backup_content_key primary key (tenant_id, vault_id, record_id, hash),
  constraint backup_content_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id),
  constraint backup_content_hash_is_32_bytes check (octet_length(hash) = 32)
);

create table backup_link (
  tenant_id  uuid    not null,
  vault_id   uuid    not null,
  seq        integer not null,
  link       bytea   not null,
  signatures bytea   not null,
  constraint backup_link_key primary key (tenant_id, vault_id, seq),
  constraint backup_link_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id)
);

create table backup_epoch_key (
  tenant_id    uuid    not null,
  vault_id     uuid    not null,
  epoch        integer not null,
  previous_key bytea   not null,
  constraint backup_epoch_key_key primary key (tenant_id, vault_id, epoch),
  constraint backup_epoch_key_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id)
);

-- The key of a vault's epoch, as it was entrusted.
create table backup_wrap (
  tenant_id   uuid    not null,
  vault_id    uuid    not null,
  epoch       integer not null,
  group_id    uuid    not null,
  group_epoch integer not null,
  wrap        bytea   not null,
  constraint backup_wrap_key primary key (tenant_id, vault_id, epoch, group_id, group_epoch),
  constraint backup_wrap_of_vault foreign key (tenant_id, vault_id) references backup_vault (tenant_id, vault_id),
  constraint backup_wrap_is_1225_bytes check (octet_length(wrap) = 1225)
);

-- Never a personal profile, an account vault or a personal share, whoever writes.
create trigger backup_vault_of_business before insert or update of tenant_id, vault_id on backup_vault
  for each row execute function demand_business();
create trigger backup_of_business before insert or update of tenant_id, vault_id on backup
  for each row execute function demand_business();

-- ── recoveries ──────────────────────────────────────────────────────────────────────────────────────────────────────

create table recovery (
  tenant_id    uuid        not null,
  id           uuid        not null,
  group_id     uuid        not null,
  user_id      uuid        not null,
  opened_by    uuid        not null,
  -- The key of the code by which it was opened; null: as a member of the group.
  code_key     bytea,
  request      bytea       not null,
  signatures   bytea       not null,
  purpose      text        not null,
  -- As switch and backups say when it was opened.
  approvals    integer     not null,
  -- Where the tenant's roster stood then: who is an administrator only since does not approve.
  tenant_seq   integer     not null,
  opened_at    timestamptz not null,
  available_at timestamptz not null,
  ends_at      timestamptz not null,
  vetoed_at    timestamptz,
  closed_at    timestamptz,
  -- Its end was told.
  noted        boolean     not null default false,
  constraint recovery_key primary key (tenant_id, id),
  constraint recovery_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint recovery_by_user foreign key (tenant_id, opened_by) references "user" (tenant_id, id),
  constraint recovery_code_key_is_32_bytes check (octet_length(code_key) = 32),
  constraint recovery_signatures_are_whole check (octet_length(signatures) = case when code_key is null then 64 else 128 end),
  constraint recovery_request_is_bounded check (octet_length(request) <= 16384 and octet_length(purpose) between 1 and 1024),
  constraint recovery_approvals_are_bounded check (approvals between 0 and 5 and tenant_seq >= 0),
  constraint recovery_ends_after_it_begins check (opened_at <= available_at and available_at < ends_at)
);
-- Who is owed a letter about one is found by its id alone.
create unique index recovery_by_id on recovery (id);
create index recovery_by_opener on recovery (tenant_id, opened_by) where closed_at is null and vetoed_at is null;
-- The worker looks through all tenants.
create index recovery_by_end on recovery (ends_at) where not noted;

-- Backups that it names. What is forgotten later is named still.
create table recovery_backup (
  tenant_id   uuid        not null,
  recovery_id uuid        not null,
  backup_id   uuid        not null,
  -- When it was first read by it.
  read_at     timestamptz,
  constraint recovery_backup_key primary key (tenant_id, recovery_id, backup_id),
  constraint recovery_backup_of_recovery foreign key (tenant_id, recovery_id) references recovery (tenant_id, id)
);
create index recovery_backup_by_backup on recovery_backup (tenant_id, backup_id);

create table recovery_verdict (
  tenant_id   uuid        not null,
  recovery_id uuid        not null,
  user_id     uuid        not null,
  verdict     text        not null,
  approval    bytea       not null,
  signature   bytea       not null,
  created_at  timestamptz not null,
  constraint recovery_verdict_key primary key (tenant_id, recovery_id, user_id, verdict),
  constraint recovery_verdict_of_recovery foreign key (tenant_id, recovery_id) references recovery (tenant_id, id),
  constraint recovery_verdict_by_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint recovery_verdict_is_known check (verdict in ('APPROVE', 'VETO')),
  constraint recovery_verdict_is_signed check (octet_length(approval) <= 4096 and octet_length(signature) = 64)
);

-- Bytes that the next drill opens.
create table recovery_canary (
  tenant_id  uuid        not null,
  group_id   uuid        not null,
  id         uuid        not null,
  epoch      integer     not null,
  wrap       bytea       not null,
  hash       bytea       not null,
  author_id  uuid        not null,
  created_at timestamptz not null,
  constraint recovery_canary_key primary key (tenant_id, group_id),
  constraint recovery_canary_to_epoch foreign key (tenant_id, group_id, epoch) references group_epoch (tenant_id, group_id, epoch),
  constraint recovery_canary_by_author foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint recovery_canary_wrap_is_1225_bytes check (octet_length(wrap) = 1225),
  constraint recovery_canary_hash_is_32_bytes check (octet_length(hash) = 32)
);

-- The last drill of each way to open a group.
create table recovery_drill (
  tenant_id  uuid        not null,
  group_id   uuid        not null,
  by_code    boolean     not null,
  epoch      integer     not null,
  user_id    uuid        not null,
  drilled_at timestamptz not null,
  constraint recovery_drill_key primary key (tenant_id, group_id, by_code),
  constraint recovery_drill_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint recovery_drill_by_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint recovery_drill_epoch_from_one check (epoch >= 1)
);

-- ── row-level security: whoever visits sees none of it ──────────────────────────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['backup_vault', 'backup', 'backup_owner', 'backup_record', 'backup_content', 'backup_link', 'backup_epoch_key',
                              'backup_wrap', 'recovery', 'recovery_backup', 'recovery_verdict', 'recovery_canary', 'recovery_drill'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant() and at_home()) with check (tenant_id = current_tenant() and at_home())', name);
  end loop;
end
$$;

-- ── taking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- What a backup of each of these vaults would be, and why there would be none; no row for a vault that is not the company's. Of a
-- share the longest that any of its owners wants backups kept.
create function plan_backups(vaults uuid[], now timestamptz)
  returns table (vault uuid, kind text, user_id uuid, revision integer, manifest_hash bytea, manifest bytea, signature bytea, roster_seq integer,
                 epoch integer, group_id uuid, group_epoch integer, retention integer, number integer, since integer, held_seq integer,
                 held_epoch integer, lists bytea, records integer, bytes bigint, approvals integer, hours integer, skip text)
  language plpgsql stable
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  -- No SQL function: its plan would be made anew by each call, which costs more than all that it reads.
  return query
  select v.id, case v.class when 'SHARE' then 'SHARE' else 'PROFILE' end, v.user_id, v.revision, v.head, m.manifest, m.signature, r.seq,
    e.epoch, e.group_id, e.group_epoch,
    case v.class when 'SHARE' then coalesce(
      (select max(coalesce(o.backup_retention_days, 90)) from share_recipient s
         left join user_policy o on o.tenant_id = s.tenant_id and o.user_id = s.user_id
       where s.tenant_id = v.tenant_id and s.share_id = v.id and s.role = 'OWNER' and not s.gone), 90)
    else coalesce(p.backup_retention_days, 90) end,
    coalesce(b.number, 0), coalesce(b.revision, 0), coalesce(b.roster_seq, -1), coalesce(k.epoch, 0), b.lists, coalesce(b.records, 0),
    coalesce(b.bytes, 0), w.approvals, w.hours,
    case
      when t.suspended_at is not null or t.plan = 'STANDARD' or t.trial_ends_at <= $2 then 'PLAN'
      when w.group_id is null or e.group_id is null or e.group_id <> w.group_id then 'NOT_ENTRUSTED'
      when v.class = 'BUSINESS' and coalesce(p.organisation_backup, 0) = 0 then 'POLICY'
      when v.restoring then 'RESTORING'
      when b.number > 0 and not exists (
        select from manifest f where f.tenant_id = v.tenant_id and f.vault_id = v.id and f.revision = b.revision and f.hash = b.manifest_hash) then 'OTHER_CHAIN'
      when v.revision = 0 or v.revision = k.revision and (e.epoch, e.group_id, e.group_epoch) = (k.epoch, k.group_id, k.group_epoch) then 'UNCHANGED'
    end
  from vault v
  join tenant t on t.id = v.tenant_id
  join roster r on r.tenant_id = v.tenant_id and r.id = v.id and r.id = any ($1)
  left join share s on s.tenant_id = v.tenant_id and s.id = v.id
  left join manifest m on m.tenant_id = v.tenant_id and m.vault_id = v.id and m.revision = v.revision
  left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id
  left join recovery_switch w on w.tenant_id = v.tenant_id and w.status = 'IN_FORCE'
  left join user_policy p on p.tenant_id = v.tenant_id and p.user_id = v.user_id
  left join backup_vault b on b.tenant_id = v.tenant_id and b.vault_id = v.id
  left join backup k on k.tenant_id = b.tenant_id and k.vault_id = b.vault_id and k.vault_id = any ($1) and k.number = b.number
  where v.tenant_id = current_tenant() and v.id = any ($1) and (v.class = 'BUSINESS' or s.scope = 'BUSINESS');
end
$$;

-- Keeps backups of vaults that are locked, as `plan_backups` has them: what changed since the one before is copied, and nothing
-- else. Ids of the backups, their vaults, and the hashes of their lists, over which the caller has found the root that is signed.
create function keep_backups(ids uuid[], vaults uuid[], lists bytea[], now timestamptz) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
begin
  if not at_home() then
    raise exception using errcode = 'SG001', message = 'backups are taken at home';
  end if;
  perform from vault v where v.tenant_id = here and v.id = any (vaults) order by v.id for no key update;
  with asked as (
    select * from unnest(ids, vaults, keep_backups.lists) as a (backup, vault, hashes)
  ), plan as materialized (
    select a.backup, a.hashes, p.*, p.number + 1 as next from asked a join plan_backups(vaults, now) p on p.vault = a.vault where p.skip is null
  ), changed as materialized (
    select p.vault, p.next, r.bucket, r.id, r.class, r.version, r.trashed_since, r.folder_id, r.schema, r.epoch, r.key, r.leaf, r.previous_leaf,
      r.body, sha256(r.body::bytea) as body_hash, octet_length(r.body) + octet_length(r.key) as size
    from plan p join record r on r.tenant_id = here and r.vault_id = p.vault and r.revision > p.since
  ), owned as (
    select p.vault, case p.kind when 'PROFILE' then array[p.user_id] else coalesce(
      (select array_agg(s.user_id order by s.user_id) from share_recipient s
       where s.tenant_id = here and s.share_id = p.vault and s.role = 'OWNER' and s.user_id is not null and not s.gone), '{}') end as owners
    from plan p
  ), own as (
    insert into backup_owner (tenant_id, user_id, vault_id)
    select here, u.id, o.vault from owned o, unnest(o.owners) as u (id) on conflict on constraint backup_owner_key do nothing
  ), closed as (
    update backup_record b set last_number = c.next - 1 from changed c
    where b.tenant_id = here and b.vault_id = c.vault and b.bucket = c.bucket and b.record_id = c.id and b.last_number is null
    returning b.vault_id, b.size
  ), kept as (
    insert into backup_record (tenant_id, vault_id, bucket, record_id, first_number, class, version, trashed_since, folder_id, schema, epoch,
      body_hash, key, leaf, previous_leaf, size)
    select here, c.vault, c.bucket, c.id, c.next, c.class, c.version, c.trashed_since, c.folder_id, c.schema, c.epoch, c.body_hash, c.key, c.leaf,
      c.previous_leaf, c.size
    from changed c where c.leaf is not null
    returning vault_id, size
  ), bodies as (
    insert into backup_content (tenant_id, vault_id, record_id, hash, body)
    select here, c.vault, c.id, c.body_hash, c.body from changed c where c.leaf is not null
    on conflict on constraint backup_content_key do nothing
    returning vault_id, octet_length(body) as size
  ), sums as (
    select p.vault,
      p.records + (select count(*) from kept a where a.vault_id = p.vault) - (select count(*) from closed a where a.vault_id = p.vault) as records,
      p.bytes + coalesce((select sum(a.size) from kept a where a.vault_id = p.vault), 0)
        - coalesce((select sum(a.size) from closed a where a.vault_id = p.vault), 0) as bytes,
      coalesce((select sum(a.size) from bodies a where a.vault_id = p.vault), 0) as added
    from plan p
  ), states as (
    insert into backup_vault as b (tenant_id, vault_id, kind, number, revision, manifest_hash, roster_seq, lists, records, bytes, retention_days, looked_at)
    select here, p.vault, p.kind, p.next, p.revision, p.manifest_hash, p.roster_seq, p.hashes, u.records, u.bytes, p.retention, now
    from plan p join sums u on u.vault = p.vault
    on conflict on constraint backup_vault_key do update set number = excluded.number, revision = excluded.revision,
      manifest_hash = excluded.manifest_hash, roster_seq = excluded.roster_seq, lists = excluded.lists, records = excluded.records,
      bytes = excluded.bytes, retention_days = excluded.retention_days, looked_at = excluded.looked_at, gone_at = null
  ), links as (
    insert into backup_link (tenant_id, vault_id, seq, link, signatures)
    select here, p.vault, l.seq, l.link, l.signatures
    from plan p join roster_link l on l.tenant_id = here and l.roster_id = p.vault and l.seq > p.held_seq and l.seq <= p.roster_seq
  ), keys as (
    insert into backup_epoch_key (tenant_id, vault_id, epoch, previous_key)
    select here, p.vault, k.epoch, k.previous_key
    from plan p join epoch_key k on k.tenant_id = here and k.vault_id = p.vault and k.epoch > p.held_epoch and k.epoch <= p.epoch
  ), wraps as (
    insert into backup_wrap (tenant_id, vault_id, epoch, group_id, group_epoch, wrap)
    select here, p.vault, e.epoch, e.group_id, e.group_epoch, e.wrap
    from plan p join entrusted_wrap e on e.tenant_id = here and e.vault_id = p.vault and e.vault_id = any (vaults)
    on conflict on constraint backup_wrap_key do nothing
  ), superseded as (
    update backup k set kept_until = now + make_interval(days => p.retention) from plan p
    where k.tenant_id = here and k.vault_id = any (vaults) and k.vault_id = p.vault and k.number = p.number
  ), noted as (
    -- An entry that bears the backup's id, so that it stands in the order of time.
    insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, vault_id, records, amount, epoch)
    select here, p.backup, 'BACKUP_TAKEN', now, 'SERVER', p.user_id, p.vault, '{}', p.next, p.epoch from plan p
  )
  insert into backup (tenant_id, id, vault_id, number, owners, taken_at, revision, manifest, signature, manifest_hash, roster_seq, epoch, group_id,
    group_epoch, name, name_epoch, records, bytes, added_bytes, approvals, hours)
  select here, p.backup, p.vault, p.next, o.owners, now, p.revision, p.manifest, p.signature, p.manifest_hash, p.roster_seq, p.epoch, p.group_id,
    p.group_epoch, s.name, s.name_epoch, u.records, u.bytes, u.added, p.approvals, p.hours
  from plan p join owned o on o.vault = p.vault join sums u on u.vault = p.vault left join share s on s.tenant_id = here and s.id = p.vault and s.id = any (vaults);
end
$$;

-- Notes that vaults of the company were looked at, and no backup was taken.
create function note_looked_at(vaults uuid[], now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into backup_vault (tenant_id, vault_id, kind, retention_days, looked_at)
  select current_tenant(), p.vault, p.kind, p.retention, $2 from plan_backups($1, $2) p
  on conflict on constraint backup_vault_key do update set looked_at = excluded.looked_at
$$;

-- The next vaults of one tenant that have changed since their last backup, and were not looked at since that moment: entered and
-- locked, but for those that somebody writes to right now. Of records whose vault has no backup yet at most so many together, but for
-- those of the first: whoever writes there waits until all are copied. No row where there are none.
create function enter_to_back_up(before timestamptz, now timestamptz, most integer, most_begun integer) returns table (tenant_id uuid, vaults uuid[])
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here  uuid;
  first uuid;
  found_vaults uuid[];
begin
  select w.tenant_id, v.id into here, first
    from recovery_switch w
    join tenant t on t.id = w.tenant_id
    join entrusted_wrap e on e.tenant_id = w.tenant_id and e.group_id = w.group_id
    join vault v on v.tenant_id = e.tenant_id and v.id = e.vault_id
    left join share s on s.tenant_id = v.tenant_id and s.id = v.id
    left join user_policy p on p.tenant_id = v.tenant_id and p.user_id = v.user_id
    left join backup_vault b on b.tenant_id = v.tenant_id and b.vault_id = v.id
    where w.status = 'IN_FORCE' and t.suspended_at is null and t.plan <> 'STANDARD' and (t.trial_ends_at is null or t.trial_ends_at > $2)
      and (s.scope = 'BUSINESS' or v.class = 'BUSINESS' and p.organisation_backup > 0) and not v.restoring
      and v.revision > coalesce(b.revision, 0) and (b.looked_at is null or b.looked_at <= $1)
    order by w.tenant_id, v.id limit 1 for no key update of v skip locked;
  if not found then
    return;
  end if;
  select array_agg(f.id) into found_vaults from (
    select v.id
    from (
      select v.id, row_number() over waiting as place, sum(case when coalesce(b.number, 0) = 0 then v.count else 0 end) over waiting as begun
      from recovery_switch w
      join entrusted_wrap e on e.tenant_id = w.tenant_id and e.group_id = w.group_id
      join vault v on v.tenant_id = e.tenant_id and v.id = e.vault_id
      left join share s on s.tenant_id = v.tenant_id and s.id = v.id
      left join user_policy p on p.tenant_id = v.tenant_id and p.user_id = v.user_id
      left join backup_vault b on b.tenant_id = v.tenant_id and b.vault_id = v.id
      where w.tenant_id = here and w.status = 'IN_FORCE' and v.id >= first
        and (s.scope = 'BUSINESS' or v.class = 'BUSINESS' and p.organisation_backup > 0) and not v.restoring
        and v.revision > coalesce(b.revision, 0) and (b.looked_at is null or b.looked_at <= $1)
      window waiting as (order by v.id)
    ) as c
    join vault v on v.tenant_id = here and v.id = c.id
    where c.id = first or c.place <= $3 and c.begun <= $4
    order by v.id for no key update of v skip locked
  ) as f;
  perform set_config('app.tenant', here::text, true);
  return query select here, found_vaults;
end
$$;

-- Vaults that these users leave behind: from now on their backups are kept for as long as was said, and no longer.
create function leave_backups(people uuid[], now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with left_behind as (
    update backup_vault b set gone_at = $2
    from backup_owner o
    where b.tenant_id = current_tenant() and b.kind = 'PROFILE' and b.gone_at is null
      and o.tenant_id = b.tenant_id and o.vault_id = b.vault_id and o.user_id = any ($1)
    returning b.vault_id, b.number, b.retention_days
  )
  update backup k set kept_until = $2 + make_interval(days => l.retention_days)
  from left_behind l where k.tenant_id = current_tenant() and k.vault_id = l.vault_id and k.number = l.number
$$;

-- ── what runs out ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Erases all that is kept of a vault. For other functions alone.
create function erase_backups_of(here uuid, vault uuid) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  delete from backup where tenant_id = here and vault_id = $2;
  delete from backup_owner where tenant_id = here and vault_id = $2;
  delete from backup_record where tenant_id = here and vault_id = $2;
  delete from backup_content where tenant_id = here and vault_id = $2;
  delete from backup_link where tenant_id = here and vault_id = $2;
  delete from backup_epoch_key where tenant_id = here and vault_id = $2;
  delete from backup_wrap where tenant_id = here and vault_id = $2;
  delete from backup_vault where tenant_id = here and vault_id = $2;
end
$$;

-- Sees what is in use no more, and how long backups are kept by now.
create function date_backups(now timestamptz) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  with ended as (
    select b.tenant_id, b.vault_id, coalesce(s.closed_at, $1) as at
    from backup_vault b
    left join vault v on v.tenant_id = b.tenant_id and v.id = b.vault_id
    left join share s on s.tenant_id = b.tenant_id and s.id = b.vault_id
    where b.gone_at is null and (v.id is null or s.closed_at is not null)
  ), marked as (
    update backup_vault b set gone_at = e.at from ended e where b.tenant_id = e.tenant_id and b.vault_id = e.vault_id
    returning b.tenant_id, b.vault_id, b.number, b.retention_days, e.at
  )
  update backup k set kept_until = m.at + make_interval(days => m.retention_days)
    from marked m where k.tenant_id = m.tenant_id and k.vault_id = m.vault_id and k.number = m.number;
  with wanted as (
    select b.tenant_id, b.vault_id, b.retention_days as before, case b.kind when 'PROFILE' then coalesce(p.backup_retention_days, 90) else coalesce(
        (select max(coalesce(o.backup_retention_days, 90)) from share_recipient s
           left join user_policy o on o.tenant_id = s.tenant_id and o.user_id = s.user_id
         where s.tenant_id = b.tenant_id and s.share_id = b.vault_id and s.role = 'OWNER' and not s.gone), b.retention_days) end as days
    from backup_vault b
    left join vault v on v.tenant_id = b.tenant_id and v.id = b.vault_id
    left join user_policy p on p.tenant_id = v.tenant_id and p.user_id = v.user_id
    where b.gone_at is null
  ), changed as (
    update backup_vault b set retention_days = w.days from wanted w
    where b.tenant_id = w.tenant_id and b.vault_id = w.vault_id and b.retention_days <> w.days
    returning b.tenant_id, b.vault_id, w.days - w.before as longer
  )
  update backup k set kept_until = k.kept_until + make_interval(days => c.longer)
    from changed c where k.tenant_id = c.tenant_id and k.vault_id = c.vault_id and k.kept_until is not null;
end
$$;

-- Forgets backups whose time is over, at most so many, and what no other has; none that a recovery names which may still read it.
-- Answers whether any may be left.
create function forget_backups(now timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  tenants   uuid[];
  vaults    uuid[];
  forgotten integer;
begin
  with over as (
    select k.tenant_id, k.id from backup k
    where k.kept_until <= $1 and not exists (
      select from recovery_backup n join recovery r on r.tenant_id = n.tenant_id and r.id = n.recovery_id
      where n.tenant_id = k.tenant_id and n.backup_id = k.id and r.closed_at is null and r.vetoed_at is null and r.ends_at > $1)
    order by k.kept_until limit $2 for update skip locked
  ), deleted as (
    delete from backup k using over o where k.tenant_id = o.tenant_id and k.id = o.id returning k.tenant_id, k.vault_id
  ), counted as (
    select d.tenant_id, d.vault_id, count(*)::integer as amount from deleted d group by 1, 2
  ), noted as (
    insert into audit_waiting (tenant_id, id, kind, happened_at, origin, vault_id, records, amount)
    select c.tenant_id, gen_random_uuid(), 'BACKUPS_FORGOTTEN', $1, 'SERVER', c.vault_id, '{}', c.amount from counted c
  )
  select array_agg(c.tenant_id), array_agg(c.vault_id), sum(c.amount) into tenants, vaults, forgotten from counted c;
  if forgotten is null then
    return false;
  end if;
  -- Where none is left, all of it goes.
  perform erase_backups_of(t.tenant_id, t.vault_id) from unnest(tenants, vaults) as t (tenant_id, vault_id)
    where not exists (select from backup k where k.tenant_id = t.tenant_id and k.vault_id = t.vault_id);
  -- Elsewhere what ended before the first that is left; then the bodies that were in nothing else.
  declare
    places  uuid[];
    of      uuid[];
    buckets smallint[];
    ids     uuid[];
    hashes  bytea[];
  begin
    with least as (
      select t.tenant_id, t.vault_id, min(k.number) as number
      from unnest(tenants, vaults) as t (tenant_id, vault_id)
      join backup k on k.tenant_id = t.tenant_id and k.vault_id = t.vault_id group by 1, 2
    ), ended as (
      delete from backup_record r using least l
      where r.tenant_id = l.tenant_id and r.vault_id = l.vault_id and r.last_number < l.number
      returning r.tenant_id, r.vault_id, r.bucket, r.record_id, r.body_hash
    )
    select array_agg(e.tenant_id), array_agg(e.vault_id), array_agg(e.bucket), array_agg(e.record_id), array_agg(e.body_hash)
      into places, of, buckets, ids, hashes from ended e;
    delete from backup_content c using unnest(places, of, buckets, ids, hashes) as e (tenant_id, vault_id, bucket, record_id, hash)
      where c.tenant_id = e.tenant_id and c.vault_id = e.vault_id and c.record_id = e.record_id and c.hash = e.hash
        and not exists (
          select from backup_record r
          where r.tenant_id = e.tenant_id and r.vault_id = e.vault_id and r.bucket = e.bucket and r.record_id = e.record_id and r.body_hash = e.hash);
  end;
  return forgotten >= $2;
end
$$;

-- Notes recoveries whose time is over, each once, at most so many, and sees to it that somebody is told. Answers whether any may be left.
create function end_recoveries(now timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  ended integer;
begin
  with over as (
    update recovery r set noted = true
    where (r.tenant_id, r.id) in (
      select e.tenant_id, e.id from recovery e where not e.noted and e.ends_at <= $1 order by e.ends_at limit $2 for update skip locked)
    returning r.*
  ), unclosed as (
    select * from over o where o.closed_at is null and o.vetoed_at is null
  ), told as (
    insert into job (kind, subject, due_at) select 'TELL_OF_ENDED_RECOVERY', u.id, $1 from unclosed u
    on conflict on constraint job_key do nothing
  ), noting as (
    insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, group_id, records)
    select u.tenant_id, gen_random_uuid(), 'RECOVERY_ENDED', u.ends_at, 'SERVER', u.user_id, u.group_id, '{}' from unclosed u
  )
  select count(*) into ended from over;
  return ended >= $2;
end
$$;

-- Whom a letter about a recovery is owed: of one that was opened, those in its group and, where others may forbid or have to approve it,
-- all administrators, besides who opened it; of one that has ended, who opened it and the custodians. None where no letter is owed.
create function list_recovery_addresses(letter text, recovery uuid) returns table (address text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address
  from job j
  join recovery r on r.id = j.subject
  join "user" u on u.tenant_id = r.tenant_id and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE'
  left join group_member m on m.tenant_id = r.tenant_id and m.group_id = r.group_id and m.user_id = u.id
  where j.kind = $1 and j.subject = $2 and case $1
    when 'TELL_OF_RECOVERY' then u.id <> r.opened_by and (m.user_id is not null or r.approvals > 0 or r.available_at > r.opened_at)
    when 'TELL_OF_ENDED_RECOVERY' then u.id = r.opened_by or m.role = 'CUSTODIAN'
    else false end
  order by u.id
$$;

-- Ends the tenant that the actor has left, where nobody and nothing of anybody's is left in it: shares that were closed are
-- nobody's, and neither is what was backed up. The actor acts elsewhere. Who writes about the tenant at that moment is waited for,
-- and what they wrote goes too; who comes later finds no tenant.
create or replace function end_left_tenant(origin uuid) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  closed uuid[];
begin
  if origin = current_tenant() or not exists (select from "user" u where u.tenant_id = origin and u.id = current_actor())
     or exists (select from "user" u where u.tenant_id = origin and u.id <> current_actor())
     or exists (select from vault v where v.tenant_id = origin and v.class <> 'SHARE')
     or exists (select from share s where s.tenant_id = origin and s.closed_at is null) then
    return false;
  end if;
  select coalesce(array_agg(v.id), '{}') into closed from vault v where v.tenant_id = origin;
  perform erase_vaults(origin, closed);
  delete from policy_document where tenant_id = origin;
  delete from user_policy where tenant_id = origin;
  delete from invitation where tenant_id = origin;
  delete from awaiting_person where tenant_id = origin;
  delete from backup where tenant_id = origin;
  delete from backup_owner where tenant_id = origin;
  delete from backup_record where tenant_id = origin;
  delete from backup_content where tenant_id = origin;
  delete from backup_link where tenant_id = origin;
  delete from backup_epoch_key where tenant_id = origin;
  delete from backup_wrap where tenant_id = origin;
  delete from backup_vault where tenant_id = origin;
  delete from recovery_backup where tenant_id = origin;
  delete from recovery_verdict where tenant_id = origin;
  delete from recovery where tenant_id = origin;
  delete from recovery_canary where tenant_id = origin;
  delete from recovery_drill where tenant_id = origin;
  delete from recovery_switch where tenant_id = origin;
  delete from recovery_code_wrap where tenant_id = origin;
  delete from recovery_code where tenant_id = origin;
  delete from member_wrap where tenant_id = origin;
  delete from group_member where tenant_id = origin;
  delete from group_epoch where tenant_id = origin;
  delete from user_group where tenant_id = origin;
  delete from roster_link where tenant_id = origin;
  delete from roster where tenant_id = origin;
  delete from "user" where tenant_id = origin;
  -- The log's head comes before the tenant, as in every turn of the log; behind both nobody writes.
  perform from audit_head h where h.tenant_id = origin for update;
  perform from tenant t where t.id = origin for update;
  delete from audit_head where tenant_id = end_left_tenant.origin;
  delete from audit_waiting where tenant_id = end_left_tenant.origin;
  delete from audit_entry where tenant_id = end_left_tenant.origin;
  delete from seat_day where tenant_id = end_left_tenant.origin;
  delete from tenant where id = origin;
  return true;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on function plan_backups(uuid[], timestamptz), keep_backups(uuid[], uuid[], bytea[], timestamptz), note_looked_at(uuid[], timestamptz),
  enter_to_back_up(timestamptz, timestamptz, integer, integer), leave_backups(uuid[], timestamptz), erase_backups_of(uuid, uuid),
  date_backups(timestamptz), forget_backups(timestamptz, integer), end_recoveries(timestamptz, integer),
  list_recovery_addresses(text, uuid) from public;
grant execute on function plan_backups(uuid[], timestamptz), keep_backups(uuid[], uuid[], bytea[], timestamptz), note_looked_at(uuid[], timestamptz),
  enter_to_back_up(timestamptz, timestamptz, integer, integer), leave_backups(uuid[], timestamptz), date_backups(timestamptz),
  forget_backups(timestamptz, integer), end_recoveries(timestamptz, integer), list_recovery_addresses(text, uuid) to :application_role;
-- It reads backups, and writes none: what is kept, these functions copy from what they are of.
grant select on backup_vault, backup, backup_owner, backup_record, backup_content, backup_link, backup_epoch_key, backup_wrap to :application_role;
grant select, insert on recovery to :application_role;
grant update (vetoed_at, closed_at) on recovery to :application_role;
grant select, insert on recovery_backup to :application_role;
grant update (read_at) on recovery_backup to :application_role;
grant select, insert on recovery_verdict to :application_role;
grant select, insert on recovery_canary to :application_role;
grant update (id, epoch, wrap, hash, author_id, created_at) on recovery_canary to :application_role;
grant select, insert on recovery_drill to :application_role;
grant update (epoch, user_id, drilled_at) on recovery_drill to :application_role;
