/** What a company says in vain because a desk of its partner locks it. */
import { setImmediate } from "node:timers/promises";
import { bindOwn, bindShared, listOverruled, type Overruling, type PolicyName } from "../../crypto/policies.ts";
import { desksIn, type Said, sourcesOf } from "./sources.ts";

export interface Overruled extends Overruling<string> {
  /** The desk that locks it; of several the first. */
  readonly desk: string;
  /** The document that says it, the setting, and what is in force of it. */
  readonly place: string;
  /** What the document says. */
  readonly said: unknown;
}

/** Documents that are looked at before others get their turn. */
const together = 500;

/** Of everybody, of each group as if there were no other, and of each user as if they were in none. */
export async function overruledIn(said: Said, tenant: string): Promise<Overruled[]> {
  const found: Overruled[] = [];
  await eachOverruled(said, tenant, (its) => {
    found.push(...its);
    return true;
  });
  return found;
}

/** A setting of which something is said in vain that was not before, or for another value. Of before that alone is looked at which is in vain now. */
export async function findOverruledAnew(before: Said, after: Said, tenant: string): Promise<PolicyName | null> {
  const then = overruledBy(before, tenant);
  let anew: PolicyName | null = null;
  await eachOverruled(after, tenant, (its, id) => {
    const document = before.get(id);
    const known = new Set(document && then(document).map(({ place }) => place));
    anew = its.find(({ place }) => !known.has(place))?.setting ?? null;
    return anew === null;
  });
  return anew;
}

/** Goes through what is said in vain, document by document, as long as it is to. A company has one of each user. */
async function eachOverruled(
  said: Said,
  tenant: string,
  goOn: (its: readonly Overruled[], id: string) => boolean,
): Promise<void> {
  const overruled = overruledBy(said, tenant);
  let looked = 0;
  for (const [id, document] of said) {
    if (++looked % together === 0) await setImmediate();
    const its = overruled(document);
    if (its.length > 0 && !goOn(its, id)) return;
  }
}

type Document = Said extends ReadonlyMap<string, infer D> ? D : never;

/** What of a document is said in vain. What binds whoever is in no group is found once. */
function overruledBy(said: Said, tenant: string): (document: Document) => Overruled[] {
  const desks = desksIn(said);
  const nobody = { user: "" as never, groups: "", administrator: false };
  const everybody = bindShared(sourcesOf(said, tenant, nobody, desks));
  return ({ place, policies }) => {
    if (place.scope === "PARTNER") return [];
    const inGroup = { ...nobody, groups: place.id };
    const shared = place.scope === "GROUP" ? bindShared(sourcesOf(said, tenant, inGroup, desks)) : everybody;
    const bound = place.scope === "USER" ? bindOwn(shared, policies) : shared;
    return listOverruled(policies, bound).flatMap((each) => {
      const desk = desks.find((its) => its.policies[each.setting]?.locked)?.desk;
      if (desk === undefined) return [];
      const its = `${place.id} ${each.setting} ${JSON.stringify(each.value)}`;
      return [{ ...each, desk, place: its, said: policies[each.setting]?.value }];
    });
  };
}
