import { randomBytes, randomUUID } from "node:crypto";
import { execute, type GraphQLSchema, parse, validate } from "graphql";
import { resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { executeEvent } from "../../src/server/alike.ts";
import { stringify } from "../../src/server/splice.ts";
import { spliceLists } from "../../src/server/spliced-lists.ts";

let executed = 0;
const counting = (schema: GraphQLSchema): GraphQLSchema => {
  const field = schema.getSubscriptionType()?.getFields().changes;
  if (field)
    field.resolve = (page) => {
      executed += 1;
      return page;
    };
  return schema;
};
const schema = counting(buildContractedSchema(resolvers));
const spliced = spliceLists(schema, counting(buildContractedSchema(resolvers)));

const vault = () => {
  const id = randomUUID();
  const head = { vault: id, revision: 1, hash: randomBytes(32), manifest: randomBytes(99), signature: randomBytes(64) };
  const record = { record: randomUUID(), revision: 1, purged: false, class: 2, version: 1, body: "AbCd" };
  return { vault: id, class: "SHARE", restoring: false, revision: 1, head, path: [], epochKeys: [], records: [record] };
};
const page = (vaults: readonly object[] = [vault()]) => ({ hasMore: false, rosters: [], lost: [], vaults });
const cursor = () => randomBytes(60).toString("base64url");

/** What is sent of an event, and how often something was executed for it. */
async function send(rootValue: object, query: string, variableValues: Record<string, unknown> = {}) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  return sendAs(rootValue, document, variableValues);
}

async function sendAs(rootValue: object, document: ReturnType<typeof parse>, variableValues = {}) {
  const args = { schema: spliced.takes(document) ? spliced.schema : schema, document, rootValue, variableValues };
  const before = executed;
  const text = stringify(await executeEvent(args, schema));
  const times = executed - before;
  const ordinary = stringify(await execute({ ...args, schema }));
  return { text, times, ordinary };
}

const fields = "hasMore vaults { vault class head { hash signature } records { record ...Body } }";
const body = "fragment Body on RecordChange { body __typename }";

describe("an event that many get", () => {
  it("is executed once for all who ask the same, and each is sent a cursor of their own wherever they asked for it", async () => {
    const document = parse(
      `subscription ($after: Cursor) { changes(after: $after) { one: cursor ${fields} cursor } } ${body}`,
    );
    const alike = {};
    const shared = page();
    const sent = [];
    for (const each of [cursor(), cursor(), cursor()])
      sent.push(await sendAs({ ...shared, cursor: each, alike }, document, { after: cursor() }));
    expect(sent.map(({ text }) => text)).toEqual(sent.map(({ ordinary }) => ordinary));
    expect(new Set(sent.map(({ text }) => text)).size).toBe(3);
    expect(sent.map(({ times }) => times)).toEqual([1, 0, 0]);
  });

  it("is executed anew for another selection, and for another event", async () => {
    const [alike, shared] = [{}, page()];
    const one = `subscription { changes { cursor ${fields} } } ${body}`;
    const other = "subscription { changes { cursor vaults { revision } } }";
    const sent = [
      await send({ ...shared, cursor: cursor(), alike }, one),
      await send({ ...shared, cursor: cursor(), alike }, other),
      await send({ ...page(), cursor: cursor(), alike: {} }, other),
    ];
    expect(sent.map(({ text }) => text)).toEqual(sent.map(({ ordinary }) => ordinary));
    expect(sent.map(({ times }) => times)).toEqual([1, 1, 1]);
  });

  it.each([
    ["by a variable of their own", "subscription ($x: Boolean!) { changes { cursor @include(if: $x) hasMore } }"],
    [
      "in a fragment",
      "subscription ($x: Boolean!) { changes { ...P } } fragment P on SyncPage { hasMore cursor @skip(if: $x) }",
    ],
    ["at the root", "subscription ($x: Boolean!) { ... @include(if: $x) { changes { cursor } } }"],
  ])("is executed for each who asks %s", async (_how, query) => {
    const document = parse(query);
    const [alike, shared] = [{}, page()];
    const sent = [];
    for (const x of [true, false]) sent.push(await sendAs({ ...shared, cursor: cursor(), alike }, document, { x }));
    expect(sent.map(({ text }) => text)).toEqual(sent.map(({ ordinary }) => ordinary));
    expect(sent[0]?.text).not.toBe(sent[1]?.text);
  });

  it("that does not go well is executed for each, who are told so", async () => {
    const document = parse(`subscription { changes { cursor vaults { revision } } }`);
    const [alike, broken] = [{}, page([{ ...vault(), revision: null }])];
    for (let i = 0; i < 2; i++) {
      const { text, ordinary } = await sendAs({ ...broken, cursor: cursor(), alike }, document);
      expect(text).toBe(ordinary);
      expect(text).toContain('"errors"');
    }
  });

  it("is nothing that others have where it is not said to be", async () => {
    const document = parse("subscription { changes { cursor } }");
    const shared = page();
    for (let i = 0; i < 2; i++) expect((await sendAs({ ...shared, cursor: cursor() }, document)).times).toBe(1);
  });
});
