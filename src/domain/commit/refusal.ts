import type { RecordId } from "../../ids.ts";
import { bounds } from "../bounds.ts";

/** What may happen to a correct client. */
export type Refusal =
  | { readonly kind: "CONFLICT"; readonly records: readonly RecordId[] }
  /** Of a share, or a key that is entrusted, it may be tenant or groups that have moved on. */
  | { readonly kind: "STALE_HEAD"; readonly inShare?: true }
  | { readonly kind: "STALE_EPOCH"; readonly epoch: number; readonly due: boolean }
  | { readonly kind: "POLICY"; readonly policy: PolicyRefused }
  | { readonly kind: "LIMIT"; readonly limit: CommitLimit };

export type PolicyRefused =
  | "DISABLE_PERSONAL_PROFILE"
  | "DISABLE_SHARING"
  | "SHARE_RECIPIENT_DOMAINS"
  | "ORGANISATION_BACKUP";
/** What there is of which only so many may be, by how many. */
export const commitLimits = {
  RECORDS_PER_VAULT: bounds.recordsPerVault,
  MEMBERS_PER_SHARE: bounds.membersPerShare,
  GROUPS_PER_SHARE: bounds.groupsPerShare,
  GUESTS_PER_SHARE: bounds.guestsPerShare,
  SHARES_PER_FOUNDER: bounds.sharesPerFounder,
  SHARES_PER_GROUP: bounds.sharesPerGroup,
  LINKS_PER_SHARE: bounds.linksPerShare,
} as const;
export type CommitLimit = keyof typeof commitLimits;
