/** Keys that a commit entrusts to the company's recovery group, and vaults that are entrusted otherwise than they would be now (PROTOCOL §4.14). */
import { equalBytes } from "../../crypto/bytes.ts";
import { checkEntrustedTo } from "../../crypto/entrust.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { entrustedOf, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { wrapSet } from "../../crypto/wrap-set.ts";
import type { RosterId, VaultId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import type { VaultGround } from "../commit/ground.ts";
import type { Commit, ParsedLink, VaultCommit } from "../commit/parse.ts";
import type { VaultRow } from "../commit/rows.ts";
import { loadTenantState } from "../roster/rows.ts";
import { setDue } from "../share/effect-rows.ts";
import { lockTenantState } from "../share/rows.ts";
import type { Transaction } from "../transaction.ts";
import { dropEntrusted, type NewEntrusted, putEntrusted } from "./entrusted-rows.ts";
import { type Entrusting, isEntrustedOtherwise, recoveryAt } from "./recovery-at.ts";
import { hasBackups, listStates, loadBacking, lockStates } from "./rows.ts";

type EntrustLink = Extract<Link, { readonly operation: typeof operation.ENTRUST }>;

const isEntrust = (link: Link): link is EntrustLink => link.operation === operation.ENTRUST;

/**
 * What profiles of a commit are held against: read where one of them entrusts its key, and then so that it stays until that
 * stands, or where one is marked; null for every other commit.
 */
export async function readEntrusting(
  tx: Transaction,
  { links }: Commit,
  rows: ReadonlyMap<VaultId, VaultRow>,
  grounds: ReadonlyMap<VaultId, VaultGround>,
): Promise<Entrusting | null> {
  const entrusts = links.flatMap(({ link }) => (link.kind === rosterKind.PROFILE && isEntrust(link) ? [link] : []));
  const marked = [...rows.values()].filter((row) => row.due && row.class === "BUSINESS");
  if (entrusts.length + marked.length === 0) return null;
  const named = [
    ...entrusts.map(({ subject }) => subject.group),
    ...marked.flatMap(({ id }) => entrustedOf((grounds.get(id) as VaultGround).roster)?.group ?? []),
  ];
  const groups = [...new Set(named.map((group) => formatUuid(group) as RosterId))];
  const [[tenant], states] = await tx.run(
    ...(entrusts.length > 0
      ? ([lockTenantState(), lockStates(groups)] as const)
      : ([loadTenantState(), listStates(groups)] as const)),
  );
  if (!tenant) return null;
  return {
    tenant: parseState(tenant.state),
    groups: new Map(states.map(({ group, state }) => [group, parseState(state)])),
  };
}

/** Whether a profile's link that entrusts rests on a tenant or a group that have moved on. */
export const restsOnFormerGroup = ({ entrusting }: VaultGround, links: readonly ParsedLink[]): boolean =>
  entrusting !== null &&
  links.some(({ link }) => {
    if (link.kind !== rosterKind.PROFILE || !isEntrust(link) || link.tenantHead === null) return false;
    const now = entrusting.groups.get(formatUuid(link.subject.group));
    const { tenant } = entrusting;
    return link.tenantHead.seq < tenant.head.seq || (now !== undefined && link.subject.groupSeq < now.head.seq);
  });

/** Holds a profile's link that entrusts against what the company has switched on. Throws ProtocolError. */
export function checkEntrusts({ entrusting, class: its }: VaultGround, link: Link): void {
  if (!isEntrust(link)) return;
  if (its !== "BUSINESS" || entrusting === null) throw new ProtocolError("NOT_ALLOWED", "link");
  checkEntrustedTo(link.subject, entrusting.tenant, recoveryAt(entrusting));
}

/** Whether a profile is entrusted otherwise than it would be now, and the links begin no epoch. Its mark may be out of date. */
export function lacksEntrustedEpoch({ entrusting, due, roster }: VaultGround, links: readonly ParsedLink[]): boolean {
  if (!due || entrusting === null || links.some(({ link }) => link.operation === operation.NEW_EPOCH)) return false;
  return isEntrustedOtherwise(roster, entrusting);
}

/** The wrap of a commit that entrusts: the one that the link names, and none without such a link. Throws MISMATCH, NOT_ALLOWED. */
export function entrustedBy(
  { recoveryWrap: wrap }: Pick<VaultCommit, "recoveryWrap">,
  links: readonly ParsedLink[],
  after: RosterState,
): NewEntrusted | null {
  const [link, ...others] = links.flatMap(({ link: each }) => (isEntrust(each) ? [each] : []));
  if ((link === undefined) !== (wrap === null)) throw new ProtocolError("MISMATCH", "recovery wrap");
  if (link === undefined || wrap === null) return null;
  const { group, groupEpoch } = link.subject;
  if (others.length > 0 || !entrustedOf(after)) throw new ProtocolError("NOT_ALLOWED", "recovery wrap");
  const set = wrapSet([{ user: group, wrap }]);
  if (link.wraps?.count !== set.count || !equalBytes(link.wraps.root, set.root))
    throw new ProtocolError("MISMATCH", "recovery wrap");
  return { epoch: link.epoch, group: formatUuid(group) as RosterId, groupEpoch, wrap };
}

/** Whether the plan, or of a profile what binds its user, has no backups. */
export async function isWithoutBackups(tx: Transaction, isProfile: boolean): Promise<boolean> {
  const [[backing]] = await tx.run(loadBacking());
  if (!backing || !hasBackups(backing, tx.now)) return true;
  return isProfile && backing.organisationBackup === 0;
}

/** What is written of a vault's entrusted key; of a profile its mark too. */
export function writeEntrusted(
  grant: Grant<"vault.write">,
  ground: VaultGround,
  links: readonly ParsedLink[],
  entrusts: NewEntrusted | null,
): Bound<unknown>[] {
  const begins = links.some(({ link }) => link.operation === operation.NEW_EPOCH);
  const looked = ground.due && ground.entrusting !== null;
  return [
    ...(begins && entrustedOf(ground.roster) ? [dropEntrusted(grant)] : []),
    ...(entrusts ? [putEntrusted(grant, entrusts)] : []),
    ...(looked ? [setDue(grant, false)] : []),
  ];
}
