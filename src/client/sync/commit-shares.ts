/** Deeds in shares: what is signed in their rosters with them, and how they are sent. */
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { draftDue } from "../shares/draft-due.ts";
import { type DraftShare, draftIn, draftNew, type ShareDrafting } from "../shares/drafting.ts";
import { openShare } from "../shares/keys.ts";
import { type CommitAnswer, type CommitWire, commitOperation } from "../transport/commit-operations.ts";
import { visitOf } from "../vault/held.ts";
import type { Deed } from "./deed.ts";
import { fetchFor } from "./fetch.ts";
import { marksOf, refuseSecond } from "./marks.ts";
import type { ShareStarts } from "./sign.ts";

/** By share: what is signed in its roster with a deed. What waits, or was sent by an earlier run, has none. */
export type Drafts = ReadonlyMap<string, DraftShare>;

/**
 * The share of another company that a deed is about; null: it is about the user's own, and their company's. A commit lies in one
 * company: see `commitMove`.
 */
export const visitOfDeed = ({ held }: Open, { vaults: [first] }: Deed): string | null =>
  first ? visitOf(held, first.vault) : null;

/**
 * What is signed in the rosters of shares with a deed, by share: what it is to do there, and the next epoch where that is due. Every
 * share that it writes to has an entry.
 *
 * @param former what was signed there in the round before: where nothing moved of what its links rest on, they are sent again.
 */
export async function draftShares(
  core: Core,
  open: Open,
  { vaults }: Deed,
  drafts: Drafts,
  former: ShareStarts,
): Promise<ShareStarts> {
  const drafted = new Map<string, ShareDrafting>();
  for (const { vault } of vaults) {
    const draft = drafts.get(vault);
    const isHeld = open.held.vaults.get(vault)?.class === "SHARE" || open.held.shares.get(vault)?.lost;
    if (!isHeld && !draft) continue;
    const signed = former.get(vault);
    if (signed && signed.links.length > 0 && signed.rests === marksOf(open, [vault])) {
      drafted.set(vault, signed);
      continue;
    }
    if (isHeld) await openShare(core, vault);
    const drafting = isHeld ? await draftIn(core, vault) : draftNew(core, vault);
    await draft?.(drafting);
    await draftDue(drafting);
    if (drafting.links.length > 0) refuseSecond(open, vault);
    drafted.set(vault, drafting);
  }
  return drafted;
}

/** Who has lost a share is told that, and not that there is no such vault. */
export async function sendToShares(core: Core, open: Open, deed: Deed, wire: CommitWire): Promise<CommitAnswer> {
  const { vaults } = deed;
  const visit = visitOfDeed(open, deed);
  try {
    return await sendPatiently(core, wire, visit);
  } catch (error) {
    const isRefused = error instanceof SealgraphError && ["NOT_FOUND", "FORBIDDEN"].includes(error.code);
    const shares = vaults.filter(({ vault }) => open.held.shares.has(vault));
    if (!isRefused || shares.length === 0) throw error;
    await fetchFor(core, visit);
    if (shares.some(({ vault }) => open.held.shares.get(vault)?.lost)) throw new SealgraphError("ACCESS_LOST");
    throw error;
  }
}

/** The same bytes again until there is an answer or patience ends: one deed, however often it is sent. */
const sendPatiently = (core: Core, input: CommitWire, visit: string | null): Promise<CommitAnswer> =>
  patiently(core.around, () => call(core, commitOperation, { input }, visit));
