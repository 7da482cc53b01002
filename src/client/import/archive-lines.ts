/** What is in an archive, line by line (PROTOCOL §9). */
import { bounds } from "../../crypto/bounds.ts";
import { concat } from "../../crypto/bytes.ts";
import type { ProfileKind } from "../events.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { importBounds } from "./bounds.ts";
import { ImportRefused } from "./refusals.ts";

export type ArchiveLine =
  | { readonly line: "start"; readonly exportedAt: Date }
  | { readonly line: "profile"; readonly kind: ProfileKind }
  | { readonly line: "folder"; readonly path: readonly string[] }
  | {
      readonly line: "item";
      readonly item: { readonly id: Json; readonly folder: readonly string[]; readonly body: Json };
    };

const damaged = () => new ImportRefused("ARCHIVE_DAMAGED");

/** Reads what frames hold, keeping one line and the folders of one profile. Throws ImportRefused ARCHIVE_DAMAGED, OTHER_VERSION. */
export async function* readArchiveLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveLine, void> {
  const order = new Order();
  for await (const bytes of linesIn(content)) yield order.take(objectIn(bytes));
  if (!order.begun) throw damaged();
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function objectIn(bytes: Uint8Array): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(decoder.decode(bytes)) as Json;
  } catch {
    throw damaged();
  }
  if (!isObject(value)) throw damaged();
  return value;
}

async function* linesIn(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const portion of content) {
    const all = concat(rest, portion);
    let at = 0;
    for (let end = all.indexOf(0x0a); end >= 0; end = all.indexOf(0x0a, at)) {
      if (end - at > bounds.archiveLine) throw damaged();
      yield all.subarray(at, end);
      at = end + 1;
    }
    rest = all.slice(at);
    if (rest.length > bounds.archiveLine) throw damaged();
  }
  if (rest.length > 0) throw damaged();
}

/** Takes each line in turn, and refuses it where it cannot stand there. */
class Order {
  begun = false;
  private readonly kinds = new Set<Json>();
  private folders: (readonly string[])[] = [];
  private items = 0;
  /** In all paths. */
  private names = 0;

  take(line: JsonObject): ArchiveLine {
    if (!this.begun) return this.start(line);
    if (line.line === "profile") return this.profile(line);
    if (this.kinds.size === 0) throw damaged();
    if (line.line === "folder") return this.folder(line);
    if (line.line === "item") return this.item(line);
    throw damaged();
  }

  private start({ sealgraph, format, exportedAt }: JsonObject): ArchiveLine {
    if (sealgraph !== "archive") throw damaged();
    if (format !== 1) throw new ImportRefused("OTHER_VERSION");
    const at = new Date(typeof exportedAt === "string" ? exportedAt : Number.NaN);
    if (Number.isNaN(at.getTime())) throw damaged();
    this.begun = true;
    return { line: "start", exportedAt: at };
  }

  private profile({ kind }: JsonObject): ArchiveLine {
    if ((kind !== "PERSONAL" && kind !== "BUSINESS") || this.kinds.has(kind)) throw damaged();
    this.kinds.add(kind);
    [this.folders, this.items, this.names] = [[], 0, 0];
    return { line: "profile", kind };
  }

  private folder({ in: above, name }: JsonObject): ArchiveLine {
    if (typeof name !== "string" || name.length < 1 || name.length > 1_000 || this.items > 0) throw damaged();
    const path = [...this.pathOf(above), name];
    this.names += path.length;
    if (this.folders.push(path) > importBounds.entries || this.names > importBounds.archivePaths) throw damaged();
    return { line: "folder", path };
  }

  private item({ id = null, folder, body = null }: JsonObject): ArchiveLine {
    this.items++;
    return { line: "item", item: { id, folder: this.pathOf(folder), body } };
  }

  private pathOf(number: Json | undefined): readonly string[] {
    if (number === null) return [];
    const path = typeof number === "number" ? this.folders[number] : undefined;
    if (path === undefined) throw damaged();
    return path;
  }
}
