/** What binds this account's user, by documents that the company's verified roster states (PROTOCOL §4.10). */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Hash } from "../../crypto/keys.ts";
import {
  type BindingPolicies,
  bindPolicies,
  type Policies,
  type PolicyName,
  type PolicyValues,
  readPolicies,
} from "../../crypto/policies.ts";
import {
  desksOf,
  findGroup,
  findMember,
  findPolicy,
  listEntries,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { entryType, type PolicyPlace, policyScope, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { newestState } from "../vault/chain.ts";

/** A document that a roster states. */
export interface Stated {
  readonly place: PolicyPlace;
  readonly hash: Hash;
}

/** How a place is named among what is held. A partner chooses its desk's id: it names no group's and no user's place by it. */
export const placeName = ({ scope, id }: PolicyPlace): string => {
  if (id === null) return "";
  return scope === policyScope.PARTNER ? `desk/${formatUuid(id)}` : formatUuid(id);
};

/** The documents that bind the user: of the company's desks, of the tenant, of the groups whose chains hold the user, of the user. */
export function statedFor({ held, user }: Pick<Open, "held" | "user">): Stated[] {
  if (held.tenant === null) return [];
  const tenant = newestState(held.tenant);
  if (!findMember(tenant, user)) return [];
  const groups = [...held.groups.values()]
    .map(newestState)
    .filter((group) => findMember(group, user) && findGroup(tenant, group.head.id))
    .map(({ head }) => ({ scope: policyScope.GROUP, id: head.id }));
  const desks = desksOf(tenant).map(({ desk }) => ({ scope: policyScope.PARTNER, id: desk }));
  const own = { scope: policyScope.USER, id: user };
  return statedAt(tenant, [...desks, { scope: policyScope.TENANT, id: null }, ...groups, own]);
}

const statedAt = (tenant: RosterState, places: readonly PolicyPlace[]): Stated[] =>
  places.flatMap((place) => {
    const entry = findPolicy(tenant, place);
    return entry ? [{ place, hash: entry.hash }] : [];
  });

/** Every document that the company states. */
export const statedIn = (tenant: RosterState): Stated[] =>
  listEntries(tenant, entryType.POLICY).map(({ scope, id, hash }) => ({ place: { scope, id }, hash }));

/** Whether it is the very document. */
export const isHeld = ({ held }: Pick<Open, "held">, { place, hash }: Stated): boolean => {
  const known = held.policies.get(placeName(place));
  return known !== undefined && equalBytes(known.hash, hash);
};

/**
 * What binds the user. Where the server does not show a document that is stated, the one before it counts; throws
 * ServerCaught where there is none: then nobody here knows what is forbidden.
 */
export function bindingOf(open: Pick<Open, "held" | "user">): BindingPolicies<string> {
  const places = statedFor(open).map(({ place }) => place);
  if (places.some((place) => !open.held.policies.has(placeName(place)))) throw new ServerCaught("MISMATCH", null);
  return knownBinding(open);
}

/** The same, as far as it is known: what was never shown says nothing. */
export function knownBinding(open: Pick<Open, "held" | "user">): BindingPolicies<string> {
  const said = statedFor(open).flatMap(({ place }) => {
    const known = open.held.policies.get(placeName(place));
    return known ? [{ place, policies: readDocument(known.document).policies }] : [];
  });
  const of = (scope: number) => said.find(({ place }) => place.scope === scope)?.policies ?? null;
  const allOf = (scope: number) =>
    said
      .filter(({ place }) => place.scope === scope)
      .flatMap(({ place: { id }, policies }) => (id === null ? [] : [{ id: formatUuid(id), policies }]))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return bindPolicies({
    desks: allOf(policyScope.PARTNER).map(({ id, policies }) => ({ desk: id, policies })),
    tenant: of(policyScope.TENANT),
    groups: allOf(policyScope.GROUP).map(({ id, policies }) => ({ group: id, policies })),
    user: of(policyScope.USER),
    administrator: isAdministrator(open),
  });
}

const isAdministrator = ({ held, user }: Pick<Open, "held" | "user">): boolean =>
  held.tenant !== null && findMember(newestState(held.tenant), user)?.role === role.ADMINISTRATOR;

/** What this release can read of a document; of one that it cannot read at all, nothing. */
export function readDocument(document: Uint8Array): { readonly policies: Policies; readonly isWhole: boolean } {
  try {
    const { policies, passedOver } = readPolicies(document);
    return { policies, isWhole: passedOver === null };
  } catch (error) {
    if (error instanceof ProtocolError) return { policies: {}, isWhole: false };
    throw error;
  }
}

export const valueOfPolicy = <N extends PolicyName>(open: Pick<Open, "held" | "user">, name: N): PolicyValues[N] =>
  bindingOf(open)[name].value;

/** Throws POLICY_DENIED, with the setting. */
export function denyBy(setting: PolicyName): never {
  throw new SealgraphError("POLICY_DENIED", { setting });
}
