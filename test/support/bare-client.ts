import { treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import type { ChainHead } from "../../src/crypto/chain.ts";
import {
  deriveOwnKeys,
  makeAccountKeys,
  type OwnKeys,
  wrapAccountKeys,
  wrapRootKey,
} from "../../src/crypto/client/account-keys.ts";
import { encodeEntry, entryType } from "../../src/crypto/client/entry.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { sealRecord } from "../../src/crypto/client/record.ts";
import { deriveSigningPair, makeSigningSeed, sign } from "../../src/crypto/client/sign.ts";
import { makeJoin } from "../../src/crypto/client/tenant-link.ts";
import { climb, type Ladder, nextSkip } from "../../src/crypto/descent.ts";
import { publicKeyHash, sealedHash, tokenHash } from "../../src/crypto/hash.ts";
import { defaultKdf, encodeKdfParameters } from "../../src/crypto/kdf-parameters.ts";
import {
  asPersonSalt,
  asSalt,
  asSymmetricKey,
  asToken,
  type Hash,
  type Id,
  type PersonSalt,
  type SigningPair,
  type SymmetricKey,
  type XWingPublicKey,
  type XWingSeed,
} from "../../src/crypto/keys.ts";
import { type LeafFields, leafHash, recordClass } from "../../src/crypto/leaf.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { encodeManifest, type Manifest, manifestHash } from "../../src/crypto/manifest.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId, makeUserId } from "../../src/crypto/uuid.ts";
import type { RecordChangeInput, SignedLinkInput, VaultCommitInput } from "../../src/domain/commit/input.ts";

/**
 * A client of bare crypto, without store, checks or manners: for tests that must also send what no correct client sends.
 * What it signs can be changed before it is signed.
 */
export interface BareVault {
  readonly id: Id;
  readonly key: SymmetricKey;
  roster: RosterState;
  ladder: Ladder | null;
  readonly leaves: Map<string, { fields: LeafFields; leaf: Hash }>;
}

export interface BareAccount {
  readonly address: string;
  readonly user: Id;
  readonly device: Id;
  readonly devicePair: SigningPair;
  readonly login: SigningPair;
  readonly signing: SigningPair;
  readonly xwingSeed: XWingSeed;
  readonly xwingKeyHash: Hash;
  readonly refreshToken: Uint8Array;
  readonly tenant: ChainHead;
  /** As it was founded, or joined. */
  readonly tenantState: RosterState;
  readonly vaults: { readonly ACCOUNT: BareVault; readonly PERSONAL: BareVault; readonly BUSINESS: BareVault };
}

/** Of a company that somebody joins. */
export interface BareInvitation {
  readonly state: RosterState;
  readonly pair: SigningPair;
  readonly name: string;
  readonly salt: PersonSalt;
}

/**
 * Makes an account, and what `completeSignUp` takes of it. The password hash is left out: the login key is random. With an
 * invitation it joins that company, else it founds a tenant of its own. Its public key may be one that no seed has.
 */
export function makeBareAccount(
  address: string,
  now = Date.now(),
  user = makeUserId(),
  invitation: BareInvitation | null = null,
  xwing: XWingPublicKey | null = null,
) {
  const device = makeId(now);
  const keys = makeAccountKeys();
  const own = ownKeysOf(keys, xwing);
  const founder = { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const { salt: personSalt, name } = invitation ?? { salt: asPersonSalt(randomBytes(32)), name: "Ada Lovelace" };
  const person = personCommitment(personSalt, address, name);
  const root = invitation
    ? makeJoin(invitation.state, { ...founder, time: now, invitation: invitation.pair })
    : makeTenantGenesis({ tenant: makeId(now), founder, person, time: now });
  const tenant = root.state.head.id;
  const vaultOf = (kind: "ACCOUNT" | "PERSONAL" | "BUSINESS", vaultKey: SymmetricKey) => {
    const vault = makeId(now);
    const genesis = makeProfileGenesis({
      vault,
      class: profileClass[kind],
      founder,
      vaultKey,
      tenantHead: root.state.head,
      time: now,
    });
    const made: BareVault = { id: vault, key: vaultKey, roster: genesis.state, ladder: null, leaves: new Map() };
    return { genesis, made };
  };
  const [accountVault, personal, business] = [
    vaultOf("ACCOUNT", keys.vaultKey),
    vaultOf("PERSONAL", makeVaultKey()),
    vaultOf("BUSINESS", makeVaultKey()),
  ];
  const devicePair = deriveSigningPair(makeSigningSeed());
  const login = deriveSigningPair(makeSigningSeed());
  const refreshToken = randomBytes(32);
  const account: BareAccount = {
    address,
    user,
    device,
    devicePair,
    login,
    signing: own.signing,
    xwingSeed: keys.xwingSeed,
    xwingKeyHash: own.xwingKeyHash,
    refreshToken,
    tenant: root.state.head,
    tenantState: root.state,
    vaults: { ACCOUNT: accountVault.made, PERSONAL: personal.made, BUSINESS: business.made },
  };
  const wraps = wrapAccountKeys(keys, { user, keyGeneration: 1, vault: accountVault.made.id, epoch: 1 });
  const entry = encodeEntry({
    type: entryType.ACCOUNT,
    wrapGeneration: 1,
    keyGeneration: 1,
    tenant,
    tenantGenesis: root.state.genesis,
  });
  const first = draft(account, account.vaults.ACCOUNT, [newRecord(account.vaults.ACCOUNT, recordClass.ENTRY, entry)]);
  const input = {
    user: formatUuid(user),
    name,
    personSalt: personSalt as Uint8Array,
    device: { device: formatUuid(device), name: "laptop", publicKey: devicePair.publicKey as Uint8Array },
    keys: {
      parameters: encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) }),
      loginKey: login.publicKey as Uint8Array,
      rootKey: wrapRootKey(asSymmetricKey(randomBytes(32)), user, 1, keys.rootKey),
      signingSeed: wraps.signingSeed,
      encryptionSeed: wraps.xwingSeed,
      encryptionKey: own.xwing as Uint8Array,
      accountVaultKey: wraps.vaultKey,
    },
    links: [root, accountVault.genesis, personal.genesis, business.genesis].map(({ signed }) => linkInput(signed)),
    accountVault: first.input,
    refreshTokenHash: tokenHash(asToken(refreshToken)) as Uint8Array,
  };
  first.apply();
  return { account, input, keys, root };
}

/** With another public key than that of the seed, where a test wants one. */
export function ownKeysOf(keys: Parameters<typeof deriveOwnKeys>[0], xwing: XWingPublicKey | null): OwnKeys {
  const own = deriveOwnKeys(keys);
  return xwing ? { ...own, xwing, xwingKeyHash: publicKeyHash(xwing) } : own;
}

export function linkInput(signed: Uint8Array): SignedLinkInput {
  const { bytes, signatures } = openSignedLink(signed);
  return { link: bytes, signatures: [...signatures] };
}

/** One change of a record, with the leaf that it makes; a purge makes none. */
export interface BareChange {
  readonly input: RecordChangeInput;
  readonly fields: LeafFields | null;
}

export function newRecord(
  vault: BareVault,
  recordClass: number,
  plaintext: Uint8Array,
  folder: Id | null = null,
): BareChange {
  return sealAgain(vault, makeId(Date.now()), recordClass, plaintext, folder);
}

export function sealAgain(
  vault: BareVault,
  record: Id,
  kind: number,
  plaintext: Uint8Array,
  folder: Id | null = null,
): BareChange {
  const before = vault.leaves.get(formatUuid(record));
  const version = (before?.fields.version ?? 0) + 1;
  const epoch = vault.roster.epoch?.epoch ?? 0;
  const { body, key } = sealRecord(vault.key, { vault: vault.id, record, version, schema: 1, epoch }, plaintext);
  const fields = {
    record,
    class: kind,
    version,
    trashedSince: 0,
    folder,
    schema: 1,
    epoch,
    bodyHash: sealedHash(body),
    keyHash: sealedHash(key),
    previousLeaf: before?.leaf ?? null,
  };
  const input = {
    record: formatUuid(record),
    expectedLeaf: before?.leaf ?? null,
    class: kind,
    version,
    folder: folder && formatUuid(folder),
    schema: 1,
    epoch,
    body,
    key,
  };
  return { input, fields };
}

export function move(vault: BareVault, record: Id, place: { trashedSince?: number; folder?: Id | null }): BareChange {
  const before = held(vault, record);
  const trashedSince = place.trashedSince ?? before.fields.trashedSince;
  const folder = place.folder === undefined ? before.fields.folder : place.folder;
  return {
    input: {
      record: formatUuid(record),
      expectedLeaf: before.leaf,
      trashedAt: trashedSince > 0 ? new Date(trashedSince) : null,
      folder: folder && formatUuid(folder),
    },
    fields: { ...before.fields, trashedSince, folder },
  };
}

export function purge(vault: BareVault, record: Id): BareChange {
  return { input: { record: formatUuid(record), expectedLeaf: held(vault, record).leaf, purge: true }, fields: null };
}

function held(vault: BareVault, record: Id) {
  const before = vault.leaves.get(formatUuid(record));
  if (!before) throw new Error("the vault has no such record");
  return before;
}

/** What is signed for a set of changes. `twist` changes the manifest before it is signed. `apply` takes it as committed. */
export function draft(
  account: Pick<BareAccount, "user" | "device" | "signing" | "tenant">,
  vault: BareVault,
  changes: readonly BareChange[],
  twist: (manifest: Manifest) => Manifest = (manifest) => manifest,
  signer: SigningPair = account.signing,
): { input: VaultCommitInput; hash: Hash; apply(): void } {
  const leaves = new Map(vault.leaves);
  for (const { input, fields } of changes) {
    if (fields) leaves.set(input.record, { fields, leaf: leafHash(fields) });
    else leaves.delete(input.record);
  }
  const revision = (vault.ladder?.[0]?.revision ?? 0) + 1;
  const manifest = twist({
    vault: vault.id,
    revision,
    previous: vault.ladder?.[0]?.hash ?? null,
    skip: nextSkip(vault.ladder),
    rosterSeq: vault.roster.head.seq,
    rosterHash: vault.roster.head.hash,
    epoch: vault.roster.epoch?.epoch ?? 0,
    root: treeRoot(treeOf([...leaves.values()].map(({ fields, leaf }) => ({ id: fields.record, hash: leaf })))),
    count: leaves.size,
    tenantHead: account.tenant,
    author: { user: account.user, key: account.signing.publicKey },
    device: account.device,
    time: Date.now(),
  });
  const bytes = encodeManifest(manifest);
  const hash = manifestHash(bytes);
  return {
    hash,
    input: {
      vault: formatUuid(vault.id),
      manifest: bytes,
      signature: sign("manifest", bytes, signer),
      changes: changes.map((change) => change.input),
    },
    apply() {
      vault.ladder = climb(vault.ladder, { revision, hash });
      vault.leaves.clear();
      for (const [record, leaf] of leaves) vault.leaves.set(record, leaf);
    },
  };
}
