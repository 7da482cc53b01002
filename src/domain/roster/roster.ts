import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import type { LinkRow } from "../sync/page.ts";
import { splitSignatures } from "../sync/read-changes.ts";
import { ask } from "../transaction.ts";
import { listLinks, listRosters, type RosterRow } from "./rows.ts";

export type { RosterRow };

/** Rosters by id, in the order asked for. Throws `NOT_FOUND` where there is none that the caller may read. */
export async function readRosters(request: Request, rosters: readonly RosterId[]): Promise<(RosterRow | Failure)[]> {
  const { answers } = await ask(request, listRosters(rosters));
  const found = new Map(answers[0].map((row) => [row.roster, row]));
  return rosters.map((roster) => found.get(roster) ?? new Failure("NOT_FOUND"));
}

/** Links of one roster in order. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readLinks(
  request: Request,
  roster: RosterId,
  args: { first: number; after?: string | null },
): Promise<Connection<LinkRow>> {
  const asked = parsePage(args, "NUMBER", bounds.linksPerPage);
  const after = asked.after === null ? -1 : Number(asked.after);
  const { answers } = await ask(request, listLinks(roster, after, asked.first + 1));
  const rows = answers[0].map((row) => ({ ...row, signatures: splitSignatures(row.signatures) }));
  return connectionOf(rows, asked, (row) => String(row.seq));
}
