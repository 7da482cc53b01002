/** What nobody entrusts unasked: a switch that only administrators by a partner's break-glass put in force (PROTOCOL §4.16). */
import { equalBytes } from "../../../crypto/bytes.ts";
import { deriveAgreementId } from "../../../crypto/client/agreement-id.ts";
import { entryType } from "../../../crypto/client/entry.ts";
import { isMarkedSwitch, switchInForce } from "../../../crypto/roster-state.ts";
import type { RecoverySetting, RecoverySwitch } from "../../../crypto/state-entries.ts";
import { writeEntry } from "../../account/seal-entry.ts";
import { tenantOf } from "../../company/act.ts";
import { type Core, opened, vaultOf } from "../../core.ts";
import { SealgraphError, ServerCaught } from "../../errors.ts";
import { makeDeed } from "../../sync/commit.ts";
import { commitNow } from "../../sync/commit-now.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { groupOfSetting, isAgreed } from "../ground.ts";
import { viewGroup, viewSwitch } from "../group/view.ts";
import type { RecoveryToAgree } from "../setup.ts";

/** As `RecoverySetup.agree` says. */
export async function agreeToSwitch(core: Core, show: (what: RecoveryToAgree) => void | Promise<void>): Promise<void> {
  await fetchNow(core);
  const asked = demandMarked(core);
  if (groupOfSetting(opened(core).held, asked.setting) === null) throw new ServerCaught("MISMATCH", null);
  const group = await viewGroup(core, asked.entry);
  if (group === null) throw new SealgraphError("NOT_FOUND", { part: "group" });
  await show({ on: viewSwitch(asked.entry), group });
  await commitNow(core, (open) => {
    const now = demandMarked(core);
    // Agreed is to what was shown, by its link and its group.
    const isSame = now.entry.seq === asked.entry.seq && equalBytes(now.setting.group, asked.setting.group);
    if (!isSame) throw new SealgraphError("CONFLICT", { part: "recovery" });
    const account = vaultOf(open, "ACCOUNT");
    const tenant = tenantOf(core).head.id;
    const entry = { type: entryType.SWITCH_AGREED, tenant, group: now.setting.group, seq: now.entry.seq };
    const changes = [writeEntry(open, account, deriveAgreementId(tenant), entry)];
    return makeDeed(core, [{ vault: account.vault, changes, epochStart: null }]);
  });
}

function demandMarked(core: Core): { readonly entry: RecoverySwitch; readonly setting: RecoverySetting } {
  const company = tenantOf(core);
  const entry = switchInForce(company);
  if (!entry?.setting || !isMarkedSwitch(company)) throw new SealgraphError("NOT_FOUND", { part: "recovery" });
  if (isAgreed(opened(core).held)) throw new SealgraphError("ALREADY_SO");
  return { entry, setting: entry.setting };
}
