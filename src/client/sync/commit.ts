import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, type Open, opened, queueKeyOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { backOff, wait } from "../pace.ts";
import { renewProfile } from "../recovery/entrust/profile.ts";
import { keeping } from "../store/store.ts";
import type { CommitWire } from "../transport/commit-operations.ts";
import { answerTo } from "./commit-answer.ts";
import { type Drafts, draftShares, sendToShares, visitOfDeed } from "./commit-shares.ts";
import { type Deed, encodeOutbox, type VaultDeed } from "./deed.ts";
import { fetchFor } from "./fetch.ts";
import { followKeys } from "./follow-keys.ts";
import { isUnknown } from "./is-unknown.ts";
import { checkMoved, marksOf } from "./marks.ts";
import { type ShareStarts, signDeed } from "./sign.ts";

/** How often a deed is signed anew because others were faster. */
const mostRounds = 20;

/** A deed with an id of its own. */
export function makeDeed(core: Core, vaults: readonly VaultDeed[]): Deed {
  return { mutationId: formatUuid(makeId(core.around.now())), vaults };
}

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

/** Vaults that a deed writes to under the epoch in force. */
const writtenBy = ({ vaults }: Deed): string[] =>
  vaults.flatMap(({ vault, epochStart, move }) => (epochStart || move ? [] : [vault]));

/** Lets go of what was signed: it is known what became of it. */
export async function forgetSent(core: Core, open: Open): Promise<void> {
  open.deed = null;
  await keeping(() => core.around.store.put("outbox", null));
}
