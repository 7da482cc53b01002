import { cutRoot } from "../../crypto/cut.ts";
import { asHash, type Hash, type Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import type { PolicyName } from "../../crypto/policies.ts";
import { isRecoveryGroup } from "../../crypto/recovery.ts";
import { findGroup, findMember, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { entryType, groupClass, policyScope } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, UserId, VaultId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import { takeOf } from "../backup/take.ts";
import { leaveBackups } from "../backup/take-rows.ts";
import type { Bound } from "../batch.ts";
import { bounds } from "../bounds.ts";
import { insertCommitted } from "../commit/effect-rows.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { findCommitted } from "../commit/rows.ts";
import type { House, Request } from "../context.ts";
import { notify, usersChangedBy } from "../policy/notify.ts";
import { findProfilesBound } from "../policy/profiles.ts";
import { listGroupMembers, listNotified } from "../policy/rows.ts";
import { groupsBoundAnew, isPoliced, type PolicyRefusal, PolicyStopped, settlePolicies } from "../policy/settle.ts";
import { entrustsAnew, putGroupWraps } from "../recovery-group/effects.ts";
import { setEntrustedDue } from "../recovery-group/entrusted-rows.ts";
import { refusedByRecovery } from "../recovery-group/rules.ts";
import { keepState } from "../roster/keep-state.ts";
import { demandStepUpFor } from "../second-factor/step-up.ts";
import { listConcerned, setSharesDue, takenBy } from "../share/due-rows.ts";
import { again, demandLocked } from "../share/overtaken.ts";
import { readMissingLinks } from "../sync/missing.ts";
import type { RosterChanges } from "../sync/page.ts";
import { tenantTopic } from "../topics.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { type AddressChange, confirmedSeqs, letterToFormer, ownChanges, provenAddress } from "./address.ts";
import { changeAddress, listAwaitedAddresses, spendSignUp } from "./address-rows.ts";
import {
  type Allowed,
  administratorActs,
  applyChange,
  headsNamedBy,
  memberActs,
  type Outcome,
  type RosterGround,
} from "./apply.ts";
import { eventsOf, eventsOfAddresses, limitKinds, refusalKind } from "./audit.ts";
import { effectsOf } from "./effects.ts";
import type { ChangeRostersInput } from "./input.ts";
import { parseChange, type RosterChange } from "./parse.ts";
import {
  insertGroupRoster,
  insertLink,
  type LockedRosterRow,
  type LockedVaultRow,
  listMemberships,
  loadEveryoneEpoch,
  loadTerms,
  lockRosters,
  lockVaults,
  lockVaultsAndProfiles,
  type MembershipRow,
  type RosterHeadRow,
  type TenantTermsRow,
  updateRoster,
} from "./rows.ts";

export interface RosterHead {
  readonly roster: RosterId;
  readonly seq: number;
  readonly hash: Uint8Array;
}

export type ChangeRostersResult =
  | { readonly __typename: "RostersChanged"; readonly clientMutationId: string; readonly heads: readonly RosterHead[] }
  | {
      readonly __typename: "StaleHead";
      readonly clientMutationId: string;
      readonly missing: readonly never[];
      readonly rosters: readonly RosterChanges[];
      readonly complete: boolean;
    }
  | {
      readonly __typename: "AddressRefused";
      readonly clientMutationId: string;
      readonly refusal: AddressRefusal;
    }
  | {
      readonly __typename: "TenantLimitReached";
      readonly clientMutationId: string;
      readonly limit: TenantLimit;
    }
  | {
      readonly __typename: "PolicyRefused";
      readonly clientMutationId: string;
      readonly refusal: PolicyRefusal;
      readonly setting: PolicyName;
    };

export type { PolicyRefusal };
export type AddressRefusal = "CODE_REFUSED" | "ADDRESS_TAKEN";
export type TenantLimit = "SEATS" | "TRIAL_ENDED" | "GROUPS" | "GROUP_POLICIES" | "PLAN" | "LAST_CUSTODIAN";

/** What administrators do. Throws as `changeRosters` does. */
export const administerTenant = (request: Request, input: ChangeRostersInput): Promise<ChangeRostersResult> =>
  change(request, input, administratorActs);

/**
 * What members do for themselves (PROTOCOL §4.4): at most 8 links of the tenant's roster and of groups, all of them or none. The
 * same mutation id with the same links is one deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `FORBIDDEN`, `NOT_FOUND`, `READ_ONLY`, `MUTATION_ID_REUSED`,
 *   `STEP_UP_REQUIRED`.
 */
export const changeRosters = (request: Request, input: ChangeRostersInput): Promise<ChangeRostersResult> =>
  change(request, input, memberActs);

type Settled =
  | {
      readonly kind: "DONE";
      readonly heads: readonly RosterHead[];
      readonly ended: readonly { id: string }[];
      readonly moved: readonly AddressChange[];
      /** Who are told that something was changed about them. */
      readonly notified: readonly { readonly address: string }[];
    }
  | { readonly kind: "ADDRESS"; readonly refusal: AddressRefusal }
  | { readonly kind: "POLICY"; readonly refusal: PolicyRefusal; readonly setting: PolicyName }
  | { readonly kind: "STALE" }
  | { readonly kind: "LIMIT"; readonly limit: TenantLimit };

async function change(request: Request, input: ChangeRostersInput, allowed: Allowed): Promise<ChangeRostersResult> {
  const parsed = parseChange(input, allowed === memberActs ? bounds.linksPerOwnChange : bounds.linksPerChange);
  const { clientMutationId } = parsed;
  const asked = input.newAddress ?? null;
  await demandStepUpFor(request, parsed, asked !== null);
  const proven = asked && (await provenAddress(request, asked));
  const { tenant, settled } = await again(() =>
    inTransaction(request, async (tx) => {
      const settled = await settle(tx, parsed, allowed, {
        house: request.house,
        address: asked && { proven },
        ip: request.ip,
      });
      return { tenant: tx.actor.tenant, settled };
    }),
  )
    .catch(refuseStopped)
    .catch(async (error: unknown) => {
      const kind = refusalKind(error, allowed === administratorActs);
      if (kind) await noteRefusal(request, { kind });
      throw error;
    });
  if (tenant === null)
    await noteRefusal(request, { kind: settled.kind === "POLICY" ? "POLICIES_REFUSED" : "ADDRESS_WAS_TAKEN" });
  switch (settled.kind) {
    case "STALE": {
      const { rosters, complete } = await readMissingLinks(request, parsed.links);
      return { __typename: "StaleHead", clientMutationId, missing: [], rosters, complete };
    }
    case "ADDRESS":
      return { __typename: "AddressRefused", clientMutationId, refusal: settled.refusal };
    case "POLICY": {
      const { refusal, setting } = settled;
      return { __typename: "PolicyRefused", clientMutationId, refusal, setting };
    }
    case "LIMIT":
      return { __typename: "TenantLimitReached", clientMutationId, limit: settled.limit };
    case "DONE": {
      const { heads, ended, moved, notified } = settled;
      request.house.doorbell.ring([...(tenant ? [tenantTopic(tenant)] : []), ...ended.map(({ id }) => id)]);
      // It is done, whether or not a letter to where nobody may be any more goes out.
      for (const each of moved) await request.house.sendMail(letterToFormer(each)).catch(() => {});
      await notify(
        request.house,
        notified.map(({ address }) => address),
      );
      return { __typename: "RostersChanged", clientMutationId, heads };
    }
  }
}

/** A group is founded under an id that no roster of the tenant has: also none that ended, or is a vault's. */
function refuseStopped(error: unknown): { readonly tenant: null; readonly settled: Settled } {
  if (error instanceof PolicyStopped) {
    return { tenant: null, settled: { kind: "POLICY", refusal: error.refusal, setting: error.setting } };
  }
  const { code, constraint } = error as { readonly code?: unknown; readonly constraint?: unknown };
  if (code === "23505" && constraint === "account_address_key") {
    return { tenant: null, settled: { kind: "ADDRESS", refusal: "ADDRESS_TAKEN" } };
  }
  if (code === "23505" && constraint === "roster_key") {
    throw new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" });
  }
  throw error;
}

/** @param from the house; whether another address is wanted, and the one that was proven; and where the request comes from. */
async function settle(
  tx: Transaction,
  parsed: RosterChange,
  allowed: Allowed,
  {
    house,
    address: asked,
    ip,
  }: {
    readonly house: House;
    readonly address: { readonly proven: { readonly address: string; readonly id: string } | null } | null;
    readonly ip: string | null;
  },
): Promise<Settled> {
  const groups = parsed.links.flatMap(groupsNamedBy);
  const opened = usersOf(parsed, operation.REMOVE, operation.SUSPEND, operation.RESUME);
  const profiles = await findProfilesBound(tx, parsed.links, parsed.policies);
  const taken = takenBy(parsed.links);
  const [vaults, rosters, concerned, memberships, [before], [terms], [viewer], [everyone], awaited, members, notified] =
    await tx.run(
      profiles ? lockVaultsAndProfiles(opened, profiles, taken) : lockVaults(opened, taken),
      lockRosters([...new Set(groups)]),
      listConcerned(taken),
      listMemberships(usersOf(parsed, operation.REMOVE)),
      findCommitted(parsed.clientMutationId, tx),
      loadTerms(),
      loadViewer(),
      loadEveryoneEpoch(),
      listAwaitedAddresses(confirmedSeqs(parsed.links)),
      listGroupMembers(groupsBoundAnew(parsed.links)),
      listNotified(usersChangedBy(parsed.links)),
    );
  demandLocked(concerned, vaults);
  const grant = Grant.authorizeLinks(
    tx,
    parsed.links.map(({ link }) => formatUuid(link.author.user)),
  );
  if (before) return repeated(parsed, before);
  if (terms?.suspendedAt) throw new Failure("READ_ONLY");
  if (asked?.proven === null) {
    await tx.finish(...audited(tx, { kind: "ADDRESS_CODE_REFUSED" }));
    return { kind: "ADDRESS", refusal: "CODE_REFUSED" };
  }
  const own = viewer?.address ?? "";
  const ground = groundOf(rosters, vaults, asked?.proven?.address ?? own);
  const outcome = applyChange(ground, parsed, tx.actor.user, allowed);
  if (outcome === "STALE" || !isNowhere(usersOf(parsed, operation.REMOVE), memberships, outcome))
    return { kind: "STALE" };
  checkNameEpochs(parsed, outcome, everyone?.epoch ?? 0);
  const limit =
    limitOf(terms as TenantTermsRow, outcome, tx.now) ??
    (await refusedByRecovery(tx, ground, outcome, terms as TenantTermsRow));
  if (limit) {
    await tx.finish(...audited(tx, { kind: limitKinds[limit] }));
    return { kind: "LIMIT", limit };
  }
  const heads = headsOf(outcome);
  const moved = [...ownChanges(outcome.applied, tx.actor.user, own), ...awaited];
  const removed = usersOf(parsed, operation.REMOVE);
  await takeOf(tx, house, businessOf(vaults, removed));
  const writes = [
    ...(removed.length > 0 ? [leaveBackups(removed, tx.now)] : []),
    ...(taken.users.length + taken.groups.length > 0 ? [setSharesDue(taken)] : []),
    ...rosterWrites(grant, outcome),
    ...outcome.applied.flatMap((each) => effectsOf(grant, each)),
    ...putGroupWraps(grant, outcome.given),
    ...(entrustsAnew(outcome) ? [setEntrustedDue()] : []),
    ...moved.map(({ user, address }) => changeAddress(user, address)),
    ...(asked?.proven ? [spendSignUp(asked.proven.id)] : []),
    insertCommitted(grant, { ...parsed, answer: encodeHeads(heads) }),
    ...audited(tx, ...outcome.applied.flatMap(eventsOf), ...eventsOfAddresses(moved)),
  ];
  const policed = isPoliced(ground.tenant) || isPoliced(outcome.tenant);
  const rows = policed ? await tx.run(...writes) : await tx.finish(...writes);
  const bound = policed
    ? await settlePolicies(
        tx,
        parsed.links,
        members.map(({ user }) => user),
        ip,
      )
    : [];
  const ended = (rows as { id?: string }[][]).flat().filter((row): row is { id: string } => row.id !== undefined);
  return { kind: "DONE", heads, ended: [...ended, ...bound.map((id) => ({ id }))], moved, notified };
}

/** The groups whose chains a link extends or states. */
const groupsNamedBy = ({ link, roster }: ParsedLink): RosterId[] =>
  link.kind === rosterKind.GROUP ? [roster] : headsNamedBy(link).map(([group]) => formatUuid(group) as RosterId);

/** Whom links of these operations are about, in the tenant. */
const usersOf = ({ links }: RosterChange, ...operations: readonly number[]): UserId[] =>
  links.flatMap(({ link }) =>
    link.kind === rosterKind.TENANT && operations.includes(link.operation)
      ? [formatUuid((link.subject as { user: Id }).user) as UserId]
      : [],
  );

function groundOf(
  rosters: readonly LockedRosterRow[],
  vaults: readonly LockedVaultRow[],
  address: string,
): RosterGround {
  const states = rosters.filter(({ ended }) => !ended).map(({ id, state }) => [id, parseState(state)] as const);
  const [tenant, ...groups] = states;
  if (tenant === undefined) throw new Failure("INTERNAL");
  const business = vaults.filter((row) => row.class === "BUSINESS");
  const cuts = new Map(business.map((row) => [row.userId as UserId, cutOf(row)]));
  return { tenant: tenant[1], groups: new Map(groups), address, cuts };
}

/** The business profiles of people who go: what is in them is backed up before it may be erased. */
const businessOf = (vaults: readonly LockedVaultRow[], users: readonly UserId[]): VaultId[] =>
  vaults.filter((row) => row.class === "BUSINESS" && row.userId && users.includes(row.userId)).map(({ id }) => id);

const cutOf = ({ id, revision, head }: LockedVaultRow): Hash | null =>
  head && cutRoot([{ vault: parseUuid(id), revision, hash: asHash(head) }]);

/**
 * Who is removed from the tenant stands in no group any more (PROTOCOL §4.8): in none that the change names, and in no
 * other, which had to be named. Of a recovery group only custodians can take somebody out: there it makes the epoch due.
 */
function isNowhere(
  gone: readonly UserId[],
  memberships: readonly MembershipRow[],
  { groups, tenant }: Outcome,
): boolean {
  const users = gone.map((user) => parseUuid(user));
  const standing = [...groups.values()].filter((group) => findGroup(tenant, group.head.id) && !isRecoveryGroup(group));
  const isIn = (group: RosterState) => users.some((user) => findMember(group, user));
  const ended = (id: RosterId) => findGroup(tenant, parseUuid(id)) === undefined;
  return !standing.some(isIn) && memberships.every(({ groupId }) => groups.has(groupId) || ended(groupId));
}

/** Names are sealed under an epoch that Everyone has, or begins here; under the first where nobody has made it yet. */
function checkNameEpochs({ names }: RosterChange, { groups }: Outcome, before: number): void {
  const everyone = [...groups.values()].find((group) => group.class === groupClass.EVERYONE);
  const newest = Math.max(1, before, everyone?.epoch?.epoch ?? 0);
  const beyond = [...names.values()].some(({ epoch }) => epoch > newest);
  if (beyond) throw new Failure("INVALID_PROOF", undefined, { reason: "WRONG_EPOCH" });
}

/** What the tenant's plan does not allow, or no tenant has. A right that is given back frees its seat in the same deed. */
function limitOf(
  { seats, seatsTaken, trialEndsAt }: TenantTermsRow,
  { applied, tenant }: Outcome,
  now: Date,
): TenantLimit | null {
  const count = (...operations: readonly number[]) =>
    applied.filter(({ link: { link } }) => link.kind === rosterKind.TENANT && operations.includes(link.operation))
      .length;
  const invited = count(operation.INVITE);
  const founded = count(operation.NEW_GROUP);
  if (trialEndsAt && trialEndsAt <= now && invited + founded > 0) return "TRIAL_ENDED";
  const named = listEntries(tenant, entryType.GROUP).filter((group) => group.class === groupClass.NAMED);
  const recovering = listEntries(tenant, entryType.GROUP).filter((group) => group.class === groupClass.RECOVERY);
  if (founded > 0 && (named.length > bounds.groups || recovering.length > bounds.recoveryGroups)) return "GROUPS";
  const policed = listEntries(tenant, entryType.POLICY).filter(({ scope }) => scope === policyScope.GROUP);
  if (count(operation.POLICY) > 0 && policed.length > bounds.groupsWithPolicies) return "GROUP_POLICIES";
  const free = seats - seatsTaken + count(operation.REMOVE, operation.VOID);
  return invited > 0 && invited > free ? "SEATS" : null;
}

function rosterWrites(grant: Grant<"roster.extend">, { tenant, groups, applied }: Outcome): Bound<unknown>[] {
  const founded = new Set(applied.flatMap(({ before, link }) => (before === null ? [link.roster] : [])));
  const changed = new Set(applied.map(({ link }) => link.roster));
  const rows = [tenant, ...groups.values()].map(rowOf).filter(({ roster }) => changed.has(roster));
  return [
    ...rows.map((row) => (founded.has(row.roster) ? insertGroupRoster(grant, row) : updateRoster(grant, row))),
    ...applied.map(({ link }) => insertLink(grant, link)),
  ];
}

const rowOf = (state: RosterState): RosterHeadRow => ({
  roster: formatUuid(state.head.id) as RosterId,
  seq: state.head.seq,
  hash: state.head.hash,
  epoch: state.epoch?.epoch ?? 0,
  state: keepState(state),
});

function headsOf({ tenant, groups, applied }: Outcome): RosterHead[] {
  const changed = new Set(applied.map(({ link }) => link.roster));
  return [tenant, ...groups.values()]
    .map(({ head }) => ({ roster: formatUuid(head.id) as RosterId, seq: head.seq, hash: head.hash }))
    .filter(({ roster }) => changed.has(roster));
}

/** Throws `MUTATION_ID_REUSED` where the id was used for other content. */
function repeated({ contentHash }: RosterChange, before: { contentHash: Uint8Array; answer: string }): Settled {
  if (Buffer.compare(before.contentHash, contentHash) !== 0) throw new Failure("MUTATION_ID_REUSED");
  return { kind: "DONE", heads: parseHeads(before.answer), ended: [], moved: [], notified: [] };
}

const encodeHeads = (heads: readonly RosterHead[]): string =>
  JSON.stringify(heads.map(({ roster, seq, hash }) => [roster, seq, Buffer.from(hash).toString("base64url")]));

const parseHeads = (text: string): RosterHead[] =>
  (JSON.parse(text) as [RosterId, number, string][]).map(([roster, seq, hash]) => ({
    roster,
    seq,
    hash: new Uint8Array(Buffer.from(hash, "base64url")),
  }));
