import { isMarkedSwitch, switchAwaiting, switchInForce } from "../../crypto/roster-state.ts";
import { tenantOf } from "../company/act.ts";
import { type Core, opened } from "../core.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { agreeToSwitch } from "./entrust/agree.ts";
import { ownRecovery } from "./entrust/own.ts";
import { tendRecovery } from "./entrust/tend.ts";
import { isAgreed } from "./ground.ts";
import { beginRecovery } from "./group/begin.ts";
import { addHolder, changeHolder, checkCode, endCode, removeHolder, renewCode, renewKey } from "./group/members.ts";
import { confirmRecovery, endRecovery } from "./group/switch.ts";
import { modeOf, viewGroup, viewSwitch } from "./group/view.ts";
import type { RecoverySetup, RecoveryStatus } from "./setup.ts";

export function setupOf(core: Core): RecoverySetup {
  /** What follows from it for the caller's own vaults is done with it. */
  const following = async <T>(act: Promise<T>): Promise<T> => {
    const done = await act;
    await tendRecovery(core);
    return done;
  };
  return {
    status: () => status(core),
    begin: (input) => following(beginRecovery(core, input)),
    confirm: (show) => following(confirmRecovery(core, show)),
    agree: (show) => following(agreeToSwitch(core, show)),
    off: () => following(endRecovery(core)),
    addCustodian: (user, by = {}) => addHolder(core, user, by, true),
    addMember: (user, by = {}) => addHolder(core, user, by, false),
    removeMember: (user, by = {}) => following(removeHolder(core, user, by)),
    makeCustodian: (user, { permanent = true, ...by } = {}) => changeHolder(core, user, by, permanent),
    renew: (by = {}) => following(renewKey(core, by)),
    newCode: (show, by = {}) => following(renewCode(core, show, by)),
    dropCode: (by = {}) => following(endCode(core, by)),
    checkCode: (code) => checkCode(core, code),
  };
}

async function status(core: Core): Promise<RecoveryStatus> {
  await fetchNow(core);
  const open = opened(core);
  const company = tenantOf(core);
  const [inForce, awaiting] = [switchInForce(company), switchAwaiting(company)];
  const named = inForce ?? awaiting;
  return {
    on: inForce ? viewSwitch(inForce) : null,
    awaiting: awaiting ? viewSwitch(awaiting) : null,
    mode: modeOf(open.held),
    group: named ? await viewGroup(core, named) : null,
    agreement: isMarkedSwitch(company) ? (isAgreed(open.held) ? "GIVEN" : "NEEDED") : null,
    own: ownRecovery(open, core.around.now()),
  };
}
