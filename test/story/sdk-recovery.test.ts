/** A company names who opens business vaults when nobody else can, and everybody's client follows: over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client, OwnRecovery, RecoveryToConfirm } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { asOperator, beginRestoredIn, tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
/** Ada's, that is no portal. */
let laptop: Client;
/** In the portal. */
let ada: Client;
let grace: Client;
let bob: Person;
let share: string;

const clock = { clock: () => house.now() };
const userOf = (client: Client) => client.account.user;
const hire = async (name: string, role: "USER" | "ADMINISTRATOR" = "USER") => {
  const [invited] = await ada.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name, role }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, clock, invited);
};
const inPortal = (person: Person) => person.onDevice("portal", { surface: "PORTAL", ...clock });
const own = async (client: Client): Promise<OwnRecovery | null> => {
  await client.syncNow();
  return client.status().recovery;
};
const profileOf = (client: Client) => client.profile("BUSINESS").vault;
const epochOf = (client: Client, vault = profileOf(client)) =>
  client.status().vaults.find((each) => each.vault === vault)?.epoch;

beforeAll(async () => {
  house = await openHouse();
  const founder = await newPerson(house, clock);
  laptop = founder.client;
  ada = await inPortal(founder);
  await ada.company.redeem(await tenantCodeIn(house.database, { plan: "ADVANCED" }));
  bob = await hire("bob");
  grace = await inPortal(await hire("grace", "ADMINISTRATOR"));
  share = (await bob.client.shares.create({ name: "Accounts", scope: "BUSINESS" })).id;
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("recovery of a company", () => {
  it("entrusts nothing before another administrator has confirmed it", async () => {
    const off = { on: false, entrusted: [], pending: [], waitingFor: null };
    expect(await own(bob.client)).toEqual(off);
    for (const act of [ada.recovery.off(), ada.recovery.renew(), grace.recovery.confirm(() => {})])
      await expect(act).rejects.toMatchObject({ code: "NOT_FOUND" });
    await ada.recovery.begin({ custodians: [userOf(ada)], mode: "RECOVERY_GROUP", hours: 24 });
    expect(await own(bob.client)).toEqual({ ...off, waitingFor: "CONFIRMATION" });
    const alone = ada.recovery.makeCustodian(userOf(ada), { permanent: false });
    await expect(alone).rejects.toMatchObject({ code: "LAST_CUSTODIAN" });
    const refused = ada.recovery.confirm(() => {});
    await expect(refused).rejects.toMatchObject({ code: "ONESELF" });
    const second = ada.recovery.begin({ custodians: [userOf(ada)], mode: "RECOVERY_GROUP" });
    await expect(second).rejects.toMatchObject({ code: "ALREADY_SO" });
  });

  it("shows who holds the key before it is confirmed, and then has everybody entrust what is the company's", async () => {
    const no = grace.recovery.confirm(() => Promise.reject(new Error("not those")));
    await expect(no).rejects.toThrow("not those");
    const late = grace.recovery.confirm(() => ada.recovery.addCustodian(userOf(grace)));
    await expect(late).rejects.toMatchObject({ code: "CONFLICT" });
    const shown: RecoveryToConfirm[] = [];
    await grace.recovery.confirm((what) => void shown.push(what));
    expect(shown).toMatchObject([
      { awaiting: { by: userOf(ada), hours: 24 }, before: null, group: { members: [], code: null, epoch: 1 } },
    ]);
    expect([...(shown[0]?.group?.custodians ?? [])].sort()).toEqual([userOf(ada), userOf(grace)].sort());
    // Nobody is asked for themself where administrators of the company's own put it in force.
    await expect(grace.recovery.agree(() => {})).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { on, mode, group } = await ada.recovery.status();
    expect({ on, mode, group }).toMatchObject({ on: { hours: 24 }, mode: "RECOVERY_GROUP", group: { key: "HERE" } });
    expect(group?.head.words).toEqual(shown[0]?.group?.head.words);
    const told: OwnRecovery[] = [];
    bob.client.on("recovery", (what) => told.push(what));
    const entrusted = [profileOf(bob.client), share];
    expect(await own(bob.client)).toEqual({ on: true, entrusted, pending: [], waitingFor: null });
    expect(told.at(-1)?.entrusted).toEqual(entrusted);
    expect([epochOf(bob.client), epochOf(bob.client, share)]).toEqual([1, 1]);
    expect(grace.status().recovery?.entrusted).toEqual([profileOf(grace)]);
  });

  it("is entrusted to by whoever comes later, at once, also with an account; and by a new epoch that somebody makes themself", async () => {
    const eve = await newPerson(house, clock);
    const [invited] = await ada.company.invite([{ address: eve.address, name: "Eve" }]);
    await eve.client.company.join(invited?.link ?? "");
    expect(eve.client.status().recovery?.entrusted).toEqual([profileOf(eve.client)]);
    await eve.client.rotate("BUSINESS");
    expect(eve.client.status().recovery?.pending).toEqual([profileOf(eve.client)]);
    expect((await own(eve.client))?.entrusted).toEqual([profileOf(eve.client)]);
    expect(epochOf(eve.client)).toBe(2);
  });

  it("has a new key for whoever stays when a custodian goes, and everything follows it", async () => {
    const gone = ada.recovery.removeMember(userOf(ada));
    await expect(gone).rejects.toMatchObject({ code: "ONESELF" });
    await ada.recovery.removeMember(userOf(grace));
    const { group } = await grace.recovery.status();
    expect(group).toMatchObject({ custodians: [userOf(ada)], epoch: 2, key: "OTHERS" });
    expect(await own(bob.client)).toMatchObject({ entrusted: [profileOf(bob.client), share], pending: [] });
    expect([epochOf(bob.client), epochOf(bob.client, share)]).toEqual([2, 2]);
    const last = ada.recovery.makeCustodian(userOf(ada), { permanent: false });
    await expect(last).rejects.toMatchObject({ code: "LAST_CUSTODIAN" });
    for (const [act, code] of [
      [grace.recovery.addCustodian(userOf(grace)), "FORBIDDEN"],
      [ada.recovery.addCustodian(userOf(bob.client)), "NOT_ADMINISTRATOR"],
      [ada.recovery.addCustodian(userOf(ada)), "ALREADY_MEMBER"],
      [ada.recovery.makeCustodian(userOf(ada)), "ALREADY_SO"],
      [ada.recovery.removeMember(userOf(bob.client)), "NOT_FOUND"],
      [ada.recovery.renew(), "NOTHING_TO_RENEW"],
      [ada.recovery.dropCode(), "NOT_FOUND"],
    ] as const)
      await expect(act).rejects.toMatchObject({ code });
  });

  it("has whoever was put in for a recovery taken out by a custodian's client once that is over", async () => {
    await ada.recovery.addMember(userOf(grace));
    expect((await grace.recovery.status()).group).toMatchObject({ members: [userOf(grace)], epoch: 2, key: "HERE" });
    await ada.recovery.takeBackups(userOf(bob.client));
    const theirs = await grace.recovery.open({ user: userOf(bob.client), purpose: "An exercise", hours: 1 });
    await ada.syncNow();
    expect((await ada.recovery.status()).group).toMatchObject({ members: [userOf(grace)], epoch: 2 });
    await theirs.close();
    house.advance(600_001);
    await ada.syncNow();
    expect((await ada.recovery.status()).group).toMatchObject({ members: [], epoch: 3 });
  });

  it("waits for nobody who writes: what was queued is sent under the next key", async () => {
    const items = bob.client.profile("BUSINESS").items();
    await items.add({ kind: "note", title: "Written meanwhile" });
    await bob.client.shares.open(share).items().add({ kind: "note", title: "In a share meanwhile" });
    expect(bob.client.status()).toMatchObject({ pending: 0, refused: 0 });
    expect([epochOf(bob.client), epochOf(bob.client, share)]).toEqual([3, 3]);
    expect((await own(bob.client))?.entrusted).toEqual([profileOf(bob.client), share]);
  });

  it("is opened by a code as well, which another takes the place of; who has it acts where no custodian is", async () => {
    const codes: string[] = [];
    const shown = (code: string) => void codes.push(code);
    await ada.recovery.newCode(shown);
    await expect(grace.recovery.checkCode("123456")).rejects.toMatchObject({ code: "RECOVERY_CODE_REFUSED" });
    await grace.recovery.checkCode(codes[0] ?? "");
    const code = await grace.recovery.newCode(shown, { code: codes[0] ?? "" });
    expect(codes[1]).toBe(code);
    const former = grace.recovery.checkCode(codes[0] ?? "");
    await expect(former).rejects.toMatchObject({ details: { reason: "WRONG_CODE" } });
    await grace.recovery.addCustodian(userOf(grace), { code });
    expect((await grace.recovery.status()).group).toMatchObject({ epoch: 4, key: "HERE" });
    for (const value of [2, 3]) {
      await ada.company.policies.set({ scope: "TENANT" }, { organisationBackup: { value } });
      await expect(ada.recovery.dropCode()).rejects.toMatchObject({ code: "LAST_CUSTODIAN" });
    }
    await ada.company.policies.set({ scope: "TENANT" }, { organisationBackup: { value: 1 } });
  });

  it("has its next key made by a custodian's client when somebody ceases to be an administrator, who is put out in the portal", async () => {
    await ada.company.setRole(userOf(grace), "USER");
    const trouble: string[] = [];
    const silence = laptop.on("trouble", ({ code }) => trouble.push(code));
    await laptop.syncNow();
    silence();
    // For the code as well, though this is no session of the portal.
    expect(trouble).toEqual([]);
    expect((await laptop.recovery.status()).group).toMatchObject({ epoch: 5, key: "HERE" });
    await ada.syncNow();
    const { group } = await ada.recovery.status();
    expect(group).toMatchObject({ custodians: [userOf(ada)], epoch: 6, key: "HERE" });
    await ada.recovery.dropCode();
    expect((await ada.recovery.status()).group).toMatchObject({ code: null, epoch: 7, key: "HERE" });
    await ada.company.setRole(userOf(grace), "ADMINISTRATOR");
  });

  it("is switched off by two as it was on, after which nothing is entrusted, and on again", async () => {
    await ada.recovery.off();
    expect((await ada.recovery.status()).on).not.toBeNull();
    await grace.recovery.confirm(({ group }) => expect(group).toBeNull());
    expect(await own(bob.client)).toEqual({ on: false, entrusted: [], pending: [], waitingFor: null });
    expect(await ada.recovery.status()).toMatchObject({ on: null, mode: "OFF", group: null });
    const before = epochOf(bob.client) ?? 0;
    await bob.client.profile("BUSINESS").items().add({ kind: "note", title: "Nobody else's" });
    let code = "";
    const shown = (its: string) => {
      code = its;
    };
    await ada.recovery.begin({ custodians: [], code: shown, mode: "RECOVERY_CODE" });
    await grace.recovery.confirm(({ group }) => expect(group).toMatchObject({ custodians: [], key: "OTHERS" }));
    const only = ada.recovery.dropCode({ code });
    await expect(only).rejects.toMatchObject({ code: "LAST_CUSTODIAN" });
    for (const user of [userOf(ada), userOf(grace)]) await ada.recovery.addCustodian(user, { code });
    expect((await own(bob.client))?.entrusted).toEqual([profileOf(bob.client), share]);
    expect(epochOf(bob.client)).toBe(before);
  });

  it("loses whoever is removed from the company, and has a new key without them", async () => {
    await ada.company.remove(userOf(grace));
    await ada.syncNow();
    const { group } = await ada.recovery.status();
    expect(group).toMatchObject({ custodians: [userOf(ada)], epoch: 2, key: "HERE" });
    expect((await own(bob.client))?.entrusted).toEqual([profileOf(bob.client), share]);
  });

  it("is entrusted to anew where a restored server lost what was wrapped", async () => {
    const wrapped = async () => {
      const [row] = await asOperator(house.database, (owner) =>
        owner.query("select epoch from entrusted_wrap where vault_id = $1", [profileOf(bob.client)]),
      );
      return row?.epoch;
    };
    await bob.client.rotate("BUSINESS");
    const restore = await house.backUp();
    await own(bob.client);
    const before = (await wrapped()) as number;
    await restore();
    await beginRestoredIn(house.database);
    await house.start();
    expect(await wrapped()).toBeUndefined();
    expect((await own(bob.client))?.entrusted).toEqual([profileOf(bob.client), share]);
    expect([epochOf(bob.client), await wrapped()]).toEqual([before + 1, before + 1]);
    expect(bob.client.evidence.list()).toEqual([]);
  });
});
