import { encodeBase64url } from "../../crypto/base64url.ts";
import { wrapAccountKeys, wrapRootKey } from "../../crypto/client/account-keys.ts";
import { deriveSigningPair } from "../../crypto/client/sign.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { defaultKdf, encodeKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSalt, type Token } from "../../crypto/keys.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Locale } from "../../words/locale.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { signDeed } from "../sync/sign.ts";
import type { AccountKeysAnswer, CompleteSignUpWire } from "../transport/session-operations.ts";
import type { DeviceState } from "./device-state.ts";
import type { NewAccount } from "./new-account.ts";
import { deriveFrom } from "./proof.ts";

/** The account's keys, wrapped under the password and Secret Key that they are made with (PROTOCOL §3.5). */
export async function sealKeys(account: NewAccount, password: string, device: DeviceState) {
  const { keys, accountVault } = account;
  const parameters = encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) });
  const { unlockKey, login } = await deriveFrom(password, device, parameters);
  const wraps = wrapAccountKeys(keys, { user: device.user, keyGeneration: 1, vault: accountVault, epoch: 1 });
  const sealed: AccountKeysAnswer = {
    wrapGeneration: 1,
    keyGeneration: 1,
    parameters,
    rootKey: wrapRootKey(unlockKey, device.user, 1, keys.rootKey),
    signingSeed: wraps.signingSeed,
    encryptionSeed: wraps.xwingSeed,
    accountVault,
    accountVaultEpoch: 1,
    accountVaultKey: wraps.vaultKey,
  };
  return { sealed, loginKey: login.publicKey };
}

export interface SignUp {
  /** As `requestSignUp` answered. */
  readonly signUp: string;
  readonly address: string;
  /** From the mail: eight digits. */
  readonly code: string;
  readonly password: string;
  /** Not with an invitation: then the name is the one that it was made for. */
  readonly name?: string;
  readonly deviceName: string;
  /** The link of an invitation, to join that company; without one the person founds a tenant of their own. */
  readonly invitation?: string;
  /** In what language the server writes to the person from now on: `en` unless said. */
  readonly locale?: Locale;
}

/** Everything that makes an account, and what is held once the server has it. */
export function wireOf(
  core: Core,
  open: Open,
  account: NewAccount,
  input: SignUp,
  name: string,
  loginKey: Uint8Array,
  refreshToken: Token,
) {
  const vault = formatUuid(account.accountVault);
  const deed = { mutationId: vault, vaults: [{ vault, changes: account.entries, epochStart: null }] };
  const signed = signDeed(open, deed, core.around.now());
  const [accountVault] = signed.wire.vaults;
  const sealed = core.device.accountKeys;
  if (accountVault === undefined || sealed === null) throw new SealgraphError("NOT_SIGNED_IN");
  const wire: CompleteSignUpWire = {
    signUp: input.signUp,
    code: input.code,
    user: formatUuid(core.device.user),
    name,
    personSalt: encodeBase64url(account.personSalt),
    device: {
      device: formatUuid(core.device.device),
      name: core.device.deviceName,
      publicKey: encodeBase64url(deriveSigningPair(core.device.deviceSeed).publicKey),
    },
    keys: {
      parameters: encodeBase64url(sealed.parameters),
      loginKey: encodeBase64url(loginKey),
      rootKey: encodeBase64url(sealed.rootKey),
      signingSeed: encodeBase64url(sealed.signingSeed),
      encryptionSeed: encodeBase64url(sealed.encryptionSeed),
      encryptionKey: encodeBase64url(account.own.xwing),
      accountVaultKey: encodeBase64url(sealed.accountVaultKey),
    },
    links: account.links,
    accountVault,
    refreshTokenHash: encodeBase64url(tokenHash(refreshToken)),
    ...(input.locale !== undefined && { locale: input.locale }),
  };
  return { input: wire, signed };
}
