import type { Client, Folder, Item, ProfileKind } from "../client/index.ts";
import { chooseIn, isSame, type Names, type Place } from "./choose.ts";

export const profileKinds = ["PERSONAL", "BUSINESS"] as const satisfies readonly ProfileKind[];

/** Profiles that a command works on: the named one, or both. */
export const profilesOf = (client: Client, profile: ProfileKind | undefined) =>
  (profile ? [profile] : profileKinds).map((kind) => client.profile(kind));

/** Paths of folders, such as `Work/Servers`. */
export interface Paths {
  /** Empty at the top, and for a folder that is not here. */
  of(folder: string | null): string;
}

export async function pathsOf(client: Client): Promise<Paths> {
  const folders = new Map<string, Folder>();
  for (const profile of profilesOf(client, undefined))
    for (const folder of await profile.folders().list()) folders.set(folder.id, folder);
  return {
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
export const findItem = (client: Client, reference: string, profile?: ProfileKind): Promise<Item> =>
  findItemIn(client, reference, profile, "LIVE");

/** As `findItem`, in the trash. */
export const findTrashedItem = (client: Client, reference: string, profile?: ProfileKind): Promise<Item> =>
  findItemIn(client, reference, profile, "TRASH");

/** The live folder that a person means: by id, by its path, or by a part of it that only one has. */
export const findFolder = (client: Client, reference: string, profile?: ProfileKind): Promise<Folder> =>
  findFolderIn(client, reference, profile, "LIVE");

/** As `findFolder`, in the trash: by the path that it had, or by its name. */
export const findTrashedFolder = (client: Client, reference: string, profile?: ProfileKind): Promise<Folder> =>
  findFolderIn(client, reference, profile, "TRASH");

async function findItemIn(client: Client, reference: string, profile: ProfileKind | undefined, place: Place) {
  const views = profilesOf(client, profile);
  const live = (await Promise.all(views.map((view) => view.items().list()))).flat();
  const trashed = (await Promise.all(views.map((view) => view.trash()))).flatMap(({ items }) => items);
  const paths = await pathsOf(client);
  const names: Names<Item> = {
    what: "item",
    of: ({ title }) => [title],
    shown: ({ title, folder }) => [paths.of(folder), title].filter((part) => part !== "").join("/"),
  };
  return chooseIn(place, names, reference, live, trashed);
}

async function findFolderIn(client: Client, reference: string, profile: ProfileKind | undefined, place: Place) {
  const views = profilesOf(client, profile);
  const live = (await Promise.all(views.map((view) => view.folders().list()))).flat();
  const trashed = (await Promise.all(views.map((view) => view.trash()))).flatMap(({ folders }) => folders);
  const paths = await pathsOf(client);
  const pathOf = ({ name, folder }: Folder) => [paths.of(folder), name].filter((part) => part !== "").join("/");
  const names: Names<Folder> = {
    what: "folder",
    // What was trashed together with the folder it stood in is known by its name alone.
    of: (folder) => (folder.trashedAt ? [pathOf(folder), folder.name] : [pathOf(folder)]),
    shown: pathOf,
  };
  const last = reference.split("/").at(-1) || reference;
  const isKnown = trashed.some((folder) => names.of(folder).some((name) => isSame(name, reference)));
  const wanted = place === "TRASH" && !isKnown ? last : reference;
  return chooseIn(place, names, wanted, live, trashed);
}
