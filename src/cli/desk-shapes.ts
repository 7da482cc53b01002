/** What is shown of a desk. */
import type { BreakGlass, Desk, DeskStaff, FounderView } from "../client/index.ts";
import { termsInWords } from "./desk-rights.ts";
import { moment, printable, sentence } from "./output.ts";

/** Of a break-glass that stands. */
export const breakGlassInWords = ({ reason, from, until, inForce }: BreakGlass): string =>
  `${inForce ? `in force until ${moment(until)}` : `asked for: in force from ${moment(from)} to ${moment(until)}`}. ${
    reason === null ? "The reason does not verify." : sentence(`Why: ${printable(reason)}`)
  }`;

const staffInWords = ({ user, name, address, keeper }: DeskStaff): string =>
  `${name === null ? `${user} (does not verify)` : printable(name)}${address === null ? "" : ` ${printable(address)}`}${keeper ? ", keeper" : ""}`;

/** A desk, as rows. */
export const deskLines = ({ desk, partner, rights, hours, staff, breakGlass }: Desk): string[][] => [
  ["Desk", `${desk}${partner === null ? "" : `, which the server calls ${printable(partner)}`}`],
  ["Rights", termsInWords(rights, hours)],
  ...staff.map((each, place) => [place === 0 ? "Staff" : "", staffInWords(each)]),
  ...(breakGlass === null ? [] : [["Break-glass", breakGlassInWords(breakGlass)]]),
];

/** Said before anybody joins a company that a desk founded: whoever joins first accepts it. */
export const founderInWords = ({ desk, rights, hours }: FounderView): string =>
  `A partner founded this company, and its desk (${desk}) may there: ${termsInWords(rights, hours)}. Whoever joins first accepts that, and can change it: sealgraph company desk rights.`;

/** `--json` of a desk. Members are only ever added. */
export const deskShape = ({ breakGlass, ...desk }: Desk) => ({
  ...desk,
  breakGlass: breakGlass && {
    ...breakGlass,
    from: breakGlass.from.toISOString(),
    until: breakGlass.until.toISOString(),
  },
});
