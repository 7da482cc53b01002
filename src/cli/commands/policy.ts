import type { Command } from "commander";
import {
  type BindingPolicies,
  type Client,
  type OverruledSetting,
  type PolicyChange,
  type PolicyName,
  type PolicyTarget,
  type PolicyWord,
  policyNames,
  SealgraphError,
} from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure, refusedPolicy } from "../failure.ts";
import { findPerson } from "../find-person.ts";
import { withKeys } from "../open.ts";
import { columns, counted, printable } from "../output.ts";
import { nothingPurged, readSetting, readValue, settingsHelp, showValue, wrongValue } from "../policy-value.ts";
import { findGroup, titleOf } from "./group.ts";

interface TargetOptions extends GlobalOptions {
  readonly group?: string;
  readonly user?: string;
}

interface SetOptions extends TargetOptions {
  readonly lock?: boolean;
}

/** `policy` and its commands. But for `show` of oneself they are for administrators, signed in to the portal. */
export function addPolicyCommands(program: Command): void {
  const policy = program
    .command("policy")
    .description("What the company wants of its people's clients and of the server: for all, a group, or one person.");
  const showing = policy
    .command("show")
    .description("What binds you, or somebody else, and whence it comes.")
    .argument("[user]", "address, name or id");
  example(does(showing, show), "sealgraph policy show", "sealgraph policy show bob@example.com");
  example(does(policy.command("list").description("All that is said, of whomever."), list), "sealgraph policy list");
  const setting = target(
    policy.command("set").description("Say something from now on. It is signed, and in force at once."),
  )
    .argument("<setting>", "one of those below")
    .argument("<value>", "what it takes")
    .option("--lock", "nothing narrower can say otherwise");
  example(
    does(setting.addHelpText("after", settingsHelp), set),
    "sealgraph policy set sessionLifetimeHours 12 --lock",
    "sealgraph policy set allowedIpRanges 192.0.2.0/24,2001:db8::/32 --group Accounting",
  );
  const unsetting = target(policy.command("unset").description("Say nothing about a setting any more.")).argument(
    "<setting>",
    "its name",
  );
  example(does(unsetting, unset), "sealgraph policy unset sessionLifetimeHours");
  const trying = target(policy.command("try").description("Whom it would touch, and how. Changes nothing."))
    .argument("<setting>", "its name")
    .argument("[value]", "what it takes; without it: as unset would do")
    .option("--lock", "as with set");
  example(does(trying, tryOut), "sealgraph policy try disableExport on --group Accounting");
}

const target = (command: Command): Command =>
  command
    .option("--group <group>", "of the members of this group, by name or id")
    .option("--user <user>", "of this person, by address, name or id");

async function targetOf(client: Client, { group, user }: TargetOptions): Promise<PolicyTarget> {
  if (group !== undefined && user !== undefined) throw oneOfBoth;
  if (group !== undefined) return { scope: "GROUP", id: (await findGroup(client, group)).group };
  if (user !== undefined) return { scope: "USER", id: (await findPerson(client, user)).user };
  return { scope: "TENANT" };
}
const oneOfBoth = new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "Name a group or a person, not both.", "");

const show = (context: Context, _: GlobalOptions, who?: string) =>
  withKeys(context, async (client) => {
    if (who === undefined) await client.syncNow().catch(passOffline);
    const bound =
      who === undefined
        ? client.company.policies.own()
        : await client.company.policies.of((await findPerson(client, who)).user);
    const names = await groupNames(client);
    context.out.answer(bound, () => columns(policyNames.map((name) => boundRow(bound, name, names))));
  });

/** Offline, what is known here is shown. */
function passOffline(error: unknown): void {
  if (!(error instanceof SealgraphError) || error.code !== "UNREACHABLE") throw error;
}

const groupNames = async (client: Client): Promise<ReadonlyMap<string, string>> =>
  new Map((await client.company.groups.list().catch(() => [])).map((group) => [group.group, titleOf(group)]));

const boundRow = (bound: BindingPolicies<string>, name: PolicyName, names: ReadonlyMap<string, string>) => {
  const { value, locked, origin } = bound[name];
  const whence = {
    DEFAULT: "default",
    PARTNER: "the partner",
    TENANT: "the company",
    USER: "said of this person",
    GROUP: `group ${origin.group === null ? "" : (names.get(origin.group) ?? origin.group)}`,
  }[origin.scope];
  // Clients purge by what is said, never by the default.
  const unsaid = name === "trashRetentionDays" && origin.scope === "DEFAULT";
  return [name, unsaid ? nothingPurged : showValue(name, value), whence, locked ? "locked" : ""];
};

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const documents = await client.company.policies.list();
    const titled = await titlesOf(client);
    const places = ["PARTNER", "TENANT", "GROUP", "USER"];
    const widestFirst = [...documents].sort(
      (one, other) => places.indexOf(one.target.scope) - places.indexOf(other.target.scope),
    );
    const rows = widestFirst.flatMap(({ target: of, says, overruled }) =>
      policyNames.flatMap((name) => {
        const said = says[name];
        if (!said) return [];
        const other = overruled.find(({ setting }) => setting === name);
        const vain = other ? [overruledBy(other, titled)] : [];
        return [[titled(of), name, showValue(name, said.value), said.locked ? "locked" : "", ...vain]];
      }),
    );
    context.out.answer(documents, () => (rows.length > 0 ? columns(rows) : "Nothing is said: the defaults hold."));
  });

type Titles = (of: PolicyWord) => string;

/** Whose word something is, as people call them. */
async function titlesOf(client: Client): Promise<Titles> {
  const names = await groupNames(client);
  const people = new Map((await client.company.people()).map(({ user, address, name }) => [user, address ?? name]));
  const partners = new Map((await client.company.desks.list()).map(({ desk, partner }) => [desk, partner]));
  return (of) => {
    if (of.scope === "TENANT") return "the company";
    if (of.scope === "PARTNER") return `partner ${printable(partners.get(of.id) ?? of.id)}`;
    return of.scope === "GROUP" ? `group ${names.get(of.id) ?? of.id}` : printable(people.get(of.id) ?? of.id);
  };
}

/** What is in force in the place of what is said, and who says that. */
const overruledBy = ({ setting, value, by }: OverruledSetting, titled: Titles): string =>
  `overruled by ${titled(by)}: ${showValue(setting, value)}`;

const set = (context: Context, options: SetOptions, setting: string, value: string) =>
  withKeys(context, async (client) => {
    const name = readSetting(setting);
    const change = changeOf(name, value, options);
    const of = await targetOf(client, options);
    await client.company.policies.set(of, change).catch(inItsWords(name, client));
    const said = change[name]?.value;
    const overruled = await overruledNow(client, of, name);
    const titled = overruled && (await titlesOf(client));
    context.out.answer({ target: of, setting: name, value: said, overruled }, () => {
      if (said === undefined) return "";
      const stands = `${name}: ${showValue(name, said)}.`;
      return overruled && titled
        ? `${stands} It is said, and ${overruledBy(overruled, titled)}.`
        : `${stands} It is in force.`;
    });
  });

/** What is in force in the place of what was just said there; null where it is what was said. Only a desk can have it so. */
async function overruledNow(client: Client, of: PolicyTarget, name: PolicyName): Promise<OverruledSetting | null> {
  if ((await client.company.desks.list()).length === 0) return null;
  const its = (await client.company.policies.list()).find(
    ({ target: other }) =>
      other.scope === of.scope && (of.scope === "TENANT" || (other as { id?: string }).id === of.id),
  );
  return its?.overruled.find(({ setting }) => setting === name) ?? null;
}

const changeOf = (name: PolicyName, value: string | undefined, { lock }: SetOptions): PolicyChange =>
  ({ [name]: value === undefined ? null : { value: readValue(name, value), locked: lock ?? false } }) as PolicyChange;

const unset = (context: Context, options: TargetOptions, setting: string) =>
  withKeys(context, async (client) => {
    const name = readSetting(setting);
    const of = await targetOf(client, options);
    await client.company.policies.set(of, { [name]: null });
    context.out.answer({ target: of, setting: name }, () => `Nothing is said of ${name} there any more.`);
  });

const tryOut = (context: Context, options: SetOptions, setting: string, value?: string) =>
  withKeys(context, async (client) => {
    const name = readSetting(setting);
    const of = await targetOf(client, options);
    const trial = await client.company.policies.try(of, changeOf(name, value, options)).catch(inItsWords(name, client));
    const titled = await titlesOf(client);
    const rows = trial.touched.flatMap(({ user, settings }) =>
      settings.map((each) => [
        titled({ scope: "USER", id: user }),
        each.setting,
        showValue(each.setting, each.before),
        "->",
        showValue(each.setting, each.after),
      ]),
    );
    context.out.answer(trial, () => [
      `${counted(trial.touched.length, "person", "people")} would be touched.`,
      ...columns(rows),
      ...trial.overruled.map((each) => `${each.setting} would be ${overruledBy(each, titled)}.`),
    ]);
    if (trial.refusal) {
      const { reason, setting: its } = trial.refusal;
      const desk = reason === "CONTRADICTS_LOCK" ? trial.overruled.find(isOfDesk) : undefined;
      const words = desk ? lockedByDesk(desk, titled) : [refusedPolicy(reason, its, context.out.locale)];
      context.out.note(["It would be refused.", ...words].join(" "));
    }
  });

const isOfDesk = ({ by }: OverruledSetting): boolean => by.scope === "PARTNER";

/** What happened, and what is in whose hands. */
const lockedByDesk = ({ setting, value, by }: OverruledSetting, titled: Titles): [string, string] => [
  `${setting} is locked at ${showValue(setting, value)} by ${titled(by)}.`,
  "To be stricter, lock it as well (--lock): the stricter value binds. For anything else ask them, or take their desk the right to say policies: sealgraph company desk rights --help",
];

/** What a setting takes, where its value is refused before anything is signed; and who locks it, where a desk does. */
const inItsWords =
  (name: PolicyName, client: Client) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof SealgraphError)) throw error;
    const { code, details } = error;
    if (code === "INVALID_INPUT" && details.argument === name) throw wrongValue(name);
    if (code !== "POLICY_REFUSED" || typeof details.desk !== "string") throw error;
    const by = { scope: "PARTNER", id: details.desk } as const;
    const its = (await client.company.policies.list()).find(
      ({ target: of }) => of.scope === "PARTNER" && of.id === by.id,
    );
    const value = its?.says[name]?.value;
    if (value === undefined) throw error;
    const [said, hint] = lockedByDesk({ setting: name, value, by }, await titlesOf(client));
    throw new CommandFailure(exitCode.REFUSED, code, said, hint);
  };
