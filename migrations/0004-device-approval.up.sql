-- A new device asks before it has a session, and another of the account answers (PROTOCOL §3.8).

-- What it says of itself is sealed under words that never come here. One for an address that nobody has, or that was
-- refused, belongs to nobody. It says nothing of its tenant, like a challenge: reached by the functions below only.
-- No foreign key to the user: checking it would be work that only a known address costs.
create table device_request (
  id         uuid        not null,
  tenant_id  uuid,
  user_id    uuid,
  token_hash bytea       not null,
  envelope   bytea       not null,
  approval   bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint device_request_key primary key (id),
  constraint device_request_owner_is_whole check ((tenant_id is null) = (user_id is null)),
  constraint device_request_approved_by_owner check (approval is null or user_id is not null),
  constraint device_request_token_hash_is_32_bytes check (octet_length(token_hash) = 32),
  constraint device_request_envelope_is_2121_bytes check (octet_length(envelope) = 2121),
  constraint device_request_approval_is_bounded check (octet_length(approval) between 1193 and 66656)
);
create index device_request_by_expiry on device_request (expires_at);
create index device_request_by_user on device_request (tenant_id, user_id, created_at);

alter table device_request enable row level security;

-- Notes a request for an address. The same work whether anybody has it; the same id again changes nothing.
create function open_device_request(request uuid, address text, token_hash bytea, envelope bytea, expires_at timestamptz, now timestamptz)
  returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  owner account_address;
begin
  delete from device_request r where r.id in (
    select d.id from device_request d where d.expires_at <= $6 order by d.expires_at limit 100 for update skip locked);
  select * into owner from account_address a where a.address = $2;
  insert into device_request (id, tenant_id, user_id, token_hash, envelope, created_at, expires_at)
    values ($1, owner.tenant_id, owner.user_id, $3, $4, $6, $5) on conflict on constraint device_request_key do nothing;
end
$$;

-- The approval of a request, null while there is none; no row for who has not its token, or where it ran out.
create function collect_approval(request uuid, token_hash bytea, now timestamptz) returns table (approval bytea)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select r.approval from device_request r where r.id = $1 and r.token_hash = $2 and r.expires_at > $3
$$;

-- Takes a request away for who has its token.
create function withdraw_device_request(request uuid, token_hash bytea) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  delete from device_request r where r.id = $1 and r.token_hash = $2
$$;

-- The actor's own requests that wait.
create function list_device_requests(now timestamptz, most integer)
  returns table (request uuid, envelope bytea, created_at timestamptz, expires_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select r.id, r.envelope, r.created_at, r.expires_at from device_request r
  where r.tenant_id = current_tenant() and r.user_id = current_actor() and r.approval is null and r.expires_at > $1
  order by r.created_at desc, r.id desc limit $2
$$;

-- Keeps an approval for an own request that waits. False where there is none, or another approval came first.
create function approve_device_request(request uuid, approval bytea, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  update device_request r set approval = $2
  where r.id = $1 and r.tenant_id = current_tenant() and r.user_id = current_actor() and r.expires_at > $3
    and (r.approval is null or r.approval = $2);
  return found;
end
$$;

-- Makes an own request nobody's, as one for an unknown address is: who made it is not told. False where there is none.
create function refuse_device_request(request uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  update device_request r set tenant_id = null, user_id = null, approval = null
  where r.id = $1 and r.tenant_id = current_tenant() and r.user_id = current_actor() and r.expires_at > $2;
  return found;
end
$$;

revoke all on function open_device_request(uuid, text, bytea, bytea, timestamptz, timestamptz),
  collect_approval(uuid, bytea, timestamptz), withdraw_device_request(uuid, bytea), list_device_requests(timestamptz, integer),
  approve_device_request(uuid, bytea, timestamptz), refuse_device_request(uuid, timestamptz) from public;
grant execute on function open_device_request(uuid, text, bytea, bytea, timestamptz, timestamptz),
  collect_approval(uuid, bytea, timestamptz), withdraw_device_request(uuid, bytea), list_device_requests(timestamptz, integer),
  approve_device_request(uuid, bytea, timestamptz), refuse_device_request(uuid, timestamptz)
  to :application_role;
