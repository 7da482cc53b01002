import type { Client, Folder, Item, ProfileKind } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

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
export async function findItem(client: Client, reference: string, profile?: ProfileKind): Promise<Item> {
  const lists = await Promise.all(profilesOf(client, profile).map((view) => view.items().list()));
  return choose("item", reference, lists.flat(), ({ title }) => title);
}

/** As `findItem`, in the trash. */
export async function findTrashedItem(client: Client, reference: string, profile?: ProfileKind): Promise<Item> {
  const lists = await Promise.all(profilesOf(client, profile).map((view) => view.trash()));
  const items = lists.flatMap((trash) => trash.items);
  return choose("item in the trash", reference, items, ({ title }) => title);
}

/** The live folder that a person means: by id, by its path, or by a part of it that only one has. */
export async function findFolder(client: Client, reference: string, profile?: ProfileKind): Promise<Folder> {
  const lists = await Promise.all(profilesOf(client, profile).map((view) => view.folders().list()));
  const paths = await pathsOf(client);
  return choose("folder", reference, lists.flat(), ({ id }) => paths.of(id));
}

/** As `findFolder`, in the trash, by its name. */
export async function findTrashedFolder(client: Client, reference: string, profile?: ProfileKind): Promise<Folder> {
  const lists = await Promise.all(profilesOf(client, profile).map((view) => view.trash()));
  const folders = lists.flatMap((trash) => trash.folders);
  return choose("folder in the trash", reference, folders, ({ name }) => name);
}

/** Throws NOT_FOUND or AMBIGUOUS. */
export function choose<T extends { readonly id: string }>(
  what: string,
  reference: string,
  among: readonly T[],
  nameOf: (one: T) => string,
): T {
  const wanted = reference.toLowerCase();
  const named = (test: (name: string) => boolean) => among.filter((one) => test(nameOf(one).toLowerCase()));
  const byId = among.filter(({ id }) => id === wanted);
  const found = [byId, named((name) => name === wanted), named((name) => name.includes(wanted))].find(
    (some) => some.length > 0,
  );
  const [one, other] = found ?? [];
  if (one === undefined)
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      `There is no such ${what} here.`,
      "sealgraph sync fetches what is new.",
    );
  if (other === undefined) return one;
  const ids = (found ?? []).slice(0, 5).map(({ id }) => id);
  throw new CommandFailure(
    exitCode.USAGE,
    "AMBIGUOUS",
    `${(found ?? []).length} are called like this.`,
    `Name one by its id: ${ids.join(", ")}${(found ?? []).length > 5 ? ", …" : ""}.`,
  );
}
