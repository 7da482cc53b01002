import { createHmac, timingSafeEqual } from "node:crypto";
import { asId } from "../../crypto/keys.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RecordId, RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import type { Actor } from "../context.ts";
import type { Positions } from "./positions.ts";

const format = 4;
const macLength = 16;
const headerLength = 5 + 16 + 16;
const vaultLength = 16 + 4 + 4 + 16 + 4 + 1;
const rosterLength = 16 + 4;

/** Positions as opaque text, bound to their user, that user's tenant, and this server by a MAC. */
export function encodeCursor(secret: Uint8Array, { user, tenant }: CursorOwner, positions: Positions): string {
  const body = Buffer.alloc(
    headerLength + positions.vaults.length * vaultLength + positions.rosters.length * rosterLength,
  );
  body.writeUInt8(format, 0);
  body.writeUInt16LE(positions.vaults.length, 1);
  body.writeUInt16LE(positions.rosters.length, 3);
  body.set(parseUuid(user), 5);
  body.set(parseUuid(tenant), 21);
  let at = headerLength;
  for (const { vault, base, revision, record, epoch, resets } of positions.vaults) {
    body.set(parseUuid(vault), at);
    body.writeUInt32LE(base, at + 16);
    body.writeUInt32LE(revision, at + 20);
    body.set(parseUuid(record), at + 24);
    body.writeUInt32LE(epoch, at + 40);
    body.writeUInt8(resets, at + 44);
    at += vaultLength;
  }
  for (const { roster, seq } of positions.rosters) {
    body.set(parseUuid(roster), at);
    body.writeUInt32LE(seq, at + 16);
    at += rosterLength;
  }
  return Buffer.concat([mac(secret, body), body]).toString("base64url");
}

/** Whose a cursor is. In another tenant the same user has other streams. */
export type CursorOwner = Pick<Actor, "user" | "tenant">;

/** Whose cursor it is, and where it stands. */
export interface Cursor extends CursorOwner {
  readonly positions: Positions;
}

/** Reads what `encodeCursor` made. Throws `INVALID_CURSOR` for everything else. Whose it is, the caller compares. */
export function parseCursor(secret: Uint8Array, cursor: string): Cursor {
  const bytes = Buffer.from(cursor, "base64url");
  const body = bytes.subarray(macLength);
  if (body.length < headerLength || bytes.toString("base64url") !== cursor) throw new Failure("INVALID_CURSOR");
  if (!timingSafeEqual(mac(secret, body), bytes.subarray(0, macLength))) throw new Failure("INVALID_CURSOR");
  if (body.readUInt8(0) !== format) throw new Failure("INVALID_CURSOR");
  const vaults = body.readUInt16LE(1);
  const rostersAt = headerLength + vaults * vaultLength;
  return {
    user: idAt<UserId>(body, 5),
    tenant: idAt<TenantId>(body, 21),
    positions: {
      vaults: Array.from({ length: vaults }, (_, i) => {
        const at = headerLength + i * vaultLength;
        return {
          vault: idAt<VaultId>(body, at),
          base: body.readUInt32LE(at + 16),
          revision: body.readUInt32LE(at + 20),
          record: idAt<RecordId>(body, at + 24),
          epoch: body.readUInt32LE(at + 40),
          resets: body.readUInt8(at + 44),
        };
      }),
      rosters: Array.from({ length: body.readUInt16LE(3) }, (_, i) => {
        const at = rostersAt + i * rosterLength;
        return { roster: idAt<RosterId>(body, at), seq: body.readUInt32LE(at + 16) };
      }),
      others: "NEW",
    },
  };
}

const mac = (secret: Uint8Array, body: Uint8Array): Buffer =>
  createHmac("sha256", secret).update("cursor").update(body).digest().subarray(0, macLength);

const idAt = <T extends string>(bytes: Buffer, at: number): T => formatUuid(asId(bytes.subarray(at, at + 16))) as T;
