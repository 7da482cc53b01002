import type { Id } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { ProfileKind } from "../events.ts";
import { checkBelongs } from "../policy/rules.ts";
import type { Change } from "../sync/deed.ts";
import { mostChanges } from "../sync/portions.ts";
import type { HeldVault } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { encodeBody, newRecord, placed, readBody } from "./body.ts";
import { commitChanges, folderFor, freshId, type ProfileCore, profileVault } from "./profile.ts";

export interface Destination {
  /** null: the top. Left out: where it is, or the top of another profile. */
  readonly folder?: string | null;
  readonly profile?: ProfileKind;
}

/**
 * Moves records into another profile, in one commit over both (PROTOCOL §5.7): new records there, with new ids, fresh
 * keys and no history; the old ones into the trash here. The first record is the one that is moved, the others what is
 * in it. Gives the first one's new id. Throws LIMIT_EXCEEDED above 500 records, NOT_FOUND for what cannot be read.
 */
export async function moveToProfile(
  { core, kind }: ProfileCore,
  records: readonly HeldRecord[],
  destination: { readonly profile: ProfileKind; readonly folder: string | null },
): Promise<string> {
  if (records.length * 2 > mostChanges) {
    throw new SealgraphError("LIMIT_EXCEEDED", { limit: "RECORDS_PER_COMMIT", maximum: mostChanges / 2 });
  }
  const { open, vault } = profileVault({ core, kind });
  const { vault: there } = profileVault({ core, kind: destination.profile });
  const top = folderFor(there, destination.folder);
  const ids = new Map<string, Id>(records.map(({ record }) => [record, freshId(core)]));
  const made = records.map((record, place) => copyOf(open, vault, there, record, ids, place === 0 ? top : null));
  const now = core.around.now();
  const left = records.map((record) => placed(record, { trashedSince: now }));
  await commitChanges(core, [
    { vault: there.vault, changes: made },
    { vault: vault.vault, changes: left },
  ]);
  return made[0]?.record ?? "";
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
  if (to.class !== "ACCOUNT") checkBelongs(open, to.class, body);
  const parent = record.folder === null ? undefined : ids.get(record.folder);
  const folder = parent ? formatUuid(parent) : top;
  return newRecord(open, to, ids.get(record.record) as Id, record.class, folder, encodeBody(body));
}
