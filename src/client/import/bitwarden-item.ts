import { fieldsOf } from "./bitwarden-fields.ts";
import { ownKindOf, passkeyOf, takeOwn } from "./bitwarden-own.ts";
import { folderPathOf } from "./folder-path.ts";
import type { Entry, ImportedKind } from "./item.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, objectsIn, textIn } from "./json.ts";
import type { Reading } from "./reader.ts";
import { EntrySkipped, type RemarkReason } from "./refusals.ts";

/** Bitwarden's numbers of types, and the member that holds what is the type's own. */
const types: ReadonlyMap<unknown, { readonly kind: ImportedKind; readonly member: string }> = new Map([
  [1, { kind: "login", member: "login" }],
  [2, { kind: "note", member: "secureNote" }],
  [3, { kind: "card", member: "card" }],
  [4, { kind: "identity", member: "identity" }],
  [5, { kind: "ssh-key", member: "sshKey" }],
  [6, { kind: "bank-account", member: "bankAccount" }],
  [7, { kind: "driving-licence", member: "driversLicense" }],
  [8, { kind: "passport", member: "passport" }],
]);

/** One item of a Bitwarden JSON, and its passkeys as entries of their own. Throws `EntrySkipped`. */
export function readBitwardenItem(whole: JsonObject, position: number, folders: ReadonlyMap<string, string>): Reading {
  const { item, own: ours } = takeOwn(whole);
  const type = types.get(memberOf(item, "type"));
  if (!type) throw new EntrySkipped("UNKNOWN_TYPE");
  if (textIn(item, "deletedDate") !== "") throw new EntrySkipped("IN_TRASH");
  const held = memberOf(item, type.member) ?? {};
  if (!isJsonObject(held)) throw new EntrySkipped("WRONG_TYPE");
  const passkey = passkeyOf(ours, held);
  const own = passkey ?? held;
  const place = placeOf(item, folders);
  const { fields, linked } = fieldsOf(item, own);
  const entry: Entry = {
    position,
    sourceId: textIn(item, "id") || null,
    kind: ownKindOf(ours) ?? type.kind,
    title: textIn(item, "name"),
    folderPath: place.path,
    favorite: memberOf(item, "favorite") === true,
    tags: [...place.tags, ...(textIn(item, "archivedDate") === "" ? [] : ["archived"])],
    notes: textIn(item, "notes"),
    totp: type.kind === "login" ? textIn(own, "totp") : "",
    fields,
    ...(ours && { own: ours }),
  };
  const remarks: RemarkReason[] = linked ? [...place.remarks, "LINKED_FIELD"] : place.remarks;
  return { entries: [entry, ...passkeysOf(entry, own)], remarks };
}

/** The folder; of an organisation's export the first collection, the others as tags. */
function placeOf(item: JsonObject, names: ReadonlyMap<string, string>) {
  const [first, ...others] = [textIn(item, "folderId"), ...listIn(item, "collectionIds")].filter((id) => id !== "");
  const name = names.get(String(first ?? ""));
  const { path, flattened } = folderPathOf(name ?? "");
  const remarks: RemarkReason[] = [];
  if (first !== undefined && name === undefined) remarks.push("FOLDER_MISSING");
  if (flattened) remarks.push("FOLDER_FLATTENED");
  return { path, remarks, tags: others.flatMap((id) => names.get(String(id)) ?? []) };
}

function passkeysOf({ own: _, ...login }: Entry, own: JsonObject): Entry[] {
  return objectsIn(own, "fido2Credentials").map((passkey, index) => ({
    ...login,
    sourceId: login.sourceId && `${login.sourceId}/passkey/${index + 1}`,
    kind: "passkey",
    notes: "",
    totp: "",
    fields: fieldsOf({}, passkey).fields,
  }));
}
