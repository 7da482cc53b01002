revoke update (account_vault_epoch, account_vault_key) on account_key from :application_role;
drop function refuse_device_requests(timestamptz);
alter table vault drop column behind;
