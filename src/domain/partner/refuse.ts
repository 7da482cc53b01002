import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { noteRefusal } from "../audit/note.ts";
import type { Request } from "../context.ts";
import { feedTopic } from "../topics.ts";
import { inPartnerTransaction, type PartnerTransaction } from "../transaction.ts";
import { demandRight, type Right } from "./rights.ts";

/** Whoever follows what happens at a partner's companies looks again at what they may see. */
export const ringPartner = ({ house }: Request, partner: TenantId): void => house.doorbell.ring([feedTopic(partner)]);

/**
 * A transaction of somebody on the staff of a partner who has this right. The partner's log says of whoever has not. Throws as
 * `inPartnerTransaction` and `demandRight` do.
 */
export async function inStaffTransaction<T>(
  request: Request,
  right: Right,
  work: (tx: PartnerTransaction) => Promise<T>,
): Promise<T> {
  let isStaff = false;
  try {
    return await inPartnerTransaction(request, async (tx) => {
      await tx.run();
      isStaff = true;
      demandRight(tx.actor, right);
      return work(tx);
    });
  } catch (error) {
    const isRefused = isStaff && error instanceof Failure && error.code === "FORBIDDEN";
    if (isRefused) await noteRefusal(request, { kind: "PARTNER_ACT_REFUSED" });
    throw error;
  }
}
