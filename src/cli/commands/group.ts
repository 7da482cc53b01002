import type { Command } from "commander";
import type { Client, Group, Person } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findPerson } from "../find-person.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, printable } from "../output.ts";

interface MemberOption {
  readonly member?: readonly string[];
}

/** `group` and its commands. But for `list`, `show`, `leave` and `renew` they are for administrators, signed in to the portal. */
export function addGroupCommands(program: Command): void {
  const group = program
    .command("group")
    .description("Groups of people in the company. What is shared with a group, its members can open.");
  example(does(group.command("list").description("The groups that you see."), list), "sealgraph group list");
  const named = (name: string, description: string) =>
    group.command(name).description(description).argument("<group>", "name or id");
  example(does(named("show", "Who is in a group."), show), "sealgraph group show Accounting");
  const creating = group
    .command("create")
    .description("Make a group. Its key is made by the first member who is there: administrators get none.")
    .argument("<name>", "1 to 100 characters")
    .option("--member <user>", "somebody who is in it; can be given more than once", collect);
  example(does(creating, create), "sealgraph group create Accounting --member bob@example.com");
  example(
    does(named("rename", "Give a group another name.").argument("<name>", "1 to 100 characters"), rename),
    "sealgraph group rename Accounting Finance",
  );
  const user = "address, name or id";
  example(
    does(named("add", "Put somebody into a group. All its members see it.").argument("<user>", user), add),
    "sealgraph group add Accounting bob@example.com",
  );
  const removing = named("remove", "Take somebody out of a group. Its next use makes a new key.");
  example(
    does(removing.argument("<user>", user).addOption(yesOption()), remove),
    "sealgraph group remove Accounting bob@example.com",
  );
  example(does(named("leave", "Leave a group.").addOption(yesOption()), leave), "sealgraph group leave Accounting");
  const renewing = named(
    "renew",
    "Make a new key where one is due, also without the one before: what only that opens is lost.",
  );
  example(does(renewing.addOption(yesOption()), renew), "sealgraph group renew Accounting");
  example(
    does(named("end", "End a group. What was shared with it is not shared any more.").addOption(yesOption()), end),
    "sealgraph group end Accounting",
  );
}

const collect = (one: string, others: readonly string[] = []): readonly string[] => [...others, one];

export const titleOf = ({ everyone, name, group }: Group): string =>
  everyone ? "Everyone" : name === null ? `(no name yet) ${group}` : printable(name);

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const groups = await client.company.groups.list();
    context.out.answer(groups, () =>
      groups.length > 0 ? columns(groups.map((group) => rowOf(context, group))) : "There is no group here.",
    );
  });

const rowOf = ({ out }: Context, group: Group) => [
  group.group,
  titleOf(group),
  counted(group.members.length, "member"),
  [group.member && "you are in it", out.called(keys[group.key])].filter(Boolean).join(", "),
];

const keys: Readonly<Record<Group["key"], string>> = {
  NONE: "its first key waits for a member",
  PENDING: "your key waits for a member who has it",
  DUE: "its next use makes a new key",
  HERE: "",
  OTHERS: "",
  FROZEN: "frozen, because the server was caught: sealgraph evidence thaw asks again",
};

/** A group of the company, by name or id. Throws NOT_FOUND, AMBIGUOUS. */
export const findGroup = async (client: Client, reference: string): Promise<Group> =>
  chooseGroup(await client.company.groups.list(), reference);

/** As `findGroup`, among these. */
export function chooseGroup(all: readonly Group[], reference: string): Group {
  const groups = all.map((group) => ({ ...group, id: group.group }));
  const shown = ({ members }: Group) => counted(members.length, "member");
  return choose({ what: "group", of: (group) => [titleOf(group)], shown, whole: true }, reference, groups);
}

const show = (context: Context, _: GlobalOptions, reference: string) =>
  withKeys(context, async (client) => {
    const group = await findGroup(client, reference);
    const people = new Map((await client.company.people()).map((person) => [person.user, person]));
    context.out.answer(group, () => columns(group.members.map((user) => memberRow(user, people.get(user)))));
    if (keys[group.key]) context.out.note(`${titleOf(group)}: ${keys[group.key]}.`);
  });

const memberRow = (user: string, person: Person | undefined) => [
  user,
  person?.name == null ? "(does not verify)" : printable(person.name),
  person?.address == null ? "" : printable(person.address),
];

const create = (context: Context, { member = [] }: GlobalOptions & MemberOption, name: string) =>
  withKeys(context, async (client) => {
    const members: string[] = [];
    for (const reference of member) members.push((await findPerson(client, reference)).user);
    const group = await client.company.groups.create(name, members);
    context.out.answer({ group }, () => `${printable(name)} is there, with ${counted(members.length, "member")}.`);
  });

const rename = (context: Context, _: GlobalOptions, reference: string, name: string) =>
  withKeys(context, async (client) => {
    const group = await findGroup(client, reference);
    await client.company.groups.rename(group.group, name);
    context.out.answer({ group: group.group }, () => `${titleOf(group)} is called ${printable(name)} now.`);
  });

/** A command about a group, and about somebody where it names one: finds, asks where that is wanted, does it, says so. */
const about =
  (
    deed: (client: Client, group: string, user: string) => Promise<void>,
    done: (group: string, name: string) => string,
    question?: (group: string, name: string) => string,
  ) =>
  (context: Context, { yes }: GlobalOptions & YesOption, reference: string, who?: string) =>
    withKeys(context, async (client) => {
      const group = await findGroup(client, reference);
      if (group.everyone && deed !== renewKey) throw isEveryone;
      const person = who === undefined ? null : await findPerson(client, who);
      const [title, name] = [titleOf(group), printable(person?.name ?? person?.user ?? "")];
      if (question) await context.ask.agreement(question(title, name), yes);
      await deed(client, group.group, person?.user ?? "");
      context.out.answer({ group: group.group, ...(person && { user: person.user }) }, () => done(title, name));
    });

const isEveryone = new CommandFailure(
  exitCode.REFUSED,
  "EVERYONE",
  "Everyone is all who are active in the company: nobody is put in, taken out or leaves, and it does not end.",
  "sealgraph user suspend, or sealgraph user remove",
);

const add = about(
  (client, group, user) => client.company.groups.add(group, user),
  (group, name) => `${name} is in ${group} now.`,
);
const remove = about(
  (client, group, user) => client.company.groups.remove(group, user),
  (group, name) => `${name} is not in ${group} any more.`,
  (group, name) => `Take ${name} out of ${group}?`,
);
const leave = about(
  (client, group) => client.company.groups.leave(group),
  (group) => `You are not in ${group} any more.`,
  (group) => `Leave ${group}?`,
);
const renewKey = (client: Client, group: string) => client.company.groups.renew(group);
const renew = about(
  renewKey,
  (group) => `${group} has a new key.`,
  (group) => `Make a new key for ${group}?`,
);
const end = about(
  (client, group) => client.company.groups.end(group),
  (group) => `${group} has ended.`,
  (group) => `End ${group}?`,
);
