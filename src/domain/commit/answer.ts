import { Failure } from "../../errors.ts";
import type { RecordId, VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { readMissing } from "../sync/missing.ts";
import type { RecordChange, RosterChanges, VaultChanges } from "../sync/page.ts";
import { listRecordsById } from "../sync/rows.ts";
import { ask } from "../transaction.ts";
import type { VaultHead } from "./input.ts";
import type { Commit } from "./parse.ts";
import type { VaultRefusal } from "./plan.ts";
import { type CommitLimit, commitLimits, type PolicyRefused } from "./refusal.ts";

export interface Committed {
  readonly __typename: "Committed";
  readonly clientMutationId: string;
  readonly heads: readonly VaultHead[];
}
export interface StaleHead {
  readonly __typename: "StaleHead";
  readonly clientMutationId: string;
  readonly missing: readonly VaultChanges[];
  readonly rosters: readonly RosterChanges[];
  readonly complete: boolean;
}
interface Conflict {
  readonly __typename: "Conflict";
  readonly clientMutationId: string;
  readonly records: readonly {
    readonly vault: VaultId;
    readonly record: RecordId;
    readonly current: RecordChange | null;
  }[];
}
interface StaleKeyEpoch {
  readonly __typename: "StaleKeyEpoch";
  readonly clientMutationId: string;
  readonly vault: VaultId;
  readonly epoch: number;
  readonly due: boolean;
}
export interface PolicyDenied {
  readonly __typename: "PolicyDenied";
  readonly clientMutationId: string;
  readonly policy: PolicyRefused;
}
export interface LimitExceeded {
  readonly __typename: "LimitExceeded";
  readonly clientMutationId: string;
  readonly limit: CommitLimit;
  readonly maximum: number;
}

/** Every answer that a correct client may get. */
export type CommitResult = Committed | StaleHead | Conflict | StaleKeyEpoch | PolicyDenied | LimitExceeded;

/**
 * Puts refusals into an answer. A conflict says more than a stale head, and both more than the rest: it is what the
 * client can act upon first.
 */
export async function answerRefusal(
  request: Request,
  commit: Commit,
  refusals: readonly VaultRefusal[],
): Promise<Exclude<CommitResult, Committed>> {
  const { clientMutationId } = commit;
  const conflicts = refusals.flatMap(({ vault, refusal }) =>
    refusal.kind === "CONFLICT" ? refusal.records.map((record) => ({ vault, record })) : [],
  );
  if (conflicts.length > 0)
    return {
      __typename: "Conflict",
      clientMutationId,
      records: await readCurrent(request, conflicts.slice(0, bounds.conflictsShown)),
    };
  if (refusals.some(({ refusal }) => refusal.kind === "STALE_HEAD")) {
    const inShares = refusals.filter(({ refusal }) => refusal.kind === "STALE_HEAD" && refusal.inShare);
    const shares = new Set(inShares.map(({ vault }) => vault));
    return { __typename: "StaleHead", clientMutationId, ...(await readMissing(request, commit, shares)) };
  }
  const { vault, refusal } = refusals[0] as VaultRefusal;
  switch (refusal.kind) {
    case "STALE_EPOCH":
      return { __typename: "StaleKeyEpoch", clientMutationId, vault, epoch: refusal.epoch, due: refusal.due };
    case "POLICY":
      return { __typename: "PolicyDenied", clientMutationId, policy: refusal.policy };
    case "LIMIT":
      return limitExceeded(clientMutationId, refusal.limit);
    default:
      throw new Failure("INTERNAL");
  }
}

export const limitExceeded = (clientMutationId: string, limit: CommitLimit): LimitExceeded => ({
  __typename: "LimitExceeded",
  clientMutationId,
  limit,
  maximum: commitLimits[limit],
});

async function readCurrent(
  request: Request,
  conflicts: readonly { vault: VaultId; record: RecordId }[],
): Promise<Conflict["records"]> {
  const { answers } = await ask(request, listRecordsById(conflicts));
  return conflicts.map(({ vault, record }) => {
    const row = answers[0].find((candidate) => candidate.vault === vault && candidate.record === record);
    return { vault, record, current: row && !row.purged ? row : null };
  });
}
