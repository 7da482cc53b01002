/** What stands in the frames of a local store: facts about what is held, in the order in which they came about. */

import type { Rung } from "../../crypto/descent.ts";
import type { Id, SymmetricKey } from "../../crypto/keys.ts";
import type { Outside } from "../../crypto/outside.ts";
import type { PolicyPlace } from "../../crypto/state-entries.ts";
import type { Evidence } from "../evidence.ts";
import { type ManifestAnswer, type VaultClass, vaultClasses } from "../transport/page.ts";
import type { HeldRecord } from "../vault/record.ts";
import { ByteWriter } from "./bytes.ts";

export const format = 1;
export const tag = {
  BEGIN: 1,
  LINK: 2,
  EPOCH_KEY: 3,
  RECORDS: 4,
  REMOVED: 5,
  CLEARED: 6,
  HEAD: 7,
  EVIDENCE: 8,
  FROZEN: 9,
  DONE: 10,
  TRAIL: 11,
  POLICIES: 12,
  SHARE_KEY: 13,
  SHARE_NAME: 14,
  SHARE_LOST: 15,
  SHARE_LAST: 16,
  VISIT: 18,
  VISIT_CURSOR: 19,
};

export type Entry =
  /** The first of every store. */
  | { readonly type: "BEGIN" }
  | { readonly type: "LINK"; readonly roster: Id; readonly signed: Uint8Array }
  | { readonly type: "EPOCH_KEY"; readonly vault: Id; readonly epoch: number; readonly previousKey: Uint8Array }
  | { readonly type: "RECORDS"; readonly vault: Id; readonly records: readonly HeldRecord[] }
  | { readonly type: "REMOVED"; readonly vault: Id; readonly records: readonly Id[] }
  /** All records of a vault are gone, before others come. */
  | { readonly type: "CLEARED"; readonly vault: Id }
  | {
      readonly type: "HEAD";
      readonly vault: Id;
      readonly class: VaultClass;
      readonly signed: Uint8Array | null;
      readonly ladder: readonly Rung[];
    }
  /** Manifests below the head that were proven with it. */
  | { readonly type: "TRAIL"; readonly vault: Id; readonly manifests: readonly ManifestAnswer[] }
  | { readonly type: "EVIDENCE"; readonly evidence: Evidence }
  /** A document of policies, in the place of the one before. */
  | { readonly type: "POLICIES"; readonly place: PolicyPlace; readonly document: Uint8Array }
  /** A key that the roster states of an epoch. */
  | { readonly type: "SHARE_KEY"; readonly share: Id; readonly epoch: number; readonly key: SymmetricKey }
  /** The sealed name that the roster states. */
  | { readonly type: "SHARE_NAME"; readonly share: Id; readonly epoch: number; readonly envelope: Uint8Array }
  /** Whether the server shows no more of it. Then its records are gone with it. */
  | { readonly type: "SHARE_LOST"; readonly share: Id; readonly lost: boolean }
  /** Where its vault was before it was lost. */
  | { readonly type: "SHARE_LAST"; readonly share: Id; readonly signed: Uint8Array; readonly ladder: readonly Rung[] }
  /** A share is one of another company; the link up to which its roster is taken on the word of whoever invited. */
  | ({ readonly type: "VISIT"; readonly share: Id } & Omit<Outside, "kind">)
  /** Up to where the server was read there; null: from the beginning. */
  | { readonly type: "VISIT_CURSOR"; readonly share: Id; readonly cursor: string | null }
  /** Without evidence: not any more. */
  | {
      readonly type: "FROZEN";
      readonly vault: Id;
      readonly evidence: string | null;
      readonly key: { readonly epoch: number; readonly key: SymmetricKey } | null;
    }
  /** What stands before it belongs together; what follows the last one was cut off by a crash. */
  | { readonly type: "DONE"; readonly cursor: string | null; readonly synced: number };

/** As many bytes as fit a frame with room to spare (PROTOCOL §6.2). */
const room = 60_000;

/** Entries as frames' contents; records are spread over as many as they need. */
export function encodeEntries(entries: Iterable<Entry>): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.type === "RECORDS") encodeRecords(frames, entry.vault, entry.records);
    else if (entry.type === "TRAIL") encodeTrail(frames, entry.vault, entry.manifests);
    else if (entry.type === "EVIDENCE") encodeEvidence(frames, entry.evidence);
    else frames.push(encodeEntry(entry));
  }
  return frames;
}

function encodeEntry(entry: Exclude<Entry, { type: "RECORDS" | "EVIDENCE" | "TRAIL" }>): Uint8Array {
  const to = new ByteWriter().u8(tag[entry.type]);
  switch (entry.type) {
    case "BEGIN":
      return to.u8(format).done();
    case "LINK":
      return to.raw(entry.roster).bytes(entry.signed).done();
    case "EPOCH_KEY":
      return to.raw(entry.vault).u53(entry.epoch).bytes(entry.previousKey).done();
    case "REMOVED":
      to.raw(entry.vault);
      for (const record of entry.records) to.raw(record);
      return to.done();
    case "CLEARED":
      return to.raw(entry.vault).done();
    case "HEAD":
      to.raw(entry.vault)
        .u8(vaultClasses.indexOf(entry.class))
        .bytes(entry.signed ?? new Uint8Array());
      for (const { revision, hash } of entry.ladder) to.u53(revision).raw(hash);
      return to.done();
    case "FROZEN":
      to.raw(entry.vault).bytes(encodeText(entry.evidence ?? ""));
      if (entry.key) to.u53(entry.key.epoch).raw(entry.key.key);
      return to.done();
    case "POLICIES":
      return to.u8(entry.place.scope).optional(entry.place.id).bytes(entry.document).done();
    case "SHARE_KEY":
      return to.raw(entry.share).u53(entry.epoch).raw(entry.key).done();
    case "SHARE_NAME":
      return to.raw(entry.share).u53(entry.epoch).bytes(entry.envelope).done();
    case "SHARE_LOST":
      return to
        .raw(entry.share)
        .u8(entry.lost ? 1 : 0)
        .done();
    case "SHARE_LAST":
      to.raw(entry.share).bytes(entry.signed);
      for (const { revision, hash } of entry.ladder) to.u53(revision).raw(hash);
      return to.done();
    case "VISIT":
      return to.raw(entry.share).raw(entry.tenant).bytes(entry.genesis).u53(entry.seq).bytes(entry.hash).done();
    case "VISIT_CURSOR":
      return to
        .raw(entry.share)
        .bytes(encodeText(entry.cursor ?? ""))
        .done();
    case "DONE":
      return to
        .bytes(encodeText(entry.cursor ?? ""))
        .u53(entry.synced)
        .done();
  }
}

function encodeRecords(frames: Uint8Array[], vault: Id, records: readonly HeldRecord[]): void {
  let to = new ByteWriter().u8(tag.RECORDS).raw(vault);
  let empty = true;
  for (const record of records) {
    if (!empty && to.length + record.body.length + record.key.length + 200 > room) {
      frames.push(to.done());
      to = new ByteWriter().u8(tag.RECORDS).raw(vault);
    }
    writeRecord(to, record);
    empty = false;
  }
  if (!empty) frames.push(to.done());
}

function encodeTrail(frames: Uint8Array[], vault: Id, manifests: readonly ManifestAnswer[]): void {
  const fresh = () => new ByteWriter().u8(tag.TRAIL).raw(vault);
  let to = fresh();
  for (const { revision, manifest, signature } of manifests) {
    if (to.length + manifest.length + 100 > room) {
      frames.push(to.done());
      to = fresh();
    }
    to.u53(revision).bytes(manifest).raw(signature);
  }
  frames.push(to.done());
}

function writeRecord(to: ByteWriter, record: HeldRecord): void {
  to.raw(record.recordId)
    .u32(record.class)
    .u53(record.version)
    .u53(record.trashedSince)
    .optional(record.folderId)
    .u32(record.schema)
    .u53(record.epoch)
    .u53(record.revision)
    .optional(record.previousLeaf)
    .bytes(record.key)
    .bytes(record.body);
}

/** Evidence may be larger than a frame: it is cut into pieces, the last one marked. */
function encodeEvidence(frames: Uint8Array[], evidence: Evidence): void {
  const bytes = encodeText(JSON.stringify(evidence));
  for (let at = 0; at < bytes.length; at += room) {
    const piece = bytes.subarray(at, at + room);
    frames.push(
      new ByteWriter()
        .u8(tag.EVIDENCE)
        .u8(at + room >= bytes.length ? 1 : 0)
        .raw(piece)
        .done(),
    );
  }
}

const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
