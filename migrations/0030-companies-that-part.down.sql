-- What the version before cannot tell is told no more: which companies parted, and their last events.
delete from job where kind = 'TELL_OF_PARTING';
alter policy own_tenant on roster with check (tenant_id = current_tenant() and (id = current_visit()) is not false);
alter policy own_tenant on roster_link with check (tenant_id = current_tenant() and (roster_id = current_visit()) is not false);
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
drop function forget_parted(timestamptz, integer);
drop function list_parting_letters(uuid);
drop function list_parted(timestamptz, integer);
create or replace function read_feed(behind integer, up_to integer, looked_at integer, most integer, kinds text[], companies uuid[])
  returns table (revision integer, tenant_id uuid, audit_revision integer, kind text, happened_at timestamptz, actor_id uuid, user_id uuid, group_id uuid,
                 vault_id uuid, amount integer)
  language sql stable security definer rows 100
  set search_path = public, pg_temp
as $$
  with page as materialized (
    select f.* from partner_feed f
    where f.partner_id = current_partner() and f.revision > $1 and ($2 is null or f.revision <= $2) order by f.revision limit $3
  ), seen as materialized (
    select f.revision, f.tenant_id, f.audit_revision, f.kind, f.happened_at
    from page f
    join partner_scope($6) s on s.tenant_id = f.tenant_id and s.own
    join partner_company c on c.partner_id = f.partner_id and c.tenant_id = f.tenant_id and f.happened_at >= c.since
    where $5 is null or f.kind = any ($5)
    order by f.revision limit $4
  )
  select s.revision, s.tenant_id, s.audit_revision, s.kind, s.happened_at, e.actor_id, e.user_id, e.group_id, e.vault_id, e.amount
  from seen s left join audit_entry e on e.tenant_id = s.tenant_id and e.revision = s.audit_revision
  union all
  select coalesce(case when (select count(*) from seen) >= $4 then (select max(s.revision) from seen s) else (select max(p.revision) from page p) end, $1),
    null, null, null, null, null, null, null, null, null
  order by 1, 2 nulls last
$$;
drop function sees_parted(uuid, timestamptz);
drop function chain_audit(integer, uuid[], bytea[]);
create function chain_audit(head integer, ids uuid[], hashes bytea[]) returns uuid
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here  uuid := current_tenant();
  moved integer;
begin
  perform from audit_head h where h.tenant_id = here and h.revision = head for update;
  if not found then
    raise exception using errcode = 'SG003', message = 'the log has another head';
  end if;
  with placed as (
    select * from unnest(ids, hashes) with ordinality as p (id, hash, place)
  ), taken as (
    delete from audit_waiting w using placed p where w.tenant_id = here and w.id = p.id returning w.*, p.hash, p.place
  )
  insert into audit_entry (tenant_id, revision, id, kind, happened_at, origin, actor_id, actor_device_id, surface, user_id, device_id,
    group_id, vault_id, invitation, records, amount, seq, epoch, hash)
  select here, head + place, id, kind, happened_at, origin, actor_id, actor_device_id, surface, user_id, device_id,
    group_id, vault_id, invitation, records, amount, seq, epoch, hash
  from taken;
  get diagnostics moved = row_count;
  if moved <> cardinality(ids) or moved <> cardinality(hashes) or moved = 0 then
    raise exception using errcode = 'SG003', message = 'what is chained does not wait';
  end if;
  update audit_head h set revision = head + moved, hash = hashes[moved] where h.tenant_id = here;
  return feed_partner(here, head, head + moved);
end
$$;
revoke all on function chain_audit(integer, uuid[], bytea[]) from public;
grant execute on function chain_audit(integer, uuid[], bytea[]) to :application_role;
drop function feed_partings(uuid, integer, integer);
create or replace function end_relation(company uuid, by_partner boolean, now timestamptz) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
declare
  gone partner_company;
begin
  delete from partner_company c where c.tenant_id = $1 returning c.* into gone;
  if gone.tenant_id is null then
    return;
  end if;
  if gone.suspended then
    perform suspend_tenant($1, null, $3);
  end if;
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, actor_device_id, surface, records)
  values (gone.partner_id, gen_random_uuid(), 'COMPANY_GIVEN_UP', date_trunc('milliseconds', $3), 'SERVER',
    case when $2 then current_actor() end, case when $2 then nullif(current_setting('app.device', true), '')::uuid end,
    case when $2 then nullif(current_setting('app.surface', true), '') end, array[$1]);
end
$$;
-- Revisions are dense, and a place in the feed is not given twice: what was read up to there stays read.
delete from partner_feed where own;
alter table partner_feed drop column own;
drop table parted_company;
