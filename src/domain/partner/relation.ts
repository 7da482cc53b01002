import { Failure } from "../../errors.ts";
import { parseId, type TenantId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Request } from "../context.ts";
import { feedTopic } from "../topics.ts";
import { inTransaction } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { inStaffTransaction } from "./refuse.ts";
import { findPartner, leavePartner as leave, releaseCompany as release } from "./relation-rows.ts";
import { listOwn } from "./rows.ts";

/**
 * The partner lets a company go. It keeps plan and seats; what the partner suspended can be written to again. A trial says whether that
 * may be, before anything is signed for it, and changes nothing. Throws `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND`.
 */
export async function releaseCompany(
  request: Request,
  input: { readonly company: string; readonly dryRun?: boolean | null },
): Promise<{ readonly company: TenantId }> {
  const company = parseId<TenantId>(input.company, "company");
  const partner = await inStaffTransaction(request, "release", async (tx) => {
    if (input.dryRun) {
      const [own] = await tx.run(listOwn([company]));
      if (own.length === 0) throw new Failure("NOT_FOUND");
      return null;
    }
    const [[row]] = await tx.run(release(company, tx.now));
    if (!row?.releaseCompany) throw new Failure("NOT_FOUND");
    return tx.actor.tenant;
  });
  if (partner) request.house.doorbell.ring([feedTopic(partner)]);
  return { company };
}

/** The caller's company leaves its partner, also while that has it suspended. Throws `FORBIDDEN`, `NOT_FOUND` where it has none. */
export async function leavePartner(request: Request): Promise<{ readonly partner: TenantId }> {
  const left = await inTransaction(request, async (tx) => {
    const [[viewer], [partnership]] = await tx.run(loadViewer(), findPartner());
    demandAdministrator(tx.actor, viewer);
    if (!partnership) throw new Failure("NOT_FOUND");
    const [[row]] = await tx.run(leave(partnership.partner, tx.now));
    if (!row?.leavePartner) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "PARTNER_LEFT" }));
    return { partner: partnership.partner };
  });
  request.house.doorbell.ring([feedTopic(left.partner)]);
  return left;
}
