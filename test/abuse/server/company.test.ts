/**
 * A server that shows the people of a company otherwise than they are: to whoever joins, and to whoever is in it.
 *
 * Source: key substitution at first contact and replaced organisations of ePrint 2026/058; the rest is our own reasoning.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, completeSignUp, memoryStore, openInvitation, requestSignUp } from "../../../src/client/index.ts";
import { findIn } from "../../support/canaries.ts";
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

const address = () => `bob.${randomUUID()}@example.org`;

async function found(): Promise<{ ada: Person; portal: Client; line: Line }> {
  const ada = await newPerson(house);
  const line = makeLine();
  const portal = await ada.onDevice("portal", { surface: "PORTAL", ...line.settings });
  await portal.company.redeem(await tenantCodeIn(house.database));
  return { ada, portal, line };
}

const inviteTo = async (portal: Client, name = "Bob Martin") => {
  const [invited] = await portal.company.invite([{ address: address(), name }]);
  if (!invited) throw new Error("nobody was invited");
  return invited;
};

/** Opens an invitation over a line on which the server lies. */
async function openOver(link: string, lie: (answer: Answer) => void) {
  const line = makeLine();
  let told = 0;
  line.tamper("OpenInvitation", ({ openInvitation: answer }) => {
    told++;
    lie(answer);
  });
  const settings = { url: house.url, store: memoryStore(), ...line.settings };
  const error = await openInvitation(settings, link).then(
    (view) => view,
    ({ code, check }) => [code, check],
  );
  return { told, error, line };
}
const caught = (check: string) => ["SERVER_CAUGHT", check];
/** Nobody can tell it from a link that was changed on its way. */
const unfit = ["INVITATION_UNFIT", undefined];

/** The link with one bit of what it says changed. */
function changedAt(link: string, place: number): string {
  const [before, text = ""] = link.split("#");
  const bytes = Buffer.from(text, "base64url");
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return `${before}#${bytes.toString("base64url")}`;
}

describe("an invitation on a server that", () => {
  it("is honest is what it is", async () => {
    const { portal } = await found();
    const { error } = await openOver((await inviteTo(portal)).link, () => {});
    expect(error).toMatchObject({ name: "Bob Martin" });
  });

  it("puts another company in the place of the one that invited is caught by the link", async () => {
    const [{ portal }, mallory] = [await found(), await found()];
    const [real, false_] = [await inviteTo(portal), await inviteTo(mallory.portal)];
    let other: Answer;
    await openOver(false_.link, (answer) => {
      other = answer;
    });
    const whole = await openOver(real.link, (answer) => Object.assign(answer, other));
    expect([whole.told, whole.error]).toEqual([1, caught("WRONG_ROSTER")]);
    const renamed = await openOver(real.link, (answer) => Object.assign(answer, { links: other.links }));
    expect([renamed.told, renamed.error]).toEqual([1, caught("WRONG_ROSTER")]);
    const tenant = await openOver(real.link, (answer) => Object.assign(answer, { tenant: other.tenant }));
    expect([tenant.told, tenant.error]).toEqual([1, caught("WRONG_ROSTER")]);
  });

  it("withholds what was signed before the link was made gets nobody in: nobody joins a company of the past", async () => {
    const { portal } = await found();
    await portal.company.rename("Named before");
    const { link } = await inviteTo(portal);
    const cut = await openOver(link, (answer) => answer.links.pop());
    expect(cut.error).toEqual(unfit);
    const hole = await openOver(link, (answer) => answer.links.splice(1, 1));
    expect(hole.error).toEqual(caught("BROKEN_CHAIN"));
    const bit = await openOver(link, (answer) => {
      const { link: bytes } = answer.links[1];
      answer.links[1].link = bytes.slice(0, 200) + (bytes[200] === "A" ? "B" : "A") + bytes.slice(201);
    });
    expect(bit.error).toContain("SERVER_CAUGHT");
    const none = await openOver(link, (answer) => Object.assign(answer, { links: [], hasMore: true }));
    expect(none.error).toContain("SERVER_CAUGHT");
    let page = 0;
    const endless = await openOver(link, (answer) => {
      if (page++ > 0) answer.links = [];
      answer.hasMore = true;
    });
    expect(endless.error).toEqual(["MALFORMED_ANSWER", undefined]);
  });

  it("shows another genesis, or another link where the invitation's link names one, gets nobody in", async () => {
    const { portal } = await found();
    const { link } = await inviteTo(portal);
    // Tenant and secret lead to no invitation; genesis, seq and hash fit nothing that is shown. An honest server is not accused.
    const places = { tenant: 1, secret: 17, genesis: 33, seq: 49, head: 68 };
    const told = Object.entries(places).map(async ([part, place]) => {
      const { error } = await openOver(changedAt(link, place), () => {});
      return [part, error];
    });
    expect(Object.fromEntries(await Promise.all(told))).toEqual({
      tenant: ["INVITATION_REFUSED", undefined],
      secret: ["INVITATION_REFUSED", undefined],
      genesis: unfit,
      seq: unfit,
      head: unfit,
    });
  });

  it("says that it is for somebody else is caught by the commitment", async () => {
    const { portal } = await found();
    const { link } = await inviteTo(portal);
    for (const change of [
      { address: "mallory@example.org" },
      { name: "Mallory" },
      { salt: Buffer.alloc(32).toString("base64url") },
    ]) {
      const { error } = await openOver(link, (answer) => Object.assign(answer, change));
      expect(error).toEqual(caught("MISMATCH"));
    }
  });

  it("gives back one that is void is believed by nobody", async () => {
    const { portal } = await found();
    const { link } = await inviteTo(portal);
    let before: Answer;
    await openOver(link, (answer) => {
      before = structuredClone(answer);
    });
    const [open] = await portal.company.invitations();
    await portal.company.voidInvitations([open?.key ?? ""]);
    const after = await openOver((await inviteTo(portal)).link, (answer) => {
      before.links = answer.links;
      Object.assign(answer, { ...before, links: answer.links });
    });
    expect(after.error).toEqual(caught("MISMATCH"));
    const line = makeLine();
    const { links } = before;
    line.answer("OpenInvitation", { data: { openInvitation: { ...before, __typename: "OpenedInvitation", links } } });
    const settings = { url: house.url, store: memoryStore(), ...line.settings };
    await expect(openInvitation(settings, link)).rejects.toMatchObject({
      code: "INVITATION_REFUSED",
      details: { reason: "GONE" },
    });
  });

  it("never hears its secret, whatever is done with it", async () => {
    const { portal, line } = await found();
    const invited = await inviteTo(portal);
    const joining = makeLine();
    const settings = { url: house.url, store: memoryStore(), ...joining.settings };
    const { signUp } = await requestSignUp(settings, invited.address);
    const code = await house.codeFor(invited.address);
    const input = { signUp, address: invited.address, code, password: "a good password", deviceName: "laptop" };
    const { client } = await completeSignUp(settings, { ...input, invitation: invited.link });
    await client.close();
    const secret = Buffer.from(invited.link.split("#")[1] ?? "", "base64url").subarray(17, 33);
    const sent = Buffer.from([...line.bodies, ...joining.bodies, ...house.log].join("\n"));
    expect(findIn(sent, [secret.toString("latin1"), secret.toString("base64url"), secret.toString("hex")])).toEqual([]);
    expect(sent.includes(secret)).toBe(false);
    expect(sent.includes(secret.toString("base64url").slice(0, 20))).toBe(false);
  });

  it("is not asked where the address of the account is another one", async () => {
    const { portal } = await found();
    const { link } = await inviteTo(portal);
    const other = address();
    const line = makeLine();
    const settings = { url: house.url, store: memoryStore(), ...line.settings };
    const { signUp } = await requestSignUp(settings, other);
    const code = await house.codeFor(other);
    const input = { signUp, address: other, code, password: "a good password", deviceName: "laptop", invitation: link };
    await expect(completeSignUp(settings, input)).rejects.toMatchObject({ details: { reason: "OTHER_ADDRESS" } });
    expect(line.sent).not.toContain("CompleteSignUp");
  });
});

describe("the people of a company on a server that", () => {
  it("shows the right key under another name, or another's, are shown as nobody", async () => {
    const { portal, line } = await found();
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const user = bob.client.account.user;
    line.tamper("ListPeople", ({ viewer }) => {
      const [one, other] = viewer.tenant.people.edges;
      const { user: first } = one.node;
      one.node.user = other.node.user;
      other.node.user = first;
    });
    expect((await portal.company.people()).map(({ name, address: its }) => [name, its])).toEqual([
      [null, null],
      [null, null],
    ]);
    line.honest();
    expect((await portal.company.people()).find((each) => each.user === user)?.name).toBe("Bob Martin");
  });

  it("adds somebody, or hides somebody, are those of the roster", async () => {
    const { portal, line } = await found();
    await newPerson(house, {}, await inviteTo(portal));
    line.tamper("ListPeople", ({ viewer }) => {
      const { edges } = viewer.tenant.people;
      edges.push({ node: { ...edges[0].node, user: randomUUID() } });
      edges.splice(0, 1);
    });
    const people = await portal.company.people();
    expect(people).toHaveLength(2);
    expect(people.filter(({ name }) => name === null)).toHaveLength(1);
  });

  it("lists people as removed who are not, or under another name, has nobody deleted for it", async () => {
    const { ada, portal, line } = await found();
    const [bob, eve] = [
      await newPerson(house, {}, await inviteTo(portal)),
      await newPerson(house, {}, await inviteTo(portal)),
    ];
    const gone = userOf(eve);
    await portal.company.remove(gone);
    const told = async (lie: (node: Answer, edges: Answer[]) => void) => {
      line.tamper("ListFormerMembers", ({ viewer }) => {
        const { edges } = viewer.tenant.formerMembers;
        lie(edges[0].node, edges);
      });
      return (await portal.company.formerPeople()).map(({ user, name }) => [user, name]);
    };
    expect(await told(() => {})).toEqual([[gone, "Bob Martin"]]);
    for (const user of [userOf(bob), userOf(ada), randomUUID()]) {
      expect(await told((node) => Object.assign(node, { user }))).toEqual([]);
    }
    for (const removedSeq of [0, 1, 10_000]) {
      expect(await told((node) => Object.assign(node, { removedSeq }))).toEqual([]);
    }
    expect(await told((node) => Object.assign(node, { name: "Mallory" }))).toEqual([[gone, null]]);
    expect((await portal.company.roster({ names: true })).links.at(-1)).toMatchObject({ names: { user: null } });
    // Who came back is a member, whatever link once put them out.
    await bob.client.company.leave();
    const left = (await portal.company.formerPeople()).find(({ user }) => user === userOf(bob))?.seq;
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword: "another password, after it" });
    const [invited] = await portal.company.invite([{ address: bob.address, name: "Bob Martin" }]);
    await bob.client.company.join(invited?.link ?? "");
    expect(await told((node) => Object.assign(node, { user: userOf(bob), removedSeq: left }))).toEqual([]);
    expect((await portal.company.people()).map(({ user }) => user)).toContain(userOf(bob));
  });

  it("forks the company is caught by everybody who has seen the other side: they keep the evidence and what they had", async () => {
    const { ada, portal } = await found();
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const eve = await newPerson(house, {}, await inviteTo(portal, "Eve"));
    await portal.company.setRole(eve.client.account.user, "ADMINISTRATOR");
    const hers = await eve.onDevice("portal", { surface: "PORTAL" });
    for (const each of [ada.client, eve.client, portal, hers]) await each.syncNow();
    const restore = await house.backUp();
    await portal.company.rename("As Ada signed it");
    for (const each of [ada.client, bob.client]) await each.syncNow();
    await restore();
    await house.start();
    await hers.company.rename("As Eve signed it");
    await hers.company.rename("As Eve signed it then");
    for (const each of [ada.client, bob.client, portal]) {
      await each.syncNow().catch(() => {});
      expect(each.evidence.list()).toContainEqual(expect.objectContaining({ kind: "ROSTER", check: "BROKEN_CHAIN" }));
    }
    for (const each of [ada.client, bob.client]) {
      expect(await each.company.view()).toMatchObject({ name: "As Ada signed it" });
    }
    await expect(portal.company.rename("On and on")).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
      check: "BROKEN_CHAIN",
    });
  });

  it("names a vault twice among the heads of whoever is to go has nothing signed, and says what it got wrong", async () => {
    const { portal, line } = await found();
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const { user } = bob.client.account;
    const head = { vault: randomUUID(), revision: 1, hash: "A".repeat(43) };
    line.tamper("CutOf", ({ viewer }) => {
      viewer.tenant.cutOf = [head, { ...head, revision: 2 }];
    });
    for (const taking of [portal.company.remove(user), portal.company.suspend(user)]) {
      await expect(taking).rejects.toMatchObject({ code: "MALFORMED_ANSWER", details: { field: "cutOf" } });
    }
    line.honest();
    await portal.company.remove(user);
    expect(await portal.company.people()).toHaveLength(1);
  });

  it("spoils a wrap beyond what X-Wing takes leaves the company usable; the wrap is given back, and delivered anew", async () => {
    const { ada, portal } = await found();
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const both = [ada.client.account.user, bob.client.account.user];
    const group = await portal.company.groups.create("Accounting", both);
    const line = makeLine();
    line.tamper("Groups", ({ viewer }) => {
      for (const wrap of viewer.tenant.groupsOf.flatMap((each: Answer) => each?.wraps ?? [])) {
        // X25519's share of the ciphertext: all zeros is a point of small order.
        wrap.wrap = Buffer.from(wrap.wrap, "base64url").fill(0, 1_088, 1_120).toString("base64url");
      }
    });
    const laptop = await ada.onDevice("laptop", line.settings);
    const shown = async () => (await laptop.company.groups.list()).find((each) => each.group === group);
    expect(await shown()).toMatchObject({ name: null, key: "PENDING" });
    await laptop.syncNow();
    expect(line.sent).toContain("RefuseWrap");
    line.honest();
    expect(await shown()).toMatchObject({ key: "PENDING" });
    await bob.onDevice("phone");
    expect(await shown()).toMatchObject({ name: "Accounting", key: "HERE" });
  });

  it("takes the name of the company back is caught by whoever knew it", async () => {
    const { portal, line } = await found();
    await portal.company.rename("Babbage & Co.");
    line.tamper("Sync", ({ sync }) => {
      for (const roster of sync.rosters) roster.links = roster.links.slice(0, 1);
    });
    await portal.syncNow().catch(() => {});
    expect(await portal.company.view()).toMatchObject({ name: "Babbage & Co." });
  });
});

const userOf = ({ client }: Person) => client.account.user;
const hire = async (portal: Client, name: string) => newPerson(house, {}, await inviteTo(portal, name));
/** What somebody has seen of everything is noted in their account vault: a new device does that at once. */
const noteAll = async (person: Person) => {
  const device = await person.onDevice("notes");
  await device.syncNow();
  await device.signOut();
};
const keyOf = async (client: Client, group: string) =>
  (await client.company.groups.list()).find((each) => each.group === group)?.key;
const caughtAt = (client: Client, roster: string) =>
  client.evidence.list().flatMap((each) => (each.roster === roster ? [each.check] : []));
/** Links of one roster are left out of what comes: those from `seq` on. */
const withhold = (line: Line, roster: string, seq: number) =>
  line.tamper("Sync", ({ sync }) => {
    for (const each of sync.rosters) {
      if (each.roster === roster) each.links = each.links.filter((link: Answer) => link.seq < seq);
    }
    sync.rosters = sync.rosters.filter(({ links }: Answer) => links.length > 0);
  });
/** A line on which one question, once it is told to, is answered so that everything is asked for from the beginning. */
function fromTheBeginning() {
  const line = makeLine();
  let isDue = false;
  const through = line.settings.fetch ?? fetch;
  const refused = { errors: [{ message: "No.", extensions: { code: "INVALID_CURSOR" } }] };
  const begin = () => {
    isDue = true;
  };
  const settings = {
    ...line.settings,
    fetch: async (...request: Parameters<typeof fetch>) => {
      if (!isDue || JSON.parse(String(request[1]?.body)).operationName !== "Sync") return through(...request);
      isDue = false;
      return Response.json(refused);
    },
  };
  return { settings, begin, isDone: () => !isDue };
}

describe("a group of a company on a server that", () => {
  /** A board of Ada and Bob, of which Eve was a member until link 5; Ada's devices have noted that. */
  async function board() {
    const { ada, portal } = await found();
    const [bob, eve] = [await hire(portal, "Bob"), await hire(portal, "Eve")];
    const group = await portal.company.groups.create("Board", [userOf(ada), userOf(bob)]);
    await portal.company.groups.add(group, userOf(eve));
    await portal.company.groups.remove(group, userOf(eve));
    await noteAll(ada);
    return { ada, portal, bob, eve, group };
  }

  it("shows it as it was before somebody was removed gets nothing of it: it is frozen, also after a restart", async () => {
    const { ada, eve, group } = await board();
    const line = makeLine();
    withhold(line, group, 5);
    line.tamper("PendingWraps", ({ viewer }) => viewer.pendingWraps.push({ group, epoch: 1, user: userOf(eve) }));
    const device = await ada.onDevice("new", { surface: "PORTAL", ...line.settings });
    await device.syncNow();
    const isCaught = async () => {
      expect(caughtAt(device, group)).toEqual(["WENT_BACK"]);
      const shown = (await device.company.groups.list()).find((each) => each.group === group);
      expect(shown).toMatchObject({ key: "FROZEN", name: null, members: [] });
      for (const act of [
        () => device.company.groups.rename(group, "Another"),
        () => device.company.groups.add(group, userOf(eve)),
        () => device.company.groups.leave(group),
        () => device.company.groups.renew(group),
        () => device.company.groups.end(group),
        () => device.company.roster({ group }),
      ]) {
        await expect(act()).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WENT_BACK" });
      }
    };
    await isCaught();
    await device.lock();
    await device.unlock(ada.password);
    await device.syncNow();
    await isCaught();
    expect(line.bodies.filter((body) => body.includes('"DeliverWraps"'))).toEqual([]);
    line.honest();
    await device.evidence.thaw(group);
    expect(await keyOf(device, group)).toBe("DUE");
    await device.company.groups.rename(group, "The board");
  });

  it("does not show it at all to somebody who has a right to it is caught", async () => {
    const { ada, portal, group } = await board();
    const everyone = (await portal.company.groups.list()).find((each) => each.everyone)?.group ?? "";
    for (const roster of [group, everyone]) {
      const line = makeLine();
      withhold(line, roster, 0);
      const device = await ada.onDevice("new", { surface: "PORTAL", ...line.settings });
      await device.syncNow();
      expect(caughtAt(device, roster)).toEqual(["WENT_BACK"]);
      expect(await keyOf(device, roster)).toBe("FROZEN");
      await expect(device.company.groups.rename(group, "Another")).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
      line.honest();
      await device.evidence.thaw(roster);
      expect(await keyOf(device, roster)).toBe(roster === everyone ? "HERE" : "DUE");
    }
  });

  it("keeps its newest links from a device that has it is caught by what another device has noted", async () => {
    const { ada, portal, bob, eve, group } = await board();
    const line = makeLine();
    const device = await ada.onDevice("second", { surface: "PORTAL", ...line.settings });
    await device.syncNow();
    withhold(line, group, 0);
    await portal.company.groups.remove(group, userOf(bob));
    await noteAll(ada);
    await device.syncNow();
    expect(caughtAt(device, group)).toEqual(["WENT_BACK"]);
    expect(await keyOf(device, group)).toBe("FROZEN");
    await expect(device.company.groups.add(group, userOf(eve))).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    // It would have to leave all its groups: of this one nobody knows who is in it.
    await expect(device.company.remove(userOf(bob))).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    line.honest();
    await device.evidence.thaw(group);
    expect(await keyOf(device, group)).toBe("DUE");
  });

  it("keeps links from a device that a checkpoint of the company states is caught by it, also after a restart", async () => {
    const { ada, portal, bob, eve, group } = await board();
    await portal.company.setRole(userOf(eve), "ADMINISTRATOR");
    const line = makeLine();
    const device = await ada.onDevice("second", { surface: "PORTAL", ...line.settings });
    await device.syncNow();
    withhold(line, group, 0);
    await portal.company.groups.remove(group, userOf(bob));
    await portal.company.setRole(userOf(eve), "USER");
    for (let round = 0; round < 2; round++) {
      await device.syncNow();
      expect(caughtAt(device, group)).toEqual(["WENT_BACK"]);
      expect(await keyOf(device, group)).toBe("FROZEN");
      await expect(device.company.groups.renew(group)).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
      await device.lock();
      await device.unlock(ada.password);
    }
    line.honest();
    await device.evidence.thaw(group);
    expect(await keyOf(device, group)).toBe("DUE");
  });

  it("keeps the company's newest links from a device has nothing signed by it, and nothing tended", async () => {
    const { ada, portal, bob, group } = await board();
    const line = makeLine();
    const device = await ada.onDevice("second", { surface: "PORTAL", ...line.settings });
    await device.syncNow();
    const { roster: tenant } = await device.company.roster();
    withhold(line, tenant, 0);
    await portal.company.remove(userOf(bob));
    await noteAll(ada);
    const asked = line.sent.length;
    await device.lock();
    await device.unlock(ada.password);
    await device.syncNow();
    // The account vault names a link of the tenant that is not shown: it freezes, and what is noted there is not known.
    const [frozen] = device.evidence.list();
    expect(frozen).toMatchObject({ kind: "VAULT", check: "WRONG_TENANT_HEAD" });
    expect(line.sent.slice(asked)).not.toContain("PendingWraps");
    for (const act of [
      () => device.company.rename("Of the past"),
      () => device.company.groups.rename(group, "Another"),
      () => device.company.renameMe("Another"),
      () => device.shares.remove(group, userOf(ada)),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WRONG_TENANT_HEAD" });
    }
    line.honest();
    await device.evidence.thaw(frozen?.vault ?? "");
    await device.company.rename("Of today");
  });

  it("shows the company otherwise to one of two who share it is caught by the first link that the other signs", async () => {
    const { ada, portal } = await found();
    const bob = await newPerson(house, {}, await inviteTo(portal));
    const eve = await newPerson(house, {}, await inviteTo(portal, "Eve"));
    await portal.company.setRole(eve.client.account.user, "ADMINISTRATOR");
    const both = [ada.client.account.user, bob.client.account.user];
    const group = await portal.company.groups.create("Accounting", both);
    const line = makeLine();
    const laptop = await ada.onDevice("laptop", line.settings);
    const hers = await eve.onDevice("portal", { surface: "PORTAL" });
    for (const each of [laptop, bob.client]) await each.syncNow();
    const restore = await house.backUp();
    await portal.company.rename("As Ada is shown it");
    await laptop.syncNow();
    await restore();
    await house.start();
    await hers.company.rename("As Bob is shown it");
    await bob.client.syncNow();
    await bob.client.company.groups.leave(group);
    // Ada is kept from the company as Bob sees it, and shown what Bob signed in the group that they share.
    line.tamper("Sync", (data) => {
      if (data?.sync) data.sync.rosters = data.sync.rosters.filter(({ kind }: Answer) => kind !== "TENANT");
    });
    await laptop.syncNow().catch(() => {});
    expect(laptop.evidence.list()).toContainEqual(
      expect.objectContaining({ kind: "ROSTER", roster: group, check: "WRONG_TENANT_HEAD" }),
    );
    expect((await laptop.company.groups.list()).find((each) => each.group === group)?.members).toContain(both[1]);
  });

  it("is honest is accused of nothing: by nobody who is no member or administrator any more", async () => {
    const { portal } = await found();
    const [bob, eve] = [await hire(portal, "Bob"), await hire(portal, "Eve")];
    const group = await portal.company.groups.create("Board", [userOf(bob)]);
    const ended = await portal.company.groups.create("Ended", [userOf(bob)]);
    await portal.company.setRole(userOf(eve), "ADMINISTRATOR");
    const [far, ofEve] = [fromTheBeginning(), fromTheBeginning()];
    const phone = await bob.onDevice("phone", far.settings);
    const hers = await eve.onDevice("phone", ofEve.settings);
    for (const each of [phone, hers, bob.client, eve.client]) await each.syncNow();
    await portal.company.groups.rename(group, "The board");
    await portal.company.groups.remove(group, userOf(bob));
    await portal.company.groups.end(ended);
    await portal.company.setRole(userOf(eve), "USER");
    for (const each of [bob, eve]) {
      await each.client.syncNow();
      await each.client.signOut();
    }
    for (const each of [far, ofEve]) each.begin();
    const fresh = [await bob.onDevice("fresh"), await eve.onDevice("fresh")];
    for (const each of [phone, hers, ...fresh]) {
      await each.syncNow();
      expect(each.evidence.list()).toEqual([]);
      expect(await keyOf(each, group)).toBeUndefined();
      await expect(each.company.groups.leave(group)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect([far.isDone(), ofEve.isDone()]).toEqual([true, true]);
  });

  it("invents any number of groups is caught once, with no more kept than one piece of evidence holds", async () => {
    const { portal, line } = await found();
    const group = await portal.company.groups.create("Board", [portal.account.user]);
    line.tamper("Sync", ({ sync }) => {
      const links = Array.from({ length: 10 }, (_, seq) => ({
        seq,
        link: Buffer.alloc(16_000).toString("base64url"),
        signatures: [],
      }));
      for (let i = 0; i < 30; i++) sync.rosters.push({ roster: randomUUID(), kind: "GROUP", seq: 9, links });
    });
    for (let i = 0; i < 3; i++) await portal.syncNow();
    expect(portal.evidence.list().map(({ check, known: { named } }) => [check, named])).toEqual([
      ["WRONG_ROSTER", false],
    ]);
    expect(JSON.stringify(portal.evidence.list()).length).toBeLessThan(100_000);
    await portal.company.groups.rename(group, "The board");
    expect(await keyOf(portal, group)).toBe("HERE");
  });
});
