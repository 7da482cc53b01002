/** What a company says in vain because a desk of its partner locks it. */
import { bindPolicies, listOverruled, type Overruling } from "../../crypto/policies.ts";
import { type Said, sourcesOf } from "./sources.ts";

export interface Overruled extends Overruling<string> {
  /** The desk that locks it; of several the first. */
  readonly desk: string;
  /** The document that says it, and the setting. */
  readonly place: string;
}

/** Of everybody, of each group as if there were no other, and of each user as if they were in none. */
export function overruledIn(said: Said, tenant: string): Overruled[] {
  const everybody = { user: "" as never, groups: "", administrator: false };
  return [...said.values()].flatMap(({ place, policies }) => {
    if (place.scope === "PARTNER") return [];
    const groups = place.scope === "GROUP" ? place.id : "";
    const user = place.scope === "USER" ? place.id : "";
    const sources = sourcesOf(said, tenant, { ...everybody, groups, user: user as never });
    return listOverruled(policies, bindPolicies(sources)).flatMap((each) => {
      const desk = sources.desks.find((its) => its.policies[each.setting]?.locked)?.desk;
      return desk === undefined ? [] : [{ ...each, desk, place: `${place.id} ${each.setting}` }];
    });
  });
}

/** Whether something is said in vain that was not before. */
export function isOverruledAnew(before: Said, after: Said, tenant: string): boolean {
  const known = new Set(overruledIn(before, tenant).map(({ place }) => place));
  return overruledIn(after, tenant).some(({ place }) => !known.has(place));
}
