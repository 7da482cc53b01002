import { equalBytes } from "../../crypto/bytes.ts";
import type { Id } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { makeId, parseUuid } from "../../crypto/uuid.ts";
import { type Core, type Open, opened, vaultOf } from "../core.ts";
import { ConflictError, SealgraphError } from "../errors.ts";
import type { Place, ProfileKind } from "../events.ts";
import { makePace } from "../pace.ts";
import { shownVault } from "../queue/shown.ts";
import { hasRunOut } from "../shares/rights.ts";
import type { Change } from "../sync/deed.ts";
import { enqueue, type Outcome } from "../sync/enqueue.ts";
import { portions } from "../sync/portions.ts";
import { newestState } from "../vault/chain.ts";
import { folderIndex } from "../vault/folder-index.ts";
import type { HeldVault } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";

export const isSamePlace = (a: Place, b: Place): boolean =>
  typeof a === "string" || typeof b === "string" ? a === b : a.share === b.share;

/** One profile of an unlocked account, or a share that was accepted. */
export interface ProfileCore {
  readonly core: Core;
  readonly kind: Place;
}

/** One profile of an unlocked account. */
export interface OwnProfile extends ProfileCore {
  readonly kind: ProfileKind;
}

/** What is held of a profile or a share, without what is queued: throws as `profileVault`. */
export function heldVault({ core, kind }: ProfileCore): { open: Open; vault: HeldVault } {
  const open = opened(core);
  if (typeof kind === "string") return { open, vault: vaultOf(open, kind) };
  const vault = open.held.vaults.get(kind.share);
  if (vault?.class === "SHARE") {
    if (hasRunOut(open, newestState(vault.chain), core.around.now())) throw new SealgraphError("ACCESS_LOST");
    return { open, vault };
  }
  throw new SealgraphError(open.held.shares.get(kind.share)?.lost ? "ACCESS_LOST" : "NOT_FOUND", { part: "share" });
}

/** Where a profile's verbs work, with what is queued on top: throws LOCKED, CLOSED, VAULT_FROZEN; of a share NOT_FOUND, ACCESS_LOST. */
export function profileVault({ core, kind }: ProfileCore): { open: Open; vault: HeldVault } {
  const { open, vault } = heldVault({ core, kind });
  return { open, vault: shownVault(open, vault) };
}

/** The record of a class; throws NOT_FOUND. */
export function recordOf(vault: HeldVault, id: string, its: number): HeldRecord {
  const record = vault.records.get(id);
  if (record === undefined || record.class !== its) throw new SealgraphError("NOT_FOUND", { part: "record" });
  return record;
}

/** A live folder of this vault, or null for the top; throws NOT_FOUND. */
export function folderFor(vault: HeldVault, folder: string | null | undefined): string | null {
  if (folder == null) return null;
  if (!folderIndex(vault).has(folder)) throw new SealgraphError("NOT_FOUND", { part: "folder" });
  return folder;
}

/** Records of a class, one by one, letting the event loop in between. */
export async function collect<T>(
  profile: ProfileCore,
  its: number,
  view: (open: Open, vault: HeldVault, record: HeldRecord) => T | null,
): Promise<T[]> {
  const pace = makePace();
  const { open, vault } = profileVault(profile);
  const found: T[] = [];
  for (const record of [...vault.records.values()]) {
    if (record.class !== its) continue;
    const seen = view(open, vault, record);
    if (seen !== null) found.push(seen);
    const breath = pace();
    if (breath) await breath;
    if (profile.core.open !== open) throw new SealgraphError("LOCKED");
  }
  return found;
}

export interface VaultChanges {
  readonly vault: string;
  readonly changes: readonly Change[];
}

/** Keeps changes that were made from what is shown now, and sends them: throws what `enqueue` throws. */
export const commitChanges = (
  core: Core,
  vaults: readonly VaultChanges[],
  options: { readonly insist?: boolean } = {},
): Promise<Outcome> =>
  enqueue(
    core,
    vaults.map((each) => ({ ...each, epochStart: null })),
    options,
  );

/** Commits changes of one vault, in as many commits as they need: each is whole, not all together. */
export async function commitPortions(core: Core, vault: string, changes: readonly Change[]): Promise<void> {
  for (const portion of portions(changes)) await commitChanges(core, [{ vault, changes: portion }]);
}

/** Throws ConflictError where a record is no longer what a caller's change is based on. */
export function checkBasedOn(vault: HeldVault, record: HeldRecord, leaf: Uint8Array | null): void {
  if (leaf && !equalBytes(leaf, record.leaf)) throw new ConflictError([{ vault: vault.vault, record: record.record }]);
}

export const freshId = (core: Core): Id => makeId(core.around.now());

/** Ids as given, each once; throws INVALID_INPUT for what is no id. */
export function idsOf(ids: string | readonly string[]): string[] {
  const list = [...new Set(typeof ids === "string" ? [ids] : ids)];
  for (const id of list) {
    try {
      parseUuid(id);
    } catch {
      throw new SealgraphError("NOT_FOUND", { part: "record" });
    }
  }
  return list;
}

export const { FOLDER, ITEM } = recordClass;
