import type { Id } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Place, ProfileKind } from "../events.ts";
import { checkBelongs } from "../policy/rules.ts";
import type { Change } from "../sync/deed.ts";
import { mostChanges } from "../sync/portions.ts";
import { type HeldVault, profileOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { encodeBody, newRecord, placed, readBody } from "./body.ts";
import { commitMove } from "./commit-move.ts";
import { folderFor, freshId, type ProfileCore, profileVault } from "./profile.ts";

export interface Destination {
  /** null: the top. Left out: where it is, or the top of another profile or share. */
  readonly folder?: string | null;
  readonly profile?: ProfileKind;
  /** The id of a share, in the place of a profile. */
  readonly share?: string;
}

/** The profile or share that a destination names; undefined where it names none. */
export const placeOf = ({ profile, share }: Destination): Place | undefined => (share ? { share } : profile);

/**
 * Moves records into another profile or share, in one commit over both (PROTOCOL §5.7): new records there, with new ids, fresh
 * keys and no history; the old ones into the trash here. The first record is the one that is moved, the others what is
 * in it. Gives the first one's new id. Throws LIMIT_EXCEEDED above 500 records, NOT_FOUND for what cannot be read.
 */
export async function moveToPlace(
  { core, kind }: ProfileCore,
  records: readonly HeldRecord[],
  destination: { readonly place: Place; readonly folder: string | null },
): Promise<string> {
  const { open, vault } = profileVault({ core, kind });
  const { vault: there } = profileVault({ core, kind: destination.place });
  const { made, left } = moveOf(core, open, vault, there, records, folderFor(there, destination.folder));
  await commitMove(core, { vault: there.vault, changes: made }, { vault: vault.vault, changes: left });
  return made[0]?.record ?? "";
}

/** What is made of records in another vault, at the top or in a folder there, and what becomes of them here. */
export function moveOf(
  core: Core,
  open: Open,
  from: HeldVault,
  to: HeldVault,
  all: readonly HeldRecord[],
  top: string | null,
): { readonly made: Change[]; readonly left: Change[] } {
  // Where shares stand in a tree is a matter of that tree.
  const records = all.filter((record) => record.class !== recordClass.PLACEMENT);
  if (records.length * 2 > mostChanges) {
    throw new SealgraphError("LIMIT_EXCEEDED", { limit: "RECORDS_PER_COMMIT", maximum: mostChanges / 2 });
  }
  const ids = new Map<string, Id>(records.map(({ record }) => [record, freshId(core)]));
  const now = core.around.now();
  return {
    made: records.map((record) => copyOf(open, from, to, record, ids, top)),
    left: records.map((record) => placed(record, { trashedSince: now })),
  };
}

function copyOf(
  open: Open,
  from: HeldVault,
  to: HeldVault,
  record: HeldRecord,
  ids: ReadonlyMap<string, Id>,
  top: string | null,
): Change {
  const body = readBody(open, from, record);
  // What cannot be read cannot be sealed for another place.
  if (body === null) throw new SealgraphError("NOT_FOUND", { part: "body" });
  checkBelongs(open, profileOf(to), body);
  const parent = record.folder === null ? undefined : ids.get(record.folder);
  const folder = parent ? formatUuid(parent) : top;
  return newRecord(open, to, ids.get(record.record) as Id, record.class, folder, encodeBody(body));
}
