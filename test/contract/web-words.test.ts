/** The words of the web client: the same keys, with the same values, in each language. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { IntlMessageFormat } from "intl-messageformat";
import { within } from "../../examples/web/src/words/within.ts";
import { policyNames } from "../../src/crypto/policies.ts";

const folder = new URL("../../examples/web/src/words/", import.meta.url);
const parts = [...new Set(readdirSync(folder).flatMap((name) => /^(\w+)\.en\.json$/.exec(name)?.[1] ?? []))];

type Messages = Readonly<Record<string, string>>;
const read = (part: string, locale: string): Messages =>
  JSON.parse(readFileSync(new URL(`${part}.${locale}.json`, folder), "utf8"));

/** Names of what is put into a message, as its own parser reads them. */
function valuesIn(message: string): string[] {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, value } = node as { type?: number; value?: unknown };
    // Of all kinds of nodes, text alone has a value that is no name, and `#` none.
    if (typeof value === "string" && type !== TYPE.literal) names.add(value);
    for (const each of Object.values(node)) walk(each);
  };
  walk(new IntlMessageFormat(message, "en", undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

const TYPE = { literal: 0 };

it.each(parts)("the words of %s have the same keys and values in English and French", (part) => {
  const [en, fr] = [read(part, "en"), read(part, "fr")];
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
  for (const [key, message] of Object.entries(en)) {
    expect([key, valuesIn(fr[key] ?? "")]).toEqual([key, valuesIn(message)]);
    expect([key, fr[key]?.trim()]).not.toEqual([key, ""]);
  }
});

it("no two parts say the same key", () => {
  const keys = parts.flatMap((part) => Object.keys(read(part, "en")));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

/** Texts that a component asks for by a key that stands there whole. */
it("every key that stands in the sources has its text, and every text its key or the beginning of one", () => {
  const known = new Set(parts.flatMap((part) => Object.keys(read(part, "en"))));
  const sources = readdirSync(new URL("../", folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(new URL(`../${name}`, folder), "utf8"))
    .join("\n");
  const asked = [...sources.matchAll(/\bt\("([^"]+)"/g)].map(([, key]) => key as string);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
  const beginnings = [...sources.matchAll(/`([\w.-]+)\$\{/g)].map(([, text]) => text as string);
  const isUsed = (key: string) =>
    sources.includes(`"${key}"`) || beginnings.some((text) => text.includes(".") && key.startsWith(text));
  expect([...known].filter((key) => !isUsed(key))).toEqual([]);
});

it("there are words for each cause for which a browser keeps nothing, and for every policy that may change", () => {
  const words = new Set(parts.flatMap((part) => Object.keys(read(part, "en"))));
  // What nobody knows the cause of has the words of the code alone.
  const causes = ["", ".QUOTA", ".NO_INDEXED_DB", ".INSECURE_PAGE"];
  expect(causes.filter((cause) => !words.has(`error.STORE_FAILED${cause}`))).toEqual([]);
  expect(policyNames.filter((name) => !words.has(`policy.${name}`))).toEqual([]);
});

it("a name from elsewhere turns no sentence around, and is shown in its own letters", () => {
  expect(within("kdbx\u202efdp.\u2066x\u2069\u2028")).toBe("kdbx\ufffdfdp.\ufffdx\ufffd\ufffd");
  expect(within("\u05d0\u05e0\u05d9 Ada\u200d")).toBe("\u05d0\u05e0\u05d9 Ada\u200d");
});
