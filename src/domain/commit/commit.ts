import { asHash, type Hash } from "../../crypto/keys.ts";
import { parseManifest, skipRevision } from "../../crypto/manifest.ts";
import { encodeState, parseState } from "../../crypto/state-encoding.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RecordId, VaultId } from "../../ids.ts";
import { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import type { House, Request } from "../context.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { answerRefusal, type CommitResult } from "./answer.ts";
import { findBuckets, keepBuckets } from "./bucket-cache.ts";
import { type Buckets, bucketOf, bucketsOf, noBuckets } from "./buckets.ts";
import { checkVaultCommit, type Refusal, type VaultEffect } from "./check.ts";
import type { HeldRecord, VaultGround } from "./ground.ts";
import type { CommitInput, VaultHead } from "./input.ts";
import { type Commit, parseCommit, type VaultCommit } from "./parse.ts";
import {
  findCommitted,
  type HeldRow,
  insertCommitted,
  type LeafRow,
  listHeads,
  listHeld,
  listLeaves,
  listLeavesInBuckets,
  listManifestHashes,
  listTenantLinks,
  lockVaults,
  type VaultRow,
  writeVault,
} from "./rows.ts";

/**
 * One transaction over one or several vaults and their rosters: all of it, or nothing (PROTOCOL §5.6). The same mutation
 * id with the same content is one deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `FORBIDDEN`, `MUTATION_ID_REUSED`.
 */
export async function commit(request: Request, input: CommitInput): Promise<CommitResult> {
  const parsed = parseCommit(input);
  const plan = await inTransaction(request, async (tx) => {
    const plan = await planCommit(tx, request.house, parsed);
    if (plan.kind === "EFFECT") await tx.finish(...plan.writes);
    return plan;
  });
  if (plan.kind === "EFFECT") announce(request.house, plan.effects);
  return plan.kind === "REFUSED" ? answerRefusal(request, parsed, plan.refusals) : committed(parsed, plan.heads);
}

export const committed = ({ clientMutationId }: Commit, heads: readonly VaultHead[]) =>
  ({ __typename: "Committed", clientMutationId, heads }) as const;

/** Tells listeners, and keeps what the next commit needs. Only after the transaction stands. */
export function announce(house: House, effects: readonly VaultEffect[]): void {
  for (const effect of effects) keepBuckets(effect.commit.manifestHash, effect.bucketHashes);
  house.doorbell.ring(effects.map((effect) => effect.commit.vault));
}

export interface VaultRefusal {
  readonly vault: VaultId;
  readonly refusal: Refusal;
}

export type Plan =
  | {
      readonly kind: "EFFECT";
      readonly effects: readonly VaultEffect[];
      readonly heads: readonly VaultHead[];
      readonly writes: Bound<unknown>[];
    }
  | { readonly kind: "REPEATED"; readonly heads: readonly VaultHead[] }
  | { readonly kind: "REFUSED"; readonly refusals: readonly VaultRefusal[] };

/** Locks the vaults of a commit, checks it against them, and says what is to be written. Writes nothing itself. */
export async function planCommit(tx: Transaction, house: House, parsed: Commit): Promise<Plan> {
  const vaults = parsed.vaults.map((each) => each.vault);
  const cached = new Map(parsed.vaults.map((each) => [each.vault, cachedBuckets(each)]));
  const skips = parsed.vaults.filter((each) => skipRevision(each.manifest.revision) > 0);
  const [rows, [before], heads, skipHashes, tenantLinks, held, touched, whole] = await tx.run(
    lockVaults(vaults),
    findCommitted(parsed.clientMutationId),
    listHeads(vaults),
    listManifestHashes(
      skips.map((each) => each.vault),
      skips.map((each) => skipRevision(each.manifest.revision)),
    ),
    listTenantLinks(namedTenantSeqs(parsed)),
    listHeld(
      parsed.vaults.flatMap(({ vault, changes }) =>
        changes.map((each) => ({ vault, id: each.record, kept: !each.sealing && !each.purge })),
      ),
    ),
    listLeavesInBuckets(parsed.vaults.filter(({ vault }) => cached.get(vault)).flatMap(touchedBuckets)),
    listLeaves(vaults.filter((vault) => !cached.get(vault))),
  );
  const grants = parsed.vaults.map((each) =>
    Grant.authorize(
      tx,
      "vault.write",
      rows.find((row) => row.id === each.vault),
    ),
  );
  if (before) return repeated(parsed, before);
  checkRosters(parsed, vaults);

  const device = parseUuid(tx.actor.device);
  const links = new Map(
    tenantLinks.map((row) => [row.seq, { id: parseUuid(row.rosterId), seq: row.seq, hash: asHash(row.hash) }]),
  );
  const outcomes = parsed.vaults.map((each) => {
    const row = rows.find((candidate) => candidate.id === each.vault) as VaultRow;
    const mine = <R extends { vaultId: VaultId }>(list: readonly R[]): R[] =>
      list.filter((candidate) => candidate.vaultId === each.vault);
    const ground: VaultGround = {
      vault: each.vault,
      class: row.class,
      count: row.count,
      head: headOf(mine(heads)[0]),
      skipHash: hashOf(mine(skipHashes)[0]?.hash),
      roster: parseState(row.state),
      tenantLinks: links,
      records: new Map(mine(held).map((record) => [record.id, heldRecord(record)])),
      buckets: bucketsFor(row, cached.get(each.vault), mine(touched), mine(whole)),
    };
    const own = parsed.links.filter((link) => link.roster === each.vault);
    return {
      vault: each.vault,
      outcome: checkVaultCommit(ground, each, own, { device, disablePersonalProfile: house.disablePersonalProfile }),
    };
  });

  const refusals = outcomes.flatMap(({ vault, outcome }) => ("kind" in outcome ? [{ vault, refusal: outcome }] : []));
  if (refusals.length > 0) return { kind: "REFUSED", refusals };
  const effects = outcomes.map(({ outcome }) => outcome as VaultEffect);
  const newHeads = parsed.vaults.map(({ vault, manifest, manifestHash }) => ({
    vault,
    revision: manifest.revision,
    hash: manifestHash,
  }));
  const writes = effects.flatMap((effect, i) =>
    writeVault(grants[i] as Grant<"vault.write">, effect, encodeState(effect.roster)),
  );
  const deed = {
    clientMutationId: parsed.clientMutationId,
    contentHash: parsed.contentHash,
    answer: encodeHeads(newHeads),
  };
  writes.push(insertCommitted(grants[0] as Grant<"vault.write">, deed));
  return { kind: "EFFECT", effects, heads: newHeads, writes };
}

function repeated(parsed: Commit, before: { contentHash: Uint8Array; answer: string }): Plan {
  if (Buffer.compare(before.contentHash, parsed.contentHash) !== 0) throw new Failure("MUTATION_ID_REUSED");
  return { kind: "REPEATED", heads: parseHeads(before.answer) };
}

/** Links are of the vaults that the commit writes to. */
function checkRosters(parsed: Commit, vaults: readonly VaultId[]): void {
  if (parsed.links.some((link) => !vaults.includes(link.roster)))
    throw new Failure("INVALID_PROOF", undefined, { reason: "WRONG_ROSTER" });
}

const touchedBuckets = ({ vault, changes }: VaultCommit) =>
  [...new Set(changes.map((change) => bucketOf(change.id)))].map((bucket) => ({ vault, bucket }));

const namedTenantSeqs = (parsed: Commit): number[] => [
  ...new Set([
    ...parsed.vaults.map((each) => each.manifest.tenantHead.seq),
    ...parsed.links.flatMap(({ link }) => (link.tenantHead ? [link.tenantHead.seq] : [])),
  ]),
];

/** Found by the manifest that the client rests on: should that not be the head, the commit is stale anyway. */
const cachedBuckets = ({ manifest }: VaultCommit): readonly Uint8Array[] | undefined =>
  manifest.previous ? findBuckets(manifest.previous) : noBuckets.hashes;

function bucketsFor(
  row: VaultRow,
  cached: readonly Uint8Array[] | undefined,
  touched: readonly LeafRow[],
  whole: readonly LeafRow[],
): Buckets {
  if (!cached) {
    const buckets = bucketsOf(whole.map((leaf) => [leaf.id, leaf.bucket, asHash(leaf.leaf)]));
    if (row.head) keepBuckets(row.head, buckets.hashes);
    return buckets;
  }
  const leaves = new Map<number, Map<RecordId, Hash>>();
  for (const { bucket, id, leaf } of touched) {
    const list = leaves.get(bucket) ?? new Map<RecordId, Hash>();
    list.set(id, asHash(leaf));
    leaves.set(bucket, list);
  }
  return { hashes: cached, leaves };
}

const headOf = (row: { hash: Uint8Array; manifest: Uint8Array } | undefined) =>
  row ? { manifest: parseManifest(row.manifest), hash: asHash(row.hash) } : null;

const hashOf = (bytes: Uint8Array | null | undefined): Hash | null => (bytes ? asHash(bytes) : null);

function heldRecord(row: HeldRow): HeldRecord | "PURGED" {
  if (row.leaf === null) return "PURGED";
  return {
    id: row.id,
    class: row.class ?? 0,
    version: row.version ?? 0,
    schema: row.schema ?? 0,
    epoch: row.epoch ?? 0,
    leaf: asHash(row.leaf),
    previousLeaf: hashOf(row.previousLeaf),
    body: row.body === null ? null : Buffer.from(row.body, "base64url"),
    key: row.key === null ? null : Buffer.from(row.key, "base64url"),
  };
}

const encodeHeads = (heads: readonly VaultHead[]): string =>
  JSON.stringify(heads.map(({ vault, revision, hash }) => [vault, revision, Buffer.from(hash).toString("base64url")]));

const parseHeads = (text: string): VaultHead[] =>
  (JSON.parse(text) as [VaultId, number, string][]).map(([vault, revision, hash]) => ({
    vault,
    revision,
    hash: Buffer.from(hash, "base64url"),
  }));
