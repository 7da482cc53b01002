/** Keys of vaults that are entrusted to a recovery group, as the server takes and refuses them in commits: links made by hand. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { makeEntrust, makeNewEpoch } from "../../src/crypto/client/next-link.ts";
import { asSymmetricKey } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { CommitInput } from "../../src/domain/commit/input.ts";
import { draft, linkInput, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareRecovery } from "../support/bare-recovery.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bea: BareMember;
let bob: BareMember;
let group: BareRecovery;
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
  await house.asSuperuser("update tenant set plan = 'ADVANCED'");
  group = await BareRecovery.found(company, ada, { code: true });
  await group.deed(ada).switchTo().demand(3).done();
  bea = await company.hire(role.ADMINISTRATOR);
}, 60_000);
afterAll(() => house.close());

const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
type VaultInput = CommitInput["vaults"][0];
type Profile = "PERSONAL" | "BUSINESS" | "ACCOUNT";
const item = new TextEncoder().encode("{}");
const accountOf = (who: BareMember) => ({ ...who.account, tenant: company.state.head });

/** Writes an item into a profile, with links before it. */
async function write(
  who: BareMember,
  its: Profile,
  { links = [], more = {} }: { links?: Uint8Array[]; more?: Partial<VaultInput> } = {},
) {
  const vault = who.account.vaults[its];
  const kind = its === "ACCOUNT" ? recordClass.ENTRY : recordClass.ITEM;
  const drafted = draft(accountOf(who), vault, [newRecord(vault, kind, item)]);
  const answer = await commit(who.app(), {
    clientMutationId: crypto.randomUUID(),
    links: links.map(linkInput),
    vaults: [{ ...drafted.input, ...more }],
  });
  if (answer.__typename === "Committed") drafted.apply();
  return answer;
}

const next = (who: BareMember) => ({
  user: who.account.user,
  signing: who.account.signing,
  tenantHead: company.state.head,
  time: 1,
});

/** Entrusts a profile's key, with an item. */
async function entrust(
  who: BareMember,
  its: Profile = "BUSINESS",
  { to = group.to, wrap = group.wrapOf(who.account.vaults[its]) } = {},
) {
  const vault = who.account.vaults[its];
  const before = vault.roster;
  const link = makeEntrust(before, { ...next(who), to, wrap });
  vault.roster = link.state;
  const answer = await write(who, its, { links: [link.signed], more: { recoveryWrap: wrap } }).catch(
    (error: unknown) => {
      vault.roster = before;
      throw error;
    },
  );
  if (answer.__typename !== "Committed") vault.roster = before;
  return answer;
}

/** Begins a profile's next epoch, with an item; and entrusts it. */
async function renew(who: BareMember, its: Profile = "BUSINESS") {
  const vault = who.account.vaults[its];
  const key = asSymmetricKey(randomBytes(32));
  const epoch = (vault.roster.epoch?.epoch ?? 0) + 1;
  const begun = makeNewEpoch(vault.roster, { ...next(who), vaultKey: key });
  const previousKey = sealPreviousKey(key, { vault: vault.id, epoch }, vault.key);
  Object.assign(vault, { key, roster: begun.state });
  return write(who, its, { links: [begun.signed], more: { epochKey: { epoch, previousKey } } });
}

const rowsOf = (vault: Uint8Array) =>
  house.asSuperuser("select group_id, group_epoch, epoch, wrap from entrusted_wrap where vault_id = $1", [
    formatUuid(vault as never),
  ]);

describe("a business profile", () => {
  it("is entrusted with a commit, and the group opens its key; written to on as ever", async () => {
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
    const vault = bob.account.vaults.BUSINESS;
    const [row] = await rowsOf(vault.id);
    expect(row).toMatchObject({ group_id: group.id, group_epoch: 1, epoch: 1 });
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "Committed" });
  });

  it("is entrusted anew, in a new epoch, where the group has another key", async () => {
    await group.deed(ada).add(bea).checkpoint().done();
    await group.deed(ada).remove(bea).checkpoint().epoch().done();
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "StaleKeyEpoch", due: true, epoch: 1 });
    await expect(entrust(bob)).rejects.toThrow("entrusted already");
    expect(await renew(bob)).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(bob.account.vaults.BUSINESS.id)).toEqual([]);
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(bob.account.vaults.BUSINESS.id)).toMatchObject([{ group_epoch: 2, epoch: 2 }]);
    await expect(entrust(ada, "PERSONAL")).rejects.toThrow();
    expect(refusing("x")).toBeDefined();
  });
});
