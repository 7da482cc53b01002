/** A company with a recovery group, a profile and a share, as chains that can be gone on from. */
import type { ChainHead } from "../../../src/crypto/chain.ts";
import { makeProfileGenesis } from "../../../src/crypto/client/genesis.ts";
import {
  type GroupAct,
  type GroupSigner,
  makeGroupEpoch,
  makeGroupGenesis,
  makeGroupLink,
  makeOwnKeysInGroup,
} from "../../../src/crypto/client/group-link.ts";
import { makeEntrust, makeNewEpoch, makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import { makeEntrustInShare, makeShareEpoch } from "../../../src/crypto/client/share-link.ts";
import { makeRecoverySwitch } from "../../../src/crypto/client/tenant-link.ts";
import type { Id } from "../../../src/crypto/keys.ts";
import {
  type EntrustedTo,
  operation,
  type ProfileClass,
  profileClass,
  type StatedKeys,
} from "../../../src/crypto/link.ts";
import { recoveryRecipientsOf } from "../../../src/crypto/recovery.ts";
import type { RosterState } from "../../../src/crypto/roster-state.ts";
import type { GroupAt } from "../../../src/crypto/share.ts";
import { groupClass, type RecoverySetting, role } from "../../../src/crypto/state-entries.ts";
import { bob, eve } from "./company.ts";
import { ada, fixedBytes, fixedId, fixedOwnKeys, key, time } from "./fixed.ts";
import {
  before,
  everyone,
  type Followed,
  founded,
  inTenant,
  last,
  longer,
  type Person,
  type World,
} from "./share-world.ts";

/** `group` of the world is the recovery group. */
export interface RecoveryWorld extends World {
  readonly profile: Followed;
}

export const recoveryGroup = fixedId("recovery group");
export const profileVault = fixedId("business profile");
/** The keys that follow from a code. */
export const code = fixedOwnKeys("recovery code");
export const laterCode = fixedOwnKeys("later recovery code");
export const codeKeysOf = ({ signing, xwingKeyHash }: typeof code) => ({ signingKey: signing.publicKey, xwingKeyHash });

export const keysOf = ({ user, signing, xwingKeyHash }: Person & Pick<StatedKeys, "xwingKeyHash">): StatedKeys => ({
  user,
  signingKey: signing.publicKey,
  xwingKeyHash,
});

export const recoveryGroupAt =
  ({ tenant, group }: World): GroupAt =>
  (id, seq) =>
    (Buffer.compare(id, everyone) === 0 ? tenant : Buffer.compare(id, last(group).head.id) === 0 ? group : null)
      ?.states[seq] ?? null;

const by = <P extends Person>(who: P, world: World) => ({ ...who, time: time + 200 + world.group.links.length });
type How = Pick<GroupSigner, "code">;

/** What is done in the recovery group, by the company as it is. */
export function inRecovery<W extends World>(world: W, who: Person, act: GroupAct, how: How = {}): W {
  const link = makeGroupLink(last(world.group), last(world.tenant), { ...by(who, world), ...how }, act);
  return { ...world, group: longer(world.group, link) };
}

/** A member's keys in the recovery group follow. */
export function followedInRecovery<W extends World>(
  world: W,
  who: Person,
  next: Person & { xwingKeyHash: StatedKeys["xwingKeyHash"] },
): W {
  const keys = { ...by(who, world), new: next.signing, xwingKeyHash: next.xwingKeyHash };
  return { ...world, group: longer(world.group, makeOwnKeysInGroup(last(world.group), last(world.tenant), keys)) };
}

/** The next epoch of the recovery group, with a wrap for each of its recipients, or for so many of them. */
export function inNextEpoch<W extends World>(world: W, who: Person, how: How & { readonly wraps?: number } = {}): W {
  const { wraps: amount, ...rest } = how;
  const state = last(world.group);
  const all = recoveryRecipientsOf(state, last(world.tenant));
  const wraps = all.slice(0, amount).map(({ id }) => ({ user: id, wrap: fixedBytes(`recovery wrap ${id}`, 1_225) }));
  const secret = key(`recovery ${(state.epoch?.epoch ?? 0) + 1}`);
  const link = makeGroupEpoch(state, last(world.tenant), { ...by(who, world), ...rest }, { secret, wraps });
  return { ...world, group: longer(world.group, link) };
}

export const adding = (who: Parameters<typeof keysOf>[0]) =>
  ({ operation: operation.ADD, subject: keysOf(who) }) as const;
export const custodian = ({ user }: Person) =>
  ({ operation: operation.ROLE, subject: { user, role: role.CUSTODIAN } }) as const;
export const temporary = ({ user }: Person) =>
  ({ operation: operation.ROLE, subject: { user, role: role.MEMBER } }) as const;
export const removing = ({ user }: Person) => ({ operation: operation.REMOVE, subject: { user } }) as const;
export const coding = (keys: Parameters<typeof codeKeysOf>[0] | null) =>
  ({ operation: operation.CODE, subject: { keys: keys && codeKeysOf(keys) } }) as const;

/** The switch to a head of the group: the newest, unless another is asked for. */
export const settingOf = ({ group }: World, { head }: RosterState = last(group)): RecoverySetting => ({
  group: head.id,
  seq: head.seq,
  hash: head.hash,
  approvals: 1,
  hours: 24,
});

export function switched<W extends World>(world: W, who: Person, to: RecoverySetting | null): W {
  const link = makeRecoverySwitch(last(world.tenant), by(who, world), to);
  return { ...world, tenant: longer(world.tenant, link) };
}

/** What awaits, confirmed: what the last link of the tenant's roster says. */
export const confirmed = <W extends World>(world: W, who: Person): W =>
  inTenant(world, who, { operation: operation.CONFIRM, subject: { seq: last(world.tenant).head.seq } });

export const toNow = ({ group }: World): EntrustedTo => ({
  group: last(group).head.id,
  groupSeq: last(group).head.seq,
  groupEpoch: last(group).epoch?.epoch ?? 0,
});
const wrap = fixedBytes("entrusted wrap", 1_225);

/** The profile's key, entrusted to the group as it is. */
export function entrusted(world: RecoveryWorld, who: Person = bob, to = toNow(world)): RecoveryWorld {
  const at = { ...by(who, world), tenantHead: last(world.tenant).head };
  return { ...world, profile: longer(world.profile, makeEntrust(last(world.profile), { ...at, to, wrap })) };
}

/** The owner's keys in the profile follow. */
export function followedInProfile(
  world: RecoveryWorld,
  who: Person,
  next: Parameters<typeof keysOf>[0],
): RecoveryWorld {
  const keys = { old: who.signing, new: next.signing, xwingKeyHash: next.xwingKeyHash, vaultHead: null };
  const at = { ...by(who, world), tenantHead: last(world.tenant).head };
  return { ...world, profile: longer(world.profile, makeOwnKeys(last(world.profile), { ...at, ...keys })) };
}

export function nextEpochOfProfile(world: RecoveryWorld, who: Person = bob): RecoveryWorld {
  const state = last(world.profile);
  const vaultKey = key(`business profile ${(state.epoch?.epoch ?? 0) + 1}`);
  const link = makeNewEpoch(state, { ...by(who, world), tenantHead: last(world.tenant).head, vaultKey });
  return { ...world, profile: longer(world.profile, link) };
}

/** The share's key, entrusted to the group as it is. */
export function entrustedInShare<W extends World>(world: W, who: Person, to = toNow(world), via?: ChainHead): W {
  const basis = { tenant: last(world.tenant), groupAt: recoveryGroupAt(world) };
  return {
    ...world,
    share: longer(
      world.share,
      makeEntrustInShare(last(world.share), basis, { ...by(who, world), ...(via && { via }) }, { to, wrap }),
    ),
  };
}

export function nextEpochOfShare<W extends World>(
  world: W,
  who: Person,
  seqOf = (_: Id) => last(world.group).head.seq,
): W {
  const state = last(world.share);
  const next = {
    key: key(`share ${(state.epoch?.epoch ?? 0) + 1}`),
    wraps: [{ user: who.user, wrap }],
    seqOf,
  };
  const basis = { tenant: last(world.tenant), groupAt: recoveryGroupAt(world) };
  return { ...world, share: longer(world.share, makeShareEpoch(state, basis, by(who, world), next)) };
}

export const profileOf = (world: World, its: ProfileClass = profileClass.BUSINESS): Followed =>
  longer(
    { links: [], states: [] },
    makeProfileGenesis({
      vault: profileVault,
      class: its,
      founder: bob,
      vaultKey: key("business profile 1"),
      tenantHead: last(world.tenant).head,
      time,
    }),
  );

/** Eve is the primary user: so Ada, who keeps the group, can be made a user. */
export const company = inTenant(before, ada, { operation: operation.PRIMARY, subject: { user: eve.user } });

/** A recovery group without members in a company of Ada and Eve, administrators, and Bob and Zoe, users; nothing is switched on. */
export const empty: RecoveryWorld = (() => {
  const genesis = makeGroupGenesis(
    last(company.tenant),
    { ...ada, time },
    {
      group: recoveryGroup,
      class: groupClass.RECOVERY,
      name: null,
    },
  );
  const named = inTenant(company, ada, {
    operation: operation.NEW_GROUP,
    subject: { group: recoveryGroup, class: groupClass.RECOVERY, genesis: genesis.hash },
  });
  const world = founded({ ...named, group: longer({ links: [], states: [] }, genesis) });
  return { ...world, profile: profileOf(world) };
})();

/** Ada and Eve are members, Ada a custodian, and there is a code. */
export const staffed = inRecovery(
  inRecovery(inRecovery(inRecovery(empty, ada, adding(ada)), ada, adding(eve)), eve, custodian(ada)),
  ada,
  coding(code),
);
/** It has a key. */
export const keyed = inNextEpoch(staffed, ada);
/** The company's vaults are entrusted to it, as Ada says and Eve confirms. */
export const on = confirmed(switched(keyed, ada, settingOf(keyed)), eve);
