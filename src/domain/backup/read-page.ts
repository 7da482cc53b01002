import { Failure } from "../../errors.ts";
import type { BackupId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { splitSignatures } from "../sync/read-changes.ts";
import type { Transaction } from "../transaction.ts";
import {
  type BackupRecordRow,
  type HeadRow,
  listKeysOf,
  listLinksOf,
  listRecordsOf,
  loadHead,
} from "./content-rows.ts";
import { type BackupRow, backupFrom } from "./list.ts";
import { encodePosition, firstRecord, type Position } from "./position.ts";

/** A page of a backup. */
export interface ContentPage {
  readonly backup: BackupRow;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
  readonly wrap: {
    readonly epoch: number;
    readonly group: string;
    readonly groupEpoch: number;
    readonly wrap: Uint8Array;
  };
  readonly name: { readonly name: Uint8Array; readonly epoch: number } | null;
  readonly links: readonly {
    readonly seq: number;
    readonly link: Uint8Array;
    readonly signatures: readonly Uint8Array[];
  }[];
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly records: readonly BackupRecordRow[];
  readonly next: string | null;
}

type Parts = Pick<ContentPage, "links" | "epochKeys" | "records"> & { readonly next: Position | null };

const none = { links: [], epochKeys: [], records: [] };

/** At most `first` entries of a backup from a position on. Throws `NOT_FOUND` where there is no such backup. */
export async function readPage(
  tx: Transaction,
  backup: BackupId,
  position: Position,
  first: number,
): Promise<ContentPage> {
  const [[head]] = await tx.run(loadHead(backup));
  if (!head) throw new Failure("NOT_FOUND");
  const { next, ...parts } = await readFrom(tx, head, position, first);
  return { ...saidOf(head), ...parts, next: next && encodePosition(next) };
}

function saidOf({ manifest, signature, wrap, name, nameEpoch, rosterSeq: _, ...row }: HeadRow) {
  const { epoch, group, groupEpoch } = row;
  return {
    backup: backupFrom(row),
    manifest,
    signature,
    wrap: { epoch, group, groupEpoch, wrap },
    name: name === null || nameEpoch === null ? null : { name, epoch: nameEpoch },
  };
}

async function readFrom(tx: Transaction, head: HeadRow, position: Position, first: number): Promise<Parts> {
  if (position.part === "RECORDS") return readRecords(tx, head, position, first);
  if (position.part === "KEYS") {
    const [rows] = await tx.run(listKeysOf(head.id, position.below, first + 1));
    const epochKeys = rows.slice(0, first);
    const last = epochKeys.at(-1);
    if (last && rows.length >= first) return { ...none, epochKeys, next: { part: "KEYS", below: last.epoch } };
    return { ...(await readFrom(tx, head, firstRecord, first - epochKeys.length)), epochKeys };
  }
  const [rows] = await tx.run(listLinksOf(head.id, position.from, first));
  const links = rows.map((row) => ({ ...row, signatures: splitSignatures(row.signatures) }));
  const last = links.at(-1);
  if (last && rows.length === first) return { ...none, links, next: { part: "LINKS", from: last.seq + 1 } };
  const below: Position = { part: "KEYS", below: bounds.count };
  return { ...(await readFrom(tx, head, below, first - links.length)), links };
}

async function readRecords(
  tx: Transaction,
  head: HeadRow,
  { bucket, after }: Extract<Position, { part: "RECORDS" }>,
  first: number,
): Promise<Parts> {
  const [rows] = await tx.run(listRecordsOf(head, bucket, after, first + 1, bounds.charactersPerPage));
  const records = rows.slice(0, first);
  const last = records.at(-1);
  // Where a page ended by its characters, the next one says whether there is more.
  const next: Position | null = last ? { part: "RECORDS", bucket: last.bucket, after: last.record } : null;
  return { ...none, records, next };
}
