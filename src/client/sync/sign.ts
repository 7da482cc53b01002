import { encodeBase64url } from "../../crypto/base64url.ts";
import { changeTree, treeOf, treeRoot } from "../../crypto/bucket-tree.ts";
import { equalOrNull } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import { openRecord, sealRecord } from "../../crypto/client/record.ts";
import { signManifest } from "../../crypto/client/sign.ts";
import { climb, nextSkip, type Rung } from "../../crypto/descent.ts";
import type { Hash, SymmetricKey } from "../../crypto/keys.ts";
import { type Manifest, openSignedManifest, type SignedManifest } from "../../crypto/manifest.ts";
import type { Outside } from "../../crypto/outside.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { checkSuccessor } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { keyFor, keyToWrite, type Open } from "../core.ts";
import { ConflictError, SealgraphError } from "../errors.ts";
import { type ShareDrafting, wireOfShare } from "../shares/drafting.ts";
import { baseIn, noRight, wayToWrite } from "../shares/rights.ts";
import { type CommitWire, type VaultCommitWire, writeLink } from "../transport/commit-operations.ts";
import type { RecordContent } from "../transport/page.ts";
import { type Chain, extendChain, newestState } from "../vault/chain.ts";
import type { HeldVault, ShareUpdate, VaultUpdate } from "../vault/held.ts";
import { contentOf, type HeldRecord, holdRecord } from "../vault/record.ts";
import { extendShareChain, outsideBase, type ShareBase, shareBase, shareGround } from "../vault/share-chain.ts";
import { type Change, type Deed, linksOf, type Sealing, type VaultDeed, writeChange } from "./deed.ts";

/** A deed, signed on top of what is held: what to send, and what is held once the server has it. */
export interface SignedDeed {
  readonly wire: CommitWire;
  readonly updates: readonly VaultUpdate[];
  /** Shares whose rosters go on by it. */
  readonly shares: readonly ShareUpdate[];
  /** By vault: the hash of the manifest that was signed. */
  readonly hashes: ReadonlyMap<string, Hash>;
}

/** What was signed in the rosters of shares with a deed, by share. */
export type ShareStarts = ReadonlyMap<string, ShareDrafting>;

/**
 * Signs a deed (PROTOCOL §5.3): manifests over the leaves that it leads to. Throws ConflictError when a record is no
 * longer at the leaf that the deed started from, VAULT_FROZEN, NOT_FOUND, ACCESS_LOST, KEY_PENDING.
 */
export function signDeed(open: Open, deed: Deed, now: number, starts: ShareStarts = new Map()): SignedDeed {
  const signed = deed.vaults.map((each) => signVault(open, each, now, starts.get(each.vault)));
  const inShares = signed.flatMap(({ links }) => links);
  return {
    wire: {
      clientMutationId: deed.mutationId,
      links: [...deed.vaults.flatMap(linksOf), ...inShares].map(writeLink),
      vaults: signed.map(({ wire }) => wire),
    },
    updates: signed.map(({ update }) => update),
    shares: signed.flatMap(({ share }) => share ?? []),
    hashes: new Map(signed.map(({ wire, hash }) => [wire.vault, hash])),
  };
}

function signVault(
  open: Open,
  deed: VaultDeed,
  now: number,
  start?: ShareDrafting,
): { wire: VaultCommitWire; update: VaultUpdate; hash: Hash; links: Uint8Array[]; share: ShareUpdate | null } {
  const { tenant } = open.held;
  const known = open.held.vaults.get(deed.vault) ?? (start && foundedVault(start));
  if (open.held.shares.get(deed.vault)?.lost) throw new SealgraphError("ACCESS_LOST");
  if (known === undefined || tenant === null) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  if (open.held.frozen.has(deed.vault)) throw new SealgraphError("VAULT_FROZEN");
  refuseConflicts(known, deed);

  const { epochStart } = deed;
  const share = start ? shareAfter(open, start) : null;
  const seq = known.chain.links.length;
  const links = linksOf(deed).map((signed, place) => ({ seq: seq + place, signed }));
  const chain = share?.after.chain ?? (links.length > 0 ? extendChain(known.chain, links) : known.chain);
  const roster = newestState(chain);
  const epoch = roster.epoch?.epoch ?? 0;
  const revision = (known.head?.manifest.revision ?? 0) + 1;
  const key = start?.keys.get(epoch);
  const changes = deed.changes.map((change) => underEpoch(open, known, change, epoch, key));
  const { put, removed } = recordsAfter(known, changes, revision);
  const tree = changeTree(
    known.tree,
    put.map(({ recordId, leaf }) => ({ id: recordId, hash: leaf })),
    removed.map(parseUuid),
  );
  const head = signHead(open, tenant, { ...known, chain, tree }, now);
  const begun = epochStart ? { epoch, previousKey: epochStart.previousKey } : start?.epochKey;
  const keys = begun ? new Map([...known.epochKeys, [begun.epoch, begun.previousKey] as const]) : known.epochKeys;
  const ladder = climb(known.ladder, { revision, hash: head.hash });
  return {
    wire: {
      vault: deed.vault,
      manifest: encodeBase64url(head.bytes),
      signature: encodeBase64url(head.signature),
      changes: changes.map(writeChange),
      ...(begun && { epochKey: { epoch: begun.epoch, previousKey: encodeBase64url(begun.previousKey) } }),
      ...(start && wireOfShare(start)),
      ...(deed.entrust && { recoveryWrap: encodeBase64url(deed.entrust.wrap) }),
    },
    links: start?.links.map(({ signed }) => signed) ?? [],
    share,
    update: {
      before: open.held.vaults.get(deed.vault),
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
  const visit = open.held.shares.get(vault.vault)?.visit ?? null;
  const tenantHead = visit ? tenantHeadKnown(roster, head) : newestState(tenant).head;
  const skip = nextSkip(vault.ladder);
  const revision = (head?.manifest.revision ?? 0) + 1;
  const shared = vault.class === "SHARE" ? baseForHead(open, tenant, visit) : null;
  const via = shared && viaOf(open, roster, now);
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
    author: { user: open.user, key: open.own.signing.publicKey, ...(via && { via }) },
    device: open.device,
    time: now,
    ...(reset.length > 0 && { reset }),
  };
  const { root, count } = manifest;
  const share = shared && { share: shareGround(manifest, roster, shared) };
  checkSuccessor(head, manifest, { roster, tenantLink: tenantHead, root, count, skipHash: skip, ...share });
  return openSignedManifest(signManifest(manifest, open.own.signing).signed);
}

const baseForHead = ({ held }: Open, tenant: Chain, visit: Outside | null): ShareBase =>
  visit ? outsideBase(visit) : shareBase(tenant, held.groups);

/** A guest names the company's head that the share named last, in its roster or by its vault's head (PROTOCOL §4.12). */
function tenantHeadKnown({ tenantHead }: RosterState, known: SignedManifest | null): ChainHead {
  const before = known?.manifest.tenantHead ?? null;
  if (tenantHead === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return before && before.seq > tenantHead.seq ? before : tenantHead;
}

/** The group's link by which somebody writes who is no writer by name. Throws FORBIDDEN for whoever is none at all. */
function viaOf(open: Open, roster: RosterState, now: number): ChainHead | undefined {
  const way = wayToWrite(open, roster, now);
  if (way === undefined) throw noRight();
  return way.via;
}

/** The vault of a share that is founded by what was signed. */
export function foundedVault({ share, id, links }: ShareDrafting): HeldVault {
  const chain = { links: links.map(({ signed }) => signed), states: links.map(({ state }) => state) };
  const nothing = { head: null, ladder: null, tree: treeOf([]), records: new Map(), epochKeys: new Map() };
  return { vault: share, id, class: "SHARE", chain, ...nothing };
}

/** The share as it is once the server has what was signed in its roster. */
export function shareAfter(open: Open, { share, id, links, keys, name }: ShareDrafting): ShareUpdate {
  const before = open.held.shares.get(share) ?? null;
  const seq = before?.chain.links.length ?? 0;
  const more = links.map(({ signed }, place) => ({ seq: seq + place, signed }));
  const chain = extendShareChain(share, before?.chain ?? null, more, baseIn(open, share));
  const after = {
    share,
    id,
    chain,
    keys,
    name: name ?? before?.name ?? null,
    lost: before?.lost ?? false,
    last: before?.last ?? null,
    visit: before?.visit ?? null,
  };
  return { share, before, after };
}

function refuseConflicts(known: HeldVault, { vault, changes }: VaultDeed): void {
  const conflicts = changes.filter(
    ({ record, expectedLeaf }) => !equalOrNull(known.records.get(record)?.leaf ?? null, expectedLeaf),
  );
  if (conflicts.length > 0) throw new ConflictError(conflicts.map(({ record }) => ({ vault, record })));
}

/**
 * The epoch moved since a body was sealed: it is sealed again under the one in force. Throws KEY_PENDING where the key of that was
 * not handed to the user yet.
 *
 * @param newest the key of that, where it begins with the deed.
 */
function underEpoch(open: Open, vault: HeldVault, change: Change, epoch: number, newest?: SymmetricKey): Change {
  const { sealing } = change;
  if (sealing === null || sealing.epoch === epoch) return change;
  const place = { vault: vault.id, record: change.recordId, version: sealing.version, schema: sealing.schema };
  const plaintext = openRecord(keyFor(open, vault, sealing.epoch), { ...place, epoch: sealing.epoch }, sealing);
  const inForce = newest ?? (vault.class === "SHARE" ? keyToWrite(open, vault).key : keyFor(open, vault, epoch));
  const { body, key } = sealRecord(inForce, { ...place, epoch }, plaintext);
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
