import { equalBytes } from "../bytes.ts";
import type { Hash, SigningPair } from "../keys.ts";
import type { Link } from "../link.ts";
import { enact, type LinkDraft } from "../operations.ts";
import { applyGenesis, applyLink } from "../roster.ts";
import { type RosterState, stateRoot } from "../roster-state.ts";
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
 */
export function signDraft(before: RosterState | null, draft: LinkDraft, ...pairs: readonly SigningPair[]): MadeLink {
  const link = { ...draft, state: stateRoot(enact(before, draft)) } as Link;
  const { signed, hash } = signLink(link, ...pairs);
  const state = before === null ? applyGenesis(signed) : applyLink(before, signed);
  if (!equalBytes(state.head.hash, hash)) throw new Error("A link was signed that reads otherwise.");
  return { signed, hash, state };
}
