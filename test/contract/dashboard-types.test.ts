import { readFile } from "node:fs/promises";
import { expect, it } from "@jest/globals";
import { generate } from "../../examples/partner-dashboard/codegen.ts";

it("The dashboard's types are those that the contract and its operations give now", async () => {
  const written = await readFile(new URL("../../examples/partner-dashboard/generated.ts", import.meta.url), "utf8");
  expect(written).toBe(await generate());
});
