import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { importRowOf, readImport, secretFieldNames } from "../../src/client/import/index.ts";
import {
  checkItem,
  type FieldsOf,
  type Finding,
  findField,
  findingCodes,
  findKind,
  type ItemInput,
  isOfKind,
  isSecretField,
  type JsonObject,
  type KindDescription,
  kinds,
  SealgraphError,
} from "../../src/client/index.ts";
import { bodyOf } from "../../src/client/items/items.ts";
import { mergePatch } from "../../src/client/json.ts";
import { checkWritten } from "../../src/client/kinds/check-written.ts";

const at = new Date("2026-06-15T11:00:00Z");
const findings = (kind: string, fields: JsonObject): Finding[] => checkItem({ kind, fields }, at);
const codes = (kind: string, fields: JsonObject) => findings(kind, fields).map(({ code }) => code);
const samples = ["bitwarden.json", "bitwarden.csv"].map(
  (name) => new Uint8Array(readFileSync(new URL(`../support/samples/${name}`, import.meta.url))),
);

/** The argument that INVALID_INPUT names; null where nothing is thrown. */
function refused(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof SealgraphError) || error.code !== "INVALID_INPUT") throw error;
    return error.details.argument;
  }
}

describe("the table of kinds", () => {
  it("has every kind that the glossary names", () => {
    expect(Object.keys(kinds)).toEqual(
      expect.arrayContaining([
        ...["login", "server", "note", "email-account", "card", "identity", "wifi", "ssh-key"],
        ...["licence", "passkey", "totp", "custom"],
      ]),
    );
  });

  it("knows every kind and field that an import makes, all of the types that they have", async () => {
    for (const sample of samples)
      for (const { item } of (await readImport(sample)).items.map((entry) => importRowOf(entry))) {
        expect(findKind(item.kind)).not.toBeNull();
        for (const name of Object.keys(item.fields ?? {})) expect(findField(item.kind, name)).not.toBeNull();
        expect(isOfKind({ kind: item.kind, fields: item.fields ?? {} }, item.kind as "login")).toBe(true);
      }
  });

  it("hides a name in every kind or in none, and whatever importers hide", () => {
    for (const { fields } of Object.values<KindDescription>(kinds))
      for (const [name, field] of Object.entries(fields))
        expect([name, field.secret]).toEqual([name, isSecretField(name)]);
    for (const name of secretFieldNames) expect(isSecretField(name)).toBe(true);
    expect(isSecretField("username")).toBe(false);
  });

  it("knows nothing of what is no kind, whatever it is called", () => {
    for (const name of ["x-ours", "", "__proto__", "constructor", "toString"]) {
      expect(findKind(name)).toBeNull();
      expect(findField(name, "length")).toBeNull();
      expect(findField("login", name)).toBeNull();
      expect(findings(name, { password: 5 })).toEqual([]);
    }
  });
});

describe("what is written", () => {
  const written = (kind: string, fields: JsonObject, before?: JsonObject) => () =>
    checkWritten({ kind, fields }, before);

  it("is refused where a known field is of another type, and the field is named, never its value", () => {
    expect(refused(written("login", { username: "ada", password: 5 }))).toBe("fields.password");
    expect(refused(written("login", { urls: "https://shop.example" }))).toBe("fields.urls");
    expect(refused(written("login", { urls: ["https://shop.example", null] }))).toBe("fields.urls");
    expect(refused(written("server", { port: 22 }))).toBe("fields.port");
    expect(refused(written("note", { custom: [{ name: "a", value: 1 }] }))).toBe("fields.custom");
    expect(refused(written("note", { custom: ["a"] }))).toBe("fields.custom");
    expect(refused(written("note", { custom: [{ name: "a", value: "b", secret: "yes" }] }))).toBe("fields.custom");
  });

  it("is taken with odd values, unknown fields and unknown kinds", () => {
    expect(refused(written("card", { number: "1", expMonth: "13", more: { deep: [1, null] } }))).toBeNull();
    expect(refused(written("login", { totp: "no secret", urls: [":"], custom: [{ name: "", value: "" }] }))).toBeNull();
    expect(refused(written("x-ours", { password: 5, urls: 6, custom: 7 }))).toBeNull();
    expect(refused(() => checkWritten({ kind: "login" }))).toBeNull();
  });

  it("may keep what was there, however odd, until the kind changes", () => {
    const before = { kind: "login", fields: { password: 5, urls: { a: 1 } } };
    expect(refused(written("login", { ...before.fields, username: "ada" }, before))).toBeNull();
    expect(refused(written("login", { ...before.fields, password: 6 }, before))).toBe("fields.password");
    expect(refused(written("server", before.fields, before))).toBe("fields.password");
  });

  it("keeps members under any name", () => {
    const body = JSON.parse('{"kind":"x-ours","__proto__":{"a":1},"fields":{"__proto__":"kept"}}') as JsonObject;
    const patch = JSON.parse('{"fields":{"constructor":"too","__proto__":"changed"}}') as JsonObject;
    expect(JSON.stringify(mergePatch(body, { title: "new" }))).toBe(
      '{"kind":"x-ours","__proto__":{"a":1},"fields":{"__proto__":"kept"},"title":"new"}',
    );
    expect(JSON.stringify(mergePatch({}, patch))).toBe('{"fields":{"constructor":"too","__proto__":"changed"}}');
    expect(JSON.stringify(bodyOf({ ...body, title: "" } as ItemInput))).toContain('"__proto__":{"a":1}');
    expect(JSON.stringify(mergePatch(body, patch))).toBe(
      '{"kind":"x-ours","__proto__":{"a":1},"fields":{"__proto__":"changed","constructor":"too"}}',
    );
  });
});

describe("what is odd about an item", () => {
  it("is said of each field by a code that has a sentence, and of lists by the place", () => {
    expect(findings("login", { urls: ["https://shop.example", "ht tp://", "shop.example"], totp: "seed!" })).toEqual([
      { field: "urls", code: "NOT_A_URL", position: 1 },
      { field: "totp", code: "NOT_A_TOTP" },
    ]);
    expect(findings("login", { password: 5, urls: "x" })).toEqual([
      { field: "password", code: "WRONG_TYPE" },
      { field: "urls", code: "WRONG_TYPE" },
    ]);
    for (const { code } of findings("card", { number: "1", expMonth: "0", expYear: "30", code: "1x" }))
      expect(findingCodes[code]).toMatch(/\.$/);
  });

  it.each<[kind: keyof typeof kinds, field: string, good: string[], odd: string[], code: string]>([
    ["identity", "email", ["ada@example.com"], ["ada", "a b@c", "@"], "NOT_AN_ADDRESS"],
    ["identity", "dateOfBirth", ["1815-12-10", "2024-02-29", ""], ["10.12.1815", "2023-02-29", "x"], "NOT_A_DATE"],
    ["passkey", "creationDate", ["2024-05-06T07:08:09.000Z"], ["2024-05-06 "], "NOT_A_DATE"],
    [
      "card",
      "number",
      ["4242 4242 4242 4242", "378282246310005"],
      ["4242424242424241", "0000", "x"],
      "NOT_A_CARD_NUMBER",
    ],
    ["card", "expMonth", ["4", "04", "12"], ["0", "13", "April"], "NOT_A_MONTH"],
    ["card", "expYear", ["2030"], ["30", "x"], "NOT_A_YEAR"],
    ["card", "code", ["007"], ["12a"], "NOT_A_NUMBER"],
    ["server", "port", ["22", "65535"], ["0", "65536", "ssh", "-1"], "NOT_A_PORT"],
    ["wifi", "hidden", ["true", "false"], ["yes"], "NOT_TRUE_OR_FALSE"],
    [
      "bank-account",
      "iban",
      ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"],
      ["GB00TEST", "DE88370400440532013000"],
      "NOT_AN_IBAN",
    ],
    ["passport", "expirationDate", ["2026-06-15", "2026-06-14", "2040-01-01"], ["2026-06-13", "1999-01-01"], "EXPIRED"],
    ["passport", "expirationDate", [], ["soon"], "NOT_A_DATE"],
    [
      "ssh-key",
      "privateKey",
      ["-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n", "PuTTY-User-Key-File-3: x"],
      ["ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc"],
      "NOT_A_PRIVATE_KEY",
    ],
  ])("finds in %s.%s what cannot be meant", (kind, field, good, odd, code) => {
    for (const value of good) expect([value, findings(kind, { [field]: value })]).toEqual([value, []]);
    for (const value of odd) expect([value, findings(kind, { [field]: value })]).toEqual([value, [{ field, code }]]);
  });

  it("takes a card as good to the end of its month", () => {
    expect(codes("card", { expMonth: "6", expYear: "2026" })).toEqual([]);
    expect(codes("card", { expMonth: "05", expYear: "2026" })).toEqual(["EXPIRED"]);
    expect(codes("card", { expMonth: "12", expYear: "2025" })).toEqual(["EXPIRED"]);
    expect(codes("card", { expMonth: "x", expYear: "2025" })).toEqual(["NOT_A_MONTH"]);
  });
});

describe("an item as one of a kind", () => {
  it("has the kind's fields by their types", () => {
    const item = { kind: "login", fields: { username: "ada", urls: ["https://shop.example"], more: 1 } as JsonObject };
    if (!isOfKind(item, "login")) throw new Error("it is one");
    const fields: FieldsOf<"login"> = item.fields;
    expect(fields.urls?.map((url) => url.length)).toEqual([20]);
    expect(isOfKind(item, "card")).toBe(false);
    expect(isOfKind({ kind: "login", fields: { username: 5 } }, "login")).toBe(false);
  });
});
