/** A list of people to invite: CSV of address, name and, where it is said, role. */
import { readFile } from "node:fs/promises";
import { decodeFile, ImportRefused, readRows } from "../client/import/index.ts";
import type { Invite, UserRole } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

const mostPeople = 10_000;
const mostShown = 20;

/** Somebody of the list, and where they stand in it. */
export interface Listed {
  readonly line: number;
  readonly person: Invite;
}

/**
 * Reads the whole list before anybody is invited, and refuses all of it where one line is wrong: malformed or doubled
 * addresses, no name, an unknown role. Throws FILE_UNREADABLE, BAD_LIST with the lines.
 */
export async function readInviteList(path: string): Promise<Listed[]> {
  const text = await textOf(path);
  const people: Listed[] = [];
  const wrong: string[] = [];
  const seen = new Map<string, number>();
  let first = true;
  for (const row of rowsOf(text)) {
    const isHeader = first && "cells" in row && /^(e-?mail|address)$/i.test(row.cells[0]?.trim() ?? "");
    first = false;
    if (isHeader) continue;
    const read = "unread" in row ? "cannot be read" : readPerson(row.cells);
    if (typeof read === "string") wrong.push(`line ${row.line}: ${read}`);
    else {
      const before = seen.get(read.address);
      if (before !== undefined) wrong.push(`line ${row.line}: the address of line ${before} again`);
      seen.set(read.address, before ?? row.line);
      people.push({ line: row.line, person: read });
    }
  }
  if (people.length > mostPeople) wrong.push(`more than ${mostPeople} people`);
  if (wrong.length > 0) throw badList(wrong);
  if (people.length === 0) throw badList(["it names nobody"]);
  return people;
}

function* rowsOf(text: string) {
  try {
    yield* readRows(text);
  } catch (error) {
    if (error instanceof ImportRefused) throw badList([error.message]);
    throw error;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return decodeFile(await readFile(path)).text;
  } catch (error) {
    if (error instanceof ImportRefused)
      throw badList([error.reason === "EMPTY_FILE" ? "it is empty" : "it is not text"]);
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      exitCode.BAD_FILE,
      "FILE_UNREADABLE",
      `${path} cannot be read: ${code === "ENOENT" ? "it is not there" : code}.`,
      "Name a CSV file: address, name, and role where it is not user.",
    );
  }
}

/** What is wrong with a line, or whom it names. */
function readPerson(cells: readonly string[]): Invite | string {
  const [address = "", name = "", role = "", ...rest] = cells.map((cell) => cell.trim());
  if (rest.some((cell) => cell !== "")) return "has more than address, name and role";
  if (!/^[^\s@]{1,64}@[^\s@]{1,185}$/.test(address)) return "has no e-mail address in its first column";
  if (name.length < 1 || name.length > 100) return "has no name of 1 to 100 characters in its second column";
  const its = role === "" ? "USER" : role.toUpperCase();
  if (its !== "USER" && its !== "ADMINISTRATOR") return "has a role that is neither user nor administrator";
  return { address: address.normalize("NFC").toLowerCase(), name, role: its satisfies UserRole };
}

const badList = (lines: readonly string[]) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_LIST",
    [
      "Nobody was invited, because the list is not right:",
      ...lines.slice(0, mostShown).map((line) => `  ${line}`),
    ].join("\n"),
    lines.length > mostShown
      ? `… and ${lines.length - mostShown} more. Mend it and try again.`
      : "Mend it and try again.",
  );
