import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { rootFields } from "../../src/resolvers/gate.ts";
import { deviceGid, profileGid, recordGid, tenantGid, userGid } from "../../src/resolvers/global-id.ts";
import { readContract } from "../../src/schema/contract.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import { type BareCaller, callerOf, send } from "../support/caller.ts";
import { openHouse, type TestHouse } from "../support/house.ts";

const schema = readContract();
const fieldsOf = (kind: "Query" | "Mutation") =>
  Object.values((schema.getType(kind) as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields());

/** Well-formed values of every type, with another's ids where there are ids. */
function sample(type: GraphQLInputType, ids: string): unknown {
  if (isNonNullType(type)) return sample(type.ofType, ids);
  if (isListType(type)) return [sample(type.ofType, ids)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    return Object.fromEntries(
      Object.values(type.getFields()).flatMap((field) =>
        isNonNullType(field.type) ? [[field.name, sample(field.type, ids)]] : [],
      ),
    );
  }
  const named: Record<string, unknown> = {
    Uuid: ids,
    ID: "x",
    Int: 1,
    String: "text@example.com",
    Boolean: false,
    Bytes: "AAAA",
    Hash: Buffer.alloc(32).toString("base64url"),
    DateTime: new Date(0).toISOString(),
    Cursor: "AAAA",
  };
  return named[type.name];
}

function documentFor(kind: "query" | "mutation", field: GraphQLField<unknown, unknown>): string {
  const demanded = field.args.filter((arg) => isNonNullType(arg.type));
  const declared = demanded.map((arg: GraphQLArgument) => `$${arg.name}: ${arg.type}`).join(", ");
  const given = demanded.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  return `${kind} ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} { __typename } }`;
}

describe("every root field", () => {
  let house: TestHouse;
  let [ada, eve]: BareCaller[] = [];
  beforeAll(async () => {
    house = await openHouse();
    [ada, eve] = [await callerOf(house), await callerOf(house)];
  });
  afterAll(() => house.close());

  it("says whom it is open to", () => {
    const all = ["Query", "Mutation", "Subscription"].flatMap((root) =>
      Object.keys((schema.getType(root) as { getFields(): object }).getFields()).map((name) => `${root}.${name}`),
    );
    expect(Object.keys(rootFields).sort()).toEqual(all.sort());
  });

  const closed = (["Query", "Mutation"] as const).flatMap((kind) =>
    fieldsOf(kind)
      .filter((field) => rootFields[`${kind}.${field.name}`] !== "ANYONE")
      .map((field) => [kind, field.name, field] as const),
  );

  it.each(closed)("%s.%s is closed to nobody, and to a token that nobody has", async (kind, _, field) => {
    const document = documentFor(kind === "Query" ? "query" : "mutation", field);
    const variables = Object.fromEntries(
      field.args.map((arg) => [arg.name, sample(arg.type, formatUuid((ada as BareCaller).account.user))]),
    );
    for (const token of [undefined, Buffer.alloc(32, 9).toString("base64url")]) {
      const answer = await send(house.url, document, variables, token);
      expect(Object.values(answer.data ?? {}).filter(Boolean)).toEqual([]);
      expect(["UNAUTHENTICATED", "BAD_USER_INPUT", "INVALID_PROOF", "INVALID_CURSOR"]).toContain(
        answer.errors?.[0]?.extensions.code,
      );
      if (token === undefined) expect(answer.errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    }
  });

  it("shows another tenant's things to nobody by their ids, in the words for what is not there", async () => {
    const [owner, stranger] = [ada as BareCaller, eve as BareCaller];
    const { PERSONAL } = owner.account.vaults;
    const item = newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("an item"));
    await owner.commit(draft(owner.account, PERSONAL, [item]));
    const gids = [
      userGid(formatUuid(owner.account.user) as never),
      tenantGid(formatUuid(owner.account.tenant.id) as never),
      deviceGid(formatUuid(owner.account.device) as never),
      profileGid(formatUuid(PERSONAL.id) as never),
      recordGid(formatUuid(PERSONAL.id) as never, item.input.record as never),
    ];
    const document = "query ($id: ID!) { node(id: $id) { id __typename } }";
    for (const id of gids) {
      expect(await owner.query(document, { id })).toMatchObject({ node: { id } });
      expect(await stranger.query(document, { id })).toEqual({ node: null });
    }
    for (const field of ["renameDevice", "revokeDevice"]) {
      const input = { device: formatUuid(owner.account.device), ...(field === "renameDevice" && { name: "mine now" }) };
      const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
      const attempt = await send(
        house.url,
        `mutation ($input: ${type}!) { ${field}(input: $input) { device { id } } }`,
        { input },
        stranger.accessToken,
      );
      const nothing = await send(
        house.url,
        `mutation ($input: ${type}!) { ${field}(input: $input) { device { id } } }`,
        { input: { ...input, device: crypto.randomUUID() } },
        stranger.accessToken,
      );
      expect(attempt.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
      expect(attempt.errors?.[0]?.message).toBe(nothing.errors?.[0]?.message);
    }
  });

  it("takes no cursor of a connection that it would not have written", async () => {
    const { viewer } = await (ada as BareCaller).query<{
      viewer: { devices: { pageInfo: { endCursor: string } } };
    }>("{ viewer { devices(first: 1) { pageInfo { endCursor } } } }");
    const cursor = viewer.devices.pageInfo.endCursor;
    for (const after of [`${cursor}=`, `${cursor} `, `${cursor}AA`, cursor.slice(1), "", "%", "A".repeat(4_000)]) {
      const answer = await send(
        house.url,
        "query ($after: String) { viewer { devices(first: 1, after: $after) { edges { cursor } } } }",
        { after },
        (ada as BareCaller).accessToken,
      );
      expect(answer.errors?.[0]?.extensions.code).toBe("INVALID_CURSOR");
    }
  });

  it("takes no cursor of another user", async () => {
    const { sync } = await (ada as BareCaller).query<{ sync: { cursor: string } }>("{ sync { cursor } }");
    const answer = await send(
      house.url,
      "query ($after: Cursor) { sync(after: $after) { cursor } }",
      { after: sync.cursor },
      (eve as BareCaller).accessToken,
    );
    expect(answer.errors?.[0]?.extensions.code).toBe("INVALID_CURSOR");
  });
});
