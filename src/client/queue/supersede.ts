import { openRecord } from "../../crypto/client/record.ts";
import { keyFor, type Open } from "../core.ts";
import { sealBody } from "../items/body.ts";
import type { Change, From, Sealing, VaultDeed } from "../sync/deed.ts";
import type { HeldVault } from "../vault/held.ts";
import type { Queued } from "./queue.ts";

/**
 * A change of a record whose last change was refused takes that one's place: what was refused is mended, not done again on
 * top. Null where no single refused change is in question.
 */
export function supersede(open: Open, vaults: readonly VaultDeed[]): { queued: Queued; vaults: VaultDeed[] } | null {
  const [deed, ...others] = vaults;
  const [next, ...more] = deed?.changes ?? [];
  const vault = deed && open.held.vaults.get(deed.vault);
  if (!deed || !next || !vault || others.length > 0 || more.length > 0) return null;
  for (const queued of open.queue) {
    const [before, ...rest] = queued.deed.vaults;
    const [refused, ...besides] = before?.changes ?? [];
    if (!queued.refusal || !refused || rest.length > 0 || besides.length > 0) continue;
    if (before?.vault !== deed.vault || refused.record !== next.record) continue;
    return { queued, vaults: [{ ...deed, changes: joined(open, vault, refused, next) }] };
  }
  return null;
}

function joined(open: Open, vault: HeldVault, refused: Change, next: Change): Change[] {
  // A new record that never was is gone when it is purged.
  if (next.place === null && refused.expectedLeaf === null) return [];
  const sealing = next.sealing ? sealedFor(open, vault, refused, next, next.sealing) : refused.sealing;
  return [{ ...next, expectedLeaf: refused.expectedLeaf, from: fromOf(refused, next), sealing: next.place && sealing }];
}

/** What the refused change started from, with the sealing that only the next one changes. */
const fromOf = ({ from }: Change, next: Change): From | null =>
  from ? { ...from, sealing: from.sealing ?? next.from?.sealing ?? null } : null;

/** The body of `next`, sealed for the version that follows what `refused` started from. */
function sealedFor(open: Open, vault: HeldVault, refused: Change, next: Change, sealing: Sealing): Sealing {
  if (refused.sealing === null) return sealing;
  const { version, schema, epoch, class: its } = sealing;
  const place = { vault: vault.id, record: next.recordId, version, schema, epoch };
  const body = openRecord(keyFor(open, vault, epoch), place, sealing);
  return sealBody(open, vault, { id: next.recordId, class: its, version: refused.sealing.version }, body);
}
