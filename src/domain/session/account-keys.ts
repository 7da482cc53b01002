import { parseKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSigningPublicKey } from "../../crypto/keys.ts";
import { parseXWingPublicKey } from "../../crypto/public-key.ts";
import type { Request } from "../context.ts";
import { parseSealedKey, proving } from "../invalid.ts";
import { ask } from "../transaction.ts";
import { type AccountKeysRow, loadAccountKeys } from "./rows.ts";

/** The part of an account's keys that a password makes. */
export interface PasswordKeys {
  readonly parameters: Uint8Array;
  readonly loginKey: Uint8Array;
  readonly rootKey: Uint8Array;
}

export interface NewAccountKeys extends PasswordKeys {
  readonly signingSeed: Uint8Array;
  readonly encryptionSeed: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly accountVaultKey: Uint8Array;
}

/** Checks shapes, and that the password hash is neither below the floor nor above the ceiling. PROTOCOL §3.2. */
export function checkPasswordKeys(keys: PasswordKeys): void {
  proving(() => {
    parseKdfParameters(keys.parameters);
    asSigningPublicKey(keys.loginKey);
  });
  parseSealedKey(keys.rootKey, "rootKey");
}

/** Checks shapes, and that something can be wrapped for the public key: nobody comes for whom nothing can be. PROTOCOL §4.5. */
export function checkAccountKeys(keys: NewAccountKeys): void {
  checkPasswordKeys(keys);
  proving(() => parseXWingPublicKey(keys.encryptionKey));
  for (const field of ["signingSeed", "encryptionSeed", "accountVaultKey"] as const) parseSealedKey(keys[field], field);
}

/** The caller's own sealed keys: also of somebody who was removed, who goes on with them elsewhere. */
export async function readAccountKeys(request: Request): Promise<AccountKeysRow> {
  const { answers } = await ask({ ...request, admits: ["FORMER"] }, loadAccountKeys());
  return answers[0][0] as AccountKeysRow;
}
