drop table offered_head;
drop view readable_vault;
create view readable_vault with (security_invoker = true) as
  select tenant_id, id, user_id, class, revision, head, count from vault where user_id = current_actor();
grant select on readable_vault to :application_role;
alter table vault drop column resets;
alter table vault drop column brought;
alter table vault drop column restoring;
