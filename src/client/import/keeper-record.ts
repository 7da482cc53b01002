import { backslashPathOf } from "./folder-path.ts";
import type { Entry, ImportedKind } from "./item.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, objectsIn, textIn } from "./json.ts";
import { customValues, passkeyValues } from "./keeper-fields.ts";
import { type Reading, readingOf } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";
import { entryOf, type Value } from "./values.ts";

/** Keeper's types of records. What has no kind of its own here is kept under Keeper's names. */
const kinds: ReadonlyMap<string, ImportedKind> = new Map([
  ["login", "login"],
  ["bankCard", "card"],
  ["bankAccount", "bank-account"],
  ["passport", "passport"],
  ["driverLicense", "driving-licence"],
  ["ssnCard", "identity"],
  ["address", "identity"],
  ["contact", "identity"],
  ["birthCertificate", "identity"],
  ["sshKeys", "ssh-key"],
  ["serverCredentials", "server"],
  ["databaseCredentials", "server"],
  ["wifiCredentials", "wifi"],
  ["softwareLicense", "licence"],
  ["encryptedNotes", "note"],
  ["file", "note"],
  ["photo", "note"],
  ["membership", "custom"],
  ["healthInsurance", "custom"],
]);

const knownMembers = new Set([
  ...["uid", "title", "login", "password", "login_url", "notes", "$type", "custom_fields", "folders"],
  // What a record links to, who may see it and when it was changed.
  ...["references", "attachments", "last_modified", "schema", "shares", "permissions"],
]);

/** One record, and its passkeys as entries of their own. Throws `EntrySkipped`. */
export function readKeeperRecord(record: JsonObject, position: number): Reading {
  const type = textIn(record, "$type");
  const place = placeOf(record);
  const custom = memberOf(record, "custom_fields") ?? {};
  if (!isJsonObject(custom)) throw new EntrySkipped("WRONG_TYPE");
  const kind = kinds.get(type) ?? (isLogin(record) ? "login" : "custom");
  const uid = textIn(record, "uid");
  const entry = entryOf(
    {
      position,
      kind,
      sourceId: uid || null,
      title: textIn(record, "title"),
      folderPath: place.path,
      tags: place.others,
      notes: textIn(record, "notes"),
    },
    [
      { label: "login", field: "username", value: textIn(record, "login") },
      { label: "password", field: kind === "ssh-key" ? "passphrase" : "password", value: textIn(record, "password") },
      { label: "url", field: "url", value: textIn(record, "login_url") },
      ...customValues(custom, kind),
      ...unknownMembers(record),
    ],
  );
  const references = memberOf(record, "references");
  return readingOf([entry, ...passkeysOf(entry, custom, uid)], {
    FOLDER_FLATTENED: place.flattened,
    ATTACHMENT: type === "file" || type === "photo" || listIn(record, "attachments").length > 0,
    LINKED_FIELD: isJsonObject(references) && Object.keys(references).length > 0,
  });
}

const isLogin = (record: JsonObject): boolean =>
  textIn(record, "login") + textIn(record, "password") + textIn(record, "login_url") !== "";

/** The first folder that it is in; the names of the others are tags. */
function placeOf(record: JsonObject) {
  const paths = objectsIn(record, "folders").map((each) => {
    const [shared, own] = [textIn(each, "shared_folder"), textIn(each, "folder")];
    return backslashPathOf([shared, own].filter((part) => part !== "").join("\\"));
  });
  const [first, ...others] = paths.filter(({ path }) => path.length > 0);
  return {
    path: first?.path ?? [],
    flattened: first?.flattened ?? false,
    others: others.map(({ path }) => path.at(-1) ?? ""),
  };
}

const unknownMembers = (record: JsonObject): Value[] =>
  Object.keys(record)
    .filter((name) => !knownMembers.has(name))
    .map((name) => {
      const value = memberOf(record, name) ?? "";
      return { label: name, value: typeof value === "string" ? value : JSON.stringify(value), secret: true };
    });

const passkeysOf = (login: Entry, custom: JsonObject, uid: string): Entry[] =>
  passkeyValues(custom).map((values, index) =>
    entryOf(
      {
        position: login.position,
        kind: "passkey",
        sourceId: uid === "" ? null : `${uid}/passkey/${index + 1}`,
        title: login.title,
        folderPath: login.folderPath,
        tags: login.tags,
      },
      values,
    ),
  );
