import { type Command, InvalidArgumentError, Option } from "commander";
import type { SharePermission } from "../client/index.ts";
import { isDay } from "./is-day.ts";

/** As they are typed and shown. */
const permissions = {
  owner: "OWNER",
  editor: "EDITOR",
  reader: "READER",
  "reader-hidden": "READER_HIDDEN",
} as const satisfies Record<string, SharePermission>;

export const permissionWord = (permission: SharePermission): string => permission.toLowerCase().replace("_", "-");

export function parsePermission(text: string): SharePermission {
  const word = text.toLowerCase().replace("_", "-");
  if (word in permissions) return permissions[word as keyof typeof permissions];
  throw new InvalidArgumentError("It is owner, editor, reader or reader-hidden.");
}

const dateAlone = /^\d{4}-\d\d-\d\d$/;

/** A date alone is meant to its end; like every time here it is UTC. */
export function parseUntil(text: string): Date {
  const at = new Date(dateAlone.test(text) ? `${text}T23:59:59.999Z` : text);
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  if (day === undefined || !isDay(day) || Number.isNaN(at.getTime()) || (!dateAlone.test(text) && !isZoned(text)))
    throw new InvalidArgumentError("Write 2027-01-31, to the end of that day (UTC), or 2027-01-31T12:00:00Z.");
  if (at.getTime() <= Date.now()) throw new InvalidArgumentError("That time is over.");
  return at;
}

const isZoned = (text: string): boolean => /(Z|[+-]\d\d:\d\d)$/.test(text);

/** Null: without end. */
export const parseUntilOrNever = (text: string): Date | null => (text === "never" ? null : parseUntil(text));

export interface RightOptions {
  readonly permission: SharePermission;
  readonly until?: Date;
}

/** What somebody may do who is put in, and until when. */
export const withRight = (command: Command): Command =>
  command
    .addOption(
      new Option("--permission <permission>", "owner, editor, reader or reader-hidden")
        .argParser(parsePermission)
        .default("READER", "reader"),
    )
    .addOption(
      new Option("--until <date>", "to the end of that day (UTC), or to a moment; without it: without end").argParser(
        parseUntil,
      ),
    )
    .addHelpText("after", permissionHelp);

export interface DryRunOption {
  readonly dryRun?: boolean;
}

export const dryRunOption = (): Option => new Option("--dry-run", "show what would be done, and do nothing");

/** For options that may be given more than once. */
export const collect = (one: string, others: readonly string[] = []): readonly string[] => [...others, one];

export const permissionHelp = `
Permissions:
  owner          reads, writes, puts people in and takes them out, names and closes the share; no group is one
  editor         reads and writes what is in it
  reader         reads
  reader-hidden  reads, and is shown no secret by this client. It is a courtesy: they have the key like every reader,
                 and another client shows them all
`;
