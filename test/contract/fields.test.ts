import { describe, expect, it } from "@jest/globals";
import { fieldsOf, withField } from "../../src/cli/fields.ts";
import type { JsonObject } from "../../src/client/index.ts";

const open = (name: string, value: string) => ({ name, value, secret: false });

describe("a field that is set at the command line", () => {
  it("goes under its own name where the kind has it or is not known, else under one's own", () => {
    expect(withField("server", {}, open("host", "a"))).toEqual({ host: "a" });
    expect(withField("server", {}, open("hosst", "a"))).toEqual({ custom: [open("hosst", "a")] });
    expect(withField("x-ours", {}, open("hosst", "a"))).toEqual({ hosst: "a" });
    expect(withField("server", { hosst: "a" }, open("hosst", "b"))).toEqual({ hosst: "b" });
    expect(withField("login", {}, { name: "seed", value: "a", secret: true })).toEqual({
      custom: [{ name: "seed", value: "a", secret: true }],
    });
    expect(withField("licence", {}, { name: "licenceKey", value: "a", secret: true })).toEqual({ licenceKey: "a" });
  });

  it("keeps its place among those of one's own, and what another client wrote beside it", () => {
    const custom: JsonObject[] = [{ name: "a", value: "1", icon: "x" }, { other: true }, open("b", "2")];
    expect(withField("note", { custom }, open("b", "3"))).toEqual({ custom: [...custom.slice(0, 2), open("b", "3")] });
    expect(withField("note", { custom: ["raw", ...custom] }, open("c", "4"))).toEqual({
      custom: ["raw", ...custom, open("c", "4")],
    });
  });
});

it("shows what it cannot read raw, and hides what nobody marked as open", () => {
  const fields = { deep: { a: 1 }, count: 5, custom: [{ name: "a", value: "1" }, open("b", "2"), { other: true }] };
  expect(fieldsOf(fields)).toEqual([
    { name: "deep", value: '{"a":1}', secret: true },
    open("count", "5"),
    { name: "a", value: "1", secret: true },
    open("b", "2"),
    { name: "custom", value: '{"other":true}', secret: true },
  ]);
});
