drop function bring_factors(uuid);
drop function count_factor_step(bytea, uuid, text, boolean, timestamptz);
drop function prove_factor_step(bytea, timestamptz);
drop function enter_factor_step(bytea, timestamptz);
drop function try_factor_step(bytea, integer, timestamptz);
drop function open_factor_step(bytea, uuid, uuid, text, bytea, timestamptz);
alter table session drop column factor_proven_at;
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
  return found_most >= $2;
end
$$;
drop table factor_step;
drop table spare_code;
drop table second_factor;
