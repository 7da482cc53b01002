-- What the version before cannot hold goes: recovery groups, with all that was entrusted to them. Rosters that have links of theirs
-- stay; that version reads none of them.
drop table entrusted_wrap;
drop function demand_business();
drop table recovery_switch;
drop table recovery_code_wrap;
drop table recovery_code;
delete from member_wrap w using user_group g where g.class = 'RECOVERY' and w.tenant_id = g.tenant_id and w.group_id = g.id;
delete from group_member m using user_group g where g.class = 'RECOVERY' and m.tenant_id = g.tenant_id and m.group_id = g.id;
delete from group_epoch e using user_group g where g.class = 'RECOVERY' and e.tenant_id = g.tenant_id and e.group_id = g.id;
with gone as (delete from user_group where class = 'RECOVERY' returning tenant_id, id),
     links as (delete from roster_link l using gone where l.tenant_id = gone.tenant_id and l.roster_id = gone.id)
delete from roster r using gone where r.tenant_id = gone.tenant_id and r.id = gone.id;
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
         select v.id, v.id = any (vaults) as comes from vault v where v.tenant_id = origin and v.user_id = current_actor()),
       offers as (
         delete from offered_head o using own where o.tenant_id = origin and o.vault_id = own.id and not own.comes),
       offered as (
         update offered_head o set tenant_id = current_tenant() from own where o.tenant_id = origin and o.vault_id = own.id and own.comes),
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
  update vault v set tenant_id = case when own.comes then current_tenant() else origin end, closed = not own.comes
  from own where v.tenant_id = origin and v.id = own.id
$$;
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
create or replace function erase_vaults(here uuid, gone uuid[]) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  delete from share_wrap where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_answer where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_recipient where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_guest where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_invitation where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from guest_committed where tenant_id = here and share_id = any (erase_vaults.gone);
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
create or replace function visited_rosters(wanted boolean) returns table (id uuid, everyone boolean, seq integer, head bytea, state bytea)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select r.id, false, r.seq, r.head, case when $1 then r.state end from roster r
  where not at_home() and r.tenant_id = current_tenant() and r.id = current_tenant()
  union all
  select r.id, g.class = 'EVERYONE', r.seq, r.head, case when $1 then r.state end
  from user_group g join roster r on r.tenant_id = g.tenant_id and r.id = g.id
  where not at_home() and g.tenant_id = current_tenant() and g.ended_at is null
    and (g.class = 'EVERYONE' or g.id in (
      select s.group_id from share_recipient s where s.tenant_id = current_tenant() and s.share_id = current_visit() and s.group_id is not null))
$$;
alter table user_policy drop constraint user_policy_backup_is_bounded, drop column backup_retention_days, drop column organisation_backup;
alter table group_member drop column role;
drop index user_group_of_recovery;
alter table user_group drop constraint user_group_everyone_stays;
alter table user_group add constraint user_group_everyone_stays check (class = 'NAMED' or ended_at is null);
alter table user_group drop constraint user_group_class_is_known;
alter table user_group add constraint user_group_class_is_known check (class in ('NAMED', 'EVERYONE'));
