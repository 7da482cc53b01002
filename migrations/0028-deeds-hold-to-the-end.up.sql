-- What a deed of partners rests on is asked where it is done: whose company it is behind the lock of its roster, whose offer it is
-- when it is opened and when it is accepted, and how long a company has been on trial.

-- Whether whoever acts at a desk may still, and since when the partner is suspended: asked behind the lock of the company's roster,
-- which whoever ends the relation takes too. Until the deed is done nobody ends it, and nobody takes the actor off the staff. No row:
-- they may not.
create function stand_again() returns table (suspended_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  perform from partner_company c where c.partner_id = current_desk() and c.tenant_id = current_tenant() for share;
  perform from partner_staff s where s.tenant_id = current_desk() and s.user_id = current_actor() for share;
  return query
  select s.suspended_at
  from standing_of(current_desk(), current_actor()) s
  join partner_company c on c.partner_id = current_desk() and c.tenant_id = current_tenant()
  where s.role in ('OWNER', 'ADMINISTRATOR', 'TECHNICIAN')
    and (s.scope = 'ALL' or s.scope = 'LABELS' and c.labels && s.labels or s.scope = 'LIST' and c.tenant_id = any (s.companies));
end
$$;

-- The offers of a partner that stand: as long as their keeper may be at its desks, by the very keys that the offer names. For other
-- functions alone.
create function standing_offers(partner uuid, now timestamptz) returns setof partner_offer
  language sql stable
  set search_path = public, pg_temp
as $$
  select o.* from partner_offer o
  -- An offer is a structure of a fixed form, which was held against the partner's roster: no other key is among its bytes.
  join account_key k on k.tenant_id = o.partner_id and k.user_id = o.keeper_id and position(k.signing_key in o.offer) > 0
  where o.partner_id = $1 and o.expires_at > $2
    and exists (select from standing_of(o.partner_id, o.keeper_id) s where s.role in ('OWNER', 'ADMINISTRATOR', 'TECHNICIAN'))
$$;

-- Those of the partner that was entered.
create function own_offers(now timestamptz) returns setof partner_offer
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select * from standing_offers(current_partner(), $1)
$$;

-- As before (0018); an offer ends with its keeper.
create or replace function find_offer(partner uuid, hash bytea, now timestamptz)
  returns table (partner_id uuid, partner_name text, offer bytea, address text, name text, salt bytea, encryption_key bytea, expires_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select o.partner_id, t.name, o.offer, o.address, o.name, o.salt, k.encryption_key, o.expires_at
  from standing_offers($1, $3) o join partner p on p.tenant_id = o.partner_id join tenant t on t.id = o.partner_id
  join account_key k on k.tenant_id = o.partner_id and k.user_id = o.keeper_id
  where o.hash = $2 and coalesce(p.suspended_at, t.suspended_at) is null
    and o.partner_id <> current_tenant()
$$;

-- As before (0018); an offer ends with its keeper.
create or replace function accept_offer(partner uuid, hash bytea, now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here    uuid := current_tenant();
  before  uuid;
  offered partner_offer;
  pool    partner;
  its     tenant;
begin
  if not exists (select from "user" u where u.tenant_id = here and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE')
     or here = $1 then
    return 'FORBIDDEN';
  end if;
  select c.partner_id into before from partner_company c where c.tenant_id = here;
  -- Whoever takes somebody off the staff has done so, or waits.
  perform from partner p where p.tenant_id in ($1, before) order by p.tenant_id for no key update;
  perform from partner_offer o where o.partner_id = $1 and o.hash = $2 for update;
  select o.* into offered from standing_offers($1, $3) o where o.hash = $2;
  select p.* into pool from partner p join tenant t on t.id = p.tenant_id where p.tenant_id = $1 and coalesce(p.suspended_at, t.suspended_at) is null;
  if offered.hash is null or pool.tenant_id is null then
    return 'NOT_FOUND';
  end if;
  select t.* into its from tenant t where t.id = here;
  if its.plan <> all (pool.plans) then
    return 'PLAN';
  elsif seats_sold_by($1, here) + its.seats > pool.seats then
    return 'SEATS';
  elsif (select count(*) > 500 from (select unnest(c.labels) from partner_company c where c.partner_id = $1 union select unnest(offered.labels)) as l) then
    return 'LABELS';
  end if;
  delete from partner_offer o where o.partner_id = $1 and o.hash = $2;
  if before is not null and before <> $1 then
    perform end_relation(here, false, $3);
  end if;
  insert into partner_company as c (partner_id, tenant_id, labels, reference, since, founded)
  values ($1, here, offered.labels, offered.reference, $3, false)
  on conflict on constraint partner_company_key do update set labels = excluded.labels, reference = coalesce(excluded.reference, c.reference);
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, surface, records)
  values ($1, gen_random_uuid(), 'COMPANY_TAKEN_ON', date_trunc('milliseconds', $3), 'SERVER', null, null, array[here]);
  return 'DONE';
end
$$;

-- As before (0018); a partner tries a company for half a year behind its beginning at most, however often it says so.
create or replace function sell_terms(company uuid, plan text, seats integer, trial_ends_at timestamptz, now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  its  tenant;
  pool partner;
begin
  if not lock_partner() or not exists (select from partner_scope(array[$1]) s where s.own) then
    return 'NOT_FOUND';
  end if;
  perform from partner_company c where c.partner_id = current_partner() and c.tenant_id = $1 for share;
  if not found then
    return 'NOT_FOUND';
  end if;
  select p.* into pool from partner p where p.tenant_id = current_partner();
  select t.* into its from tenant t where t.id = $1;
  if ($2 is null or $2 = its.plan and $4 is not distinct from its.trial_ends_at) and ($3 is null or $3 = its.seats) then
    return 'UNCHANGED';
  end if;
  if $2 is not null and $2 <> all (pool.plans) then
    return 'PLAN';
  end if;
  if $2 = 'TRIAL' and $4 > its.created_at + interval '180 days' then
    return 'TRIAL';
  end if;
  -- Fewer are always right, also where the operator made the pool smaller than what was sold.
  if $3 > its.seats and seats_sold_by(pool.tenant_id, $1) + $3 > pool.seats then
    return 'SEATS';
  end if;
  perform change_terms($1, $2, $3, $4, $5);
  return 'DONE';
end
$$;

-- ── recoveries end with the right by which they were opened ─────────────────────────────────────────────────────────

-- When it ended before its time; until when it was asked for stays as it was signed.
alter table recovery add column ended_at timestamptz;

-- Recoveries that these opened in the tenant at hand end: whoever is suspended, removed, made a user or taken off a desk reads nothing
-- more by them, also where they come back. With a group: those that they opened as members of that one. Noted and told as of others.
create function end_recoveries_by(people uuid[], of_group uuid, now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with over as (
    update recovery r set ended_at = $3, noted = true
    where r.tenant_id = current_tenant() and r.opened_by = any ($1) and ($2 is null or r.group_id = $2 and r.code_key is null)
      and r.ended_at is null and r.ends_at > $3 and r.closed_at is null and r.vetoed_at is null
    returning r.*
  ), told as (
    insert into job (kind, subject, due_at) select 'TELL_OF_ENDED_RECOVERY', o.id, $3 from over o
    on conflict on constraint job_key do nothing
  )
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, group_id, records)
  select o.tenant_id, gen_random_uuid(), 'RECOVERY_ENDED', $3, 'SERVER', o.user_id, o.group_id, '{}' from over o
$$;

-- As before (0019); what has ended so lives no more.
do $views$
declare
  body constant text := $text$
  select t.id as tenant_id,
    t.suspended_at is null and t.plan <> 'STANDARD' and (t.trial_ends_at is null or t.trial_ends_at > (select current_moment())) as sold,
    w.group_id as switched,
    exists (select from recovery_switch a where a.tenant_id = t.id and a.status = 'AWAITING') as awaiting,
    r.head as tenant_head, g.head as group_head, g.epoch as group_epoch, c.created_at as code_since,
    k.drilled_at, k.epoch as drilled_epoch, o.drilled_at as code_drilled_at,
    (select count(*)::integer from group_member m where m.tenant_id = t.id and m.group_id = w.group_id and m.role = 'MEMBER') as temporary,
    (select count(*)::integer from recovery y where y.tenant_id = t.id and y.closed_at is null and y.vetoed_at is null
       and y.ended_at is null and y.ends_at > (select current_moment())) as live,
    (select count(*)::integer from recovery y where y.tenant_id = t.id and y.closed_at is null
       and (y.vetoed_at is not null or y.ended_at is not null or y.ends_at <= (select current_moment()))) as unclosed
  from tenant t
  join roster r on r.tenant_id = t.id and r.id = t.id
  left join recovery_switch w on w.tenant_id = t.id and w.status = 'IN_FORCE'
  left join roster g on g.tenant_id = t.id and g.id = w.group_id
  left join recovery_code c on c.tenant_id = t.id and c.group_id = w.group_id
  left join recovery_drill k on k.tenant_id = t.id and k.group_id = w.group_id and not k.by_code
  left join recovery_drill o on o.tenant_id = t.id and o.group_id = w.group_id and o.by_code
    $text$;
begin
  execute format('create or replace view recovery_ground with (security_invoker = true) as %s', body);
  execute format('create or replace view every_recovery_ground as %s', body);
end
$views$;

revoke all on function stand_again(), end_recoveries_by(uuid[], uuid, timestamptz), standing_offers(uuid, timestamptz), own_offers(timestamptz) from public;
grant execute on function stand_again(), end_recoveries_by(uuid[], uuid, timestamptz), own_offers(timestamptz) to :application_role;
