import { shareAnswer } from "../../crypto/client/entry.ts";
import { parseName } from "../account/begin.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { foldersOf } from "../items/folders.ts";
import { itemsOf } from "../items/items.ts";
import { commitChanges, profileVault } from "../items/profile.ts";
import { emptyTrash, trashOf, treeOfProfile } from "../items/tree.ts";
import { noteCall } from "../policy/idle.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { visitOf } from "../vault/held.ts";
import { actInShare } from "./act.ts";
import { administers, makeOwnerAsAdministrator, removeAsAdministrator } from "./administer.ts";
import { closeShare } from "./close.ts";
import { createShare } from "./create.ts";
import { declinedShares } from "./declined.ts";
import { inviteGuest, listGuestInvitations, verifyGuest, voidGuestInvitation } from "./guests/guests.ts";
import { verifyShareInvitation } from "./guests/visit-invitation.ts";
import { joinShare, ownWords } from "./guests/visits.ts";
import { openShare, openShares } from "./keys.ts";
import {
  addRecipients,
  answerShare,
  concerning,
  leaveShare,
  newRole,
  noteGone,
  renameShare,
  setExpiry,
} from "./manage.ts";
import { addItems, takeBack } from "./moving.ts";
import { placementOf } from "./placement.ts";
import { planAct } from "./plan.ts";
import { removeRecipient } from "./remove.ts";
import { ownShares } from "./rights.ts";
import type { Share, Shares, ShareVault } from "./shares.ts";
import { isOffered } from "./standing.ts";
import { itemsToChange } from "./to-change.ts";
import { viewDetails, viewOffers, viewShare } from "./view.ts";

export function sharesOf(core: Core): Shares {
  const view = (share: string): Share => viewShare(core, concerning(core, share));
  return {
    list: async () => {
      return ownShares(opened(core))
        .map((each) => viewShare(core, each))
        .sort(byName);
    },
    offers: async () => {
      await fetchNow(core);
      await openShares(core);
      const open = opened(core);
      const all = [...open.held.shares.values()].filter((each) => isOffered(open, each, core.around.now()));
      return (await viewOffers(core, all)).sort(byName);
    },
    declined: async () =>
      declinedShares(core)
        .map((its) => viewShare(core, its))
        .sort(byName),
    get: async (id) => {
      await fetchNow(core, visitOf(opened(core).held, id));
      await openShare(core, id);
      return viewDetails(core, concerning(core, id));
    },
    create: async (input) => view(await createShare(core, input)),
    rename: async (id, name) => {
      await renameShare(core, id, parseName(name, "name"));
      return view(id);
    },
    addItems: (id, ids) => addItems(core, id, ids),
    takeBack: (id, ids, destination) => takeBack(core, id, ids, destination),
    add: (id, recipients) => addRecipients(core, id, recipients),
    remove: (id, recipient) =>
      administers(core, id) ? removeAsAdministrator(core, id, recipient) : removeRecipient(core, id, recipient),
    setPermission: (id, recipient, permission) =>
      permission === "OWNER" && administers(core, id)
        ? makeOwnerAsAdministrator(core, id, recipient)
        : actInShare(core, id, newRole(recipient, permission)),
    setExpiry: (id, recipient, expiresAt) => setExpiry(core, id, recipient, expiresAt),
    accept: async (id, { folder } = {}) => {
      await answerShare(core, id, shareAnswer.ACCEPTED, folder ?? null);
      return view(id);
    },
    decline: (id) => answerShare(core, id, shareAnswer.DECLINED),
    leave: (id) => leaveShare(core, id),
    close: async (id, { destination } = {}) => {
      await closeShare(core, id, destination);
      await noteGone(core, id);
      await fetchNow(core);
    },
    place: async (id, folder) => {
      await commitChanges(core, [placementOf(core, opened(core), id, folder)]);
    },
    invite: (id, guest) => inviteGuest(core, id, guest),
    invitations: (id) => listGuestInvitations(core, id),
    voidInvitation: (id, key) => voidGuestInvitation(core, id, key),
    verifyGuest: (id, user, words) => verifyGuest(core, id, user, words),
    openInvitation: async (link) => (await verifyShareInvitation(core, link)).view,
    join: async (link, { folder } = {}) => {
      const share = opened(core).held.shares.get(await joinShare(core, link, folder ?? null));
      if (share === undefined) throw new SealgraphError("NOT_FOUND", { part: "share" });
      return viewShare(core, share);
    },
    ownWords: () => ownWords(core),
    plan: (act) => planAct(core, act),
    toChange: (id) => itemsToChange(core, id),
    open: (id) => vaultOfShare(core, id),
  };
}

function vaultOfShare(core: Core, share: string): ShareVault {
  const place = { core, kind: { share } };
  noteCall(core);
  profileVault(place);
  return {
    share,
    items: () => itemsOf(place),
    folders: () => foldersOf(place),
    tree: () => treeOfProfile(place),
    trash: () => trashOf(place),
    emptyTrash: () => emptyTrash(place),
  };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const byName = (a: Share, b: Share): number => collator.compare(a.name ?? "", b.name ?? "") || (a.id < b.id ? -1 : 1);
