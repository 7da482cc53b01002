import { randomUUID } from "node:crypto";
import type { Client, Settings } from "../../src/client/index.ts";
import type { TestHouse } from "./house.ts";
import { tenantCodeIn } from "./operator.ts";
import { newPerson, type Person } from "./person.ts";
import { login } from "./sharing.ts";

/** Ada's company, whose recovery is on, and Bob with work in it. */
export interface RecoveringCompany {
  /** A custodian, in the portal. */
  readonly ada: Client;
  /** Another administrator, who is not in the group, in the portal. */
  readonly grace: Client;
  readonly bob: Person;
  readonly code: string;
  /** Bob's, with a ledger in it. */
  readonly share: string;
}

export async function foundRecovering(
  house: TestHouse,
  {
    approvals = 0,
    ...lines
  }: {
    readonly ada?: Partial<Settings>;
    readonly grace?: Partial<Settings>;
    /** How many others let a recovery pass. */
    readonly approvals?: number;
  } = {},
): Promise<RecoveringCompany> {
  const clock = { clock: () => house.now() };
  const inPortal = (person: Person, settings: Partial<Settings> = {}) =>
    person.onDevice("portal", { surface: "PORTAL", ...clock, ...settings });
  const ada = await inPortal(await newPerson(house, clock), lines.ada);
  await ada.company.redeem(await tenantCodeIn(house.database, { plan: "ADVANCED" }));
  const hire = async (name: string, role: "USER" | "ADMINISTRATOR") => {
    const [invited] = await ada.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name, role }]);
    if (!invited) throw new Error("nobody was invited");
    return newPerson(house, clock, invited);
  };
  const bob = await hire("Bob", "USER");
  const grace = await inPortal(await hire("Grace", "ADMINISTRATOR"), lines.grace);
  const codes: string[] = [];
  const show = (shown: string) => void codes.push(shown);
  await ada.recovery.begin({ custodians: [ada.account.user], mode: "BOTH", code: show, approvals });
  await grace.recovery.confirm(() => {});
  return { ada, grace, bob, code: codes[0] ?? "", share: await fill(bob.client) };
}

/** Folders, logins, one of them in the trash, something of Bob's own, and a share. */
async function fill(bob: Client): Promise<string> {
  await bob.syncNow();
  const business = bob.profile("BUSINESS");
  const bank = await business.folders().add({ name: "Bank" });
  const { id: folder } = await business.folders().add({ name: "Abroad", folder: bank.id });
  await business
    .items()
    .addMany([{ ...login("Payroll", "payroll until May"), folder }, login("Printer"), login("Old fax")]);
  const [fax] = await business.items().find("Old fax");
  await business.items().trash(fax?.id ?? "");
  await bob.profile("PERSONAL").items().add(login("Bob's own", "nobody's business"));
  const { id: share } = await bob.shares.create({ name: "Accounts", scope: "BUSINESS" });
  await bob.shares.open(share).items().add(login("Ledger", "double entry"));
  await bob.syncNow();
  return share;
}
