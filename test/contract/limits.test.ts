import { randomUUID } from "node:crypto";
import { getIntrospectionQuery, isInputObjectType, printSchema } from "graphql";
import { readContract } from "../../src/schema/contract.ts";
import { examples } from "../../src/server/explorer-page.ts";
import { limits } from "../../src/server/limits.ts";
import { type Edge, post, startEdge } from "../support/edge.ts";
import { openSession } from "../support/socket.ts";
import { sender, transports } from "../support/transports.ts";

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(" ");
/** Folders in folders. The fragment is no level. */
const nested = (levels: number) =>
  `{ node(id: "a") { ... on Folder { ${"folder { ".repeat(levels - 2)} record ${"} ".repeat(levels + 1)}`;

describe.each(transports)("over %s", (transport) => {
  let edge: Edge;
  beforeAll(async () => {
    const nobody = { viewer: () => ({}), sync: () => ({ cursor: "c", hasMore: false, rosters: [], vaults: [] }) };
    edge = await startEdge({ sdl: printSchema(readContract()), resolvers: { Query: nobody } });
  });
  afterAll(() => edge.close());

  const codesOf = async (query: string, variables?: Record<string, unknown>) =>
    (await sender(edge, transport)(query, variables)).errors?.map((error) => error.extensions.code) ?? [];
  const passes = async (query: string, variables?: Record<string, unknown>) => {
    const codes = await codesOf(query, variables);
    for (const code of ["QUERY_TOO_LARGE", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"])
      expect(codes).not.toContain(code);
  };
  const isTooLarge = async (query: string, variables?: Record<string, unknown>) =>
    expect(await codesOf(query, variables)).toEqual(["QUERY_TOO_LARGE"]);

  it("a document has so many characters", async () => {
    const padded = (length: number) => `{ __typename }${"#".repeat(length - 14)}`;
    await passes(padded(limits.documentLength));
    await isTooLarge(padded(limits.documentLength + 1));
  });

  it("a document has so many tokens", async () => {
    const operations = repeat(limits.documentTokens / 5 - 1, (i) => `query Q${i} { __typename }`);
    await passes(`${operations} query Q { __typename }`);
    await isTooLarge(`${operations} query Q { __typename __typename }`);
  });

  it("of variables that are wrong throughout a few are told of, and none is a failure of the server", async () => {
    const query =
      "query ($filter: AuditFilterInput) { viewer { tenant { auditLog(filter: $filter) { __typename } } } }";
    const wrong = Array(60_000).fill("NONE");
    const answer = await sender(edge, transport)(query, { filter: { kinds: wrong } });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(
      Array(limits.variableErrors + 1).fill("BAD_USER_INPUT"),
    );
  });

  it("an object in the variables has so many members, wherever it stands", async () => {
    const query =
      "query ($filter: AuditFilterInput) { viewer { tenant { auditLog(filter: $filter) { __typename } } } }";
    const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, 1]));
    const messages = async (filter: unknown) =>
      (await sender(edge, transport)(query, { filter })).errors?.map(({ message }) => message);
    const refused = [`An object in the variables has more than ${limits.members} members.`];
    expect(await messages(wide(60_000))).toEqual(refused);
    expect(await messages([{ kinds: [[wide(limits.members + 1)]] }])).toEqual(refused);
    expect(await messages(wide(limits.members))).not.toEqual(refused);
    const widest = Object.values(readContract().getTypeMap()).filter(isInputObjectType);
    expect(Math.max(...widest.map((type) => Object.keys(type.getFields()).length)) * 2).toBeLessThan(limits.members);
  });

  it("a document that is dear to validate is given up", async () => {
    await isTooLarge(`{ viewer { ${repeat(1_900, () => "name")} } }`);
  });

  it("fields stand so deep, fragments not counted as levels", async () => {
    await passes(nested(limits.depth));
    await isTooLarge(nested(limits.depth + 1));
    await passes(`{ ... on Query { ...F } } fragment F on Query ${nested(limits.depth)}`);
    await isTooLarge(`{ ... on Query { ...F } } fragment F on Query ${nested(limits.depth + 1)}`);
  });

  it("an operation has so many aliases, those of fragments counted at each use", async () => {
    const aliases = (count: number) => repeat(count, (i) => `a${i}: name`);
    await passes(`{ viewer { ${aliases(limits.aliases)} } }`);
    await isTooLarge(`{ viewer { ${aliases(limits.aliases + 1)} } }`);
    const twice = (count: number) =>
      `{ viewer { ...F tenant { tenant } ...F } } fragment F on User { ${aliases(count)} }`;
    await passes(twice(limits.aliases / 2));
    await isTooLarge(twice(limits.aliases / 2 + 1));
  });

  it("an operation has so many root fields, whatever they are called: no hundred sign-ins in one document", async () => {
    const input = '{ proof: "", loginSignature: "", deviceSignature: "", deviceName: "", refreshTokenHash: "" }';
    const signIns = (count: number) => repeat(count, (i) => `s${i}: signIn(input: ${input}) { __typename }`);
    await passes(`mutation { ${signIns(limits.rootFields)} }`);
    await isTooLarge(`mutation { ${signIns(limits.rootFields + 1)} }`);
    const hidden = (count: number) =>
      `mutation { ...F ... on Mutation { ...F } } fragment F on Mutation { ${signIns(count)} }`;
    await passes(hidden(limits.rootFields / 2));
    await isTooLarge(hidden(limits.rootFields / 2 + 1));
  });

  it("an operation has so many directives", async () => {
    const directives = (count: number) => `{ viewer { ${repeat(count, () => "... @include(if: true) { name }")} } }`;
    await passes(directives(limits.directives));
    await isTooLarge(directives(limits.directives + 1));
  });

  it("an answer may come to have so many objects, page sizes in variables counted", async () => {
    const items = "query Q($n: Int = 1) { viewer { profiles { items(first: $n) { edges { node { record } } } } } }";
    const most = Math.floor((limits.cost - 2) / 3);
    await passes(items, { n: most });
    await isTooLarge(items, { n: most + 1 });
    await passes(items);
    await isTooLarge(items.replace("$n: Int = 1", `$n: Int = ${most + 1}`));
    await isTooLarge(items.replace("first: $n", `first: ${most + 1}`).replace("($n: Int = 1)", ""));
    await isTooLarge(
      "{ viewer { profiles { items(first: 100) { edges { node { versions(first: 100) { edges { node { leaf } } } } } } } } }",
    );
  });

  it("ids that are named count as a page of that size, in variables and written out", async () => {
    const groups = (links: number) =>
      `query Q($g: [Uuid!]! = []) { viewer { tenant { groupsOf(groups: $g) { roster { links(first: ${links}) { edges { node { link } } } } } } } }`;
    const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
    await passes(groups(50), { g: ids(100) });
    await passes(groups(100));
    await passes(groups(100), { g: ids(10) });
    await isTooLarge(groups(100), { g: ids(100) });
    const written = JSON.stringify(ids(100));
    await isTooLarge(groups(100).replace("$g: [Uuid!]! = []", `$g: [Uuid!]! = ${written}`));
    await isTooLarge(groups(100).replace("groups: $g", `groups: ${written}`).replace("($g: [Uuid!]! = [])", ""));
    const everything = `query Groups($groups: [Uuid!]!) { viewer { tenant { groupsOf(groups: $groups) {
      group name nameEpoch epochs { epoch previousSecret } wraps { epoch wrap } } } } }`;
    await passes(everything, { groups: ids(100) });
  });

  it("what clients ordinarily ask passes: a page of 2,000 records, nested lists, the explorer's examples, introspection", async () => {
    const everything = `{ cursor hasMore
      rosters { roster kind seq head links { roster seq hash link signatures } }
      vaults { vault class revision head { vault revision hash manifest signature }
        path { vault revision hash manifest signature } epochKeys { epoch previousKey }
        records { record revision purged class version trashedAt folder schema epoch body key previousLeaf } } }`;
    await passes(`query ($a: Cursor) { sync(after: $a, first: 2000) ${everything} }`);
    await passes(
      "{ viewer { profiles { items(first: 50) { edges { node { body versions { edges { node { body } } } folder { record } } } } } } }",
    );
    for (const example of examples.slice(0, 2)) await passes(example);
    await passes(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, specifiedByUrl: true }));
  });

  it("introspection does not nest without end", async () => {
    const deep = (levels: number): string => (levels === 0 ? "name" : `name fields { type { ${deep(levels - 1)} } }`);
    expect(await codesOf(`{ __schema { types { ${deep(6)} } } }`)).toContain("GRAPHQL_VALIDATION_FAILED");
  });

  it("fragments that spread each other, or themselves, cost nothing", async () => {
    // Whoever followed each spread would not be back in the life of this test.
    const doubling = repeat(60, (i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`);
    await codesOf(`{ viewer { ...F0 } } ${doubling} fragment F60 on User { name }`);
    expect(await codesOf("{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...A }")).toEqual([
      "GRAPHQL_VALIDATION_FAILED",
    ]);
    expect(await codesOf("{ ...R } fragment R on Query { ...R viewer { name } }")).toEqual([
      "GRAPHQL_VALIDATION_FAILED",
    ]);
  });
});

describe("bytes", () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge({
      sdl: "type Query { length(text: String): Int }",
      resolvers: { Query: { length: (_, { text }) => text.length } },
    });
  });
  afterAll(() => edge.close());

  const query = "query ($text: String) { length(text: $text) }";
  const around = JSON.stringify({ query, variables: { text: "" } }).length;
  const sized = (bytes: number) => JSON.stringify({ query, variables: { text: "a".repeat(bytes - around) } });

  it("a body with a token has so many", async () => {
    const headers = { authorization: `Bearer ${edge.token()}` };
    const fits = await post(edge.url, sized(limits.body), headers);
    expect(fits.body).toEqual({ data: { length: limits.body - around } });
    const over = await post(edge.url, sized(limits.body + 1), headers);
    expect(over).toMatchObject({ status: 413, body: { errors: [{ extensions: { code: "PAYLOAD_TOO_LARGE" } }] } });
  });

  it("a body without one has fewer", async () => {
    expect((await post(edge.url, sized(limits.bodyWithoutSession))).status).toBe(200);
    expect((await post(edge.url, sized(limits.bodyWithoutSession + 1))).status).toBe(413);
  });

  it("a WebSocket message has so many; a longer one closes the socket", async () => {
    const socket = await openSession(edge.url, edge.token());
    const message = (bytes: number) => {
      const text = JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables: { text: "" } } });
      return text.replace('"text":""', `"text":"${"a".repeat(bytes - text.length)}"`);
    };
    socket.send(message(limits.message));
    expect(await socket.next()).toMatchObject({ type: "next" });
    await socket.next();
    socket.send(message(limits.message + 1));
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  it("operations do not come in batches", async () => {
    const { status, body } = await post(edge.url, [{ query: "{ length }" }, { query: "{ length }" }]);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: "BAD_REQUEST" } }] },
    });
  });
});
