/** How linked copies stand by what is held (PROTOCOL §5.9). */
import type { LinkedCopyEntry } from "../../crypto/client/entry.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { readBody } from "../items/body.ts";
import { ITEM } from "../items/profile.ts";
import type { JsonObject } from "../json.ts";
import { same } from "../merge.ts";
import { checkBelongs } from "../policy/rules.ts";
import { hidesSecrets, wayToWrite } from "../shares/rights.ts";
import { newestState } from "../vault/chain.ts";
import { type HeldVault, isAccepted, profileOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import type { CopyState } from "./copies.ts";

/** What is to be done about a copy: nothing, to note that it is as the source is, or to seal `body` into it as well. */
export interface Step {
  readonly copy: HeldRecord;
  readonly share: HeldVault;
  readonly source: HeldRecord;
  /** Null: it is as the source is. */
  readonly body: JsonObject | null;
}

export interface Look {
  readonly state: CopyState;
  /** What has the copy follow; null where there is nothing to do, or nothing may be done. */
  readonly step: Step | null;
  /** What gives the copy what the source has, whoever changed it; null where that cannot be. */
  readonly again: Step | null;
}

const atRest = (state: CopyState): Look => ({ state, step: null, again: null });

export function lookAt(core: Core, open: Open, entry: LinkedCopyEntry): Look {
  const [share, vault] = [formatUuid(entry.share), formatUuid(entry.vault)];
  const { held } = open;
  const to = held.vaults.get(share);
  if (!to || !isShown(open, to) || !wayToWrite(open, newestState(to.chain), core.around.now()))
    return atRest("NO_RIGHT");
  const copy = liveItem(to, formatUuid(entry.copy));
  if (copy === null) return atRest("COPY_GONE");
  const from = held.vaults.get(vault);
  const source = from && isShown(open, from) ? liveItem(from, formatUuid(entry.source)) : null;
  if (!from || source === null) return atRest("SOURCE_GONE");
  if (held.frozen.has(share) || held.frozen.has(vault)) return atRest("FROZEN");
  if (isHidden(open, from)) return atRest("SOURCE_HIDDEN");
  if (source.version === entry.sourceVersion && copy.version === entry.copyVersion) return atRest("FOLLOWING");
  return compare(open, entry, { from, source, to, copy });
}

interface Both {
  readonly from: HeldVault;
  readonly source: HeldRecord;
  readonly to: HeldVault;
  readonly copy: HeldRecord;
}

function compare(open: Open, entry: LinkedCopyEntry, { from, source, to, copy }: Both): Look {
  const [theirs, here] = [readBody(open, from, source), readBody(open, to, copy)];
  // This device has less of one of both than the one that followed last, or cannot read it yet.
  const isBehind = source.version < entry.sourceVersion || copy.version < entry.copyVersion;
  if (theirs === null || here === null) return atRest("BEHIND");
  const body = copyOf(theirs, here);
  const step = { copy, share: to, source };
  if (same(body, here)) return { state: "FOLLOWING", step: isBehind ? null : { ...step, body: null }, again: null };
  const refusal = refusalOf(open, to, body, here);
  if (refusal) return atRest(refusal);
  const again = { ...step, body };
  if (copy.version > entry.copyVersion) return { state: "DIVERGED", step: null, again };
  return { state: "BEHIND", step: isBehind || source.version === entry.sourceVersion ? null : again, again };
}

/** The body of a copy: the source's, but for what is somebody's own in each place, which stays as the copy has it. */
export function copyOf(source: JsonObject, copy: JsonObject = {}): JsonObject {
  const { conflictOf: _, ...body } = source;
  const { favorite = false, tags = [], conflictOf } = copy;
  return { ...body, favorite, tags, ...(conflictOf !== undefined && { conflictOf }) };
}

const liveItem = (vault: HeldVault, id: string): HeldRecord | null => {
  const record = vault.records.get(id);
  return record && record.class === ITEM && record.trashedSince === 0 ? record : null;
};

/** Whether it is a profile of the user's, or a share that they have. */
function isShown({ held }: Open, { class: its, vault }: HeldVault): boolean {
  if (its !== "SHARE") return its !== "ACCOUNT";
  const share = held.shares.get(vault);
  return share !== undefined && isAccepted(held.pins, share);
}

/** Whether the user is shown no secrets of what is in a vault. */
export const isHidden = (open: Open, { class: its, chain }: HeldVault): boolean =>
  its === "SHARE" && hidesSecrets(open, chain);

/** Why a policy keeps it from being written: where what binds the user was not shown yet, that has to come first. */
function refusalOf(open: Open, to: HeldVault, body: JsonObject, before: JsonObject): "DENIED" | "BEHIND" | null {
  try {
    checkBelongs(open, profileOf(to), body, before);
    return null;
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    return error.code === "POLICY_DENIED" ? "DENIED" : "BEHIND";
  }
}
