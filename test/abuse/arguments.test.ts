import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { coerceInputValue } from "graphql/utilities";
import { Client } from "pg";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { failureCodes } from "../../src/errors.ts";
import { rootFields } from "../../src/resolvers/gate.ts";
import { resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { type BareCaller, callerOf, lastingCallerOf, outward, send } from "../support/caller.ts";
import { honestArguments } from "../support/honest-arguments.ts";
import { openHouse, type TestHouse } from "../support/house.ts";

const schema = buildContractedSchema(resolvers);
type Path = readonly (string | number)[];
/** A place in arguments, its type, and whether its input type is one that another root field takes as well, tried there already. */
type Place = readonly [path: Path, type: GraphQLInputType, isTried: boolean];

/** Values that are wrong for most things: types, sizes, encodings, the edges of integers, other people's ids. */
const garbage: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2_147_483_647,
  2_147_483_648,
  9_007_199_254_740_992,
  "",
  " ",
  "\u0000",
  "\ud800",
  "ä".repeat(300),
  "A".repeat(100_000),
  "=",
  "AAAA====",
  "../../etc/passwd",
  "'; drop table record; --",
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  Buffer.alloc(32, 255).toString("base64url"),
  Buffer.alloc(64).toString("base64url"),
  Buffer.alloc(105, 1).toString("base64url"),
  Buffer.from([0x9f, 0xff]).toString("base64url"),
  Buffer.alloc(5_000, 0x81).toString("base64url"),
  "9999-12-31T23:59:59.999Z",
  "-000001-01-01T00:00:00.000Z",
  [],
  [[[[]]]],
  {},
  { __proto__: null, constructor: 1 },
];

/** Input types whose fields were tried with everything. */
const tried = new Set<string>();

/** Every place in the arguments of a field, lists by their first element. */
function placesOf(name: string | number, type: GraphQLInputType, above: Path = [], isTried = false): Place[] {
  const here = [...above, name];
  const bare = getNullableType(type) as GraphQLInputType;
  if (isListType(bare)) return [[here, type, isTried], ...placesOf(0, bare.ofType, here, isTried)];
  if (!isInputObjectType(bare)) return [[here, type, isTried]];
  const inside = isTried || tried.has(bare.name);
  tried.add(bare.name);
  const fields: GraphQLInputField[] = Object.values(bare.getFields());
  return [[here, type, isTried], ...fields.flatMap((field) => placesOf(field.name, field.type, here, inside))];
}

/** What no place of a type takes is refused alike wherever it stands, before anything of ours is asked: that is tried once. */
const refused = new Set<string>();

function isRefusedAgain(value: unknown, place: number, type: GraphQLInputType): boolean {
  let refuses = false;
  coerceInputValue(value, type, () => {
    refuses = true;
  });
  const key = `${type} ${place}`;
  if (!refuses) return false;
  if (refused.has(key)) return true;
  refused.add(key);
  return false;
}

/** Everything, or where that was tried in this type already each fourth, other ones at each place. */
const triedAt = ([, type, isTried]: Place, number: number): readonly unknown[] =>
  garbage.filter((value, place) => (!isTried || place % 4 === number % 4) && !isRefusedAgain(value, place, type));

function withValue(variables: object, path: Path, value: unknown): object | null {
  const copy = structuredClone(variables) as Record<string | number, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const step of path.slice(0, -1)) {
    if (typeof at[step] !== "object" || at[step] === null) return null;
    at = at[step] as Record<string | number, unknown>;
  }
  at[path.at(-1) as string] = value;
  return copy;
}

function documentFor(root: "query" | "mutation", field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  return `${root} (${declared}) { ${field.name}(${given}) { __typename } }`;
}

/** Whether a field is there for a partner's staff and not in the app: others are refused before anything of it is read. */
function isOfStaff(root: "query" | "mutation", name: string): boolean {
  const surfaces = rootFields[`${root === "query" ? "Query" : "Mutation"}.${name}`] ?? [];
  return surfaces.includes("PARTNER") && !surfaces.includes("APP");
}

/** Makes whoever calls the owner of a partner, signed in as that. */
async function makeOwner(house: TestHouse, { account }: BareCaller): Promise<void> {
  const [tenant, user] = [formatUuid(account.tenant.id), formatUuid(account.user)];
  const database = new Client({ connectionString: house.database.superuserUrl });
  await database.connect();
  await database.query("update session set surface = 'PARTNER' where user_id = $1", [user]);
  await database.query(
    "insert into partner (tenant_id, seats, plans, created_at) values ($1, 100, '{STANDARD}', now())",
    [tenant],
  );
  await database.query(
    "insert into partner_staff (tenant_id, user_id, role, scope, since) values ($1, $2, 'OWNER', 'ALL', now())",
    [tenant, user],
  );
  await database.end();
}

describe("garbage in any argument of any root field", () => {
  let house: TestHouse;
  let [ada, eve]: BareCaller[] = [];
  beforeAll(async () => {
    house = await openHouse();
    [ada, eve] = [await callerOf(house), await callerOf(house)];
  });
  afterAll(() => house.close());

  async function newCaller(ofStaff: boolean): Promise<BareCaller> {
    const caller = await lastingCallerOf(house);
    if (ofStaff) await makeOwner(house, caller);
    return caller;
  }

  const honest = (name: string) =>
    outward(honestArguments((ada as BareCaller).account, (eve as BareCaller).account.device)[name]) as Record<
      string,
      unknown
    >;

  const fields = (["Query", "Mutation"] as const).flatMap((root) =>
    Object.values(
      (schema.getType(root) as unknown as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields(),
    )
      .filter((field) => field.args.length > 0)
      .map((field) => [root === "Query" ? "query" : "mutation", field.name, field] as const),
  );

  it.each(fields)(
    "is answered by %s %s with a code from the list, and never with a failure of ours",
    async (root, name, field) => {
      const document = documentFor(root, field);
      const variables = honest(name);
      const places = field.args.flatMap((arg) => placesOf(arg.name, arg.type));
      expect(places.length).toBeGreaterThan(0);
      let untouched: BareCaller | null = null;
      for (const [number, place] of places.entries()) {
        // Attempts are counted by the hour.
        house.advance(3_600_001);
        const caller: BareCaller = untouched ?? (await newCaller(isOfStaff(root, name)));
        untouched = caller;
        const [path] = place;
        for (const value of triedAt(place, number)) {
          const twisted = withValue(variables, path, value);
          if (twisted === null) continue;
          const answer = await send(house.url, document, twisted, caller.accessToken);
          const code = answer.errors?.[0]?.extensions.code;
          if (!code || code === "UNAUTHENTICATED" || code === "RATE_LIMITED") untouched = null;
          expect([path.join("."), value, code ?? "answered"]).toEqual([
            path.join("."),
            value,
            expect.not.stringMatching(/^INTERNAL$/),
          ]);
          if (code) expect(Object.keys(failureCodes)).toContain(code);
          if (typeof value === "string" && value.length > 8)
            expect(JSON.stringify(answer.errors ?? [])).not.toContain(value);
        }
      }
      expect(house.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    },
  );

  it("knows every argument that is demanded", () => {
    const demanded: Readonly<Record<string, readonly string[]>> = {
      node: ["id"],
      share: ["share"],
      sync: [],
      shares: [],
      companyShares: [],
      backups: [],
      backupContent: ["recovery", "backup"],
      backupExport: ["backup"],
      recovery: ["recovery"],
      recoveries: [],
      recoveryReadiness: [],
      recoveryCanary: ["group"],
      breachedRanges: ["prefixes"],
      partnerEvents: [],
      partnerOffer: ["partner", "hash"],
      companyAtDesk: ["company"],
    };
    for (const [, name, field] of fields) {
      expect([
        name,
        field.args
          .filter((arg) => isNonNullType(arg.type))
          .map((arg) => arg.name)
          .sort(),
      ]).toEqual([name, [...(demanded[name] ?? ["input"])].sort()]);
    }
  });
});
