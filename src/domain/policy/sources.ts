/** From documents as the server keeps them to what binds a user. */
import { setImmediate } from "node:timers/promises";
import {
  type BindingPolicies,
  bindOwn,
  bindPolicies,
  bindShared,
  type Policies,
  type PolicySources,
  readPolicies,
} from "../../crypto/policies.ts";
import type { UserId } from "../../ids.ts";
import type { BoundUserRow } from "./bound-user-rows.ts";
import type { DocumentRow, Place } from "./rows.ts";

/** What every scope says, by the id of tenant, desk, group or user. */
export type Said = ReadonlyMap<string, { readonly place: Place; readonly policies: Policies }>;

export const readSaid = (rows: readonly DocumentRow[]): Map<string, { place: Place; policies: Policies }> =>
  new Map(
    rows.map(({ id, scope, document }) => [id, { place: { scope, id }, policies: readPolicies(document).policies }]),
  );

/** What is said about one user. Groups stand by ascending id, as `groups` lists them. */
export function sourcesOf(
  said: Said,
  tenant: string,
  { user, groups, administrator }: BoundUserRow,
  desks = desksIn(said),
): PolicySources<string> {
  const of = (id: string) => said.get(id)?.policies ?? null;
  const all = groups === "" ? [] : groups.split(",");
  return {
    desks,
    tenant: of(tenant),
    groups: all.flatMap((group) => {
      const policies = of(group);
      return policies === null ? [] : [{ group, policies }];
    }),
    user: of(user),
    administrator,
  };
}

/** Of all that is said, what desks say: by ascending id. Found once for many users. */
export const desksIn = (said: Said): { desk: string; policies: Policies }[] =>
  [...said.values()]
    .flatMap(({ place, policies }) => (place.scope === "PARTNER" ? [{ desk: place.id, policies }] : []))
    .sort((a, b) => (a.desk < b.desk ? -1 : 1));

export const bindUser = (said: Said, tenant: string, user: BoundUserRow): BindingPolicies<string> =>
  bindPolicies(sourcesOf(said, tenant, user));

export interface BoundUser {
  readonly user: UserId;
  readonly policies: BindingPolicies<string>;
}

/** Binds many. Members of the same groups, and administrators among them, are bound alike, which is found once; between one such set and the next others get their turn. */
export async function bindUsers(said: Said, tenant: string, users: readonly BoundUserRow[]): Promise<BoundUser[]> {
  const alike = new Map<string, BindingPolicies<string>>();
  const bound: BoundUser[] = [];
  const desks = desksIn(said);
  for (const row of users) {
    const { groups, user, ...wider } = sourcesOf(said, tenant, row, desks);
    const which = [wider.administrator, ...groups.map(({ group }) => group)].join();
    const shared = alike.get(which) ?? bindShared({ ...wider, groups });
    if (!alike.has(which)) await setImmediate();
    alike.set(which, shared);
    bound.push({ user: row.user, policies: bindOwn(shared, user) });
  }
  return bound;
}
