import type { Client, Folder, Item } from "../client/index.ts";
import { chooseIn, isSame, type Names, type Place } from "./choose.ts";
import { orElsewhere } from "./elsewhere.ts";
import { namesOfShares, type VaultOptions, vaultsOf } from "./vaults.ts";

/** Paths of folders, such as `Work/Servers`, and names of shares. */
export interface Paths {
  /** Empty at the top, and for a folder that is not here. */
  of(folder: string | null): string;
  /** Null for a profile, and for a share that is not here. */
  share(id: string | null): string | null;
}

export async function pathsOf(client: Client): Promise<Paths> {
  const folders = new Map<string, Folder>();
  for (const vault of await vaultsOf(client, {}))
    for (const folder of await vault.folders().list()) folders.set(folder.id, folder);
  const shares = await namesOfShares(client);
  return {
    share: (id) => (id === null ? null : (shares.get(id) ?? null)),
    of(id) {
      const names: string[] = [];
      for (let next = id; next !== null && names.length <= folders.size; ) {
        const folder = folders.get(next);
        if (!folder) break;
        names.unshift(folder.name);
        next = folder.folder;
      }
      return names.join("/");
    },
  };
}

/** The live item that a person means: by id, by its whole title, or by a part of it that only one has. */
export const findItem = (client: Client, reference: string, where: VaultOptions): Promise<Item> =>
  findItemIn(client, reference, where, "LIVE");

/** As `findItem`, in the trash. */
export const findTrashedItem = (client: Client, reference: string, where: VaultOptions): Promise<Item> =>
  findItemIn(client, reference, where, "TRASH");

/** The live folder that a person means: by id, by its path, or by a part of it that only one has. */
export const findFolder = (client: Client, reference: string, where: VaultOptions): Promise<Folder> =>
  findFolderIn(client, reference, where, "LIVE");

/** As `findFolder`, in the trash: by the path that it had, or by its name. */
export const findTrashedFolder = (client: Client, reference: string, where: VaultOptions): Promise<Folder> =>
  findFolderIn(client, reference, where, "TRASH");

/** Where something is already, for what else has to be there. */
export const sameAs = ({ profile, share }: Pick<Item, "profile" | "share">): VaultOptions =>
  share === null ? { profile } : { share };

async function findItemIn(client: Client, reference: string, where: VaultOptions, place: Place) {
  const views = await vaultsOf(client, where);
  const live = (await Promise.all(views.map((view) => view.items().list()))).flat();
  const trashed = (await Promise.all(views.map((view) => view.trash()))).flatMap(({ items }) => items);
  const paths = await pathsOf(client);
  const names: Names<Item> = {
    what: "item",
    of: ({ title }) => [title],
    shown: ({ title, folder, share }) => pathIn([paths.of(folder), title], paths.share(share)),
  };
  const everywhere = async () =>
    (await Promise.all((await vaultsOf(client, {})).map((view) => view.items().list()))).flat();
  const find = () => chooseIn(place, names, reference, live, trashed);
  return orElsewhere(client, { names, reference, where }, find, everywhere);
}

const pathIn = (path: readonly string[], share: string | null): string =>
  `${path.filter((part) => part !== "").join("/")}${share === null ? "" : ` (in ${share})`}`;

async function findFolderIn(client: Client, reference: string, where: VaultOptions, place: Place) {
  const views = await vaultsOf(client, where);
  const live = (await Promise.all(views.map((view) => view.folders().list()))).flat();
  const trashed = (await Promise.all(views.map((view) => view.trash()))).flatMap(({ folders }) => folders);
  const paths = await pathsOf(client);
  const pathOf = ({ name, folder }: Folder) => pathIn([paths.of(folder), name], null);
  const names: Names<Folder> = {
    what: "folder",
    // What was trashed together with the folder it stood in is known by its name alone.
    of: (folder) => (folder.trashedAt ? [pathOf(folder), folder.name] : [pathOf(folder)]),
    shown: ({ name, folder, share }) => pathIn([paths.of(folder), name], paths.share(share)),
  };
  const last = reference.split("/").at(-1) || reference;
  const isKnown = trashed.some((folder) => names.of(folder).some((name) => isSame(name, reference)));
  const wanted = place === "TRASH" && !isKnown ? last : reference;
  const everywhere = async () =>
    (await Promise.all((await vaultsOf(client, {})).map((view) => view.folders().list()))).flat();
  const find = () => chooseIn(place, names, wanted, live, trashed);
  return orElsewhere(client, { names, reference, where }, find, everywhere);
}
