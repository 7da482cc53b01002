-- Second factors: what the server asks for besides the login proof. PROTOCOL §3.12.

-- A seed is sealed under SERVER_SECRET. One that is not confirmed yet asks for nothing and proves nothing.
create table second_factor (
  tenant_id     uuid        not null,
  id            uuid        not null,
  user_id       uuid        not null,
  kind          text        not null,
  name          text        not null,
  seed          bytea,
  -- The last interval that a code was taken of: none of it or before is taken again.
  last_step     integer,
  -- Of a registration that waits to be confirmed.
  challenge     bytea,
  credential_id bytea,
  public_key    bytea,
  counter       bigint,
  created_at    timestamptz not null,
  confirmed_at  timestamptz,
  last_used_at  timestamptz,
  constraint second_factor_key primary key (tenant_id, id),
  constraint second_factor_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint second_factor_kind_is_known check (kind in ('TOTP', 'WEBAUTHN')),
  constraint second_factor_name_is_bounded check (char_length(name) between 1 and 100),
  constraint second_factor_seed_of_totp check ((kind = 'TOTP') = (seed is not null) and (kind = 'TOTP' or last_step is null)),
  constraint second_factor_seed_holds_20_bytes check (octet_length(seed) = 48),
  constraint second_factor_credential_is_whole check (num_nulls(credential_id, public_key, counter) in (0, 3)),
  constraint second_factor_credential_of_confirmed check (credential_id is null or kind = 'WEBAUTHN' and confirmed_at is not null),
  constraint second_factor_credential_of_web_authn check (kind <> 'WEBAUTHN' or (confirmed_at is null) = (credential_id is null)),
  constraint second_factor_challenge_is_32_bytes check (octet_length(challenge) = 32),
  constraint second_factor_credential_is_bounded check (octet_length(credential_id) between 1 and 1023 and octet_length(public_key) between 1 and 4096)
);
create index second_factor_by_user on second_factor (tenant_id, user_id);
create unique index second_factor_by_credential on second_factor (tenant_id, user_id, credential_id);

-- Keyed hashes, each gone once used.
create table spare_code (
  tenant_id uuid  not null,
  user_id   uuid  not null,
  code_hash bytea not null,
  constraint spare_code_key primary key (tenant_id, user_id, code_hash),
  constraint spare_code_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint spare_code_hash_is_32_bytes check (octet_length(code_hash) = 32)
);

-- Where a factor is asked for. It says nothing of its tenant, like a challenge: reached by the functions below only.
create table factor_step (
  token_hash bytea       not null,
  user_id    uuid        not null,
  device_id  uuid        not null,
  session_id uuid,
  purpose    text        not null,
  challenge  bytea       not null,
  attempts   integer     not null default 0,
  proven_at  timestamptz,
  expires_at timestamptz not null,
  constraint factor_step_key primary key (token_hash),
  constraint factor_step_token_hash_is_32_bytes check (octet_length(token_hash) = 32),
  constraint factor_step_challenge_is_32_bytes check (octet_length(challenge) = 32),
  constraint factor_step_purpose_is_known check (purpose in ('SIGN_IN', 'ACCOUNT_CODE', 'STEP_UP')),
  constraint factor_step_session_of_step_up check ((purpose = 'STEP_UP') = (session_id is not null))
);
create index factor_step_by_expiry on factor_step (expires_at);

-- When this very session was last shown a factor, at its sign-in or since.
alter table session add column factor_proven_at timestamptz;

do $$
declare
  name text;
begin
  foreach name in array array['second_factor', 'spare_code'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
end
$$;
alter table factor_step enable row level security;

-- Opens a step for the actor.
create function open_factor_step(token_hash bytea, device uuid, session uuid, purpose text, challenge bytea, expires_at timestamptz)
  returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into factor_step (token_hash, user_id, device_id, session_id, purpose, challenge, expires_at)
  values ($1, current_actor(), $2, $3, $4, $5, $6)
$$;

-- Forgets what has run out, steps among it, at most so many of each. Answers whether any may be left.
create or replace function forget_expired(now timestamptz, most integer) returns boolean
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
  delete from factor_step f where f.token_hash in (
    select e.token_hash from factor_step e where e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked);
  get diagnostics gone = row_count; found_most := greatest(found_most, gone);
  return found_most >= $2;
end
$$;

-- Counts a try at a step, and says whose it is; no row where there is none, it ran out, was proven, or tried too often. Forgets
-- a few others that ran out.
create function try_factor_step(token_hash bytea, most integer, now timestamptz) returns table (user_id uuid)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  delete from factor_step s where s.token_hash in (
    select f.token_hash from factor_step f where f.expires_at <= $3 order by f.expires_at limit 100 for update skip locked);
  return query
    update factor_step s set attempts = s.attempts + 1
    where s.token_hash = $1 and s.attempts < $2 and s.proven_at is null and s.expires_at > $3
    returning s.user_id;
end
$$;

-- Enters the tenant of a step's user, and locks the step. No row where there is none that waits.
create function enter_factor_step(token_hash bytea, now timestamptz)
  returns table (user_id uuid, purpose text, session_id uuid, challenge bytea, expires_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  step  factor_step;
  owner account_address;
begin
  select * into step from factor_step s where s.token_hash = $1 and s.proven_at is null and s.expires_at > $2 for update;
  if not found then
    return;
  end if;
  select * into owner from account_address a where a.user_id = step.user_id;
  if not found then
    return;
  end if;
  perform set_config('app.tenant', owner.tenant_id::text, true), set_config('app.user', owner.user_id::text, true);
  return query select step.user_id, step.purpose, step.session_id, step.challenge, step.expires_at;
end
$$;

-- Notes that the actor's step was shown a factor.
create function prove_factor_step(token_hash bytea, now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  update factor_step s set proven_at = $2 where s.token_hash = $1 and s.user_id = current_actor()
$$;

-- Whether the actor's step was shown a factor, for this device and purpose; with `spent` it counts no more.
create function count_factor_step(token_hash bytea, device uuid, purpose text, spent boolean, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if spent then
    delete from factor_step s
      where s.token_hash = $1 and s.user_id = current_actor() and s.device_id = $2 and s.purpose = $3
        and s.proven_at is not null and s.expires_at > $5;
    return found;
  end if;
  return exists (
    select from factor_step s
    where s.token_hash = $1 and s.user_id = current_actor() and s.device_id = $2 and s.purpose = $3
      and s.proven_at is not null and s.expires_at > $5);
end
$$;

-- Brings the actor's factors along from the tenant that they leave: their user has to stand in the new one already.
create function bring_factors(origin uuid) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with codes as (update spare_code set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor())
  update second_factor set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()
$$;

revoke all on function open_factor_step(bytea, uuid, uuid, text, bytea, timestamptz), try_factor_step(bytea, integer, timestamptz),
  enter_factor_step(bytea, timestamptz), prove_factor_step(bytea, timestamptz), count_factor_step(bytea, uuid, text, boolean, timestamptz),
  bring_factors(uuid) from public;
grant execute on function open_factor_step(bytea, uuid, uuid, text, bytea, timestamptz), try_factor_step(bytea, integer, timestamptz),
  enter_factor_step(bytea, timestamptz), prove_factor_step(bytea, timestamptz), count_factor_step(bytea, uuid, text, boolean, timestamptz),
  bring_factors(uuid)
  to :application_role;
grant select, insert, delete on second_factor to :application_role;
grant update (last_step, challenge, credential_id, public_key, counter, confirmed_at, last_used_at) on second_factor to :application_role;
grant select, insert, delete on spare_code to :application_role;
grant update (factor_proven_at) on session to :application_role;
