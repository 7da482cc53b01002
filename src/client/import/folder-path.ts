import { importBounds } from "./bounds.ts";

/**
 * The folders that a name such as `Work/Servers` stands for: the other products nest by a slash in the name. Empty
 * parts are left out, so `/` is the top. What lies deeper than allowed stays in the last name, slashes included.
 */
export function folderPathOf(name: string): { readonly path: readonly string[]; readonly flattened: boolean } {
  const parts = name
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const { folderDepth } = importBounds;
  if (parts.length <= folderDepth) return { path: parts, flattened: false };
  return { path: [...parts.slice(0, folderDepth - 1), parts.slice(folderDepth - 1).join("/")], flattened: true };
}
