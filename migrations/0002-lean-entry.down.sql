-- Enters as the session that holds this access token. Raises where there is none, it ran out, or it was ended.
create or replace function enter(access_hash bytea, now timestamptz)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  s          session;
  expires_at timestamptz;
begin
  select * into s from session where session.access_hash = $1 or session.former_access_hash = $1;
  if not found then
    raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
  elsif s.ended_at is not null then
    raise exception using errcode = 'SG401', message = case s.end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
  end if;
  expires_at := case when s.access_hash = $1 then s.access_expires_at else s.former_access_expires_at end;
  if expires_at <= $2 then
    raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
  end if;
  perform set_config('app.tenant', s.tenant_id::text, true), set_config('app.user', s.user_id::text, true);
  return query select s.tenant_id, s.user_id, s.device_id, s.id, expires_at;
end
$$;
