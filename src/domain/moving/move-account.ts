import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { noteRefusal } from "../audit/note.ts";
import { attempts } from "../bounds.ts";
import { answerRefusal, type CommitResult } from "../commit/answer.ts";
import { announce, committed } from "../commit/commit.ts";
import type { VaultHead } from "../commit/input.ts";
import { type Plan, planCommit } from "../commit/plan.ts";
import { isJoin } from "../company/join.ts";
import { isTaken } from "../connection.ts";
import type { Request } from "../context.ts";
import { forgetActor } from "../known-actors.ts";
import { noteRefusedInvitation } from "../session/complete-sign-up.ts";
import { again } from "../share/overtaken.ts";
import { tenantTopic, topicOf } from "../topics.ts";
import { inMovingTransaction, type OpeningTransaction } from "../transaction.ts";
import { arrive } from "./arrive.ts";
import { leave, type Origin } from "./leave.ts";
import { type Move, type MoveAccountInput, parseMove } from "./parse.ts";
import { endLeftTenant } from "./rows.ts";
import { MoveStopped, type NotMoved, refuse } from "./stopped.ts";

export type { MoveAccountInput };

export type MoveAccountResult =
  | {
      readonly __typename: "AccountMoved";
      readonly tenant: TenantId;
      readonly committed: Extract<CommitResult, { __typename: "Committed" }>;
    }
  | NotMoved
  | Exclude<CommitResult, { __typename: "Committed" }>;

interface Settled {
  readonly tenant: TenantId;
  readonly origin: Origin | null;
  readonly heads: readonly VaultHead[];
  readonly effects: Extract<Plan, { kind: "EFFECT" }>["effects"];
}

/**
 * Takes an account to another tenant, in one transaction (PROTOCOL §3.11): the user leaves the one they are in, founds one
 * of their own or joins that of an invitation, and their vaults go along, nothing sealed again. From a company the business
 * profile stays behind, and a new one begins. Devices and sessions go along.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `READ_ONLY`, `VAULT_RESTORING`, `MUTATION_ID_REUSED`,
 *   `RATE_LIMITED`.
 */
export async function moveAccount(request: Request, input: MoveAccountInput): Promise<MoveAccountResult> {
  const { house } = request;
  const move = parseMove(input);
  const { commit } = move;
  await takeAttempts(request, [["move peer", request.peer, attempts.movesPerPeer]]);
  const settle = async (tx: OpeningTransaction): Promise<Settled> => {
    const origin = await leave(tx, house, move);
    const plan = await planCommit(
      tx,
      house,
      commit,
      origin ? { arrived: await arrive(tx, move, origin, request.ip) } : {},
    );
    const { tenant } = tx.actor;
    if (plan.kind === "REFUSED") throw new MoveStopped(plan.refusals);
    if (plan.kind === "REPEATED" || origin === null) return { tenant, origin: null, heads: plan.heads, effects: [] };
    await tx.finish(...plan.writes, endLeftTenant(origin.tenant));
    return { tenant, origin, heads: plan.heads, effects: plan.effects };
  };
  try {
    const { tenant, origin, heads, effects } = await again(() => inMovingTransaction(request, settle));
    if (origin) {
      forgetActor(request.accessHash);
      announce(house, tenant, effects);
      house.doorbell.ring([
        ...[tenantTopic(origin.tenant), tenantTopic(tenant)],
        ...origin.vaults.map((vault) => topicOf(origin.tenant, vault)),
      ]);
    }
    return { __typename: "AccountMoved", tenant, committed: committed(commit, heads) };
  } catch (error) {
    const stopped = isTaken(error) && !(error instanceof Failure) ? refuse("ID_TAKEN") : error;
    if (!(stopped instanceof MoveStopped)) throw stopped;
    const { why } = stopped;
    await noteStopped(request, move, why);
    return "__typename" in why ? why : await answerRefusal(request, commit, why);
  }
}

const leavingRefused = {
  PRIMARY: "LEAVING_REFUSED_TO_PRIMARY",
  ADMINISTRATOR: "LEAVING_REFUSED_TO_ADMINISTRATOR",
  IN_GROUPS: "LEAVING_REFUSED_TO_GROUP_MEMBER",
  IN_SHARES: "LEAVING_REFUSED_TO_SHARE_MEMBER",
} as const;

/** Says in the log of where the user is, or of where they wanted to go, why they are not there. */
async function noteStopped(request: Request, { arrival }: Move, why: MoveStopped["why"]): Promise<void> {
  if (!("__typename" in why)) return;
  if (isJoin(arrival)) await noteRefusedInvitation(request, arrival, why);
  if (why.__typename !== "MoveRefused" || !(why.refusal in leavingRefused)) return;
  await noteRefusal(request, { kind: leavingRefused[why.refusal as keyof typeof leavingRefused] });
}
