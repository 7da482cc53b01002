-- What the version before cannot hold goes: shares, and placements of what was in them.
do $$
declare
  here tenant;
begin
  for here in select t.* from tenant t loop
    perform erase_vaults(here.id, array(select v.id from vault v where v.tenant_id = here.id and v.class = 'SHARE'));
  end loop;
end
$$;
delete from record_version where (tenant_id, vault_id, record_id) in (select tenant_id, vault_id, id from record where class = 3);
delete from record where class = 3;
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
create or replace function erase_vaults(here uuid, gone uuid[]) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  delete from offered_head where tenant_id = here and vault_id = any (gone);
  delete from record_version where tenant_id = here and vault_id = any (gone);
  delete from record where tenant_id = here and vault_id = any (gone);
  delete from epoch_key where tenant_id = here and vault_id = any (gone);
  delete from manifest where tenant_id = here and vault_id = any (gone);
  delete from vault where tenant_id = here and id = any (gone);
  delete from roster_link where tenant_id = here and roster_id = any (gone);
  delete from roster where tenant_id = here and id = any (gone);
end
$$;
drop function expire_share_recipients(timestamptz, integer);
create or replace view readable_vault with (security_invoker = true) as
  select tenant_id, id, user_id, class, revision, head, count, restoring, brought, resets from vault where user_id = current_actor();
drop view concerning_share;
drop view own_share;
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
  entered := set_config('app.tenant', tenant_id::text, true) || set_config('app.user', user_id::text, true);
  return next;
end
$$;
drop function current_moment();
drop table share_wrap;
drop table share_answer;
drop table share_group;
drop table share_recipient;
drop table share;
alter table record drop constraint record_class_is_known;
alter table record add constraint record_class_is_known check (class in (1, 2, 4));
alter table vault drop column due;
alter table vault drop constraint vault_of_user_unless_share;
alter table vault alter column user_id set not null;
alter table vault drop constraint vault_class_is_known;
alter table vault add constraint vault_class_is_known check (class in ('ACCOUNT', 'PERSONAL', 'BUSINESS'));
alter table roster drop constraint roster_kind_is_known;
alter table roster add constraint roster_kind_is_known check (kind in ('TENANT', 'GROUP', 'PROFILE'));
