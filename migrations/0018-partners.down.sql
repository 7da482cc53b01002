-- What the version before cannot read goes: sessions for a partner, and what logs say of them that is not in its place yet.
drop function enter_partner(bytea, timestamptz, text, text), partner_role(), is_staff(uuid), partner_scope(uuid[]), lock_partner(),
  redeem_partner_code(bytea, timestamptz), seats_sold(), sell_terms(uuid, text, integer, timestamptz, timestamptz), label_company(uuid, text[], text[], text[], timestamptz),
  refer_company(uuid, text, timestamptz),
  suspend_company(uuid, boolean, timestamptz, boolean), found_company(uuid, text, integer, timestamptz, text[], text, timestamptz),
  find_offer(uuid, bytea, timestamptz), accept_offer(uuid, bytea, timestamptz), leave_partner(uuid, timestamptz),
  release_company(uuid, timestamptz), find_partner(), list_nested_partners(integer, uuid),
  forget_of_partners(timestamptz, timestamptz, integer);
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

create or replace function bring_account(origin uuid, vaults uuid[]) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with keys as (update account_key set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       codes as (update account_code set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       addresses as (update account_address set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       requests as (update device_request set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       devices as (update device set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       sessions as (
         update session set tenant_id = current_tenant(), surface = case surface when 'FORMER' then 'APP' else surface end
         where tenant_id = origin and user_id = current_actor()),
       deeds as (update committed set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       own as materialized (
         select v.id, v.id = any (vaults) as comes, e.vault_id is not null as entrusted
         from vault v left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id
         where v.tenant_id = origin and v.user_id = current_actor()),
       offers as (
         delete from offered_head o using own where o.tenant_id = origin and o.vault_id = own.id and not own.comes),
       offered as (
         update offered_head o set tenant_id = current_tenant() from own where o.tenant_id = origin and o.vault_id = own.id and own.comes),
       entrusted as (
         delete from entrusted_wrap e using own where e.tenant_id = origin and e.vault_id = own.id and own.comes),
       rosters as (
         update roster r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.id = own.id and own.comes),
       links as (
         update roster_link l set tenant_id = current_tenant() from own where l.tenant_id = origin and l.roster_id = own.id and own.comes),
       manifests as (
         update manifest m set tenant_id = current_tenant() from own where m.tenant_id = origin and m.vault_id = own.id and own.comes),
       epochs as (
         update epoch_key e set tenant_id = current_tenant() from own where e.tenant_id = origin and e.vault_id = own.id and own.comes),
       records as (
         update record r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.vault_id = own.id and own.comes),
       versions as (
         update record_version r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.vault_id = own.id and own.comes)
  update vault v set tenant_id = case when own.comes then current_tenant() else origin end, closed = not own.comes,
    due = v.due or own.comes and own.entrusted
  from own where v.tenant_id = origin and v.id = own.id
$$;

create or replace function readers_of(vault uuid, hashes bytea[], peers text[])
  returns table (place integer, user_id uuid)
  language plpgsql stable security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here   uuid        := current_tenant();
  moment timestamptz := current_moment();
begin
  return query
  select asked.place::integer, s.user_id
  from unnest(hashes, peers) with ordinality as asked (hash, peer, place)
  cross join lateral (
    select user_id, networks from session
    where access_hash = asked.hash and tenant_id = here and end_reason is null and access_expires_at > moment
      and (surface = 'APP' or surface = 'PORTAL')
    limit 1
  ) as s
  where (s.networks is null or coalesce(asked.peer::inet <<= any (s.networks), false))
    and exists (select from "user" u where u.tenant_id = here and u.id = s.user_id and u.status = 'ACTIVE')
    and (
      exists (
        select from vault v
        where v.tenant_id = here and v.id = $1 and v.user_id = s.user_id and (v.class = 'PERSONAL' or v.class = 'BUSINESS'))
      or exists (
        select from share_answer a
        where a.tenant_id = here and a.user_id = s.user_id and a.share_id = $1 and a.answer = 'ACCEPTED')
      and (
        exists (
          select from share_recipient r
          where r.tenant_id = here and r.share_id = $1 and r.recipient_id = s.user_id and r.user_id = s.user_id
            and not r.gone and (r.expires_at is null or r.expires_at > moment))
        or exists (
          select from share_recipient r
          where r.tenant_id = here and r.share_id = $1 and r.group_id is not null
            and not r.gone and (r.expires_at is null or r.expires_at > moment)
            and (exists (select from group_member m where m.tenant_id = here and m.group_id = r.group_id and m.user_id = s.user_id)
              or exists (select from user_group g where g.tenant_id = here and g.id = r.group_id and g.class = 'EVERYONE'))))
    );
end
$$;

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

drop function change_terms(uuid, text, integer, timestamptz, timestamptz), suspend_tenant(uuid, timestamptz, timestamptz),
  note_in_company(uuid, text, integer, timestamptz), seats_sold_by(uuid, uuid), note_of_company(uuid, text, timestamptz), too_many_labels(uuid, text[]),
  end_relation(uuid, boolean, timestamptz),
  standing_of(uuid, uuid);
drop table bulk_result, bulk, partner_template, partner_offer, partner_company, partner_staff, partner_code, partner;
drop function demand_one_level();
drop function current_partner();
delete from session where surface = 'PARTNER';
alter table session drop constraint session_surface_is_known;
alter table session add constraint session_surface_is_known check (surface in ('APP', 'PORTAL', 'FORMER', 'PASSWORD', 'FACTOR'));
delete from audit_waiting where surface in ('PARTNER', 'SERVICE');
alter table audit_waiting drop constraint audit_waiting_surface_is_known;
alter table audit_waiting add constraint audit_waiting_surface_is_known check (surface in ('APP', 'PORTAL', 'FORMER', 'PASSWORD', 'FACTOR'));
delete from job where kind = 'FORGET_OF_PARTNERS';
