import { ProtocolError } from "../../../crypto/errors.ts";
import { findGroup, findMember } from "../../../crypto/roster-state.ts";
import { groupClass, type PolicyPlace, type PolicyScope, policyScope } from "../../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../../crypto/uuid.ts";
import type { Core } from "../../core.ts";
import { refuseInput, SealgraphError } from "../../errors.ts";
import { tenantOf } from "../act.ts";
import type { PolicyTarget, PolicyWord } from "./view.ts";

const scopes: Readonly<Record<PolicyTarget["scope"], PolicyScope>> = policyScope;

export function placeOf(core: Core, target: PolicyTarget): PolicyPlace {
  if (target.scope === "TENANT") return { scope: policyScope.TENANT, id: null };
  const tenant = tenantOf(core);
  const [scope, id] = [scopes[target.scope], idOf(target.id)];
  const group = target.scope === "GROUP" ? findGroup(tenant, id) : undefined;
  // What is for everybody is the tenant's, and nothing is said of those who hold the recovery key.
  if (group && group.class !== groupClass.NAMED) refuseInput("target");
  const found = target.scope === "GROUP" ? group : findMember(tenant, id);
  if (!found) throw new SealgraphError("NOT_FOUND", { part: target.scope === "GROUP" ? "group" : "user" });
  return { scope, id };
}

function idOf(text: string) {
  try {
    return parseUuid(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("target");
    throw error;
  }
}

export function targetOf({ scope, id }: PolicyPlace): PolicyWord {
  if (id === null) return { scope: "TENANT" };
  if (scope === policyScope.PARTNER) return { scope: "PARTNER", id: formatUuid(id) };
  return { scope: scope === policyScope.GROUP ? "GROUP" : "USER", id: formatUuid(id) };
}
