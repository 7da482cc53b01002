import { dayOfTime } from "./dates.ts";
import type { ImportedKind } from "./item.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, objectsIn, textIn } from "./json.ts";
import { categories } from "./onepassword-categories.ts";
import { fieldValues } from "./onepassword-fields.ts";
import { type Reading, readingOf } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";
import { entryOf, type Value } from "./values.ts";

/** One item of a 1PUX. A category that came later is kept under its own names. Throws `EntrySkipped`. */
export function read1passwordItem(given: JsonObject, position: number, folderPath: readonly string[]): Reading {
  // Earlier exports have each item inside an object of its own.
  const wrapped = memberOf(given, "item");
  const item = isJsonObject(wrapped) ? wrapped : given;
  if (memberOf(item, "trashed") === true || textIn(item, "state") === "trashed") throw new EntrySkipped("IN_TRASH");
  const [details, overview] = [objectIn(item, "details"), objectIn(item, "overview")];
  const category = categories.get(textIn(item, "categoryUuid"));
  const kind: ImportedKind = category?.kind ?? "custom";
  const sections = sectionsOf(details, category?.fields ?? {});
  const tags = listIn(overview, "tags").map(String);
  const favourite = memberOf(item, "favIndex");
  const entry = entryOf(
    {
      position,
      kind,
      sourceId: textIn(item, "uuid") || null,
      title: textIn(overview, "title"),
      folderPath,
      favorite: typeof favourite === "number" && favourite > 0,
      tags: textIn(item, "state") === "archived" ? [...tags, "archived"] : tags,
      notes: textIn(details, "notesPlain"),
    },
    [
      ...loginFields(details),
      { label: "password", field: "password", value: textIn(details, "password") },
      ...urls(overview),
      ...sections.values,
      ...formerPasswords(details),
      ...unknownDetails(details),
    ],
  );
  return readingOf([entry], {
    ATTACHMENT: sections.attachments || memberOf(details, "documentAttributes") !== undefined,
    REFERENCE: sections.references,
  });
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = memberOf(object, name) ?? {};
  if (!isJsonObject(value)) throw new EntrySkipped("WRONG_TYPE");
  return value;
}

/** What a person typed into a page: two of them are known as user name and password, others go by their own names. */
const loginFields = (details: JsonObject): Value[] =>
  objectsOf(details, "loginFields").flatMap((field) => {
    const designation = textIn(field, "designation");
    const { values } = fieldValues(
      { title: textIn(field, "name") || textIn(field, "id"), id: "", value: memberOf(field, "value") },
      {},
    );
    const named = designation === "username" || designation === "password" ? { field: designation } : {};
    const secret = textIn(field, "fieldType") === "P";
    return values.map((value) => ({ ...value, ...named, ...(secret && { secret }) }));
  });

function sectionsOf(details: JsonObject, own: Readonly<Record<string, string>>) {
  const found = objectsOf(details, "sections").flatMap((section) =>
    objectsOf(section, "fields").map((field) =>
      fieldValues(
        {
          title: textIn(field, "title") || textIn(section, "title") || textIn(field, "id"),
          id: textIn(field, "id"),
          value: memberOf(field, "value"),
        },
        own,
      ),
    ),
  );
  return {
    values: found.flatMap(({ values }) => values),
    attachments: found.some(({ attachment }) => attachment),
    references: found.some(({ reference }) => reference),
  };
}

function urls(overview: JsonObject): Value[] {
  const listed = objectsOf(overview, "urls").map((each) => textIn(each, "url"));
  const all = new Set([...listed, textIn(overview, "url")]);
  return [...all].map((value) => ({ label: "url", field: "url", value }));
}

const formerPasswords = (details: JsonObject): Value[] =>
  objectsOf(details, "passwordHistory").map((former) => {
    const time = memberOf(former, "time");
    const until = typeof time === "number" ? ` until ${dayOfTime(time < 1e11 ? time * 1_000 : time)}` : "";
    return { label: `password${until}`, value: textIn(former, "value"), secret: true };
  });

const knownDetails = new Set([
  ...["loginFields", "notesPlain", "sections", "passwordHistory", "documentAttributes", "password"],
  // How a form was sent, and which fields are shown first.
  ...["htmlForm", "htmlMethod", "htmlAction", "htmlName", "htmlID", "backupKeys"],
]);

/** What came to the format later is kept as it is written. */
const unknownDetails = (details: JsonObject): Value[] =>
  Object.keys(details)
    .filter((name) => !knownDetails.has(name))
    .map((name) => {
      const value = memberOf(details, name) ?? "";
      return { label: name, value: typeof value === "string" ? value : JSON.stringify(value), secret: true };
    });

/** The objects of a list, in which empty places stand. */
function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const list = listIn(object, name).filter((each) => each !== null);
  return objectsIn({ list }, "list");
}
