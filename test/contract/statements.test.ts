import { graphql } from "graphql";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { makeContext, resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { draft, newRecord, sealAgain } from "../support/bare-client.ts";
import { BareCompany } from "../support/bare-company.ts";
import { BareShare } from "../support/bare-share.ts";
import { type BareCaller, callerOf } from "../support/caller.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { countStatements } from "../support/statements.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);

describe("a nested query", () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const nested = `{ viewer { profiles { kind folders(first: 20) { edges { node { record folder { record } items(first: 20) { edges { node {
    record folder { record } profile { kind } versions(first: 5) { edges { node { version } } } } } } } } } } } }`;

  async function fill(caller: BareCaller, folders: number, items: number) {
    const { PERSONAL } = caller.account.vaults;
    const made = Array.from({ length: folders }, () => newRecord(PERSONAL, recordClass.FOLDER, text("folder")));
    const all = made.flatMap((folder) => [
      folder,
      ...Array.from({ length: items }, () =>
        newRecord(PERSONAL, recordClass.ITEM, text("item"), parseUuid(folder.input.record)),
      ),
    ]);
    await caller.commit(draft(caller.account, PERSONAL, all));
    const one = all.find((change) => change.input.class === recordClass.ITEM);
    if (one?.fields)
      await caller.commit(
        draft(caller.account, PERSONAL, [
          sealAgain(PERSONAL, one.fields.record, recordClass.ITEM, text("again"), one.fields.folder),
        ]),
      );
  }

  it("takes as many SQL statements for ten folders of ten items as for one of one", async () => {
    const [small, large] = [await callerOf(house), await callerOf(house)];
    await fill(small, 1, 1);
    await fill(large, 10, 10);
    const few = await countStatements(() => small.query(nested));
    const many = await countStatements(() => large.query(nested));
    expect(many.count).toBe(few.count);
    expect(many.count).toBeLessThanOrEqual(14);
    const folders = (
      many.result as { viewer: { profiles: { folders: { edges: { node: { items: { edges: unknown[] } } }[] } }[] } }
    ).viewer.profiles[0];
    expect(folders?.folders.edges.map((edge) => edge.node.items.edges.length)).toEqual(Array(10).fill(10));
  });
});

describe("shares", () => {
  let house: VerbsHouse;
  beforeAll(async () => {
    house = await openVerbsHouse();
  });
  afterAll(() => house.close());

  it("take as many SQL statements for five as for one, with all that is asked of each", async () => {
    const schema = buildContractedSchema(resolvers);
    const each = "share roster { seq } head { revision } recipients { edges { node { user answer } } }";
    const own = `{ shares { edges { node { ${each} ownWraps { epoch } epochKeys { epoch } } } } }`;
    const all = `{ companyShares { edges { node { share roster { seq } head { revision } recipients { edges { node { user } } } changedAt groupRoster(group: "${formatUuid(makeId(1))}") { seq } } } } }`;
    const count = async (company: BareCompany, source: string) => {
      const asked = () => graphql({ schema, source, contextValue: makeContext(company.ada.portal()) });
      const { count: statements, result } = await countStatements(asked);
      expect(result.errors).toBeUndefined();
      return [statements, Object.values(result.data as Record<string, { edges: unknown[] }>)[0]?.edges.length];
    };
    const [small, large] = [await BareCompany.found(house), await BareCompany.found(house)];
    await BareShare.found(small, small.ada);
    for (let made = 0; made < 5; made++) await BareShare.found(large, large.ada);
    const few = [await count(small, all), await count(small, own)];
    const many = [await count(large, all), await count(large, own)];
    expect(few.map(([, shown]) => shown)).toEqual([1, 1]);
    expect(many.map(([, shown]) => shown)).toEqual([5, 5]);
    expect(many.map(([statements]) => statements)).toEqual(few.map(([statements]) => statements));
  });
});
