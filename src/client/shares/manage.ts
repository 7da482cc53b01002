/** What owners do with a share's name and recipients, and what recipients say of themselves. */
import { equalBytes } from "../../crypto/bytes.ts";
import { type ShareAnswer, shareAnswer } from "../../crypto/client/entry.ts";
import { operation } from "../../crypto/link.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { isOpenToGuests, writes } from "../../crypto/share.ts";
import { entryType, type GroupRole, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { writeAnswer } from "../account/seal-entry.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened, vaultOf } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { answerShareOperation } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type HeldShare, visitOf } from "../vault/held.ts";
import { actInShare } from "./act.ts";
import { catchUp } from "./declined.ts";
import { draftAct, draftLeave } from "./draft-act.ts";
import { draftDue } from "./draft-due.ts";
import { draftName } from "./draft-name.ts";
import { type DraftShare, type ShareDrafting, stateIn } from "./drafting.ts";
import { forgetVisit } from "./guests/visits.ts";
import { openShare } from "./keys.ts";
import { placementOf } from "./placement.ts";
import {
  type Coming,
  draftAll,
  inParts,
  mostInCommit,
  recipientIn,
  refuseLastOwner,
  resolveAll,
} from "./recipients.ts";
import { isUnverified, noRight, permissionIn } from "./rights.ts";
import type { RecipientInput, SharePermission } from "./shares.ts";

export const renameShare = (core: Core, share: string, name: string): Promise<void> =>
  actInShare(core, share, (drafting) => draftName(drafting, name));

export async function addRecipients(core: Core, share: string, inputs: readonly RecipientInput[]): Promise<void> {
  await fetchNow(core);
  await addAll(core, share, await resolveAll(core, inputs));
}

/** Links that one change brings, with room for who is introduced. */
const mostLinks = 90;

/** Puts them in by as many changes as it takes: where one fails, those of before are in it. */
export async function addAll(core: Core, share: string, all: readonly Coming[]): Promise<void> {
  const [first, ...rest] = [...inParts(all, mostInCommit)];
  if (first === undefined) return;
  if (rest.length === 0) return actInShare(core, share, (drafting) => draftAll(drafting, all));
  // With an epoch that begins it is a commit, which has room for few: that comes first.
  await actInShare(core, share, draftDue);
  for (const part of inParts(all, mostLinks)) await actInShare(core, share, (drafting) => draftAll(drafting, part));
}

/** Throws FORBIDDEN, before it is looked at what only an owner could do otherwise. */
function checkOwner(drafting: ShareDrafting): void {
  const { open, signer } = drafting;
  if (permissionIn(open, stateIn(drafting), signer.time) !== "OWNER") throw noRight();
}

/** Takes somebody out. */
export const removal =
  (recipient: string): DraftShare =>
  (drafting) => {
    checkOwner(drafting);
    const { id, entry } = recipientIn(drafting, recipient);
    if (equalBytes(id, drafting.open.user)) throw new SealgraphError("ONESELF");
    refuseLastOwner(stateIn(drafting), entry);
    draftAct(drafting, { operation: operation.REMOVE, subject: { recipient: id } }, { cuts: true });
  };

/** Gives somebody another role. */
export const newRole =
  (recipient: string, permission: SharePermission): DraftShare =>
  (drafting) => {
    checkOwner(drafting);
    const { id, entry } = recipientIn(drafting, recipient);
    const next = role[permission];
    if (entry.role === next) throw new SealgraphError("ALREADY_SO");
    if (entry.type === entryType.SHARE_GROUP && writes(next) && isOpenToGuests(stateIn(drafting)))
      throw new SealgraphError("EDITOR_GROUPS");
    if (next === role.OWNER && entry.type !== entryType.MEMBER) refuseInput("permission");
    if (next !== role.OWNER) refuseLastOwner(stateIn(drafting), entry);
    const subject = { recipient: id, role: next as GroupRole };
    draftAct(drafting, { operation: operation.ROLE, subject }, { cuts: writes(entry.role) && !writes(next) });
  };

export function setExpiry(core: Core, share: string, recipient: string, expiresAt: Date | null): Promise<void> {
  const time = expiresAt?.getTime() ?? null;
  if (time !== null && !(Number.isSafeInteger(time) && time > 0)) refuseInput("expiresAt");
  return actInShare(core, share, (drafting) => {
    checkOwner(drafting);
    const { id, entry } = recipientIn(drafting, recipient);
    if (entry.role === role.OWNER) refuseInput("recipient");
    draftAct(drafting, { operation: operation.EXPIRY, subject: { recipient: id, time } });
  });
}

/** The share as held, where the user is a recipient. Throws NOT_FOUND. */
export function concerning(core: Core, share: string): HeldShare {
  const open = opened(core);
  const its = open.held.shares.get(share);
  const state = its && newestState(its.chain);
  const permission = state && (isUnverified(state, open.user) ? "NONE" : permissionIn(open, state, core.around.now()));
  if (!its || permission === null) throw new SealgraphError("NOT_FOUND", { part: "share" });
  return its;
}

/** Notes the answer in the account vault first, and then tells the server: what it shows by that is believed (PROTOCOL §4.11). */
export async function answerShare(
  core: Core,
  share: string,
  answer: ShareAnswer,
  folder: string | null = null,
): Promise<void> {
  // Who joined has it, and who wants it no more leaves.
  if (visitOf(opened(core).held, share) !== null) throw new SealgraphError("ALREADY_SO");
  await fetchNow(core);
  const { id } = concerning(core, share);
  await commitNow(core, (open) => {
    const { chain } = concerning(core, share);
    const account = vaultOf(open, "ACCOUNT");
    const { genesis } = newestState(chain);
    const noted = writeAnswer(open, account, { share: id, genesis, answer });
    const placed = folder === null ? [] : [placementOf(core, open, share, folder)];
    return makeDeed(core, [{ vault: account.vault, changes: [noted], epochStart: null }, ...placed]);
  });
  const name = answer === shareAnswer.ACCEPTED ? "ACCEPTED" : "DECLINED";
  await call(core, answerShareOperation, { input: { share, answer: name } });
  await fetchNow(core);
  if (answer === shareAnswer.ACCEPTED) await openShare(core, share);
}

/** Leaves a share by name: that it was accepted counts for nothing any more. Whom a group has in it still is asked again, but for whoever declined. */
export async function leaveShare(core: Core, share: string): Promise<void> {
  const leave: DraftShare = (drafting) => {
    const { user } = drafting.open;
    const { entry } = recipientIn(drafting, formatUuid(user));
    refuseLastOwner(stateIn(drafting), entry);
    draftLeave(drafting);
  };
  const { held, user } = opened(core);
  const its = held.shares.get(share);
  // Of one that is shown no more only the account vault knows; to whom new keys keep out the server does not say where it is.
  const isShown = its !== undefined && !its.lost && !isUnverified(newestState(its.chain), user);
  if (!held.pins?.visits.has(share) || isShown) await actInShare(core, share, leave, { alone: true });
  const visit = visitOf(opened(core).held, share);
  await (visit === null ? noteGone(core, share) : forgetVisit(core, share));
  await fetchNow(core, visit);
}

/** Leaves every share that names the user, those that were declined too. Throws LAST_OWNER, and leaves none, where one would have no owner. */
export async function leaveAllShares(core: Core): Promise<void> {
  const { held, user } = opened(core);
  const answering = new Set<string>();
  // Who is a guest stays one, wherever the account goes.
  const own = [...held.shares.values()].filter(({ visit }) => visit === null);
  for (const { share, lost } of own) {
    if (!lost || (await catchUp(core, share))) answering.add(share);
  }
  const named = own.filter(
    ({ chain, share }) => answering.has(share) && findMember(newestState(chain), user) !== undefined,
  );
  for (const { chain } of named) refuseLastOwner(newestState(chain), findMember(newestState(chain), user));
  for (const { share } of named) await leaveShare(core, share);
}

/** Notes that the user has a share no more: should it be offered again, it waits for an answer again. */
export async function noteGone(core: Core, share: string): Promise<void> {
  if (opened(core).held.pins?.shares.get(share)?.entry.answer !== shareAnswer.ACCEPTED) return;
  await commitNow(core, (open) => {
    const { id, chain } = held(open, share);
    const account = vaultOf(open, "ACCOUNT");
    const noted = { share: id, genesis: newestState(chain).genesis, answer: shareAnswer.DECLINED };
    return makeDeed(core, [{ vault: account.vault, changes: [writeAnswer(open, account, noted)], epochStart: null }]);
  });
}

function held(open: Open, share: string): HeldShare {
  const its = open.held.shares.get(share);
  if (its === undefined) throw new SealgraphError("NOT_FOUND", { part: "share" });
  return its;
}
