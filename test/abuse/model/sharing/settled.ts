/** Once every line is whole: what each person's device shows, against the model. */
import { expect } from "@jest/globals";
import { login } from "../../../support/sharing.ts";
import { ownersOf, permissionOf } from "./model.ts";
import { checkSecrets } from "./secrets.ts";
import { attempt, goOnline, type Member, type World } from "./world.ts";

/** After so long, in milliseconds, a device looks again whether somebody waits for a key. */
const patience = 600_001;

/** Has everything come to rest, and shows that all is as the model says: as it is, and once somebody wrote to each share. */
export async function checkSettled(world: World): Promise<void> {
  for (const member of world.members) goOnline(member);
  await settle(world);
  await checkAll(world);
  for (const share of Object.values(world.model.shares)) {
    const owner = ownersOf(share).find((id) => share.answers[id] === "ACCEPTED");
    const member = world.members.find(({ user }) => user === owner);
    if (member === undefined) continue;
    const title = `Last ${world.serial++}`;
    const { id } = await member.client.shares.open(share.id).items().add(login(title));
    share.items[id] = { title, sure: true };
    world.written.set(share.id, (world.written.get(share.id) ?? new Set()).add(title));
  }
  await checkSecrets(world);
  await settle(world);
  await checkAll(world);
  await checkSecrets(world);
}

/** Everybody looks what there is, several times: what one has to hand over, another waits for. */
async function settle(world: World): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const { client } of world.members) {
      await attempt(world, () => client.syncNow());
      // What somebody wrote while they lost the right to is kept until they let go of it.
      for (const { id, refusal } of client.queue.list()) if (refusal) await client.queue.discard(id);
    }
    world.house.advance(patience);
  }
  for (const { client } of world.members) await attempt(world, () => client.syncNow());
}

async function checkAll(world: World): Promise<void> {
  expect(world.strange).toEqual([]);
  for (const member of world.members) await checkMember(world, member);
  for (const { id, items, name } of Object.values(world.model.shares)) {
    const shown = await Promise.all(world.members.map((member) => contentOf(member, id)));
    const [first, ...rest] = shown.flatMap((each) => each ?? []);
    for (const each of rest) expect(each).toEqual(first);
    if (first === undefined) continue;
    if (name !== null) expect(first.name).toBe(name);
    for (const title of first.items.values()) {
      if (!world.written.get(id)?.has(title)) throw new Error(`${title} was never written to ${id}`);
    }
    for (const [item, { title, sure }] of Object.entries(items)) {
      if (sure) expect([item, first.items.has(item)]).toEqual([item, true]);
      if (title !== null) expect([item, first.items.get(item)]).toEqual([item, title]);
    }
  }
}

async function checkMember({ model, house }: World, { name, user, client }: Member): Promise<void> {
  const now = house.now().getTime();
  const wanted = { name, list: {} as Record<string, unknown>, offers: [] as string[] };
  for (const share of Object.values(model.shares)) {
    const permission = permissionOf(model, share, user, now);
    if (permission === null) continue;
    if (share.answers[user] === "ACCEPTED") wanted.list[share.id] = [permission, "HERE"];
    if (share.answers[user] === undefined) wanted.offers.push(share.id);
  }
  const isOurs = ({ id }: { readonly id: string }) => id in model.shares;
  const offers = (await client.shares.offers()).filter(isOurs).map(({ id }) => id);
  const list = (await client.shares.list()).filter(isOurs).map(({ id, permission, key }) => [id, [permission, key]]);
  expect({ name, list: Object.fromEntries(list), offers: offers.sort() }).toEqual({
    ...wanted,
    offers: wanted.offers.sort(),
  });
  expect([name, client.evidence.list()]).toEqual([name, []]);
  const { pending, refused, vaults, shares } = client.status();
  const frozen = vaults.filter((each) => each.frozen);
  expect([name, pending, refused, frozen, shares.waiting]).toEqual([name, 0, 0, [], 0]);
}

/** Null where somebody does not have it. */
async function contentOf({ client }: Member, share: string) {
  const its = (await client.shares.list()).find(({ id }) => id === share);
  if (its === undefined) return null;
  const items = (await client.shares.open(share).items().list()).map(({ id, title }) => [id, title] as const);
  return { name: its.name, items: new Map(items) };
}
