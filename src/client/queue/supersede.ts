import type { Open } from "../core.ts";
import type { VaultDeed } from "../sync/deed.ts";
import { foldChange } from "./fold.ts";
import { changesOf, onlyChange, type Queued } from "./queue.ts";

/** What a new change takes the place of, and what it is then: nothing, where a new record is purged before it ever was. */
export interface Superseding {
  readonly before: readonly Queued[];
  readonly vaults: readonly VaultDeed[];
}

/**
 * A change of a record whose change was refused takes the place of that one, and of all that came after it: what was
 * refused is mended, not done again on top. Null where no refused change is in question, or one that changes other
 * records too.
 */
export function supersede(open: Open, vaults: readonly VaultDeed[]): Superseding | null {
  const [deed, ...others] = vaults;
  const [next, ...more] = deed?.changes ?? [];
  const vault = deed && open.held.vaults.get(deed.vault);
  if (!deed || !next || !vault || others.length > 0 || more.length > 0) return null;
  const changes = changesOf(open.queue, deed.vault, next.record);
  const refused = changes.findIndex(({ refusal }) => refusal !== null);
  if (refused < 0) return null;
  const before = changes.slice(refused);
  let joined = onlyChange(before[0] as Queued);
  for (const later of [...before.slice(1).map(onlyChange), next]) {
    if (joined === null || later === null) return null;
    joined = foldChange(open, vault, joined, later);
    if (joined === null) break;
  }
  return { before, vaults: [{ ...deed, changes: joined ? [joined] : [] }] };
}
