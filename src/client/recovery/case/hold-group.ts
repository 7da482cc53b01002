import type { RecoveryKeys } from "../../../crypto/client/recovery-code.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import { tenantOf } from "../../company/act.ts";
import type { GroupSecrets } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError, ServerCaught } from "../../errors.ts";
import { newestState } from "../../vault/chain.ts";
import { checkTenantReaches, frozenGroups } from "../../vault/noted.ts";
import { keysOfCode } from "../group/code.ts";
import { recoverySecrets } from "../group/secrets.ts";
import type { ByCode } from "../setup.ts";

/** A recovery group as this device has verified it, and what of its key is here. */
export interface HeldRecoveryGroup {
  readonly group: string;
  readonly state: RosterState;
  readonly code: RecoveryKeys | null;
  readonly secrets: GroupSecrets;
}

/** Throws NOT_FOUND, SERVER_CAUGHT where less is shown of it than is known, RECOVERY_CODE_REFUSED, KEY_PENDING. */
export async function holdGroup(core: Core, group: string, typed: ByCode["code"]): Promise<HeldRecoveryGroup> {
  const { held } = opened(core);
  checkTenantReaches(held);
  const chain = held.groups.get(group);
  if (chain === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
  if (frozenGroups(held).has(group)) throw new ServerCaught("WENT_BACK", null);
  const state = newestState(chain);
  const code = typed === undefined ? null : await keysOfCode(tenantOf(core), state, typed);
  const secrets = await recoverySecrets(core, group, code);
  if (secrets.size === 0) throw new SealgraphError("KEY_PENDING", { part: "group" });
  return { group, state, code, secrets };
}
