import type { Command } from "commander";
import type { Client, Policies, PolicyChange, PolicyName, Template, TemplatePreview } from "../../client/index.ts";
import { policyNames } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandStaffMay } from "../may.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, printable } from "../output.ts";
import { answerOutcomes, companiesMeant, type ManyOptions, overMany, reasonInWords } from "../partner-companies.ts";
import { labelsOf, listOf, withFilter } from "../partner-filter.ts";
import { noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { readSetting, readValue, settingsHelp, showValue } from "../policy-value.ts";
import { collect } from "../share-options.ts";

interface PutOptions extends GlobalOptions {
  readonly labels?: readonly string[];
  readonly everywhere?: boolean;
  readonly set?: readonly string[];
  readonly lock?: readonly string[];
  readonly unset?: readonly string[];
  readonly end?: boolean;
}

/** `partner templates list|put|preview|apply`. */
export function addPartnerTemplateCommands(partner: Command): void {
  const templates = partner
    .command("templates")
    .description(
      "Policies that you give to companies by their labels. Signed by you, signed again in each company, and shown there.",
    );
  example(
    does(templates.command("list").description("All of them, verified here, and what they say."), list),
    "sealgraph partner templates list",
  );
  const putting = templates
    .command("put")
    .description("Sign a template, or its next version: what is not named stays. Companies have it after apply.")
    .argument("<name>", "what it is called, or the beginning of its id")
    .option("--labels <labels>", "for companies that bear all of these, comma list", listOf)
    .option("--everywhere", "for every company")
    .option("--set <setting=value>", "says this; can be given more than once", collect)
    .option(
      "--lock <setting=value>",
      "says this, above what companies say: one is stricter only by a lock of its own, and then the stricter value binds",
      collect,
    )
    .option("--unset <setting>", "says nothing of this any more", collect)
    .option("--end", "says nothing at all any more")
    .addHelpText("after", settingsHelp);
  example(
    does(putting, put),
    "sealgraph partner templates put Basics --everywhere --lock requireTwoFactor=14 --set sessionLifetimeHours=72",
    "sealgraph partner templates put Retail --labels retail --set vaultTimeoutMinutes=15",
  );
  const many = (command: Command): Command =>
    withFilter(
      command
        .argument("[company...]", "name, reference or id; or none, and a filter or --all")
        .option("--all", "all that you look after"),
    );
  const previewing = many(
    templates.command("preview").description("What apply would change, company by company. Changes nothing."),
  );
  example(does(previewing, preview), "sealgraph partner templates preview --all");
  const applying = many(
    templates
      .command("apply")
      .description(
        "Sign in each company what the templates for its labels say together. Stopped, it goes on where it was.",
      )
      .addOption(yesOption()),
  );
  example(
    does(applying, apply),
    "sealgraph partner templates apply --label retail",
    "sealgraph partner templates apply --all --yes",
  );
}

const list = (context: Context) =>
  withPartner(context, async (client) => {
    const all = await client.partner.templates.list();
    context.out.answer(all, () =>
      all.length === 0
        ? context.out.called("There is no template: sealgraph partner templates put")
        : all.flatMap((template) => [titleOf(template), ...columns(saysRows(template.says)).map((row) => `  ${row}`)]),
    );
  });

const titleOf = ({ name, version, labels, template, says }: Template): string =>
  `${printable(name)}, version ${version}, for ${labels.length === 0 ? "every company" : `companies with ${labels.map((each) => printable(each)).join(" and ")}`}  ${template}${says === null ? "  (says nothing any more)" : ""}`;

const saysRows = (says: Policies | null): string[][] =>
  policyNames.flatMap((name) => {
    const said = says?.[name];
    return said ? [[name, showValue(name, said.value), said.locked ? "locked" : ""]] : [];
  });

const put = (context: Context, options: PutOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { labels: given, everywhere, end } = options;
    if (given && everywhere)
      throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Say labels or --everywhere, not both.");
    const before = await find(client, reference);
    const change = end ? null : changeOf(options);
    if (before === null && change === null)
      throw new CommandFailure(
        exitCode.NOT_FOUND,
        "NOT_FOUND",
        "There is no such template.",
        "sealgraph partner templates list",
      );
    const labels = everywhere ? [] : (given ?? before?.labels);
    if (labels === undefined)
      throw new CommandFailure(
        exitCode.USAGE,
        "MISSING_VALUE",
        "For which companies is it?",
        "--labels, or --everywhere.",
      );
    if (before === null && Object.keys(change ?? {}).length === 0)
      throw new CommandFailure(
        exitCode.USAGE,
        "MISSING_VALUE",
        "What shall it say?",
        "--set setting=value, or --lock.",
      );
    const template = await client.partner.templates.put({
      ...(before !== null && { template: before.template }),
      name: before?.name ?? reference,
      labels,
      says: change,
    });
    const now = (await client.partner.templates.list()).find((each) => each.template === template);
    context.out.answer(now ?? { template }, () =>
      now ? [titleOf(now), ...columns(saysRows(now.says)).map((row) => `  ${row}`)] : template,
    );
    if (now) await noteUnknownLabels(context, client, now.labels);
    context.out.note(
      "Companies have it after: sealgraph partner templates apply. What it would change there says: sealgraph partner templates preview",
    );
  });

/** Null where there is none of this name. Throws AMBIGUOUS. */
async function find(client: Client, reference: string): Promise<Template | null> {
  const all = (await client.partner.templates.list()).map((each) => ({ ...each, id: each.template }));
  const names = {
    what: "template",
    whole: true,
    of: ({ name }: Template) => [name],
    shown: ({ name, version }: Template) => `${name}, version ${version}`,
  };
  try {
    return choose(names, reference, all);
  } catch (error) {
    if (error instanceof CommandFailure && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

const help = "sealgraph partner templates put --help";

function changeOf({ set = [], lock = [], unset = [] }: PutOptions): PolicyChange {
  const said = new Map<PolicyName, PolicyChange[PolicyName]>();
  const say = (name: PolicyName, what: PolicyChange[PolicyName]) => {
    if (said.has(name)) throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", `${name} is named twice.`);
    said.set(name, what);
  };
  for (const [texts, locked] of [
    [set, false],
    [lock, true],
  ] as const)
    for (const text of texts) {
      const [setting = "", ...rest] = text.split("=");
      if (rest.length === 0)
        throw new CommandFailure(
          exitCode.USAGE,
          "INVALID_INPUT",
          "A setting and its value have = between them.",
          "--set sessionLifetimeHours=12",
        );
      const name = readSetting(setting.trim(), help);
      say(name, { value: readValue(name, rest.join("=")), locked } as PolicyChange[PolicyName]);
    }
  for (const setting of unset) say(readSetting(setting.trim(), help), null);
  return Object.fromEntries(said) as PolicyChange;
}

const preview = (context: Context, options: GlobalOptions & ManyOptions, ...references: string[]) =>
  withPartner(context, async (client) => {
    const companies = await companiesMeant(client, references, options);
    await noteUnknownLabels(context, client, labelsOf(options));
    const over = overMany(context, "Companies");
    const previews = await client.partner.templates
      .preview({ companies: companies.map(({ tenant }) => tenant), ...over })
      .finally(over.end);
    const shown = previews.filter(({ settings, refusal }) => settings.length > 0 || refusal !== null);
    const changed = shown.filter(({ refusal }) => refusal === null);
    context.out.answer(previews, () => [
      ...shown.flatMap((each) => [context.out.called(nameOf(each)), ...columns(rowsOf(each)).map((row) => `  ${row}`)]),
      `${counted(changed.length, "company", "companies")} of ${previews.length} would change.`,
    ]);
  });

const nameOf = ({ name, tenant, refusal }: TemplatePreview): string =>
  `${name === null ? tenant : printable(name)}${refusal === null ? "" : `: nothing would be signed. ${reasonInWords(refusal)}`}`;

const rowsOf = ({ settings }: TemplatePreview): string[][] =>
  settings.map(({ setting, before, after }) => [
    setting,
    before === null ? "nothing" : `${showValue(setting, before.value)}${before.locked ? ", locked" : ""}`,
    "->",
    after === null ? "nothing" : `${showValue(setting, after.value)}${after.locked ? ", locked" : ""}`,
  ]);

const apply = (context: Context, options: GlobalOptions & ManyOptions & YesOption, ...references: string[]) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "desk");
    const companies = await companiesMeant(client, references, options);
    await noteUnknownLabels(context, client, labelsOf(options));
    if (companies.length === 0) return answerOutcomes(context, [], [], { again: "" });
    await context.ask.agreement(
      `Sign what the templates say in ${counted(companies.length, "company", "companies")}? It binds their people at once, and each sees whence it comes.`,
      options.yes,
    );
    const over = overMany(context, "Companies");
    const outcomes = await client.partner.templates
      .apply({ companies: companies.map(({ tenant }) => tenant), ...over })
      .finally(over.end);
    answerOutcomes(context, companies, outcomes, {
      again: "the same command goes on.",
      missing: "You are not at your desk there: a keeper brings you to it (sealgraph partner desks tend).",
    });
  });
