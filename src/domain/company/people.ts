import { Failure } from "../../errors.ts";
import { parseId, type UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { type FormerMemberRow, listFormerMembers, listPeople, listPeopleById, type PersonRow } from "./people-rows.ts";

export interface Person extends Omit<PersonRow, "awaitingSeq" | "awaitingAddress" | "awaitingName" | "awaitingSalt"> {
  /** A change of name or address that awaits an administrator. */
  readonly awaiting: {
    readonly seq: number;
    readonly address: string;
    readonly name: string;
    readonly salt: Uint8Array;
  } | null;
}

interface PageArgs {
  readonly first: number;
  readonly after: string | null;
}

/** Everyone who is a member of the caller's tenant, by id. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readPeople(request: Request, args: PageArgs): Promise<Connection<Person>> {
  const asked = parsePage(args, "ID");
  const { answers } = await ask(request, listPeople(asked.after as UserId | null, asked.first + 1));
  return connectionOf(answers[0].map(personOf), asked, ({ user }) => user);
}

/** Members by id, in the order asked for; null for whoever is none. Throws `BAD_USER_INPUT`. */
export async function readPeopleOf(request: Request, users: readonly string[]): Promise<(Person | null)[]> {
  if (users.length > bounds.nodesPerPage) {
    throw new Failure("BAD_USER_INPUT", `users has at most ${bounds.nodesPerPage} entries.`);
  }
  const asked = users.map((user) => parseId<UserId>(user, "users"));
  const { answers } = await ask(request, listPeopleById(asked));
  const found = new Map(answers[0].map((row) => [row.user, personOf(row)]));
  return asked.map((user) => found.get(user) ?? null);
}

/**
 * Who was removed from the caller's tenant, or left it, and was not deleted since, for its administrators. Throws
 * `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function readFormerMembers(request: Request, args: PageArgs): Promise<Connection<FormerMemberRow>> {
  const asked = parsePage(args, "ID");
  const former = listFormerMembers(asked.after as UserId | null, asked.first + 1);
  const { answers, actor } = await ask(request, loadViewer(), former);
  const [[viewer], rows] = answers;
  demandAdministrator(actor, viewer);
  return connectionOf(rows, asked, ({ user }) => user);
}

function personOf({
  awaitingSeq: seq,
  awaitingAddress: address,
  awaitingName: name,
  awaitingSalt: salt,
  ...person
}: PersonRow): Person {
  const waits = seq !== null && address !== null && name !== null && salt !== null;
  return { ...person, awaiting: waits ? { seq, address, name, salt } : null };
}
