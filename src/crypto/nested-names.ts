/** Names of which one lies in another, or they have nothing in common: networks, and domains (PROTOCOL §4.10). */

/** A name by its path, which begins with the path of each name that it lies in. */
export interface Placed {
  readonly name: string;
  readonly path: string;
}

/** What lies in a name stands right behind it. */
const byPath = (one: Placed, other: Placed): number => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);

export const placeNames = (names: readonly string[], path: (name: string) => string): Placed[] =>
  names.map((name) => ({ name, path: path(name) })).sort(byPath);

/** The names of these lists that lie in a name of each of them, themselves among them. Looks at each once. */
export function namesInAll(lists: readonly (readonly Placed[])[]): string[] {
  const all = lists.flatMap((list, of) => list.map(({ name, path }) => ({ name, path, of }))).sort(byPath);
  /** Names that hold the one that is looked at, the widest first. */
  const holding: (typeof all)[number][] = [];
  const holdingOf = lists.map(() => 0);
  let having = 0;
  const move = (of: number, by: 1 | -1) => {
    const before = holdingOf[of] ?? 0;
    holdingOf[of] = before + by;
    if (before === 0) having++;
    else if (before + by === 0) having--;
  };
  const found: string[] = [];
  for (const [at, each] of all.entries()) {
    for (let last = holding.at(-1); last && !each.path.startsWith(last.path); last = holding.at(-1)) {
      holding.pop();
      move(last.of, -1);
    }
    holding.push(each);
    move(each.of, 1);
    if (all[at + 1]?.path !== each.path && having === lists.length) found.push(each.name);
  }
  return found;
}
