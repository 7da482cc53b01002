/** All companies from one place: from an operator's code to the day when a company goes its own way. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import { cloneCompany } from "../../bench/seed/clone-company.ts";
import type { Client, PartnerEvent } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { askRaw, joins, newPartner, openReceiver, type PartnerPeople } from "../support/partner-people.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let pia: PartnerPeople;
/** A technician, at the desk of every company. */
let tom: Client;
let [babbage, lovelace] = ["", ""];
let ada: { person: Person; portal: Client };
let bob: Person;
let token = "";

beforeAll(async () => {
  receiver = await openReceiver();
  house = await openHouse({ WEBHOOK_ALLOW: "127.0.0.1" });
  pia = await newPartner(house);
});
afterAll(async () => {
  await closePeople();
  await house.close();
  await receiver.close();
});

it("A partner gives its people roles, and founds companies by its desk", async () => {
  const [invited] = await pia.portal.company.invite([{ address: "tom@msp.example", name: "Tom" }]);
  const technician = await newPerson(house, { patience: 0 }, invited);
  await expect(technician.onDevice("desk", { surface: "PARTNER" })).rejects.toMatchObject({
    code: "PORTAL_RESTRICTED",
  });
  await pia.client.partner.staff.set(technician.client.account.user, "TECHNICIAN");
  tom = await technician.onDevice("desk", { surface: "PARTNER", patience: 0 });

  await pia.client.partner.templates.put({
    name: "Basics",
    labels: [],
    says: { sessionLifetimeHours: { value: 72, locked: true } },
  });
  const found = (name: string, labels: string[]) =>
    pia.client.partner.create({
      name,
      plan: "STANDARD",
      seats: 10,
      labels,
      rights: ["INVITE", "POLICY", "BREAK_GLASS"],
      administrators: [{ address: `ada@${labels[0]}.example`, name: "Ada Lovelace" }],
    });
  const [one, other] = [await found("Babbage & Co.", ["retail"]), await found("Lovelace Ltd", ["bank"])];
  [babbage, lovelace] = [one.tenant, other.tenant];
  expect(await pia.client.partner.view()).toMatchObject({ name: "Pia's IT", seats: 100, seatsSold: 20 });

  const { desks } = pia.client.partner;
  const tended = await desks.tend(await desks.preview());
  expect(tended.map(({ outcome }) => outcome)).toEqual(["DONE", "DONE"]);
  expect((await desks.tend(await desks.preview())).map(({ outcome }) => outcome)).toEqual(["UNCHANGED", "UNCHANGED"]);
  ada = await joins(house, one.invitations[0]);
  await joins(house, other.invitations[0]);
});

it("The first administrator finds whose desk it is, and from then on decides who administers", async () => {
  // She has just joined, and synced nothing yet.
  expect(ada.person.client.company.policies.own().sessionLifetimeHours.origin.scope).toBe("PARTNER");
  const [desk] = await ada.portal.company.desks.list();
  expect(desk).toMatchObject({ rights: ["INVITE", "POLICY", "BREAK_GLASS"], hours: 24, breakGlass: null });
  // A day at least before a break-glass: that it is less only she says.
  const soon = {
    name: "Soon",
    plan: "STANDARD",
    seats: 1,
    administrators: [{ address: "eve@soon.example", name: "Eve" }],
  } as const;
  await expect(pia.client.partner.create({ ...soon, rights: ["BREAK_GLASS"], hours: 23 })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await ada.portal.company.desks.change(desk?.desk ?? "", { hours: 0 });
  expect(desk?.staff.map(({ name }) => name).sort()).toEqual(["Ada Lovelace", "Tom"]);
  expect(await ada.portal.company.view()).toMatchObject({ name: "Babbage & Co.", you: { primary: true } });

  await expect(
    tom.partner.invite(babbage, [{ address: "mallory@example.com", name: "Mallory", role: "ADMINISTRATOR" }]),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  const [invited] = await tom.partner.invite(babbage, [{ address: "bob@example.com", name: "Bob Martin" }]);
  bob = await newPerson(house, { patience: 0 }, invited);
  expect((await tom.partner.verified(babbage)).people.map(({ name, role }) => [name, role])).toEqual(
    expect.arrayContaining([
      ["Ada Lovelace", "ADMINISTRATOR"],
      ["Bob Martin", "USER"],
    ]),
  );
});

it("A template binds many at once, and its lock holds below", async () => {
  await pia.client.partner.templates.put({
    name: "Retail",
    labels: ["retail"],
    says: { disableExport: { value: true } },
  });
  const preview = await tom.partner.templates.preview();
  expect(preview.find(({ tenant }) => tenant === babbage)?.settings.map(({ setting }) => setting)).toContain(
    "disableExport",
  );
  const applied = await tom.partner.templates.apply();
  expect(applied.find(({ tenant }) => tenant === babbage)?.outcome).toBe("DONE");
  expect((await tom.partner.templates.apply()).every(({ outcome }) => outcome === "UNCHANGED")).toBe(true);

  await bob.client.syncNow();
  expect(bob.client.company.policies.own()).toMatchObject({
    sessionLifetimeHours: { value: 72, locked: true, origin: { scope: "PARTNER" } },
    disableExport: { value: true, origin: { scope: "PARTNER" } },
  });
  await expect(
    ada.portal.company.policies.set({ scope: "TENANT" }, { sessionLifetimeHours: { value: 700 } }),
  ).rejects.toMatchObject({ code: "POLICY_REFUSED", details: { refusal: "CONTRADICTS_LOCK" } });
  // What she says of another setting the partner locks thereafter: it stands, in vain, and is shown so.
  const everybody = { scope: "TENANT" } as const;
  const own = ada.portal.company.policies;
  await own.set(everybody, { disableExport: { value: false }, vaultTimeoutMinutes: { value: 600 } });
  const his = { scope: "USER", id: bob.client.account.user } as const;
  await own.set(his, { vaultTimeoutMinutes: { value: 15 }, maximumPasswordAge: { value: 90 } });
  await pia.client.partner.templates.put({
    name: "Quick",
    labels: ["retail"],
    says: { vaultTimeoutMinutes: { value: 15, locked: true } },
  });
  await tom.partner.templates.apply();
  const said = await own.list();
  const by = { scope: "PARTNER", id: pia.client.account.tenant };
  const overruled = [{ setting: "vaultTimeoutMinutes", value: 15, by }];
  const inVain = (scope: string) => said.find(({ target }) => target.scope === scope)?.overruled;
  expect(inVain("TENANT")).toEqual(overruled);
  // Bob's is said as it binds; of what the partner leaves open, the company decides.
  expect(inVain("USER")).toEqual([]);
  expect(inVain("PARTNER")).toEqual([{ setting: "disableExport", value: false, by: everybody }]);
  await own.set(his, { vaultTimeoutMinutes: null, maximumPasswordAge: null });
  const looser = { vaultTimeoutMinutes: { value: 30, locked: true } };
  expect(await own.try(everybody, looser)).toMatchObject({ refusal: null, touched: [], overruled });
  expect(await own.try(everybody, { vaultTimeoutMinutes: { value: 5, locked: true } })).toMatchObject({
    overruled: [],
  });
  await expect(own.set(everybody, { vaultTimeoutMinutes: { value: 5 } })).rejects.toMatchObject({
    details: { refusal: "CONTRADICTS_LOCK", setting: "vaultTimeoutMinutes", desk: by.id },
  });
  await bob.client.syncNow();
  expect(bob.client.company.policies.own().disableExport).toMatchObject({ value: false, origin: { scope: "TENANT" } });
});

it("Programs see how all of them stand, by a token that gives no more", async () => {
  const account = await pia.client.partner.serviceAccounts.create({
    name: "dashboard",
    scopes: ["READ_COMPANIES", "READ_EVENTS"],
    days: 30,
  });
  token = account.token;
  const { secret } = await pia.client.partner.webhooks.create({
    name: "tickets",
    url: receiver.url,
    groups: ["AUDIT"],
  });
  expect(secret).toMatch(/^whsec_/);
  const odd = { name: "tick\u202eets", url: receiver.url, groups: ["AUDIT"] as const };
  await expect(pia.client.partner.webhooks.create(odd)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    details: { argument: "name" },
  });
  const { data } = await askRaw<{ partner: { companies: { edges: { node: unknown }[] }; totals: unknown } }>(
    house.url,
    token,
    `query { partner { totals { companies people seatsTaken } companies(orderBy: { by: NAME }) {
      edges { node { tenant name labels plan posture { people administrators secondFactor { without } } } } } } }`,
  );
  expect(data?.partner.companies.edges.map(({ node }) => node)).toEqual([
    expect.objectContaining({
      tenant: babbage,
      name: "Babbage & Co.",
      labels: ["retail"],
      posture: { people: 2, administrators: 1, secondFactor: { without: 2 } },
    }),
    expect.objectContaining({ tenant: lovelace, labels: ["bank"] }),
  ]);
  expect(data?.partner.totals).toEqual({ companies: 2, people: 3, seatsTaken: 3 });
  const names = await askRaw(
    house.url,
    token,
    "query ($tenant: Uuid!) { partner { company(tenant: $tenant) { users { edges { node { name } } } } } }",
    { tenant: babbage },
  );
  expect(names.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  const signing = await askRaw(
    house.url,
    token,
    "query ($company: Uuid!) { companyAtDesk(company: $company) { tenant } }",
    {
      company: babbage,
    },
  );
  expect(signing.errors?.[0]?.extensions.code).toBe("WRONG_SURFACE");
});

it("Break-glass is asked for before everybody's eyes, helps, and is ended by whom it helped", async () => {
  await expect(tom.partner.breakGlass.makeAdministrator(babbage, bob.client.account.user)).rejects.toMatchObject({
    code: "BREAK_GLASS_CLOSED",
  });
  const reason = "Ada is in hospital";
  await tom.partner.breakGlass.begin(babbage, { reason, lasting: 24 });
  expect((await ada.portal.company.desks.list())[0]?.breakGlass).toMatchObject({ reason, inForce: true });
  await tom.partner.breakGlass.makeAdministrator(babbage, bob.client.account.user);
  const portal = await bob.onDevice("office", { surface: "PORTAL", patience: 0 });
  const [desk] = await portal.company.desks.list();
  expect(desk?.breakGlass).toMatchObject({ reason, inForce: true });
  await portal.company.desks.endBreakGlass(desk?.desk ?? "");
  await expect(tom.partner.breakGlass.suspend(babbage, bob.client.account.user)).rejects.toMatchObject({
    code: "BREAK_GLASS_CLOSED",
  });
});

it("Service account and webhook hear of it, by ids alone", async () => {
  const heard = new Set<string>();
  const enough = new AbortController();
  // What was done a moment ago is placed within seconds.
  for await (const { kind } of pia.client.partner.feed({ companies: [babbage], follow: true, signal: enough.signal })) {
    heard.add(kind);
    if (["BREAK_GLASS_ASKED", "BREAK_GLASS_ENDED", "PARTNER_POLICIES_SET"].every((each) => heard.has(each)))
      enough.abort();
  }
  const { data } = await askRaw<{ partnerEvents: { events: { cursor: string; kind: string }[] } }>(
    house.url,
    token,
    "query ($companies: [Uuid!]) { partnerEvents(companies: $companies) { events { cursor kind company } } }",
    { companies: [babbage] },
  );
  expect(data?.partnerEvents.events.map(({ kind }) => kind)).toContain("BREAK_GLASS_ENDED");
  const { body } = await receiver.heard(({ body: text }) => text.includes("BREAK_GLASS_ASKED"));
  // A receiver that lost what it had is told everything behind a cursor again.
  const [hook] = await pia.client.partner.webhooks.list();
  const before = receiver.deliveries.length;
  await pia.client.partner.webhooks.replay(hook?.webhook ?? "", { after: data?.partnerEvents.events[0]?.cursor ?? "" });
  await receiver.heard(
    (delivery) => receiver.deliveries.indexOf(delivery) >= before && delivery.body.includes("BREAK_GLASS_ASKED"),
  );
  for (const text of ["Ada", "hospital", "retail.example", "Babbage"]) expect(body).not.toContain(text);
});

it("A company that is handed over goes on by itself, and nothing of it is to be read any more", async () => {
  await pia.client.partner.release(babbage);
  expect(await ada.portal.company.view()).toMatchObject({ plan: "STANDARD", seats: 10 });
  for (const client of [pia.client, tom]) {
    expect((await client.partner.companies()).companies.map(({ tenant }) => tenant)).toEqual([lovelace]);
    await expect(client.partner.company(babbage)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(client.partner.verified(babbage)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(client.partner.setLabels(babbage, [])).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  const later: PartnerEvent[] = [];
  const last = new AbortController();
  for await (const event of pia.client.partner.feed({ follow: true, signal: last.signal })) {
    later.push(event);
    if (event.kind === "COMPANY_GIVEN_UP") last.abort();
  }
  expect(later.filter(({ company }) => company === babbage).map(({ kind }) => kind)).toEqual(["COMPANY_GIVEN_UP"]);
  await receiver.heard(({ body }) => body.includes("COMPANY_GIVEN_UP") && body.includes(babbage));
  expect(later.filter(({ company }) => company === lovelace)).not.toEqual([]);
  const raw = await askRaw(
    house.url,
    token,
    "query ($tenant: Uuid!) { partner { company(tenant: $tenant) { name } } }",
    {
      tenant: babbage,
    },
  );
  expect(raw.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  await ada.portal.syncNow();
  expect(await ada.portal.company.desks.list()).toEqual([]);
  expect(ada.portal.company.policies.own().sessionLifetimeHours.origin.scope).not.toBe("PARTNER");
});

/** Pia has 999 more, each a copy of Lovelace's under ids and a name of its own, labelled by turns. */
async function grow(): Promise<void> {
  const owner = new Database({ connectionString: house.database.superuserUrl });
  await owner.connect();
  const copies = await cloneCompany(owner, lovelace, 999);
  await owner.query(
    "update tenant set name = 'Customer ' || n from unnest($1::uuid[]) with ordinality t (id, n) where tenant.id = t.id",
    [copies],
  );
  await owner.query(
    `insert into partner_company (partner_id, tenant_id, labels, reference, since, founded)
     select $1, id, array['region ' || n % 10], 'K-' || n, now(), true from unnest($2::uuid[]) with ordinality t (id, n)`,
    [pia.client.account.tenant, copies],
  );
  await owner.query("update tenant set suspended_at = now() where id = any ($1::uuid[])", [copies.slice(0, 7)]);
  await owner.end();
}

interface CompanyPage {
  readonly edges: readonly { readonly node: { readonly tenant: string; readonly name: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

it("A thousand companies are one question: counted, paged through, sorted out, found, and changed at once", async () => {
  await grow();
  const ask = <T>(query: string, variables: object = {}) => askRaw<{ partner: T }>(house.url, token, query, variables);
  const counted = await ask(
    `{ partner { all: totals { companies people }
      sorted: totals(filter: { labels: { any: ["region 3"] }, suspended: false, withoutSecondFactor: { atLeast: 1 } }) { companies } } }`,
  );
  expect(counted.data?.partner).toEqual({ all: { companies: 1_000, people: 1_000 }, sorted: { companies: 99 } });

  const page = `query ($after: String) { partner { companies(first: 100, after: $after, orderBy: { by: NAME }) {
    edges { node { tenant name posture { people secondFactor { without } } policies { sessionLifetimeHours { value origin } } } }
    pageInfo { hasNextPage endCursor } } } }`;
  const seen: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 10; pages++) {
    const answer: { data?: { partner: { companies: CompanyPage } } | null } = await ask(page, { after });
    if (!answer.data) throw new Error("no page");
    const { edges, pageInfo } = answer.data.partner.companies;
    seen.push(...edges.map(({ node }) => node.tenant));
    expect([edges.length, pageInfo.hasNextPage]).toEqual([100, pages < 9]);
    after = pageInfo.endCursor;
  }
  expect(new Set(seen).size).toBe(1_000);

  const { hits } = await pia.client.partner.search("customer 777");
  expect(hits).toMatchObject([{ name: "Customer 777", person: null }]);

  const suspended = (await pia.client.partner.companies({ filter: { suspended: true } })).companies;
  expect(suspended).toHaveLength(7);
  const action = { addLabels: ["winter"] };
  const count = (outcomes: readonly { outcome: string }[], wanted: string) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  expect(count(await pia.client.partner.bulk({ action, filter: {}, dryRun: true }), "DONE")).toBe(1_000);
  expect((await pia.client.partner.totals({ labels: { all: ["winter"] } })).companies).toBe(0);
  expect(count(await pia.client.partner.bulk({ action, filter: {} }), "DONE")).toBe(1_000);
  expect(count(await pia.client.partner.bulk({ action, filter: {} }), "UNCHANGED")).toBe(1_000);
  expect((await pia.client.partner.totals({ labels: { all: ["winter"] } })).companies).toBe(1_000);
});
