/** A folder with its place: numbers count from 0 in the order in which folders came. */
export interface NumberedFolder {
  readonly number: number;
  /** The number of the one above; null at the top. */
  readonly above: number | null;
  readonly name: string;
  /** How many names its path has. */
  readonly depth: number;
}

interface Node {
  readonly number: number | null;
  readonly inner: Map<string, Node>;
}

/** Folders by their paths. What is asked of it costs as much as the path is long, however many there are. */
export class FolderTree {
  private readonly top: Node = { number: null, inner: new Map() };
  private count = 0;

  /** Puts a folder in; gives those of its path that were not there, from the top down. */
  add(path: readonly string[]): NumberedFolder[] {
    const added: NumberedFolder[] = [];
    let at = this.top;
    for (const [place, name] of path.entries()) {
      let next = at.inner.get(name);
      if (next === undefined) {
        const number = this.count++;
        added.push({ number, above: at.number, name, depth: place + 1 });
        next = { number, inner: new Map() };
        at.inner.set(name, next);
      }
      at = next;
    }
    return added;
  }

  /** Null for the top, and for what was never put in. */
  numberOf(path: readonly string[]): number | null {
    let at: Node | undefined = this.top;
    for (const name of path) at = at?.inner.get(name);
    return at?.number ?? null;
  }
}
