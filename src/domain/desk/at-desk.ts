/** What staff verify and sign by in a company at whose desk they are (PROTOCOL §4.15). Each asks in the company of the request. */
import { Failure } from "../../errors.ts";
import { lowestId, parseId, type RosterId, type TenantId, type UserId, type VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { type InvitationRow, listInvitations } from "../company/invitation-rows.ts";
import { listBusinessHeads } from "../company/rows.ts";
import type { Request } from "../context.ts";
import { foundIn } from "../cut.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { type DocumentRow, listDocuments } from "../policy/rows.ts";
import { listLinks } from "../roster/rows.ts";
import type { LinkRow } from "../sync/page.ts";
import { splitSignatures } from "../sync/read-changes.ts";
import { ask } from "../transaction.ts";
import { desksAsked, parseUsers, type ShownDesk, showDesks } from "./read.ts";
import { listBreakGlass, listHeads, listPeople, listPeopleById, type PersonAtDeskRow } from "./rows.ts";

export interface CompanyAtDesk {
  readonly tenant: TenantId;
  readonly desk: ShownDesk;
}

interface PageArgs {
  readonly first: number;
  readonly after: string | null;
}

/** Throws `NOT_FOUND` for every company but those in the caller's scope at whose desk they are. */
export async function readAtDesk(request: Request): Promise<CompanyAtDesk> {
  const { answers, actor } = await ask(request, ...desksAsked(null, request.now));
  const desk = showDesks(...answers).find(({ desk }) => desk === actor.atDesk?.desk);
  if (!desk) throw new Failure("NOT_FOUND");
  return { tenant: actor.tenant, desk };
}

/** Links of the company's roster, or of a group's, behind a seq. Throws `BAD_USER_INPUT`. */
export async function readLinksAtDesk(
  request: Request,
  roster: string | null,
  afterSeq: number,
): Promise<{ readonly links: readonly LinkRow[]; readonly hasMore: boolean }> {
  if (afterSeq < -1) throw new Failure("BAD_USER_INPUT", "afterSeq is a seq.");
  const its = (roster === null ? request.company : parseId<RosterId>(roster, "roster")) as RosterId;
  const { answers } = await ask(request, listLinks(its, afterSeq, bounds.linksPerPage + 1));
  const links = answers[0]
    .slice(0, bounds.linksPerPage)
    .map(({ signatures, ...row }) => ({ ...row, signatures: splitSignatures(signatures) }));
  return { links, hasMore: answers[0].length > links.length };
}

export const readHeadsAtDesk = async (request: Request) => (await ask(request, listHeads())).answers[0];

/** Everyone who is a member. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readPeopleAtDesk(request: Request, args: PageArgs): Promise<Connection<PersonAtDeskRow>> {
  const asked = parsePage(args, "ID");
  const { answers } = await ask(request, listPeople(asked.after ?? lowestId, asked.first + 1));
  return connectionOf(answers[0], asked, ({ user }) => user);
}

/** Members by id, in the order asked for; null for whoever is none. Throws `BAD_USER_INPUT`. */
export async function readPeopleOfAtDesk(
  request: Request,
  users: readonly string[],
): Promise<(PersonAtDeskRow | null)[]> {
  const asked = parseUsers(users);
  const { answers } = await ask(request, listPeopleById(asked));
  const found = new Map(answers[0].map((row) => [row.user, row]));
  return asked.map((user) => found.get(user) ?? null);
}

/**
 * The heads that a link names as its cut which takes somebody's rights (PROTOCOL §4.6). A desk signs such links under break-glass
 * alone, and is shown them while that is in force. Throws `BAD_USER_INPUT`, `FORBIDDEN`.
 */
export async function readCutAtDesk(
  request: Request,
  user: string,
): Promise<{ vault: VaultId; revision: number; hash: Uint8Array }[]> {
  const heads = listBusinessHeads(parseId<UserId>(user, "user"));
  const { answers, actor } = await ask(request, listBreakGlass(null, request.now), heads);
  const inForce = answers[0].some(({ desk, from }) => desk === actor.atDesk?.desk && from <= request.now);
  if (!inForce) throw new Failure("FORBIDDEN");
  return answers[1];
}

/** Open invitations, whoever made them: each takes a seat. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readInvitationsAtDesk(request: Request, args: PageArgs): Promise<Connection<InvitationRow>> {
  const asked = parsePage(args, "NUMBER");
  const after = asked.after === null ? -1 : Number(asked.after);
  const { answers } = await ask(request, listInvitations(after, asked.first + 1, request.now));
  return connectionOf(answers[0], asked, ({ seq }) => String(seq));
}

/** All documents of policies. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readDocumentsAtDesk(request: Request, args: PageArgs): Promise<Connection<DocumentRow>> {
  const asked = parsePage(args, "ID");
  const { answers } = await ask(request, listDocuments(asked.after ?? lowestId, asked.first + 1));
  return connectionOf(answers[0], asked, ({ id }) => id, foundIn(answers[0]));
}
