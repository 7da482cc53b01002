import {
  type BindingPolicies,
  type Policies,
  type PolicyName,
  parsePolicies,
  policyNames,
  sameValue,
} from "../../crypto/policies.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { Failure } from "../../errors.ts";
import { lowestId, parseId, type UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Actor, Request } from "../context.ts";
import { parseLength, proving } from "../invalid.ts";
import { listSwitched } from "../recovery-group/rows.ts";
import { unfit } from "../recovery-group/rules.ts";
import { loadTenantState } from "../roster/rows.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { type BoundUserRow, listBound, loadBoundActor } from "./bound-user-rows.ts";
import { type DocumentRow, findPlace, listDocumentsFor, type Place, type Scope } from "./rows.ts";
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
  const { scope } = tried;
  if (scope === "PARTNER") throw new Failure("BAD_USER_INPUT", "A desk's policies are for its staff.");
  if ((tried.id === null) !== (scope === "TENANT"))
    throw new Failure("BAD_USER_INPUT", "id goes with all scopes but TENANT.");
  const named = tried.id === null ? null : parseId(tried.id, "id");
  const parsed = parseTried(tried);
  const { answers, actor } = await ask(
    request,
    ...groundOf(parsed),
    loadViewer(),
    loadBoundActor(),
    findPlace(scope, named ?? lowestId),
  );
  const [documents, users, [tenant], switched, [viewer], [author], [place]] = answers;
  demandAdministrator(actor, viewer);
  if (!place || !author || !tenant) throw new Failure("NOT_FOUND");
  const its = { documents, users, tenant, switched, author, actor, ip: request.ip };
  return trial(parsed, { scope, id: named ?? actor.tenant }, its);
}

/** The same of the document of the desk whose staff the caller is in a company. Throws `NOT_FOUND`, `BAD_USER_INPUT`, `INVALID_PROOF`. */
export async function tryPoliciesAtDesk(
  request: Request,
  tried: Pick<PoliciesTried, "document" | "after">,
): Promise<PolicyTrial> {
  const parsed = parseTried(tried);
  const { answers, actor } = await ask(request, ...groundOf(parsed));
  const [documents, users, [tenant], switched] = answers;
  if (!tenant || !actor.atDesk) throw new Failure("NOT_FOUND");
  const its = { documents, users, tenant, switched, author: null, actor, ip: request.ip };
  return trial(parsed, { scope: "PARTNER", id: actor.atDesk.desk }, its);
}

interface Parsed {
  readonly policies: Policies | null;
  readonly after: string;
}

function parseTried({ document, after }: Pick<PoliciesTried, "document" | "after">): Parsed {
  if (document) parseLength(document, "document", 1, bounds.policies);
  return {
    policies: document && proving(() => parsePolicies(document)),
    after: after === null ? lowestId : parseId(after, "after"),
  };
}

const groundOf = ({ after }: Parsed) =>
  [listDocumentsFor(null), listBound(after, bounds.usersPerTrial + 1), loadTenantState(), listSwitched()] as const;

interface Ground {
  readonly documents: readonly DocumentRow[];
  readonly users: readonly BoundUserRow[];
  readonly tenant: { readonly state: Uint8Array };
  readonly switched: readonly { readonly group: string; readonly state: Uint8Array }[];
  /** Who would be bound by it themself; null for staff. */
  readonly author: BoundUserRow | null;
  readonly actor: Actor;
  readonly ip: string | null;
}

async function trial({ policies }: Parsed, { scope, id }: Place, ground: Ground): Promise<PolicyTrial> {
  const { documents, users, tenant, switched, author, actor, ip } = ground;
  const before = readSaid(documents);
  const then = new Map(before);
  if (policies) then.set(id, { place: { scope, id }, policies });
  else then.delete(id);

  const contradicted = contradictionIn(then, actor.tenant, policies && scope !== "PARTNER" ? [id] : []);
  const lockedOut = author && locksOut(bindUser(then, actor.tenant, author), ip);
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
