create or replace view managed_company as
  select s.tenant_id, s.partner_id, s.own, c.*,
    -- Counted of those alone that a page shows.
    ((select count(*) from "user" u where u.tenant_id = s.tenant_id and u.status <> 'REMOVED')
     + (select count(*) from invitation i where i.tenant_id = s.tenant_id))::integer as seats_taken,
    (select count(*)::integer from invitation i where i.tenant_id = s.tenant_id and i.expires_at > (select current_moment())) as invitations
  from partner_scope(asked_companies()) s
  cross join lateral (
    select c.labels, c.reference, c.since, c.founded,
      t.name, t.plan, t.trial_ends_at, t.seats, t.suspended_at, t.created_at, r.seq as roster_seq, r.head as roster_head
    from partner_company c
    join tenant t on t.id = c.tenant_id
    join roster r on r.tenant_id = t.id and r.id = t.id
    where c.tenant_id = s.tenant_id and c.partner_id = s.partner_id offset 0
  ) as c;
create or replace view managed_audit_entry as
  select e.* from partner_scope(asked_companies()) s join audit_entry e on e.tenant_id = s.tenant_id;
drop function find_parent(uuid);
drop trigger partner_parent_is_noted on partner;
drop function note_parent();
drop trigger partner_parent_is_dated on partner;
drop function date_parent();
alter table partner drop constraint partner_parent_has_since;
alter table partner drop column parent_since;
