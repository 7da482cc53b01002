/**
 * What no roster forbids of recovery, and the company's plan or its policies do (PROTOCOL §4.13). To be asked of rosters that the
 * tenant's lock holds.
 */
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { parsePolicies } from "../../crypto/policies.ts";
import { custodiansOf, isRecoveryGroup } from "../../crypto/recovery.ts";
import { codeOf, findPolicy, type RosterState, switchAwaiting, switchInForce } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { policyScope, type RecoverySwitch } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId } from "../../ids.ts";
import type { Outcome, RosterGround } from "../company/outcome.ts";
import { type DocumentRow, listDocumentsFor } from "../policy/rows.ts";
import { PolicyStopped } from "../policy/settle.ts";
import type { Transaction } from "../transaction.ts";
import { hasBackups, listStates, type PlanRow } from "./rows.ts";

/** By what backups can be opened: bits of `organisationBackup`. */
const [byGroup, byCode] = [1, 2];

/** What a change would come to. */
interface Comes {
  readonly before: RosterState;
  readonly after: RosterState;
  /** Recovery groups that a switch names, before the change and after it. */
  readonly groupsBefore: ReadonlyMap<string, RosterState>;
  readonly groupsAfter: ReadonlyMap<string, RosterState>;
}

/**
 * Null where nothing speaks against a change: no switch is put in force, or waits, without a plan for it; nobody who can open
 * backups is the last to go; and whoever is promised backups by a policy has them, by what the policy says. Throws PolicyStopped.
 */
export async function refusedByRecovery(
  tx: Transaction,
  ground: RosterGround,
  outcome: Outcome,
  plan: PlanRow,
): Promise<"PLAN" | "LAST_CUSTODIAN" | null> {
  if (!concernsRecovery(ground.tenant, outcome)) return null;
  const [before, after] = [ground.tenant, outcome.tenant];
  const [was, is] = [switchInForce(before), switchInForce(after)];
  const awaits = switchAwaiting(after);
  const isNew = (each: RecoverySwitch | undefined) => each?.setting && each.seq > before.head.seq;
  if ((isNew(is) || isNew(awaits)) && !hasBackups(plan, tx.now)) return "PLAN";
  const named = [was, is, switchAwaiting(before), awaits].flatMap((each) =>
    each?.setting ? [each.setting.group] : [],
  );
  const ids = [...new Set(named.map((id) => formatUuid(id) as RosterId))];
  const [rows, documents] = await tx.run(
    listStates(ids.filter((id) => !ground.groups.has(id))),
    listDocumentsFor(null),
  );
  const read = rows.map(({ group, state }) => [group, parseState(state)] as const);
  const comes = {
    before,
    after,
    groupsBefore: new Map<string, RosterState>([...read, ...ground.groups]),
    groupsAfter: new Map<string, RosterState>([...read, ...outcome.groups]),
  };
  const demanded = demandedBy(after, documents, outcome);
  if (losesLast(comes, demanded)) return "LAST_CUSTODIAN";
  const changes = outcome.applied.some(({ policies }) => policies && modeOf(policies) > 0);
  if (changes || loosens(comes)) demandFit(comes, demanded);
  return null;
}

/** Whether links touch who opens backups: what is switched, who is in a recovery group, who administers, what policies say. */
function concernsRecovery(before: RosterState, { applied, tenant }: Outcome): boolean {
  const says = applied.some(({ policies }) => policies && modeOf(policies) > 0);
  const stands = [before, tenant].some((state) => switchInForce(state) || switchAwaiting(state));
  if (says || !stands) return says;
  return applied.some(
    ({ link: { link }, after }) =>
      (link.kind === rosterKind.TENANT && touching.has(link.operation)) ||
      (link.kind === rosterKind.GROUP && isRecoveryGroup(after)),
  );
}

const touching: ReadonlySet<number> = new Set([
  operation.RECOVERY,
  operation.CONFIRM,
  operation.REMOVE,
  operation.SUSPEND,
  operation.ROLE,
]);

/** What all documents that will stand demand, together. */
function demandedBy({ head }: RosterState, documents: readonly DocumentRow[], { applied }: Outcome): number {
  const standing = new Map(documents.map(({ id, document }) => [id, document]));
  for (const { link, after, policies } of applied) {
    if (link.link.kind !== rosterKind.TENANT) continue;
    const { link: said } = link;
    if (said.operation === operation.POLICY) {
      const id = formatUuid(said.subject.id ?? head.id);
      if (policies) standing.set(id, policies);
      else standing.delete(id);
    }
    if (said.operation === operation.REMOVE) standing.delete(formatUuid(said.subject.user));
    if (said.operation === operation.END_GROUP) standing.delete(formatUuid(said.subject.group));
    if (said.operation === operation.DESK && !saysAtDesk(after, said.subject.desk))
      standing.delete(formatUuid(said.subject.desk));
  }
  return [...standing.values()].reduce((sum, document) => sum | modeOf(document), 0);
}

const saysAtDesk = (state: RosterState, desk: Id): boolean =>
  findPolicy(state, { scope: policyScope.PARTNER, id: desk }) !== undefined;

const modeOf = (document: Uint8Array): number => parsePolicies(document).organisationBackup?.value ?? 0;

/** Whether the group that backups are for had a custodian who can act, and has none, where nobody else could open them. */
function losesLast({ before, after, groupsBefore, groupsAfter }: Comes, demanded: number): boolean {
  const setting = switchInForce(after)?.setting;
  const id = setting && formatUuid(setting.group);
  const [was, is] = [id && groupsBefore.get(id), id && groupsAfter.get(id)];
  if (!was || !is || custodiansOf(was, before).length === 0 || custodiansOf(is, after).length > 0) return false;
  return !codeOf(is) || (demanded & byGroup) > 0;
}

/** Whether what stands is less than before: the switch is another or off, or its group has lost its code or a custodian. */
function loosens({ before, after, groupsBefore, groupsAfter }: Comes): boolean {
  const [was, is] = [switchInForce(before), switchInForce(after)];
  if (was?.seq !== is?.seq) return true;
  const id = is?.setting && formatUuid(is.setting.group);
  const [groupWas, groupIs] = [id && groupsBefore.get(id), id && groupsAfter.get(id)];
  return Boolean(groupWas && groupIs && codeOf(groupWas) && !codeOf(groupIs));
}

/** Throws PolicyStopped where backups are demanded that nobody could open so. */
function demandFit({ after, groupsAfter }: Comes, demanded: number): void {
  const refusal = unfit(after, groupsAfter, demanded);
  if (refusal) throw new PolicyStopped(refusal, "organisationBackup");
}

/**
 * Why what is demanded cannot be; null where it can.
 *
 * @param demanded bits of `organisationBackup`.
 */
export function unfit(
  tenant: RosterState,
  groups: ReadonlyMap<string, RosterState>,
  demanded: number,
): "WITHOUT_RECOVERY" | "UNFIT_RECOVERY" | null {
  if (demanded === 0) return null;
  const setting = (switchInForce(tenant) ?? switchAwaiting(tenant))?.setting;
  if (!setting) return "WITHOUT_RECOVERY";
  const group = groups.get(formatUuid(setting.group));
  const hasCustodian = group !== undefined && custodiansOf(group, tenant).length > 0;
  const hasCode = group !== undefined && codeOf(group) !== undefined;
  const fits = ((demanded & byGroup) === 0 || hasCustodian) && ((demanded & byCode) === 0 || hasCode);
  return fits ? null : "UNFIT_RECOVERY";
}
