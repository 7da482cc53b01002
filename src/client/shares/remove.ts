/** Taking somebody out of a share, so that they do not come back by themselves (PROTOCOL §4.11, §4.12). */
import { operation } from "../../crypto/link.ts";
import { findGuest, findInvitation, listEntries } from "../../crypto/roster-state.ts";
import { entryType, type Invitation } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { opens } from "../company/people.ts";
import type { Core } from "../core.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { shareGuestsOperation } from "../transport/guest-operations.ts";
import { newestState } from "../vault/chain.ts";
import { actInShare } from "./act.ts";
import { draftAct } from "./draft-act.ts";
import { type DraftShare, stateIn } from "./drafting.ts";
import { invitationTexts } from "./guests/guests.ts";
import { concerning, removal } from "./manage.ts";
import { idOf } from "./recipients.ts";

/** Of a guest their other invitations first, which go with no commit. */
export async function removeRecipient(core: Core, share: string, recipient: string): Promise<void> {
  await fetchNow(core);
  const voids = await voidsBefore(core, share, recipient);
  await actInShare(core, share, voids, { alone: true });
  await actInShare(core, share, removal(recipient));
}

/** What taking somebody out signs; for `plan`. */
export async function wholeRemoval(core: Core, share: string, recipient: string): Promise<DraftShare> {
  const voids = await voidsBefore(core, share, recipient);
  return async (drafting) => {
    await voids(drafting);
    await removal(recipient)(drafting);
  };
}

/** Makes void all by which a guest could join again: for their address, and where a server shows no address that was signed. */
async function voidsBefore(core: Core, share: string, recipient: string): Promise<DraftShare> {
  const state = newestState(concerning(core, share).chain);
  const guest = findGuest(state, idOf(recipient));
  const invitations = listEntries(state, entryType.INVITATION);
  if (guest === undefined || invitations.length === 0) return () => {};
  const answer = await call(core, shareGuestsOperation, { share });
  const text = answer?.guests.find(({ user }) => user === formatUuid(guest.user));
  const address = text && opens(guest.person, text) ? text.address.toLowerCase() : null;
  const textOf = await invitationTexts(core, share);
  const isTheirs = (invitation: Invitation) => {
    const its = textOf(invitation)?.address.toLowerCase() ?? address;
    return address === null || its === address;
  };
  const theirs = invitations.filter(isTheirs);
  return (drafting) => {
    for (const { key } of theirs) {
      if (findInvitation(stateIn(drafting), key)) draftAct(drafting, { operation: operation.VOID, subject: { key } });
    }
  };
}
