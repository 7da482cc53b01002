/** What a company's people are told of a partner's: who they are where that is verified here, and whose they are else. */
import type { Client, RosterLink } from "../client/index.ts";
import { printable } from "./output.ts";

export interface PartnerNames {
  /** As the server calls the partner whose desk this is; for a desk of before nothing better than that it was a partner's. */
  ofDesk(desk: string): string;
  /** Whoever stands or stood at a desk here: their name where a text opens what the roster states, and the desk. */
  readonly staff: ReadonlyMap<string, { readonly name: string | null; readonly desk: string }>;
  /** Whose somebody was who acted at that time from a partner's console, and whom no roster names. */
  at(time: Date): string;
}

/** By links that were asked for with names. */
export async function partnerNames(client: Client, links: readonly RosterLink[]): Promise<PartnerNames> {
  const [desks, partner] = await Promise.all([client.company.desks.list(), client.company.desks.partner()]);
  const titles = new Map(desks.flatMap(({ desk, partner: name }) => (name === null ? [] : [[desk, printable(name)]])));
  if (partner?.name) titles.set(partner.partner, printable(partner.name));
  const staff = new Map<string, { name: string | null; desk: string }>();
  for (const { author, authorDesk, user, desk, names } of links) {
    if (desk !== null && user !== null) staff.set(user, { name: names?.user?.name ?? null, desk: desk.desk });
    if (authorDesk !== null) staff.set(author, { name: names?.author?.name ?? null, desk: authorDesk });
  }
  const ofDesk = (desk: string): string => titles.get(desk) ?? "a partner of before";
  return {
    ofDesk,
    staff,
    at: (time) => (partner !== null && time >= partner.since ? ofDesk(partner.partner) : "a partner of before"),
  };
}
