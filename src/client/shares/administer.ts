/** What administrators do in the portal about shares of the company that are not theirs to own (PROTOCOL §4.11). */
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { findMember, isAdministrator } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { type GroupRole, role } from "../../crypto/state-entries.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  type CompanyShareAnswer,
  companyShareOperation,
  companySharesOperation,
} from "../transport/company-share-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { checkTenantReaches } from "../vault/noted.ts";
import { extendShareChain, type ShareBase } from "../vault/share-chain.ts";
import { sendLinks } from "./act.ts";
import { draftAct, draftElsewhere, type ShareDrafting } from "./drafting.ts";
import { recipientIn } from "./recipients.ts";
import { baseOf, permissionIn } from "./rights.ts";

const mostRounds = 10;

/** Whether it is done as an administrator: in the portal, by one, about a share that they do not own. */
export function administers(core: Core, share: string): boolean {
  const open = opened(core);
  if (core.device.surface !== "PORTAL" || !isAdministrator(findMember(tenantOf(core), open.user))) return false;
  const its = open.held.shares.get(share);
  if (its?.visit) return false;
  return !its || its.lost || permissionIn(open, newestState(its.chain), core.around.now()) !== "OWNER";
}

/** Takes somebody, or a group, out of a share of the company. The next that writes there makes a new key. NOT_FOUND, also where a group was in it that ended before this device knew it; SERVER_CAUGHT. */
export const removeAsAdministrator = (core: Core, share: string, recipient: string): Promise<void> =>
  administer(core, share, (drafting) => {
    const { id } = recipientIn(drafting, recipient);
    draftAct(drafting, { operation: operation.REMOVE, subject: { recipient: id } }, { cuts: true });
  });

/** Makes a member its owner, where no owner can act. NOT_FOUND, FORBIDDEN, SERVER_CAUGHT. */
export const makeOwnerAsAdministrator = (core: Core, share: string, recipient: string): Promise<void> =>
  administer(core, share, (drafting) => {
    const { id, entry } = recipientIn(drafting, recipient);
    if (entry.role === role.OWNER) throw new SealgraphError("ALREADY_SO");
    draftAct(drafting, { operation: operation.ROLE, subject: { recipient: id, role: role.OWNER as GroupRole } });
  });

function administer(core: Core, share: string, draft: (drafting: ShareDrafting) => void): Promise<void> {
  return inTurn(core, async () => {
    for (let round = 0; round < mostRounds; round++) {
      await fetchAll(core);
      checkTenantReaches(opened(core).held);
      const { chain, head } = await fetchShare(core, share);
      const drafting = draftElsewhere(core, share, chain, { vault: parseUuid(share), ...head });
      draft(drafting);
      if (!(await sendLinks(core, drafting))) continue;
      await fetchAll(core);
      return;
    }
    throw new SealgraphError("BUSY");
  });
}

/** The roster of a share of the company, verified from its genesis; nothing of it is kept. Throws NOT_FOUND, SERVER_CAUGHT. */
async function fetchShare(core: Core, share: string): Promise<{ chain: Chain; head: CompanyShareAnswer["head"] }> {
  const after = await cursorBefore(core, share);
  const links: CompanyShareAnswer["links"][number][] = [];
  for (let next: string | null = null; ; ) {
    const answer: CompanyShareAnswer | undefined = await call(core, companyShareOperation, { after, links: next });
    if (answer?.share !== share) throw new SealgraphError("NOT_FOUND", { part: "share" });
    links.push(...answer.links);
    next = answer.next;
    if (next === null) return { chain: verified(core, share, links), head: answer.head };
  }
}

function verified(core: Core, share: string, links: CompanyShareAnswer["links"]): Chain {
  const base = baseOf(opened(core));
  try {
    return extendShareChain(share, null, links, base);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (links.some(({ signed }) => isOfUnknownGroup(signed, base))) throw unknownGroup();
    throw new ServerCaught(error.code, null);
  }
}

/** The server shows nobody a group that has ended, unless they have a share that it was in: no device that came later can tell. */
function isOfUnknownGroup(signed: Uint8Array, { groupAt }: ShareBase): boolean {
  const { link } = readSignedLink(signed);
  return link.operation === operation.ADD_GROUP && groupAt(link.subject.group, 0) === null;
}

const unknownGroup = () =>
  new SealgraphError(
    "NOT_FOUND",
    { part: "group" },
    "A group was in this share that has ended, and this device does not have its roster: one that had it before can do this.",
  );

/** Where in the list of the company's shares the one before it stands; null: it is the first. */
async function cursorBefore(core: Core, share: string): Promise<string | null> {
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof companySharesOperation.read>> = await call(core, companySharesOperation, {
      after,
    });
    for (const each of page.shares) {
      if (each.share === share) return after;
      after = each.cursor;
    }
    if (!page.hasMore || page.shares.length === 0) throw new SealgraphError("NOT_FOUND", { part: "share" });
  }
}
