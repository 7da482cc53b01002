/** What is shown of a desk. */
import type {
  AskedBreakGlass,
  BreakGlass,
  Desk,
  DeskChange,
  DeskPreview,
  DeskStaff,
  EndedBreakGlass,
  FounderView,
  ParentPartner,
} from "../client/index.ts";
import { termsInWords } from "./desk-rights.ts";
import { columns, counted, moment, printable, sentence } from "./output.ts";

/** Of a break-glass that the roster states: how it stands, who asked for it, and why. */
export const breakGlassInWords = (glass: BreakGlass): string => `${standsInWords(glass)}. ${whoAndWhy(glass)}`;

function standsInWords({ from, until, inForce, over }: BreakGlass): string {
  if (over)
    return `over since ${moment(until)}, and the roster has no link behind that yet: the next device of an administrator that syncs signs one`;
  if (inForce) return `in force until ${moment(until)}`;
  return `asked for: in force from ${moment(from)} to ${moment(until)}`;
}

/** Of one that is over: from when until when it was for, who asked and why, and how it ended. */
export const endedInWords = (glass: EndedBreakGlass): string =>
  `${endingInWords(glass)}; it was for ${moment(glass.from)} to ${moment(glass.until)}. ${whoAndWhy(glass)}`;

/** How one ended. */
const endingInWords = ({ endedAt, endedBy, endedByName, from }: EndedBreakGlass): string =>
  endedBy === null
    ? `ran out ${moment(endedAt)}`
    : `ended ${moment(endedAt)} by ${printable(endedByName ?? endedBy)}${endedAt < from ? ", before it began" : ""}`;

const whoAndWhy = ({ by, byName, reason }: AskedBreakGlass): string =>
  `Asked for by ${printable(byName ?? by)}. ${reason === null ? "The reason does not verify." : sentence(`Why: ${printable(reason)}`)}`;

const staffInWords = ({ user, name, address, keeper }: DeskStaff): string =>
  `${name === null ? `${user} (does not verify)` : printable(name)}${address === null ? "" : ` ${printable(address)}`}${keeper ? ", keeper" : ""}`;

/** Of whoever stands above a partner. */
export const parentInWords = ({ partner, name }: ParentPartner): string =>
  `${name === null ? `partner ${partner}` : printable(name)}, which reads what this partner reads while it looks after the company, and signs nothing. The server says so.`;

/** A desk, as rows. */
export const deskLines = ({
  desk,
  partner,
  parent,
  rights,
  hours,
  staff,
  breakGlass,
  ended,
  ...its
}: Desk): string[][] => [
  [
    "Desk",
    `${desk}${its.dismissed ? ", dismissed" : ""}${partner === null ? "" : `, which the server calls ${printable(partner)}`}`,
  ],
  ...(parent === null ? [] : [["Under", parentInWords(parent)]]),
  ...(its.dismissed ? [] : [["Rights", termsInWords(rights, hours)]]),
  ...staff.map((each, place) => [place === 0 ? "Staff" : "", staffInWords(each)]),
  ...(breakGlass === null ? [] : [["Break-glass", breakGlassInWords(breakGlass)]]),
  ...ended.map((each, place) => [place === 0 ? "Break-glass before" : "", endedInWords(each)]),
];

const changeWords: Readonly<Record<DeskChange["change"], string>> = {
  COMES: "comes to the desk of",
  KEYS: "has new keys or another name at",
  GOES: "goes from",
};
/** Companies that are named in one line. */
const mostNamed = 5;

/** Who would come to desks and go from them, each person once for all companies; none where nobody would. */
export function deskChangeLines(previews: readonly DeskPreview[]): string[] {
  const rows = new Map<string, { readonly its: DeskChange; readonly companies: string[] }>();
  for (const { tenant, name, changes } of previews)
    for (const its of changes) {
      const key = JSON.stringify([its.user, its.change, its.name, its.address]);
      const row = rows.get(key) ?? { its, companies: [] };
      row.companies.push(name === null ? tenant : printable(name));
      rows.set(key, row);
    }
  return columns(
    [...rows.values()].map(({ its, companies }) => [
      its.name === null ? `${its.user} (does not verify)` : printable(its.name),
      its.address === null ? "" : printable(its.address),
      changeWords[its.change],
      companies.length > mostNamed
        ? `${companies.slice(0, mostNamed).join(", ")} and ${counted(companies.length - mostNamed, "other")}`
        : companies.join(", "),
    ]),
  );
}

/** Said before anybody joins a company that a desk founded: whoever joins first accepts it. */
export const founderInWords = ({ desk, partner, rights, hours }: FounderView): string =>
  `${partner === null ? "A partner" : `A partner, which the server calls ${printable(partner)},`} founded this company, and its desk (${desk}) may there: ${termsInWords(rights, hours)}. Whoever joins first accepts that, and can change it: sealgraph company desk rights.`;

/** `--json` of a desk. Members are only ever added. */
export const deskShape = ({ breakGlass, ended, ...desk }: Desk) => ({
  ...desk,
  breakGlass: breakGlass && glassShape(breakGlass),
  ended: ended.map(endedShape),
});

/** `--json` of a break-glass that stands. */
export const glassShape = <G extends AskedBreakGlass>({ from, until, ...glass }: G) => ({
  ...glass,
  from: from.toISOString(),
  until: until.toISOString(),
});

/** `--json` of one that is over. */
export const endedShape = ({ endedAt, ...glass }: EndedBreakGlass) => ({
  ...glassShape(glass as Omit<EndedBreakGlass, "endedAt">),
  endedAt: endedAt.toISOString(),
});
