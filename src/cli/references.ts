import type { Client, Folder, Item, ProfileKind } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { printable } from "./output.ts";

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

type Place = "LIVE" | "TRASH";

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

/** Throws NOT_FOUND or AMBIGUOUS, and says so where it is only in the other place. */
function chooseIn<T extends Named>(
  place: Place,
  names: Names<T>,
  reference: string,
  live: readonly T[],
  trashed: readonly T[],
): T {
  const [here, there] = place === "LIVE" ? [live, trashed] : [trashed, live];
  if (matches(names, reference, here).length > 0 || matches(names, reference, there).length === 0)
    return choose(names, reference, here);
  const { what } = names;
  if (place === "LIVE")
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      `This ${what} is in the trash.`,
      `sealgraph ${what} list --trash shows what is there; sealgraph ${what} restore takes it out.`,
    );
  throw new CommandFailure(
    exitCode.CONFLICT,
    "NOT_IN_TRASH",
    `This ${what} is not in the trash.`,
    `There is nothing to restore. To purge it, trash it first: sealgraph ${what} trash.`,
  );
}

interface Named {
  readonly id: string;
}

/** How things of one kind are called. */
export interface Names<T> {
  readonly what: string;
  /** What a person may call one. */
  readonly of: (one: T) => readonly string[];
  /** What tells one from others of its name. */
  readonly shown: (one: T) => string;
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** By id; else by a whole name; else by a part of one. */
function matches<T extends Named>({ of }: Names<T>, reference: string, among: readonly T[]): readonly T[] {
  const wanted = reference.toLowerCase();
  const named = (test: (name: string) => boolean) => among.filter((one) => of(one).some((name) => test(name)));
  const byId = among.filter(({ id }) => id === wanted);
  const whole = named((name) => isSame(name, wanted));
  return [byId, whole].find((some) => some.length > 0) ?? named((name) => name.toLowerCase().includes(wanted));
}

const mostNamed = 5;

/** Throws NOT_FOUND or AMBIGUOUS. */
export function choose<T extends Named>(names: Names<T>, reference: string, among: readonly T[]): T {
  const found = matches(names, reference, among);
  const [one, other] = found;
  if (one === undefined)
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      `There is no such ${names.what} here.`,
      "sealgraph sync fetches what is new.",
    );
  if (other === undefined) return one;
  const lines = found.slice(0, mostNamed).map((each) => `  ${each.id}  ${printable(names.shown(each))}`);
  throw new CommandFailure(
    exitCode.USAGE,
    "AMBIGUOUS",
    `${found.length} are called like this.`,
    ["Name one by its id:", ...lines, ...(found.length > mostNamed ? ["  …"] : [])].join("\n"),
  );
}
