import { asPersonSalt, type PersonSalt } from "../../crypto/keys.ts";
import { operation, profileClass, rosterKind } from "../../crypto/link.ts";
import { applyGenesis } from "../../crypto/roster.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { Failure } from "../../errors.ts";
import type { CommitInput, SignedLinkInput } from "../commit/input.ts";
import { type Commit, type ParsedLink, parseCommit, parseSignedLink } from "../commit/parse.ts";
import { isJoin } from "../company/join.ts";
import { parseLength, parseText, proving } from "../invalid.ts";

export interface MoveAccountInput {
  readonly departure?: SignedLinkInput | null;
  readonly arrival: SignedLinkInput;
  readonly name: string;
  readonly personSalt: Uint8Array;
  readonly business?: SignedLinkInput | null;
  readonly commit: CommitInput;
}

/** A move whose shape holds. */
export interface Move {
  /** The link by which the user leaves a company; null where none has to be left. */
  readonly departure: ParsedLink | null;
  /** A tenant's genesis, or a join. */
  readonly arrival: ParsedLink;
  readonly name: string;
  readonly personSalt: PersonSalt;
  /** The genesis of a new business profile, where the old one stays; with the state after it. */
  readonly business: { readonly link: ParsedLink; readonly state: RosterState } | null;
  /** Of the vaults that go along, each with the link by which it does. */
  readonly commit: Commit;
}

/** Takes a move apart (PROTOCOL §3.11). Throws `BAD_USER_INPUT`, `INVALID_PROOF`. */
export function parseMove(input: MoveAccountInput): Move {
  const departure = input.departure ? parseSignedLink(input.departure) : null;
  const arrival = parseSignedLink(input.arrival);
  const business = input.business ? parseSignedLink(input.business) : null;
  const besides = [departure, arrival, business].flatMap((link) => (link ? [link.hash] : []));
  const commit = parseCommit(input.commit, besides);
  const leaves = departure?.link.kind === rosterKind.TENANT && departure.link.operation === operation.LEAVE;
  if (departure && !leaves) throw unproven("NOT_ALLOWED");
  const founds = arrival.link.kind === rosterKind.TENANT && arrival.link.operation === operation.GENESIS;
  if (!founds && !isJoin(arrival)) throw unproven("NOT_ALLOWED");
  const moved = new Set(commit.links.map(({ roster }) => roster));
  if (moved.size !== commit.vaults.length || commit.links.length !== commit.vaults.length) {
    throw new Failure("BAD_USER_INPUT", "commit has one link for each of its vaults.");
  }
  return {
    departure,
    arrival,
    name: parseText(input.name, "name", 1, 100),
    personSalt: asPersonSalt(parseLength(input.personSalt, "personSalt", 32)),
    business: business && { link: business, state: foundedBy(business) },
    commit,
  };
}

function foundedBy(link: ParsedLink): RosterState {
  const state = proving(() => applyGenesis(link.signed));
  if (state.kind !== rosterKind.PROFILE || state.class !== profileClass.BUSINESS) throw unproven("WRONG_ROSTER");
  return state;
}

export const unproven = (reason: string): Failure => new Failure("INVALID_PROOF", undefined, { reason });
