import { GraphQLError } from "graphql";
import { Failure, type FailureCode, failureCodes } from "../../src/errors.ts";
import { type Edge, type OwnSchema, post, startEdge } from "../support/edge.ts";
import { sender, transports } from "../support/transports.ts";

const secret = "hunter2-correct-horse";

const own: OwnSchema = {
  sdl: `
    type Query {
      refuse(code: String!): Int
      burst: Int!
      broken: [Int]
      lost(code: String!): Int
      take(number: Int, choice: Choice, thing: Thing, id: ID!): Int
      demand(number: Int! = 1): Int
    }
    enum Choice { ONE OTHER }
    input Thing { number: Int! things: [Thing!] }
    type Mutation { change: Int }
    type Subscription { never: Int }
  `,
  resolvers: {
    Query: {
      refuse: (_, { code }) => {
        throw new Failure(code as FailureCode, undefined, { reason: "TESTED" });
      },
      burst: () => {
        throw new Error(`a row with ${secret}`);
      },
      broken: () => [1, secret],
      lost: (_, { code }) => {
        throw Object.assign(new Error(secret), { code });
      },
      take: () => 1,
      demand: () => 1,
    },
  },
};

describe.each(transports)("a failure over %s", (transport) => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(own);
  });
  afterAll(() => edge.close());

  const ask = (query: string, variables?: Record<string, unknown>) => sender(edge, transport)(query, variables);

  it.each(Object.keys(failureCodes))("%s is told by its code and its own sentence", async (code) => {
    const { data, errors } = await ask("query ($code: String!) { refuse(code: $code) }", { code });
    expect(data).toEqual({ refuse: null });
    const message = failureCodes[code as FailureCode];
    expect(errors).toMatchObject([{ message, path: ["refuse"], extensions: { code, reason: "TESTED" } }]);
  });

  it("that nobody expected is masked, and found in the log by the request id, without its message", async () => {
    const { data, errors } = await ask("{ burst }");
    expect(data).toBeNull();
    const [error] = errors ?? [];
    expect(error).toMatchObject({ message: failureCodes.INTERNAL, extensions: { code: "INTERNAL" } });
    const { requestId = "" } = (error?.extensions ?? {}) as { requestId?: string };
    const line = edge.logged.find((text) => text.includes(requestId));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ event: "a request failed", thrown: "Error", transport });
    expect(edge.logged.join()).not.toContain(secret);
    expect(JSON.stringify(errors)).not.toContain(secret);
  });

  it("of a result that does not fit its type is masked too", async () => {
    const { data, errors } = await ask("{ broken }");
    expect(data).toEqual({ broken: [1, null] });
    expect(errors).toMatchObject([{ path: ["broken", 1], extensions: { code: "INTERNAL" } }]);
    expect(JSON.stringify(errors)).not.toContain(secret);
  });

  it.each(["ECONNREFUSED", "08006", "57P01", "53300"])(
    "of the database's connection, %s, asks to try again",
    async (code) => {
      const { errors } = await ask("query ($code: String!) { lost(code: $code) }", { code });
      expect(errors).toMatchObject([{ message: failureCodes.UNAVAILABLE, extensions: { code: "UNAVAILABLE" } }]);
    },
  );

  it.each([
    [
      "a token that parsing stops at",
      `{ take(id: "a" "${secret}") }`,
      "GRAPHQL_PARSE_FAILED",
      "Syntax Error: Expected Name, found String.",
    ],
    [
      "a string without an end",
      `{ take(id: "${secret}) }`,
      "GRAPHQL_PARSE_FAILED",
      "Syntax Error: Unterminated string.",
    ],
    [
      "a literal of another type",
      `{ take(id: "a", number: "${secret}") }`,
      "GRAPHQL_VALIDATION_FAILED",
      "Int cannot represent non-integer value.",
    ],
    [
      "a value that is in no list",
      `{ take(id: "a", choice: HUNTER2) }`,
      "GRAPHQL_VALIDATION_FAILED",
      'The value does not exist in "Choice" enum.',
    ],
    [
      "an object in a literal's place",
      `{ take(id: { a: "${secret}" }) }`,
      "GRAPHQL_VALIDATION_FAILED",
      "ID cannot represent a non-string and non-integer value.",
    ],
    [
      "a text in an object's place",
      `{ take(id: "a", thing: "${secret}") }`,
      "GRAPHQL_VALIDATION_FAILED",
      'Expected value of type "Thing".',
    ],
  ])("never repeats what was sent: %s", async (_, query, code, message) => {
    const { errors } = await ask(query);
    expect(errors).toMatchObject([{ message, extensions: { code } }]);
    expect(JSON.stringify(errors).toLowerCase()).not.toContain("hunter2");
  });

  const withThing =
    "query ($thing: Thing, $number: Int, $choice: Choice) { take(id: 1, thing: $thing, number: $number, choice: $choice) }";
  it.each([
    [{ number: secret }, 'Variable "$number" got an invalid value: Int cannot represent non-integer value.'],
    [
      { number: 2 ** 40 },
      'Variable "$number" got an invalid value: Int cannot represent non 32-bit signed integer value.',
    ],
    [{ choice: secret }, 'Variable "$choice" got an invalid value: The value does not exist in "Choice" enum.'],
    [{ choice: 5 }, 'Variable "$choice" got an invalid value: Enum "Choice" cannot represent non-string value.'],
    [{ thing: secret }, 'Variable "$thing" got an invalid value: Expected type "Thing" to be an object.'],
    [
      { thing: { number: 1, things: [{}] } },
      'Variable "$thing" got an invalid value at "thing.things[0]": Field "number" of required type "Int!" was not provided.',
    ],
    [
      { thing: { number: null } },
      'Variable "$thing" got an invalid value at "thing.number": Expected non-nullable type "Int!" not to be null.',
    ],
    [{ thing: { number: 1, [secret]: 1 } }, 'Variable "$thing" got an invalid value.'],
    [
      { number: `x" at "${secret}"; ` },
      'Variable "$number" got an invalid value: Int cannot represent non-integer value.',
    ],
  ])("never repeats a variable: %j", async (variables, message) => {
    const { data, errors } = await ask(withThing, variables);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ message, extensions: { code: "BAD_USER_INPUT" } }]);
    expect(JSON.stringify(errors)).not.toContain("hunter2");
  });

  it("names a variable that is missing", async () => {
    const { errors } = await ask("query ($id: ID!) { take(id: $id) }");
    expect(errors).toMatchObject([
      { message: 'Variable "$id" of required type "ID!" was not provided.', extensions: { code: "BAD_USER_INPUT" } },
    ]);
  });

  it("tells of null where an argument takes none", async () => {
    const { data, errors } = await ask("query ($n: Int = 2) { demand(number: $n) }", { n: null });
    expect(data).toEqual({ demand: null });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it.each([
    ["a field that is not there", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["no operation", "fragment F on Query { burst }", "GRAPHQL_VALIDATION_FAILED"],
    ["several operations without a name", "query A { demand } query B { demand }", "BAD_REQUEST"],
  ])("is of the closed list: %s", async (_, query, code) => {
    const { errors } = await ask(query);
    expect(errors?.map((error) => error.extensions.code)).toContain(code);
  });
});

describe("a refusal of HTTP", () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(own, { allowedOrigins: ["https://app.example"] });
  });
  afterAll(() => edge.close());

  const graphqlJson = { accept: "application/graphql-response+json" };
  const statusAndCode = async (
    sent: Promise<{ status: number; body: { errors?: readonly { extensions: { code: string } }[] } }>,
  ) => {
    const { status, body } = await sent;
    return [status, body.errors?.[0]?.extensions.code];
  };

  it("of an authorization that is none is 401", async () => {
    for (const authorization of [
      "Bearer",
      "Bearer short",
      "Basic QUJD",
      `Bearer ${"A".repeat(42)}=`,
      `Bearer ${"A".repeat(42)}B`,
    ])
      expect(await statusAndCode(post(edge.url, { query: "{ demand }" }, { authorization }))).toEqual([
        401,
        "UNAUTHENTICATED",
      ]);
  });

  it("of a document is 400 for application/graphql-response+json, and 200 for application/json", async () => {
    for (const query of ["{", "{ nothing }"]) {
      const [, code] = await statusAndCode(post(edge.url, { query }, graphqlJson));
      expect(await statusAndCode(post(edge.url, { query }, graphqlJson))).toEqual([400, code]);
      expect(await statusAndCode(post(edge.url, { query }))).toEqual([200, code]);
    }
  });

  it("of a media type is 406 or 415, before anything is run", async () => {
    expect(await statusAndCode(post(edge.url, { query: "{ demand }" }, { accept: "text/html" }))).toEqual([
      406,
      "BAD_REQUEST",
    ]);
    for (const type of ["text/plain", "application/json; charset=latin1", "multipart/form-data", "application/graphql"])
      expect(await statusAndCode(post(edge.url, { query: "{ demand }" }, { "content-type": type }))).toEqual([
        415,
        "BAD_REQUEST",
      ]);
  });

  it("of a method is 405, and of a path 404", async () => {
    const put = await fetch(`${edge.url}/graphql`, { method: "PUT", body: "{}" });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, POST, OPTIONS"]);
    const mutation = await fetch(`${edge.url}/graphql?query=mutation{change}`);
    expect([mutation.status, mutation.headers.get("allow")]).toEqual([405, "POST"]);
    for (const path of ["/nothing", "/health/nothing", "/graphql/", "//", "/explorer/../etc"]) {
      const response = await fetch(`${edge.url}${path}`);
      const body = await response.json();
      expect([response.status, body]).toMatchObject([404, { errors: [{ extensions: { code: "NOT_FOUND" } }] }]);
    }
  });

  it("of a subscription names the transport that has them", async () => {
    expect(await statusAndCode(post(edge.url, { query: "subscription { never }" }))).toEqual([400, "BAD_REQUEST"]);
  });

  it.each([
    ["GET without a query", "?x=1"],
    ["a parameter twice", "?query={demand}&query={demand}"],
    ["variables that are no JSON", "?query={demand}&variables=nonsense"],
    ["variables that are no object", "?query={demand}&variables=[]"],
  ])("of %s is 400", async (_, search) => {
    const response = await fetch(`${edge.url}/graphql${search}`);
    expect(await statusAndCode(Promise.resolve({ status: response.status, body: await response.json() }))).toEqual([
      400,
      "BAD_REQUEST",
    ]);
  });

  it("bears a request id, and headers that keep browsers from guessing and keeping, as every answer does", async () => {
    const paths = ["/graphql?query={demand}", "/nothing", "/", "/graphql"];
    const ids = await Promise.all(
      paths.map(async (path) => {
        const { headers } = await fetch(`${edge.url}${path}`);
        expect(headers.get("x-content-type-options")).toBe("nosniff");
        expect(headers.get("cache-control")).toBe("no-store");
        return headers.get("x-request-id");
      }),
    );
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(ids).size).toBe(paths.length);
  });

  it("does not concern pages of origins that are allowed; to others nothing is shown", async () => {
    const from = async (origin: string, method: string) => {
      const response = await fetch(`${edge.url}/graphql${method === "GET" ? "?query={demand}" : ""}`, {
        method,
        headers: { origin },
      });
      return [response.status, response.headers.get("access-control-allow-origin"), response.headers.get("vary")];
    };
    expect(await from("https://app.example", "OPTIONS")).toEqual([204, "https://app.example", "origin"]);
    expect(await from("https://app.example", "GET")).toEqual([200, "https://app.example", "origin"]);
    expect(await from("https://evil.example", "OPTIONS")).toEqual([204, null, "origin"]);
    expect(await from("null", "GET")).toEqual([200, null, "origin"]);
  });
});

describe("the list of codes", () => {
  it("is what an error of any origin is mapped to", async () => {
    const { codeOf } = await import("../../src/server/failures.ts");
    const strange = [
      null,
      "text",
      new Error("x"),
      new GraphQLError("x"),
      new GraphQLError("x", { extensions: { code: "INTERNAL_SERVER_ERROR" } }),
      new GraphQLError("x", { extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }),
      new GraphQLError("x", { extensions: { code: "toString" } }),
      new GraphQLError("x", { originalError: new Failure("FORBIDDEN") }),
      new GraphQLError("x", { originalError: new GraphQLError("y", { originalError: new Failure("RATE_LIMITED") }) }),
    ];
    expect(strange.map(codeOf)).toEqual([
      "INTERNAL",
      "INTERNAL",
      "INTERNAL",
      "INTERNAL",
      "INTERNAL",
      "BAD_REQUEST",
      "BAD_REQUEST",
      "FORBIDDEN",
      "RATE_LIMITED",
    ]);
  });
});
