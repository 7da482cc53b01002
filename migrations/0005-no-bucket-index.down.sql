create index record_by_bucket on record (tenant_id, vault_id, bucket, id) where leaf is not null;
