import { serveBare } from "./serve.ts";

/**
 * `GET /<partner>/<companies>/<people>/<groups>/<days>/<entries>`: the first page of that partner's companies with all that is shown of
 * how they stand, and so many of what hangs on each, by one statement that somebody wrote by hand who may read every table. What
 * readiness, policies and templates are judged by comes as it stands; nobody judges it here.
 */
const text = `
  with page as (
    select c.tenant_id, c.partner_id, c.labels, c.reference, c.since, c.founded, t.name, t.plan, t.trial_ends_at, t.seats, t.suspended_at,
      t.created_at, r.seq, r.head
    from partner_company c join tenant t on t.id = c.tenant_id join roster r on r.tenant_id = t.id and r.id = t.id
    where c.partner_id = $1 order by lower(coalesce(t.name, '')) collate "C", c.tenant_id limit $2
  )
  select p.*, people.*, machines.*, waiting.*, kept.*, ground.*, bureau.*, said.*,
    (select json_agg(h) from (select counter, sum, people from health_published where tenant_id = p.tenant_id) h) as health,
    (select json_agg(o) from (select id, scope, seq, encode(document, 'base64') as document from policy_document
       where tenant_id = p.tenant_id and scope in ('TENANT', 'PARTNER')) o) as policies,
    (select json_agg(d) from (select day, plan, seats, taken from seat_day where tenant_id = p.tenant_id order by day desc limit $5) d) as days,
    (select json_agg(e) from (
       select revision, id, kind, happened_at, origin, actor_id, user_id, group_id, vault_id, records, amount from audit_entry
       where tenant_id = p.tenant_id and happened_at >= p.since order by revision limit $6) e) as entries,
    (select json_agg(g) from (
       select g.id, g.class, g.created_at, case g.class
         when 'EVERYONE' then (select count(*) from "user" u where u.tenant_id = g.tenant_id and u.status <> 'REMOVED')
         else (select count(*) from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id) end as members
       from user_group g where g.tenant_id = p.tenant_id and g.ended_at is null order by g.id limit $4) g) as groups,
    (select json_agg(u) from (
       select u.id, u.address, u.name, u.role, u.is_primary, u.status, u.created_at,
         exists (select from second_factor f where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null) as factor,
         d.devices, d.seen, e.group_epoch is not null as entrusted, k.taken_at
       from (select * from "user" u where u.tenant_id = p.tenant_id and u.status <> 'REMOVED' order by u.id limit $3) u
       cross join lateral (
         select count(*) filter (where d.revoked_at is null) as devices, max(d.last_seen_at) as seen from device d
         where d.tenant_id = u.tenant_id and d.user_id = u.id) d
       left join vault v on v.tenant_id = u.tenant_id and v.user_id = u.id and v.class = 'BUSINESS'
       left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id and e.group_id = ground.group_id
       left join backup_vault n on n.tenant_id = v.tenant_id and n.vault_id = v.id
       left join backup k on k.tenant_id = n.tenant_id and k.vault_id = n.vault_id and k.number = n.number) u) as users,
    (select count(*) from invitation i where i.tenant_id = p.tenant_id) as invited,
    (select count(*) from invitation i where i.tenant_id = p.tenant_id and i.expires_at > now()) as open
  from page p
  cross join lateral (
    select count(*) as people, count(*) filter (where u.role = 'ADMINISTRATOR') as administrators,
      count(*) filter (where u.status = 'SUSPENDED') as suspended,
      count(*) filter (where exists (
        select from second_factor f where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null)) as factors,
      count(b.two_factor_grace_days) as demanded
    from "user" u left join user_policy b on b.tenant_id = u.tenant_id and b.user_id = u.id
    where u.tenant_id = p.tenant_id and u.status <> 'REMOVED'
  ) as people
  cross join lateral (
    select count(*) filter (where d.revoked_at is null) as devices,
      count(*) filter (where d.revoked_at is null and d.last_seen_at <= now() - interval '90 days') as stale_devices, max(d.last_seen_at) as active
    from device d join "user" u on u.tenant_id = d.tenant_id and u.id = d.user_id and u.status <> 'REMOVED'
    where d.tenant_id = p.tenant_id
  ) as machines
  cross join lateral (
    select count(distinct u.id) as waiting
    from user_group g join roster r on r.tenant_id = g.tenant_id and r.id = g.id and r.epoch > 0
    join "user" u on u.tenant_id = g.tenant_id and u.status = 'ACTIVE'
    where g.tenant_id = p.tenant_id and g.ended_at is null
      and (g.class = 'EVERYONE' or g.class = 'NAMED' and exists (
        select from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id and m.user_id = u.id))
      and not exists (
        select from member_wrap w where w.tenant_id = g.tenant_id and w.group_id = g.id and w.epoch = r.epoch and w.user_id = u.id)
  ) as waiting
  cross join lateral (
    select count(*) filter (where k.revision = v.revision or k.taken_at > now() - interval '48 hours') as fresh,
      count(*) filter (where k.revision <> v.revision and k.taken_at <= now() - interval '48 hours') as stale,
      count(*) filter (where k.taken_at is null) as missing, min(k.taken_at) as oldest
    from vault v join user_policy b on b.tenant_id = v.tenant_id and b.user_id = v.user_id and b.organisation_backup > 0
    left join backup_vault n on n.tenant_id = v.tenant_id and n.vault_id = v.id
    left join backup k on k.tenant_id = n.tenant_id and k.vault_id = n.vault_id and k.number = n.number
    where v.tenant_id = p.tenant_id and v.class = 'BUSINESS' and v.revision > 0
  ) as kept
  left join lateral (
    select w.group_id, g.head as group_head, g.epoch, c.created_at as code_since, k.drilled_at, o.drilled_at as code_drilled_at,
      (select count(*) from group_member m where m.tenant_id = w.tenant_id and m.group_id = w.group_id and m.role = 'MEMBER') as temporary,
      (select count(*) from recovery y where y.tenant_id = w.tenant_id and y.closed_at is null) as recoveries
    from recovery_switch w join roster g on g.tenant_id = w.tenant_id and g.id = w.group_id
    left join recovery_code c on c.tenant_id = w.tenant_id and c.group_id = w.group_id
    left join recovery_drill k on k.tenant_id = w.tenant_id and k.group_id = w.group_id and not k.by_code
    left join recovery_drill o on o.tenant_id = w.tenant_id and o.group_id = w.group_id and o.by_code
    where w.tenant_id = p.tenant_id and w.status = 'IN_FORCE'
  ) as ground on true
  left join lateral (
    select d.rights, d.hours, b.from_at, b.until_at,
      (select count(*) from desk_staff s where s.tenant_id = d.tenant_id and s.desk_id = d.id) as at_desk
    from desk d left join break_glass b on b.tenant_id = d.tenant_id and b.desk_id = d.id and b.until_at > now()
    where d.tenant_id = p.tenant_id and d.id = p.partner_id
  ) as bureau on true
  left join lateral (
    select o.seq as said_seq, l.created_at as said_since
    from policy_document o join roster_link l on l.tenant_id = o.tenant_id and l.roster_id = o.tenant_id and l.seq = o.seq
    where o.tenant_id = p.tenant_id and o.id = p.partner_id and o.scope = 'PARTNER'
  ) as said on true
  order by lower(coalesce(p.name, '')) collate "C", p.tenant_id`;

serveBare(async (pool, path) => {
  const [, ...values] = path.split("/");
  const { rows } = await pool.query({ name: "partner-page", text, values });
  return JSON.stringify({ data: rows });
});
