import { headsAreDue, noteHeads } from "../account/heads.ts";
import { followPerson } from "../company/own-person.ts";
import { followCopies } from "../copies/follow.ts";
import { type Core, inTurn } from "../core.ts";
import { followPolicies } from "../policy/follow.ts";
import { tendRecovery } from "../recovery/entrust/tend.ts";
import { isEmptyPage, readPage } from "../transport/page.ts";
import { emptyStaged, type Staged, stagePage } from "../vault/staged.ts";
import { PathMissing } from "../vault/verify.ts";
import { fetchAll, takeStaged } from "./fetch.ts";
import { knownRevisions, revisionOf } from "./known-revisions.ts";
import { spool } from "./spool.ts";
import type { Asked } from "./take.ts";

/** Thrown to begin a subscription anew, from the cursor that is right by then. */
export class BeginAnew extends Error {
  override readonly name = "BeginAnew";
}

/** What came, as far as others wait for it. */
export interface TakenPage {
  /** A page with nothing in it, behind the first: keys were handed over. */
  readonly isHanded: boolean;
  /** Links of the company, of its groups or of shares. */
  readonly movesRosters: boolean;
}

/** Takes pages in order, as they come; while locked, keeps them. */
export class PageTaker {
  readonly cursor: string | null;
  /** Whether it was made for an account that was locked: then pages are kept as they come. */
  readonly isLocked: boolean;
  private isFirst = true;
  private staged: Staged;
  private readonly asked: Asked;

  /** @param onTaken called after each change that was taken. */
  constructor(
    private readonly core: Core,
    private readonly onTaken: (taken: TakenPage) => void,
  ) {
    const { open } = core;
    this.isLocked = open === null;
    this.cursor = open ? open.held.cursor : core.spooledCursor;
    this.staged = emptyStaged({ whole: open !== null && open.held.cursor === null, fromKnown: false });
    this.asked = open ? knownRevisions(open) : new Map();
  }

  push(raw: unknown): Promise<void> {
    return inTurn(this.core, async () => {
      const page = readPage(raw);
      const { open } = this.core;
      if ((open === null) !== this.isLocked) throw new BeginAnew();
      if (open === null) return spool(this.core, raw, page.cursor);
      stagePage(this.staged, page, revisionOf(open));
      if (page.hasMore) return;
      const { staged } = this;
      this.staged = emptyStaged({ whole: false, fromKnown: false });
      await this.take(staged);
      const movesRosters = [...staged.rosters.values()].some(({ kind }) => kind !== "PROFILE");
      this.onTaken({ isHanded: !this.isFirst && isEmptyPage(page), movesRosters });
      this.isFirst = false;
      void followCopies(this.core, { patient: true });
      void followPerson(this.core);
      void followPolicies(this.core).then(() => tendRecovery(this.core));
      if (headsAreDue(this.core, open)) void noteHeads(this.core).catch(() => {});
    });
  }

  private async take(staged: Staged): Promise<void> {
    const { core, asked } = this;
    const { open } = core;
    if (open === null) return;
    try {
      takeStaged(core, open, staged, asked);
      core.lastSyncAt = core.around.now();
      core.events.emit("synced", { at: new Date(core.lastSyncAt), records: staged.received });
    } catch (error) {
      if (!(error instanceof PathMissing)) throw error;
      // Own commits are beyond what the subscription shows the way from: ask with what is known, then begin anew.
      await fetchAll(core);
      throw new BeginAnew();
    }
  }
}
