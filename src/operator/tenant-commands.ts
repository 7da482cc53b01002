/** `operator tenant …`: what companies were sold. It signs nothing, and makes nobody a member. */
import { type Command, Option } from "commander";
import { markOf } from "./open-codes.ts";
import {
  type AsOwner,
  counted,
  dayLength,
  demandTrial,
  moment,
  note,
  plan,
  planInWords,
  uuid,
  whole,
} from "./options.ts";
import { type ListedTenant, listTenants, makeTenantCode, type Plan, setTerms, suspendTenant } from "./tenants.ts";

const seats = whole(1, 65_535);

const planOption = () => new Option("--plan <plan>", "what is sold: standard, advanced or trial").argParser(plan);

interface Sold {
  readonly plan: Plan;
  readonly seats: number;
  readonly trialDays: number;
  readonly validDays: number;
  readonly for?: string;
}

export function addTenantCommands(program: Command, asOwner: AsOwner, tell: (line: string) => void): void {
  const tenant = program.command("tenant").description("companies: plans, seats, suspension");
  const found = (is: boolean, done: string) => {
    if (is) return tell(done);
    tell("There is no such company: npm run operator -- tenant list");
    process.exitCode = 1;
  };
  tenant
    .command("create")
    .description("prints a code, once, by which a first administrator gives their company this plan and these seats")
    .addOption(planOption().default("STANDARD", "standard"))
    .requiredOption("--seats <number>", "how many people there may be", seats)
    .option("--trial-days <days>", "how long a trial lasts, from now", whole(1, 365), 30)
    .option("--valid-days <days>", "how long the code can be redeemed", whole(1, 365), 30)
    .option("--for <text>", "for whom it is: shown by code list, and to nobody else", note)
    .action((given: Sold, command: Command) => {
      demandTrial(given.plan, command);
      return asOwner(async (owner) => {
        const now = new Date();
        const after = (days: number) => new Date(now.getTime() + days * dayLength);
        const terms = { ...given, trialEndsAt: given.plan === "TRIAL" ? after(given.trialDays) : null };
        const code = await makeTenantCode(owner, terms, after(given.validDays), given.for);
        tell(code);
        tell(`It serves once, until ${moment(after(given.validDays))}: npx sealgraph company redeem`);
        tell(`To take it back: npm run operator -- code revoke ${markOf("TEAM", code)}`);
      });
    });
  tenant
    .command("list")
    .description("every company and every person without one")
    .option("--json", "as JSON")
    .action(({ json }: { json?: true }) =>
      asOwner(async (owner) => {
        const all = await listTenants(owner);
        tell(
          json
            ? JSON.stringify(all)
            : all.map(describe).join("\n") ||
                "There is no company yet. Codes that wait to be redeemed: npm run operator -- code list",
        );
      }),
    );
  tenant
    .command("plan")
    .description("another plan, from now on")
    .argument("<tenant>", "its id", uuid)
    .addOption(planOption().makeOptionMandatory())
    .option("--trial-days <days>", "how long a trial lasts, from now", whole(1, 365), 30)
    .action((id: string, { plan: its, trialDays }: { plan: Plan; trialDays: number }, command: Command) => {
      demandTrial(its, command);
      return asOwner(async (owner) => {
        const trialEndsAt = its === "TRIAL" ? new Date(Date.now() + trialDays * dayLength) : null;
        found(await setTerms(owner, id, { plan: its, trialEndsAt }), `It has the plan ${planInWords(its)} now.`);
      });
    });
  tenant
    .command("seats")
    .description("more seats or fewer: whoever is there stays")
    .argument("<tenant>", "its id", uuid)
    .argument("<number>", "how many people there may be", seats)
    .action((id: string, number: number) =>
      asOwner(async (owner) =>
        found(await setTerms(owner, id, { seats: number }), `It has ${counted(number, "seat")} now.`),
      ),
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

function describe({ tenant, name, plan: its, seats, seatsTaken, trialEndsAt, suspendedAt }: ListedTenant): string {
  const until = trialEndsAt ? ` until ${moment(trialEndsAt)}` : "";
  const suspended = suspendedAt ? `, suspended since ${moment(suspendedAt)}` : "";
  return `${tenant}  ${planInWords(its)}${until}, ${seatsTaken} of ${counted(seats, "seat")} taken${suspended}  ${name ?? "(no name)"}`;
}
