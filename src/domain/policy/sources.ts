/** From documents as the server keeps them to what binds a user. */
import {
  type BindingPolicies,
  bindPolicies,
  type Policies,
  type PolicySources,
  readPolicies,
} from "../../crypto/policies.ts";
import type { BoundUserRow, DocumentRow, Place } from "./rows.ts";

/** What every scope says, by the id of tenant, group or user. */
export type Said = ReadonlyMap<string, { readonly place: Place; readonly policies: Policies }>;

export const readSaid = (rows: readonly DocumentRow[]): Map<string, { place: Place; policies: Policies }> =>
  new Map(
    rows.map(({ id, scope, document }) => [id, { place: { scope, id }, policies: readPolicies(document).policies }]),
  );

/** What is said about one user. Groups stand by ascending id, as `groups` lists them. */
export function sourcesOf(said: Said, tenant: string, { user, groups }: BoundUserRow): PolicySources<string> {
  const of = (id: string) => said.get(id)?.policies ?? null;
  const all = groups === "" ? [] : groups.split(",");
  return {
    tenant: of(tenant),
    groups: all.flatMap((group) => {
      const policies = of(group);
      return policies === null ? [] : [{ group, policies }];
    }),
    user: of(user),
  };
}

export const bindUser = (said: Said, tenant: string, user: BoundUserRow): BindingPolicies<string> =>
  bindPolicies(sourcesOf(said, tenant, user));
