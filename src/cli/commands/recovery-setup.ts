import { type Command, InvalidArgumentError, Option } from "commander";
import { type Client, type RecoveryMode, type RecoveryToConfirm, SealgraphError } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findPerson } from "../find-person.ts";
import { keepCode, withKeeping } from "../keep-code.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns } from "../output.ts";
import { groupRows, switchRows } from "../recovery-shapes.ts";
import type { KeepOptions, SheetCompany } from "../recovery-sheet.ts";
import { codeIsWorth } from "../recovery-words.ts";
import { collect } from "../share-options.ts";
import { namesById } from "../share-plan.ts";

interface SetupOptions extends GlobalOptions, KeepOptions {
  readonly custodian?: readonly string[];
  readonly code?: boolean;
  readonly approvals: number;
  readonly wait: number;
}

/** `recovery setup confirm off`. */
export function addRecoverySetupCommands(recovery: Command): void {
  const setting = recovery
    .command("setup")
    .description("Name who can open business profiles when their users cannot: custodians, a recovery code, or both.")
    .option(
      "--custodian <user>",
      "an administrator who holds the key for good, you for example; can be given more than once",
      collect,
    )
    .option("--code", "make a recovery code too: 60 digits on paper")
    .addOption(
      new Option("--approvals <number>", "how many other administrators agree to each recovery, 0 to 5")
        .argParser(within(5))
        .default(0),
    )
    .addOption(
      new Option("--wait <hours>", "how long a recovery waits, and can be vetoed, before it opens, 0 to 168")
        .argParser(within(168))
        .default(0),
    );
  example(
    does(withKeeping(setting), setup),
    "sealgraph recovery setup --custodian ada@example.com --custodian eve@example.com --code --sheet sheet.pdf",
    "sealgraph recovery setup --code --split 2/3 --sheet sheet.pdf --approvals 1 --wait 24",
  );
  const confirming = recovery
    .command("confirm")
    .description("Confirm what another administrator set up, or switched off. It is shown first.")
    .addOption(yesOption());
  example(does(confirming, confirm), "sealgraph recovery confirm");
  const ending = recovery
    .command("off")
    .description("Switch it off. Backups stay for their time; the next change of every profile makes it a new key.")
    .addOption(yesOption());
  example(does(ending, off), "sealgraph recovery off");
}

const within = (most: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value > most) throw new InvalidArgumentError(`It is 0 to ${most}.`);
  return value;
};

const setup = (context: Context, options: SetupOptions) =>
  withKeys(context, async (client) => {
    const { approvals, wait: hours } = options;
    const mode = modeOf(options);
    const custodians: string[] = [];
    for (const reference of options.custodian ?? []) custodians.push((await findPerson(client, reference)).user);
    const founding = { custodians: [...new Set(custodians)], mode, approvals, hours };
    if (mode === "RECOVERY_GROUP" && !custodians.includes(client.account.user)) throw makerHolds;
    const company = await companyOnSheet(client);
    const { done: group, kept } =
      mode === "RECOVERY_GROUP"
        ? { done: await client.recovery.begin(founding).catch(sayWhatIs), kept: {} }
        : await keepCode(context, options, company, (code) =>
            client.recovery.begin({ ...founding, code }).catch(sayWhatIs),
          );
    const { on } = await client.recovery.status();
    context.out.answer({ group, mode, approvals, hours, inForce: on !== null, ...kept }, () => [
      ...("code" in kept && kept.code !== undefined ? [kept.code] : []),
      ...("parts" in kept && kept.parts !== undefined ? kept.parts : []),
      on === null ? "It is signed, and waits for another administrator." : "It is in force.",
    ]);
    context.out.note(on === null ? "They confirm it by: sealgraph recovery confirm" : whatFollows);
    if (mode !== "RECOVERY_GROUP") context.out.note(codeIsWorth);
    if (custodians.length === 1) context.out.note(oneCustodian(mode));
  });

/** What the company's policy says follows from who is named. */
function modeOf({ custodian, code, split, sheet, file }: SetupOptions): RecoveryMode {
  const isCode = code || split !== undefined || sheet !== undefined || file !== undefined;
  if (custodian) return isCode ? "BOTH" : "RECOVERY_GROUP";
  if (isCode) return "RECOVERY_CODE";
  throw new CommandFailure(
    exitCode.USAGE,
    "MISSING_VALUE",
    "Nobody could open anything: name a custodian, or have a recovery code made.",
    "--custodian for an administrator who holds the key, two are advised; --code for 60 digits on paper; or both.",
  );
}

const makerHolds = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "Whoever makes the key has it: name yourself too, or have a recovery code made (--code).",
  "Later a custodian takes you out: sealgraph recovery custodian remove",
);

const whatFollows =
  "Devices of the company's people hand their keys over as they sync. Nobody can be recovered before that: sealgraph recovery status says who is missing.";
const oneCustodian = (mode: RecoveryMode): string =>
  `There is one custodian. If they go, or lose their account, ${mode === "BOTH" ? "the code alone opens backups" : "nobody opens any backup any more"}: sealgraph recovery custodian add`;

/** What stands of the company on the sheet. */
export async function companyOnSheet(client: Client): Promise<SheetCompany> {
  const { name } = await client.company.view();
  const { genesis } = await client.company.roster();
  return { name: name ?? "(no name yet)", genesis };
}

const confirm = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    const names = await namesById(client);
    let shown: RecoveryToConfirm | null = null;
    await client.recovery.confirm(async (what) => {
      shown = what;
      context.out.note(inWords(what, names).join("\n"));
      await context.ask.agreement(questionOf(what), yes);
    });
    const isOn = (shown as RecoveryToConfirm | null)?.group != null;
    context.out.answer(shown, () => (isOn ? "It is confirmed, and in force." : "It is confirmed: recovery is off."));
    if (isOn) context.out.note(whatFollows);
  });

const inWords = ({ awaiting, before, group }: RecoveryToConfirm, names: (id: string) => string): string[] => [
  before === null ? "Recovery is off." : "In force is:",
  ...(before === null ? [] : columns(switchRows(before, names)).map(indented)),
  awaiting.group === null ? `${names(awaiting.by)} wants it switched off.` : `${names(awaiting.by)} wants this:`,
  ...(group === null ? [] : columns([...switchRows(awaiting, names), ...groupRows(group, names)]).map(indented)),
];
const indented = (line: string) => `  ${line}`;

const questionOf = ({ group }: RecoveryToConfirm): string =>
  group === null
    ? "Switch recovery off? Backups stay for their time, and can be opened by whoever could until now."
    : "Confirm it? From then on these people, and whoever has the code, can open all business profiles and shares of the company.";

const off = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    await context.ask.agreement(
      "Switch recovery off? What a person keeps to themself is lost to the company with them, from then on.",
      yes,
    );
    await client.recovery.off().catch(sayWhatIs);
    const { on } = await client.recovery.status();
    context.out.answer({ off: on === null }, () =>
      on === null ? "It is off." : "It is signed, and waits for another administrator: until then recovery stays on.",
    );
    if (on !== null) context.out.note("They confirm it by: sealgraph recovery confirm");
  });

/** What is so already is changed by other commands. */
function sayWhatIs(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "ALREADY_SO") throw error;
  throw new CommandFailure(
    exitCode.CONFLICT,
    error.code,
    error.message,
    "sealgraph recovery status shows it. Custodians and the code are changed by sealgraph recovery custodian and sealgraph recovery code; what waits, another administrator confirms.",
  );
}
