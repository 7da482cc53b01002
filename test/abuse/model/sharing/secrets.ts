/** Whoever is in a share by nothing opens nothing that was sealed since: told by the wraps that a server was ever brought. */
import { type Model, permissionOf } from "./model.ts";
import type { World } from "./world.ts";

/** What was seen so far: wraps are replaced and dropped, and whoever had one may have kept its key. */
export interface Seen {
  /** By share and recipient: epochs of the share, and of the group that it was wrapped to. */
  readonly shareWraps: Map<string, { readonly epoch: number; readonly groupEpoch: number | null }[]>;
  /** By group and user: epochs of the group. */
  readonly groupWraps: Map<string, number[]>;
  /** By share and user who is out of it: versions of what was in it when they were seen out first, by record. */
  readonly out: Map<string, ReadonlyMap<string, number>>;
}

interface Sealed {
  readonly id: string;
  readonly version: number;
  readonly epoch: number;
}

/** Throws where somebody who is out of a share can open what was sealed after they were. */
export async function checkSecrets(world: World): Promise<void> {
  const { model, seen, rows, members, house } = world;
  await noteWraps(world);
  const now = house.now().getTime();
  for (const share of Object.values(model.shares)) {
    const { rows: sealed } = await rows.query<Sealed>(
      "select id, version, epoch from record where vault_id = $1 and leaf is not null",
      [share.id],
    );
    for (const { user, name } of members) {
      const key = `${share.id} ${user}`;
      if (permissionOf(model, share, user, now) !== null) {
        seen.out.delete(key);
        continue;
      }
      const before = seen.out.get(key);
      if (before === undefined) {
        seen.out.set(key, new Map(sealed.map(({ id, version }) => [id, version])));
        continue;
      }
      const known = await knownEpoch(world, share.id, user);
      const late = sealed.find(({ id, version, epoch }) => version > (before.get(id) ?? 0) && epoch <= known);
      if (late) throw new Error(`${name} is out of ${share.id}, and opens ${late.id} of epoch ${late.epoch}`);
    }
  }
}

async function noteWraps({ rows, seen }: World): Promise<void> {
  const ofShares = await rows.query("select share_id, recipient_id, epoch, group_epoch from share_wrap");
  for (const { share_id, recipient_id, epoch, group_epoch } of ofShares.rows) {
    const key = `${share_id} ${recipient_id}`;
    const its = seen.shareWraps.get(key) ?? [];
    if (its.some((each) => each.epoch === epoch && each.groupEpoch === group_epoch)) continue;
    seen.shareWraps.set(key, [...its, { epoch, groupEpoch: group_epoch }]);
  }
  const ofGroups = await rows.query("select group_id, user_id, epoch from member_wrap");
  for (const { group_id, user_id, epoch } of ofGroups.rows) {
    const key = `${group_id} ${user_id}`;
    const its = seen.groupWraps.get(key) ?? [];
    if (!its.includes(epoch)) seen.groupWraps.set(key, [...its, epoch]);
  }
}

/** The last epoch of a share whose key somebody was ever given, or could open: every key before it follows. */
async function knownEpoch(world: World, share: string, user: string): Promise<number> {
  const { seen, model } = world;
  const own = (seen.shareWraps.get(`${share} ${user}`) ?? []).map(({ epoch }) => epoch);
  const byGroups: number[] = [];
  for (const group of Object.keys(model.groups)) {
    const wraps = seen.shareWraps.get(`${share} ${group}`) ?? [];
    if (wraps.length === 0) continue;
    const secrets = await knownSecrets(world, group, user);
    byGroups.push(...wraps.flatMap(({ epoch, groupEpoch }) => (secrets.has(groupEpoch ?? 0) ? [epoch] : [])));
  }
  return Math.max(0, ...own, ...byGroups);
}

/** Epochs of a group whose secret somebody has: those they were given, and those before, as far as they were sealed along. */
async function knownSecrets({ seen, rows }: World, group: string, user: string): Promise<ReadonlySet<number>> {
  const { rows: epochs } = await rows.query<{ epoch: number; chained: boolean }>(
    "select epoch, previous_secret is not null as chained from group_epoch where group_id = $1",
    [group],
  );
  const chained = new Set(epochs.flatMap((each) => (each.chained ? [each.epoch] : [])));
  const known = new Set(seen.groupWraps.get(`${group} ${user}`));
  for (const given of [...known]) for (let epoch = given; chained.has(epoch); ) known.add(--epoch);
  return known;
}

/** What the server's tables say of these shares and of the groups, as the model would. */
export async function readTables({ rows, model }: World, ids: readonly string[]): Promise<Model> {
  const shares: Model["shares"] = Object.fromEntries(
    ids.map((id) => [id, { id, name: null, closed: false, entries: {}, answers: {}, items: {} }]),
  );
  const recipients = await rows.query(
    "select share_id, recipient_id, role, expires_at from share_recipient where share_id = any($1::uuid[])",
    [ids],
  );
  for (const { share_id, recipient_id, role, expires_at } of recipients.rows) {
    Object.assign(shares[share_id]?.entries ?? {}, { [recipient_id]: { role, until: expires_at?.getTime() ?? null } });
  }
  const answers = await rows.query(
    "select share_id, user_id, answer from share_answer where share_id = any($1::uuid[])",
    [ids],
  );
  for (const { share_id, user_id, answer } of answers.rows) {
    Object.assign(shares[share_id]?.answers ?? {}, { [user_id]: answer });
  }
  const groups: Record<string, string[]> = {};
  for (const group of Object.keys(model.groups)) {
    const its = await rows.query("select user_id from group_member where group_id = $1", [group]);
    groups[group] = its.rows.map(({ user_id }) => user_id);
  }
  return { ...model, groups, shares };
}
