/** Guests of a share, on the side of its owners (PROTOCOL §4.12). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { equalBytes } from "../../../crypto/bytes.ts";
import { deriveContactWords } from "../../../crypto/client/contact-words.ts";
import { makeInvitationSecret } from "../../../crypto/client/invitation.ts";
import { deriveShareInvitationPair, encodeShareInvitation } from "../../../crypto/client/share-invitation.ts";
import { publicKeyHash } from "../../../crypto/hash.ts";
import { asPersonSalt, asXWingPublicKey } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import { personCommitment } from "../../../crypto/person.ts";
import { findGuest, listEntries } from "../../../crypto/roster-state.ts";
import { randomBytes } from "../../../crypto/sodium.ts";
import { entryType, type GuestRole, type Invitation, memberStatus, role } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { parseAddress, parseName } from "../../account/begin.ts";
import { parseWords } from "../../account/device-requests.ts";
import { call } from "../../account/session.ts";
import { daysGood } from "../../company/invitations.ts";
import { opens } from "../../company/people.ts";
import type { Core } from "../../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { shareGuestsOperation, shareInvitationsOperation } from "../../transport/guest-operations.ts";
import type { PersonTextAnswer } from "../../transport/person-text.ts";
import { newestState } from "../../vault/chain.ts";
import { actInShare } from "../act.ts";
import { draftAct, draftText } from "../draft-act.ts";
import { draftDue } from "../draft-due.ts";
import { type DraftShare, type ShareDrafting, stateIn } from "../drafting.ts";
import { concerning } from "../manage.ts";
import { idOf } from "../recipients.ts";
import { permissionOf } from "../rights.ts";
import type { GuestInvitation, GuestPermission, InvitedGuest, InviteGuest } from "../shares.ts";
import { draftIntroductions } from "./introduce.ts";

/** As `Shares.invite` says. */
export async function inviteGuest(core: Core, share: string, input: InviteGuest): Promise<InvitedGuest> {
  const prepared = prepareInvitation(core, share, input);
  // The head that a guest finds is signed by somebody who is named: what groups wrote is behind the epoch that began when they ceased to.
  await actInShare(core, share, draftDue);
  await actInShare(core, share, prepared.draft, { alone: true });
  const { secret, address, name, expiry } = prepared;
  const fragment = encodeShareInvitation(secret, newestState(concerning(core, share).chain));
  return { address, name, link: `${core.around.origin}/share#${fragment}`, expiresAt: new Date(expiry) };
}

/** What inviting somebody signs; for `plan` as well. */
export function prepareInvitation(
  core: Core,
  share: string,
  { address: text, name: named, permission, days = 7 }: InviteGuest,
) {
  const [address, name] = [parseAddress(text), parseName(named, "name")];
  if (!Number.isInteger(days) || days < 1 || days > 30) refuseInput("days");
  const secret = makeInvitationSecret();
  const { publicKey: key } = deriveShareInvitationPair(secret, idOf(share));
  const salt = asPersonSalt(randomBytes(32));
  const expiry = core.around.now() + daysGood(days);
  const its: GuestRole = role[permission ?? "READER"];
  const draft: DraftShare = async (drafting) => {
    refuseEditorGroups(drafting);
    const subject = { key, role: its, person: personCommitment(salt, address, name), expiry };
    draftAct(drafting, { operation: operation.INVITE, subject });
    draftText(drafting, { address, name, salt: encodeBase64url(salt) });
    draftIntroductions(drafting);
  };
  return { secret, address, name, expiry, draft };
}

/** What a group writes is signed by people whom no guest knows (PROTOCOL §4.12). */
function refuseEditorGroups(drafting: ShareDrafting): void {
  const groups = listEntries(stateIn(drafting), entryType.SHARE_GROUP);
  if (groups.some((each) => each.role === role.EDITOR)) throw new SealgraphError("EDITOR_GROUPS");
}

/** Those that stand in the roster, in the order in which they were made. */
export async function listGuestInvitations(core: Core, share: string): Promise<GuestInvitation[]> {
  await fetchNow(core);
  const state = newestState(concerning(core, share).chain);
  const textOf = await invitationTexts(core, share);
  return listEntries(state, entryType.INVITATION)
    .sort((a, b) => a.seq - b.seq)
    .map((entry) => {
      const text = textOf(entry);
      return {
        key: encodeBase64url(entry.key),
        address: text?.address ?? null,
        name: text?.name ?? null,
        permission: permissionOf(entry.role) as GuestPermission,
        expiresAt: new Date(entry.expiry),
        expired: entry.expiry <= core.around.now(),
        author: formatUuid(entry.author),
      };
    });
}

/** Whom an invitation is for, as it was signed; undefined where what the server says does not open that. For owners. */
export async function invitationTexts(
  core: Core,
  share: string,
): Promise<(invitation: Invitation) => PersonTextAnswer | undefined> {
  const answers = (await call(core, shareInvitationsOperation, { share })) ?? [];
  const texts = new Map(answers.map((each) => [encodeBase64url(each.key), each]));
  return ({ key, person }) => {
    const text = texts.get(encodeBase64url(key));
    return text && opens(person, text) ? text : undefined;
  };
}

/** Throws NOT_FOUND where there is none of this key. */
export const voidGuestInvitation = (core: Core, share: string, key: string): Promise<void> =>
  actInShare(
    core,
    share,
    (drafting) => {
      const all = listEntries(stateIn(drafting), entryType.INVITATION);
      const its = all.find((each) => encodeBase64url(each.key) === key);
      if (its === undefined) throw new SealgraphError("NOT_FOUND", { part: "invitation" });
      draftAct(drafting, { operation: operation.VOID, subject: { key: its.key } });
    },
    { alone: true },
  );

/** Lets a guest in again whose new keys have these words. The words are looked at before anything is signed, each time. */
export async function verifyGuest(core: Core, share: string, user: string, typed: string): Promise<void> {
  const words = parseWords(typed);
  const id = idOf(user);
  await fetchNow(core);
  const answer = await call(core, shareGuestsOperation, { share });
  const encryptionKey = answer?.guests.find((each) => each.user === user)?.encryptionKey;
  await actInShare(
    core,
    share,
    (drafting) => {
      const guest = findGuest(stateIn(drafting), id);
      if (guest === undefined || encryptionKey === undefined) throw new SealgraphError("NOT_FOUND", { part: "guest" });
      if (encryptionKey.length !== 1_216) throw new ServerCaught("WRONG_KEYS", null);
      const xwing = asXWingPublicKey(encryptionKey);
      if (!equalBytes(publicKeyHash(xwing), guest.xwingKeyHash)) throw new ServerCaught("WRONG_KEYS", null);
      const right = deriveContactWords({ user: guest.user, signingKey: guest.signingKey, xwingKey: xwing });
      if (right.some((word, place) => word !== words[place])) throw new SealgraphError("WORDS_DIFFER");
      // After the words: whoever compares them with a guest who is in hears that they are right, and not of others the same.
      if (guest.status === memberStatus.ACTIVE) throw new SealgraphError("ALREADY_SO");
      draftAct(drafting, { operation: operation.RESUME, subject: { user: guest.user } });
    },
    { alone: true },
  );
}
