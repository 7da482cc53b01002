-- What acts and listens without a person: service accounts, the feed of a partner, webhooks; and counters of passwords' health,
-- of which only sums are made known. docs/adr/0043.

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

revoke all on function report_health(integer, integer, integer, integer, integer, timestamptz), enter_to_publish_health(uuid), list_health(),
  publish_health(text, integer, uuid[], integer[], integer, timestamptz), withdraw_health(text) from public;
grant execute on function report_health(integer, integer, integer, integer, integer, timestamptz), enter_to_publish_health(uuid), list_health(),
  publish_health(text, integer, uuid[], integer[], integer, timestamptz), withdraw_health(text) to :application_role;
grant select, insert, update on machine, service_account to :application_role;
grant select, insert, update, delete on webhook, webhook_dead_letter to :application_role;
grant select on health_published to :application_role;
