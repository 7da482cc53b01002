import { pathOf } from "./folder-path.ts";
import { readKeepassEntry } from "./keepass-entry.ts";
import { keepassReferences } from "./keepass-references.ts";
import { type KeepassEntry, type KeepassGroup, type KeepassTree, readKeepassTree } from "./keepass-tree.ts";
import type { Reading, Source } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";

/** KeePass's XML (2.x), which KeePassXC writes as well. Throws `ImportRefused`. */
export const readKeepassXml = (text: string): Source => keepassSource(readKeepassTree(text, null));

/** The entries of a tree. Its first group stands for the whole file: those inside it are the folders. */
export function keepassSource({ entries, groups, recycleBin }: KeepassTree): Source {
  const places = new Map<KeepassGroup, Place>();
  for (const group of groups) places.set(group, placeOf(group, places, recycleBin));
  const resolve = keepassReferences(entries);
  const read = (entry: KeepassEntry, position: number): Reading => {
    const place = entry.group && places.get(entry.group);
    if (place?.trashed) throw new EntrySkipped("IN_TRASH");
    const { path, flattened } = pathOf(namesOf(place ?? null));
    return readKeepassEntry(entry, position, { path, flattened, resolve });
  };
  return {
    unit: "entry",
    folders: [...places.values()].filter(({ trashed }) => !trashed).map((place) => pathOf(namesOf(place)).path),
    organisation: false,
    unread: entries.map((entry, index) => ({ position: index + 1, read: () => read(entry, index + 1) })),
  };
}

interface Place {
  readonly above: Place | null;
  readonly name: string;
  readonly trashed: boolean;
}

/** Groups come after those that they are in. The first one is never the trash, whatever the file says. */
function placeOf(group: KeepassGroup, places: ReadonlyMap<KeepassGroup, Place>, bin: string): Place {
  const above = (group.parent && places.get(group.parent)) ?? null;
  if (above === null) return { above, name: "", trashed: false };
  return { above, name: group.name, trashed: above.trashed || (bin !== "" && group.uuid === bin) };
}

function namesOf(place: Place | null): string[] {
  const names: string[] = [];
  for (let at = place; at?.above; at = at.above) names.push(at.name);
  return names.reverse();
}
