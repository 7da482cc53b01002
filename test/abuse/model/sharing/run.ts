/** Has deeds done, one by one or several at once, and holds what came of them against the model. */
import { isDeepStrictEqual } from "node:util";
import { apply, doubt, forgetOver, inForce } from "./apply.ts";
import { carryOut } from "./carry-out.ts";
import { deedOf, type Step } from "./deeds.ts";
import { type Deed, isOfGroup, judge, type Model } from "./model.ts";
import { checkSecrets, readTables } from "./secrets.ts";
import { attempt, goOnline, type Member, restart, type World } from "./world.ts";

const mostAtOnce = 3;
const hour = 3_600_000;

export async function perform(world: World, all: readonly Step[]): Promise<void> {
  let batch: Step[] = [];
  const finish = async () => {
    await performAtOnce(world, batch);
    batch = [];
  };
  for (const step of all) {
    if (isOutside(step)) {
      await finish();
      await outside(world, step, world.members[step.who] as Member);
    } else {
      batch.push(step);
      if (step.waits || batch.length === mostAtOnce) await finish();
    }
  }
  await finish();
}

const isOutside = ({ kind }: Step) => ["offline", "online", "restart", "wait", "sync"].includes(kind);

async function outside(world: World, { kind }: Step, member: Member): Promise<void> {
  world.story.push(`${member.name}: ${kind}`);
  if (kind === "wait") return world.house.advance(2 * hour);
  if (kind === "restart") await restart(world, member);
  if (kind === "online") goOnline(member);
  if (kind === "offline") {
    member.line.cut();
    member.offline = true;
  }
  if (!member.offline) await attempt(world, () => member.client.syncNow());
}

interface Doing {
  readonly deed: Deed;
  readonly step: Step;
  readonly member: Member;
}

interface Done extends Doing {
  readonly ok: string;
  readonly isIn: boolean;
}

async function performAtOnce(world: World, batch: readonly Step[]): Promise<void> {
  const all: Doing[] = [];
  for (const step of batch) {
    const deed = deedOf(world, step);
    const member = world.members.find(({ user }) => user === deed?.by);
    // Of one person's device nobody could say in which order it did what.
    if (deed && member && all.every((each) => each.deed.by !== deed.by)) all.push({ deed, step, member });
  }
  for (const { step, member } of all) {
    if (step.fresh && !member.offline) await attempt(world, () => member.client.syncNow());
  }
  const moment = world.house.now().getTime();
  const results = await Promise.all(
    all.map((each) => attempt(world, () => carryOut(world, each.deed, each.member.client), each.deed)),
  );
  const done: Done[] = [];
  world.story.push(all.map(({ deed, step, member }, at) => describe(deed, step, member, results[at])).join(" | "));
  for (const [at, each] of all.entries()) {
    const result = results[at] as (typeof results)[0];
    if (all.length === 1) checkVerdict(world, each, result, moment);
    noteText(world, each, all.length === 1, moment);
    if (!("ok" in result) || (each.member.offline && !isOfGroup(each.deed))) continue;
    done.push({ ...each, ok: result.ok, isIn: await isIn(world, each, result.ok, all.length === 1) });
  }
  await follow(world, done, all.length === 1);
  const isUnsure = ({ member, step }: Doing) => all.length > 1 || member.offline || !step.fresh;
  for (const each of all) if (isUnsure(each)) doubt(world.model, each.deed);
  await checkSecrets(world);
}

/** Of what was edited in the trash the server has it there; what waits is sent later, or never, and trashes it or is refused. */
async function isIn({ members }: World, { deed, member }: Doing, item: string, alone: boolean): Promise<boolean> {
  const isAbout = ({ client }: Member) =>
    client.queue.list().some(({ records }) => records.some(({ record }) => record === item));
  if (members.some(isAbout)) return false;
  // Whoever wrote while others did theirs may have lost the share by now.
  if (deed.kind !== "edit" || !alone) return true;
  const shown = await member.client.shares.open(deed.share).items().list();
  return shown.some(({ id }) => id === item);
}

function describe(deed: Deed, { fresh }: Step, { name, offline }: Member, result: object | undefined): string {
  const how = offline ? " offline" : fresh ? "" : " behind";
  return `${name}${how}: ${JSON.stringify(deed)} ${JSON.stringify(result)}`;
}

/** Whether what was done had to be, and what was refused had to be: by a device that knew all there was to know. */
function checkVerdict(world: World, { deed, step, member }: Doing, result: object, now: number): void {
  if (member.offline && !isOfGroup(deed)) return;
  const verdict = judge(world.model, deed, now);
  const code = "code" in result ? result.code : null;
  const isWaiting = code === "KEY_PENDING";
  const isStale = !step.fresh && !isOfGroup(deed);
  if (verdict === "EITHER" || isWaiting || isStale || (code === null) === (verdict === "DONE")) return;
  throw new Error(`${member.name}: ${JSON.stringify(deed)} is ${verdict}, and was ${code ?? "done"}`);
}

/** What had to be refused is shown to nobody. */
function noteText({ model, written }: World, { deed, step }: Doing, alone: boolean, now: number): void {
  if (!("title" in deed)) return;
  if (alone && step.fresh && judge(model, deed, now) === "REFUSED") return;
  written.set(deed.share, (written.get(deed.share) ?? new Set()).add(deed.title));
}

/** Goes on to what the tables of the server say, where the deeds lead there in one order or another. */
async function follow(world: World, done: readonly Done[], alone: boolean): Promise<void> {
  const now = world.house.now().getTime();
  const all = orders(done).map((order) => {
    const next: Model = JSON.parse(JSON.stringify(world.model));
    for (const { deed, ok, step, isIn } of order) {
      const how = { item: ok, alone: alone && step.fresh, isIn };
      apply(next, deed.kind === "create" ? { ...deed, share: ok } : deed, how);
    }
    return next;
  });
  const founded = done.flatMap(({ deed, ok }) => (deed.kind === "create" ? [ok] : []));
  const tables = await readTables(world, [...Object.keys(world.model.shares), ...founded]);
  const leads = all.filter((each) => isDeepStrictEqual(inForce(each, now), inForce(tables, now)));
  const best = leads.find((each) => answersOf(each) === answersOf(tables)) ?? leads[0];
  if (best === undefined) {
    const told = JSON.stringify([done.map(({ deed }) => deed), inForce(all[0] as Model, now), inForce(tables, now)]);
    throw new Error(`the server has something else than was done: ${told}`);
  }
  forgetOver(best, tables, now);
  Object.assign(world.model, best);
}

const answersOf = ({ shares }: Model): string =>
  JSON.stringify(Object.values(shares).map(({ id, answers }) => [id, Object.entries(answers).sort()]));

function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first) => orders(all.filter((each) => each !== first)).map((rest) => [first, ...rest]));
}
