import type { VerbsHouse } from "./verbs.ts";

/**
 * Resolves once so many in this house's database wait for what others hold: tests beside this one have theirs on the same PostgreSQL. Asked
 * on a connection of its own, for within a transaction it says what it said before.
 */
export async function untilWaiting(house: Pick<VerbsHouse, "asSuperuser">, least = 1): Promise<void> {
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  while ((await house.asSuperuser(waiting)).length < least);
}
