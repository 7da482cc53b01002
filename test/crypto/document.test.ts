/** PROTOCOL.md and the code, where both can be compared as text. */
import { readFileSync } from "node:fs";
import { bounds } from "../../src/crypto/bounds.ts";
import { labels } from "../../src/crypto/labels.ts";
import { vectorFiles } from "./vector-files.ts";

const document = readFileSync(new URL("../../PROTOCOL.md", import.meta.url), "utf8");
const section = (from: string, to: string) => document.slice(document.indexOf(from), document.indexOf(to));

it("the labels of §1.4 are those of the code", () => {
  const rows = section("### 1.4", "### 1.5").matchAll(/^\| (`.*?) \|/gm);
  const written = [...rows].flatMap(([, cell]) => [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, label]) => label));
  expect(written.sort()).toEqual(Object.keys(labels).sort());
});

it("every bound of the code stands in §1.5", () => {
  const written = section("### 1.5", "### 1.6").replaceAll(",", "").match(/\d+/g)?.map(Number) ?? [];
  for (const bound of Object.values(bounds)) expect(written).toContain(bound);
});

it.each(vectorFiles)("the section that $name names is there", ({ vectors }) => {
  expect(document).toContain(
    `\n${vectors.section.split(".").length === 1 ? "##" : "###"} ${vectors.section.slice(1)} `,
  );
});
