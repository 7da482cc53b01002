import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, lexicographicSortSchema, printSchema } from "graphql";
import { resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema, ContractDrift, demandEqual } from "../../src/schema/build.ts";
import { readContract } from "../../src/schema/contract.ts";

const contract = readContract();
const print = (schema: typeof contract) => printSchema(lexicographicSortSchema(schema));

const written = (): string => {
  const here = new URL("../../src/schema/", import.meta.url);
  const files = readdirSync(here).filter((name) => name.endsWith(".graphql"));
  return files.map((name) => readFileSync(new URL(name, here), "utf8")).join("\n");
};

describe("the contract", () => {
  it("is valid as it is written, which a start takes for granted", () => {
    expect(print(buildSchema(written()))).toBe(print(contract));
    expect(() => buildSchema(`${written()} extend type Tenant { name: String }`)).toThrow("only be defined once");
  });
});

describe("the built schema", () => {
  it("prints the same as the contract, descriptions included", () => {
    expect(print(buildContractedSchema(resolvers))).toBe(print(contract));
  });

  it("is refused when the contract says more, and the refusal names the line", () => {
    const longer = buildSchema(print(contract).replace("type Tenant implements Node {", "$& \n  nickname: String"));
    expect(() => buildContractedSchema(resolvers, longer)).toThrow(ContractDrift);
    expect(() => buildContractedSchema(resolvers, longer)).toThrow(
      'In "type Tenant implements Node {" the contract says "nickname: String", the code "partner: Partnership".',
    );
  });

  it("is refused when a field may be null that the contract promises", () => {
    const stricter = buildSchema(print(contract).replace("hasMore: Boolean!", "hasMore: Boolean"));
    expect(() => demandEqual(stricter, contract)).toThrow('the contract says "hasMore: Boolean"');
  });

  it("does not mind the order in which types and fields are written, nor what descriptions say", () => {
    const [one, other] = [
      buildSchema('type Query { a: Int "Words." b: Int }'),
      buildSchema("type Query { b: Int a: Int }"),
    ];
    expect(() => demandEqual(one, other)).not.toThrow();
  });

  it("takes over deprecations with their reasons, of fields, arguments and values", () => {
    const deprecated = print(contract)
      .replace("devices(after: String, ", 'devices(after: String @deprecated(reason: "a reason"), ')
      .replace(/^ {2}hasPreviousPage: Boolean!/m, '$& @deprecated(reason: "another reason")');
    expect(deprecated).toContain('"a reason"');
    const built = buildContractedSchema(resolvers, buildSchema(deprecated));
    expect(print(built)).toContain('after: String @deprecated(reason: "a reason")');
    expect(print(built)).toContain('hasPreviousPage: Boolean! @deprecated(reason: "another reason")');
  });
});
