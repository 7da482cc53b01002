import type { ChainHead } from "../../crypto/chain.ts";
import { asHash } from "../../crypto/keys.ts";
import { parseManifest, skipRevision } from "../../crypto/manifest.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import type { TenantId, VaultId } from "../../ids.ts";
import type { Transaction } from "../transaction.ts";
import { type Buckets, changeBuckets, type LeafChange, noBuckets } from "./buckets.ts";
import type { HeldRecord, VaultGround } from "./ground.ts";
import { findVault } from "./known-vaults.ts";
import type { Commit, VaultCommit } from "./parse.ts";
import {
  findCommitted,
  type GroundRow,
  type HeldRow,
  type LeafRow,
  listGrounds,
  listHeld,
  listLeaves,
  listTenantLinks,
  lockVaults,
  type VaultRow,
} from "./rows.ts";

interface GroundOfCommit {
  /** The vaults that exist: nothing else may be looked at before the right to write was granted. */
  readonly rows: ReadonlyMap<VaultId, VaultRow>;
  /** The row of a commit that bore the same mutation id. */
  readonly before: { readonly contentHash: Uint8Array; readonly answer: string } | undefined;
  readonly grounds: ReadonlyMap<VaultId, VaultGround>;
  /** Those that are read only, because the server was restored from an old copy. */
  readonly restoring: ReadonlySet<VaultId>;
  /** Whether one of them is closed: its user may not act, or the company is suspended. */
  readonly closed: boolean;
}

/** Locks the vaults of a commit and reads all that its checks need: one round trip, the session check included. */
export async function readGround(tx: Transaction, commit: Commit): Promise<GroundOfCommit> {
  const vaults = commit.vaults.map((each) => each.vault);
  const known = new Map(commit.vaults.map((each) => [each.vault, knownBuckets(each)]));
  const unknown = vaults.filter((vault) => !known.get(vault));
  const [rows, [before], grounds, tenantLinks, held, leaves = []] = await tx.run(
    lockVaults(vaults),
    findCommitted(commit.clientMutationId, tx),
    listGrounds(commit.vaults.map(({ vault, manifest }) => ({ vault, skip: skipRevision(manifest.revision) }))),
    listTenantLinks(namedTenantSeqs(commit)),
    listHeld(commit.vaults.flatMap(namedRecords)),
    ...(unknown.length > 0 ? [listLeaves(unknown)] : []),
  );
  const links = tenantLinks.map(({ rosterId, seq, hash }) => ({ id: parseUuid(rosterId), seq, hash: asHash(hash) }));
  const groundOf = (row: VaultRow): VaultGround => {
    const own = <R extends { vaultId: VaultId }>(list: readonly R[]) => list.filter((each) => each.vaultId === row.id);
    const [ground] = own(grounds) as [GroundRow];
    return {
      vault: row.id,
      owner: row.userId ?? "",
      class: row.class,
      count: row.count,
      head: headOf(ground),
      hashes: ground.skipHash ? new Map([[ground.skipRevision, asHash(ground.skipHash)]]) : new Map(),
      roster: parseState(ground.state),
      tenantLinks: new Map([...links, ...(tx.visits ? namedInShare(ground) : [])].map((link) => [link.seq, link])),
      records: new Map(own(held).map((record) => [record.id, heldRecord(record)])),
      behind: row.behind,
      disabled: row.disabled,
      due: row.due && row.class !== "SHARE",
      entrusting: null,
      sharing: null,
      tenant: null,
      buckets: known.get(row.id) ?? changeBuckets(noBuckets, own(leaves).map(readLeaf)),
    };
  };
  return {
    rows: new Map(rows.map((row) => [row.id, row])),
    before,
    grounds: new Map(rows.map((row) => [row.id, groundOf(row)])),
    restoring: new Set(rows.flatMap((row) => (row.restoring ? [row.id] : []))),
    closed: rows.some((row) => row.closed),
  };
}

/** The links of the tenant that a guest knows of: those that the share itself names (PROTOCOL §4.12). */
function namedInShare({ state, manifest }: GroundRow): ChainHead[] {
  const { tenantHead } = parseState(state);
  return [...(tenantHead ? [tenantHead] : []), ...(manifest ? [parseManifest(manifest).tenantHead] : [])];
}

const headOf = ({ hash, manifest }: GroundRow): VaultGround["head"] =>
  hash && manifest ? { manifest: parseManifest(manifest), hash: asHash(hash) } : null;

const namedRecords = ({ vault, changes }: VaultCommit) =>
  changes.map((each) => ({ vault, id: each.record, kept: !each.sealing && !each.purge }));

const namedTenantSeqs = (commit: Commit): number[] => [
  ...new Set([
    ...commit.vaults.map((each) => each.manifest.tenantHead.seq),
    ...commit.links.flatMap(({ link }) => (link.tenantHead ? [link.tenantHead.seq] : [])),
  ]),
];

/** Found by the manifest that the client rests on: should that not be the head, the commit is stale anyway. */
function knownBuckets({ manifest: { previous, tenantHead } }: VaultCommit): Buckets | undefined {
  if (previous === null) return noBuckets;
  return findVault(formatUuid(tenantHead.id) as TenantId, previous)?.buckets;
}

export const readLeaf = ({ id, bucket, leaf, class: its, version }: LeafRow): LeafChange => ({
  record: id,
  bucket,
  leaf: { leaf: asHash(leaf), class: its, version },
});

function heldRecord(row: HeldRow): HeldRecord | "PURGED" {
  if (row.leaf === null) return "PURGED";
  return {
    id: row.id,
    class: row.class ?? 0,
    version: row.version ?? 0,
    schema: row.schema ?? 0,
    epoch: row.epoch ?? 0,
    leaf: asHash(row.leaf),
    previousLeaf: row.previousLeaf && asHash(row.previousLeaf),
    body: row.body === null ? null : Buffer.from(row.body, "base64url"),
    key: row.key === null ? null : Buffer.from(row.key, "base64url"),
  };
}
