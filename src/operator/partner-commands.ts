/** `operator partner …`: who sells to companies, and how much. It signs nothing, and shows nobody anything. */
import { type Command, Option } from "commander";
import { markOf } from "./open-codes.ts";
import { type AsOwner, counted, dayLength, moment, note, planInWords, somePlans, uuid, whole } from "./options.ts";
import {
  type ListedPartner,
  listPartners,
  makePartnerCode,
  nestPartner,
  ownPartner,
  setPool,
  suspendPartner,
} from "./partners.ts";
import { type Plan, plans } from "./tenants.ts";

const seats = whole(1, 10_000_000);
const nested = {
  DONE: "It stands there now, and what its companies show it is read from there too. Their logs say so.",
  NOT_FOUND: "There is no such partner: npm run operator -- partner list",
  TOO_DEEP: "Partners stand one level deep: who is under another has none under itself.",
} as const;

export function addPartnerCommands(program: Command, asOwner: AsOwner, tell: (line: string) => void): void {
  const partner = program
    .command("partner")
    .description("partners: pools of seats, plans, suspension, who is under whom");
  const refuse = (line: string) => {
    tell(line);
    process.exitCode = 1;
  };
  const found = (is: boolean, done: string) => (is ? tell(done) : refuse(nested.NOT_FOUND));
  const sold = () =>
    new Option("--plans <plans...>", "what it may sell: standard, advanced, trial").argParser(somePlans);
  partner
    .command("create")
    .description("prints a code, once, by which an administrator makes their tenant a partner")
    .requiredOption("--seats <number>", "how many its companies may have together", seats)
    .addOption(sold().default(undefined, "standard"))
    .option("--under <partner>", "the partner that it stands under", uuid)
    .option("--valid-days <days>", "how long the code can be redeemed", whole(1, 365), 30)
    .option("--for <text>", "for whom it is: shown by code list, and to nobody else", note)
    .action((given: { seats: number; plans?: readonly Plan[]; under?: string; validDays: number; for?: string }) =>
      asOwner(async (owner) => {
        const until = new Date(Date.now() + given.validDays * dayLength);
        const pool = { seats: given.seats, plans: distinct(given.plans ?? ["STANDARD"]) };
        const code = await makePartnerCode(owner, pool, given.under ?? null, until, given.for);
        if (code === null) return refuse("There is no such partner, or it is under another itself.");
        tell(code);
        tell(`It serves once, until ${moment(until)}: npx sealgraph partner redeem`);
        tell(`To take it back: npm run operator -- code revoke ${markOf("PARTNER", code)}`);
      }),
    );
  partner
    .command("list")
    .description("every partner, with what it was sold and what it has sold")
    .option("--json", "as JSON")
    .action(({ json }: { json?: true }) =>
      asOwner(async (owner) => {
        const all = await listPartners(owner);
        tell(
          json
            ? JSON.stringify(all)
            : all.map(describe).join("\n") ||
                "There is no partner yet. Codes that wait to be redeemed: npm run operator -- code list",
        );
      }),
    );
  partner
    .command("seats")
    .description("more seats or fewer: what was sold stays sold")
    .argument("<partner>", "its id", uuid)
    .argument("<number>", "how many its companies may have together", seats)
    .action((id: string, number: number) =>
      asOwner(async (owner) =>
        found(await setPool(owner, id, { seats: number }), `It has ${counted(number, "seat")} now.`),
      ),
    );
  partner
    .command("plans")
    .description("what it may sell from now on: companies keep what they have")
    .argument("<partner>", "its id", uuid)
    .addOption(sold().makeOptionMandatory())
    .action((id: string, given: { plans: readonly Plan[] }) =>
      asOwner(async (owner) => {
        const its = distinct(given.plans);
        found(await setPool(owner, id, { plans: its }), `It may sell ${its.map(planInWords).join(", ")} now.`);
      }),
    );
  partner
    .command("suspend")
    .description("its staff read from now on, and change nothing; its companies go on")
    .argument("<partner>", "its id", uuid)
    .option("--end", "ends the suspension")
    .action((id: string, { end }: { end?: true }) =>
      asOwner(async (owner) =>
        found(
          await suspendPartner(owner, id, end ? null : new Date()),
          end
            ? "It can change things again."
            : `Its staff only read now. End it: npm run operator -- partner suspend ${id} --end`,
        ),
      ),
    );
  partner
    .command("nest")
    .description("puts it under another partner, which reads its companies and changes none")
    .argument("<partner>", "its id", uuid)
    .addOption(new Option("--under <partner>", "the partner that it stands under").argParser(uuid).conflicts("end"))
    .option("--end", "under none")
    .action((id: string, { under, end }: { under?: string; end?: true }) =>
      asOwner(async (owner) => {
        if (!under && !end) return refuse("Say --under <partner> or --end.");
        const outcome = await nestPartner(owner, id, under ?? null);
        if (outcome === "DONE") tell(end ? "It stands under no other now. Its companies' logs say so." : nested.DONE);
        else refuse(nested[outcome]);
      }),
    );
  partner
    .command("owner")
    .description("makes an administrator of its tenant its owner, should it have lost all of them")
    .argument("<partner>", "its id", uuid)
    .argument("<address>", "of the administrator")
    .action((id: string, address: string) =>
      asOwner(async (owner) => {
        if (await ownPartner(owner, id, address)) tell("They are an owner now.");
        else refuse("The partner has no active administrator with this address.");
      }),
    );
}

const distinct = (given: readonly Plan[]): Plan[] => plans.filter((plan) => given.includes(plan));

function describe(its: ListedPartner): string {
  const suspended = its.suspendedAt ? `, suspended since ${moment(its.suspendedAt)}` : "";
  const under = its.parent ? `, under ${its.parent}` : "";
  const sold = `${its.seatsSold} of ${counted(its.seats, "seat")} sold to ${counted(its.companies, "company", "companies")}`;
  return `${its.tenant}  ${its.plans.map(planInWords).join(", ")}; ${sold}${under}${suspended}  ${its.name ?? "(no name)"}`;
}
