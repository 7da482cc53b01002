/** What an answer to a commit means for what is held. */
import { equalBytes } from "../../crypto/bytes.ts";
import { type Core, newestKey, type Open } from "../core.ts";
import { ConflictError, SealgraphError, ServerCaught } from "../errors.ts";
import { echoEvidence } from "../evidence.ts";
import { renewProfile } from "../recovery/entrust/profile.ts";
import type { CommitAnswer, HeadAnswer } from "../transport/commit-operations.ts";
import type { VaultAnswer } from "../transport/page.ts";
import { newestState } from "../vault/chain.ts";
import { freeze } from "../vault/freeze.ts";
import { adopt, type RecordDiff } from "../vault/held.ts";
import { keyOfEpoch } from "../vault/keys.ts";
import { readPins } from "../vault/pins.ts";
import { emptyStaged, stageVault } from "../vault/staged.ts";
import { PathMissing } from "../vault/verify.ts";
import { fetchFor, takeStaged } from "./fetch.ts";
import { followKeys } from "./follow-keys.ts";
import { isUnknown } from "./is-unknown.ts";
import { frozenEntry, keep, keepUpdates } from "./keep.ts";
import { knownRevisions, revisionOf } from "./known-revisions.ts";
import type { SignedDeed } from "./sign.ts";

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
