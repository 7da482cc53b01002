/**
 * A profile in Bitwarden's JSON: NOT encrypted. Its own importer takes it; ours gives every item back as it was, because what
 * Bitwarden has no place for stands in custom fields (`sealgraph:…`).
 */
import { ownNames, ownPrefix } from "../import/bitwarden-own.ts";
import { importBounds } from "../import/bounds.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { isSecretField } from "../kinds/kind.ts";
import { type BitwardenPlace, bitwardenPlaceOf, passkeyNames } from "./bitwarden-places.ts";
import type { ExportedItem, ExportedProfile } from "./export.ts";

/** UTF-8, a line for each member. Bitwarden has no profiles: each goes into a file of its own. */
export function encodeBitwarden({ folders, items }: ExportedProfile): string {
  const names = [...new Set([...folders, ...items.map(({ folder }) => folder)].map(nameOf))].filter(Boolean);
  const ids = new Map(names.map((name, place) => [name, folderId(place + 1)]));
  const file = {
    encrypted: false,
    folders: names.map((name) => ({ id: ids.get(name), name })),
    items: items.map((item) => itemOf(item, ids.get(nameOf(item.folder)) ?? null)),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** Bitwarden nests folders by slashes in their names. */
const nameOf = (path: readonly string[]): string => path.join("/");

/** Good in this file alone. */
const folderId = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

/** Whether the name of a folder is read as the path that it was written for. */
const isReadBack = (path: readonly string[]): boolean =>
  path.length <= importBounds.folderDepth && path.every((name) => !name.includes("/") && name.trim() === name);

/** What an item has where a file says nothing. */
const noMembers: JsonObject = { title: "", notes: "", tags: [], favorite: false };

function itemOf({ id, folder, body }: ExportedItem, folderId: string | null): object {
  const { fields, ...members } = body;
  const place = bitwardenPlaceOf(String(body.kind));
  const more = new Map<string, Json>(Object.entries(members));
  const inFields = new Map<string, Json>(isObject(fields) ? Object.entries(fields) : []);
  for (const [name, none] of Object.entries(noMembers))
    if (JSON.stringify(more.get(name)) === JSON.stringify(none)) more.delete(name);
  const said = takeText(more, "kind");
  const kind = place.isWhole ? null : said;
  const item = {
    id,
    organizationId: null,
    folderId,
    type: place.type,
    reprompt: 0,
    name: takeText(more, "title") ?? "",
    notes: takeText(more, "notes"),
    favorite: more.get("favorite") === true && more.delete("favorite"),
    [place.member]: placedIn(place, kind, inFields),
    collectionIds: null,
  };
  const custom = takeCustom(inFields);
  const ours = [
    ...(kind === null ? [] : [ourField(ownNames.kind, kind)]),
    ...takeTags(more).map((tag) => ourField(ownNames.tag, tag)),
    ...(isReadBack(folder) ? [] : [ourField(ownNames.folder, JSON.stringify(folder))]),
    ...takeOthers(inFields),
  ];
  if (inFields.size > 0) more.set("fields", Object.fromEntries(inFields));
  else if (fields !== undefined && !isObject(fields)) more.set("fields", fields);
  // An entry in which nothing stands is left out by who reads it.
  if (said !== null && item.name === "" && custom.length + ours.length + more.size === 0)
    ours.push(ourField(ownNames.kind, said));
  if (more.size > 0) ours.push(ourField(ownNames.more, JSON.stringify(Object.fromEntries(more)), HIDDEN));
  return { ...item, fields: [...custom, ...ours] };
}

const TEXT = 0;
const HIDDEN = 1;

const fieldOf = (name: string, value: string, type: number) => ({ name, value, type, linkedId: null });

const ourField = (name: string, value: string, type = isSecretField(name) ? HIDDEN : TEXT) =>
  fieldOf(`${ownPrefix}${name}`, value, type);

/** What the type itself has, taken out of the fields. */
function placedIn({ type, names }: BitwardenPlace, kind: string | null, fields: Map<string, Json>): object {
  if (type === 2) return { type: 0 };
  const held = (of: readonly string[]) => Object.fromEntries(of.map((name) => [name, takeText(fields, name)]));
  if (type !== 1) return held(names);
  // Who reads a passkey takes nothing of the login around it.
  if (kind === "passkey") return { uris: [], fido2Credentials: [held(passkeyNames)] };
  return { ...held(names), uris: takeUris(fields), fido2Credentials: [] };
}

/** Text that a reader gives back; null for what it would not, which stays where it was. */
function takeText(members: Map<string, Json>, name: string): string | null {
  const value = members.get(name);
  if (typeof value !== "string" || value === "") return null;
  members.delete(name);
  return value;
}

function takeUris(fields: Map<string, Json>): readonly object[] {
  const urls = fields.get("urls");
  if (!Array.isArray(urls) || !urls.every((url) => typeof url === "string" && url !== "")) return [];
  if (urls.length > 0) fields.delete("urls");
  return urls.map((uri) => ({ match: null, uri }));
}

function takeTags(members: Map<string, Json>): readonly string[] {
  const tags = members.get("tags");
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) return [];
  members.delete("tags");
  return tags;
}

/** Fields that a person made up, if all of them are what Bitwarden's can be. */
function takeCustom(fields: Map<string, Json>): readonly object[] {
  const custom = fields.get("custom");
  if (!Array.isArray(custom) || custom.length === 0 || !custom.every(isCustom)) return [];
  fields.delete("custom");
  return custom.map(({ name, value, secret }) => fieldOf(name, value, secret ? HIDDEN : TEXT));
}

function isCustom(field: Json): field is { readonly name: string; readonly value: string; readonly secret: boolean } {
  if (!isObject(field) || Object.keys(field).length !== 3) return false;
  const { name, value, secret } = field;
  const named = typeof name === "string" && name !== "" && !name.startsWith(ownPrefix);
  return named && typeof value === "string" && value !== "" && typeof secret === "boolean";
}

const taken: ReadonlySet<string> = new Set(Object.values(ownNames));

/** All other text, each in a field of its own. */
function takeOthers(fields: Map<string, Json>): ReturnType<typeof ourField>[] {
  const names = [...fields.keys()].filter((name) => !taken.has(name));
  return names.flatMap((name) => {
    const value = takeText(fields, name);
    return value === null ? [] : [ourField(name, value)];
  });
}
