import { groupDue } from "../../crypto/group.ts";
import { backupWay } from "../../crypto/policy-settings.ts";
import { custodiansOf } from "../../crypto/recovery.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { lowestId, type UserId } from "../../ids.ts";
import { spans } from "../bounds.ts";
import type { DocumentRow } from "../policy/rows.ts";
import { bindUser, readSaid } from "../policy/sources.ts";
import type { CompanyGroundRow, CompanyReadinessRow, UserReadinessRow } from "./readiness-rows.ts";

export type ReadinessState = "OK" | "WARNING" | "FAILED";
export type ReadinessAspect =
  | "POLICY"
  | "PLAN"
  | "SWITCH"
  | "CUSTODIANS"
  | "GROUP_EPOCH"
  | "CODE"
  | "DRILL"
  | "TEMPORARY_MEMBERS"
  | "RECOVERIES_CLOSED"
  | "ENTRUSTED"
  | "BACKUP_FRESH";

export interface ReadinessCheck {
  readonly check: ReadinessAspect;
  readonly state: ReadinessState;
  readonly mend: string | null;
}

const ok = (check: ReadinessAspect): ReadinessCheck => ({ check, state: "OK", mend: null });
const warning = (check: ReadinessAspect, mend: string): ReadinessCheck => ({ check, state: "WARNING", mend });
const failed = (check: ReadinessAspect, mend: string): ReadinessCheck => ({ check, state: "FAILED", mend });

/** What rosters state of a company's recovery, and the documents of policies that they name: as long as they stand where they stand. */
export interface StatedRecovery {
  /** A sum of `backupWay`: what binds whoever nothing else is said of, by the company's policy and its desks'. */
  readonly mode: number;
  /** Of the group that the switch names; null: none. `MADE`: by those who are in it. */
  readonly group: { readonly custodians: number; readonly key: "NONE" | "DUE" | "MADE" } | null;
}

/**
 * Reads states whole: what it answers may be kept beside their heads.
 *
 * @param documents of the company and its desks.
 */
export function statedBy(
  row: Pick<CompanyReadinessRow, "tenant" | "tenantState" | "groupState">,
  documents: readonly DocumentRow[],
): StatedRecovery {
  const mode = bindUser(readSaid(documents), row.tenant, { user: lowestId as UserId, groups: "", administrator: false })
    .organisationBackup.value;
  if (row.groupState === null) return { mode, group: null };
  const [tenant, group] = [parseState(row.tenantState), parseState(row.groupState)];
  const key = (group.epoch?.epoch ?? 0) === 0 ? "NONE" : groupDue(group, tenant) ? "DUE" : "MADE";
  return { mode, group: { custodians: custodiansOf(group, tenant).length, key } };
}

/** Of the company, in the order of the contract. */
export function checkCompany(row: CompanyGroundRow, { mode, group }: StatedRecovery, now: Date): ReadinessCheck[] {
  const isLately = (at: Date | null) => at !== null && at.getTime() + spans.drill > now.getTime();
  return [
    mode > 0 ? ok("POLICY") : failed("POLICY", "Say in the company's policy how business profiles may be opened."),
    row.sold
      ? ok("PLAN")
      : failed(
          "PLAN",
          "Backups are taken with the plan ADVANCED, or in a trial, and not while the company is suspended.",
        ),
    checkSwitch(row),
    ...checkGroup(group, mode),
    checkCode(row, mode, isByCode(row, isLately)),
    checkDrill(row, mode, isLately),
    row.temporary > 0 && row.live === 0
      ? warning(
          "TEMPORARY_MEMBERS",
          "Take those out of the recovery group who were put in for a recovery that is over.",
        )
      : ok("TEMPORARY_MEMBERS"),
    row.unclosed > 0 ? warning("RECOVERIES_CLOSED", "Close the recoveries that are over.") : ok("RECOVERIES_CLOSED"),
  ];
}

function checkSwitch({ switched, awaiting }: CompanyGroundRow): ReadinessCheck {
  if (switched === null) {
    return failed("SWITCH", awaiting ? "Another administrator confirms what awaits it." : "Set recovery up.");
  }
  return awaiting
    ? warning("SWITCH", "Another administrator confirms what awaits it, or it is taken back.")
    : ok("SWITCH");
}

/** Custodians, and the group's key. */
function checkGroup(group: StatedRecovery["group"], mode: number): ReadinessCheck[] {
  if (group === null) {
    return [failed("CUSTODIANS", "Set recovery up."), failed("GROUP_EPOCH", "Set recovery up.")];
  }
  const { custodians } = group;
  const byGroup = (mode & backupWay.RECOVERY_GROUP) !== 0;
  const key =
    group.key === "NONE"
      ? failed("GROUP_EPOCH", "A custodian, or whoever has the code, makes the group's first key.")
      : group.key === "DUE"
        ? warning(
            "GROUP_EPOCH",
            "A custodian's client, or whoever has the code, makes the group's next key: until then nothing new is entrusted.",
          )
        : ok("GROUP_EPOCH");
  if (!byGroup || custodians >= 2) return [ok("CUSTODIANS"), key];
  return custodians === 1
    ? [warning("CUSTODIANS", "Name a second custodian: one person may be away."), key]
    : [failed("CUSTODIANS", "Name custodians who are administrators and can act."), key];
}

function checkCode({ codeSince }: CompanyGroundRow, mode: number, drilled: boolean): ReadinessCheck {
  if ((mode & backupWay.RECOVERY_CODE) === 0) return ok("CODE");
  if (codeSince === null) return failed("CODE", "Make a recovery code.");
  return drilled ? ok("CODE") : warning("CODE", "Take the code out of its safe and drill by it.");
}

/** By a key or a code that is in force still. */
function checkDrill(row: CompanyGroundRow, mode: number, isLately: (at: Date | null) => boolean): ReadinessCheck {
  const byGroup = isLately(row.drilledAt) && row.drilledEpoch === row.groupEpoch;
  const isProven = mode === backupWay.RECOVERY_CODE ? isByCode(row, isLately) : byGroup;
  return isProven
    ? ok("DRILL")
    : warning("DRILL", "Drill: nobody has opened anything by the group's present key for half a year.");
}

const isByCode = ({ codeSince, codeDrilledAt }: CompanyGroundRow, isLately: (at: Date | null) => boolean): boolean =>
  isLately(codeDrilledAt) && codeSince !== null && codeDrilledAt !== null && codeDrilledAt >= codeSince;

/** Of one member. Of whom no policy says that their profile is backed up nothing else is asked. */
export function checkUser(row: UserReadinessRow): ReadinessCheck[] {
  if (row.policy === 0)
    return [warning("POLICY", "What binds this user says that their business profile is not backed up.")];
  if (!row.written) return [ok("POLICY"), ok("ENTRUSTED"), ok("BACKUP_FRESH")];
  return [ok("POLICY"), checkEntrusted(row), checkFresh(row)];
}

function checkEntrusted({ entrusted, groupEpoch }: UserReadinessRow): ReadinessCheck {
  if (entrusted === null) return failed("ENTRUSTED", "This user signs in with a client that is up to date.");
  return entrusted === groupEpoch
    ? ok("ENTRUSTED")
    : warning("ENTRUSTED", "The group has a new key since: this user's client follows when it writes next.");
}

function checkFresh({ backup }: UserReadinessRow): ReadinessCheck {
  if (backup === "MISSING") {
    return failed("BACKUP_FRESH", "There is no backup yet: take one now, or wait for the next.");
  }
  return backup === "STALE"
    ? warning("BACKUP_FRESH", "The newest backup lacks what was written since: take one now.")
    : ok("BACKUP_FRESH");
}
