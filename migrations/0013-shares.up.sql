-- Shares: vaults of several people of one company and its groups. PROTOCOL §4.11.

-- ── what there is ───────────────────────────────────────────────────────────────────────────────────────────────────

alter table roster drop constraint roster_kind_is_known;
alter table roster add constraint roster_kind_is_known check (kind in ('TENANT', 'GROUP', 'PROFILE', 'SHARE'));

alter table vault drop constraint vault_class_is_known;
alter table vault add constraint vault_class_is_known check (class in ('ACCOUNT', 'PERSONAL', 'BUSINESS', 'SHARE'));
alter table vault alter column user_id drop not null;
-- A share is nobody's: who may what in it, its recipients say.
alter table vault add constraint vault_of_user_unless_share check ((class = 'SHARE') = (user_id is null));
-- Somebody ceased to be a recipient since its epoch began: nothing is written before the next begins. Part of the row that every
-- commit moves, so that one which waited for the lock sees it too (docs/adr/0023).
alter table vault add column due boolean not null default false;

-- Placements: where in one's own tree stands what one has in a share.
alter table record drop constraint record_class_is_known;
alter table record add constraint record_class_is_known check (class in (1, 2, 3, 4));

create table share (
  tenant_id  uuid        not null,
  id         uuid        not null,
  scope      text        not null,
  name       bytea       not null,
  name_epoch integer     not null,
  founder_id uuid        not null,
  created_at timestamptz not null,
  -- It has no recipients from then on.
  closed_at  timestamptz,
  constraint share_key primary key (tenant_id, id),
  constraint share_has_vault foreign key (tenant_id, id) references vault (tenant_id, id),
  constraint share_by_founder foreign key (tenant_id, founder_id) references "user" (tenant_id, id),
  constraint share_scope_is_known check (scope in ('PERSONAL', 'BUSINESS')),
  constraint share_name_is_bounded check (octet_length(name) between 329 and 1097),
  constraint share_name_epoch_from_one check (name_epoch >= 1)
);
create index share_open_of_founder on share (tenant_id, founder_id) where closed_at is null;
create index share_open_of_company on share (tenant_id, id) where closed_at is null and scope = 'BUSINESS';

-- Who is in a share by name, and its groups, as the roster states them.
create table share_recipient (
  tenant_id    uuid    not null,
  share_id     uuid    not null,
  -- The user's, or the group's.
  recipient_id uuid    not null,
  user_id      uuid,
  group_id     uuid,
  role         text    not null,
  expires_at   timestamptz,
  -- That this time is over was told.
  expired      boolean not null default false,
  -- The user has left the tenant, or the group ended: the roster has not followed yet, and comes to be due by it.
  gone         boolean not null default false,
  constraint share_recipient_key primary key (tenant_id, share_id, recipient_id),
  constraint share_recipient_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint share_recipient_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint share_recipient_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint share_recipient_is_one check (
    num_nonnulls(user_id, group_id) = 1 and (recipient_id = user_id or recipient_id = group_id)),
  constraint share_recipient_role_is_known check (role in ('OWNER', 'EDITOR', 'READER', 'READER_HIDDEN')),
  constraint share_recipient_owner_is_user check (role <> 'OWNER' or user_id is not null),
  constraint share_recipient_expires_at_its_time check (not expired or expires_at is not null)
);
create index share_recipient_by_user on share_recipient (tenant_id, user_id, share_id) where user_id is not null;
create index share_recipient_by_group on share_recipient (tenant_id, group_id, share_id) where group_id is not null;
-- The worker looks through all tenants.
create index share_recipient_by_expiry on share_recipient (expires_at) where not expired;

-- Groups that a share has or ever had: whoever reads its roster reads theirs, of those that ended too.
create table share_group (
  tenant_id uuid not null,
  share_id  uuid not null,
  group_id  uuid not null,
  constraint share_group_key primary key (tenant_id, share_id, group_id),
  constraint share_group_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint share_group_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id)
);

-- What a recipient said to a share: its records go to whoever accepted.
create table share_answer (
  tenant_id uuid        not null,
  user_id   uuid        not null,
  share_id  uuid        not null,
  answer    text        not null,
  at        timestamptz not null,
  constraint share_answer_key primary key (tenant_id, user_id, share_id),
  constraint share_answer_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint share_answer_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint share_answer_is_known check (answer in ('ACCEPTED', 'DECLINED'))
);
create index share_answer_by_share on share_answer (tenant_id, share_id);

-- The key of a share's epoch, wrapped for a user, or for the epoch of a group. PROTOCOL §4.11. Whoever holds it may have made this.
create table share_wrap (
  tenant_id    uuid        not null,
  share_id     uuid        not null,
  epoch        integer     not null,
  recipient_id uuid        not null,
  -- Of a group; null for a user.
  group_epoch  integer,
  author_id    uuid        not null,
  wrap         bytea       not null,
  created_at   timestamptz not null,
  -- Of a group: one of its members says that it does not open. It stays for the others, until an owner replaces it.
  refused      boolean     not null default false,
  constraint share_wrap_key primary key (tenant_id, share_id, recipient_id, epoch),
  constraint share_wrap_of_share foreign key (tenant_id, share_id) references share (tenant_id, id),
  constraint share_wrap_by_author foreign key (tenant_id, author_id) references "user" (tenant_id, id),
  constraint share_wrap_epochs_from_one check (epoch >= 1 and group_epoch >= 1),
  constraint share_wrap_refused_of_group check (not refused or group_epoch is not null),
  constraint share_wrap_is_1225_bytes check (octet_length(wrap) = 1225)
);
create index share_wrap_by_recipient on share_wrap (tenant_id, recipient_id, share_id);

do $$
declare
  name text;
begin
  foreach name in array array['share', 'share_recipient', 'share_group', 'share_answer', 'share_wrap'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
end
$$;

-- ── what the actor may read ─────────────────────────────────────────────────────────────────────────────────────────

-- When this transaction was entered; null where it was by no session.
create function current_moment() returns timestamptz
  language plpgsql stable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
begin
  return nullif(current_setting('app.now', true), '')::timestamptz;
end
$$;

-- Enters as the session that holds this access token, and says what that session is for. One that is neither for the app nor
-- for the portal enters only where its surface is admitted; none enters from outside the networks that it is for, but where
-- `ELSEWHERE` is: to end itself. Who is admitted besides, an array, and the peer's address come as text, which costs nothing
-- where nobody asks for it. What runs out within the transaction does so by the time that it is entered at.
create or replace function enter(access_hash bytea, now timestamptz, admits text, peer text)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  -- This runs before every request, and here is nearly every session: by its newest token, with nothing to be asked about it.
  select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface
    from session s
    where s.access_hash = $1 and s.end_reason is null and s.access_expires_at > $2 and s.networks is null
      and (s.surface = 'APP' or s.surface = 'PORTAL');
  if not found then
    declare
      end_reason text;
      networks   cidr[];
    begin
      select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface, s.end_reason, s.networks
        into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
        from session s where s.access_hash = $1;
      if not found then
        select s.tenant_id, s.user_id, s.device_id, s.id, s.former_access_expires_at, s.surface, s.end_reason, s.networks
          into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
          from session s where s.former_access_hash = $1;
      end if;
      if session_id is null then
        raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
      elsif end_reason is not null then
        raise exception using errcode = 'SG401', message = case end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
      elsif access_expires_at <= $2 then
        raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
      elsif networks is not null and not coalesce($4::inet <<= any (networks), false) and 'ELSEWHERE' <> all (coalesce(admits, '{}')::text[]) then
        raise exception using errcode = 'SG401', message = 'NETWORK_REFUSED';
      elsif surface <> 'APP' and surface <> 'PORTAL' and surface <> all (coalesce(admits, '{}')::text[]) then
        raise exception using errcode = 'SG401',
          message = case surface when 'PASSWORD' then 'PASSWORD_TOO_OLD' when 'FACTOR' then 'SECOND_FACTOR_REQUIRED' else 'WRONG_SURFACE' end;
      end if;
    end;
  end if;
  -- An assignment and no query.
  entered := set_config('app.tenant', tenant_id::text, true) || set_config('app.user', user_id::text, true)
    || set_config('app.now', $2::text, true);
  return next;
end
$$;

-- Each way in which the actor is a recipient whose time is not over: by name, by a group, by Everyone.
create view own_share with (security_invoker = true) as
  select r.tenant_id, r.share_id, r.role, r.group_id, r.expires_at
  from share_recipient r
  where r.tenant_id = current_tenant() and r.user_id = current_actor() and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
    and exists (select from "user" u where u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE')
  union all
  select r.tenant_id, r.share_id, r.role, r.group_id, r.expires_at
  from group_member m
  join share_recipient r on r.tenant_id = m.tenant_id and r.group_id = m.group_id and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
  where m.tenant_id = current_tenant() and m.user_id = current_actor()
    and exists (select from "user" u where u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE')
  union all
  select r.tenant_id, r.share_id, r.role, r.group_id, r.expires_at
  from user_group g
  join share_recipient r on r.tenant_id = g.tenant_id and r.group_id = g.id and not r.gone and (r.expires_at is null or r.expires_at > current_moment())
  where g.tenant_id = current_tenant() and g.class = 'EVERYONE'
    and exists (select from "user" u where u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE');

-- Shares that concern the actor: offered, or accepted.
create view concerning_share with (security_invoker = true) as
  select distinct o.tenant_id, o.share_id as id from own_share o
  where not exists (
    select from share_answer a
    where a.tenant_id = current_tenant() and a.user_id = current_actor() and a.share_id = o.share_id and a.answer = 'DECLINED');

-- Own vaults, and shares that the actor is a recipient of and has accepted.
create or replace view readable_vault with (security_invoker = true) as
  select tenant_id, id, user_id, class, revision, head, count, restoring, brought, resets from vault where user_id = current_actor()
  union all
  select v.tenant_id, v.id, v.user_id, v.class, v.revision, v.head, v.count, v.restoring, v.brought, v.resets
  from share_answer a
  join vault v on v.tenant_id = a.tenant_id and v.id = a.share_id and v.class = 'SHARE'
  where a.tenant_id = current_tenant() and a.user_id = current_actor() and a.answer = 'ACCEPTED'
    and exists (select from own_share o where o.share_id = a.share_id);

-- ── what runs out ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Marks recipients whose time is over, at most so many, with an entry in the log for each of a business share. Answers them.
create function expire_share_recipients(now timestamptz, most integer)
  returns table (tenant_id uuid, share_id uuid, user_id uuid, group_id uuid)
  language sql security definer
  set search_path = public, pg_temp
as $$
  with over as (
    update share_recipient r set expired = true
    where (r.tenant_id, r.share_id, r.recipient_id) in (
      select e.tenant_id, e.share_id, e.recipient_id from share_recipient e
      where not e.expired and e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked)
    returning r.tenant_id, r.share_id, r.user_id, r.group_id, r.expires_at
  ), noted as (
    insert into audit_waiting (tenant_id, id, kind, happened_at, origin, vault_id, user_id, group_id, records)
    select o.tenant_id, gen_random_uuid(), 'SHARE_RECIPIENT_EXPIRED', o.expires_at, 'SERVER', o.share_id, o.user_id, o.group_id, '{}'
    from over o join share s on s.tenant_id = o.tenant_id and s.id = o.share_id and s.scope = 'BUSINESS'
  )
  select o.tenant_id, o.share_id, o.user_id, o.group_id from over o
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

revoke all on function expire_share_recipients(timestamptz, integer) from public;
grant execute on function expire_share_recipients(timestamptz, integer) to :application_role;
grant select on own_share, concerning_share to :application_role;
grant update (due) on vault to :application_role;
grant select, insert on share to :application_role;
grant update (name, name_epoch, closed_at) on share to :application_role;
grant select, insert, delete on share_recipient to :application_role;
grant update (role, expires_at, expired, gone) on share_recipient to :application_role;
grant select, insert on share_group to :application_role;
grant select, insert, delete on share_answer to :application_role;
grant update (answer, at) on share_answer to :application_role;
grant select, insert, delete on share_wrap to :application_role;
grant update (group_epoch, author_id, wrap, created_at, refused) on share_wrap to :application_role;
