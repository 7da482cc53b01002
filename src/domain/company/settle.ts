/** A change of rosters inside its transaction: locked, held against what is there, and written, or why not. */
import { operation } from "../../crypto/link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import { takeOf } from "../backup/take.ts";
import { leaveBackups } from "../backup/take-rows.ts";
import { insertCommitted } from "../commit/effect-rows.ts";
import { findCommitted } from "../commit/rows.ts";
import type { House } from "../context.ts";
import { closeDesks, writeAsked } from "../desk/effects.ts";
import { checkClocks, checkIds, takeAsks, takesFromDesks } from "../desk/rules.ts";
import { demandStanding } from "../desk/standing.ts";
import { proving } from "../invalid.ts";
import { demandRight } from "../partner/rights.ts";
import { usersChangedBy } from "../policy/notify.ts";
import { findProfilesBound } from "../policy/profiles.ts";
import { listGroupMembers, listNotified } from "../policy/rows.ts";
import { groupsBoundAnew, isPoliced, saidBeforeDesk, settlePolicies } from "../policy/settle.ts";
import { entrustsAnew, putGroupWraps } from "../recovery-group/effects.ts";
import { setEntrustedDue } from "../recovery-group/entrusted-rows.ts";
import { refusedByRecovery } from "../recovery-group/rules.ts";
import { listConcerned, setSharesDue, takenBy } from "../share/due-rows.ts";
import { demandLocked } from "../share/overtaken.ts";
import type { Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { confirmedSeqs, ownChanges } from "./address.ts";
import { changeAddress, listAwaitedAddresses, spendSignUp } from "./address-rows.ts";
import type { Allowed } from "./allowed.ts";
import type { Settled } from "./answer.ts";
import { applyChange } from "./apply.ts";
import { eventsOf, eventsOfAddresses, limitKinds } from "./audit.ts";
import { effectsOf } from "./effects.ts";
import { businessOf, groundOf, groupsNamedBy, isNowhere, usersOf } from "./ground.ts";
import { encodeHeads, headsOf, parseHeads, rosterWrites } from "./heads.ts";
import { checkNameEpochs, limitOf } from "./limits.ts";
import { lockRosters, lockVaults, lockVaultsAndProfiles } from "./lock-rows.ts";
import type { Outcome } from "./outcome.ts";
import type { RosterChange } from "./parse.ts";
import { listMemberships, loadEveryoneEpoch, loadTerms, type TenantTermsRow } from "./rows.ts";

/** Done with a change that holds, before it is written, once; what it throws rolls back all of it. */
export type Beside = (tx: Transaction, outcome: Outcome) => Promise<void>;

/** @param from the house; whether another address is wanted, and the one that was proven; and where the request comes from. */
export async function settle(
  tx: Transaction,
  parsed: RosterChange,
  allowed: Allowed,
  {
    house,
    address: asked,
    ip,
    beside,
  }: {
    readonly house: House;
    readonly address: { readonly proven: { readonly address: string; readonly id: string } | null } | null;
    readonly ip: string | null;
    readonly beside?: Beside;
  },
): Promise<Settled> {
  const groups = parsed.links.flatMap(groupsNamedBy);
  const opened = usersOf(parsed, operation.REMOVE, operation.SUSPEND, operation.RESUME);
  const profiles = await findProfilesBound(tx, parsed.links, parsed.policies);
  const taken = takenBy(parsed.links, tx.inCompany);
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
  await demandStanding(tx);
  if (before) return repeated(parsed, before);
  // A partner that suspends a company keeps no desk in it by that.
  if (terms?.suspendedAt && !takesFromDesks(parsed.links, tx)) throw new Failure("READ_ONLY");
  if (tx.actor.atDesk) demandRight(tx.actor, "desk");
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
  proving(() => {
    checkClocks(outcome.applied, tx.now);
    checkIds(outcome.applied);
  });
  const limit =
    limitOf(terms as TenantTermsRow, outcome, tx.now) ??
    (await refusedByRecovery(tx, ground, outcome, terms as TenantTermsRow));
  if (limit) {
    await tx.finish(...audited(tx, { kind: limitKinds[limit] }));
    return { kind: "LIMIT", limit };
  }
  await takeAsks(tx, house, outcome.applied);
  await beside?.(tx, outcome);
  const heads = headsOf(outcome);
  const moved = [
    ...ownChanges(outcome.applied, tx.actor.user, { address: own, locale: viewer?.locale ?? "en" }),
    ...awaited,
  ];
  const removed = usersOf(parsed, operation.REMOVE);
  await takeOf(tx, house, businessOf(vaults, removed));
  const writes = [
    ...(removed.length > 0 ? [leaveBackups(removed, tx.now)] : []),
    ...(taken.users.length + taken.groups.length > 0 ? [setSharesDue(taken)] : []),
    ...rosterWrites(grant, outcome),
    ...writeAsked(grant, ground.tenant, outcome.applied),
    ...outcome.applied.flatMap((each) => effectsOf(grant, each)),
    ...closeDesks(grant, ground.tenant, outcome.tenant, outcome.applied),
    ...putGroupWraps(grant, outcome.given),
    ...(entrustsAnew(outcome) ? [setEntrustedDue()] : []),
    ...moved.map(({ user, address }) => changeAddress(user, address)),
    ...(asked?.proven ? [spendSignUp(asked.proven.id)] : []),
    insertCommitted(grant, { ...parsed, answer: encodeHeads(heads) }),
    ...audited(tx, ...outcome.applied.flatMap(eventsOf), ...eventsOfAddresses(moved)),
  ];
  const policed = isPoliced(ground.tenant) || isPoliced(outcome.tenant);
  const saidBefore = await saidBeforeDesk(tx, parsed.links);
  const rows = policed ? await tx.run(...writes) : await tx.finish(...writes);
  const bound = policed
    ? await settlePolicies(
        tx,
        parsed.links,
        members.map(({ user }) => user),
        { house, ip, before: saidBefore },
      )
    : [];
  const ended = (rows as { id?: string }[][]).flat().filter((row): row is { id: string } => row.id !== undefined);
  return { kind: "DONE", heads, ended: [...ended, ...bound.map((id) => ({ id }))], moved, notified };
}

/** Throws `MUTATION_ID_REUSED` where the id was used for other content. */
function repeated({ contentHash }: RosterChange, before: { contentHash: Uint8Array; answer: string }): Settled {
  if (Buffer.compare(before.contentHash, contentHash) !== 0) throw new Failure("MUTATION_ID_REUSED");
  return { kind: "DONE", heads: parseHeads(before.answer), ended: [], moved: [], notified: [] };
}
