-- What a partner's staff is shown of its companies. No policy of any table is touched, and nobody else pays: each view belongs to
-- whoever owns the tables, begins with the scope of whoever asks, and has the columns that it names. docs/adr/0043.

-- ── what is judged, of companies and of people ──────────────────────────────────────────────────────────────────────

-- Each twice, of the same text: for whoever is at home in a tenant, under the policies of the tables; and of every tenant, granted to
-- nobody, for the views below. So a company and whoever looks after it are told the same.
do $views$
declare
  made record;
begin
  for made in
    select * from (values
    -- What a company's readiness is judged by, but for the states of its rosters: a row for each tenant that is seen.
    ('recovery_ground', $text$
  select t.id as tenant_id,
    t.suspended_at is null and t.plan <> 'STANDARD' and (t.trial_ends_at is null or t.trial_ends_at > (select current_moment())) as sold,
    w.group_id as switched,
    exists (select from recovery_switch a where a.tenant_id = t.id and a.status = 'AWAITING') as awaiting,
    r.head as tenant_head, g.head as group_head, g.epoch as group_epoch, c.created_at as code_since,
    k.drilled_at, k.epoch as drilled_epoch, o.drilled_at as code_drilled_at,
    (select count(*)::integer from group_member m where m.tenant_id = t.id and m.group_id = w.group_id and m.role = 'MEMBER') as temporary,
    (select count(*)::integer from recovery y where y.tenant_id = t.id and y.closed_at is null and y.vetoed_at is null
       and y.ends_at > (select current_moment())) as live,
    (select count(*)::integer from recovery y where y.tenant_id = t.id and y.closed_at is null
       and (y.vetoed_at is not null or y.ends_at <= (select current_moment()))) as unclosed
  from tenant t
  join roster r on r.tenant_id = t.id and r.id = t.id
  left join recovery_switch w on w.tenant_id = t.id and w.status = 'IN_FORCE'
  left join roster g on g.tenant_id = t.id and g.id = w.group_id
  left join recovery_code c on c.tenant_id = t.id and c.group_id = w.group_id
  left join recovery_drill k on k.tenant_id = t.id and k.group_id = w.group_id and not k.by_code
  left join recovery_drill o on o.tenant_id = t.id and o.group_id = w.group_id and o.by_code
    $text$),
    -- Members, and how each stands. Whether their business profile is backed up is said where a policy says that it is to be and
    -- anything stands in it. What a statement does not ask for costs it nothing.
    ('person_ground', $text$
  select u.tenant_id, u.id as user_id, u.address, u.name, u.role, u.is_primary, u.status, u.created_at,
    exists (select from second_factor f where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null) as has_factor,
    p.two_factor_grace_days is not null as needs_factor,
    coalesce(p.organisation_backup, 0) as organisation_backup,
    coalesce(v.revision, 0) > 0 as written,
    (select count(*)::integer from device d where d.tenant_id = u.tenant_id and d.user_id = u.id and d.revoked_at is null) as devices,
    (select max(d.last_seen_at) from device d where d.tenant_id = u.tenant_id and d.user_id = u.id) as last_seen_at,
    e.group_epoch as entrusted, g.epoch as group_epoch, k.taken_at,
    case when coalesce(p.organisation_backup, 0) = 0 or coalesce(v.revision, 0) = 0 then null
      when k.taken_at is null then 'MISSING'
      when k.revision = v.revision or k.taken_at > (select current_moment()) - interval '48 hours' then 'FRESH'
      else 'STALE' end as backup
  from "user" u
  left join recovery_switch w on w.tenant_id = u.tenant_id and w.status = 'IN_FORCE'
  left join roster g on g.tenant_id = u.tenant_id and g.id = w.group_id
  left join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
  left join vault v on v.tenant_id = u.tenant_id and v.user_id = u.id and v.class = 'BUSINESS'
  left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id and e.group_id = w.group_id
  left join backup_vault b on b.tenant_id = v.tenant_id and b.vault_id = v.id
  left join backup k on k.tenant_id = b.tenant_id and k.vault_id = b.vault_id and k.number = b.number
  where u.status <> 'REMOVED'
    $text$),
    -- Recipients of groups' epochs in force: members of named groups, and of Everyone all, as far as they are active. Of recovery groups
    -- none: who is given their secret, custodians say, with the link that gives the right.
    ('group_recipient', $text$
  select r.tenant_id, r.id as group_id, r.epoch, m.user_id
  from roster r
  join user_group g on g.tenant_id = r.tenant_id and g.id = r.id and g.class = 'NAMED' and g.ended_at is null
  join group_member m on m.tenant_id = r.tenant_id and m.group_id = r.id
  join "user" u on u.tenant_id = m.tenant_id and u.id = m.user_id and u.status = 'ACTIVE'
  where r.epoch > 0
  union all
  select r.tenant_id, r.id, r.epoch, u.id
  from roster r
  join user_group g on g.tenant_id = r.tenant_id and g.id = r.id and g.class = 'EVERYONE'
  join "user" u on u.tenant_id = r.tenant_id and u.status = 'ACTIVE'
  where r.epoch > 0
    $text$)
    ) as view (name, body)
  loop
    execute format('create view %I with (security_invoker = true) as %s', made.name, made.body);
    execute format('create view %I as %s', 'every_' || made.name, made.body);
  end loop;
end
$views$;

-- ── the same, of the companies in the caller's scope ────────────────────────────────────────────────────────────────

-- Companies that a statement is about; null: all of the scope. A narrower look only, never a wider one.
create function asked_companies() returns uuid[]
  language sql stable parallel safe
  return nullif(current_setting('app.asked', true), '')::uuid[];

-- Company by company, each by its key: `offset 0` keeps the planner from reading what all tenants have because a scope may be large.
create view managed_company as
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

-- How many people a company has, and how they stand.
create view managed_people as
  select s.tenant_id, p.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select count(*)::integer as people, (count(*) filter (where role = 'ADMINISTRATOR'))::integer as administrators,
      (count(*) filter (where status = 'SUSPENDED'))::integer as suspended, (count(*) filter (where has_factor))::integer as have_factor,
      (count(*) filter (where needs_factor))::integer as need_factor
    from every_person_ground g where g.tenant_id = s.tenant_id
  ) as p;

-- Devices of members; those that were not seen for 90 days are stale. When one was last seen, whatever became of it.
create view managed_devices as
  select s.tenant_id, d.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select (count(*) filter (where d.revoked_at is null))::integer as devices,
      (count(*) filter (where d.revoked_at is null and d.last_seen_at <= (select current_moment()) - interval '90 days'))::integer as stale,
      max(d.last_seen_at) as last_active_at
    from "user" u join device d on d.tenant_id = u.tenant_id and d.user_id = u.id
    where u.tenant_id = s.tenant_id and u.status <> 'REMOVED'
  ) as d;

-- How many wait for the key of a group.
create view managed_waiting as
  select s.tenant_id, w.waiting
  from partner_scope(asked_companies()) s
  cross join lateral (
    select count(distinct p.user_id)::integer as waiting
    from every_group_recipient p
    where p.tenant_id = s.tenant_id and not exists (
      select from member_wrap w where w.tenant_id = s.tenant_id and w.group_id = p.group_id and w.epoch = p.epoch and w.user_id = p.user_id)
  ) as w;

-- How many business profiles are backed up, and since when.
create view managed_backups as
  select s.tenant_id, b.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select (count(*) filter (where backup = 'FRESH'))::integer as fresh, (count(*) filter (where backup = 'STALE'))::integer as stale,
      (count(*) filter (where backup = 'MISSING'))::integer as missing, min(taken_at) filter (where backup is not null) as oldest
    from every_person_ground g where g.tenant_id = s.tenant_id
  ) as b;

-- Members, to be asked for company by company.
create view managed_user as
  select g.* from partner_scope(asked_companies()) s join every_person_ground g on g.tenant_id = s.tenant_id;

-- Whom a text is looked for in.
create view managed_person as
  select s.tenant_id, u.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select u.id as user_id, u.name, u.address from "user" u where u.tenant_id = s.tenant_id and u.status <> 'REMOVED' offset 0
  ) as u;

create view managed_recovery as
  select g.*
  from partner_scope(asked_companies()) s
  cross join lateral (select * from every_recovery_ground g where g.tenant_id = s.tenant_id offset 0) as g;

-- What readiness reads in rosters, of a company and of the group that its switch names: keys, roles and hashes.
create view managed_recovery_state as
  select s.tenant_id, r.*
  from partner_scope(asked_companies()) s
  cross join lateral (
    select r.head as tenant_head, r.state as tenant_state, g.head as group_head, g.state as group_state
    from roster r
    left join recovery_switch w on w.tenant_id = r.tenant_id and w.status = 'IN_FORCE'
    left join roster g on g.tenant_id = r.tenant_id and g.id = w.group_id
    where r.tenant_id = s.tenant_id and r.id = s.tenant_id offset 0
  ) as r;

create view managed_group as
  select g.tenant_id, g.id as group_id, g.class, g.created_at,
    (case g.class
       when 'EVERYONE' then (select count(*) from "user" u where u.tenant_id = g.tenant_id and u.status <> 'REMOVED')
       else (select count(*) from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id) end)::integer as members
  from partner_scope(asked_companies()) s
  join user_group g on g.tenant_id = s.tenant_id and g.ended_at is null;

create view managed_document as
  select d.tenant_id, d.id, d.scope, d.seq, d.document
  from partner_scope(asked_companies()) s join policy_document d on d.tenant_id = s.tenant_id;

create view managed_seat_day as
  select d.tenant_id, d.day, d.plan, d.seats, d.taken
  from partner_scope(asked_companies()) s join seat_day d on d.tenant_id = s.tenant_id;

create view managed_audit_entry as
  select e.* from partner_scope(asked_companies()) s join audit_entry e on e.tenant_id = s.tenant_id;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

grant select on recovery_ground, person_ground, group_recipient, managed_company, managed_people, managed_devices, managed_waiting,
  managed_backups, managed_user, managed_person, managed_recovery, managed_recovery_state, managed_group, managed_document,
  managed_seat_day, managed_audit_entry
  to :application_role;
