import { encodeBase64url } from "../../../crypto/base64url.ts";
import { policyNames, sameValue } from "../../../crypto/policies.ts";
import { membersOf } from "../../../crypto/roster-state.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import type { Core } from "../../core.ts";
import { placeName } from "../../policy/binding.ts";
import { tryPoliciesOperation } from "../../transport/policy-operations.ts";
import { tenantOf } from "../act.ts";
import { bindingFor, overruledAt } from "./binding.ts";
import { changed } from "./change.ts";
import { placeOf } from "./places.ts";
import { type SaidBy, saidIn } from "./said.ts";
import type { PolicyChange, PolicyTarget, PolicyTrial, TouchedMember } from "./view.ts";

export async function tryOut(core: Core, target: PolicyTarget, change: PolicyChange): Promise<PolicyTrial> {
  const said = await saidIn(core);
  const place = placeOf(core, target);
  const after = changed(said, place, change);
  const then: SaidBy = new Map(said);
  if (after) then.set(placeName(place), { place, policies: after.policies, isWhole: true });
  else then.delete(placeName(place));
  const { refusal, setting } = await call(core, tryPoliciesOperation, {
    scope: target.scope,
    id: target.scope === "TENANT" ? null : target.id,
    document: after && encodeBase64url(after.document),
    after: null,
  });
  const touched = membersOf(tenantOf(core)).flatMap((member): TouchedMember[] => {
    const user = formatUuid(member.user);
    const [was, will] = [bindingFor(core, said, user), bindingFor(core, then, user)];
    const settings = policyNames
      .filter((name) => !sameValue(was[name].value, will[name].value))
      .map((name) => ({ setting: name, before: was[name].value, after: will[name].value }));
    return settings.length > 0 ? [{ user, settings }] : [];
  });
  const overruled = overruledAt(core, then, place).filter((each) => each.setting in change);
  return { refusal: refusal && setting ? { reason: refusal, setting } : null, touched, overruled };
}
