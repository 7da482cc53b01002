import type { XWingPublicKey } from "../../../crypto/keys.ts";
import { call } from "../../account/session.ts";
import { checkPublicKey } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { groupKeysOperation } from "../../transport/share-operations.ts";
import type { RecoveryGround } from "../ground.ts";

/**
 * The public key of a recovery group's epoch in force: the very one that its roster states. Throws SERVER_CAUGHT where the server
 * gives another, NOT_FOUND where it gives none, and what `call` throws.
 */
export async function recoveryKeyOf(core: Core, { group, epoch }: RecoveryGround): Promise<XWingPublicKey> {
  const open = opened(core);
  const known = open.recoveryKey;
  if (known?.group === group && known.epoch === epoch.epoch) return known.publicKey;
  const [answer] = await call(core, groupKeysOperation, { groups: [group] });
  if (!answer || answer.group !== group || answer.epoch !== epoch.epoch)
    throw new SealgraphError("NOT_FOUND", { part: "public key" });
  const publicKey = checkPublicKey(epoch, answer.publicKey);
  open.recoveryKey = { group, epoch: epoch.epoch, publicKey };
  return publicKey;
}
