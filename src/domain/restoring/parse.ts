import { checkEnvelope } from "../../crypto/envelope.ts";
import { asHash, asSignature, type Hash, type Id, type Signature } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { type Manifest, manifestHash, parseManifest } from "../../crypto/manifest.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RecordId, type VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { SignedLinkInput } from "../commit/input.ts";
import { type EpochKey, type ParsedLink, parseSignedLink } from "../commit/parse.ts";
import { parseLength, parseSealedKey, proving } from "../invalid.ts";

export interface OfferedHead {
  readonly vault: string;
  readonly revision: number;
  readonly hash?: Uint8Array | null;
}

export interface UploadInput {
  readonly vault: string;
  readonly base: number;
  readonly links: readonly SignedLinkInput[];
  readonly manifests: readonly { readonly manifest: Uint8Array; readonly signature: Uint8Array }[];
  readonly epochKeys: readonly EpochKey[];
  readonly records: readonly UploadedRecordInput[];
  readonly gone: readonly string[];
}

interface UploadedRecordInput {
  readonly record: string;
  readonly class: number;
  readonly version: number;
  readonly trashedAt?: Date | null;
  readonly folder?: string | null;
  readonly schema: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly key: Uint8Array;
  readonly previousLeaf?: Uint8Array | null;
}

export interface ParsedManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  readonly signature: Signature;
  readonly hash: Hash;
}

/** A record as it stands under the uploaded head. */
export interface UploadedRecord {
  readonly record: RecordId;
  readonly id: Id;
  readonly class: number;
  readonly version: number;
  readonly trashedSince: number;
  readonly folder: RecordId | null;
  readonly schema: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly key: Uint8Array;
  readonly previousLeaf: Hash | null;
}

/** An upload whose shape holds; whether it fits is not yet known. */
export interface Upload {
  readonly vault: VaultId;
  readonly base: number;
  readonly links: readonly ParsedLink[];
  /** The head first. */
  readonly manifests: readonly [ParsedManifest, ...ParsedManifest[]];
  readonly epochKeys: readonly EpochKey[];
  readonly records: readonly UploadedRecord[];
  readonly gone: readonly RecordId[];
}

/** Throws `BAD_USER_INPUT`. */
export function parseOffers(heads: readonly OfferedHead[]) {
  if (heads.length < 1 || heads.length > bounds.knownHeads) throw refused(`heads are 1 to ${bounds.knownHeads}.`);
  const parsed = heads.map(({ vault, revision, hash }) => {
    parseCount(revision, "revision", 0);
    if ((revision === 0) !== (hash == null)) throw refused("A head has a hash, and revision 0 has none.");
    return { vault: parseId<VaultId>(vault, "vault"), revision, hash: hash ?? null };
  });
  checkDistinct(parsed.map(({ vault }) => vault));
  return parsed;
}

/** Takes an upload apart, without a costly check. Throws `BAD_USER_INPUT`, `INVALID_PROOF`. */
export function parseUpload(input: UploadInput): Upload {
  checkSize(input);
  const [head, ...below] = input.manifests.map(parseSignedManifest);
  if (head === undefined) throw refused("manifests begin with the head.");
  const records = input.records.map(parseRecord);
  const gone = input.gone.map((id) => parseId<RecordId>(id, "gone"));
  checkDistinct([...records.map(({ record }) => record), ...gone]);
  return {
    vault: parseId<VaultId>(input.vault, "vault"),
    base: parseCount(input.base, "base", 0),
    links: input.links.map(parseSignedLink),
    manifests: [head, ...below],
    epochKeys: input.epochKeys.map(({ epoch, previousKey }) => ({
      epoch: parseCount(epoch, "epoch", 2),
      previousKey: parseSealedKey(previousKey, "previousKey"),
    })),
    records,
    gone,
  };
}

function checkSize({ links, manifests, epochKeys, records, gone }: UploadInput): void {
  if (links.length > bounds.linksPerPage) throw refused(`links are at most ${bounds.linksPerPage}.`);
  if (epochKeys.length > links.length) throw refused("A key of an epoch comes with its link.");
  if (manifests.length > bounds.manifestsPerUpload) {
    throw refused(`manifests are at most ${bounds.manifestsPerUpload}.`);
  }
  if (records.length + gone.length > bounds.recordsPerUpload) {
    throw refused(`records are at most ${bounds.recordsPerUpload}.`);
  }
  const bytes = records.reduce((sum, { body, key }) => sum + body.length + key.length, 0);
  if (bytes > bounds.bytesPerCommit)
    throw refused(`An upload has at most ${bounds.bytesPerCommit} bytes of envelopes.`);
}

function parseSignedManifest({ manifest: bytes, signature }: UploadInput["manifests"][number]): ParsedManifest {
  const manifest = proving(() => parseManifest(bytes));
  for (const count of [manifest.revision, manifest.rosterSeq, manifest.epoch, manifest.tenantHead.seq]) {
    parseCount(count, "manifest", 0);
  }
  return {
    manifest,
    bytes,
    signature: asSignature(parseLength(signature, "signature", 64)),
    hash: manifestHash(bytes),
  };
}

function parseRecord(input: UploadedRecordInput): UploadedRecord {
  const record = parseId<RecordId>(input.record, "record");
  const folder = input.folder == null ? null : parseId<RecordId>(input.folder, "folder");
  if (folder === record) throw refused("A record is not in itself.");
  const known: readonly number[] = [recordClass.FOLDER, recordClass.ITEM, recordClass.PLACEMENT, recordClass.ENTRY];
  if (!known.includes(input.class)) throw refused("class is 1 to 4.");
  const version = parseCount(input.version, "version", 1);
  if ((version === 1) !== (input.previousLeaf == null)) throw refused("The first version alone has no leaf before it.");
  const trashedSince = input.trashedAt == null ? 0 : input.trashedAt.getTime();
  if (trashedSince < 0 || (input.trashedAt && trashedSince === 0)) throw refused("trashedAt is after 1970.");
  proving(() => checkEnvelope(input.body, bounds.body));
  return {
    record,
    id: parseUuid(record),
    class: input.class,
    version,
    trashedSince,
    folder,
    schema: parseCount(input.schema, "schema", 1, 65_535),
    epoch: parseCount(input.epoch, "epoch", 1),
    body: input.body,
    key: parseSealedKey(input.key, "key"),
    previousLeaf: input.previousLeaf ? asHash(parseLength(input.previousLeaf, "previousLeaf", 32)) : null,
  };
}

function parseCount(value: number, field: string, minimum: number, maximum: number = bounds.count): number {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw refused(`${field} is ${minimum} to ${maximum}.`);
  }
  return value;
}

function checkDistinct(ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) throw refused("One thing is named twice.");
}

const refused = (message: string): Failure => new Failure("BAD_USER_INPUT", message);
