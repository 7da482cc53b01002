/** What becomes of the model by what was done. */
import { type Deed, isOfGroup, isOver, type Known, type Model, type ModelShare, waysOf } from "./model.ts";

export interface DoneBy {
  readonly item: string;
  /** Nobody did anything at the same time, on a device that knew all there was to know. */
  readonly alone: boolean;
  /** What was written is among the living, and on no device waits anything that is about it. */
  readonly isIn: boolean;
}

/** Has it done. */
export function apply(model: Model, deed: Deed, done: DoneBy): void {
  if (isOfGroup(deed)) {
    const rest = (model.groups[deed.group] ?? []).filter((each) => each !== deed.to);
    model.groups[deed.group] = deed.kind === "join" ? [...rest, deed.to] : rest;
    forgetAnswers(model);
    return;
  }
  if (deed.kind === "create") {
    const entries = { [deed.by]: { role: "OWNER", until: null }, [deed.to]: { role: deed.role, until: null } } as const;
    const answers = { [deed.by]: "ACCEPTED" } as const;
    model.shares[deed.share] = { id: deed.share, name: "Named", closed: false, entries, answers, items: {} };
    return;
  }
  const share = model.shares[deed.share] as ModelShare;
  const { entries, items, answers } = share;
  switch (deed.kind) {
    case "add":
      entries[deed.to] = { role: deed.role, until: deed.until };
      break;
    case "remove":
      delete entries[deed.to];
      break;
    case "role":
      entries[deed.to] = { role: deed.role, until: deed.role === "OWNER" ? null : (entries[deed.to]?.until ?? null) };
      break;
    case "expiry":
      entries[deed.to] = { role: entries[deed.to]?.role ?? "READER", until: deed.until };
      break;
    case "rename":
      share.name = done.alone ? deed.title : null;
      break;
    case "leave":
      delete entries[deed.by];
      // Whom a group has in it is offered it anew, but for whoever declined: that counts until they are in it by nothing (PROTOCOL §4.11).
      if (answers[deed.by] === "ACCEPTED") delete answers[deed.by];
      break;
    case "close":
      Object.assign(share, { closed: true, entries: {}, answers: {}, items: {} });
      break;
    case "accept":
    case "decline":
      answers[deed.by] = deed.kind === "accept" ? "ACCEPTED" : "DECLINED";
      break;
    case "write":
      items[done.item] = done.isIn ? { title: deed.title, sure: true } : inDoubt;
      break;
    case "edit":
      items[deed.item] = done.alone && done.isIn ? { title: deed.title, sure: true } : inDoubt;
      break;
    default:
      if (done.alone) delete items[deed.item];
      else items[deed.item] = inDoubt;
  }
  forgetAnswers(model);
}

/** What somebody said counts while they are in a share by anything. */
function forgetAnswers(model: Model): void {
  for (const share of Object.values(model.shares)) {
    for (const who of Object.keys(share.answers)) if (waysOf(model, share, who).length === 0) delete share.answers[who];
  }
}

const inDoubt: Known = { title: null, sure: false };

/** Items that a deed touched while others did theirs, without a line, or without knowing all: anything may be in force of them. */
export function doubt({ shares }: Model, deed: Deed): void {
  if (isOfGroup(deed)) return;
  const items = shares[deed.share]?.items ?? {};
  // Whoever closes takes all back first, and may be no owner any more when it comes to the end.
  const touched = deed.kind === "close" ? Object.keys(items) : "item" in deed ? [deed.item] : [];
  for (const item of touched) if (items[item]) items[item] = inDoubt;
}

/** Who is in groups, and in shares by entries whose time is not over. */
export const inForce = ({ shares, groups }: Model, now: number) => ({
  groups: Object.fromEntries(Object.entries(groups).map(([group, users]) => [group, [...users].sort()])),
  entries: Object.fromEntries(
    Object.values(shares).map(({ id, entries }) => [
      id,
      Object.fromEntries(Object.entries(entries).filter(([, entry]) => !isOver(entry, now))),
    ]),
  ),
});

/** Whose time is over is taken out by whoever writes next. */
export function forgetOver(model: Model, tables: Model, now: number): void {
  for (const { id, entries } of Object.values(model.shares)) {
    for (const [recipient, entry] of Object.entries(entries)) {
      if (isOver(entry, now) && !tables.shares[id]?.entries[recipient]) delete entries[recipient];
    }
  }
  forgetAnswers(model);
}
