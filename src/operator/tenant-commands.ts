/** `operator tenant …`: what companies were sold. It signs nothing, and makes nobody a member. */
import { type Command, Option } from "commander";
import { type AsOwner, dayLength, moment, uuid, whole } from "./options.ts";
import {
  type ListedTenant,
  listTenants,
  makeTenantCode,
  type Plan,
  plans,
  setTerms,
  suspendTenant,
} from "./tenants.ts";

const seats = whole(1, 65_535);

export function addTenantCommands(program: Command, asOwner: AsOwner, tell: (line: string) => void): void {
  const tenant = program.command("tenant").description("companies: plans, seats, suspension");
  const found = (is: boolean, done: string) => {
    if (is) return tell(done);
    tell("There is no such tenant: npm run operator -- tenant list");
    process.exitCode = 1;
  };
  tenant
    .command("create")
    .description("prints a code, once, by which a first administrator gives their company this plan and these seats")
    .addOption(new Option("--plan <plan>", "what is sold").choices(plans).default("STANDARD"))
    .requiredOption("--seats <number>", "how many people there may be", seats)
    .option("--trial-days <days>", "how long a trial lasts, from now", whole(1, 365), 30)
    .option("--valid-days <days>", "how long the code can be redeemed", whole(1, 365), 30)
    .action((given: { plan: Plan; seats: number; trialDays: number; validDays: number }) =>
      asOwner(async (owner) => {
        const now = new Date();
        const after = (days: number) => new Date(now.getTime() + days * dayLength);
        const terms = { ...given, trialEndsAt: given.plan === "TRIAL" ? after(given.trialDays) : null };
        const code = await makeTenantCode(owner, terms, after(given.validDays));
        tell(code);
        tell(`It serves once, until ${moment(after(given.validDays))}: npx sealgraph company redeem`);
      }),
    );
  tenant
    .command("list")
    .description("every company and every person without one")
    .option("--json", "as JSON")
    .action(({ json }: { json?: true }) =>
      asOwner(async (owner) => {
        const all = await listTenants(owner);
        tell(json ? JSON.stringify(all) : all.map(describe).join("\n") || "There is no tenant yet.");
      }),
    );
  tenant
    .command("plan")
    .description("another plan, from now on")
    .argument("<tenant>", "its id", uuid)
    .addOption(new Option("--plan <plan>", "what is sold").choices(plans).makeOptionMandatory())
    .option("--trial-days <days>", "how long a trial lasts, from now", whole(1, 365), 30)
    .action((id: string, { plan, trialDays }: { plan: Plan; trialDays: number }) =>
      asOwner(async (owner) => {
        const trialEndsAt = plan === "TRIAL" ? new Date(Date.now() + trialDays * dayLength) : null;
        found(await setTerms(owner, id, { plan, trialEndsAt }), `It has the plan ${plan} now.`);
      }),
    );
  tenant
    .command("seats")
    .description("more seats or fewer: whoever is there stays")
    .argument("<tenant>", "its id", uuid)
    .argument("<number>", "how many people there may be", seats)
    .action((id: string, number: number) =>
      asOwner(async (owner) => found(await setTerms(owner, id, { seats: number }), `It has ${counted(number)} now.`)),
    );
  tenant
    .command("suspend")
    .description("read only from now on: people still sign in, read and export")
    .argument("<tenant>", "its id", uuid)
    .option("--end", "ends the suspension")
    .action((id: string, { end }: { end?: true }) =>
      asOwner(async (owner) =>
        found(
          await suspendTenant(owner, id, end ? null : new Date()),
          end
            ? "It can be written to again."
            : `It is read only now. End it: npm run operator -- tenant suspend ${id} --end`,
        ),
      ),
    );
}

const counted = (number: number): string => `${number} ${number === 1 ? "seat" : "seats"}`;

function describe({ tenant, name, plan, seats, seatsTaken, trialEndsAt, suspendedAt }: ListedTenant): string {
  const until = trialEndsAt ? ` until ${moment(trialEndsAt)}` : "";
  const suspended = suspendedAt ? `, suspended since ${moment(suspendedAt)}` : "";
  return `${tenant}  ${plan}${until}, ${seatsTaken} of ${counted(seats)} taken${suspended}  ${name ?? "(no name)"}`;
}
