-- A server that was restored from an old copy. PROTOCOL §5.8.

-- From when its operator said so until its highest offered head stands: then it is read, and not written to. Part of the
-- row that every commit moves, so that none slips by.
alter table vault add column restoring boolean not null default false;
-- Up to which revision it was brought back, 0 where it never was: what came and went before that has left no trace here, so
-- nobody is told of changes from below it.
alter table vault add column brought integer not null default 0;
-- How many heads its user has abandoned: a cursor of before may stand at a revision that is another one by now.
alter table vault add column resets integer not null default 0;

create or replace view readable_vault with (security_invoker = true) as
  select tenant_id, id, user_id, class, revision, head, count, restoring, brought, resets from vault where user_id = current_actor();

-- The heads that devices hold. One row a device and vault; all are forgotten when the state begins.
create table offered_head (
  tenant_id  uuid        not null,
  vault_id   uuid        not null,
  device_id  uuid        not null,
  revision   integer     not null,
  hash       bytea,
  offered_at timestamptz not null,
  constraint offered_head_key primary key (tenant_id, vault_id, device_id),
  constraint offered_head_of_vault foreign key (tenant_id, vault_id) references vault (tenant_id, id),
  constraint offered_head_by_device foreign key (tenant_id, device_id) references device (tenant_id, id),
  constraint offered_head_from_first_revision check (revision >= 0 and (revision = 0) = (hash is null)),
  constraint offered_head_hash_is_32_bytes check (octet_length(hash) = 32)
);

alter table offered_head enable row level security;
create policy own_tenant on offered_head using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());

grant select, insert on offered_head to :application_role;
grant update (revision, hash, offered_at) on offered_head to :application_role;
grant update (restoring, brought, resets) on vault to :application_role;
