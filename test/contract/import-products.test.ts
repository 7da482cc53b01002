import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { type ImportFile, importRowOf, readImport, readRows } from "../../src/client/import/index.ts";
import { checkItem, findField, isOfKind } from "../../src/client/index.ts";

/**
 * Column names and members, and where they were looked up. A product's own description is named first; where there is none, what
 * well-kept importers of others read is the source, and that is said.
 * 1Password: support.1password.com/1pux-format (files, states, categories, sections) for 1PUX, with ids of fields as
 *   bitwarden/clients …/onepassword/types and ProtonMail/WebClients …/import/providers/1password read them. Of the CSV its support pages
 *   name no columns: Title to Notes, in this order, as many importers' own samples have it; some part tags by semicolons and some
 *   by commas, so both do here.
 * LastPass: no description of its own. ProtonMail/WebClients …/lastpass/lastpass.types.ts (all eight columns), bitwarden/clients
 *   …/lastpass/lastpass-csv-importer.ts, lastpass/lastpass-cli notes.c (the product's own: types of notes and their lines).
 * Firefox: mozilla-central toolkit/components/passwordmgr, whose test of LoginExport holds the first line to these nine columns.
 * Dashlane: no description of its own. bitwarden/clients …/dashlane/types/dashlane-csv-types.ts and ProtonMail/WebClients
 *   …/dashlane/dashlane.types.ts agree on credentials, payments, ids, personal information and secure notes; one has `otpSecret`, the
 *   other `otpUrl` as well. For wireless networks no source was found: a sheet is taken for one by its column `ssid`, and whatever
 *   else is in it is kept by its name.
 * Keeper: docs.keeper.io, Commander, import commands (JSON: `records`, `shared_folders`, `custom_fields` with `$type:name`), and a file as
 *   the product exports it, bitwarden/clients …/keeper/keeper.json; the order of the CSV's cells by …/keeper-csv-importer.ts.
 * NordPass: no description of its own. bitwarden/clients …/nordpass-csv-importer.ts (types and 22 columns), ProtonMail/WebClients
 *   …/nordpass/mocks/nordpass.csv (`pin`, and folders as rows of type `folder`). `shared_folder` is in the first line that several
 *   smaller importers test with, and in none of the above.
 * Password Boss: support.cyberfox.com ("Backup your passwords to a file on your computer") says which files there are: JSON of the desktop
 *   and of the web application, and a CSV of the latter. It describes none of them. Both JSON shapes are those of bitwarden/clients
 *   …/passwordboss-json-importer.ts. Of the CSV NO source was found: the sample is made up, and the reader takes the names of the
 *   JSON in any spelling and keeps every other column by its name.
 */
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../support/samples/${name}`, import.meta.url)));
const bodyOf = (file: ImportFile, title: string) => {
  const found = file.items.find((item) => item.title === title);
  if (!found) throw new Error(`no item is titled ${title}`);
  const { item, folders } = importRowOf(found);
  return { ...item, folders };
};

const samples = [
  ["1password.csv", "1password-csv", { login: 2 }],
  [
    "1password.json",
    "1password-1pux",
    { login: 2, card: 1, note: 2, identity: 1, "ssh-key": 1, passport: 1, wifi: 1, server: 1, custom: 1 },
  ],
  [
    "lastpass.csv",
    "lastpass-csv",
    {
      ...{ login: 1, note: 1, card: 1, "bank-account": 1, identity: 1, "driving-licence": 1, passport: 1 },
      ...{ server: 1, "ssh-key": 1, wifi: 1, "email-account": 1, licence: 1, custom: 1 },
    },
  ],
  ["firefox.csv", "firefox-csv", { login: 3 }],
  ["dashlane-credentials.csv", "dashlane-csv", { login: 2 }],
  ["dashlane-securenotes.csv", "dashlane-csv", { note: 1 }],
  ["dashlane-payments.csv", "dashlane-csv", { card: 1, "bank-account": 1 }],
  ["dashlane-ids.csv", "dashlane-csv", { identity: 3, passport: 1, "driving-licence": 1 }],
  ["dashlane-personalinfo.csv", "dashlane-csv", { identity: 2 }],
  ["dashlane-wifi.csv", "dashlane-csv", { wifi: 1 }],
  [
    "keeper.json",
    "keeper-json",
    {
      ...{ login: 1, passkey: 1, card: 1, "bank-account": 1, passport: 1, identity: 1, "ssh-key": 1, server: 1 },
      ...{ wifi: 1, licence: 1, custom: 1, note: 2, "driving-licence": 1 },
    },
  ],
  ["keeper.csv", "keeper-csv", { login: 1, note: 1, "bank-account": 1, passport: 1, "driving-licence": 1 }],
  ["nordpass.csv", "nordpass-csv", { login: 1, card: 1, identity: 1, note: 1, custom: 1 }],
  ["passwordboss.json", "passwordboss-json", { login: 2, card: 1, custom: 1 }],
  ["passwordboss-desktop.json", "passwordboss-json", { login: 1, card: 1 }],
  ["passwordboss.csv", "passwordboss-csv", { login: 1, "bank-account": 1 }],
] as const;

describe.each(samples)("%s", (name, format, kinds) => {
  const reading = readImport(sample(name));

  it("is told by its content, and gives each entry its kind", async () => {
    const file = await reading;
    expect([file.format, file.kinds]).toEqual([format, kinds]);
  });

  it("gives fields that the kinds have, of the types that they have, and nothing odd but what is a sample", async () => {
    for (const { item } of (await reading).items.map((each) => importRowOf(each))) {
      const fields = item.fields ?? {};
      for (const field of Object.keys(fields))
        expect([item.kind, field, findField(item.kind, field)]).not.toContain(null);
      expect(isOfKind({ kind: item.kind, fields }, item.kind as "login")).toBe(true);
      const odd = checkItem({ kind: item.kind, fields }, new Date("2026-06-15T00:00:00Z"));
      expect(odd.filter(({ code }) => code !== "NOT_AN_IBAN" && code !== "NOT_A_PRIVATE_KEY")).toEqual([]);
    }
  });

  it("loses nothing: every value is in some item, or in a remark", async () => {
    const file = await reading;
    const kept = JSON.stringify(file.items).replace(/\\\\/g, "\\");
    const lost = valuesIn(name)
      .filter((value) => !isFrame(value))
      .filter((value) => !kept.includes(JSON.stringify(value).slice(1, -1).replace(/\\\\/g, "\\")));
    expect(lost).toEqual([]);
  });

  it("read again names every item alike", async () => {
    const keys = (file: ImportFile) => file.items.map(({ sourceKey }) => sourceKey);
    expect(keys(await readImport(sample(name)))).toEqual(keys(await reading));
  });
});

/** Every cell or text of a sample. Typed notes of LastPass are lists of their own. */
function valuesIn(name: string): string[] {
  const text = new TextDecoder().decode(sample(name));
  if (name.endsWith(".json")) {
    const found: string[] = [];
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "string") found.push(value);
      return value;
    });
    return found;
  }
  const [, ...rows] = [...readRows(name === "keeper.csv" ? `first\n${text}` : text)];
  const cells = rows.flatMap((row) => ("cells" in row ? [...row.cells] : []));
  return cells.flatMap((cell) => {
    if (cell.startsWith("NoteType:"))
      return cell
        .split("\n")
        .slice(2)
        .map((line) => line.replace(/^[A-Z][^:]{1,30}:/, ""));
    if (/^\[[[{"]/.test(cell)) return [];
    return cell.includes(" | ") ? cell.split(" | ") : [cell];
  });
}

/** What says where or what an entry is, or is written otherwise here: dates, names that are parted, folders. */
const isFrame = (value: string): boolean =>
  [
    /^$|^(?:true|false|0|1)$/i,
    /^#[0-9a-f]{6}$|^\d{13}$|^\d{4}-\d{1,2}-\d{1,2}(?:T.*)?$|^\d\d\/(?:\d\d){1,2}$/,
    /^(?:January|June|December),/,
    /Ada (?:King )?Lovelace|^Lovelace$|^King$/,
    /\\|^(?:Work(?:\/Servers)?|Team|Ops|Empty|Personal|Work;Servers|f1|f2|gone)$/,
    /^(?:password|credit_card|note|identity|hologram|folder|name|address|bank|passport|license|social_security|tax_number)$/,
    /^(?:Website|Bank|CreditCard|AlarmCode|login|bankCard|bankAccount|sshKeys|databaseCredentials|wifiCredentials)$/,
    /^(?:softwareLicense|membership|encryptedNotes|file|driverLicense|s1|kk0005|visa|active|archived|[A-Z]|\d{3})$/,
    /^(?:username|Gone|Example Ltd|ACC|https:\/\/my\.1password\.com\/|v1|v2|website|till|doc1|contract\.pdf|u|p|c)$/,
    /^(?:http:\/\/(?:group|sn)|\(none\)|TFC:Keeper|Bank Account|Name|Date|Date of Birth|Date Issued|Passport Number)$/,
    /^(?:Driver's License Number|Identification|firstname|lastname|ccnum|private_key)$/,
    /^chrome:\/\/|Firefox Accounts|accountData|^0123456789abcdef$|^\{0a0|^https:\/\/shop\.example\.com$/,
    /^0b000000-|^aa000000|^kk00|^d\d$|^ada@example\.com$|\\r\\n|^\{"num"/,
  ].some((each) => each.test(value)) || isOnlyName(value);

/** Names of fields that became fields of ours. */
const isOnlyName = (value: string): boolean => fieldNames.has(value);
const fieldNames = new Set([
  ...["one-time password", "TOTP_1", "cardholder name", "cardholder", "type", "number", "verification number", "cvv"],
  ...[
    "expiry date",
    "expiry",
    "validFrom",
    "PIN",
    "pin",
    "first name",
    "last name",
    "birth date",
    "birthdate",
    "address",
  ],
  ...["default phone", "defphone", "email", "private key", "full name", "fullname", "expiry_date", "network name"],
  ...[
    "network_name",
    "wireless network password",
    "wireless_password",
    "URL",
    "url",
    "Security",
    "gmail",
    "New",
    "See also",
  ],
]);

describe("1Password", () => {
  it("keeps an item whole, with its two sorts of fields, former passwords and what is new to us", async () => {
    expect(bodyOf(await readImport(sample("1password.json")), "Shop")).toEqual({
      kind: "login",
      title: "Shop",
      notes: "First line\nSecond line",
      tags: ["Work/Servers", "till"],
      favorite: true,
      folders: ["Personal"],
      fields: {
        username: "ada",
        password: 'p"ass, word',
        urls: ["https://shop.example.com/login", "https://till.example.com"],
        totp: "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP",
        custom: [
          { name: "door code", value: "0451", secret: true },
          { name: "recovery code", value: "recovery-1", secret: true },
          { name: "since", value: "2020-06-21", secret: false },
          { name: "contact", value: "help@example.com", secret: false },
          { name: "see also", value: "aa00000000000000000000002", secret: false },
          { name: "Security", value: "called after its section", secret: false },
          { name: "password until 2020-03-01", value: "former-password-1", secret: true },
          { name: "passkey", value: '{"rpId":"shop.example.com","credentialId":"Y3JlZA"}', secret: true },
        ],
      },
    });
  });

  it("maps cards, identities, passports and keys to fields of ours, and says what stayed there", async () => {
    const file = await readImport(sample("1password.json"));
    expect(bodyOf(file, "Company card").fields).toMatchObject({
      number: "4242424242424242",
      expMonth: "6",
      expYear: "2030",
    });
    expect(bodyOf(file, "Ada").fields).toMatchObject({
      dateOfBirth: "1985-12-10",
      city: "London",
      email: "ada@example.com",
    });
    expect(bodyOf(file, "Passport").fields).toMatchObject({ givenName: "Ada King", surname: "Lovelace" });
    expect(bodyOf(file, "Deploy key").fields).toMatchObject({ keyFingerprint: "SHA256:sample" });
    expect(file.remarks).toEqual([
      { position: 1, reason: "REFERENCE" },
      { position: 6, reason: "ATTACHMENT" },
    ]);
    expect(file.skipped).toEqual([{ position: 12, reason: "IN_TRASH" }]);
  });

  it("is read from the 1PUX that it writes, of which attachments are never unpacked", async () => {
    const packed = zipSync({
      "files/doc1__contract.pdf": [new Uint8Array(300_000), { level: 0 }],
      "export.attributes": new TextEncoder().encode('{"version":3}'),
      "export.data": sample("1password.json"),
    });
    const asked: number[] = [];
    const blob = {
      size: packed.length,
      slice: (start: number, end: number) => {
        asked.push(end - start);
        return { arrayBuffer: async () => packed.slice(start, end).buffer };
      },
    };
    const file = await readImport(blob);
    expect(file.items).toEqual((await readImport(sample("1password.json"))).items);
    expect(file).toMatchObject({ format: "1password-1pux", source: "1password" });
    expect(asked.reduce((total, length) => total + length)).toBeLessThan(150_000);
  });

  it("of one vault alone makes no folder of it", async () => {
    const whole = JSON.parse(new TextDecoder().decode(sample("1password.json")));
    whole.accounts[0].vaults.pop();
    const file = await readImport(new TextEncoder().encode(JSON.stringify(whole)));
    expect([file.folders, file.items[0]?.folderPath]).toEqual([[], []]);
  });
});

describe("LastPass", () => {
  it("keeps folders, favourites and codes, and rows that are folders alone", async () => {
    const file = await readImport(sample("lastpass.csv"));
    expect(bodyOf(file, "Shop")).toMatchObject({
      folders: ["Work", "Servers"],
      favorite: true,
      fields: { totp: "JBSWY3DPEHPK3PXP" },
    });
    expect(file.folders).toEqual([["Work", "Empty"]]);
  });

  it("keeps what somebody wrote into a row that is a folder; so does NordPass", async () => {
    const lastpass =
      "url,username,password,totp,extra,name,grouping,fav\nhttp://group,,,,,,Empty,0\nhttp://group,u,,,,n,Full,0";
    expect(await readImport(new TextEncoder().encode(lastpass))).toMatchObject({
      folders: [["Empty"]],
      items: [{ title: "n", folderPath: ["Full"] }],
    });
    const nordpass =
      "name,url,username,password,note,cardholdername,cardnumber,folder,type\nA,,,,,,,,folder\nB,,,,kept,,,,folder";
    expect(await readImport(new TextEncoder().encode(nordpass))).toMatchObject({
      folders: [["A"]],
      items: [{ title: "B", notes: "kept", kind: "custom" }],
    });
  });

  it("takes typed notes apart, and leaves keys and notes whole that have colons", async () => {
    const file = await readImport(sample("lastpass.csv"));
    expect(bodyOf(file, "Company card")).toMatchObject({
      kind: "card",
      notes: "blue\nand: worn",
      fields: { expMonth: "6", expYear: "2030", custom: [{ name: "Start Date", value: "2024-01-31", secret: false }] },
    });
    expect(bodyOf(file, "Deploy key").fields?.privateKey).toMatch(
      /^-----BEGIN[\s\S]+DEK-Info: [\s\S]+\n\nQUJD\n-----END/,
    );
    expect(bodyOf(file, "Passport").fields).toMatchObject({ issueDate: "2020-06-21", givenName: "Ada King" });
    expect(bodyOf(file, "Ada").fields).toMatchObject({ phone: "442000000000" });
    expect(bodyOf(file, "Gym")).toMatchObject({
      kind: "custom",
      fields: { custom: [{ name: "Organization", value: "Gym", secret: true }, { name: "Membership Number" }] },
    });
  });
});

describe("Firefox", () => {
  it("titles logins by their host, keeps realms, and leaves out what only the browser can use", async () => {
    const file = await readImport(sample("firefox.csv"));
    expect(file.items.map(({ title }) => title)).toEqual(["shop.example.com", "intranet.example.com", "a.example.com"]);
    expect(bodyOf(file, "intranet.example.com").fields?.custom).toEqual([
      { name: "HTTP realm", value: "Staff only", secret: false },
    ]);
    expect(file.skipped).toEqual([{ position: 5, reason: "OF_THE_BROWSER" }]);
    expect(file.items[0]?.sourceKey).toBe("id:{0a000000-0000-4000-8000-000000000001}");
  });
});

describe("Dashlane", () => {
  const sheets = ["credentials", "securenotes", "payments", "ids", "personalInfo", "wifi"];
  const zip = () =>
    zipSync(Object.fromEntries(sheets.map((name) => [`${name}.csv`, sample(`dashlane-${name.toLowerCase()}.csv`)])));

  it("is read from its ZIP as from each of its files, and says which file a position is in", async () => {
    const file = await readImport(zip());
    expect(file).toMatchObject({ format: "dashlane-zip", source: "dashlane", remarks: [], skipped: [] });
    const one = await readImport(sample("dashlane-payments.csv"));
    expect(one.source).toBe(file.source);
    expect(file.items.map(({ sourceKey }) => sourceKey)).toEqual(
      expect.arrayContaining(one.items.map(({ sourceKey }) => sourceKey)),
    );
    expect(file.kinds).toEqual({
      login: 2,
      note: 1,
      card: 1,
      "bank-account": 1,
      identity: 5,
      passport: 1,
      "driving-licence": 1,
      wifi: 1,
    });
    const torn = await readImport(
      zipSync({
        "credentials.csv": sample("dashlane-credentials.csv"),
        "ids.csv": new TextEncoder().encode("type,number,name,issue_date\nx\n"),
        "more.txt": new Uint8Array(3),
      }),
    );
    expect(torn.skipped).toEqual([{ position: 2, part: "ids.csv", reason: "RAGGED" }]);
    expect(torn.remarks).toEqual([{ position: 0, reason: "FILE_UNREAD" }]);
  });

  it("makes of identity papers what they are, with dates as ours", async () => {
    const file = await readImport(sample("dashlane-ids.csv"));
    expect(bodyOf(file, "Ada King Lovelace, passport").fields).toEqual({
      passportNumber: "P0000000",
      givenName: "Ada King",
      surname: "Lovelace",
      issueDate: "2020-06-21",
      expirationDate: "2030-06-20",
      issuingCountry: "GB",
    });
    expect(bodyOf(file, "tax number").fields?.custom).toContainEqual({ name: "number", value: "T-1", secret: true });
  });
});

describe("Keeper", () => {
  it("keeps folders with slashes of both sorts, further folders as tags, passkeys as items of their own", async () => {
    const file = await readImport(sample("keeper.json"));
    expect(bodyOf(file, "Shop")).toMatchObject({ folders: ["Work", "Servers", "a\\b"], tags: ["Ops"] });
    expect(file.items[1]).toMatchObject({ kind: "passkey", sourceKey: "id:kk0001/passkey/1" });
    expect(bodyOf(file, "Giro").fields).toMatchObject({ nameOnAccount: "Ada Lovelace", accountNumber: "00112233" });
    expect(bodyOf(file, "Passport").fields).toMatchObject({ givenName: "Ada King", dateOfBirth: "1985-12-10" });
    expect(file.remarks).toEqual([
      { position: 2, reason: "LINKED_FIELD" },
      { position: 12, reason: "ATTACHMENT" },
    ]);
    expect(file.folders).toEqual([["Team", "Empty"]]);
  });

  it("tells its CSV, which has no first line of names, by its shape", async () => {
    const file = await readImport(sample("keeper.csv"));
    expect(bodyOf(file, "Shop")).toMatchObject({ fields: { totp: expect.stringContaining("otpauth:") } });
    const headed = `Folder,Title,Login,Password,Website Address,Notes,Shared Folder,Custom Fields\n${new TextDecoder().decode(sample("keeper.csv"))}`;
    expect((await readImport(new TextEncoder().encode(headed))).items.map(({ title }) => title)).toEqual(
      file.items.map(({ title }) => title),
    );
  });
});

describe("NordPass", () => {
  it("keeps every type, folders that stand as rows, and a type that came later", async () => {
    const file = await readImport(sample("nordpass.csv"));
    expect(file.folders).toEqual([["Work"], ["Empty"]]);
    expect(bodyOf(file, "Shop")).toMatchObject({
      folders: ["Work"],
      tags: ["Team"],
      fields: {
        urls: ["https://shop.example.com", "https://a.example.com/?x=1,2", "https://b.example.com"],
        custom: [
          { name: "Customer", value: "77", secret: false },
          { name: "PIN", value: "1234", secret: true },
        ],
      },
    });
    expect(bodyOf(file, "New sort")).toMatchObject({
      kind: "custom",
      fields: { custom: [{ value: "secret-of-new-sort", secret: true }] },
    });
  });
});

describe("Password Boss", () => {
  it("is read in the shape of its web application, of its desktop's, and as CSV", async () => {
    expect(bodyOf(await readImport(sample("passwordboss.json")), "By e-mail").fields).toMatchObject({
      username: "ada@example.com",
    });
    expect(bodyOf(await readImport(sample("passwordboss-desktop.json")), "Shop")).toMatchObject({
      notes: "First line\nSecond line",
      folders: ["Work"],
    });
    for (const name of ["passwordboss.json", "passwordboss-desktop.json"])
      expect(bodyOf(await readImport(sample(name)), "Company card").fields).toMatchObject({
        expMonth: "6",
        expYear: "2030",
      });
    expect(bodyOf(await readImport(sample("passwordboss.csv")), "Shop")).toMatchObject({
      folders: ["Work", "Servers"],
    });
  });
});
