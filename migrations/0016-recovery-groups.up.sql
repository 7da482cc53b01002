-- Recovery groups: who may open what a company backs up, the switch that names them, and keys of vaults that were entrusted to
-- them. PROTOCOL §4.13, §4.14, docs/adr/0037.

-- ── groups of the class ─────────────────────────────────────────────────────────────────────────────────────────────

alter table user_group drop constraint user_group_class_is_known;
alter table user_group add constraint user_group_class_is_known check (class in ('NAMED', 'EVERYONE', 'RECOVERY'));
alter table user_group drop constraint user_group_everyone_stays;
alter table user_group add constraint user_group_everyone_stays check (class <> 'EVERYONE' or ended_at is null);
-- Few in a company: each is shown to everybody in it.
create index user_group_of_recovery on user_group (tenant_id, id) where class = 'RECOVERY';

-- As the roster states it: in all other groups everybody is a member.
alter table group_member add column role text not null default 'MEMBER';
alter table group_member add constraint group_member_role_is_known check (role in ('MEMBER', 'CUSTODIAN'));

-- The keys of a group's recovery code, as its roster states them. The code itself is nowhere.
create table recovery_code (
  tenant_id   uuid        not null,
  group_id    uuid        not null,
  -- Of the link that set it.
  seq         integer     not null,
  public_key  bytea       not null,
  signing_key bytea       not null,
  created_at  timestamptz not null,
  constraint recovery_code_key primary key (tenant_id, group_id),
  constraint recovery_code_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint recovery_code_public_key_is_1216_bytes check (octet_length(public_key) = 1216),
  constraint recovery_code_signing_key_is_32_bytes check (octet_length(signing_key) = 32)
);

-- The secret of a group's epoch, wrapped for its code: as `member_wrap`. It goes with the code that it is for.
create table recovery_code_wrap (
  tenant_id  uuid        not null,
  group_id   uuid        not null,
  epoch      integer     not null,
  author_id  uuid        not null,
  wrap       bytea       not null,
  created_at timestamptz not null,
  constraint recovery_code_wrap_key primary key (tenant_id, group_id, epoch),
  constraint recovery_code_wrap_of_code foreign key (tenant_id, group_id) references recovery_code (tenant_id, group_id),
  constraint recovery_code_wrap_of_epoch foreign key (tenant_id, group_id, epoch) references group_epoch (tenant_id, group_id, epoch),
  constraint recovery_code_wrap_by_author foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint recovery_code_wrap_is_1225_bytes check (octet_length(wrap) = 1225)
);

-- ── the switch ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Which group's the backups of a tenant are, as its roster states it; and what awaits another administrator. None in force: off.
create table recovery_switch (
  tenant_id   uuid        not null,
  status      text        not null,
  -- Null: it is to be switched off.
  group_id    uuid,
  -- The head of the group that is pinned.
  group_seq   integer,
  group_head  bytea,
  -- How many must approve a recovery, and how many hours it then waits.
  approvals   integer,
  hours       integer,
  -- Of the link that states it.
  seq         integer     not null,
  author_id   uuid        not null,
  created_at  timestamptz not null,
  constraint recovery_switch_key primary key (tenant_id, status),
  constraint recovery_switch_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint recovery_switch_by_author foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint recovery_switch_status_is_known check (status in ('IN_FORCE', 'AWAITING')),
  constraint recovery_switch_is_whole check (num_nulls(group_id, group_seq, group_head, approvals, hours) in (0, 5)),
  constraint recovery_switch_off_awaits check (status = 'AWAITING' or group_id is not null),
  constraint recovery_switch_head_is_32_bytes check (octet_length(group_head) = 32),
  constraint recovery_switch_is_bounded check (approvals between 0 and 5 and hours between 0 and 168)
);

-- ── entrusted keys ──────────────────────────────────────────────────────────────────────────────────────────────────

-- The key of a vault's epoch in force, wrapped for the epoch of a recovery group: of business profiles and of shares of the company,
-- of nothing else. The next epoch drops it.
create table entrusted_wrap (
  tenant_id   uuid        not null,
  vault_id    uuid        not null,
  epoch       integer     not null,
  group_id    uuid        not null,
  group_epoch integer     not null,
  author_id   uuid        not null,
  wrap        bytea       not null,
  created_at  timestamptz not null,
  constraint entrusted_wrap_key primary key (tenant_id, vault_id),
  constraint entrusted_wrap_of_vault foreign key (tenant_id, vault_id) references vault (tenant_id, id),
  constraint entrusted_wrap_to_epoch foreign key (tenant_id, group_id, group_epoch) references group_epoch (tenant_id, group_id, epoch),
  constraint entrusted_wrap_by_author foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint entrusted_wrap_epoch_from_one check (epoch >= 1),
  constraint entrusted_wrap_is_1225_bytes check (octet_length(wrap) = 1225)
);
create index entrusted_wrap_by_group on entrusted_wrap (tenant_id, group_id);

-- No key of a personal profile, of an account vault or of a personal share is ever the company's, whatever a server says.
create function demand_business() returns trigger
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  if not exists (
    select from vault v left join share s on s.tenant_id = v.tenant_id and s.id = v.id
    where v.tenant_id = new.tenant_id and v.id = new.vault_id and (v.class = 'BUSINESS' or s.scope = 'BUSINESS'))
  then
    raise exception using errcode = '23514', message = 'no vault of the company', constraint = tg_table_name || '_of_business';
  end if;
  return new;
end
$$;
create trigger entrusted_wrap_of_business before insert or update on entrusted_wrap for each row execute function demand_business();

-- ── policies ────────────────────────────────────────────────────────────────────────────────────────────────────────

alter table user_policy
  add column organisation_backup integer not null default 0,
  add column backup_retention_days integer not null default 90,
  add constraint user_policy_backup_is_bounded check (organisation_backup between 0 and 3 and backup_retention_days between 1 and 3650);

-- ── row-level security: whoever visits sees none of it ──────────────────────────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['recovery_code', 'recovery_code_wrap', 'recovery_switch', 'entrusted_wrap'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant() and at_home()) with check (tenant_id = current_tenant() and at_home())', name);
  end loop;
end
$$;

-- ── what a visit is judged by ───────────────────────────────────────────────────────────────────────────────────────

-- The company's roster and those of the share's groups, and of the group that the switch names, for whom visits it: what a server
-- judges by. States where they are asked for, and no text.
create or replace function visited_rosters(wanted boolean) returns table (id uuid, everyone boolean, seq integer, head bytea, state bytea)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select r.id, false, r.seq, r.head, case when $1 then r.state end from roster r
  where not at_home() and r.tenant_id = current_tenant() and r.id = current_tenant()
  union all
  select r.id, g.class = 'EVERYONE', r.seq, r.head, case when $1 then r.state end
  from user_group g join roster r on r.tenant_id = g.tenant_id and r.id = g.id
  where not at_home() and g.tenant_id = current_tenant() and g.ended_at is null
    and (g.class = 'EVERYONE' or g.id in (
      select s.group_id from share_recipient s where s.tenant_id = current_tenant() and s.share_id = current_visit() and s.group_id is not null
      union all
      select w.group_id from recovery_switch w where w.tenant_id = current_tenant() and w.status = 'IN_FORCE'))
$$;

-- ── what goes ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- Deletes vaults of a tenant with all that hangs on them. For other functions alone.
create or replace function erase_vaults(here uuid, gone uuid[]) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  delete from share_wrap where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_answer where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_recipient where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_guest where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_invitation where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from guest_committed where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_group where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share where tenant_id = here and id = any (erase_vaults.gone);
  delete from offered_head where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from entrusted_wrap where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from record_version where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from record where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from epoch_key where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from manifest where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from vault where tenant_id = here and id = any (erase_vaults.gone);
  delete from roster_link where tenant_id = here and roster_id = any (erase_vaults.gone);
  delete from roster where tenant_id = here and id = any (erase_vaults.gone);
end
$$;

-- Brings the actor's account, devices, sessions and these of its vaults along from the tenant where they are. What is left
-- there is closed. What was entrusted to that tenant's recovery group stays behind, and the epoch that it knows is due. One
-- statement, so that no row ever points to one that has gone ahead.
create or replace function bring_account(origin uuid, vaults uuid[]) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with keys as (update account_key set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       codes as (update account_code set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       addresses as (update account_address set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       requests as (update device_request set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       devices as (update device set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       sessions as (
         update session set tenant_id = current_tenant(), surface = case surface when 'FORMER' then 'APP' else surface end
         where tenant_id = origin and user_id = current_actor()),
       deeds as (update committed set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       own as materialized (
         select v.id, v.id = any (vaults) as comes, e.vault_id is not null as entrusted
         from vault v left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id
         where v.tenant_id = origin and v.user_id = current_actor()),
       offers as (
         delete from offered_head o using own where o.tenant_id = origin and o.vault_id = own.id and not own.comes),
       offered as (
         update offered_head o set tenant_id = current_tenant() from own where o.tenant_id = origin and o.vault_id = own.id and own.comes),
       entrusted as (
         delete from entrusted_wrap e using own where e.tenant_id = origin and e.vault_id = own.id and own.comes),
       rosters as (
         update roster r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.id = own.id and own.comes),
       links as (
         update roster_link l set tenant_id = current_tenant() from own where l.tenant_id = origin and l.roster_id = own.id and own.comes),
       manifests as (
         update manifest m set tenant_id = current_tenant() from own where m.tenant_id = origin and m.vault_id = own.id and own.comes),
       epochs as (
         update epoch_key e set tenant_id = current_tenant() from own where e.tenant_id = origin and e.vault_id = own.id and own.comes),
       records as (
         update record r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.vault_id = own.id and own.comes),
       versions as (
         update record_version r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.vault_id = own.id and own.comes)
  update vault v set tenant_id = case when own.comes then current_tenant() else origin end, closed = not own.comes,
    due = v.due or own.comes and own.entrusted
  from own where v.tenant_id = origin and v.id = own.id
$$;

-- Ends the tenant that the actor has left, where nobody and nothing of anybody's is left in it: shares that were closed are
-- nobody's. The actor acts elsewhere. Who writes about the tenant at that moment is waited for, and what they wrote goes too; who
-- comes later finds no tenant.
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

revoke all on function demand_business() from public;
grant update (role) on group_member to :application_role;
grant select, insert, delete on recovery_code to :application_role;
grant update (seq, public_key, signing_key, created_at) on recovery_code to :application_role;
grant select, insert, delete on recovery_code_wrap to :application_role;
grant select, insert, delete on recovery_switch to :application_role;
grant select, insert, delete on entrusted_wrap to :application_role;
grant update (epoch, group_id, group_epoch, author_id, wrap, created_at) on entrusted_wrap to :application_role;
