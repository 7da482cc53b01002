/** Keys of profiles and shares that are entrusted to a recovery group, and what no chain may hold of them. */
import { signLink } from "../../../src/crypto/client/sign.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import {
  type EntrustedTo,
  type Link,
  operation,
  profileClass,
  rosterKind,
  shareScope,
} from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { findGuest, findMember, type RosterState, stateRoot } from "../../../src/crypto/roster-state.ts";
import { type Acting, roleOf } from "../../../src/crypto/share.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { bob, bobLater, eve, fixedWraps, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, mallory, time, vaultHeadOf } from "./fixed.ts";
import { rewritten } from "./forging.ts";
import { carl, givenOutside, inviting, joined, pinned } from "./guest-world.ts";
import {
  code,
  coding,
  confirmed,
  custodian,
  entrusted,
  entrustedInShare,
  followedInProfile,
  inNextEpoch,
  inRecovery,
  keyed,
  laterCode,
  nextEpochOfProfile,
  nextEpochOfShare,
  on,
  profileOf,
  type RecoveryWorld,
  recoveryGroup,
  recoveryGroupAt,
  removing,
  settingOf,
  staffed,
  switched,
  temporary,
  toNow,
} from "./recovery-world.ts";
import {
  everyone,
  founded,
  inShare,
  inTenant,
  last,
  group as otherGroup,
  type Person,
  renewed,
  viaEveryone,
  type World,
} from "./share-world.ts";
import { adding, addingGroup, removing as removingFrom } from "./shares.ts";

type Change = Partial<Omit<Link, "operation" | "subject">> & {
  readonly operation?: number;
  readonly subject?: unknown;
};
type Refusal = readonly [name: string, error: string, given: object];

const wraps = wrapSet(fixedWraps(bob));
/** A link of the profile, or of the share, that entrusts its key and may be anything. */
function forced(
  world: RecoveryWorld,
  kind: 3 | 4,
  who: Person,
  to: Partial<EntrustedTo> = {},
  change: Change & { via?: Acting["via"] } = {},
) {
  const { via, ...rest } = change;
  const chain = kind === rosterKind.PROFILE ? world.profile : world.share;
  const [state, tenant] = [last(chain), last(world.tenant)];
  const acting = { user: who.user, key: who.signing.publicKey, ...(via && { via }) };
  const right = roleOf(state, acting, recoveryGroupAt(world)) ?? findMember(tenant, who.user);
  const draft = {
    kind,
    operation: operation.ENTRUST,
    subject: { ...toNow(world), ...to },
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    wraps,
    cut: null,
    tenantHead: tenant.head,
    author: { ...acting, seq: right?.seq ?? 0 },
    time: time + 800,
    ...rest,
  } as Link;
  return { ...givenOf(world, kind), links: [...chain.links, signed(state, tenant, draft, world, who)] };
}

function signed(state: RosterState, tenant: RosterState, draft: Link, world: World, who: Person): Uint8Array {
  let root = stateRoot(state);
  try {
    root = stateRoot(enact(state, draft, draft.kind === rosterKind.PROFILE ? null : tenant, recoveryGroupAt(world)));
  } catch {}
  return signLink({ ...draft, state: root } as Link, who.signing).signed;
}

const givenOf = (world: RecoveryWorld, kind: 3 | 4) => ({
  links: (kind === rosterKind.PROFILE ? world.profile : world.share).links,
  tenantLinks: world.tenant.links,
  groups: [{ links: world.group.links }],
});
const rewrittenAt = (world: RecoveryWorld, kind: 3 | 4, who: Person, value: unknown, position = 6) => {
  const given = forced(world, kind, who);
  const good = given.links[given.links.length - 1] as Uint8Array;
  return { ...given, links: [...given.links.slice(0, -1), rewritten(good, position, value, who.signing)] };
};

const { SHARE, PROFILE } = rosterKind;
const done = entrustedInShare(entrusted(on), bob);
const eveGone = inRecovery(done, ada, removing(eve));
const renewedGroup = inNextEpoch(eveGone, ada);
const off = confirmed(switched(done, ada, null), eve);
const pinnedLater = (() => {
  const world = inRecovery(on, ada, custodian(eve));
  return confirmed(switched(world, ada, settingOf(world)), eve);
})();
const secondOn = (() => {
  const world = inRecovery(on, ada, coding(laterCode));
  return inNextEpoch(world, ada);
})();
/** Eve was a custodian in between. */
const checkpointed = (() => {
  const world = inRecovery(inRecovery(on, ada, custodian(eve)), ada, temporary(eve));
  const { id, seq, hash } = last(world.group).head;
  return inTenant(world, ada, { operation: operation.CHECKPOINT, subject: { heads: [[id, seq, hash]] } });
})();
const open = inShare(on, bob, addingGroup(everyone, role.EDITOR, last(on.tenant).head.seq));
const dueGroup = inRecovery(on, ada, removing(eve));
const demotedMember = inTenant(on, eve, { operation: operation.SUSPEND, subject: { user: ada.user } });
const unkeyedOn = confirmed(switched(staffed, ada, settingOf(staffed)), eve);
const laterKey = { ...unkeyedOn, ...inNextEpoch(unkeyedOn, ada) };
const forkOn = confirmed(switched(keyed, ada, { ...settingOf(keyed), hash: fixedHash("another head") }), eve);
const withZoe = inShare(on, bob, adding(zoe, role.READER));
const writing = inShare(on, bob, adding(zoe, role.EDITOR));

const profiles: Readonly<Record<string, RecoveryWorld>> = {
  "a profile's key": entrusted(on),
  "to a group whose chain went on, in the same epoch": entrusted(inRecovery(on, ada, custodian(eve))),
  "to its second epoch": entrusted(secondOn),
  "behind a checkpoint of the group": entrusted(checkpointed),
  "to a group that is due by now: not due itself": { ...eveGone },
  "to an epoch that another took the place of: due": renewedGroup,
  "switched off since: due": off,
  "a next epoch, entrusted to nobody": nextEpochOfProfile(renewedGroup),
  "a next epoch, entrusted again": entrusted(nextEpochOfProfile(renewedGroup)),
};
const shares: Readonly<Record<string, RecoveryWorld>> = {
  "a share's key, by its owner": entrustedInShare(on, bob),
  "a share's key, by an editor": entrustedInShare(writing, zoe),
  "a share's key, by an editor through a group": entrustedInShare(open, zoe, toNow(open), viaEveryone(open)),
  "to a group that is due by now: not due itself": eveGone,
  "to an epoch that another took the place of: due": renewedGroup,
  "switched off since: due": off,
  "a next epoch, which names the recovery group": nextEpochOfShare(renewedGroup, bob),
  "a next epoch for another reason": (() => {
    const world = inShare(entrustedInShare(writing, zoe), bob, removingFrom(zoe.user), { cuts: true });
    return nextEpochOfShare(world, bob);
  })(),
  "a next epoch, entrusted again": entrustedInShare(nextEpochOfShare(renewedGroup, bob), bob),
  "a next epoch behind the group's end": nextEpochOfShare(
    inTenant(off, eve, { operation: operation.END_GROUP, subject: { group: recoveryGroup } }),
    bob,
  ),
};

const withProfile = (its: 1 | 2): RecoveryWorld => ({ ...on, profile: profileOf(on, its) });
const suspending = (who: Person) => ({ operation: operation.SUSPEND, subject: { user: who.user } }) as const;
const personal: RecoveryWorld = {
  ...on,
  share: founded({ ...on, share: { links: [], states: [] } }, shareScope.PERSONAL).share,
};
const due = inShare(writing, bob, removingFrom(zoe.user), { cuts: true });
const byCode = (who: Person) => [who.user, who.signing.publicKey, 0, [code.signing.publicKey]];
/** Carl is a guest who writes. */
const withGuest: RecoveryWorld = {
  ...on,
  ...joined(inShare(on, bob, inviting("carl", role.EDITOR)), carl, "carl"),
};
const asGuest = {
  author: { user: carl.user, key: carl.signing.publicKey, seq: findGuest(last(withGuest.share), carl.user)?.seq ?? 0 },
};
const { genesis } = last(on.group);
const addingRecovery = {
  operation: operation.ADD_GROUP,
  subject: { group: recoveryGroup, genesis, role: role.READER, groupSeq: 1 },
  wraps: null,
};
const nextEpoch = (world: RecoveryWorld, groups: readonly (readonly [unknown, number])[]) =>
  forced(
    world,
    SHARE,
    bob,
    {},
    {
      operation: operation.NEW_EPOCH,
      subject: { groups },
      epoch: (last(world.share).epoch?.epoch ?? 0) + 1,
      commitment: fixedHash("next commitment"),
    },
  );

/** What holds in both kinds. */
const refusedIn = (kind: 3 | 4, who: Person): Refusal[] => [
  ["while nothing is switched on", "NOT_ALLOWED", forced(keyed, kind, who)],
  ["while it awaits", "NOT_ALLOWED", forced(switched(keyed, ada, settingOf(keyed)), kind, who)],
  ["to another group", "NOT_ALLOWED", forced(on, kind, who, { group: otherGroup })],
  ["to Everyone", "NOT_ALLOWED", forced(on, kind, who, { group: everyone })],
  ["to an epoch that the group does not have", "WRONG_ROSTER_HEAD", forced(on, kind, who, { groupEpoch: 2 })],
  ["to a seq that the group does not have", "WRONG_ROSTER_HEAD", forced(on, kind, who, { groupSeq: 99 })],
  ["to a seq at which the group had no key", "WRONG_ROSTER_HEAD", forced(on, kind, who, { groupSeq: 2 })],
  ["to an epoch of before", "WRONG_ROSTER_HEAD", forced(secondOn, kind, who, { groupEpoch: 1 })],
  [
    "to an epoch of before, at its seq, of a group that had lost its code",
    "NOT_ALLOWED",
    forced(secondOn, kind, who, { groupEpoch: 1, groupSeq: 6 }),
  ],
  ["below the head that the switch names", "WRONG_ROSTER_HEAD", forced(pinnedLater, kind, who, { groupSeq: 5 })],
  ["below the checkpoint of the group", "WRONG_ROSTER_HEAD", forced(checkpointed, kind, who, { groupSeq: 6 })],
  ["to a chain that has not the head that the switch names", "WRONG_ROSTER_HEAD", forced(forkOn, kind, who)],
  ["by a switch to a head at which the group had no key", "WRONG_ROSTER_HEAD", forced(laterKey, kind, who)],
  ["to a group that is due", "NOT_ALLOWED", forced(dueGroup, kind, who)],
  ["to a group whose custodian is suspended", "NOT_ALLOWED", forced(demotedMember, kind, who)],
  ["with a cut", "NOT_ALLOWED", forced(on, kind, who, {}, { cut: cutRoot([vaultHeadOf("business")]) })],
  ["without wraps", "NOT_ALLOWED", forced(on, kind, who, {}, { wraps: null })],
  ["with two wraps", "NOT_ALLOWED", forced(on, kind, who, {}, { wraps: wrapSet(fixedWraps(bob, zoe)) })],
  ["with another epoch", "WRONG_EPOCH", forced(on, kind, who, {}, { epoch: 2 })],
  ["with another commitment", "WRONG_EPOCH", forced(on, kind, who, {}, { commitment: fixedHash("commitment") })],
  ["a second time", "NOT_ALLOWED", forced(done, kind, who)],
  ["a second time, to the next epoch", "NOT_ALLOWED", forced(renewedGroup, kind, who)],
  ["a subject of two positions", "MALFORMED", rewrittenAt(on, kind, who, [recoveryGroup, 5])],
  ["an epoch that is none", "MALFORMED", rewrittenAt(on, kind, who, [recoveryGroup, 5, null])],
];

const inProfile: Refusal[] = [
  ["a personal profile's key", "NOT_ALLOWED", forced(withProfile(profileClass.PERSONAL), PROFILE, bob)],
  ["an account vault's key", "NOT_ALLOWED", forced(withProfile(profileClass.ACCOUNT), PROFILE, bob)],
  ["by somebody who is not its owner", "WRONG_AUTHOR", forced(on, PROFILE, eve)],
  ["by somebody of no company", "WRONG_AUTHOR", forced(on, PROFILE, mallory)],
  [
    "of an epoch that is due",
    "NOT_ALLOWED",
    forced(followedInProfile(renewed(on, bob, bobLater), bob, bobLater), PROFILE, { ...bobLater, user: bob.user }),
  ],
  ["by a code", "UNSUPPORTED", rewrittenAt(on, PROFILE, bob, byCode(bob), 13)],
  ["in a tenant's roster", "UNSUPPORTED", rewrittenAt(on, PROFILE, bob, 1, 2)],
  ["in a group's roster", "UNSUPPORTED", rewrittenAt(on, PROFILE, bob, 2, 2)],
];

const inShares: Refusal[] = [
  ["the key of a share of scope PERSONAL", "NOT_ALLOWED", forced(personal, SHARE, bob)],
  ["by a reader", "NOT_ALLOWED", forced(withZoe, SHARE, zoe)],
  ["by somebody who is not in it", "WRONG_AUTHOR", forced(on, SHARE, zoe)],
  ["by an administrator who is not in it", "NOT_ALLOWED", forced(on, SHARE, eve)],
  ["by an owner who is suspended", "WRONG_AUTHOR", forced(inTenant(on, eve, suspending(bob)), SHARE, bob)],
  [
    "of an epoch that is due",
    "NOT_ALLOWED",
    forced(inShare(writing, bob, removingFrom(zoe.user), { cuts: true }), SHARE, bob),
  ],
  [
    "of an epoch that is due by what the company took",
    "NOT_ALLOWED",
    forced(inTenant(writing, eve, suspending(zoe)), SHARE, bob),
  ],
  [
    "of a share that ended",
    "NOT_ALLOWED",
    forced(inShare(on, bob, { operation: operation.CLOSE, subject: null }, { cuts: true }), SHARE, bob),
  ],
  ["by a guest", "NOT_ALLOWED", forced(withGuest, SHARE, carl, {}, asGuest)],
  ["by a code", "UNSUPPORTED", rewrittenAt(on, SHARE, bob, byCode(bob), 13)],
  ["the recovery group added to it", "NOT_ALLOWED", forced(on, SHARE, bob, {}, addingRecovery)],
  ["a next epoch that leaves the recovery group out", "NOT_ALLOWED", nextEpoch(renewedGroup, [])],
  [
    "a next epoch that names it where nothing was entrusted",
    "NOT_ALLOWED",
    nextEpoch(due, [[recoveryGroup, last(on.group).head.seq]]),
  ],
  ["a next epoch that names a group in its place", "NOT_ALLOWED", nextEpoch(renewedGroup, [[otherGroup, 1]])],
  [
    "a next epoch that names it at a seq that it does not have",
    "WRONG_ROSTER_HEAD",
    nextEpoch(renewedGroup, [[recoveryGroup, 99]]),
  ],
  ["a next epoch that names it where it was before", "NOT_ALLOWED", nextEpoch(renewedGroup, [[recoveryGroup, 6]])],
  [
    "a next epoch that names it below the epoch entrusted to",
    "WENT_BACK",
    nextEpoch(renewedGroup, [[recoveryGroup, 3]]),
  ],
  [
    "a next epoch while the group has the same",
    "NOT_ALLOWED",
    nextEpoch(done, [[recoveryGroup, last(done.group).head.seq]]),
  ],
  [
    "a next epoch because the group is due",
    "NOT_ALLOWED",
    nextEpoch(eveGone, [[recoveryGroup, last(eveGone.group).head.seq]]),
  ],
];

const both = (kind: 3 | 4) => refusedIn(kind, bob);
const casesOf = (
  kind: 3 | 4,
  golden: Readonly<Record<string, RecoveryWorld>>,
  refusals: readonly Refusal[],
): Cases => ({
  section: "§4.14",
  golden: Object.entries(golden).map(([name, world]) => ({ name, given: givenOf(world, kind) })),
  negative: refusals.map(([name, error, given]) => ({ name, error, given })),
});

export const entrustCases = casesOf(PROFILE, profiles, [...both(PROFILE), ...inProfile]);
export const entrustShareCases = casesOf(SHARE, shares, [...both(SHARE), ...inShares]);

/** As a guest reads them, who takes an entrusted key on the writer's word. */
const outside = pinned(withGuest);
const entrustedBeside = entrustedInShare(withGuest, bob);
const renewedBeside = inNextEpoch(inRecovery(entrustedBeside, ada, removing(eve)), ada);
const asRead = (world: World) => givenOutside(world, outside);
const forcedOutside = (world: RecoveryWorld, who: Person, change: Change & { via?: Acting["via"] } = {}) => ({
  ...asRead(world),
  links: forced(world, SHARE, who, {}, change).links,
});
const reading: RecoveryWorld = inShare(withGuest, bob, adding(zoe, role.READER));
export const entrustGuestCases: Cases = {
  section: "§4.14",
  golden: [
    { name: "a share's key, entrusted behind the link that is pinned", given: asRead(entrustedBeside) },
    { name: "a next epoch, which names the recovery group", given: asRead(nextEpochOfShare(renewedBeside, bob)) },
    { name: "the same as the company reads it", given: givenOf(nextEpochOfShare(renewedBeside, bob), SHARE) },
  ],
  negative: [
    { name: "by a reader", error: "NOT_ALLOWED", given: forcedOutside(reading, zoe) },
    { name: "by an administrator who is not in it", error: "WRONG_AUTHOR", given: forcedOutside(withGuest, eve) },
    { name: "a second time", error: "NOT_ALLOWED", given: forcedOutside(entrustedBeside, bob) },
    {
      name: "to a member",
      error: "NOT_ALLOWED",
      given: { ...asRead(withGuest), links: forced(withGuest, SHARE, bob, { group: bob.user }).links },
    },
    {
      name: "the recovery group added to it",
      error: "NOT_ALLOWED",
      given: forcedOutside(entrustedBeside, bob, addingRecovery),
    },
    {
      name: "a next epoch that names a group in its place",
      error: "NOT_ALLOWED",
      given: { ...asRead(renewedBeside), links: nextEpoch(renewedBeside, [[otherGroup, 1]]).links },
    },
  ],
};
