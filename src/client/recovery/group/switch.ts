/** Confirming what another administrator signed, and switching it off (PROTOCOL §4.13). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { equalBytes } from "../../../crypto/bytes.ts";
import { operation } from "../../../crypto/link.ts";
import { switchAwaiting, switchInForce } from "../../../crypto/roster-state.ts";
import type { RecoverySwitch } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { actInCompany, tenantOf } from "../../company/act.ts";
import { type Drafting, draftInTenant, groupOf } from "../../company/drafting.ts";
import { draftPolicy, holdMade, type MadePolicies } from "../../company/policies/set.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError, ServerCaught } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { groupOfSetting } from "../ground.ts";
import type { RecoveryToConfirm } from "../setup.ts";
import { modeOf, viewGroup, viewSwitch } from "./view.ts";

const everybody = { scope: "TENANT" } as const;

/** Confirms the switch that awaits, once it was shown. Throws as `RecoverySetup.confirm` says. */
export async function confirmRecovery(
  core: Core,
  show: (what: RecoveryToConfirm) => void | Promise<void>,
): Promise<void> {
  await fetchNow(core);
  const { awaiting, group, before } = await viewAwaiting(core);
  await show({ awaiting, group, before });
  let made: MadePolicies | null = null;
  await actInCompany(core, async (drafting) => {
    const now = demandAwaiting(core, switchAwaiting(drafting.tenant));
    // Nobody signs for holders whom they were not shown.
    if (now.seq !== awaiting.seq || headIn(drafting, now) !== (group?.head.hash ?? null))
      throw new SealgraphError("CONFLICT", { part: "recovery" });
    draftInTenant(drafting, { operation: operation.CONFIRM, subject: { seq: now.seq } });
    made = now.setting ? null : await draftOff(core, drafting);
  });
  await holdMade(core, made);
}

async function viewAwaiting(core: Core): Promise<RecoveryToConfirm> {
  const company = tenantOf(core);
  const awaiting = demandAwaiting(core, switchAwaiting(company));
  // Shown is what is verified here, down to the head that is signed for; else nothing.
  if (awaiting.setting && groupOfSetting(opened(core).held, awaiting.setting) === null)
    throw new ServerCaught("MISMATCH", null);
  const inForce = switchInForce(company);
  return {
    awaiting: viewSwitch(awaiting),
    before: inForce ? viewSwitch(inForce) : null,
    group: await viewGroup(core, awaiting),
  };
}

function demandAwaiting(core: Core, awaiting: RecoverySwitch | undefined): RecoverySwitch {
  if (awaiting === undefined) throw new SealgraphError("NOT_FOUND", { part: "awaiting" });
  if (equalBytes(awaiting.author, opened(core).user)) throw new SealgraphError("ONESELF");
  return awaiting;
}

const headIn = (drafting: Drafting, { setting }: RecoverySwitch): string | null =>
  setting && encodeBase64url(groupOf(drafting, formatUuid(setting.group)).head.hash);

/** Switches it off, or takes back what awaits. Throws as `RecoverySetup.off` says. */
export async function endRecovery(core: Core): Promise<void> {
  let made: MadePolicies | null = null;
  await actInCompany(core, async (drafting) => {
    const [inForce, awaiting] = [switchInForce(drafting.tenant), switchAwaiting(drafting.tenant)];
    if (awaiting?.setting === null) throw new SealgraphError("ALREADY_SO", {}, "That it ends waits to be confirmed.");
    if (!inForce && !awaiting) throw new SealgraphError("NOT_FOUND", { part: "recovery" });
    draftInTenant(drafting, { operation: operation.RECOVERY, subject: { setting: null } });
    // While it waits for another administrator, all goes on as it is said.
    made = switchInForce(drafting.tenant) ? null : await draftOff(core, drafting);
  });
  await holdMade(core, made);
}

/** The tenant's policy goes with the switch. */
async function draftOff(core: Core, drafting: Drafting): Promise<MadePolicies | null> {
  const mode = modeOf(opened(core).held);
  if (mode === null || mode === "OFF") return null;
  return draftPolicy(core, drafting, everybody, { organisationBackup: { value: 0 } });
}
