import { openRecord, sealRecord } from "../../crypto/client/record.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { keyFor, keyToWrite, type Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Progress } from "../events.ts";
import { makePace } from "../pace.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import type { Change } from "../sync/deed.ts";
import { mostChanges, portions } from "../sync/portions.ts";
import type { HeldVault } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { heldVault, type ProfileCore } from "./profile.ts";

export interface ResealOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Ends it after the portion at hand; it can be gone on with at any time. */
  readonly signal?: AbortSignal;
}

export interface ResealReport {
  /** Records that were sealed again. */
  readonly resealed: number;
  /** Records that are still under an earlier epoch: none, unless it was ended. */
  readonly left: number;
}

/** How often in a row others may be faster. */
const mostConflicts = 20;

/**
 * Seals every record of a profile again that is not under the epoch in force, each under a fresh key, in portions of at
 * most 1,000: each is a commit of its own, so others read and write between them, and whoever was cut off goes on where
 * it was. A record that was changed meanwhile is taken again as it is by then. The former sealings stay in the history.
 * Throws LOCKED, VAULT_FROZEN, UNREACHABLE, BUSY.
 */
export async function resealProfile(
  profile: ProfileCore,
  { onProgress, signal }: ResealOptions = {},
): Promise<ResealReport> {
  const { core } = profile;
  let resealed = 0;
  let conflicts = 0;
  while (!signal?.aborted) {
    const total = resealed + leftIn(profile).length;
    onProgress?.({ phase: "SEND", done: resealed, total });
    if (total === resealed) break;
    try {
      const { vaults } = await commitNow(core, async (open) => {
        const { vault } = heldVault(profile);
        const changes = await sealPortion(open, vault, leftIn(profile).slice(0, mostChanges));
        return makeDeed(core, [{ vault: vault.vault, changes, epochStart: null }]);
      });
      resealed += vaults.reduce((sum, { changes }) => sum + changes.length, 0);
      conflicts = 0;
    } catch (error) {
      if (!(error instanceof SealgraphError) || error.code !== "CONFLICT") throw error;
      if (++conflicts > mostConflicts) throw new SealgraphError("BUSY");
    }
  }
  return { resealed, left: leftIn(profile).length };
}

function leftIn(profile: ProfileCore): HeldRecord[] {
  const { open, vault } = heldVault(profile);
  const { epoch } = keyToWrite(open, vault);
  return [...vault.records.values()].filter((record) => record.epoch !== epoch && record.class !== recordClass.ENTRY);
}

/** As many as fit a commit by their size too; what this client cannot read is sealed again as the bytes that it is. */
async function sealPortion(open: Open, vault: HeldVault, records: readonly HeldRecord[]): Promise<Change[]> {
  const pace = makePace();
  const changes: Change[] = [];
  for (const record of records) {
    changes.push(sealAgain(open, vault, record));
    const breath = pace();
    if (breath) await breath;
  }
  const [portion] = portions(changes);
  return portion ?? [];
}

function sealAgain(open: Open, vault: HeldVault, record: HeldRecord): Change {
  const { recordId, schema, trashedSince, folder } = record;
  const place = { vault: vault.id, record: recordId, schema };
  const plaintext = openRecord(
    keyFor(open, vault, record.epoch),
    { ...place, version: record.version, epoch: record.epoch },
    record,
  );
  const { epoch } = keyToWrite(open, vault);
  const version = record.version + 1;
  const { body, key } = sealRecord(keyFor(open, vault, epoch), { ...place, version, epoch }, plaintext);
  return {
    record: record.record,
    recordId,
    expectedLeaf: record.leaf,
    place: { trashedSince, folder },
    sealing: { class: record.class, version, schema, epoch, body, key },
  };
}
