import type { Client, TreeNode } from "../client/index.ts";
import { pathsOf } from "./references.ts";
import { profilesOf } from "./vaults.ts";

/** Where a share is shown: null at the top. */
export interface ShareFolder {
  readonly folder: string | null;
  /** Empty at the top. */
  readonly path: string;
}

/** Where the user's shares are shown in their profiles, by share. Reads all that is in those. */
export async function foldersOfShares(client: Client): Promise<(share: string) => ShareFolder> {
  const folders = new Map<string, string | null>();
  const look = ({ folder, folders: below, shares }: TreeNode) => {
    for (const { id } of shares) folders.set(id, folder?.id ?? null);
    for (const each of below) look(each);
  };
  for (const profile of profilesOf(client, undefined)) look(await profile.tree());
  const paths = await pathsOf(client);
  return (share) => {
    const folder = folders.get(share) ?? null;
    return { folder, path: paths.of(folder) };
  };
}
