-- Desks: a partner's staff, as a company's roster states them, and what they do in it. PROTOCOL §4.15, §4.16, docs/adr/0041.

-- ── where somebody is ───────────────────────────────────────────────────────────────────────────────────────────────

-- The desk as whose staff this transaction acts in a company; null at home. Inlined: it costs one look at a setting.
create function current_desk() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.desk', true), '')::uuid;

-- Whether it acts as staff in a company.
create function at_desk() returns boolean
  language sql stable parallel safe
  return nullif(current_setting('app.desk', true), '') is not null;

-- ── what there is ───────────────────────────────────────────────────────────────────────────────────────────────────

-- The id is that of the partner's tenant, which may be gone: nothing here refers to it.
create table desk (
  tenant_id  uuid        not null,
  id         uuid        not null,
  -- Hash of the first link of the partner's roster.
  genesis    bytea       not null,
  rights     integer     not null,
  hours      integer     not null,
  -- Of the link that made it what it is.
  seq        integer     not null,
  created_at timestamptz not null,
  constraint desk_key primary key (tenant_id, id),
  constraint desk_of_tenant foreign key (tenant_id) references tenant (id),
  constraint desk_genesis_is_32_bytes check (octet_length(genesis) = 32),
  constraint desk_rights_are_known check (rights between 0 and 7),
  constraint desk_hours_are_bounded check (hours between 0 and 168)
);
create index desk_by_id on desk (id, tenant_id);

-- Address, name and salt open the commitment of the company's roster.
create table desk_staff (
  tenant_id      uuid        not null,
  user_id        uuid        not null,
  desk_id        uuid        not null,
  role           text        not null,
  address        text        not null,
  name           text        not null,
  salt           bytea       not null,
  encryption_key bytea       not null,
  seq            integer     not null,
  created_at     timestamptz not null,
  constraint desk_staff_key primary key (tenant_id, user_id),
  constraint desk_staff_of_desk foreign key (tenant_id, desk_id) references desk (tenant_id, id),
  constraint desk_staff_role_is_known check (role in ('KEEPER', 'STAFF')),
  constraint desk_staff_address_is_bounded check (char_length(address) between 3 and 254),
  constraint desk_staff_name_is_bounded check (char_length(name) between 1 and 100),
  constraint desk_staff_salt_is_32_bytes check (octet_length(salt) = 32),
  constraint desk_staff_encryption_key_is_1216_bytes check (octet_length(encryption_key) = 1216)
);
create index desk_staff_by_user on desk_staff (user_id, tenant_id);
create index desk_staff_by_desk on desk_staff (tenant_id, desk_id, user_id);

-- Who was at a desk: what they did stands in the company's log, and somebody has to say who that was.
create table former_staff (
  tenant_id uuid    not null,
  user_id   uuid    not null,
  desk_id   uuid    not null,
  address   text    not null,
  name      text    not null,
  salt      bytea   not null,
  -- Of the link by which they were taken off.
  gone_seq  integer not null,
  constraint former_staff_key primary key (tenant_id, user_id),
  constraint former_staff_of_tenant foreign key (tenant_id) references tenant (id),
  constraint former_staff_address_is_bounded check (char_length(address) between 3 and 254),
  constraint former_staff_name_is_bounded check (char_length(name) between 1 and 100),
  constraint former_staff_salt_is_32_bytes check (octet_length(salt) = 32)
);

-- Asked for by the roster's link: in force from then until then, and over by itself.
create table break_glass (
  tenant_id  uuid        not null,
  desk_id    uuid        not null,
  reason     text        not null,
  from_at    timestamptz not null,
  until_at   timestamptz not null,
  author_id  uuid        not null,
  seq        integer     not null,
  created_at timestamptz not null,
  constraint break_glass_key primary key (tenant_id, desk_id),
  constraint break_glass_of_desk foreign key (tenant_id, desk_id) references desk (tenant_id, id),
  constraint break_glass_reason_is_bounded check (char_length(reason) between 1 and 1024),
  constraint break_glass_is_bounded check (until_at > from_at and until_at <= from_at + interval '72 hours')
);

-- What staff did in a company, and were answered: `committed`, for whom it has neither user nor device.
create table desk_committed (
  tenant_id          uuid        not null,
  user_id            uuid        not null,
  client_mutation_id text        not null,
  content_hash       bytea       not null,
  answer             text        not null,
  created_at         timestamptz not null,
  constraint desk_committed_key primary key (tenant_id, user_id, client_mutation_id),
  constraint desk_committed_of_tenant foreign key (tenant_id) references tenant (id),
  constraint desk_committed_mutation_id_is_bounded check (char_length(client_mutation_id) between 1 and 64),
  constraint desk_committed_content_hash_is_32_bytes check (octet_length(content_hash) = 32)
);

-- Authors may be staff, whom the company has no user for.
alter table invitation drop constraint invitation_by_user;

-- What a desk says is for everybody in the company, as what the company says.
alter table policy_document add column desk_id uuid;
alter table policy_document add constraint policy_document_of_desk foreign key (tenant_id, desk_id) references desk (tenant_id, id);
alter table policy_document drop constraint policy_document_scope_is_known;
alter table policy_document add constraint policy_document_scope_is_known check (scope in ('TENANT', 'GROUP', 'USER', 'PARTNER'));
alter table policy_document drop constraint policy_document_of_its_scope;
alter table policy_document add constraint policy_document_of_its_scope check (
  case scope when 'GROUP' then group_id = id and user_id is null and desk_id is null and group_id is not null
             when 'USER' then user_id = id and group_id is null and desk_id is null and user_id is not null
             when 'PARTNER' then desk_id = id and group_id is null and user_id is null and desk_id is not null
             else id = tenant_id and group_id is null and user_id is null and desk_id is null end);

-- ── row-level security: at a desk what its deeds touch, and nothing that anybody wrote into a vault ─────────────────

do $$
declare
  name text;
begin
  foreach name in array array['desk', 'desk_staff', 'former_staff', 'break_glass'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %1$I using (tenant_id = current_tenant() and (at_home() or at_desk())) with check (tenant_id = current_tenant() and (at_home() or at_desk()))', name);
  end loop;
  -- People and what binds them; what was said and invited. At home the first comparison decides, as before.
  foreach name in array array['user', 'invitation', 'awaiting_person', 'user_group', 'group_member', 'recovery_switch', 'policy_document', 'user_policy', 'session'] loop
    execute format('alter policy own_tenant on %1$I using (tenant_id = current_tenant() and (at_home() or at_desk())) with check (tenant_id = current_tenant() and (at_home() or at_desk()))', name);
  end loop;
end
$$;
alter table desk_committed enable row level security;
create policy own_tenant on desk_committed using (tenant_id = current_tenant() and at_desk() and user_id = current_actor())
  with check (tenant_id = current_tenant() and at_desk() and user_id = current_actor());
alter policy own_tenant on tenant using (id = current_tenant() and (at_home() or at_desk())) with check (id = current_tenant() and (at_home() or at_desk()));
-- Rosters of the company and its groups: the visit that a desk's transaction is in says which roster is the company's own.
alter policy own_tenant on roster
  using (tenant_id = current_tenant() and ((id = current_visit()) is not false or at_desk() and kind = 'GROUP'))
  with check (tenant_id = current_tenant() and (id = current_visit()) is not false);
alter policy own_tenant on roster_link
  using (tenant_id = current_tenant() and ((roster_id = current_visit()) is not false
    or at_desk() and exists (select from user_group g where g.tenant_id = current_tenant() and g.id = roster_id)))
  with check (tenant_id = current_tenant() and (roster_id = current_visit()) is not false);
-- Where vaults stand, whether they are closed, and who is in which share: whoever is suspended is kept out of both. Not what is in them.
alter policy own_tenant on vault
  using (tenant_id = current_tenant() and ((id = current_visit()) is not false or at_desk()))
  with check (tenant_id = current_tenant() and ((id = current_visit()) is not false or at_desk()));
alter policy own_tenant on share_recipient
  using (tenant_id = current_tenant() and ((share_id = current_visit()) is not false or at_desk()))
  with check (tenant_id = current_tenant() and (share_id = current_visit()) is not false);

-- ── entering ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- From here on the transaction is in the company, as staff of the desk. In the sense of a visit it visits the company's own roster:
-- no vault bears that id, so what says nothing of desks is nobody's there. For other functions alone.
create function stand_at_desk(company uuid, desk uuid) returns void
  language sql
  set search_path = public, pg_temp
as $$
  select set_config('app.tenant', $1::text, true), set_config('app.visit', $1::text, true), set_config('app.desk', $2::text, true),
    set_config('app.partner', '', true)
$$;

-- Goes, from the partner that was entered, into a company of it in the caller's scope at whose desk the company's roster has them. Who
-- only looks after plans, or only looks, is at no desk.
create function enter_company(company uuid) returns table (tenant_id uuid, desk uuid)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  -- A machine signs nothing.
  if at_home() and nullif(current_setting('app.machine', true), '') is null and partner_role() in ('OWNER', 'ADMINISTRATOR', 'TECHNICIAN') then
    select s.tenant_id, s.desk_id into tenant_id, desk
      from partner_scope(array[$1]) c
      join desk_staff s on s.tenant_id = c.tenant_id and s.user_id = current_actor() and s.desk_id = c.partner_id
      where c.own and c.partner_id = current_partner();
  end if;
  if tenant_id is null then
    raise exception using errcode = 'SG404', message = 'NOT_FOUND';
  end if;
  perform stand_at_desk(tenant_id, desk);
  return next;
end
$$;

-- Goes into a company that the partner founds in this transaction: nothing stands in it yet.
create function enter_founded(company uuid) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  partner uuid := current_partner();
begin
  if not exists (select from partner_company c where c.partner_id = partner and c.tenant_id = $1 and c.founded)
     or exists (select from roster r where r.tenant_id = $1) then
    return false;
  end if;
  perform stand_at_desk($1, partner);
  return true;
end
$$;

-- What partners call themselves whose desks these are, in the company: of whom its roster states the genesis that they have, and of
-- nobody whose id somebody put there.
create function list_desk_names() returns table (desk uuid, name text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select d.id, t.name from desk d join partner p on p.tenant_id = d.id join tenant t on t.id = d.id
  join roster_link l on l.tenant_id = d.id and l.roster_id = d.id and l.seq = 0 and l.hash = d.genesis
  where d.tenant_id = current_tenant() and (at_home() or at_desk())
$$;

-- ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Administrators of the company in which a desk asked for break-glass: its job bears the company's id.
create function list_break_glass_addresses(company uuid) returns table (address text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address from job j join "user" u on u.tenant_id = j.subject and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE'
  where j.kind = 'TELL_OF_BREAK_GLASS' and j.subject = $1
  order by u.id
$$;

-- ── what companies show their partners ──────────────────────────────────────────────────────────────────────────────

-- Desks of the companies in the caller's scope, without anybody's name. Owned as the tables are: the scope is its only bound.
create view managed_desk as
  select s.tenant_id, d.id as desk, d.rights, d.hours, d.seq, d.created_at, b.from_at, b.until_at,
    (select count(*)::integer from desk_staff p where p.tenant_id = d.tenant_id and p.desk_id = d.id) as staff
  from partner_scope() s
  join desk d on d.tenant_id = s.tenant_id
  left join break_glass b on b.tenant_id = d.tenant_id and b.desk_id = d.id and b.until_at > current_moment();

-- ── what goes ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- As before (0018), with desks.
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
     or exists (select from share s where s.tenant_id = origin and s.closed_at is null)
     or exists (select from partner p where p.tenant_id = origin) then
    return false;
  end if;
  perform end_relation(origin, false, now());
  select coalesce(array_agg(v.id), '{}') into closed from vault v where v.tenant_id = origin;
  perform erase_vaults(origin, closed);
  delete from policy_document where tenant_id = origin;
  delete from break_glass where tenant_id = origin;
  delete from desk_staff where tenant_id = origin;
  delete from former_staff where tenant_id = origin;
  delete from desk where tenant_id = origin;
  delete from desk_committed where tenant_id = origin;
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

revoke all on function current_desk(), at_desk(), stand_at_desk(uuid, uuid), enter_company(uuid), enter_founded(uuid), list_desk_names(),
  list_break_glass_addresses(uuid) from public;
grant execute on function current_desk(), at_desk(), enter_company(uuid), enter_founded(uuid), list_desk_names(),
  list_break_glass_addresses(uuid) to :application_role;
grant select on managed_desk to :application_role;
grant select, insert, delete on desk to :application_role;
grant update (genesis, rights, hours, seq) on desk to :application_role;
grant select, insert, delete on desk_staff to :application_role;
grant update (desk_id, role, address, name, salt, encryption_key, seq) on desk_staff to :application_role;
grant select, insert, delete on former_staff to :application_role;
grant update (desk_id, address, name, salt, gone_seq) on former_staff to :application_role;
grant select, insert, delete on break_glass to :application_role;
grant select, insert on desk_committed to :application_role;
