/** Backups of vaults that stand in signed links and sealed records alone: no server, no store. */
import type { BackupContent } from "../../src/client/backup/content.ts";
import type { BackupRecord } from "../../src/client/backup/file.ts";
import type { RecoverySecrets } from "../../src/client/backup/open.ts";
import type { WantedBackup } from "../../src/client/backup/verify.ts";
import { leafOf } from "../../src/client/vault/record.ts";
import { treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis } from "../../src/crypto/client/genesis.ts";
import { deriveGroupSeed, makeGroupSecret } from "../../src/crypto/client/group.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { sealRecord } from "../../src/crypto/client/record.ts";
import { signManifest } from "../../src/crypto/client/sign.ts";
import type { Id, SymmetricKey } from "../../src/crypto/keys.ts";
import { type RecordClass, recordClass } from "../../src/crypto/leaf.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { type Manifest, splitSignedManifest } from "../../src/crypto/manifest.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { type PaperCompany, type PaperPerson, sequenced } from "./paper-company.ts";

/** The secret of the one epoch of a recovery group. */
export class PaperRecovery {
  readonly id = makeId(1);
  readonly secret: SymmetricKey = makeGroupSecret();
  readonly group = formatUuid(this.id);
  readonly secrets: RecoverySecrets = new Map([[this.group, new Map([[1, this.secret]])]]);

  /** A vault's key, entrusted to it. */
  wrap(vault: Id, epoch: number, key: SymmetricKey): BackupContent["wraps"][number] {
    const publicKey = deriveXWingPublicKey(deriveGroupSeed(this.secret, this.id, 1));
    const wrap = wrapKeyFor(publicKey, { roster: vault, epoch, user: this.id }, key);
    return { epoch, group: this.group, groupEpoch: 1, wrap };
  }
}

/** A profile of one epoch, with what is in it. */
export class PaperProfile {
  readonly id = makeId(1);
  readonly vault = formatUuid(this.id);
  readonly key = makeVaultKey();
  readonly made: MadeLink[];
  readonly records: BackupRecord[] = [];

  constructor(
    readonly company: PaperCompany,
    readonly owner: PaperPerson,
    readonly profile: 1 | 2 | 3 = profileClass.BUSINESS,
  ) {
    this.made = [
      makeProfileGenesis({
        vault: this.id,
        class: profile,
        founder: owner,
        vaultKey: this.key,
        tenantHead: company.state.head,
        time: 1,
      }),
    ];
  }

  put(
    body: unknown,
    { its = recordClass.ITEM as RecordClass, folder = null as Id | null, schema = 1, epoch = 1 } = {},
  ): Id {
    const recordId = makeId(1);
    const place = { vault: this.id, record: recordId, version: 1, schema, epoch };
    const sealed = sealRecord(this.key, place, new TextEncoder().encode(JSON.stringify(body)));
    const rest = { class: its, version: 1, trashedSince: 0, folder, schema, epoch, previousLeaf: null };
    const content = { ...rest, ...sealed };
    this.records.push({ record: formatUuid(recordId), recordId, leaf: leafOf(recordId, content), content });
    return recordId;
  }

  /** Signed by its owner, or by whom else the manifest says. */
  backup(recovery: Pick<PaperRecovery, "wrap">, more: Partial<Manifest> = {}, by = this.owner): BackupContent {
    const { head } = (this.made.at(-1) as MadeLink).state;
    const tree = treeOf(this.records.map(({ recordId, leaf }) => ({ id: recordId, hash: leaf })));
    const manifest: Manifest = {
      vault: this.id,
      revision: 1,
      previous: null,
      skip: null,
      rosterSeq: head.seq,
      rosterHash: head.hash,
      epoch: 1,
      root: treeRoot(tree),
      count: tree.count,
      tenantHead: this.company.state.head,
      author: { user: by.user, key: by.signing.publicKey },
      device: makeId(1),
      time: 1,
      ...more,
    };
    const { signed } = signManifest(manifest, by.signing);
    const { bytes, signature } = splitSignedManifest(signed);
    return {
      vault: this.vault,
      kind: "PROFILE",
      links: sequenced(this.made),
      head: { revision: manifest.revision, manifest: bytes, signature },
      epochKeys: [],
      wraps: [recovery.wrap(this.id, 1, this.key)],
      name: null,
      records: [...this.records],
    };
  }

  wanted(more: Partial<WantedBackup> = {}): WantedBackup {
    return { vault: this.vault, user: this.owner.user, named: null, least: null, ...more };
  }
}

/** What a custodian holds of the company, for a backup that is wanted. */
export const groundOf = (company: PaperCompany, wanted: WantedBackup, length?: number) => {
  const tenant = company.chain(length);
  return { tenant, groups: new Map(), wanted };
};
