import { compareBytes } from "../../crypto/bytes.ts";
import { type GroupHead, mostHeads } from "../../crypto/deeds.ts";
import { operation } from "../../crypto/link.ts";
import { listEntries } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { ServerCaught } from "../errors.ts";
import { type Drafting, draftInTenant, groupOf } from "./drafting.ts";

/**
 * States the heads of all groups, so that whoever has just lost a right in them signs nothing more by it (PROTOCOL §4.4).
 * Throws SERVER_CAUGHT where the company names a group that the server does not show.
 */
export function draftCheckpoints(drafting: Drafting): void {
  const named = listEntries(drafting.tenant, entryType.GROUP).map(({ group }) => group);
  const heads = named.sort(compareBytes).map((group): GroupHead => {
    const roster = formatUuid(group);
    if (!drafting.groups.has(roster) && !drafting.frozen.get(roster)) throw new ServerCaught("MISMATCH", null);
    const { head } = groupOf(drafting, roster);
    return [group, head.seq, head.hash];
  });
  for (let at = 0; at < heads.length; at += mostHeads) {
    draftInTenant(drafting, {
      operation: operation.CHECKPOINT,
      subject: { heads: heads.slice(at, at + mostHeads) },
    });
  }
}
