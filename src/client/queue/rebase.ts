/** Putting a change that was made here together with what others made of the same record meanwhile. Neither side is lost. */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { ConflictError } from "../errors.ts";
import { encodeBody, openBody, readBody, sealBody, sealingOf } from "../items/body.ts";
import type { JsonObject } from "../json.ts";
import { mergeBodies, same } from "../merge.ts";
import type { Change, Deed, From, Sealing } from "../sync/deed.ts";
import type { HeldVault } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";

/** What becomes of a change: another one in its place, or nothing where others did the same already. */
type Rebased = Change | null;

export interface RebasedDeed {
  /** null: nothing is left to be done. */
  readonly deed: Deed | null;
  /** Records that it no longer changes. */
  readonly dropped: readonly string[];
  /** Records that others purged, with the new ones that take their place. */
  readonly became: ReadonlyMap<string, string>;
}

/**
 * The deed as it has to be for what is held now. Different members of an item are merged; where both sides changed the
 * same one, theirs stays the item and ours becomes one of its own, marked `conflictOf`. Of a folder's name ours stands.
 * What others trashed and we edited is live again; what they purged is a new record. Throws ConflictError where that
 * cannot be: a purge of what was changed since, a move between profiles.
 */
export function rebaseDeed(open: Open, deed: Deed, now: number): RebasedDeed {
  const dropped: string[] = [];
  const became = new Map<string, string>();
  const vaults = deed.vaults.map((each) => {
    const vault = open.held.vaults.get(each.vault);
    if (vault === undefined) throw new ConflictError([]);
    const changes = each.changes.flatMap((change) => {
      const theirs = vault.records.get(change.record);
      if (equalOrNull(theirs?.leaf ?? null, change.expectedLeaf)) return [change];
      if (deed.vaults.length > 1) throw new ConflictError([{ vault: each.vault, record: change.record }]);
      const rebased = rebaseChange(open, vault, change, theirs, now);
      if (rebased === null) dropped.push(change.record);
      else if (theirs === undefined) became.set(change.record, rebased.record);
      return rebased ?? [];
    });
    return { ...each, changes };
  });
  const left = vaults.some(({ changes }) => changes.length > 0);
  return { deed: left ? { mutationId: formatUuid(makeId(now)), vaults } : null, dropped, became };
}

function rebaseChange(
  open: Open,
  vault: HeldVault,
  change: Change,
  theirs: HeldRecord | undefined,
  now: number,
): Rebased {
  const { place, sealing, expectedLeaf } = change;
  if (theirs === undefined)
    return place && sealing ? anew(open, vault, change, sealing, bodyOf(open, vault, change, sealing), now) : null;
  // Ids are made at random, or from what is imported: whoever has this one made the same record, and may have gone on.
  if (expectedLeaf === null && !change.from) return null;
  if (place === null) return rebasePurge(vault, change, theirs);
  const { trashedSince, folder } = theirs;
  const placed = {
    ...change,
    expectedLeaf: theirs.leaf,
    place: placeBeside(change.from ?? null, place, theirs, sealing !== null),
    from: { trashedSince, folder, sealing: change.from?.sealing ?? null },
  };
  return sealing ? rebaseEdit(open, vault, placed, sealing, theirs, now) : placed;
}

function rebasePurge(vault: HeldVault, change: Change, theirs: HeldRecord): Rebased {
  const { from } = change;
  const sameBody = from?.sealing != null && equalBytes(from.sealing.body, theirs.body);
  const untouched = sameBody && theirs.trashedSince > 0 && theirs.trashedSince === from.trashedSince;
  if (!untouched) throw new ConflictError([{ vault: vault.vault, record: change.record }]);
  return { ...change, expectedLeaf: theirs.leaf };
}

/** Of folder and trash, what we changed stands as we have it, the rest as they have it; an edit brings back what they trashed. */
function placeBeside(from: From | null, ours: NonNullable<Change["place"]>, theirs: HeldRecord, edits: boolean) {
  const moved = from === null || ours.folder !== from.folder;
  const trashed = from === null || ours.trashedSince !== from.trashedSince;
  // An edit brings back what either side has among the living.
  const revived = edits && (ours.trashedSince === 0 || theirs.trashedSince === 0);
  const trashedSince = revived ? 0 : trashed ? ours.trashedSince : theirs.trashedSince;
  return { folder: moved ? ours.folder : theirs.folder, trashedSince };
}

function rebaseEdit(
  open: Open,
  vault: HeldVault,
  change: Change,
  ours: Sealing,
  theirs: HeldRecord,
  now: number,
): Rebased {
  const base = change.from?.sealing ?? null;
  // Only its place moved there: the body stays as it was sealed.
  if (base && equalBytes(base.body, theirs.body) && ours.version === theirs.version + 1) return change;
  const [was, mine, others] = [
    base && openBody(open, vault, { recordId: change.recordId, ...base }),
    bodyOf(open, vault, change, ours),
    readBody(open, vault, theirs),
  ];
  const its = ours.class;
  const again = (body: JsonObject): Change => ({
    ...change,
    sealing: sealBody(open, vault, { id: change.recordId, class: its, version: theirs.version + 1 }, encodeBody(body)),
    from: { trashedSince: theirs.trashedSince, folder: theirs.folder, sealing: sealingOf(theirs) },
  });
  if (mine && was && others) {
    const { body, collisions } = mergeBodies(was, mine, others);
    if (collisions.length === 0) return same(body, others) ? placeOnly(change, theirs) : again(body);
  }
  if (mine && its === recordClass.FOLDER) return again({ ...others, ...mine });
  return anew(
    open,
    vault,
    { ...change, place: { trashedSince: 0, folder: change.place?.folder ?? null } },
    ours,
    mine,
    now,
  );
}

/** They made the same of the body: at most the place is left to change. */
function placeOnly(change: Change, { trashedSince, folder }: HeldRecord): Rebased {
  const { place } = change;
  return place?.trashedSince === trashedSince && place.folder === folder
    ? null
    : { ...change, sealing: null, from: { trashedSince, folder, sealing: null } };
}

/** Our side as a record of its own. */
function anew(
  open: Open,
  vault: HeldVault,
  change: Change,
  sealing: Sealing,
  body: JsonObject | null,
  now: number,
): Change {
  if (body === null) throw new ConflictError([{ vault: vault.vault, record: change.record }]);
  const recordId = makeId(now);
  const marked = sealing.class === recordClass.ITEM ? { ...body, conflictOf: change.record } : body;
  return {
    record: formatUuid(recordId),
    recordId,
    expectedLeaf: null,
    place: { trashedSince: 0, folder: change.place?.folder ?? null },
    sealing: sealBody(open, vault, { id: recordId, class: sealing.class, version: 1 }, encodeBody(marked)),
    from: null,
  };
}

const bodyOf = (open: Open, vault: HeldVault, { recordId }: Change, sealing: Sealing): JsonObject | null =>
  openBody(open, vault, { recordId, ...sealing });
