import { lowestId, type TenantId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request, StaffActor } from "../context.ts";
import { parseFirst, parseText } from "../invalid.ts";
import type { Connection } from "../page.ts";
import { mayNow } from "../partner/may-now.ts";
import { demandRight } from "../partner/rights.ts";
import { askAsPartner } from "../transaction.ts";
import { demandOwn, parsePlace, sealPlace } from "./cursor.ts";
import type { ManagedUserRow } from "./edge-rows.ts";
import { type HitRow, search } from "./search-rows.ts";

/** Where a text was found; in the company itself, where there is no person. */
export interface Hit {
  readonly tenant: TenantId;
  readonly person: ManagedUserRow | null;
}

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Companies, then people, for those who may read them. Throws `BAD_USER_INPUT`, `INVALID_CURSOR`. */
export async function searchPartner(
  request: Request,
  args: { readonly text: string; readonly first: number; readonly after?: string | null | undefined },
): Promise<Connection<Hit>> {
  const text = parseText(args.text, "text", 2, 100);
  const first = parseFirst(args.first, bounds.nodesPerPage);
  const [place = "-1", tenant = lowestId, found = lowestId] =
    args.after == null ? [] : parsePlace(args.after, [/^[01]$/, id, id]);
  const people = await mayNow(request, "people.read");
  const asked = search(text, [Number(place), tenant, found], first + 1, people);
  const { answers, actor } = await askAsPartner(request, asked);
  demandRight(actor, "posture.read");
  const owner = ownerOf(actor, text);
  if (args.after != null) demandOwn(request.house.serverSecret, owner, args.after);
  const [rows] = answers;
  const edges = rows.slice(0, first).map((row) => ({
    cursor: sealPlace(request.house.serverSecret, owner, [String(row.place), row.tenant, row.found]),
    node: { tenant: row.tenant, person: personIn(row) },
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: args.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const personIn = ({ place, found, ...row }: HitRow): ManagedUserRow | null =>
  row.user === null ? null : (row as ManagedUserRow);

const ownerOf = ({ partner, user }: StaffActor, text: string) => ({
  partner: partner.partner,
  user,
  list: ["search", text],
});
