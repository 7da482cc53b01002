drop function erase_left_business(uuid);
drop function release_account(uuid);
drop function enter(bytea, timestamptz, text[], inet);
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
revoke all on function enter(bytea, timestamptz, boolean) from public;
grant execute on function enter(bytea, timestamptz, boolean) to :application_role;
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
end
$$;
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
revoke update (expires_at, surface) on session from :application_role;
alter table account_key drop column password_set_at;
alter table vault drop column history_limit;
alter table vault drop column disabled;
update session set ended_at = coalesce(ended_at, created_at), end_reason = 'SIGNED_OUT'
  where surface in ('PASSWORD', 'FACTOR') or end_reason in ('PORTAL_RESTRICTED', 'PASSWORD_TOO_OLD', 'SECOND_FACTOR_REQUIRED');
update session set surface = 'APP' where surface in ('PASSWORD', 'FACTOR');
alter table session drop constraint session_end_reason_is_known;
alter table session add constraint session_end_reason_is_known check (
  end_reason in ('SIGNED_OUT', 'DEVICE_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REUSED', 'REPLACED', 'USER_SUSPENDED', 'USER_REMOVED'));
alter table session drop constraint session_surface_is_known;
alter table session add constraint session_surface_is_known check (surface in ('APP', 'PORTAL', 'FORMER'));
alter table session drop column networks;
drop table user_policy;
drop table policy_document;
