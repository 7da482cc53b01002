import { treeOf } from "../../src/crypto/bucket-tree.ts";
import { deriveOwnKeys, makeAccountKeys, wrapAccountKeys, wrapRootKey } from "../../src/crypto/client/account-keys.ts";
import { encodeEntry, entryType } from "../../src/crypto/client/entry.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { defaultKdf, encodeKdfParameters } from "../../src/crypto/kdf-parameters.ts";
import { asPersonSalt, asSalt, asSymmetricKey, asToken } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId, makeUserId } from "../../src/crypto/uuid.ts";
import { type Author, draftCommit, newRecord, type Vault } from "./draft.ts";

export interface Account extends Author {
  /** The personal one. */
  readonly profile: Vault;
  /** Whose commits stand in the log. */
  readonly business: Vault;
}

const profileKinds = ["ACCOUNT", "PERSONAL", "BUSINESS"] as const;

/** A new account of bare crypto, and what `completeSignUp` takes of it. No password: the login key is random. */
export function makeAccount(address: string, name: string) {
  const now = Date.now();
  const [user, tenant, device] = [makeUserId(), makeId(now), makeId(now)];
  const keys = makeAccountKeys();
  const own = deriveOwnKeys(keys);
  const founder = { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const personSalt = asPersonSalt(randomBytes(32));
  const root = makeTenantGenesis({ tenant, founder, person: personCommitment(personSalt, address, name), time: now });
  const founded = profileKinds.map((kind) => {
    const key = kind === "ACCOUNT" ? keys.vaultKey : makeVaultKey();
    const given = { vault: makeId(now), class: profileClass[kind], founder, vaultKey: key };
    const { state, signed } = makeProfileGenesis({ ...given, tenantHead: root.state.head, time: now });
    const vault: Vault = { id: given.vault, key, roster: state.head, ladder: null, tree: treeOf([]) };
    return { vault, signed };
  });
  const [accountVault, profile, business] = founded.map(({ vault }) => vault) as [Vault, Vault, Vault];
  const account: Account = { user, device, tenant: root.state.head, signing: own.signing, profile, business };

  const entry = {
    type: entryType.ACCOUNT,
    wrapGeneration: 1,
    keyGeneration: 1,
    tenant,
    tenantGenesis: root.state.genesis,
  };
  const wraps = wrapAccountKeys(keys, { user, keyGeneration: 1, vault: accountVault.id, epoch: 1 });
  const input = {
    user: formatUuid(user),
    name,
    personSalt,
    device: { device: formatUuid(device), name: "bench", publicKey: deriveSigningPair(makeSigningSeed()).publicKey },
    keys: {
      parameters: encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) }),
      loginKey: deriveSigningPair(makeSigningSeed()).publicKey,
      rootKey: wrapRootKey(asSymmetricKey(randomBytes(32)), user, 1, keys.rootKey),
      signingSeed: wraps.signingSeed,
      encryptionSeed: wraps.xwingSeed,
      encryptionKey: own.xwing,
      accountVaultKey: wraps.vaultKey,
    },
    links: [root.signed, ...founded.map(({ signed }) => signed)].map((signed) => {
      const { bytes, signatures } = openSignedLink(signed);
      return { link: bytes, signatures };
    }),
    accountVault: draftCommit(account, accountVault, [newRecord(accountVault, recordClass.ENTRY, encodeEntry(entry))])
      .input,
    refreshTokenHash: tokenHash(asToken(randomBytes(32))),
  };
  return { account, input };
}
