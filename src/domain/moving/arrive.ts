import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { personCommitment } from "../../crypto/person.ts";
import { applyGenesis, applyLink, checkSameKeys, checkTenantHead } from "../../crypto/roster.ts";
import { findMember, type RosterState } from "../../crypto/roster-state.ts";
import { role } from "../../crypto/state-entries.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { TenantId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Bound } from "../batch.ts";
import { invitationRefused } from "../company/invitation.ts";
import { enterByInvitation } from "../company/invitation-rows.ts";
import { isJoin, lockJoined, writeJoin } from "../company/join.ts";
import { proving } from "../invalid.ts";
import { releaseAccount } from "../policy/leave-rows.ts";
import { bindArrived } from "../policy/settle.ts";
import { bringFactors } from "../second-factor/rows.ts";
import { insertRoster, insertVault } from "../session/new-account-rows.ts";
import type { OpeningTransaction } from "../transaction.ts";
import type { Origin } from "./leave.ts";
import { type Move, unproven } from "./parse.ts";
import { arriveAs, bringAccount, enterOwnTenant, forgetLeftBusiness } from "./rows.ts";
import { MoveStopped, refuse } from "./stopped.ts";

/**
 * All that is done where the user goes: the tenant is entered and locked, the user stands in it, account and vaults are
 * brought along, and a business profile begins where the old one stayed. Acts in the new tenant from then on. Throws
 * MoveStopped, `INVALID_PROOF`, `READ_ONLY`.
 *
 * @param ip from where the user asks.
 * @returns the tenant's roster, with the user in it.
 */
export async function arrive(
  tx: OpeningTransaction,
  move: Move,
  origin: Origin,
  ip: string | null,
): Promise<RosterState> {
  const { arrival, business, name, personSalt } = move;
  const { user } = tx.actor;
  const tenant = arrival.roster as string as TenantId;
  const { before, state } = isJoin(arrival) ? await join(tx, move, origin, ip) : await found(tx, move);
  tx.actAs({ ...tx.actor, tenant });
  const member = findMember(state, parseUuid(user));
  const person = personCommitment(personSalt, origin.address, name);
  if (!member || !equalOrNull(member.person, person)) throw unproven("WRONG_KEYS");
  checkBusiness(move, origin, state);
  const its = member.role === role.ADMINISTRATOR ? ("ADMINISTRATOR" as const) : ("USER" as const);
  const { address, locale } = origin;
  const [[came]] = await tx.run(
    arriveAs({ user, address, name, personSalt, role: its, primary: member.primary, locale }, tx.now),
  );
  if (came === undefined) throw refuse("ID_TAKEN");
  await tx.run(
    forgetLeftBusiness(),
    ...(isJoin(arrival) && before
      ? writeJoin(tx, arrival, before, state)
      : insertRoster({ link: arrival, state }, tx.now)),
    bringAccount(origin.tenant, origin.vaults),
    bringFactors(origin.tenant),
    releaseAccount(origin.tenant),
    ...(business ? beginBusiness(tx, business) : []),
    ...audited(
      tx,
      isJoin(arrival)
        ? { kind: "USER_JOINED_WITH_ACCOUNT", invitation: arrival.link.subject.key }
        : { kind: "TENANT_FOUNDED" },
    ),
  );
  await bindArrived(tx, state, user);
  return state;
}

interface Arrived {
  /** Null where the tenant is founded. */
  readonly before: RosterState | null;
  readonly state: RosterState;
}

async function join(
  tx: OpeningTransaction,
  { arrival }: Move,
  { tenant: from, address }: Origin,
  ip: string | null,
): Promise<Arrived> {
  const stop = (refusal: Parameters<typeof invitationRefused>[0]) => new MoveStopped(invitationRefused(refusal));
  const tenant = arrival.roster as string as TenantId;
  if (!isJoin(arrival) || tenant === from) throw unproven("NOT_ALLOWED");
  const { user } = tx.actor;
  const [[known]] = await tx.run(enterByInvitation(tenant, arrival.link.subject.key));
  if (!known?.enterByInvitation) throw stop("GONE");
  const joined = await lockJoined(tx, arrival, { address, ip });
  if (typeof joined === "string") throw stop(joined);
  const state = proving(() => {
    if (!equalBytes(arrival.link.author.user, parseUuid(user))) throw new ProtocolError("WRONG_AUTHOR", "link");
    return applyLink(joined, arrival.signed);
  });
  return { before: joined, state };
}

async function found(tx: OpeningTransaction, { arrival }: Move): Promise<Arrived> {
  const state = proving(() => applyGenesis(arrival.signed));
  const [[entered]] = await tx.run(enterOwnTenant(arrival.roster as string as TenantId, tx.now));
  if (!entered?.enterOwnTenant) throw refuse("ID_TAKEN");
  return { before: null, state };
}

/** A new business profile begins exactly where the old one stays. */
function checkBusiness({ business, commit }: Move, { leavesBusiness, vaults }: Origin, tenant: RosterState): void {
  const named = new Set<string>(commit.vaults.map(({ vault }) => vault));
  const whole = named.size === vaults.length && vaults.every((vault) => named.has(vault));
  if (!whole || (business !== null) !== leavesBusiness) throw unproven("WRONG_ROSTER");
  if (business === null) return;
  proving(() => {
    checkTenantHead(business.state, tenant.head);
    checkSameKeys(tenant, business.state);
  });
}

function beginBusiness(tx: OpeningTransaction, business: NonNullable<Move["business"]>): Bound<unknown>[] {
  return [...insertRoster(business, tx.now), insertVault(business.link.roster, tx.actor.user, "BUSINESS")];
}
