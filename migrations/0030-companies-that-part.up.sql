-- Companies that part from a partner: it hears of each, by a letter to its owners and by one last event in its feed. docs/adr/0051.

-- What the partner is told of a company that is its no more: what it called it, and what of it was sold. For a month.
create table parted_company (
  id         uuid        not null,
  partner_id uuid        not null,
  tenant_id  uuid        not null,
  name       text,
  reference  text,
  -- Whose scope it was in is told.
  labels     text[]      not null,
  seats      integer     not null,
  parted_at  timestamptz not null,
  -- Who of the staff let it go; null: the company left.
  actor_id   uuid,
  constraint parted_company_key primary key (id),
  constraint parted_company_of_partner foreign key (partner_id) references partner (tenant_id)
);
create index parted_company_by_partner on parted_company (partner_id, parted_at);
create index parted_company_by_time on parted_company (parted_at);
-- By the functions below alone.
alter table parted_company enable row level security;

-- Whether the entry stands in the partner's own log, and not in that of the company, which it is about.
alter table partner_feed add column own boolean not null default false;

-- As before (0018); and the partner hears of it.
create or replace function end_relation(company uuid, by_partner boolean, now timestamptz) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
declare
  gone    partner_company;
  parting uuid := gen_random_uuid();
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
  insert into parted_company (id, partner_id, tenant_id, name, reference, labels, seats, parted_at, actor_id)
  select parting, gone.partner_id, t.id, t.name, gone.reference, gone.labels, t.seats, date_trunc('milliseconds', $3), case when $2 then current_actor() end
  from tenant t where t.id = $1;
  perform plan_job('TELL_OF_PARTING', parting, $3);
end
$$;

-- ── the last event ──────────────────────────────────────────────────────────────────────────────────────────────────

-- Puts what the log of a partner says of companies that parted into the partner's own feed, behind all that was told of them. For the
-- function that places entries alone.
create function feed_partings(partner uuid, behind integer, until integer) returns uuid
  language plpgsql
  set search_path = public, pg_temp
as $$
declare
  head integer;
  told integer;
begin
  if not exists (select from partner p where p.tenant_id = $1)
     or not exists (select from audit_entry e where e.tenant_id = $1 and e.revision > $2 and e.revision <= $3 and e.kind = 'COMPANY_GIVEN_UP') then
    return null;
  end if;
  insert into partner_feed_head (partner_id, revision) values ($1, 0) on conflict on constraint partner_feed_head_key do nothing;
  select h.revision into head from partner_feed_head h where h.partner_id = $1 for update;
  insert into partner_feed (partner_id, revision, tenant_id, audit_revision, kind, happened_at, own)
  select $1, head + row_number() over (order by e.revision), e.records[1], e.revision, e.kind, e.happened_at, true
  from audit_entry e where e.tenant_id = $1 and e.revision > $2 and e.revision <= $3 and e.kind = 'COMPANY_GIVEN_UP';
  get diagnostics told = row_count;
  update partner_feed_head h set revision = head + told where h.partner_id = $1;
  return $1;
end
$$;

-- As before (0021); a partner's own log goes into its own feed as far as companies parted. Answers whose feeds have grown.
drop function chain_audit(integer, uuid[], bytea[]);
create function chain_audit(head integer, ids uuid[], hashes bytea[]) returns uuid[]
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
  return array_remove(array[feed_partner(here, head, head + moved), feed_partings(here, head, head + moved)], null);
end
$$;

-- Whether that a company parted is for whoever was entered for its partner: it was in their scope, and in that of the machine. After a
-- month, when nobody knows its labels any more, for those who see all companies. For other functions alone.
create function sees_parted(company uuid, at timestamptz) returns boolean
  language plpgsql stable
  set search_path = public, pg_temp
as $$
declare
  acting uuid := nullif(current_setting('app.machine', true), '')::uuid;
  were   text[];
begin
  select p.labels into were from parted_company p where p.partner_id = current_partner() and p.tenant_id = $1 and p.parted_at = $2 limit 1;
  return exists (
      select from standing_of(current_partner(), current_actor()) s
      where case s.scope when 'ALL' then true when 'LABELS' then s.labels && were else $1 = any (s.companies) end)
    and (acting is null or exists (
      select from machine m where m.tenant_id = current_partner() and m.id = acting and m.ended_at is null
        and case m.company_scope when 'ALL' then true when 'LABELS' then m.labels && were else $1 = any (m.companies) end));
end
$$;

-- As before (0021); and that a company parted, to whoever had it in their scope: the last that is told of it.
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
    (select f.revision, f.tenant_id, f.audit_revision, f.kind, f.happened_at, f.own
     from page f
     join partner_scope($6) s on s.tenant_id = f.tenant_id and s.own
     join partner_company c on c.partner_id = f.partner_id and c.tenant_id = f.tenant_id and f.happened_at >= c.since
     where not f.own and ($5 is null or f.kind = any ($5)))
    union all
    (select f.revision, f.tenant_id, f.audit_revision, f.kind, f.happened_at, f.own
     from page f
     where f.own and ($5 is null or f.kind = any ($5)) and ($6 is null or f.tenant_id = any ($6)) and sees_parted(f.tenant_id, f.happened_at))
    order by 1 limit $4
  )
  select s.revision, s.tenant_id, s.audit_revision, s.kind, s.happened_at, e.actor_id, e.user_id, e.group_id, e.vault_id, e.amount
  from seen s left join audit_entry e on e.tenant_id = case when s.own then current_partner() else s.tenant_id end and e.revision = s.audit_revision
  union all
  select coalesce(case when (select count(*) from seen) >= $4 then (select max(s.revision) from seen s) else (select max(p.revision) from page p) end, $1),
    null, null, null, null, null, null, null, null, null
  order by 1, 2 nulls last
$$;

-- ── who is told ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Companies that parted from the partner that was entered since then, of those that were in the actor's scope: the newest first.
create function list_parted(since timestamptz, most integer)
  returns table (tenant_id uuid, name text, reference text, seats integer, parted_at timestamptz, actor_id uuid)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select p.tenant_id, p.name, p.reference, p.seats, p.parted_at, p.actor_id from parted_company p
  where p.partner_id = current_partner() and p.parted_at > $1 and sees_parted(p.tenant_id, p.parted_at)
  order by p.parted_at desc, p.id limit $2
$$;

-- To whom a letter is owed about a company that parted, and what of it: owners of the partner whose role counts, but for whoever let it go
-- themself. Its job bears the parting's id.
create function list_parting_letters(parting uuid)
  returns table (address text, partner text, company uuid, name text, reference text, parted_at timestamptz, by_whom text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address, t.name, p.tenant_id, p.name, p.reference, p.parted_at, a.name
  from job j join parted_company p on p.id = j.subject join tenant t on t.id = p.partner_id
  join partner_staff s on s.tenant_id = p.partner_id and s.role = 'OWNER' and s.user_id is distinct from p.actor_id
  join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id and u.status = 'ACTIVE' and u.role = 'ADMINISTRATOR'
  left join "user" a on a.tenant_id = p.partner_id and a.id = p.actor_id
  where j.kind = 'TELL_OF_PARTING' and j.subject = $1
  order by u.id
$$;

-- Forgets companies that parted before then, at most so many. Answers whether any may be left.
create function forget_parted(before timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  gone integer;
begin
  delete from parted_company p where p.id in (
    select e.id from parted_company e where e.parted_at <= $1 order by e.parted_at limit $2 for update skip locked);
  get diagnostics gone = row_count;
  return gone >= $2;
end
$$;

-- ── coming ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- As before (0028); of the partner that looks after the company already what it calls it stays, and so does a desk that it has.
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
  called  text[];
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
  -- A desk that stands is changed, and not replaced by its like: that would end all that it has here.
  if before = $1 and exists (select from desk d where d.tenant_id = here and d.id = $1) then
    return 'DESK_STANDS';
  end if;
  select t.* into its from tenant t where t.id = here;
  called := array(
    select l.label collate "C" from (
      select unnest(offered.labels) as label union select unnest(c.labels) from partner_company c where c.partner_id = $1 and c.tenant_id = here) as l
    order by 1);
  if its.plan <> all (pool.plans) then
    return 'PLAN';
  elsif seats_sold_by($1, here) + its.seats > pool.seats then
    return 'SEATS';
  elsif cardinality(called) > 20
     or (select count(*) > 500 from (select unnest(c.labels) from partner_company c where c.partner_id = $1 union select unnest(called)) as l) then
    return 'LABELS';
  end if;
  delete from partner_offer o where o.partner_id = $1 and o.hash = $2;
  if before is not null and before <> $1 then
    perform end_relation(here, false, $3);
  end if;
  insert into partner_company as c (partner_id, tenant_id, labels, reference, since, founded)
  values ($1, here, called, offered.reference, $3, false)
  on conflict on constraint partner_company_key do update set labels = excluded.labels, reference = coalesce(c.reference, excluded.reference);
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, surface, records)
  values ($1, gen_random_uuid(), 'COMPANY_TAKEN_ON', date_trunc('milliseconds', $3), 'SERVER', null, null, array[here]);
  return 'DONE';
end
$$;

-- ── out of a recovery group by oneself ──────────────────────────────────────────────────────────────────────────────

-- As before (0020); and staff write into the roster of a group that they are in: what they may sign there, which is that they leave it,
-- the verb says. Other rosters of the company they only read.
alter policy own_tenant on roster
  with check (tenant_id = current_tenant() and ((id = current_visit()) is not false
    or at_desk() and kind = 'GROUP' and id in (select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = acting_at_desk())));
alter policy own_tenant on roster_link
  with check (tenant_id = current_tenant() and ((roster_id = current_visit()) is not false
    or at_desk() and roster_id in (select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = acting_at_desk())));

revoke all on function feed_partings(uuid, integer, integer), chain_audit(integer, uuid[], bytea[]), sees_parted(uuid, timestamptz),
  list_parted(timestamptz, integer), list_parting_letters(uuid), forget_parted(timestamptz, integer) from public;
grant execute on function chain_audit(integer, uuid[], bytea[]), list_parted(timestamptz, integer), list_parting_letters(uuid),
  forget_parted(timestamptz, integer) to :application_role;
