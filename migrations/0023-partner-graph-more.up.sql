-- More of what a partner's staff is shown of its companies, as in 0019: where the partner's own desk stands in each, what it says
-- there, and what its templates are judged by. docs/adr/0043.

-- The desk of whoever looks after a company, which bears their id, with a break-glass that is not over. Desks of others are not theirs.
create view managed_own_desk as
  select s.tenant_id, d.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select d.rights, d.hours, b.from_at, b.until_at,
      (select count(*)::integer from desk_staff p where p.tenant_id = d.tenant_id and p.desk_id = d.id) as staff
    from desk d
    left join break_glass b on b.tenant_id = d.tenant_id and b.desk_id = d.id and b.until_at > (select current_moment())
    where d.tenant_id = s.tenant_id and d.id = s.partner_id offset 0
  ) as d;

-- A row for every company: what that desk may say, and says; by which labels it is judged.
create view managed_own_policies as
  select s.tenant_id, s.partner_id, p.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select c.labels, d.rights, p.seq, p.document, l.created_at as since
    from partner_company c
    left join desk d on d.tenant_id = c.tenant_id and d.id = c.partner_id
    left join policy_document p on p.tenant_id = d.tenant_id and p.id = d.id and p.scope = 'PARTNER'
    left join roster_link l on l.tenant_id = p.tenant_id and l.roster_id = p.tenant_id and l.seq = p.seq
    where c.tenant_id = s.tenant_id and c.partner_id = s.partner_id offset 0
  ) as p;

-- Templates that say something, of whoever looks after these companies; and how their roster stands, by which a template counts.
create view managed_template as
  select t.partner_id, t.hash, t.signed
  from (select distinct partner_id from partner_scope(asked_companies())) s
  join partner_template t on t.partner_id = s.partner_id and not t.withdrawn;

create view managed_partner as
  select r.tenant_id as partner_id, r.head, r.state
  from (select distinct partner_id from partner_scope(asked_companies())) s
  join roster r on r.tenant_id = s.partner_id and r.id = s.partner_id;

grant select on managed_own_desk, managed_own_policies, managed_template, managed_partner to :application_role;
