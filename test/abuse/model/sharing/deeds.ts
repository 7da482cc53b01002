/** What people do about shares and groups, in any order and at the same time. */
import fc from "fast-check";
import type { SharePermission } from "../../../../src/client/index.ts";
import { type Deed, ownersOf, permissionOf } from "./model.ts";
import type { Member, World } from "./world.ts";

/** One thing that happens. Numbers choose among what there is. */
export interface Step {
  readonly kind: string;
  readonly who: number;
  readonly share: number;
  readonly to: number;
  readonly item: number;
  readonly role: SharePermission;
  /** For so many milliseconds; null: without end. */
  readonly lasts: number | null;
  /** Whether by somebody who has the right, where there is one; else by anybody. */
  readonly rightful: boolean;
  /** Whether their device takes in first what came. */
  readonly fresh: boolean;
  /** Whether the next waits for its end. */
  readonly waits: boolean;
}

const hour = 3_600_000;
const often = [
  "create",
  "add",
  "add",
  "add",
  "remove",
  "role",
  "write",
  "write",
  "edit",
  "accept",
  "accept",
  "join",
  "quit",
];
const seldom = ["expiry", "rename", "trash", "takeBack", "decline", "leave", "close", "handOver", "sync"];
const outside = ["offline", "online", "restart", "wait"];

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...often, ...often, ...seldom, ...outside),
    who: fc.nat(3),
    share: fc.nat(7),
    to: fc.nat(5),
    item: fc.nat(20),
    role: fc.constantFrom<SharePermission>("OWNER", "EDITOR", "EDITOR", "READER", "READER_HIDDEN"),
    lasts: fc.constantFrom(null, null, null, hour, 30 * hour),
    rightful: fc.constantFrom(true, true, true, false),
    fresh: fc.constantFrom(true, true, false),
    waits: fc.constantFrom(true, true, true, false),
  }),
  { minLength: 15, maxLength: 40, size: "max" },
);

/** Who does it, and what it is; null where there is nothing to do it to. */
export function deedOf(world: World, step: Step): Deed | null {
  const { model, members, house } = world;
  const now = house.now().getTime();
  const anybody = (members[step.who] as Member).user;
  const recipients = [...members.map(({ user }) => user), ...Object.keys(model.groups)];
  const to = recipients[step.to] as string;
  const open = Object.values(model.shares).filter(({ closed }) => !closed);
  const share = open[step.share % open.length];
  const title = `Title ${world.serial++}`;
  if (step.kind === "join" || step.kind === "quit") {
    const group = Object.keys(model.groups)[step.share % 2] as string;
    const all = members.map(({ user }) => user);
    const fitting = all.filter((user) => model.groups[group]?.includes(user) === (step.kind === "quit"));
    const who = (step.rightful ? fitting[step.who % fitting.length] : undefined) ?? anybody;
    return { kind: step.kind, by: members[0]?.user ?? "", group, to: who };
  }
  if (share === undefined || step.kind === "create") {
    if (open.length >= 4) return null;
    const role = step.role === "OWNER" && to in model.groups ? "EDITOR" : step.role;
    return to === anybody ? null : { kind: "create", by: anybody, share: "", to, role };
  }
  const chosen = (all: readonly string[]) => (step.rightful ? all[step.who % all.length] : undefined) ?? anybody;
  const owner = chosen(ownersOf(share));
  const users = members.map(({ user }) => user);
  const writers = users.filter((user) => ["OWNER", "EDITOR"].includes(permissionOf(model, share, user, now) ?? ""));
  const writer = chosen(writers.filter((user) => share.answers[user] === "ACCEPTED"));
  const until = step.lasts === null ? null : now + step.lasts;
  const isPutIn = step.kind === "add";
  const fitting = recipients.filter((each) => each in share.entries !== isPutIn);
  const about = { share: share.id, to: (step.rightful ? fitting[step.to % fitting.length] : undefined) ?? to };
  const items = Object.keys(share.items);
  const item = items[step.item % items.length];
  switch (step.kind) {
    case "add":
      return { kind: "add", by: owner, ...about, role: step.role, until: step.role === "OWNER" ? null : until };
    case "remove":
      return { kind: "remove", by: owner, ...about };
    case "role":
    case "handOver":
      return { kind: "role", by: owner, ...about, role: step.kind === "role" ? step.role : "OWNER" };
    case "expiry":
      return until === null ? null : { kind: "expiry", by: owner, ...about, until };
    case "rename":
      return { kind: "rename", by: owner, share: share.id, title };
    case "write":
      return { kind: "write", by: writer, share: share.id, title };
    case "edit":
      return item ? { kind: "edit", by: writer, share: share.id, item, title } : null;
    case "trash":
    case "takeBack":
      return item ? { kind: step.kind, by: writer, share: share.id, item } : null;
    case "accept":
    case "decline": {
      const asked = users.filter((user) => permissionOf(model, share, user, now) && !share.answers[user]);
      return { kind: step.kind, by: chosen(asked), share: share.id };
    }
    case "leave":
      return { kind: "leave", by: chosen(users.filter((user) => user in share.entries)), share: share.id };
    case "close":
      return step.item < 5 ? { kind: "close", by: owner, share: share.id } : null;
    default:
      return null;
  }
}
