import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { execute, type GraphQLField, type GraphQLObjectType, type GraphQLSchema, parse, validate } from "graphql";
import { resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import type { RecordChange, SyncPage } from "../../src/schema/sync.ts";
import { stringify } from "../../src/server/splice.ts";
import { spliceLists } from "../../src/server/spliced-lists.ts";

const answering = (schema: GraphQLSchema): GraphQLSchema => {
  const field = schema.getQueryType()?.getFields().sync;
  if (field) field.resolve = (_source, _args, page) => page;
  return schema;
};
const schema = answering(buildContractedSchema(resolvers));
const spliced = spliceLists(schema, answering(buildContractedSchema(resolvers)));

const run = async (on: GraphQLSchema, query: string, page: SyncPage, variableValues = {}) =>
  stringify(await execute({ schema: on, document: parse(query), contextValue: page, variableValues }));

const plainFields = [
  "record",
  "revision",
  "purged",
  "class",
  "version",
  "trashedAt",
  "folder",
  "schema",
  "epoch",
  "body",
  "key",
  "previousLeaf",
  "__typename",
] as const;

const bytes = fc.uint8Array({ maxLength: 80 }).map((part) => Buffer.from(part));
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const row: fc.Arbitrary<RecordChange> = fc.record({
  record: fc.uuid(),
  revision: fc.nat(2 ** 31 - 1),
  purged: fc.boolean(),
  class: maybe(fc.nat(4)),
  version: maybe(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  trashedAt: maybe(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })),
  folder: maybe(fc.uuid()),
  schema: maybe(fc.nat(9)),
  epoch: maybe(fc.nat(9)),
  body: maybe(bytes),
  key: maybe(bytes.map((part) => new Uint8Array(part))),
  previousLeaf: maybe(bytes),
});

/** A selection of plain fields: aliased, repeated, in inline fragments and in spreads of `More` and `Deep`. */
const { selection } = fc.letrec<{ selection: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...plainFields),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...plainFields))
      .map(([n, name]) => `a${n}_${name}: ${name}`),
    fc.constantFrom("...More", "...Deep"),
    tie("selection").map((inner) => `... on RecordChange ${inner}`),
    tie("selection").map((inner) => `... ${inner}`),
  ),
  selection: fc.array(tie("part"), { minLength: 1, maxLength: 8 }).map((parts) => `{ ${parts.join(" ")} }`),
}));

const fragments = `
  fragment More on RecordChange { record more: revision ...Deep }
  fragment Deep on RecordChange { body __typename }
`;
const vault = (records: readonly RecordChange[]) => ({
  vault: randomUUID(),
  class: "PERSONAL" as const,
  restoring: false,
  revision: 7,
  head: null,
  path: [],
  epochKeys: [],
  records,
});
const pageOf = (...lists: (readonly RecordChange[])[]): SyncPage => ({
  cursor: "c",
  hasMore: false,
  rosters: [],
  lost: [],
  vaults: lists.map(vault),
});

const documentOf = (records: string) => `
  query ($yes: Boolean = true) { sync { cursor vaults { vault ${records} } hasMore } ... on Query { again: sync { vaults { ...V } } } }
  fragment V on VaultChanges { revision records { revision } }
  ${records.includes("...More") ? fragments : ""}
  ${records.includes("...Deep") && !records.includes("...More") ? "fragment Deep on RecordChange { body __typename }" : ""}
`;

describe("a list that is spliced", () => {
  it("is the same text as the ordinary executor's, whatever is selected", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.array(row, { maxLength: 5 }), { maxLength: 3 }),
      selection,
      fc.constantFrom("", "@include(if: $yes)", "@skip(if: $yes)"),
      async (lists, selected, directive) => {
        const query = documentOf(
          `${directive ? `b: records ${directive} { record }` : "__typename"} records ${selected}`,
        );
        const document = parse(query);
        fc.pre(validate(schema, document).every((error) => /never used/.test(error.message)));
        expect(spliced.takes(document)).toBe(true);
        const page = pageOf(...lists);
        expect(await run(spliced.schema, query, page)).toBe(await run(schema, query, page));
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });

  it("is merged where it is selected twice", async () => {
    const query = documentOf("records { record } ... on VaultChanges { records { version record } }");
    const page = pageOf([fc.sample(row, 1)[0] as RecordChange]);
    expect(await run(spliced.schema, query, page)).toBe(await run(schema, query, page));
  });

  it.each([
    ["a condition in the list", "{ sync { vaults { records { record @include(if: true) } } } }"],
    ["a condition on a fragment", "{ sync { vaults { records { ... @skip(if: false) { record } } } } }"],
    [
      "a condition in a fragment",
      "{ sync { vaults { records { ...F } } } } fragment F on RecordChange { body @skip(if: true) }",
    ],
    ["introspection besides", "{ sync { vaults { records { record } } } __schema { queryType { name } } }"],
    ["no such list", "{ viewer { name } }"],
  ])("is left to the ordinary executor: %s", (_, query) => {
    expect(spliced.takes(parse(query))).toBe(false);
  });

  it("is also found in what a commit answers", () => {
    const query =
      "mutation M($i: CommitInput!) { commit(input: $i) { ... on StaleHead { missing { records { body } } } } }";
    expect(spliced.takes(parse(query))).toBe(true);
  });

  it("makes null of a vault whose row lacks what cannot be null, and says so, as the ordinary executor does", async () => {
    const [good, bad] = fc.sample(row, 2) as [RecordChange, RecordChange];
    const page = pageOf([good, { ...bad, revision: null as unknown as number }]);
    const query = "{ sync { vaults { records { record revision } } } }";
    const [ours, ordinary] = [await run(spliced.schema, query, page), await run(schema, query, page)].map((text) =>
      JSON.parse(text),
    );
    expect(ours.data).toEqual(ordinary.data);
    expect(ours.errors).toHaveLength(1);
    expect(ours.errors[0].message).toBe(ordinary.errors[0].message);
  });

  it("cannot be forged by data that looks like a marker", async () => {
    const page = { ...pageOf(fc.sample(row, 2)), cursor: `"${randomUUID()}"${randomBytes(4).toString("hex")}` };
    const query = "{ sync { cursor vaults { records { body } } } }";
    expect(await run(spliced.schema, query, page)).toBe(await run(schema, query, page));
  });

  it("is the same text where its rows have objects and lists in them, or a resolver brings them, also as a page", async () => {
    const nested = (rows: unknown, days: unknown, binding: unknown) => {
      const built = buildContractedSchema(resolvers);
      const [root, company] = [built.getQueryType()?.getFields(), built.getType("ManagedCompany") as GraphQLObjectType];
      if (root?.partner) root.partner.resolve = () => ({});
      const partner = built.getType("Partner") as GraphQLObjectType;
      (partner.getFields().company as GraphQLField<unknown, unknown>).resolve = () => ({});
      const page = async () => ({ edges: rows, pageInfo: { hasNextPage: false, endCursor: null } });
      for (const name of ["users", "auditEvents"])
        (company.getFields()[name] as GraphQLField<unknown, unknown>).resolve = page;
      (company.getFields().seatsByDay as GraphQLField<unknown, unknown>).resolve = async () => days;
      (company.getFields().policies as GraphQLField<unknown, unknown>).resolve = async () => binding;
      return built;
    };
    const said = (value: unknown) => ({
      value,
      origin: "TENANT",
      group: null,
      desk: null,
      locked: true,
      enforcement: "SERVER",
    });
    const binds = {
      disableSharing: said(true),
      maximumPasswordAge: said(null),
      businessItemDomains: said(["a.example", 'b"']),
    };
    const binding = `policies { disableSharing { value ... on FlagPolicy { origin } } m: maximumPasswordAge { value __typename }
      ... { businessItemDomains { value } } businessItemDomains { locked } }`;
    const at = new Date(5);
    const people = [1, 2].map((n) => ({
      cursor: `"${n}`,
      node: {
        user: randomUUID(),
        name: 'Ada "',
        lastSeenAt: n === 1 ? null : at,
        business: { entrusted: n === 1, backedUpAt: null },
      },
    }));
    const entries = [[], [randomUUID(), randomUUID()]].map((records, n) => ({
      cursor: `${n}`,
      node: { kind: "SIGNED_IN", at, records, actor: null, hash: randomBytes(32) },
    }));
    const days = [{ day: "2026-03-01", plan: "TRIAL", seats: 5, taken: 3 }];
    const company = (fields: string) => `{ partner { company(tenant: "${randomUUID()}") { ${fields} } } }`;
    const users = `a: users { edges { cursor node { business { entrusted } } } pageInfo { hasNextPage } }
      users { edges { node { ... on ManagedUser { user lastSeenAt } business { b: backedUpAt __typename } } } }
      users { edges { node { name business { entrusted } } __typename } }`;
    const events = "auditEvents { edges { node { kind at records actor hash } } pageInfo { endCursor } }";
    for (const [rows, its, bound, query] of [
      [people, days, binds, company(`${users} seatsByDay { day plan __typename s: seats } ${binding}`)],
      [entries, [], binds, company(`${events} seatsByDay { day } ${binding}`)],
      [[], null, null, company(`${users} seatsByDay { day }`)],
      [[], days, null, company(binding)],
      [[], days, { ...binds, disableSharing: null }, company(binding)],
      [[{ cursor: "x", node: { ...people[0]?.node, business: null } }], days, null, company(users)],
      [[{ cursor: "x", node: null }], days, null, company(users)],
    ] as const) {
      const ordinary = nested(rows, its, bound);
      const lists = spliceLists(ordinary, nested(rows, its, bound));
      const document = parse(query);
      expect([validate(ordinary, document), lists.takes(document)]).toEqual([[], true]);
      const [ours, theirs] = await Promise.all([lists.schema, ordinary].map((schema) => execute({ schema, document })));
      expect(JSON.parse(stringify(ours)).data).toEqual(JSON.parse(JSON.stringify(theirs)).data);
      if (!theirs?.errors) expect(stringify(ours)).toBe(JSON.stringify(theirs));
      else expect(ours?.errors?.map(({ message }) => message)).toEqual(theirs.errors.map(({ message }) => message));
    }
    const skipped = company("users { edges { node { business { entrusted @skip(if: true) backedUpAt } } } }");
    expect(spliced.takes(parse(skipped))).toBe(false);
  });
});
