import { randomBytes } from "node:crypto";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { makeAccountKeys, wrapAccountKeys, wrapRootKey } from "../../src/crypto/client/account-keys.ts";
import { makeVaultKey, sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { makeNewEpoch, makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { defaultKdf, encodeKdfParameters } from "../../src/crypto/kdf-parameters.ts";
import {
  asSalt,
  asSymmetricKey,
  type Hash,
  type Id,
  type SigningPair,
  type XWingPublicKey,
} from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { loginAction } from "../../src/crypto/login-proof.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { rotationContext } from "../../src/crypto/rotation-context.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import type { Member } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { RotateAccountInput } from "../../src/domain/rotation/parse.ts";
import { proofOf } from "./account-code.ts";
import { type BareAccount, type BareVault, draft, linkInput, newRecord, ownKeysOf, sealAgain } from "./bare-client.ts";
import type { VerbsHouse } from "./verbs.ts";

/** What a test may have otherwise, before anything is signed. */
export interface Twist {
  readonly by?: SigningPair;
  readonly wrapGeneration?: number;
  readonly keyGeneration?: number;
  readonly cut?: "NONE";
  readonly accountTenantHead?: BareAccount["tenant"];
  readonly oldXWing?: Member["xwingKeyHash"];
  readonly signer?: SigningPair;
  readonly xwing?: XWingPublicKey;
}

/** An account whose keys were made anew, as it stands once the server has taken `input`. */
export interface BareRotation {
  readonly input: RotateAccountInput;
  readonly after: BareAccount;
  readonly tenant: RosterState;
}

/** Makes new account keys, and what `rotateAccount` takes of them. The password hash is left out. */
export async function prepareRotation(
  house: VerbsHouse,
  account: BareAccount,
  tenant: RosterState,
  twist: Twist = {},
): Promise<BareRotation> {
  const { ACCOUNT, PERSONAL, BUSINESS } = account.vaults;
  const { wrapGeneration = 2, keyGeneration = 2 } = twist;
  const time = Date.now();
  const keys = makeAccountKeys();
  const own = ownKeysOf(keys, twist.xwing ?? null);
  const login = deriveSigningPair(makeSigningSeed());
  const xwingKeyHash = twist.oldXWing ?? own.xwingKeyHash;
  const change = { user: account.user, time, old: account.signing, new: own.signing, xwingKeyHash };
  const root = makeOwnKeys(tenant, { ...change, tenantHead: null, vaultHead: null });
  const tenantHead = twist.accountTenantHead ?? root.state.head;
  const vaultHead = twist.cut === "NONE" ? null : headOf(ACCOUNT);
  const ownKeys = makeOwnKeys(ACCOUNT.roster, { ...change, tenantHead, vaultHead });
  const epoch = makeNewEpoch(ownKeys.state, {
    user: account.user,
    time,
    tenantHead,
    signing: own.signing,
    vaultKey: keys.vaultKey,
  });
  const next: BareVault = { ...ACCOUNT, key: keys.vaultKey, roster: epoch.state, leaves: new Map(ACCOUNT.leaves) };
  const number = epoch.state.epoch?.epoch ?? 0;
  const after: BareAccount = {
    ...account,
    login,
    signing: own.signing,
    tenant: root.state.head,
    vaults: { ACCOUNT: next, PERSONAL, BUSINESS },
  };
  const [entry] = ACCOUNT.leaves.values();
  if (!entry) throw new Error("no entry");
  const noted = new TextEncoder().encode(`generation ${keyGeneration}`);
  const author = { ...after, tenant: tenantHead, ...(twist.signer && { signing: twist.signer }) };
  const drafted = draft(author, next, [
    sealAgain(next, entry.fields.record, recordClass.ENTRY, noted),
    newRecord(next, recordClass.ENTRY, new TextEncoder().encode("former keys")),
  ]);
  const previousKey = sealPreviousKey(keys.vaultKey, { vault: ACCOUNT.id, epoch: number }, ACCOUNT.key);
  drafted.apply();
  const wraps = wrapAccountKeys(keys, { user: account.user, keyGeneration, vault: ACCOUNT.id, epoch: number });
  const sealed = {
    parameters: encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) }),
    loginKey: login.publicKey,
    rootKey: wrapRootKey(asSymmetricKey(randomBytes(32)), account.user, wrapGeneration, keys.rootKey),
    signingSeed: wraps.signingSeed,
    encryptionSeed: wraps.xwingSeed,
    encryptionKey: own.xwing,
    accountVaultKey: wraps.vaultKey,
  };
  const profiles = [PERSONAL, BUSINESS];
  const signedLinks = [root, ownKeys, epoch].map(({ signed }) => signed);
  const context = rotationContext({
    wrapGeneration,
    keyGeneration,
    parameters: sealed.parameters,
    loginKey: sealed.loginKey,
    rootWrap: sealed.rootKey,
    signingSeed: sealed.signingSeed,
    xwingSeed: sealed.encryptionSeed,
    xwingKey: own.xwing,
    vaultKey: sealed.accountVaultKey,
    links: signedLinks.map((signed) => openSignedLink(signed).hash),
    heads: profiles.flatMap((vault) => headOf(vault) ?? []),
  });
  const proof = await proofOf(house, account, twist.by ?? account.login, account, {
    action: loginAction.ROTATE,
    context,
  });
  const input: RotateAccountInput = {
    ...proof,
    wrapGeneration,
    keyGeneration,
    keys: sealed,
    links: signedLinks.map(linkInput),
    accountVault: { ...drafted.input, epochKey: { epoch: number, previousKey } },
    profiles: profiles.map((vault) => ({
      vault: formatUuid(vault.id),
      revision: headOf(vault)?.revision ?? 0,
      hash: headOf(vault)?.hash ?? null,
    })),
    clientMutationId: `rotate ${randomBytes(4).toString("hex")}`,
  };
  return { input, after, tenant: root.state };
}

export function headOf({ id, ladder }: BareVault): { vault: Id; revision: number; hash: Hash } | null {
  const [top] = ladder ?? [];
  return top ? { vault: id, revision: top.revision, hash: top.hash } : null;
}

/** What brings a profile that is behind up to the tenant: both links, key chain, manifest. */
export function followingOf(
  before: BareAccount,
  after: BareAccount,
  vault: BareVault,
  xwingKeyHash: Hash,
  {
    cut = headOf(vault),
    tenantHead = after.tenant,
    fresh = after.signing,
  }: { cut?: ReturnType<typeof headOf>; tenantHead?: ChainHead; fresh?: SigningPair } = {},
) {
  const time = Date.now();
  const ownKeys = makeOwnKeys(vault.roster, {
    user: before.user,
    time,
    old: before.signing,
    new: fresh,
    xwingKeyHash,
    tenantHead,
    vaultHead: cut,
  });
  const vaultKey = makeVaultKey();
  const epoch = makeNewEpoch(ownKeys.state, {
    user: after.user,
    time,
    signing: fresh,
    vaultKey,
    tenantHead,
  });
  const next: BareVault = { ...vault, key: vaultKey, roster: epoch.state, leaves: new Map(vault.leaves) };
  const number = epoch.state.epoch?.epoch ?? 0;
  const epochKey = {
    epoch: number,
    previousKey: sealPreviousKey(vaultKey, { vault: vault.id, epoch: number }, vault.key),
  };
  return { ownKeys, epoch, next, epochKey, links: [ownKeys, epoch].map(({ signed }) => linkInput(signed)) };
}
