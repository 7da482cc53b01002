/** What stays in a share of those who lose it, and of what they could write (PROTOCOL §4.11). */
import { equalBytes } from "./bytes.ts";
import { lapsedWith } from "./lapse.ts";
import type { LinkDraft } from "./link.ts";
import { formerWriterOf } from "./own-keys.ts";
import {
  changeState,
  findExpiry,
  findFormer,
  findFormerGroup,
  formerWritersOf,
  listEntries,
  type StateEntries,
} from "./roster-state.ts";
import { type Recipient, writes } from "./share.ts";
import { entryType, type FormerGroup, type FormerWriter, type StateEntry } from "./state-entries.ts";

/** Without somebody, who is a former writer from then on. */
export function drop(before: StateEntries, entry: Recipient, link: Pick<LinkDraft, "cut" | "seq">): StateEntries {
  const expiry = findExpiry(before, entry.type === entryType.SHARE_GROUP ? entry.group : entry.user);
  const lapsed = entry.type === entryType.MEMBER ? lapsedWith(before, entry) : [];
  return changeState(before, [formerOf(entry, link)], [entry, ...lapsed, ...(expiry ? [expiry] : [])]);
}

export function formerOf(entry: Recipient, link: Pick<LinkDraft, "cut" | "seq">): FormerWriter | FormerGroup {
  if (entry.type !== entryType.SHARE_GROUP) return formerWriterOf(entry, link);
  return { type: entryType.FORMER_GROUP, group: entry.group, cut: link.cut, seq: link.seq };
}

/** Who may write again is a former writer no longer; who is added to read stays what they were. */
export function forgiven(before: StateEntries, entry: Recipient): StateEntry[] {
  if (!writes(entry.role)) return [];
  if (entry.type === entryType.SHARE_GROUP) {
    const group = findFormerGroup(before, entry.group);
    return group ? [group] : [];
  }
  const former = findFormer(before, entry.signingKey);
  return former && equalBytes(former.user, entry.user) ? [former] : [];
}

export const allFormer = (before: StateEntries): StateEntry[] => [
  ...formerWritersOf(before),
  ...listEntries(before, entryType.FORMER_GROUP),
];
