-- Work that waits for its time, and the log of what was done in a tenant. docs/adr/0030, PROTOCOL §7.

-- ── jobs ────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- One row for each thing that is to be done: once, or again and again. Whoever works on it holds its lock.
create table job (
  kind      text        not null,
  -- What it is about; the lowest id where it is about the whole house.
  subject   uuid        not null,
  due_at    timestamptz not null,
  -- How often it failed since it went well.
  failures  integer     not null default 0,
  constraint job_key primary key (kind, subject),
  constraint job_kind_is_bounded check (char_length(kind) between 1 and 64),
  constraint job_failures_count_up check (failures >= 0)
);
create index job_by_due on job (due_at);
alter table job enable row level security;

-- Sees to it that there is such a job. One that is there stays as it is, also in the hands of a worker.
create function plan_job(kind text, subject uuid, due timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into job (kind, subject, due_at) values ($1, $2, $3) on conflict on constraint job_key do nothing
$$;

-- Takes the job of these kinds that has been due for longest, for this transaction: no other worker finds it meanwhile.
create function claim_job(kinds text[], now timestamptz)
  returns table (kind text, subject uuid, due_at timestamptz, failures integer)
  language sql security definer
  set search_path = public, pg_temp
as $$
  select j.kind, j.subject, j.due_at, j.failures from job j
  where j.due_at <= $2 and j.kind = any ($1) order by j.due_at limit 1 for update skip locked
$$;

-- It went well: it comes again then, or never.
create function finish_job(kind text, subject uuid, next timestamptz) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if next is null then
    delete from job j where j.kind = $1 and j.subject = $2;
  else
    update job j set due_at = next, failures = 0 where j.kind = $1 and j.subject = $2;
  end if;
end
$$;

-- It failed: the next try is then. Only where nobody else has taken it up since.
create function fail_job(kind text, subject uuid, failed timestamptz, next timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  update job j set due_at = $4, failures = j.failures + 1 where j.kind = $1 and j.subject = $2 and j.due_at = $3
$$;

-- How many jobs are due, and since when, by kind: for the metrics.
create function list_job_figures(now timestamptz) returns table (kind text, depth integer, oldest timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select j.kind, (count(*) filter (where j.due_at <= $1))::integer, min(j.due_at) filter (where j.due_at <= $1)
  from job j group by j.kind
$$;

-- ── what runs out ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Forgets what has run out, at most so many of each. Answers whether any may be left.
create function forget_expired(now timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  found_most integer := 0;
  gone       integer;
begin
  delete from attempt a where a.key in (
    select e.key from attempt e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count; found_most := greatest(found_most, gone);
  delete from sign_up s where s.id in (
    select e.id from sign_up e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count; found_most := greatest(found_most, gone);
  delete from challenge c where c.challenge in (
    select e.challenge from challenge e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count; found_most := greatest(found_most, gone);
  delete from device_request r where r.id in (
    select e.id from device_request e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count; found_most := greatest(found_most, gone);
  delete from tenant_code t where t.code_hash in (
    select e.code_hash from tenant_code e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count; found_most := greatest(found_most, gone);
  return found_most >= $2;
end
$$;

-- What did this beside something else so far.
drop function forget_attempts(timestamptz);

create or replace function open_sign_up(id uuid, address text, code_hash bytea, expires_at timestamptz, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  insert into sign_up (id, address, code_hash, expires_at) values ($1, $2, $3, $4);
  return exists (select from account_address a where a.address = $2);
end
$$;

create or replace function open_challenge(address text, challenge bytea, expires_at timestamptz, now timestamptz)
  returns table (user_id uuid, parameters bytea)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  owner account_address;
begin
  select * into owner from account_address a where a.address = $1;
  insert into challenge (challenge, user_id, expires_at) values ($2, owner.user_id, $3);
  return query select k.user_id, k.parameters from account_key k where k.tenant_id = owner.tenant_id and k.user_id = owner.user_id;
end
$$;

create or replace function open_device_request(request uuid, address text, token_hash bytea, envelope bytea, expires_at timestamptz, now timestamptz)
  returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  owner account_address;
begin
  select * into owner from account_address a where a.address = $2;
  insert into device_request (id, tenant_id, user_id, token_hash, envelope, created_at, expires_at)
    values ($1, owner.tenant_id, owner.user_id, $3, $4, $6, $5) on conflict on constraint device_request_key do nothing;
end
$$;

-- Forgets sessions that ran out before that moment, whenever they ended: nobody comes back to them.
create function forget_sessions(before timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  gone integer;
begin
  delete from session s where s.id in (
    select e.id from session e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count;
  return gone >= $2;
end
$$;
create index session_by_expiry on session (expires_at);

-- ── seats by day ────────────────────────────────────────────────────────────────────────────────────────────────────

create table seat_day (
  tenant_id uuid    not null,
  day       date    not null,
  plan      text    not null,
  seats     integer not null,
  taken     integer not null,
  constraint seat_day_key primary key (tenant_id, day),
  constraint seat_day_of_tenant foreign key (tenant_id) references tenant (id)
);

-- Notes for every tenant how many seats it has and how many are taken: of several looks on one day the highest count stays.
create function count_seats(now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into seat_day as d (tenant_id, day, plan, seats, taken)
  select t.id, ($1 at time zone 'UTC')::date, t.plan, t.seats,
    ((select count(*) from "user" u where u.tenant_id = t.id and u.status <> 'REMOVED')
     + (select count(*) from invitation i where i.tenant_id = t.id))::integer
  from tenant t order by t.id
  on conflict on constraint seat_day_key do update set plan = excluded.plan, seats = excluded.seats, taken = greatest(d.taken, excluded.taken)
$$;

-- ── the audit log ───────────────────────────────────────────────────────────────────────────────────────────────────

-- What was done, written by the very transaction that did it. It waits here for its place in the log. Ids and numbers
-- alone: no name, no address, no text that anybody chose. What an id meant may be gone, so nothing is referred to.
create table audit_waiting (
  tenant_id         uuid        not null,
  id                uuid        not null,
  kind              text        not null,
  happened_at       timestamptz not null,
  origin            text        not null,
  actor_id          uuid,
  actor_device_id   uuid,
  surface           text,
  user_id           uuid,
  device_id         uuid,
  group_id          uuid,
  vault_id          uuid,
  invitation        bytea,
  records           uuid[]      not null,
  amount            integer,
  seq               integer,
  epoch             integer,
  constraint audit_waiting_key primary key (tenant_id, id),
  constraint audit_waiting_of_tenant foreign key (tenant_id) references tenant (id),
  constraint audit_waiting_kind_is_a_name check (kind ~ '^[A-Z][A-Z_]{1,62}[A-Z]$'),
  constraint audit_waiting_origin_is_known check (origin in ('SERVER', 'CLIENT')),
  constraint audit_waiting_surface_is_known check (surface in ('APP', 'PORTAL', 'FORMER', 'PASSWORD', 'FACTOR')),
  constraint audit_waiting_invitation_is_32_bytes check (octet_length(invitation) = 32),
  constraint audit_waiting_records_are_bounded check (cardinality(records) <= 32),
  constraint audit_waiting_numbers_count_up check (amount >= 0 and seq >= 0 and epoch >= 0)
);

-- The log: dense revisions, each with a hash over its entry and the hash before.
create table audit_entry (
  tenant_id         uuid        not null,
  revision          integer     not null,
  id                uuid        not null,
  kind              text        not null,
  happened_at       timestamptz not null,
  origin            text        not null,
  actor_id          uuid,
  actor_device_id   uuid,
  surface           text,
  user_id           uuid,
  device_id         uuid,
  group_id          uuid,
  vault_id          uuid,
  invitation        bytea,
  records           uuid[]      not null,
  amount            integer,
  seq               integer,
  epoch             integer,
  hash              bytea       not null,
  constraint audit_entry_key primary key (tenant_id, revision),
  constraint audit_entry_of_tenant foreign key (tenant_id) references tenant (id),
  constraint audit_entry_revision_counts_up check (revision >= 1),
  constraint audit_entry_hash_is_32_bytes check (octet_length(hash) = 32)
);
create index audit_entry_by_kind on audit_entry (tenant_id, kind, revision);
create index audit_entry_by_actor on audit_entry (tenant_id, actor_id, revision);
create index audit_entry_by_user on audit_entry (tenant_id, user_id, revision);
create index audit_entry_by_time on audit_entry (tenant_id, happened_at, revision);

-- Where a log stands, and behind which entry it begins: what is older was forgotten when its time was over.
create table audit_head (
  tenant_id       uuid    not null,
  revision        integer not null,
  hash            bytea,
  anchor_revision integer not null,
  anchor_hash     bytea,
  constraint audit_head_key primary key (tenant_id),
  constraint audit_head_of_tenant foreign key (tenant_id) references tenant (id),
  constraint audit_head_is_behind_its_anchor check (anchor_revision between 0 and revision),
  constraint audit_head_hashes_from_one check ((revision = 0) = (hash is null) and (anchor_revision = 0) = (anchor_hash is null))
);

do $$
declare
  name text;
begin
  foreach name in array array['audit_waiting', 'audit_entry', 'audit_head', 'seat_day'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
end
$$;

-- Enters the next tenant behind this one in whose log something waits, alone: no row where there is none. Whoever else is at
-- work on that tenant is waited for, so that revisions are given by one at a time.
create function enter_to_chain(after uuid) returns table (tenant_id uuid, revision integer, hash bytea)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here uuid;
begin
  select w.tenant_id into here from audit_waiting w where w.tenant_id > $1 order by w.tenant_id limit 1;
  if not found then
    return;
  end if;
  insert into audit_head (tenant_id, revision, anchor_revision) values (here, 0, 0) on conflict on constraint audit_head_key do nothing;
  perform set_config('app.tenant', here::text, true);
  return query select h.tenant_id, h.revision, h.hash from audit_head h where h.tenant_id = here for update;
end
$$;

-- Gives entries that wait their place behind the head that the caller saw, with their hashes. Raises where the head has
-- moved, or one of them does not wait. An entry itself cannot be changed by it: it moves as it was written.
create function chain_audit(head integer, ids uuid[], hashes bytea[]) returns void
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
end
$$;

-- Forgets the oldest entries of each log, up to the first that is not older than that moment; never the newest one, and none
-- that is younger than 30 days beside it. The hash of the last that went is kept: what follows hangs on it. Each log that
-- lost something says so in an entry of its own, which is not what others are young beside; that such an entry went is not
-- said again. At most so many entries of each log; answers whether any may be left.
create function forget_audit(before timestamptz, most integer, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  log  record;
  last integer;
  gone integer;
  told boolean;
  more boolean := false;
begin
  for log in select h.tenant_id, h.revision, h.anchor_revision from audit_head h
             where exists (select from audit_entry e where e.tenant_id = h.tenant_id and e.happened_at < $1)
             order by h.tenant_id for update
  loop
    select coalesce(min(e.revision), log.revision) - 1 into last from audit_entry e
      where e.tenant_id = log.tenant_id
        and e.happened_at >= least($1, (select n.happened_at - interval '30 days' from audit_entry n where n.tenant_id = log.tenant_id and n.kind <> 'AUDIT_LOG_SHORTENED' order by n.revision desc limit 1));
    more := more or last - log.anchor_revision > $2;
    last := least(last, log.anchor_revision + $2, log.revision - 1);
    continue when last <= log.anchor_revision;
    update audit_head h set anchor_revision = last,
      anchor_hash = (select e.hash from audit_entry e where e.tenant_id = log.tenant_id and e.revision = last)
      where h.tenant_id = log.tenant_id;
    told := exists (select from audit_entry e where e.tenant_id = log.tenant_id and e.revision <= last and e.kind <> 'AUDIT_LOG_SHORTENED');
    delete from audit_entry e where e.tenant_id = log.tenant_id and e.revision <= last;
    get diagnostics gone = row_count;
    if told then
      insert into audit_waiting (tenant_id, id, kind, happened_at, origin, records, amount, seq)
        values (log.tenant_id, gen_random_uuid(), 'AUDIT_LOG_SHORTENED', $3, 'SERVER', '{}', gone, last);
    end if;
  end loop;
  return more;
end
$$;

-- Notes invitations that have run out, each once.
alter table invitation add column lapsed boolean not null default false;
create function note_lapsed_invitations(now timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  noted integer;
begin
  with lapsing as (
    update invitation i set lapsed = true
    where (i.tenant_id, i.key) in (
      select e.tenant_id, e.key from invitation e where not e.lapsed and e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked)
    returning i.tenant_id, i.key, i.seq, i.expires_at
  )
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, invitation, records, seq)
  select l.tenant_id, gen_random_uuid(), 'INVITATION_EXPIRED', l.expires_at, 'SERVER', l.key, '{}', l.seq from lapsing l;
  get diagnostics noted = row_count;
  return noted >= $2;
end
$$;
create index invitation_by_expiry on invitation (expires_at) where not lapsed;

-- A request to be approved concerns an account whose tenant the server alone knows: these say so in its log.
create function note_device_request(request uuid, token_hash bytea, event text, event_id uuid, now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, records)
  select r.tenant_id, $4, $3, $5, 'SERVER', r.user_id, '{}' from device_request r
  where r.id = $1 and r.token_hash = $2 and r.tenant_id is not null and $3 in ('DEVICE_REQUEST_OPENED', 'DEVICE_APPROVAL_COLLECTED', 'DEVICE_REQUEST_WITHDRAWN')
$$;

-- The tenant of a user, and what an attempt to sign in that was refused before anything was known leaves there.
create function note_attempt(person uuid, event text, event_id uuid, now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, records)
  select a.tenant_id, $3, $2, $4, 'SERVER', a.user_id, '{}' from account_address a
  where a.user_id = $1 and $2 in ('SIGN_IN_LIMITED')
$$;

-- A tenant that ends takes its log along.
create or replace function end_left_tenant(origin uuid) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if origin = current_tenant() or not exists (select from "user" u where u.tenant_id = origin and u.id = current_actor())
     or exists (select from "user" u where u.tenant_id = origin and u.id <> current_actor())
     or exists (select from vault v where v.tenant_id = origin) then
    return false;
  end if;
  delete from invitation where tenant_id = origin;
  delete from awaiting_person where tenant_id = origin;
  delete from member_wrap where tenant_id = origin;
  delete from group_member where tenant_id = origin;
  delete from group_epoch where tenant_id = origin;
  delete from user_group where tenant_id = origin;
  delete from roster_link where tenant_id = origin;
  delete from roster where tenant_id = origin;
  delete from "user" where tenant_id = origin;
  delete from audit_head where tenant_id = end_left_tenant.origin;
  delete from audit_waiting where tenant_id = end_left_tenant.origin;
  delete from audit_entry where tenant_id = end_left_tenant.origin;
  delete from seat_day where tenant_id = end_left_tenant.origin;
  delete from tenant where id = origin;
  return true;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on function plan_job(text, uuid, timestamptz), claim_job(text[], timestamptz), finish_job(text, uuid, timestamptz),
  fail_job(text, uuid, timestamptz, timestamptz), list_job_figures(timestamptz), forget_expired(timestamptz, integer),
  forget_sessions(timestamptz, integer), count_seats(timestamptz), enter_to_chain(uuid), chain_audit(integer, uuid[], bytea[]),
  forget_audit(timestamptz, integer, timestamptz), note_lapsed_invitations(timestamptz, integer),
  note_device_request(uuid, bytea, text, uuid, timestamptz), note_attempt(uuid, text, uuid, timestamptz) from public;
grant execute on function plan_job(text, uuid, timestamptz), claim_job(text[], timestamptz), finish_job(text, uuid, timestamptz),
  fail_job(text, uuid, timestamptz, timestamptz), list_job_figures(timestamptz), forget_expired(timestamptz, integer),
  forget_sessions(timestamptz, integer), count_seats(timestamptz), enter_to_chain(uuid), chain_audit(integer, uuid[], bytea[]),
  forget_audit(timestamptz, integer, timestamptz), note_lapsed_invitations(timestamptz, integer),
  note_device_request(uuid, bytea, text, uuid, timestamptz), note_attempt(uuid, text, uuid, timestamptz)
  to :application_role;
-- Written once, and never changed: neither here nor in the log itself.
grant select, insert on audit_waiting to :application_role;
grant select on audit_entry, audit_head, seat_day to :application_role;
