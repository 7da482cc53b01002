import { encodeBase64url } from "../../../crypto/base64url.ts";
import type { Id } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import { findContradiction, findOverruled, type Policies, policiesHash, sameValue } from "../../../crypto/policies.ts";
import { type PolicyPlace, policyScope } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { isHeld, placeName, type Stated, statedFor } from "../../policy/binding.ts";
import { holdPolicies } from "../../policy/follow.ts";
import { actInCompany } from "../act.ts";
import { type Drafting, draftInTenant } from "../drafting.ts";
import { changed } from "./change.ts";
import { placeOf } from "./places.ts";
import { type SaidBy, shownIn } from "./said.ts";
import type { PolicyChange, PolicyTarget } from "./view.ts";

/** A document as it was signed. */
export type MadePolicies = Stated & { readonly document: Uint8Array };

export async function set(core: Core, target: PolicyTarget, change: PolicyChange): Promise<void> {
  let made: MadePolicies | null = null;
  await actInCompany(core, async (drafting) => {
    made = await draftPolicy(core, drafting, target, change);
  });
  await holdMade(core, made);
}

/**
 * Says something else of a target in a deed. Null where nothing is said any more, or it is said already. Throws what `set` throws.
 */
export async function draftPolicy(
  core: Core,
  drafting: Drafting,
  target: PolicyTarget,
  change: PolicyChange,
): Promise<MadePolicies | null> {
  const place = placeOf(core, target);
  const said = await shownIn(core, drafting.tenant);
  const before = said.get(placeName(place))?.policies;
  const after = changed(said, place, change);
  if (after === null && before === undefined) throw new SealgraphError("NOT_FOUND", { part: "policy" });
  if (after && sameValue(before, after.policies)) return null;
  checkLocks(said, place, after?.policies ?? null);
  const hash = after && policiesHash(after.document);
  draftInTenant(drafting, { operation: operation.POLICY, subject: { ...place, hash } });
  if (after === null || hash === null) return null;
  drafting.policies.push({ seq: drafting.tenant.head.seq, document: encodeBase64url(after.document) });
  return { place, hash, document: after.document };
}

/** Keeps what was signed here and taken, where it binds the user. */
export async function holdMade(core: Core, made: MadePolicies | null): Promise<void> {
  const open = opened(core);
  if (made && statedFor(open).some(({ place }) => placeName(place) === placeName(made.place)) && !isHeld(open, made)) {
    await holdPolicies(core, open, [made]);
  }
}

/** What the server would refuse is not signed. */
function checkLocks(said: SaidBy, place: PolicyPlace, policies: Policies | null): void {
  const all = [...said].filter(([name]) => name !== placeName(place)).map(([, each]) => each);
  const isDesks = ({ place: { scope } }: (typeof all)[number]) => scope === policyScope.PARTNER;
  const others = all.filter((each) => !isDesks(each));
  for (const {
    policies: desk,
    place: { id: of },
  } of all.filter(isDesks)) {
    const overruled = policies && findOverruled(desk, policies, place.scope === policyScope.USER);
    if (overruled)
      throw new SealgraphError("POLICY_REFUSED", {
        refusal: "CONTRADICTS_LOCK",
        setting: overruled,
        desk: formatUuid(of as Id),
      });
  }
  const tenant = place.id === null ? policies : (said.get("")?.policies ?? null);
  const narrower = others.filter((each) => each.place.id !== null).map((each) => each.policies);
  const setting = findContradiction(tenant, place.id === null || !policies ? narrower : [...narrower, policies]);
  if (setting) throw new SealgraphError("POLICY_REFUSED", { refusal: "CONTRADICTS_LOCK", setting });
}
