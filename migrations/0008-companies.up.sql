-- Companies: people beside the founder, invitations, groups with keys, what a plan allows. PROTOCOL §4.

-- ── tenants ─────────────────────────────────────────────────────────────────────────────────────────────────────────

alter table tenant
  -- What the operator sold; the operator's commands alone change it.
  add column plan          text    not null default 'STANDARD',
  add column seats         integer not null default 1,
  add column trial_ends_at timestamptz,
  add column suspended_at  timestamptz,
  -- As the roster states it.
  add column name          text,
  add constraint tenant_plan_is_known check (plan in ('STANDARD', 'ADVANCED', 'TRIAL')),
  add constraint tenant_seats_are_bounded check (seats between 1 and 65535),
  add constraint tenant_trial_ends check ((plan = 'TRIAL') = (trial_ends_at is not null)),
  add constraint tenant_name_is_bounded check (char_length(name) between 1 and 100);

-- Where a founder's client redeems what an operator sold. It says nothing of its tenant before that (docs/adr/0005).
create table tenant_code (
  code_hash     bytea       not null,
  plan          text        not null,
  seats         integer     not null,
  trial_ends_at timestamptz,
  expires_at    timestamptz not null,
  constraint tenant_code_key primary key (code_hash),
  constraint tenant_code_hash_is_32_bytes check (octet_length(code_hash) = 32),
  constraint tenant_code_plan_is_known check (plan in ('STANDARD', 'ADVANCED', 'TRIAL')),
  constraint tenant_code_seats_are_bounded check (seats between 1 and 65535),
  constraint tenant_code_trial_ends check ((plan = 'TRIAL') = (trial_ends_at is not null))
);
create index tenant_code_by_expiry on tenant_code (expires_at);

-- ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────

alter table "user"
  add column status text not null default 'ACTIVE',
  -- The link by which it was removed: behind that, its user is shown nothing of the tenant's roster.
  add column removed_seq integer,
  -- When an administrator deleted what the tenant had of somebody who was removed.
  add column erased_at timestamptz,
  add constraint user_status_is_known check (status in ('ACTIVE', 'SUSPENDED', 'REMOVED')),
  add constraint user_primary_is_active check (not is_primary or status = 'ACTIVE');

-- Its user may not act, or the operator suspended the company: read, and not written to. Part of the row that every commit
-- moves, so that one which waited for the lock sees it too (docs/adr/0023).
alter table vault add column closed boolean not null default false;

alter table session drop constraint session_surface_is_known;
alter table session add constraint session_surface_is_known check (surface in ('APP', 'PORTAL', 'FORMER'));
alter table session drop constraint session_end_reason_is_known;
alter table session add constraint session_end_reason_is_known check (
  end_reason in ('SIGNED_OUT', 'DEVICE_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REUSED', 'REPLACED', 'USER_SUSPENDED', 'USER_REMOVED'));

alter table roster drop constraint roster_kind_is_known;
alter table roster add constraint roster_kind_is_known check (kind in ('TENANT', 'GROUP', 'PROFILE'));

-- Address, name and salt open the commitment that the roster's link states. The link's secret never comes here.
create table invitation (
  tenant_id  uuid        not null,
  key        bytea       not null,
  seq        integer     not null,
  author_id  uuid        not null,
  address    text        not null,
  name       text        not null,
  salt       bytea       not null,
  role       text        not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  constraint invitation_key primary key (tenant_id, key),
  constraint invitation_of_tenant foreign key (tenant_id) references tenant (id),
  constraint invitation_by_user foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint invitation_key_is_32_bytes check (octet_length(key) = 32),
  constraint invitation_salt_is_32_bytes check (octet_length(salt) = 32),
  constraint invitation_role_is_known check (role in ('ADMINISTRATOR', 'USER')),
  constraint invitation_address_is_bounded check (char_length(address) between 3 and 254),
  constraint invitation_name_is_bounded check (char_length(name) between 1 and 100)
);
create unique index invitation_by_seq on invitation (tenant_id, seq);
create index invitation_by_author on invitation (tenant_id, author_id);

-- Text of a change of name or address that awaits another administrator. The address was proven.
create table awaiting_person (
  tenant_id uuid    not null,
  seq       integer not null,
  user_id   uuid    not null,
  address   text    not null,
  name      text    not null,
  salt      bytea   not null,
  constraint awaiting_person_key primary key (tenant_id, seq),
  constraint awaiting_person_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint awaiting_person_address_is_bounded check (char_length(address) between 3 and 254),
  constraint awaiting_person_name_is_bounded check (char_length(name) between 1 and 100),
  constraint awaiting_person_salt_is_32_bytes check (octet_length(salt) = 32)
);
create unique index awaiting_person_one_of_user on awaiting_person (tenant_id, user_id);

-- ── groups ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The name is sealed for everybody in the company, under an epoch of Everyone.
create table user_group (
  tenant_id  uuid        not null,
  id         uuid        not null,
  class      text        not null,
  name       bytea,
  name_epoch integer,
  created_at timestamptz not null,
  ended_at   timestamptz,
  constraint user_group_key primary key (tenant_id, id),
  constraint user_group_has_roster foreign key (tenant_id, id) references roster (tenant_id, id),
  constraint user_group_class_is_known check (class in ('NAMED', 'EVERYONE')),
  constraint user_group_name_of_named check ((class = 'NAMED') = (name is not null) and (name is null) = (name_epoch is null)),
  constraint user_group_name_is_bounded check (octet_length(name) between 329 and 1097),
  constraint user_group_everyone_stays check (class = 'NAMED' or ended_at is null)
);
create unique index user_group_one_everyone on user_group (tenant_id) where class = 'EVERYONE';

create table group_member (
  tenant_id uuid not null,
  group_id  uuid not null,
  user_id   uuid not null,
  constraint group_member_key primary key (tenant_id, group_id, user_id),
  constraint group_member_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint group_member_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id)
);
create index group_member_by_user on group_member (tenant_id, user_id, group_id);

create table group_epoch (
  tenant_id       uuid    not null,
  group_id        uuid    not null,
  epoch           integer not null,
  public_key      bytea   not null,
  previous_secret bytea,
  constraint group_epoch_key primary key (tenant_id, group_id, epoch),
  constraint group_epoch_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint group_epoch_from_one check (epoch > 1 or epoch = 1 and previous_secret is null),
  constraint group_epoch_public_key_is_1216_bytes check (octet_length(public_key) = 1216),
  constraint group_epoch_holds_32_bytes check (octet_length(previous_secret) = 105)
);

-- The secret of a group's epoch, wrapped for one member. PROTOCOL §4.5. Whoever holds it may have made this.
create table member_wrap (
  tenant_id  uuid        not null,
  group_id   uuid        not null,
  epoch      integer     not null,
  user_id    uuid        not null,
  author_id  uuid        not null,
  wrap       bytea       not null,
  created_at timestamptz not null,
  constraint member_wrap_key primary key (tenant_id, group_id, epoch, user_id),
  constraint member_wrap_of_epoch foreign key (tenant_id, group_id, epoch) references group_epoch (tenant_id, group_id, epoch),
  constraint member_wrap_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint member_wrap_by_author foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint member_wrap_is_1225_bytes check (octet_length(wrap) = 1225)
);
create index member_wrap_by_user on member_wrap (tenant_id, user_id, group_id);

-- ── row-level security ──────────────────────────────────────────────────────────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['invitation', 'awaiting_person', 'user_group', 'group_member', 'group_epoch', 'member_wrap'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
end
$$;
alter table tenant_code enable row level security;

-- ── functions that find the tenant ──────────────────────────────────────────────────────────────────────────────────

-- Enters as the session that holds this access token, and says what that session is for. One of somebody who was removed
-- enters only where that is said to be right.
drop function enter(bytea, timestamptz);
create function enter(access_hash bytea, now timestamptz, admits_former boolean default false)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  end_reason text;
  entered    text;
begin
  select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface, s.end_reason
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason
    from session s where s.access_hash = $1;
  if not found then
    select s.tenant_id, s.user_id, s.device_id, s.id, s.former_access_expires_at, s.surface, s.end_reason
      into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason
      from session s where s.former_access_hash = $1;
  end if;
  if session_id is null then
    raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
  elsif end_reason is not null then
    raise exception using errcode = 'SG401', message = case end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
  elsif access_expires_at <= $2 then
    raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
  elsif surface = 'FORMER' and not admits_former then
    raise exception using errcode = 'SG401', message = 'WRONG_SURFACE';
  end if;
  -- Assignments and no queries: this runs before every request.
  entered := set_config('app.tenant', tenant_id::text, true);
  entered := set_config('app.user', user_id::text, true);
  return next;
end
$$;

-- Enters the tenant of an invitation for whoever proved that it holds the invitation's secret. False where the tenant
-- has none of this key. Nobody acts in it: only what an invited person may see is read there.
create function enter_by_invitation(tenant uuid, key bytea) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if not exists (select from invitation i where i.tenant_id = $1 and i.key = $2) then
    return false;
  end if;
  perform set_config('app.tenant', $1::text, true);
  return true;
end
$$;

-- Spends a sign-up and enters the tenant of an invitation as the user that joins there. Raises where there is no such
-- sign-up. False where the address has an account by now.
create function enter_to_join(sign_up uuid, tenant uuid, new_user uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  proven text;
begin
  delete from sign_up s where s.id = $1 and s.expires_at > $4 returning s.address into proven;
  if proven is null then
    raise exception using errcode = 'SG002', message = 'no such sign-up';
  end if;
  insert into account_address (address, tenant_id, user_id) values (proven, $2, $3) on conflict on constraint account_address_key do nothing;
  if not found then
    return false;
  end if;
  perform set_config('app.tenant', $2::text, true), set_config('app.user', $3::text, true);
  return true;
end
$$;

-- Counts an attempt at a sign-up's code that is wrong, and answers its address where it is right. Five attempts, then never.
create or replace function try_sign_up(id uuid, code_hash bytea, now timestamptz) returns text
  language sql security definer
  set search_path = public, pg_temp
as $$
  update sign_up s set attempts = s.attempts + (s.code_hash <> $2)::integer
  where s.id = $1 and s.attempts < 5 and s.expires_at > $3
  returning case when s.code_hash = $2 then s.address end
$$;

-- Spends a code that an operator made, and gives the actor's tenant what was sold. False where there is none, or it ran out.
create function redeem_tenant_code(code_hash bytea, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  sold tenant_code;
begin
  delete from tenant_code c where c.code_hash = $1 and c.expires_at > $2 returning c.* into sold;
  if sold.code_hash is null then
    return false;
  end if;
  update tenant t set plan = sold.plan, seats = sold.seats, trial_ends_at = sold.trial_ends_at where t.id = current_tenant();
  return true;
end
$$;

-- ── going to another tenant ─────────────────────────────────────────────────────────────────────────────────────────

-- Founds a tenant for the actor, who lives in another, and enters it. False where its id is taken.
create function enter_own_tenant(tenant uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  insert into tenant (id, created_at) values ($1, $2) on conflict on constraint tenant_key do nothing;
  if not found then
    return false;
  end if;
  perform set_config('app.tenant', $1::text, true);
  return true;
end
$$;

-- Deletes vaults of a tenant with all that hangs on them. For the functions below alone.
create function erase_vaults(here uuid, gone uuid[]) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  delete from offered_head where tenant_id = here and vault_id = any (gone);
  delete from record_version where tenant_id = here and vault_id = any (gone);
  delete from record where tenant_id = here and vault_id = any (gone);
  delete from epoch_key where tenant_id = here and vault_id = any (gone);
  delete from manifest where tenant_id = here and vault_id = any (gone);
  delete from vault where tenant_id = here and id = any (gone);
  delete from roster_link where tenant_id = here and roster_id = any (gone);
  delete from roster where tenant_id = here and id = any (gone);
end
$$;

-- Makes room for the actor in a tenant that they come back to: the business profile that they left there is closed, and its key
-- is nowhere any more.
create function forget_left_business() returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
  gone uuid[];
begin
  select coalesce(array_agg(v.id), '{}') into gone from vault v
    where v.tenant_id = here and v.user_id = current_actor() and v.class = 'BUSINESS' and v.closed;
  perform erase_vaults(here, gone);
end
$$;

-- Brings the actor's account, devices, sessions and these of its vaults along from the tenant where they are. What is left
-- there is closed. One statement, so that no row ever points to one that has gone ahead.
create function bring_account(origin uuid, vaults uuid[]) returns void
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
         select v.id, v.id = any (vaults) as comes from vault v where v.tenant_id = origin and v.user_id = current_actor()),
       offers as (
         delete from offered_head o using own where o.tenant_id = origin and o.vault_id = own.id and not own.comes),
       offered as (
         update offered_head o set tenant_id = current_tenant() from own where o.tenant_id = origin and o.vault_id = own.id and own.comes),
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
  update vault v set tenant_id = case when own.comes then current_tenant() else origin end, closed = not own.comes
  from own where v.tenant_id = origin and v.id = own.id
$$;

-- Ends the tenant that the actor has left, where nobody and nothing of anybody's is left in it. The actor acts elsewhere.
create function end_left_tenant(origin uuid) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if origin = current_tenant() or not exists (select from "user" u where u.tenant_id = origin and u.id = current_actor())
     or exists (select from "user" u where u.tenant_id = origin and u.id <> current_actor())
     or exists (select from vault v where v.tenant_id = origin) then
    return false;
  end if;
  delete from invitation where tenant_id = origin;
  delete from awaiting_person where tenant_id = origin;
  delete from member_wrap where tenant_id = origin;
  delete from group_member where tenant_id = origin;
  delete from group_epoch where tenant_id = origin;
  delete from user_group where tenant_id = origin;
  delete from roster_link where tenant_id = origin;
  delete from roster where tenant_id = origin;
  delete from "user" where tenant_id = origin;
  delete from tenant where id = origin;
  return true;
end
$$;

-- ── addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- Gives a user of the tenant another address to sign in by. Raises unique_violation where somebody has it.
create function change_address(person uuid, address text) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  update account_address a set address = $2 where a.tenant_id = current_tenant() and a.user_id = $1 and a.address <> $2
$$;

-- A code that proved an address serves once.
create function spend_sign_up(id uuid) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  delete from sign_up s where s.id = $1
$$;

-- ── deleting ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Erases all that the tenant has of somebody who was removed: keys, devices, vaults, the text of the person. What stays is
-- the id, which rosters and wraps of others name. True as well where it was done before; false where there is nobody of that
-- id, or they are a member. Whether the
-- actor may, the verb asks, and this function again.
create function erase_person(person uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
  own  uuid[];
begin
  if not exists (select from "user" u where u.tenant_id = here and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE') then
    return false;
  end if;
  -- In the order of everybody else: the vaults first.
  perform from vault v where v.tenant_id = here and v.user_id = person order by v.id for update;
  if exists (select from "user" u where u.tenant_id = here and u.id = person and u.erased_at is not null) then
    return true;
  end if;
  update "user" u set address = 'erased', name = 'erased', person_salt = decode(repeat('00', 32), 'hex'), erased_at = $2
    where u.tenant_id = here and u.id = person and u.status = 'REMOVED' and u.erased_at is null;
  if not found then
    return false;
  end if;
  select coalesce(array_agg(v.id), '{}') into own from vault v where v.tenant_id = here and v.user_id = person;
  -- The address is free; the id is nobody's ever again.
  update account_address set address = 'erased ' || person where tenant_id = here and user_id = person;
  delete from device_request where tenant_id = here and user_id = person;
  delete from account_code where tenant_id = here and user_id = person;
  delete from account_key where tenant_id = here and user_id = person;
  delete from committed where tenant_id = here and user_id = person;
  delete from session where tenant_id = here and user_id = person;
  perform erase_vaults(here, own);
  delete from device where tenant_id = here and user_id = person;
  return true;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on function erase_vaults(uuid, uuid[]), enter(bytea, timestamptz, boolean), enter_by_invitation(uuid, bytea), enter_to_join(uuid, uuid, uuid, timestamptz),
  redeem_tenant_code(bytea, timestamptz), enter_own_tenant(uuid, timestamptz), bring_account(uuid, uuid[]), end_left_tenant(uuid), erase_person(uuid, timestamptz),
  change_address(uuid, text), spend_sign_up(uuid), forget_left_business() from public;
grant execute on function enter(bytea, timestamptz, boolean), enter_by_invitation(uuid, bytea), enter_to_join(uuid, uuid, uuid, timestamptz),
  redeem_tenant_code(bytea, timestamptz), enter_own_tenant(uuid, timestamptz), bring_account(uuid, uuid[]), end_left_tenant(uuid), erase_person(uuid, timestamptz),
  change_address(uuid, text), spend_sign_up(uuid), forget_left_business()
  to :application_role;
grant update (closed) on vault to :application_role;
grant update (name) on tenant to :application_role;
grant update (address, name, role, is_primary, person_salt, status, removed_seq) on "user" to :application_role;
grant select, insert, delete on invitation to :application_role;
grant select, insert, delete on awaiting_person to :application_role;
grant update (seq, address, name, salt) on awaiting_person to :application_role;
grant select, insert on user_group to :application_role;
grant update (name, name_epoch, ended_at) on user_group to :application_role;
grant select, insert, delete on group_member to :application_role;
grant select, insert on group_epoch to :application_role;
grant select, insert, delete on member_wrap to :application_role;
