import type { Client, LogEntry } from "sealgraph/client";
import { fetchNames } from "../names.ts";

/** What somebody in an entry is called; null where nothing here opens a name of theirs. */
export type NameInLog = (id: string) => string | null;

/** Of members, of whoever has gone, of staff at desks; and where somebody else stands there, whoever the roster ever named. */
export async function namesInLog(client: Client, entries: readonly LogEntry[]): Promise<NameInLog> {
  const names = await fetchNames(client);
  const ids = entries.flatMap(({ actor, user }) => [actor, user]).filter((id) => id !== null);
  if (ids.every((id) => names.has(id))) return (id) => names.get(id) ?? null;
  const { links } = await client.company.roster({ names: true });
  const ever = new Map<string, string>();
  for (const { author, user, names: its } of links) {
    if (its?.author) ever.set(author, its.author.name);
    if (its?.user && user !== null) ever.set(user, its.user.name);
  }
  return (id) => names.get(id) ?? ever.get(id) ?? null;
}
