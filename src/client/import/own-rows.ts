/** What our own files hold, in whichever form: whole bodies, whatever is in them. */
import { bounds } from "../../crypto/bounds.ts";
import type { ProfileKind } from "../events.ts";
import type { BodyRow } from "../items/import.ts";
import { type JsonObject as Body, isDeeper } from "../json.ts";
import { importBounds } from "./bounds.ts";
import { isJsonObject, memberOf } from "./json.ts";
import type { Skipped } from "./position.ts";
import { EntrySkipped } from "./refusals.ts";

export interface OwnProfile {
  readonly kind: ProfileKind;
  readonly folders: readonly (readonly string[])[];
  /** Keys are the ids that the items had, which they bear as well. */
  readonly rows: readonly BodyRow[];
}

export interface OwnExport {
  readonly format: "sealgraph-json" | "sealgraph-csv";
  readonly profiles: readonly OwnProfile[];
  /** Positions count through all profiles; of a CSV they are lines. */
  readonly skipped: readonly Skipped[];
}

/** Throws EntrySkipped. */
export function readOwnItem(value: unknown, position?: number): BodyRow {
  if (!isJsonObject(value)) throw new EntrySkipped("WRONG_TYPE");
  const [id, body] = [memberOf(value, "id"), memberOf(value, "body")];
  if (typeof id !== "string" || id.length < 1 || id.length > 64 || !isJsonObject(body))
    throw new EntrySkipped("WRONG_TYPE");
  const kind = memberOf(body, "kind");
  if (typeof kind !== "string" || kind.length < 1 || kind.length > 64 || typeof memberOf(body, "title") !== "string")
    throw new EntrySkipped("WRONG_TYPE");
  if (isDeeper(body, bounds.bodyDepth)) throw new EntrySkipped("WRONG_TYPE");
  if (new TextEncoder().encode(JSON.stringify(body)).length > bounds.body) throw new EntrySkipped("TOO_LARGE");
  const row = { key: id, id, body: body as Body, folders: readOwnPath(memberOf(value, "folder") ?? []) };
  return position === undefined ? row : { ...row, position };
}

/** What lies deeper than allowed keeps the rest of its path in the last name. Throws EntrySkipped. */
export function readOwnPath(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) throw new EntrySkipped("WRONG_TYPE");
  const last = importBounds.ownFolderDepth - 1;
  const path: string[] = value.length > last ? [...value.slice(0, last), value.slice(last).join("/")] : value;
  if (path.some((name) => name.trim() === "" || name.length > importBounds.folderName))
    throw new EntrySkipped("FOLDER_NAME_TOO_LONG");
  return path;
}
