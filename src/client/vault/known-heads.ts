import type { Open } from "../core.ts";
import type { KnownHeadWire } from "../transport/sync-operations.ts";
import { handedHeads } from "./handed.ts";
import { visitOf } from "./held.ts";

/** The same of the user's own vaults and their company's shares: what a sync of those names. */
export const ownHeads = (open: Open): KnownHeadWire[] =>
  knownHeads(open).filter(({ vault }) => visitOf(open.held, vault) === null);

/** What is held and, of vaults that are not, what was before they were lost, or what the approving device handed. */
export function knownHeads({ held }: Open): KnownHeadWire[] {
  const own = [...held.vaults.values()].flatMap(({ vault, head }) =>
    head ? [{ vault, revision: head.manifest.revision }] : [],
  );
  const lost = [...held.shares.values()].flatMap(({ share, last }) =>
    last && !held.vaults.get(share)?.head ? [{ vault: share, revision: last.head.manifest.revision }] : [],
  );
  return [...own, ...lost, ...handedHeads(held).map(({ vault, revision }) => ({ vault, revision }))];
}
