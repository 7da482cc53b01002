import { encodeBase64url } from "../../crypto/base64url.ts";
import { changeTree, treeRoot } from "../../crypto/bucket-tree.ts";
import { equalOrNull } from "../../crypto/bytes.ts";
import { openRecord, sealRecord } from "../../crypto/client/record.ts";
import { signManifest } from "../../crypto/client/sign.ts";
import { climb, nextSkip, type Rung } from "../../crypto/descent.ts";
import type { Hash } from "../../crypto/keys.ts";
import { type Manifest, openSignedManifest, type SignedManifest } from "../../crypto/manifest.ts";
import { checkSuccessor } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { keyFor, type Open } from "../core.ts";
import { ConflictError, SealgraphError } from "../errors.ts";
import { type CommitWire, type VaultCommitWire, writeLink } from "../transport/commit-operations.ts";
import type { RecordContent } from "../transport/page.ts";
import { type Chain, extendChain, newestState } from "../vault/chain.ts";
import type { HeldVault, VaultUpdate } from "../vault/held.ts";
import { contentOf, type HeldRecord, holdRecord } from "../vault/record.ts";
import { type Change, type Deed, linksOf, type Sealing, type VaultDeed, writeChange } from "./deed.ts";

/** A deed, signed on top of what is held: what to send, and what is held once the server has it. */
export interface SignedDeed {
  readonly wire: CommitWire;
  readonly updates: readonly VaultUpdate[];
  /** By vault: the hash of the manifest that was signed. */
  readonly hashes: ReadonlyMap<string, Hash>;
}

/**
 * Signs a deed (PROTOCOL §5.3): manifests over the leaves that it leads to. Throws ConflictError when a record is no
 * longer at the leaf that the deed started from, VAULT_FROZEN, NOT_FOUND.
 */
export function signDeed(open: Open, deed: Deed, now: number): SignedDeed {
  const signed = deed.vaults.map((each) => signVault(open, each, now));
  return {
    wire: {
      clientMutationId: deed.mutationId,
      links: deed.vaults.flatMap((each) => linksOf(each).map(writeLink)),
      vaults: signed.map(({ wire }) => wire),
    },
    updates: signed.map(({ update }) => update),
    hashes: new Map(signed.map(({ wire, hash }) => [wire.vault, hash])),
  };
}

function signVault(
  open: Open,
  deed: VaultDeed,
  now: number,
): { wire: VaultCommitWire; update: VaultUpdate; hash: Hash } {
  const known = open.held.vaults.get(deed.vault);
  const { tenant } = open.held;
  if (known === undefined || tenant === null) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  if (open.held.frozen.has(deed.vault)) throw new SealgraphError("VAULT_FROZEN");
  refuseConflicts(known, deed);

  const { epochStart } = deed;
  const seq = known.chain.links.length;
  const links = linksOf(deed).map((signed, place) => ({ seq: seq + place, signed }));
  const chain = links.length > 0 ? extendChain(known.chain, links) : known.chain;
  const roster = newestState(chain);
  const epoch = roster.epoch?.epoch ?? 0;
  const revision = (known.head?.manifest.revision ?? 0) + 1;
  const changes = deed.changes.map((change) => underEpoch(open, known, change, epoch));
  const { put, removed } = recordsAfter(known, changes, revision);
  const tree = changeTree(
    known.tree,
    put.map(({ recordId, leaf }) => ({ id: recordId, hash: leaf })),
    removed.map(parseUuid),
  );
  const head = signHead(open, tenant, { ...known, chain, tree }, now);
  const keys = epochStart ? new Map([...known.epochKeys, [epoch, epochStart.previousKey] as const]) : known.epochKeys;
  const ladder = climb(known.ladder, { revision, hash: head.hash });
  return {
    wire: {
      vault: deed.vault,
      manifest: encodeBase64url(head.bytes),
      signature: encodeBase64url(head.signature),
      changes: changes.map(writeChange),
      ...(epochStart && { epochKey: { epoch, previousKey: encodeBase64url(epochStart.previousKey) } }),
    },
    update: {
      before: known,
      vault: { ...known, chain, head, ladder, tree, epochKeys: keys },
      whole: false,
      put,
      removed,
      seen: [{ revision, manifest: head.bytes, signature: head.signature }],
    },
    hash: head.hash,
  };
}

/**
 * Signs the next head of a vault that stands as `vault` does but for its head (PROTOCOL §5.3). Throws ProtocolError where
 * nobody would take it.
 *
 * @param abandoned heads that nobody has any more (PROTOCOL §5.8).
 */
export function signHead(
  open: Open,
  tenant: Chain,
  vault: HeldVault,
  now: number,
  abandoned: readonly Rung[] = [],
): SignedManifest {
  const { head, chain, tree } = vault;
  const roster = newestState(chain);
  const tenantHead = newestState(tenant).head;
  const skip = nextSkip(vault.ladder);
  const revision = (head?.manifest.revision ?? 0) + 1;
  const reset = [...(head?.manifest.reset ?? []), ...abandoned.map((rung) => ({ ...rung, at: revision }))];
  const manifest: Manifest = {
    vault: vault.id,
    revision,
    previous: head?.hash ?? null,
    skip,
    rosterSeq: roster.head.seq,
    rosterHash: roster.head.hash,
    epoch: roster.epoch?.epoch ?? 0,
    root: treeRoot(tree),
    count: tree.count,
    tenantHead,
    author: { user: open.user, key: open.own.signing.publicKey },
    device: open.device,
    time: now,
    ...(reset.length > 0 && { reset }),
  };
  const { root, count } = manifest;
  checkSuccessor(head, manifest, { roster, tenantLink: tenantHead, root, count, skipHash: skip });
  return openSignedManifest(signManifest(manifest, open.own.signing).signed);
}

function refuseConflicts(known: HeldVault, { vault, changes }: VaultDeed): void {
  const conflicts = changes.filter(
    ({ record, expectedLeaf }) => !equalOrNull(known.records.get(record)?.leaf ?? null, expectedLeaf),
  );
  if (conflicts.length > 0) throw new ConflictError(conflicts.map(({ record }) => ({ vault, record })));
}

/** The epoch moved since a body was sealed: it is sealed again under the one in force. */
function underEpoch(open: Open, vault: HeldVault, change: Change, epoch: number): Change {
  const { sealing } = change;
  if (sealing === null || sealing.epoch === epoch) return change;
  const place = { vault: vault.id, record: change.recordId, version: sealing.version, schema: sealing.schema };
  const plaintext = openRecord(keyFor(open, vault, sealing.epoch), { ...place, epoch: sealing.epoch }, sealing);
  const { body, key } = sealRecord(keyFor(open, vault, epoch), { ...place, epoch }, plaintext);
  return { ...change, sealing: { ...sealing, epoch, body, key } };
}

function recordsAfter(known: HeldVault, changes: readonly Change[], revision: number) {
  const put: HeldRecord[] = [];
  const removed: string[] = [];
  for (const change of changes) {
    const content = contentAfter(known.records.get(change.record), change);
    if (content === null) removed.push(change.record);
    else put.push(holdRecord(change.record, change.recordId, revision, content));
  }
  return { put, removed };
}

/** A record as a change leaves it, as it would travel; null: purged. Throws NOT_FOUND where there is nothing to be placed. */
export function contentAfter(before: HeldRecord | undefined, { place, sealing }: Change): RecordContent | null {
  if (place === null) return null;
  const where = { trashedSince: place.trashedSince, folder: place.folder === null ? null : parseUuid(place.folder) };
  if (sealing) return { ...(sealing satisfies Sealing), ...where, previousLeaf: before?.leaf ?? null };
  if (before === undefined) throw new SealgraphError("NOT_FOUND", { part: "record" });
  return { ...contentOf(before), ...where };
}
