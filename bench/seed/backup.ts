import type { BackupContent } from "../../src/client/backup/content.ts";
import type { RecoverySecrets } from "../../src/client/backup/open.ts";
import type { BackupGround } from "../../src/client/backup/verify.ts";
import { treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import { deriveOwnKeys, makeAccountKeys } from "../../src/crypto/client/account-keys.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { deriveGroupSeed, makeGroupSecret } from "../../src/crypto/client/group.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { sealRecord } from "../../src/crypto/client/record.ts";
import { signManifest } from "../../src/crypto/client/sign.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asHash, type Id, type SymmetricKey } from "../../src/crypto/keys.ts";
import { leafHash, recordClass } from "../../src/crypto/leaf.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { splitSignedManifest } from "../../src/crypto/manifest.ts";
import { deriveXWingPublicKey, randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId, makeUserId } from "../../src/crypto/uuid.ts";
import { login } from "./client.ts";

/** A backup of a business profile as it would come from a server, and what a custodian has who verifies and opens it. */
export function makeBackup(items: number): {
  readonly content: BackupContent;
  readonly ground: BackupGround;
  readonly secrets: RecoverySecrets;
} {
  const [id, user, group, secret, key] = [makeId(1), makeUserId(), makeId(1), makeGroupSecret(), makeVaultKey()];
  const own = deriveOwnKeys(makeAccountKeys());
  const founder = { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const tenant = makeTenantGenesis({ tenant: makeId(1), founder, person: asHash(randomBytes(32)), time: 1 });
  const tenantHead = tenant.state.head;
  const roster = makeProfileGenesis({
    vault: id,
    class: profileClass.BUSINESS,
    founder,
    vaultKey: key,
    tenantHead,
    time: 1,
  });
  const records = Array.from({ length: items }, (_, i) => record(id, key, `Website ${i}`));
  const { signed } = signManifest(
    {
      vault: id,
      revision: 1,
      previous: null,
      skip: null,
      rosterSeq: 0,
      rosterHash: roster.state.head.hash,
      epoch: 1,
      root: treeRoot(treeOf(records.map(({ recordId, leaf }) => ({ id: recordId, hash: leaf })))),
      count: items,
      tenantHead,
      author: { user, key: own.signing.publicKey },
      device: makeId(1),
      time: 1,
    },
    own.signing,
  );
  const { bytes: manifest, signature } = splitSignedManifest(signed);
  const publicKey = deriveXWingPublicKey(deriveGroupSeed(secret, group, 1));
  const wrap = wrapKeyFor(publicKey, { roster: id, epoch: 1, user: group }, key);
  const vault = formatUuid(id);
  return {
    content: {
      vault,
      kind: "PROFILE",
      links: [{ seq: 0, signed: roster.signed }],
      head: { revision: 1, manifest, signature },
      epochKeys: [],
      wraps: [{ epoch: 1, group: formatUuid(group), groupEpoch: 1, wrap }],
      name: null,
      records,
    },
    ground: {
      tenant: { links: [tenant.signed], states: [tenant.state] },
      groups: new Map(),
      wanted: { vault, user, named: null, least: null },
    },
    secrets: new Map([[formatUuid(group), new Map([[1, secret]])]]),
  };
}

function record(vault: Id, key: SymmetricKey, title: string): BackupContent["records"][number] {
  const recordId = makeId(Date.now());
  const place = { vault, record: recordId, version: 1, schema: 1, epoch: 1 };
  const sealed = sealRecord(key, place, new TextEncoder().encode(JSON.stringify(login(title))));
  const its = { class: recordClass.ITEM, version: 1, trashedSince: 0, folder: null, schema: 1, epoch: 1 } as const;
  const [bodyHash, keyHash] = [sealedHash(sealed.body), sealedHash(sealed.key)];
  const leaf = leafHash({ record: recordId, ...its, bodyHash, keyHash, previousLeaf: null });
  return { record: formatUuid(recordId), recordId, leaf, content: { ...its, ...sealed, previousLeaf: null } };
}
