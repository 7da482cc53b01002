/** A partner, a company that it founded with people and work in it, and a few others: what administrators' pages are shown with. */
import type { Client } from "../../src/client/index.ts";
import type { TestHouse } from "./house.ts";
import { joins, newPartner, type PartnerPeople } from "./partner-people.ts";
import { newPerson, type Person } from "./person.ts";
import { login } from "./sharing.ts";

export interface Administered {
  readonly pia: PartnerPeople;
  /** The id of the company. */
  readonly tenant: string;
  /** Its primary user, and what she administers with here. */
  readonly ada: Person;
  readonly portal: Client;
  /** Another administrator. */
  readonly grace: Person;
  readonly gracePortal: Client;
  /** A user with work in the business profile. */
  readonly bob: Person;
}

export async function administered(house: TestHouse): Promise<Administered> {
  const pia = await newPartner(house, "Pia's IT", 200);
  await pia.portal.company.renameMe("Pia Berger");
  await pia.client.syncNow();
  const { tenant, invitations } = await pia.client.partner.create({
    name: "Babbage & Co.",
    plan: "ADVANCED",
    seats: 12,
    labels: ["retail", "berlin"],
    reference: "K-1001",
    rights: ["INVITE", "POLICY", "BREAK_GLASS"],
    administrators: [{ address: "ada@babbage.example", name: "Ada Lovelace" }],
  });
  for (const [name, labels, plan] of [
    ["Analytical Engines", ["berlin"], "STANDARD"],
    ["Difference Ltd.", ["retail"], "TRIAL"],
  ] as const)
    await pia.client.partner.create({
      name,
      plan,
      ...(plan === "TRIAL" && { trialDays: 30 }),
      seats: 5,
      labels,
      administrators: [{ address: `${labels[0]}@example.org`, name: "Charles Babbage" }],
    });
  const { person: ada, portal } = await joins(house, invitations[0]);
  // The desk's break-glass waits for nobody: what the company alone may say.
  await portal.company.desks.change(pia.owner.client.account.tenant ?? "", { hours: 0 });
  const [toGrace, toBob] = await portal.company.invite([
    { address: "grace@babbage.example", name: "Grace Hopper", role: "ADMINISTRATOR" },
    { address: "bob@babbage.example", name: "Bob Martin" },
  ]);
  const { person: grace, portal: gracePortal } = await joins(house, toGrace);
  if (toBob === undefined) throw new Error("nobody was invited");
  const bob = await newPerson(house, { patience: 0 }, toBob);
  const business = bob.client.profile("BUSINESS");
  const { id: folder } = await business.folders().add({ name: "Suppliers" });
  await business.items().addMany([{ ...login("Paper mill", "rag and pulp"), folder }, login("Payroll")]);
  await bob.client.syncNow();
  await portal.company.groups.create("Accounting", [bob.client.account.user]);
  return { pia, tenant, ada, portal, grace, gracePortal, bob };
}
