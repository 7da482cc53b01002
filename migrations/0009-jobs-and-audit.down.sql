drop function note_attempt(uuid, text, uuid, timestamptz);
drop function note_device_request(uuid, bytea, text, uuid, timestamptz);
drop function note_lapsed_invitations(timestamptz, integer);
drop function forget_audit(timestamptz, integer, timestamptz);
drop function chain_audit(integer, uuid[], bytea[]);
drop function enter_to_chain(uuid);
drop function count_seats(timestamptz);
drop function forget_sessions(timestamptz, integer);
drop function forget_expired(timestamptz, integer);
drop function list_job_figures(timestamptz);
drop function fail_job(text, uuid, timestamptz, timestamptz);
drop function finish_job(text, uuid, timestamptz);
drop function claim_job(text[], timestamptz);
drop function plan_job(text, uuid, timestamptz);
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
  delete from tenant where id = origin;
  return true;
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
  delete from device_request r where r.id in (
    select d.id from device_request d where d.expires_at <= $6 order by d.expires_at limit 100 for update skip locked);
  select * into owner from account_address a where a.address = $2;
  insert into device_request (id, tenant_id, user_id, token_hash, envelope, created_at, expires_at)
    values ($1, owner.tenant_id, owner.user_id, $3, $4, $6, $5) on conflict on constraint device_request_key do nothing;
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
  delete from challenge c where c.expires_at <= $4;
  select * into owner from account_address a where a.address = $1;
  insert into challenge (challenge, user_id, expires_at) values ($2, owner.user_id, $3);
  return query select k.user_id, k.parameters from account_key k where k.tenant_id = owner.tenant_id and k.user_id = owner.user_id;
end
$$;
create or replace function open_sign_up(id uuid, address text, code_hash bytea, expires_at timestamptz, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  delete from sign_up s where s.expires_at <= $5;
  insert into sign_up (id, address, code_hash, expires_at) values ($1, $2, $3, $4);
  return exists (select from account_address a where a.address = $2);
end
$$;
create function forget_attempts(now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  delete from attempt where attempt.key in (
    select a.key from attempt a where a.expires_at <= $1 order by a.expires_at limit 100 for update skip locked)
$$;
revoke all on function forget_attempts(timestamptz) from public;
grant execute on function forget_attempts(timestamptz) to :application_role;
drop index invitation_by_expiry;
alter table invitation drop column lapsed;
drop index session_by_expiry;
drop table audit_head;
drop table audit_entry;
drop table audit_waiting;
drop table seat_day;
drop table job;
