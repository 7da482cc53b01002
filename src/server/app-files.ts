import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

/** A file of the application, in the forms in which it is sent. */
export interface AppFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** By the name that `content-encoding` has for it; those that the build made. */
  readonly packed: ReadonlyMap<Encoding, Buffer>;
  /** Whether its name changes with its content. */
  readonly isImmutable: boolean;
}

export type Encoding = "br" | "gzip";

/** The better one first. */
export const encodings: ReadonlyMap<Encoding, string> = new Map([
  ["br", ".br"],
  ["gzip", ".gz"],
]);

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Where the build puts what has its content's digest in its name. */
const hashed = /^assets\/[^/]+-[\w-]{8,}\.\w+$/;

/**
 * All files of a folder, by their paths in it, in memory: what is asked for is looked up among them, and no path leads anywhere
 * else. Files of a type that no page loads are left out. Null where there is no such folder, or no index.html in it.
 */
export async function readAppFiles(folder: string): Promise<ReadonlyMap<string, AppFile> | null> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const contents = new Map<string, Buffer>();
  for (const path of paths) contents.set(relative(folder, path).split(sep).join("/"), await readFile(path));
  const files = new Map<string, AppFile>();
  for (const [name, bytes] of contents) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const packed = new Map<Encoding, Buffer>();
    for (const [encoding, ending] of encodings) {
      const smaller = contents.get(name + ending);
      if (smaller) packed.set(encoding, smaller);
    }
    files.set(name, { type, bytes, packed, isImmutable: hashed.test(name) });
  }
  return files.has("index.html") ? files : null;
}
