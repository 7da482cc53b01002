import { Failure } from "../../errors.ts";
import { lowestId } from "../../ids.ts";

/** Where a reader of a backup stands: before links of this seq and on; below keys of this epoch; or behind a record of a list. */
export type Position =
  | { readonly part: "LINKS"; readonly from: number }
  | { readonly part: "KEYS"; readonly below: number }
  | { readonly part: "RECORDS"; readonly bucket: number; readonly after: string };

const firstPosition: Position = { part: "LINKS", from: 0 };
export const firstRecord: Position = { part: "RECORDS", bucket: 0, after: lowestId };

const shapes = {
  LINKS: /^L(0|[1-9]\d{0,8})$/,
  KEYS: /^K(0|[1-9]\d{0,9})$/,
  RECORDS: /^R(0|[1-9]\d{0,2}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
} as const;

export function encodePosition(position: Position): string {
  const text =
    position.part === "LINKS"
      ? `L${position.from}`
      : position.part === "KEYS"
        ? `K${position.below}`
        : `R${position.bucket} ${position.after}`;
  return Buffer.from(text).toString("base64url");
}

/** Takes a page's `next`. Throws `INVALID_CURSOR`. */
export function parsePosition(cursor: string | null): Position {
  if (cursor === null) return firstPosition;
  const position = read(cursor.length <= 128 ? Buffer.from(cursor, "base64url").toString("latin1") : "");
  if (position === null || encodePosition(position) !== cursor) throw new Failure("INVALID_CURSOR");
  return position;
}

function read(text: string): Position | null {
  const links = shapes.LINKS.exec(text);
  if (links) return { part: "LINKS", from: Number(links[1]) };
  const keys = shapes.KEYS.exec(text);
  if (keys && Number(keys[1]) <= 2_147_483_647) return { part: "KEYS", below: Number(keys[1]) };
  const records = shapes.RECORDS.exec(text);
  if (records && Number(records[1]) < 256)
    return { part: "RECORDS", bucket: Number(records[1]), after: records[2] as string };
  return null;
}
