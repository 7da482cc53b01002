-- New account keys: one transaction, then each profile by itself. PROTOCOL §3.10.

-- From when its user's keys were replaced in the tenant until its own roster follows: then it is read, and not written to.
-- Part of the row that every commit moves, so that one which waited for the lock sees it too (docs/adr/0023).
alter table vault add column behind boolean not null default false;

-- Makes all own requests nobody's: an approval of before hands on the Secret Key of before.
create function refuse_device_requests(now timestamptz) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  update device_request r set tenant_id = null, user_id = null, approval = null
  where r.tenant_id = current_tenant() and r.user_id = current_actor() and r.expires_at > $1
$$;

revoke all on function refuse_device_requests(timestamptz) from public;
grant execute on function refuse_device_requests(timestamptz) to :application_role;
grant update (behind) on vault to :application_role;
grant update (account_vault_epoch, account_vault_key) on account_key to :application_role;
