import { Failure } from "../../errors.ts";
import { lowestId, parseId, type TenantId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import type { Request, Standing } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { feedTopic } from "../topics.ts";
import { askAsPartner, type PartnerTransaction } from "../transaction.ts";
import { parseLabels } from "./labels.ts";
import { deleteOffersBy } from "./offer-rows.ts";
import { inStaffTransaction } from "./refuse.ts";
import { demandRight, has, type StaffRole } from "./rights.ts";
import { listInScope, lockPartner } from "./rows.ts";
import {
  type CandidateRow,
  deleteStaff,
  endStaffSessions,
  findStaff,
  listStaff,
  loadCandidate,
  putStaff,
  type StaffRow,
  type StaffSaid,
} from "./staff-rows.ts";

export interface SetStaffInput {
  readonly user: string;
  readonly role: StaffRole;
  readonly scope: Standing["scope"];
  readonly labels?: readonly string[] | null;
  readonly companies?: readonly string[] | null;
}

export type StaffRefused = {
  readonly __typename: "StaffRefused";
  readonly refusal: "LAST_OWNER" | "NOT_ADMINISTRATOR" | "TOO_MANY";
};
export type SetStaffResult = { readonly __typename: "StaffSet"; readonly staff: StaffRow } | StaffRefused;
export type RemoveStaffResult = { readonly __typename: "StaffRemoved"; readonly user: UserId } | StaffRefused;

/** Who is on the staff of the caller's partner, by user. Throws `BAD_USER_INPUT`, `INVALID_CURSOR`, `FORBIDDEN`. */
export async function readStaff(
  request: Request,
  args: { readonly first: number; readonly after?: string | null },
): Promise<Connection<StaffRow>> {
  const asked = parsePage(args, "ID");
  const { actor, answers } = await askAsPartner(request, listStaff(asked.after ?? lowestId, asked.first + 1));
  demandRight(actor, "staff.read");
  return connectionOf(answers[0], asked, ({ user }) => user);
}

/**
 * Puts a user of the partner's tenant on its staff, or gives them another role or scope. Who is an owner, owners say. Throws
 * `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`; `NOT_FOUND` for who is no active user of that tenant, and for companies that the
 * caller does not see.
 */
export async function setStaff(request: Request, input: SetStaffInput): Promise<SetStaffResult> {
  const said = parseStaff(input);
  const concerned: string[] = [];
  const answer = await inStaffTransaction(request, "staff", async (tx): Promise<SetStaffResult> => {
    concerned.push(feedTopic(tx.actor.tenant));
    const candidate = await lockCandidate(tx, said.user, said.role);
    if (!candidate.active) throw new Failure("NOT_FOUND");
    if (leads(said.role) && !candidate.administrator) return refuse("NOT_ADMINISTRATOR");
    if (said.role !== "OWNER" && isLastOwner(candidate)) return refuse("LAST_OWNER");
    if (candidate.role === null && candidate.staff >= bounds.staffPerPartner) return refuse("TOO_MANY");
    const [seen] = await tx.run(listInScope(said.companies));
    if (seen.length !== said.companies.length) throw new Failure("NOT_FOUND");
    const [, [staff]] = await tx.run(putStaff(said, tx.now), findStaff(said.user), ...offersWithout(said));
    const event = { kind: "STAFF_SET", user: said.user, amount: roles.indexOf(said.role) + 1 } as const;
    await tx.finish(...audited(tx, event));
    return { __typename: "StaffSet", staff: staff as StaffRow };
  });
  // Whoever follows the feed, or has others follow it, may do so no more.
  request.house.doorbell.ring(concerned);
  return answer;
}

/**
 * Takes somebody off the staff: their sessions for the partner end at once. Throws `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`,
 * `NOT_FOUND` for who is none of it.
 */
export async function removeStaff(request: Request, input: { readonly user: string }): Promise<RemoveStaffResult> {
  const user = parseId<UserId>(input.user, "user");
  const { answer, ended, feed } = await inStaffTransaction(request, "staff", async (tx) => {
    const candidate = await lockCandidate(tx, user, null);
    const feed = feedTopic(tx.actor.tenant);
    if (candidate.role === null) throw new Failure("NOT_FOUND");
    if (isLastOwner(candidate)) return { answer: refuse("LAST_OWNER"), ended: [], feed };
    const [, ended] = await tx.run(deleteStaff(user), endStaffSessions(user, tx.now), deleteOffersBy(user));
    await tx.finish(...audited(tx, { kind: "STAFF_REMOVED", user }));
    return { answer: { __typename: "StaffRemoved", user } as const, ended, feed };
  });
  request.house.doorbell.ring([...ended.map(({ id }) => id), feed]);
  return answer;
}

/** An offer ends with its keeper's place at the desks, and does not come back with it. */
const offersWithout = ({ user, role }: StaffSaid) => (has(role, "desk") ? [] : [deleteOffersBy(user)]);

const roles: readonly StaffRole[] = ["OWNER", "ADMINISTRATOR", "TECHNICIAN", "BILLING", "AUDITOR"];
const leads = (role: StaffRole): boolean => role === "OWNER" || role === "ADMINISTRATOR";
const isLastOwner = ({ role, otherOwners }: CandidateRow): boolean => role === "OWNER" && otherOwners === 0;
const refuse = (refusal: StaffRefused["refusal"]): StaffRefused => ({ __typename: "StaffRefused", refusal });

/** Whom it is about, with nobody else changing staff until the end. Throws `FORBIDDEN` where it takes an owner, `NOT_FOUND`. */
async function lockCandidate(tx: PartnerTransaction, user: UserId, next: StaffRole | null): Promise<CandidateRow> {
  await tx.run(lockPartner());
  const [[candidate]] = await tx.run(loadCandidate(user));
  if (!candidate) throw new Failure("NOT_FOUND");
  if (candidate.role === "OWNER" || next === "OWNER") demandRight(tx.actor, "owners");
  return candidate;
}

/** Throws `BAD_USER_INPUT` for a scope that says too little, too much, or two things. */
function parseStaff({ user, role, scope, labels, companies }: SetStaffInput): StaffSaid {
  const said: StaffSaid = {
    user: parseId<UserId>(user, "user"),
    role,
    scope,
    labels: parseLabels(labels ?? []),
    companies: parseCompanies(companies ?? [], 0, bounds.companiesPerScope),
  };
  const fits =
    (scope === "LABELS") === said.labels.length > 0 &&
    (scope === "LIST") === said.companies.length > 0 &&
    (scope === "ALL" || !leads(role));
  if (!fits) throw new Failure("BAD_USER_INPUT", "scope says ALL, or LABELS with labels, or LIST with companies.");
  return said;
}

/** Takes ids of companies, each once. Throws `BAD_USER_INPUT`. */
export function parseCompanies(given: readonly string[], fewest: number, most: number): TenantId[] {
  if (given.length < fewest || given.length > most) {
    throw new Failure("BAD_USER_INPUT", `companies has ${fewest} to ${most} entries.`);
  }
  const ids = given.map((each) => parseId<TenantId>(each, "companies"));
  if (new Set(ids).size !== ids.length) throw new Failure("BAD_USER_INPUT", "companies names one twice.");
  return ids.sort();
}
