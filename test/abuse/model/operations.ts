/** What may happen, in any order and at the same time. */
import fc from "fast-check";
import type { Item } from "../../../src/client/index.ts";
import type { Answer } from "../../support/line.ts";
import { liesAbout } from "../server/lies.ts";
import { attempt, type Device, restart, type World } from "./world.ts";

/** One thing that happens: at which device, to which of its items, and whether the next waits for its end. */
export interface Operation {
  readonly kind: string;
  readonly device: number;
  readonly item: number;
  readonly waits: boolean;
}

type Deed = (world: World, device: Device, pick: number) => Promise<unknown>;

const itemsOf = ({ client }: Device) => client.profile("PERSONAL").items();
const newText = (world: World, what: string): string => {
  const text = `${what} ${world.serial++}`;
  world.model.written.add(text);
  return text;
};
/** One of the items that are shown; null where there is none. */
async function some(device: Device, pick: number): Promise<Item | null> {
  const items = await itemsOf(device).list();
  return items[pick % items.length] ?? null;
}
const onSome =
  (deed: (world: World, device: Device, item: Item) => Promise<unknown>): Deed =>
  async (world, device, pick) => {
    const item = await some(device, pick);
    if (item) await deed(world, device, item);
  };
const onTrashed =
  (deed: (world: World, device: Device, id: string) => Promise<unknown>): Deed =>
  async (world, device, pick) => {
    const { items } = await device.client.profile("PERSONAL").trash();
    const item = items[pick % items.length];
    if (item) await deed(world, device, item.id);
  };

/** What people do. */
const deeds: Readonly<Record<string, Deed>> = {
  add: async (world, device) => {
    const title = newText(world, "title");
    const added = await itemsOf(device).add({ kind: "login", title, fields: { username: "ada" } });
    if (added.state === "SYNCED") world.model.added.set(added.id, title);
  },
  edit: onSome(async (world, device, { id }) => {
    const notes = newText(world, "notes");
    const edited = await itemsOf(device).edit(id, { notes });
    if (edited.state === "SYNCED" && edited.notes === notes) world.model.edited.push({ id: edited.id, notes });
  }),
  rename: onSome((world, device, { id }) => itemsOf(device).edit(id, { title: newText(world, "title") })),
  trash: onSome((_, device, { id }) => itemsOf(device).trash(id)),
  restore: onTrashed((_, device, id) => itemsOf(device).restore(id)),
  purge: onTrashed((world, device, id) => {
    world.model.mayBeGone.add(id);
    return itemsOf(device).purge(id);
  }),
  folder: (world, device) =>
    device.client
      .profile("PERSONAL")
      .folders()
      .add({ name: newText(world, "folder") }),
  move: onSome(async (_, device, item) => {
    const [folder] = await device.client.profile("PERSONAL").folders().list();
    await itemsOf(device).move(item.id, { folder: item.folder ? null : (folder?.id ?? null) });
  }),
  moveAway: onSome((world, device, { id }) => {
    world.model.mayBeGone.add(id);
    return itemsOf(device).move(id, { profile: "BUSINESS" });
  }),
  rotate: (_, device) => device.client.rotate("PERSONAL"),
  sync: (_, device) => device.client.syncNow(),
  follow: async (_, device) => void device.client.follow(),
  unfollow: (_, device) => device.client.follow().stop(),
  history: onSome((_, device, { id }) => itemsOf(device).history(id)),
  retry: (_, device) => device.client.queue.retry(),
};

/** What happens to their lines, processes and server. They never throw. */
const accidents: Readonly<Record<string, (world: World, device: Device, pick: number) => unknown>> = {
  cut: (_, { line }) => line.cut(),
  mend: (_, { line }) => line.mend(),
  loseAnswer: (_, { line }) => line.loseAnswer("Commit"),
  repeat: (_, { line }) => line.repeat("Commit"),
  fail: (_, { line }, pick) => line.failAnswers("Commit", 1 + (pick % 2), pick % 2 === 0),
  cutInTheMiddle: (_, { line }, pick) => line.cutAfter("Sync", pick % 2),
  restart,
  restartServer: ({ house }) => house.restart(),
  quarterOfAnHour: ({ house }) => house.advance(16 * 60_000),
};

/** What a server does that lies: once, somewhere in the next answer to something. */
const lies: Readonly<Record<string, string>> = { lieAtSync: "Sync", lieAtCommit: "Commit", lieLive: "Changes" };

export function operations(withLies: boolean): fc.Arbitrary<Operation[]> {
  const often = ["add", "edit", "edit", "rename", "sync", "trash"];
  const kinds = [...often, ...Object.keys(deeds), ...Object.keys(accidents), "mend"];
  const operation = fc.record({
    kind: fc.constantFrom(...kinds, ...(withLies ? [...Object.keys(lies), ...Object.keys(lies)] : [])),
    device: fc.nat(1),
    item: fc.nat(50),
    waits: fc.boolean(),
  });
  return fc.array(operation, { minLength: 10, maxLength: 45, size: "max" });
}

export async function perform(world: World, { kind, device: place, item, waits }: Operation): Promise<void> {
  const device = world.devices[place] as Device;
  if (kind in accidents) return void (await accidents[kind]?.(world, device, item));
  if (kind in lies) return tellLie(device, lies[kind] as string, item);
  const done = attempt(world, device, async () => deeds[kind]?.(world, device, item));
  if (waits) await done;
}

function tellLie({ line }: Device, operation: string, pick: number): void {
  let isTold = false;
  const tell = (data: Answer) => {
    if (!data || isTold) return;
    isTold = true;
    const all = liesAbout(data);
    all[pick % all.length]?.apply(data);
  };
  if (operation === "Changes") line.tamperPages(tell);
  else line.tamper(operation, tell);
}
