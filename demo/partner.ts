import type { House } from "../bench/house.ts";
import { readCode } from "../bench/seed/outbox.ts";
import { makeDataSource } from "../ormconfig.ts";
import { type Client, completeSignUp, type Invited, memoryStore, requestSignUp, signIn } from "../src/client/index.ts";
import { makePartnerCode } from "../src/operator/partners.ts";
import type { Stage } from "./stage.ts";

const pia = { address: "pia@msp.example", name: "Pia", password: "a hundred companies, one desk" };
const grace = { address: "grace@example.org", name: "Grace", password: "the first bug was a moth" };

/** A service provider looks after companies from one place: founds one, says what holds there, helps once, and lets it go. */
export async function lookingAfter(house: House, stage: Stage): Promise<void> {
  await stage.chapter("10  Pia's IT looks after companies, all from one place");
  const { client: first, secretKey } = await signUp(house, pia);
  const desk = { ...pia, secretKey, deviceName: "desk" };
  const here = () => ({ url: house.url, store: memoryStore(), patience: 0 });
  const portal = await signIn(here(), { ...desk, surface: "PORTAL" });
  await portal.company.rename("Pia's IT");
  await portal.partner.redeem(await partnerCode(house));
  const partner = await signIn(here(), { ...desk, surface: "PARTNER" });
  const open = [first, portal, partner];
  try {
    const { tenant, invitations } = await found(partner, stage);
    const graces = await join(house, invitations[0], open, stage);
    await look(partner, stage);
    await help(partner, graces, tenant, stage);
    await letGo(partner, graces, tenant, stage);
  } finally {
    for (const client of open) await client.close();
  }
}

async function found({ partner }: Client, stage: Stage) {
  const says = { sessionLifetimeHours: { value: 72, locked: true } };
  await partner.templates.put({ name: "Basics", labels: [], says });
  const founded = await partner.create({
    name: "Hopper Ltd",
    plan: "STANDARD",
    seats: 10,
    labels: ["retail"],
    rights: ["INVITE", "POLICY", "BREAK_GLASS"],
    administrators: [grace],
  });
  await partner.create({ name: "Turing & Sons", plan: "STANDARD", seats: 5, administrators: [grace] });
  await stage.say(
    "She founds two companies by her desk, and signs in both what her template says: nobody is in them yet.",
  );
  return founded;
}

async function join(house: House, invited: Invited | undefined, open: Client[], stage: Stage): Promise<Client> {
  const { client, secretKey } = await signUp(house, grace, invited?.link);
  const portal = await signIn(
    { url: house.url, store: memoryStore(), patience: 0 },
    { ...grace, secretKey, deviceName: "office", surface: "PORTAL" },
  );
  open.push(client, portal);
  const { value, locked, origin } = client.company.policies.own().sessionLifetimeHours;
  await stage.say(
    `Grace joins by the link, as the first administrator. Her device says how long a session lasts: ${value} hours, by ${origin.scope === "PARTNER" ? "the partner" : origin.scope}${locked ? ", locked" : ""}.`,
  );
  return portal;
}

async function look({ partner }: Client, stage: Stage): Promise<void> {
  const { companies } = await partner.companies();
  for (const { name, plan, seats, seatsTaken, posture } of companies)
    stage.print(
      `  ${(name ?? "").padEnd(14)} ${plan.toLowerCase().padEnd(9)} ${seatsTaken}/${seats} seats  ${posture.people} people  ${posture.withoutSecondFactor} without a second factor`,
    );
  await stage.say(
    "How they stand is what the server shows her. Of what is in them it shows her nothing: it has no key.",
  );
}

async function help({ partner }: Client, graces: Client, tenant: string, stage: Stage): Promise<void> {
  const reason = "Grace asked for help by telephone";
  await partner.breakGlass.begin(tenant, { reason, lasting: 1 });
  const [desk] = await graces.company.desks.list();
  await stage.say(
    `She asks for more, for an hour, which is in force a day later: so long she waits in a company that she founded. Grace gets a letter, and reads why on her own device: “${desk?.breakGlass?.reason}”.`,
  );
  await graces.company.desks.endBreakGlass(desk?.desk ?? "");
  const refused = await partner.breakGlass.suspend(tenant, graces.account.user).catch(({ code }) => code);
  await stage.say(`Grace ends it. What the desk tries by it now is refused on its own device: ${refused}.`);
}

async function letGo({ partner }: Client, graces: Client, tenant: string, stage: Stage): Promise<void> {
  await graces.company.desks.leavePartner();
  const { companies } = await partner.companies();
  const refused = await partner.company(tenant).catch(({ code }) => code);
  await stage.say(
    `Hopper Ltd goes on by itself. Pia sees ${companies.map(({ name }) => name).join(", ")}, and of Hopper Ltd: ${refused}.`,
  );
}

async function signUp({ url, outbox }: House, person: typeof pia, invitation?: string) {
  const settings = { url, store: memoryStore(), patience: 0 };
  const { signUp: id } = await requestSignUp(settings, person.address);
  const code = await readCode(outbox, person.address);
  const joining = { signUp: id, code, ...person, deviceName: "notebook", ...(invitation && { invitation }) };
  const { client, emergencyKit } = await completeSignUp(settings, joining);
  return { client, secretKey: emergencyKit.secretKey };
}

/** What the operator sells. */
async function partnerCode({ ownerUrl }: House): Promise<string> {
  const owner = await makeDataSource({ url: ownerUrl, poolSize: 1 }).initialize();
  try {
    const pool = { seats: 100, plans: ["STANDARD"] } as const;
    return (await makePartnerCode(owner, pool, null, new Date(Date.now() + 3_600_000))) ?? "";
  } finally {
    await owner.destroy();
  }
}
