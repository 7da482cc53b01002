import { type PolicyName, policyNames } from "../../crypto/policies.ts";
import { fieldOf, readBytes, readList, readNext, readOneOf, readOptional, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";

/** The documents that bind the caller. */
export const ownPoliciesOperation: Operation<Record<string, never>, readonly Uint8Array[]> = {
  name: "OwnPolicies",
  document: "query OwnPolicies { viewer { policyDocuments { document } } }",
  read: (data) => readList(fieldOf(data, "viewer"), "policyDocuments", (each) => readBytes(each, "document")),
};

/** All documents of the company. */
export const listPoliciesOperation: Operation<
  { after: string | null },
  { readonly documents: readonly Uint8Array[]; readonly next: string | null }
> = {
  name: "ListPolicies",
  document:
    "query ListPolicies($after: String) { viewer { tenant { policyDocuments(first: 100, after: $after) { edges { node { document } } pageInfo { hasNextPage endCursor } } } } }",
  read: (data) => {
    const found = fieldOf(fieldOf(fieldOf(data, "viewer"), "tenant"), "policyDocuments");
    return {
      documents: readList(found, "edges", (edge) => readBytes(fieldOf(edge, "node"), "document")),
      next: readNext(found),
    };
  },
};

export const policyRefusals = [
  "CONTRADICTS_LOCK",
  "LOCKS_OUT_AUTHOR",
  "WITHOUT_RECOVERY",
  "UNFIT_RECOVERY",
  "OVERRULED_TOO_OFTEN",
] as const;
export type PolicyRefusal = (typeof policyRefusals)[number];

const contractNames = policyNames.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());

/** A setting, as the contract names it. */
export function readSetting(value: unknown, field: string): PolicyName {
  return policyNames[contractNames.indexOf(readOneOf(value, field, contractNames))] as PolicyName;
}

export interface TriedWire {
  readonly scope: "TENANT" | "GROUP" | "USER";
  readonly id: string | null;
  readonly document: string | null;
  readonly after: string | null;
}

export interface TrialAnswer {
  readonly refusal: PolicyRefusal | null;
  readonly setting: PolicyName | null;
  readonly touched: readonly string[];
  readonly next: string | null;
}

export const tryPoliciesOperation: Operation<TriedWire, TrialAnswer> = {
  name: "TryPolicies",
  document:
    "query TryPolicies($scope: PolicyScope!, $id: Uuid, $document: Bytes, $after: Uuid) { viewer { tenant { tryPolicies(scope: $scope, id: $id, document: $document, after: $after) { refusal setting touched { user } next } } } }",
  read: (data) => {
    const trial = fieldOf(fieldOf(fieldOf(data, "viewer"), "tenant"), "tryPolicies");
    return {
      refusal: readOptional(trial, "refusal", (value, name) => readOneOf(value, name, policyRefusals)),
      setting: readOptional(trial, "setting", readSetting),
      touched: readList(trial, "touched", (each) => readUuid(each, "user")),
      next: readOptional(trial, "next", readUuid),
    };
  },
};
