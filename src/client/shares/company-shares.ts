/** The company's shares as its administrators are shown them in the portal: that they are there and who is in them, not what is in them. */
import { membersInForce } from "../../crypto/share.ts";
import { role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Core } from "../core.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import type { CompanyShareSummary } from "../transport/company-share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { makeOwnerAsAdministrator, removeAsAdministrator } from "./administer.ts";
import { fetchCompanyShare, listCompanyShares } from "./company-share.ts";
import { guestsIn } from "./guests/view.ts";
import type { RecipientId, ShareRecipient } from "./shares.ts";
import { founderOf, viewRecipients } from "./view.ts";

/** A share of the company, as the server says it. Of its name, which is sealed, administrators are told nothing. */
export interface CompanyShare {
  readonly id: string;
  readonly createdAt: Date;
  /** When it was last written to, or somebody last changed who is in it. */
  readonly changedAt: Date;
  /** How many are in it by name, how many groups, and people of other companies or of none; and who was asked to be one. */
  readonly members: number;
  readonly groups: number;
  readonly guests: number;
  readonly invitations: number;
}

/** By its roster, verified from its genesis. */
export interface CompanyShareDetails extends CompanyShare {
  readonly founder: string;
  /** Whether no owner can act: then an administrator makes one. */
  readonly ownerless: boolean;
  /** How many epochs its key has had. */
  readonly epoch: number;
  /** By name first, then groups, then guests; each by name. What they answered administrators are not told. */
  readonly recipients: readonly Omit<ShareRecipient, "answer">[];
}

/** For administrators, in the portal: WRONG_SURFACE, FORBIDDEN. */
export interface CompanyShares {
  /** All that are open, the oldest first. */
  list(): Promise<CompanyShare[]>;
  /** NOT_FOUND, also for a personal one; SERVER_CAUGHT. */
  get(share: string): Promise<CompanyShareDetails>;
  /** Takes somebody, or a group, out; the next that writes there makes a new key. Gives the administrator none. NOT_FOUND, SERVER_CAUGHT. */
  remove(share: string, recipient: RecipientId): Promise<void>;
  /** Makes an owner of somebody who is in it by name or through a group, where no owner can act. NOT_FOUND, ALREADY_SO, FORBIDDEN, SERVER_CAUGHT. */
  makeOwner(share: string, user: string): Promise<void>;
}

export const companySharesOf = (core: Core): CompanyShares => ({
  list: async () => (await listCompanyShares(core)).map(viewSummary).sort(byAge),
  get: async (share) => {
    await fetchNow(core);
    const { chain, base, guests, summary } = await fetchCompanyShare(core, share);
    const state = newestState(chain);
    const owners = membersInForce(state, newestState(base.tenant)).filter((member) => member.role === role.OWNER);
    return {
      ...viewSummary(summary),
      founder: formatUuid(founderOf({ chain })),
      ownerless: owners.length === 0,
      epoch: state.epoch?.epoch ?? 0,
      recipients: [...(await viewRecipients(core, state, new Map())), ...guestsIn(core, state, guests)].map(
        ({ answer: _, ...recipient }) => recipient,
      ),
    };
  },
  remove: (share, recipient) => removeAsAdministrator(core, share, recipient),
  makeOwner: (share, user) => makeOwnerAsAdministrator(core, share, user),
});

const viewSummary = ({ share, createdAt, changedAt, cursor: _, ...counts }: CompanyShareSummary): CompanyShare => ({
  id: share,
  createdAt: new Date(createdAt),
  changedAt: new Date(changedAt),
  ...counts,
});

const byAge = (a: CompanyShare, b: CompanyShare): number =>
  a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
