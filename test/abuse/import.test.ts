import { readFileSync } from "node:fs";
import fc from "fast-check";
import {
  type ImportFormat,
  ImportRefused,
  importBounds,
  openImport,
  readImport,
  readOwnExport,
} from "../../src/client/import/index.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../support/samples/${name}`, import.meta.url)));
const refusal = (file: Uint8Array | string, format?: ImportFormat) =>
  readImport(typeof file === "string" ? utf8(file) : file, format && { format }).then(
    () => "read",
    (error: unknown) => (error instanceof ImportRefused ? error.reason : error),
  );
const chrome = (...rows: string[]) => ["name,url,username,password,note", ...rows].join("\n");
const bitwarden = (...items: unknown[]) => JSON.stringify({ encrypted: false, items });
const login = { type: 1, name: "Kept", login: { username: "ada", password: "secret" } };

/** Each entry's position with why it was skipped; how many were taken. */
async function outcome(text: string, format?: ImportFormat) {
  const { items, skipped } = await readImport(utf8(text), format && { format });
  return { taken: items.length, skipped: skipped.map(({ position, reason }) => `${position} ${reason}`) };
}

describe("an export of ours with anything in it", () => {
  const own = (profile: object) =>
    readOwnExport(JSON.stringify({ format: "sealgraph-export", version: 1, ...profile }));
  const outcomeOf = (profile: object) => {
    try {
      return own(profile);
    } catch (error) {
      return error instanceof ImportRefused ? error.reason : error;
    }
  };

  it.each([
    ["a folder that is no list", { folders: ["Work"], items: [] }],
    ["a folder of numbers", { folders: [[1]], items: [] }],
    ["no folders", { items: [] }],
    ["items that are no list", { folders: [], items: {} }],
    ["a profile of another kind", { kind: "SHARED", folders: [], items: [] }],
  ])("is refused for %s", (_, its) => {
    expect(outcomeOf({ profiles: [{ kind: "PERSONAL", ...its }] })).toBe("WRONG_SHAPE");
  });

  it("that says its format twice, of another version, or with too many items is refused", () => {
    const said = (text: string) => {
      try {
        return readOwnExport(text);
      } catch (error) {
        return (error as ImportRefused).reason;
      }
    };
    const start = '{"format":"sealgraph-export",';
    expect(said(`${start}"format":"other","version":1,"profiles":[]}`)).toBe("WRONG_SHAPE");
    expect(said(`${start}"version":2,"profiles":[]}`)).toBe("OTHER_VERSION");
    expect(said("profile,folder,kind,title,more\n")).toBe("EMPTY_FILE");
    const items = Array.from({ length: importBounds.entries + 1 }, () => 0);
    expect(outcomeOf({ profiles: [{ kind: "PERSONAL", folders: [], items }] })).toBe("TOO_MANY_ENTRIES");
  });

  it("leaves out each item that no vault takes", () => {
    const note = { kind: "note", title: "t" };
    const items = [
      { id: "", body: note },
      { id: "x".repeat(65), body: note },
      { id: "a", body: null },
      { id: "a", body: { ...note, kind: "" } },
      { id: "a", body: { ...note, notes: "n".repeat(63_487) } },
      { id: "a", body: note },
    ];
    const read = own({ profiles: [{ kind: "PERSONAL", folders: [], items }] });
    expect(read?.skipped.map(({ position, reason }) => `${position} ${reason}`)).toEqual([
      ...[1, 2, 3, 4].map((position) => `${position} WRONG_TYPE`),
      "5 TOO_LARGE",
    ]);
    const table = readOwnExport("profile,folder,kind,title,more\n,,note,t,[]\n,,note,t,");
    expect([table?.skipped, table?.profiles[0]?.rows]).toMatchObject([[{ position: 2, reason: "WRONG_TYPE" }], [{}]]);
  });

  it("is read, or refused with a reason", () => {
    const item = fc.record(
      { id: fc.jsonValue(), folder: fc.jsonValue(), body: fc.record({ kind: fc.jsonValue(), title: fc.jsonValue() }) },
      { requiredKeys: [] },
    );
    const profile = fc.record({
      kind: fc.oneof(fc.constantFrom("PERSONAL", "BUSINESS"), fc.jsonValue()),
      folders: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
      items: fc.oneof(fc.array(fc.oneof(item, fc.jsonValue())), fc.jsonValue()),
    });
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.oneof(profile, fc.jsonValue())), fc.jsonValue()), (profiles) => {
        const its = outcomeOf({ profiles });
        expect(its).not.toBeInstanceOf(Error);
      }),
    );
  });
});

describe("a file that is no export is refused with its reason", () => {
  it.each([
    ["nothing", "", "EMPTY_FILE"],
    ["blanks and a byte order mark", "\ufeff \r\n\t ", "EMPTY_FILE"],
    ["the start of a ZIP", new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3, 0, 0, 0]), "ZIP_DAMAGED"],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]), "BINARY"],
    ["random bytes", Uint8Array.from({ length: 5_000 }, (_, n) => (n * 167 + ((n * n) % 251)) % 256), "BINARY"],
    ["prose", "Dear Ada,\nhere are the passwords", "UNKNOWN_FORMAT"],
    ["HTML", "<html><body>name,url</body></html>", "UNKNOWN_FORMAT"],
    ["another product's CSV", "site,user,pass\na,b,c", "UNKNOWN_FORMAT"],
    ["a CSV without its first line", "a,https://a.example.com,ada,secret", "UNKNOWN_FORMAT"],
    ["JSON of another shape", '{"people": []}', "UNKNOWN_FORMAT"],
    ["a JSON list", "[1, 2]", "UNKNOWN_FORMAT"],
    [
      "JSON of a product that has items of its own",
      '{"items": [{"title": "a", "category": "login"}]}',
      "UNKNOWN_FORMAT",
    ],
    ["KeePassXC's CSV", "Group,Title,Username,Password,URL,Notes,TOTP\na,b,c,d,e,f,g", "UNKNOWN_FORMAT"],
    ["Proton's CSV", "type,name,url,email,username,password,note,totp\na,b,c,d,e,f,g,h", "UNKNOWN_FORMAT"],
    ["items that are no list", '{"items": {"0": {}}}', "WRONG_SHAPE"],
    ["folders that are no list", '{"items": [], "folders": "Work"}', "WRONG_SHAPE"],
    ["JSON with a stray word", '{"items": [}]}', "MALFORMED_JSON"],
    ["an export for one account", '{"encrypted": true, "items": []}', "ENCRYPTED_EXPORT"],
    ["an export under a password", '{"encrypted": true, "passwordProtected": true, "data": "2.x"}', "ENCRYPTED_EXPORT"],
    ["a column twice", "name,url,username,password,Password \na,b,c,d,e", "DUPLICATE_COLUMNS"],
  ])("%s", async (_, file, reason) => {
    expect(await refusal(file)).toBe(reason);
  });

  it("a forced format that the file does not have", async () => {
    expect(await refusal("a,b,c\n1,2,3", "chrome-csv")).toBe("MISSING_COLUMNS");
    expect(await refusal("a,b,c\n1,2,3", "keeper-csv")).toBe("MISSING_COLUMNS");
    expect(await refusal("", "1password-1pux")).toBe("EMPTY_FILE");
    expect(await refusal("type,name,login_password\nlogin,a,b", "bitwarden-csv")).toBe("MISSING_COLUMNS");
    expect(await refusal("name,url,username,password\na,b,c,d", "bitwarden-json")).toBe("NOT_JSON");
  });

  it("a backup of a company, which a code of the company's opens", async () => {
    const line = new Blob([`{"sealgraph":"organisation backup","format":1}\n{"line":"end"}\n`]);
    await expect(openImport(line)).rejects.toMatchObject({ reason: "ORGANISATION_BACKUP" });
  });

  const tooMany = `[${"1,".repeat(importBounds.entries)}1]`;
  it.each<[string, string, ImportFormat, string]>([
    ["Bitwarden's that is nothing", "null", "bitwarden-json", "WRONG_SHAPE"],
    [
      "Bitwarden's that is under a password, as it says once",
      '{"passwordProtected":true,"items":[]}',
      "bitwarden-json",
      "ENCRYPTED_EXPORT",
    ],
    ["Bitwarden's with too many entries", `{"items":${tooMany}}`, "bitwarden-json", "TOO_MANY_ENTRIES"],
    ["Keeper's that is nothing", "null", "keeper-json", "WRONG_SHAPE"],
    ["1Password's that is nothing", "null", "1password-1pux", "WRONG_SHAPE"],
    [
      "1Password's with too many entries",
      `{"accounts":[{"attrs":{},"vaults":[{"attrs":{},"items":${tooMany}}]}]}`,
      "1password-1pux",
      "TOO_MANY_ENTRIES",
    ],
    ["Password Boss's without items", "{}", "passwordboss-json", "WRONG_SHAPE"],
    ["Password Boss's with too many entries", tooMany, "passwordboss-json", "TOO_MANY_ENTRIES"],
  ])("JSON that is named, %s", async (_, text, format, reason) => {
    expect(await refusal(text, format)).toBe(reason);
  });

  it("text with a zero in it, however wide its characters are", async () => {
    expect(await refusal(new Uint8Array(Buffer.from("\ufeffname,url\0", "utf16le")))).toBe("BINARY");
  });

  it("a JSON export cut at any byte", async () => {
    const whole = sample("bitwarden.json");
    for (let length = 1; length < whole.length - 1; length += 97)
      expect(await refusal(whole.subarray(0, length))).toMatch(
        /^(TRUNCATED|MALFORMED_JSON|MIXED_ENCODING|WRONG_SHAPE)$/,
      );
  });

  it("more bytes than the limit", async () => {
    expect(await refusal(new Uint8Array(importBounds.file + 1))).toBe("FILE_TOO_LARGE");
  });

  it("more rows than the limit", async () => {
    expect(await refusal(chrome() + "\n,,,".repeat(importBounds.entries + 1))).toBe("TOO_MANY_ENTRIES");
  });

  it("JSON nested a million deep, at the top or inside an item", async () => {
    const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    expect(await refusal(deep)).toBe("UNKNOWN_FORMAT");
    expect(await outcome(`{"items": [{"type": 1, "name": ${deep}}, ${JSON.stringify(login)}]}`)).toEqual({
      taken: 1,
      skipped: ["1 WRONG_TYPE"],
    });
  });

  it("in a sentence that holds nothing of the file", async () => {
    for (const text of ['{"items": [{"name": "hunter2"', "hunter2,hunter2\nhunter2", '{"hunter2": 1}'])
      await readImport(utf8(text)).catch((error: ImportRefused) => {
        expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain("hunter2");
      });
  });
});

describe("encodings", () => {
  const text = "name,url,username,password\nKäse,https://a.example.com,ada,pässwörd€";
  const utf16 = (bigEndian: boolean, mark: boolean) => {
    const bytes = new Uint8Array(Buffer.from(mark ? `\ufeff${text}` : text, "utf16le"));
    return bigEndian ? new Uint8Array(Buffer.from(bytes).swap16()) : bytes;
  };

  it.each([
    ["UTF-8 with a byte order mark", utf8(`\ufeff${text}`), "utf-8"],
    ["UTF-16, little end first", utf16(false, true), "utf-16le"],
    ["UTF-16, big end first", utf16(true, true), "utf-16be"],
    ["UTF-16 without a byte order mark", utf16(false, false), "utf-16le"],
    ["UTF-16 without one, big end first", utf16(true, false), "utf-16be"],
    ["Latin-1 as Windows writes it", new Uint8Array(Buffer.from(text.replace("€", "\x80"), "latin1")), "windows-1252"],
  ])("%s is read", async (_, bytes, encoding) => {
    const file = await readImport(bytes);
    expect(file.encoding).toBe(encoding);
    expect(file.items[0]?.title).toBe("Käse");
    expect(file.items[0]?.fields).toContainEqual({ name: "password", value: "pässwörd€", custom: false, secret: true });
  });

  it("a mixture of two is refused rather than guessed at", async () => {
    const mixed = Buffer.concat([utf8(`${text}\n`), Buffer.from("Käse,u,n,wörd", "latin1")]);
    expect(await refusal(new Uint8Array(mixed))).toBe("MIXED_ENCODING");
  });

  it("half a character of UTF-16 at the end is refused", async () => {
    expect(await refusal(utf16(false, true).slice(0, -1))).toBe("MIXED_ENCODING");
  });

  it("half a surrogate pair skips its entry alone", async () => {
    expect(await outcome(`{"items": [{"type": 2, "name": "\\ud800"}, ${JSON.stringify(login)}]}`)).toEqual({
      taken: 1,
      skipped: ["1 BAD_TEXT"],
    });
    expect((await outcome(bitwarden({ type: 2, name: "literally \\ud800" }))).taken).toBe(1);
  });
});

describe("a damaged entry is skipped with its line, and the others are taken", () => {
  it("rows with too many or too few columns", async () => {
    const text = chrome("a,u,n,p,", "b,u", "c,u,n,p,x,y", "d,u,n,p,x,,,", "e,u,n,p");
    expect(await outcome(text)).toEqual({ taken: 3, skipped: ["3 RAGGED", "4 RAGGED"] });
  });

  it("quotation marks that stand where none may", async () => {
    const text = chrome("a,u,n,p,", 'b,u,n,"p"x,', 'c,u,n,p"x,', 'd,u,n,"he said ""x""",');
    expect(await outcome(text)).toEqual({ taken: 2, skipped: ["3 BAD_QUOTES", "4 BAD_QUOTES"] });
  });

  it("a row of a million columns, and one of a million quotation marks", async () => {
    const text = chrome("a,u,n,p,", ",".repeat(1_000_000), '"'.repeat(1_000_001), "b,u,n,p,");
    expect(await outcome(text)).toEqual({ taken: 1, skipped: ["3 RAGGED", "4 UNCLOSED_QUOTE"] });
    const even = chrome(`${'"'.repeat(1_000_000)},u,n,p,`, "b,u,n,p,");
    expect(await outcome(even)).toEqual({ taken: 1, skipped: ["2 TOO_LARGE"] });
  });

  it("a quotation mark that is never closed ends the reading, and says so", async () => {
    expect(await outcome(chrome("a,u,n,p,", 'b,u,n,"p', "c,u,n,p,"))).toEqual({
      taken: 1,
      skipped: ["3 UNCLOSED_QUOTE"],
    });
  });

  it("empty rows, repeated rows, rows too large for an item", async () => {
    const large = "x".repeat(70_000);
    const text = chrome("a,u,n,p,", ",,,,", "a,u,n,p,", `b,u,n,p,${large}`, "", "c,u,n,p,");
    expect(await outcome(text)).toEqual({ taken: 2, skipped: ["3 EMPTY", "4 DUPLICATE", "5 TOO_LARGE"] });
  });

  it("what is no entry of its product, and what is in the trash or has nothing in it", async () => {
    const item = { itemTypeName: "Website", name: "a", url: "https://a.example", password: "p" };
    expect(await outcome(JSON.stringify([item, 5]))).toEqual({ taken: 1, skipped: ["2 WRONG_TYPE"] });
    const keeper = "F,T,u,p,https://a.example,,\n ,,,,,,\nF,T2,u,p,https://b.example,,\nF,T3";
    expect(await outcome(keeper, "keeper-csv")).toEqual({ taken: 2, skipped: ["2 EMPTY", "4 RAGGED"] });
    expect(await outcome(JSON.stringify([{ ...item, identifiers: 5 }, { ...item, customFields: [5] }, item]))).toEqual({
      taken: 1,
      skipped: ["1 WRONG_TYPE", "2 WRONG_TYPE"],
    });
    const records = [null, { title: "a", custom_fields: 5 }, { title: "b", custom_fields: {}, login: "u" }];
    expect(await outcome(JSON.stringify({ records }))).toEqual({ taken: 1, skipped: ["1 WRONG_TYPE", "2 WRONG_TYPE"] });
    const bad = { uuid: "u", state: "active", overview: 5, details: {} };
    expect(await outcome(JSON.stringify({ accounts: [{ attrs: {}, vaults: [{ attrs: {}, items: [bad] }] }] }))).toEqual(
      {
        taken: 0,
        skipped: ["1 WRONG_TYPE"],
      },
    );
    const blank = "type,name,notes,login_uri,login_username,login_password\n,,,,,\nlogin,a,,,u,p";
    expect(await outcome(blank)).toEqual({ taken: 1, skipped: ["2 EMPTY"] });
    const trashed = { uuid: "u", state: "trashed", overview: { title: "t" }, details: {} };
    expect(
      await outcome(JSON.stringify({ accounts: [{ attrs: {}, vaults: [{ attrs: {}, items: [trashed] }] }] })),
    ).toEqual({ taken: 0, skipped: ["1 IN_TRASH"] });
    const folders = [{ id: "f", name: "x".repeat(importBounds.folderName + 1) }];
    expect(await outcome(JSON.stringify({ folders, items: [{ ...login, folderId: "f" }, login] }))).toEqual({
      taken: 1,
      skipped: ["1 FOLDER_NAME_TOO_LONG"],
    });
    const ours = (name: string, value: string) => ({
      ...login,
      fields: [{ name: `sealgraph:${name}`, value, type: 0 }],
    });
    expect(await outcome(bitwarden(ours("more", "[]"), ours("folder", "5"), ours("folder", '[" "]'), login))).toEqual({
      taken: 1,
      skipped: ["1 WRONG_TYPE", "2 WRONG_TYPE", "3 WRONG_TYPE"],
    });
  });

  it("items of the wrong shape", async () => {
    const text = bitwarden(
      login,
      null,
      "text",
      { ...login, type: 99 },
      { ...login, type: "1" },
      { ...login, name: 7 },
      { ...login, login: [] },
      { ...login, login: { username: { deep: 1 } } },
      { ...login, fields: [null] },
      { ...login, deletedDate: "2024-01-01" },
      { type: 2 },
    );
    expect(await outcome(text)).toEqual({
      taken: 1,
      skipped: [
        "2 WRONG_TYPE",
        "3 WRONG_TYPE",
        "4 UNKNOWN_TYPE",
        "5 UNKNOWN_TYPE",
        "6 WRONG_TYPE",
        "7 WRONG_TYPE",
        "8 WRONG_TYPE",
        "9 WRONG_TYPE",
        "10 IN_TRASH",
        "11 EMPTY",
      ],
    });
  });
});

describe("names that mean something to a program mean nothing here", () => {
  it("members and columns named after prototypes change no object", async () => {
    const json = `{"items": [{"type": 1, "name": "a", "__proto__": {"favorite": true, "polluted": 1},
      "login": {"__proto__": "x", "constructor": "y", "username": "ada"}}]}`;
    const { items } = await readImport(utf8(json));
    expect(items[0]).toMatchObject({ favorite: false });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await readImport(utf8("name,url,username,password,__proto__,constructor\na,u,n,p,1,2"));
    expect(Object.hasOwn(Object.prototype, "1")).toBe(false);
  });

  it("folder names of slashes, dots and circles are just names", async () => {
    const folders = ["/", "//a///b/", "../..", "a/b/a/b", "x/".repeat(40), "__proto__/constructor"];
    const items = folders.map((_, n) => ({ ...login, id: `i${n}`, folderId: `f${n}` }));
    const text = JSON.stringify({ items, folders: folders.map((name, n) => ({ id: `f${n}`, name })) });
    const file = await readImport(utf8(text));
    expect(file.items.map(({ folderPath }) => folderPath.length)).toEqual([0, 2, 2, 4, importBounds.folderDepth, 2]);
    expect(file.remarks).toEqual([{ position: 5, reason: "FOLDER_FLATTENED" }]);
  });
});

describe("whatever bytes come", () => {
  it("the answer is a file that was read, or a refusal", async () => {
    const start = fc.constantFrom("", "{", '{"items":[', chrome(), `${chrome()}\n"`, "\ufeff", "\xff\xfe");
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (before, bytes) => {
        const answer = await refusal(new Uint8Array(Buffer.concat([Buffer.from(before, "latin1"), bytes])));
        expect(typeof answer).toBe("string");
      }),
      { numRuns: 300 },
    );
  });

  it("a JSON export with any member replaced is read or refused", async () => {
    const whole = JSON.parse(new TextDecoder().decode(sample("bitwarden.json")));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.jsonValue(), async (at, value) => {
        let seen = 0;
        const changed = JSON.stringify(whole, (_, old) => (seen++ === at % 150 ? value : old)) ?? "null";
        expect(typeof (await refusal(changed))).toBe("string");
      }),
      { numRuns: 300 },
    );
  });
});
