-- What the version before cannot hold goes: service accounts, webhooks, and all that was reported of passwords.
drop function enter_webhook(uuid, uuid, timestamptz);
drop function lease_webhooks(timestamptz, integer, uuid, timestamptz);
drop function forget_feed(timestamptz, integer);
drop function read_feed(integer, integer, integer, integer, text[], uuid[]);
drop function feed_head();
drop function chain_audit(integer, uuid[], bytea[]);
create function chain_audit(head integer, ids uuid[], hashes bytea[]) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here  uuid := current_tenant();
  moved integer;
begin
  perform from audit_head h where h.tenant_id = here and h.revision = head for update;
  if not found then
    raise exception using errcode = 'SG003', message = 'the log has another head';
  end if;
  with placed as (
    select * from unnest(ids, hashes) with ordinality as p (id, hash, place)
  ), taken as (
    delete from audit_waiting w using placed p where w.tenant_id = here and w.id = p.id returning w.*, p.hash, p.place
  )
  insert into audit_entry (tenant_id, revision, id, kind, happened_at, origin, actor_id, actor_device_id, surface, user_id, device_id,
    group_id, vault_id, invitation, records, amount, seq, epoch, hash)
  select here, head + place, id, kind, happened_at, origin, actor_id, actor_device_id, surface, user_id, device_id,
    group_id, vault_id, invitation, records, amount, seq, epoch, hash
  from taken;
  get diagnostics moved = row_count;
  if moved <> cardinality(ids) or moved <> cardinality(hashes) or moved = 0 then
    raise exception using errcode = 'SG003', message = 'what is chained does not wait';
  end if;
  update audit_head h set revision = head + moved, hash = hashes[moved] where h.tenant_id = here;
end
$$;
revoke all on function chain_audit(integer, uuid[], bytea[]) from public;
grant execute on function chain_audit(integer, uuid[], bytea[]) to :application_role;
drop function feed_partner(uuid, integer, integer);
drop table partner_feed_head;
drop table partner_feed;
drop function keeps(uuid);
drop function use_service_account(bytea, timestamptz);
do $$
begin
  execute replace(pg_get_functiondef('staff_scope(uuid[])'::regprocedure), 'staff_scope', 'partner_scope');
end
$$;
drop function staff_scope(uuid[]);
drop function enter_partner(bytea, timestamptz, text, text);
create function enter_partner(access_hash bytea, now timestamptz, admits text, peer text)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text,
                 role text, scope text, suspended_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  select e.tenant_id, e.user_id, e.device_id, e.session_id, e.access_expires_at, e.surface
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface from enter($1, $2, $3, $4) e;
  if surface <> 'PARTNER' and surface <> 'SERVICE' then
    raise exception using errcode = 'SG401', message = 'WRONG_SURFACE';
  end if;
  select s.role, s.scope, s.suspended_at into role, scope, suspended_at from standing_of(tenant_id, user_id) s;
  if not found then
    raise exception using errcode = 'SG401', message = 'FORBIDDEN';
  end if;
  entered := set_config('app.partner', tenant_id::text, true) || set_config('app.device', device_id::text, true)
    || set_config('app.surface', surface, true);
  return next;
end
$$;
revoke all on function enter_partner(bytea, timestamptz, text, text) from public;
grant execute on function enter_partner(bytea, timestamptz, text, text) to :application_role;
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
      and (s.surface = 'APP' or s.surface = 'PORTAL' or s.surface = 'PARTNER');
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
      elsif surface <> 'APP' and surface <> 'PORTAL' and surface <> 'PARTNER' and surface <> all (coalesce(admits, '{}')::text[]) then
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
drop function may_keep(uuid, uuid);
drop view managed_health;
drop function withdraw_health(text);
drop function publish_health(text, integer, uuid[], integer[], integer, timestamptz);
drop function list_health();
drop function enter_to_publish_health(uuid);
drop function report_health(integer, integer, integer, integer, integer, timestamptz);
drop table health_published;
drop table health_contribution;
drop table health_report;
alter table user_policy drop column health_counters;
drop table webhook_dead_letter;
drop table webhook;
drop table service_account;
drop table machine;
