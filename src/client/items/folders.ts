import { refuseInput, SealgraphError } from "../errors.ts";
import { type JsonObject, mergePatch } from "../json.ts";
import { folderIndex, withContent } from "../vault/folder-index.ts";
import { encodeBody, newRecord, placed, purged, readBody, sealedAgain } from "./body.ts";
import { type Destination, moveToPlace, placeOf } from "./move.ts";
import {
  collect,
  commitChanges,
  commitPortions,
  FOLDER,
  folderFor,
  freshId,
  isSamePlace,
  type ProfileCore,
  profileVault,
  recordOf,
} from "./profile.ts";
import { byName, type Folder, viewFolder } from "./view.ts";

export interface FolderInput {
  readonly name: string;
  readonly folder?: string | null;
}

export interface Folders {
  /** Live ones, by name. */
  list(): Promise<Folder[]>;
  /** Trashed ones too; NOT_FOUND. */
  get(id: string): Promise<Folder>;
  add(input: FolderInput): Promise<Folder>;
  rename(id: string, name: string): Promise<Folder>;
  /** CYCLE where it would stand in itself. Into another profile with all that is in it, in one commit. */
  move(id: string, destination: Destination): Promise<Folder>;
  /** With all that is in it, in one commit up to 1,000 records; above that what is in it goes first. */
  trash(id: string): Promise<void>;
  /** With what was trashed at the same moment. */
  restore(id: string): Promise<void>;
  /** With what is trashed in it; for good. Only what is in the trash. */
  purge(id: string): Promise<void>;
}

export function foldersOf(profile: ProfileCore): Folders {
  const { core } = profile;
  const get = (id: string): Folder => {
    const { open, vault } = profileVault(profile);
    return viewFolder(open, vault, recordOf(vault, id, FOLDER));
  };
  return {
    list: async () => {
      const folders = await collect(profile, FOLDER, (open, vault, record) =>
        record.trashedSince > 0 ? null : viewFolder(open, vault, record),
      );
      return folders.sort(byName);
    },
    get: async (id) => get(id),
    add: async ({ name, folder }) => {
      const { open, vault } = profileVault(profile);
      const body = encodeBody({ name: parseFolderName(name) });
      const change = newRecord(open, vault, freshId(core), FOLDER, folderFor(vault, folder), body);
      await commitChanges(core, [{ vault: vault.vault, changes: [change] }]);
      return get(change.record);
    },
    rename: async (id, name) => {
      const { open, vault } = profileVault(profile);
      const record = recordOf(vault, id, FOLDER);
      const before = readBody(open, vault, record);
      if (before === null) throw new SealgraphError("NOT_FOUND", { part: "body" });
      const body = encodeBody(mergePatch(before, { name: parseFolderName(name) }) as JsonObject);
      const changes = [sealedAgain(open, vault, record, body)];
      const { became } = await commitChanges(core, [{ vault: vault.vault, changes }]);
      return get(became.get(id) ?? id);
    },
    move: async (id, destination) => {
      const { vault } = profileVault(profile);
      const record = recordOf(vault, id, FOLDER);
      const kind = placeOf(destination);
      if (kind && !isSamePlace(kind, profile.kind)) {
        const content = withContent(vault, record, false);
        const moved = await moveToPlace(profile, content, { place: kind, folder: destination.folder ?? null });
        return foldersOf({ core, kind }).get(moved);
      }
      if (destination.folder === undefined) return get(id);
      const folder = folderFor(vault, destination.folder);
      if (folder !== null && folderIndex(vault).contains(id, folder)) throw new SealgraphError("CYCLE");
      await commitChanges(core, [{ vault: vault.vault, changes: [placed(record, { folder })] }]);
      return get(id);
    },
    trash: async (id) => {
      const { vault } = profileVault(profile);
      const record = recordOf(vault, id, FOLDER);
      if (record.trashedSince > 0) return;
      const now = core.around.now();
      const content = withContent(vault, record, false).reverse();
      await commitPortions(
        core,
        vault.vault,
        content.map((each) => placed(each, { trashedSince: now })),
      );
    },
    restore: async (id) => {
      const { vault } = profileVault(profile);
      const record = recordOf(vault, id, FOLDER);
      if (record.trashedSince === 0) return;
      const together = withContent(vault, record, true).filter((each) => each.trashedSince === record.trashedSince);
      await commitPortions(
        core,
        vault.vault,
        together.map((each) => placed(each, { trashedSince: 0 })),
      );
    },
    purge: async (id) => {
      const { vault } = profileVault(profile);
      const record = recordOf(vault, id, FOLDER);
      if (record.trashedSince === 0) throw new SealgraphError("NOT_IN_TRASH");
      await commitPortions(core, vault.vault, withContent(vault, record, true).reverse().map(purged));
    },
  };
}

/** Throws INVALID_INPUT on an empty or overlong name. */
export function parseFolderName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > 1_000) refuseInput("name");
  return trimmed;
}
