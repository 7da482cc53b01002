import { Failure } from "../../errors.ts";
import { lowestId } from "../../ids.ts";
import { bounds, spans } from "../bounds.ts";
import type { Request, Standing } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { ask, askAsPartner } from "../transaction.ts";
import { findPartner, listParted, type PartedRow, withParent } from "./relation-rows.ts";
import { demandRight } from "./rights.ts";
import { listLabels, listNested, loadPartner, type NestedPartnerRow, type PartnerRow } from "./rows.ts";

export type PartnerShown = Omit<PartnerRow, "labels" | "companies"> & {
  readonly viewer: Pick<Standing, "role" | "scope"> & Pick<PartnerRow, "labels" | "companies">;
};

/** The partner on whose staff the caller is. Throws `WRONG_SURFACE`, `FORBIDDEN`. */
export async function readPartner(request: Request): Promise<PartnerShown> {
  const { actor, answers } = await askAsPartner(request, loadPartner());
  demandRight(actor, "posture.read");
  const [row] = answers[0];
  if (!row) throw new Failure("NOT_FOUND");
  const { labels, companies, ...partner } = row;
  const { role, scope } = actor.partner;
  return { ...partner, viewer: { role, scope, labels, companies } };
}

/** Labels of the partner's own companies that the caller sees. */
export async function readLabels(request: Request): Promise<readonly { label: string; companies: number }[]> {
  const { actor, answers } = await askAsPartner(request, listLabels());
  demandRight(actor, "posture.read");
  return answers[0];
}

/** Companies that parted lately, of those that the caller saw. */
export async function readParted(request: Request): Promise<readonly PartedRow[]> {
  const since = new Date(request.now.getTime() - spans.parted);
  const { actor, answers } = await askAsPartner(request, listParted(since, bounds.partedShown));
  demandRight(actor, "posture.read");
  return answers[0];
}

/** Partners under the caller's. Throws `BAD_USER_INPUT`, `INVALID_CURSOR`. */
export async function readNested(
  request: Request,
  args: { readonly first: number; readonly after?: string | null },
): Promise<Connection<NestedPartnerRow>> {
  const asked = parsePage(args, "ID");
  const { actor, answers } = await askAsPartner(request, listNested(asked.first + 1, asked.after ?? lowestId));
  demandRight(actor, "posture.read");
  return connectionOf(answers[0], asked, ({ tenant }) => tenant);
}

/** Who looks after the caller's company; null where nobody does. */
export async function readPartnership(request: Request) {
  const [[row]] = (await ask(request, findPartner())).answers;
  return row ? withParent(row) : null;
}
