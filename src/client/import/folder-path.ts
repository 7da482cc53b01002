import { importBounds } from "./bounds.ts";

export interface FolderPath {
  readonly path: readonly string[];
  /** Whether what lies too deep became one name. */
  readonly flattened: boolean;
}

/**
 * The folders that a name such as `Work/Servers` stands for: most other products nest by a slash in the name. Empty
 * parts are left out, so `/` is the top. What lies deeper than allowed stays in the last name, slashes included.
 */
export const folderPathOf = (name: string): FolderPath => pathOf(name.split("/"));

/** As `folderPathOf`, where folders nest by a backslash; two of them are one in a name. */
export const backslashPathOf = (name: string): FolderPath =>
  pathOf((name.match(/(?:\\\\|[^\\])+/g) ?? []).map((part) => part.replaceAll("\\\\", "\\")));

/** The folders of these names, from the top. */
export function pathOf(names: readonly string[]): FolderPath {
  const parts = names.map((part) => part.trim()).filter((part) => part !== "");
  const { folderDepth, folderName } = importBounds;
  if (parts.length <= folderDepth) return { path: parts, flattened: false };
  const last = parts.slice(folderDepth - 1, folderDepth - 1 + folderName);
  return { path: [...parts.slice(0, folderDepth - 1), cut(last.join("/"), folderName)], flattened: true };
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
