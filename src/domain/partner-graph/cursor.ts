import { createHmac, timingSafeEqual } from "node:crypto";
import { Failure } from "../../errors.ts";
import type { TenantId, UserId } from "../../ids.ts";

/** Whose a cursor is, and of which list: the same person at another partner, or another filter, has other lists. */
export interface ListOwner {
  readonly partner: TenantId;
  readonly user: UserId;
  /** What was asked for, all of it. */
  readonly list: unknown;
}

const macLength = 16;
const mostCharacters = 1_024;

/** A place in a list as opaque text, bound to whoever reads the list, and to this server, by a MAC. */
export function sealPlace(secret: Uint8Array, owner: ListOwner, place: readonly string[]): string {
  const body = Buffer.from(JSON.stringify(place));
  return Buffer.concat([mac(secret, owner, body), body]).toString("base64url");
}

/**
 * Reads a place that anybody may have made: before it is known who asks, so that it is known in the same round trip. What is read
 * by it is given to nobody before `demandOwn`. Throws `INVALID_CURSOR` for what is no text of this shape.
 */
export function parsePlace(cursor: string, shape: readonly RegExp[]): string[] {
  const bytes = cursor.length <= mostCharacters ? Buffer.from(cursor, "base64url") : Buffer.alloc(0);
  if (bytes.length <= macLength || bytes.toString("base64url") !== cursor) throw new Failure("INVALID_CURSOR");
  const place = partsOf(bytes.subarray(macLength).toString());
  const fits = place.length === shape.length && shape.every((each, at) => each.test(place[at] as string));
  if (!fits) throw new Failure("INVALID_CURSOR");
  return place;
}

/** Throws `INVALID_CURSOR` for what `sealPlace` did not make for this owner. */
export function demandOwn(secret: Uint8Array, owner: ListOwner, cursor: string): void {
  const bytes = Buffer.from(cursor, "base64url");
  const given = bytes.subarray(0, macLength);
  if (!timingSafeEqual(mac(secret, owner, bytes.subarray(macLength)), given)) throw new Failure("INVALID_CURSOR");
}

function partsOf(text: string): string[] {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) && parts.every((part) => typeof part === "string") ? parts : [];
  } catch {
    return [];
  }
}

const mac = (secret: Uint8Array, { partner, user, list }: ListOwner, body: Uint8Array): Buffer =>
  createHmac("sha256", secret)
    .update(`${JSON.stringify(["partner-graph", partner, user, list])}\n`)
    .update(body)
    .digest()
    .subarray(0, macLength);
