import { type Item, memoryStore, signIn } from "../../src/client/index.ts";
import { measureHere } from "../child.ts";
import { median } from "../figures.ts";
import { login, signUpClient } from "../seed/client.ts";

/** Two devices of one account with so many items: one changes something, the other fetches it. */
const [url = "", outbox = "", count = ""] = process.argv.slice(2);
const half = Number(count) / 2;
const hour = 3_600_000;

/** How far the writer's clock is behind: its ids stand in the order of its clock. */
let behind = 0;
const settings = { store: memoryStore(), clock: () => new Date(Date.now() - behind) };
const { client: writer, address, password, secretKey } = await signUpClient({ url, outbox }, settings, "writer");
const mine = writer.profile("PERSONAL").items();
const [first] = await add(half, 2 * hour);
const [last] = await add(half, 0);
const reader = await signIn({ url, store: memoryStore() }, { address, password, secretKey, deviceName: "reader" });
const theirs = reader.profile("PERSONAL").items();

/** Adds items with ids of a former time; they are made before the first wait. */
function add(items: number, before: number): Promise<Item[]> {
  const inputs = Array.from({ length: items }, (_, i) => login(`Website ${i}`));
  behind = before;
  const adding = mine.addMany(inputs);
  behind = 0;
  return adding;
}

/** Milliseconds from a change to the moment when the other device shows it. */
async function timed(times: number[], change: () => Promise<Item | undefined>): Promise<string> {
  const started = performance.now();
  const changed = await change();
  await reader.syncNow();
  const shown = changed && (await theirs.get(changed.id));
  times.push(performance.now() - started);
  if (!shown || shown.leaf !== changed.leaf) throw new Error("the other device shows something else");
  return shown.id;
}

/** One of each: an edit, an item behind all others, one in the middle. What was added goes again, beside the clock. */
async function changeThrice(times: number[], from: string, to: string): Promise<void> {
  await timed(times, () => mine.edit(from, { notes: `changed ${times.length}` }));
  const behindAll = await timed(times, async () => (await add(1, 0))[0]);
  const between = await timed(times, async () => (await add(1, hour))[0]);
  if (behindAll < to || between < from || between > to) throw new Error("an item stands elsewhere");
  await mine.trash([behindAll, between]);
  await mine.purge([behindAll, between]);
  await reader.syncNow();
}

measureHere(async (seconds) => {
  const times: number[] = [];
  const until = performance.now() + seconds * 1_000;
  do await changeThrice(times, first?.id ?? "", last?.id ?? "");
  while (performance.now() < until);
  return median(times);
});
