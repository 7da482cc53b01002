import type { Command } from "commander";
import type { ByCode, Client } from "../../client/index.ts";
import { byCode, type CodeOptions, withCode } from "../ask-recovery-code.ts";
import { choose, isId } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { printable } from "../output.ts";

/** `recovery custodian`, `recovery member`, `recovery renew`. */
export function addRecoveryPeopleCommands(recovery: Command): void {
  const custodian = recovery
    .command("custodian")
    .description("Administrators who hold the key of the recovery group for good.");
  const member = recovery
    .command("member")
    .description("Administrators, and staff of a desk, who hold the key for one recovery. Closing it takes them out.");
  const named = (of: Command, name: string, description: string) =>
    withCode(of.command(name).description(description).argument("<user>", "address, name or id"));
  example(
    does(named(custodian, "add", "Make an administrator a custodian, and give them the key."), addCustodian),
    "sealgraph recovery custodian add eve@example.com",
  );
  example(
    does(
      named(
        member,
        "add",
        "Put an administrator in for one recovery, or somebody at a partner's desk, and give them the key.",
      ),
      addMember,
    ),
    "sealgraph recovery member add frank@example.com",
    "sealgraph recovery member add ada@example.com --code",
    "sealgraph recovery member add tom@msp.example",
  );
  for (const [of, example1] of [
    [custodian, "sealgraph recovery custodian remove eve@example.com"],
    [member, "sealgraph recovery member remove frank@example.com"],
  ] as const)
    example(
      does(
        named(of, "remove", "Take somebody out, and make a new key for those who stay.").addOption(yesOption()),
        remove,
      ),
      example1,
    );
  const renewing = recovery
    .command("renew")
    .description(
      "Make a new key of the recovery group where one is due: when somebody who had it is not in it any more.",
    );
  example(does(withCode(renewing), renew), "sealgraph recovery renew");
}

/** A command about one person of the group: finds, asks where that is wanted, has the code given, does it, says so. */
const about =
  (
    deed: (client: Client, person: Holder, by: ByCode) => Promise<void>,
    done: (name: string) => string,
    question?: (name: string) => string,
  ) =>
  (context: Context, options: GlobalOptions & CodeOptions & YesOption, reference: string) =>
    withKeys(context, async (client) => {
      const person = await findHolder(client, reference);
      const name = printable(person.name ?? person.user);
      if (question) await context.ask.agreement(question(name), options.yes);
      await deed(client, person, await byCode(context, client, options, "custodians"));
      context.out.answer({ user: person.user }, () => context.out.called(done(name)));
    });

type Holder = { readonly user: string; readonly name: string | null; readonly address: string | null };

/** Somebody of the company, or at a desk of it. An id is taken as it is. Throws NOT_FOUND, AMBIGUOUS. */
async function findHolder(client: Client, reference: string): Promise<Holder> {
  const [people, desks] = [await client.company.people(), await client.company.desks.list()];
  const all: Holder[] = [...people, ...desks.flatMap(({ staff }) => staff)];
  if (isId(reference))
    return all.find(({ user }) => user === reference) ?? { user: reference, name: null, address: null };
  const names = {
    what: "person",
    many: "people",
    whole: true,
    of: ({ name, address }: Holder) => [name, address].filter((each): each is string => each !== null),
    shown: ({ address, user }: Holder) => address ?? user,
    lookAt: "sealgraph user list shows the company's people, sealgraph company desk list who is at desks.",
  };
  return choose(
    names,
    reference,
    all.map((each) => ({ ...each, id: each.user })),
  );
}

const addCustodian = about(
  async (client, { user }, by) => {
    const { group } = await client.recovery.status();
    if (group?.members.includes(user)) await client.recovery.makeCustodian(user, by);
    else await client.recovery.addCustodian(user, by);
  },
  (name) => `${name} is a custodian now, and has the key. Have them try it: sealgraph recovery drill`,
);

const addMember = about(
  (client, { user }, by) => client.recovery.addMember(user, by),
  (name) => `${name} has the key now, until a recovery is closed or somebody takes them out.`,
);

const remove = about(
  (client, { user }, by) => client.recovery.removeMember(user, by),
  (name) => `${name} is not in the recovery group any more, which has a new key.`,
  (name) => `Take ${name} out of the recovery group? What they opened they know; nothing that is written afterwards.`,
);

const renew = (context: Context, options: GlobalOptions & CodeOptions) =>
  withKeys(context, async (client) => {
    await client.recovery.renew(await byCode(context, client, options, "custodians"));
    const { group } = await client.recovery.status();
    context.out.answer({ group: group?.group, epoch: group?.epoch }, () => "The recovery group has a new key.");
  });
