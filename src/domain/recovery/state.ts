import type { RecoveryRow } from "./rows.ts";

export type RecoveryState = "WAITING" | "OPEN" | "VETOED" | "ENDED" | "CLOSED";

type Standing = Pick<
  RecoveryRow,
  "approvalsNeeded" | "approved" | "availableAt" | "endsAt" | "endedAt" | "vetoedAt" | "closedAt"
>;

const hasEnded = ({ endedAt, endsAt }: Standing, now: Date): boolean => endedAt !== null || endsAt <= now;

/** What a recovery is at a moment: a veto outweighs everything, and nothing comes back from an end. */
export function stateOf(of: Standing, now: Date): RecoveryState {
  if (of.vetoedAt) return "VETOED";
  if (of.closedAt) return "CLOSED";
  if (hasEnded(of, now)) return "ENDED";
  return of.approved >= of.approvalsNeeded && of.availableAt <= now ? "OPEN" : "WAITING";
}

/** Whether it is over, and nobody has said that what it left behind was taken care of. */
export const isClosingDue = (of: Standing, now: Date): boolean =>
  of.closedAt === null && (of.vetoedAt !== null || hasEnded(of, now));
