/** What shares and groups of a company are, as whoever did the deeds knows it: without keys, rosters and servers. */
import type { SharePermission } from "../../../../src/client/index.ts";

export interface Entry {
  readonly role: SharePermission;
  /** Milliseconds since 1970; null: without end. */
  readonly until: number | null;
}

/** What is known of an item: its title where only one can be in force, and whether it has to be there. */
export interface Known {
  readonly title: string | null;
  readonly sure: boolean;
}

export interface ModelShare {
  readonly id: string;
  name: string | null;
  closed: boolean;
  /** By the id of a user or of a group. */
  entries: Record<string, Entry>;
  /** By user. */
  answers: Record<string, "ACCEPTED" | "DECLINED">;
  items: Record<string, Known>;
}

export interface Model {
  readonly administrator: string;
  shares: Record<string, ModelShare>;
  /** Users by group. */
  groups: Record<string, readonly string[]>;
}

interface InShare {
  readonly by: string;
  readonly share: string;
}

/** What somebody does in a share, or tries to. `to` is a user or a group. */
export type ShareDeed =
  | (InShare & { readonly kind: "create"; readonly to: string; readonly role: SharePermission })
  | (InShare & {
      readonly kind: "add";
      readonly to: string;
      readonly role: SharePermission;
      readonly until: number | null;
    })
  | (InShare & { readonly kind: "remove"; readonly to: string })
  | (InShare & { readonly kind: "role"; readonly to: string; readonly role: SharePermission })
  | (InShare & { readonly kind: "expiry"; readonly to: string; readonly until: number | null })
  | (InShare & { readonly kind: "rename" | "write"; readonly title: string })
  | (InShare & { readonly kind: "edit"; readonly item: string; readonly title: string })
  | (InShare & { readonly kind: "trash"; readonly item: string })
  | (InShare & { readonly kind: "takeBack"; readonly item: string })
  | (InShare & { readonly kind: "accept" | "decline" | "leave" | "close" });

/** Putting somebody into a group, or taking them out. */
export interface GroupDeed {
  readonly kind: "join" | "quit";
  readonly by: string;
  readonly group: string;
  readonly to: string;
}

export type Deed = ShareDeed | GroupDeed;

export const isOfGroup = (deed: Deed): deed is GroupDeed => deed.kind === "join" || deed.kind === "quit";

const greatest: readonly SharePermission[] = ["OWNER", "EDITOR", "READER", "READER_HIDDEN"];

/** Entries by which somebody is in a share, whether or not their time is over. */
export const waysOf = ({ groups }: Model, { entries }: ModelShare, who: string): Entry[] =>
  Object.entries(entries).flatMap(([id, entry]) => (id === who || groups[id]?.includes(who) ? [entry] : []));

export const isOver = ({ until }: Entry, now: number): boolean => until !== null && until <= now;

/** The most that somebody has; null where they are no recipient. */
export function permissionOf(model: Model, share: ModelShare, who: string, now: number): SharePermission | null {
  const roles = waysOf(model, share, who).flatMap((entry) => (isOver(entry, now) ? [] : [entry.role]));
  return greatest.find((each) => roles.includes(each)) ?? null;
}

export const ownersOf = ({ entries }: ModelShare): string[] =>
  Object.keys(entries).filter((id) => entries[id]?.role === "OWNER");

/** Whether it has to be done, must not be, or may be either, because somebody's time is over and nobody has taken them out yet. */
export function judge(model: Model, deed: Deed, now: number): "DONE" | "REFUSED" | "EITHER" {
  // The roster of a group is shown to who is in it, or in a share that it is in, and to administrators.
  const isShown =
    !("to" in deed) || (model.groups[deed.to]?.includes(deed.by) ?? true) || deed.by === model.administrator;
  if (deed.kind === "create") return isShown ? "DONE" : "EITHER";
  if (isOfGroup(deed)) {
    return model.groups[deed.group]?.includes(deed.to) === (deed.kind === "quit") ? "DONE" : "REFUSED";
  }
  const share = model.shares[deed.share] as ModelShare;
  if (share.closed) return "REFUSED";
  const isRight = may(model, share, deed, now);
  if (isRight && !isShown && deed.kind === "add") return "EITHER";
  if (isRight && "item" in deed && !share.items[deed.item]?.sure) return "EITHER";
  // Under a key that is due nobody names it, and the next begins with a manifest: who has not accepted it writes none.
  if (isRight && deed.kind === "rename" && share.answers[deed.by] !== "ACCEPTED") return "EITHER";
  const about = "to" in deed ? share.entries[deed.to] : deed.kind === "leave" ? share.entries[deed.by] : undefined;
  if (isRight !== false && about && isOver(about, now)) return "EITHER";
  return isRight ? "DONE" : "REFUSED";
}

function may(model: Model, share: ModelShare, deed: ShareDeed, now: number): boolean {
  const { entries, answers } = share;
  const { by } = deed;
  const has = permissionOf(model, share, by, now);
  const owns = entries[by]?.role === "OWNER";
  const isLast = (id: string) => entries[id]?.role === "OWNER" && ownersOf(share).length < 2;
  const isGroup = "to" in deed && deed.to in model.groups;
  switch (deed.kind) {
    case "add":
      return (
        owns && (!entries[deed.to] || isOver(entries[deed.to] as Entry, now)) && !(isGroup && deed.role === "OWNER")
      );
    case "remove":
      return owns && deed.to !== by && deed.to in entries;
    case "role": {
      if (!owns || !entries[deed.to] || entries[deed.to]?.role === deed.role) return false;
      return !isLast(deed.to) && !(isGroup && deed.role === "OWNER");
    }
    case "expiry":
      return owns && deed.to in entries && entries[deed.to]?.role !== "OWNER";
    case "rename":
      return owns;
    case "leave":
      return by in entries && !isLast(by);
    case "close":
      return owns && answers[by] === "ACCEPTED";
    case "accept":
    case "decline":
      return has !== null;
    default:
      return (has === "OWNER" || has === "EDITOR") && answers[by] === "ACCEPTED";
  }
}
