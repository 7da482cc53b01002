drop function find_reset_address(uuid);
delete from job where kind = 'TELL_OF_FACTOR_RESET';
create or replace function note_attempt(person uuid, event text, event_id uuid, now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, records)
  select a.tenant_id, $3, $2, $4, 'SERVER', a.user_id, '{}' from account_address a
  where a.user_id = $1 and $2 in ('SIGN_IN_LIMITED')
$$;
create or replace function count_seats(now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into seat_day as d (tenant_id, day, plan, seats, taken)
  select t.id, ($1 at time zone 'UTC')::date, t.plan, t.seats,
    ((select count(*) from "user" u where u.tenant_id = t.id and u.status <> 'REMOVED')
     + (select count(*) from invitation i where i.tenant_id = t.id))::integer
  from tenant t order by t.id
  on conflict on constraint seat_day_key do update set plan = excluded.plan, seats = excluded.seats, taken = greatest(d.taken, excluded.taken)
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
drop function enter(bytea, timestamptz, text, text);
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
revoke all on function enter(bytea, timestamptz, text[], inet) from public;
grant execute on function enter(bytea, timestamptz, text[], inet) to :application_role;
