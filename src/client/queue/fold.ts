/** Two changes of a record made one: the later takes up what the earlier started from. */
import { openRecord } from "../../crypto/client/record.ts";
import { keyFor, type Open } from "../core.ts";
import { sealBody } from "../items/body.ts";
import type { Change, From, Sealing } from "../sync/deed.ts";
import type { HeldVault } from "../vault/held.ts";

/**
 * `next`, as it is when `first` is never done. It bears the record of `first`. Null where nothing is left: a new record
 * that is purged before it ever was.
 */
export function foldChange(open: Open, vault: HeldVault, first: Change, next: Change): Change | null {
  const { record, recordId, expectedLeaf } = first;
  if (next.place === null && expectedLeaf === null) return null;
  const sealing = next.sealing ? sealedFor(open, vault, first, next, next.sealing) : first.sealing;
  return {
    ...next,
    record,
    recordId,
    expectedLeaf,
    from: fromOf(first, next),
    sealing: next.place && sealing,
  };
}

/**
 * What the first change started from, with the sealing that only the next one changes. Of a new record, what it was first
 * to be: should the server have that after all, it is what both sides started from.
 */
function fromOf({ from, expectedLeaf, place, sealing }: Change, next: Change): From | null {
  if (from) return { ...from, sealing: from.sealing ?? next.from?.sealing ?? null };
  return expectedLeaf === null && place && sealing ? { ...place, sealing } : null;
}

/** The body of `next`, sealed for the version that follows what `first` started from. */
function sealedFor(open: Open, vault: HeldVault, first: Change, next: Change, sealing: Sealing): Sealing {
  if (first.sealing === null) return sealing;
  const { version, schema, epoch, class: its } = sealing;
  const place = { vault: vault.id, record: next.recordId, version, schema, epoch };
  const body = openRecord(keyFor(open, vault, epoch), place, sealing);
  return sealBody(open, vault, { id: first.recordId, class: its, version: first.sealing.version }, body);
}
