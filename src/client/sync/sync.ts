import { headsAreDue, noteHeads } from "../account/heads.ts";
import { settleRotation } from "../account/settle-rotation.ts";
import { checkGenerations } from "../account/unlock.ts";
import { followPerson } from "../company/own-person.ts";
import { tendGroups } from "../company/tend.ts";
import { followCopies } from "../copies/follow.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Progress } from "../events.ts";
import { followKeysInCompanies } from "../partner/follow-keys.ts";
import { followPolicies } from "../policy/follow.ts";
import { sendItemEvents } from "../policy/item-events.ts";
import { purgeOldTrash } from "../policy/old-trash.ts";
import { waitAgain } from "../queue/changes.ts";
import { firstWaiting } from "../queue/queue.ts";
import { tendRecovery } from "../recovery/entrust/tend.ts";
import { tendShares } from "../shares/tend.ts";
import { takesLater } from "../transport/refusal.ts";
import { visitsIn } from "../vault/visited.ts";
import { type Fetched, fetchAll, fetchVisit } from "./fetch.ts";
import { followAsFarAsPossible } from "./follow-keys.ts";
import { inTendingTurn } from "./hand-over.ts";
import { isUnknown } from "./is-unknown.ts";
import { notePosition } from "./position.ts";
import { healServer } from "./restore.ts";
import { settle } from "./settle.ts";
import { spoolAll } from "./spool.ts";

export interface SyncReport {
  /** Records that came, tombstones included; while locked they are kept and verified after unlocking. */
  readonly records: number;
  /** Records that are different now; null while locked, when nobody can tell. */
  readonly changes: number | null;
  /** Links that came of the company's roster and those of its groups and shares; 0 while locked. */
  readonly links: number;
  /** Keys of groups that were made, and keys of groups and shares that were given to people who waited for them, as members do for each other. */
  readonly keysMade: number;
  readonly keysGiven: number;
}

/** Links of the company, its groups and shares that are held. */
const countLinks = ({ open }: Core): number => {
  if (open === null) return 0;
  const shares = [...open.held.shares.values()].map(({ chain }) => chain);
  const chains = [open.held.tenant, ...open.held.groups.values(), ...shares];
  return chains.reduce((count, chain) => count + (chain?.links.length ?? 0), 0);
};

/** What is not taken now may be later: all else goes on. */
async function settleWhatIsTaken(core: Core): Promise<void> {
  try {
    await settle(core);
  } catch (error) {
    if (!takesLater(error)) throw error;
  }
}

/** What is new of shares of other companies. Of one that cannot be asked about now it is trouble, and the others go on. */
async function fetchVisits(core: Core): Promise<Fetched> {
  const all = { records: 0, changes: 0 };
  for (const share of visitsIn(opened(core).held.pins)) {
    try {
      const { records, changes } = await fetchVisit(core, share);
      all.records += records;
      all.changes += changes;
    } catch (error) {
      if (!(error instanceof SealgraphError) || isUnknown(error)) throw error;
      core.events.emit("trouble", error);
    }
  }
  return all;
}

/** The same act as "sync now": settles what has no answer yet, then fetches what is new. */
export async function syncOnce(core: Core, onProgress?: (progress: Progress) => void): Promise<SyncReport> {
  const report = await inTurn(core, async () => {
    if (core.open === null) return { records: await spoolAll(core), changes: null, links: 0 };
    const before = countLinks(core);
    await settleRotation(core);
    await waitAgain(core, core.open);
    await settleWhatIsTaken(core);
    const fetched = await fetchAll(core, onProgress);
    const visited = await fetchVisits(core);
    await healServer(core);
    if (core.open && firstWaiting(core.open.queue)) await settleWhatIsTaken(core);
    await checkGenerations(core);
    await followAsFarAsPossible(core);
    await notePosition(core);
    const records = fetched.records + visited.records;
    const changes = fetched.changes + visited.changes;
    return { records, changes, links: Math.max(countLinks(core) - before, 0) };
  });
  const tend = async () => ({ tended: await tendGroups(core), sharesGiven: await tendShares(core) });
  const { tended, sharesGiven } = await (core.open ? inTendingTurn(core.open, tend) : tend());
  await followPerson(core);
  await followPolicies(core);
  await tendRecovery(core);
  await followKeysInCompanies(core);
  await followCopies(core);
  await purgeOldTrash(core);
  await sendItemEvents(core);
  if (core.open && headsAreDue(core, core.open)) await noteHeads(core).catch(() => {});
  return { ...report, ...tended, keysGiven: tended.keysGiven + sharesGiven };
}
