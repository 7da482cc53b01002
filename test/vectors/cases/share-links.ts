/** What a share's chain may not hold, rule by rule. */
import { signLink } from "../../../src/crypto/client/sign.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import type { Id, SigningPair } from "../../../src/crypto/keys.ts";
import { type Link, operation, rosterKind, shareScope } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { findMember, findShareGroup, type RosterState, stateRoot } from "../../../src/crypto/roster-state.ts";
import { type Acting, roleOf } from "../../../src/crypto/share.ts";
import { openSignedLink } from "../../../src/crypto/signed-link.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { renewed as afterwards, ownKeys, profile, tenantKeys } from "./chains.ts";
import { bob, bobLater, eve, fixedWraps, four, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, fixedId, lastTime, mallory, tenant, time } from "./fixed.ts";
import { rewritten } from "./forging.ts";
import {
  before,
  confused,
  everyone,
  founded,
  givenOf,
  group,
  groupAtOf,
  head,
  inGroup,
  inShare,
  inTenant,
  last,
  type Person,
  renewed,
  share,
  viaEveryone,
  viaGroup,
  type World,
} from "./share-world.ts";
import {
  adaLater,
  adding,
  addingGroup,
  bobSuspended,
  closed,
  closing,
  ending,
  expiring,
  expiry,
  full,
  giving,
  goldenShares,
  groupEnded,
  keysOf,
  leaving,
  naming,
  removing,
  three,
  withGroup,
} from "./shares.ts";

type Deed = { readonly operation: number; readonly subject: unknown } & Partial<Omit<Link, "operation" | "subject">>;
interface Means {
  readonly signers?: readonly SigningPair[];
  readonly via?: Acting["via"];
  readonly asAdministrator?: boolean;
}

/** A link that goes on from a share and may be anything: its state is what it leads to, or where nothing allows it, what was. */
function forced(world: World, who: Person, deed: Deed, { signers = [who.signing], via, asAdministrator }: Means = {}) {
  const [state, its] = [last(world.share), last(world.tenant)];
  const acting = { user: who.user, key: who.signing.publicKey, ...(via && { via }) };
  const named = asAdministrator ? null : roleOf(state, acting, groupAtOf(world));
  const right = named ?? findMember(its, who.user);
  const draft = {
    kind: rosterKind.SHARE,
    roster: share,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: state.epoch?.epoch,
    commitment: state.epoch?.commitment,
    wraps: null,
    cut: null,
    tenantHead: its.head,
    author: { ...acting, seq: right?.seq ?? 0 },
    time: time + 500,
    ...deed,
  } as Link;
  return refusedLink(world, signLink({ ...draft, state: rootOr(draft, world) } as Link, ...signers).signed);
}

const refusedLink = (world: World, signed: Uint8Array) => ({
  ...givenOf(world),
  links: [...world.share.links, signed],
});

function rootOr(draft: Link, world: World) {
  const state = world.share.states.at(-1) ?? null;
  try {
    return stateRoot(enact(state, draft, last(world.tenant), groupAtOf(world)));
  } catch {
    return state ? stateRoot(state) : fixedHash("state");
  }
}

function genesisBy(who: Person, change: object = {}, world: World = before) {
  const draft = {
    kind: rosterKind.SHARE,
    operation: operation.GENESIS,
    subject: { user: who.user, scope: shareScope.BUSINESS, ...omitUser(keysOf(who)), name: fixedHash("name") },
    roster: share,
    seq: 0,
    previous: null,
    epoch: 1,
    commitment: fixedHash("commitment"),
    wraps: wrapSet(fixedWraps(bob)),
    cut: null,
    tenantHead: last(world.tenant).head,
    author: { user: who.user, key: who.signing.publicKey, seq: 0 },
    time,
    ...change,
  } as Link;
  return refusedLink(world, signLink({ ...draft, state: rootOr(draft, world) } as Link, who.signing).signed);
}
const omitUser = ({ user: _, ...rest }: ReturnType<typeof keysOf>) => rest;
const inFounding = (who: Person, change: object) => ({
  subject: { user: who.user, scope: shareScope.BUSINESS, ...omitUser(keysOf(who)), name: fixedHash("name"), ...change },
});

/** The last link with a position replaced, and signed again as it stands. */
const changed = (world: World, who: Person, deed: Deed, position: number, value: unknown, means: Means = {}) => {
  const given = forced(world, who, deed, means);
  const good = given.links[given.links.length - 1] as Uint8Array;
  return { ...given, links: [...world.share.links, rewritten(good, position, value, who.signing)] };
};

const cut = cutRoot([head]);
const epochOf = (world: World, change: object = {}): Deed => ({
  operation: operation.NEW_EPOCH,
  subject: { groups: [] },
  epoch: (last(world.share).epoch?.epoch ?? 0) + 1,
  commitment: fixedHash("next commitment"),
  wraps: wrapSet(fixedWraps(bob)),
  ...change,
});
const groupsAt = (...list: [Id, number][]) => ({ subject: { groups: list.sort(([a], [b]) => Buffer.compare(a, b)) } });
const owning = (who: Person) => ({ operation: operation.OWN_KEYS, subject: keysOf(who) });
const both = { signers: [bob.signing, bobLater.signing] };
const asAdministrator = { asAdministrator: true };

const personal = inShare(founded(before, shareScope.PERSONAL), bob, adding(zoe, role.READER));
const adaGone = inShare(three, bob, removing(ada.user), { cuts: true });
const groupDue = inShare(withGroup, bob, addingGroup(everyone, role.READER, four.head.seq));
const bothDue = inShare(inShare(groupDue, bob, adding(ada, role.EDITOR)), bob, removing(ada.user), { cuts: true });
const zoeGone = inGroup(full, ada, { operation: operation.REMOVE, subject: { user: zoe.user } });
const bobRenewed = renewed(three, bob, bobLater);
const adaRenewed = renewed(three, ada, adaLater);
const eveOwner = inShare(three, bob, giving(eve.user, role.OWNER));
const orphaned = inTenant(withGroup, ada, { operation: operation.REMOVE, subject: { user: bob.user } });
const user = { user: zoe.user, signing: zoe.signing, xwingKeyHash: zoe.xwingKeyHash };
const otherKeys = { signing: adaLater.signing, xwingKeyHash: adaLater.xwingKeyHash };
const expired = { time: expiry };

const asGroup = ({ group: { states } }: World, groupSeq: number) => {
  const { head: at, genesis } = states[0] as RosterState;
  return { group: at.id, genesis, role: role.READER, groupSeq };
};

type Refusal = readonly [name: string, error: string, given: object];

const founding: Refusal[] = [
  [
    "founded by somebody else",
    "WRONG_AUTHOR",
    genesisBy(bob, { author: { user: zoe.user, key: bob.signing.publicKey, seq: 0 } }),
  ],
  ["founded by another key", "WRONG_AUTHOR", genesisBy(bob, inFounding({ ...bob, signing: zoe.signing }, {}))],
  [
    "founded by a right from another seq",
    "WRONG_AUTHOR",
    genesisBy(bob, { author: { user: bob.user, key: bob.signing.publicKey, seq: 3 } }),
  ],
  [
    "founded through a group",
    "WRONG_AUTHOR",
    genesisBy(bob, { author: { user: bob.user, key: bob.signing.publicKey, seq: 0, via: viaGroup(before) } }),
  ],
  ["founded by somebody of no company", "NOT_ALLOWED", genesisBy(mallory)],
  ["founded by a key that the company does not state", "WRONG_KEYS", genesisBy({ ...bob, signing: mallory.signing })],
  [
    "founded by an X-Wing key that the company does not state",
    "WRONG_KEYS",
    genesisBy({ ...bob, xwingKeyHash: mallory.xwingKeyHash }),
  ],
  [
    "founded by somebody who is suspended",
    "NOT_ALLOWED",
    genesisBy(bob, {}, inTenant(before, ada, { operation: operation.SUSPEND, subject: { user: bob.user } })),
  ],
  ["founded with a cut", "NOT_ALLOWED", genesisBy(bob, { cut })],
  ["founded without a key", "WRONG_EPOCH", genesisBy(bob, { epoch: 0, commitment: null })],
  ["founded in epoch 2", "WRONG_EPOCH", genesisBy(bob, { epoch: 2 })],
  ["founded without wraps", "NOT_ALLOWED", genesisBy(bob, { wraps: null })],
  ["founded with two wraps", "NOT_ALLOWED", genesisBy(bob, { wraps: wrapSet(fixedWraps(bob, zoe)) })],
  [
    "founded by another tenant head than is held",
    "WRONG_TENANT_HEAD",
    genesisBy(bob, { tenantHead: { ...four.head, hash: fixedHash("h") } }),
  ],
  ["founded for accounts", "UNSUPPORTED", genesisBy(bob, inFounding(bob, { scope: 1 }))],
];

/** Added by an administrator, who names a link of the group. */
function rescuing(world: World, who: Person = zoe, its: 1 | 5 = role.OWNER, via = viaGroup(world)) {
  return forced(world, ada, adding(who, its), { via, asAdministrator: true });
}

const adds: Refusal[] = [
  ["added by a writer", "NOT_ALLOWED", forced(three, ada, adding(zoe, role.READER))],
  ["added by a reader", "NOT_ALLOWED", forced(three, eve, adding(zoe, role.READER))],
  [
    "added by a writer through a group",
    "NOT_ALLOWED",
    forced(withGroup, zoe, adding(zoe, role.READER), { via: viaGroup(withGroup) }),
  ],
  ["added by nobody's right", "WRONG_AUTHOR", forced(three, zoe, adding(zoe, role.READER))],
  ["added by an administrator", "NOT_ALLOWED", forced(founded(), ada, adding(eve, role.READER))],
  ["an owner added by an administrator while one can act", "NOT_ALLOWED", rescuing(withGroup)],
  ["a writer added by an administrator, where no owner can act", "NOT_ALLOWED", rescuing(orphaned, zoe, role.EDITOR)],
  ["an owner added by an administrator, who did not have the share", "NOT_ALLOWED", rescuing(orphaned, eve)],
  [
    "an owner added by an administrator who does not say through which group they have the share",
    "NOT_ALLOWED",
    forced(orphaned, ada, adding(zoe, role.OWNER)),
  ],
  [
    "an owner added by an administrator, who had the share through a group that ended",
    "NOT_ALLOWED",
    rescuing(inTenant(orphaned, ada, { operation: operation.END_GROUP, subject: { group } })),
  ],
  [
    "an owner added by an administrator, who is in the group no more",
    "NOT_ALLOWED",
    rescuing(inGroup(orphaned, ada, { operation: operation.REMOVE, subject: { user: zoe.user } })),
  ],
  [
    "an owner added by an administrator by a link of the group before the one that the share states",
    "NOT_ALLOWED",
    rescuing(orphaned, zoe, role.OWNER, (orphaned.group.states[2] as RosterState).head),
  ],
  [
    "an owner added by an administrator by another link of the group",
    "NOT_ALLOWED",
    rescuing(orphaned, zoe, role.OWNER, { ...viaGroup(orphaned), hash: fixedHash("h") }),
  ],
  [
    "an owner added by no administrator, where none can act",
    "NOT_ALLOWED",
    forced(orphaned, zoe, adding(zoe, role.OWNER), { via: viaGroup(orphaned) }),
  ],
  ["somebody added who is in no company", "NOT_ALLOWED", forced(three, bob, adding(mallory, role.READER))],
  [
    "added by a signing key that the company does not state",
    "WRONG_KEYS",
    forced(three, bob, adding({ ...user, signing: mallory.signing }, role.READER)),
  ],
  [
    "added by an X-Wing key that the company does not state",
    "WRONG_KEYS",
    forced(three, bob, adding({ ...user, xwingKeyHash: mallory.xwingKeyHash }, role.READER)),
  ],
  ["somebody added twice", "NOT_ALLOWED", forced(three, bob, adding(eve, role.EDITOR))],
  ["added with a cut where nothing is taken", "NOT_ALLOWED", forced(three, bob, { ...adding(zoe, role.READER), cut })],
  [
    "added by new keys without a cut",
    "WRONG_CUT",
    { ...forced(adaRenewed, bob, adding(adaLater, role.EDITOR)), vaultHead: head },
  ],
  ["somebody added who has a group's id", "NOT_ALLOWED", forced(collided(), bob, adding(ada, role.READER))],
  ["added as a member of a group", "UNSUPPORTED", forced(three, bob, { ...adding(zoe, 4 as never) })],
  ["added as an administrator", "UNSUPPORTED", forced(three, bob, { ...adding(zoe, 2 as never) })],
];

/** Of the share a group bears the id of Ada. */
function collided(): World {
  const state = founded(confused(ada.user));
  return inShare(state, bob, { operation: operation.ADD_GROUP, subject: asGroup(state, 0) });
}

const groups: Refusal[] = [
  ["a group added by a writer", "NOT_ALLOWED", forced(three, ada, addingGroup(group, role.READER, 3))],
  [
    "a group that the company does not name",
    "NOT_ALLOWED",
    forced(three, bob, addingGroup(fixedId("other"), role.READER, 0)),
  ],
  [
    "a group that ended",
    "NOT_ALLOWED",
    forced(
      inTenant(three, ada, { operation: operation.END_GROUP, subject: { group } }),
      bob,
      addingGroup(group, role.READER, 3),
    ),
  ],
  [
    "a group by another genesis",
    "NOT_ALLOWED",
    forced(three, bob, {
      ...addingGroup(group, role.READER, 3),
      subject: { ...addingGroup(group, role.READER, 3).subject, genesis: fixedHash("genesis") },
    }),
  ],
  ["a group added twice", "NOT_ALLOWED", forced(full, bob, addingGroup(group, role.READER, 3))],
  ["a group at a link that is not held", "WRONG_ROSTER_HEAD", forced(three, bob, addingGroup(group, role.READER, 4))],
  [
    "Everyone at a link that is not held",
    "WRONG_ROSTER_HEAD",
    forced(three, bob, addingGroup(everyone, role.READER, 99)),
  ],
  ["a group added with a cut", "NOT_ALLOWED", forced(three, bob, { ...addingGroup(group, role.READER, 3), cut })],
  ["a group that owns", "UNSUPPORTED", forced(three, bob, addingGroup(group, 1 as never, 3))],
  ["a group that becomes an owner", "NOT_ALLOWED", forced(full, bob, giving(group, role.OWNER))],
  ["a group that has a member's id", "NOT_ALLOWED", groupOfMember()],
];

/** Of the share Ada is a member already. */
function groupOfMember() {
  const its = inShare(founded(confused(ada.user)), bob, adding(ada, role.READER));
  return forced(its, bob, { operation: operation.ADD_GROUP, subject: asGroup(its, 0) });
}

const roles: Refusal[] = [
  ["a role given by a writer", "NOT_ALLOWED", forced(three, ada, giving(eve.user, role.EDITOR))],
  ["a role of one's own making", "NOT_ALLOWED", forced(three, eve, giving(eve.user, role.OWNER))],
  ["the role that it is", "NOT_ALLOWED", forced(three, bob, giving(eve.user, role.READER))],
  ["a role of nobody", "NOT_ALLOWED", forced(three, bob, giving(zoe.user, role.READER))],
  ["the last owner's role", "NOT_ALLOWED", forced(three, bob, { ...giving(bob.user, role.EDITOR) })],
  [
    "an owner made by an administrator while one can act",
    "NOT_ALLOWED",
    forced(three, eve, giving(eve.user, role.OWNER), asAdministrator),
  ],
  [
    "a writer made by an administrator, where no owner can act",
    "NOT_ALLOWED",
    forced(bobSuspended, eve, giving(eve.user, role.EDITOR), asAdministrator),
  ],
  [
    "an owner made by an administrator of somebody who is suspended, where none can act",
    "NOT_ALLOWED",
    forced(
      inTenant(inShare(bobSuspended, eve, giving(ada.user, role.OWNER), asAdministrator), eve, {
        operation: operation.ROLE,
        subject: { user: zoe.user, role: role.ADMINISTRATOR },
      }),
      zoe,
      giving(bob.user, role.EDITOR),
      asAdministrator,
    ),
  ],
  [
    "an owner made by a writer, where none can act",
    "WRONG_AUTHOR",
    forced(orphaned, zoe, giving(zoe.user, role.OWNER)),
  ],
  [
    "a role with a cut where nothing is taken",
    "NOT_ALLOWED",
    forced(three, bob, { ...giving(eve.user, role.EDITOR), cut }),
  ],
  [
    "writing taken without a cut",
    "WRONG_CUT",
    { ...forced(three, bob, giving(ada.user, role.READER)), vaultHead: head },
  ],
  [
    "writing taken from a group without a cut",
    "WRONG_CUT",
    { ...forced(full, bob, giving(group, role.READER)), vaultHead: head },
  ],
];

const goings: Refusal[] = [
  ["removed by a reader", "NOT_ALLOWED", forced(three, eve, { ...removing(ada.user), author: byName(three, eve) })],
  [
    "removed by a writer before their time is over",
    "NOT_ALLOWED",
    forced(expiring, ada, { ...removing(eve.user), author: byName(expiring, ada), time: expiry - 1 }),
  ],
  [
    "removed by a writer, there being no end",
    "NOT_ALLOWED",
    forced(full, ada, { ...removing(eve.user), ...expired, author: byName(full, ada) }),
  ],
  [
    "removed by a reader, their time being over",
    "NOT_ALLOWED",
    forced(inShare(expiring, bob, adding(zoe, role.READER)), zoe, { ...removing(eve.user), ...expired }),
  ],
  [
    "removed by an administrator from a share of scope PERSONAL",
    "WRONG_AUTHOR",
    forced(personal, eve, removing(zoe.user), asAdministrator),
  ],
  ["oneself removed", "NOT_ALLOWED", forced(eveOwner, eve, removing(eve.user))],
  ["nobody removed", "NOT_ALLOWED", forced(three, bob, removing(zoe.user))],
  ["removed without a cut", "WRONG_CUT", { ...forced(three, bob, removing(ada.user)), vaultHead: head }],
  [
    "removed with another cut",
    "WRONG_CUT",
    { ...forced(three, bob, { ...removing(ada.user), cut: fixedHash("cut") }), vaultHead: head },
  ],
  [
    "removed by a right of before a change of role",
    "WRONG_AUTHOR",
    forced(eveOwner, eve, { ...removing(ada.user), author: { ...byName(eveOwner, eve), seq: 2 } }),
  ],
  ["somebody else leaves", "NOT_ALLOWED", forced(three, ada, { ...leaving(eve), author: byName(three, ada) })],
  ["the last owner leaves", "NOT_ALLOWED", forced(three, bob, leaving(bob))],
  [
    "somebody leaves who has it through a group alone",
    "NOT_ALLOWED",
    forced(full, zoe, leaving(zoe), { via: viaGroup(full) }),
  ],
  [
    "left without a cut",
    "WRONG_CUT",
    { ...forced(three, ada, { ...leaving(ada), author: byName(three, ada) }), vaultHead: head },
  ],
  ["a time set by a writer", "NOT_ALLOWED", forced(three, ada, { ...ending(eve.user), author: byName(three, ada) })],
  ["an owner's time", "NOT_ALLOWED", forced(eveOwner, bob, ending(eve.user))],
  ["nobody's time", "NOT_ALLOWED", forced(three, bob, ending(zoe.user))],
  ["no time where there is none", "NOT_ALLOWED", forced(three, bob, ending(eve.user, null))],
  ["a time that is no date", "MALFORMED", forced(three, bob, ending(eve.user, lastTime + 1))],
  ["a time with a cut", "NOT_ALLOWED", forced(three, bob, { ...ending(eve.user), cut })],
  ["named by a writer", "NOT_ALLOWED", forced(three, ada, { ...naming, author: byName(three, ada) })],
  ["named by an administrator", "NOT_ALLOWED", forced(founded(), ada, naming)],
  ["a name that is text", "MALFORMED", changed(three, bob, naming, 6, ["text"])],
  ["closed by a writer", "NOT_ALLOWED", forced(three, ada, { ...closing, author: byName(three, ada) })],
  ["closed by an administrator", "NOT_ALLOWED", forced(founded(), ada, closing)],
  ["closed without a cut", "WRONG_CUT", { ...forced(three, bob, closing), vaultHead: head }],
  ["closed with a subject", "UNSUPPORTED", changed(three, bob, closing, 6, [])],
  ["something after the end", "NOT_ALLOWED", forced(closed, ada, { ...removing(eve.user), cut })],
  ["an epoch after the end", "NOT_ALLOWED", forced(closed, bob, epochOf(closed))],
];

function byName({ share: { states } }: World, { user, signing }: Person) {
  return { user, key: signing.publicKey, seq: findMember(states[states.length - 1] as RosterState, user)?.seq ?? 0 };
}

const epochs: Refusal[] = [
  ["an epoch while none is due", "NOT_ALLOWED", forced(three, bob, epochOf(three))],
  ["an epoch by a reader", "NOT_ALLOWED", forced(adaGone, eve, { ...epochOf(adaGone), author: byName(adaGone, eve) })],
  ["an epoch by an administrator", "NOT_ALLOWED", forced(adaGone, ada, epochOf(adaGone))],
  [
    "an epoch by who was removed",
    "WRONG_AUTHOR",
    forced(adaGone, ada, { ...epochOf(adaGone), author: byName(three, ada) }),
  ],
  ["an epoch wrapped for nobody", "NOT_ALLOWED", forced(adaGone, bob, epochOf(adaGone, { wraps: wrapSet([]) }))],
  ["an epoch without wraps", "NOT_ALLOWED", forced(adaGone, bob, epochOf(adaGone, { wraps: null }))],
  ["an epoch with a cut", "NOT_ALLOWED", forced(adaGone, bob, epochOf(adaGone, { cut }))],
  ["an epoch that is left out", "WRONG_EPOCH", forced(adaGone, bob, epochOf(adaGone, { epoch: 3 }))],
  [
    "the key of before",
    "WRONG_EPOCH",
    forced(adaGone, bob, epochOf(adaGone, { commitment: last(three.share).epoch?.commitment })),
  ],
  ["an epoch that leaves a group out", "NOT_ALLOWED", forced(bothDue, bob, epochOf(bothDue, groupsAt([group, 3])))],
  [
    "an epoch that names a group which is not there",
    "NOT_ALLOWED",
    forced(adaGone, bob, epochOf(adaGone, groupsAt([group, 3]))),
  ],
  [
    "an epoch that names another group in its place",
    "NOT_ALLOWED",
    forced(bothDue, bob, epochOf(bothDue, groupsAt([group, 3], [fixedId("other"), 3]))),
  ],
  [
    "an epoch that takes a group back",
    "WENT_BACK",
    forced(bothDue, bob, epochOf(bothDue, groupsAt([group, 2], [everyone, four.head.seq]))),
  ],
  [
    "an epoch that names a group's link which is not held",
    "WRONG_ROSTER_HEAD",
    forced(bothDue, bob, epochOf(bothDue, groupsAt([group, 4], [everyone, four.head.seq]))),
  ],
  [
    "an epoch for a group that has lost somebody, which does not say so",
    "NOT_ALLOWED",
    forced(zoeGone, ada, {
      ...epochOf(zoeGone, groupsAt([group, 3], [everyone, four.head.seq])),
      author: byName(zoeGone, ada),
    }),
  ],
  [
    "an epoch that keeps a group which ended",
    "NOT_ALLOWED",
    forced(groupEnded, ada, {
      ...epochOf(groupEnded, groupsAt([group, 3], [everyone, four.head.seq])),
      author: byName(groupEnded, ada),
    }),
  ],
  [
    "groups out of order",
    "MALFORMED",
    forced(
      bothDue,
      bob,
      epochOf(bothDue, {
        subject: { groups: [...groupsAt([group, 3], [everyone, four.head.seq]).subject.groups].reverse() },
      }),
    ),
  ],
  ["a group twice", "MALFORMED", forced(bothDue, bob, epochOf(bothDue, groupsAt([group, 3], [group, 3])))],
];

const rights: Refusal[] = [
  [
    "through a group at another link",
    "WRONG_AUTHOR",
    forced(expiring, zoe, { ...removing(eve.user), ...expired }, { via: { ...viaGroup(full), hash: fixedHash("h") } }),
  ],
  [
    "through a group at a link that is not held",
    "WRONG_AUTHOR",
    forced(expiring, zoe, { ...removing(eve.user), ...expired }, { via: { ...viaGroup(full), seq: 4 } }),
  ],
  [
    "through a group at a link before the one that the share states",
    "WRONG_AUTHOR",
    forced(expiring, zoe, { ...removing(eve.user), ...expired }, { via: (full.group.states[2] as RosterState).head }),
  ],
  [
    "through a group that the share has not",
    "WRONG_AUTHOR",
    forced(three, zoe, { ...removing(eve.user), ...expired }, { via: viaGroup(full) }),
  ],
  [
    "through a group that ended",
    "WRONG_AUTHOR",
    forced(groupEnded, zoe, {
      ...epochOf(groupEnded, groupsAt([everyone, four.head.seq])),
      author: throughGroup(groupEnded, zoe),
    }),
  ],
  [
    "through a group that they are not in any more",
    "WRONG_AUTHOR",
    forced(zoeGone, zoe, {
      ...epochOf(zoeGone, groupsAt([group, 4], [everyone, four.head.seq])),
      author: throughGroup(zoeGone, zoe),
    }),
  ],
  ["through a group by a key that is not theirs in it", "WRONG_AUTHOR", throughOldKey()],
  [
    "through a group by a right from another seq",
    "WRONG_AUTHOR",
    forced(expiring, zoe, { ...removing(eve.user), ...expired, author: { ...throughGroup(expiring, zoe), seq: 0 } }),
  ],
  [
    "through Everyone, of whom they are none",
    "WRONG_AUTHOR",
    forced(full, mallory, { ...naming, author: { ...byName(full, mallory), via: viaEveryone(full) } }),
  ],
  [
    "an administrator's deed through a group",
    "WRONG_AUTHOR",
    forced(full, eve, {
      ...removing(ada.user),
      author: {
        user: eve.user,
        key: eve.signing.publicKey,
        seq: findMember(last(full.tenant), eve.user)?.seq ?? 0,
        via: viaGroup(full),
      },
    }),
  ],
  ["by name, by a key that is not the company's any more", "WRONG_AUTHOR", forced(bobRenewed, bob, naming)],
  [
    "by name, by a key that is not the share's",
    "WRONG_AUTHOR",
    forced(bobRenewed, bobLater, { ...naming, author: { ...byName(bobRenewed, bobLater) } }),
  ],
  ["by name, by somebody who is suspended", "WRONG_AUTHOR", forced(bobSuspended, bob, naming)],
  [
    "own keys through a group",
    "WRONG_AUTHOR",
    forced(bobRenewed, bob, { ...owning(bobLater), author: { ...byName(three, bob), via: viaGroup(full) } }, both),
  ],
  ["own keys that the company does not state", "WRONG_KEYS", forced(three, bob, owning(bobLater), both)],
  [
    "own keys by another key",
    "WRONG_AUTHOR",
    forced(
      bobRenewed,
      mallory,
      { ...owning(bobLater), author: { ...byName(three, mallory), user: bob.user } },
      { signers: [mallory.signing, bobLater.signing] },
    ),
  ],
  [
    "own keys by a right from another seq",
    "WRONG_AUTHOR",
    forced(bobRenewed, bob, { ...owning(bobLater), author: { ...byName(three, bob), seq: 1 } }, both),
  ],
  [
    "somebody else's keys",
    "NOT_ALLOWED",
    forced(
      renewed(three, eve, { ...eve, ...otherKeys }),
      bob,
      { ...owning({ ...eve, ...otherKeys }) },
      { signers: [bob.signing, adaLater.signing] },
    ),
  ],
  ["own keys without a cut", "WRONG_CUT", { ...forced(bobRenewed, bob, owning(bobLater), both), vaultHead: head }],
  ["own keys with another epoch", "WRONG_EPOCH", forced(bobRenewed, bob, { ...owning(bobLater), epoch: 2 }, both)],
  ["another epoch", "WRONG_EPOCH", forced(three, bob, { ...naming, epoch: 2 })],
  ["another commitment", "WRONG_EPOCH", forced(three, bob, { ...naming, commitment: fixedHash("c") })],
  ["wraps where no epoch begins", "NOT_ALLOWED", forced(three, bob, { ...naming, wraps: wrapSet([]) })],
  ["a lower tenant head", "WENT_BACK", lowerTenant()],
  [
    "another tenant head than is held",
    "WRONG_TENANT_HEAD",
    forced(three, bob, { ...naming, tenantHead: { ...four.head, hash: fixedHash("h") } }),
  ],
  ["no tenant head", "MALFORMED", changed(three, bob, naming, 12, null)],
  ["another state", "WRONG_STATE", changed(three, bob, naming, 10, fixedHash("state"))],
  ["a link left out", "BROKEN_CHAIN", changed(three, bob, naming, 3, 4)],
  ["another link before it", "BROKEN_CHAIN", changed(three, bob, naming, 4, fixedHash("before"))],
  ["another roster", "WRONG_ROSTER", changed(three, bob, naming, 1, group)],
  [
    "a via of another form",
    "UNSUPPORTED",
    changed(three, bob, naming, 13, [bob.user, bob.signing.publicKey, 0, group]),
  ],
  [
    "a via without its hash",
    "MALFORMED",
    changed(three, bob, naming, 13, [bob.user, bob.signing.publicKey, 0, [group, 3]]),
  ],
  ["a via in a profile's roster", "UNSUPPORTED", viaOfProfile()],
  ["suspended, as in a company", "UNSUPPORTED", changed(three, bob, naming, 5, operation.SUSPEND)],
];

function throughGroup(world: World, { user, signing }: Person) {
  const entry = findShareGroup(last(world.share), group);
  return { user, key: signing.publicKey, seq: entry?.seq ?? 0, via: viaGroup(world) };
}

/** Zoe has other keys in the company, and the group has not followed. */
function throughOldKey() {
  const its = renewed(expiring, zoe, { ...zoe, ...otherKeys });
  const acting = { ...zoe, ...otherKeys };
  return forced(its, acting, { ...removing(eve.user), ...expired, author: throughGroup(its, acting) });
}

/** The link before names a tenant head behind this one's. */
function lowerTenant() {
  const its = inShare(inTenant(three, ada, { operation: operation.NAME, subject: { name: "n" } }), bob, naming);
  return { ...forced({ ...its, tenant: three.tenant }, bob, naming), tenantLinks: its.tenant.links };
}

/** A profile has no groups. */
function viaOfProfile() {
  const { author } = openSignedLink(ownKeys.signed).link;
  const via = [group, 3, fixedHash("h")];
  const fields = [author.user, author.key, author.seq, via];
  const signed = rewritten(ownKeys.signed, 13, fields, ada.signing, afterwards.signing);
  return { groups: [], links: [profile.signed, signed], tenantLinks: [tenant.signed, tenantKeys.signed] };
}

const refused: readonly Refusal[] = [...founding, ...adds, ...groups, ...roles, ...goings, ...epochs, ...rights];

export const shareLinkCases: Cases = {
  section: "§4.11",
  golden: goldenShares,
  negative: refused.map(([name, error, given]) => ({ name, given, error })),
};
