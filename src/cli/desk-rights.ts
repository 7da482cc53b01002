/** Rights of a desk as people type and read them. */
import { InvalidArgumentError, Option } from "commander";
import { type DeskRight, deskRights } from "../client/index.ts";
import { counted } from "./output.ts";
import { wholeNumber } from "./whole-number.ts";

const word = (right: DeskRight): string => right.toLowerCase().replaceAll("_", "-");

export const rightsInWords = (rights: readonly DeskRight[]): string =>
  rights.length === 0 ? "none" : rights.map(word).join(", ");

/** With how long a break-glass waits, where it may ask for one. */
export function termsInWords(rights: readonly DeskRight[], hours: number): string {
  if (!rights.includes("BREAK_GLASS")) return rightsInWords(rights);
  return `${rightsInWords(rights)}${hours === 0 ? " at once" : ` after ${counted(hours, "hour")}`}`;
}

export function parseRights(text: string): readonly DeskRight[] {
  if (text.trim().toLowerCase() === "none") return [];
  return [...new Set(text.split(",").map((each) => one(each.trim().toLowerCase().replaceAll("_", "-"))))];
}

function one(text: string): DeskRight {
  const found = deskRights.find((right) => word(right) === text);
  if (found === undefined) throw new InvalidArgumentError(`It is ${deskRights.map(word).join(", ")}, or none.`);
  return found;
}

export const rightsOption = (description: string): Option =>
  new Option("--rights <rights>", description).argParser(parseRights);

export const hoursOption = (description: string): Option =>
  new Option("--hours <hours>", description).argParser(wholeNumber(0, 168));

export const rightsHelp = `
Rights of a desk:
  invite       invites users; never an administrator
  policy       gives the company policies, which bind its people as the company's own do, and before them where locked
  break-glass  asks for more, for a time: the company's administrators are told, and it is in force only after the hours that
               the company says; then the desk invites administrators, makes users administrators, suspends and resumes
`;
