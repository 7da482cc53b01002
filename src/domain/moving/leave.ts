import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { cutRoot } from "../../crypto/cut.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asHash } from "../../crypto/keys.ts";
import { applyLink } from "../../crypto/roster.ts";
import { findMember, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { type Member, role } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { TenantId, VaultId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import { takeOf } from "../backup/take.ts";
import { leaveBackups } from "../backup/take-rows.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { findCommitted } from "../commit/rows.ts";
import { deleteWraps } from "../company/group-effect-rows.ts";
import { lapse, setRemoved } from "../company/person-effect-rows.ts";
import { insertLink, listMemberships, loadSuspension, updateRoster } from "../company/rows.ts";
import type { House } from "../context.ts";
import { proving } from "../invalid.ts";
import { deletePoliciesOf, eraseLeftBusiness } from "../policy/leave-rows.ts";
import { leaveRecoveryGroups } from "../recovery-group/rows.ts";
import { keepState } from "../roster/keep-state.ts";
import { lockOwnVaults, lockTenantRoster, type OwnVaultRow } from "../rotation/rows.ts";
import { findOwnByName, listOwnShares, setSharesDue } from "../share/due-rows.ts";
import { demandLocked } from "../share/overtaken.ts";
import type { Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { type Move, unproven } from "./parse.ts";
import { lockUser, resign } from "./rows.ts";
import { MoveStopped, refuse } from "./stopped.ts";

/** Where an account comes from. */
export interface Origin {
  readonly tenant: TenantId;
  readonly address: string;
  readonly locale: Locale;
  /** That go along. */
  readonly vaults: readonly VaultId[];
  /** Whether the business profile stays, with the company that it belongs to. */
  readonly leavesBusiness: boolean;
}

/**
 * All that is done where the user is so far: vaults and roster locked, the right to go checked, the place given up. From a
 * tenant of one all vaults go along. Null where the deed was done before. Throws MoveStopped, `INVALID_PROOF`,
 * `NOT_FOUND`, `READ_ONLY`.
 */
export async function leave(tx: Transaction, house: House, { departure, commit }: Move): Promise<Origin | null> {
  const [locked, [before], [roster], concerned, [viewer], [suspension], [shared]] = await tx.run(
    lockOwnVaults(),
    findCommitted(commit.clientMutationId, tx),
    lockTenantRoster(),
    listOwnShares(),
    loadViewer(),
    loadSuspension(),
    findOwnByName(),
  );
  demandLocked(concerned, locked);
  const vaults = locked.filter((vault) => vault.class !== "SHARE");
  if (before) return null;
  if (!roster || !viewer) throw new Failure("NOT_FOUND");
  const { tenant, user } = tx.actor;
  const held = parseState(roster.state);
  const own = findMember(held, parseUuid(user));
  const from = { tenant, address: viewer.address, locale: viewer.locale };
  const along = vaults.filter((vault) => vault.class !== "BUSINESS").map(({ id }) => id);
  if (own === undefined) {
    // Removed: there is nothing left to sign here. A sign-in that is under way comes first, and what it opened goes along.
    if (departure) throw unproven("NOT_ALLOWED");
    await tx.run(lockUser(), ...audited(tx, { kind: "FORMER_MEMBER_WENT" }));
    return { ...from, vaults: along, leavesBusiness: true };
  }
  if (suspension?.suspendedAt) throw new Failure("READ_ONLY");
  if (membersOf(held).length === 1) {
    if (departure) throw unproven("NOT_ALLOWED");
    if (shared) throw refuse("IN_SHARES");
    await tx.run(lapse(user), resign());
    return { ...from, vaults: vaults.map(({ id }) => id), leavesBusiness: false };
  }
  const [memberships] = await tx.run(listMemberships([user]));
  checkMayGo(own, memberships.length, shared !== undefined);
  if (departure === null) throw unproven("NOT_ALLOWED");
  if (!equalOrNull(departure.link.previous, held.head.hash)) {
    const { clientMutationId } = commit;
    throw new MoveStopped({ __typename: "StaleHead", clientMutationId, missing: [], rosters: [], complete: false });
  }
  const stays = vaults.filter((vault) => vault.class === "BUSINESS").map(({ id }) => id);
  await takeOf(tx, house, stays);
  await writeDeparture(tx, departure, afterDeparture(held, departure, vaults, own));
  return { ...from, vaults: along, leavesBusiness: true };
}

/**
 * Links that an administrator signed go on to count in groups until a checkpoint behind their going says where those stand
 * (PROTOCOL §4.4), and whoever goes cannot sign that.
 */
function checkMayGo(own: Member, memberships: number, isInShare: boolean): void {
  if (own.primary) throw refuse("PRIMARY");
  if (own.role === role.ADMINISTRATOR) throw refuse("ADMINISTRATOR");
  if (memberships > 0) throw refuse("IN_GROUPS");
  if (isInShare) throw refuse("IN_SHARES");
}

function afterDeparture(
  held: RosterState,
  { link, signed }: ParsedLink,
  vaults: readonly OwnVaultRow[],
  own: Member,
): RosterState {
  return proving(() => {
    if (!equalBytes(link.author.user, own.user)) throw new ProtocolError("WRONG_AUTHOR", "link");
    const left = applyLink(held, signed);
    const heads = vaults
      .filter((vault) => vault.class === "BUSINESS")
      .flatMap(({ id, revision, head }) => (head ? [{ vault: parseUuid(id), revision, hash: asHash(head) }] : []));
    if (!equalOrNull(link.cut, cutRoot(heads))) throw new ProtocolError("WRONG_CUT", "link");
    return left;
  });
}

async function writeDeparture(tx: Transaction, departure: ParsedLink, left: RosterState): Promise<void> {
  const grant = Grant.authorizeLinks(tx, [formatUuid(departure.link.author.user)]);
  const { user } = tx.actor;
  const { seq, hash } = left.head;
  await tx.run(
    lapse(user),
    setSharesDue({ users: [user], groups: [] }),
    deleteWraps(grant, user),
    leaveRecoveryGroups(grant, user),
    setRemoved(grant, user, seq),
    leaveBackups([user], tx.now),
    eraseLeftBusiness(grant, user),
    deletePoliciesOf(grant, user),
    updateRoster(grant, { roster: departure.roster, seq, hash, epoch: 0, state: keepState(left) }),
    insertLink(grant, departure),
    ...audited(tx, { kind: "USER_LEFT", seq }),
  );
}
