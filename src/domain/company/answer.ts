/** What a change of rosters comes to, and what its author is answered. */

import type { PolicyName } from "../../crypto/policies.ts";
import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";
import type { Reader } from "../letter.ts";
import { type PolicyRefusal, PolicyStopped } from "../policy/settle.ts";
import type { RosterChanges } from "../sync/page.ts";
import type { AddressChange } from "./address.ts";

export interface RosterHead {
  readonly roster: RosterId;
  readonly seq: number;
  readonly hash: Uint8Array;
}

export type ChangeRostersResult =
  | { readonly __typename: "RostersChanged"; readonly clientMutationId: string; readonly heads: readonly RosterHead[] }
  | {
      readonly __typename: "StaleHead";
      readonly clientMutationId: string;
      readonly missing: readonly never[];
      readonly rosters: readonly RosterChanges[];
      readonly complete: boolean;
    }
  | {
      readonly __typename: "AddressRefused";
      readonly clientMutationId: string;
      readonly refusal: AddressRefusal;
    }
  | {
      readonly __typename: "TenantLimitReached";
      readonly clientMutationId: string;
      readonly limit: TenantLimit;
    }
  | {
      readonly __typename: "PolicyRefused";
      readonly clientMutationId: string;
      readonly refusal: PolicyRefusal;
      readonly setting: PolicyName;
    };

export type { PolicyRefusal };
export type AddressRefusal = "CODE_REFUSED" | "ADDRESS_TAKEN";
export type TenantLimit = "SEATS" | "TRIAL_ENDED" | "GROUPS" | "GROUP_POLICIES" | "PLAN" | "LAST_CUSTODIAN";

/** What became of a change inside its transaction. */
export type Settled =
  | {
      readonly kind: "DONE";
      readonly heads: readonly RosterHead[];
      readonly ended: readonly { id: string }[];
      readonly moved: readonly AddressChange[];
      /** Who are told that something was changed about them. */
      readonly notified: readonly Reader[];
    }
  | { readonly kind: "ADDRESS"; readonly refusal: AddressRefusal }
  | { readonly kind: "POLICY"; readonly refusal: PolicyRefusal; readonly setting: PolicyName }
  | { readonly kind: "STALE" }
  | { readonly kind: "LIMIT"; readonly limit: TenantLimit };

/** A group is founded under an id that no roster of the tenant has: also none that ended, or is a vault's. */
export function refuseStopped(error: unknown): { readonly tenant: null; readonly settled: Settled } {
  if (error instanceof PolicyStopped) {
    return { tenant: null, settled: { kind: "POLICY", refusal: error.refusal, setting: error.setting } };
  }
  const { code, constraint } = error as { readonly code?: unknown; readonly constraint?: unknown };
  if (code === "23505" && constraint === "account_address_key") {
    return { tenant: null, settled: { kind: "ADDRESS", refusal: "ADDRESS_TAKEN" } };
  }
  if (code === "23505" && constraint === "roster_key") {
    throw new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" });
  }
  throw error;
}
