/** A company, a group of it and a share, each as a chain that can be gone on from: what vectors of shares are made of. */
import type { ChainHead } from "../../../src/crypto/chain.ts";
import { makeGroupGenesis, makeGroupLink, makeOwnKeysInGroup } from "../../../src/crypto/client/group-link.ts";
import type { MadeLink } from "../../../src/crypto/client/link-draft.ts";
import { makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import {
  makeOwnKeysInShare,
  makeShareEpoch,
  makeShareGenesis,
  makeShareLink,
  type ShareAct,
} from "../../../src/crypto/client/share-link.ts";
import { makeTenantLink, type TenantAct } from "../../../src/crypto/client/tenant-link.ts";
import type { VaultHead } from "../../../src/crypto/cut.ts";
import type { Id } from "../../../src/crypto/keys.ts";
import { operation, type ShareScope, shareScope } from "../../../src/crypto/link.ts";
import type { RosterState } from "../../../src/crypto/roster-state.ts";
import type { GroupAt } from "../../../src/crypto/share.ts";
import { statesOf } from "../runs/rosters.ts";
import { bob, companyChain, everyoneSteps, fixedWraps, four, groupSteps } from "./company.ts";
import { ada, fixedHash, fixedId, key, time, vaultHeadOf } from "./fixed.ts";

export type Person = Pick<typeof ada, "user" | "signing" | "xwingKeyHash">;

/** Every signed link, and the state after each. */
export interface Followed {
  readonly links: readonly Uint8Array[];
  readonly states: readonly RosterState[];
}

export interface World {
  readonly tenant: Followed;
  readonly group: Followed;
  readonly share: Followed;
}

export const group = fixedId("group");
export const everyone = everyoneSteps.genesis.state.head.id;
export const share = fixedId("share vault");
/** The head of the share's vault. */
export const head: VaultHead = vaultHeadOf("share");

export const last = ({ states }: Followed): RosterState => states[states.length - 1] as RosterState;
export const longer = ({ links, states }: Followed, { signed, state }: MadeLink): Followed => ({
  links: [...links, signed],
  states: [...states, state],
});

export const groupAtOf =
  ({ tenant, group: its }: World): GroupAt =>
  (id: Id, seq: number) => {
    if (Buffer.compare(id, everyone) === 0) return tenant.states[seq] ?? null;
    return Buffer.compare(id, (its.states[0] as RosterState).head.id) === 0 ? (its.states[seq] ?? null) : null;
  };

/** Ada and Eve administrators, Bob and Zoe users; the group is Bob's and Zoe's, and has a key; no share yet. */
const tenantChain = companyChain.slice(0, four.head.seq + 1);
const groupLinks = [groupSteps.genesis, groupSteps.added, groupSteps.two, groupSteps.epoch];
export const before: World = {
  tenant: { links: tenantChain, states: statesOf(tenantChain) },
  group: { links: groupLinks.map(({ signed }) => signed), states: groupLinks.map(({ state }) => state) },
  share: { links: [], states: [] },
};

/** The same, but that the group bears the id of a user. */
export const confused = (id: Id): World => {
  const its = makeGroupGenesis(four, { ...ada, time: time + 50 }, { group: id, class: 1, name: fixedHash("name") });
  const subject = { group: id, class: 1, genesis: its.hash } as const;
  const world = { ...before, group: { links: [its.signed], states: [its.state] } };
  return inTenant(world, ada, { operation: operation.NEW_GROUP, subject });
};

const by = (who: Person, world: World) => ({ ...who, time: time + 100 + world.share.links.length });

/** What is done in the company; so many milliseconds behind all else. */
export function inTenant<W extends World>(world: W, who: Person, act: TenantAct, later = 0): W {
  const its = by(who, world);
  const link = makeTenantLink(last(world.tenant), { ...its, time: its.time + later }, act, []);
  return { ...world, tenant: longer(world.tenant, link) };
}

/** Somebody replaces keys in the company. */
export function renewed<W extends World>(world: W, who: Person, next: Person): W {
  const keys = { old: who.signing, new: next.signing, xwingKeyHash: next.xwingKeyHash };
  const rest = { ...keys, tenantHead: null, vaultHead: null };
  return { ...world, tenant: longer(world.tenant, makeOwnKeys(last(world.tenant), { ...by(who, world), ...rest })) };
}

/** What is done in the group, by the company as it is. */
export function inGroup(world: World, who: Person, act: Parameters<typeof makeGroupLink>[3]): World {
  return {
    ...world,
    group: longer(world.group, makeGroupLink(last(world.group), last(world.tenant), by(who, world), act)),
  };
}

/** A member's keys in the group follow. */
export function followedInGroup(world: World, who: Person, next: Person): World {
  const keys = { ...by(who, world), new: next.signing, xwingKeyHash: next.xwingKeyHash };
  return { ...world, group: longer(world.group, makeOwnKeysInGroup(last(world.group), last(world.tenant), keys)) };
}

export function founded(world: World = before, scope: ShareScope = shareScope.BUSINESS, founder: Person = bob): World {
  const link = makeShareGenesis(last(world.tenant), {
    share,
    scope,
    founder,
    key: key("share 1"),
    wrap: fixedWraps(bob)[0]?.wrap as Uint8Array,
    name: fixedHash("sealed name of the share"),
    time: time + 100,
  });
  return { ...world, share: longer(world.share, link) };
}

export interface How {
  /** The group's link by which it is done. */
  readonly via?: ChainHead;
  readonly asAdministrator?: boolean;
  /** The head of the vault, or whether it has one, where something is taken. */
  readonly cuts?: boolean | VaultHead;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

/** What is done in the share, by company and group as they are. */
export function inShare<W extends World>(world: W, who: Person, act: ShareAct, { cuts, at, ...how }: How = {}): W {
  const signer = { ...by(who, world), ...how, ...(at !== undefined && { time: at }) };
  const basis = { tenant: last(world.tenant), groupAt: groupAtOf(world) };
  const link = makeShareLink(last(world.share), basis, signer, act, cuts === true ? head : cuts || null);
  return { ...world, share: longer(world.share, link) };
}

/** A member's keys in the share follow. */
export function followedInShare(world: World, who: Person, next: Person): World {
  const keys = { ...by(who, world), new: next.signing, xwingKeyHash: next.xwingKeyHash };
  const basis = { tenant: last(world.tenant), groupAt: groupAtOf(world) };
  return { ...world, share: longer(world.share, makeOwnKeysInShare(last(world.share), basis, keys, head)) };
}

/** The next epoch, wrapped for somebody. */
export function renewedEpoch(world: World, who: Person, how: Pick<How, "via"> = {}): World {
  const state = last(world.share);
  const next = {
    key: key(`share ${(state.epoch?.epoch ?? 0) + 1}`),
    wraps: fixedWraps(bob),
    seqOf: (id: Id) => last(Buffer.compare(id, everyone) === 0 ? world.tenant : world.group).head.seq,
  };
  const basis = { tenant: last(world.tenant), groupAt: groupAtOf(world) };
  const link = makeShareEpoch(state, basis, { ...by(who, world), ...how }, next);
  return { ...world, share: longer(world.share, link) };
}

/** The newest link of the group, or of the company for Everyone. */
export const viaGroup = (world: World): ChainHead => last(world.group).head;
export const viaEveryone = (world: World): ChainHead => ({ ...last(world.tenant).head, id: everyone });

export const givenOf = ({ tenant, group: its, share: chain }: World) => ({
  links: chain.links,
  tenantLinks: tenant.links,
  groups: [{ links: its.links }],
});
