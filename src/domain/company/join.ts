import { equalOrNull } from "../../crypto/bytes.ts";
import { operation } from "../../crypto/link.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { UserId } from "../../ids.ts";
import { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { closeDesks } from "../desk/effects.ts";
import { listDocumentsAt } from "../policy/rows.ts";
import { locksOut } from "../policy/settle.ts";
import { bindUser, readSaid } from "../policy/sources.ts";
import { keepState } from "../roster/keep-state.ts";
import type { Transaction } from "../transaction.ts";
import type { InvitationRefusal } from "./invitation.ts";
import { loadInvitation, lockTenant } from "./invitation-rows.ts";
import { insertLink, loadTerms, updateRoster } from "./rows.ts";

/** The link by which whoever holds an invitation becomes a member. */
export type JoinLink = ParsedLink & { readonly link: Extract<ParsedLink["link"], { operation: 6 }> };

export const isJoin = (parsed: ParsedLink): parsed is JoinLink => parsed.link.operation === operation.JOIN;

/** Who wants to join. */
export interface Joiner {
  /** Proven to be theirs. */
  readonly address: string;
  /** From where they ask. */
  readonly ip: string | null;
}

/**
 * The roster of the tenant that was entered by an invitation, locked, with all that speaks for the join that rests on it;
 * or what speaks against. The networks that would bind who joins are asked behind the roster's lock, where nobody says
 * anything else any more (PROTOCOL §4.10). Throws `READ_ONLY`.
 */
export async function lockJoined(
  tx: Transaction,
  { roster, link }: JoinLink,
  { address, ip }: Joiner,
): Promise<RosterState | InvitationRefusal> {
  const { key } = link.subject;
  const [[tenant], [invitation], [terms], documents] = await tx.run(
    lockTenant(),
    loadInvitation(key, tx.now),
    loadTerms(),
    listDocumentsAt([{ scope: "TENANT", id: roster }]),
  );
  if (!tenant || !invitation || !terms) return "GONE";
  if (terms.suspendedAt) throw new Failure("READ_ONLY");
  if (invitation.address !== address) return "OTHER_ADDRESS";
  if (invitation.expired) return "EXPIRED";
  // Whoever joins is in no group, and nothing is said of them alone.
  const user = formatUuid(link.author.user) as UserId;
  const joining = { user, groups: "", administrator: invitation.role === "ADMINISTRATOR" };
  if (locksOut(bindUser(readSaid(documents), roster, joining), ip)) return "NETWORK_REFUSED";
  if (terms.trialEndsAt && terms.trialEndsAt <= tx.now) return "TRIAL_ENDED";
  if (terms.seatsTaken > terms.seats) return "SEATS_TAKEN";
  const state = parseState(tenant.state);
  return equalOrNull(link.previous, state.head.hash) ? state : "STALE_ROSTER";
}

/** What a join writes into its tenant's roster. The invitation is spent, and what lapses with it goes too. */
export function writeJoin(tx: Transaction, join: JoinLink, before: RosterState, after: RosterState): Bound<unknown>[] {
  const grant = Grant.authorizeLinks(tx, [formatUuid(join.link.author.user)]);
  const { seq, hash } = after.head;
  return [
    updateRoster(grant, { roster: join.roster, seq, hash, epoch: 0, state: keepState(after) }),
    insertLink(grant, join),
    ...closeDesks(grant, before, after, []),
  ];
}
