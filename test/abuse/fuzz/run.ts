/**
 * Fuzzes every target for its share of FUZZ_SECONDS, guided by the coverage that V8 counts: inputs that reach code that none
 * reached before are kept and mutated further. What breaks a promise is printed, with the input, and ends the run.
 */
import { Session } from "node:inspector/promises";
import { mutated, type Numbers, numbersFrom } from "./mutate.ts";
import { type Target, targets } from "./targets.ts";

const seconds = Number(process.env.FUZZ_SECONDS ?? 20);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const only = process.env.FUZZ_ONLY ?? "";

/** Inputs between two looks at the coverage, and the most that are kept. */
const batch = 64;
const mostKept = 500;
/** No input may take more of the processor, in microseconds: all of them are small. What others use of it is not counted. */
const longest = 2_000_000;

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
const seen = new Set<string>();

/** How many places of our own code were reached since the last look that never were before. */
async function newlyReached(): Promise<number> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const before = seen.size;
  for (const { url, functions } of result) {
    if (!url.includes("/src/")) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        if (count > 0) seen.add(`${url} ${startOffset} ${endOffset}`);
    }
  }
  return seen.size - before;
}

/** Throws what no reader may do. */
async function check({ name, read, says }: Target, input: Uint8Array): Promise<void> {
  const since = process.cpuUsage();
  let again: unknown;
  try {
    again = await read(input);
  } catch (error) {
    if (!says(error)) broken(name, input, error);
  }
  if (again instanceof Uint8Array && !Buffer.from(again).equals(input)) {
    // What reads text reads what its bytes decode to.
    if (new TextDecoder().decode(input) !== new TextDecoder().decode(again))
      broken(name, input, "is encoded otherwise");
  }
  const { user, system } = process.cpuUsage(since);
  if (user + system > longest) broken(name, input, "takes too long");
}

function broken(name: string, input: Uint8Array, what: unknown): never {
  const error = what instanceof Error ? what.stack : String(what);
  console.log(`BROKEN ${name}\n${Buffer.from(input).toString("hex")}\n${error}`);
  process.exit(1);
}

async function fuzz(target: Target, next: Numbers, until: number): Promise<void> {
  const kept = [...target.seeds];
  for (const input of kept) await check(target, input);
  await newlyReached();
  let runs = kept.length;
  while (performance.now() < until) {
    const inputs = Array.from({ length: batch }, () => {
      const [one, other] = [kept[next(kept.length)], kept[next(kept.length)]] as [Uint8Array, Uint8Array];
      return mutated(one, next, other);
    });
    for (const input of inputs) await check(target, input);
    runs += batch;
    if ((await newlyReached()) === 0) continue;
    kept.push(...inputs);
    while (kept.length > mostKept) kept.splice(target.seeds.length + next(kept.length - target.seeds.length), 1);
  }
  console.log(`${target.name}: ${runs} inputs, ${kept.length - target.seeds.length} kept`);
}

const chosen = targets.filter(({ name }) => name.includes(only));
const share = (seconds * 1_000) / chosen.length;
for (const [place, target] of chosen.entries()) {
  await fuzz(target, numbersFrom(seed * 1_000 + place), performance.now() + share);
}
console.log(`${chosen.length} readers, ${seen.size} places reached, seed ${seed}`);
session.disconnect();
