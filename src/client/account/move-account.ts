import { equalBytes } from "../../crypto/bytes.ts";
import { findFormer, findMember, isAdministrator, membersOf } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { tenantOf } from "../company/act.ts";
import { type VerifiedInvitation, verifyInvitation } from "../company/invitation.ts";
import { leaveAllGroups } from "../company/leave-groups.ts";
import { followPerson } from "../company/own-person.ts";
import { type Core, changeDevice, inTurn, isFormer, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { countQueued } from "../queue/queue.ts";
import { forgetFormerVisits } from "../shares/guests/visits.ts";
import { leaveAllShares } from "../shares/manage.ts";
import { answerTo } from "../sync/commit-answer.ts";
import { fetchAll } from "../sync/fetch.ts";
import { followKeys } from "../sync/follow-keys.ts";
import { settle } from "../sync/settle.ts";
import type { CommitAnswer } from "../transport/commit-operations.ts";
import { invitationRefused } from "../transport/invitation-operation.ts";
import { type MoveRefusal, moveAccountOperation } from "../transport/moving-operation.ts";
import { newestState } from "../vault/chain.ts";
import { type MovedAccount, makeMovedAccount } from "./moved-account.ts";
import { patiently } from "./patiently.ts";
import { call } from "./session.ts";

const mostRounds = 12;

const sentences: Readonly<Record<MoveRefusal | "IS_HERE" | "BEHIND" | "KEYS_USED", string>> = {
  PRIMARY: "You are the company's primary user: hand that over first, while others are in the company.",
  ADMINISTRATOR: "You are an administrator: another administrator makes you a user first.",
  IN_GROUPS: "Others kept putting you into groups. Nothing was done: try again.",
  IN_SHARES: "Others kept putting you into shares. Nothing was done: try again.",
  IS_HERE: "You are in that company already.",
  BEHIND:
    "A profile has not followed your new keys yet, and whoever was removed has no way to bring it up: export what is in it.",
  KEYS_USED: "You were in that company before: make new account keys first.",
  ID_TAKEN: "The server says that an id which is to go along is taken there. Nothing was done.",
};

const moveRefused = (reason: keyof typeof sentences): SealgraphError =>
  new SealgraphError("MOVE_REFUSED", { reason }, sentences[reason]);

/**
 * Takes the account to a tenant of its own, or to the company of an invitation. From a company of others the user leaves
 * all groups and shares first, and the business profile stays behind: nobody opens it any more. Nothing is sealed again.
 *
 * Throws MOVE_REFUSED, GROUP_BINDS, LAST_OWNER where a share has to be closed or handed over first, INVITATION_REFUSED, CHANGES_WAITING, VAULT_FROZEN, READ_ONLY, NOTHING_TO_LEAVE, BUSY,
 * SERVER_CAUGHT, and UNREACHABLE: then nobody knows, and the next sync finds out.
 */
export async function moveAccount(core: Core, invitation: string | null): Promise<void> {
  await prepare(core, invitation);
  await inTurn(core, async () => {
    // Of somebody who was removed nothing is taken before they are elsewhere.
    if (!isFormer(opened(core))) await sendEverything(core);
    await fetchAll(core);
    await followKeys(core);
    const from = tenantOf(core).head.id;
    for (let round = 0; round < mostRounds; round++) {
      const to = invitation === null ? null : await verifyOwn(core, invitation);
      const made = makeMovedAccount(core, opened(core), to);
      if (await send(core, made)) break;
      // Where an answer was lost it may have been done.
      if (!equalBytes(tenantOf(core).head.id, from)) break;
      if (round === mostRounds - 1) throw new SealgraphError("BUSY");
    }
    await changeDevice(core, { tenant: formatUuid(tenantOf(core).head.id) });
  });
}

async function sendEverything(core: Core): Promise<void> {
  await settle(core);
  const { queue, deed } = opened(core);
  const { pending, refused } = countQueued(queue, deed);
  if (pending + refused > 0) throw new SealgraphError("CHANGES_WAITING", { pending, refused });
}

/** What would be refused is said before anything is given up. */
async function prepare(core: Core, invitation: string | null): Promise<void> {
  await inTurn(core, () => fetchAll(core));
  const to = invitation === null ? null : await verifyOwn(core, invitation);
  // What is signed where the account goes is what it is called now.
  await followPerson(core);
  const state = tenantOf(core);
  const own = findMember(state, opened(core).user);
  if (isFormer(opened(core))) {
    if (isAnyBehind(opened(core))) throw moveRefused("BEHIND");
    return;
  }
  if (to) await forgetFormerVisits(core, newestState(to.chain).head.id);
  const isAlone = membersOf(state).length === 1;
  if (isAlone && invitation === null) throw new SealgraphError("NOTHING_TO_LEAVE");
  if (isAlone) return await leaveAllShares(core);
  if (own?.primary) throw moveRefused("PRIMARY");
  if (own && isAdministrator(own)) throw moveRefused("ADMINISTRATOR");
  await leaveAllShares(core);
  await leaveAllGroups(core);
}

/** Whether a profile that would go along states other keys than the account has. */
const isAnyBehind = ({ held, user, own }: Open): boolean =>
  [...held.vaults.values()].some(({ class: its, chain }) => {
    const stated = findMember(newestState(chain), user);
    return (
      its !== "BUSINESS" &&
      its !== "SHARE" &&
      stated !== undefined &&
      !equalBytes(stated.signingKey, own.signing.publicKey)
    );
  });

async function verifyOwn(core: Core, link: string): Promise<VerifiedInvitation> {
  const invitation = await verifyInvitation(core.around, link);
  if (invitation.address !== core.device.address) throw invitationRefused("OTHER_ADDRESS");
  const { user, own } = opened(core);
  const state = newestState(invitation.chain);
  if (findMember(state, user)) throw moveRefused("IS_HERE");
  if (findFormer(state, own.signing.publicKey)) throw moveRefused("KEYS_USED");
  return invitation;
}

/** Whether it was done; false: make it anew. */
async function send(core: Core, made: MovedAccount): Promise<boolean> {
  const answer = await patiently(core.around, () => call(core, moveAccountOperation, { input: made.wire }));
  switch (answer.type) {
    case "AccountMoved":
      checkEcho(made, answer.committed, answer.tenant);
      await fetchAll(core);
      return true;
    case "MoveRefused":
      throw moveRefused(answer.refusal);
    case "InvitationRefused":
      if (answer.refusal !== "STALE_ROSTER") throw invitationRefused(answer.refusal);
      return false;
    default:
      return await answerTo(core, opened(core), null, answer);
  }
}

/** Believed only with the hashes of what was signed. */
function checkEcho({ deed, tenant }: MovedAccount, committed: CommitAnswer, answered: string): void {
  const heads = committed.type === "Committed" ? committed.heads : [];
  for (const [vault, hash] of deed.hashes) {
    const head = heads.find((each) => each.vault === vault);
    if (!head || !equalBytes(head.hash, hash)) throw new ServerCaught("MISMATCH", null);
  }
  if (answered !== tenant) throw new ServerCaught("MISMATCH", null);
}
