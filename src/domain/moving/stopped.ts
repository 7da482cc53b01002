import type { CommitResult } from "../commit/answer.ts";
import type { VaultRefusal } from "../commit/plan.ts";
import type { InvitationRefused } from "../company/invitation.ts";

export type MoveRefusal = "PRIMARY" | "ADMINISTRATOR" | "IN_GROUPS" | "IN_SHARES" | "ID_TAKEN";

/** What is answered where nothing was done. */
export type NotMoved =
  | { readonly __typename: "MoveRefused"; readonly refusal: MoveRefusal }
  | InvitationRefused
  | Extract<CommitResult, { __typename: "StaleHead" }>;

/** Rolls back what was begun: a move is whole, or nothing of it stands. */
export class MoveStopped extends Error {
  /** @param why an answer, or what the vaults' commit was refused for. */
  constructor(readonly why: NotMoved | readonly VaultRefusal[]) {
    super("move stopped");
  }
}

export const refuse = (refusal: MoveRefusal): MoveStopped => new MoveStopped({ __typename: "MoveRefused", refusal });
