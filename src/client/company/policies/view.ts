/** What is shown of the policies of a company, and how they are named. */
import type { Policies, PolicyName, PolicyValues } from "../../../crypto/policies.ts";
import type { PolicyRefusal } from "../../transport/policy-operations.ts";

/** Of whom something is said: of everybody, of the members of a group, or of one person. */
export type PolicyTarget = { readonly scope: "TENANT" } | { readonly scope: "GROUP" | "USER"; readonly id: string };

/** Settings that are to be said from now on; null: no more. */
export type PolicyChange = {
  readonly [N in PolicyName]?: { readonly value: PolicyValues[N]; readonly locked?: boolean } | null;
};

/** Whose word it is as well: a partner's, who says something of everybody by its desk. */
export type PolicyWord = PolicyTarget | { readonly scope: "PARTNER"; readonly id: string };

export interface PolicyDocument {
  readonly target: PolicyWord;
  readonly says: Policies;
  /** What it says in vain: of each such setting what is in force in its place. */
  readonly overruled: readonly OverruledSetting[];
}

/**
 * A setting that a document says, and another value that binds those whom it is for: because a wider lock stands above it, or, of
 * what a partner says without a lock, because the company says otherwise. Of a group those who are in no other one.
 */
export interface OverruledSetting {
  readonly setting: PolicyName;
  /** What is in force. */
  readonly value: PolicyValues[PolicyName];
  /** Who says that; the target itself where its value counts together with others' locks, and what all of them allow is in force. */
  readonly by: PolicyWord;
}

/** A member whom a change would touch, by settings. */
export interface TouchedMember {
  readonly user: string;
  readonly settings: readonly {
    readonly setting: PolicyName;
    readonly before: PolicyValues[PolicyName];
    readonly after: PolicyValues[PolicyName];
  }[];
}

export interface PolicyTrial {
  /** Why the server would refuse it; null where it would not. */
  readonly refusal: { readonly reason: PolicyRefusal; readonly setting: PolicyName } | null;
  readonly touched: readonly TouchedMember[];
  /** What would be said there in vain. */
  readonly overruled: readonly OverruledSetting[];
}
