-- Ends that wait for nobody's leave, and letters that the server owes.

-- Enters as the session that holds this access token, and says what that session is for. One that is neither for the app nor
-- for the portal enters only where its surface is admitted; none enters from outside the networks that it is for, but where
-- `ELSEWHERE` is: to end itself. Who is admitted besides, an array, and the peer's address come as text, which costs nothing
-- where nobody asks for it.
drop function enter(bytea, timestamptz, text[], inet);
create function enter(access_hash bytea, now timestamptz, admits text, peer text)
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
  entered := set_config('app.tenant', tenant_id::text, true) || set_config('app.user', user_id::text, true);
  return next;
end
$$;

-- Ends the tenant that the actor has left, where nobody and nothing of anybody's is left in it. The actor acts elsewhere. Who
-- writes about the tenant at that moment is waited for, and what they wrote goes too; who comes later finds no tenant.
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

-- An attempt to sign in that was refused before anything was known, in the log of the user's tenant: where an account is on its
-- way to another, in that of the other.
create or replace function note_attempt(person uuid, event text, event_id uuid, now timestamptz) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  home uuid;
begin
  select a.tenant_id into home from account_address a where a.user_id = $1 for share;
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, records)
  select home, $3, $2, $4, 'SERVER', $1, '{}' where home is not null and $2 in ('SIGN_IN_LIMITED');
end
$$;

-- Notes for every tenant how many seats it has and how many are taken: of several looks on one day the highest count stays. Of a
-- tenant that ends meanwhile nothing.
create or replace function count_seats(now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into seat_day as d (tenant_id, day, plan, seats, taken)
  select t.id, ($1 at time zone 'UTC')::date, t.plan, t.seats,
    ((select count(*) from "user" u where u.tenant_id = t.id and u.status <> 'REMOVED')
     + (select count(*) from invitation i where i.tenant_id = t.id))::integer
  from tenant t order by t.id for key share of t
  on conflict on constraint seat_day_key do update set plan = excluded.plan, seats = excluded.seats, taken = greatest(d.taken, excluded.taken)
$$;

-- The address of somebody whom a letter is owed that their second factors were taken away; none of anybody else.
create function find_reset_address(person uuid) returns text
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select a.address from job j join account_address a on a.user_id = j.subject
  where j.kind = 'TELL_OF_FACTOR_RESET' and j.subject = $1 and a.address like '%@%'
$$;

revoke all on function enter(bytea, timestamptz, text, text), find_reset_address(uuid) from public;
grant execute on function enter(bytea, timestamptz, text, text), find_reset_address(uuid) to :application_role;
