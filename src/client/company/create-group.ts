import { operation } from "../../crypto/link.ts";
import { findMember, membersOf } from "../../crypto/roster-state.ts";
import { groupClass } from "../../crypto/state-entries.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, opened } from "../core.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { draftGroup, draftInGroup } from "./draft-group.ts";
import { type Drafting, groupOf, memberOf, mostWraps } from "./drafting.ts";
import { beginEpoch, everyoneFor } from "./group-secret.ts";
import { refuseTaken, sealName } from "./name-group.ts";

/** Members that are put in by the deed that founds a group, and by each that follows: all links of a deed are looked at together. */
const mostAtOnce = 150;

export async function create(core: Core, name: string, members: readonly string[]): Promise<string> {
  const id = makeId(core.around.now());
  const group = formatUuid(id);
  const me = formatUuid(opened(core).user);
  const all = [...new Set(members)];
  const isMine = all.includes(me);
  const ordered = isMine ? [me, ...all.filter((user) => user !== me)] : all;
  // The company's own key may be for as many as one deed has wraps: what seals the name is there before the group is.
  if (membersOf(tenantOf(core)).length + all.length > mostWraps)
    await actInCompany(core, async (drafting) => void (await everyoneFor(core, drafting)));
  await actInCompany(core, async (drafting) => {
    for (const user of all) memberOf(drafting.tenant, user);
    await refuseTaken(core, group, name);
    const sealed = await sealName(core, drafting, group, name);
    draftGroup(drafting, id, groupClass.NAMED, sealed);
    draftMembers(drafting, group, ordered.slice(0, mostAtOnce));
    if (isMine) await beginEpoch(core, drafting, group, null);
  });
  for (let from = mostAtOnce; from < ordered.length; from += mostAtOnce) {
    const some = ordered.slice(from, from + mostAtOnce);
    await actInCompany(core, (drafting) => draftMembers(drafting, group, some));
  }
  return group;
}

/** Puts them in, but for whoever is in it already. */
function draftMembers(drafting: Drafting, group: string, users: readonly string[]): void {
  for (const user of users) {
    const { signingKey, xwingKeyHash, user: its } = memberOf(drafting.tenant, user);
    if (findMember(groupOf(drafting, group), its)) continue;
    draftInGroup(drafting, group, { operation: operation.ADD, subject: { user: its, signingKey, xwingKeyHash } });
  }
}
