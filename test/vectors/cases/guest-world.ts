/** Guests of the share of `share-world`: how they come, what they sign, and what they read it by. */
import { makeJoinOfShare, makeLeaveAsGuest, makeOwnKeysAsGuest } from "../../../src/crypto/client/guest-link.ts";
import type { MadeLink } from "../../../src/crypto/client/link-draft.ts";
import { deriveShareInvitationPair } from "../../../src/crypto/client/share-invitation.ts";
import type { ShareAct } from "../../../src/crypto/client/share-link.ts";
import { asInvitationSecret } from "../../../src/crypto/keys.ts";
import { operation } from "../../../src/crypto/link.ts";
import type { Outside } from "../../../src/crypto/outside.ts";
import { findMember, type RosterState } from "../../../src/crypto/roster-state.ts";
import type { GuestRole } from "../../../src/crypto/state-entries.ts";
import { fixedBytes, fixedHash, fixedId, fixedOwnKeys, time } from "./fixed.ts";
import { givenOf, head, last, type Person, share, type World } from "./share-world.ts";

export const carl: Person = { user: fixedId("carl"), ...fixedOwnKeys("carl") };
export const carlLater: Person = { user: carl.user, ...fixedOwnKeys("carl, later") };
export const dora: Person = { user: fixedId("dora"), ...fixedOwnKeys("dora") };

export const secretOf = (name: string) => asInvitationSecret(fixedBytes(`invitation ${name}`, 16));
export const pairOf = (name: string) => deriveShareInvitationPair(secretOf(name), share);
export const personOf = (name: string) => fixedHash(`person ${name}`);

export const inviting = (name: string, role: GuestRole) =>
  ({
    operation: operation.INVITE,
    subject: { key: pairOf(name).publicKey, role, person: personOf(name), expiry: time + 604_800_000 },
  }) as const;
export const voiding = (name: string) =>
  ({ operation: operation.VOID, subject: { key: pairOf(name).publicKey } }) as const;
export const resuming = ({ user }: Person) => ({ operation: operation.RESUME, subject: { user } }) as const;

/** Members by what the company states of them. */
export function introducing({ tenant }: World, ...people: readonly Person[]): ShareAct {
  const persons = people.map(({ user }) => [user, findMember(last(tenant), user)?.person ?? fixedHash("p")] as const);
  return {
    operation: operation.INTRODUCE,
    subject: { persons: persons.sort(([a], [b]) => Buffer.compare(a, b)) },
  };
}

/** What a guest was told who was invited by the link at a seq; without one, by the newest. */
export function pinned({ share: { states } }: World, at: number = states.length - 1): Outside {
  const { genesis, tenantHead } = states[0] as RosterState;
  const { seq, hash } = (states[at] as RosterState).head;
  return { kind: null, tenant: (tenantHead as RosterState["head"]).id, genesis, seq, hash };
}

const longer = (world: World, { signed, state }: MadeLink): World => ({
  ...world,
  share: { links: [...world.share.links, signed], states: [...world.share.states, state] },
});
const by = (who: Person, world: World) => ({ ...who, time: time + 100 + world.share.links.length });

/** Somebody becomes a guest by an invitation. */
export const joined = (world: World, who: Person, name: string): World =>
  longer(world, makeJoinOfShare(last(world.share), pinned(world), { ...by(who, world), invitation: pairOf(name) }));

export const leftAsGuest = (world: World, who: Person): World =>
  longer(world, makeLeaveAsGuest(last(world.share), pinned(world), by(who, world), head));

/** A guest's keys in the share follow those of the account. */
export const followedAsGuest = (world: World, who: Person, next: Person): World => {
  const keys = { ...by(who, world), new: next.signing, xwingKeyHash: next.xwingKeyHash };
  return longer(world, makeOwnKeysAsGuest(last(world.share), pinned(world), keys, head));
};

/** The same chain, as a guest reads it. */
export const givenOutside = (world: World, { kind: _, ...outside }: Outside = pinned(world)) => ({
  ...givenOf(world),
  tenantLinks: [],
  groups: [],
  outside,
});
