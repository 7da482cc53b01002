import { formatUuid } from "../crypto/uuid.ts";
import { type Core, inTurn, opened } from "./core.ts";
import { SealgraphError } from "./errors.ts";
import type { Evidence, EvidenceFile } from "./evidence.ts";
import { sendThawed } from "./queue/changes.ts";
import { fetchAll } from "./sync/fetch.ts";
import { frozenEntry, keep } from "./sync/keep.ts";
import { thaw } from "./vault/freeze.ts";
import type { Held } from "./vault/held.ts";

export interface EvidenceList {
  /**
   * Kept for ever, oldest first. Of rosters each failed check once, and 64 in all, the tenant's own roster aside; with 64 KiB
   * of links, of what was known and of what was shown. Of groups that the company never named there is one, for all of them.
   */
  list(): Evidence[];
  /** All, or one, with the signed structures as they travelled and nothing secret. Throws NOT_FOUND. */
  export(id?: string): EvidenceFile;
  /**
   * Fetches a frozen vault, or a roster that there is evidence of, again from its beginning and checks it against what is
   * known; it may freeze again. What was changed here meanwhile and refused for it is sent. NOT_FOUND.
   */
  thaw(id: string): Promise<void>;
}

export function evidenceOf(core: Core): EvidenceList {
  return {
    list: () => [...opened(core).held.evidence],
    export: (id) => {
      const { held } = opened(core);
      const evidence = id === undefined ? [...held.evidence] : held.evidence.filter((each) => each.id === id);
      if (id !== undefined && evidence.length === 0) throw new SealgraphError("NOT_FOUND", { part: "evidence" });
      const { user, origin } = core.device;
      return { format: "sealgraph-evidence", version: 1, user: formatUuid(user), server: origin, evidence };
    },
    thaw: (id) =>
      inTurn(core, async () => {
        const open = opened(core);
        const isVault = thaw(open.held, id);
        if (!isVault && !hasRosterEvidence(open.held, id)) throw new SealgraphError("NOT_FOUND", { part: "vault" });
        open.held.cursor = null;
        await keep(core, open, isVault ? [frozenEntry(open.held, id)] : []);
        await fetchAll(core);
        await sendThawed(core, open);
      }),
  };
}

/** Whether a roster is frozen follows from what is held and noted: to thaw one is to ask for all of it. */
const hasRosterEvidence = ({ evidence }: Held, id: string): boolean =>
  evidence.some(({ kind, roster }) => kind === "ROSTER" && roster === id);
