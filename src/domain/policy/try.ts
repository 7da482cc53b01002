import { type BindingPolicies, type PolicyName, parsePolicies, policyNames, sameValue } from "../../crypto/policies.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { Failure } from "../../errors.ts";
import { lowestId, parseId, type UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseLength, proving } from "../invalid.ts";
import { listSwitched } from "../recovery-group/rows.ts";
import { unfit } from "../recovery-group/rules.ts";
import { loadTenantState } from "../roster/rows.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { findPlace, listBound, listDocumentsFor, loadBoundActor, type Scope } from "./rows.ts";
import { contradictionIn, locksOut, type PolicyRefusal } from "./settle.ts";
import { type BoundUser, bindUser, bindUsers, readSaid } from "./sources.ts";

export interface TouchedUser {
  readonly user: UserId;
  readonly settings: readonly PolicyName[];
  readonly before: BindingPolicies<string>;
  readonly after: BindingPolicies<string>;
}

export interface PolicyTrial {
  readonly refusal: PolicyRefusal | null;
  readonly setting: PolicyName | null;
  readonly touched: readonly TouchedUser[];
  readonly next: UserId | null;
}

export interface PoliciesTried {
  readonly scope: Scope;
  readonly id: string | null;
  /** Null: what is said there is taken away. */
  readonly document: Uint8Array | null;
  readonly after: string | null;
}

/**
 * Whom a document would touch, and how, in the place of the one that stands; and whether it would be refused. Writes nothing.
 * Throws `WRONG_SURFACE`, `FORBIDDEN`, `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`.
 */
export async function tryPolicies(request: Request, tried: PoliciesTried): Promise<PolicyTrial> {
  const { scope, document } = tried;
  if ((tried.id === null) !== (scope === "TENANT"))
    throw new Failure("BAD_USER_INPUT", "id goes with all scopes but TENANT.");
  const named = tried.id === null ? null : parseId(tried.id, "id");
  const after = tried.after === null ? lowestId : parseId(tried.after, "after");
  if (document) parseLength(document, "document", 1, bounds.policies);
  const policies = document && proving(() => parsePolicies(document));
  const { answers, actor } = await ask(
    request,
    loadViewer(),
    loadBoundActor(),
    findPlace(scope, named ?? lowestId),
    listDocumentsFor(null),
    listBound(after, bounds.usersPerTrial + 1),
    loadTenantState(),
    listSwitched(),
  );
  const [[viewer], [author], [place], documents, users, [tenant], switched] = answers;
  demandAdministrator(actor, viewer);
  if (!place || !author || !tenant) throw new Failure("NOT_FOUND");
  const before = readSaid(documents);
  const then = new Map(before);
  const id = named ?? actor.tenant;
  if (policies) then.set(id, { place: { scope, id }, policies });
  else then.delete(id);

  const contradicted = contradictionIn(then, actor.tenant, policies && scope !== "PARTNER" ? [id] : []);
  const lockedOut = locksOut(bindUser(then, actor.tenant, author), request.ip);
  const groups = new Map<string, RosterState>(switched.map(({ group, state }) => [group, parseState(state)]));
  const demanded = policies?.organisationBackup?.value ?? 0;
  const unopened = demanded > 0 ? unfit(parseState(tenant.state), groups, demanded) : null;
  const looked = users.slice(0, bounds.usersPerTrial);
  const was = await bindUsers(before, actor.tenant, looked);
  const will = await bindUsers(then, actor.tenant, looked);
  return {
    refusal: unopened ?? (contradicted ? "CONTRADICTS_LOCK" : lockedOut ? "LOCKS_OUT_AUTHOR" : null),
    setting: unopened ? "organisationBackup" : (contradicted ?? lockedOut),
    touched: was.flatMap(({ user, policies }, place) => {
      const after = (will[place] as BoundUser).policies;
      const settings = policyNames.filter((name) => !sameValue(policies[name].value, after[name].value));
      return settings.length > 0 ? [{ user, settings, before: policies, after }] : [];
    }),
    next: users.length > looked.length ? (looked.at(-1)?.user ?? null) : null,
  };
}
