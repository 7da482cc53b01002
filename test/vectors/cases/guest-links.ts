/** What a share's chain may not hold where guests are, rule by rule, by both readings. */
import { signLink } from "../../../src/crypto/client/sign.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import type { SigningPair } from "../../../src/crypto/keys.ts";
import { type Link, linkHash, operation, rosterKind, shareScope } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import type { Outside } from "../../../src/crypto/outside.ts";
import {
  findGuest,
  findInvitation,
  findMember,
  type RosterState,
  stateRoot,
} from "../../../src/crypto/roster-state.ts";
import { encodeSignedLink, readSignedLink } from "../../../src/crypto/signed-link.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { bob, eve, fixedWraps, four, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, lastTime, mallory, time } from "./fixed.ts";
import { rewritten } from "./forging.ts";
import {
  carl,
  carlLater,
  dora,
  givenOutside,
  introducing,
  inviting,
  joined,
  pairOf,
  personOf,
  pinned,
  resuming,
  voiding,
} from "./guest-world.ts";
import { carlGone, goldenGuests, inviteAt, invited, reading, resumed, suspended, withCarl } from "./guests.ts";
import {
  before,
  confused,
  founded,
  givenOf,
  group,
  groupAtOf,
  head,
  inShare,
  inTenant,
  last,
  type Person,
  share,
  viaGroup,
  type World,
} from "./share-world.ts";
import {
  adding,
  addingGroup,
  closed,
  closing,
  ending,
  expiry,
  giving,
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
  readonly asAdministrator?: boolean;
  /** What is said of the author besides or otherwise. */
  readonly as?: Partial<Link["author"]>;
}

const cut = cutRoot([head]);
const asAdministrator = { asAdministrator: true };

/** A link that goes on from a share and may be anything: its state is what it leads to by a reading, or else what was. */
function made(world: World, who: Person, deed: Deed, means: Means, outside: Outside | null): Uint8Array {
  const [state, its] = [last(world.share), last(world.tenant)];
  const stated = findMember(its, who.user);
  const guest = findGuest(state, who.user);
  const right = means.asAdministrator ? stated : (guest ?? findMember(state, who.user) ?? stated);
  const draft = {
    kind: rosterKind.SHARE,
    roster: share,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: state.epoch?.epoch,
    commitment: state.epoch?.commitment,
    wraps: null,
    cut: null,
    tenantHead: guest || deed.operation === operation.JOIN ? state.tenantHead : its.head,
    author: { user: who.user, key: who.signing.publicKey, seq: right?.seq ?? 0, ...means.as },
    time: time + 500,
    ...deed,
  } as Link;
  const link = { ...draft, state: rootOr(draft, world, outside) } as Link;
  return signLink(link, ...(means.signers ?? [who.signing])).signed;
}

function rootOr(draft: Link, world: World, outside: Outside | null) {
  const state = last(world.share);
  try {
    return stateRoot(enact(state, draft, outside ?? last(world.tenant), groupAtOf(world)));
  } catch {
    return stateRoot(state);
  }
}

/** As the company reads it. */
const forced = (world: World, who: Person, deed: Deed, means: Means = {}) => ({
  ...givenOf(world),
  links: [...world.share.links, made(world, who, deed, means, null)],
});

/** As a guest reads it who was invited by the link that invited Carl, or one at another seq. */
function outside(world: World, who: Person, deed: Deed, means: Means = {}, pin = inviteAt) {
  const its = pinned(world, pin);
  return { ...givenOutside(world, its), links: [...world.share.links, made(world, who, deed, means, its)] };
}

const joining = (who: Person, name = "carl", change: object = {}): Deed => ({
  operation: operation.JOIN,
  subject: { key: pairOf(name).publicKey, ...keysOf(who), ...change },
});
/** The author's right is the invitation. */
const by = (world: World, who: Person, name = "carl", as: Means["as"] = {}): Means => ({
  signers: [who.signing, pairOf(name)],
  as: { seq: findInvitation(last(world.share), pairOf(name).publicKey)?.seq ?? 0, ...as },
});
const comes = (
  world: World,
  who: Person,
  change: { readonly name?: string; readonly deed?: object; as?: object } = {},
) => forced(world, who, { ...joining(who, change.name), ...change.deed }, by(world, who, change.name, change.as));
const owning = (who: Person) => ({ operation: operation.OWN_KEYS, subject: keysOf(who) });
const both = { signers: [carl.signing, carlLater.signing] };
const epochOf = (world: World, change: object = {}): Deed => ({
  operation: operation.NEW_EPOCH,
  subject: { groups: [[group, 3]] },
  epoch: (last(world.share).epoch?.epoch ?? 0) + 1,
  commitment: fixedHash("next commitment"),
  wraps: wrapSet(fixedWraps(bob)),
  ...change,
});

const personal = inShare(founded(before, shareScope.PERSONAL), bob, inviting("carl", role.READER));
const two = inShare(withCarl, bob, inviting("dora", role.READER));
const closedWithCarl = inShare(withCarl, bob, closing, { cuts: true });
const orphaned = inShare(withCarl, eve, removing(bob.user), { ...asAdministrator, cuts: true });
const bobSuspended = inTenant(withCarl, ada, { operation: operation.SUSPEND, subject: { user: bob.user } });
const later = inTenant(invited, ada, { operation: operation.NAME, subject: { name: "n" } });
const adaGone = inShare(invited, bob, removing(ada.user), { cuts: true });
const expiring = inShare(withCarl, bob, ending(eve.user));
const withAdasKey = { ...carl, signing: ada.signing };
const moved = inShare(later, bob, naming);

type Refusal = readonly [name: string, error: string, given: object];

const invitations: Refusal[] = [
  ["invited by a writer", "NOT_ALLOWED", forced(reading, ada, inviting("carl", role.READER))],
  ["invited by a reader", "NOT_ALLOWED", forced(reading, eve, inviting("carl", role.READER))],
  ["invited by an administrator", "NOT_ALLOWED", forced(reading, ada, inviting("c", role.READER), asAdministrator)],
  ["invited by nobody's right", "WRONG_AUTHOR", forced(reading, zoe, inviting("carl", role.READER))],
  ["invited while a group writes", "NOT_ALLOWED", forced(withGroup, bob, inviting("carl", role.READER))],
  ["invited twice by one key", "NOT_ALLOWED", forced(invited, bob, inviting("carl", role.READER))],
  ["invited with a cut", "NOT_ALLOWED", forced(reading, bob, { ...inviting("carl", role.READER), cut })],
  ["invited under another epoch", "WRONG_EPOCH", forced(reading, bob, { ...inviting("carl", role.READER), epoch: 2 })],
  ["invited after the end", "NOT_ALLOWED", forced(closed, bob, inviting("carl", role.READER))],
  ["invited to own", "UNSUPPORTED", forced(reading, bob, inviting("carl", 1 as never))],
  ["invited as to a company", "UNSUPPORTED", forced(reading, bob, inviting("carl", 3 as never))],
  ["invited until no date", "MALFORMED", forced(reading, bob, withTime(lastTime + 1))],
  ["invited without an end", "MALFORMED", forced(reading, bob, withTime(null))],
  ["void by a writer", "NOT_ALLOWED", forced(invited, ada, voiding("carl"))],
  ["void by a reader", "NOT_ALLOWED", forced(invited, eve, voiding("carl"))],
  [
    "void by an administrator, of scope PERSONAL",
    "WRONG_AUTHOR",
    forced(personal, ada, voiding("carl"), asAdministrator),
  ],
  ["nothing void", "NOT_ALLOWED", forced(invited, bob, voiding("dora"))],
  ["void with a cut", "NOT_ALLOWED", forced(invited, bob, { ...voiding("carl"), cut })],
];

function withTime(expires: number | null) {
  const { subject, ...rest } = inviting("carl", role.READER);
  return { ...rest, subject: { ...subject, expiry: expires } };
}

const joins: Refusal[] = [
  ["joined by no invitation", "NOT_ALLOWED", comes(reading, carl)],
  ["joined by one that is void", "NOT_ALLOWED", comes(inShare(invited, bob, voiding("carl")), carl)],
  ["joined by one that was used", "NOT_ALLOWED", comes(withCarl, dora)],
  ["joined by one whose author was removed", "NOT_ALLOWED", comes(lapsed(), carl, { name: "eve" })],
  [
    "joined by another key than is stated",
    "WRONG_AUTHOR",
    forced(invited, dora, joining(carl), by(invited, dora, "carl", { user: carl.user })),
  ],
  ["joined for somebody else", "WRONG_AUTHOR", comes(invited, carl, { as: { user: dora.user } })],
  ["joined by a right from another seq", "WRONG_AUTHOR", comes(invited, carl, { as: { seq: 0 } })],
  ["joined through a group", "WRONG_AUTHOR", comes(invited, carl, { as: { via: viaGroup(invited) } })],
  [
    "joined by another invitation's key",
    "BAD_SIGNATURE",
    forced(invited, carl, joining(carl), { ...by(invited, carl), signers: [carl.signing, pairOf("dora")] }),
  ],
  [
    "joined without the invitation's key",
    "MALFORMED",
    forced(invited, carl, joining(carl), { ...by(invited, carl), signers: [carl.signing] }),
  ],
  ["joined by a member", "NOT_ALLOWED", comes(invited, { ...ada, signing: carl.signing })],
  ["joined under a group's id", "NOT_ALLOWED", comes(invited, { ...carl, user: group })],
  ["joined twice", "NOT_ALLOWED", comes(two, { ...carl, signing: carlLater.signing }, { name: "dora" })],
  ["joined by a member's key", "NOT_ALLOWED", comes(invited, withAdasKey)],
  ["joined by a former member's key", "NOT_ALLOWED", comes(adaGone, withAdasKey)],
  ["joined by another guest's key", "NOT_ALLOWED", comes(two, { ...dora, signing: carl.signing }, { name: "dora" })],
  ["joined with a cut", "NOT_ALLOWED", comes(invited, carl, { deed: { cut } })],
  ["joined under another epoch", "WRONG_EPOCH", comes(invited, carl, { deed: { epoch: 2 } })],
  [
    "joined by the company's newest head",
    "WRONG_TENANT_HEAD",
    comes(later, carl, { deed: { tenantHead: last(later.tenant).head } }),
  ],
  ["joined by no tenant head", "MALFORMED", comes(invited, carl, { deed: { tenantHead: null } })],
  ["joined after the end", "NOT_ALLOWED", comes(closed, carl)],
];

/** Eve owned it, invited, and is gone. */
function lapsed(): World {
  const its = inShare(inShare(reading, bob, giving(eve.user, role.OWNER)), eve, inviting("eve", role.READER));
  return inShare(its, bob, removing(eve.user), { cuts: true });
}

const deeds: Refusal[] = [
  ["named by a guest", "NOT_ALLOWED", forced(withCarl, carl, naming)],
  ["added by a guest", "NOT_ALLOWED", forced(withCarl, carl, adding(zoe, role.READER))],
  ["invited by a guest", "NOT_ALLOWED", forced(withCarl, carl, inviting("dora", role.READER))],
  ["void by a guest", "NOT_ALLOWED", forced(two, carl, voiding("dora"))],
  ["removed by a guest", "NOT_ALLOWED", forced(withCarl, carl, removing(eve.user))],
  [
    "removed by a guest, their time being over",
    "NOT_ALLOWED",
    forced(expiring, carl, { ...removing(eve.user), time: expiry }),
  ],
  ["a role of a guest's own making", "NOT_ALLOWED", forced(withCarl, carl, giving(carl.user, role.READER))],
  [
    "an epoch by a guest",
    "NOT_ALLOWED",
    forced(inShare(withCarl, bob, removing(eve.user), { cuts: true }), carl, epochOf(withCarl)),
  ],
  ["introduced by a guest", "NOT_ALLOWED", forced(withCarl, carl, introducing(withCarl, bob) as Deed)],
  ["closed by a guest", "NOT_ALLOWED", forced(withCarl, carl, closing)],
  ["somebody else leaves by a guest's hand", "NOT_ALLOWED", forced(withCarl, carl, leaving(eve))],
  ["left by a guest's former key", "WRONG_AUTHOR", forced(suspended, carl, leaving(carl))],
  [
    "left by a guest's right of before",
    "WRONG_AUTHOR",
    forced(suspended, carlLater, leaving(carl), { as: { seq: findGuest(last(withCarl.share), carl.user)?.seq ?? 0 } }),
  ],
  [
    "left by a guest through a group",
    "WRONG_AUTHOR",
    forced(withCarl, carl, leaving(carl), { as: { via: viaGroup(withCarl) } }),
  ],
  ["left by a guest who was removed", "WRONG_AUTHOR", forced(carlGone, carl, leaving(carl))],
  ["left by a guest, under another epoch", "WRONG_EPOCH", forced(withCarl, carl, { ...leaving(carl), epoch: 2 })],
  [
    "left by a guest, by another tenant head",
    "WRONG_TENANT_HEAD",
    forced(withCarl, carl, { ...leaving(carl), tenantHead: { ...four.head, hash: fixedHash("h") } }),
  ],
  ["left by a guest without a cut", "WRONG_CUT", { ...forced(withCarl, carl, leaving(carl)), vaultHead: head }],
  ["left by a guest after the end", "NOT_ALLOWED", forced(closedWithCarl, carl, leaving(carl))],
  ["a guest removed without a cut", "WRONG_CUT", { ...forced(withCarl, bob, removing(carl.user)), vaultHead: head }],
  [
    "writing taken from a guest without a cut",
    "WRONG_CUT",
    { ...forced(withCarl, bob, giving(carl.user, role.READER)), vaultHead: head },
  ],
];

const keys: Refusal[] = [
  [
    "a guest's keys that are a member's",
    "NOT_ALLOWED",
    forced(withCarl, carl, owning({ ...carl, signing: bob.signing }), { signers: [carl.signing, bob.signing] }),
  ],
  [
    "a guest's keys of before",
    "NOT_ALLOWED",
    forced(suspended, carlLater, owning(carl), { signers: [carlLater.signing, carl.signing] }),
  ],
  [
    "a guest's keys by another key",
    "WRONG_AUTHOR",
    forced(withCarl, { ...carl, signing: mallory.signing }, owning(carlLater), {
      signers: [mallory.signing, carlLater.signing],
    }),
  ],
  ["a guest's keys without the new one", "MALFORMED", forced(withCarl, carl, owning(carlLater))],
  [
    "somebody else's keys by a guest",
    "NOT_ALLOWED",
    forced(withCarl, carl, owning({ ...carlLater, user: eve.user }), both),
  ],
  [
    "a guest's keys without a cut",
    "WRONG_CUT",
    { ...forced(withCarl, carl, owning(carlLater), both), vaultHead: head },
  ],
  [
    "a guest's keys under another epoch",
    "WRONG_EPOCH",
    forced(withCarl, carl, { ...owning(carlLater), epoch: 2 }, both),
  ],
  ["a guest verified who was not suspended", "NOT_ALLOWED", forced(withCarl, bob, resuming(carl))],
  ["a guest verified twice", "NOT_ALLOWED", forced(resumed, bob, resuming(carl))],
  ["a member verified", "NOT_ALLOWED", forced(suspended, bob, resuming(ada))],
  ["a guest verified by a writer", "NOT_ALLOWED", forced(suspended, ada, resuming(carl))],
  ["a guest verified by an administrator", "NOT_ALLOWED", forced(suspended, eve, resuming(carl), asAdministrator)],
  ["a guest verified by themself", "NOT_ALLOWED", forced(suspended, carlLater, resuming(carl))],
  ["a guest verified with a cut", "NOT_ALLOWED", forced(suspended, bob, { ...resuming(carl), cut })],
];

const introduced = introducing(withCarl, bob, ada) as Deed & { subject: { persons: [Uint8Array, Uint8Array][] } };
const numbered = (n: number) => Uint8Array.from({ length: 16 }, (_, place) => (place === 15 ? n : 1));
const persons = (list: unknown): Deed => ({ ...introduced, subject: { persons: list } });
const others: Refusal[] = [
  ["introduced where nobody is a guest", "NOT_ALLOWED", forced(reading, bob, introduced)],
  ["introduced by a writer", "NOT_ALLOWED", forced(withCarl, ada, introduced)],
  ["somebody introduced who is not in it", "NOT_ALLOWED", forced(withCarl, bob, introducing(withCarl, zoe) as Deed)],
  ["a guest introduced", "NOT_ALLOWED", forced(withCarl, bob, persons([[carl.user, personOf("carl")]]))],
  [
    "introduced as somebody else than the company states",
    "NOT_ALLOWED",
    forced(withCarl, bob, persons([[ada.user, fixedHash("p")]])),
  ],
  ["introduced with a cut", "NOT_ALLOWED", forced(withCarl, bob, { ...introduced, cut })],
  ["nobody introduced", "MALFORMED", forced(withCarl, bob, persons([]))],
  ["introduced out of order", "MALFORMED", forced(withCarl, bob, persons([...introduced.subject.persons].reverse()))],
  [
    "somebody introduced twice",
    "MALFORMED",
    forced(withCarl, bob, persons([introduced.subject.persons[0], introduced.subject.persons[0]])),
  ],
  [
    "a hundred and one introduced",
    "MALFORMED",
    forced(withCarl, bob, persons(Array.from({ length: 101 }, (_, n) => [numbered(n), fixedHash("p")]))),
  ],
  ["a guest added as a member", "NOT_ALLOWED", forced(withZoe(), bob, adding(zoe, role.READER))],
  [
    "a group that writes added where a guest is",
    "NOT_ALLOWED",
    forced(groupless(), bob, addingGroup(group, role.EDITOR, 3)),
  ],
  [
    "a group that writes added where somebody is invited",
    "NOT_ALLOWED",
    forced(inShare(three, bob, inviting("c", 6)), bob, addingGroup(group, role.EDITOR, 3)),
  ],
  ["a group that is to write where a guest is", "NOT_ALLOWED", forced(withCarl, bob, giving(group, role.EDITOR))],
  ["a group added that has a guest's id", "NOT_ALLOWED", forced(collided(), bob, asGroup(collided()))],
  ["a guest who is to own", "NOT_ALLOWED", forced(withCarl, bob, giving(carl.user, role.OWNER))],
  ["a guest's role that it is", "NOT_ALLOWED", forced(withCarl, bob, giving(carl.user, role.EDITOR))],
  [
    "an owner made by an administrator where a guest is",
    "NOT_ALLOWED",
    forced(orphaned, eve, giving(ada.user, role.OWNER), asAdministrator),
  ],
  [
    "an owner made by an administrator where somebody is invited",
    "NOT_ALLOWED",
    forced(
      inTenant(invited, ada, { operation: operation.SUSPEND, subject: { user: bob.user } }),
      eve,
      giving(ada.user, role.OWNER),
      asAdministrator,
    ),
  ],
  [
    "an owner added by an administrator where a guest is",
    "NOT_ALLOWED",
    forced(orphaned, eve, adding(zoe, role.OWNER), { ...asAdministrator, as: { via: viaGroup(orphaned) } }),
  ],
];

/** Zoe came as a guest, whatever the company says of her. */
function withZoe(): World {
  return joined(invited, { ...zoe, signing: carl.signing }, "carl");
}
function groupless(): World {
  return joined(inShare(three, bob, inviting("carl", role.READER)), carl, "carl");
}
function collided(): World {
  return joined(inShare(founded(confused(carl.user)), bob, inviting("carl", role.READER)), carl, "carl");
}
function asGroup({ group: { states } }: World): Deed {
  const { head: at, genesis } = states[0] as RosterState;
  return { operation: operation.ADD_GROUP, subject: { group: at.id, genesis, role: role.READER, groupSeq: 0 } };
}

/** Told otherwise than the chain is. */
const told = (world: World, change: Partial<Outside>, pin = inviteAt) =>
  givenOutside(world, { ...pinned(world, pin), ...change });
/** The link at a seq, signed by somebody else: its bytes, and so its hash, are the same. */
function resigned(world: World, seq: number) {
  const links = world.share.links.map((signed, place) => {
    const { bytes, link } = readSignedLink(signed);
    return place === seq
      ? encodeSignedLink(bytes, [readSignedLink(signLink(link, mallory.signing).signed).signatures[0] as never])
      : signed;
  });
  return { ...givenOutside(world, pinned(world, inviteAt)), links };
}

/** The last link is the one that was told, and the chain is as long. */
const taken = (world: World, signed: Uint8Array) => ({
  ...told(world, { seq: world.share.links.length, hash: linkHash(readSignedLink(signed).bytes) }, 0),
  links: [...world.share.links, signed],
});
const otherState = (world: World) => rewritten(made(world, bob, naming, {}, null), 10, fixedHash("state"), bob.signing);
const personalWithCarl = joined(personal, carl, "carl");

const fromOutside: Refusal[] = [
  ["told of another genesis, from outside", "WRONG_ROSTER", told(withCarl, { genesis: fixedHash("g") })],
  [
    "told of too little of the genesis, from outside",
    "WRONG_ROSTER",
    told(withCarl, { genesis: pinned(withCarl).genesis.slice(0, 15) }),
  ],
  ["told of another company, from outside", "WRONG_TENANT_HEAD", told(withCarl, { tenant: group })],
  ["told of another link, from outside", "WRONG_ROSTER_HEAD", told(withCarl, { hash: fixedHash("h") })],
  ["told of too little of a link, from outside", "WRONG_ROSTER_HEAD", told(withCarl, { hash: new Uint8Array() })],
  ["a chain that ends before the link told, from outside", "BROKEN_CHAIN", told(reading, pinned(invited), 0)],
  ["a link before the one told, signed by somebody else, from outside", "BAD_SIGNATURE", resigned(withCarl, 1)],
  [
    "the link told, by a guest who may not, from outside",
    "NOT_ALLOWED",
    taken(withCarl, made(withCarl, carl, naming, {}, null)),
  ],
  [
    "the link told, by a guest who is none, from outside",
    "NOT_ALLOWED",
    taken(reading, made(reading, carl, joining(carl), by(reading, carl), null)),
  ],
  [
    "the link told, by which a group writes where a guest is, from outside",
    "NOT_ALLOWED",
    taken(withCarl, made(withCarl, bob, giving(group, role.EDITOR), {}, null)),
  ],
  ["the link told, with another state, from outside", "WRONG_STATE", taken(withCarl, otherState(withCarl))],
  ["added by a writer, from outside", "NOT_ALLOWED", outside(withCarl, ada, adding(zoe, role.READER))],
  ["added by a reader, from outside", "NOT_ALLOWED", outside(withCarl, eve, adding(zoe, role.READER))],
  ["added by a stranger, from outside", "WRONG_AUTHOR", outside(withCarl, mallory, adding(zoe, role.READER))],
  [
    "added by an owner's name under another key, from outside",
    "WRONG_AUTHOR",
    outside(withCarl, { ...bob, signing: mallory.signing }, adding(zoe, role.READER)),
  ],
  [
    "added by a right from another seq, from outside",
    "WRONG_AUTHOR",
    outside(withCarl, bob, adding(zoe, role.READER), { as: { seq: 1 } }),
  ],
  ["added by who was removed, from outside", "WRONG_AUTHOR", outside(orphaned, bob, adding(zoe, role.READER))],
  [
    "an owner made by an administrator, from outside",
    "WRONG_AUTHOR",
    outside(orphaned, eve, giving(ada.user, role.OWNER), asAdministrator),
  ],
  [
    "an owner added by an administrator, from outside",
    "WRONG_AUTHOR",
    outside(orphaned, eve, adding(zoe, role.OWNER), { ...asAdministrator, as: { via: viaGroup(orphaned) } }),
  ],
  ["named by an administrator, from outside", "WRONG_AUTHOR", outside(withCarl, ada, naming, asAdministrator)],
  ["named by a writer, from outside", "NOT_ALLOWED", outside(withCarl, ada, naming)],
  ["an epoch by a reader, from outside", "NOT_ALLOWED", outside(carlGone, eve, epochOf(carlGone))],
  ["an epoch by a stranger, from outside", "WRONG_AUTHOR", outside(carlGone, mallory, epochOf(carlGone))],
  [
    "an epoch by an administrator, from outside",
    "WRONG_AUTHOR",
    outside(carlGone, ada, epochOf(carlGone), asAdministrator),
  ],
  ["an epoch by a guest, from outside", "NOT_ALLOWED", outside(withCarl, carl, epochOf(withCarl))],
  [
    "an epoch through a group, from outside",
    "WRONG_AUTHOR",
    outside(carlGone, zoe, epochOf(carlGone), { as: { via: viaGroup(carlGone) } }),
  ],
  [
    "an epoch that names a group which is not there, from outside",
    "NOT_ALLOWED",
    outside(carlGone, bob, epochOf(carlGone, { subject: { groups: [[fixedHash("g").slice(0, 16), 3]] } })),
  ],
  [
    "an epoch that takes a group back, from outside",
    "WENT_BACK",
    outside(carlGone, bob, epochOf(carlGone, { subject: { groups: [[group, 2]] } })),
  ],
  [
    "removed through a group, from outside",
    "WRONG_AUTHOR",
    outside(withCarl, zoe, removing(eve.user), { as: { via: viaGroup(withCarl) } }),
  ],
  [
    "removed by a stranger, of scope PERSONAL, from outside",
    "WRONG_AUTHOR",
    outside(personalWithCarl, mallory, removing(carl.user), {}, 1),
  ],
  ["nobody removed, from outside", "NOT_ALLOWED", outside(withCarl, mallory, removing(zoe.user))],
  ["oneself removed, from outside", "NOT_ALLOWED", outside(withCarl, eve, removing(eve.user))],
  ["removed by a guest, from outside", "NOT_ALLOWED", outside(withCarl, carl, removing(eve.user))],
  ["void by a guest, from outside", "NOT_ALLOWED", outside(two, carl, voiding("dora"))],
  ["left by a stranger, from outside", "WRONG_AUTHOR", outside(withCarl, mallory, leaving(mallory))],
  [
    "own keys by another key, from outside",
    "WRONG_AUTHOR",
    outside(withCarl, { ...bob, signing: mallory.signing }, owning({ ...carlLater, user: bob.user }), {
      signers: [mallory.signing, carlLater.signing],
    }),
  ],
  [
    "somebody else's keys, from outside",
    "NOT_ALLOWED",
    outside(withCarl, eve, owning({ ...carlLater, user: bob.user }), { signers: [eve.signing, carlLater.signing] }),
  ],
  ["verified by a writer, from outside", "NOT_ALLOWED", outside(suspended, ada, resuming(carl))],
  ["introduced by a writer, from outside", "NOT_ALLOWED", outside(withCarl, ada, introduced)],
  ["a lower tenant head, from outside", "WENT_BACK", outside(moved, bob, { ...naming, tenantHead: four.head })],
  [
    "another company's head, from outside",
    "WRONG_TENANT_HEAD",
    outside(withCarl, bob, { ...naming, tenantHead: { ...four.head, id: group } }),
  ],
  [
    "another state, from outside",
    "WRONG_STATE",
    { ...givenOutside(withCarl, pinned(withCarl, inviteAt)), links: [...withCarl.share.links, otherState(withCarl)] },
  ],
];

/** What a guest takes that the company would not: what only its own rosters say. */
const seenByTheCompanyAlone: Cases["golden"] = [
  {
    name: "added by an owner whom the company has suspended, from outside",
    given: outside(bobSuspended, bob, adding(zoe, role.READER)),
  },
  {
    name: "added by keys that the company does not state, from outside",
    given: outside(withCarl, bob, adding({ ...zoe, signing: mallory.signing }, role.READER)),
  },
  {
    name: "removed by a stranger, taken for an administrator, from outside",
    given: outside(withCarl, mallory, removing(eve.user)),
  },
  {
    name: "void by a stranger, taken for an administrator, from outside",
    given: outside(two, mallory, voiding("dora")),
  },
  {
    name: "removed by a reader, taken for an administrator, from outside",
    given: outside(withCarl, eve, removing(ada.user)),
  },
  { name: "an epoch while none is due, from outside", given: outside(withCarl, bob, epochOf(withCarl)) },
  {
    name: "introduced as somebody else than the company states, from outside",
    given: outside(withCarl, bob, persons([[ada.user, fixedHash("p")]])),
  },
  {
    name: "told of sixteen bytes, from outside",
    given: told(withCarl, {
      genesis: pinned(withCarl).genesis.slice(0, 16),
      hash: pinned(withCarl, inviteAt).hash.slice(0, 16),
    }),
  },
];

const refused: readonly Refusal[] = [...invitations, ...joins, ...deeds, ...keys, ...others, ...fromOutside];

export const guestLinkCases: Cases = {
  section: "§4.12",
  golden: [...goldenGuests, ...seenByTheCompanyAlone],
  negative: refused.map(([name, error, given]) => ({ name, given, error })),
};
