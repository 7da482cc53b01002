import { readFileSync } from "node:fs";
import { ImportPartMissing, importRowOf, readImport } from "../../src/client/import/index.ts";
import { readKdbxHeader } from "../../src/client/import/kdbx-header.ts";
import { deriveKdbxKeys } from "../../src/client/import/kdbx-keys.ts";
import { loadKdbxweb } from "../../src/client/import/kdbxweb.ts";
import { parseTotp } from "../../src/client/totp/parse.ts";
import { type DatabaseWanted, makeDatabase, password } from "../support/kdbx.ts";

/**
 * Elements and names as KeePass 2.x and KeePassXC write them: keepass.info/help/kb/kdbx.html (KDBX 4),
 * keepass.info/help/base/fieldrefs.html (references), keepass.info/help/base/placeholders.html#otp (TimeOtp-…);
 * keepassxreboot/keepassxc src/format/KdbxXmlReader.cpp (XML, which nothing else describes whole), src/core/Totp.cpp (otp, TOTP Seed),
 * src/core/EntryAttributes.cpp (names of fields, references); KPEX_PASSKEY_… are its `BrowserPasskeys`' in 2.7. KP2A_URL is
 * Keepass2Android's; KeePassXC reads and tests it too.
 */
const xml = new Uint8Array(readFileSync(new URL("../support/samples/keepass.xml", import.meta.url)));

describe("a KeePass XML", () => {
  const read = readImport(xml);
  const rowOf = async (title: string) => {
    const item = (await read).items.find((each) => each.title === title);
    if (!item) throw new Error(`no item is titled ${title}`);
    return importRowOf(item);
  };

  it("gives its groups as folders, the first of which is the file itself, and leaves its trash", async () => {
    const file = await read;
    expect(file).toMatchObject({ format: "keepass-xml", source: "keepass", unit: "entry" });
    expect(file.kinds).toEqual({ login: 4, note: 1, passkey: 1 });
    expect(file.folders).toEqual([["Work"], ["Work", "Servers / a"], ["Work", "Empty"]]);
    expect(file.skipped).toEqual([{ position: 6, reason: "IN_TRASH" }]);
    expect((await rowOf("Database")).folders).toEqual(["Work", "Servers / a"]);
  });

  it("keeps an entry whole: addresses, codes, own fields by their nature, dates, former passwords, tags", async () => {
    expect(await rowOf("Shop")).toEqual({
      key: "id:ZW50cnllbnRyeWVudHJ5MQ==",
      folders: [],
      item: {
        kind: "login",
        title: "Shop",
        notes: "First line\nSecond line",
        tags: ["web", "till"],
        favorite: false,
        fields: {
          username: "ada",
          password: 'p"ass, <word> & ünïcödé',
          urls: ["https://shop.example.com/login", "https://till.example.com"],
          totp: "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop",
          custom: [
            { name: "Customer", value: "77", secret: false },
            { name: "Door code", value: "0451", secret: true },
            { name: "expires", value: "2030-06-20", secret: false },
            { name: "password of 2023-01-02", value: "former-password-1", secret: true },
          ],
        },
      },
    });
    expect((await rowOf("A note")).item).toMatchObject({ kind: "note", notes: "Just <a> note" });
  });

  it("puts what references point to in their place, and says where one points nowhere", async () => {
    expect((await rowOf("Database")).item.fields).toMatchObject({
      username: "ada",
      password: 'p"ass, <word> & ünïcödé',
    });
    expect((await rowOf("Points nowhere")).item.fields?.password).toContain("{REF:");
    expect((await read).remarks).toEqual([
      { position: 1, reason: "ATTACHMENT" },
      { position: 1, reason: "HISTORY" },
      { position: 3, reason: "REFERENCE" },
    ]);
  });

  it("understands each way of writing one-time codes", async () => {
    const codes = async (...strings: [key: string, value: string][]) => {
      const all = strings.map(([key, value]) => `<String><Key>${key}</Key><Value>${value}</Value></String>`).join("");
      const text = `<KeePassFile><Root><Group><Entry>${all}</Entry></Group></Root></KeePassFile>`;
      const { items } = await readImport(new TextEncoder().encode(text));
      return items[0]?.totp ? parseTotp(items[0].totp) : items[0]?.fields.map(({ name }) => name);
    };
    const usual = { secret: "JBSWY3DPEHPK3PXP", algorithm: "SHA1", digits: 6, period: 30 };
    expect(await codes(["TimeOtp-Secret-Base32", "JBSW Y3DP EHPK 3PXP"])).toEqual(usual);
    expect(await codes(["TimeOtp-Secret-Hex", "48656c6c6f21deadbeef"])).toEqual(usual);
    expect(await codes(["TimeOtp-Secret-Base64", "SGVsbG8h3q2+7w=="])).toEqual(usual);
    expect(await codes(["TimeOtp-Secret", "Hello"])).toMatchObject({ secret: "JBSWY3DP" });
    expect(await codes(["otp", "key=JBSWY3DPEHPK3PXP&amp;step=60&amp;size=8"])).toMatchObject({
      digits: 8,
      period: 60,
    });
    expect(await codes(["TOTP Seed", "JBSWY3DPEHPK3PXP"], ["TOTP Settings", "60;8"])).toMatchObject({
      digits: 8,
      period: 60,
    });
    expect(
      await codes(["TimeOtp-Secret-Base32", "JBSWY3DPEHPK3PXP"], ["TimeOtp-Algorithm", "HMAC-SHA-512"]),
    ).toMatchObject({
      algorithm: "SHA512",
    });
    expect(await codes(["TOTP Seed", "JBSWY3DPEHPK3PXP"], ["TOTP Settings", "30;S"])).toEqual([
      "TOTP Seed",
      "TOTP Settings",
    ]);
  });

  it("makes of a passkey an item of its own", async () => {
    const file = await read;
    expect(importRowOf(file.items.at(-1) as (typeof file.items)[number])).toMatchObject({
      key: "id:ZW50cnllbnRyeWVudHJ5NQ==/passkey/1",
      item: { kind: "passkey", fields: { rpId: "shop.example.com", credentialId: "Y3JlZA" } },
    });
  });
});

describe("a KeePass database", () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  it.each<[string, DatabaseWanted]>([
    ["Argon2d and AES", {}],
    ["Argon2id, as our own passwords have it", { kdf: "Argon2id" }],
    ["Argon2id with several lanes", { kdf: "Argon2id", lanes: 4 }],
    ["Argon2d with several lanes, and ChaCha20", { lanes: 2, cipher: "ChaCha20" }],
    ["AES as key derivation, and not packed", { kdf: "Aes", packed: false }],
  ])("with %s is opened", async (_, wanted) => {
    const file = await readImport(await makeDatabase(wanted), { password });
    expect(file).toMatchObject({ format: "keepass-kdbx", source: "keepass", folders: [["Work"]], skipped: [] });
    expect(file.remarks).toEqual([{ position: 1, reason: "ATTACHMENT" }]);
    expect(file.items.map((item) => importRowOf(item).item)).toMatchObject([
      {
        title: "Shop",
        fields: {
          username: "ada",
          password: 'p"ass, ünïcödé',
          custom: [
            { name: "Door code", value: "0451", secret: true },
            { name: expect.stringContaining("password"), value: "former-password-1", secret: true },
          ],
        },
      },
    ]);
  });

  it("opens with a key file of each sort, alone or beside a password", async () => {
    const { Credentials } = await loadKdbxweb();
    const keyFiles = [
      await Credentials.createRandomKeyFile(1),
      await Credentials.createRandomKeyFile(2),
      utf8("0123456789abcdef0123456789abcdef"),
      utf8("ab".repeat(32)),
      utf8("Any file will do"),
    ];
    for (const keyFile of keyFiles) {
      const { items } = await readImport(await makeDatabase({ keyFile }), { password, keyFile });
      expect(items).toHaveLength(1);
    }
    const keyFile = keyFiles[1] as Uint8Array;
    const alone = await makeDatabase({ keyFile, password: null });
    expect((await readImport(alone, { keyFile })).items).toHaveLength(1);
    expect((await readImport(alone, { keyFile, password: "" })).items).toHaveLength(1);
  });

  it("is not called too heavy where what derives its key was not loaded", async () => {
    const kdbxweb = await loadKdbxweb();
    const header = await readKdbxHeader(kdbxweb, await makeDatabase());
    const without = (error: Error) => {
      const KeyEncryptorKdf = { encrypt: () => Promise.reject(error) } as unknown as typeof kdbxweb.KeyEncryptorKdf;
      return deriveKdbxKeys({ ...kdbxweb, KeyEncryptorKdf }, header, { password });
    };
    const missing = new ImportPartMissing(new TypeError("not fetched"));
    await expect(without(missing)).rejects.toBe(missing);
    await expect(without(new RangeError("no memory"))).rejects.toMatchObject({ reason: "KDF_TOO_HEAVY" });
  });

  it("and its XML name every entry alike, so that one after the other makes no doubles", async () => {
    const bytes = await makeDatabase();
    const { Credentials, Kdbx, ProtectedValue } = await loadKdbxweb();
    const opened = await Kdbx.load(bytes.slice().buffer, new Credentials(ProtectedValue.fromString(password)));
    const [sealed, plain] = [await readImport(bytes, { password }), await readImport(utf8(await opened.saveXml()))];
    expect(plain.source).toBe(sealed.source);
    expect(plain.items).toEqual(sealed.items);
  });
});
