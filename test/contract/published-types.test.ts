import { readFile } from "node:fs/promises";
import { expect, it } from "@jest/globals";
import { buildSchema, lexicographicSortSchema, printSchema } from "graphql";
import { file, generate, type TypedExample, typed } from "../../examples/codegen.ts";
import { compile, generated, readModules } from "../../examples/recipes/relay/compile.ts";
import { contractText, readContract } from "../../src/schema/contract.ts";

it.each(Object.keys(typed) as TypedExample[])(
  "The types of examples/%s are those that the contract and its operations give now",
  async (example) => {
    expect(await readFile(file(example, "generated.ts"), "utf8")).toBe(await generate(example));
  },
);

it("The modules of the recipe for Relay are those that its compiler makes of the contract now", async () => {
  expect(await readModules(generated)).toEqual(await compile());
});

it("The contract as one document is the whole contract, its descriptions and defaults included", () => {
  const read = printSchema(lexicographicSortSchema(buildSchema(contractText())));
  expect(read).toBe(printSchema(lexicographicSortSchema(readContract())));
  expect(contractText()).not.toMatch(/^extend /m);
});
