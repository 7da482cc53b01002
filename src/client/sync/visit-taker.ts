import { type Core, inTurn, type Open } from "../core.ts";
import { isEmptyPage, readPage } from "../transport/page.ts";
import { emptyStaged, type Staged, stagePage } from "../vault/staged.ts";
import { PathMissing } from "../vault/verify.ts";
import { fetchVisit, takeStaged } from "./fetch.ts";
import { knownRevisions, revisionOf } from "./known-revisions.ts";
import { BeginAnew } from "./page-taker.ts";
import type { Asked } from "./take.ts";

/** Takes pages of one visit in order, as they come. */
export class VisitTaker {
  readonly cursor: string | null;
  private isFirst = true;
  private staged: Staged;
  private readonly asked: Asked;

  constructor(
    private readonly core: Core,
    open: Open,
    private readonly visit: string,
  ) {
    this.cursor = open.held.visitCursors.get(visit) ?? null;
    this.staged = emptyStaged({ whole: this.cursor === null, fromKnown: false, visit });
    this.asked = knownRevisions(open);
  }

  /** Null while more belongs to what came. Throws BeginAnew where the stream has to begin from another cursor. */
  push(raw: unknown): Promise<{ readonly isHanded: boolean } | null> {
    return inTurn(this.core, async () => {
      const page = readPage(raw);
      const { open } = this.core;
      if (open === null) throw new BeginAnew();
      stagePage(this.staged, page, revisionOf(open));
      if (page.hasMore) return null;
      const { staged } = this;
      this.staged = emptyStaged({ whole: false, fromKnown: false, visit: this.visit });
      try {
        takeStaged(this.core, open, staged, this.asked);
        const isHanded = !this.isFirst && isEmptyPage(page);
        this.isFirst = false;
        return { isHanded };
      } catch (error) {
        if (!(error instanceof PathMissing)) throw error;
        await fetchVisit(this.core, this.visit);
        throw new BeginAnew();
      }
    });
  }
}
