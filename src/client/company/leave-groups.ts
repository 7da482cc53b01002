import { findMember } from "../../crypto/roster-state.ts";
import type { Core } from "../core.ts";
import { actInCompany } from "./act.ts";
import { draftLeave, refuseBound } from "./draft-group.ts";

/** Groups left in one deed. */
const portion = 8;

/** Leaves every group that names the user. Throws GROUP_BINDS, and leaves none, where policies are about one of them. */
export async function leaveAllGroups(core: Core): Promise<void> {
  for (let some = portion; some >= portion; ) {
    await actInCompany(
      core,
      (drafting) => {
        const { user } = drafting.signer;
        const own = [...drafting.groups].filter(([, state]) => findMember(state, user)).map(([group]) => group);
        // None is left where one cannot be.
        for (const group of own) refuseBound(drafting, group);
        for (const group of own.slice(0, portion)) draftLeave(drafting, group);
        some = own.length;
      },
      "MEMBER",
    );
  }
}
