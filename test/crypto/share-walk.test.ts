/** Shares, groups and keys that come and go at random: whatever happens, nobody is locked out for good (PROTOCOL §4.11). */
import { describe, expect, it } from "@jest/globals";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { operation } from "../../src/crypto/link.ts";
import { findExpiry, findMember, isActive, isAdministrator, membersOf } from "../../src/crypto/roster-state.ts";
import { groupsOf, membersInForce, roleOf, shareDue, standingIn, writes } from "../../src/crypto/share.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { bob, eve, zoe } from "../vectors/cases/company.ts";
import { ada, fixedOwnKeys } from "../vectors/cases/fixed.ts";
import {
  everyone,
  followedInGroup,
  followedInShare,
  founded,
  group,
  groupAtOf,
  inGroup,
  inShare,
  inTenant,
  last,
  type Person,
  renewed,
  renewedEpoch,
  viaEveryone,
  viaGroup,
  type World,
} from "../vectors/cases/share-world.ts";
import { adding, addingGroup, ending, giving, keysOf, leaving, naming, removing } from "../vectors/cases/shares.ts";
import { ifAllowed, isSame, numbersOf } from "./walking.ts";

/** Everybody with the keys that they have, and those that they had. */
interface Walk {
  readonly world: World;
  readonly people: readonly { readonly now: Person; readonly former: readonly Person[] }[];
}

const isDue = ({ share, tenant, group: its }: World): boolean =>
  shareDue(last(share), last(tenant), ({ group: id }) => last(isSame(id, everyone) ? tenant : its));

/** The ways in which somebody may act by their keys of now. */
function waysOf(world: World, { user, signing }: Person): { readonly role: number; readonly via?: ChainHead }[] {
  const stated = findMember(last(world.tenant), user);
  if (!isActive(stated) || !isSame(stated.signingKey, signing.publicKey)) return [];
  const at = standingIn(last(world.tenant), groupAtOf(world));
  return [undefined, viaGroup(world), viaEveryone(world)].flatMap((via) => {
    const how = via && { via };
    const entry = roleOf(last(world.share), { user, key: signing.publicKey, ...how }, at);
    return entry ? [{ role: entry.role, ...how }] : [];
  });
}

function step({ world, people }: Walk, next: (below: number) => number, name: string): Walk {
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const owners = people.filter(({ now }) => waysOf(world, now).some((way) => way.role === role.OWNER));
  const who = owners.length > 0 && next(2) ? pick(owners) : pick(people);
  const [by, other] = [who.now, pick(people).now];
  const [its, recipient] = [pick([1, 5, 6, 7] as const), pick([other.user, other.user, group, everyone])];
  const way = pick([...waysOf(world, by), {}]) as { readonly via?: ChainHead };
  const how = next(3) ? way : { asAdministrator: true };
  const entry =
    findMember(last(world.share), recipient) ??
    groupsOf(last(world.share)).find((each) => isSame(each.group, recipient));
  const known = findMember(last(world.share), other.user) !== undefined;
  const groupRole = pick([5, 6, 7] as const);
  const isNew = next(4) === 0;
  const later = { ...by, ...fixedOwnKeys(name) };
  const acts: (() => World)[] = [
    () => inShare(world, by, adding(other, its), { ...how, cuts: known }),
    () => inShare(world, by, addingGroup(group, groupRole, last(world.group).head.seq), way),
    () => inShare(world, by, addingGroup(everyone, groupRole, last(world.tenant).head.seq), way),
    () => inShare(world, by, removing(recipient), { ...how, cuts: true }),
    () => inShare(world, by, leaving(by), { cuts: true }),
    () => inShare(world, by, giving(recipient, its), { ...how, cuts: !!entry && writes(entry.role) && !writes(its) }),
    () => inShare(world, by, isNew ? naming : ending(recipient), way),
    () => inTenant(world, by, { operation: operation.SUSPEND, subject: { user: other.user } }),
    () => inTenant(world, by, { operation: operation.RESUME, subject: { user: other.user } }),
    () => inGroup(world, by, { operation: operation.ADD, subject: keysOf(other) }),
    () => inGroup(world, by, { operation: operation.REMOVE, subject: { user: other.user } }),
    () => (isNew ? inTenant(world, by, { operation: operation.END_GROUP, subject: { group } }) : world),
    () => (isNew ? renewed(world, by, later) : world),
    () => who.former.reduce((its, former) => ifAllowed(() => followedInShare(its, former, by)) ?? its, world),
    () => who.former.reduce((its, former) => ifAllowed(() => followedInGroup(its, former, by)) ?? its, world),
  ];
  const after = ifAllowed(pick(acts)) ?? world;
  const stated = findMember(last(after.tenant), by.user)?.signingKey;
  if (!stated || !isSame(stated, later.signing.publicKey)) return { world: after, people };
  const changed = { now: later, former: [...who.former, by] };
  return { world: after, people: people.map((each) => (each === who ? changed : each)) };
}

/** Whoever may write begins an epoch that is due, once. The world after one of them did; the same where nobody may. */
function withEpoch({ world, people }: Walk): World {
  if (!isDue(world)) return world;
  const writers = people.flatMap(({ now }) => waysOf(world, now).map((way) => ({ now, way })));
  const begun = writers.filter(({ way }) => writes(way.role as 1)).map(({ now, way }) => renewedEpoch(world, now, way));
  for (const next of begun) expect(isDue(next)).toBe(false);
  return begun[0] ?? world;
}

/** Where nobody can act as an owner, an administrator makes one of somebody who has the share. Whether that was so. */
function expectOwner({ world, people }: Walk): boolean {
  const [share, tenant] = [last(world.share), last(world.tenant)];
  if (membersInForce(share, tenant).some((member) => member.role === role.OWNER)) return false;
  const administrators = people.filter(({ now }) => {
    const stated = findMember(tenant, now.user);
    return isAdministrator(stated) && isSame(stated.signingKey, now.signing.publicKey);
  });
  const [administrator] = administrators;
  const having = people.filter(({ now }) => waysOf(world, now).length > 0);
  if (!administrator || having.length === 0) return false;
  const by = { asAdministrator: true };
  const made = having.flatMap(({ now }) => [
    ifAllowed(() => inShare(world, administrator.now, giving(now.user, role.OWNER), by)),
    ...[viaGroup(world), viaEveryone(world)].map((via) =>
      ifAllowed(() => inShare(world, administrator.now, adding(now, role.OWNER), { ...by, via })),
    ),
  ]);
  expect(made.some((next) => next !== null)).toBe(true);
  return true;
}

describe("a share, whatever happens to it", () => {
  it.each([1, 2, 3, 4])("can be written to by who may write, and has an owner or can be given one (%i)", (seed) => {
    const next = numbersOf(seed);
    let [epochs, rescues] = [0, 0];
    for (let time = 0; time < 20; time++) {
      let walk: Walk = { world: founded(), people: [ada, bob, eve, zoe].map((now) => ({ now, former: [] })) };
      for (let count = 0; count < 40; count++) {
        walk = step(walk, next, `walk ${seed} ${time} ${count}`);
        if (expectOwner(walk)) rescues++;
        const world = withEpoch(walk);
        if (world !== walk.world) epochs++;
        if (next(2)) walk = { ...walk, world };
        const share = last(walk.world.share);
        const owners = membersOf(share).filter((member) => member.role === role.OWNER);
        expect(owners.filter(({ user }) => findExpiry(share, user))).toEqual([]);
      }
    }
    expect(Math.min(epochs, rescues)).toBeGreaterThan(5);
  });
});
