import type { Grant } from "../access.ts";
import { stamp } from "../audit/event.ts";
import { type Bound, bind, type Statement, statement } from "../batch.ts";
import { eventsOfCommit } from "./audit.ts";
import type { VaultEffect } from "./check.ts";
import { type Deed, deedColumns, isAdded, newColumns, sealedColumns } from "./effect-rows.ts";

/** How many vaults were moved: one, or none. */
interface QuickRow {
  done: number;
}

const added = `added as (
  insert into record (tenant_id, vault_id, revision, id, bucket, class, version, trashed_since, folder_id, schema, epoch, body, key, leaf)
  select current_tenant(), moved.id, $2, n.* from moved, unnest($14::uuid[], $15::smallint[], $16::smallint[], $17::integer[], $18::bigint[],
    $19::uuid[], $20::integer[], $21::integer[], $22::text[], $23::text[], $24::bytea[]) as n)`;

const sealed = `kept as (
  insert into record_version (tenant_id, vault_id, record_id, version, class, trashed_since, folder_id, schema, epoch, body, key, leaf, previous_leaf)
  select r.tenant_id, r.vault_id, r.id, r.version, r.class, r.trashed_since, r.folder_id, r.schema, r.epoch, r.body, r.key, r.leaf, r.previous_leaf
  from moved join record r on r.tenant_id = current_tenant() and r.vault_id = moved.id and r.id = any($14::uuid[])
), sealed as (
  update record r set revision = $2, version = n.version, trashed_since = n.trashed_since, folder_id = n.folder_id, schema = n.schema,
    epoch = n.epoch, body = n.body, key = n.key, leaf = n.leaf, previous_leaf = n.previous_leaf
  from moved, unnest($14::uuid[], $15::integer[], $16::bigint[], $17::uuid[], $18::integer[], $19::integer[], $20::text[], $21::text[],
    $22::bytea[], $23::bytea[]) as n (id, version, trashed_since, folder_id, schema, epoch, body, key, leaf, previous_leaf)
  where r.tenant_id = current_tenant() and r.vault_id = moved.id and r.id = n.id
), trimmed as (
  delete from record_version h using moved, unnest($14::uuid[], $15::integer[]) as n (id, version)
  where h.tenant_id = current_tenant() and h.vault_id = moved.id and h.record_id = n.id and h.version < n.version - moved.history_limit)`;

/** With the entry of the log that it leaves behind where its user's policy says so, whose values begin at `first`. */
const logged = (records: string, first: number): string => `${records}, logged as (
  insert into audit_waiting (tenant_id, happened_at, origin, actor_id, actor_device_id, vault_id, surface, id, kind, records, amount)
  select current_tenant(), $9, 'SERVER', current_actor(), $11::uuid, moved.id, $${first}, $${first + 1}::uuid, $${first + 2},
    $${first + 3}::uuid[], $${first + 4}::integer
  from moved join user_policy p on p.tenant_id = current_tenant() and p.user_id = current_actor() and p.password_auditing & $${first + 5}::integer <> 0)`;

/** All of a commit in one statement, which writes nothing unless head and roster are still those that were checked against. */
const quick = (name: string, records: string): Statement<QuickRow> =>
  statement(
    name,
    `with moved as (
       update vault v set revision = $2, head = $3, count = $4
       where v.tenant_id = current_tenant() and v.id = $1 and v.user_id = current_actor() and v.head = $5 and not v.behind and not v.restoring and not v.closed and not v.disabled and not v.due
         and exists (select from roster r where r.tenant_id = v.tenant_id and r.id = v.id and r.head = $6)
       returning v.id, v.history_limit
     ), noted as (
       insert into manifest (tenant_id, vault_id, revision, hash, manifest, signature, created_at)
       select current_tenant(), id, $2, $3, $7, $8, $9 from moved
     ), answered as (
       insert into committed (tenant_id, user_id, client_mutation_id, device_id, content_hash, answer, created_at)
       select current_tenant(), current_actor(), $10, $11::uuid, $12, $13, $9 from moved
     ), ${records}
     select count(*)::integer as done from moved`,
  );

/** Of vaults that leave nothing in the log, and of those that may. */
const quickAdd = [quick("commit_quick_add", added), quick("commit_quick_add_logged", logged(added, 25))] as const;
const quickSeal = [quick("commit_quick_seal", sealed), quick("commit_quick_seal_logged", logged(sealed, 24))] as const;

/** The statement of a commit that adds records or seals some again, to one vault; null for every other. */
export function writeQuickly(grant: Grant<"vault.write">, effect: VaultEffect, deed: Deed): Bound<QuickRow> | null {
  const { ground, commit, links, records, count } = effect;
  if (commit.vault !== grant.vault) throw new Error("the grant is for another vault");
  if (ground.head === null || links.length > 0 || records.length === 0 || records.some(({ sealing }) => !sealing))
    return null;
  const adds = isAdded(records[0] as (typeof records)[number]);
  if (records.some((record) => isAdded(record) !== adds)) return null;
  const { vault, manifest, manifestHash, manifestBytes, signature } = commit;
  const [event, ...others] = stamp(grant.tx.now, eventsOfCommit(effect));
  if (others.length > 0) return null;
  const { surface } = grant.tx.actor;
  return bind(
    (adds ? quickAdd : quickSeal)[event ? 1 : 0],
    ...[vault, manifest.revision, manifestHash, count, ground.head.hash, ground.roster.head.hash],
    ...[manifestBytes, signature, grant.tx.now, ...deedColumns(grant, deed)],
    ...(adds ? newColumns(records) : sealedColumns(records)),
    ...(event ? [surface, event.id, event.kind, event.records, event.amount, event.audited] : []),
  );
}
