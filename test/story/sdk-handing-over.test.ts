/**
 * Keys of newcomers while nobody calls `syncNow`: devices that follow hand over what is asked for, one of them as a rule, and only
 * what the rosters give a right to; and whoever waits is told.
 *
 * Source: our own reasoning; PROTOCOL §4.8, §4.11, §4.12, record 58.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client, RecipientInput } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, type Line, makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { foundTrio, hire, login, passwordIn, type SharingTrio, userOf } from "../support/sharing.ts";

let house: TestHouse;
let its: SharingTrio;
/** Ada's, which gives no keys to whom it puts in. */
let tablet: Client;
const clock = () => house.now();
beforeAll(async () => {
  house = await openHouse();
  its = await foundTrio(house);
  tablet = await its.ada.onDevice("tablet", { fetch: givingNone, clock });
});
const followed: Client[] = [];
afterEach(async () => {
  for (const client of followed.splice(0)) await client.follow().stop();
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const countOf = ({ sent }: Line, name: string) => sent.filter((each) => each === name).length;

/** Follows until the test is over. */
async function following(client: Client): Promise<Client> {
  const taken = nextEvent(client, "synced");
  client.follow();
  followed.push(client);
  await taken;
  return client;
}

/** Resolves once an item of a share can be read. */
const reads = (client: Client, share: string, title: string) =>
  new Promise<void>((resolve) => {
    const look = async () => {
      if ((await passwordIn(client, share, title).catch(() => undefined)) !== "hunter2") return;
      off();
      resolve();
    };
    const off = client.on("change", look);
    void look();
  });

/** A share of Ada's with one item. */
async function newShare(name: string, recipients: readonly RecipientInput[] = []): Promise<string> {
  const { id } = await its.ada.client.shares.create({ name, recipients });
  await its.ada.client.shares.open(id).items().add(login("One"));
  await tablet.syncNow();
  return id;
}

/** Puts somebody in who follows, and is in: they have no key yet. */
async function putIn({ client }: Person, share: string): Promise<void> {
  await tablet.shares.add(share, [{ user: client.account.user }]);
  // What comes next may be of something else: the offer is there once it can be accepted.
  for (;;) {
    const synced = nextEvent(client, "synced");
    const failure = await client.shares.accept(share).then(
      () => null,
      (error) => error,
    );
    if (failure === null) return;
    expect(failure).toMatchObject({ code: "NOT_FOUND" });
    await synced;
  }
}

/** Somebody who puts others in and gives them no key. */
const givingNone: typeof fetch = (url, request) => {
  const body = JSON.parse(String(request?.body));
  if (body.operationName === "ChangeShare") body.variables.input.wraps = [];
  return fetch(url, { ...request, body: JSON.stringify(body) });
};

/** What a device asks, held up before it is sent or before the answer is heard. */
interface Held {
  readonly before?: (operation: string) => Promise<void> | void;
  readonly after?: (operation: string, answer: Answer) => Promise<void> | void;
}

const heldUp = (line: Line, held: Held) => ({
  ...line.settings,
  clock,
  random: () => 0,
  fetch: (async (url, request) => {
    const { operationName } = JSON.parse(String(request?.body));
    await held.before?.(operationName);
    const answer = (await line.settings.fetch?.(url, request)) as Response;
    await held.after?.(operationName, (await answer.clone().json()).data);
    return answer;
  }) as typeof fetch,
});

/** Something to wait for, and what ends the waiting. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe("a newcomer", () => {
  it("of a company is handed what Everyone reads by an administrator's device that only follows", async () => {
    const { ada, portal } = its;
    await portal.company.groups.create("Team", []);
    await ada.client.syncNow();
    const everyone = (await ada.client.company.groups.list()).find((group) => group.everyone)?.group ?? "";
    const share = await newShare("Wi-Fi", [{ group: everyone }]);
    await following(ada.client);
    const { client: dan } = await hire(house, portal, "Dan");
    await following(dan);
    await dan.shares.accept(share);
    await reads(dan, share, "One");
  });

  it("of a share, and a guest, are handed its key while they follow", async () => {
    const { ada, eve } = its;
    const share = await newShare("Bank");
    for (const { client } of [ada, eve]) await following(client);
    await putIn(eve, share);
    await reads(eve.client, share, "One");

    const { client: bea, address } = await newPerson(house, { clock });
    await following(bea);
    const { link } = await tablet.shares.invite(share, { address, name: "Bea" });
    await bea.shares.join(link);
    await reads(bea, share, "One");
  });
});

describe("several devices that follow", () => {
  const [lineA, lineB] = [makeLine(), makeLine()];
  const [held, delivered]: [{ a: Held; b: Held }, number[]] = [{ a: {}, b: {} }, []];
  const counting = (line: Line, which: "a" | "b") =>
    heldUp(line, {
      before: (operation) => held[which].before?.(operation),
      after: (operation, answer) => {
        if (operation === "DeliverShareWraps") delivered.push(answer.deliverShareWraps.delivered);
        return held[which].after?.(operation, answer);
      },
    });
  let first: Client;
  beforeAll(async () => {
    first = await its.ada.onDevice("first", counting(lineA, "a"));
  });

  it("hand over once: what two do at once the server takes once, and who comes later looks again", async () => {
    const { ada, bob, eve } = its;
    const share = await newShare("Keys");
    await following(first);
    await following(await ada.onDevice("second", counting(lineB, "b")));
    for (const { client } of [bob, eve]) await following(client);
    const joins = async (person: Person) => {
      await putIn(person, share);
      await reads(person.client, share, "One");
    };

    // Both know that Eve waits before either hands over.
    const both = gate();
    let waiting = 2;
    const after: Held["after"] = (operation, answer) => {
      if (operation !== "PendingShareWraps" || answer.viewer.pendingShareWraps.length === 0) return;
      if (--waiting === 0) both.open();
      return both.passed;
    };
    const taken = gate();
    const told = (operation: string, answer: Answer) => {
      if (operation === "DeliverShareWraps" && delivered.length === 2) taken.open();
      return after(operation, answer);
    };
    held.a = held.b = { after: told };
    await joins(eve);
    await taken.passed;
    expect(delivered.sort()).toEqual([0, 1]);

    // The second asks when the first has handed over. Eve, who has the key now, would do it as well.
    followed.splice(followed.indexOf(eve.client), 1);
    await eve.client.follow().stop();
    const [done, heard] = [gate(), gate()];
    held.a = {};
    held.b = {
      before: (operation) => (operation === "PendingShareWraps" ? done.passed : undefined),
      after: (operation) => (operation === "PendingShareWraps" ? heard.open() : undefined),
    };
    await joins(bob);
    done.open();
    await heard.passed;
    expect(delivered.sort()).toEqual([0, 1, 1]);
    expect([countOf(lineA, "DeliverShareWraps"), countOf(lineB, "DeliverShareWraps")]).toEqual([2, 1]);
  });

  it("hand over what is verified: nothing to whom the server alone names, nothing for a key that it alone states", async () => {
    const { bob, eve } = its;
    const share = await newShare("Safe");
    const [line, asked] = [lineA, gate()];
    held.a = {};
    const before = line.bodies.length;
    line.tamper("PendingShareWraps", ({ viewer }: Answer) => {
      const [one] = viewer.pendingShareWraps;
      if (one) viewer.pendingShareWraps.push({ ...one, recipient: userOf(bob) });
    });
    line.tamper("PublicKeys", ({ viewer }: Answer) => {
      for (const person of viewer.tenant.peopleOf) if (person) person.encryptionKey = stranger;
      asked.open();
    });
    const stranger = Buffer.alloc(1_216, 7).toString("base64url");
    await following(first);
    await following(eve.client);
    const trouble = nextEvent(first, "trouble");
    await putIn(eve, share);
    await asked.passed;
    expect(await trouble).toMatchObject({ code: "SERVER_CAUGHT" });
    const given = () => line.bodies.slice(before).filter((body) => body.includes('"DeliverShareWraps"'));
    expect(given()).toEqual([]);

    line.honest();
    line.tamper("PendingShareWraps", ({ viewer }: Answer) => {
      const [one] = viewer.pendingShareWraps;
      if (one) viewer.pendingShareWraps.push({ ...one, recipient: userOf(bob) });
    });
    await tablet.shares.rename(share, "Savings");
    await reads(eve.client, share, "One");
    expect(given().join()).toContain(userOf(eve));
    expect(given().join()).not.toContain(userOf(bob));
  });
});

describe("a device", () => {
  it("gives nobody a key twice, and comes to an end, however often the server says that they lack it", async () => {
    const { ada, bob, portal } = its;
    const share = await newShare("Loop", [{ user: userOf(bob) }]);
    const group = await portal.company.groups.create("Crew", [userOf(ada), userOf(bob)]);
    await ada.client.syncNow();
    const line = makeLine();
    const waits = { epoch: 1, groupEpoch: null };
    const pendingShareWraps = [{ ...waits, share, recipient: userOf(bob) }];
    line.answer("PendingShareWraps", { data: { viewer: { pendingShareWraps } } });
    line.answer("DeliverShareWraps", { data: { deliverShareWraps: { delivered: 500 } } });
    line.answer("PendingWraps", { data: { viewer: { pendingWraps: [{ epoch: 1, group, user: userOf(bob) }] } } });
    line.answer("DeliverWraps", { data: { deliverWraps: { delivered: 500 } } });
    const device = await ada.onDevice("asked for ever", { ...line.settings, clock });
    await device.syncNow();
    expect(["DeliverShareWraps", "DeliverWraps"].map((name) => countOf(line, name))).toEqual([1, 1]);
  });

  it("asks for guests again where their share has moved, and not because something else of the company has", async () => {
    const { ada, portal } = its;
    const share = await newShare("Guests");
    const { client: bea, address } = await newPerson(house, { clock });
    const { link } = await tablet.shares.invite(share, { address, name: "Bea" });
    await bea.shares.join(link);
    const line = makeLine();
    let looked = gate();
    const after = (operation: string) => (operation === "PendingShareWraps" ? looked.open() : undefined);
    const device = await ada.onDevice("looks", heldUp(line, { after }));
    await device.syncNow();
    looked = gate();
    await following(device);
    await looked.passed;
    const before = countOf(line, "ShareGuests");
    expect(before).toBeGreaterThan(0);
    looked = gate();
    await portal.company.groups.create("Elsewhere", []);
    await looked.passed;
    expect(countOf(line, "ShareGuests")).toBe(before);
    looked = gate();
    await tablet.shares.invite(share, { address: `carl.${address}`, name: "Carl" });
    // It may look once more for what was done elsewhere.
    while (countOf(line, "ShareGuests") === before) {
      await looked.passed;
      looked = gate();
    }
  });
});
