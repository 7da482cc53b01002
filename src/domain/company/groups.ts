import { Failure } from "../../errors.ts";
import { parseId, type RosterId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { keysTopic } from "../topics.ts";
import { ask, inTransaction, type Transaction } from "../transaction.ts";
import {
  deliverWraps as deliver,
  type EpochsAsked,
  type GroupEpochRow,
  type GroupRow,
  listGroupEpochs,
  listGroups,
  listGroupsById,
  listOwnWraps,
  listPending,
  type MemberWrapRow,
  type PendingWrapRow,
  refuseWrap as refuse,
} from "./group-rows.ts";
import type { MemberWrapInput } from "./input.ts";
import { parseWraps } from "./parse.ts";
import { loadSuspension } from "./rows.ts";

export type { EpochsAsked, GroupEpochRow, GroupRow, MemberWrapRow, PendingWrapRow };

/** Groups of the caller's tenant that have not ended. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readGroups(
  request: Request,
  args: { readonly first: number; readonly after: string | null },
): Promise<Connection<GroupRow>> {
  const asked = parsePage(args, "PLACE ID");
  const { answers } = await ask(request, listGroups(asked.after, asked.first + 1));
  return connectionOf(answers[0], asked, ({ place, group }) => `${place} ${group}`);
}

/** Groups by id, in the order asked for; null for what is none, or has ended. Throws `BAD_USER_INPUT`. */
export async function readGroupsOf(request: Request, groups: readonly string[]): Promise<(GroupRow | null)[]> {
  if (groups.length > bounds.nodesPerPage) {
    throw new Failure("BAD_USER_INPUT", `groups has at most ${bounds.nodesPerPage} entries.`);
  }
  const asked = groups.map((group) => parseId<RosterId>(group, "groups"));
  const { answers } = await ask(request, listGroupsById(asked));
  const found = new Map(answers[0].map((row) => [row.group, row]));
  return asked.map((group) => found.get(group) ?? null);
}

/** Takes which epochs are asked for; the newest hundred without. Throws `BAD_USER_INPUT`. */
export const parseEpochs = (args: {
  readonly first: number | null;
  readonly beforeEpoch: number | null;
}): EpochsAsked => ({
  first: parseFirst(args.first ?? bounds.nodesPerPage, bounds.nodesPerPage),
  beforeEpoch: args.beforeEpoch ?? bounds.count,
});

const newest = parseEpochs({ first: null, beforeEpoch: null });

/** Keys of the epochs of groups, each group's newest first. */
export async function readGroupEpochs(
  request: Request,
  groups: readonly RosterId[],
  asked: EpochsAsked = newest,
): Promise<GroupEpochRow[][]> {
  const { answers } = await ask(request, listGroupEpochs(groups, asked));
  return byGroup(groups, answers[0]);
}

/** The caller's own wraps of groups, each group's newest epoch first. */
export async function readOwnWraps(
  request: Request,
  groups: readonly RosterId[],
  asked: EpochsAsked = newest,
): Promise<MemberWrapRow[][]> {
  const { answers } = await ask(request, listOwnWraps(groups, asked));
  return byGroup(groups, answers[0]);
}

function byGroup<Row extends { readonly group: RosterId }>(groups: readonly RosterId[], rows: readonly Row[]): Row[][] {
  const lists = new Map<RosterId, Row[]>(groups.map((group) => [group, []]));
  for (const row of rows) lists.get(row.group)?.push(row);
  return groups.map((group) => lists.get(group) ?? []);
}

/** Wraps that the caller could make, because it has its own of the epoch in force. */
export async function readPending(request: Request): Promise<PendingWrapRow[]> {
  const { answers } = await ask(request, listPending());
  return answers[0];
}

/**
 * Delivers a group's secret to members who lack it (PROTOCOL §4.8). What is not missing, or not for a recipient, or not of
 * a group whose secret the caller was given, is left out. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `READ_ONLY`.
 */
export async function deliverWraps(
  request: Request,
  input: { readonly wraps: readonly MemberWrapInput[] },
): Promise<{ delivered: number }> {
  const wraps = parseWraps(input.wraps, 1);
  const delivered = await inTransaction(request, async (tx) => {
    await demandWritable(tx);
    const [rows] = await tx.run(deliver(wraps, tx.now));
    const amount = rows.length;
    await tx.finish(...(amount > 0 ? audited(tx, { kind: "GROUP_KEYS_DELIVERED", amount }) : []));
    return { users: rows.map(({ userId }) => userId), tenant: tx.actor.tenant };
  });
  const { users, tenant } = delivered;
  if (users.length > 0) request.house.doorbell.ring(users.map((user) => keysTopic(tenant, user)));
  return { delivered: users.length };
}

/** Gives back an own wrap, so that another can be delivered. Throws `BAD_USER_INPUT`, `READ_ONLY`. */
export async function refuseWrap(
  request: Request,
  input: { readonly group: string; readonly epoch: number },
): Promise<{ refused: boolean }> {
  const group = parseId<RosterId>(input.group, "group");
  const [rows] = await inTransaction(request, async (tx) => {
    await demandWritable(tx);
    const answers = await tx.run(refuse(group, input.epoch));
    const { epoch } = input;
    await tx.finish(...(answers[0].length > 0 ? audited(tx, { kind: "GROUP_KEY_GIVEN_BACK", group, epoch }) : []));
    return answers;
  });
  return { refused: rows.length > 0 };
}

/** Throws `READ_ONLY` in a tenant that the operator suspended. */
async function demandWritable(tx: Transaction): Promise<void> {
  const [[tenant]] = await tx.run(loadSuspension());
  if (tenant?.suspendedAt) throw new Failure("READ_ONLY");
}
