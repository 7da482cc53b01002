-- `enter` runs before every request: two look-ups of one index each, and assignments where queries were.

-- Enters as the session that holds this access token. Raises where there is none, it ran out, or it was ended.
create or replace function enter(access_hash bytea, now timestamptz)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  end_reason text;
  entered    text;
begin
  select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.end_reason
    into tenant_id, user_id, device_id, session_id, access_expires_at, end_reason
    from session s where s.access_hash = $1;
  if not found then
    select s.tenant_id, s.user_id, s.device_id, s.id, s.former_access_expires_at, s.end_reason
      into tenant_id, user_id, device_id, session_id, access_expires_at, end_reason
      from session s where s.former_access_hash = $1;
  end if;
  if session_id is null then
    raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
  elsif end_reason is not null then
    raise exception using errcode = 'SG401', message = case end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
  elsif access_expires_at <= $2 then
    raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
  end if;
  -- Assignments and no queries: this runs before every request.
  entered := set_config('app.tenant', tenant_id::text, true);
  entered := set_config('app.user', user_id::text, true);
  return next;
end
$$;
