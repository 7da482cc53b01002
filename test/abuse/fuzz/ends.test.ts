/**
 * The GraphQL and WebSocket ends under documents that are made from the grammar of the contract, and under bytes and messages
 * that were mutated: codes of the closed list, no failure of ours, and the server answers the next as ever.
 *
 * FUZZ_RUNS for more (150 unless it is said); fast-check prints seed and path of what fails.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import { failureCodes } from "../../../src/errors.ts";
import { readContract } from "../../../src/schema/contract.ts";
import { type BareCaller, callerOf, send } from "../../support/caller.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { openSocket } from "../../support/socket.ts";

const numRuns = Number(process.env.FUZZ_RUNS ?? 150);
const schema = readContract();
const codes = Object.keys(failureCodes);

let house: TestHouse;
let ada: BareCaller;
beforeAll(async () => {
  house = await openHouse();
  ada = await callerOf(house);
});
afterAll(async () => {
  expect(await ada.query("{ viewer { user } }")).toMatchObject({ viewer: {} });
  expect(house.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await house.close();
});

/** Choices that one list of numbers makes: the same document for the same numbers. */
type Choose = (below: number) => number;
const choosing = (numbers: readonly number[]): Choose => {
  let place = 0;
  return (below) => (numbers[place++ % numbers.length] ?? 0) % below;
};

const scalars = [
  "null",
  "1",
  "-2147483649",
  "1.5",
  '""',
  '"AAAA"',
  '"01890a5d-ac96-774b-bcce-b302099a8057"',
  '"\\u0000"',
  "true",
  "[]",
  "{}",
  "PERSONAL",
  '"2026-01-01T00:00:00.000Z"',
  '"\\uD800"',
];

function literal(type: GraphQLInputType, choose: Choose, depth: number): string {
  if (choose(12) === 0) return scalars[choose(scalars.length)] as string;
  if (isNonNullType(type)) return literal(type.ofType, choose, depth);
  if (isListType(type))
    return `[${Array.from({ length: choose(3) }, () => literal(type.ofType, choose, depth + 1)).join(" ")}]`;
  if (isEnumType(type)) return type.getValues()[choose(type.getValues().length)]?.name ?? "X";
  if (isInputObjectType(type)) {
    if (depth > 5) return "{}";
    return `{${Object.values(type.getFields())
      .flatMap((field) => (choose(8) === 0 ? [] : [`${field.name}: ${literal(field.type, choose, depth + 1)}`]))
      .join(" ")}}`;
  }
  return scalars[choose(scalars.length)] as string;
}

function selection(type: GraphQLOutputType, choose: Choose, depth: number): string {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    return `{ __typename ${named
      .getTypes()
      .map((each) => `... on ${each.name} ${selection(each, choose, depth + 1)}`)
      .join(" ")} }`;
  }
  if (!isObjectType(named)) return "";
  if (depth > 6) return "{ __typename }";
  const fields = Object.values(named.getFields());
  const chosen = Array.from(
    { length: 1 + choose(5) },
    () => fields[choose(fields.length)] as GraphQLField<unknown, unknown>,
  );
  return `{ __typename ${chosen.map((field, n) => `${choose(6) === 0 ? `a${n}: ` : ""}${call(field, choose, depth + 1)}`).join(" ")} }`;
}

function call(field: GraphQLField<unknown, unknown>, choose: Choose, depth: number): string {
  const args = field.args.filter((arg) => isNonNullType(arg.type) || choose(2) === 0);
  const given = args.map((arg) => `${arg.name}: ${literal(arg.type, choose, 0)}`).join(" ");
  return `${field.name}${given && `(${given})`} ${selection(field.type, choose, depth)}`;
}

const documents = fc.array(fc.nat(1_000_000), { minLength: 40, maxLength: 120 }).map((numbers) => {
  const choose = choosing(numbers);
  const kind = (["query", "mutation"] as const)[choose(2)] as "query" | "mutation";
  const root = kind === "query" ? schema.getQueryType() : schema.getMutationType();
  // A session that signs itself out would hide the rest.
  const fields = Object.values(root?.getFields() ?? {}).filter(({ name }) => name !== "signOut");
  const chosen = Array.from(
    { length: 1 + choose(3) },
    (_, n) => `f${n}: ${call(fields[choose(fields.length)] as GraphQLField<unknown, unknown>, choose, 0)}`,
  );
  return `${kind} { ${chosen.join(" ")} }`;
});

describe("documents", () => {
  it("of the contract's own grammar are answered by the closed list", async () => {
    const property = fc.asyncProperty(documents, async (document) => {
      const { errors } = await send(house.url, document, {}, ada.accessToken);
      for (const { extensions } of errors ?? []) {
        expect(codes).toContain(extensions.code);
        expect(extensions.code).not.toBe("INTERNAL");
      }
    });
    await fc.assert(property, { numRuns });
  });

  it("that were mutated are, too", async () => {
    const mutation = fc.tuple(documents, fc.nat(), fc.nat(12), fc.string({ unit: "binary", maxLength: 6 }));
    const property = fc.asyncProperty(mutation, async ([document, place, length, text]) => {
      const from = place % document.length;
      const mutated = document.slice(0, from) + text + document.slice(from + length);
      const { errors } = await send(house.url, mutated, {}, ada.accessToken);
      for (const { extensions } of errors ?? []) {
        expect(codes).toContain(extensions.code);
        expect(extensions.code).not.toBe("INTERNAL");
      }
    });
    await fc.assert(property, { numRuns });
  });
});

describe("a WebSocket", () => {
  const payloads = fc.oneof(
    fc.record({ query: documents }),
    fc.record({ query: fc.constantFrom("subscription { changes { cursor } }", "{ viewer { user } }", "{") }),
    fc.jsonValue(),
  );
  const messages = fc.oneof(
    fc.record({ type: fc.constant("connection_init"), payload: fc.oneof(fc.constant("TOKEN"), fc.jsonValue()) }),
    fc.record({
      type: fc.constant("subscribe"),
      id: fc.oneof(fc.constantFrom("1", "2", ""), fc.jsonValue()),
      payload: payloads,
    }),
    fc.record({
      type: fc.constantFrom("complete", "ping", "pong", "next", "error", "connection_ack"),
      id: fc.constantFrom("1", "2"),
    }),
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
  );

  it("takes messages of any kind in any order, answers or closes with a code of its own, and leaves nothing behind", async () => {
    const property = fc.asyncProperty(fc.array(messages, { minLength: 1, maxLength: 12 }), async (all) => {
      const { socket, send: tell, closed } = await openSocket(house.url);
      for (const message of all) {
        if (socket.readyState !== socket.OPEN) break;
        const mine = message as { payload?: unknown };
        if (mine?.payload === "TOKEN") mine.payload = { authorization: `Bearer ${ada.accessToken}` };
        tell(typeof message === "string" ? message : JSON.stringify(message));
      }
      // A last one that every protocol machine refuses, so that it ends.
      if (socket.readyState === socket.OPEN) tell("{}");
      const { code } = await closed;
      expect([1007, 4400, 4401, 4403, 4408, 4409, 4429]).toContain(code);
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 2) });
    expect((await send(house.url, "{ viewer { user } }", {}, ada.accessToken)).errors).toBeUndefined();
  });
});
