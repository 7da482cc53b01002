/** The code by which a recovery group is opened where no custodian is there (PROTOCOL §4.13). */
import { readRecoveryCode } from "../../../crypto/client/code-parts.ts";
import { checkRecoveryKeys, deriveRecoveryKeys, type RecoveryKeys } from "../../../crypto/client/recovery-code.ts";
import { codeOf, type RosterState } from "../../../crypto/roster-state.ts";
import { SealgraphError } from "../../errors.ts";
import { ofCode } from "../code.ts";

/**
 * What a code gives that was typed, whole or in parts: it is the one that the group's roster states. Throws RECOVERY_CODE_REFUSED
 * with `reason`, `group`, `part` and `needed`, NOT_FOUND where the group has no code.
 */
export async function keysOfCode(
  company: RosterState,
  group: RosterState,
  typed: string | readonly string[],
): Promise<RecoveryKeys> {
  const stated = codeOf(group);
  if (stated === undefined) throw new SealgraphError("NOT_FOUND", { part: "recovery code" });
  return ofCode(async () => {
    const keys = deriveRecoveryKeys(await readRecoveryCode(typed), company.head.id, group.head.id);
    checkRecoveryKeys(keys, stated);
    return keys;
  });
}
