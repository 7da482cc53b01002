import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Transaction } from "../transaction.ts";
import { acceptOffer } from "./relation-rows.ts";

export type RelationRefusal = "OFFER_GONE" | "PLAN" | "SEATS" | "LABELS" | "DESK_STANDS";

/**
 * Makes the actor's tenant a company of the partner whose offer this is, in the transaction that writes the link of its desk: by
 * an administrator. From another partner it has moved then. Null where it is done; else nothing was.
 *
 * @throws Failure `FORBIDDEN`
 */
export async function relate(
  tx: Transaction,
  { partner, offer }: { readonly partner: TenantId; readonly offer: Uint8Array },
): Promise<RelationRefusal | null> {
  const [[row]] = await tx.run(acceptOffer(partner, offer, tx.now));
  const outcome = row?.acceptOffer ?? "NOT_FOUND";
  if (outcome === "FORBIDDEN") throw new Failure("FORBIDDEN");
  if (outcome !== "DONE") return outcome === "NOT_FOUND" ? "OFFER_GONE" : outcome;
  await tx.run(...audited(tx, { kind: "PARTNER_ACCEPTED" }));
  return null;
}
