import { Failure } from "../../errors.ts";
import { parseId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { parseText } from "../invalid.ts";
import type { PartnerTransaction } from "../transaction.ts";
import { countOutside, idsIn, labelsIn, loadOwnReach, type MachineReach } from "./rows.ts";

export interface ReachAsked {
  readonly labels?: readonly string[] | null;
  readonly companies?: readonly string[] | null;
}

/** Takes which companies a machine is to reach; null where nothing is said of it. Throws `BAD_USER_INPUT`. */
export function parseReach({ labels, companies }: ReachAsked): MachineReach | null {
  if (labels && companies) throw new Failure("BAD_USER_INPUT", "labels or companies, not both.");
  if (labels) {
    demandCount(labels, "labels", bounds.labelsPerMachine);
    const parsed = labels.map((label) => parseText(label, "labels", 1, 40));
    return { companyScope: "LABELS", labels: [...new Set(parsed)].sort(), companies: [] };
  }
  if (!companies) return null;
  demandCount(companies, "companies", bounds.companiesPerMachine);
  const ids = companies.map((id) => parseId(id, "companies"));
  return { companyScope: "LIST", labels: [], companies: [...new Set(ids)].sort() };
}

function demandCount(given: readonly string[], field: string, most: number): void {
  if (given.length < 1 || given.length > most)
    throw new Failure("BAD_USER_INPUT", `${field} has 1 to ${most} entries.`);
}

/**
 * What a machine reaches that the actor makes: what was asked for, where the actor reaches it; where nothing was, all that the
 * actor reaches now. Null where it would be wider than the actor's own reach. Whoever keeps it later cuts it down further.
 */
export async function settleReach(tx: PartnerTransaction, asked: MachineReach | null): Promise<MachineReach | null> {
  const [[own], [outside]] = await tx.run(loadOwnReach(), countOutside(asked?.companies ?? []));
  if (!own) return null;
  const reach = { companyScope: own.scope, labels: labelsIn(own.labels), companies: idsIn(own.companies) };
  if (asked === null) return reach;
  if (asked.companyScope === "LIST") return outside?.outside === 0 ? asked : null;
  const isWithin = reach.companyScope !== "LABELS" || asked.labels.every((label) => reach.labels.includes(label));
  return isWithin ? asked : null;
}
