import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { manifestHash } from "../../crypto/manifest.ts";
import { findFormer, findMember } from "../../crypto/roster-state.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { type Evidence, inventedEvidence, resetEvidence, rosterEvidence, vaultEvidence } from "../evidence.ts";
import { abandonsHeld, isAbandonedByWriter } from "../vault/abandoned.ts";
import { type Chain, extendChain, newestState } from "../vault/chain.ts";
import { leaveBehind, rosterElsewhere, withoutGroups } from "../vault/elsewhere.ts";
import { checkStated } from "../vault/former.ts";
import { freeze, thaw } from "../vault/freeze.ts";
import { extendGroupChain } from "../vault/group-chain.ts";
import { checkHandedTenant, handedHead, handedVault } from "../vault/handed.ts";
import { adopt, type Held, type HeldVault, type RecordDiff, type VaultUpdate } from "../vault/held.ts";
import { accountVaultKey, checkNewestKey, keyOfEpoch, pinnedKey } from "../vault/keys.ts";
import { type Pins, readPins } from "../vault/pins.ts";
import { linksOf, type Staged, type StagedRoster, type StagedVault } from "../vault/staged.ts";
import { ResetShown, verifyVault } from "../vault/verify.ts";
import { cannotBegin, checkNoted, checkNotedGroups, checkNotedTenant, checkOf, checkPinned } from "./check-noted.ts";
import type { GroupUpdate } from "./group-update.ts";
import { hasRoom, sameEvidence } from "./kept-evidence.ts";

/** The revisions that were known when something was asked for: an answer below them is no answer to that. */
export type Asked = ReadonlyMap<string, number>;

/** What taking a set of pages changed. */
export interface Taken {
  readonly tenant: { readonly before: Chain | null; readonly after: Chain };
  /** Whether that is another tenant than before: then nothing that is written down of it goes on. */
  readonly moved: boolean;
  readonly groups: readonly GroupUpdate[];
  readonly updates: readonly VaultUpdate[];
  readonly diffs: readonly RecordDiff[];
  readonly caught: readonly Evidence[];
  /** Of heads that were held here and abandoned: both, for ever. */
  readonly abandoned: readonly Evidence[];
  /** Whether anything is to be written down. */
  readonly hasNews: boolean;
}

/** What a set of pages leads to, verified. Nothing is changed by it. */
export interface Verified {
  readonly tenant: Chain;
  readonly groups: readonly GroupUpdate[];
  readonly pins: Pins;
  readonly updates: readonly VaultUpdate[];
  readonly caught: readonly Evidence[];
}

/**
 * Verifies a set of pages in the order of PROTOCOL §3.7: the tenant's roster, the account vault, what it says of all else,
 * and each vault by that. Of a vault that does not verify there is evidence instead; the others go on.
 *
 * Throws ServerCaught when nothing can begin with what was shown, PathMissing when descent has to be asked for first,
 * ResetShown when a vault has to be asked for afresh, KEYS_CHANGED when the user's own keys were replaced by a link that
 * holds.
 */
export function verify(open: Open, staged: Staged, asked: Asked, now: number): Verified {
  const caught: Evidence[] = [];
  const elsewhere = rosterElsewhere(open.held, staged, formatUuid(open.accountVault));
  if (elsewhere === null) return verifyIn(open, staged, takeTenant(open, staged, now, caught), asked, now, caught);
  // The account vault says where the account is: what does not hold there leaves everything where it was.
  const there = { ...open, held: withoutGroups(open.held) };
  const chain = takeOther(elsewhere, now, caught);
  if (chain !== null) return verifyIn(there, staged, chain, asked, now, caught);
  const { tenant, pins } = open.held;
  if (tenant === null || pins === null) throw new ServerCaught("BROKEN_CHAIN", null);
  return { tenant, groups: [], pins, updates: [], caught };
}

/** The roster of another tenant, from its genesis; null where it does not hold. */
function takeOther({ roster, links }: StagedRoster, now: number, caught: Evidence[]): Chain | null {
  try {
    const chain = extendChain(null, links);
    if (formatUuid(newestState(chain).head.id) !== roster) throw new ProtocolError("WRONG_ROSTER", "link");
    return chain;
  } catch (error) {
    caught.push(rosterEvidence(checkOf(error), now, roster, null, links));
    return null;
  }
}

function verifyIn(open: Open, staged: Staged, tenant: Chain, asked: Asked, now: number, caught: Evidence[]): Verified {
  const { held } = open;
  checkStillOurs(open, tenant);
  const updates: VaultUpdate[] = [];
  const pins = takeAccountVault(open, staged, tenant, asked, now, { updates, caught });
  if (pins === held.pins && held.tenant && !isSame(held.tenant, tenant)) {
    return { tenant: held.tenant, groups: [], pins, updates: [], caught };
  }
  for (const each of staged.vaults.values()) {
    if (each.class === "ACCOUNT" || !pins.ownVaults.has(each.vault) || isLeft(held, staged, each)) continue;
    const links = linksOf(staged, each.vault);
    try {
      const update = verifyNext(held, each, staged, tenant, asked);
      if (update === null) continue;
      checkKeys(pins, update);
      updates.push(update);
    } catch (error) {
      const handed = handedHead(held, each.vault);
      caught.push(vaultEvidence(checkOf(error), now, held.vaults.get(each.vault), each, links, handed));
    }
  }
  const groups = takeGroups(open, staged, tenant, now, caught);
  // Only a page of all streams has to have all that any device has noted.
  if (staged.cursor !== null) {
    checkNotedTenant(open, pins, tenant, now, caught);
    checkNotedGroups(open, pins, tenant, groups, staged, now, caught);
    checkNoted(open, pins, updates, staged, now, caught);
    checkPinned(open, pins, updates, tenant, now, caught);
  }
  return { tenant, groups, pins, updates, caught };
}

/**
 * Makes what was verified what is held. What did not verify is frozen, with its evidence kept, and stays as it was.
 * Synchronous: nothing is ever seen half taken.
 */
export function take(
  { held }: Open,
  staged: Staged,
  { tenant, groups, pins, updates, caught }: Verified,
  now: number,
): Taken {
  const before = held.tenant;
  const moved = before !== null && !isSame(before, tenant);
  const { pins: pinsBefore } = held;
  const abandoned = updates.flatMap((update) => abandonedBy(update, staged, now));
  held.tenant = tenant;
  const left = moved ? leaveBehind(held, pins.ownVaults) : [];
  for (const { group, after } of groups) held.groups.set(group, after);
  held.pins = pins;
  const diffs = [...left, ...updates.flatMap((update) => adopt(held, update))];
  const news: Evidence[] = [];
  for (const evidence of caught) {
    if (isKnown(held, evidence)) continue;
    news.push(evidence);
    held.evidence.push(evidence);
    if (evidence.vault !== null) freeze(held, evidence.vault, evidence.id, pinsBefore);
  }
  held.evidence.push(...abandoned);
  for (const { vault, reset } of updates) if (reset) thaw(held, vault.vault);
  const further = staged.cursor !== null && staged.cursor !== held.cursor;
  if (further) held.cursor = staged.cursor;
  const hasNews = further || updates.length > 0 || groups.length > 0 || news.length > 0 || tenant !== before;
  return { tenant: { before, after: tenant }, moved, groups, updates, diffs, caught: news, abandoned, hasNews };
}

const isSame = (a: Chain, b: Chain): boolean => equalBytes(newestState(a).head.id, newestState(b).head.id);

function abandonedBy({ before, vault: { vault }, reset }: VaultUpdate, staged: Staged, now: number): Evidence[] {
  const each = staged.vaults.get(vault);
  return reset && each ? [resetEvidence(now, before, each, linksOf(staged, vault))] : [];
}

/**
 * A frozen vault stays as it is. Throws ResetShown where somebody who may write it has abandoned the head that is held.
 */
function isLeft(held: Held, { afresh }: Staged, each: StagedVault): boolean {
  if (!held.frozen.has(each.vault) || afresh.has(each.vault)) return false;
  if (isAbandonedByWriter(held, each)) throw new ResetShown(each.vault);
  return true;
}

/** Own keys that were replaced by who had them are no lie of the server's: what comes is sealed under the new ones. */
function checkStillOurs({ own, user }: Open, tenant: Chain): void {
  const { publicKey } = own.signing;
  const state = newestState(tenant);
  const member = findMember(state, user);
  if (member && !equalBytes(member.signingKey, publicKey) && findFormer(state, publicKey))
    throw new SealgraphError("KEYS_CHANGED");
}

/**
 * Who knew that a key was taken takes no new head by it (PROTOCOL §4.7), whatever its roster says so far. Of an account
 * that has gone elsewhere the tenant there says which keys are good. Throws AFTER_CUT.
 */
function checkNotFormer({ tenant }: Held, now: Chain, { before, vault: { head, chain } }: VaultUpdate): void {
  // A vault that was never held shows nothing of what was there when the key was taken.
  if (tenant === null || head === null || before === undefined || !isSame(tenant, now)) return;
  if (before.head && equalBytes(before.head.hash, head.hash)) return;
  const { key } = head.manifest.author;
  const known = findFormer(newestState(tenant), key);
  // Once the roster has followed, its cut says which head stands.
  if (known && !findFormer(newestState(chain), key)) throw new ProtocolError("AFTER_CUT", "manifest");
}

/** The newest key is the one that is noted, and opens all before it down to the first (PROTOCOL §5.5). */
function checkKeys(pins: Pins, { before, vault }: VaultUpdate): void {
  const newest = pinnedKey(pins, vault);
  if (before?.epochKeys !== vault.epochKeys || before.chain !== vault.chain) keyOfEpoch(new Map(), vault, newest, 1);
}

/** A vault freezes with its first evidence; a roster's lie is kept once, while there is room for it. */
function isKnown(held: Held, evidence: Evidence): boolean {
  if (evidence.vault !== null) return held.frozen.has(evidence.vault);
  return sameEvidence(held, evidence) !== undefined || !hasRoom(held, evidence);
}

/** The tenant's chain with what came of it. While there is a chain that holds, a worse one only leaves evidence. */
function takeTenant(open: Open, staged: Staged, now: number, caught: Evidence[]): Chain {
  const { held } = open;
  const [roster] = [...staged.rosters.values()].filter((each) => each.kind === "TENANT");
  if (roster === undefined) {
    if (held.tenant === null) throw new ServerCaught("BROKEN_CHAIN", null);
    return held.tenant;
  }
  try {
    const chain = extendChain(held.tenant, roster.links);
    if (chain === held.tenant) return chain;
    // One that was taken goes on from what was handed: it needs not be asked again.
    if (held.tenant === null) checkHandedTenant(held.handed, chain);
    if (formatUuid(newestState(chain).head.id) !== roster.roster) throw new ProtocolError("WRONG_ROSTER", "link");
    return chain;
  } catch (error) {
    // Under whatever id it was shown: it is the one that is known.
    const its = held.tenant ? formatUuid(newestState(held.tenant).head.id) : roster.roster;
    const evidence = rosterEvidence(checkOf(error), now, its, held.tenant, roster.links);
    if (held.tenant === null) cannotBegin(open, evidence);
    caught.push(evidence);
    return held.tenant;
  }
}

/**
 * Rosters of groups with what came of them. A worse one only leaves evidence. Of groups that the tenant's roster never named
 * nothing is looked at: there may be any number of them.
 */
function takeGroups(open: Open, staged: Staged, tenant: Chain, now: number, caught: Evidence[]): GroupUpdate[] {
  const updates: GroupUpdate[] = [];
  const named = namedBy(tenant);
  let invented: Evidence | null = null;
  for (const { roster: group, kind, links } of staged.rosters.values()) {
    if (kind !== "GROUP") continue;
    const before = open.held.groups.get(group) ?? null;
    if (before === null && !named(group)) {
      invented ??= inventedEvidence(now, group, links);
      continue;
    }
    try {
      const after = extendGroupChain(before, links, tenant);
      if (formatUuid(newestState(after).head.id) !== group) throw new ProtocolError("WRONG_ROSTER", "link");
      if (after !== before) updates.push({ group, before, after });
    } catch (error) {
      caught.push(rosterEvidence(checkOf(error), now, group, before, links));
    }
  }
  if (invented) caught.push(invented);
  return updates;
}

/** Tells of a group whether a tenant's roster ever named it. The roster is read once, and where nobody asks not at all. */
function namedBy(tenant: Chain): (group: string) => boolean {
  let named: ReadonlySet<string> | null = null;
  return (group) => {
    named ??= new Set(tenant.links.flatMap(groupFounded));
    return named.has(group);
  };
}

function groupFounded(signed: Uint8Array): string[] {
  const { link } = openSignedLink(signed);
  return link.operation === operation.NEW_GROUP ? [formatUuid(link.subject.group)] : [];
}

function takeAccountVault(
  open: Open,
  staged: Staged,
  tenant: Chain,
  asked: Asked,
  now: number,
  taken: { updates: VaultUpdate[]; caught: Evidence[] },
): Pins {
  const { held } = open;
  const vault = formatUuid(open.accountVault);
  const known = held.vaults.get(vault);
  const each = staged.vaults.get(vault);
  if (each === undefined || isLeft(held, staged, each)) {
    if (held.pins === null) throw new ServerCaught("MISMATCH", null);
    return held.pins;
  }
  try {
    const update = verifyNext(held, each, staged, tenant, asked);
    if (update === null && held.pins !== null) return held.pins;
    if (update === null || update.vault.head === null) throw new ProtocolError("BROKEN_CHAIN", "account vault");
    const pins = checkAccount(open, update, tenant);
    taken.updates.push(update);
    return pins;
  } catch (error) {
    const handed = handedHead(held, vault);
    const evidence = vaultEvidence(checkOf(error), now, known, each, linksOf(staged, vault), handed);
    if (held.pins === null) cannotBegin(open, evidence);
    taken.caught.push(evidence);
    return held.pins;
  }
}

/** Own keys are the roster's; the entries open; the tenant is the one noted there; nothing went back. */
function checkAccount(open: Open, update: VaultUpdate, tenant: Chain): Pins {
  const { vault } = update;
  const { keys, keyRing, own, user } = open;
  checkStated(vault.chain, tenant, user, own);
  const newest = accountVaultKey(keys, open.accountVaultEpoch);
  checkNewestKey(vault, newest);
  const pins = readPins(vault, recordsAfter(update), (epoch) => keyOfEpoch(keyRing, vault, newest, epoch));
  const { tenant: id, tenantGenesis, wrapGeneration, keyGeneration } = pins.account.entry;
  const state = newestState(tenant);
  if (!equalBytes(state.head.id, id) || !equalBytes(state.genesis, tenantGenesis)) {
    throw new ProtocolError("MISMATCH", "tenant");
  }
  const before = open.held.pins?.account.entry;
  if (wrapGeneration < (before?.wrapGeneration ?? 0) || keyGeneration < (before?.keyGeneration ?? 0)) {
    throw new ProtocolError("WENT_BACK", "generation");
  }
  return pins;
}

function recordsAfter({ vault, whole, put, removed }: VaultUpdate) {
  if (whole) return put;
  const records = new Map(vault.records);
  for (const record of removed) records.delete(record);
  for (const record of put) records.set(record.record, record);
  return records.values();
}

/** The next state of a vault; null where nothing new came. */
function verifyNext(held: Held, each: StagedVault, staged: Staged, tenant: Chain, asked: Asked): VaultUpdate | null {
  const known = held.vaults.get(each.vault);
  const handed = handedVault(held, each.vault, each.class);
  if (staged.afresh.has(each.vault)) {
    const update = verifyVault(known, each, linksOf(staged, each.vault), tenant, staged, handed);
    checkNotFormer(held, tenant, update);
    return update;
  }
  if (abandonsHeld(held, each)) throw new ResetShown(each.vault);
  // It says itself that it is older: what is held stays, and is brought to it (PROTOCOL §5.8).
  if (each.restoring && each.revision < (known?.head?.manifest.revision ?? 0)) return null;
  if (each.revision < (asked.get(each.vault) ?? 0)) throw new ProtocolError("WENT_BACK", "revision");
  // Also of all there is from the beginning: own commits may have gone by while it was on its way.
  const isBehind = each.revision < (known?.head?.manifest.revision ?? 0);
  if ((!staged.whole || isBehind) && known?.head && each.head && isOld(known, each, staged)) return null;
  const update = verifyVault(known, each, linksOf(staged, each.vault), tenant, staged, handed);
  checkNotFormer(held, tenant, update);
  return update;
}

/** Whether what came is below what is held, or just that: an own commit that comes back as a page. */
function isOld(known: HeldVault, each: StagedVault, staged: Staged): boolean {
  if (known.head === null || each.head === null) return false;
  const { revision } = known.head.manifest;
  if (each.revision < revision) return true;
  const same = equalBytes(manifestHash(each.head.manifest), known.head.hash);
  return same && linksOf(staged, each.vault).every(({ seq }) => seq < known.chain.links.length);
}
