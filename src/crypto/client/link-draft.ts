import { equalBytes } from "../bytes.ts";
import type { Hash, SigningPair } from "../keys.ts";
import type { Link, LinkDraft } from "../link.ts";
import { enact } from "../operations.ts";
import type { Outside } from "../outside.ts";
import { applyGenesis, applyLink } from "../roster.ts";
import { type RosterState, stateRoot } from "../roster-state.ts";
import { type GroupAt, noGroups } from "../share.ts";
import { openSignedLink } from "../signed-link.ts";
import { signLink } from "./sign.ts";

/** A link, ready to be sent, and the state that it leads to. */
export interface MadeLink {
  readonly signed: Uint8Array;
  readonly hash: Hash;
  readonly state: RosterState;
}

/**
 * States what a draft leads to, signs it, and checks it as every reader will. Throws what `applyLink` throws where the
 * author has no right to it.
 *
 * @param tenant for a group or a share: the tenant's state at the head that the draft names; for a share also what a guest has.
 * @param groupAt for a share: the states of groups.
 */
export function signDraft(
  before: RosterState | null,
  draft: LinkDraft,
  pairs: readonly SigningPair[],
  tenant: RosterState | Outside | null = null,
  groupAt: GroupAt = noGroups,
): MadeLink {
  const link = { ...draft, state: stateRoot(enact(before, draft, tenant, groupAt)) } as Link;
  const { signed, hash } = signLink(link, ...pairs);
  const state =
    before === null ? applyGenesis(signed, tenant) : applyLink(before, signed, tenant, openSignedLink, groupAt);
  if (!equalBytes(state.head.hash, hash)) throw new Error("A link was signed that reads otherwise.");
  return { signed, hash, state };
}
