/** Having what was signed in the roster of a share taken: alone, or with a commit where a new epoch begins with it. */
import { equalBytes } from "../../crypto/bytes.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { followPolicies } from "../policy/follow.ts";
import { carryOut, forgetSent, makeDeed } from "../sync/commit.ts";
import { fetchFor } from "../sync/fetch.ts";
import { keepUpdates } from "../sync/keep.ts";
import { checkMoved, refuseSecond } from "../sync/marks.ts";
import { settle } from "../sync/settle.ts";
import { shareAfter } from "../sync/sign.ts";
import { writeLink } from "../transport/commit-operations.ts";
import { type ChangeShareAnswer, changeShareOperation, shareKeysOperation } from "../transport/share-operations.ts";
import { adoptShare, visitOf } from "../vault/held.ts";
import { catchUp } from "./declined.ts";
import { beginsEpoch } from "./draft-due.ts";
import { type DraftShare, draftIn, type ShareDrafting, stateIn, wireOfShare } from "./drafting.ts";
import { openShare } from "./keys.ts";

const mostRounds = 10;

/**
 * Signs in the roster of a share on top of what is newest, and has it taken. Where somebody ceases to be a recipient by it, or did
 * before, and the user writes, a new epoch begins with it. Throws FORBIDDEN, NOT_FOUND, ACCESS_LOST, VAULT_FROZEN, POLICY_DENIED,
 * LIMIT_EXCEEDED, BUSY, SERVER_CAUGHT.
 *
 * @param draft signs what is to be done; nothing is sent where it signs nothing.
 * @param alone whether it goes without a commit in any case, as own keys do, and what ends a share.
 */
export async function actInShare(core: Core, share: string, draft: DraftShare, { alone = false } = {}): Promise<void> {
  const act = async () => {
    await settleQuietly(core);
    const visit = visitOf(opened(core).held, share);
    await fetchFor(core, visit);
    await openShare(core, share);
    await catchUp(core, share);
    for (let round = 0; round < mostRounds; round++) {
      const drafting = await draftIn(core, share, await headFor(core, share));
      await draft(drafting);
      if (drafting.links.length === 0) return;
      if (!alone && beginsEpoch(drafting)) return await commitWith(core, share, draft);
      refuseSecond(opened(core), share);
      if (await send(core, drafting)) return;
      await fetchFor(core, visit);
      await catchUp(core, share);
      if (!(await hasOtherHead(core, drafting))) checkMoved(opened(core), [share], drafting.rests, [share]);
    }
    throw new SealgraphError("BUSY");
  };
  await inTurn(core, act).finally(() => followPolicies(core));
}

/** What waits goes first, as far as it goes. */
async function settleQuietly(core: Core): Promise<void> {
  try {
    await settle(core);
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
  }
}

/** Of a share whose vault is not held, because it was not accepted, the server says where it is. */
async function headFor(core: Core, share: string): Promise<Partial<Pick<ShareDrafting, "head">>> {
  const { held } = opened(core);
  const its = held.shares.get(share);
  if (held.vaults.has(share) || its === undefined) return {};
  const answer = await call(core, shareKeysOperation, { share });
  return answer ? { head: { vault: its.id, revision: answer.head.revision, hash: answer.head.hash } } : {};
}

/** Whether the vault of a share that was not accepted moved, as the server says. */
async function hasOtherHead(core: Core, { share, head: before }: ShareDrafting): Promise<boolean> {
  const { head } = await headFor(core, share);
  return before !== null && head != null && head.revision > before.revision;
}

async function commitWith(core: Core, share: string, draft: DraftShare): Promise<void> {
  const deed = makeDeed(core, [{ vault: share, changes: [], epochStart: null }]);
  await carryOut(core, deed, null, new Map([[share, draft]]));
  await forgetSent(core, opened(core));
}

/** Whether it was taken; false: sign again. */
async function send(core: Core, drafting: ShareDrafting): Promise<boolean> {
  if (!(await sendLinks(core, drafting))) return false;
  adopt(core, opened(core), drafting);
  return true;
}

/** The same, of a share that is not held as well. */
export async function sendLinks(core: Core, drafting: ShareDrafting): Promise<boolean> {
  const links = drafting.links.map(({ signed }) => writeLink(signed));
  const input = {
    clientMutationId: formatUuid(makeId(core.around.now())),
    links,
    ...wireOfShare(drafting),
    ...personsOf(drafting),
  };
  const visit = visitOf(drafting.open.held, drafting.share);
  const answer = await patiently(core.around, () => call(core, changeShareOperation, { input }, visit));
  if (!isTaken(answer)) return false;
  const { head } = stateIn(drafting);
  if (answer.seq !== head.seq || !equalBytes(answer.hash, head.hash)) throw new ServerCaught("MISMATCH", null);
  return true;
}

const personsOf = ({ persons }: ShareDrafting) => (persons.length > 0 ? { persons } : {});

function isTaken(answer: ChangeShareAnswer): answer is Extract<ChangeShareAnswer, { type: "ShareChanged" }> {
  if (answer.type === "PolicyDenied") throw new SealgraphError("POLICY_DENIED", { policy: answer.policy });
  if (answer.type === "LimitExceeded") {
    throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.limit, maximum: answer.maximum });
  }
  return answer.type === "ShareChanged";
}

/** What was signed here and acknowledged stands here, whatever is shown afterwards (PROTOCOL §4.7). */
function adopt(core: Core, open: Open, drafting: ShareDrafting): void {
  const update = shareAfter(open, drafting);
  adoptShare(open.held, update);
  void keepUpdates(core, open, [], [update]);
}
