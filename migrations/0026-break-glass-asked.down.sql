drop function owe_letters(text, uuid[], timestamptz);
drop function open_letter(uuid);
drop function drop_letter(uuid);
-- Jobs bear the company's id again.
delete from job where kind = 'TELL_OF_BREAK_GLASS';
insert into job (kind, subject, due_at) select distinct l.kind, l.tenant_id, now() from administrator_letter l where l.kind = 'TELL_OF_BREAK_GLASS';
drop table administrator_letter;
-- Administrators of the company in which a desk asked for break-glass: its job bears the company's id.
create function list_break_glass_addresses(company uuid) returns table (address text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address from job j join "user" u on u.tenant_id = j.subject and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE'
  where j.kind = 'TELL_OF_BREAK_GLASS' and j.subject = $1
  order by u.id
$$;
revoke all on function list_break_glass_addresses(uuid) from public;
grant execute on function list_break_glass_addresses(uuid) to :application_role;

-- As before (0020).
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
  delete from break_glass where tenant_id = origin;
  delete from desk_staff where tenant_id = origin;
  delete from former_staff where tenant_id = origin;
  delete from desk where tenant_id = origin;
  delete from desk_committed where tenant_id = origin;
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

drop table break_glass_asked;
