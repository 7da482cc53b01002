create or replace function try_sign_up(id uuid, code_hash bytea, now timestamptz) returns text
  language sql security definer
  set search_path = public, pg_temp
as $$
  update sign_up s set attempts = s.attempts + 1
  where s.id = $1 and s.attempts < 5 and s.expires_at > $3
  returning case when s.code_hash = $2 then s.address end
$$;
drop function forget_left_business();
drop function erase_vaults(uuid, uuid[]);
drop function spend_sign_up(uuid);
drop function change_address(uuid, text);
drop function erase_person(uuid, timestamptz);
drop function end_left_tenant(uuid);
drop function bring_account(uuid, uuid[]);
drop function enter_own_tenant(uuid, timestamptz);
drop function redeem_tenant_code(bytea, timestamptz);
drop function enter_to_join(uuid, uuid, uuid, timestamptz);
drop function enter_by_invitation(uuid, bytea);
drop function enter(bytea, timestamptz, boolean);
create function enter(access_hash bytea, now timestamptz)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  end_reason text;
  entered    text;
begin
  select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.end_reason
    into tenant_id, user_id, device_id, session_id, access_expires_at, end_reason
    from session s where s.access_hash = $1;
  if not found then
    select s.tenant_id, s.user_id, s.device_id, s.id, s.former_access_expires_at, s.end_reason
      into tenant_id, user_id, device_id, session_id, access_expires_at, end_reason
      from session s where s.former_access_hash = $1;
  end if;
  if session_id is null then
    raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
  elsif end_reason is not null then
    raise exception using errcode = 'SG401', message = case end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
  elsif access_expires_at <= $2 then
    raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
  end if;
  -- Assignments and no queries: this runs before every request.
  entered := set_config('app.tenant', tenant_id::text, true);
  entered := set_config('app.user', user_id::text, true);
  return next;
end
$$;
revoke all on function enter(bytea, timestamptz) from public;
grant execute on function enter(bytea, timestamptz) to :application_role;
drop table member_wrap;
drop table group_epoch;
drop table group_member;
drop table user_group;
drop table awaiting_person;
drop table invitation;
drop table tenant_code;
alter table roster drop constraint roster_kind_is_known;
alter table roster add constraint roster_kind_is_known check (kind in ('TENANT', 'PROFILE'));
alter table session drop constraint session_end_reason_is_known;
alter table session add constraint session_end_reason_is_known check (
  end_reason in ('SIGNED_OUT', 'DEVICE_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REUSED', 'REPLACED'));
alter table session drop constraint session_surface_is_known;
alter table session add constraint session_surface_is_known check (surface in ('APP'));
revoke update (address, name, role, is_primary, person_salt) on "user" from :application_role;
alter table vault drop column closed;
alter table "user" drop column erased_at, drop column removed_seq, drop column status;
revoke update (name) on tenant from :application_role;
alter table tenant drop column name, drop column suspended_at, drop column trial_ends_at, drop column seats, drop column plan;
