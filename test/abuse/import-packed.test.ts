import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { deflateSync, type Zippable, zipSync } from "fflate";
import {
  type ImportBlob,
  type ImportFormat,
  type ImportInput,
  ImportRefused,
  importBounds,
  importFormats,
  type ReadOptions,
  readImport,
} from "../../src/client/import/index.ts";
import { loadKdbxweb } from "../../src/client/import/kdbxweb.ts";
import { makeDatabase, password, withHeader } from "../support/kdbx.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../support/samples/${name}`, import.meta.url)));
const refusal = (file: ImportInput | string, options: ReadOptions = {}) =>
  readImport(typeof file === "string" ? utf8(file) : file, options).then(
    () => "read",
    (error: unknown) => (error instanceof ImportRefused ? error.reason : error),
  );
const data = sample("1password.json");
const sheet = sample("dashlane-credentials.csv");
const empty = utf8('{"accounts":[]}');

/** Changes a ZIP's list of files: `at` are the places of its entries. */
function relisted(zip: Uint8Array, change: (view: DataView, at: number, each: number) => void): Uint8Array {
  const bytes = zip.slice();
  const view = new DataView(bytes.buffer);
  let each = 0;
  for (let at = 0; at < bytes.length - 4; at++) if (view.getUint32(at, true) === 0x02014b50) change(view, at, each++);
  return bytes;
}

describe("a file of a gigabyte", () => {
  /** Says that it is large, and fails the test when it is read beyond its start. */
  const huge = (start: Uint8Array, size = 1_073_741_824): ImportBlob => ({
    size,
    slice: (from, to) => {
      if (to > 16) throw new Error("it was read");
      return { arrayBuffer: async () => start.slice(from, to).buffer };
    },
  });

  it.each([
    ["of text", utf8("name,url,username,password")],
    ["of a database", new Uint8Array([3, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5, 0, 0, 4, 0, 0, 0, 0, 0])],
    ["of zeros", new Uint8Array(16)],
  ])("%s is refused by its size, unread", async (_, start) => {
    expect(await refusal(huge(new Uint8Array([...start, ...new Uint8Array(16)]).slice(0, 16)))).toBe("FILE_TOO_LARGE");
  });

  it("of a ZIP is read by its list: attachments stay where they are", async () => {
    const zip = zipSync({ "export.data": data });
    const hole = 1_073_741_824;
    const view = new DataView(zip.buffer);
    const end = zip.length - 22;
    const [listed, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    view.setUint32(end + 16, start + hole, true);
    let read = 0;
    const blob: ImportBlob = {
      size: zip.length + hole,
      slice: (from, to) => {
        read += to - from;
        const bytes = new Uint8Array(to - from);
        for (let at = from; at < to; at++) bytes[at - from] = zip[at < start ? at : at - hole] ?? 0;
        return { arrayBuffer: async () => bytes.buffer };
      },
    };
    expect(listed).toBeGreaterThan(0);
    expect((await readImport(blob)).items).toHaveLength(11);
    expect(read).toBeLessThan(200_000);
    expect(await refusal({ ...blob, size: importBounds.zip + 1 })).toBe("FILE_TOO_LARGE");
  });

  it("that says it is packed into far more than it is, is not fetched", async () => {
    const whole = zipSync({ "export.data": data, other: sheet });
    const zip = relisted(whole, (view, at) => view.setUint32(at + 24, 1, true));
    let most = 0;
    const blob: ImportBlob = {
      size: zip.length,
      slice: (from, to) => {
        if (from > 0 && to < zip.length - 100) most = Math.max(most, to - from);
        return { arrayBuffer: async () => zip.slice(from, to).buffer };
      },
    };
    expect(await refusal(blob)).toBe("ZIP_DAMAGED");
    expect(most).toBeLessThan(1_000);
  });

  it("that gives fewer bytes than it said is refused", async () => {
    const blob: ImportBlob = { size: 5_000, slice: () => ({ arrayBuffer: async () => new ArrayBuffer(3) }) };
    expect(await refusal(blob)).toBe("TRUNCATED");
  });
});

describe("a ZIP that means harm", () => {
  it.each<[string, Zippable, string]>([
    ["with a name that leads out of its folder", { "export.data": empty, "../../evil": empty }, "ZIP_UNSAFE"],
    ["with such a name as Windows writes it", { "export.data": empty, "a\\..\\..\\evil": empty }, "ZIP_UNSAFE"],
    ["with an absolute name", { "export.data": empty, "/etc/passwd": empty }, "ZIP_UNSAFE"],
    ["with a drive", { "export.data": empty, "C:/evil": empty }, "ZIP_UNSAFE"],
    ["with NUL in a name", { "export.data": empty, "a\0b": empty }, "ZIP_UNSAFE"],
    ["that grows two hundred and more times", { "export.data": new Uint8Array(4_000_000) }, "ZIP_UNSAFE"],
    ["with a ZIP where the data stands", { "export.data": zipSync({ "export.data": empty }) }, "BINARY"],
    ["of another product", { "notes.txt": empty }, "UNKNOWN_FORMAT"],
    ["with nothing in it", {}, "UNKNOWN_FORMAT"],
    ["whose data is cut", { "export.data": data.slice(0, 300) }, "TRUNCATED"],
    ["whose data is no JSON", { "export.data": utf8("hello") }, "NOT_JSON"],
    ["whose data is another product's", { "export.data": utf8('{"items":[]}') }, "WRONG_SHAPE"],
    ["with sheets that are none", { "credentials.csv": utf8("a,b\n1,2") }, "MISSING_COLUMNS"],
    ["with a column twice", { "credentials.csv": utf8("title,note,Title \n1,2,3") }, "DUPLICATE_COLUMNS"],
  ])("%s is refused", async (_, files, reason) => {
    expect(await refusal(zipSync(files))).toBe(reason);
  });

  it("is refused for more files than any export has", async () => {
    const files = Object.fromEntries(
      Array.from({ length: importBounds.zipFiles }, (_, n) => [`f${n}`, new Uint8Array()]),
    );
    expect(await refusal(zipSync({ "export.data": empty, ...files }, { level: 0 }))).toBe("ZIP_UNSAFE");
  });

  it("is refused where its contents together are too large, though each is not", async () => {
    const large = (header: string) => {
      const bytes = new Uint8Array(importBounds.file / 2 + 1).fill(0x78);
      bytes.set(utf8(header));
      return bytes;
    };
    const files = { "ids.csv": large("type,number,name,issue_date\n"), "wifi.csv": large("ssid\n") };
    expect(await refusal(zipSync(files, { level: 0 }))).toBe("FILE_TOO_LARGE");
  });

  it("is refused where it lies about sizes, sums, places or numbers", async () => {
    const zip = zipSync({ "export.data": data, other: sheet });
    const lies: [string, (view: DataView, at: number, each: number) => void, string][] = [
      ["a smaller size", (view, at) => view.setUint32(at + 24, 10, true), "ZIP_DAMAGED"],
      ["a larger size", (view, at) => view.setUint32(at + 24, data.length + 1, true), "ZIP_DAMAGED"],
      ["an enormous size", (view, at) => view.setUint32(at + 24, 0xfffffffe, true), "FILE_TOO_LARGE"],
      ["a wrong sum", (view, at) => view.setUint32(at + 16, 1, true), "ZIP_DAMAGED"],
      ["one place for both", (view, at) => view.setUint32(at + 42, 0, true), "ZIP_UNSAFE"],
      ["a place beyond its end", (view, at) => view.setUint32(at + 42, 0x7fffffff, true), "ZIP_UNSAFE"],
      ["more bytes than it has", (view, at) => view.setUint32(at + 20, 0x7fffffff, true), "ZIP_UNSAFE"],
      ["encryption", (view, at) => view.setUint16(at + 8, 1, true), "ZIP_UNSUPPORTED"],
      ["another method", (view, at) => view.setUint16(at + 10, 93, true), "ZIP_UNSUPPORTED"],
      ["sizes that stand elsewhere", (view, at) => view.setUint32(at + 24, 0xffffffff, true), "ZIP_UNSUPPORTED"],
      [
        "a name that runs on",
        (view, at, each) => view.setUint16(at + 28, each === 0 ? 60_000 : 5, true),
        "ZIP_DAMAGED",
      ],
    ];
    for (const [what, change, reason] of lies)
      expect([what, await refusal(relisted(zip, change))]).toEqual([what, reason]);
    expect(await refusal(zip)).toBe("read");
  });

  it("is refused where its end, its list or a file's own start is not what it is", async () => {
    const zip = zipSync({ other: sheet, "export.data": data });
    const end = zip.length - 22;
    const list = new DataView(zip.buffer).getUint32(end + 16, true);
    const second = list + 46 + "other".length;
    const start = new DataView(zip.buffer).getUint32(second + 42, true);
    const lies: [string, (view: DataView) => void, string][] = [
      ["as many files as stand elsewhere", (view) => view.setUint16(end + 10, 0xffff, true), "ZIP_UNSUPPORTED"],
      ["a list whose length stands elsewhere", (view) => view.setUint32(end + 12, 0xffffffff, true), "ZIP_UNSUPPORTED"],
      ["a list that stands elsewhere", (view) => view.setUint32(end + 16, 0xffffffff, true), "ZIP_UNSUPPORTED"],
      ["packed sizes that stand elsewhere", (view) => view.setUint32(list + 20, 0xffffffff, true), "ZIP_UNSUPPORTED"],
      ["places that stand elsewhere", (view) => view.setUint32(list + 42, 0xffffffff, true), "ZIP_UNSUPPORTED"],
      ["a list that runs into its end", (view) => view.setUint32(end + 12, end - list + 1, true), "ZIP_DAMAGED"],
      ["one file more than it lists", (view) => view.setUint16(end + 10, 3, true), "ZIP_DAMAGED"],
      ["something else in its list", (view) => view.setUint32(second, 0x01020304, true), "ZIP_DAMAGED"],
      ["something else where a file begins", (view) => view.setUint32(start, 0x04034b51, true), "ZIP_DAMAGED"],
      ["a file that begins beyond its end", (view) => view.setUint16(start + 26, 0xffff, true), "ZIP_DAMAGED"],
    ];
    for (const [what, change, reason] of lies) {
      const changed = zip.slice();
      change(new DataView(changed.buffer));
      expect([what, await refusal(changed, { format: "1password-1pux" })]).toEqual([what, reason]);
    }
    const large = zipSync({ "export.data": empty, other: [new Uint8Array(9_000_000), { level: 0 }] });
    new DataView(large.buffer).setUint32(large.length - 22 + 12, importBounds.zipDirectory + 1, true);
    new DataView(large.buffer).setUint32(large.length - 22 + 16, 10, true);
    expect(await refusal(large)).toBe("ZIP_UNSAFE");
  });

  it("that is named and has nothing of that product, or too much of it, is refused", async () => {
    expect(await refusal(zipSync({ other: sheet }), { format: "1password-1pux" })).toBe("WRONG_SHAPE");
    expect(await refusal(zipSync({ other: sheet }), { format: "dashlane-zip" })).toBe("WRONG_SHAPE");
    const half = utf8(`title,note\n${",\n".repeat(importBounds.entries / 2 + 1)}`);
    const wifi = utf8(`ssid\n${" \n".repeat(importBounds.entries / 2)}`);
    expect(await refusal(zipSync({ "securenotes.csv": half, "wifi.csv": wifi }))).toBe("TOO_MANY_ENTRIES");
  });

  it("with one name twice is refused: two programs would read two files", async () => {
    const zip = zipSync({ "export.data": data, "export.dbtb": empty });
    const doubled = relisted(zip, (view, at) => new Uint8Array(view.buffer).set(utf8("export.data"), at + 46));
    expect(await refusal(doubled)).toBe("ZIP_UNSAFE");
  });

  it("cut at any place, or with any byte changed, is read or refused", async () => {
    const zip = zipSync({ "export.data": data, "files/a": sheet });
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
        const changed = cut ? zip.slice(0, at) : zip.slice();
        if (!cut) changed[at] = byte;
        expect(typeof (await refusal(changed))).toBe("string");
      }),
      { numRuns: 150 },
    );
  });

  it("that ends in the middle of what is packed is refused", async () => {
    const packed = deflateSync(data);
    const torn = zipSync({ "export.data": data });
    torn.fill(0, torn.length - packed.length, torn.length - packed.length / 2);
    expect(["ZIP_DAMAGED", "ZIP_UNSAFE"]).toContain(await refusal(torn));
  });
});

describe("a KeePass XML that means harm", () => {
  const entry = "<Entry><String><Key>Title</Key><Value>Kept</Value></String></Entry>";
  const keepass = (inside: string) => `<KeePassFile><Root><Group>${inside}</Group></Root></KeePassFile>`;

  it.each([
    [
      "entities that multiply",
      `<!DOCTYPE KeePassFile [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>${keepass("<Name>&b;</Name>")}`,
      "XML_UNSAFE",
    ],
    [
      "an entity that stands for another file",
      `<?xml version="1.0"?><!DOCTYPE KeePassFile [<!ENTITY a SYSTEM "file:///etc/passwd">]>${keepass("<Name>&a;</Name>")}`,
      "XML_UNSAFE",
    ],
    [
      "a document type alone",
      `<!DOCTYPE KeePassFile SYSTEM "http://example.com/x.dtd">${keepass(entry)}`,
      "XML_UNSAFE",
    ],
    ["an entity that nobody declared", keepass("<Name>&evil;</Name>"), "MALFORMED_XML"],
    ["groups far too deep", keepass("<Group>".repeat(600)), "XML_TOO_DEEP"],
    ["a million groups inside one another", keepass("<Group>".repeat(1_000_000)), "XML_TOO_DEEP"],
    ["an end in the middle", keepass(entry).slice(0, 90), "TRUNCATED"],
    ["tags that cross", "<KeePassFile><Root></KeePassFile></Root>", "MALFORMED_XML"],
    ["two roots", `${keepass(entry)}<KeePassFile/>`, "MALFORMED_XML"],
    ["a root of another sort", "<html><KeePassFile/></html>", "WRONG_SHAPE"],
    ["other XML", "<passwords/>", "UNKNOWN_FORMAT"],
  ])("%s", async (_, text, reason) => {
    expect(await refusal(text)).toBe(reason);
  });

  it("has more groups or entries than the bound", async () => {
    expect(await refusal(keepass("<Group/>".repeat(importBounds.entries + 1)))).toBe("TOO_MANY_ENTRIES");
    expect(await refusal(keepass("<Entry/>".repeat(importBounds.entries + 1)))).toBe("TOO_MANY_ENTRIES");
  });

  it("has groups that are their own parents, by their ids: each is where it stands", async () => {
    const same = "<UUID>YWFhYWFhYWFhYWFhYWFhYQ==</UUID>";
    const circle = `${same}<Group>${same}<Name>A</Name><Group>${same}<Name>B</Name>${entry}</Group></Group>`;
    const { items } = await readImport(utf8(keepass(circle)));
    expect(items.map(({ folderPath }) => folderPath)).toEqual([["A", "B"]]);
    const allTrash = `<KeePassFile><Meta><RecycleBinUUID>YWFhYWFhYWFhYWFhYWFhYQ==</RecycleBinUUID></Meta><Root><Group>${same}${entry}</Group></Root></KeePassFile>`;
    expect((await readImport(utf8(allTrash))).items).toHaveLength(1);
  });

  it("nests deeper than folders do: the rest of the path is one name, and the entry is kept", async () => {
    const deep = `${"<Group><Name>a folder with a long name</Name>".repeat(400)}${entry}${"</Group>".repeat(400)}`;
    const file = await readImport(utf8(keepass(deep)));
    expect(file.items[0]?.folderPath).toHaveLength(importBounds.folderDepth);
    expect(file.items[0]?.folderPath.at(-1)?.length).toBeLessThanOrEqual(importBounds.folderName);
    expect(file.remarks).toEqual([{ position: 1, reason: "FOLDER_FLATTENED" }]);
  });

  it("has two entries with one id: both are kept, unless they are the same", async () => {
    const titled = (title: string) =>
      `<Entry><UUID>YWFhYWFhYWFhYWFhYWFhYQ==</UUID><String><Key>Title</Key><Value>${title}</Value></String></Entry>`;
    const file = await readImport(utf8(keepass(titled("One") + titled("Other") + titled("One") + titled("Other"))));
    expect(file.items.map(({ title }) => title)).toEqual(["One", "Other"]);
    expect(file.skipped).toEqual([
      { position: 3, reason: "DUPLICATE" },
      { position: 4, reason: "DUPLICATE" },
    ]);
  });

  it("has references in a circle: they stay as they are written", async () => {
    const referring = (id: string, to: string) =>
      `<Entry><UUID>${btoa(id.repeat(16))}</UUID><String><Key>Password</Key><Value>{REF:P@I:${to.charCodeAt(0).toString(16).repeat(16)}}</Value></String></Entry>`;
    const file = await readImport(utf8(keepass(referring("a", "b") + referring("b", "a"))));
    expect(file.remarks.map(({ reason }) => reason)).toEqual(["REFERENCE", "REFERENCE"]);
  });

  it("has references that would grow without end, or far too many values: what is sound is kept", async () => {
    const id = "YWFhYWFhYWFhYWFhYWFhYQ==";
    const large = `<Entry><UUID>${id}</UUID><String><Key>Password</Key><Value>${"x".repeat(50_000)}</Value></String></Entry>`;
    const naming = `<Entry><String><Key>Notes</Key><Value>${`{REF:P@I:${"61".repeat(16)}}`.repeat(600)}</Value></String></Entry>`;
    const history = `<History>${"<Entry/>".repeat(3_000)}</History>`;
    const many = `<Entry>${"<String><Key>k</Key><Value>v</Value></String>".repeat(3_000)}${history}</Entry>`;
    const file = await readImport(utf8(keepass(large + naming + many + entry)));
    expect(file.skipped.map(({ position, reason }) => [position, reason])).toEqual([
      [2, "TOO_LARGE"],
      [3, "TOO_LARGE"],
    ]);
    expect(file.items).toHaveLength(2);
  });

  it("comes in UTF-16 or with a byte order mark, and is read all the same", async () => {
    const text = keepass(entry.replace("Kept", "Käse €"));
    for (const bytes of [utf8(`\ufeff${text}`), new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"))])
      expect((await readImport(bytes)).items[0]?.title).toBe("Käse €");
  });

  it("with any piece replaced is read or refused", async () => {
    const whole = new TextDecoder().decode(sample("keepass.xml"));
    const piece = fc.oneof(
      fc.constantFrom("<", ">", "&", "</Group>", "<Group>", "<![CDATA[", "\0", "<!--"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(40), piece, async (at, length, instead) => {
        const changed = whole.slice(0, at) + instead + whole.slice(at + length);
        expect(typeof (await refusal(changed))).toBe("string");
      }),
      { numRuns: 100 },
    );
  });
});

describe("a KeePass database that means harm, or whose password is wrong", () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = await makeDatabase();
  });
  const opening = { password };

  it("is not opened by a wrong password, a missing or another key file: a refusal of its own", async () => {
    expect(await refusal(bytes)).toBe("PASSWORD_NEEDED");
    for (const wrong of [{ password: "wrong" }, { password: "" }, { ...opening, keyFile: utf8("not needed") }])
      expect(await refusal(bytes, wrong)).toBe("WRONG_PASSWORD");
    const locked = await makeDatabase({ keyFile: utf8("key file") });
    expect(await refusal(locked, opening)).toBe("WRONG_PASSWORD");
    expect(await refusal(locked, { ...opening, keyFile: utf8("another") })).toBe("WRONG_PASSWORD");
    for (const keyFile of [new Uint8Array(), new Uint8Array(importBounds.keyFile + 1), utf8("<KeyFile></KeyFile>")])
      expect(await refusal(locked, { ...opening, keyFile })).toBe("KEY_FILE_DAMAGED");
  });

  it("asks for more than any honest one: refused before a password is asked for", async () => {
    const asking = (name: string, value: bigint, wide = true) =>
      withHeader(bytes, (places, view) => {
        const at = places.get(name) as number;
        if (wide) view.setBigUint64(at, value, true);
        else view.setUint32(at, Number(value), true);
      });
    for (const [name, value, wide] of [
      ["M", 2n ** 31n, true],
      ["M", 2n ** 60n, true],
      ["I", 2n ** 40n, true],
      ["I", 2n ** 64n - 1n, true],
      ["P", 2n ** 24n, false],
    ] as const)
      expect([name, await refusal(await asking(name, value, wide))]).toEqual([name, "KDF_TOO_HEAVY"]);
    expect(await refusal(await asking("V", 0x10n, false))).toBe("DATABASE_UNSUPPORTED");
    expect(await refusal(await asking("M", 1_024n), opening)).toBe("DATABASE_DAMAGED");
    expect(await refusal(await asking("I", 0n), opening)).toBe("DATABASE_DAMAGED");
    const aes = await makeDatabase({ kdf: "Aes" });
    const endless = await withHeader(aes, (places, view) =>
      view.setBigUint64(places.get("R") as number, 2n ** 50n, true),
    );
    expect(await refusal(endless, opening)).toBe("KDF_TOO_HEAVY");
  });

  it("has its header changed: that is damage, or no key opens it", async () => {
    const touched = bytes.slice();
    touched[placeOf(bytes, seed)] = (touched[placeOf(bytes, seed)] ?? 0) ^ 1;
    expect(await refusal(touched, opening)).toBe("DATABASE_DAMAGED");
    const signedAnew = await withHeader(touched, () => {});
    expect(await refusal(signedAnew, opening)).toBe("WRONG_PASSWORD");
  });

  it("is cut anywhere, even between its blocks", async () => {
    for (let length = 9; length < bytes.length; length += 61)
      expect(await refusal(bytes.slice(0, length), opening)).toMatch(/^(DATABASE_DAMAGED|OLD_DATABASE|TRUNCATED)$/);
    // What a block's end looks like, without the code that only its writer can make.
    const end = contentOf(bytes);
    const shortened = new Uint8Array(end + 36);
    shortened.set(bytes.subarray(0, end));
    expect(await refusal(shortened, opening)).toBe("DATABASE_DAMAGED");
  });

  it("has any byte of its content changed", async () => {
    const end = contentOf(bytes);
    for (let at = end; at < bytes.length; at += 97) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      expect(await refusal(changed, opening)).toMatch(/^(DATABASE_DAMAGED|TRUNCATED)$/);
    }
  });

  it("is of an older version, or of KeePass 1", async () => {
    expect(await refusal(await makeDatabase({ version: 3 }), opening)).toBe("OLD_DATABASE");
    expect(await refusal(new Uint8Array([3, 0xd9, 0xa2, 0x9a, 0x65, 0xfb, 0x4b, 0xb5, 0, 0, 0, 0]), opening)).toBe(
      "OLD_DATABASE",
    );
  });

  it("lacks what a header has, or names a key derivation that nobody knows", async () => {
    for (const field of [seed, 7, 11]) {
      const lacking = await withHeader(bytes, (_, view) => view.setUint8(placeOf(bytes, field) - 5, 1));
      expect([field, await refusal(lacking, opening)]).toEqual([field, "DATABASE_DAMAGED"]);
    }
    const other = await withHeader(bytes, (places, view) => view.setUint8(places.get("$UUID") ?? 0, 0));
    expect(await refusal(other, opening)).toBe("DATABASE_UNSUPPORTED");
  });

  it("was made by somebody with the key to unpack into far more than it is", async () => {
    expect(await refusal(await makeBomb(Buffer.alloc(importBounds.database + 1)), opening)).toBe("FILE_TOO_LARGE");
    // Behind the end of what stands before it, more XML than any has; and before it a length beyond its end.
    const inner = Buffer.alloc(importBounds.file + 6, 0x20).fill(0, 0, 5);
    expect(await refusal(await makeBomb(inner), opening)).toBe("FILE_TOO_LARGE");
    expect(await refusal(await makeBomb(Buffer.from([1, 0xff, 0xff, 0xff, 0x7f])), opening)).toBe("DATABASE_DAMAGED");
  });

  const seed = 4;

  /** Where a field of the header stands. */
  function placeOf(bytes: Uint8Array, field: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let at = 12;
    while (view.getUint8(at) !== field) at += 5 + view.getUint32(at + 1, true);
    return at + 5;
  }

  /** Where the content begins: behind the header's end of four bytes, its digest and its code. */
  const contentOf = (bytes: Uint8Array): number => placeOf(bytes, 0) + 4 + 64;

  /** A database with this content, sealed as the library seals. */
  async function makeBomb(content: Buffer): Promise<Uint8Array> {
    const { KdbxFormat } = await loadKdbxweb();
    const portion = new Uint8Array(gzipSync(content));
    const format = KdbxFormat.prototype as unknown as {
      encryptData(data: ArrayBuffer, key: ArrayBuffer): Promise<ArrayBuffer>;
    };
    const own = format.encryptData;
    format.encryptData = function (_, key) {
      return own.call(this, portion.slice().buffer, key);
    };
    try {
      return await makeDatabase();
    } finally {
      format.encryptData = own;
    }
  }
});

describe("a format that is named, and is not the file's", () => {
  it.each<[ImportFormat, Uint8Array, string, ImportFormat]>([
    ["1password-csv", sample("lastpass.csv"), "MISSING_COLUMNS", "lastpass-csv"],
    ["lastpass-csv", sample("firefox.csv"), "MISSING_COLUMNS", "firefox-csv"],
    ["keeper-json", sample("bitwarden.json"), "WRONG_SHAPE", "bitwarden-json"],
    ["keepass-kdbx", sample("keepass.xml"), "NOT_KDBX", "keepass-xml"],
    ["keepass-xml", sample("chrome.csv"), "NOT_XML", "chrome-csv"],
    ["dashlane-zip", sample("dashlane-ids.csv"), "NOT_ZIP", "dashlane-csv"],
    ["1password-1pux", sample("keeper.json"), "WRONG_SHAPE", "keeper-json"],
    ["chrome-csv", zipSync({ "export.data": data }), "BINARY", "1password-1pux"],
  ])("%s", async (format, bytes, reason, looksLike) => {
    const error = await readImport(bytes, { format }).catch((each: unknown) => each);
    expect(error).toMatchObject({ reason, looksLike });
    expect(String(error)).toContain("It looks like");
  });
});

describe("whatever bytes come, under whatever name", () => {
  it("the answer is a file that was read, or a refusal that holds nothing of it", async () => {
    const starts = [
      "",
      "PK\x03\x04",
      "\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\0\0\x04\0",
      "<KeePassFile>",
      "[",
      '{"records":[',
    ];
    const input = fc.tuple(
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(undefined, ...importFormats),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([start, bytes, format]) => {
        const whole = new Uint8Array(Buffer.concat([Buffer.from(start, "latin1"), bytes]));
        expect(typeof (await refusal(whole, { password, ...(format && { format }) }))).toBe("string");
      }),
      { numRuns: 200 },
    );
  });

  it.each(["1password.json", "keeper.json", "passwordboss.json", "passwordboss-desktop.json"])(
    "%s with any member replaced is read or refused",
    async (name) => {
      const whole = JSON.parse(new TextDecoder().decode(sample(name)));
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.jsonValue(), async (at, value) => {
          let seen = 0;
          const changed = JSON.stringify(whole, (_, old) => (seen++ === at % 200 ? value : old)) ?? "null";
          expect(typeof (await refusal(changed))).toBe("string");
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each([
    ["lastpass.csv", "lastpass-csv"],
    ["nordpass.csv", "nordpass-csv"],
    ["keeper.csv", "keeper-csv"],
    ["dashlane-ids.csv", "dashlane-csv"],
    ["passwordboss.csv", "passwordboss-csv"],
  ] as const)("%s with any piece replaced is read or refused", async (name, format) => {
    const whole = new TextDecoder().decode(sample(name));
    const piece = fc.oneof(fc.constantFrom('"', ",", "\n", "{", "NoteType:", "__proto__", "\\"), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(20), piece, async (at, length, instead) => {
        const changed = whole.slice(0, at) + instead + whole.slice(at + length);
        expect(typeof (await refusal(changed, { format }))).toBe("string");
      }),
      { numRuns: 60 },
    );
  });
});

describe("text that is more than text", () => {
  const script = `<img src=x onerror=alert(1)>"><script>alert('1')</script>\u202e`;

  it("stays text in every field, and its control characters with it", async () => {
    const csv = [
      "url,username,password,totp,extra,name,grouping,fav",
      `https://a.example,u,p,,"${script.replaceAll('"', '""')}","=cmd|' /C calc'!A0",,0`,
    ];
    expect((await readImport(utf8(csv.join("\n")))).items[0]).toMatchObject({
      notes: script,
      title: "=cmd|' /C calc'!A0",
    });
  });

  it("under names that mean something to a program means nothing here", async () => {
    const item = {
      uuid: "u",
      categoryUuid: "__proto__",
      overview: { title: "a" },
      details: JSON.parse('{"__proto__":{"x":1},"constructor":"y"}'),
    };
    const file = { accounts: [{ attrs: {}, vaults: [{ attrs: { name: "v" }, items: [item] }] }] };
    expect((await readImport(utf8(JSON.stringify(file)))).items[0]?.fields.map(({ name }) => name)).toEqual([
      "__proto__",
      "constructor",
    ]);
    const record = `{"records":[{"title":"a","$type":"constructor","custom_fields":{"__proto__":"p","$toString":"t","$hasOwnProperty:x":"h"}}]}`;
    expect((await readImport(utf8(record))).items[0]?.fields.map(({ value }) => value)).toEqual(["p", "t", "h"]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("too long for an item leaves out that item alone; an id too long for a key becomes a digest", async () => {
    const records = [
      { uid: "a", title: "large", notes: "x".repeat(importBounds.entry) },
      { uid: "b".repeat(5_000), title: "kept", password: "p" },
    ];
    const file = await readImport(utf8(JSON.stringify({ records })));
    expect(file.skipped).toEqual([{ position: 1, reason: "TOO_LARGE" }]);
    expect(file.items[0]?.sourceKey).toMatch(/^long-id:.{22}$/);
  });

  it("nested too deep to be written again leaves out that entry alone", async () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const files = [
      `{"records":[{"title":"a","custom_fields":{"x":${`{"y":${deep}}`}}},{"title":"kept","login":"u"}]}`,
      `{"accounts":[{"vaults":[{"items":[{"details":{"new":${deep}}},{"overview":{"title":"kept"}}]}]}]}`,
      `{"items":[{"identifiers":{"x":${deep}}},{"name":"kept","identifiers":{}}]}`,
    ];
    for (const text of files) {
      const { items, skipped } = await readImport(utf8(text));
      expect([items.map(({ title }) => title), skipped]).toEqual([["kept"], [{ position: 1, reason: "WRONG_TYPE" }]]);
    }
  });

  it("as a million empty objects is refused before it fills the memory", async () => {
    const inOne = `{"records":[{"title":"a","custom_fields":{"b":[${"{},".repeat(importBounds.objects)}{}]}}]}`;
    expect(await refusal(inOne)).toBe("TOO_MANY_ENTRIES");
    expect(await refusal(`{"records":[${"{},".repeat(importBounds.entries)}{}]}`)).toBe("TOO_MANY_ENTRIES");
  });
});
