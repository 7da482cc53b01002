/** A company and its groups, step by step: what vectors of their links are made of. */
import { makeTenantGenesis } from "../../../src/crypto/client/genesis.ts";
import {
  makeGroupEpoch,
  makeGroupGenesis,
  makeGroupLink,
  makeOwnKeysInGroup,
} from "../../../src/crypto/client/group-link.ts";
import { deriveInvitationPair } from "../../../src/crypto/client/invitation.ts";
import { makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import {
  makeJoin,
  makeMove,
  makeTenantLink,
  type Signer,
  type TenantAct,
} from "../../../src/crypto/client/tenant-link.ts";
import type { GroupHead } from "../../../src/crypto/deeds.ts";
import { asInvitationSecret, type Id } from "../../../src/crypto/keys.ts";
import { operation } from "../../../src/crypto/link.ts";
import { groupClass, role } from "../../../src/crypto/state-entries.ts";
import { profile } from "./chains.ts";
import { ada, fixedBytes, fixedHash, fixedId, fixedOwnKeys, ids, key, tenant, time, vaultHeadOf } from "./fixed.ts";

const person = (name: string) => ({ user: fixedId(name), ...fixedOwnKeys(name) });
export const bob = person("bob");
export const eve = person("eve");
export const zoe = person("zoe");
export const bobLater = { ...bob, ...fixedOwnKeys("bob, later") };

const invitationOf = (name: string) =>
  deriveInvitationPair(asInvitationSecret(fixedBytes(`invitation ${name}`, 16)), ids.tenant);
export const invitations = { bob: invitationOf("bob"), eve: invitationOf("eve"), zoe: invitationOf("zoe") };
const expiry = time + 604_800_000;
const inviting = (who: keyof typeof invitations, its: 2 | 3 = role.USER) =>
  ({
    operation: operation.INVITE,
    subject: { key: invitations[who].publicKey, role: its, person: fixedHash(`person ${who}`), expiry },
  }) as const;

const by = (signer: Omit<Signer, "time">, after: number): Signer => ({
  user: signer.user,
  signing: signer.signing,
  time: time + after,
});
const on = ({ user }: { readonly user: typeof bob.user }) => ({ user });

/** The links of a company, each with the state that it leads to, in order. */
const made = [tenant];
const last = () => made[made.length - 1] as typeof tenant;
const act = (signer: Omit<Signer, "time">, its: TenantAct, cut = false) => {
  const link = makeTenantLink(last().state, by(signer, made.length), its, cut ? [vaultHeadOf("business")] : []);
  made.push(link);
  return link;
};
const join = (who: typeof bob, invitation: keyof typeof invitations) => {
  const { user, signing, xwingKeyHash } = who;
  const link = makeJoin(last().state, {
    ...by({ user, signing }, made.length),
    xwingKeyHash,
    invitation: invitations[invitation],
  });
  made.push(link);
  return link;
};

export const headsOf = (...heads: [Id, number][]): GroupHead[] =>
  heads
    .map(([group, seq]): GroupHead => [group, seq, fixedHash(`head ${seq}`)])
    .sort(([a], [b]) => Buffer.compare(a, b));

export const steps = {
  name: act(ada, { operation: operation.NAME, subject: { name: "Babbage & Co." } }),
  invite: act(ada, inviting("bob")),
  join: join(bob, "bob"),
  inviteAgain: act(ada, inviting("eve", role.ADMINISTRATOR)),
  joinAgain: join(eve, "eve"),
  third: act(eve, inviting("zoe")),
  void: act(ada, { operation: operation.VOID, subject: { key: invitations.zoe.publicKey } }),
  suspend: act(eve, { operation: operation.SUSPEND, subject: on(bob) }, true),
  resume: act(ada, { operation: operation.RESUME, subject: on(bob) }),
  role: act(ada, { operation: operation.ROLE, subject: { ...on(bob), role: role.ADMINISTRATOR } }),
  person: act(bob, { operation: operation.PERSON, subject: { ...on(bob), person: fixedHash("bob's new name") } }),
  confirm: act(eve, { operation: operation.CONFIRM, subject: { seq: 11 } }),
  awaits: act(eve, { operation: operation.PRIMARY, subject: on(bob) }),
  primary: act(ada, { operation: operation.PRIMARY, subject: on(eve) }),
  group: act(ada, {
    operation: operation.NEW_GROUP,
    subject: { group: fixedId("group"), class: groupClass.NAMED, genesis: fixedHash("group's genesis") },
  }),
  everyone: act(ada, {
    operation: operation.NEW_GROUP,
    subject: { group: fixedId("everyone"), class: groupClass.EVERYONE, genesis: fixedHash("everyone's genesis") },
  }),
  checkpoint: act(ada, {
    operation: operation.CHECKPOINT,
    subject: { heads: headsOf([fixedId("group"), 3], [fixedId("everyone"), 1]) },
  }),
  endGroup: act(ada, { operation: operation.END_GROUP, subject: { group: fixedId("group") } }),
  userAgain: act(eve, { operation: operation.ROLE, subject: { ...on(ada), role: role.USER } }),
  leave: act(ada, { operation: operation.LEAVE, subject: on(ada) }),
  remove: act(eve, { operation: operation.REMOVE, subject: on(bob) }, true),
};

/** Up to and with a step. */
export const chainTo = (step: keyof typeof steps): Uint8Array[] =>
  made.slice(0, made.indexOf(steps[step]) + 1).map(({ signed }) => signed);

/** A company of four for groups: Ada and Eve administrators, Bob and Zoe users. */
const grown = [steps.name, steps.invite, steps.join, steps.inviteAgain, steps.joinAgain];
const company = [tenant, ...grown];
const grow = (link: typeof tenant) => {
  company.push(link);
  return link.state;
};
const newest = () => (company[company.length - 1] as typeof tenant).state;
export const founding = (() => {
  grow(makeTenantLink(newest(), by(ada, 10), inviting("zoe")));
  return grow(makeJoin(newest(), { ...by(zoe, 11), xwingKeyHash: zoe.xwingKeyHash, invitation: invitations.zoe }));
})();
const wraps = (...people: (typeof bob)[]) =>
  people.map(({ user }, n) => ({ user, wrap: fixedBytes(`wrap ${n}`, 1_225) }));
const group = fixedId("group");
const genesis = makeGroupGenesis(founding, by(ada, 12), {
  group,
  class: groupClass.NAMED,
  name: fixedHash("sealed name"),
});
const everyoneGenesis = makeGroupGenesis(founding, by(eve, 22), {
  group: fixedId("everyone"),
  class: groupClass.EVERYONE,
  name: null,
});
export const four = (() => {
  const naming = (its: typeof genesis, as: 1 | 2) =>
    makeTenantLink(newest(), by(ada, 12), {
      operation: operation.NEW_GROUP,
      subject: { group: its.state.head.id, class: as, genesis: its.hash },
    });
  grow(naming(genesis, groupClass.NAMED));
  return grow(naming(everyoneGenesis, groupClass.EVERYONE));
})();
const adding = (who: typeof bob) => ({
  operation: operation.ADD,
  subject: { user: who.user, signingKey: who.signing.publicKey, xwingKeyHash: who.xwingKeyHash },
});
const added = makeGroupLink(genesis.state, four, by(ada, 13), adding(bob) as never);
const two = makeGroupLink(added.state, four, by(ada, 14), adding(zoe) as never);
const epoch = makeGroupEpoch(two.state, four, by(bob, 15), { secret: key("group 1"), wraps: wraps(bob, zoe) });
const renamed = makeGroupLink(epoch.state, four, by(eve, 16), {
  operation: operation.NAME,
  subject: { name: fixedHash("another sealed name") },
});
/** Bob replaces his keys in the company, and follows in the group. */
const changed = grow(
  makeOwnKeys(four, {
    ...by(bob, 17),
    old: bob.signing,
    new: bobLater.signing,
    xwingKeyHash: bobLater.xwingKeyHash,
    tenantHead: null,
    vaultHead: null,
  }),
);
const followed = makeOwnKeysInGroup(renamed.state, changed, {
  ...by(bob, 18),
  new: bobLater.signing,
  xwingKeyHash: bobLater.xwingKeyHash,
});
const again = makeGroupEpoch(followed.state, changed, by(zoe, 19), {
  secret: key("group 2"),
  wraps: wraps(bobLater, zoe),
});
const left = makeGroupLink(again.state, changed, by(zoe, 20), { operation: operation.LEAVE, subject: on(zoe) });
const removed = makeGroupLink(left.state, changed, by(ada, 21), { operation: operation.REMOVE, subject: on(bob) });
export const groupSteps = { genesis, added, two, epoch, renamed, followed, again, left, removed };
export const companyChain: Uint8Array[] = company.map(({ signed }) => signed);
export const companyState = changed;

const everyoneEpoch = makeGroupEpoch(everyoneGenesis.state, four, by(bob, 23), {
  secret: key("everyone 1"),
  wraps: wraps(ada as never, bob, eve, zoe),
});
export const everyoneSteps = { genesis: everyoneGenesis, epoch: everyoneEpoch };
export { wraps as fixedWraps };

/** Another tenant, to which Ada's profile goes along. */
export const otherTenant = makeTenantGenesis({
  tenant: fixedId("other tenant"),
  founder: ada,
  person: fixedHash("person ada"),
  time: time + 24,
});
export const moved = makeMove(profile.state, by(ada, 25), otherTenant.state.head);
