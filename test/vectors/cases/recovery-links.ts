/** What a recovery group's chain may hold, and what not, rule by rule. */
import { sign, signLink } from "../../../src/crypto/client/sign.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { codeOf, findMember, stateRoot } from "../../../src/crypto/roster-state.ts";
import { encodeSignedLink, openSignedLink } from "../../../src/crypto/signed-link.ts";
import { groupClass, role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { bob, eve, fixedWraps, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, fixedOwnKeys, mallory, time, vaultHeadOf } from "./fixed.ts";
import { rewritten } from "./forging.ts";
import {
  adding,
  code,
  codeKeysOf,
  coding,
  company,
  custodian,
  empty,
  followedInRecovery,
  inNextEpoch,
  inRecovery,
  keyed,
  keysOf,
  laterCode,
  recoveryGroup,
  removing,
  staffed,
  temporary,
} from "./recovery-world.ts";
import { inTenant, last, type Person, before as plain, renewed, type World } from "./share-world.ts";

type Deed = { readonly operation: number; readonly subject: unknown } & Partial<Omit<Link, "operation" | "subject">>;
interface Means {
  /** By the code that these keys follow from. */
  readonly code?: typeof code;
  /** By the seq of the tenant's entry, of the group's, or another. */
  readonly right?: "tenant" | "group" | number;
  readonly signers?: readonly Person["signing"][];
}

/** A link that goes on from a recovery group and may be anything. */
export function forced(world: World, who: Person, deed: Deed, means: Means = {}) {
  const [state, tenant] = [last(world.group), last(world.tenant)];
  const isOwn = state.epoch !== null || deed.operation === operation.LEAVE;
  const { code: by, right = isOwn ? "group" : "tenant" } = means;
  const member = findMember(right === "tenant" ? tenant : state, who.user);
  const seq = typeof right === "number" ? right : by ? codeOf(state)?.seq : member?.seq;
  const draft = {
    kind: rosterKind.GROUP,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    wraps: null,
    cut: null,
    tenantHead: tenant.head,
    author: { user: who.user, key: who.signing.publicKey, seq: seq ?? 0, ...(by && { code: by.signing.publicKey }) },
    time: time + 600,
    ...deed,
  } as Link;
  const signers = means.signers ?? [who.signing, ...(by ? [by.signing] : [])];
  return goingOn(world, signLink({ ...draft, state: rootOr(draft, world) } as Link, ...signers).signed);
}

function rootOr(draft: Link, world: World) {
  try {
    return stateRoot(enact(last(world.group), draft, last(world.tenant)));
  } catch {
    return stateRoot(last(world.group));
  }
}

const givenOf = ({ tenant, group }: World) => ({ tenantLinks: tenant.links, links: group.links, groups: [] });
const goingOn = (world: World, ...signed: Uint8Array[]) => ({
  ...givenOf(world),
  links: [...world.group.links, ...signed],
});
const genesisWith = (world: World, who: Person, subject: object) => {
  const { link } = openSignedLink(world.group.links[0] as Uint8Array);
  const author = {
    user: who.user,
    key: who.signing.publicKey,
    seq: findMember(last(world.tenant), who.user)?.seq ?? 0,
  };
  return { ...givenOf(world), links: [signLink({ ...link, author, subject } as Link, who.signing).signed] };
};
/** The world's last link with a position replaced, signed again as it stands. */
const changed = (world: World, position: number, value: unknown, ...signers: Person["signing"][]) => {
  const good = world.group.links[world.group.links.length - 1] as Uint8Array;
  return {
    ...givenOf(world),
    links: [...world.group.links.slice(0, -1), rewritten(good, position, value, ...signers)],
  };
};
/** The world's last link, signed by these alone. */
const signedBy = (world: World, ...signers: Person["signing"][]) => {
  const { bytes } = openSignedLink(world.group.links[world.group.links.length - 1] as Uint8Array);
  const signed = encodeSignedLink(
    bytes,
    signers.map((pair) => sign("link", bytes, pair)),
  );
  return { ...givenOf(world), links: [...world.group.links.slice(0, -1), signed] };
};

const on = ({ user }: Person) => ({ user });
const byCode = { code };
const adaLater = { user: ada.user, ...fixedOwnKeys("ada, in recovery") };
const leaving = (who: Person): Deed => ({ operation: operation.LEAVE, subject: on(who) });
const roleOf = (who: Person, its: number): Deed => ({ operation: operation.ROLE, subject: { ...on(who), role: its } });
const owning = (who: Person & { readonly xwingKeyHash: typeof ada.xwingKeyHash }): Deed => ({
  operation: operation.OWN_KEYS,
  subject: keysOf(who),
});
const epochOf = ({ group, tenant }: World, change: object = {}): Deed => ({
  operation: operation.NEW_EPOCH,
  subject: { xwingKeyHash: fixedHash("recovery key") },
  epoch: (last(group).epoch?.epoch ?? 0) + 1,
  commitment: fixedHash(`commitment of ${tenant.links.length}`),
  wraps: wrapSet(fixedWraps(ada as never, eve, bob)),
  ...change,
});
const demoting = (who: Person) => ({ operation: operation.ROLE, subject: { ...on(who), role: role.USER } }) as const;
const suspending = (who: Person) => ({ operation: operation.SUSPEND, subject: on(who) }) as const;

const withBob = inTenant(keyed, eve, {
  operation: operation.ROLE,
  subject: { user: bob.user, role: role.ADMINISTRATOR },
});
const added = inRecovery(withBob, ada, adding(bob));
const addedByCode = inRecovery(withBob, eve, adding(bob), { code: code.signing });
const twoCustodians = inRecovery(keyed, ada, custodian(eve));
const withoutCode = inRecovery(keyed, ada, coding(null));
const codeAlone = inRecovery(twoCustodians, ada, coding(laterCode));
const onlyCode = inRecovery(keyed, eve, removing(ada), { code: code.signing });
const adaGone = inRecovery(twoCustodians, eve, removing(ada));
const demoted = inTenant(twoCustodians, eve, demoting(ada));
const rekeyed = renewed(twoCustodians, ada, adaLater);
const unkeyedCode = inRecovery(empty, ada, coding(code));
const firstByCode = inNextEpoch(unkeyedCode, eve, { code: code.signing });

export const goldenRecovery = {
  "a genesis, named": empty,
  "two members, a custodian and a code, without a key": staffed,
  "taken out while it has no key": inRecovery(staffed, eve, removing(eve)),
  "the code dropped while it has no key": inRecovery(staffed, eve, coding(null)),
  "a first key": keyed,
  "a first key by the code, without members": firstByCode,
  "added by a custodian": added,
  "added by the code, by an administrator who is in it, too": addedByCode,
  "made a custodian": twoCustodians,
  "made a member again": inRecovery(twoCustodians, eve, temporary(ada)),
  "the code dropped: due": withoutCode,
  "a code behind the key: not due": inRecovery(inNextEpoch(withoutCode, ada), ada, coding(laterCode)),
  "another code: due": codeAlone,
  "another code by the one of before": inRecovery(keyed, eve, coding(laterCode), { code: code.signing }),
  "a member removed: due": inRecovery(keyed, ada, removing(eve)),
  "the last custodian removed, by the code": onlyCode,
  "the last custodian made a member, beside a code": inRecovery(keyed, ada, temporary(ada)),
  "left, the last custodian, beside a code": inRecovery(keyed, ada, leaving(ada) as never),
  "a second key": inNextEpoch(inRecovery(keyed, ada, removing(eve)), ada),
  "a second key by the code": inNextEpoch(onlyCode, eve, { code: code.signing }),
  "a custodian who is a user by now: due": demoted,
  "a second key without them": inNextEpoch(demoted, eve),
  "removed who is a user by now": inRecovery(demoted, eve, removing(ada)),
  "left who is a user by now": inRecovery(demoted, ada, leaving(ada) as never),
  "other keys in the company: due": rekeyed,
  "other keys, followed": followedInRecovery(rekeyed, ada, adaLater),
};

type Refusal = readonly [name: string, error: string, given: object];

const founding: Refusal[] = [
  ["a name", "NOT_ALLOWED", genesisWith(empty, ada, { class: groupClass.RECOVERY, name: fixedHash("name") })],
  ["founded by a user", "NOT_ALLOWED", genesisWith(empty, bob, { class: groupClass.RECOVERY, name: null })],
  ["a class that is not known", "UNSUPPORTED", changed(empty, 6, [4, null], ada.signing)],
  [
    "a name for it later",
    "NOT_ALLOWED",
    forced(staffed, ada, { operation: operation.NAME, subject: { name: fixedHash("name") } }),
  ],
  [
    "behind a genesis that the company names as one of another class",
    "NOT_ALLOWED",
    (() => {
      const { genesis } = last(empty.group);
      const subject = { group: recoveryGroup, class: groupClass.NAMED, genesis };
      const world = inTenant({ ...company, group: empty.group }, ada, { operation: operation.NEW_GROUP, subject });
      return forced(world, ada, adding(ada));
    })(),
  ],
  [
    "behind its end",
    "NOT_ALLOWED",
    forced(
      inTenant(keyed, eve, { operation: operation.END_GROUP, subject: { group: recoveryGroup } }),
      ada,
      removing(eve),
    ),
  ],
];

const acting: Refusal[] = [
  ["added by a user, without a key", "NOT_ALLOWED", forced(staffed, bob, adding(eve))],
  ["a code by a user, without a key", "NOT_ALLOWED", forced(empty, bob, coding(code))],
  [
    "added by an administrator who is not in it",
    "WRONG_AUTHOR",
    forced(withBob, bob, adding(bob), { right: "tenant" }),
  ],
  [
    "added by an administrator by the right in the company",
    "WRONG_AUTHOR",
    forced(withBob, eve, adding(bob), { right: "tenant" }),
  ],
  [
    "added by a custodian by the right in the company",
    "WRONG_AUTHOR",
    forced(withBob, ada, adding(bob), { right: "tenant" }),
  ],
  ["added by a member", "NOT_ALLOWED", forced(withBob, eve, adding(bob))],
  ["removed by a member", "NOT_ALLOWED", forced(keyed, eve, removing(ada))],
  ["made a custodian by a member", "NOT_ALLOWED", forced(keyed, eve, custodian(eve))],
  ["a code by a member", "NOT_ALLOWED", forced(keyed, eve, coding(laterCode))],
  ["removed by somebody who is a custodian no more", "WRONG_AUTHOR", forced(adaGone, ada, removing(eve), { right: 3 })],
  ["removed by a custodian who is a user by now", "NOT_ALLOWED", forced(demoted, ada, removing(eve))],
  [
    "removed by a custodian who is suspended",
    "WRONG_AUTHOR",
    forced(inTenant(twoCustodians, eve, suspending(ada)), ada, removing(eve)),
  ],
  ["removed by a custodian by keys of before", "WRONG_AUTHOR", forced(rekeyed, ada, removing(eve))],
  ["removed by a custodian who has not followed their keys", "WRONG_AUTHOR", forced(rekeyed, adaLater, removing(eve))],
];

const byTheCode: Refusal[] = [
  ["added by the code while it has no key", "WRONG_AUTHOR", forced(staffed, ada, adding(eve), byCode)],
  ["removed by the code while it has no key", "WRONG_AUTHOR", forced(staffed, ada, removing(eve), byCode)],
  ["by a code, where there is none", "WRONG_AUTHOR", forced(withoutCode, ada, removing(eve), { code, right: "group" })],
  ["by a code that was replaced", "WRONG_AUTHOR", forced(codeAlone, ada, removing(eve), byCode)],
  [
    "by a code that was dropped, and its seq of then",
    "WRONG_AUTHOR",
    forced(withoutCode, ada, removing(eve), { code, right: 4 }),
  ],
  ["by another code", "WRONG_AUTHOR", forced(keyed, ada, removing(eve), { code: laterCode })],
  ["by the code and the right of a member", "WRONG_AUTHOR", forced(keyed, ada, removing(eve), { code, right: 3 })],
  ["by the code and a user", "NOT_ALLOWED", forced(keyed, bob, removing(eve), byCode)],
  ["by the code and a custodian who is a user by now", "NOT_ALLOWED", forced(demoted, ada, removing(eve), byCode)],
  ["by the code and somebody of no company", "WRONG_AUTHOR", forced(keyed, mallory, removing(eve), byCode)],
  ["by the code, whose signature is missing", "MALFORMED", signedBy(addedByCode, eve.signing)],
  ["by the code, signed by another one", "BAD_SIGNATURE", signedBy(addedByCode, eve.signing, laterCode.signing)],
  ["by the code, signed by it first", "BAD_SIGNATURE", signedBy(addedByCode, code.signing, eve.signing)],
  ["by the code, signed by it twice", "MALFORMED", signedBy(addedByCode, eve.signing, code.signing, code.signing)],
  ["signed by a code that it does not name", "MALFORMED", signedBy(added, ada.signing, code.signing)],
  ["left by the code", "UNSUPPORTED", forced(keyed, ada, leaving(ada), byCode)],
  ["own keys by the code", "UNSUPPORTED", forced(rekeyed, ada, owning(adaLater), byCode)],
  [
    "a key of 31 bytes as via",
    "MALFORMED",
    changed(added, 13, [ada.user, ada.signing.publicKey, 3, [new Uint8Array(31)]], ada.signing),
  ],
  [
    "a via of two positions",
    "MALFORMED",
    changed(added, 13, [ada.user, ada.signing.publicKey, 3, [code.signing.publicKey, 4]], ada.signing),
  ],
  ["a via of none", "MALFORMED", changed(added, 13, [ada.user, ada.signing.publicKey, 3, []], ada.signing)],
  [
    "through another group, as in a share",
    "UNSUPPORTED",
    changed(added, 13, [ada.user, ada.signing.publicKey, 3, [recoveryGroup, 4, fixedHash("link")]], ada.signing),
  ],
];

const members: Refusal[] = [
  ["a user added", "NOT_ALLOWED", forced(staffed, ada, adding(bob))],
  ["somebody of no company added", "NOT_ALLOWED", forced(staffed, ada, adding(mallory))],
  ["a user added by a custodian", "NOT_ALLOWED", forced(keyed, ada, adding(zoe))],
  [
    "an administrator added who is suspended",
    "NOT_ALLOWED",
    forced(inTenant(withBob, eve, suspending(bob)), ada, adding(bob)),
  ],
  [
    "keys that the company does not state",
    "WRONG_KEYS",
    forced(withBob, ada, adding({ ...bob, signing: mallory.signing })),
  ],
  [
    "an X-Wing key that the company does not state",
    "WRONG_KEYS",
    forced(withBob, ada, adding({ ...bob, xwingKeyHash: mallory.xwingKeyHash })),
  ],
  ["added twice", "NOT_ALLOWED", forced(added, ada, adding(bob))],
  [
    "added with a cut",
    "NOT_ALLOWED",
    forced(withBob, ada, { ...adding(bob), cut: cutRoot([vaultHeadOf("business")]) }),
  ],
  ["added with wraps", "NOT_ALLOWED", forced(withBob, ada, { ...adding(bob), wraps: wrapSet(fixedWraps(bob)) })],
  ["added with another epoch", "WRONG_EPOCH", forced(withBob, ada, { ...adding(bob), epoch: 2 })],
  ["removed who is no member", "NOT_ALLOWED", forced(keyed, ada, removing(bob))],
  ["the last custodian removed, without a code", "NOT_ALLOWED", forced(withoutCode, ada, removing(ada))],
  ["the last custodian made a member, without a code", "NOT_ALLOWED", forced(withoutCode, ada, temporary(ada))],
  ["left, the last custodian, without a code", "NOT_ALLOWED", forced(withoutCode, ada, leaving(ada))],
  [
    "the last custodian who can act removed, beside one who cannot",
    "NOT_ALLOWED",
    forced(inTenant(inRecovery(twoCustodians, ada, coding(null)), eve, demoting(ada)), eve, removing(eve)),
  ],
  ["left by somebody else", "NOT_ALLOWED", forced(keyed, ada, leaving(eve))],
  ["a role that they have", "NOT_ALLOWED", forced(keyed, ada, custodian(ada))],
  ["a role for nobody's member", "NOT_ALLOWED", forced(keyed, ada, custodian(bob))],
  ["a user made a custodian", "NOT_ALLOWED", forced(inTenant(added, ada, demoting(bob)), ada, custodian(bob))],
  [
    "somebody by keys of before made a custodian",
    "NOT_ALLOWED",
    forced(renewed(keyed, eve, { user: eve.user, ...fixedOwnKeys("eve, later") }), ada, custodian(eve)),
  ],
  ["a role of an administrator", "UNSUPPORTED", forced(keyed, ada, roleOf(eve, role.ADMINISTRATOR))],
  [
    "own keys that the company does not state",
    "WRONG_KEYS",
    forced(twoCustodians, ada, owning(adaLater), { signers: [ada.signing, adaLater.signing] }),
  ],
  [
    "somebody else's keys",
    "NOT_ALLOWED",
    forced(rekeyed, eve, owning(adaLater), { signers: [eve.signing, adaLater.signing] }),
  ],
];

const codes: Refusal[] = [
  ["no code dropped", "NOT_ALLOWED", forced(empty, ada, coding(null))],
  ["the code set that there is", "NOT_ALLOWED", forced(keyed, ada, coding(code))],
  [
    "a code with the signing key of the one before",
    "NOT_ALLOWED",
    forced(keyed, ada, coding({ ...laterCode, signing: code.signing })),
  ],
  [
    "a code with the X-Wing key of the one before",
    "NOT_ALLOWED",
    forced(keyed, ada, coding({ ...laterCode, xwingKeyHash: code.xwingKeyHash })),
  ],
  [
    "a code with a member's signing key",
    "NOT_ALLOWED",
    forced(keyed, ada, coding({ ...laterCode, signing: eve.signing })),
  ],
  ["a code that was replaced, again", "NOT_ALLOWED", forced(codeAlone, ada, coding(code))],
  ["a code that was dropped, again", "NOT_ALLOWED", forced(withoutCode, ada, coding(code))],
  ["the code dropped where no custodian is", "NOT_ALLOWED", forced(onlyCode, eve, coding(null), byCode)],
  [
    "the code dropped where no custodian can act",
    "NOT_ALLOWED",
    forced(inTenant(keyed, eve, suspending(ada)), eve, coding(null), byCode),
  ],
  ["a code of one key", "MALFORMED", forcedRaw(keyed, [[fixedHash("key")]])],
  ["a code that is a key", "MALFORMED", forcedRaw(keyed, [laterCode.signing.publicKey])],
  [
    "a code, not in its array",
    "MALFORMED",
    forcedRaw(keyed, [codeKeysOf(laterCode).xwingKeyHash, codeKeysOf(laterCode).signingKey]),
  ],
];

/** A `CODE` whose subject is what is given. */
function forcedRaw(world: World, subject: unknown) {
  const given = forced(world, ada, coding(laterCode));
  const good = given.links[given.links.length - 1] as Uint8Array;
  return { ...given, links: [...world.group.links, rewritten(good, 6, subject, ada.signing)] };
}

const epochs: Refusal[] = [
  ["a key by a member", "NOT_ALLOWED", forced(staffed, eve, epochOf(staffed), { right: "group" })],
  [
    "a key by an administrator who is not in it",
    "WRONG_AUTHOR",
    forced(unkeyedCode, eve, epochOf(unkeyedCode), { right: "tenant" }),
  ],
  [
    "a key by a custodian by the right in the company",
    "WRONG_AUTHOR",
    forced(staffed, ada, epochOf(staffed), { right: "tenant" }),
  ],
  ["a key by the code and a user", "NOT_ALLOWED", forced(staffed, bob, epochOf(staffed), byCode)],
  ["a key by another code", "WRONG_AUTHOR", forced(staffed, ada, epochOf(staffed), { code: laterCode })],
  ["a key without wraps", "NOT_ALLOWED", forced(staffed, ada, epochOf(staffed, { wraps: null }), { right: "group" })],
  [
    "a key that a member is left out of",
    "NOT_ALLOWED",
    forced(staffed, ada, epochOf(staffed, { wraps: wrapSet(fixedWraps(eve, bob)) }), { right: "group" }),
  ],
  [
    "a key for one more",
    "NOT_ALLOWED",
    forced(staffed, ada, epochOf(staffed, { wraps: wrapSet(fixedWraps(ada as never, eve, bob, zoe)) }), {
      right: "group",
    }),
  ],
  [
    "a key with a cut",
    "NOT_ALLOWED",
    forced(staffed, ada, epochOf(staffed, { cut: cutRoot([vaultHeadOf("business")]) }), { right: "group" }),
  ],
  ["a first key of epoch 2", "WRONG_EPOCH", forced(staffed, ada, epochOf(staffed, { epoch: 2 }), { right: "group" })],
  ["a second key that is not due", "NOT_ALLOWED", forced(keyed, ada, epochOf(keyed))],
  [
    "a second key that is the first",
    "WRONG_EPOCH",
    forced(
      onlyCode,
      eve,
      epochOf(onlyCode, { commitment: last(onlyCode.group).epoch?.commitment, wraps: wrapSet(fixedWraps(eve, bob)) }),
      byCode,
    ),
  ],
  ["a second key by a member", "NOT_ALLOWED", forced(inTenant(added, ada, suspending(bob)), eve, epochOf(added))],
  ["a second key by a custodian who is a user by now", "NOT_ALLOWED", forced(demoted, ada, epochOf(demoted))],
  ["a second key for a custodian who is a user by now", "NOT_ALLOWED", forced(demoted, eve, epochOf(demoted))],
  ["a second key by the code of before", "WRONG_AUTHOR", forced(codeAlone, ada, epochOf(codeAlone), byCode)],
];

/** What recovery groups have, and no other group. */
const named = { ...plain, group: plain.group } satisfies World;
const elsewhere: Refusal[] = [
  ["a code in a group of another class", "NOT_ALLOWED", forced(named, ada, coding(code), { right: "tenant" })],
  ["a role in a group of another class", "NOT_ALLOWED", forced(named, ada, custodian(bob), { right: "tenant" })],
  ["by a code in a group of another class", "WRONG_AUTHOR", forced(named, ada, adding(eve), { code, right: 0 })],
  [
    "a key by a code in a group of another class",
    "WRONG_AUTHOR",
    forced(named, bob, epochOf(named), { code, right: 1 }),
  ],
];

export const recoveryLinkCases: Cases = {
  section: "§4.13",
  golden: Object.entries(goldenRecovery).map(([name, world]) => ({ name, given: givenOf(world) })),
  negative: [...founding, ...acting, ...byTheCode, ...members, ...codes, ...epochs, ...elsewhere].map(
    ([name, error, given]) => ({ name, given, error }),
  ),
};
