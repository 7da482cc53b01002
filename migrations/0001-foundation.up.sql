-- The house of one tenant: users and their sealed keys, devices and sessions, rosters, vaults, records.
-- `:application_role` is the role that serves requests. It owns nothing and sees one tenant at a time.

-- ── who asks ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The tenant of this transaction. Raises where none was set: on a pooled connection that once had one it reads as ''.
create function current_tenant() returns uuid
  language plpgsql stable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
declare
  tenant text := current_setting('app.tenant', true);
begin
  if tenant is null or tenant = '' then
    raise exception using errcode = 'SG001', message = 'no tenant was set in this transaction';
  end if;
  return tenant::uuid;
end
$$;

-- The user who acts in this transaction. Raises where none was set.
create function current_actor() returns uuid
  language plpgsql stable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
declare
  actor text := current_setting('app.user', true);
begin
  if actor is null or actor = '' then
    raise exception using errcode = 'SG001', message = 'nobody acts in this transaction';
  end if;
  return actor::uuid;
end
$$;

-- Milliseconds since 1970 as a moment, to the millisecond in any year; null for 0, which stands for never.
create function moment(milliseconds bigint) returns timestamptz
  language sql stable parallel safe
as $$
  select case when $1 > 0 then to_timestamp($1 / 1000) + $1 % 1000 * interval '1 millisecond' end
$$;

-- ── tenants and people ──────────────────────────────────────────────────────────────────────────────────────────────

create table tenant (
  id         uuid        not null,
  created_at timestamptz not null,
  constraint tenant_key primary key (id)
);

create table "user" (
  tenant_id   uuid        not null,
  id          uuid        not null,
  address     text        not null,
  name        text        not null,
  role        text        not null,
  is_primary  boolean     not null,
  person_salt bytea       not null,
  created_at  timestamptz not null,
  constraint user_key primary key (tenant_id, id),
  constraint user_of_tenant foreign key (tenant_id) references tenant (id),
  constraint user_address_is_bounded check (char_length(address) between 3 and 254),
  constraint user_name_is_bounded check (char_length(name) between 1 and 100),
  constraint user_role_is_known check (role in ('ADMINISTRATOR', 'USER')),
  constraint user_primary_is_administrator check (not is_primary or role = 'ADMINISTRATOR'),
  constraint user_person_salt_is_32_bytes check (octet_length(person_salt) = 32)
);
create unique index user_one_primary on "user" (tenant_id) where is_primary;

-- Sealed under what only the user has: useless without password and Secret Key.
create table account_key (
  tenant_id           uuid    not null,
  user_id             uuid    not null,
  wrap_generation     integer not null,
  key_generation      integer not null,
  parameters          bytea   not null,
  login_key           bytea   not null,
  root_key            bytea   not null,
  signing_seed        bytea   not null,
  encryption_seed     bytea   not null,
  signing_key         bytea   not null,
  encryption_key      bytea   not null,
  account_vault       uuid    not null,
  account_vault_epoch integer not null,
  account_vault_key   bytea   not null,
  constraint account_key_key primary key (tenant_id, user_id),
  constraint account_key_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint account_key_generations_count_up check (wrap_generation >= 1 and key_generation >= 1 and account_vault_epoch >= 1),
  constraint account_key_login_key_is_32_bytes check (octet_length(login_key) = 32),
  constraint account_key_signing_key_is_32_bytes check (octet_length(signing_key) = 32),
  constraint account_key_encryption_key_is_1216_bytes check (octet_length(encryption_key) = 1216),
  constraint account_key_parameters_are_bounded check (octet_length(parameters) between 16 and 64),
  constraint account_key_seals_hold_32_bytes check (
    octet_length(root_key) = 105 and octet_length(signing_seed) = 105
    and octet_length(encryption_seed) = 105 and octet_length(account_vault_key) = 105)
);

create table device (
  tenant_id    uuid        not null,
  id           uuid        not null,
  user_id      uuid        not null,
  name         text        not null,
  public_key   bytea       not null,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at   timestamptz,
  constraint device_key primary key (tenant_id, id),
  constraint device_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint device_name_is_bounded check (char_length(name) between 1 and 100),
  constraint device_public_key_is_32_bytes check (octet_length(public_key) = 32)
);
create index device_by_user on device (tenant_id, user_id, id);

create table session (
  tenant_id             uuid        not null,
  id                    uuid        not null,
  user_id               uuid        not null,
  device_id             uuid        not null,
  surface               text        not null,
  access_hash           bytea       not null,
  access_expires_at     timestamptz not null,
  -- The access token before a refresh stays good until it runs out: requests and sockets that bear it are under way.
  former_access_hash    bytea,
  former_access_expires_at timestamptz,
  refresh_hash          bytea       not null,
  previous_refresh_hash bytea,
  expires_at            timestamptz not null,
  created_at            timestamptz not null,
  ended_at              timestamptz,
  end_reason            text,
  constraint session_key primary key (tenant_id, id),
  constraint session_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint session_of_device foreign key (tenant_id, device_id) references device (tenant_id, id),
  constraint session_surface_is_known check (surface in ('APP')),
  constraint session_hashes_are_32_bytes check (
    octet_length(access_hash) = 32 and octet_length(refresh_hash) = 32
    and (previous_refresh_hash is null or octet_length(previous_refresh_hash) = 32)
    and (former_access_hash is null or octet_length(former_access_hash) = 32)),
  constraint session_former_access_expires check ((former_access_hash is null) = (former_access_expires_at is null)),
  constraint session_end_has_reason check ((ended_at is null) = (end_reason is null)),
  constraint session_end_reason_is_known check (
    end_reason in ('SIGNED_OUT', 'DEVICE_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REUSED', 'REPLACED'))
);
-- A token and a session id say nothing of their tenant: these three indexes span tenants on purpose (docs/adr/0005).
create unique index session_by_access_hash on session (access_hash);
create unique index session_by_former_access_hash on session (former_access_hash);
create unique index session_by_id on session (id);
create index session_open_by_user on session (tenant_id, user_id, device_id) where ended_at is null;

-- ── rosters and vaults ──────────────────────────────────────────────────────────────────────────────────────────────

create table roster (
  tenant_id uuid     not null,
  id        uuid     not null,
  kind      text     not null,
  seq       integer  not null,
  head      bytea    not null,
  epoch     integer  not null,
  state     bytea    not null,
  constraint roster_key primary key (tenant_id, id),
  constraint roster_of_tenant foreign key (tenant_id) references tenant (id),
  constraint roster_kind_is_known check (kind in ('TENANT', 'PROFILE')),
  constraint roster_seq_counts_up check (seq >= 0 and epoch >= 0),
  constraint roster_head_is_32_bytes check (octet_length(head) = 32)
);
create unique index roster_one_of_tenant on roster (tenant_id) where kind = 'TENANT';

create table roster_link (
  tenant_id  uuid        not null,
  roster_id  uuid        not null,
  seq        integer     not null,
  hash       bytea       not null,
  link       bytea       not null,
  signatures bytea       not null,
  created_at timestamptz not null,
  constraint roster_link_key primary key (tenant_id, roster_id, seq),
  constraint roster_link_of_roster foreign key (tenant_id, roster_id) references roster (tenant_id, id),
  constraint roster_link_hash_is_32_bytes check (octet_length(hash) = 32),
  constraint roster_link_is_bounded check (octet_length(link) <= 16384),
  constraint roster_link_signatures_are_whole check (octet_length(signatures) in (64, 128))
);

create table vault (
  tenant_id uuid    not null,
  id        uuid    not null,
  user_id   uuid    not null,
  class     text    not null,
  revision  integer not null,
  head      bytea,
  count     integer not null,
  constraint vault_key primary key (tenant_id, id),
  constraint vault_has_roster foreign key (tenant_id, id) references roster (tenant_id, id),
  constraint vault_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint vault_class_is_known check (class in ('ACCOUNT', 'PERSONAL', 'BUSINESS')),
  constraint vault_one_of_class unique (tenant_id, user_id, class),
  constraint vault_head_from_first_revision check ((revision = 0) = (head is null)),
  constraint vault_head_is_32_bytes check (octet_length(head) = 32),
  constraint vault_count_is_natural check (revision >= 0 and count >= 0)
);

create table manifest (
  tenant_id  uuid        not null,
  vault_id   uuid        not null,
  revision   integer     not null,
  hash       bytea       not null,
  manifest   bytea       not null,
  signature  bytea       not null,
  created_at timestamptz not null,
  constraint manifest_key primary key (tenant_id, vault_id, revision),
  constraint manifest_of_vault foreign key (tenant_id, vault_id) references vault (tenant_id, id),
  constraint manifest_revision_from_one check (revision >= 1),
  constraint manifest_hash_is_32_bytes check (octet_length(hash) = 32),
  constraint manifest_is_bounded check (octet_length(manifest) <= 4096),
  constraint manifest_signature_is_64_bytes check (octet_length(signature) = 64)
);

create table epoch_key (
  tenant_id    uuid    not null,
  vault_id     uuid    not null,
  epoch        integer not null,
  previous_key bytea   not null,
  constraint epoch_key_key primary key (tenant_id, vault_id, epoch),
  constraint epoch_key_of_vault foreign key (tenant_id, vault_id) references vault (tenant_id, id),
  constraint epoch_key_from_second_epoch check (epoch >= 2),
  constraint epoch_key_holds_32_bytes check (octet_length(previous_key) = 105)
);

-- A purged record stays as a tombstone: a hint for those who sync; the manifest's root is what counts.
-- Envelopes of records stand as base64url text: they are read far more often than written, and always go out so (docs/adr/0006).
create table record (
  tenant_id     uuid     not null,
  vault_id      uuid     not null,
  id            uuid     not null,
  bucket        smallint not null,
  revision      integer  not null,
  class         smallint,
  version       integer,
  trashed_since bigint,
  folder_id     uuid,
  schema        integer,
  epoch         integer,
  body          text,
  key           text,
  leaf          bytea,
  previous_leaf bytea,
  constraint record_key primary key (tenant_id, vault_id, id),
  constraint record_of_vault foreign key (tenant_id, vault_id) references vault (tenant_id, id),
  constraint record_bucket_is_a_byte check (bucket between 0 and 255),
  constraint record_class_is_known check (class in (1, 2, 4)),
  constraint record_is_whole_or_purged check (
    num_nulls(class, version, trashed_since, schema, epoch, body, key, leaf) in (0, 8)),
  constraint record_tombstone_is_empty check (leaf is not null or (folder_id is null and previous_leaf is null)),
  constraint record_version_from_one check (version >= 1 and (version = 1) = (previous_leaf is null)),
  constraint record_trashed_since_is_natural check (trashed_since >= 0),
  constraint record_schema_is_bounded check (schema between 1 and 65535),
  constraint record_envelopes_are_bounded check (octet_length(body) between 98 and 87382 and octet_length(key) = 140),
  constraint record_envelopes_are_base64url check (body !~ '[^A-Za-z0-9_-]' and key !~ '[^A-Za-z0-9_-]'),
  constraint record_leaves_are_32_bytes check (octet_length(leaf) = 32 and (previous_leaf is null or octet_length(previous_leaf) = 32))
);
create index record_by_revision on record (tenant_id, vault_id, revision, id);
create index record_by_bucket on record (tenant_id, vault_id, bucket, id) where leaf is not null;
create index record_by_folder on record (tenant_id, vault_id, class, folder_id, id) where trashed_since = 0;
create index record_in_trash on record (tenant_id, vault_id, trashed_since, id) where trashed_since > 0;

create table record_version (
  tenant_id     uuid     not null,
  vault_id      uuid     not null,
  record_id     uuid     not null,
  version       integer  not null,
  class         smallint not null,
  trashed_since bigint   not null,
  folder_id     uuid,
  schema        integer  not null,
  epoch         integer  not null,
  body          text     not null,
  key           text     not null,
  leaf          bytea    not null,
  previous_leaf bytea,
  constraint record_version_key primary key (tenant_id, vault_id, record_id, version),
  constraint record_version_of_record foreign key (tenant_id, vault_id, record_id) references record (tenant_id, vault_id, id)
);

-- What the actor may read: the one place that says so.
create view readable_vault with (security_invoker = true) as
  select tenant_id, id, user_id, class, revision, head, count from vault where user_id = current_actor();

-- One row a commit: the log entry of the change, and the answer to whoever sends the same mutation again.
create table committed (
  tenant_id          uuid        not null,
  user_id            uuid        not null,
  client_mutation_id text        not null,
  device_id          uuid        not null,
  content_hash       bytea       not null,
  answer             text        not null,
  created_at         timestamptz not null,
  constraint committed_key primary key (tenant_id, user_id, client_mutation_id),
  constraint committed_by_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint committed_by_device foreign key (tenant_id, device_id) references device (tenant_id, id),
  constraint committed_mutation_id_is_bounded check (char_length(client_mutation_id) between 1 and 64),
  constraint committed_content_hash_is_32_bytes check (octet_length(content_hash) = 32)
);

-- ── before there is a tenant: reached by the functions below only ───────────────────────────────────────────────────

create table account_address (
  address   text not null,
  tenant_id uuid not null,
  user_id   uuid not null,
  constraint account_address_key primary key (address),
  constraint account_address_one_of_user unique (user_id),
  constraint account_address_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id) deferrable initially deferred
);

create table sign_up (
  id         uuid        not null,
  address    text        not null,
  code_hash  bytea       not null,
  attempts   integer     not null default 0,
  expires_at timestamptz not null,
  constraint sign_up_key primary key (id),
  constraint sign_up_code_hash_is_32_bytes check (octet_length(code_hash) = 32)
);
create index sign_up_by_expiry on sign_up (expires_at);

create table challenge (
  challenge  bytea       not null,
  user_id    uuid,
  expires_at timestamptz not null,
  constraint challenge_key primary key (challenge),
  constraint challenge_is_32_bytes check (octet_length(challenge) = 32)
);
create index challenge_by_expiry on challenge (expires_at);

create table attempt (
  key        bytea       not null,
  count      integer     not null,
  expires_at timestamptz not null,
  constraint attempt_key primary key (key)
);
create index attempt_by_expiry on attempt (expires_at);

-- ── row-level security: the second lock ─────────────────────────────────────────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['user', 'account_key', 'device', 'session', 'roster', 'roster_link', 'vault', 'manifest',
                              'epoch_key', 'record', 'record_version', 'committed'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
end
$$;
alter table tenant enable row level security;
create policy own_tenant on tenant using (id = current_tenant()) with check (id = current_tenant());
alter table account_address enable row level security;
alter table sign_up enable row level security;
alter table challenge enable row level security;
alter table attempt enable row level security;

-- ── functions that find the tenant: they run as the owner, and each answers one question ────────────────────────────

-- Takes one of `maximum` attempts that `key` has until the span ends. True where one was left.
create function take_attempt(key bytea, maximum integer, span interval, now timestamptz) returns boolean
  language sql security definer
  set search_path = public, pg_temp
as $$
  insert into attempt as a (key, count, expires_at) values ($1, 1, $4 + $3)
  on conflict on constraint attempt_key do update set
    count      = case when a.expires_at <= $4 then 1 else least(a.count, $2) + 1 end,
    expires_at = case when a.expires_at <= $4 then $4 + $3 else a.expires_at end
  returning a.count <= $2
$$;

-- Forgets attempts whose span is over, a few at a time. Waits for nobody, so it comes last where attempts are taken.
create function forget_attempts(now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  delete from attempt where attempt.key in (
    select a.key from attempt a where a.expires_at <= $1 order by a.expires_at limit 100 for update skip locked)
$$;

-- Notes a sign-up that waits for its code. Answers whether the address has an account: for the mail, never for the caller.
create function open_sign_up(id uuid, address text, code_hash bytea, expires_at timestamptz, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  delete from sign_up s where s.expires_at <= $5;
  insert into sign_up (id, address, code_hash, expires_at) values ($1, $2, $3, $4);
  return exists (select from account_address a where a.address = $2);
end
$$;

-- Counts an attempt at a sign-up's code, and answers its address where the code is right. Five attempts, then never.
create function try_sign_up(id uuid, code_hash bytea, now timestamptz) returns text
  language sql security definer
  set search_path = public, pg_temp
as $$
  update sign_up s set attempts = s.attempts + 1
  where s.id = $1 and s.attempts < 5 and s.expires_at > $3
  returning case when s.code_hash = $2 then s.address end
$$;

-- Spends a sign-up, founds a tenant for its address, and enters it. False where the address has an account by now.
create function enter_new_tenant(sign_up uuid, tenant uuid, new_user uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  proven text;
begin
  delete from sign_up s where s.id = $1 and s.expires_at > $4 returning s.address into proven;
  if proven is null then
    raise exception using errcode = 'SG002', message = 'no such sign-up';
  end if;
  insert into account_address (address, tenant_id, user_id) values (proven, $2, $3) on conflict on constraint account_address_key do nothing;
  if not found then
    return false;
  end if;
  perform set_config('app.tenant', $2::text, true), set_config('app.user', $3::text, true);
  insert into tenant (id, created_at) values ($2, $4);
  return true;
end
$$;

-- Notes a challenge for an address, and answers whose it is; no row where nobody's. The same work either way.
create function open_challenge(address text, challenge bytea, expires_at timestamptz, now timestamptz)
  returns table (user_id uuid, parameters bytea)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  owner account_address;
begin
  delete from challenge c where c.expires_at <= $4;
  select * into owner from account_address a where a.address = $1;
  insert into challenge (challenge, user_id, expires_at) values ($2, owner.user_id, $3);
  return query select k.user_id, k.parameters from account_key k where k.tenant_id = owner.tenant_id and k.user_id = owner.user_id;
end
$$;

-- Spends a challenge and enters its user's tenant. No row where the challenge is unknown, spent, late or another's.
-- Locks account and device: neither a change of password nor a revocation comes between what is read and the session
-- that is opened by it. Everything that locks both a device and its sessions locks the device first.
create function enter_by_challenge(challenge bytea, user_id uuid, device_id uuid, now timestamptz)
  returns table (tenant_id uuid, login_key bytea, device_key bytea, device_revoked boolean)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  owner account_address;
begin
  delete from challenge c where c.challenge = $1 and c.user_id = $2 and c.expires_at > $4;
  if not found then
    return;
  end if;
  select * into owner from account_address a where a.user_id = $2;
  perform set_config('app.tenant', owner.tenant_id::text, true), set_config('app.user', owner.user_id::text, true);
  perform from account_key k where k.tenant_id = owner.tenant_id and k.user_id = owner.user_id for no key update;
  perform from device d where d.tenant_id = owner.tenant_id and d.id = $3 and d.user_id = $2 for no key update;
  return query
    select k.tenant_id, k.login_key, d.public_key, coalesce(d.revoked_at is not null, false)
    from account_key k left join device d on d.tenant_id = k.tenant_id and d.id = $3 and d.user_id = $2
    where k.tenant_id = owner.tenant_id and k.user_id = owner.user_id;
end
$$;

-- Spends a challenge of the actor, who has a session already. False where there is none, or it ran out.
create function spend_challenge(challenge bytea, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  delete from challenge c where c.challenge = $1 and c.user_id = current_actor() and c.expires_at > $2;
  return found;
end
$$;

-- Enters the tenant of a session that wants to be refreshed, and locks its device and it. No row where there is none.
create function enter_by_session(session uuid)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, device_key bytea, refresh_hash bytea,
                 previous_refresh_hash bytea, expires_at timestamptz, end_reason text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  perform from session s join device d on d.tenant_id = s.tenant_id and d.id = s.device_id
    where s.id = $1
    for no key update of d;
  return query
    select s.tenant_id, s.user_id, s.device_id, d.public_key, s.refresh_hash, s.previous_refresh_hash, s.expires_at, s.end_reason
    from session s join device d on d.tenant_id = s.tenant_id and d.id = s.device_id
    where s.id = $1
    for update of s;
  perform set_config('app.tenant', s.tenant_id::text, true), set_config('app.user', s.user_id::text, true) from session s where s.id = $1;
end
$$;

-- Enters as the session that holds this access token. Raises where there is none, it ran out, or it was ended.
create function enter(access_hash bytea, now timestamptz)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  s          session;
  expires_at timestamptz;
begin
  select * into s from session where session.access_hash = $1 or session.former_access_hash = $1;
  if not found then
    raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
  elsif s.ended_at is not null then
    raise exception using errcode = 'SG401', message = case s.end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
  end if;
  expires_at := case when s.access_hash = $1 then s.access_expires_at else s.former_access_expires_at end;
  if expires_at <= $2 then
    raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
  end if;
  perform set_config('app.tenant', s.tenant_id::text, true), set_config('app.user', s.user_id::text, true);
  return query select s.tenant_id, s.user_id, s.device_id, s.id, expires_at;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on all functions in schema public from public;
grant usage on schema public to :application_role;
grant execute on function current_tenant(), current_actor(), moment(bigint), take_attempt(bytea, integer, interval, timestamptz),
  forget_attempts(timestamptz), open_sign_up(uuid, text, bytea, timestamptz, timestamptz), try_sign_up(uuid, bytea, timestamptz),
  enter_new_tenant(uuid, uuid, uuid, timestamptz), open_challenge(text, bytea, timestamptz, timestamptz),
  enter_by_challenge(bytea, uuid, uuid, timestamptz), spend_challenge(bytea, timestamptz), enter_by_session(uuid),
  enter(bytea, timestamptz)
  to :application_role;

grant select on tenant to :application_role;
grant select, insert on "user" to :application_role;
grant select, insert on account_key to :application_role;
grant update (wrap_generation, parameters, login_key, root_key) on account_key to :application_role;
grant update (key_generation, signing_seed, encryption_seed, signing_key, encryption_key) on account_key to :application_role;
grant select, insert on device to :application_role;
grant update (name, last_seen_at, revoked_at) on device to :application_role;
grant select, insert on session to :application_role;
grant update (access_hash, access_expires_at, former_access_hash, former_access_expires_at, refresh_hash, previous_refresh_hash, ended_at, end_reason) on session to :application_role;
grant select, insert on roster to :application_role;
grant update (seq, head, epoch, state) on roster to :application_role;
grant select, insert on roster_link to :application_role;
grant select, insert on vault to :application_role;
grant update (revision, head, count) on vault to :application_role;
grant select, insert on manifest to :application_role;
grant select, insert on epoch_key to :application_role;
grant select, insert, update on record to :application_role;
grant select, insert, delete on record_version to :application_role;
grant select, insert on committed to :application_role;
grant select on readable_vault to :application_role;
