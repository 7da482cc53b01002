import { type BucketTree, changeTree, treeRoot } from "../../src/crypto/bucket-tree.ts";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { sealRecord } from "../../src/crypto/client/record.ts";
import { sign } from "../../src/crypto/client/sign.ts";
import { climb, type Ladder, nextSkip } from "../../src/crypto/descent.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import type { Hash, Id, Signature, SigningPair, SymmetricKey } from "../../src/crypto/keys.ts";
import { leafHash, recordClass } from "../../src/crypto/leaf.ts";
import { encodeManifest, manifestHash } from "../../src/crypto/manifest.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";

/** A vault as its one writer knows it; each draft moves it on. */
export interface Vault {
  readonly id: Id;
  readonly key: SymmetricKey;
  readonly roster: ChainHead;
  ladder: Ladder | null;
  tree: BucketTree;
}

/** Who signs: all that a manifest states of its author. */
export interface Author {
  readonly user: Id;
  readonly device: Id;
  readonly tenant: ChainHead;
  readonly signing: SigningPair;
}

/** Every vault here is in its first epoch. */
const epoch = 1;
/** Bytes of an item before it is padded to 512 and sealed: an envelope of about 600. */
const itemLength = 430;

/** A record as it is sent, and the leaf that it makes. */
export interface NewRecord {
  readonly id: Id;
  readonly leaf: Hash;
  readonly input: {
    readonly record: string;
    readonly expectedLeaf: Hash | null;
    readonly class: number;
    readonly version: number;
    readonly schema: number;
    readonly epoch: number;
    readonly body: Uint8Array;
    readonly key: Uint8Array;
  };
}

export const newRecord = (vault: Vault, kind: number, plaintext: Uint8Array): NewRecord =>
  sealed(vault, { id: makeId(Date.now()), kind, version: 1, previousLeaf: null }, plaintext);

/** The next version of an item, with other content of the same length. */
export const editItem = (vault: Vault, { id, leaf, input }: NewRecord): NewRecord =>
  sealed(vault, { id, kind: input.class, version: input.version + 1, previousLeaf: leaf }, randomBytes(itemLength));

interface Version {
  readonly id: Id;
  readonly kind: number;
  readonly version: number;
  readonly previousLeaf: Hash | null;
}

function sealed(vault: Vault, { id, kind, version, previousLeaf }: Version, plaintext: Uint8Array): NewRecord {
  const place = { vault: vault.id, record: id, version, schema: 1, epoch };
  const { body, key } = sealRecord(vault.key, place, plaintext);
  const fields = { record: id, class: kind, version, trashedSince: 0, folder: null, schema: 1, epoch };
  return {
    id,
    leaf: leafHash({ ...fields, bodyHash: sealedHash(body), keyHash: sealedHash(key), previousLeaf }),
    input: { record: formatUuid(id), expectedLeaf: previousLeaf, class: kind, version, schema: 1, epoch, body, key },
  };
}

export const newItem = (vault: Vault): NewRecord => newRecord(vault, recordClass.ITEM, randomBytes(itemLength));

/** One vault's part of a commit, signed: the next of its chain. */
export interface Draft {
  readonly input: {
    readonly vault: string;
    readonly manifest: Uint8Array;
    readonly signature: Signature;
    readonly changes: readonly NewRecord["input"][];
  };
  readonly revision: number;
  readonly hash: Hash;
  readonly count: number;
}

/** Signs for new records, and moves the vault on: what is drafted has to be committed, in this order. */
export function draftCommit(author: Author, vault: Vault, records: readonly NewRecord[]): Draft {
  const revision = (vault.ladder?.[0]?.revision ?? 0) + 1;
  const tree = changeTree(
    vault.tree,
    records.map(({ id, leaf }) => ({ id, hash: leaf })),
  );
  const manifest = encodeManifest({
    vault: vault.id,
    revision,
    previous: vault.ladder?.[0]?.hash ?? null,
    skip: nextSkip(vault.ladder),
    rosterSeq: vault.roster.seq,
    rosterHash: vault.roster.hash,
    epoch,
    root: treeRoot(tree),
    count: tree.count,
    tenantHead: author.tenant,
    author: { user: author.user, key: author.signing.publicKey },
    device: author.device,
    time: Date.now(),
  });
  const hash = manifestHash(manifest);
  vault.tree = tree;
  vault.ladder = climb(vault.ladder, { revision, hash });
  const signature = sign("manifest", manifest, author.signing);
  const changes = records.map(({ input }) => input);
  return { input: { vault: formatUuid(vault.id), manifest, signature, changes }, revision, hash, count: tree.count };
}
