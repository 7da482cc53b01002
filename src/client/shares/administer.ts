/** What administrators do in the portal about shares of the company that are not theirs to own (PROTOCOL §4.11). */
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { findMember, isActive, isAdministrator } from "../../crypto/roster-state.ts";
import { groupsOf } from "../../crypto/share.ts";
import { type GroupRole, role } from "../../crypto/state-entries.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { tenantOf } from "../company/act.ts";
import { type Core, inTurn, isInPortal, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { newestState } from "../vault/chain.ts";
import { checkTenantReaches } from "../vault/noted.ts";
import { sendLinks } from "./act.ts";
import { fetchCompanyShare } from "./company-share.ts";
import { draftAct } from "./draft-act.ts";
import { draftElsewhere, type ShareDrafting, stateIn } from "./drafting.ts";
import { idOf, recipientIn } from "./recipients.ts";
import { groupNow, permissionIn } from "./rights.ts";

const mostRounds = 10;

/** Whether it is done as an administrator: in the portal, by one, about a share that they do not own. */
export function administers(core: Core, share: string): boolean {
  const open = opened(core);
  if (!isInPortal(core) || !isAdministrator(findMember(tenantOf(core), open.user))) return false;
  const its = open.held.shares.get(share);
  if (its?.visit) return false;
  return !its || its.lost || permissionIn(open, newestState(its.chain), core.around.now()) !== "OWNER";
}

/** Takes somebody, or a group, out of a share of the company. The next that writes there makes a new key. NOT_FOUND, SERVER_CAUGHT. */
export const removeAsAdministrator = (core: Core, share: string, recipient: string): Promise<void> =>
  administer(core, share, (drafting) => {
    const { id } = recipientIn(drafting, recipient);
    draftAct(drafting, { operation: operation.REMOVE, subject: { recipient: id } }, { cuts: true });
  });

/** Makes somebody its owner, where no owner can act: a member, or who has it through a group. NOT_FOUND, FORBIDDEN, SERVER_CAUGHT. */
export const makeOwnerAsAdministrator = (core: Core, share: string, recipient: string): Promise<void> =>
  administer(core, share, (drafting) => {
    if (draftOwnerByGroup(drafting, idOf(recipient))) return;
    const { id, entry } = recipientIn(drafting, recipient);
    if (entry.role === role.OWNER) throw new SealgraphError("ALREADY_SO");
    draftAct(drafting, { operation: operation.ROLE, subject: { recipient: id, role: role.OWNER as GroupRole } });
  });

/** Adds as an owner whoever is in it by no name, naming the group through which they are. False where there is none. */
function draftOwnerByGroup(drafting: ShareDrafting, user: Id): boolean {
  const { open, basis, signer } = drafting;
  const stated = findMember(basis.tenant, user);
  if (findMember(stateIn(drafting), user) || !isActive(stated)) return false;
  for (const { group } of groupsOf(stateIn(drafting))) {
    const now = groupNow(open, group);
    if (!now || !findMember(now, user)) continue;
    const { signingKey, xwingKeyHash } = stated;
    const subject = { user, role: role.OWNER, signingKey, xwingKeyHash } as const;
    draftAct(drafting, { operation: operation.ADD, subject }, { by: { ...signer, via: { ...now.head, id: group } } });
    return true;
  }
  return false;
}

function administer(core: Core, share: string, draft: (drafting: ShareDrafting) => void): Promise<void> {
  return inTurn(core, async () => {
    for (let round = 0; round < mostRounds; round++) {
      await fetchAll(core);
      checkTenantReaches(opened(core).held);
      const { chain, head, base } = await fetchCompanyShare(core, share);
      const elsewhere = draftElsewhere(core, share, chain, { vault: parseUuid(share), ...head });
      const drafting = { ...elsewhere, basis: { ...elsewhere.basis, groupAt: base.groupAt } };
      draft(drafting);
      if (!(await sendLinks(core, drafting))) continue;
      await fetchAll(core);
      return;
    }
    throw new SealgraphError("BUSY");
  });
}
