drop view managed_desk;
drop function list_break_glass_addresses(uuid);
drop function list_desk_names();
drop function enter_founded(uuid);
drop function enter_company(uuid);
drop function stand_at_desk(uuid, uuid);
delete from job where kind = 'TELL_OF_BREAK_GLASS';
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
     or exists (select from share s where s.tenant_id = origin and s.closed_at is null)
     or exists (select from partner p where p.tenant_id = origin) then
    return false;
  end if;
  perform end_relation(origin, false, now());
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

do $$
declare
  name     text;
  relation text;
begin
  foreach name in array array['user', 'invitation', 'awaiting_person', 'user_group', 'group_member', 'recovery_switch', 'policy_document', 'user_policy', 'session'] loop
    execute format('alter policy own_tenant on %1$I using (tenant_id = current_tenant() and at_home()) with check (tenant_id = current_tenant() and at_home())', name);
  end loop;
  foreach name in array array['roster', 'vault', 'roster_link', 'share_recipient'] loop
    relation := case when name in ('roster', 'vault') then 'id' when name = 'roster_link' then 'roster_id' else 'share_id' end;
    execute format('alter policy own_tenant on %1$I using (tenant_id = current_tenant() and (%2$I = current_visit()) is not false)
      with check (tenant_id = current_tenant() and (%2$I = current_visit()) is not false)', name, relation);
  end loop;
end
$$;
alter policy own_tenant on tenant using (id = current_tenant() and at_home()) with check (id = current_tenant() and at_home());
-- What desks said, and whom they invited, nobody is there for any more.
delete from policy_document where scope = 'PARTNER';
delete from invitation i where not exists (select from "user" u where u.tenant_id = i.tenant_id and u.id = i.author_id);
alter table policy_document drop constraint policy_document_of_its_scope;
alter table policy_document add constraint policy_document_of_its_scope check (
  case scope when 'GROUP' then group_id = id and user_id is null and group_id is not null
             when 'USER' then user_id = id and group_id is null and user_id is not null
             else id = tenant_id and group_id is null and user_id is null end);
alter table policy_document drop constraint policy_document_scope_is_known;
alter table policy_document add constraint policy_document_scope_is_known check (scope in ('TENANT', 'GROUP', 'USER'));
alter table policy_document drop column desk_id;
alter table invitation add constraint invitation_by_user foreign key (tenant_id, author_id) references "user" (tenant_id, id);
drop table desk_committed, break_glass, former_staff, desk_staff, desk;
drop function at_desk();
drop function current_desk();
