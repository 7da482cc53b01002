drop function enter(bytea, timestamptz), enter_by_session(uuid), spend_challenge(bytea, timestamptz), enter_by_challenge(bytea, uuid, uuid, timestamptz),
  open_challenge(text, bytea, timestamptz, timestamptz), enter_new_tenant(uuid, uuid, uuid, timestamptz),
  try_sign_up(uuid, bytea, timestamptz), open_sign_up(uuid, text, bytea, timestamptz, timestamptz),
  forget_attempts(timestamptz), take_attempt(bytea, integer, interval, timestamptz);
drop view readable_vault;
drop table attempt, challenge, sign_up, account_address, committed, record_version, record, epoch_key, manifest, vault,
  roster_link, roster, session, device, account_key, "user", tenant;
drop function moment(bigint), current_actor(), current_tenant();
revoke usage on schema public from :application_role;
