import { parseBase64url } from "../../crypto/base64url.ts";
import { followCopies } from "../copies/follow.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { isObject, type Json, type JsonObject, mergePatch } from "../json.ts";
import { checkWritten } from "../kinds/check-written.ts";
import type { FieldsOf } from "../kinds/kind.ts";
import type { Kind } from "../kinds/table.ts";
import { noteItems } from "../policy/item-events.ts";
import { checkBelongs } from "../policy/rules.ts";
import { folderIndex } from "../vault/folder-index.ts";
import { profileOf } from "../vault/held.ts";
import { demandDepth, encodeBody, newRecord, placed, purged, readBody, sealedAgain } from "./body.ts";
import { resolveConflict } from "./conflict.ts";
import { type ItemVersion, itemHistory } from "./history.ts";
import { type Destination, moveToPlace, placeOf } from "./move.ts";
import {
  checkBasedOn,
  collect,
  commitChanges,
  commitPortions,
  folderFor,
  freshId,
  ITEM,
  idsOf,
  isSamePlace,
  type ProfileCore,
  profileVault,
  recordOf,
} from "./profile.ts";
import { foundIn, searchable } from "./search.ts";
import { byTitle, type Item, viewItem } from "./view.ts";

/**
 * What a new item is. A known kind's fields have their types, other fields and other kinds may be anything. Members that
 * are not named here are sealed along and kept.
 */
export interface ItemInput<K extends string = string> {
  readonly kind: K;
  readonly title: string;
  readonly fields?: FieldsOf<K>;
  readonly notes?: string;
  readonly tags?: readonly string[];
  readonly favorite?: boolean;
  readonly folder?: string | null;
  readonly [unknown: string]: Json | undefined;
}

/** A merge patch of an item's body (RFC 7396): `null` takes a member away, `fields` is merged by name. */
export type ItemPatch = JsonObject;

export interface ItemFilter {
  /** null: at the top. */
  readonly folder?: string | null;
  readonly kind?: string;
  readonly favorite?: boolean;
  readonly tag?: string;
  /** Whether it is our side of a conflict that nobody has settled yet. */
  readonly conflict?: boolean;
}

export interface Items {
  /** Live ones, by title. */
  list(filter?: ItemFilter): Promise<Item[]>;
  /** Trashed ones too; NOT_FOUND. */
  get(id: string): Promise<Item>;
  /** Live ones with this id, or with each of these words in their title, as `foundIn` tells. */
  find(text: string): Promise<Item[]>;
  /**
   * INVALID_INPUT, naming the field, where a known kind's field is of another type; so do `addMany` and `edit`. Where the account is
   * locked meanwhile, LOCKED may be thrown for want of an item to show: what was kept by then shows in the list when it is unlocked.
   */
  add<K extends Kind | (string & {})>(input: ItemInput<K>): Promise<Item>;
  /** In as many commits as they need, 1,000 to each. */
  addMany(inputs: readonly ItemInput[]): Promise<Item[]>;
  /**
   * `basedOn` is the item that the caller looked at: should it have changed since, as far as this device knows, CONFLICT,
   * and nothing is kept. What changed elsewhere meanwhile is put together with this: other fields are merged; where both
   * changed the same, theirs stands here and this becomes an item of its own, with `conflictOf`.
   */
  edit(id: string, patch: ItemPatch, options?: { readonly basedOn?: Item }): Promise<Item>;
  /** Into another profile, or a share, it is a new item there and the old one in the trash here, in one commit. */
  move(id: string, destination: Destination): Promise<Item>;
  trash(ids: string | readonly string[]): Promise<void>;
  restore(ids: string | readonly string[]): Promise<void>;
  /**
   * Ends a conflict: the item's own side stays ("THEIRS"), or the copy's content takes its place ("OURS"); the copy is
   * trashed either way. NOT_FOUND where the item is no copy, or the one it belongs to is gone.
   */
  resolve(copy: string, keep: "OURS" | "THEIRS"): Promise<Item>;
  /** Only what is in the trash; for good. */
  purge(ids: string | readonly string[]): Promise<void>;
  /** Newest first, the present one included; each shown to be what it was by the chain of leaves. */
  history(id: string): Promise<ItemVersion[]>;
  /**
   * Says that the person looked at these, copied something of them or used them (filled in, made a code of): for the company's
   * log, where its `passwordAuditing` records that, of the business profile and of shares of the company; else nothing happens. An application says it, the SDK does not
   * know; exports and imports it tells by itself. Throws nothing because the server is out of reach: then it comes with the next sync of this
   * run. What was not told when the run ends is not told.
   */
  report(kind: "VIEWED" | "COPIED" | "USED", ids: string | readonly string[]): Promise<void>;
}

export function itemsOf(profile: ProfileCore): Items {
  const { core } = profile;
  const get = (id: string): Item => {
    const { open, vault } = profileVault(profile);
    return viewItem(open, vault, recordOf(vault, id, ITEM));
  };
  const addMany = async (inputs: readonly ItemInput[]): Promise<Item[]> => {
    const { open, vault } = profileVault(profile);
    const changes = inputs.map((input) => {
      const folder = folderFor(vault, input.folder);
      const body = bodyOf(input);
      checkWritten(body);
      checkBelongs(open, profileOf(vault), body);
      return newRecord(open, vault, freshId(core), ITEM, folder, encodeBody(body));
    });
    await commitPortions(core, vault.vault, changes);
    return changes.map(({ record }) => get(record));
  };
  return {
    list: async (filter = {}) => {
      const items = await collect(profile, ITEM, (open, vault, record) => {
        if (record.trashedSince > 0) return null;
        if (filter.folder !== undefined && folderIndex(vault).folderOf(record) !== filter.folder) return null;
        const item = viewItem(open, vault, record);
        return fits(item, filter) ? item : null;
      });
      return items.sort(byTitle);
    },
    get: async (id) => get(id),
    find: async (text) => {
      const isFound = foundIn(text);
      const items = await collect(profile, ITEM, (open, vault, record) => {
        if (record.trashedSince > 0) return null;
        const item = viewItem(open, vault, record);
        return item.id === text.toLowerCase() || isFound(searchable([item.title])) ? item : null;
      });
      return items.sort(byTitle);
    },
    add: async (input) => (await addMany([input]))[0] as Item,
    addMany,
    edit: async (id, patch, { basedOn } = {}) => {
      demandDepth(patch);
      const { open, vault } = profileVault(profile);
      const record = recordOf(vault, id, ITEM);
      checkBasedOn(vault, record, basedOn ? parseBase64url(basedOn.leaf) : null);
      const before = readBody(open, vault, record);
      if (before === null) throw new SealgraphError("NOT_FOUND", { part: "body" });
      const body = checkBody(mergePatch(before, patch) as JsonObject);
      checkWritten(body, before);
      checkBelongs(open, profileOf(vault), body, before);
      const changes = [sealedAgain(open, vault, record, encodeBody(body))];
      const { became } = await commitChanges(core, [{ vault: vault.vault, changes }]);
      await followCopies(core);
      return get(became.get(id) ?? id);
    },
    move: async (id, destination) => {
      const { vault } = profileVault(profile);
      const record = recordOf(vault, id, ITEM);
      const kind = placeOf(destination);
      if (kind && !isSamePlace(kind, profile.kind)) {
        const moved = await moveToPlace(profile, [record], { place: kind, folder: destination.folder ?? null });
        return itemsOf({ core, kind }).get(moved);
      }
      if (destination.folder === undefined) return get(id);
      const folder = folderFor(vault, destination.folder);
      await commitChanges(core, [{ vault: vault.vault, changes: [placed(record, { folder })] }]);
      return get(id);
    },
    trash: async (ids) => {
      const { vault } = profileVault(profile);
      const now = core.around.now();
      const records = idsOf(ids).map((id) => recordOf(vault, id, ITEM));
      const live = records.filter(({ trashedSince }) => trashedSince === 0);
      await commitPortions(
        core,
        vault.vault,
        live.map((record) => placed(record, { trashedSince: now })),
      );
    },
    restore: async (ids) => {
      const { vault } = profileVault(profile);
      const records = idsOf(ids).map((id) => recordOf(vault, id, ITEM));
      const trashed = records.filter(({ trashedSince }) => trashedSince > 0);
      await commitPortions(
        core,
        vault.vault,
        trashed.map((record) => placed(record, { trashedSince: 0 })),
      );
    },
    resolve: (copy, keep) => resolveConflict(profile, copy, keep),
    purge: async (ids) => {
      const { vault } = profileVault(profile);
      const records = idsOf(ids).map((id) => recordOf(vault, id, ITEM));
      if (records.some(({ trashedSince }) => trashedSince === 0)) throw new SealgraphError("NOT_IN_TRASH");
      await commitPortions(core, vault.vault, records.map(purged));
    },
    history: (id) => itemHistory(profile, id),
    report: async (kind, ids) => {
      const { vault } = profileVault(profile);
      const records = idsOf(ids).map((id) => recordOf(vault, id, ITEM).record);
      await noteItems(profile, kind, records);
    },
  };
}

/** The body of a new item: what stands in the leaf (its folder) is not in it. */
export function bodyOf(input: ItemInput): JsonObject {
  const { folder: _, ...rest } = input;
  const given = Object.entries(rest).filter((member): member is [string, Json] => member[1] !== undefined);
  const none = { kind: "", title: "", fields: {}, notes: "", tags: [], favorite: false };
  return checkBody({ ...none, ...Object.fromEntries(given) });
}

/** Throws INVALID_INPUT where a member that every client knows is of another type. */
function checkBody(body: JsonObject): JsonObject {
  const { kind, title, fields, notes, tags, favorite } = body;
  if (typeof kind !== "string" || kind.length < 1 || kind.length > 64) refuseInput("kind");
  if (typeof title !== "string") refuseInput("title");
  if (fields !== undefined && !isObject(fields)) refuseInput("fields");
  if (notes !== undefined && typeof notes !== "string") refuseInput("notes");
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string"))) refuseInput("tags");
  if (favorite !== undefined && typeof favorite !== "boolean") refuseInput("favorite");
  return body;
}

function fits(item: Item, { kind, favorite, tag, conflict }: ItemFilter): boolean {
  if (conflict !== undefined && (item.conflictOf !== null) !== conflict) return false;
  if (kind !== undefined && item.kind !== kind) return false;
  if (favorite !== undefined && item.favorite !== favorite) return false;
  return tag === undefined || item.tags.includes(tag);
}
