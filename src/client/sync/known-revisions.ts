import type { Open } from "../core.ts";
import { knownHeads } from "../vault/known-heads.ts";
import type { KnownRevisions } from "../vault/staged.ts";
import type { Asked } from "./take.ts";

/** What is held of a vault, as it stands when it is asked. */
export const revisionOf =
  ({ held }: Open): KnownRevisions =>
  (vault) =>
    held.vaults.get(vault)?.head?.manifest.revision ?? 0;

/** The revisions that are known now: an answer to what is asked now may not be below them. */
export function knownRevisions(open: Open): Asked {
  return new Map(knownHeads(open).map(({ vault, revision }) => [vault, revision]));
}
