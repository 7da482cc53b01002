import { wrapRootKey } from "../../crypto/client/account-keys.ts";
import type { Unlock } from "../../crypto/client/unlock.ts";
import { defaultKdf, encodeKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSalt, type SymmetricKey } from "../../crypto/keys.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { type Core, type Open, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { makeDeed } from "../sync/commit.ts";
import type { Change } from "../sync/deed.ts";
import { type SignedDeed, signDeed } from "../sync/sign.ts";
import type { VaultCommitWire } from "../transport/commit-operations.ts";
import type { AccountKeysAnswer } from "../transport/session-operations.ts";
import type { DeviceState } from "./device-state.ts";
import { deriveFrom } from "./proof.ts";
import { writeEntry } from "./seal-entry.ts";

/** The sealed keys as a new password makes them, and the login key that proves it. */
export interface Candidate {
  readonly keys: AccountKeysAnswer;
  readonly loginKey: Unlock["login"]["publicKey"];
}

/** The root key under a new password, of the next wrap generation (PROTOCOL §3.5). */
export async function newPassword(
  device: Pick<DeviceState, "secretKey" | "user">,
  keys: AccountKeysAnswer,
  root: SymmetricKey,
  password: string,
): Promise<Candidate> {
  const wrapGeneration = keys.wrapGeneration + 1;
  const parameters = encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) });
  const { unlockKey, login } = await deriveFrom(password, device, parameters);
  const rootKey = wrapRootKey(unlockKey, device.user, wrapGeneration, root);
  return { keys: { ...keys, wrapGeneration, parameters, rootKey }, loginKey: login.publicKey };
}

/** The commit that notes a wrap generation in the account vault, and what else is written there, signed. */
export function signNoted(
  core: Core,
  open: Open,
  wrapGeneration: number,
  more: readonly Change[] = [],
): { readonly deed: SignedDeed; readonly accountVault: VaultCommitWire; readonly mutationId: string } {
  const account = vaultOf(open, "ACCOUNT");
  const pin = open.held.pins?.account;
  if (pin === undefined) throw new SealgraphError("NOT_FOUND", { part: "account entry" });
  const change = writeEntry(open, account, parseUuid(pin.record), { ...pin.entry, wrapGeneration });
  const { mutationId, vaults } = makeDeed(core, [
    { vault: account.vault, changes: [change, ...more], epochStart: null },
  ]);
  const deed = signDeed(open, { mutationId, vaults }, core.around.now());
  const [accountVault] = deed.wire.vaults;
  if (accountVault === undefined) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  return { deed, accountVault, mutationId };
}
