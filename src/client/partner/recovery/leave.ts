/** Staff take themselves out of a company's recovery groups: whoever is not needed reads nothing more. PROTOCOL §4.13, §4.15. */
import { findMember, listEntries } from "../../../crypto/roster-state.ts";
import { entryType, groupClass } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { draftLeave } from "../../company/draft-group.ts";
import type { Core } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { newestState } from "../../vault/chain.ts";
import { actAtDesk } from "../act.ts";
import { followCompanyGroup } from "../rosters.ts";

export async function leaveRecovery(core: Core, company: string): Promise<void> {
  await actAtDesk(core, company, async ({ drafting }) => {
    const { user } = drafting.signer;
    for (const { group, class: its } of listEntries(drafting.tenant, entryType.GROUP)) {
      if (its !== groupClass.RECOVERY) continue;
      const id = formatUuid(group);
      const state = newestState(await followCompanyGroup(core, company, id));
      if (!findMember(state, user)) continue;
      drafting.groups.set(id, state);
      draftLeave(drafting, id);
    }
    if (drafting.groups.size === 0) throw new SealgraphError("NOT_FOUND", { part: "recoveryGroup" });
  });
}
