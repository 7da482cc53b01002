import { compareBytes, encodeUtf8 } from "../../../crypto/bytes.ts";
import { ProtocolError } from "../../../crypto/errors.ts";
import { encodePolicies, type Policies, type PolicyName, policyNames, type Said } from "../../../crypto/policies.ts";
import type { PolicyPlace } from "../../../crypto/state-entries.ts";
import { refuseInput, SealgraphError } from "../../errors.ts";
import { placeName } from "../../policy/binding.ts";
import type { SaidBy } from "./said.ts";
import type { PolicyChange } from "./view.ts";

/** What is said of a target after a change; null where nothing is any more. Throws INVALID_INPUT, POLICY_UNREAD. */
export function changed(
  said: SaidBy,
  place: PolicyPlace,
  change: PolicyChange,
): { policies: Policies; document: Uint8Array } | null {
  const before = said.get(placeName(place));
  // A document is signed as a whole: what cannot be read would be gone.
  if (before && !before.isWhole) throw new SealgraphError("POLICY_UNREAD");
  return encodeChange(before?.policies ?? {}, change);
}

/** The document of what is said after a change; null where nothing is any more. Throws INVALID_INPUT. */
export function encodeChange(
  before: Policies,
  change: PolicyChange,
): { readonly policies: Policies; readonly document: Uint8Array } | null {
  const after: Partial<Record<PolicyName, Said<unknown>>> = { ...before };
  for (const name of Object.keys(change) as PolicyName[]) {
    if (!policyNames.includes(name)) refuseInput(name);
    const next = change[name];
    if (next) after[name] = { value: tidy(next.value), locked: next.locked ?? false };
    else delete after[name];
  }
  if (Object.keys(after).length === 0) return null;
  const policies = after as Policies;
  try {
    return { policies, document: encodePolicies(policies) };
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput(invalidIn(change));
    throw error;
  }
}

/** The setting whose value is none. */
const invalidIn = (change: PolicyChange): string =>
  (Object.keys(change) as PolicyName[]).find((name) => {
    const said = change[name];
    try {
      if (said) encodePolicies({ [name]: { value: tidy(said.value), locked: false } });
      return false;
    } catch {
      return true;
    }
  }) ?? "change";

/** Lists stand in order, nothing twice. */
const tidy = (value: unknown): unknown =>
  Array.isArray(value) && value.every((each) => typeof each === "string")
    ? [...new Set(value as string[])].sort((a, b) => compareBytes(encodeUtf8(a), encodeUtf8(b)))
    : value;
