/** Where a share stands in the tree of the profile that it belongs to by its scope (PROTOCOL §5.7). */
import { recordClass } from "../../crypto/leaf.ts";
import { type Core, type Open, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { ProfileKind } from "../events.ts";
import { encodeBody, newRecord, placed, readBody } from "../items/body.ts";
import { folderFor, freshId } from "../items/profile.ts";
import { shownVault } from "../queue/shown.ts";
import type { VaultDeed } from "../sync/deed.ts";
import { type HeldVault, scopeOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";

/** The placements of whole shares that a profile has, by share. */
export function placementsIn(open: Open, profile: HeldVault): ReadonlyMap<string, HeldRecord> {
  const placements = new Map<string, HeldRecord>();
  for (const record of profile.records.values()) {
    if (record.class !== recordClass.PLACEMENT || record.trashedSince > 0) continue;
    const body = readBody(open, profile, record);
    if (typeof body?.share === "string" && body.record === undefined) placements.set(body.share, record);
  }
  return placements;
}

/** The changes that have a share stand in a folder of its profile; null: at the top. Throws NOT_FOUND. */
export function placementOf(core: Core, open: Open, share: string, folder: string | null): VaultDeed {
  const its = open.held.shares.get(share);
  if (its === undefined) throw new SealgraphError("NOT_FOUND", { part: "share" });
  return placementIn(core, open, scopeOf(its.chain), share, folder);
}

/** The same, for a share that is only being founded. */
export function placementIn(
  core: Core,
  open: Open,
  scope: ProfileKind,
  share: string,
  folder: string | null,
): VaultDeed {
  const profile = shownVault(open, vaultOf(open, scope));
  const at = folderFor(profile, folder);
  const known = placementsIn(open, profile).get(share);
  const body = encodeBody({ share, favorite: false, tags: [] });
  const change = known
    ? placed(known, { folder: at })
    : newRecord(open, profile, freshId(core), recordClass.PLACEMENT, at, body);
  return { vault: profile.vault, changes: [change], epochStart: null };
}
