import { signLink } from "../../../src/crypto/client/sign.ts";
import type { Id, SigningPair } from "../../../src/crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { applyLink } from "../../../src/crypto/roster.ts";
import { findInvitation, findMember, type RosterState, stateRoot } from "../../../src/crypto/roster-state.ts";
import { groupClass, policyScope, role } from "../../../src/crypto/state-entries.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { profile } from "./chains.ts";
import {
  bob,
  bobLater,
  chainTo,
  companyChain,
  companyState,
  eve,
  everyoneSteps,
  fixedWraps,
  founding,
  four,
  groupSteps,
  headsOf,
  invitations,
  moved,
  otherTenant,
  steps,
  zoe,
} from "./company.ts";
import { ada, type Cases, fixedHash, fixedId, ids, lastTime, mallory, tenant, time } from "./fixed.ts";
import { rewritten } from "./forging.ts";

type Person = Pick<typeof bob, "user" | "signing" | "xwingKeyHash">;
interface Chain {
  readonly links: readonly Uint8Array[];
  readonly state: RosterState;
}

/** A link that goes on from a chain and may be anything: its state is what it leads to, or where nothing allows it, what was. */
function forced(
  { links, state }: Chain,
  who: Person,
  deed: { readonly operation: number; readonly subject: unknown } & Partial<Omit<Link, "operation" | "subject">>,
  { signers = [who.signing], tenant: held = null }: { signers?: SigningPair[]; tenant?: RosterState | null } = {},
): Uint8Array[] {
  const right = (held && !findMember(state, who.user) ? held : state) as RosterState;
  const draft = {
    kind: state.kind,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: state.epoch?.epoch ?? 0,
    commitment: state.epoch?.commitment ?? null,
    wraps: null,
    cut: null,
    tenantHead: held?.head ?? state.tenantHead,
    author: { user: who.user, key: who.signing.publicKey, seq: findMember(right, who.user)?.seq ?? 0 },
    time,
    ...deed,
  } as Link;
  return [...links, signLink({ ...draft, state: rootOr(draft, state, held) }, ...signers).signed];
}

function rootOr(draft: Link, state: RosterState, held: RosterState | null) {
  try {
    return stateRoot(enact(state, draft, held));
  } catch {
    return stateRoot(state);
  }
}

const at = (step: keyof typeof steps): Chain => ({ links: chainTo(step), state: steps[step].state });
const start: Chain = { links: [tenant.signed], state: tenant.state };
const goOn = (chain: Chain, ...more: Parameters<typeof forced> extends [unknown, ...infer R] ? R : never): Chain => {
  const links = forced(chain, ...more);
  return { links, state: applyLink(chain.state, links[links.length - 1] as Uint8Array) };
};

const on = ({ user }: Pick<Person, "user">) => ({ user });
const keysOf = (who: Person) => ({ user: who.user, signingKey: who.signing.publicKey, xwingKeyHash: who.xwingKeyHash });
const inviting = (who: keyof typeof invitations) => ({
  operation: operation.INVITE,
  subject: { key: invitations[who].publicKey, role: role.USER, person: fixedHash("person"), expiry: time },
});

/** By the invitation in force, signed by both. */
function joining(chain: Chain, who: Person, invitation: keyof typeof invitations, change: Partial<Link> = {}) {
  const pair = invitations[invitation];
  const seq = findInvitation(chain.state, pair.publicKey)?.seq ?? 0;
  const author = { user: who.user, key: who.signing.publicKey, seq };
  const subject = { key: pair.publicKey, ...keysOf(who) };
  return forced(
    chain,
    who,
    { operation: operation.JOIN, subject, author, ...change },
    { signers: [who.signing, pair] },
  );
}

/** Bob's keys were replaced in the company; he was removed and is invited again. */
const returning = goOn(
  goOn({ links: companyChain, state: companyState }, ada, { operation: operation.REMOVE, subject: on(bob) }),
  ada,
  inviting("eve"),
);

const manyHeads = headsOf(...Array.from({ length: 151 }, (_, n): [Id, number] => [fixedId(`group ${n}`), 1]));

/** The company names the group by a genesis that is not its own. */
const misnamed = goOn({ links: companyChain.slice(0, founding.head.seq + 1), state: founding }, ada, {
  operation: operation.NEW_GROUP,
  subject: { group: fixedId("group"), class: groupClass.NAMED, genesis: fixedHash("another genesis") },
});

/** Ada and Eve and Zoe, and two groups whose heads were stated. */
const checkpointed = goOn({ links: companyChain.slice(0, four.head.seq + 1), state: four }, ada, {
  operation: operation.CHECKPOINT,
  subject: { heads: headsOf([fixedId("group"), 3], [fixedId("everyone"), 1]) },
});

const tenantRefusals: [name: string, error: string, links: Uint8Array[]][] = [
  ["an invitation by no administrator", "NOT_ALLOWED", forced(at("join"), bob, inviting("zoe"))],
  ["an invitation that is there", "NOT_ALLOWED", forced(at("invite"), ada, inviting("bob"))],
  [
    "a void invitation by no administrator",
    "NOT_ALLOWED",
    forced(at("third"), bob, { operation: operation.VOID, subject: { key: invitations.zoe.publicKey } }),
  ],
  [
    "a void invitation that is not there",
    "NOT_ALLOWED",
    forced(at("join"), ada, { operation: operation.VOID, subject: { key: invitations.bob.publicKey } }),
  ],
  [
    "a name by no administrator",
    "NOT_ALLOWED",
    forced(at("join"), bob, { operation: operation.NAME, subject: { name: "Bob's" } }),
  ],
  [
    "an owner invited",
    "UNSUPPORTED",
    [
      ...chainTo("name"),
      rewritten(steps.invite.signed, 6, [invitations.bob.publicKey, 1, fixedHash("p"), time], ada.signing),
    ],
  ],
  ["a name that is empty", "MALFORMED", [tenant.signed, rewritten(steps.name.signed, 6, [""], ada.signing)]],
  [
    "a name of 101 characters",
    "MALFORMED",
    [tenant.signed, rewritten(steps.name.signed, 6, ["n".repeat(101)], ada.signing)],
  ],
  [
    "a name that is bytes",
    "MALFORMED",
    [tenant.signed, rewritten(steps.name.signed, 6, [fixedHash("n")], ada.signing)],
  ],
  [
    "a time that is no date",
    "MALFORMED",
    forced(start, ada, { operation: operation.NAME, subject: { name: "n" }, time: lastTime + 1 }),
  ],
  [
    "an invitation that runs out at no date",
    "MALFORMED",
    forced(start, ada, {
      operation: operation.INVITE,
      subject: { ...inviting("bob").subject, expiry: lastTime + 1 },
    }),
  ],
  [
    "an addition, as to a group",
    "UNSUPPORTED",
    [tenant.signed, rewritten(steps.name.signed, 5, operation.ADD, ada.signing)],
  ],
  [
    "a tenant head in a tenant",
    "MALFORMED",
    [tenant.signed, rewritten(steps.name.signed, 12, [ids.tenant, 0, tenant.hash], ada.signing)],
  ],
  [
    "a join that the invitation has not signed",
    "BAD_SIGNATURE",
    forced(
      at("invite"),
      bob,
      { operation: operation.JOIN, subject: { key: invitations.bob.publicKey, ...keysOf(bob) } },
      { signers: [bob.signing, bob.signing] },
    ),
  ],
  [
    "a join signed once",
    "MALFORMED",
    forced(at("invite"), bob, {
      operation: operation.JOIN,
      subject: { key: invitations.bob.publicKey, ...keysOf(bob) },
    }),
  ],
  [
    "a join of somebody else's keys",
    "WRONG_AUTHOR",
    joining(at("invite"), mallory, "bob", {
      subject: { key: invitations.bob.publicKey, ...keysOf(bob), user: mallory.user },
    } as never),
  ],
  [
    "a join of somebody else",
    "WRONG_AUTHOR",
    joining(at("invite"), mallory, "bob", {
      subject: { key: invitations.bob.publicKey, ...keysOf(mallory), user: bob.user },
    } as never),
  ],
  [
    "a join by a right from another seq",
    "WRONG_AUTHOR",
    joining(at("invite"), bob, "bob", { author: { user: bob.user, key: bob.signing.publicKey, seq: 1 } }),
  ],
  ["a join by an invitation that was never there", "WRONG_AUTHOR", joining(at("invite"), bob, "zoe")],
  ["a join by an invitation that was used", "WRONG_AUTHOR", joining(at("join"), eve, "bob")],
  ["a join by an invitation that is void", "WRONG_AUTHOR", joining(at("void"), zoe, "zoe")],
  [
    "a join by an invitation whose author is no administrator any more",
    "WRONG_AUTHOR",
    joining(
      goOn(at("third"), ada, { operation: operation.ROLE, subject: { ...on(eve), role: role.USER } }),
      zoe,
      "zoe",
    ),
  ],
  [
    "a join by an invitation whose author was removed",
    "WRONG_AUTHOR",
    joining(goOn(at("third"), ada, { operation: operation.REMOVE, subject: on(eve) }), zoe, "zoe"),
  ],
  ["a second membership", "NOT_ALLOWED", joining(at("inviteAgain"), bob, "eve")],
  ["a second membership under new keys", "NOT_ALLOWED", joining(at("inviteAgain"), bobLater, "eve")],
  ["a key that was replaced, back again", "NOT_ALLOWED", joining(returning, bob, "eve")],
  [
    "a former member's key under another user",
    "NOT_ALLOWED",
    joining(returning, { ...bobLater, user: mallory.user }, "eve"),
  ],
  [
    "the primary user removed",
    "NOT_ALLOWED",
    forced(at("joinAgain"), eve, { operation: operation.REMOVE, subject: on(ada) }),
  ],
  [
    "the primary user suspended",
    "NOT_ALLOWED",
    forced(at("joinAgain"), eve, { operation: operation.SUSPEND, subject: on(ada) }),
  ],
  [
    "the primary user's role",
    "NOT_ALLOWED",
    forced(at("joinAgain"), eve, { operation: operation.ROLE, subject: { ...on(ada), role: role.USER } }),
  ],
  [
    "the primary user leaves",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.LEAVE, subject: on(ada) }),
  ],
  [
    "an administrator leaves",
    "NOT_ALLOWED",
    forced(at("endGroup"), ada, { operation: operation.LEAVE, subject: on(ada) }),
  ],
  [
    "somebody else leaves",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.LEAVE, subject: on(bob) }),
  ],
  [
    "somebody removed who is not there",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.REMOVE, subject: on(mallory) }),
  ],
  ["oneself removed", "NOT_ALLOWED", forced(at("joinAgain"), eve, { operation: operation.REMOVE, subject: on(eve) })],
  [
    "oneself suspended",
    "NOT_ALLOWED",
    forced(at("joinAgain"), eve, { operation: operation.SUSPEND, subject: on(eve) }),
  ],
  [
    "removed by no administrator",
    "NOT_ALLOWED",
    forced(at("joinAgain"), bob, { operation: operation.REMOVE, subject: on(eve) }),
  ],
  [
    "suspended by no administrator",
    "NOT_ALLOWED",
    forced(at("joinAgain"), bob, { operation: operation.SUSPEND, subject: on(eve) }),
  ],
  ["suspended twice", "NOT_ALLOWED", forced(at("suspend"), ada, { operation: operation.SUSPEND, subject: on(bob) })],
  [
    "resumed without having been suspended",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.RESUME, subject: on(bob) }),
  ],
  [
    "the role that it is",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.ROLE, subject: { ...on(bob), role: role.USER } }),
  ],
  [
    "a role of one's own making",
    "NOT_ALLOWED",
    forced(at("joinAgain"), bob, { operation: operation.ROLE, subject: { ...on(bob), role: role.ADMINISTRATOR } }),
  ],
  [
    "an act of somebody who is suspended",
    "WRONG_AUTHOR",
    forced(at("suspend"), bob, { operation: operation.LEAVE, subject: on(bob) }),
  ],
  [
    "an act of somebody who was removed",
    "WRONG_AUTHOR",
    forced(at("remove"), bob, { operation: operation.NAME, subject: { name: "Bob's" } }),
  ],
  [
    "a right from before a change of role",
    "WRONG_AUTHOR",
    forced(at("role"), bob, {
      operation: operation.NAME,
      subject: { name: "Bob's" },
      author: { user: bob.user, key: bob.signing.publicKey, seq: 9 },
    }),
  ],
  [
    "somebody else's person",
    "NOT_ALLOWED",
    forced(at("role"), bob, { operation: operation.PERSON, subject: { ...on(eve), person: fixedHash("p") } }),
  ],
  [
    "confirmed by its author",
    "NOT_ALLOWED",
    forced(at("person"), bob, { operation: operation.CONFIRM, subject: { seq: 11 } }),
  ],
  [
    "confirmed by no administrator",
    "NOT_ALLOWED",
    forced(goOn(at("person"), ada, { operation: operation.ROLE, subject: { ...on(eve), role: role.USER } }), eve, {
      operation: operation.CONFIRM,
      subject: { seq: 11 },
    }),
  ],
  [
    "confirmed what awaits nothing",
    "NOT_ALLOWED",
    forced(at("person"), eve, { operation: operation.CONFIRM, subject: { seq: 10 } }),
  ],
  [
    "confirmed what lapsed with its author's suspension",
    "NOT_ALLOWED",
    forced(goOn(at("person"), ada, { operation: operation.SUSPEND, subject: on(bob) }), eve, {
      operation: operation.CONFIRM,
      subject: { seq: 11 },
    }),
  ],
  [
    "confirmed what another of its kind replaced",
    "NOT_ALLOWED",
    forced(
      goOn(at("person"), bob, { operation: operation.PERSON, subject: { ...on(bob), person: fixedHash("q") } }),
      eve,
      { operation: operation.CONFIRM, subject: { seq: 11 } },
    ),
  ],
  [
    "a primary user who is no administrator",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.PRIMARY, subject: on(bob) }),
  ],
  [
    "a primary user who is it already",
    "NOT_ALLOWED",
    forced(at("joinAgain"), eve, { operation: operation.PRIMARY, subject: on(ada) }),
  ],
  [
    "a primary user by no administrator",
    "NOT_ALLOWED",
    forced(at("joinAgain"), bob, { operation: operation.PRIMARY, subject: on(eve) }),
  ],
  [
    "a second Everyone",
    "NOT_ALLOWED",
    forced(at("everyone"), ada, {
      operation: operation.NEW_GROUP,
      subject: { group: fixedId("other"), class: groupClass.EVERYONE, genesis: fixedHash("g") },
    }),
  ],
  [
    "a group that is there",
    "NOT_ALLOWED",
    forced(at("everyone"), ada, {
      operation: operation.NEW_GROUP,
      subject: { group: fixedId("group"), class: groupClass.NAMED, genesis: fixedHash("g") },
    }),
  ],
  [
    "a group by no administrator",
    "NOT_ALLOWED",
    forced(at("joinAgain"), bob, {
      operation: operation.NEW_GROUP,
      subject: { group: fixedId("group"), class: groupClass.NAMED, genesis: fixedHash("g") },
    }),
  ],
  [
    "an end of Everyone",
    "NOT_ALLOWED",
    forced(at("everyone"), ada, { operation: operation.END_GROUP, subject: { group: fixedId("everyone") } }),
  ],
  [
    "an end of no group",
    "NOT_ALLOWED",
    forced(at("everyone"), ada, { operation: operation.END_GROUP, subject: { group: fixedId("other") } }),
  ],
  [
    "an end by no administrator",
    "NOT_ALLOWED",
    forced(goOn(at("everyone"), ada, { operation: operation.ROLE, subject: { ...on(bob), role: role.USER } }), bob, {
      operation: operation.END_GROUP,
      subject: { group: fixedId("group") },
    }),
  ],
  ...(
    [
      ["a checkpoint by no administrator", "NOT_ALLOWED", zoe, [[fixedId("group"), 3]]],
      ["a checkpoint of a group that is none", "NOT_ALLOWED", ada, [[fixedId("other"), 3]]],
      ["a checkpoint lower than the one before", "NOT_ALLOWED", ada, [[fixedId("group"), 2]]],
    ] as const
  ).map(([name, error, who, heads]): [string, string, Uint8Array[]] => [
    name,
    error,
    forced(checkpointed, who, {
      operation: operation.CHECKPOINT,
      subject: { heads: headsOf(...(heads as never as [Id, number][])) },
    }),
  ]),
  ...(
    [
      ["a checkpoint of nothing", []],
      ["a checkpoint of 151 groups", manyHeads],
      ["a checkpoint out of order", headsOf([fixedId("group"), 3], [fixedId("everyone"), 1]).reverse()],
      ["a checkpoint of one group twice", [...headsOf([fixedId("group"), 3]), ...headsOf([fixedId("group"), 3])]],
    ] as const
  ).map(([name, heads]): [string, string, Uint8Array[]] => [
    name,
    "MALFORMED",
    [...chainTo("everyone"), rewritten(steps.checkpoint.signed, 6, [heads as never], ada.signing)],
  ]),
  ["a signing key that a member has", "NOT_ALLOWED", joining(at("inviteAgain"), { ...bob, user: mallory.user }, "eve")],
  [
    "a cut where nothing is taken",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.NAME, subject: { name: "n" }, cut: fixedHash("cut") }),
  ],
  [
    "wraps",
    "NOT_ALLOWED",
    forced(at("joinAgain"), ada, { operation: operation.NAME, subject: { name: "n" }, wraps: wrapSet([]) }),
  ],
  [
    "an epoch",
    "WRONG_EPOCH",
    forced(start, ada, { operation: operation.NAME, subject: { name: "n" }, epoch: 1, commitment: fixedHash("c") }),
  ],
];

const refused = (list: [string, string, Uint8Array[]][], more: object = {}) =>
  list.map(([name, error, links]) => ({ name, given: { links, ...more }, error }));

const tenantCases: Cases = {
  section: "§4.4",
  golden: [
    ...Object.keys(steps).map((name) => ({ name, given: { links: chainTo(name as keyof typeof steps) } })),
    {
      name: "at the last time that there is, and until then",
      given: {
        links: forced(start, ada, {
          operation: operation.INVITE,
          subject: { ...inviting("bob").subject, expiry: lastTime },
          time: lastTime,
        }),
      },
    },
  ],
  negative: refused(tenantRefusals),
};

const groupAt = (step: keyof typeof groupSteps): Chain => {
  const all = Object.values(groupSteps);
  const place = all.indexOf(groupSteps[step]);
  return { links: all.slice(0, place + 1).map(({ signed }) => signed), state: groupSteps[step].state };
};
const inFour = { tenant: four };
const adding = (who: Person) => ({ operation: operation.ADD, subject: keysOf(who) });
const epochOf = (chain: Chain, count: number, change: object = {}) => ({
  operation: operation.NEW_EPOCH,
  subject: { xwingKeyHash: fixedHash("group's key") },
  epoch: (chain.state.epoch?.epoch ?? 0) + 1,
  commitment: fixedHash("commitment"),
  wraps: wrapSet(fixedWraps(bob, zoe, eve, ada as never).slice(0, count)),
  ...change,
});
const everyone: Chain = { links: [everyoneSteps.genesis.signed], state: everyoneSteps.genesis.state };
const everyoneWithKey: Chain = {
  links: [everyoneSteps.genesis.signed, everyoneSteps.epoch.signed],
  state: everyoneSteps.epoch.state,
};
const byRight = (who: Person, state: RosterState) => ({
  author: { user: who.user, key: who.signing.publicKey, seq: findMember(state, who.user)?.seq ?? 0 },
});

const groupRefusals: [name: string, error: string, links: Uint8Array[]][] = [
  ["a genesis by no administrator", "NOT_ALLOWED", [genesisBy(bob, {})]],
  ["a genesis by somebody of no company", "WRONG_AUTHOR", [genesisBy(mallory, {})]],
  ["a genesis with a key", "WRONG_EPOCH", [genesisBy(ada, { epoch: 1, commitment: fixedHash("c") })]],
  ["a genesis without a name", "NOT_ALLOWED", [genesisBy(ada, { subject: { class: groupClass.NAMED, name: null } })]],
  [
    "an Everyone with a name",
    "NOT_ALLOWED",
    [genesisBy(ada, { subject: { class: groupClass.EVERYONE, name: fixedHash("n") } })],
  ],
  ["a genesis with a cut", "NOT_ALLOWED", [genesisBy(ada, { cut: fixedHash("c") })]],
  [
    "a right from another seq",
    "WRONG_AUTHOR",
    [genesisBy(eve, { author: { user: eve.user, key: eve.signing.publicKey, seq: 1 } })],
  ],
  ["an addition by no administrator", "NOT_ALLOWED", forced(groupAt("genesis"), bob, adding(zoe), inFour)],
  ["somebody added who is in no company", "NOT_ALLOWED", forced(groupAt("genesis"), ada, adding(mallory), inFour)],
  [
    "somebody added by a signing key that the company does not state",
    "WRONG_KEYS",
    forced(groupAt("genesis"), ada, adding({ ...bob, signing: mallory.signing }), inFour),
  ],
  [
    "somebody added by an X-Wing key that the company does not state",
    "WRONG_KEYS",
    forced(groupAt("genesis"), ada, adding({ ...bob, xwingKeyHash: mallory.xwingKeyHash }), inFour),
  ],
  [
    "an addition with another epoch",
    "WRONG_EPOCH",
    forced(groupAt("genesis"), ada, { ...adding(bob), epoch: 1, commitment: fixedHash("c") }, inFour),
  ],
  [
    "somebody added twice",
    "NOT_ALLOWED",
    forced(groupAt("added"), ada, { ...adding(bob), ...byRight(ada, four) }, inFour),
  ],
  [
    "a removal by a member who is no administrator",
    "NOT_ALLOWED",
    forced(groupAt("two"), zoe, { operation: operation.REMOVE, subject: on(bob), ...byRight(zoe, four) }, inFour),
  ],
  [
    "a removal of nobody",
    "NOT_ALLOWED",
    forced(groupAt("two"), ada, { operation: operation.REMOVE, subject: on(eve) }, inFour),
  ],
  [
    "somebody else leaves",
    "NOT_ALLOWED",
    forced(groupAt("two"), zoe, { operation: operation.LEAVE, subject: on(bob) }, inFour),
  ],
  [
    "a name by no administrator",
    "NOT_ALLOWED",
    forced(
      groupAt("two"),
      zoe,
      { operation: operation.NAME, subject: { name: fixedHash("n") }, ...byRight(zoe, four) },
      inFour,
    ),
  ],
  [
    "an epoch by an administrator who is no member",
    "WRONG_AUTHOR",
    forced(groupAt("two"), ada, epochOf(groupAt("two"), 2), inFour),
  ],
  ["an epoch wrapped for nobody", "NOT_ALLOWED", forced(groupAt("two"), bob, epochOf(groupAt("two"), 0), inFour)],
  ["an epoch with a wrap too many", "NOT_ALLOWED", forced(groupAt("two"), bob, epochOf(groupAt("two"), 3), inFour)],
  [
    "an epoch without wraps",
    "NOT_ALLOWED",
    forced(groupAt("two"), bob, epochOf(groupAt("two"), 2, { wraps: null }), inFour),
  ],
  [
    "an epoch that is left out",
    "WRONG_EPOCH",
    forced(groupAt("two"), bob, epochOf(groupAt("two"), 2, { epoch: 2 }), inFour),
  ],
  ["an epoch while none is due", "NOT_ALLOWED", forced(groupAt("epoch"), bob, epochOf(groupAt("epoch"), 2), inFour)],
  [
    "the key of before",
    "WRONG_EPOCH",
    forced(
      groupAt("followed"),
      zoe,
      epochOf(groupAt("followed"), 2, { commitment: groupSteps.epoch.state.epoch?.commitment }),
      { tenant: companyState },
    ),
  ],
  [
    "a link before the company has named the group",
    "NOT_ALLOWED",
    forced(groupAt("genesis"), ada, adding(bob), { tenant: founding }),
  ],
  ["an epoch of Everyone by a stranger", "WRONG_AUTHOR", forced(everyone, mallory, epochOf(everyone, 4), inFour)],
  [
    "an epoch of Everyone while none is due",
    "NOT_ALLOWED",
    forced(everyoneWithKey, bob, epochOf(everyoneWithKey, 4), inFour),
  ],
  ["somebody added to Everyone", "NOT_ALLOWED", forced(everyone, ada, adding(bob), inFour)],
  [
    "a name of Everyone",
    "NOT_ALLOWED",
    forced(everyone, ada, { operation: operation.NAME, subject: { name: fixedHash("n") } }, inFour),
  ],
  [
    "own keys that the company does not state",
    "WRONG_KEYS",
    forced(
      groupAt("renamed"),
      bob,
      { operation: operation.OWN_KEYS, subject: keysOf(bobLater) },
      { signers: [bob.signing, bobLater.signing], tenant: four },
    ),
  ],
  [
    "a name by somebody by a key of before",
    "WRONG_AUTHOR",
    forced(groupAt("renamed"), bob, { operation: operation.LEAVE, subject: on(bob) }, { tenant: companyState }),
  ],
  [
    "a lower tenant head",
    "WENT_BACK",
    forced(
      groupAt("renamed"),
      ada,
      { operation: operation.NAME, subject: { name: fixedHash("n") } },
      { tenant: steps.joinAgain.state },
    ),
  ],
  [
    "a tenant head that is not the tenant's",
    "WRONG_TENANT_HEAD",
    forced(
      groupAt("renamed"),
      ada,
      {
        operation: operation.NAME,
        subject: { name: fixedHash("n") },
        tenantHead: { ...four.head, hash: fixedHash("h") },
      },
      inFour,
    ),
  ],
  [
    "a primary user, as in a tenant",
    "UNSUPPORTED",
    [groupSteps.genesis.signed, rewritten(groupSteps.added.signed, 5, operation.PRIMARY, ada.signing)],
  ],
  ["a name that is text", "MALFORMED", [groupSteps.genesis.signed, rewritten(rename(), 6, ["text"], ada.signing)]],
];

function rename(): Uint8Array {
  const links = forced(
    groupAt("genesis"),
    ada,
    { operation: operation.NAME, subject: { name: fixedHash("n") } },
    inFour,
  );
  return links[links.length - 1] as Uint8Array;
}

function genesisBy(who: Person, change: object): Uint8Array {
  const draft = {
    kind: rosterKind.GROUP,
    operation: operation.GENESIS,
    subject: { class: groupClass.NAMED, name: fixedHash("name") },
    roster: fixedId("group"),
    seq: 0,
    previous: null,
    epoch: 0,
    commitment: null,
    wraps: null,
    cut: null,
    tenantHead: four.head,
    author: { user: who.user, key: who.signing.publicKey, seq: findMember(four, who.user)?.seq ?? 0 },
    time,
    ...change,
  } as never;
  const root = (() => {
    try {
      return stateRoot(enact(null, draft, four));
    } catch {
      return fixedHash("state");
    }
  })();
  return signLink({ ...(draft as Link), state: root } as Link, who.signing).signed;
}

const inCompany = { tenantLinks: companyChain };
const bobSuspended = goOn({ links: companyChain.slice(0, four.head.seq + 1), state: four }, ada, {
  operation: operation.SUSPEND,
  subject: on(bob),
});
const ended = goOn({ links: companyChain.slice(0, four.head.seq + 1), state: four }, ada, {
  operation: operation.END_GROUP,
  subject: { group: fixedId("group") },
});
const ofFour: Chain = { links: companyChain.slice(0, four.head.seq + 1), state: four };
const saying = (scope: number, id: Id | null, hash: Uint8Array | null = fixedHash("document")) => ({
  operation: operation.POLICY,
  subject: { scope, id, hash },
});
const policed = {
  tenant: goOn(ofFour, ada, saying(policyScope.TENANT, null)),
  group: goOn(ofFour, ada, saying(policyScope.GROUP, fixedId("group"))),
  user: goOn(ofFour, ada, saying(policyScope.USER, zoe.user)),
};
const inPoliced = { tenant: policed.group.state };

const groupCases: Cases = {
  section: "§4.8",
  golden: [
    ...Object.keys(groupSteps).map((name) => ({
      name: `of a group: ${name}`,
      given: { links: groupAt(name as keyof typeof groupSteps).links, ...inCompany },
    })),
    {
      name: "removed from a group that policies are about",
      given: {
        links: forced(groupAt("two"), ada, { operation: operation.REMOVE, subject: on(bob) }, inPoliced),
        tenantLinks: policed.group.links,
      },
    },
    { name: "of Everyone: genesis", given: { links: everyone.links, ...inCompany } },
    { name: "of Everyone: epoch", given: { links: everyoneWithKey.links, ...inCompany } },
  ],
  negative: [
    ...refused(groupRefusals, inCompany),
    ...refused(
      [
        [
          "a member who is suspended in the company leaves",
          "WRONG_AUTHOR",
          forced(groupAt("two"), bob, { operation: operation.LEAVE, subject: on(bob) }, { tenant: bobSuspended.state }),
        ],
      ],
      { tenantLinks: bobSuspended.links },
    ),
    ...refused(
      [
        [
          "a member leaves whom policies of the group bind",
          "NOT_ALLOWED",
          forced(groupAt("two"), bob, { operation: operation.LEAVE, subject: on(bob) }, inPoliced),
        ],
      ],
      { tenantLinks: policed.group.links },
    ),
    ...refused(
      [
        [
          "somebody added to a group that ended",
          "NOT_ALLOWED",
          forced(groupAt("genesis"), ada, adding(bob), { tenant: ended.state }),
        ],
        [
          "an epoch of a group that ended",
          "NOT_ALLOWED",
          forced(groupAt("two"), bob, epochOf(groupAt("two"), 2), { tenant: ended.state }),
        ],
      ],
      { tenantLinks: ended.links },
    ),
    ...refused(
      [
        [
          "a link of a group that the company names by another genesis",
          "NOT_ALLOWED",
          forced(groupAt("genesis"), ada, adding(bob), { tenant: misnamed.state }),
        ],
      ],
      { tenantLinks: misnamed.links },
    ),
  ],
};

const movedChain: Chain = { links: [profile.signed, moved.signed], state: moved.state };
const there = { tenantHead: otherTenant.state.head };
const profileChain: Chain = { links: [profile.signed], state: profile.state };
const moving = (change: object = {}) => ({
  operation: operation.MOVE,
  subject: { tenant: ids.tenant },
  ...there,
  ...change,
});
const moveCases: Cases = {
  section: "§4.4",
  golden: [{ name: "to another tenant", given: { links: movedChain.links } }],
  negative: refused([
    [
      "from a tenant that it was never in",
      "NOT_ALLOWED",
      forced(profileChain, ada, moving({ subject: { tenant: ids.account } })),
    ],
    [
      "to the tenant that it is in",
      "NOT_ALLOWED",
      forced(profileChain, ada, moving({ tenantHead: tenant.state.head })),
    ],
    ["by somebody else", "WRONG_AUTHOR", forced(profileChain, mallory, moving())],
    ["with a new epoch", "WRONG_EPOCH", forced(profileChain, ada, moving({ epoch: 2, commitment: fixedHash("c") }))],
    ["with a cut", "NOT_ALLOWED", forced(profileChain, ada, moving({ cut: fixedHash("c") }))],
    [
      "another operation that names another tenant",
      "WRONG_TENANT_HEAD",
      forced(profileChain, ada, {
        operation: operation.NEW_EPOCH,
        subject: null,
        epoch: 2,
        commitment: fixedHash("c"),
        ...there,
      }),
    ],
    [
      "back, by an operation that is none",
      "WRONG_TENANT_HEAD",
      forced(movedChain, ada, {
        operation: operation.NEW_EPOCH,
        subject: null,
        epoch: 2,
        commitment: fixedHash("c"),
        tenantHead: tenant.state.head,
      }),
    ],
  ]),
};

const golden = (cases: Readonly<Record<string, readonly Uint8Array[]>>) =>
  Object.entries(cases).map(([name, links]) => ({ name, given: { links } }));

const policyCases: Cases = {
  section: "§4.10",
  golden: golden({
    "of the tenant": policed.tenant.links,
    "of a group": policed.group.links,
    "of a user": policed.user.links,
    another: forced(policed.tenant, eve, saying(policyScope.TENANT, null, fixedHash("another document"))),
    "beside another": forced(policed.user, ada, saying(policyScope.TENANT, null)),
    none: forced(policed.tenant, eve, saying(policyScope.TENANT, null, null)),
    "removed with its user": forced(policed.user, ada, { operation: operation.REMOVE, subject: on(zoe) }),
    "left with its user": forced(policed.user, zoe, { operation: operation.LEAVE, subject: on(zoe) }),
    "ended with its group": forced(policed.group, ada, {
      operation: operation.END_GROUP,
      subject: { group: fixedId("group") },
    }),
    "of a user who is suspended": forced(policed.user, ada, { operation: operation.SUSPEND, subject: on(zoe) }),
  }),
  negative: refused([
    ["by no administrator", "NOT_ALLOWED", forced(ofFour, zoe, saying(policyScope.TENANT, null))],
    ["of oneself, by no administrator", "NOT_ALLOWED", forced(ofFour, zoe, saying(policyScope.USER, zoe.user))],
    ["of Everyone", "NOT_ALLOWED", forced(ofFour, ada, saying(policyScope.GROUP, fixedId("everyone")))],
    ["of a group that is none", "NOT_ALLOWED", forced(ofFour, ada, saying(policyScope.GROUP, fixedId("no group")))],
    ["of a group that is a user", "NOT_ALLOWED", forced(ofFour, ada, saying(policyScope.GROUP, zoe.user))],
    ["of a user who is a group", "NOT_ALLOWED", forced(ofFour, ada, saying(policyScope.USER, fixedId("group")))],
    ["of nobody's", "NOT_ALLOWED", forced(ofFour, ada, saying(policyScope.USER, fixedId("nobody")))],
    ["taken away where there is none", "NOT_ALLOWED", forced(ofFour, ada, saying(policyScope.TENANT, null, null))],
    [
      "taken away where there is another's",
      "NOT_ALLOWED",
      forced(policed.tenant, ada, saying(policyScope.USER, zoe.user, null)),
    ],
    ["of the tenant, with an id", "MALFORMED", forced(ofFour, ada, saying(policyScope.TENANT, zoe.user))],
    ["of a group, without an id", "MALFORMED", forced(ofFour, ada, saying(policyScope.GROUP, null))],
    ["of a scope that is none", "UNSUPPORTED", forced(ofFour, ada, saying(5, zoe.user))],
    ["with a cut", "NOT_ALLOWED", forced(ofFour, ada, { ...saying(policyScope.TENANT, null), cut: fixedHash("cut") })],
  ]),
};

export const companyLinkCases = {
  "link-policy": policyCases,
  "link-tenant": tenantCases,
  "link-group": groupCases,
  "link-move": moveCases,
};
