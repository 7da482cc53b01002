/** What a partner and its companies do, one act a few answers that can be lied in: all in one world, which goes on with each. */
import { randomUUID } from "node:crypto";
import type { Client } from "../../../src/client/index.ts";
import type { TestHouse } from "../../support/house.ts";
import { type Line, makeLine } from "../../support/line.ts";
import { asOperator, partnerCodeIn, tenantCodeIn } from "../../support/operator.ts";
import { newPerson, type Person } from "../../support/person.ts";

/** A partner with a technician, and a company with a user: whoever acts is on one line. */
export interface PartnerWorld {
  readonly house: TestHouse;
  readonly line: Line;
  readonly ada: Person;
  /** Of Ada, for the partner. */
  readonly owner: Client;
  /** Of the partner's own tenant. */
  readonly portal: Client;
  readonly bob: Person;
  readonly company: string;
  /** Of the company. */
  readonly carols: Client;
  /** How far the clock of that device is ahead. */
  readonly ahead: { ms: number };
  readonly dave: Person;
}

export interface PartnerAct {
  readonly name: string;
  readonly operations: readonly string[];
  run(world: PartnerWorld): Promise<unknown>;
}

const rights = ["INVITE", "POLICY", "BREAK_GLASS"] as const;
const someone = (name = "Eve") => ({ name, address: `eve.${randomUUID()}@example.org` });
const newCompany = { plan: "ADVANCED", seats: 5, rights } as const;

export async function makePartnerWorld(house: TestHouse): Promise<PartnerWorld> {
  const line = makeLine();
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL", ...line.settings });
  await portal.company.redeem(await tenantCodeIn(house.database));
  await portal.partner.redeem(await partnerCodeIn(house.database, { seats: 100_000 }));
  const owner = await ada.onDevice("partner", { surface: "PARTNER", ...line.settings });
  const [hired] = await portal.company.invite([someone("Bob")]);
  const bob = await newPerson(house, {}, hired);
  const { tenant, invitations } = await owner.partner.create({
    ...newCompany,
    name: "Babbage & Co.",
    labels: ["gold"],
    administrators: [someone("Carol")],
  });
  const carol = await newPerson(house, {}, invitations[0]);
  const passwordStrength = async () => ({ score: 3 });
  const ahead = { ms: 0 };
  const clock = () => new Date(Date.now() + ahead.ms);
  const carols = await carol.onDevice("portal", { surface: "PORTAL", ...line.settings, passwordStrength, clock });
  const [desk] = await carols.company.desks.list();
  await carols.company.desks.change(desk?.desk ?? "", { hours: 0 });
  const [invited] = await carols.company.invite([someone("Dave")]);
  const dave = await newPerson(house, {}, invited);
  return { house, line, ada, owner, portal, bob, company: tenant, carols, ahead, dave };
}

/** Takes a break-glass for the time of an act. */
async function underBreakGlass({ owner, company }: PartnerWorld, act: () => Promise<unknown>): Promise<void> {
  const [desk] = (await owner.partner.verified(company)).desks;
  if (!desk?.breakGlass) await owner.partner.breakGlass.begin(company, { reason: "a lie is tried", lasting: 72 });
  await act();
}

export const partnerActs: readonly PartnerAct[] = [
  {
    name: "looking at companies",
    operations: ["Partner", "Companies", "CompanyOfPartner", "CompanyTotals", "SearchPartner", "CompanyAudit"],
    run: async ({ owner: { partner }, company }) => {
      await partner.view();
      await partner.companies({ filter: { labels: { any: ["gold"] } }, orderBy: "SINCE" });
      await partner.company(company);
      await partner.totals();
      await partner.search("babbage");
      await partner.audit(company, { first: 5 });
    },
  },
  {
    name: "verifying a company",
    operations: ["CompanyLinks", "CompanyPeople", "CompanyDesk", "CompanyInvitations"],
    run: async ({ owner: { partner }, carols, company }) => {
      await carols.company.rename(`Babbage & ${randomUUID().slice(0, 8)}`);
      const [open] = await partner.invite(company, [someone()]);
      await partner.verified(company);
      await partner.roster(company, { names: true });
      const keys = (await partner.invitations.list(company)).map(({ key }) => key);
      await partner.invitations.void(company, keys);
      return open;
    },
  },
  {
    name: "what is signed at a desk",
    operations: ["AdministerCompany", "CompanyCut"],
    run: (world) =>
      underBreakGlass(world, async () => {
        const { breakGlass } = world.owner.partner;
        const user = world.dave.client.account.user;
        await breakGlass.suspend(world.company, user).catch(unless("ALREADY_SO"));
        await breakGlass.resume(world.company, user).catch(unless("ALREADY_SO"));
      }),
  },
  {
    name: "why a break-glass is asked for",
    operations: ["CompanyReasons", "BreakGlassReasons"],
    run: (world) =>
      underBreakGlass(world, async () => {
        await world.owner.partner.verified(world.company);
        await world.carols.company.desks.list();
      }),
  },
  {
    name: "founding and letting go",
    operations: ["FoundCompany", "ReleaseCompany"],
    run: async ({ owner: { partner } }) => {
      const { tenant } = await partner.create({ ...newCompany, name: "For a day", administrators: [someone()] });
      await partner.release(tenant);
    },
  },
  {
    name: "the staff, and its desks",
    operations: ["ListStaff", "SetStaff", "RemoveStaff", "ListedCompanies"],
    run: async ({ owner: { partner }, bob }) => {
      const user = bob.client.account.user;
      await partner.staff.set(user, "TECHNICIAN", { scope: "ALL" });
      await partner.staff.list();
      await partner.desks.tend(await partner.desks.preview());
      await partner.staff.remove(user);
      await partner.desks.tend(await partner.desks.preview());
    },
  },
  {
    name: "policies by templates",
    operations: ["PutTemplate", "Templates", "CompanyPolicies"],
    run: async ({ owner: { partner } }) => {
      const template = (await partner.templates.list())[0]?.template;
      const minutes = 10 + Math.floor(Math.random() * 1000);
      const says = { vaultTimeoutMinutes: { value: minutes } };
      await partner.templates.put({ ...(template && { template }), name: "Times", labels: ["gold"], says });
      await partner.templates.apply();
      await partner.templates.preview();
    },
  },
  {
    name: "offers, and accepting one",
    operations: [
      "MakeOffer",
      "Offers",
      "VoidOffer",
      "PartnerOffer",
      "Partnership",
      "AcceptPartner",
      "Desks",
      "StaffTexts",
    ],
    run: async ({ owner: { partner }, carols }) => {
      for (const { offer } of await partner.offers.list()) await partner.offers.void(offer);
      const spare = await partner.offers.make({ rights, hours: 0 });
      await partner.offers.void(spare.offer);
      const { link } = await partner.offers.make({ rights, hours: 0, labels: ["gold"] });
      // Where this partner's desk stands there is nothing to accept.
      for (const { desk } of await carols.company.desks.list()) await carols.company.desks.dismiss(desk);
      await carols.company.desks.accept(link, () => {});
      await carols.company.roster({ names: true });
    },
  },
  {
    name: "leaving the partner",
    operations: ["LeavePartner"],
    run: async ({ owner: { partner }, carols }) => {
      const desks = await carols.company.desks.list();
      if (desks.length > 0) await carols.company.desks.leavePartner();
      const { link } = await partner.offers.make({ rights, hours: 0, labels: ["gold"] });
      await carols.company.desks.accept(link, () => {});
    },
  },
  {
    name: "terms",
    operations: [
      "SetCompanyLabels",
      "SetCompanyReference",
      "ChangeCompanyPlan",
      "SetCompanySeats",
      "SuspendCompany",
      "ResumeCompany",
      "BulkCompanies",
    ],
    run: async ({ owner: { partner }, company }) => {
      await partner.resume(company);
      await partner.setLabels(company, ["gold", "new"]);
      await partner.setReference(company, "C-1");
      await partner.changePlan(company, "ADVANCED");
      await partner.setSeats(company, 50);
      await partner.suspend(company);
      await partner.resume(company);
      await partner.bulk({ companies: [company], action: { setLabels: ["gold"] } });
    },
  },
  {
    name: "becoming a partner",
    operations: ["RedeemPartnerCode"],
    run: async ({ house, portal }) => portal.partner.redeem(await partnerCodeIn(house.database, { seats: 100_000 })),
  },
  {
    name: "service accounts, events and seats",
    operations: [
      "CreateServiceAccount",
      "ServiceAccounts",
      "TakeOverServiceAccount",
      "RevokeServiceAccount",
      "PartnerEvents",
      "SeatDaysOfCompanies",
    ],
    run: async ({ owner: { partner } }) => {
      const { account } = await partner.serviceAccounts.create({ name: "It", scopes: ["READ_COMPANIES"], days: 1 });
      await partner.serviceAccounts.list();
      await partner.serviceAccounts.takeOver(account);
      await partner.serviceAccounts.revoke(account);
      for await (const event of partner.feed()) if (event) break;
      const now = new Date();
      for await (const line of partner.seatsCsv(now, now)) if (line === "") break;
    },
  },
  {
    name: "webhooks",
    operations: [
      "CreateWebhook",
      "Webhooks",
      "UpdateWebhook",
      "RotateWebhookSecret",
      "TestWebhook",
      "ReplayWebhook",
      "DeleteWebhook",
    ],
    run: async ({ house, owner: { partner } }) => {
      const { webhooks } = partner;
      const { webhook } = await webhooks.create({ name: "It", url: "https://127.0.0.1:9/", groups: ["AUDIT"] });
      const dead = `insert into webhook_dead_letter (tenant_id, webhook_id, id, after, until, failure, died_at)
         select tenant_id, id, $2, 0, 1, 'UNREACHABLE', now() from webhook where id = $1`;
      await asOperator(house.database, (database) => database.query(dead, [webhook, randomUUID()]));
      const known = (await webhooks.list()).find((each) => each.webhook === webhook);
      await webhooks.update(webhook, { name: "That" });
      await webhooks.rotate(webhook);
      await webhooks.test(webhook);
      await webhooks.replay(webhook, { letter: known?.deadLetters[0]?.letter ?? "" });
      await webhooks.delete(webhook);
    },
  },
  {
    name: "counting and reporting how passwords stand",
    operations: ["BreachedRanges", "ReportHealth"],
    run: async ({ carols }) => {
      if (!carols.company.policies.own().healthCounters.value)
        await carols.company.policies.set({ scope: "TENANT" }, { healthCounters: { value: true } });
      const items = carols.profile("BUSINESS").items();
      if ((await items.list()).length === 0)
        await items.add({ kind: "login", title: "post", fields: { password: "correct horse battery staple" } });
      await carols.health.report();
    },
  },
];

/** What is so already is no failure of a lie. */
const unless = (code: string) => (error: unknown) => {
  if ((error as { code?: string }).code !== code) throw error;
};
