import type { RecoveryKeys } from "../../../crypto/client/recovery-code.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import type { GroupSecrets } from "../../company/group-keys.ts";
import { SealgraphError } from "../../errors.ts";
import { newestState } from "../../vault/chain.ts";
import { keysOfCode } from "../group/code.ts";
import type { ByCode } from "../setup.ts";
import { companyAt, type RecoveryPlace } from "./place.ts";

/** A recovery group as this device has verified it, and what of its key is here. */
export interface HeldRecoveryGroup {
  readonly group: string;
  readonly state: RosterState;
  readonly code: RecoveryKeys | null;
  readonly secrets: GroupSecrets;
}

/** Throws NOT_FOUND, SERVER_CAUGHT where less is shown of it than is known, RECOVERY_CODE_REFUSED, KEY_PENDING. */
export async function holdGroup(
  place: RecoveryPlace,
  group: string,
  typed: ByCode["code"],
): Promise<HeldRecoveryGroup> {
  place.checkReaches();
  const chain = place.groups().get(group);
  if (chain === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
  place.checkReaches(group);
  const state = newestState(chain);
  const code = typed === undefined ? null : await keysOfCode(companyAt(place), state, typed);
  const secrets = await place.secretsOf(group, code);
  if (secrets.size === 0) throw new SealgraphError("KEY_PENDING", { part: "group" });
  return { group, state, code, secrets };
}
