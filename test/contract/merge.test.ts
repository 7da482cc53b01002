import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../src/client/json.ts";
import { mergeBodies, same } from "../../src/client/merge.ts";

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<never>;
const body = fc.dictionary(fc.string({ maxLength: 3 }), json, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>;

describe("two changes of one item", () => {
  const base = { title: "Bank", fields: { username: "ada", password: "old" }, tags: ["a"] };

  it("of different members are both in the result", () => {
    const mine = { ...base, fields: { ...base.fields, password: "new" } };
    const theirs = { ...base, title: "My bank", fields: { ...base.fields, pin: "1234" } };
    expect(mergeBodies(base, mine, theirs)).toEqual({
      body: { title: "My bank", fields: { username: "ada", password: "new", pin: "1234" }, tags: ["a"] },
      collisions: [],
    });
  });

  it("of the same member collide, unless they are the same change", () => {
    const mine = { ...base, fields: { ...base.fields, password: "mine" }, tags: ["a", "b"] };
    const theirs = { ...base, fields: { ...base.fields, password: "theirs" }, tags: ["a", "b"] };
    expect(mergeBodies(base, mine, theirs)).toEqual({ body: theirs, collisions: ["fields.password"] });
  });

  it("of which one took a member away that the other changed, collide", () => {
    const { tags: _, ...without } = base;
    expect(mergeBodies(base, without, { ...base, tags: ["b"] }).collisions).toEqual(["tags"]);
    expect(mergeBodies(base, { ...base, tags: ["b"] }, without)).toEqual({ body: without, collisions: ["tags"] });
    expect(mergeBodies(base, without, { ...base, title: "x" })).toEqual({
      body: { ...without, title: "x" },
      collisions: [],
    });
  });

  it("take any name as a name", () => {
    const evil = JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject;
    const { body: merged } = mergeBodies({}, evil, { title: "x" });
    expect(Object.keys(merged).sort()).toEqual(["__proto__", "title"]);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it("lose nothing: a merge with nothing is the other, and without collisions it is the same both ways", () => {
    fc.assert(
      fc.property(body, body, body, (was, mine, theirs) => {
        expect(same(mergeBodies(was, mine, was).body, mine)).toBe(true);
        expect(same(mergeBodies(was, was, theirs).body, theirs)).toBe(true);
        expect(same(mergeBodies(was, mine, mine).body, mine)).toBe(true);
        const [one, other] = [mergeBodies(was, mine, theirs), mergeBodies(was, theirs, mine)];
        expect([...one.collisions].sort()).toEqual([...other.collisions].sort());
        if (one.collisions.length === 0) expect(same(one.body, other.body)).toBe(true);
      }),
    );
  });
});
