import type { Open } from "../core.ts";
import type { KnownHeadWire } from "../transport/sync-operations.ts";
import { handedHeads } from "./handed.ts";

/** What is held and, of vaults that are not, what the approving device handed. */
export function knownHeads({ held }: Open): KnownHeadWire[] {
  const own = [...held.vaults.values()].flatMap(({ vault, head }) =>
    head ? [{ vault, revision: head.manifest.revision }] : [],
  );
  return [...own, ...handedHeads(held).map(({ vault, revision }) => ({ vault, revision }))];
}
