import type { BindingPolicies } from "../../../crypto/policies.ts";
import { membersOf } from "../../../crypto/roster-state.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { bindingOf } from "../../policy/binding.ts";
import { tenantOf } from "../act.ts";
import { bindingFor, overruledAt } from "./binding.ts";
import { targetOf } from "./places.ts";
import { saidIn } from "./said.ts";
import { set } from "./set.ts";
import { tryOut } from "./try.ts";
import type { PolicyChange, PolicyDocument, PolicyTarget, PolicyTrial } from "./view.ts";

/** Policies of the company. All of it is what administrators signed: documents whose hashes the verified roster states. */
export interface CompanyPolicies {
  /**
   * What binds this account's user, and whence, as known here; offline, too. SERVER_CAUGHT where a document is stated that the
   * server has never shown.
   */
  own(): BindingPolicies<string>;
  /** Every document. For administrators, in the portal. */
  list(): Promise<PolicyDocument[]>;
  /** What binds a member. For administrators, in the portal. NOT_FOUND. */
  of(user: string): Promise<BindingPolicies<string>>;
  /**
   * Says something else of a target from now on; what it does not name stays as it is said. Signed, and in force at once.
   * POLICY_REFUSED with `refusal` and `setting`, and `desk` where one of a partner's locks it: nothing was changed. POLICY_UNREAD where it would drop what this release cannot
   * read. INVALID_INPUT, NOT_FOUND.
   */
  set(target: PolicyTarget, change: PolicyChange): Promise<void>;
  /** Whom `set` would touch, and how; changes nothing. */
  try(target: PolicyTarget, change: PolicyChange): Promise<PolicyTrial>;
}

export function policiesOf(core: Core): CompanyPolicies {
  return {
    own: () => bindingOf(opened(core)),
    list: async () => {
      const said = await saidIn(core);
      return [...said.values()].map(({ place, policies }) => ({
        target: targetOf(place),
        says: policies,
        overruled: overruledAt(core, said, place),
      }));
    },
    of: async (user) => {
      const said = await saidIn(core);
      if (!isMember(core, user)) throw new SealgraphError("NOT_FOUND", { part: "user" });
      return bindingFor(core, said, user);
    },
    set: (target, change) => set(core, target, change),
    try: (target, change) => tryOut(core, target, change),
  };
}

const isMember = (core: Core, user: string): boolean =>
  membersOf(tenantOf(core)).some((member) => formatUuid(member.user) === user);
