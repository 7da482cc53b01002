import { equalBytes } from "../../crypto/bytes.ts";
import { checkOwnKeys } from "../../crypto/client/account-keys.ts";
import type { StreamHead } from "../../crypto/client/entry.ts";
import { ProtocolError, type ProtocolErrorCode, SealError } from "../../crypto/errors.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { type Evidence, rosterEvidence, vaultEvidence } from "../evidence.ts";
import { type Chain, extendChain, linkAt, newestState } from "../vault/chain.ts";
import { adopt, type HeldVault, type RecordDiff, type VaultUpdate } from "../vault/held.ts";
import { accountVaultKey, checkNewestKey, keyOfEpoch, pinnedKey } from "../vault/keys.ts";
import { highestHeads, type Pins, readPins } from "../vault/pins.ts";
import type { Staged, StagedVault } from "../vault/staged.ts";
import { verifyVault } from "../vault/verify.ts";

/** The revisions that were known when something was asked for: an answer below them is no answer to that. */
export type Asked = ReadonlyMap<string, number>;

/** What taking a set of pages changed. */
export interface Taken {
  readonly tenant: { readonly before: Chain | null; readonly after: Chain };
  readonly updates: readonly VaultUpdate[];
  readonly diffs: readonly RecordDiff[];
  readonly caught: readonly Evidence[];
}

/**
 * Verifies a set of pages in the order of PROTOCOL §3.7 and makes them what is held: the tenant's roster, the account
 * vault, what it says of all else, and each vault by that. A vault that does not verify is frozen, with its evidence
 * kept, and stays as it was; the others go on. Synchronous: nothing is ever seen half taken.
 *
 * Throws ServerCaught when nothing can begin with what was shown, PathMissing when descent has to be asked for first:
 * then nothing is taken.
 */
export function take(open: Open, staged: Staged, asked: Asked, now: number): Taken {
  const { held } = open;
  const caught: Evidence[] = [];
  const tenant = takeTenant(open, staged, now, caught);
  const updates: VaultUpdate[] = [];
  const pins = takeAccountVault(open, staged, tenant, asked, now, { updates, caught });
  for (const each of staged.vaults.values()) {
    if (each.class === "ACCOUNT" || held.frozen.has(each.vault) || !pins.ownVaults.has(each.vault)) continue;
    const links = linksOf(staged, each.vault);
    try {
      const update = verifyNext(held.vaults.get(each.vault), each, staged, tenant, asked);
      if (update === null) continue;
      pinnedKey(pins, update.vault);
      updates.push(update);
    } catch (error) {
      caught.push(vaultEvidence(checkOf(error), now, held.vaults.get(each.vault), each, links));
    }
  }
  // Only a page of all streams has to have all that any device has noted.
  if (staged.cursor !== null) {
    checkNotedTenant(open, pins, tenant, now, caught);
    checkNoted(open, pins, updates, staged, now, caught);
    checkPinned(open, pins, updates, now, caught);
  }

  const before = held.tenant;
  held.tenant = tenant;
  held.pins = pins;
  const diffs = updates.flatMap((update) => adopt(held, update));
  for (const evidence of caught) {
    held.evidence.push(evidence);
    if (evidence.vault !== null) held.frozen.set(evidence.vault, evidence.id);
  }
  if (staged.cursor !== null) held.cursor = staged.cursor;
  return { tenant: { before, after: tenant }, updates, diffs, caught };
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
    if (chain.states.length === held.tenant?.states.length) return held.tenant;
    if (formatUuid(newestState(chain).head.id) !== roster.roster) throw new ProtocolError("WRONG_ROSTER", "link");
    return chain;
  } catch (error) {
    const evidence = rosterEvidence(checkOf(error), now, roster.roster, held.tenant, roster.links);
    if (held.tenant === null) cannotBegin(open, evidence);
    caught.push(evidence);
    return held.tenant;
  }
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
  if (each === undefined || held.frozen.has(vault)) {
    if (held.pins === null) throw new ServerCaught("MISMATCH", null);
    return held.pins;
  }
  try {
    const update = verifyNext(known, each, staged, tenant, asked);
    if (update === null && held.pins !== null) return held.pins;
    if (update === null || update.vault.head === null) throw new ProtocolError("BROKEN_CHAIN", "account vault");
    const pins = checkAccount(open, update, tenant);
    taken.updates.push(update);
    return pins;
  } catch (error) {
    const evidence = vaultEvidence(checkOf(error), now, known, each, linksOf(staged, vault));
    if (held.pins === null) cannotBegin(open, evidence);
    taken.caught.push(evidence);
    return held.pins;
  }
}

/** Without tenant and account vault nothing else can be believed: only the evidence is kept. */
function cannotBegin({ held }: Open, evidence: Evidence): never {
  held.evidence.push(evidence);
  throw new ServerCaught(evidence.check, evidence.id);
}

/** Own keys are the roster's; the entries open; the tenant is the one noted there; nothing went back. */
function checkAccount(open: Open, update: VaultUpdate, tenant: Chain): Pins {
  const { vault } = update;
  const { keys, keyRing, own, user } = open;
  for (const state of [newestState(vault.chain), newestState(tenant)]) checkOwnKeys(own, findMember(state, user));
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
function verifyNext(
  known: HeldVault | undefined,
  each: StagedVault,
  staged: Staged,
  tenant: Chain,
  asked: Asked,
): VaultUpdate | null {
  const revision = known?.head?.manifest.revision ?? 0;
  if (each.revision < (asked.get(each.vault) ?? 0)) throw new ProtocolError("WENT_BACK", "revision");
  if (!staged.whole && each.head && each.revision < revision) return null;
  return verifyVault(known, each, linksOf(staged, each.vault), tenant, staged.whole);
}

const linksOf = (staged: Staged, roster: string) => staged.rosters.get(roster)?.links ?? [];

/** What any device has noted of a stream has to be there: a vault below that is not taken (PROTOCOL §3.6). */
function checkNoted(
  open: Open,
  pins: Pins,
  updates: VaultUpdate[],
  staged: Staged,
  now: number,
  caught: Evidence[],
): void {
  for (const [stream, noted] of highestHeads(pins)) {
    const place = updates.findIndex(({ vault }) => vault.vault === stream);
    const vault = updates[place]?.vault ?? open.held.vaults.get(stream);
    if (vault === undefined || open.held.frozen.has(stream)) continue;
    const check = checkNotedHead(vault, noted);
    if (check === null) continue;
    const each = staged.vaults.get(stream) ?? unseen(vault);
    caught.push(vaultEvidence(check, now, open.held.vaults.get(stream), each, linksOf(staged, stream)));
    if (place >= 0) updates.splice(place, 1);
  }
}

/** The tenant's chain reaches at least as far as any device has noted, by the link noted there. */
function checkNotedTenant(open: Open, pins: Pins, tenant: Chain, now: number, caught: Evidence[]): void {
  const roster = formatUuid(newestState(tenant).head.id);
  const noted = highestHeads(pins).get(roster);
  if (noted === undefined) return;
  const link = linkAt(tenant, noted.position);
  if (link && equalBytes(link.hash, noted.hash)) return;
  const check = link ? "BROKEN_CHAIN" : "WENT_BACK";
  const evidence = rosterEvidence(check, now, roster, tenant, []);
  if (open.held.pins === null) cannotBegin(open, evidence);
  caught.push(evidence);
}

function checkNotedHead(vault: HeldVault, noted: StreamHead): ProtocolErrorCode | null {
  if ((vault.head?.manifest.revision ?? 0) < noted.position) return "WENT_BACK";
  const rung = vault.ladder?.find(({ revision }) => revision === noted.position);
  return rung && !equalBytes(rung.hash, noted.hash) ? "BROKEN_CHAIN" : null;
}

/** Every vault that is noted is there, under the key that is noted, whether or not anything came of it. */
function checkPinned(open: Open, pins: Pins, updates: readonly VaultUpdate[], now: number, caught: Evidence[]): void {
  if (pins === open.held.pins) return;
  const taken = new Set(updates.map(({ vault }) => vault.vault));
  const refused = new Set(caught.map(({ vault }) => vault));
  for (const vault of pins.ownVaults.keys()) {
    if (taken.has(vault) || refused.has(vault) || open.held.frozen.has(vault)) continue;
    const known = open.held.vaults.get(vault);
    if (known === undefined) throw new ServerCaught("MISMATCH", null);
    try {
      pinnedKey(pins, known);
    } catch (error) {
      caught.push(vaultEvidence(checkOf(error), now, known, unseen(known), []));
    }
  }
}

const unseen = ({ vault, class: its, head }: HeldVault): StagedVault => ({
  vault,
  class: its,
  head: null,
  revision: head?.manifest.revision ?? 0,
  path: new Map(),
  epochKeys: new Map(),
  records: new Map(),
});

function checkOf(error: unknown): ProtocolErrorCode {
  if (error instanceof ProtocolError) return error.code;
  if (error instanceof SealError) return "WRONG_KEYS";
  throw error;
}
