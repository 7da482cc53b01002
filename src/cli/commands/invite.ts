import { appendFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { type Client, type Invite, type OpenInvitation, openInvitation, type UserRole } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { daysOption } from "../days-option.ts";
import { founderInWords } from "../desk-shapes.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { demandNewFile, invitedShape, linkLine, linksHeader } from "../invitation-links.ts";
import { askForInvitation } from "../invitation-wanted.ts";
import { type Listed, readInviteList } from "../invite-list.ts";
import { isAddress } from "../is-address.ts";
import { settingsOf, withKeys } from "../open.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { writePrivateFile } from "../private-file.ts";

interface DaysOption extends GlobalOptions {
  readonly days: number;
}
interface AddOptions extends DaysOption {
  readonly name?: string;
  readonly role: UserRole;
}
interface ImportOptions extends DaysOption {
  readonly out: string;
}

/** `invite` and its commands: for administrators, signed in to the portal. */
export function addInviteCommands(program: Command): void {
  const invite = program
    .command("invite")
    .description("Invite people to the company. The link is handed over by you: the server never sees it.");
  const adding = invite
    .command("add")
    .description("Invite somebody, and print the link that is for them alone.")
    .argument("<address>", "their e-mail address")
    .option("--name <name>", "what they are called")
    .addOption(new Option("--role <role>", "what they will be").choices(["user", "administrator"]).default("user"))
    .addOption(daysOption());
  example(does(adding, add), "sealgraph invite add bob@example.com --name 'Bob Martin'");
  const importing = invite
    .command("import")
    .description(
      "Invite everybody of a CSV file (address, name, role), and write the links into a new file (mode 0600).",
    )
    .argument("<file>", "the list")
    .requiredOption("--out <file>", "where the links go: CSV of address, name, link")
    .addOption(daysOption());
  example(does(importing, importList), "sealgraph invite import people.csv --out links.csv");
  example(
    does(invite.command("list").description("Open invitations, those that ran out included."), list),
    "sealgraph invite list",
  );
  const voiding = invite
    .command("void")
    .description("Take an invitation back; without one, all that ran out.")
    .argument("[invitation]", "address, name or key");
  example(does(voiding, voidOne), "sealgraph invite void bob@example.com", "sealgraph invite void");
  const showing = invite.command("show").description("What an invitation that you got is for. Needs no account.");
  example(does(showing, show), "sealgraph invite show");
}

const add = (context: Context, { name: given, role, days }: AddOptions, address: string) =>
  withKeys(context, async (client) => {
    const { ask, out } = context;
    const wrong = isAddress(address);
    if (wrong) throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", wrong, "");
    const name = await ask.value({ what: "what they are called", flag: "--name", given });
    const its = role.toUpperCase() as UserRole;
    const before = await openTo(client, [address]);
    const [invited] = await client.company.invite([{ address, name, role: its, days }]);
    if (invited === undefined) return;
    for (const each of before) out.note(doubled(each));
    out.answer(invitedShape(invited), () => invited.link);
    out.note(
      `Hand this link to ${printable(invited.name)} and nobody else, by a way that you trust: whoever has it can join as them.`,
    );
    out.note(
      `It is good until ${moment(invited.expiresAt)}. They open it in a browser, or use it by: sealgraph signup --invited, or with an account that they have: sealgraph company join`,
    );
  });

/** Invitations to these addresses that somebody can still join by. */
async function openTo(client: Client, addresses: readonly string[]): Promise<OpenInvitation[]> {
  const wanted = new Set(addresses.map((address) => address.normalize("NFC").trim().toLowerCase()));
  const open = await client.company.invitations();
  return open.filter(({ address, expired }) => !expired && address !== null && wanted.has(address));
}

const doubled = ({ address, key, expiresAt }: OpenInvitation): string =>
  `An invitation to ${printable(address ?? "")} was open already, until ${moment(expiresAt)}. A second does not end the first: sealgraph invite void ${key.slice(0, 8)}`;

const importList = (context: Context, { out: file, days }: ImportOptions, path: string) =>
  withKeys(context, async (client) => {
    const listed = await readInviteList(path);
    await demandNewFile(file);
    const [people, members] = await apart(client, listed);
    for (const { line, person } of members) {
      context.out.note(`line ${line}: ${printable(person.address)} is in the company already, and was not invited`);
    }
    if (members.length > 0) context.surroundings.endWith(exitCode.PARTLY);
    if (people.length === 0) {
      return context.out.answer(
        { invited: 0, members: members.map(({ line }) => line), file: null },
        () => "Nobody was invited.",
      );
    }
    await demandSeats(client, people.length);
    const before = await openTo(
      client,
      people.map(({ address }) => address),
    );
    for (const each of before) context.out.note(doubled(each));
    let made = 0;
    // No file without a link in it: it would only be in the way of the next try.
    const begun = () => (made === 0 ? writePrivateFile(file, linksHeader) : Promise.resolve());
    let last = Promise.resolve();
    // Each portion is written down before the next is made: a link that nobody has is of no use.
    const written: Promise<void>[] = [];
    await client.company
      .invite(
        people.map((person) => ({ ...person, days })),
        (some) => {
          const first = begun();
          made += some.length;
          last = Promise.all([last, first]).then(() => appendFile(file, some.map(linkLine).join("")));
          written.push(last);
          if (context.out.lively) context.out.note(`${made} of ${people.length} invited`);
        },
      )
      .finally(() => Promise.all(written));
    context.out.answer(
      { invited: made, members: members.map(({ line }) => line), file },
      () => `${counted(made, "person", "people")} invited; the links are in ${file}.`,
    );
    context.out.note("Hand each link to its person and nobody else, then delete the file.");
  });

/** Throws LIMIT_EXCEEDED before anybody is invited, where not all can be. */
async function demandSeats(client: Client, wanted: number): Promise<void> {
  const { seats, seatsTaken } = await client.company.view();
  const free = Math.max(seats - seatsTaken, 0);
  if (wanted <= free) return;
  throw new CommandFailure(
    exitCode.REFUSED,
    "LIMIT_EXCEEDED",
    `Nobody was invited: the list names ${counted(wanted, "person", "people")}, and ${counted(free, "seat")} ${free === 1 ? "is" : "are"} free.`,
    "Take invitations back (sealgraph invite void), remove people (sealgraph user remove), or ask the operator for more seats.",
  );
}

/** Whom to invite, and who is in the company already. */
async function apart(client: Client, listed: readonly Listed[]): Promise<[Invite[], Listed[]]> {
  const here = new Set((await client.company.people()).map(({ address }) => address));
  const isHere = ({ person }: Listed) => here.has(person.address);
  return [listed.filter((each) => !isHere(each)).map(({ person }) => person), listed.filter(isHere)];
}

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const open = await client.company.invitations();
    const shapes = open.map((each) => ({ ...each, expiresAt: each.expiresAt.toISOString() }));
    context.out.answer(shapes, () => (open.length > 0 ? columns(open.map(rowOf)) : "No invitation is open."));
  });

const rowOf = ({ key, address, name, role, expiresAt, expired }: OpenInvitation) => [
  key.slice(0, 8),
  name === null ? "(does not verify)" : printable(name),
  address === null ? "" : printable(address),
  role.toLowerCase(),
  expired ? "ran out" : `until ${moment(expiresAt)}`,
];

const voidOne = (context: Context, _: GlobalOptions, reference?: string) =>
  withKeys(context, async (client) => {
    const keys = await keysOf(client, reference);
    if (keys.length > 0) await client.company.voidInvitations(keys);
    context.out.answer({ void: keys }, () => `${counted(keys.length, "invitation")} made void.`);
  });

async function keysOf(client: Client, reference: string | undefined): Promise<string[]> {
  const open = await client.company.invitations();
  if (reference === undefined) return open.filter(({ expired }) => expired).map(({ key }) => key);
  const named = open.map((each) => ({ ...each, id: each.key }));
  const names = ({ name, address, key }: OpenInvitation) =>
    [name, address, key, key.slice(0, 8)].filter((each): each is string => each !== null);
  return [choose({ what: "invitation", of: names, shown: ({ address }) => address ?? "" }, reference, named).key];
}

async function show(given: Context): Promise<void> {
  const { context, link } = await askForInvitation(given);
  const settings = await settingsOf(context);
  try {
    const view = await openInvitation(settings, link);
    context.out.answer({ ...view, expiresAt: view.expiresAt.toISOString() }, () => [
      `${view.company === null ? "A company that has no name yet" : printable(view.company)} invites "${printable(view.name)}" (${printable(view.address)}) as ${view.role === "USER" ? "a user" : "an administrator"}.`,
      ...(view.founder === null ? [] : [context.out.called(founderInWords(view.founder))]),
      context.out.called(
        `Until ${moment(view.expiresAt)}: sealgraph signup --invited, or with an account that you have: sealgraph company join`,
      ),
    ]);
  } finally {
    await settings.store.close();
  }
}
