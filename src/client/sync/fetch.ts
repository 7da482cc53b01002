import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, changeDevice, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Progress } from "../events.ts";
import { refreshShown } from "../queue/shown.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { knownHeads, ownHeads } from "../vault/known-heads.ts";
import { emptyStaged, type Staged } from "../vault/staged.ts";
import { ResetShown } from "../vault/verify.ts";
import { announceTaken } from "./announce.ts";
import { keep, keepTaken } from "./keep.ts";
import { announceResets, type KeptOfVault, keepAbandoned, showKept } from "./keep-abandoned.ts";
import { knownRevisions } from "./known-revisions.ts";
import { forgetPages, stageAll, stageVisit, stageWhole } from "./stage-all.ts";
import { type Asked, take, type Verified, verify } from "./take.ts";
import { verifyVisit } from "./take-visit.ts";

/** What one round of asking brought. */
export interface Fetched {
  /** Records that came, tombstones included. */
  readonly records: number;
  /** Records that are different now. */
  readonly changes: number;
}

/**
 * Asks for everything behind the cursor until there is no more, and takes it; where that was cut off before, it goes on
 * from there. Throws what `call` throws, and ServerCaught where nothing could begin. To be called in turn.
 */
export async function fetchAll(core: Core, onProgress?: (progress: Progress) => void): Promise<Fetched> {
  const open = opened(core);
  const asked = knownRevisions(open);
  const { staged, kept } = await stageAll(core, open, onProgress);
  try {
    return fetched(core, staged, takeStaged(core, open, staged, asked));
  } catch (error) {
    if (!(error instanceof ResetShown)) throw error;
    return await fetchAfresh(core, open, new Set([error.vault]), null);
  } finally {
    // Taken or not: what does not hold is asked for anew.
    if (kept) await forgetPages(core);
  }
}

/**
 * The same of a share of another company, in which the user is a guest (PROTOCOL §4.12). That there is no such thing any more is
 * what they lost, as it is said of shares of their own company. Throws what `call` throws.
 */
export async function fetchVisit(core: Core, share: string): Promise<Fetched> {
  const open = opened(core);
  const asked = knownRevisions(open);
  const staged = await stageVisit(core, open, share).catch((error) => {
    if (!(error instanceof SealgraphError) || error.code !== "NOT_FOUND") throw error;
    const gone = emptyStaged({ whole: false, fromKnown: true, visit: share });
    gone.lost.add(share);
    return gone;
  });
  try {
    return fetched(core, staged, takeStaged(core, open, staged, asked));
  } catch (error) {
    if (!(error instanceof ResetShown)) throw error;
    return await fetchAfresh(core, open, new Set([error.vault]), share);
  }
}

/** What is new of the share of another company that something is about; without one, all that is the user's. */
export const fetchFor = (core: Core, visit: string | null): Promise<Fetched> =>
  visit === null ? fetchAll(core) : fetchVisit(core, visit);

/** Asks for vaults whose heads abandon those that are held as if nothing was held of them (PROTOCOL §5.8), and takes them. */
async function fetchAfresh(
  core: Core,
  open: Open,
  afresh: ReadonlySet<string>,
  visit: string | null,
): Promise<Fetched> {
  const asked = knownRevisions(open);
  const known = visit === null ? ownHeads(open) : knownHeads(open).filter(({ vault }) => vault === visit);
  const staged = await stageWhole(core, { known: known.filter(({ vault }) => !afresh.has(vault)), afresh, visit });
  try {
    const verified = verifyStaged(core, open, staged, asked);
    const kept = await keepAbandoned(core, open, verified.updates);
    return fetched(core, staged, takeVerified(core, open, staged, verified, kept));
  } catch (error) {
    if (!(error instanceof ResetShown) || afresh.has(error.vault)) throw error;
    return fetchAfresh(core, open, new Set([...afresh, error.vault]), visit);
  }
}

function fetched(core: Core, { received }: Staged, changes: number): Fetched {
  core.lastSyncAt = core.around.now();
  core.events.emit("synced", { at: new Date(core.lastSyncAt), records: received });
  return { records: received, changes };
}

/** Takes what is staged, tells everybody, and has it written down. Returns how many records changed. Throws as `verify`. */
export const takeStaged = (core: Core, open: Open, staged: Staged, asked: Asked): number =>
  takeVerified(core, open, staged, verifyStaged(core, open, staged, asked), []);

function takeVerified(
  core: Core,
  open: Open,
  staged: Staged,
  verified: Verified,
  kept: readonly KeptOfVault[],
): number {
  const taken = take(open, staged, verified, core.around.now());
  if (taken.moved) void noteTenant(core, taken.tenant.after);
  noteRestoring(core, open, staged);
  if (open.queue.length > 0) refreshShown(core, open);
  announceTaken(core, open, taken);
  showKept(core, open, kept);
  announceResets(core, taken, kept);
  if (taken.hasNews) void keepTaken(core, open, taken);
  return taken.diffs.length;
}

/** While locked, the device says which tenant the account is in. */
async function noteTenant(core: Core, tenant: Chain): Promise<void> {
  try {
    await changeDevice(core, { tenant: formatUuid(newestState(tenant).head.id) });
  } catch (error) {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
    else throw error;
  }
}

/** What did not even let anything begin is kept as evidence all the same. */
function verifyStaged(core: Core, open: Open, staged: Staged, asked: Asked): Verified {
  const evidenceBefore = open.held.evidence.length;
  try {
    const verifies = staged.visit === null ? verify : verifyVisit;
    return verifies(open, staged, asked, core.around.now());
  } catch (error) {
    if (error instanceof ServerCaught) {
      const evidence = open.held.evidence.slice(evidenceBefore);
      void keep(
        core,
        open,
        evidence.map((each) => ({ type: "EVIDENCE", evidence: each })),
      );
      for (const each of evidence) core.events.emit("caught", each);
    }
    throw error;
  }
}

/** A server that says that it waits for what is missing is offered what is here, in turn. */
function noteRestoring(core: Core, open: Open, { vaults }: Staged): void {
  for (const { vault, restoring } of vaults.values()) {
    if (restoring) open.restoring.add(vault);
    else open.restoring.delete(vault);
  }
  if (open.restoring.size > 0) core.onRestoring?.();
}
