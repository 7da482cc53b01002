export type RecoveryRefusal =
  | "NOT_A_MEMBER"
  | "CODE_NOT_PROVEN"
  | "NO_BACKUP"
  | "STALE_GROUP"
  | "DUE_GROUP"
  | "TOO_MANY_OPEN"
  | "BAD_END"
  | "OWN_RECOVERY"
  | "TOO_NEW"
  | "BY_BREAK_GLASS"
  | "OVER";

/** Nothing was done. */
export interface RecoveryRefused {
  readonly __typename: "RecoveryRefused";
  readonly refusal: RecoveryRefusal;
}

export const refuse = (refusal: RecoveryRefusal): RecoveryRefused => ({ __typename: "RecoveryRefused", refusal });
