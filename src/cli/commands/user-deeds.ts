/** What administrators do about one person. */
import type { Client, Person } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findAnybody, findPerson } from "../find-person.ts";
import { withKeys } from "../open.ts";
import type { YesOption } from "../options.ts";
import { printable } from "../output.ts";
import { whatWaits } from "../what-waits.ts";

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

export const setRole = about(
  async (client, { user }, role) => {
    const its = role.toUpperCase();
    if (its !== "ADMINISTRATOR" && its !== "USER") throw noRole;
    await client.company.setRole(user, its);
    return its;
  },
  (name, its) => `${name} is ${its === "USER" ? "a user, and no administrator" : "an administrator"} now.`,
);
const noRole = new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "A role is administrator or user.", "");

export const suspend = about(
  (client, { user }) => client.company.suspend(user),
  (name) => `${name} is suspended, and signed out everywhere.`,
  (name) => `Suspend ${name}?`,
);
export const resume = about(
  (client, { user }) => client.company.resume(user),
  (name) => `${name} may sign in again.`,
);
export const remove = about(
  (client, { user }) => client.company.remove(user),
  (name) => `${name} is not in the company any more.`,
  (name) =>
    `Remove ${name} from the company? They are signed out, and may go on elsewhere: account and personal profile go along. The business profile stays with the company, and nobody opens it once they have gone, but the recovery group where it is backed up: else have them move first what is needed of it.`,
);
/** Whoever is a member is removed first; of whoever is none, a name will do as long as the server knows it. */
export const erase = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
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

export const resetSecondFactor = about(
  async (client, { user }) => void (await client.secondFactors.reset(user)),
  (name) => `${name} is asked for no second factor any more, until they add one.`,
  (name) => `Take the second factors of ${name} away? Be sure that it is they who ask.`,
);

export const setPrimary = about(
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
export const confirm = about(
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
