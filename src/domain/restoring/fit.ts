import { bucketOf } from "../../crypto/bucket-root.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash } from "../../crypto/keys.ts";
import { leafHash, recordClass } from "../../crypto/leaf.ts";
import { operation } from "../../crypto/link.ts";
import { skipRevision } from "../../crypto/manifest.ts";
import { applyLink, checkCut, checkTenantHead } from "../../crypto/roster.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { verifySignature } from "../../crypto/signature.ts";
import { checkManifest, type ShareGround } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { bounds } from "../bounds.ts";
import { type Buckets, changeBuckets, rootOfBuckets } from "../commit/buckets.ts";
import type { VaultGround } from "../commit/ground.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { ParsedManifest, Upload, UploadedRecord } from "./parse.ts";

/** What the server has of a vault when an upload is held against it. */
export interface UploadGround extends Pick<VaultGround, "class" | "head" | "roster" | "tenantLinks" | "buckets"> {
  /** Of a share: who may have written the head, by rosters as the server has them. */
  readonly share?: ShareGround;
}

/** A record with its leaf, to be written. */
export interface Uploaded extends UploadedRecord {
  readonly bucket: number;
  readonly leaf: Hash;
}

/** What fits, to be written. */
export interface Fitting {
  readonly roster: RosterState;
  readonly records: readonly Uploaded[];
  readonly count: number;
}

/**
 * Holds an upload against what the server has of the vault (PROTOCOL §5.8): chain of links, descent and signatures of the
 * manifests, the head's right, and the root over what stands then. Throws ProtocolError.
 */
export function fitUpload(ground: UploadGround, upload: Upload): Fitting {
  const roster = upload.links.reduce((state, link) => follow(ground, state, link), ground.roster);
  checkEpochKeys(upload);
  checkDescent(ground, upload);
  const records = upload.records.map((record) => uploaded(ground, record));
  const buckets = putInPlace(ground.buckets, records, upload);
  const count = buckets.reduce((sum, { leaves }) => sum + leaves.size, 0);
  if (count > bounds.recordsPerVault) throw new ProtocolError("TOO_LARGE", "vault");
  const [{ manifest }] = upload.manifests;
  checkManifest(ground.head?.manifest ?? null, manifest, {
    roster,
    tenantLink: ground.tenantLinks.get(manifest.tenantHead.seq) ?? null,
    root: rootOfBuckets(buckets),
    count,
    ...(ground.share && { share: ground.share }),
  });
  return { roster, records, count };
}

/**
 * New epochs of profiles, and that they entrusted keys, alone: own keys stand in the account beside the roster, which nobody brings;
 * and so do names, wraps and answers of a share, and what company and groups were when its links were made.
 */
function follow({ class: its, head, tenantLinks }: UploadGround, state: RosterState, { link, signed }: ParsedLink) {
  const entrusts = link.operation === operation.ENTRUST && its === "BUSINESS";
  if (!(entrusts || link.operation === operation.NEW_EPOCH) || its === "ACCOUNT" || its === "SHARE")
    throw new ProtocolError("NOT_ALLOWED", "link");
  const next = applyLink(state, signed);
  const named: ChainHead | null = (next.tenantHead && tenantLinks.get(next.tenantHead.seq)) ?? null;
  checkTenantHead(next, named);
  checkCut(link, head && { vault: link.roster, revision: head.manifest.revision, hash: head.hash });
  return next;
}

/** The key before each new epoch, and no other. */
function checkEpochKeys({ links, epochKeys }: Upload): void {
  const epochs = links.flatMap(({ link }) => (link.operation === operation.NEW_EPOCH ? [link.epoch] : []));
  const same = epochs.length === epochKeys.length && epochKeys.every(({ epoch }, place) => epoch === epochs[place]);
  if (!same) throw new ProtocolError("WRONG_EPOCH", "epoch key");
}

/** From the head down each manifest is named by one above it, and the server's head in the end. */
function checkDescent({ head: held }: UploadGround, { vault, manifests }: Upload): void {
  const base = held?.manifest.revision ?? 0;
  const named = new Map<number, Hash>();
  const brought = new Set<number>();
  let above = Number.POSITIVE_INFINITY;
  for (const [place, each] of manifests.entries()) {
    const { revision } = each.manifest;
    if (revision <= base || revision >= above) throw new ProtocolError("BROKEN_CHAIN", "order of manifests");
    const expected = named.get(revision);
    if (place > 0 && !(expected && equalBytes(expected, each.hash)))
      throw new ProtocolError("BROKEN_CHAIN", "manifest");
    if (!equalBytes(each.manifest.vault, parseUuid(vault))) throw new ProtocolError("MISMATCH", "vault");
    checkSignature(each);
    name(named, each);
    brought.add(revision);
    above = revision;
  }
  const reached = named.get(base);
  if (held && !(reached && equalBytes(reached, held.hash))) throw new ProtocolError("BROKEN_CHAIN", "descent");
  // Whatever a later manifest has to name as its skip is there.
  for (let at = skipRevision(manifests[0].manifest.revision); at > base; at = skipRevision(at)) {
    if (!brought.has(at)) throw new ProtocolError("BROKEN_CHAIN", "skip");
  }
}

function name(named: Map<number, Hash>, { manifest }: ParsedManifest): void {
  const { revision, previous, skip } = manifest;
  if (previous) named.set(revision - 1, previous);
  if (skip) named.set(skipRevision(revision), skip);
}

function checkSignature({ manifest, bytes, signature }: ParsedManifest): void {
  if (!verifySignature("manifest", bytes, signature, manifest.author.key)) {
    throw new ProtocolError("BAD_SIGNATURE", "manifest");
  }
}

function uploaded({ class: its }: UploadGround, record: UploadedRecord): Uploaded {
  const placement = record.class === recordClass.PLACEMENT;
  if ((record.class === recordClass.ENTRY) !== (its === "ACCOUNT") || (placement && its === "SHARE"))
    throw new ProtocolError("NOT_ALLOWED", "class");
  const leaf = leafHash({
    record: record.id,
    class: record.class,
    version: record.version,
    trashedSince: record.trashedSince,
    folder: record.folder === null ? null : parseUuid(record.folder),
    schema: record.schema,
    epoch: record.epoch,
    bodyHash: sealedHash(record.body),
    keyHash: sealedHash(record.key),
    previousLeaf: record.previousLeaf,
  });
  return { ...record, bucket: bucketOf(record.id), leaf };
}

const putInPlace = (buckets: Buckets, records: readonly Uploaded[], { gone }: Upload): Buckets =>
  changeBuckets(buckets, [
    ...records.map(({ record, bucket, leaf, class: its, version }) => ({
      record,
      bucket,
      leaf: { leaf, class: its, version },
    })),
    ...gone.map((record) => ({ record, bucket: bucketOf(parseUuid(record)), leaf: null })),
  ]);
