import { unwrapRootKey } from "../../crypto/client/account-keys.ts";
import type { Unlock } from "../../crypto/client/unlock.ts";
import { SealError } from "../../crypto/errors.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { AccountKeysAnswer } from "../transport/session-operations.ts";
import { deriveFrom } from "./proof.ts";

/** The current password, shown to be right by the wrap that it opens, before anything is asked of the server. */
export async function proveHere(core: Core, password: string): Promise<Unlock> {
  const keys = sealedKeys(core);
  const unlock = await deriveFrom(password, core.device, keys.parameters);
  try {
    unwrapRootKey(unlock.unlockKey, core.device.user, keys.wrapGeneration, keys.rootKey);
  } catch (error) {
    if (error instanceof SealError) throw new SealgraphError("WRONG_CREDENTIALS");
    throw error;
  }
  return unlock;
}

/** Throws NOT_SIGNED_IN where this device has none. */
export function sealedKeys(core: Core): AccountKeysAnswer {
  const { accountKeys } = core.device;
  if (accountKeys === null) throw new SealgraphError("NOT_SIGNED_IN");
  return accountKeys;
}
