import type { Command } from "commander";
import type { Client, FormerPerson, Person } from "../../client/index.ts";
import { again } from "../again.ts";
import { choose, isId } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, moment, printable } from "../output.ts";

/** `user` and its commands. But for `list` and `rename` they are for administrators, signed in to the portal. */
export function addUserCommands(program: Command): void {
  const user = program.command("user").description("The people of the company.");
  const listing = user
    .command("list")
    .description("Who is in the company.")
    .option("--removed", "who was removed, or left, and can still be deleted: for administrators, in the portal");
  example(does(listing, list), "sealgraph user list", "sealgraph user list --removed");
  const named = (name: string, description: string) =>
    user.command(name).description(description).argument("<user>", "address, name or id");
  example(
    does(
      named("role", "Make somebody an administrator, or a user again.").argument("<role>", "administrator or user"),
      setRole,
    ),
    "sealgraph user role bob@example.com administrator",
  );
  example(
    does(
      named("suspend", "Sign somebody out everywhere at once, until resumed. Nothing of theirs is lost.").addOption(
        yesOption(),
      ),
      suspend,
    ),
    "sealgraph user suspend bob@example.com",
  );
  example(does(named("resume", "Let somebody in again."), resume), "sealgraph user resume bob@example.com");
  example(
    does(
      named(
        "remove",
        "Take somebody out of the company and all its groups. Nothing is deleted: account and personal profile go along with them, to an account of their own or another company; the business profile stays with the company, closed.",
      ).addOption(yesOption()),
      remove,
    ),
    "sealgraph user remove bob@example.com",
  );
  example(
    does(
      named(
        "delete",
        "Remove somebody, and erase all that the company has of them: account and both profiles. Nobody brings that back. Also of whoever was removed before: sealgraph user list --removed.",
      ).addOption(yesOption()),
      erase,
    ),
    "sealgraph user delete bob@example.com",
  );
  example(
    does(
      named(
        "reset-second-factor",
        "Take somebody's second factors away, who lost them. It opens nothing of theirs, and they are told by mail.",
      ).addOption(yesOption()),
      resetSecondFactor,
    ),
    "sealgraph user reset-second-factor bob@example.com",
  );
  example(
    does(
      named("primary", "Hand the primary user's place to another administrator.").addOption(yesOption()),
      setPrimary,
    ),
    "sealgraph user primary eve@example.com",
  );
  example(
    does(
      named("confirm", "Confirm what was signed and needs an administrator: it is shown first.").addOption(yesOption()),
      confirm,
    ),
    "sealgraph user confirm bob@example.com",
  );
  const renaming = user
    .command("rename")
    .description("Change your own name. Where there are administrators besides you, one of them confirms it.")
    .argument("<name>", "1 to 100 characters");
  example(does(renaming, rename), "sealgraph user rename 'Robert Martin'");
  const moving = user
    .command("address")
    .description("Change your own address: a code goes to the new one. An administrator besides you confirms it.")
    .argument("<address>", "the new one, by which you sign in from then on")
    .option("--request", "only have the code mailed, and print what --complete takes: for scripts")
    .option("--complete <request>", "go on with a code that was mailed before");
  example(does(moving, changeAddress), "sealgraph user address bob@example.org");
}

interface ListOptions extends GlobalOptions {
  readonly removed?: boolean;
}

const list = (context: Context, { removed }: ListOptions) =>
  withKeys(context, async (client) => {
    if (removed) return listFormer(context, client);
    const people = await client.company.people();
    context.out.answer(people, () => columns(people.map((person) => rowOf(context, person))));
    if (people.some(({ marked }) => marked))
      context.out.note(
        "By break-glass: a partner made them an administrator, or somebody whom it made one. They open to nobody what was there before; one of your own takes the mark off by sealgraph user role: user, and administrator again.",
      );
  });

async function listFormer({ out }: Context, client: Client): Promise<void> {
  const former = await client.company.formerPeople();
  const shapes = former.map((each) => ({ ...each, removedAt: each.removedAt.toISOString() }));
  out.answer(shapes, () => (former.length === 0 ? "Nobody who can be deleted." : columns(former.map(formerRow))));
}

const formerRow = ({ user, name, address, removedAt }: FormerPerson) => [
  user,
  name === null ? "(does not verify)" : printable(name),
  address === null ? "" : printable(address),
  `gone since ${moment(removedAt)}`,
];

const rowOf = ({ out }: Context, { user, address, name, role, primary, suspended, marked, you, awaiting }: Person) => [
  user,
  name === null ? "(does not verify)" : printable(name),
  address === null ? "" : printable(address),
  primary ? "primary" : role.toLowerCase(),
  [suspended && "suspended", marked && "by break-glass", you && "you", awaiting && out.called(waitsFor(awaiting, name))]
    .filter(Boolean)
    .join(", "),
];

type Awaits = NonNullable<Person["awaiting"]>;
const waitsFor = (awaiting: Awaits, before: string | null): string =>
  `${whatWaits(awaiting, before)} waits for: sealgraph user confirm`;
/** All of it, so that nobody confirms what they have not seen. */
const whatWaits = ({ what, name, address }: Awaits, before: string | null): string => {
  if (what === "PRIMARY") return "to be primary";
  if (name === null) return "a new name that does not verify";
  const called = `the new name "${printable(name)}"`;
  if (what !== "ADDRESS" || address === null) return called;
  return `the new address ${printable(address)}${name === before ? "" : ` and ${called}`}`;
};

/** Somebody of the company, by address, name or id. Throws NOT_FOUND, AMBIGUOUS. */
export const findPerson = async (client: Client, reference: string): Promise<Person> =>
  choosePerson(await client.company.people(), reference);

/** As `findPerson`, among these. */
export function choosePerson(all: readonly Person[], reference: string): Person {
  const people = all.map((person) => ({ ...person, id: person.user }));
  const names = ({ name, address }: Person) => [name, address].filter((each): each is string => each !== null);
  const shown = ({ address, name }: Person) => address ?? name ?? "";
  return choose({ what: "person", of: names, shown, whole: true }, reference, people);
}

/** A command about one person: finds, asks where that is wanted, does it, says so. */
const about =
  <T>(
    deed: (client: Client, person: Person, argument: string) => Promise<T>,
    done: (name: string, outcome: T) => string,
    question?: (name: string, person: Person) => string,
  ) =>
  (context: Context, { yes }: GlobalOptions & YesOption, reference: string, argument = "") =>
    withKeys(context, async (client) => {
      const person = await findPerson(client, reference);
      const name = printable(person.name ?? person.user);
      if (question) await context.ask.agreement(question(name, person), yes);
      const outcome = await deed(client, person, argument);
      context.out.answer({ user: person.user }, () => context.out.called(done(name, outcome)));
    });

const setRole = about(
  async (client, { user }, role) => {
    const its = role.toUpperCase();
    if (its !== "ADMINISTRATOR" && its !== "USER") throw noRole;
    await client.company.setRole(user, its);
    return its;
  },
  (name, its) => `${name} is ${its === "USER" ? "a user, and no administrator" : "an administrator"} now.`,
);
const noRole = new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "A role is administrator or user.", "");

const suspend = about(
  (client, { user }) => client.company.suspend(user),
  (name) => `${name} is suspended, and signed out everywhere.`,
  (name) => `Suspend ${name}?`,
);
const resume = about(
  (client, { user }) => client.company.resume(user),
  (name) => `${name} may sign in again.`,
);
const remove = about(
  (client, { user }) => client.company.remove(user),
  (name) => `${name} is not in the company any more.`,
  (name) =>
    `Remove ${name} from the company? They are signed out, and may go on elsewhere: account and personal profile go along. The business profile stays with the company, and nobody opens it once they have gone, but the recovery group where it is backed up: else have them move first what is needed of it.`,
);
/** Whoever is a member is removed first; of whoever is none, a name will do as long as the server knows it. */
const erase = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withKeys(context, async (client) => {
    const { user, name } = await findAnybody(client, reference);
    const called = printable(name ?? user);
    await context.ask.agreement(
      `Delete ${called}, with account, personal and business profile, as far as they have not gone elsewhere with them? Nobody brings that back.`,
      yes,
    );
    const { accountErased } = await client.company.delete(user);
    context.out.answer({ user, accountErased }, () =>
      accountErased
        ? `${called} and all that was theirs is gone.`
        : `What the company had of ${called} is gone. An account that they have elsewhere goes on as it is.`,
    );
  });

/** Somebody who is in the company, or was. An id is taken as it is. Throws NOT_FOUND, AMBIGUOUS. */
export async function findAnybody(client: Client, reference: string) {
  const members = (await client.company.people()).map(({ user, name, address }) => ({
    user,
    name,
    address,
    gone: false,
  }));
  const former = (await client.company.formerPeople()).map(({ user, name, address }) => ({
    user,
    name,
    address,
    gone: true,
  }));
  const all = [...members, ...former].map((each) => ({ ...each, id: each.user }));
  if (isId(reference)) return all.find(({ id }) => id === reference) ?? { user: reference, name: null };
  const names = ({ name, address }: (typeof all)[number]) => [name, address].filter((each) => each !== null);
  const shown = ({ address, name, gone }: (typeof all)[number]) => `${address ?? name ?? ""}${gone ? ", gone" : ""}`;
  return choose({ what: "person", of: names, shown, whole: true }, reference, all);
}

const resetSecondFactor = about(
  async (client, { user }) => void (await client.secondFactors.reset(user)),
  (name) => `${name} is asked for no second factor any more, until they add one.`,
  (name) => `Take the second factors of ${name} away? Be sure that it is they who ask.`,
);

const setPrimary = about(
  async (client, { user }) => {
    await client.company.setPrimary(user);
    return (await client.company.people()).some((each) => each.user === user && each.primary);
  },
  (name, isDone) =>
    isDone
      ? `${name} is the primary user now.`
      : `Signed. ${name} is the primary user once another administrator confirms it: sealgraph user confirm`,
  (name) => `Make ${name} the primary user?`,
);
const confirm = about(
  (client, { awaiting }) => {
    if (awaiting === null) throw nothingWaits;
    return client.company.confirm(awaiting.seq);
  },
  (name) => `Confirmed for ${name}.`,
  (name, { awaiting, name: before }) => {
    if (awaiting === null) throw nothingWaits;
    return `Confirm for ${name}: ${whatWaits(awaiting, before)}?`;
  },
);
const nothingWaits = new CommandFailure(
  exitCode.CONFLICT,
  "NOTHING_WAITS",
  "Nothing of this person waits to be confirmed.",
  "sealgraph user list",
);

const rename = (context: Context, _: GlobalOptions, name: string) =>
  withKeys(context, async (client) => {
    await client.company.renameMe(name);
    const own = (await client.company.people()).find(({ you }) => you);
    const waiting = own?.awaiting?.what === "NAME";
    context.out.answer({ name, waiting }, () =>
      waiting
        ? context.out.called("Signed. An administrator has to confirm it: sealgraph user confirm")
        : `You are ${printable(name)} now.`,
    );
  });

interface AddressOptions extends GlobalOptions {
  readonly request?: boolean;
  readonly complete?: string;
}

const changeAddress = (context: Context, { request: only, complete }: AddressOptions, address: string) =>
  withKeys(context, async (client) => {
    const request = complete ?? (await client.company.requestAddressChange(address)).request;
    if (complete === undefined) context.out.note(`A code was mailed to ${printable(address)}.`);
    if (only) return context.out.answer({ request }, () => request);
    await again(context, mailedCode, { code: "CODE_REFUSED", most: 5 }, async () => {
      const code = (await context.ask.secret(mailedCode)).trim();
      await client.company.changeMyAddress({ address, request, code });
    });
    const own = (await client.company.people()).find(({ you }) => you);
    const waiting = own?.awaiting?.what === "ADDRESS";
    context.out.answer({ address, waiting }, () =>
      waiting
        ? context.out.called("Signed. An administrator has to confirm it: sealgraph user confirm")
        : `You sign in by ${printable(address)} from now on, with the same password and Secret Key.`,
    );
  });
const mailedCode = {
  what: "the code from the mail",
  variable: "SEALGRAPH_CODE",
  flag: "SEALGRAPH_CODE",
  fromStdin: undefined,
  shown: true,
};
