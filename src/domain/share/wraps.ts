import { parseState } from "../../crypto/state-encoding.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RosterId, type VaultId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { keysTopic } from "../topics.ts";
import { ask, inTransaction } from "../transaction.ts";
import { mayDeliver } from "./content.ts";
import { type Acquaintance, meet, readShareGround } from "./ground.ts";
import { parseShareWraps, type ShareWrap, type ShareWrapInput } from "./parse.ts";
import { deliverWraps, listHoldings, listPending, type PendingShareWrapRow, refuseWrap } from "./wrap-rows.ts";

export type { PendingShareWrapRow };

/** Wraps of shares that the caller could make, because it was given the key in force. */
export async function readPendingShareWraps(request: Request): Promise<PendingShareWrapRow[]> {
  return (await ask(request, listPending())).answers[0];
}

export interface ShareWrapsInput {
  readonly share: string;
  readonly wraps: readonly ShareWrapInput[];
}

type Delivery = ShareWrap & { readonly share: VaultId };

/**
 * Delivers keys of shares to recipients who lack them (PROTOCOL §4.11). What is not missing, or not for a recipient, or not of
 * a share whose key the caller was given, is left out. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `READ_ONLY`.
 */
export async function deliverShareWraps(
  request: Request,
  input: { readonly shares: readonly ShareWrapsInput[] },
): Promise<{ delivered: number }> {
  const wraps = parseDelivery(input.shares);
  const shares = [...new Set(wraps.map(({ share }) => share))];
  const { delivered, tenant } = await inTransaction(request, async (tx) => {
    const acquaintance = await meet(tx, shares);
    demandWritable(acquaintance);
    const [holdings] = await tx.run(listHoldings(shares));
    const held = holdings.map(({ share }) => share);
    const ground = await readShareGround(tx, acquaintance, { tenant: true, groups: [], shares: held, locked: false });
    const fitting = holdings.flatMap(({ share, state }) => {
      const its = wraps.filter((wrap) => wrap.share === share);
      const inForce = (acquaintance.ways.get(share) ?? []).length > 0;
      return inForce ? mayDeliver(its, parseState(state), ground) : [];
    });
    const [rows] = await tx.run(deliverWraps(fitting, tx.now));
    const amount = rows.filter(({ shareId }) => acquaintance.scopes.get(shareId) === "BUSINESS").length;
    await tx.finish(...(amount > 0 ? audited(tx, { kind: "SHARE_KEYS_DELIVERED", amount }) : []));
    return { delivered: rows, tenant: tx.actor.tenant };
  });
  const recipients = delivered.map(({ recipientId }) => keysTopic(tenant, recipientId));
  if (recipients.length > 0) request.house.doorbell.ring(recipients);
  return { delivered: delivered.length };
}

function parseDelivery(shares: readonly ShareWrapsInput[]): Delivery[] {
  const amount = shares.reduce((sum, { wraps }) => sum + wraps.length, 0);
  if (amount < 1 || amount > bounds.wrapsPerChange) {
    throw new Failure("BAD_USER_INPUT", `There are 1 to ${bounds.wrapsPerChange} wraps in all.`);
  }
  const ids = shares.map(({ share }) => parseId<VaultId>(share, "share"));
  if (new Set(ids).size !== ids.length) throw new Failure("BAD_USER_INPUT", "shares names one thing twice.");
  return shares.flatMap(({ share, wraps }) =>
    parseShareWraps(wraps).map((wrap) => ({ ...wrap, share: share as VaultId })),
  );
}

/**
 * Gives back a wrap of the caller, so that another can be delivered; or says of one of a group that the caller is in that it
 * does not open: it stays for the others until an owner delivers another. Throws
 * `BAD_USER_INPUT`, `READ_ONLY`.
 */
export async function refuseShareWrap(
  request: Request,
  input: { readonly share: string; readonly epoch: number; readonly recipient: string },
): Promise<{ refused: boolean }> {
  const share = parseId<VaultId>(input.share, "share");
  const recipient = parseId<RosterId>(input.recipient, "recipient");
  const { epoch } = input;
  return inTransaction(request, async (tx) => {
    const acquaintance = await meet(tx, [share]);
    demandWritable(acquaintance);
    const [rows] = await tx.run(refuseWrap(share, epoch, recipient));
    const isTold = rows.length > 0 && acquaintance.scopes.get(share) === "BUSINESS";
    await tx.finish(...(isTold ? audited(tx, { kind: "SHARE_KEY_GIVEN_BACK", vault: share, epoch }) : []));
    return { refused: rows.length > 0 };
  });
}

/** Throws `READ_ONLY` in a tenant that the operator suspended. */
function demandWritable({ acting }: Acquaintance): void {
  if (acting.suspendedAt) throw new Failure("READ_ONLY");
}
