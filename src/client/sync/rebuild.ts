/**
 * Reading again what was written down: verified again as if it came from a server, but for the signatures of links, which
 * were verified before they were written (PROTOCOL §4.7).
 */
import { treeOf, treeRoot } from "../../crypto/bucket-tree.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { checkKeyCommitment } from "../../crypto/client/epoch.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { rosterKind } from "../../crypto/link.ts";
import { openSignedManifest, splitSignedManifest } from "../../crypto/manifest.ts";
import { policiesHash } from "../../crypto/policies.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { checkManifest } from "../../crypto/successor.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import { makePace } from "../pace.ts";
import { placeName } from "../policy/binding.ts";
import type { Entry } from "../store/entries.ts";
import { EntryReader } from "../store/entry-reader.ts";
import type { ManifestAnswer } from "../transport/page.ts";
import { type Chain, extendChain } from "../vault/chain.ts";
import { thaw } from "../vault/freeze.ts";
import { followGroup } from "../vault/group-chain.ts";
import { emptyHeld, type Held, type HeldShare, type HeldVault, type LastHead, trailOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import {
  extendShareChain,
  outsideBase,
  type ShareBase,
  shareBase,
  shareGround,
  tenantLinkOf,
} from "../vault/share-chain.ts";
import { extendTrail } from "../vault/trail.ts";

interface Rebuilt {
  readonly links: Map<string, Uint8Array[]>;
  readonly vaults: Map<string, RebuiltVault>;
  readonly shares: Map<string, Omit<HeldShare, "chain">>;
  readonly held: Held;
}

interface RebuiltVault {
  head: Extract<Entry, { type: "HEAD" }> | null;
  readonly records: Map<string, HeldRecord>;
  readonly epochKeys: Map<number, Uint8Array>;
}

/**
 * What frames say is held, verified again: links by rights, hashes and states, manifests' signatures and authors' rights,
 * every leaf and root.
 * `wholeUpTo` counts the frames before a crash cut the rest off. Throws STORE_UNSUPPORTED, STORE_DAMAGED.
 */
export async function rebuild(frames: readonly Uint8Array[]): Promise<{ held: Held; wholeUpTo: number }> {
  try {
    const rebuilt: Rebuilt = { links: new Map(), vaults: new Map(), shares: new Map(), held: emptyHeld() };
    const wholeUpTo = await replay(rebuilt, frames);
    return { held: verifyRebuilt(rebuilt), wholeUpTo };
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "UNSUPPORTED") {
      throw new SealgraphError("STORE_UNSUPPORTED", { part: "held" });
    }
    if (error instanceof ProtocolError || error instanceof SealError) {
      throw new SealgraphError("STORE_DAMAGED", { part: "held" });
    }
    throw error;
  }
}

async function replay(rebuilt: Rebuilt, frames: readonly Uint8Array[]): Promise<number> {
  const pace = makePace();
  const reader = new EntryReader();
  let pending: Entry[] = [];
  let wholeUpTo = 0;
  for (const [place, frame] of frames.entries()) {
    const breath = pace();
    if (breath) await breath;
    const entry = reader.read(frame);
    if (place === 0 && entry?.type !== "BEGIN") throw new ProtocolError("MALFORMED", "store");
    if (entry) pending.push(entry);
    if (entry?.type !== "DONE") continue;
    for (const each of pending) apply(rebuilt, each);
    pending = [];
    wholeUpTo = place + 1;
  }
  return wholeUpTo;
}

function apply({ links, vaults, shares, held }: Rebuilt, entry: Entry): void {
  const shareOf = (id: Id) => {
    const share = formatUuid(id);
    return shares.get(share) ?? { share, id, keys: new Map(), name: null, lost: false, last: null, visit: null };
  };
  const vaultOf = (id: Uint8Array): RebuiltVault => {
    const name = formatUuid(id as Parameters<typeof formatUuid>[0]);
    const vault = vaults.get(name) ?? { head: null, records: new Map(), epochKeys: new Map() };
    vaults.set(name, vault);
    return vault;
  };
  switch (entry.type) {
    case "BEGIN":
      return;
    case "LINK": {
      const roster = formatUuid(entry.roster);
      const list = links.get(roster);
      if (list) list.push(entry.signed);
      else links.set(roster, [entry.signed]);
      return;
    }
    case "EPOCH_KEY":
      vaultOf(entry.vault).epochKeys.set(entry.epoch, entry.previousKey);
      return;
    case "CLEARED":
      vaultOf(entry.vault).records.clear();
      return;
    case "REMOVED":
      for (const record of entry.records) vaultOf(entry.vault).records.delete(formatUuid(record));
      return;
    case "RECORDS": {
      const { records } = vaultOf(entry.vault);
      for (const record of entry.records) records.set(record.record, record);
      return;
    }
    case "HEAD":
      vaultOf(entry.vault).head = entry;
      extendTrail(trailOf(held, formatUuid(entry.vault)), manifestsOf(entry));
      return;
    case "TRAIL":
      extendTrail(trailOf(held, formatUuid(entry.vault)), entry.manifests);
      return;
    case "POLICIES": {
      const { place, document } = entry;
      held.policies.set(placeName(place), { place, document, hash: policiesHash(document) });
      break;
    }
    case "SHARE_KEY": {
      const share = shareOf(entry.share);
      shares.set(share.share, { ...share, keys: new Map([...share.keys, [entry.epoch, entry.key]]) });
      return;
    }
    case "SHARE_NAME": {
      const { epoch, envelope } = entry;
      const share = shareOf(entry.share);
      shares.set(share.share, { ...share, name: { epoch, envelope } });
      return;
    }
    case "SHARE_LOST": {
      const share = shareOf(entry.share);
      shares.set(share.share, { ...share, lost: entry.lost });
      if (entry.lost) vaults.delete(share.share);
      return;
    }
    case "SHARE_LAST": {
      const share = shareOf(entry.share);
      shares.set(share.share, { ...share, last: readHead(entry.signed, entry.ladder) });
      return;
    }
    case "VISIT": {
      const { tenant, genesis, seq, hash } = entry;
      const share = shareOf(entry.share);
      shares.set(share.share, { ...share, visit: { kind: null, tenant, genesis, seq, hash } });
      return;
    }
    case "VISIT_CURSOR":
      if (entry.cursor === null) held.visitCursors.delete(formatUuid(entry.share));
      else held.visitCursors.set(formatUuid(entry.share), entry.cursor);
      return;
    case "EVIDENCE":
      held.evidence.push(entry.evidence);
      return;
    case "FROZEN": {
      const vault = formatUuid(entry.vault);
      thaw(held, vault);
      if (entry.evidence !== null) held.frozen.set(vault, entry.evidence);
      if (entry.key) held.frozenKeys.set(vault, entry.key);
      return;
    }
    case "DONE":
      held.cursor = entry.cursor;
      held.synced = entry.synced;
  }
}

/** The manifest of a former head, or of the last: where it stands says the ladder that was kept with it. */
function manifestsOf({ signed, ladder: [top] }: Extract<Entry, { type: "HEAD" }>): ManifestAnswer[] {
  if (signed === null || top === undefined) return [];
  const { bytes, signature } = splitSignedManifest(signed);
  return [{ revision: top.revision, manifest: bytes, signature }];
}

function verifyRebuilt({ links, vaults, shares, held }: Rebuilt): Held {
  const kinds = new Map([...links].map(([roster, [genesis]]) => [roster, kindOf(genesis)]));
  const [tenant] = [...links].filter(([roster]) => kinds.get(roster) === rosterKind.TENANT);
  if (tenant === undefined) return held;
  held.tenant = chainOf(tenant[1]);
  for (const [roster, list] of links) {
    if (kinds.get(roster) !== rosterKind.GROUP) continue;
    held.groups.set(roster, followGroup(null, inOrder(list), held.tenant, true));
  }
  const base = shareBase(held.tenant, held.groups);
  for (const [roster, list] of links) {
    if (kinds.get(roster) !== rosterKind.SHARE) continue;
    const known = shares.get(roster) ?? {
      share: roster,
      id: parseUuid(roster),
      keys: new Map(),
      name: null,
      lost: false,
      last: null,
      visit: null,
    };
    const chain = extendShareChain(roster, null, inOrder(list), known.visit ? outsideBase(known.visit) : base, true);
    checkKeys(known, chain);
    held.shares.set(roster, { ...known, chain });
  }
  for (const [vault, rebuilt] of vaults) {
    const chain = held.shares.get(vault)?.chain ?? chainOf(links.get(vault) ?? []);
    if (rebuilt.head === null) throw new ProtocolError("MALFORMED", "store");
    const visit = held.shares.get(vault)?.visit;
    const ground = visit ? outsideBase(visit) : base;
    held.vaults.set(vault, verifyVault(vault, rebuilt, rebuilt.head, chain, ground));
  }
  return held;
}

/** Keys are those that the roster stated. */
function checkKeys({ id, keys }: Pick<HeldShare, "id" | "keys">, { states }: Chain): void {
  for (const [epoch, key] of keys) {
    const stated = states.find((each) => each.epoch?.epoch === epoch)?.epoch;
    if (!stated) throw new ProtocolError("WRONG_EPOCH", "store");
    checkKeyCommitment(key, id, stated);
  }
}

const kindOf = (genesis: Uint8Array | undefined) => genesis && readSignedLink(genesis).link.kind;

const inOrder = (links: readonly Uint8Array[]) => links.map((signed, seq) => ({ seq, signed }));

const chainOf = (links: readonly Uint8Array[]): Chain => extendChain(null, inOrder(links), { kept: true });

function verifyVault(
  vault: string,
  { records, epochKeys }: RebuiltVault,
  { class: its, signed, ladder }: Extract<Entry, { type: "HEAD" }>,
  chain: Chain,
  ground: ShareBase,
): HeldVault {
  const tree = treeOf([...records.values()].map(({ recordId, leaf }) => ({ id: recordId, hash: leaf })));
  const base = { vault, id: parseUuid(vault), class: its, chain, tree, records, epochKeys };
  if (signed === null) {
    if (tree.count !== 0) throw new ProtocolError("WRONG_COUNT", "store");
    return { ...base, head: null, ladder: null };
  }
  const { head } = readHead(signed, ladder);
  const roster = chain.states[head.manifest.rosterSeq];
  if (roster === undefined) throw new ProtocolError("WRONG_ROSTER_HEAD", "store");
  const tenantLink = tenantLinkOf(head.manifest, ground.tenant);
  const share = roster.kind === rosterKind.SHARE ? { share: shareGround(head.manifest, roster, ground) } : {};
  checkManifest(null, head.manifest, { roster, tenantLink, root: treeRoot(tree), count: tree.count, ...share });
  return { ...base, head, ladder };
}

/** A head, at the top of its ladder. */
function readHead(signed: Uint8Array, ladder: LastHead["ladder"]): LastHead {
  const head = openSignedManifest(signed);
  const [top] = ladder;
  if (top?.revision !== head.manifest.revision || !equalBytes(top.hash, head.hash)) {
    throw new ProtocolError("BROKEN_CHAIN", "store");
  }
  return { head, ladder };
}
