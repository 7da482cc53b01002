import { makeLeaveAsGuest, makeOwnKeysAsGuest } from "../../crypto/client/guest-link.ts";
import { type ShareAct as LinkAct, makeOwnKeysInShare, makeShareLink } from "../../crypto/client/share-link.ts";
import type { Hash, SigningPair } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import type { PersonTextWire } from "../transport/company-operations.ts";
import { allowed, goOn, type ShareDrafting, stateIn } from "./drafting.ts";

/**
 * Signs what is done to a share's recipients. Throws FORBIDDEN where the roster gives no right to it.
 *
 * @param cuts whether it takes writing or a key from somebody.
 */
export function draftAct(drafting: ShareDrafting, act: LinkAct, { cuts = false, by = drafting.signer } = {}): void {
  const { basis, head } = drafting;
  goOn(
    drafting,
    allowed(() => makeShareLink(stateIn(drafting), basis, by, act, cuts ? head : null)),
  );
}

/** The signer's new keys, by the pair that the share still names. A guest is to be verified again by it. */
export function draftOwnKeys(drafting: ShareDrafting, former: SigningPair, xwingKeyHash: Hash): void {
  const { basis, head, signer, outside } = drafting;
  const by = { user: signer.user, signing: former, time: signer.time, new: signer.signing, xwingKeyHash };
  const state = stateIn(drafting);
  goOn(
    drafting,
    allowed(() =>
      outside ? makeOwnKeysAsGuest(state, outside, by, head) : makeOwnKeysInShare(state, basis, by, head),
    ),
  );
}

/** That the signer goes, by name. */
export function draftLeave(drafting: ShareDrafting): void {
  const { outside, head, signer } = drafting;
  if (outside) {
    goOn(
      drafting,
      allowed(() => makeLeaveAsGuest(stateIn(drafting), outside, signer, head)),
    );
    return;
  }
  draftAct(drafting, { operation: operation.LEAVE, subject: { user: signer.user } }, { cuts: true });
}

/** Whom the invitation is for that was signed last. */
export function draftText(drafting: ShareDrafting, text: Omit<PersonTextWire, "seq">): void {
  drafting.persons.push({ ...text, seq: stateIn(drafting).head.seq });
}
