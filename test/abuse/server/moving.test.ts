/**
 * A server that shows an account elsewhere than its user took it. Source: our own reasoning, after the replaced
 * organisations of ePrint 2026/058.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../../src/client/index.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { tenantCodeIn } from "../../support/operator.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

interface Scene {
  readonly bob: Person;
  /** Bob's, behind the server that lies. */
  readonly phone: Client;
  readonly line: Line;
  /** What the server answered the phone before. */
  readonly pages: Answer[];
  readonly portal: Client;
}

async function scene(): Promise<Scene> {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: `bob.${crypto.randomUUID()}@example.org`, name: "Bob" }]);
  const bob = await newPerson(house, {}, invited);
  await bob.client.profile("PERSONAL").items().add({ kind: "note", title: "mine" });
  const line = makeLine();
  const pages: Answer[] = [];
  onSync(line, (sync) => void pages.push(structuredClone(sync)));
  const phone = await bob.onDevice("phone", line.settings);
  return { bob, phone, line, pages, portal };
}

/** Pages that are pages: what is refused passes. */
const onSync = (line: Line, change: (sync: Answer) => void) =>
  line.tamper("Sync", (data) => {
    if (data?.sync) change(data.sync);
  });
const tenantOf = ({ rosters }: Answer) => rosters.find(({ kind }: Answer) => kind === "TENANT");
const shows = async (client: Client) =>
  (await client.profile("PERSONAL").items().list()).map(({ title }) => title).join();
const checksOf = (client: Client) => client.evidence.list().map(({ kind, check }) => `${kind} ${check}`);

/** The phone is where it was, with what it had, and has the evidence. */
async function stays(phone: Client, tenant: string, ...checks: string[]) {
  await phone.syncNow().catch(() => {});
  expect(phone.account.tenant).toBe(tenant);
  expect(await shows(phone)).toBe("mine");
  expect(checksOf(phone)).toEqual(expect.arrayContaining(checks));
}

describe("a server that shows an account that went elsewhere", () => {
  it("truly is believed: the other device goes along", async () => {
    const { bob, phone } = await scene();
    await bob.client.company.leave();
    await phone.syncNow();
    expect(phone.account.tenant).toBe(bob.client.account.tenant);
    expect(checksOf(phone)).toEqual([]);
  });

  it("in another tenant than the one it went to is caught", async () => {
    const { bob, phone, line } = await scene();
    const { tenant } = phone.account;
    const mallory = makeLine();
    let hers: Answer;
    onSync(mallory, (sync) => {
      hers ??= tenantOf(sync);
    });
    await newPerson(house).then(({ onDevice }) => onDevice("tablet", mallory.settings));
    await bob.client.company.leave();
    onSync(line, (sync) => Object.assign(tenantOf(sync), hers));
    await stays(phone, tenant ?? "", "ROSTER BROKEN_CHAIN", "VAULT WRONG_TENANT_HEAD");
  });

  it("under its new tenant's id, with the roster of another, is caught", async () => {
    const { bob, phone, line } = await scene();
    const { tenant } = phone.account;
    const mallory = makeLine();
    let hers: Answer;
    onSync(mallory, (sync) => {
      hers ??= tenantOf(sync);
    });
    await newPerson(house).then(({ onDevice }) => onDevice("tablet", mallory.settings));
    await bob.client.company.leave();
    onSync(line, (sync) => Object.assign(tenantOf(sync), { links: hers.links }));
    await stays(phone, tenant ?? "", "ROSTER WRONG_ROSTER", "VAULT WRONG_TENANT_HEAD");
  });

  it("but leaves out the account vault's word of it is caught", async () => {
    const { bob, phone, line, pages } = await scene();
    const { tenant } = phone.account;
    await bob.client.company.leave();
    const before = pages.flatMap(({ vaults }) => vaults).find((vault: Answer) => vault.class === "ACCOUNT");
    onSync(line, (sync) => {
      const account = sync.vaults.find((vault: Answer) => vault.class === "ACCOUNT");
      Object.assign(account, structuredClone(before));
    });
    await stays(phone, tenant ?? "", "VAULT WENT_BACK");
  });

  it("but keeps a profile where it was is caught at that profile alone", async () => {
    const { bob, phone, line } = await scene();
    await bob.client.company.leave();
    onSync(line, (sync) => {
      const personal = sync.vaults.find((vault: Answer) => vault.class === "PERSONAL");
      const roster = sync.rosters.find((each: Answer) => each.roster === personal.vault);
      roster.links.pop();
    });
    await phone.syncNow().catch(() => {});
    expect(phone.account.tenant).toBe(bob.client.account.tenant);
    expect(checksOf(phone)).toEqual(["VAULT WRONG_TENANT_HEAD"]);
    expect(await shows(phone)).toBe("mine");
  });

  it("back in the company that it left is caught", async () => {
    const { bob, phone, line, pages } = await scene();
    const before = structuredClone(pages.find(tenantOf));
    await bob.client.company.leave();
    await phone.syncNow();
    const { tenant } = phone.account;
    onSync(line, (sync) => Object.assign(sync, structuredClone(before)));
    await stays(phone, tenant ?? "", "ROSTER BROKEN_CHAIN");
  });

  it("goes on to hear its user: links of the company that was left move nothing", async () => {
    const { bob, phone, portal } = await scene();
    await bob.client.company.leave();
    await portal.company.rename("Without Bob");
    await phone.syncNow();
    expect(await phone.company.view()).toMatchObject({ name: null, seatsTaken: 1 });
    expect(checksOf(phone)).toEqual([]);
  });
});

describe("the answer to a move", () => {
  it("that names another head or another tenant is not believed, and the next sync finds out", async () => {
    const { bob } = await scene();
    const line = makeLine();
    const laptop = await bob.onDevice("tablet", line.settings);
    const lies: ((moved: Answer) => void)[] = [
      (moved) => Object.assign(moved, { tenant: crypto.randomUUID() }),
      ({ committed }) => committed.heads.pop(),
      ({ committed }) => Object.assign(committed.heads[0], { hash: "A".repeat(43) }),
    ];
    for (const lie of lies) {
      line.tamper("MoveAccount", ({ moveAccount }) => lie(moveAccount));
      await expect(laptop.company.leave()).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "MISMATCH" });
      line.honest();
      await laptop.syncNow();
      const { portal } = await scene();
      const [back] = await portal.company.invite([{ address: bob.address, name: "Bob" }]);
      if (lie !== lies.at(-1)) await laptop.company.join(back?.link ?? "");
    }
    await laptop.syncNow();
    expect(await laptop.company.view()).toMatchObject({ seatsTaken: 1 });
    expect(await shows(laptop)).toBe("mine");
  });
});
