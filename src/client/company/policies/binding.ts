/** What binds whom of all that is said in a company, and what is said in vain. */
import {
  type BindingPolicies,
  bindPolicies,
  listOverruled,
  type Overruling,
  type PolicyOrigin,
} from "../../../crypto/policies.ts";
import { desksOf, findMember } from "../../../crypto/roster-state.ts";
import { type PolicyPlace, policyScope, role } from "../../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../../crypto/uuid.ts";
import { type Core, opened } from "../../core.ts";
import { placeName } from "../../policy/binding.ts";
import { newestState } from "../../vault/chain.ts";
import { tenantOf } from "../act.ts";
import { targetOf } from "./places.ts";
import type { SaidBy } from "./said.ts";
import type { OverruledSetting, PolicyWord } from "./view.ts";

/** What is said there in vain. */
export function overruledAt(core: Core, said: SaidBy, place: PolicyPlace): OverruledSetting[] {
  const its = said.get(placeName(place));
  return its ? listOverruled(its.policies, bindingAt(core, said, place)).map((each) => overruledBy(place, each)) : [];
}

const overruledBy = (place: PolicyPlace, { setting, value, origin }: Overruling<string>): OverruledSetting => ({
  setting,
  value,
  by: wordOf(origin) ?? targetOf(place),
});

/** Null of what nobody says, or of the user alone whom a document is for. */
function wordOf(origin: PolicyOrigin<string>): PolicyWord | null {
  switch (origin.scope) {
    case "PARTNER":
      return { scope: "PARTNER", id: origin.desk };
    case "GROUP":
      return { scope: "GROUP", id: origin.group };
    case "TENANT":
      return { scope: "TENANT" };
    default:
      return null;
  }
}

/** What binds those for whom something is said there, and of whom nothing narrower is. */
function bindingAt(core: Core, said: SaidBy, { scope, id }: PolicyPlace): BindingPolicies<string> {
  if (scope === policyScope.USER && id) return bindingFor(core, said, formatUuid(id));
  const group = scope === policyScope.GROUP && id ? formatUuid(id) : null;
  return bindPolicies({
    ...widerIn(core, said),
    groups: inGroups(said, group ? [group] : []),
    user: null,
    administrator: false,
  });
}

/** By the groups as they are known here: administrators know all of them. */
export function bindingFor(core: Core, said: SaidBy, user: string): BindingPolicies<string> {
  const id = parseUuid(user);
  const groups = [...opened(core).held.groups.values()]
    .map(newestState)
    .filter((group) => findMember(group, id))
    .map(({ head }) => formatUuid(head.id))
    .sort();
  return bindPolicies({
    ...widerIn(core, said),
    groups: inGroups(said, groups),
    user: said.get(user)?.policies ?? null,
    administrator: findMember(tenantOf(core), id)?.role === role.ADMINISTRATOR,
  });
}

/** What is said of everybody. */
const widerIn = (core: Core, said: SaidBy) => ({
  desks: desksOf(tenantOf(core)).flatMap(({ desk }) => {
    const its = said.get(placeName({ scope: policyScope.PARTNER, id: desk }));
    return its ? [{ desk: formatUuid(desk), policies: its.policies }] : [];
  }),
  tenant: said.get("")?.policies ?? null,
});

const inGroups = (said: SaidBy, groups: readonly string[]) =>
  groups.flatMap((group) => {
    const its = said.get(group);
    return its ? [{ group, policies: its.policies }] : [];
  });
