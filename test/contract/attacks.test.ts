import { access, readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
/** Plain JavaScript, because `npm run attacks` reads it before anything is compiled. */
const load = (name: string) => import(at(`test/abuse/${name}`).href);

describe("the list of attacks", () => {
  it("is what docs/attacks.md says", async () => {
    const [{ groups }, { attacksDocument }] = [await load("attacks.mjs"), await load("attacks-document.mjs")];
    expect(await readFile(at("docs/attacks.md"), "utf8")).toBe(attacksDocument(groups));
  });

  it("names files that are there", async () => {
    const { groups } = await load("attacks.mjs");
    for (const { file } of Object.values<{ file: string }[]>(groups).flat()) await access(at(file));
  });

  it("names tests that begin as a title in their file does", async () => {
    const { groups } = await load("attacks.mjs");
    const vectors = (await readdir(at("test/vectors"))).map((name) => name.replace(/\.json$/, ""));
    for (const { file, test } of Object.values<{ file: string; test: string }[]>(groups).flat()) {
      const titles = [...titlesOf(await readFile(at(file), "utf8")), ...vectors];
      const named = titles.some((title) => title.startsWith(test) || test.startsWith(title));
      expect({ file, test, named }).toEqual({ file, test, named: true });
    }
  });
});

/** What may be a title: the texts of a file, each up to its first gap, where one of any use is left. */
function titlesOf(source: string) {
  const texts = [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"|`([^`$\n]*)/g)].map(
    ([, quoted, template]) => quoted ?? template ?? "",
  );
  return texts.map((text) => text.split("%")[0]?.trimEnd() ?? "").filter((text) => text.length > 4);
}

describe("the list of checks of the protocol", () => {
  it("has for each a test that goes red without it, or the reason why none can: `npm run mutations -- --search` finds one", async () => {
    const { findSites } = await import(at("test/mutations/sites.mjs").href);
    const read = async (name: string) => JSON.parse(await readFile(at(`test/mutations/${name}.json`), "utf8"));
    const [killers, doubled] = [await read("killers"), await read("doubled")];
    const keys = ((await findSites()) as { key: string }[]).map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(300);
    expect(keys.filter((key) => !killers[key] && !doubled[key])).toEqual([]);
    for (const key of [...Object.keys(killers), ...Object.keys(doubled)]) expect(keys).toContain(key);
    for (const { file } of Object.values<{ file: string }>(killers)) await access(at(file));
  });
});
