import { deriveRecoveryKeys, formatRecoveryCode, makeRecoveryCode } from "../../../crypto/client/recovery-code.ts";
import type { Id, RecoveryCode } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import { mostInRecovery } from "../../../crypto/recovery.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import { groupClass } from "../../../crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../../crypto/uuid.ts";
import { actInCompany, tenantOf } from "../../company/act.ts";
import { draftGroup } from "../../company/draft-group.ts";
import { draftInTenant } from "../../company/drafting.ts";
import { draftPolicy, holdMade, type MadePolicies } from "../../company/policies/set.ts";
import { type Core, opened } from "../../core.ts";
import { refuseInput, SealgraphError } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { switchOf } from "../ground.ts";
import type { BeginRecovery, RecoveryMode, ShowRecoveryCode } from "../setup.ts";
import { administratorIn, beginAct, draftCode, draftMember, draftRecoveryEpoch, stateIn } from "./act.ts";
import { wayOf } from "./view.ts";

const everybody = { scope: "TENANT" } as const;

/** Switches recovery on, in one deed. Gives the group. Throws as `RecoverySetup.begin` says. */
export async function beginRecovery(core: Core, input: BeginRecovery): Promise<string> {
  // Before a code is shown, so that nobody writes down one that is nothing.
  await fetchNow(core);
  const custodians = checkInput(core, input);
  refuseSecond(tenantOf(core));
  const { mode, approvals = 0, hours = 0 } = input;
  const id = makeId(core.around.now());
  const group = formatUuid(id);
  const code = input.code ? await showNewCode(input.code) : null;
  let made: MadePolicies | null = null;
  await actInCompany(core, async (drafting) => {
    refuseSecond(drafting.tenant);
    draftGroup(drafting, id, groupClass.RECOVERY, null);
    const act = beginAct(core, drafting, group);
    for (const user of custodians) draftMember(act, user, { isCustodian: true });
    const keys = code && deriveRecoveryKeys(code, drafting.tenant.head.id, id);
    if (keys) draftCode(act, keys);
    const isOne = custodians.some((user) => formatUuid(user) === formatUuid(drafting.signer.user));
    await draftRecoveryEpoch({ ...act, newCode: keys, code: isOne ? null : keys });
    made = await draftPolicy(core, drafting, everybody, { organisationBackup: { value: wayOf[mode] } });
    const { seq, hash } = stateIn(act).head;
    draftInTenant(drafting, {
      operation: operation.RECOVERY,
      subject: { setting: { group: id, seq, hash, approvals, hours } },
    });
  });
  await holdMade(core, made);
  return group;
}

function refuseSecond(company: RosterState): void {
  if (switchOf(company))
    throw new SealgraphError("ALREADY_SO", {}, "Recovery is on, or waits for another administrator.");
}

/** Shows a new code, and gives it once it was seen. */
export async function showNewCode(show: ShowRecoveryCode): Promise<RecoveryCode> {
  const code = makeRecoveryCode();
  await show(formatRecoveryCode(code));
  return code;
}

const takesCustodian: readonly RecoveryMode[] = ["RECOVERY_GROUP", "BOTH"];
const takesCode: readonly RecoveryMode[] = ["RECOVERY_CODE", "BOTH"];

function checkInput(core: Core, { custodians, code, mode, approvals = 0, hours = 0 }: BeginRecovery): Id[] {
  if (!(mode in wayOf)) refuseInput("mode");
  if (!Number.isInteger(approvals) || approvals < 0 || approvals > 5) refuseInput("approvals");
  if (!Number.isInteger(hours) || hours < 0 || hours > 168) refuseInput("hours");
  const users = [...new Set(custodians)];
  if (users.length >= mostInRecovery) refuseInput("custodians");
  if (takesCustodian.includes(mode) && users.length === 0) refuseInput("custodians");
  if (takesCode.includes(mode) !== (code !== undefined)) refuseInput("code");
  // Who makes the key holds it, or has just been shown its code.
  if (code === undefined && !users.includes(formatUuid(opened(core).user))) refuseInput("custodians");
  const ids = users.map((user) => idOf(user));
  for (const user of ids) administratorIn({ tenant: tenantOf(core) }, user);
  return ids;
}

/** The user that is named. Throws NOT_FOUND: nobody is called so. */
export function idOf(user: string): Id {
  try {
    return parseUuid(user);
  } catch {
    throw new SealgraphError("NOT_FOUND", { part: "user" });
  }
}
