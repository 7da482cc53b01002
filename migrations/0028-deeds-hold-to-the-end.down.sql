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
  -- Fewer are always right, also where the operator made the pool smaller than what was sold.
  if $3 > its.seats and seats_sold_by(pool.tenant_id, $1) + $3 > pool.seats then
    return 'SEATS';
  end if;
  perform change_terms($1, $2, $3, $4, $5);
  return 'DONE';
end
$$;
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
  perform from partner p where p.tenant_id in ($1, before) order by p.tenant_id for no key update;
  select o.* into offered from partner_offer o where o.partner_id = $1 and o.hash = $2 and o.expires_at > $3 for update;
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
create or replace function find_offer(partner uuid, hash bytea, now timestamptz)
  returns table (partner_id uuid, partner_name text, offer bytea, address text, name text, salt bytea, encryption_key bytea, expires_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select o.partner_id, t.name, o.offer, o.address, o.name, o.salt, k.encryption_key, o.expires_at
  from partner_offer o join partner p on p.tenant_id = o.partner_id join tenant t on t.id = o.partner_id
  join account_key k on k.tenant_id = o.partner_id and k.user_id = o.keeper_id
  where o.partner_id = $1 and o.hash = $2 and o.expires_at > $3 and coalesce(p.suspended_at, t.suspended_at) is null
    and o.partner_id <> current_tenant()
$$;
drop function end_recoveries_by(uuid[], uuid, timestamptz);
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
    $text$;
begin
  execute format('create or replace view recovery_ground with (security_invoker = true) as %s', body);
  execute format('create or replace view every_recovery_ground as %s', body);
end
$views$;
-- What has ended is not to be read again.
update recovery set closed_at = ended_at where ended_at is not null and closed_at is null and vetoed_at is null;
alter table recovery drop column ended_at;
drop function own_offers(timestamptz);
drop function standing_offers(uuid, timestamptz);
drop function stand_again();
