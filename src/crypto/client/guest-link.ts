/** Links that a guest of a share signs (PROTOCOL §4.12). */
import { cutRoot, type VaultHead } from "../cut.ts";
import { ProtocolError } from "../errors.ts";
import type { Hash, SigningPair } from "../keys.ts";
import { type Drafted, operation, rosterKind } from "../link.ts";
import type { Outside } from "../outside.ts";
import { findGuest, findInvitation, type RosterState } from "../roster-state.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";
import type { Signer } from "./tenant-link.ts";

/** The link by which somebody becomes a guest. Throws WRONG_AUTHOR without the invitation, or what `applyLink` throws. */
export function makeJoinOfShare(
  state: RosterState,
  outside: Outside,
  by: Signer & { readonly xwingKeyHash: Hash; readonly invitation: SigningPair },
): MadeLink {
  const { user, signing, xwingKeyHash, invitation } = by;
  const { publicKey: key } = invitation;
  const subject = { key, user, signingKey: signing.publicKey, xwingKeyHash };
  const place = nextPlace(state, by, findInvitation(state, key)?.seq);
  const draft: Drafted<3, 6> = { ...place, operation: operation.JOIN, subject, cut: null };
  return signDraft(state, draft, [signing, invitation], outside);
}

/** The link by which a guest leaves. `head` is the vault's; null without one. */
export function makeLeaveAsGuest(
  state: RosterState,
  outside: Outside,
  by: Signer,
  head: VaultHead | null = null,
): MadeLink {
  const draft: Drafted<3, 8> = {
    ...nextPlace(state, by, findGuest(state, by.user)?.seq),
    operation: operation.LEAVE,
    subject: { user: by.user },
    cut: head && cutRoot([head]),
  };
  return signDraft(state, draft, [by.signing], outside);
}

/** The link by which a guest's keys become those of their account; `signing` is the old pair. They are suspended by it. */
export function makeOwnKeysAsGuest(
  state: RosterState,
  outside: Outside,
  by: Signer & { readonly new: SigningPair; readonly xwingKeyHash: Hash },
  head: VaultHead | null,
): MadeLink {
  const draft: Drafted<3, 2> = {
    ...nextPlace(state, by, findGuest(state, by.user)?.seq),
    operation: operation.OWN_KEYS,
    subject: { user: by.user, signingKey: by.new.publicKey, xwingKeyHash: by.xwingKeyHash },
    cut: head && cutRoot([head]),
  };
  return signDraft(state, draft, [by.signing, by.new], outside);
}

/** Of the tenant a guest repeats what the share names (PROTOCOL §4.12). */
function nextPlace({ head, epoch, tenantHead }: RosterState, { user, signing, time }: Signer, seq?: number) {
  if (seq === undefined) throw new ProtocolError("WRONG_AUTHOR", "link");
  return {
    kind: rosterKind.SHARE,
    roster: head.id,
    seq: head.seq + 1,
    previous: head.hash,
    epoch: epoch?.epoch ?? 0,
    commitment: epoch?.commitment ?? null,
    wraps: null,
    tenantHead,
    author: { user, key: signing.publicKey, seq },
    time,
  };
}
