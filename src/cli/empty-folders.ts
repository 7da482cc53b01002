import type { Client, ProfileKind } from "../client/index.ts";
import { pathsOf } from "./references.ts";

/** Makes the folders of these paths that are not there, one by one; gives how many were made. */
export async function makeFolders(
  client: Client,
  kind: ProfileKind,
  paths: Iterable<readonly string[]>,
): Promise<number> {
  const folders = client.profile(kind).folders();
  const named = await pathsOf(client);
  const known = new Map((await folders.list()).map(({ id }) => [named.of(id), id]));
  let made = 0;
  for (const path of paths) {
    let parent: string | null = null;
    for (const [depth, name] of path.entries()) {
      const whole = path.slice(0, depth + 1).join("/");
      const id: string = known.get(whole) ?? (await folders.add({ name, folder: parent })).id;
      if (!known.has(whole)) made++;
      known.set(whole, id);
      parent = id;
    }
  }
  return made;
}
