import { encodeBase64url } from "../../crypto/base64url.ts";
import {
  type AccountKeys,
  deriveOwnKeys,
  makeAccountKeys,
  type OwnKeys,
  wrapAccountKeys,
  wrapRootKey,
} from "../../crypto/client/account-keys.ts";
import { entryType } from "../../crypto/client/entry.ts";
import { sealPreviousKey } from "../../crypto/client/epoch.ts";
import { makeNewEpoch, makeOwnKeys } from "../../crypto/client/next-link.ts";
import type { Unlock } from "../../crypto/client/unlock.ts";
import { defaultKdf, encodeKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSalt, asSigningSeed, asXWingSeed, type SecretKey } from "../../crypto/keys.ts";
import { loginAction } from "../../crypto/login-proof.ts";
import { rotationContext } from "../../crypto/rotation-context.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid, makeId, parseUuid } from "../../crypto/uuid.ts";
import { type Core, newestKey, type Open, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { type SignedDeed, signDeed } from "../sync/sign.ts";
import type { RotateAccountWire } from "../transport/rotation-operation.ts";
import type { AccountKeysAnswer } from "../transport/session-operations.ts";
import { extendChain, newestState } from "../vault/chain.ts";
import type { HeldVault } from "../vault/held.ts";
import { makeKeyRing } from "../vault/keys.ts";
import { checkSameUser, deriveFrom, requestChallenge, signProof } from "./proof.ts";
import { sealedKeys } from "./prove-here.ts";
import { writeEntry } from "./seal-entry.ts";

/** New account keys, sealed and signed on what is held: what to send, and what is open once the server has it. */
export interface NewAccountKeys {
  readonly secretKey: SecretKey;
  readonly keys: AccountKeysAnswer;
  readonly wire: RotateAccountWire;
  /** The account as it will be open; its vaults are still those of before. */
  readonly next: Open;
  readonly deed: SignedDeed;
}

/** Makes it all anew, and signs it (PROTOCOL §3.10). */
export async function makeNewAccountKeys(
  core: Core,
  open: Open,
  current: Unlock,
  secretKey: SecretKey,
  password: string,
): Promise<NewAccountKeys> {
  const sealed = sealedKeys(core);
  const { user } = open;
  const [wrapGeneration, keyGeneration] = [sealed.wrapGeneration + 1, sealed.keyGeneration + 1];
  const secrets = makeAccountKeys();
  const own = deriveOwnKeys(secrets);
  const parameters = encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) });
  const { unlockKey, login } = await deriveFrom(password, { secretKey, user }, parameters);
  const account = vaultOf(open, "ACCOUNT");
  const links = signLinks(core, open, account, secrets, own);
  const place = { user, keyGeneration, vault: open.accountVault, epoch: links.epoch };
  const wraps = wrapAccountKeys(secrets, place);
  const keys: AccountKeysAnswer = {
    ...sealed,
    wrapGeneration,
    keyGeneration,
    parameters,
    rootKey: wrapRootKey(unlockKey, user, wrapGeneration, secrets.rootKey),
    signingSeed: wraps.signingSeed,
    encryptionSeed: wraps.xwingSeed,
    accountVaultEpoch: links.epoch,
    accountVaultKey: wraps.vaultKey,
  };
  const next = openUnder(open, secrets, own, links);
  const deed = signDeed(
    next,
    deedOf(core, open, next, account, links, { wrapGeneration, keyGeneration }),
    core.around.now(),
  );
  const [accountVault] = deed.wire.vaults;
  if (accountVault === undefined) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const profiles = headsOfProfiles(open);
  const tenantLink = openSignedLink(links.tenant);
  const hashes = [links.tenant, links.ownKeys, links.start].map((signed) => openSignedLink(signed).hash);
  const context = rotationContext({
    wrapGeneration,
    keyGeneration,
    parameters,
    loginKey: login.publicKey,
    rootWrap: keys.rootKey,
    signingSeed: keys.signingSeed,
    xwingSeed: keys.encryptionSeed,
    xwingKey: own.xwing,
    vaultKey: keys.accountVaultKey,
    links: hashes,
    heads: profiles.flatMap(({ id, head }) =>
      head ? [{ vault: id, revision: head.manifest.revision, hash: head.hash }] : [],
    ),
  });
  const challenge = await requestChallenge(core.around, core.device.address);
  checkSameUser(core.device, challenge);
  const written = { link: encodeBase64url(tenantLink.bytes), signatures: tenantLink.signatures.map(encodeBase64url) };
  const wire = {
    ...signProof(core.around, core.device, current.login, challenge, loginAction.ROTATE, context),
    wrapGeneration,
    keyGeneration,
    keys: {
      parameters: encodeBase64url(parameters),
      loginKey: encodeBase64url(login.publicKey),
      rootKey: encodeBase64url(keys.rootKey),
      signingSeed: encodeBase64url(keys.signingSeed),
      encryptionSeed: encodeBase64url(keys.encryptionSeed),
      encryptionKey: encodeBase64url(own.xwing),
      accountVaultKey: encodeBase64url(keys.accountVaultKey),
    },
    links: [written, ...deed.wire.links],
    accountVault,
    profiles: profiles.map(({ vault, head }) => ({
      vault,
      revision: head?.manifest.revision ?? 0,
      hash: head && encodeBase64url(head.hash),
    })),
    clientMutationId: deed.wire.clientMutationId,
  };
  return { secretKey, keys, wire, next, deed };
}

interface SignedLinks {
  /** Of the tenant's roster, and of the account vault's: own keys, and the new epoch. */
  readonly tenant: Uint8Array;
  readonly ownKeys: Uint8Array;
  readonly start: Uint8Array;
  readonly epoch: number;
}

function signLinks(core: Core, open: Open, account: HeldVault, secrets: AccountKeys, own: OwnKeys): SignedLinks {
  const { tenant } = open.held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  const { user, own: before } = open;
  const time = core.around.now();
  const change = { user, time, old: before.signing, new: own.signing, xwingKeyHash: own.xwingKeyHash };
  const root = makeOwnKeys(newestState(tenant), { ...change, tenantHead: null, vaultHead: null });
  const tenantHead = root.state.head;
  const vaultHead = account.head && {
    vault: account.id,
    revision: account.head.manifest.revision,
    hash: account.head.hash,
  };
  const ownKeys = makeOwnKeys(newestState(account.chain), { ...change, tenantHead, vaultHead });
  const { vaultKey } = secrets;
  const start = makeNewEpoch(ownKeys.state, { user, time, tenantHead, signing: own.signing, vaultKey });
  const epoch = start.state.epoch?.epoch ?? 0;
  return { tenant: root.signed, ownKeys: ownKeys.signed, start: start.signed, epoch };
}

function openUnder(open: Open, secrets: AccountKeys, own: OwnKeys, { tenant: signed, epoch }: SignedLinks): Open {
  const known = open.held.tenant;
  const tenant = extendChain(known, [{ seq: known?.links.length ?? 0, signed }]);
  const held = { ...open.held, tenant };
  return {
    ...open,
    held,
    rootKey: secrets.rootKey,
    keys: secrets,
    own,
    accountVaultEpoch: epoch,
    keyRing: makeKeyRing(),
  };
}

/** The account entry with both generations, and the keys that are former now: both under the new key. */
function deedOf(
  core: Core,
  open: Open,
  next: Open,
  account: HeldVault,
  { ownKeys, start, epoch }: SignedLinks,
  generations: { readonly wrapGeneration: number; readonly keyGeneration: number },
) {
  const pin = open.held.pins?.account;
  if (pin === undefined) throw new SealgraphError("NOT_FOUND", { part: "account entry" });
  const noted = writeEntry(next, account, parseUuid(pin.record), { ...pin.entry, ...generations });
  const former = writeEntry(next, account, makeId(core.around.now()), {
    type: entryType.FORMER_KEYS,
    keyGeneration: pin.entry.keyGeneration,
    signingSeed: asSigningSeed(open.keys.signingSeed.slice()),
    xwingSeed: asXWingSeed(open.keys.xwingSeed.slice()),
  });
  const before = newestKey(open, account);
  const previousKey = sealPreviousKey(next.keys.vaultKey, { vault: account.id, epoch }, before.key);
  return {
    mutationId: formatUuid(makeId(core.around.now())),
    vaults: [
      { vault: account.vault, changes: [noted, former], epochStart: { ownKeys, signed: start, epoch, previousKey } },
    ],
  };
}

/** Every profile that the account vault names; throws VAULT_FROZEN where one is not shown as it has to be. */
function headsOfProfiles(open: Open): HeldVault[] {
  return [...(open.held.pins?.ownVaults.keys() ?? [])].map((vault) => {
    const known = open.held.vaults.get(vault);
    if (known === undefined || open.held.frozen.has(vault)) throw new SealgraphError("VAULT_FROZEN");
    return known;
  });
}
