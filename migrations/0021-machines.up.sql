-- What acts and listens without a person: service accounts, the feed of a partner, webhooks; and counters of passwords' health,
-- of which only sums are made known. docs/adr/0044.

-- ── machines ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Here what hangs on a tenant or a user goes with it.

-- A service account or a webhook: for whom it acts, and of which companies. What it reaches is what both it and its keeper reach.
create table machine (
  tenant_id     uuid        not null,
  id            uuid        not null,
  kind          text        not null,
  name          text        not null,
  -- Whose right it needs, each time.
  keeper_id     uuid        not null,
  company_scope text        not null,
  labels        text[]      not null,
  companies     uuid[]      not null,
  made_at       timestamptz not null,
  ended_at      timestamptz,
  constraint machine_key primary key (tenant_id, id),
  constraint machine_for_keeper foreign key (tenant_id, keeper_id) references "user" (tenant_id, id) on delete cascade,
  constraint machine_kind_is_known check (kind in ('SERVICE_ACCOUNT', 'WEBHOOK')),
  constraint machine_name_is_bounded check (char_length(name) between 1 and 100),
  constraint machine_scope_is_known check (company_scope in ('ALL', 'LABELS', 'LIST')),
  constraint machine_scope_is_one check ((company_scope = 'LABELS' or labels = '{}') and (company_scope = 'LIST' or companies = '{}')),
  constraint machine_scope_is_bounded check (cardinality(labels) <= 100 and cardinality(companies) <= 1000)
);

create table service_account (
  tenant_id    uuid        not null,
  id           uuid        not null,
  token_hash   bytea       not null,
  prefix       text        not null,
  scopes       text[]      not null,
  per_minute   integer     not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz,
  constraint service_account_key primary key (tenant_id, id),
  constraint service_account_is_machine foreign key (tenant_id, id) references machine (tenant_id, id) on delete cascade,
  constraint service_account_hash_is_32_bytes check (octet_length(token_hash) = 32),
  constraint service_account_prefix_is_short check (char_length(prefix) = 8),
  constraint service_account_scopes_are_known check (
    scopes <@ array['READ_COMPANIES', 'READ_PEOPLE', 'READ_AUDIT', 'READ_EVENTS', 'WRITE_LABELS', 'WRITE_TERMS'] and cardinality(scopes) >= 1),
  constraint service_account_rate_is_bounded check (per_minute between 1 and 6000)
);
-- Found by its token before anything is known of its tenant.
create unique index service_account_by_token on service_account (token_hash);

create table webhook (
  tenant_id      uuid        not null,
  id             uuid        not null,
  url            text        not null,
  event_groups   text[]      not null,
  -- Sealed under the server's secret.
  secret         bytea       not null,
  former_secret  bytea,
  former_until   timestamptz,
  active         boolean     not null default true,
  -- All events up to this revision of the feed are done with.
  told           integer     not null,
  -- The batch in hand: its id stays while it is tried again.
  batch_id       uuid,
  batch_to       integer,
  tries          integer     not null default 0,
  due_at         timestamptz,
  -- Who delivers it holds it until then.
  lease          uuid,
  leased_until   timestamptz,
  failing_since  timestamptz,
  failure        text,
  delivered_at   timestamptz,
  constraint webhook_key primary key (tenant_id, id),
  constraint webhook_is_machine foreign key (tenant_id, id) references machine (tenant_id, id) on delete cascade,
  constraint webhook_url_is_bounded check (char_length(url) between 1 and 2048),
  constraint webhook_groups_are_known check (event_groups <@ array['AUDIT', 'POLICY', 'READINESS', 'SHARES'] and cardinality(event_groups) >= 1),
  constraint webhook_batch_is_whole check ((batch_id is null) = (batch_to is null) and batch_to >= told and told >= 0),
  constraint webhook_former_secret_ends check ((former_secret is null) = (former_until is null)),
  constraint webhook_lease_ends check ((lease is null) = (leased_until is null)),
  constraint webhook_tries_count_up check (tries >= 0)
);

-- Batches that were given up: behind which revision they begin, and where they end.
create table webhook_dead_letter (
  tenant_id    uuid        not null,
  webhook_id   uuid        not null,
  id           uuid        not null,
  after        integer     not null,
  until        integer     not null,
  failure      text        not null,
  died_at      timestamptz not null,
  replay_asked_at timestamptz,
  -- Not yet sent again.
  replaying    boolean     not null default false,
  constraint webhook_dead_letter_key primary key (tenant_id, webhook_id, id),
  constraint webhook_dead_letter_of_webhook foreign key (tenant_id, webhook_id) references webhook (tenant_id, id) on delete cascade,
  constraint webhook_dead_letter_is_a_range check (after >= 0 and until > after)
);
create index webhook_dead_letter_to_replay on webhook_dead_letter (tenant_id, webhook_id) where replaying;

-- ── entering as a service account ───────────────────────────────────────────────────────────────────────────────────

-- Whether somebody may keep service accounts and webhooks of a partner now. For other functions alone.
create function may_keep(partner uuid, person uuid) returns boolean
  language sql stable
  set search_path = public, pg_temp
as $$
  select exists (select from standing_of($1, $2) s where s.role in ('OWNER', 'ADMINISTRATOR'))
$$;

-- As before (0018); a token that is no session's may be that of a service account, which acts for its keeper and from where the keeper may.
create or replace function enter(access_hash bytea, now timestamptz, admits text, peer text)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  -- This runs before every request, and here is nearly every session: by its newest token, with nothing to be asked about it.
  select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface
    from session s
    where s.access_hash = $1 and s.end_reason is null and s.access_expires_at > $2 and s.networks is null
      and (s.surface = 'APP' or s.surface = 'PORTAL' or s.surface = 'PARTNER');
  if not found then
    declare
      end_reason text;
      networks   cidr[];
    begin
      select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface, s.end_reason, s.networks
        into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
        from session s where s.access_hash = $1;
      if not found then
        select s.tenant_id, s.user_id, s.device_id, s.id, s.former_access_expires_at, s.surface, s.end_reason, s.networks
          into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
          from session s where s.former_access_hash = $1;
      end if;
      if session_id is null then
        select a.tenant_id, m.keeper_id, a.id, a.id, a.expires_at, 'SERVICE', case when m.ended_at is not null or not may_keep(a.tenant_id, m.keeper_id) then 'ENDED' end,
            p.allowed_networks
          into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
          from service_account a join machine m on m.tenant_id = a.tenant_id and m.id = a.id
          left join user_policy p on p.tenant_id = m.tenant_id and p.user_id = m.keeper_id
          where a.token_hash = $1;
        entered := set_config('app.machine', coalesce(session_id::text, ''), true);
      end if;
      if session_id is null then
        raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
      elsif end_reason is not null then
        raise exception using errcode = 'SG401', message = case end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
      elsif access_expires_at <= $2 then
        raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
      elsif networks is not null and not coalesce($4::inet <<= any (networks), false) and 'ELSEWHERE' <> all (coalesce(admits, '{}')::text[]) then
        raise exception using errcode = 'SG401', message = 'NETWORK_REFUSED';
      elsif surface <> 'APP' and surface <> 'PORTAL' and surface <> 'PARTNER' and surface <> all (coalesce(admits, '{}')::text[]) then
        raise exception using errcode = 'SG401',
          message = case surface when 'PASSWORD' then 'PASSWORD_TOO_OLD' when 'FACTOR' then 'SECOND_FACTOR_REQUIRED' else 'WRONG_SURFACE' end;
      end if;
    end;
  end if;
  -- An assignment and no query.
  entered := set_config('app.tenant', tenant_id::text, true) || set_config('app.user', user_id::text, true)
    || set_config('app.now', $2::text, true);
  return next;
end
$$;

-- As before (0018), with what a token may do; null: a person, who may do what their role says.
drop function enter_partner(bytea, timestamptz, text, text);
create function enter_partner(access_hash bytea, now timestamptz, admits text, peer text)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text,
                 role text, scope text, suspended_at timestamptz, scopes text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  select e.tenant_id, e.user_id, e.device_id, e.session_id, e.access_expires_at, e.surface
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface from enter($1, $2, $3, $4) e;
  if surface <> 'PARTNER' and surface <> 'SERVICE' then
    raise exception using errcode = 'SG401', message = 'WRONG_SURFACE';
  end if;
  select s.role, s.scope, s.suspended_at into role, scope, suspended_at from standing_of(tenant_id, user_id) s;
  if not found then
    raise exception using errcode = 'SG401', message = 'FORBIDDEN';
  end if;
  select array_to_string(a.scopes, ' ') into scopes from service_account a where surface = 'SERVICE' and a.tenant_id = enter_partner.tenant_id and a.id = session_id;
  entered := set_config('app.partner', tenant_id::text, true) || set_config('app.device', device_id::text, true)
    || set_config('app.surface', surface, true);
  return next;
end
$$;

-- What a person on the staff sees is computed as it was: under another name, from the same text.
do $$
begin
  execute replace(pg_get_functiondef('partner_scope(uuid[])'::regprocedure), 'partner_scope', 'staff_scope');
end
$$;
-- As before (0018): of a machine what it and its keeper both see.
create or replace function partner_scope(asked uuid[] default null) returns table (tenant_id uuid, partner_id uuid, own boolean)
  language plpgsql stable security definer rows 1000
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  acting uuid := nullif(current_setting('app.machine', true), '')::uuid;
  its    machine;
begin
  if acting is null then
    return query select * from staff_scope($1);
    return;
  end if;
  select * into its from machine m where m.tenant_id = current_partner() and m.id = acting and m.ended_at is null;
  if not found then
    return;
  end if;
  if its.company_scope = 'LABELS' then
    return query select s.* from staff_scope($1) s
      join partner_company c on c.partner_id = current_partner() and c.tenant_id = s.tenant_id where c.labels && its.labels;
  elsif its.company_scope = 'LIST' then
    return query select s.* from staff_scope(case when $1 is null then its.companies
      else array(select i.id from unnest(its.companies) as i (id) intersect select a.id from unnest($1) as a (id)) end) s;
  else
    return query select * from staff_scope($1);
  end if;
end
$$;

-- Takes one request of what a service account may make in a minute, and notes that it was used. False where none is left. Of a
-- token that nobody has, nothing is said here.
create function use_service_account(token_hash bytea, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  used record;
begin
  select a.tenant_id, a.id, a.per_minute into used from service_account a
    join machine m on m.tenant_id = a.tenant_id and m.id = a.id and m.ended_at is null
    where a.token_hash = $1 and a.expires_at > $2;
  if not found then
    return true;
  end if;
  update service_account a set last_used_at = $2
    where a.tenant_id = used.tenant_id and a.id = used.id and (a.last_used_at is null or a.last_used_at <= $2 - interval '1 minute');
  return take_attempt(sha256(convert_to('service account ' || used.id, 'UTF8')), used.per_minute, interval '1 minute', $2);
end
$$;

-- Whether the keeper of a machine of the partner that was entered may keep it: for lists.
create function keeps(person uuid) returns boolean
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select may_keep(current_partner(), $1)
$$;

-- ── the feed ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- What was placed in the logs of a partner's own companies, in one order: where the entry stands, and no more of it.
create table partner_feed (
  partner_id     uuid        not null,
  revision       integer     not null,
  tenant_id      uuid        not null,
  audit_revision integer     not null,
  kind           text        not null,
  happened_at    timestamptz not null,
  constraint partner_feed_key primary key (partner_id, revision),
  constraint partner_feed_of_partner foreign key (partner_id) references partner (tenant_id),
  constraint partner_feed_counts_up check (revision >= 1 and audit_revision >= 1)
);
create index partner_feed_by_time on partner_feed (happened_at);

create table partner_feed_head (
  partner_id uuid    not null,
  revision   integer not null,
  constraint partner_feed_head_key primary key (partner_id),
  constraint partner_feed_head_of_partner foreign key (partner_id) references partner (tenant_id),
  constraint partner_feed_head_counts_up check (revision >= 0)
);
-- By the functions below alone: what a company is to its partner, they ask each time.
alter table partner_feed enable row level security;
alter table partner_feed_head enable row level security;

-- Puts entries of a company's log, behind this revision up to that one, into the feed of its partner: those alone that happened since it
-- has that partner. Answers the partner, or null. Revisions are dense: one at a time has the head. For the function that places entries alone.
create function feed_partner(company uuid, behind integer, until integer) returns uuid
  language plpgsql
  set search_path = public, pg_temp
as $$
declare
  relation partner_company;
  head     integer;
  told     integer;
begin
  select * into relation from partner_company c where c.tenant_id = $1;
  if not found then
    return null;
  end if;
  insert into partner_feed_head (partner_id, revision) values (relation.partner_id, 0) on conflict on constraint partner_feed_head_key do nothing;
  select h.revision into head from partner_feed_head h where h.partner_id = relation.partner_id for update;
  insert into partner_feed (partner_id, revision, tenant_id, audit_revision, kind, happened_at)
  select relation.partner_id, head + row_number() over (order by e.revision), $1, e.revision, e.kind, e.happened_at
  from audit_entry e where e.tenant_id = $1 and e.revision > $2 and e.revision <= $3 and e.happened_at >= relation.since;
  get diagnostics told = row_count;
  update partner_feed_head h set revision = head + told where h.partner_id = relation.partner_id;
  return relation.partner_id;
end
$$;

-- As before (0009); what is placed goes into the feed of the company's partner, too, which is answered; null where it has none.
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

-- Where the feed of the partner that was entered stands.
create function feed_head() returns integer
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select coalesce((select h.revision from partner_feed_head h where h.partner_id = current_partner()), 0)
$$;

-- Events behind a revision, up to another where one is given: those of companies that are in scope, and the partner's own, at this
-- moment, and that happened since they are. So many are looked at, and so many at most are answered. The last row says up to where it was
-- looked: it has no company.
create function read_feed(behind integer, up_to integer, looked_at integer, most integer, kinds text[], companies uuid[])
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

-- Forgets events whose time is over, at most so many. Answers whether any may be left.
create function forget_feed(before timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  gone integer;
begin
  delete from partner_feed f where (f.partner_id, f.revision) in (
    select e.partner_id, e.revision from partner_feed e where e.happened_at < $1 order by e.happened_at limit $2 for update skip locked);
  get diagnostics gone = row_count;
  return gone >= $2;
end
$$;

-- ── delivering ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Takes webhooks for which something is due, and that nobody holds, until that moment: whoever took them delivers outside of any
-- transaction, and says afterwards what became of it, as long as it holds them.
create function lease_webhooks(now timestamptz, most integer, lease uuid, until timestamptz) returns table (tenant_id uuid, id uuid)
  language sql security definer
  set search_path = public, pg_temp
as $$
  update webhook w set lease = $3, leased_until = $4
  from (
    select d.tenant_id, d.id from webhook d
    join machine m on m.tenant_id = d.tenant_id and m.id = d.id and m.ended_at is null
    where d.active and (d.leased_until is null or d.leased_until <= $1)
      and ((d.due_at is null or d.due_at <= $1)
           and exists (select from partner_feed_head h where h.partner_id = d.tenant_id and h.revision > d.told)
        or exists (select from webhook_dead_letter l where l.tenant_id = d.tenant_id and l.webhook_id = d.id and l.replaying))
    order by d.due_at nulls first, d.tenant_id, d.id limit $2 for update of d skip locked
  ) as due
  where w.tenant_id = due.tenant_id and w.id = due.id
  returning w.tenant_id, w.id
$$;

-- Enters for a webhook: as its keeper, with its scope. False where the keeper may not keep it any more, or it is no more.
create function enter_webhook(tenant uuid, webhook uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  entered text;
  its     machine;
begin
  select * into its from machine m where m.tenant_id = $1 and m.id = $2 and m.kind = 'WEBHOOK' and m.ended_at is null;
  -- Where it stands is noted, whoever keeps it.
  entered := set_config('app.tenant', $1::text, true) || set_config('app.now', $3::text, true);
  if its.id is null or not may_keep($1, its.keeper_id) then
    return false;
  end if;
  entered := set_config('app.user', its.keeper_id::text, true) || set_config('app.partner', $1::text, true) || set_config('app.machine', $2::text, true);
  return true;
end
$$;

-- ── health of passwords ─────────────────────────────────────────────────────────────────────────────────────────────

alter table user_policy add column health_counters boolean not null default false;

-- What a user's client counted last. Nobody is shown it.
create table health_report (
  tenant_id   uuid        not null,
  user_id     uuid        not null,
  items       integer     not null,
  weak        integer     not null,
  reused      integer     not null,
  old         integer     not null,
  breached    integer,
  reported_at timestamptz not null,
  constraint health_report_key primary key (tenant_id, user_id),
  constraint health_report_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id) on delete cascade,
  constraint health_report_is_of_items check (items >= 0 and weak between 0 and items and reused between 0 and items and old between 0 and items and breached between 0 and items)
);

-- What each sum that was made known was made of, for as long as it is remembered: the next is held against them.
create table health_contribution (
  tenant_id uuid    not null,
  counter   text    not null,
  number    integer not null,
  user_id   uuid    not null,
  value     integer not null,
  constraint health_contribution_key primary key (tenant_id, counter, number, user_id),
  constraint health_contribution_of_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
  constraint health_contribution_counter_is_known check (counter in ('items', 'weak', 'reused', 'old', 'breached')),
  constraint health_contribution_counts_up check (number >= 1 and value >= 0)
);

-- What is made known.
create table health_published (
  tenant_id    uuid        not null,
  counter      text        not null,
  number       integer     not null,
  sum          bigint      not null,
  people       integer     not null,
  published_at timestamptz not null,
  constraint health_published_key primary key (tenant_id, counter),
  constraint health_published_of_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
  constraint health_published_counter_is_known check (counter in ('items', 'weak', 'reused', 'old', 'breached')),
  -- The last lock: no sum over fewer than five, whoever writes.
  constraint health_published_is_of_five check (people >= 5 and sum >= 0 and number >= 1)
);

-- Keeps what the actor's client counted, where their policy asks for it. Answers whether it was kept.
create function report_health(items integer, weak integer, reused integer, old integer, breached integer, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  insert into health_report as r (tenant_id, user_id, items, weak, reused, old, breached, reported_at)
  select u.tenant_id, u.id, $1, $2, $3, $4, $5, $6 from "user" u
  join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id and p.health_counters
  where u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE' and at_home()
  on conflict on constraint health_report_key do update set items = excluded.items, weak = excluded.weak, reused = excluded.reused, old = excluded.old,
    breached = excluded.breached, reported_at = excluded.reported_at;
  return found;
end
$$;

-- Enters the next tenant behind this one whose reports may be made known: where there are any, or were.
create function enter_to_publish_health(after uuid) returns table (tenant_id uuid)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here uuid;
begin
  select n.id into here from (
    (select r.tenant_id as id from health_report r where r.tenant_id > $1 order by r.tenant_id limit 1)
    union all
    (select p.tenant_id from health_published p where p.tenant_id > $1 order by p.tenant_id limit 1)) as n order by n.id limit 1;
  if here is null then
    return;
  end if;
  perform set_config('app.tenant', here::text, true);
  -- Reports of whoever left, or is asked for none any more, are kept no longer.
  delete from health_report r where r.tenant_id = here and not exists (
    select from "user" u join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id and p.health_counters
    where u.tenant_id = here and u.id = r.user_id and u.status = 'ACTIVE');
  return query select here;
end
$$;

-- The reports of the tenant that was entered, and what the sums that are remembered were made of.
create function list_health() returns table (number integer, counter text, user_id uuid, value integer)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select 0, c.counter, r.user_id, c.value from health_report r,
    lateral (values ('items', r.items), ('weak', r.weak), ('reused', r.reused), ('old', r.old), ('breached', r.breached)) as c (counter, value)
  where r.tenant_id = current_tenant() and c.value is not null
  union all
  select h.number, h.counter, h.user_id, h.value from health_contribution h where h.tenant_id = current_tenant()
$$;

-- Makes a sum known, with what it was made of; so many before it are remembered.
create function publish_health(counter text, number integer, users uuid[], counts integer[], remembered integer, now timestamptz) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
begin
  insert into health_contribution (tenant_id, counter, number, user_id, value)
    select here, $1, $2, c.id, c.value from unnest(users, counts) as c (id, value);
  delete from health_contribution h where h.tenant_id = here and h.counter = $1 and h.number <= $2 - remembered;
  insert into health_published as p (tenant_id, counter, number, sum, people, published_at)
    select here, $1, $2, sum(c.value), count(*), $6 from unnest(users, counts) as c (id, value)
    on conflict on constraint health_published_key do update set number = excluded.number, sum = excluded.sum, people = excluded.people, published_at = excluded.published_at;
end
$$;

-- Makes nothing known any more, and forgets what was: of a tenant in which nobody is asked.
create function withdraw_health(counter text) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  delete from health_published p where p.tenant_id = current_tenant() and p.counter = $1
$$;

-- Of the companies in the scope of whoever was entered for a partner.
create view managed_health as
  select p.tenant_id, p.counter, p.sum, p.people from partner_scope(asked_companies()) s join health_published p on p.tenant_id = s.tenant_id;

-- ── row-level security, and rights of the role that serves requests ─────────────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['machine', 'service_account', 'webhook', 'webhook_dead_letter', 'health_published'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant() and at_home()) with check (tenant_id = current_tenant() and at_home())', name);
  end loop;
end
$$;
-- Reached by the functions above alone: what one person reported, nobody reads.
alter table health_report enable row level security;
alter table health_contribution enable row level security;

revoke all on function chain_audit(integer, uuid[], bytea[]), may_keep(uuid, uuid), staff_scope(uuid[]), feed_partner(uuid, integer, integer),
  enter_partner(bytea, timestamptz, text, text), use_service_account(bytea, timestamptz), keeps(uuid), feed_head(),
  read_feed(integer, integer, integer, integer, text[], uuid[]), forget_feed(timestamptz, integer),
  lease_webhooks(timestamptz, integer, uuid, timestamptz), enter_webhook(uuid, uuid, timestamptz) from public;
grant execute on function chain_audit(integer, uuid[], bytea[]), enter_partner(bytea, timestamptz, text, text), use_service_account(bytea, timestamptz), keeps(uuid), feed_head(),
  read_feed(integer, integer, integer, integer, text[], uuid[]), forget_feed(timestamptz, integer),
  lease_webhooks(timestamptz, integer, uuid, timestamptz), enter_webhook(uuid, uuid, timestamptz) to :application_role;
revoke all on function report_health(integer, integer, integer, integer, integer, timestamptz), enter_to_publish_health(uuid), list_health(),
  publish_health(text, integer, uuid[], integer[], integer, timestamptz), withdraw_health(text) from public;
grant execute on function report_health(integer, integer, integer, integer, integer, timestamptz), enter_to_publish_health(uuid), list_health(),
  publish_health(text, integer, uuid[], integer[], integer, timestamptz), withdraw_health(text) to :application_role;
grant select, insert, update on machine, service_account to :application_role;
grant select, insert, update, delete on webhook, webhook_dead_letter to :application_role;
grant select on health_published, managed_health to :application_role;
