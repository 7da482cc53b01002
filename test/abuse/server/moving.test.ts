/**
 * A server that shows an account elsewhere than its user took it. Source: our own reasoning, after the replaced
 * organisations of ePrint 2026/058.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../../src/client/index.ts";
import { writeLink } from "../../../src/client/transport/commit-operations.ts";
import { deriveOwnKeys, makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { makeVaultKey } from "../../../src/crypto/client/epoch.ts";
import { makeProfileGenesis } from "../../../src/crypto/client/genesis.ts";
import { makeMove } from "../../../src/crypto/client/tenant-link.ts";
import { asHash } from "../../../src/crypto/keys.ts";
import { profileClass } from "../../../src/crypto/link.ts";
import { makeId, makeUserId, parseUuid } from "../../../src/crypto/uuid.ts";
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
/** A move of a vault to a tenant, by a key that nobody knows. */
function moveOf(vault: string, tenant: string) {
  const own = deriveOwnKeys(makeAccountKeys());
  const time = Date.now();
  const head = { id: makeId(time), seq: 0, hash: asHash(new Uint8Array(32)) };
  const founder = { user: makeUserId(), signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const its = {
    vault: parseUuid(vault),
    class: profileClass.ACCOUNT,
    founder,
    vaultKey: makeVaultKey(),
    tenantHead: head,
  };
  const { state } = makeProfileGenesis({ ...its, time });
  const by = { user: founder.user, signing: own.signing, time };
  return { seq: 1, ...writeLink(makeMove(state, by, { ...head, id: parseUuid(tenant) }).signed) };
}

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

/** The roster of somebody else's tenant, as a page shows it. */
async function strangersRoster(): Promise<Answer> {
  const line = makeLine();
  let shown: Answer;
  onSync(line, (sync) => {
    shown ??= tenantOf(sync);
  });
  await newPerson(house).then(({ onDevice }) => onDevice("tablet", line.settings));
  return shown;
}

describe("a server that shows an account that went elsewhere", () => {
  it("by a move that it has signed itself brings no group back, and says nothing of the account's keys", async () => {
    const { bob, phone, line, pages, portal } = await scene();
    const [invited] = await portal.company.invite([{ address: `eve.${crypto.randomUUID()}@example.org`, name: "Eve" }]);
    const eve = await newPerson(house, {}, invited);
    const [bobs, eves] = [bob.client.account.user, eve.client.account.user];
    const group = await portal.company.groups.create("Accounting", [bobs, eves]);
    await phone.syncNow();
    const before = pages.flatMap(({ rosters }) => rosters).filter(({ roster }: Answer) => roster === group);
    await portal.company.groups.remove(group, eves);
    await phone.syncNow();
    const account = pages.flatMap(({ vaults }) => vaults).find((vault: Answer) => vault.class === "ACCOUNT").vault;
    const tenant = crypto.randomUUID();
    onSync(line, (sync) => {
      sync.vaults = [];
      sync.rosters = [
        { roster: tenant, kind: "TENANT", seq: 0, links: [] },
        { roster: account, kind: "PROFILE", seq: 1, links: [moveOf(account, tenant)] },
        ...structuredClone(before),
      ];
    });
    await phone.syncNow().catch(({ code }) => expect(code).not.toBe("KEYS_CHANGED"));
    onSync(line, (sync) => Object.assign(sync, { vaults: [], rosters: [] }));
    const its = (await phone.company.groups.list()).find((each) => each.group === group);
    expect(its?.members).toEqual([bobs]);
  });

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
    const hers = await strangersRoster();
    await bob.client.company.leave();
    onSync(line, (sync) => Object.assign(tenantOf(sync), hers));
    await stays(phone, tenant ?? "", "ROSTER BROKEN_CHAIN", "VAULT WRONG_TENANT_HEAD");
  });

  it("under its new tenant's id, with the roster of another, is caught", async () => {
    const { bob, phone, line } = await scene();
    const { tenant } = phone.account;
    const hers = await strangersRoster();
    await bob.client.company.leave();
    onSync(line, (sync) => Object.assign(tenantOf(sync), { links: hers.links }));
    await stays(phone, tenant ?? "", "ROSTER WRONG_ROSTER");
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

describe("a business profile that the server was caught at", () => {
  it("keeps its user in the company: nobody can say what stays there", async () => {
    const { bob } = await scene();
    const line = makeLine();
    const tablet = await bob.onDevice("tablet", line.settings);
    await bob.client.profile("BUSINESS").items().add({ kind: "note", title: "the company's" });
    onSync(line, ({ vaults }) => vaults.find((vault: Answer) => vault.class === "BUSINESS")?.records.pop());
    await tablet.syncNow().catch(() => {});
    line.honest();
    await expect(tablet.company.leave()).rejects.toMatchObject({
      code: "VAULT_FROZEN",
      details: { class: "BUSINESS" },
    });
    expect(line.sent).not.toContain("MoveAccount");
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
