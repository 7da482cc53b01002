/** What an export writes is read again as it was: of every kind, and of whatever anybody's client may have put into a body. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { folderPaths } from "../../src/client/export/folder-paths.ts";
import {
  type ArchiveSource,
  archiveWay,
  ImportRefused,
  importRowOf,
  isArchive,
  openArchive,
  readImport,
  readOwnExport,
  readRows,
} from "../../src/client/import/index.ts";
import { guarded, unguarded } from "../../src/client/import/own-cells.ts";
import {
  type ExportedItem,
  type ExportFile,
  encodeBitwarden,
  encodeCsv,
  type Folder,
  type JsonObject,
  makeArchiveCode,
  sealArchive,
} from "../../src/client/index.ts";
import { itemsOfEveryKind } from "../support/every-kind.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const fileOf = (items: readonly ExportedItem[], folders: string[][] = []): ExportFile => ({
  format: "sealgraph-export",
  version: 1,
  profiles: [{ kind: "PERSONAL", folders, items, unreadable: [] }],
});
/** What a client that reads a body sees where it says nothing. */
const filled = (body: JsonObject) => ({ notes: "", tags: [], favorite: false, fields: {}, ...body });
const contentOf = (items: readonly { folder: readonly string[]; body: JsonObject }[]) =>
  items.map(({ folder, body }) => ({ folder, body: filled(body) }));

async function throughBitwarden(items: readonly ExportedItem[]) {
  const [profile] = fileOf(items).profiles;
  const { items: read, skipped } = await readImport(utf8(encodeBitwarden(profile as NonNullable<typeof profile>)));
  expect(skipped).toEqual([]);
  return read.map((item) => {
    const { folders = [], item: body } = importRowOf(item);
    return { folder: folders, body: JSON.parse(JSON.stringify(body)) as JsonObject };
  });
}

function throughCsv(items: readonly ExportedItem[]) {
  const read = readOwnExport(encodeCsv(fileOf(items)).slice(1));
  expect(read?.skipped).toEqual([]);
  return (read?.profiles ?? []).flatMap(({ rows }) =>
    rows.map(({ folders = [], body, id }) => ({ id, folder: folders, body })),
  );
}

async function whole(portions: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const portion of portions) all.push(portion);
  return new Uint8Array(Buffer.concat(all));
}
const sourceOf = (bytes: Uint8Array): ArchiveSource =>
  async function* () {
    for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
  };

const code = makeArchiveCode();
async function throughArchive(items: readonly ExportedItem[]) {
  const opened = await openArchive(sourceOf(await whole(sealArchive(fileOf(items), { code }))), { code });
  const read: { id: string | undefined; folder: readonly string[]; body: JsonObject }[] = [];
  for (const profile of opened.profiles)
    for await (const { id, folders = [], body } of profile.rows()) read.push({ id, folder: folders, body });
  expect(opened.skipped).toEqual([]);
  expect(opened.profiles.reduce((sum, { count }) => sum + count, 0)).toBe(read.length);
  return read;
}

const kinds = [
  "login",
  "server",
  "note",
  "email-account",
  "card",
  "identity",
  "wifi",
  "ssh-key",
  "licence",
  "passkey",
  "totp",
  "bank-account",
  "driving-licence",
  "passport",
  "custom",
];
const names = fc.constantFrom(
  "username",
  "password",
  "urls",
  "totp",
  "custom",
  "number",
  "rpId",
  "kind",
  "tag",
  "folder",
  "more",
  "__proto__",
  "type",
);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^['=+\-@;\t\r\n,"\\/ a]{0,8}$/),
  fc.constantFrom(
    "=1+1",
    "'=1",
    "''-x",
    "+49 30 1",
    "@here",
    "a;=b",
    "- list\n- of\n- lines",
    "sealgraph:kind",
    "\\u0041",
  ),
);
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<never>;
const fields = fc.dictionary(
  names,
  fc.oneof(
    texts,
    fc.array(texts, { maxLength: 3 }),
    fc.array(fc.record({ name: texts, value: texts, secret: fc.boolean() }, { requiredKeys: ["name", "value"] }), {
      maxLength: 3,
    }),
    json,
  ),
  { maxKeys: 4 },
);
const bodies = fc.record(
  {
    kind: fc.oneof(fc.constantFrom(...kinds), fc.stringMatching(/^[a-z=';"-]{1,12}$/)),
    title: texts,
    notes: texts,
    tags: fc.array(texts, { maxLength: 3 }),
    favorite: fc.boolean(),
    fields,
    conflictOf: texts,
    somethingNew: json,
  },
  { requiredKeys: ["kind", "title"] },
) as fc.Arbitrary<JsonObject>;
const folderNames = fc
  .oneof(fc.string(), fc.constantFrom("Work/Home", "\\", "a\\/b", "=x", "Ünï", "\\u0000"))
  .map((name) => name.trim())
  .filter((name) => name !== "");
const items = fc
  .array(fc.record({ folder: fc.array(folderNames, { maxLength: 3 }), body: bodies }), { minLength: 1, maxLength: 4 })
  .map((all) =>
    all.map((item, place): ExportedItem => ({ id: `00000000-0000-4000-8000-00000000000${place}`, ...item })),
  )
  // As it is after it stood in a vault.
  .map((all) => JSON.parse(JSON.stringify(all)) as ExportedItem[]);

describe("an export", () => {
  it("of every kind comes back equal from Bitwarden's JSON, from our CSV and from an archive", async () => {
    const all = itemsOfEveryKind();
    expect(new Set(all.map(({ body }) => body.kind))).toEqual(new Set([...kinds, "a kind of tomorrow"]));
    expect(contentOf(await throughBitwarden(all))).toEqual(contentOf(all));
    expect(contentOf(throughCsv(all))).toEqual(contentOf(all));
    expect(await throughArchive(all)).toEqual(all);
  });

  it("loses nothing of whatever stands in a body", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (all) => {
        expect(contentOf(throughCsv(all))).toEqual(contentOf(all));
        expect(contentOf(await throughBitwarden(all))).toEqual(contentOf(all));
        expect(await throughArchive(all)).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the CSV", () => {
  it("has no cell that a spreadsheet takes for a formula, whatever it splits lines at, and every text comes out of it again", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(unguarded(guarded(text))).toBe(text);
        for (const cell of guarded(text).split(/[;\t\r\n]/)) expect(cell).not.toMatch(/^[=+\-@＝＋－＠]/);
      }),
      { numRuns: 2_000 },
    );
    expect(guarded("it's")).toBe("it's");
    expect(guarded("=HYPERLINK(1)")).toBe("'=HYPERLINK(1)");
  });

  it("is one line an item under one line of names, and has empty folders", () => {
    const [profile] = fileOf(itemsOfEveryKind(), [["Empty", "a/b"]]).profiles;
    const text = encodeCsv({ ...fileOf([]), profiles: [profile as NonNullable<typeof profile>] });
    const rows = [...readRows(text.slice(1))].map((row) => ("cells" in row ? row.cells : []));
    expect(rows[0]).toEqual(
      "profile folder kind title username password url totp notes tags favorite more id".split(" "),
    );
    expect(rows).toHaveLength(itemsOfEveryKind().length + 2);
    expect(rows[1]).toEqual(["personal", "Empty/a\\/b", ...Array.from({ length: 11 }, () => "")]);
    expect(readOwnExport(text.slice(1))?.profiles[0]?.folders).toEqual([["Empty", "a/b"]]);
  });

  it("that somebody wrote by hand, or saved with semicolons, is read too, and a bad line leaves out that line", () => {
    const text = [
      "Title;kind;folder;profile;more;username",
      "Router;login;Home;;;admin",
      "Broken;login;;;{not json;",
      "Elsewhere;login;;shared;;",
      'Wide;note;;business;"{""fields"":{""a"":1}}";',
    ].join("\n");
    const read = readOwnExport(text);
    expect(read?.skipped.map(({ position, reason }) => [position, reason])).toEqual([
      [3, "WRONG_TYPE"],
      [4, "WRONG_TYPE"],
    ]);
    expect(read?.profiles.map(({ kind, rows }) => [kind, rows.map(({ body }) => body.title)])).toEqual([
      ["PERSONAL", ["Router"]],
      ["BUSINESS", ["Wide"]],
    ]);
    expect(readOwnExport(text)?.profiles[0]?.rows[0]?.key).toBe(read?.profiles[0]?.rows[0]?.key);
    expect(readOwnExport("title,username,password\na,b,c\n")).toBeNull();
  });
});

describe("folders inside one another", () => {
  const path = (depth: number) => Array.from({ length: depth }, (_, n) => `F${n}`);
  const views = (depth: number) =>
    path(depth).map((name, n) => ({ id: name, folder: n === 0 ? null : `F${n - 1}`, name, readable: true }));

  it("cost an export no more than they weigh, and end where a reader ends", async () => {
    const pathOf = folderPaths(views(100_000));
    expect(pathOf("F1")).toEqual(["F0", "F1"]);
    expect(pathOf("F99999")).toEqual(path(128));
    expect([pathOf("F127"), pathOf("F128")]).toEqual([path(128), path(128)]);
    expect([pathOf(null), pathOf("nowhere")]).toEqual([[], []]);
    const [first, second, third] = views(3) as [Folder, Folder, Folder];
    const without = folderPaths([first, { ...second, readable: false }, third]);
    expect([without("F1"), without("F2")]).toEqual([["F0"], ["F0", "F2"]]);

    const items = path(1_000).map((id, n) => ({ id, folder: path(n), body: { kind: "note", title: "t" } }));
    const folders = items.map(({ folder }) => [...folder, "Empty"]);
    const lines = encodeCsv(fileOf(items, folders)).split("\r\n");
    expect(lines).toHaveLength(2 * items.length + 2);
    const file = fileOf(items.slice(0, 128), folders.slice(0, 127));
    const opened = await openArchive(sourceOf(await whole(sealArchive(file, { code }))), { code });
    expect(opened.profiles).toMatchObject([{ count: 128 }]);
    expect(opened.profiles[0]?.folders).toHaveLength(127 + 127);
    expect(opened.skipped).toEqual([]);
  });

  it("and whatever else no reader takes, are not sealed into an archive", async () => {
    const note = { kind: "note", title: "t" };
    for (const file of [
      fileOf([], [path(1_500)]),
      fileOf([], [["Good"], [""]]),
      fileOf([], [["x".repeat(1_001)]]),
      fileOf([{ id: "a", folder: ["Good", ""], body: note }]),
      fileOf([{ id: "a", folder: [], body: { ...note, notes: "n".repeat(98_304) } }]),
      fileOf(
        [],
        Array.from({ length: 100_001 }, (_, n) => [`${n}`]),
      ),
    ])
      await expect(whole(sealArchive(file, { code }))).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { argument: "file" },
      });
  });
});

describe("what others wrote as ours", () => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

  it("leaves out the item that is none, and the folder that has no name, in JSON, CSV and an archive", async () => {
    const start = '{"format":"sealgraph-export","version":1,"profiles":[{"kind":"PERSONAL",';
    const item = (body: string) => `{"id":"a","folder":[],"body":${body}}`;
    const [note, deepNote] = ["", `,"more":${deep}`].map((more) => `{"kind":"note","title":"t"${more}}`) as [
      string,
      string,
    ];
    const json = `${start}"folders":[["Good"],[""],["${"x".repeat(1_001)}"]],"items":[${item(deepNote)},${item(note)}]}]}`;
    const read = readOwnExport(json);
    expect(read?.skipped).toEqual([{ position: 1, reason: "WRONG_TYPE" }]);
    expect(read?.profiles).toMatchObject([{ folders: [["Good"]], rows: [{ position: 2, body: { title: "t" } }] }]);

    const csv = [
      "profile,folder,kind,title,more",
      `,${"x".repeat(1_001)},,,`,
      `,,note,Deep,"{""x"":${deep}}"`,
      ",,note,t,",
    ].join("\n");
    const table = readOwnExport(csv);
    expect(table?.skipped).toEqual([
      { position: 2, reason: "FOLDER_NAME_TOO_LONG" },
      { position: 3, reason: "WRONG_TYPE" },
    ]);
    expect(table?.profiles).toMatchObject([{ folders: [], rows: [{ position: 4, body: { title: "t" } }] }]);
  });

  it("in Bitwarden's fields leaves out that entry, and the rest of the file comes", async () => {
    const entry = (...ours: [name: string, value: string][]) => ({
      type: 1,
      name: "n",
      login: { username: "u" },
      fields: ours.map(([name, value]) => ({ name: `sealgraph:${name}`, value, type: 0 })),
    });
    const bad = [
      entry(["kind", "x".repeat(65)]),
      entry(["more", '{"title":5}']),
      entry(["more", '{"kind":7}']),
      entry(["more", `{"x":${deep.slice(19_900, 20_100)}}`]),
      entry(["more", `{"x":${deep}}`]),
      entry(["folder", JSON.stringify(["x".repeat(2_000)])]),
    ];
    const items = [...bad, entry(["kind", "server"]), entry(["more", '{"tags":"x","conflictOf":"y"}'])];
    const file = await readImport(utf8(JSON.stringify({ encrypted: false, folders: [], items })));
    expect(file.skipped.map(({ position, reason }) => [position, reason])).toEqual(
      bad.map((_, n) => [n + 1, n === 5 ? "FOLDER_NAME_TOO_LONG" : "WRONG_TYPE"]),
    );
    expect(file.items).toHaveLength(2);
  });
});

describe("Bitwarden's JSON", () => {
  it("counts what was changed there, and takes marks of ours that are garbage for what they are: a bad entry", async () => {
    const [server] = itemsOfEveryKind().filter(({ body }) => body.kind === "server") as [ExportedItem];
    const [profile] = fileOf([server]).profiles;
    const text = encodeBitwarden(profile as NonNullable<typeof profile>);
    const changed = JSON.parse(text) as {
      items: { login: { password: string }; fields: { name: string; value: string }[] }[];
    };
    const [item] = changed.items as [(typeof changed.items)[number]];
    item.login.password = "changed in Bitwarden";
    const { items: read } = await readImport(utf8(JSON.stringify(changed)));
    expect(importRowOf(read[0] as (typeof read)[number]).item).toMatchObject({
      kind: "server",
      fields: { password: "changed in Bitwarden", host: "db.example.com" },
    });
    item.fields.push({ name: "sealgraph:more", value: "[1" });
    const { skipped } = await readImport(utf8(JSON.stringify(changed)));
    expect(skipped).toMatchObject([{ position: 1, reason: "WRONG_TYPE" }]);
  });
});

describe("an archive", () => {
  const all = itemsOfEveryKind();
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (caught: unknown) => caught,
    );
    return error instanceof ImportRefused ? error.reason : error;
  };

  it("says by its beginning that it is one and what opens it, and opens by nothing else", async () => {
    const byPassword = await whole(sealArchive(fileOf(all), { password: "twelve letters and more" }));
    const byCode = await whole(sealArchive(fileOf(all), { code }));
    expect([byPassword, byCode].map((bytes) => isArchive(bytes))).toEqual([true, true]);
    expect(isArchive(utf8("sealgraph recovered file 1\n"))).toBe(false);
    expect(await archiveWay(sourceOf(byPassword))).toBe("PASSWORD");
    expect(await archiveWay(sourceOf(byCode))).toBe("CODE");
    expect(Buffer.from(byPassword).includes("db.example.com")).toBe(false);
    const open = (bytes: Uint8Array, by: Parameters<typeof openArchive>[1]) =>
      refusal(openArchive(sourceOf(bytes), by));
    expect(await open(byPassword, { password: "twelve letters and more" })).toBeNull();
    expect(await open(byPassword, { password: "another password" })).toBe("ARCHIVE_WRONG_PASSWORD");
    expect(await open(byPassword, { password: "" })).toBe("ARCHIVE_WRONG_PASSWORD");
    expect(await open(byPassword, { code })).toBe("ARCHIVE_PASSWORD_NEEDED");
    expect(await open(byCode, { password: "twelve letters and more" })).toBe("ARCHIVE_CODE_NEEDED");
    expect(await open(byCode, { code: makeArchiveCode() })).toBe("ARCHIVE_WRONG_CODE");
    expect(await open(byCode, { code: "1" })).toBe("ARCHIVE_WRONG_CODE");
    expect(await open(byCode.slice(0, -1), { code })).toBe("TRUNCATED");
    expect(await open(utf8("something else"), { code })).toBe("WRONG_SHAPE");
    expect(await refusal(whole(sealArchive(fileOf(all), { password: "eleven char" })))).toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("holds nothing but what it may: other lines, other orders and folders that are not there are damage", async () => {
    const {
      deriveArchiveKey,
      makeArchiveStart,
      sealArchive: seal,
    } = await import("../../src/crypto/client/archive.ts");
    const { parseFileCode } = await import("../../src/crypto/client/recovered-file.ts");
    const { makeId } = await import("../../src/crypto/uuid.ts");
    expect(deriveArchiveKey).toBeDefined();
    const start = makeArchiveStart(makeId(1), null);
    const first = '{"sealgraph":"archive","format":1,"exportedAt":"2026-01-01T00:00:00.000Z"}';
    const profile = '{"line":"profile","kind":"PERSONAL"}';
    const opened = async (...lines: string[]) => {
      const content = utf8(lines.map((line) => `${line}\n`).join(""));
      const bytes = await whole(seal({ code: parseFileCode(code) }, start, [content]));
      return openArchive(sourceOf(bytes), { code });
    };
    const item = (more: object) =>
      JSON.stringify({ line: "item", id: "a", folder: null, body: { kind: "note", title: "t" }, ...more });
    for (const lines of [
      [],
      [profile],
      [first.replace("archive", "export")],
      [first.replace("2026", "never")],
      [first, item({})],
      [first, profile, profile],
      [first, '{"line":"profile","kind":"SHARED"}'],
      [first, profile, '{"line":"folder","in":0,"name":"F"}'],
      [first, profile, '{"line":"folder","in":null,"name":""}'],
      [first, profile, '{"line":"folder","in":null,"name":5}'],
      [first, profile, `{"line":"folder","in":null,"name":"${"x".repeat(1_001)}"}`],
      [first, profile, ...Array.from({ length: 100_001 }, (_, n) => `{"line":"folder","in":null,"name":"${n}"}`)],
      [first, profile, item({}), '{"line":"folder","in":null,"name":"F"}'],
      [first, profile, item({ folder: 0 })],
      [first, profile, item({ folder: "length" })],
      [first, profile, '{"line":"end"}'],
      [first, profile, "[]"],
      [first, profile, "null"],
      [first, profile, item({}).slice(1)],
      [first, profile, item({ body: { kind: "note", title: "t", notes: "n".repeat(100_000) } })],
    ])
      expect([lines.slice(0, 9), await refusal(opened(...lines))]).toEqual([lines.slice(0, 9), "ARCHIVE_DAMAGED"]);
    // What ends without a line feed, and what never has one.
    const ending = async (rest: string) => {
      const content = utf8(`${first}\n${profile}\n${rest}`);
      return openArchive(sourceOf(await whole(seal({ code: parseFileCode(code) }, start, [content]))), { code });
    };
    expect(await refusal(ending(item({})))).toBe("ARCHIVE_DAMAGED");
    expect(await refusal(ending("x".repeat(200_000)))).toBe("ARCHIVE_DAMAGED");
    // Each in the one before: the paths of few folders would fill a machine's memory.
    const nested = Array.from({ length: 1_500 }, (_, n) =>
      JSON.stringify({ line: "folder", in: n === 0 ? null : n - 1, name: "F" }),
    );
    expect(await refusal(opened(first, profile, ...nested))).toBe("ARCHIVE_DAMAGED");
    const deep = await opened(first, profile, ...nested.slice(0, 200), item({ folder: 199 }));
    for await (const { folders } of deep.profiles[0]?.rows() ?? [])
      expect([folders?.length, folders?.at(-1)?.length]).toEqual([128, 2 * 73 - 1]);
    expect(await refusal(opened(first.replace(":1,", ":2,"), profile))).toBe("OTHER_VERSION");
    const read = await opened(first, profile, item({ id: 7 }), item({}), item({ body: { kind: "note" } }));
    expect(read.skipped).toEqual([
      { position: 1, reason: "WRONG_TYPE" },
      { position: 3, reason: "WRONG_TYPE" },
    ]);
    expect(read.profiles).toMatchObject([{ count: 1, kinds: { note: 1 } }]);
  });
});
