/** Secrets of a recovery group, for whoever holds its key or has typed its code (PROTOCOL §4.8, §4.13). */
import type { RecoveryKeys } from "../../../crypto/client/recovery-code.ts";
import type { XWingPublicKey } from "../../../crypto/keys.ts";
import { codeOf } from "../../../crypto/roster-state.ts";
import { parseUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { checkPublicKey, fetchGroups, type GroupSecrets, openDown, openSecrets } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { recoveryCodeKeyOperation, recoveryCodeOperation } from "../../transport/recovery-group-operations.ts";
import { newestState } from "../../vault/chain.ts";

/**
 * By epoch: every secret of the group that opens by this user's keys, or by the code. Each is the one that the roster states. None
 * where the server gives nothing that opens.
 */
export async function recoverySecrets(
  core: Core,
  group: string,
  code: RecoveryKeys | null = null,
): Promise<GroupSecrets> {
  const chain = opened(core).held.groups.get(group);
  if (chain === undefined) return new Map();
  const answer = (await fetchGroups(core, [group])).get(group);
  const own = openSecrets(core, chain, answer);
  if (code === null || answer === undefined) return own;
  const wraps = (await call(core, recoveryCodeOperation, { group }))?.wraps ?? [];
  const byCode = openDown(chain, { ...answer, wraps }, { user: parseUuid(group), seeds: [code.xwingSeed] });
  return new Map([...own, ...byCode]);
}

/** The public key of the group's code: the one that the roster states. Null without a code. Throws SERVER_CAUGHT, NOT_FOUND. */
export async function publicKeyOfCode(core: Core, group: string): Promise<XWingPublicKey | null> {
  const chain = opened(core).held.groups.get(group);
  const stated = chain && codeOf(newestState(chain));
  if (!stated) return null;
  const publicKey = await call(core, recoveryCodeKeyOperation, { group });
  if (publicKey === null) throw new SealgraphError("NOT_FOUND", { part: "public key" });
  return checkPublicKey(stated, publicKey);
}
