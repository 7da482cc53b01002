import type { Command } from "commander";
import type { RosterLink } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { type PartnerNames, partnerNames } from "../partner-names.ts";
import { findGroup } from "./group.ts";

interface ShowOptions extends GlobalOptions {
  readonly group?: string;
}

/** `roster` and its commands. */
export function addRosterCommands(program: Command): void {
  const roster = program
    .command("roster")
    .description("The signed list of who is in the company, as this device has verified it.");
  const showing = roster
    .command("show")
    .description(
      "Every link, in order: who signed it, and whom or what it is about, by name where that is known and verified.",
    )
    .option("--group <group>", "the links of this group instead (name or id)");
  example(does(showing, show), "sealgraph roster show", "sealgraph roster show --group Accounting");
  const verifying = roster
    .command("verify")
    .description("Fetch and verify all of it, and print the hash by which two people compare what they see.");
  example(does(verifying, verify), "sealgraph roster verify");
}

const show = (context: Context, { group: reference }: ShowOptions) =>
  withKeys(context, async (client) => {
    const group = reference === undefined ? null : (await findGroup(client, reference)).group;
    const { links, ...roster } = await client.company.roster({ names: true, ...(group && { group }) });
    const shape = { ...roster, links: links.map((link) => ({ ...link, time: link.time.toISOString() })) };
    const partners = context.out.json ? null : await partnerNames(client, links);
    context.out.answer(shape, () => columns(links.map((link) => rowOf(link, partners))));
  });

const rowOf = (link: RosterLink, partners: PartnerNames | null): string[] => [
  String(link.seq),
  moment(link.time),
  link.operation,
  `by ${called(link.names?.author) ?? link.author}${link.authorDesk === null ? "" : `, of ${partners?.ofDesk(link.authorDesk)}`}`,
  `${aboutWhat(link)}${link.marks ? ", marked: by break-glass" : ""}`,
];

type PersonText = NonNullable<NonNullable<RosterLink["names"]>["person"]>;
const called = (text: PersonText | null | undefined): string | null =>
  text ? `${printable(text.name)} (${printable(text.address)})` : null;

/** Whom or what a link is about; nothing where that is its author alone. */
function aboutWhat({ operation, author, user, group, role, confirms, desk, names }: RosterLink): string {
  const [person, its] = [called(names?.person), role?.toLowerCase()];
  if (operation === "INVITE") return `${person ?? "somebody whose name is not known here"}, as ${its}`;
  if (operation === "VOID") return `the invitation of ${person ?? "somebody whose name is not known here"}`;
  if (operation === "PERSON") return names?.person ? another(names.person, names.former) : "another name or address";
  if (operation === "BREAK_GLASS") return desk?.breakGlass ? askedInWords(desk.breakGlass) : "ended";
  if (operation === "CONFIRM") return `link ${confirms}`;
  if (group !== null) return `the group ${names?.group ? printable(names.group) : group}`;
  if (user === null || user === author) return "";
  const whom = `about ${called(names?.user) ?? user}`;
  return its === undefined ? whom : `${whom}, as ${its}`;
}

const askedInWords = ({ from, until, reason }: NonNullable<NonNullable<RosterLink["desk"]>["breakGlass"]>): string =>
  `asked for, from ${moment(from)} to ${moment(until)}: ${reason === null ? "the reason does not verify" : printable(reason)}`;

/** Which of the two it is, where that is known. */
function another(next: PersonText, former: PersonText | null): string {
  if (former === null) return `to be called ${called(next)}`;
  return [
    former.name === next.name ? "" : `another name: ${printable(next.name)}`,
    former.address === next.address ? "" : `another address: ${printable(next.address)}`,
  ]
    .filter((words) => words !== "")
    .join(", ");
}

const verify = (context: Context) =>
  withKeys(context, async (client) => {
    const { links, ...roster } = await client.company.roster();
    context.out.answer(roster, () => [
      `${counted(links.length, "link")} verified, from the genesis ${roster.genesis.slice(0, 16)} on.`,
      `Head ${roster.head}`,
      "Whoever of the company sees the same head sees the same company.",
    ]);
  });
