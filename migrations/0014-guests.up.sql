-- Guests: people of other companies, and of none, in a share. PROTOCOL §4.12, docs/adr/0036.

-- ── where somebody is ───────────────────────────────────────────────────────────────────────────────────────────────

-- The share that this transaction visits; null at home. Inlined: it costs one look at a setting.
create function current_visit() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.visit', true), '')::uuid;

-- Whether it visits none.
create function at_home() returns boolean
  language sql stable parallel safe
  return nullif(current_setting('app.visit', true), '') is null;

-- ── what there is ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Who is in a share from outside. Their account is in another tenant, and goes from one to another: nothing here refers to it.
create table share_guest (
  tenant_id      uuid        not null,
  share_id       uuid        not null,
  user_id        uuid        not null,
  -- With name and salt, what opens the roster's commitment.
  address        text        not null,
  name           text        not null,
  salt           bytea       not null,
  encryption_key bytea       not null,
  status         text        not null,
  joined_at      timestamptz not null,
  constraint share_guest_key primary key (tenant_id, share_id, user_id),
  constraint share_guest_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint share_guest_status_is_known check (status in ('ACTIVE', 'SUSPENDED')),
  constraint share_guest_address_is_bounded check (char_length(address) between 3 and 254),
  constraint share_guest_name_is_bounded check (char_length(name) between 1 and 100),
  constraint share_guest_salt_is_32_bytes check (octet_length(salt) = 32),
  constraint share_guest_encryption_key_is_1216_bytes check (octet_length(encryption_key) = 1216)
);
-- Ids of shares are made by clients, and a visit names nothing else: of two with one id nobody is in both.
create unique index share_guest_by_user on share_guest (user_id, share_id);

create table share_invitation (
  tenant_id  uuid        not null,
  share_id   uuid        not null,
  key        bytea       not null,
  -- Of the link that made it.
  seq        integer     not null,
  author_id  uuid        not null,
  address    text        not null,
  name       text        not null,
  salt       bytea       not null,
  role       text        not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  constraint share_invitation_key primary key (tenant_id, share_id, key),
  constraint share_invitation_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint share_invitation_by_user foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint share_invitation_key_is_32_bytes check (octet_length(key) = 32),
  constraint share_invitation_salt_is_32_bytes check (octet_length(salt) = 32),
  constraint share_invitation_role_is_known check (role in ('EDITOR', 'READER', 'READER_HIDDEN')),
  constraint share_invitation_address_is_bounded check (char_length(address) between 3 and 254),
  constraint share_invitation_name_is_bounded check (char_length(name) between 1 and 100)
);
-- Whoever shows an invitation names no tenant; and what one company invites by no other invites by.
create unique index share_invitation_by_key on share_invitation (share_id, key);
create index share_invitation_by_author on share_invitation (tenant_id, author_id);

-- What a guest did, and was answered: `committed`, for whom the tenant has neither user nor device.
create table guest_committed (
  tenant_id          uuid        not null,
  share_id           uuid        not null,
  user_id            uuid        not null,
  client_mutation_id text        not null,
  content_hash       bytea       not null,
  answer             text        not null,
  created_at         timestamptz not null,
  constraint guest_committed_key primary key (tenant_id, share_id, user_id, client_mutation_id),
  constraint guest_committed_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint guest_committed_mutation_id_is_bounded check (char_length(client_mutation_id) between 1 and 64),
  constraint guest_committed_content_hash_is_32_bytes check (octet_length(content_hash) = 32)
);

-- Whether somebody of outside was ever invited: its roster has links that no version before reads.
alter table share add column opened boolean not null default false;

alter table share_recipient add column guest_id uuid;
-- Of a member: guests are told who it is.
alter table share_recipient add column introduced boolean not null default false;
alter table share_recipient drop constraint share_recipient_is_one;
alter table share_recipient add constraint share_recipient_is_one check (
  num_nonnulls(user_id, group_id, guest_id) = 1 and (recipient_id = user_id or recipient_id = group_id or recipient_id = guest_id));
alter table share_recipient add constraint share_recipient_of_guest
  foreign key (tenant_id, share_id, guest_id) references share_guest (tenant_id, share_id, user_id);
alter table share_recipient add constraint share_recipient_introduced_is_user check (not introduced or user_id is not null);

-- ── row-level security: in a visit nothing but the share ────────────────────────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['share_guest', 'share_invitation', 'guest_committed'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
  -- Whatever is not said to be a share's is nobody's who visits. A comparison of settings, once a scan.
  for name in select p.tablename from pg_policies p where p.schemaname = 'public' and p.policyname = 'own_tenant' and p.tablename <> 'tenant' loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant() and at_home()) with check (tenant_id = current_tenant() and at_home())', name);
  end loop;
end
$$;
alter policy own_tenant on tenant using (id = current_tenant() and at_home()) with check (id = current_tenant() and at_home());

-- Rows of the one share.
do $$
declare
  name     text;
  relation text;
  visited  text;
begin
  foreach name in array array['roster', 'vault', 'share', 'roster_link', 'manifest', 'epoch_key', 'record', 'record_version', 'share_recipient', 'share_guest'] loop
    relation := case when name in ('roster', 'vault', 'share') then 'id' when name = 'roster_link' then 'roster_id'
      when name in ('share_recipient', 'share_guest') then 'share_id' else 'vault_id' end;
    -- Of what is read by the thousand it is asked once, and not for each row.
    visited := case when name in ('record', 'record_version') then '(select current_visit())' else 'current_visit()' end;
    execute format('alter policy own_tenant on %1$I using (tenant_id = current_tenant() and (%2$I = %3$s) is not false)
      with check (tenant_id = current_tenant() and (%2$I = %3$s) is not false)', name, relation, visited);
  end loop;
end
$$;
-- Of wraps and of what was answered the visitor's own.
alter policy own_tenant on share_wrap
  using (tenant_id = current_tenant() and (at_home() or share_id = current_visit() and recipient_id = current_actor()))
  with check (tenant_id = current_tenant() and at_home());
alter policy own_tenant on guest_committed using (tenant_id = current_tenant() and share_id = current_visit() and user_id = current_actor())
  with check (tenant_id = current_tenant() and share_id = current_visit() and user_id = current_actor());
-- What a guest does stands in the log of the company whose share it is; they read none of it.
alter policy own_tenant on audit_waiting with check (tenant_id = current_tenant());

-- ── what the actor may read ─────────────────────────────────────────────────────────────────────────────────────────

-- What stands in a visit where `own_share`, `concerning_share` and `readable_vault` stand at home: these are as they were, and
-- whoever visits nothing pays nothing. The way in which the actor is in the share that is visited, their keys verified.
create view visited_own_share with (security_invoker = true) as
  select r.tenant_id, r.share_id, r.role, r.group_id, r.expires_at
  from share_recipient r
  join share_guest g on g.tenant_id = r.tenant_id and g.share_id = r.share_id and g.user_id = r.guest_id and g.status = 'ACTIVE'
  where r.tenant_id = current_tenant() and r.share_id = current_visit() and r.recipient_id = current_actor()
    and not r.gone and (r.expires_at is null or r.expires_at > current_moment());

-- Also while nobody has verified them.
create view visited_concerning_share with (security_invoker = true) as
  select r.tenant_id, r.share_id as id
  from share_recipient r
  where r.tenant_id = current_tenant() and r.share_id = current_visit() and r.recipient_id = current_actor()
    and r.guest_id is not null and not r.gone and (r.expires_at is null or r.expires_at > current_moment());

-- By joining, a guest has accepted.
create view visited_readable_vault with (security_invoker = true) as
  select v.tenant_id, v.id, v.user_id, v.class, v.revision, v.head, v.count, v.restoring, v.brought, v.resets
  from vault v
  where v.tenant_id = current_tenant() and v.id = current_visit() and v.class = 'SHARE'
    and exists (select from visited_own_share o where o.share_id = v.id);

-- ── visits ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Goes, from home, into a share that the actor is a guest in whose time is not over: from here on the transaction is in the
-- tenant that owns it, and has nothing but that share. Answers what the account's keys are, which nobody sees from there.
create function visit(share uuid)
  returns table (tenant_id uuid, role text, suspended boolean, signing_key bytea, encryption_key bytea, closed boolean)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  if at_home() then
    select r.tenant_id, r.role, g.status = 'SUSPENDED', k.signing_key, k.encryption_key, t.suspended_at is not null
      into tenant_id, role, suspended, signing_key, encryption_key, closed
      from share_guest g
      join share_recipient r on r.tenant_id = g.tenant_id and r.share_id = g.share_id and r.guest_id = g.user_id and r.recipient_id = g.user_id
      join tenant t on t.id = g.tenant_id
      join "user" u on u.tenant_id = current_tenant() and u.id = g.user_id and u.status = 'ACTIVE'
      join account_key k on k.tenant_id = u.tenant_id and k.user_id = u.id
      where g.user_id = current_actor() and g.share_id = $1 and not r.gone and (r.expires_at is null or r.expires_at > current_moment());
  end if;
  if tenant_id is null then
    raise exception using errcode = 'SG404', message = 'NOT_FOUND';
  end if;
  -- An assignment and no query.
  entered := set_config('app.tenant', tenant_id::text, true) || set_config('app.visit', $1::text, true);
  return next;
end
$$;

-- The company's roster and those of the share's groups, for whom visits it: what a server judges by. States where they are asked
-- for, and no text.
create function visited_rosters(wanted boolean) returns table (id uuid, everyone boolean, seq integer, head bytea, state bytea)
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
      select s.group_id from share_recipient s where s.tenant_id = current_tenant() and s.share_id = current_visit() and s.group_id is not null))
$$;

-- Members by name who were introduced to the guests of these shares: in a visit of that one alone.
create function list_introduced(shares uuid[]) returns table (share_id uuid, user_id uuid, address text, name text, salt bytea)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select r.share_id, u.id, u.address, u.name, u.person_salt
  from share_recipient r join "user" u on u.tenant_id = r.tenant_id and u.id = r.user_id
  where r.tenant_id = current_tenant() and r.share_id = any ($1) and (r.share_id = current_visit()) is not false
    and r.introduced and not r.gone
  order by r.share_id, u.id
$$;

-- Shares of whatever company that the actor is a guest in, whose time is not over.
create function list_visits() returns table (share uuid, tenant uuid, permission text, status text, joined_at timestamptz, expires_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select g.share_id, g.tenant_id, r.role, g.status, g.joined_at, r.expires_at
  from share_guest g
  join share_recipient r on r.tenant_id = g.tenant_id and r.share_id = g.share_id and r.guest_id = g.user_id and r.recipient_id = g.user_id
  where at_home() and g.user_id = current_actor() and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
  order by g.share_id
$$;

-- ── invitations ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Goes to a share by an invitation that stands in it: whoever asks holds its secret. Says nothing of any other. Who made it has to
-- be an owner still.
create function enter_by_share_invitation(share uuid, key bytea, now timestamptz)
  returns table (tenant uuid, seq integer, address text, name text, salt bytea, permission text, expires_at timestamptz, expired boolean, closed boolean)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  select i.tenant_id, i.seq, i.address, i.name, i.salt, i.role, i.expires_at, i.expires_at <= $3, t.suspended_at is not null
    into tenant, seq, address, name, salt, permission, expires_at, expired, closed
    from share_invitation i
    join share_recipient r on r.tenant_id = i.tenant_id and r.share_id = i.share_id and r.recipient_id = i.author_id
      and r.user_id = i.author_id and r.role = 'OWNER' and not r.gone
    join "user" u on u.tenant_id = i.tenant_id and u.id = i.author_id and u.status = 'ACTIVE'
    join tenant t on t.id = i.tenant_id
    where i.share_id = $1 and i.key = $2;
  if seq is null then
    return;
  end if;
  entered := set_config('app.tenant', tenant::text, true) || set_config('app.visit', $1::text, true);
  return next;
end
$$;

-- What somebody is who wants to join, at home: what they are asked for, and how many shares they visit.
create function describe_joiner(tenant uuid, share uuid)
  returns table (address text, signing_key bytea, encryption_key bytea, closed boolean, is_own boolean, is_guest boolean, has_namesake boolean, visits integer)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address, k.signing_key, k.encryption_key, t.suspended_at is not null,
    exists (select from "user" o where o.tenant_id = $1 and o.id = u.id and o.status <> 'REMOVED'),
    exists (select from share_guest g where g.user_id = u.id and g.share_id = $2 and g.tenant_id = $1),
    exists (select from roster o where o.tenant_id = u.tenant_id and o.id = $2)
      or exists (select from share_guest g where g.user_id = u.id and g.share_id = $2 and g.tenant_id <> $1),
    (select count(*)::integer from share_guest g join share_recipient r on r.tenant_id = g.tenant_id and r.share_id = g.share_id
       and r.recipient_id = g.user_id and not r.gone where g.user_id = u.id)
  from "user" u
  join account_key k on k.tenant_id = u.tenant_id and k.user_id = u.id
  join tenant t on t.id = u.tenant_id
  where at_home() and u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE'
$$;

-- Spends an invitation into the share that was entered by it. Answers whether it was there.
create function spend_share_invitation(key bytea) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  delete from share_invitation i where i.tenant_id = current_tenant() and i.share_id = current_visit() and i.key = $1;
  return found;
end
$$;

-- ── what runs out, and what goes ────────────────────────────────────────────────────────────────────────────────────

-- Marks recipients whose time is over, at most so many, with an entry in the log for each of a business share. Answers them: guests
-- among the users.
create or replace function expire_share_recipients(now timestamptz, most integer)
  returns table (tenant_id uuid, share_id uuid, user_id uuid, group_id uuid)
  language sql security definer
  set search_path = public, pg_temp
as $$
  with over as (
    update share_recipient r set expired = true
    where (r.tenant_id, r.share_id, r.recipient_id) in (
      select e.tenant_id, e.share_id, e.recipient_id from share_recipient e
      where not e.expired and e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked)
    returning r.tenant_id, r.share_id, coalesce(r.user_id, r.guest_id) as user_id, r.group_id, r.expires_at
  ), noted as (
    insert into audit_waiting (tenant_id, id, kind, happened_at, origin, vault_id, user_id, group_id, records)
    select o.tenant_id, gen_random_uuid(), 'SHARE_RECIPIENT_EXPIRED', o.expires_at, 'SERVER', o.share_id, o.user_id, o.group_id, '{}'
    from over o join share s on s.tenant_id = o.tenant_id and s.id = o.share_id and s.scope = 'BUSINESS'
  )
  select o.tenant_id, o.share_id, o.user_id, o.group_id from over o
$$;

-- An account is no more: it is a guest nowhere, though rosters say so until an owner has taken it out. For other functions alone.
create function end_visits(person uuid) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  update share_recipient r set gone = true
    from share_guest g
    where g.user_id = person and r.tenant_id = g.tenant_id and r.share_id = g.share_id and r.recipient_id = g.user_id and r.guest_id = g.user_id;
  -- The public key stays: until they are taken out, whoever begins an epoch wraps for them too.
  update share_guest g set address = 'erased', name = 'erased', salt = decode(repeat('00', 32), 'hex') where g.user_id = person;
  delete from guest_committed c using share_guest g
    where g.user_id = person and c.tenant_id = g.tenant_id and c.share_id = g.share_id and c.user_id = person;
end
$$;

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
  delete from record_version where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from record where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from epoch_key where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from manifest where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from vault where tenant_id = here and id = any (erase_vaults.gone);
  delete from roster_link where tenant_id = here and roster_id = any (erase_vaults.gone);
  delete from roster where tenant_id = here and id = any (erase_vaults.gone);
end
$$;

-- Erases all that the tenant has of somebody who was removed from it: what of their account has not gone elsewhere.
create or replace function erase_person(person uuid, now timestamptz) returns boolean
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
  -- Of an account that has gone elsewhere the visits go on from there.
  if exists (select from account_key k where k.tenant_id = here and k.user_id = person) then
    perform end_visits(person);
  end if;
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

revoke all on function current_visit(), at_home(), visit(uuid), visited_rosters(boolean), list_introduced(uuid[]), list_visits(),
  enter_by_share_invitation(uuid, bytea, timestamptz), describe_joiner(uuid, uuid), spend_share_invitation(bytea),
  end_visits(uuid) from public;
grant execute on function current_visit(), at_home(), visit(uuid), visited_rosters(boolean), list_introduced(uuid[]), list_visits(),
  enter_by_share_invitation(uuid, bytea, timestamptz), describe_joiner(uuid, uuid), spend_share_invitation(bytea) to :application_role;
grant select on visited_own_share, visited_concerning_share, visited_readable_vault to :application_role;
grant select, insert, delete on share_guest to :application_role;
grant update (encryption_key, status) on share_guest to :application_role;
grant select, insert, delete on share_invitation to :application_role;
grant select, insert on guest_committed to :application_role;
grant update (opened) on share to :application_role;
grant update (introduced) on share_recipient to :application_role;
