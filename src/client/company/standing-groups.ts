import { findGroup } from "../../crypto/roster-state.ts";
import { groupClass } from "../../crypto/state-entries.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { newestState } from "../vault/chain.ts";
import { frozenGroups } from "../vault/noted.ts";
import { tenantOf } from "./act.ts";

/**
 * Groups that the company names, frozen ones left out; and unless `all` are asked for, recovery groups: their key is given to
 * nobody in the background (PROTOCOL §4.13).
 */
export function standing(core: Core, { all = false } = {}): string[] {
  const { held } = opened(core);
  const frozen = frozenGroups(held);
  return [...held.groups.keys()].filter((group) => {
    const named = findGroup(tenantOf(core), newestOf(core, group).head.id);
    return named !== undefined && (all || named.class !== groupClass.RECOVERY) && !frozen.has(group);
  });
}

export function newestOf(core: Core, group: string) {
  const chain = opened(core).held.groups.get(group);
  if (chain === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
  return newestState(chain);
}
