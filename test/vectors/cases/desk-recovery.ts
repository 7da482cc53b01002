/** Staff in a company's recovery group, and administrators by break-glass, who are not. */
import { makeGroupGenesis } from "../../../src/crypto/client/group-link.ts";
import { signLink } from "../../../src/crypto/client/sign.ts";
import { deskRight } from "../../../src/crypto/desk-terms.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { codeOf, findMember, findStaff, stateRoot } from "../../../src/crypto/roster-state.ts";
import { groupClass, role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { bob, eve, fixedWraps } from "./company.ts";
import type { Deed } from "./desk-forging.ts";
import { accepting, breaking, dismissing, hour, kim, later, leo, resuming, staffing, takingOff } from "./desk-world.ts";
import { ada, type Cases, fixedHash, fixedId, time } from "./fixed.ts";
import {
  adding,
  code,
  coding,
  custodian,
  empty,
  inNextEpoch,
  inRecovery,
  keyed,
  keysOf,
  type RecoveryWorld,
  recoveryGroup,
  removing,
  temporary,
} from "./recovery-world.ts";
import { inTenant, last, longer, type Person, renewed } from "./share-world.ts";

type Act = Parameters<typeof inTenant>[2];
/** When everything here is signed in the company, a millisecond behind what asks for a break-glass: the desk has no hours. */
const now = time + 101 + keyed.share.links.length;
/** One after the other. */
const company = (world: RecoveryWorld, ...acts: readonly (readonly [who: Person, act: Act])[]): RecoveryWorld =>
  acts.reduce((its, [who, act]) => inTenant(its, who, act, act.operation === operation.BREAK_GLASS ? 0 : 1), world);

const opening = [ada, accepting(kim, deskRight.INVITE + deskRight.BREAK_GLASS, 0)] as const;
const staffed = [opening, [kim, staffing(leo)]] as const;
/** Ada keeps the group, Eve is in it, and there is a code; Kim and Leo are at a desk. */
export const looked = company(keyed, ...staffed);
const added = inRecovery(looked, ada, adding(leo));
const leoLater = later(leo, "leo");
const left = inRecovery(added, leo, { operation: operation.LEAVE, subject: { user: leo.user } });
const takenOff = company(added, [kim, takingOff(leo)]);
const onAgain = company(takenOff, [kim, staffing(leo)]);
const rekeyed = renewed(added, leo, leoLater);
const beforeKey = company(empty, ...staffed);
const addedBeforeKey = inRecovery(
  inRecovery(inRecovery(beforeKey, ada, adding(ada)), eve, custodian(ada)),
  ada,
  adding(leo),
);
const offBefore = company(looked, [kim, takingOff(leo)], [kim, staffing(leo)]);

/** Bob is an administrator by break-glass. */
const glass = company(looked, [leo, breaking(now, now + hour)]);
const marked = company(glass, [
  kim,
  { operation: operation.ROLE, subject: { user: bob.user, role: role.ADMINISTRATOR } },
]);
const markedBeforeKey = company(
  beforeKey,
  [leo, breaking(now, now + hour)],
  [kim, { operation: operation.ROLE, subject: { user: bob.user, role: role.ADMINISTRATOR } }],
);
/** And he makes a group of his own in its place. */
const ofBob: RecoveryWorld = (() => {
  const by = { user: bob.user, signing: bob.signing, time: now };
  const group = fixedId("recovery group of Bob");
  const genesis = makeGroupGenesis(last(marked.tenant), by, { group, class: groupClass.RECOVERY, name: null });
  const subject = { group, class: groupClass.RECOVERY, genesis: genesis.hash };
  const named = company(marked, [bob, { operation: operation.NEW_GROUP, subject }]);
  return { ...named, group: longer({ links: [], states: [] }, genesis) };
})();
const codedByBob = inRecovery(ofBob, bob, coding(code));
const codedByAda = inRecovery(markedBeforeKey, ada, coding(code));
const suspendedAda = company(glass, [kim, { operation: operation.SUSPEND, subject: { user: ada.user } }]);
const eveToo = inRecovery(looked, ada, custodian(eve));
const markedCustodian = company(
  company(eveToo, [leo, breaking(now, now + hour)]),
  [kim, { operation: operation.SUSPEND, subject: { user: ada.user } }],
  [kim, resuming(ada)],
);
const unmarked = company(
  markedCustodian,
  [eve, { operation: operation.ROLE, subject: { user: ada.user, role: role.USER } }],
  [eve, { operation: operation.ROLE, subject: { user: ada.user, role: role.ADMINISTRATOR } }],
);

const golden: Readonly<Record<string, RecoveryWorld>> = {
  "staff added by a custodian": added,
  "staff added by the code": inRecovery(looked, eve, adding(leo), { code: code.signing }),
  "a keeper of the desk added": inRecovery(looked, ada, adding(kim)),
  "staff added while it has no key": addedBeforeKey,
  "a first key, for staff too": inNextEpoch(addedBeforeKey, ada),
  "a key for staff too": inNextEpoch(inRecovery(added, ada, removing(eve)), ada),
  "staff who leave: due": left,
  "a key without who left": inNextEpoch(left, ada),
  "staff removed: due": inRecovery(added, ada, removing(leo)),
  "staff taken off the desk: due, and no recipient": takenOff,
  "a key without who was taken off": inNextEpoch(takenOff, ada),
  "taken off the desk and on again: due still, and no recipient": onAgain,
  "by other keys at the desk: due, and no recipient": rekeyed,
  "added anew by other keys": inRecovery(
    inNextEpoch(inRecovery(rekeyed, ada, removing(leoLater)), ada),
    ada,
    adding(leoLater),
  ),
  "the desk dismissed: due, and no recipient": company(added, [ada, dismissing()]),
  "who was taken off, removed": inRecovery(takenOff, ada, removing(leo)),
  "a marked administrator: no recipient of a group that they are not in": marked,
  "a marked custodian: due, no recipient and no custodian": markedCustodian,
  "a key without a marked custodian": inNextEpoch(markedCustodian, eve),
  "a marked custodian who leaves": inRecovery(markedCustodian, ada, {
    operation: operation.LEAVE,
    subject: { user: ada.user },
  }),
  "marked no more: a custodian again, and due": unmarked,
  "a custodian who is suspended under break-glass": suspendedAda,
  "a code by who is marked, in a group of theirs": codedByBob,
  "a first key by it": inNextEpoch(codedByBob, bob, { code: code.signing }),
  "a code by who is not marked, in a group of who is": inRecovery(ofBob, ada, coding(code)),
};

interface Means {
  readonly right?: "tenant" | "group" | number;
  readonly code?: typeof code;
}

/** A link that goes on from a recovery group and may be anything. */
function forced(world: RecoveryWorld, who: Person, deed: Deed, { right = "group", code: by }: Means = {}) {
  const [state, tenant] = [last(world.group), last(world.tenant)];
  const inCompany = findMember(tenant, who.user) ?? findStaff(tenant, who.user);
  const seq = typeof right === "number" ? right : (right === "tenant" ? inCompany : findMember(state, who.user))?.seq;
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
  let root = stateRoot(state);
  try {
    root = stateRoot(enact(state, draft, tenant));
  } catch {}
  const signers = [who.signing, ...(by ? [by.signing] : [])];
  const { signed } = signLink({ ...draft, state: root } as Link, ...signers);
  return { tenantLinks: world.tenant.links, links: [...world.group.links, signed], groups: [] };
}

const givenOf = ({ tenant, group }: RecoveryWorld) => ({ tenantLinks: tenant.links, links: group.links, groups: [] });
const epochOf = ({ group }: RecoveryWorld, count: number): Deed => ({
  operation: operation.NEW_EPOCH,
  subject: { xwingKeyHash: fixedHash("recovery key") },
  epoch: (last(group).epoch?.epoch ?? 0) + 1,
  commitment: fixedHash("another commitment"),
  wraps: wrapSet(fixedWraps(ada as never, eve, bob, kim as never).slice(0, count)),
});
const codeSeqOf = ({ group }: RecoveryWorld) => codeOf(last(group))?.seq ?? 0;
const dueByEve = inRecovery(added, ada, removing(eve));
const byEve = inRecovery(added, ada, custodian(eve));
const owning = (who: Person): Deed => ({ operation: operation.OWN_KEYS, subject: keysOf(who) });
const refusals: readonly (readonly [name: string, error: string, given: object])[] = [
  ["added by a member", "NOT_ALLOWED", forced(looked, eve, adding(leo))],
  ["added by staff who are in it", "WRONG_AUTHOR", forced(added, leo, adding(kim))],
  ["added by a keeper of the desk", "WRONG_AUTHOR", forced(looked, kim, adding(leo), { right: "tenant" })],
  ["added by staff while it has no key", "WRONG_AUTHOR", forced(beforeKey, kim, adding(leo), { right: "tenant" })],
  ["added by keys that the company does not state", "WRONG_KEYS", forced(looked, ada, adding(leoLater))],
  ["added by another's keys at the desk", "WRONG_KEYS", forced(looked, ada, adding({ ...leo, signing: kim.signing }))],
  [
    "added by another X-Wing key",
    "WRONG_KEYS",
    forced(looked, ada, adding({ ...leo, xwingKeyHash: kim.xwingKeyHash })),
  ],
  ["added twice", "NOT_ALLOWED", forced(added, ada, adding(leo))],
  ["added who is at no desk", "NOT_ALLOWED", forced(keyed, ada, adding(leo))],
  ["added who was taken off the desk", "NOT_ALLOWED", forced(company(looked, [kim, takingOff(leo)]), ada, adding(leo))],
  ["added by a key under which they were taken off before", "NOT_ALLOWED", forced(offBefore, ada, adding(leo))],
  ["staff made a custodian", "NOT_ALLOWED", forced(added, ada, custodian(leo))],
  ["a role by staff", "WRONG_AUTHOR", forced(byEve, leo, temporary(eve))],
  ["removed by staff", "WRONG_AUTHOR", forced(added, leo, removing(eve))],
  ["a code by staff", "WRONG_AUTHOR", forced(added, leo, coding(null))],
  ["a key by staff", "WRONG_AUTHOR", forced(dueByEve, leo, epochOf(dueByEve, 3))],
  ["removed by the code and staff", "WRONG_AUTHOR", forced(added, leo, removing(eve), { code, right: 4 })],
  ["other keys, followed by staff", "NOT_ALLOWED", { ...forced(rekeyed, leo, owning(leoLater)), ...signedTwice() }],
  [
    "left by a key of before",
    "WRONG_AUTHOR",
    forced(rekeyed, leo, { operation: operation.LEAVE, subject: { user: leo.user } }),
  ],
  [
    "left who was taken off the desk",
    "WRONG_AUTHOR",
    forced(takenOff, leo, { operation: operation.LEAVE, subject: { user: leo.user } }),
  ],
  [
    "somebody else leaves, by staff",
    "NOT_ALLOWED",
    forced(added, leo, { operation: operation.LEAVE, subject: { user: eve.user } }),
  ],
  ["a key with a wrap for who was taken off", "NOT_ALLOWED", forced(takenOff, ada, epochOf(takenOff, 4))],
  ["a key with a wrap for who is on again", "NOT_ALLOWED", forced(onAgain, ada, epochOf(onAgain, 4))],

  ["a marked administrator added", "NOT_ALLOWED", forced(marked, ada, adding(bob))],
  [
    "added by who is marked, while it has no key",
    "NOT_ALLOWED",
    forced(markedBeforeKey, bob, adding(eve), { right: "tenant" }),
  ],
  [
    "a code by who is marked, in a group of before",
    "NOT_ALLOWED",
    forced(markedBeforeKey, bob, coding(code), { right: "tenant" }),
  ],
  [
    "no code by who is marked, in a group of before",
    "NOT_ALLOWED",
    forced(codedByAda, bob, coding(null), { right: "tenant" }),
  ],
  [
    "a first key by the code and who is marked, in a group of before",
    "NOT_ALLOWED",
    forced(codedByAda, bob, epochOf(codedByAda, 1), { code, right: codeSeqOf(codedByAda) }),
  ],
  ["added by a custodian who is marked", "NOT_ALLOWED", forced(markedCustodian, ada, adding(leo))],
  ["removed by a custodian who is marked", "NOT_ALLOWED", forced(markedCustodian, ada, removing(eve))],
  ["removed by the code and who is marked", "NOT_ALLOWED", forced(marked, bob, removing(eve), { code, right: 4 })],
  ["a key by a custodian who is marked", "NOT_ALLOWED", forced(markedCustodian, ada, epochOf(markedCustodian, 2))],
  [
    "a key by the code and who is marked",
    "NOT_ALLOWED",
    forced(markedCustodian, ada, epochOf(markedCustodian, 2), { code, right: 4 }),
  ],
  ["a key with a wrap for who is marked", "NOT_ALLOWED", forced(markedCustodian, eve, epochOf(markedCustodian, 3))],
  [
    "made a custodian who is marked",
    "NOT_ALLOWED",
    forced(inRecovery(markedCustodian, eve, temporary(ada)), eve, custodian(ada)),
  ],
  ["the last custodian who is not marked made a member, without a code", "NOT_ALLOWED", lastUnmarked()],
];

/** Signed by the old pair and the new, as other keys are. */
function signedTwice() {
  const world = rekeyed;
  const [state, tenant] = [last(world.group), last(world.tenant)];
  const link = {
    kind: rosterKind.GROUP,
    roster: recoveryGroup,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    wraps: null,
    cut: null,
    tenantHead: tenant.head,
    author: { user: leo.user, key: leo.signing.publicKey, seq: findMember(state, leo.user)?.seq ?? 0 },
    time: time + 600,
    ...owning(leoLater),
    state: stateRoot(state),
  } as Link;
  return { links: [...world.group.links, signLink(link, leo.signing, leoLater.signing).signed] };
}

function lastUnmarked() {
  const without = inRecovery(eveToo, ada, coding(null));
  const world = company(
    company(without, [leo, breaking(now, now + hour)]),
    [kim, { operation: operation.SUSPEND, subject: { user: ada.user } }],
    [kim, resuming(ada)],
  );
  return forced(world, eve, temporary(eve));
}

export const deskRecoveryCases: Cases = {
  section: "§4.13",
  golden: Object.entries(golden).map(([name, world]) => ({ name, given: givenOf(world) })),
  negative: refusals.map(([name, error, given]) => ({ name, given, error })),
};
