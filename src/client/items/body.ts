import { bounds } from "../../crypto/bounds.ts";
import { openRecordText, sealRecord } from "../../crypto/client/record.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { keyFor, keyToWrite, type Open } from "../core.ts";
import { refuseInput } from "../errors.ts";
import { isDeeper, isObject, type Json, type JsonObject } from "../json.ts";
import type { Change, Sealing } from "../sync/deed.ts";
import type { HeldVault } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";

/** The schema of folders and items that this version writes (PROTOCOL §2.4). */
export const bodySchema = 1;

/**
 * The body of a folder or item; null where this client cannot read it: a schema it does not know, or a body that is no
 * JSON object. Opened once, then kept while unlocked.
 */
export function readBody(open: Open, vault: HeldVault, record: HeldRecord): JsonObject | null {
  const known = open.plaintexts.get(record.record);
  if (known?.envelope === record.body) return known.body;
  const body = record.schema === bodySchema ? openBody(open, vault, record) : null;
  open.plaintexts.set(record.record, { envelope: record.body, body });
  return body;
}

/** The same of any sealing whose place is verified, former versions included. */
export function openBody(
  open: Open,
  vault: HeldVault,
  record: Pick<HeldRecord, "recordId" | "version" | "schema" | "epoch" | "body" | "key">,
): JsonObject | null {
  const place = {
    vault: vault.id,
    record: record.recordId,
    version: record.version,
    schema: record.schema,
    epoch: record.epoch,
  };
  try {
    return parseBody(openRecordText(keyFor(open, vault, record.epoch), place, record));
  } catch (error) {
    if (error instanceof SealError || error instanceof ProtocolError) return null;
    throw error;
  }
}

/** The object that a body's text is; null where it is none, or deeper than any: what walks through it may call itself. */
export function parseBody(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) && !isDeeper(value, bounds.bodyDepth) ? value : null;
  } catch {
    return null;
  }
}

/** UTF-8 of the JSON; throws INVALID_INPUT where it is longer than a record holds, or deeper than a body may be. */
export function encodeBody(body: JsonObject): Uint8Array {
  demandDepth(body);
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  if (bytes.length > bounds.body) refuseInput("body");
  return bytes;
}

/** Throws INVALID_INPUT for what is deeper than a body may be: before anything that calls itself walks through it. */
export function demandDepth(body: JsonObject): void {
  if (isDeeper(body, bounds.bodyDepth)) refuseInput("body");
}

/** A body, sealed for a record's next version under the key in force. */
export function sealBody(
  open: Open,
  vault: HeldVault,
  record: { readonly id: Id; readonly class: number; readonly version: number },
  body: Uint8Array,
): Sealing {
  const { epoch } = keyToWrite(open, vault);
  const { version } = record;
  const place = { vault: vault.id, record: record.id, version, schema: bodySchema, epoch };
  const sealed = sealRecord(keyFor(open, vault, epoch), place, body);
  return { class: record.class, version, schema: bodySchema, epoch, body: sealed.body, key: sealed.key };
}

/** The change that makes a new record. */
export function newRecord(
  open: Open,
  vault: HeldVault,
  recordId: Id,
  its: number,
  folder: string | null,
  body: Uint8Array,
): Change {
  return {
    record: formatUuid(recordId),
    recordId,
    expectedLeaf: null,
    place: { trashedSince: 0, folder },
    sealing: sealBody(open, vault, { id: recordId, class: its, version: 1 }, body),
  };
}

/** The change that puts a record elsewhere, or into the trash or out of it: nothing is sealed. */
export function placed(record: HeldRecord, place: { trashedSince?: number; folder?: string | null }): Change {
  const { trashedSince, folder } = record;
  return {
    record: record.record,
    recordId: record.recordId,
    expectedLeaf: record.leaf,
    place: { trashedSince, folder, ...place },
    sealing: null,
    from: { trashedSince, folder, sealing: null },
  };
}

/** The change that gives a record another body, where it is. */
export function sealedAgain(open: Open, vault: HeldVault, record: HeldRecord, body: Uint8Array): Change {
  const { recordId: id, class: its, version, trashedSince, folder } = record;
  return {
    ...placed(record, {}),
    sealing: sealBody(open, vault, { id, class: its, version: version + 1 }, body),
    from: { trashedSince, folder, sealing: sealingOf(record) },
  };
}

/** The change that drops a record. */
export function purged(record: HeldRecord): Change {
  const { trashedSince, folder } = record;
  return { ...placed(record, {}), place: null, from: { trashedSince, folder, sealing: sealingOf(record) } };
}

/** A record's present sealing. */
export const sealingOf = ({ class: its, version, schema, epoch, body, key }: HeldRecord): Sealing => ({
  class: its,
  version,
  schema,
  epoch,
  body,
  key,
});
