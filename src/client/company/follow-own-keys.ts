/** Own keys that were replaced follow: into the rosters of groups, and into what the company's roster says of all groups. */
import { equalBytes } from "../../crypto/bytes.ts";
import {
  findMember,
  formerWritersOf,
  isAdministrator,
  listEntries,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { type Core, opened } from "../core.ts";
import { formerPair } from "../vault/former-pair.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { draftCheckpoints } from "./draft-checkpoints.ts";
import { draftOwnKeys } from "./draft-group.ts";
import { groupOf } from "./drafting.ts";
import { newestOf, standing } from "./standing-groups.ts";

/** Groups in force that name former keys of the user. */
export async function followKeysInGroups(core: Core): Promise<void> {
  const { user, own, held } = opened(core);
  for (const group of standing(core, { all: true })) {
    const named = findMember(newestOf(core, group), user);
    if (named === undefined || equalBytes(named.signingKey, own.signing.publicKey)) continue;
    const former = formerPair(held, named.signingKey);
    if (former === undefined) continue;
    await actInCompany(
      core,
      (drafting) => {
        const now = findMember(groupOf(drafting, group), user);
        if (!now || equalBytes(now.signingKey, own.signing.publicKey)) return;
        draftOwnKeys(drafting, group, former, own.xwingKeyHash);
      },
      "MEMBER",
    );
  }
}

/** An administrator who replaced keys states where all groups are, so that nobody goes on by the keys of before. */
export async function stateHeads(core: Core): Promise<void> {
  const { user } = opened(core);
  const isDue = (tenant: RosterState): boolean => {
    if (!isAdministrator(findMember(tenant, user))) return false;
    const own = formerWritersOf(tenant).filter((each) => equalBytes(each.user, user));
    const replaced = Math.max(0, ...own.map(({ seq }) => seq));
    return listEntries(tenant, entryType.GROUP).some(
      ({ seq, checkpoint }) => Math.max(seq, checkpoint?.tenantSeq ?? 0) < replaced,
    );
  };
  if (!isDue(tenantOf(core))) return;
  await actInCompany(
    core,
    (drafting) => {
      if (isDue(drafting.tenant)) draftCheckpoints(drafting);
    },
    "MEMBER",
  );
}
