-- The account code: the user's own way back, once. PROTOCOL §3.9.

-- One row for whoever ever had a code. Removing and using a code empties the row: what stays counts.
create table account_code (
  tenant_id      uuid    not null,
  user_id        uuid    not null,
  generation     integer not null,
  key_generation integer,
  login_key      bytea,
  root_key       bytea,
  created_at     timestamptz,
  constraint account_code_key primary key (tenant_id, user_id),
  constraint account_code_of_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint account_code_generations_count_up check (generation >= 1 and key_generation >= 1),
  constraint account_code_is_whole_or_gone check (num_nulls(key_generation, login_key, root_key, created_at) in (0, 4)),
  constraint account_code_login_key_is_32_bytes check (octet_length(login_key) = 32),
  constraint account_code_root_key_holds_32_bytes check (octet_length(root_key) = 105)
);
alter table account_code enable row level security;
create policy own_tenant on account_code using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());

-- Spends a challenge and enters its user's tenant, for somebody who says that they have the account's code. No row where
-- the challenge is unknown, spent, late or another's; without a code, or with one for former keys, a row without its key.
-- Locks nothing: whoever changes something by it locks, and looks again.
create function enter_by_code(challenge bytea, user_id uuid, device_id uuid, now timestamptz)
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
  return query
    select k.tenant_id, c.login_key, d.public_key, coalesce(d.revoked_at is not null, false)
    from account_key k
    left join account_code c on c.tenant_id = k.tenant_id and c.user_id = k.user_id and c.key_generation = k.key_generation
    left join device d on d.tenant_id = k.tenant_id and d.id = $3 and d.user_id = $2
    where k.tenant_id = owner.tenant_id and k.user_id = owner.user_id;
end
$$;

revoke all on function enter_by_code(bytea, uuid, uuid, timestamptz) from public;
grant execute on function enter_by_code(bytea, uuid, uuid, timestamptz) to :application_role;
grant select, insert on account_code to :application_role;
grant update (generation, key_generation, login_key, root_key, created_at) on account_code to :application_role;
