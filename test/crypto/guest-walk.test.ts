/** Guests who come, go and change keys at random: who reads from outside reads what the company does (PROTOCOL §4.12). */
import { describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import type { Outside } from "../../src/crypto/outside.ts";
import { applyGenesis, applyLink } from "../../src/crypto/roster.ts";
import {
  findGuest,
  findInvitation,
  findMember,
  isActive,
  isAdministrator,
  membersOf,
  type RosterState,
  sortedEntries,
  stateOf,
  stateRoot,
} from "../../src/crypto/roster-state.ts";
import {
  groupsOf,
  guestsInForce,
  guestsOf,
  isOpenToGuests,
  membersInForce,
  shareDue,
  writes,
  writingGuest,
} from "../../src/crypto/share.ts";
import { readSignedLink } from "../../src/crypto/signed-link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { bob, eve, zoe } from "../vectors/cases/company.ts";
import { ada, fixedOwnKeys } from "../vectors/cases/fixed.ts";
import {
  carl,
  dora,
  followedAsGuest,
  introducing,
  inviting,
  joined,
  leftAsGuest,
  pairOf,
  pinned,
  resuming,
  voiding,
} from "../vectors/cases/guest-world.ts";
import { inviteAt, invited, reading, suspended, withCarl } from "../vectors/cases/guests.ts";
import {
  everyone,
  followedInShare,
  group,
  inGroup,
  inShare,
  inTenant,
  last,
  type Person,
  renewed,
  renewedEpoch,
  type World,
} from "../vectors/cases/share-world.ts";
import { adding, addingGroup, ending, giving, leaving, naming, removing } from "../vectors/cases/shares.ts";
import { ifAllowed, isSame, numbersOf } from "./walking.ts";

interface Reader {
  readonly outside: Outside;
  readonly state: RosterState;
}

interface Walk {
  readonly world: World;
  /** Members of the company and others, with the keys that they have. */
  readonly people: readonly Person[];
  readonly others: readonly Person[];
  /** Who was told of a link, and has read the share from outside since; each as long as somebody is a guest by it. */
  readonly readers: readonly Reader[];
}

const isDue = ({ share, tenant, group: its }: World): boolean =>
  shareDue(last(share), last(tenant), ({ group: id }) => last(isSame(id, everyone) ? tenant : its));

/** The whole chain, from outside. */
function readFrom(world: World, outside: Outside): Reader {
  const [genesis, ...links] = world.share.links as [Uint8Array, ...Uint8Array[]];
  const state = links.reduce((known, link) => applyLink(known, link, outside), applyGenesis(genesis, outside));
  return { outside, state };
}

/** What was read, and what is new. */
function readOn({ outside, state }: Reader, { share: { links } }: World): Reader {
  return {
    outside,
    state: links.slice(state.head.seq + 1).reduce((known, link) => applyLink(known, link, outside), state),
  };
}

function step({ world, people, others, readers }: Walk, next: (below: number) => number, name: string): Walk {
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const state = last(world.share);
  const owners = people.filter(({ user }) => findMember(state, user)?.role === role.OWNER);
  const administrators = people.filter(({ user }) => isAdministrator(findMember(last(world.tenant), user)));
  const how = next(4) === 0 ? { asAdministrator: true } : {};
  const able = "asAdministrator" in how ? administrators : owners;
  const by = able.length > 0 && next(4) ? pick(able) : pick(people);
  const [other, guest] = [pick(people), pick(others)];
  const [its, reads] = [pick([1, 5, 6, 7] as const), pick([5, 6, 7] as const)];
  const recipient = pick([other.user, guest.user, group]);
  const entry = findMember(state, recipient) ?? findGuest(state, recipient);
  const named = entry ?? groupsOf(state).find((each) => isSame(each.group, recipient));
  const names = ["one", "two", "three"];
  const open = names.filter((name) => findInvitation(state, pairOf(name).publicKey));
  const invitation = pick(names);
  const rarely = next(3) === 0;
  const later = { ...by, ...fixedOwnKeys(name) };
  const guestLater = { ...guest, ...fixedOwnKeys(name) };
  const acts: (() => World)[] = [
    () => inShare(world, by, inviting(invitation, reads), how),
    () => inShare(world, by, inviting(invitation, reads), how),
    () => inShare(world, by, voiding(pick([...open, invitation])), how),
    () => joined(world, guest, pick([...open, invitation])),
    () => joined(world, guest, pick([...open, invitation])),
    () => leftAsGuest(world, guest),
    () => followedAsGuest(world, guest, guestLater),
    () => inShare(world, by, resuming(guest), how),
    () => inShare(world, by, introducing(world, other), how),
    () => inShare(world, by, adding(other, its), { ...how, cuts: findMember(state, other.user) !== undefined }),
    () => inShare(world, by, addingGroup(group, reads, last(world.group).head.seq)),
    () => inShare(world, by, removing(recipient), { ...how, cuts: true }),
    () => (rarely ? inShare(world, by, leaving(by), { cuts: true }) : world),
    () => inShare(world, by, giving(recipient, its), { ...how, cuts: !!named && writes(named.role) && !writes(its) }),
    () => inShare(world, by, next(2) ? naming : ending(recipient)),
    () => followedInShare(renewed(world, by, later), by, later),
    () => (rarely ? inTenant(world, by, { operation: operation.SUSPEND, subject: { user: other.user } }) : world),
    () => inTenant(world, by, { operation: operation.RESUME, subject: { user: other.user } }),
    () => inTenant(world, by, { operation: operation.RESUME, subject: { user: other.user } }),
    () => inGroup(world, by, { operation: operation.REMOVE, subject: { user: zoe.user } }),
  ];
  const after = ifAllowed(pick(acts)) ?? world;
  const holds = (who: Person, stated: { readonly signingKey: Uint8Array } | undefined) =>
    stated !== undefined && isSame(stated.signingKey, who.signing.publicKey);
  const told = after !== world && deedOf(after) === operation.INVITE ? [readFrom(after, pinned(after))] : [];
  return {
    world: after,
    people: people.map((each) => (each === by && holds(later, findMember(last(after.tenant), by.user)) ? later : each)),
    others: others.map((each) =>
      each === guest && holds(guestLater, findGuest(last(after.share), guest.user)) ? guestLater : each,
    ),
    readers: [...readers.slice(-2), ...told],
  };
}

const newest = ({ share: { links } }: World) => readSignedLink(links[links.length - 1] as Uint8Array).link;
const deedOf = (world: World) => newest(world).operation;
/** Whether somebody did it whom the share does not name as one who may. */
const isByStranger = (before: World, after: World): boolean =>
  findMember(last(before.share), newest(after).author.user)?.seq !== newest(after).author.seq;

/** A member by name begins an epoch that is due; the same where none may. */
function withEpoch({ world, people }: Walk): World {
  if (!isDue(world)) return world;
  const writers = membersInForce(last(world.share), last(world.tenant)).filter((member) => writes(member.role));
  const [writer] = people.filter(({ user }) => writers.some((member) => isSame(member.user, user)));
  return writer ? renewedEpoch(world, writer) : world;
}

function expectSound({ world, others, readers }: Walk): void {
  const state = last(world.share);
  const guests = guestsOf(state);
  for (const { state: seen } of readers) expect(stateRoot(seen)).toEqual(stateRoot(state));
  if (isOpenToGuests(state)) expect(groupsOf(state).filter((each) => writes(each.role))).toEqual([]);
  expect(guests.filter(({ user }) => findMember(state, user))).toEqual([]);
  // Who is found by a key is who has it.
  expect(state.keys).toEqual(stateOf(sortedEntries(state)).keys);
  for (const { user, signing } of others) {
    const guest = findGuest(state, user);
    const may = writingGuest(state, { user, key: signing.publicKey }) !== undefined;
    expect(may).toBe(isActive(guest) && writes(guest.role) && isSame(guest.signingKey, signing.publicKey));
  }
  expect(guestsInForce(state)).toEqual(guests.filter((guest) => guest.status === 1));
}

describe("a share with guests, whatever happens to it", () => {
  it.each([1, 2])("is to who reads it from outside what it is to the company (%i)", (seed) => {
    const next = numbersOf(seed);
    const seen = { joined: 0, followed: 0, begun: 0, taken: 0 };
    const takes: readonly number[] = [operation.REMOVE, operation.VOID];
    for (let time = 0; time < 5; time++) {
      const people = [ada, bob, eve, zoe];
      const readers = [readFrom(withCarl, pinned(withCarl, inviteAt))];
      let walk: Walk = { world: withCarl, people, others: [carl, dora], readers };
      for (let count = 0; count < 60; count++) {
        const before = walk.world;
        walk = step(walk, next, `guests ${seed} ${time} ${count}`);
        const hasMoved = walk.world.share !== before.share;
        if (hasMoved && deedOf(walk.world) === operation.JOIN) seen.joined++;
        const isTold = hasMoved && walk.readers.length > 0 && takes.includes(deedOf(walk.world));
        if (isTold && isByStranger(before, walk.world)) seen.taken++;
        if (next(2)) {
          const world = withEpoch(walk);
          if (world !== walk.world && walk.readers.length > 0) seen.begun++;
          walk = { ...walk, world };
        }
        walk = { ...walk, readers: walk.readers.map((reader) => readOn(reader, walk.world)) };
        if (hasMoved) seen.followed += walk.readers.length;
        expectSound(walk);
        if (!isOpenToGuests(last(walk.world.share))) walk = { ...walk, readers: [] };
      }
    }
    expect(Math.min(seen.joined, seen.begun)).toBeGreaterThan(3);
    expect(seen.taken).toBeGreaterThan(1);
    expect(seen.followed).toBeGreaterThan(50);
  });
});

describe("who reads from outside", () => {
  it("reads a share, and nothing else", () => {
    const outside = pinned(invited);
    const [genesis] = invited.group.links;
    expect(() =>
      applyGenesis(genesis as Uint8Array, { ...outside, genesis: (invited.group.states[0] as RosterState).genesis }),
    ).toThrow("WRONG_TENANT_HEAD: link");
    const [, added] = invited.group.links;
    expect(() => applyLink(invited.group.states[0] as RosterState, added as Uint8Array, outside)).toThrow(
      "WRONG_TENANT_HEAD: link",
    );
  });

  it("is nobody by forgetting the company", () => {
    const [genesis, next] = reading.share.links;
    expect(() => applyGenesis(genesis as Uint8Array)).toThrow("WRONG_TENANT_HEAD: link");
    expect(() => applyLink(reading.share.states[0] as RosterState, next as Uint8Array)).toThrow(
      "WRONG_TENANT_HEAD: link",
    );
  });
});

describe("what a guest signs", () => {
  it("rests on the share alone: the company's roster is not asked", () => {
    const join = withCarl.share.links[withCarl.share.links.length - 1] as Uint8Array;
    expect(stateRoot(applyLink(last(invited.share), join))).toEqual(stateRoot(last(withCarl.share)));
  });

  it("is nothing without the invitation, or after they have gone", () => {
    expect(() => joined(reading, carl, "carl")).toThrow("WRONG_AUTHOR: link");
    expect(() => leftAsGuest(invited, carl)).toThrow("WRONG_AUTHOR: link");
    expect(() => leftAsGuest(suspended, carl)).toThrow("WRONG_AUTHOR: guest");
  });

  it("comes from who keeps no entry once they have gone, but as a former writer", () => {
    const gone = leftAsGuest(withCarl, carl);
    expect(guestsOf(last(gone.share))).toEqual([]);
    expect(membersOf(last(gone.share))).toEqual(membersOf(last(withCarl.share)));
    expect(isDue(gone)).toBe(true);
    expect(isDue(renewedEpoch(gone, bob))).toBe(false);
  });
});
