import { readFileSync } from "node:fs";
import { type ImportedItem, type ImportFile, importRowOf, readImport } from "../../src/client/import/index.ts";

/**
 * Column names and members as the products write them:
 * bitwarden.com/help/condition-bitwarden-import (CSV and JSON, of a person and of an organisation),
 * bitwarden/clients libs/common/src/models/export and libs/tools/export (all types, archivedDate),
 * Chromium components/password_manager/core/browser/export/password_csv_writer.cc (Chrome, and Edge which shares it).
 */
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../support/samples/${name}`, import.meta.url)));
const read = (name: string) => readImport(sample(name));
const titles = (file: ImportFile) => file.items.map(({ title }) => title);
const fieldsOf = (file: ImportFile, title: string) => {
  const found = file.items.find((item) => item.title === title);
  if (!found) throw new Error(`no item is titled ${title}`);
  return importRowOf(found).item.fields;
};

describe("a Bitwarden JSON export", () => {
  it("gives every type of item its kind, place and fields", async () => {
    const file = await read("bitwarden.json");
    expect(file).toMatchObject({ format: "bitwarden-json", encoding: "utf-8", unit: "entry", organisation: false });
    expect(file.items.map(({ kind, folderPath }) => [kind, folderPath.join("/")])).toEqual([
      ["login", "Work/Servers"],
      ["passkey", "Work/Servers"],
      ["note", "Private"],
      ["card", ""],
      ["identity", ""],
      ["ssh-key", ""],
      ["bank-account", ""],
    ]);
    expect(file.skipped).toEqual([]);
  });

  it("keeps a login whole: URLs, TOTP, custom fields by their nature, former passwords", async () => {
    const file = await read("bitwarden.json");
    expect(file.items[0]).toMatchObject({ favorite: true, notes: "First line\nSecond line, with ünïcödé and 漢字" });
    expect(fieldsOf(file, "Database of the shop")).toEqual({
      username: "ada",
      password: 'päss "wörd", with commas',
      urls: ["https://shop.example.com/login", "https://db.shop.example.com:8443/?a=1,2"],
      totp: "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop",
      custom: [
        { name: "Port", value: "5432", secret: false },
        { name: "Root password", value: "hidden-value-1", secret: true },
        { name: "Replica", value: "true", secret: false },
        { name: "password until 2024-05-06", value: "former-password-1", secret: true },
      ],
    });
  });

  it("keeps cards, identities, keys and accounts by the names of their members", async () => {
    const file = await read("bitwarden.json");
    expect(fieldsOf(file, "Company card")).toMatchObject({ number: "4242424242424242", expYear: "2030", code: "123" });
    expect(fieldsOf(file, "Ada at work")).toMatchObject({ lastName: "Lovelace", passportNumber: "P0000000" });
    expect(fieldsOf(file, "Ada at work")).not.toHaveProperty("middleName");
    expect(fieldsOf(file, "Deploy key")).toMatchObject({ publicKey: "ssh-ed25519 AAAAsample" });
    expect(fieldsOf(file, "Giro account")).toMatchObject({ iban: "GB00TEST" });
  });

  it("says what it left out or put elsewhere, and names empty folders", async () => {
    const file = await read("bitwarden.json");
    expect(file.remarks).toEqual([
      { position: 1, reason: "LINKED_FIELD" },
      { position: 5, reason: "FOLDER_MISSING" },
    ]);
    expect(file.folders).toEqual([["Work", "Servers"], ["Private"], ["Nothing in here"]]);
    expect(file.items.at(-1)?.tags).toEqual(["archived"]);
  });

  it("of an organisation puts an item into its first collection and notes the others as tags", async () => {
    const file = await read("bitwarden-organisation.json");
    expect(file.organisation).toBe(true);
    expect(file.items[0]).toMatchObject({ folderPath: ["Marketing", "Social"], tags: ["Everyone"] });
  });

  it("names an item by its id, so a later export of it is the same item", async () => {
    const { items } = await read("bitwarden.json");
    expect(items[0]?.sourceKey).toBe("id:bb000000-0000-4000-8000-000000000001");
    expect(items[1]?.sourceKey).toBe("id:bb000000-0000-4000-8000-000000000001/passkey/1");
  });
});

describe("a Bitwarden CSV export", () => {
  it("keeps quotes, commas, line breaks, several URLs and custom fields", async () => {
    const file = await read("bitwarden.csv");
    expect(file).toMatchObject({ format: "bitwarden-csv", unit: "line", skipped: [] });
    expect(file.items[0]).toMatchObject({
      position: 2,
      folderPath: ["Work", "Servers"],
      favorite: true,
      notes: "First line\nSecond line, with ünïcödé",
    });
    expect(fieldsOf(file, "Database of the shop")).toEqual({
      username: "ada",
      password: 'p"ass, word',
      urls: ["https://shop.example.com/a", "https://db.example.com/?x=1,2"],
      totp: "JBSWY3DPEHPK3PXP",
      custom: [
        { name: "PIN", value: "1234", secret: true },
        { name: "Question", value: "What, really?\nIt goes on here", secret: true },
      ],
    });
  });

  it("keeps what a note has of a login, as fields of its own", async () => {
    const header = "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp";
    const file = await readImport(
      new TextEncoder().encode(`${header}\n,,note,Stray,,,0,https://a.example,ada,p4ss,SEED\n`),
    );
    expect(importRowOf(file.items[0] as ImportedItem).item).toMatchObject({
      kind: "note",
      fields: {
        custom: [
          { name: "username", value: "ada", secret: false },
          { name: "password", value: "p4ss", secret: true },
          { name: "url", value: "https://a.example", secret: false },
          { name: "totp", value: "SEED", secret: true },
        ],
      },
    });
  });

  it("tells notes from logins, and counts lines as an editor does", async () => {
    const file = await read("bitwarden.csv");
    expect(file.items.map(({ kind, position }) => [kind, position])).toEqual([
      ["login", 2],
      ["note", 6],
      ["login", 8],
    ]);
    expect(fieldsOf(file, "Two hosts")).toMatchObject({ urls: ["a.example.com", "b.example.com"] });
    expect(file.items[2]?.tags).toEqual(["archived"]);
  });

  it("of an organisation reads collections as folders", async () => {
    const file = await read("bitwarden-organisation.csv");
    expect(file).toMatchObject({ format: "bitwarden-csv", organisation: true });
    expect(file.items[0]).toMatchObject({ folderPath: ["Marketing", "Social"], tags: ["Everyone"] });
  });
});

describe("a Chrome or Edge CSV export", () => {
  it("gives logins with their notes, titled by their host where they have no name", async () => {
    const file = await read("chrome.csv");
    expect(file).toMatchObject({ format: "chrome-csv", skipped: [] });
    expect(titles(file)).toEqual(["shop.example.com", "com.example.app"]);
    expect(file.items[1]?.notes).toBe("A note\nin two lines");
  });

  it("without the column for notes, as older browsers write it, is read as well", async () => {
    const bytes = new TextEncoder().encode("name,url,username,password\na,https://a.example.com,ada,secret\n");
    expect((await readImport(bytes)).items).toHaveLength(1);
  });

  it("read twice names every item alike, wherever it stands", async () => {
    const one = await readImport(new TextEncoder().encode("name,url,username,password\na,u,n,p\nb,u,n,p"));
    const two = await readImport(
      new TextEncoder().encode("name,url,username,password,note\r\nb,u,n,p,\r\na,u,n,p,\r\n"),
    );
    expect(new Set(two.items.map(({ sourceKey }) => sourceKey))).toEqual(
      new Set(one.items.map(({ sourceKey }) => sourceKey)),
    );
  });
});

describe("forty thousand rows", () => {
  it("are all read", async () => {
    const row = (n: number) =>
      `Team ${n % 50},,login,Site ${n},"note ""${n}""\nmore",,0,https://s${n}.example.com,u${n},p${n},`;
    const header = "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp";
    const text = [header, ...Array.from({ length: 40_000 }, (_, n) => row(n))].join("\r\n");
    const file = await readImport(new TextEncoder().encode(text));
    expect(file.items).toHaveLength(40_000);
    expect(file.items.at(-1)?.position).toBe(80_000);
  });
});
