/** What becomes of the model by what was done. */
import { type Deed, isOfGroup, isOver, type Model, type ModelShare, waysOf } from "./model.ts";

/** Has it done. `alone`: nobody did anything at the same time, on a device that knew all there was to know. */
export function apply(model: Model, deed: Deed, done: { readonly item: string; readonly alone: boolean }): void {
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
      delete answers[deed.by];
      break;
    case "close":
      Object.assign(share, { closed: true, entries: {}, answers: {}, items: {} });
      break;
    case "accept":
    case "decline":
      answers[deed.by] = deed.kind === "accept" ? "ACCEPTED" : "DECLINED";
      break;
    case "write":
      items[done.item] = { title: deed.title, sure: true };
      break;
    case "edit":
      items[deed.item] = { title: done.alone ? deed.title : null, sure: done.alone };
      break;
    default:
      if (done.alone) delete items[deed.item];
      else items[deed.item] = { title: null, sure: false };
  }
  forgetAnswers(model);
}

/** What somebody said counts while they are in a share by anything. */
function forgetAnswers(model: Model): void {
  for (const share of Object.values(model.shares)) {
    for (const who of Object.keys(share.answers)) if (waysOf(model, share, who).length === 0) delete share.answers[who];
  }
}

/** What may be in force of an item that somebody touched while others did, without a line, or without knowing all. */
export function doubt({ shares }: Model, { share, item }: { readonly share: string; readonly item: string }): void {
  const items = shares[share]?.items;
  if (items?.[item]) items[item] = { title: null, sure: false };
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
