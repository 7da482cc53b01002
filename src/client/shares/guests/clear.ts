/** What an owner's device does for the guests of a share without being asked (PROTOCOL §4.12). */
import { operation } from "../../../crypto/link.ts";
import { findMember, listEntries, membersOf } from "../../../crypto/roster-state.ts";
import { guestsOf } from "../../../crypto/share.ts";
import { entryType } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import type { Core } from "../../core.ts";
import { shareGuestsOperation } from "../../transport/guest-operations.ts";
import { newestState } from "../../vault/chain.ts";
import { actInShare } from "../act.ts";
import { draftAct } from "../draft-act.ts";
import { type DraftShare, draftIn, stateIn } from "../drafting.ts";
import { concerning } from "../manage.ts";
import { draftIntroductions } from "./introduce.ts";

/** Who is taken out at once: with all invitations made void, and all who are in it introduced, what one change has room for. */
const mostTakenOut = 40;

/**
 * Takes out guests whose accounts are no more and members whom the company has put out, makes void what ran out, and introduces whom
 * guests do not know. To be called for shares that are open to guests. The epoch that is due by it is the caller's to begin: a commit
 * takes no invitation, and few links.
 */
export async function clearGuests(core: Core, share: string): Promise<void> {
  const { chain } = concerning(core, share);
  const answer = guestsOf(newestState(chain)).length > 0 ? await call(core, shareGuestsOperation, { share }) : null;
  const gone = new Set((answer?.guests ?? []).flatMap(({ user, status }) => (status === "GONE" ? [user] : [])));
  const clear: DraftShare = (drafting) => {
    const now = core.around.now();
    for (const { key, expiry } of listEntries(stateIn(drafting), entryType.INVITATION)) {
      if (expiry <= now) draftAct(drafting, { operation: operation.VOID, subject: { key } });
    }
    // A guest reads in the share alone who is in it, and would take an owner for one whom the company has put out.
    const strangers = membersOf(stateIn(drafting)).filter(({ user }) => !findMember(drafting.basis.tenant, user));
    const lost = guestsOf(stateIn(drafting)).filter(({ user }) => gone.has(formatUuid(user)));
    for (const { user } of [...strangers, ...lost].slice(0, mostTakenOut)) {
      draftAct(drafting, { operation: operation.REMOVE, subject: { recipient: user } }, { cuts: true });
    }
    draftIntroductions(drafting);
  };
  // Mostly there is nothing, and nobody is asked what is new for that.
  const trial = await draftIn(core, share);
  await clear(trial);
  if (trial.links.length > 0) await actInShare(core, share, clear, { alone: true });
}
