import { equalOrNull } from "../../crypto/bytes.ts";
import type { Hash } from "../../crypto/keys.ts";
import { findMember } from "../../crypto/roster-state.ts";
import type { Open } from "../core.ts";
import { type Chain, newestState } from "../vault/chain.ts";

/** What the roster says of the user's person; null where it says nothing. */
export const personIn = (tenant: Chain | null, { user }: Open): Hash | null =>
  (tenant && findMember(newestState(tenant), user)?.person) ?? null;

/** Notes that the user is called otherwise now, or has another address. */
export function notePerson(open: Open, before: Chain | null, after: Chain): void {
  const [was, is] = [personIn(before, open), personIn(after, open)];
  if (before !== null && is !== null && !equalOrNull(was, is)) open.personMoved = true;
}
