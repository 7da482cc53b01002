/** What the account vault says of shares of other companies (PROTOCOL §3.6, §4.12). */
import { shareAnswer } from "../../crypto/client/entry.ts";
import type { Outside } from "../../crypto/outside.ts";
import type { Pins } from "./pins.ts";

/** By what the roster of a share that the user visits is read; null of one that they do not, or not any more. */
export function outsideOf({ visits }: Pins, share: string | null): Outside | null {
  const entry = share === null ? undefined : visits.get(share)?.entry;
  if (entry?.answer !== shareAnswer.ACCEPTED) return null;
  const { tenant, genesis, seq, hash } = entry;
  return { kind: null, tenant, genesis, seq, hash };
}

/** The shares of other companies that the user is a guest in, as their account vault says. */
export const visitsIn = (pins: Pins | null): string[] =>
  [...(pins?.visits ?? [])].flatMap(([share, { entry }]) => (entry.answer === shareAnswer.ACCEPTED ? [share] : []));
