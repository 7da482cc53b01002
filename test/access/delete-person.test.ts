/** People whom a company deletes: what is gone, and who may. By the server's verbs. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { readFormerMembers, readPeople } from "../../src/domain/company/people.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { setLocale } from "../../src/domain/user/set-locale.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember, signInTo } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { dump } from "../support/dump.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let bob: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  bob = await company.hire();
});

const idOf = ({ account }: BareMember) => formatUuid(account.user);
const erase = (by: BareMember, user: string) => deletePerson(by.portal(), { user });
const write = async (who: BareMember) => {
  const vault = who.account.vaults.PERSONAL;
  const made = draft(who.account, vault, [newRecord(vault, recordClass.ITEM, randomBytes(40))]);
  const answer = await commit(who.app(), { clientMutationId: crypto.randomUUID(), vaults: [made.input] });
  made.apply();
  return answer.__typename;
};
const remove = () => company.act(company.ada, { operation: operation.REMOVE, subject: { user: bob.account.user } });
const headed = (user: string) =>
  house.asSuperuser("select id, revision from vault where user_id = $1 order by class", [user]);

describe("somebody who is deleted", () => {
  it("leaves an id that rosters name, and nothing else", async () => {
    await write(bob);
    await setLocale(bob.app(), { locale: "fr" });
    await remove();
    const ids = [
      ...Object.values(bob.account.vaults).map(({ id }) => formatUuid(id)),
      formatUuid(bob.account.device),
      bob.account.address,
    ];
    const before = JSON.stringify(await dump({ superuserUrl: house.superuserUrl }));
    for (const id of ids) expect(before).toContain(id);
    expect(await erase(company.ada, idOf(bob))).toEqual({ user: idOf(bob), accountErased: true });
    // The log is never changed: it goes on naming ids of what is gone, and nothing but ids (PROTOCOL §7.1).
    const log = await house.asSuperuser("select a::text as row from audit_waiting a");
    expect(JSON.stringify(log)).not.toContain(bob.account.address);
    const rows = await dump({ superuserUrl: house.superuserUrl });
    const after = JSON.stringify(rows);
    for (const id of ids) expect(after).not.toContain(id);
    const naming = Object.entries(rows).filter(([, lines]) => lines.some((line) => line.includes(idOf(bob))));
    // The id is kept, so that it is nobody's again.
    expect(naming.map(([table]) => table).sort()).toEqual(["account_address", "user"]);
    const languages = await house.asSuperuser('select locale from "user" where id = $1', [idOf(bob)]);
    expect(languages).toEqual([{ locale: "en" }]);
  });

  it("signs in nowhere, and may sign up again under the same address", async () => {
    await remove();
    await erase(company.ada, idOf(bob));
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ refusal: "PROOF_REFUSED" });
    await expect(sync(bob.app(), null, 10)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await house.signUp(bob.account.address)).toMatchObject({ account: { address: bob.account.address } });
    expect((await readPeople(company.ada.portal(), { first: 10, after: null })).edges).toHaveLength(1);
  });

  it("is nobody who is a member, or is elsewhere in the house", async () => {
    const missing = { code: "NOT_FOUND" };
    const stranger = await house.signUp();
    for (const user of [idOf(bob), idOf(company.ada), formatUuid(stranger.account.user), crypto.randomUUID()]) {
      await expect(erase(company.ada, user)).rejects.toMatchObject(missing);
    }
    await expect(erase(company.ada, "nobody")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await write(bob)).toBe("Committed");
  });

  it("is listed before it, for administrators in the portal alone", async () => {
    const all = { first: 10, after: null };
    const listed = async (by = company.ada.portal()) => (await readFormerMembers(by, all)).edges;
    expect(await listed()).toEqual([]);
    await remove();
    const { address } = bob.account;
    expect(await listed()).toMatchObject([{ node: { user: idOf(bob), address, removedSeq: company.state.head.seq } }]);
    await expect(listed(company.ada.app())).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    await expect(listed((await company.hire()).portal())).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await listed((await BareCompany.found(house)).ada.portal())).toEqual([]);
    await expect(readFormerMembers(company.ada.portal(), { first: 101, after: null })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    await erase(company.ada, idOf(bob));
    expect(await listed()).toEqual([]);
  });

  it("is gone when it is said again, too", async () => {
    await remove();
    await erase(company.ada, idOf(bob));
    expect(await erase(company.ada, idOf(bob))).toEqual({ user: idOf(bob), accountErased: false });
  });

  it("is deleted by administrators alone, while the company is not suspended", async () => {
    const eve = await company.hire();
    const other = await BareCompany.found(house);
    await remove();
    await expect(erase(eve, idOf(bob))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(erase(other.ada, idOf(bob))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const tenant = formatUuid(company.state.head.id);
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [tenant]);
    await expect(erase(company.ada, idOf(bob))).rejects.toMatchObject({ code: "READ_ONLY" });
    await house.asSuperuser("update tenant set suspended_at = null where id = $1", [tenant]);
    const deputy = await company.hire(role.ADMINISTRATOR);
    expect(await erase(deputy, idOf(bob))).toEqual({ user: idOf(bob), accountErased: true });
  });

  it("keeps what has gone elsewhere with them", async () => {
    const moved = prepareMove(bob.account, company.state, "OWN");
    await moveAccount(bob.app(), moved.input);
    const before = await headed(idOf(bob));
    expect(await erase(company.ada, idOf(bob))).toEqual({ user: idOf(bob), accountErased: false });
    const after = await headed(idOf(bob));
    // The business profile that stayed is gone; the account and its three vaults are where they went.
    expect([before.length, after.length]).toEqual([4, 3]);
    bob = { ...bob, account: moved.after };
    expect(await write(bob)).toBe("Committed");
  });

  it("is deleted once by two administrators at the same time", async () => {
    const deputy = await company.hire(role.ADMINISTRATOR);
    await remove();
    const both = await Promise.all([erase(company.ada, idOf(bob)), erase(deputy, idOf(bob))]);
    expect(both.map(({ accountErased }) => accountErased).sort()).toEqual([false, true]);
  });
});
