import type { TenantId } from "../../ids.ts";
import type { House, Request } from "../context.ts";
import { keepActor } from "../known-actors.ts";
import { recipientsIn } from "../share/effects.ts";
import { noteDenied, refusedSharing } from "../share/note.ts";
import { topicOf, topicsOfRecipients } from "../topics.ts";
import { inTransaction } from "../transaction.ts";
import { answerRefusal, type CommitResult } from "./answer.ts";
import type { VaultEffect } from "./check.ts";
import type { CommitInput, VaultHead } from "./input.ts";
import { keepVault } from "./known-vaults.ts";
import { type Commit, parseCommit } from "./parse.ts";
import { type Effect, planCommit } from "./plan.ts";
import { commitQuickly } from "./quick.ts";

/**
 * One transaction over one or several vaults and their rosters: all of it, or nothing (PROTOCOL §5.6). The same mutation
 * id with the same content is one deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `FORBIDDEN`, `MUTATION_ID_REUSED`.
 */
export async function commit(request: Request, input: CommitInput): Promise<CommitResult> {
  const result = await carryOut(request, input);
  request.house.onCommit(result.__typename);
  return result;
}

async function carryOut(request: Request, input: CommitInput): Promise<CommitResult> {
  const parsed = parseCommit(input);
  const quick = await commitQuickly(request, parsed);
  if (quick) return done(request, parsed, quick);
  const plan = await inTransaction(request, async (tx) => {
    const plan = await planCommit(tx, request.house, parsed);
    if (plan.kind === "EFFECT") await tx.finish(...plan.writes);
    if (!request.visit) keepActor(request.accessHash, tx.actor);
    return plan;
  }).catch((error: unknown) => refusedSharing(request, parsed, error));
  if (plan.kind === "REFUSED") await noteDenied(request, plan.refusals, parsed);
  if (plan.kind === "EFFECT") return done(request, parsed, plan);
  return plan.kind === "REFUSED" ? answerRefusal(request, parsed, plan.refusals) : committed(parsed, plan.heads);
}

function done({ house }: Request, commit: Commit, { tenant, effects, heads }: Effect): CommitResult {
  announce(house, tenant, effects);
  return committed(commit, heads);
}

export const committed = ({ clientMutationId }: Commit, heads: readonly VaultHead[]) =>
  ({ __typename: "Committed", clientMutationId, heads }) as const;

/** Whom a share is given to, or taken from, by a commit. */
const topicsGiven = (tenant: TenantId, { share, links, roster }: VaultEffect): string[] =>
  share ? topicsOfRecipients(tenant, recipientsIn(links, share.before, roster)) : [];

/** Tells listeners, and keeps what the next commit needs. Only after the transaction stands. */
export function announce(house: House, tenant: TenantId, effects: readonly VaultEffect[]): void {
  for (const effect of effects) keepVault(tenant, effect);
  house.doorbell.ring(
    effects.flatMap((effect) => [topicOf(tenant, effect.commit.vault), ...topicsGiven(tenant, effect)]),
  );
}
