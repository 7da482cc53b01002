import { groupDue } from "../../crypto/group.ts";
import { operation } from "../../crypto/link.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { parseName } from "../account/begin.ts";
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { actInCompany } from "./act.ts";
import { create } from "./create-group.ts";
import { draftInGroup, draftLeave } from "./draft-group.ts";
import { draftInTenant, groupOf, memberOf } from "./drafting.ts";
import { beginEpoch, secretOf } from "./group-secret.ts";
import { type Group, listGroups } from "./group-view.ts";
import { rename } from "./name-group.ts";

/** The groups of a company. Administrators see all of them, others those that they are in. */
export interface Groups {
  list(): Promise<Group[]>;
  /** Makes a group, and gives its id. Who makes it has its key only where they are a member. NAME_TAKEN. */
  create(name: string, members?: readonly string[]): Promise<string>;
  /** NAME_TAKEN where another is called so. */
  rename(group: string, name: string): Promise<void>;
  add(group: string, user: string): Promise<void>;
  remove(group: string, user: string): Promise<void>;
  /** GROUP_BINDS where policies are about it: an administrator removes whoever is to go. */
  leave(group: string): Promise<void>;
  /**
   * Begins a new key where one is due, by a member: also by one who was never given the key of before. Then who has none
   * of before reads nothing that was sealed for the group until now. NOTHING_TO_RENEW where none is due.
   */
  renew(group: string): Promise<void>;
  end(group: string): Promise<void>;
}

export function groupsOf(core: Core): Groups {
  return {
    list: async () => {
      await inTurn(core, () => fetchAll(core));
      return listGroups(core);
    },
    create: async (name, members = []) => create(core, parseName(name, "name"), members),
    rename: async (group, name) => rename(core, group, parseName(name, "name")),
    add: (group, user) =>
      actInCompany(core, (drafting) => {
        const { signingKey, xwingKeyHash, user: id } = memberOf(drafting.tenant, user);
        if (findMember(groupOf(drafting, group), id)) throw new SealgraphError("ALREADY_MEMBER");
        draftInGroup(drafting, group, { operation: operation.ADD, subject: { user: id, signingKey, xwingKeyHash } });
      }),
    remove: (group, user) =>
      actInCompany(core, (drafting) => {
        const { user: id } = memberOf(groupOf(drafting, group), user);
        draftInGroup(drafting, group, { operation: operation.REMOVE, subject: { user: id } });
      }),
    leave: (group) =>
      actInCompany(
        core,
        (drafting) => {
          const { user } = drafting.signer;
          if (!findMember(groupOf(drafting, group), user)) throw new SealgraphError("NOT_FOUND", { part: "group" });
          draftLeave(drafting, group);
        },
        "MEMBER",
      ),
    renew: (group) =>
      actInCompany(
        core,
        async (drafting) => {
          const state = groupOf(drafting, group);
          const isDue = state.epoch === null || groupDue(state, drafting.tenant);
          if (!isDue) throw new SealgraphError("NOTHING_TO_RENEW");
          await beginEpoch(core, drafting, group, await secretOf(core, drafting, group));
        },
        "MEMBER",
      ),
    end: (group) =>
      actInCompany(core, (drafting) => {
        const { id } = groupOf(drafting, group).head;
        draftInTenant(drafting, { operation: operation.END_GROUP, subject: { group: id } });
      }),
  };
}
