/** Desks as people of the company, and staff of theirs, are shown them (PROTOCOL §4.15). */
import { type DeskRight, deskRight } from "../../crypto/desk-terms.ts";
import { Failure } from "../../errors.ts";
import { parseId, type TenantId, type UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { type ParentPartner, withParent } from "../partner/relation-rows.ts";
import { ask } from "../transaction.ts";
import {
  type BreakGlassRow,
  type DeskNameRow,
  type DeskRow,
  listBreakGlass,
  listDeskNames,
  listDesks,
  listReasons,
  listStaff,
  listStaffTexts,
  type StaffRow,
  type StaffTextRow,
} from "./rows.ts";

export interface ShownDesk extends Omit<DeskRow, "rights"> {
  readonly partnerName: string | null;
  readonly parent: ParentPartner | null;
  readonly rights: readonly (keyof typeof deskRight)[];
  readonly staff: readonly StaffRow[];
  readonly breakGlass: BreakGlassRow | null;
}

/** What is asked of desks: of one, or of all that stand. */
export const desksAsked = (desk: TenantId | null, now: Date) =>
  [listDesks(desk), listDeskNames(), listStaff(desk), listBreakGlass(desk, now)] as const;

export function showDesks(
  desks: readonly DeskRow[],
  names: readonly DeskNameRow[],
  staff: readonly StaffRow[],
  breakGlass: readonly BreakGlassRow[],
): ShownDesk[] {
  return desks.map((row) => {
    const its = names.find(({ desk }) => desk === row.desk);
    return {
      ...row,
      rights: rightsIn(row.rights),
      partnerName: its?.name ?? null,
      parent: its ? withParent(its).parent : null,
      staff: staff.filter(({ desk }) => desk === row.desk),
      breakGlass: breakGlass.find(({ desk }) => desk === row.desk) ?? null,
    };
  });
}

export const rightsIn = (sum: number): (keyof typeof deskRight)[] =>
  (Object.entries(deskRight) as [keyof typeof deskRight, DeskRight][]).flatMap(([name, right]) =>
    sum & right ? [name] : [],
  );

/** The desks that stand in the company, by id. */
export async function readDesks(request: Request): Promise<ShownDesk[]> {
  const { answers } = await ask(request, ...desksAsked(null, request.now));
  return showDesks(...answers);
}

/** Who is or was at a desk, in the order asked for; null for everybody else. Throws `BAD_USER_INPUT`. */
export async function readStaffOf(request: Request, users: readonly string[]): Promise<(StaffTextRow | null)[]> {
  const asked = parseUsers(users);
  const { answers } = await ask(request, listStaffTexts(asked));
  const found = new Map(answers[0].map((row) => [row.user, row]));
  return asked.map((user) => found.get(user) ?? null);
}

/** Why desks asked for break-glass, by the seqs of the links that did; null for every other. Throws `BAD_USER_INPUT`. */
export async function readReasonsOf(request: Request, seqs: readonly number[]): Promise<(string | null)[]> {
  if (seqs.length > bounds.nodesPerPage)
    throw new Failure("BAD_USER_INPUT", `seqs has at most ${bounds.nodesPerPage} entries.`);
  const { answers } = await ask(request, listReasons(seqs));
  const found = new Map(answers[0].map(({ seq, reason }) => [seq, reason]));
  return seqs.map((seq) => found.get(seq) ?? null);
}

export function parseUsers(users: readonly string[]): UserId[] {
  if (users.length > bounds.nodesPerPage) {
    throw new Failure("BAD_USER_INPUT", `users has at most ${bounds.nodesPerPage} entries.`);
  }
  return users.map((user) => parseId<UserId>(user, "users"));
}
