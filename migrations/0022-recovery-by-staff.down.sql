do $$
declare
  name text;
begin
  foreach name in array array['group_epoch', 'member_wrap', 'recovery', 'recovery_backup', 'recovery_verdict'] loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant() and at_home()) with check (tenant_id = current_tenant() and at_home())', name);
  end loop;
  foreach name in array array['backup', 'backup_vault', 'backup_owner', 'backup_record', 'backup_content', 'backup_link', 'backup_epoch_key',
                              'backup_wrap'] loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant() and at_home())', name);
  end loop;
end
$$;
drop function acting_at_desk();
-- What staff had there, nobody has who is no user.
delete from recovery_verdict v using recovery r where r.tenant_id = v.tenant_id and r.id = v.recovery_id
  and not exists (select from "user" u where u.tenant_id = r.tenant_id and u.id = r.opened_by);
delete from recovery_backup n using recovery r where r.tenant_id = n.tenant_id and r.id = n.recovery_id
  and not exists (select from "user" u where u.tenant_id = r.tenant_id and u.id = r.opened_by);
delete from recovery r where not exists (select from "user" u where u.tenant_id = r.tenant_id and u.id = r.opened_by);
delete from member_wrap w where not exists (select from "user" u where u.tenant_id = w.tenant_id and u.id = w.user_id);
delete from group_member m where not exists (select from "user" u where u.tenant_id = m.tenant_id and u.id = m.user_id);
alter table recovery add constraint recovery_by_user foreign key (tenant_id, opened_by) references "user" (tenant_id, id);
alter table member_wrap add constraint member_wrap_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id);
alter table group_member add constraint group_member_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id);
