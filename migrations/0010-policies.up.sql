-- Policies: what companies say, signed; what it comes to for each user; and where the server holds to it. PROTOCOL §4.10.

-- ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- One for each scope that the roster names one for, under the id of tenant, group or user. Readable, for the server enforces.
create table policy_document (
  tenant_id uuid    not null,
  id        uuid    not null,
  scope     text    not null,
  group_id  uuid,
  user_id   uuid,
  seq       integer not null,
  document  bytea   not null,
  constraint policy_document_key primary key (tenant_id, id),
  constraint policy_document_of_tenant foreign key (tenant_id) references tenant (id),
  constraint policy_document_of_group foreign key (tenant_id, group_id) references user_group (tenant_id, id),
  constraint policy_document_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint policy_document_scope_is_known check (scope in ('TENANT', 'GROUP', 'USER')),
  constraint policy_document_of_its_scope check (
    case scope when 'GROUP' then group_id = id and user_id is null and group_id is not null
               when 'USER' then user_id = id and group_id is null and user_id is not null
               else id = tenant_id and group_id is null and user_id is null end),
  constraint policy_document_is_bounded check (octet_length(document) between 1 and 32768)
);

-- What binds a user, where it is not the default: of the settings that the server holds to. Made anew when anything changes
-- that it follows from.
create table user_policy (
  tenant_id                      uuid    not null,
  user_id                        uuid    not null,
  two_factor_grace_days          integer,
  -- Since when it is demanded: from then on the days of grace count.
  two_factor_since               timestamptz,
  maximum_password_age           integer,
  remove_business_items_on_leave boolean not null,
  notify_users_of_changes        boolean not null,
  restrict_portal_access         boolean not null,
  password_auditing              integer not null,
  disable_personal_profile       boolean not null,
  trash_retention_days           integer not null,
  item_history_limit             integer,
  allowed_networks               cidr[],
  session_lifetime_hours         integer not null,
  constraint user_policy_key primary key (tenant_id, user_id),
  constraint user_policy_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint user_policy_two_factor_has_beginning check ((two_factor_grace_days is null) = (two_factor_since is null)),
  constraint user_policy_is_bounded check (
    two_factor_grace_days between 0 and 90 and maximum_password_age between 1 and 3650 and password_auditing between 0 and 255
    and trash_retention_days between 1 and 3650 and item_history_limit between 1 and 1000 and session_lifetime_hours between 1 and 720)
);

-- ── where the server holds to it ────────────────────────────────────────────────────────────────────────────────────

-- Null: from everywhere. As the user's policies say; beside the token, so that no request costs a look elsewhere.
alter table session add column networks cidr[];
alter table session drop constraint session_surface_is_known;
alter table session add constraint session_surface_is_known check (surface in ('APP', 'PORTAL', 'FORMER', 'PASSWORD', 'FACTOR'));
alter table session drop constraint session_end_reason_is_known;
alter table session add constraint session_end_reason_is_known check (
  end_reason in ('SIGNED_OUT', 'DEVICE_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REUSED', 'REPLACED', 'USER_SUSPENDED', 'USER_REMOVED',
                 'PORTAL_RESTRICTED', 'PASSWORD_TOO_OLD', 'SECOND_FACTOR_REQUIRED'));

-- By a policy: takes no new records and no edits.
alter table vault add column disabled boolean not null default false;

-- How many former versions of a record are kept; null: all. Beside the row that every commit moves.
alter table vault add column history_limit integer;

alter table account_key add column password_set_at timestamptz;
update account_key k set password_set_at = u.created_at from "user" u where u.tenant_id = k.tenant_id and u.id = k.user_id;
alter table account_key alter column password_set_at set not null;

-- ── row-level security ──────────────────────────────────────────────────────────────────────────────────────────────

alter table policy_document enable row level security;
create policy own_tenant on policy_document using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
alter table user_policy enable row level security;
create policy own_tenant on user_policy using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());

-- ── functions that find the tenant ──────────────────────────────────────────────────────────────────────────────────

-- Enters as the session that holds this access token, and says what that session is for. One that is neither for the app nor
-- for the portal enters only where its surface is admitted; none enters from outside the networks that it is for.
drop function enter(bytea, timestamptz, boolean);
create function enter(access_hash bytea, now timestamptz, admits text[], peer inet)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  end_reason text;
  networks   cidr[];
  entered    text;
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
  elsif networks is not null and not coalesce($4 <<= any (networks), false) then
    raise exception using errcode = 'SG401', message = 'NETWORK_REFUSED';
  elsif surface <> 'APP' and surface <> 'PORTAL' and surface <> all (admits) then
    raise exception using errcode = 'SG401',
      message = case surface when 'PASSWORD' then 'PASSWORD_TOO_OLD' when 'FACTOR' then 'SECOND_FACTOR_REQUIRED' else 'WRONG_SURFACE' end;
  end if;
  -- Assignments and no queries: this runs before every request.
  entered := set_config('app.tenant', tenant_id::text, true);
  entered := set_config('app.user', user_id::text, true);
  return next;
end
$$;

-- What the tenant said that is left behind binds nobody who has gone: called by whoever brings an account along, before it
-- follows from the new tenant's documents what does.
create function release_account(origin uuid) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with own as (delete from user_policy where tenant_id = origin and user_id = current_actor()),
       sessions as (update session set networks = null where user_id = current_actor() and networks is not null)
  update vault set disabled = false, history_limit = null where user_id = current_actor() and (disabled or history_limit is not null)
$$;

-- Erases the business profile of somebody who was removed from the tenant or left it, where their policies say so; for them
-- alone: the function asks itself.
create function erase_left_business(person uuid) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
  gone uuid[];
begin
  select coalesce(array_agg(v.id), '{}') into gone
    from vault v
    join "user" u on u.tenant_id = v.tenant_id and u.id = v.user_id
    join user_policy p on p.tenant_id = v.tenant_id and p.user_id = v.user_id
    where v.tenant_id = here and v.user_id = person and v.class = 'BUSINESS' and v.closed
      and u.status = 'REMOVED' and p.remove_business_items_on_leave;
  perform erase_vaults(here, gone);
end
$$;

-- Makes room for the actor in a tenant that they come back to: the business profile that they left there is closed, and its key
-- is nowhere any more. Where they were deleted there meanwhile, they are somebody again: the id is theirs, by the account that
-- they have elsewhere. Whose account was erased has none to come with, and their id stays nobody's.
create or replace function forget_left_business() returns void
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
  update "user" u set erased_at = null where u.tenant_id = here and u.id = current_actor() and u.status = 'ACTIVE' and u.erased_at is not null;
end
$$;

-- Ends the tenant that the actor has left, where nobody and nothing of anybody's is left in it. The actor acts elsewhere.
create or replace function end_left_tenant(origin uuid) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if origin = current_tenant() or not exists (select from "user" u where u.tenant_id = origin and u.id = current_actor())
     or exists (select from "user" u where u.tenant_id = origin and u.id <> current_actor())
     or exists (select from vault v where v.tenant_id = origin) then
    return false;
  end if;
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
  delete from audit_head where tenant_id = end_left_tenant.origin;
  delete from audit_waiting where tenant_id = end_left_tenant.origin;
  delete from audit_entry where tenant_id = end_left_tenant.origin;
  delete from seat_day where tenant_id = end_left_tenant.origin;
  delete from tenant where id = origin;
  return true;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on function enter(bytea, timestamptz, text[], inet), release_account(uuid), erase_left_business(uuid) from public;
grant execute on function enter(bytea, timestamptz, text[], inet), release_account(uuid), erase_left_business(uuid) to :application_role;
grant select, insert, delete on policy_document to :application_role;
grant update (seq, document) on policy_document to :application_role;
grant select, insert, update, delete on user_policy to :application_role;
grant update (networks, expires_at, surface) on session to :application_role;
grant update (disabled, history_limit) on vault to :application_role;
grant update (password_set_at) on account_key to :application_role;
