drop function list_recovery_addresses(text, uuid);
drop function end_recoveries(timestamptz, integer);
drop function forget_backups(timestamptz, integer);
drop function date_backups(timestamptz);
drop function erase_backups_of(uuid, uuid);
drop function leave_backups(uuid[], timestamptz);
drop function enter_to_back_up(timestamptz, timestamptz, integer, integer);
drop function note_looked_at(uuid[], timestamptz);
drop function keep_backups(uuid[], uuid[], bytea[], timestamptz);
drop function plan_backups(uuid[], timestamptz);
drop table recovery_drill, recovery_canary, recovery_verdict, recovery_backup, recovery, backup_wrap, backup_epoch_key, backup_link, backup_content,
  backup_record, backup_owner, backup, backup_vault;
delete from job where kind in ('TAKE_BACKUPS', 'FORGET_BACKUPS', 'END_RECOVERIES', 'TELL_OF_RECOVERY', 'TELL_OF_ENDED_RECOVERY');
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
