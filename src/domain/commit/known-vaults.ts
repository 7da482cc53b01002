import { LRUCache } from "lru-cache";
import type { ChainHead } from "../../crypto/chain.ts";
import type { Hash } from "../../crypto/keys.ts";
import { type Manifest, skipRevision } from "../../crypto/manifest.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import type { TenantId } from "../../ids.ts";
import type { Buckets } from "./buckets.ts";
import type { VaultEffect } from "./check.ts";
import type { VaultClass } from "./ground.ts";

/** A vault as it stood under one manifest. */
export interface KnownVault {
  /** The user whose vault it is. */
  readonly owner: string;
  readonly class: VaultClass;
  readonly count: number;
  readonly head: { readonly manifest: Manifest; readonly hash: Hash };
  readonly roster: RosterState;
  readonly tenantLinks: ReadonlyMap<number, ChainHead>;
  /** Hashes of former manifests by revision, as far as they were read. */
  readonly hashes: ReadonlyMap<number, Hash>;
  readonly buckets: Buckets;
}

const mostBytes = 128 * 1024 * 1024;
/** What a vault takes without its leaves, and what a leaf takes: measured, rounded up. */
const [bytesOfVault, bytesOfLeaf] = [32_768, 320];

/**
 * Vaults that were written to here, each under its tenant and the hash of its manifest: what is found is what stands
 * under that manifest and can never be stale, in however many processes (docs/adr/0007). Whether that manifest is still
 * the head, the write itself demands.
 */
const known = new LRUCache<string, KnownVault>({
  maxSize: mostBytes,
  sizeCalculation: ({ count }) => bytesOfVault + count * bytesOfLeaf,
});

const keyOf = (tenant: TenantId, manifestHash: Uint8Array): string =>
  `${tenant} ${Buffer.from(manifestHash).toString("base64url")}`;

export const findVault = (tenant: TenantId, manifestHash: Uint8Array): KnownVault | undefined =>
  known.get(keyOf(tenant, manifestHash));

/** Keeps what a commit led to, once it stands, in the place of what was before it. */
export function keepVault(tenant: TenantId, { ground, commit, roster, count, buckets }: VaultEffect): void {
  const { manifest, manifestHash } = commit;
  if (ground.head) known.delete(keyOf(tenant, ground.head.hash));
  const head = { manifest, hash: manifestHash };
  const { owner, class: its, tenantLinks } = ground;
  const hashes = ladderOf(new Map(ground.hashes).set(manifest.revision, manifestHash), manifest.revision);
  known.set(keyOf(tenant, manifestHash), { owner, class: its, count, head, roster, tenantLinks, hashes, buckets });
}

/** Of the hashes that are known, those that a later manifest may have to name as its `skip` (PROTOCOL §5.4). */
function ladderOf(hashes: ReadonlyMap<number, Hash>, from: number): Map<number, Hash> {
  const ladder = new Map<number, Hash>();
  for (let revision = from; revision > 0; revision = skipRevision(revision)) {
    const hash = hashes.get(revision);
    if (hash) ladder.set(revision, hash);
  }
  return ladder;
}
