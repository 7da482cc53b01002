/** Who is meant by an id of the log, and which id by a name. */
import type { Client, LogEntry } from "../client/index.ts";
import { isId } from "./choose.ts";
import { choosePerson, type Named } from "./find-person.ts";
import { printable } from "./output.ts";
import { partnerNames } from "./partner-names.ts";

export type Called = (id: string, entry: LogEntry) => string;

/** Members by name; of others whose they are, where a partner's staff acted: their names, as far as the roster tells. */
export async function namesFor(
  client: Client,
  entries: readonly LogEntry[],
  nameOf: ReadonlyMap<string, string>,
): Promise<Called> {
  const isStrange = ({ actor, user, surface }: LogEntry) =>
    surface === "SERVICE" || [actor, user].some((id) => id !== null && !nameOf.has(id));
  if (!entries.some(isStrange)) return (id) => printable(nameOf.get(id) ?? id);
  const { links } = await client.company.roster({ names: true });
  const { staff, ofDesk, at: whoseAt } = await partnerNames(client, links);
  return (id, { actor, surface, at }) => {
    const [its, ofTheirs] = [nameOf.get(id), staff.get(id)];
    const known = its ?? (ofTheirs?.name ? `${ofTheirs.name}, of ${ofDesk(ofTheirs.desk)}` : undefined);
    const acts = id === actor;
    if (acts && surface === "SERVICE") return `a program that ${printable(known ?? id)} keeps`;
    if (known !== undefined) return printable(known);
    if (ofTheirs) return `somebody of ${ofDesk(ofTheirs.desk)} (${id})`;
    return acts && surface === "PARTNER" ? `somebody of ${whoseAt(at)} (${id})` : id;
  };
}

/** A person of the company, or who has left it, found as everywhere; anybody's id else: whoever was deleted is in the log still. */
export function named(people: readonly Named[], who: string): { readonly user: string } {
  const id = who.toLowerCase();
  return isId(id) ? { user: id } : choosePerson(people, who);
}
