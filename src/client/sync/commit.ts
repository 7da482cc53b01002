import { equalBytes } from "../../crypto/bytes.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, newestKey, type Open, opened, queueKeyOf } from "../core.ts";
import { ConflictError, SealgraphError, ServerCaught } from "../errors.ts";
import { echoEvidence } from "../evidence.ts";
import { backOff, wait } from "../pace.ts";
import { renewProfile } from "../recovery/entrust/profile.ts";
import { draftDue } from "../shares/draft-due.ts";
import { type DraftShare, draftIn, draftNew, type ShareDrafting } from "../shares/drafting.ts";
import { openShare } from "../shares/keys.ts";
import { keeping } from "../store/store.ts";
import {
  type CommitAnswer,
  type CommitWire,
  commitOperation,
  type HeadAnswer,
} from "../transport/commit-operations.ts";
import type { VaultAnswer } from "../transport/page.ts";
import { hasFailed, isPassing } from "../transport/refusal.ts";
import { newestState } from "../vault/chain.ts";
import { freeze } from "../vault/freeze.ts";
import { adopt, type RecordDiff, visitOf } from "../vault/held.ts";
import { keyOfEpoch } from "../vault/keys.ts";
import { readPins } from "../vault/pins.ts";
import { emptyStaged, stageVault } from "../vault/staged.ts";
import { PathMissing } from "../vault/verify.ts";
import { type Deed, encodeOutbox, type VaultDeed } from "./deed.ts";
import { fetchFor, takeStaged } from "./fetch.ts";
import { followKeys } from "./follow-keys.ts";
import { frozenEntry, keep, keepUpdates } from "./keep.ts";
import { knownRevisions, revisionOf } from "./known-revisions.ts";
import { checkMoved, marksOf, refuseSecond } from "./marks.ts";
import { type ShareStarts, type SignedDeed, signDeed } from "./sign.ts";

/** By share: what is signed in its roster with a deed. What waits, or was sent by an earlier run, has none. */
export type Drafts = ReadonlyMap<string, DraftShare>;

/** How often a deed is signed anew because others were faster. */
const mostRounds = 20;

/** A deed with an id of its own. */
export function makeDeed(core: Core, vaults: readonly VaultDeed[]): Deed {
  return { mutationId: formatUuid(makeId(core.around.now())), vaults };
}

/**
 * The share of another company that a deed is about; null: it is about the user's own, and their company's. A commit lies in one
 * company: see `commitMove`.
 */
const visitOfDeed = ({ held }: Open, { vaults: [first] }: Deed): string | null =>
  first ? visitOf(held, first.vault) : null;

/**
 * Has a deed done: signed on what is held, sent, signed again where a head moved, sent again where no answer came. When
 * it resolves, the server has it and so have we. Throws ConflictError, POLICY_DENIED, LIMIT_EXCEEDED, VAULT_FROZEN or
 * REFUSED when it is not done and will not be; what `isUnknown` says of when nobody knows: then what was signed is kept,
 * and the same bytes have to be sent again. What was signed is kept until `forgetSent`. To be called in turn.
 *
 * @param sent what was signed for it and sent before, where nobody knows yet what became of that.
 * @param drafts what is to be signed in the rosters of shares with it.
 */
export async function carryOut(
  core: Core,
  deed: Deed,
  sent: CommitWire | null,
  drafts: Drafts = new Map(),
): Promise<void> {
  const open = opened(core);
  open.deed = deed;
  try {
    await untilDone(core, open, deed, sent, drafts);
  } catch (error) {
    if (!isUnknown(error)) await forgetSent(core, open);
    throw error;
  }
}

async function untilDone(core: Core, open: Open, deed: Deed, sent: CommitWire | null, drafts: Drafts): Promise<void> {
  const visit = visitOfDeed(open, deed);
  // Signed by an earlier run of this device: what it leads to is not known here, but comes as a page.
  if (sent && (await answerTo(core, open, null, await sendToShares(core, open, deed, sent), visit))) return;
  const vaults = deed.vaults.map(({ vault }) => vault);
  let starts: ShareStarts = new Map();
  for (let round = 0; round < mostRounds; round++) {
    await followKeys(core);
    await renewProfile(core, writtenBy(deed));
    starts = await draftShares(core, open, deed, drafts, starts);
    const before = marksOf(open, vaults);
    const signed = signDeed(open, deed, core.around.now(), starts);
    await keeping(() => core.around.store.put("outbox", encodeOutbox(queueKeyOf(open), signed.wire)));
    if (await answerTo(core, open, signed, await sendToShares(core, open, deed, signed.wire), visit)) return;
    // What a share rests on may have moved elsewhere: in a group, or the company.
    if (starts.size > 0) await fetchFor(core, visit);
    const linked = [...starts.values()].flatMap(({ links, share }) => (links.length > 0 ? [share] : []));
    if (linked.length > 0) checkMoved(open, vaults, before, linked);
    if (round > 2) await wait(backOff(round - 3, core.around.random, 20, 1_000));
  }
  throw new SealgraphError("BUSY");
}

/** Takes the answer to what was signed for another verb that commits. Throws where it is not `Committed`. */
export function adoptAnswer(core: Core, open: Open, signed: SignedDeed, answer: CommitAnswer): void {
  if (answer.type !== "Committed") throw new SealgraphError("MALFORMED_ANSWER", { field: "committed" });
  takeEcho(core, open, signed, answer.heads);
}

/** Whether the deed is done; false: sign again. Throws where it never will be. */
export async function answerTo(
  core: Core,
  open: Open,
  signed: SignedDeed | null,
  answer: CommitAnswer,
  visit: string | null = null,
): Promise<boolean> {
  switch (answer.type) {
    case "Committed":
      if (signed) takeEcho(core, open, signed, answer.heads);
      else await fetchDone(core, visit);
      return true;
    case "StaleHead": {
      // A link may begin an epoch whose key stands in another vault: then all of it has to be asked for.
      if (!answer.complete || answer.rosters.length > 0 || !takeMissing(core, open, answer.missing, visit))
        await fetchFor(core, visit);
      return false;
    }
    case "StaleKeyEpoch":
      await fetchFor(core, visit);
      // A guest begins none (PROTOCOL §4.12).
      if (answer.due && visit !== null) throw new SealgraphError("KEY_DUE");
      if (answer.due && !open.held.shares.has(answer.vault) && !(await renewed(core, open, answer)))
        throw new SealgraphError("REFUSED", { serverCode: "EPOCH_DUE" });
      return false;
    case "Conflict":
      await fetchFor(core, visit);
      throw new ConflictError(answer.records);
    case "PolicyDenied":
      throw new SealgraphError("POLICY_DENIED", { policy: answer.policy });
    case "LimitExceeded":
      throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.limit, maximum: answer.maximum });
  }
}

/** Vaults that a deed writes to under the epoch in force. */
const writtenBy = ({ vaults }: Deed): string[] =>
  vaults.flatMap(({ vault, epochStart, move }) => (epochStart || move ? [] : [vault]));

/**
 * Whether a profile has its next epoch: begun by another device meanwhile, or here. It is due where the roster is behind the
 * tenant's, which it follows first (PROTOCOL §5.5), and where its key was entrusted to another than it would be now (§4.14).
 */
async function renewed(
  core: Core,
  { held }: Open,
  { vault, epoch }: { readonly vault: string; readonly epoch: number },
): Promise<boolean> {
  const known = held.vaults.get(vault);
  if (known && (newestState(known.chain).epoch?.epoch ?? 0) > epoch) return true;
  return (await followKeys(core)) > 0 || (await renewProfile(core, [vault]));
}

/** It is done, whatever comes of asking for it: what does not hold is told, and found again by the next sync. */
async function fetchDone(core: Core, visit: string | null): Promise<void> {
  try {
    await fetchFor(core, visit);
  } catch (error) {
    if (!(error instanceof SealgraphError) || isUnknown(error)) throw error;
    core.events.emit("trouble", error);
  }
}

/** Whether it could be taken; false where more has to be asked for. */
function takeMissing(core: Core, open: Open, missing: readonly VaultAnswer[], visit: string | null): boolean {
  const staged = emptyStaged({ whole: false, fromKnown: true, visit });
  for (const vault of missing) stageVault(staged, vault, revisionOf(open));
  try {
    takeStaged(core, open, staged, knownRevisions(open));
    return true;
  } catch (error) {
    if (error instanceof PathMissing) return false;
    throw error;
  }
}

/**
 * What is signed in the rosters of shares with a deed, by share: what it is to do there, and the next epoch where that is due. Every
 * share that it writes to has an entry.
 *
 * @param former what was signed there in the round before: where nothing moved of what its links rest on, they are sent again.
 */
async function draftShares(
  core: Core,
  open: Open,
  { vaults }: Deed,
  drafts: Drafts,
  former: ShareStarts,
): Promise<ShareStarts> {
  const drafted = new Map<string, ShareDrafting>();
  for (const { vault } of vaults) {
    const draft = drafts.get(vault);
    const isHeld = open.held.vaults.get(vault)?.class === "SHARE" || open.held.shares.get(vault)?.lost;
    if (!isHeld && !draft) continue;
    const signed = former.get(vault);
    if (signed && signed.links.length > 0 && signed.rests === marksOf(open, [vault])) {
      drafted.set(vault, signed);
      continue;
    }
    if (isHeld) await openShare(core, vault);
    const drafting = isHeld ? await draftIn(core, vault) : draftNew(core, vault);
    await draft?.(drafting);
    await draftDue(drafting);
    if (drafting.links.length > 0) refuseSecond(open, vault);
    drafted.set(vault, drafting);
  }
  return drafted;
}

/** Who has lost a share is told that, and not that there is no such vault. */
async function sendToShares(core: Core, open: Open, deed: Deed, wire: CommitWire): Promise<CommitAnswer> {
  const { vaults } = deed;
  const visit = visitOfDeed(open, deed);
  try {
    return await sendPatiently(core, wire, visit);
  } catch (error) {
    const isRefused = error instanceof SealgraphError && ["NOT_FOUND", "FORBIDDEN"].includes(error.code);
    const shares = vaults.filter(({ vault }) => open.held.shares.has(vault));
    if (!isRefused || shares.length === 0) throw error;
    await fetchFor(core, visit);
    if (shares.some(({ vault }) => open.held.shares.get(vault)?.lost)) throw new SealgraphError("ACCESS_LOST");
    throw error;
  }
}

/** The same bytes again until there is an answer or patience ends: one deed, however often it is sent. */
const sendPatiently = (core: Core, input: CommitWire, visit: string | null): Promise<CommitAnswer> =>
  patiently(core.around, () => call(core, commitOperation, { input }, visit));

/** An own commit is believed only with the hash of what was signed. */
function takeEcho(core: Core, open: Open, signed: SignedDeed, heads: readonly HeadAnswer[]): void {
  for (const update of signed.updates) {
    const mine = signed.hashes.get(update.vault.vault) as Uint8Array;
    const answered = heads.find(({ vault }) => vault === update.vault.vault);
    if (answered && equalBytes(answered.hash, mine)) continue;
    const evidence = echoEvidence(core.around.now(), update.vault, mine, answered?.hash ?? new Uint8Array());
    open.held.evidence.push(evidence);
    freeze(open.held, update.vault.vault, evidence.id, open.held.pins);
    void keep(core, open, [{ type: "EVIDENCE", evidence }, frozenEntry(open.held, update.vault.vault)]);
    core.events.emit("caught", evidence);
    throw new ServerCaught("MISMATCH", evidence.id);
  }
  // Of what was queued people were told when it was queued.
  adoptSigned(open, signed);
  void keepUpdates(core, open, signed.updates, signed.shares);
}

/** What was signed is what is held: the server has it. */
export function adoptSigned(open: Open, { updates, shares }: SignedDeed): RecordDiff[] {
  for (const { share, after } of shares) open.held.shares.set(share, after);
  const diffs = updates.flatMap((update) => adopt(open.held, update));
  for (const { vault } of updates) {
    if (vault.class !== "ACCOUNT") continue;
    const newest = newestKey(open, vault);
    open.held.pins = readPins(vault, vault.records.values(), (epoch) => keyOfEpoch(open.keyRing, vault, newest, epoch));
  }
  return diffs;
}

/** Lets go of what was signed: it is known what became of it. */
export async function forgetSent(core: Core, open: Open): Promise<void> {
  open.deed = null;
  await keeping(() => core.around.store.put("outbox", null));
}

/** Whether the deed may have been done all the same, or may still be: what failed says nothing against it. */
export function isUnknown(error: unknown): boolean {
  const there = ["SESSION_ENDED", "DEVICE_REVOKED", "NOT_SIGNED_IN"];
  const codes = [...there, "CLOSED", "LOCKED", "STORE_FAILED", "STORE_BUSY"];
  return isPassing(error) || hasFailed(error) || (error instanceof SealgraphError && codes.includes(error.code));
}
