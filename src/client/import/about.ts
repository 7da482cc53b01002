/** What a file that was read holds, before anything of it is imported. Says nothing of its content. */
import { formats } from "./formats.ts";
import type { Importable } from "./open-import.ts";
import type { ImportFile } from "./read-import.ts";

export interface AboutImport extends Pick<ImportFile, "encoding" | "organisation" | "unit" | "skipped" | "remarks"> {
  readonly format: string;
  /** How the format is called. */
  readonly called: string;
  /** Items that can be imported. */
  readonly items: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** Folders, with those above them. */
  readonly folders: number;
}

const plain = { encoding: "utf-8", organisation: false, unit: "entry", remarks: [] } as const;

export function aboutImport(read: Importable): AboutImport {
  if ("items" in read) {
    const { format, encoding, organisation, unit, skipped, remarks, items, kinds } = read;
    const paths = [...read.folders, ...items.map(({ folderPath, own }) => own?.folder ?? folderPath)];
    const counts = { items: items.length, kinds: { ...kinds }, folders: countPaths(paths) };
    return { format, called: formats[format].called, encoding, organisation, unit, skipped, remarks, ...counts };
  }
  const { skipped } = read;
  if ("exportedAt" in read) {
    const kinds: Record<string, number> = {};
    for (const profile of read.profiles)
      for (const [kind, count] of Object.entries(profile.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
    const items = read.profiles.reduce((sum, { count }) => sum + count, 0);
    const folders = countPaths(read.profiles.flatMap((profile) => profile.folders));
    return { ...plain, format: "sealgraph-archive", called: "Sealgraph archive", items, kinds, folders, skipped };
  }
  const rows = read.profiles.flatMap((profile) => profile.rows);
  const kinds: Record<string, number> = {};
  for (const { body } of rows) kinds[String(body.kind)] = (kinds[String(body.kind)] ?? 0) + 1;
  const folders = countPaths([
    ...read.profiles.flatMap((profile) => profile.folders),
    ...rows.map((row) => row.folders ?? []),
  ]);
  const { format } = read;
  const called = format === "sealgraph-csv" ? "Sealgraph CSV" : "Sealgraph's own";
  const unit = format === "sealgraph-csv" ? ("line" as const) : ("entry" as const);
  return { ...plain, unit, format, called, items: rows.length, kinds, folders, skipped };
}

interface Folders extends Map<string, Folders> {}

/** Takes each name once, however deep they lie. */
function countPaths(paths: readonly (readonly string[])[]): number {
  const top: Folders = new Map();
  let count = 0;
  for (const path of paths) {
    let at = top;
    for (const name of path) {
      const known = at.get(name);
      const below: Folders = known ?? new Map();
      if (!known) {
        at.set(name, below);
        count++;
      }
      at = below;
    }
  }
  return count;
}
