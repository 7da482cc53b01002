import { checkEnvelope } from "../../crypto/envelope.ts";
import { asHash, type Hash, type Id } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RecordId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { parseSealedKey, proving } from "../invalid.ts";
import type { RecordChangeInput } from "./input.ts";

/** A body and its key, sealed: their shape was checked. */
export interface Sealing {
  readonly class: number;
  readonly version: number;
  readonly schema: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly key: Uint8Array;
}

/** What becomes of one record. `sealing` is null where its body stays as it is. */
export interface Change {
  readonly record: RecordId;
  readonly id: Id;
  readonly expectedLeaf: Hash | null;
  readonly purge: boolean;
  readonly trashedSince: number;
  readonly folder: RecordId | null;
  readonly sealing: Sealing | null;
}

/** Takes one change apart by its shape. Throws `BAD_USER_INPUT`, `INVALID_PROOF`. */
export function parseChange(input: RecordChangeInput): Change {
  const record = parseId<RecordId>(input.record, "record");
  const expectedLeaf = input.expectedLeaf ?? null;
  const place = {
    record,
    id: parseUuid(record),
    expectedLeaf: expectedLeaf && asHash(expectedLeaf),
    trashedSince: parseTrashedSince(input.trashedAt),
    folder: input.folder == null ? null : parseId<RecordId>(input.folder, "folder"),
  };
  if (place.folder === record) throw refused("A record is not in itself.");
  if (input.purge) {
    checkAbsent(input, ["class", "version", "trashedAt", "folder", "schema", "epoch", "body", "key"]);
    if (expectedLeaf === null) throw refused("A purge names the leaf that it drops.");
    return { ...place, purge: true, sealing: null };
  }
  if (input.body == null) {
    checkAbsent(input, ["class", "version", "schema", "epoch", "key"]);
    if (expectedLeaf === null) throw refused("A new record brings a body.");
    return { ...place, purge: false, sealing: null };
  }
  return { ...place, purge: false, sealing: parseSealing(input, input.body) };
}

function parseSealing(input: RecordChangeInput, body: Uint8Array): Sealing {
  if (input.key == null) throw refused("A body brings its key.");
  const recordClasses: readonly number[] = Object.values(recordClass);
  if (input.class == null || !recordClasses.includes(input.class)) throw refused("class is 1, 2, 3 or 4.");
  const key = parseSealedKey(input.key, "key");
  proving(() => checkEnvelope(body, bounds.body));
  return {
    class: input.class,
    version: positive(input.version, "version", bounds.count),
    schema: positive(input.schema, "schema", 65_535),
    epoch: positive(input.epoch, "epoch", bounds.count),
    body,
    key,
  };
}

function parseTrashedSince(trashedAt: Date | null | undefined): number {
  if (trashedAt == null) return 0;
  const time = trashedAt.getTime();
  if (time <= 0) throw refused("trashedAt is after 1970.");
  return time;
}

function positive(value: number | null | undefined, field: string, maximum: number): number {
  if (value == null || value < 1 || value > maximum) throw refused(`${field} is 1 to ${maximum}.`);
  return value;
}

function checkAbsent(input: RecordChangeInput, fields: readonly (keyof RecordChangeInput)[]): void {
  const present = fields.find((field) => input[field] != null);
  if (present) throw refused(`${present} comes only with a body.`);
}

const refused = (message: string): Failure => new Failure("BAD_USER_INPUT", message);
