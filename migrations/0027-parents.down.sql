create or replace view managed_audit_entry as
  select e.* from partner_scope(asked_companies()) s join audit_entry e on e.tenant_id = s.tenant_id;
drop function find_parent(uuid);
drop trigger partner_parent_is_noted on partner;
drop function note_parent();
drop trigger partner_parent_is_dated on partner;
drop function date_parent();
alter table partner drop constraint partner_parent_has_since;
alter table partner drop column parent_since;
