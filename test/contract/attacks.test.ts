import { access, readFile } from "node:fs/promises";
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
});
