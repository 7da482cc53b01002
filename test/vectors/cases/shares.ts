/** Shares as they come about and end, step by step. */
import { operation, shareScope } from "../../../src/crypto/link.ts";
import { role, type ShareRole } from "../../../src/crypto/state-entries.ts";
import { bob, bobLater, eve, everyoneSteps, groupSteps, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, fixedOwnKeys, time } from "./fixed.ts";
import {
  before,
  everyone,
  followedInGroup,
  followedInShare,
  founded,
  givenOf,
  group,
  type How,
  head,
  inGroup,
  inShare,
  inTenant,
  last,
  type Person,
  renewed,
  renewedEpoch,
  viaEveryone,
  viaGroup,
  type World,
} from "./share-world.ts";

export const adaLater: Person = { user: ada.user, ...fixedOwnKeys("ada, later") };
const zoeLater: Person = { user: zoe.user, ...fixedOwnKeys("zoe, later") };
export const expiry = time + 86_400_000;
const asAdministrator = { asAdministrator: true };
const cuts = { cuts: true };

export const keysOf = ({ user, signing, xwingKeyHash }: Person) => ({
  user,
  signingKey: signing.publicKey,
  xwingKeyHash,
});
export const adding = (who: Person, its: ShareRole) =>
  ({ operation: operation.ADD, subject: { ...keysOf(who), role: its } }) as const;
export const addingGroup = (id: typeof group, its: 5 | 6 | 7, groupSeq: number) =>
  ({
    operation: operation.ADD_GROUP,
    subject: {
      group: id,
      genesis: id === everyone ? everyoneSteps.genesis.hash : groupSteps.genesis.hash,
      role: its,
      groupSeq,
    },
  }) as const;
export const giving = (recipient: typeof group, its: ShareRole) =>
  ({ operation: operation.ROLE, subject: { recipient, role: its } }) as const;
export const removing = (recipient: typeof group) => ({ operation: operation.REMOVE, subject: { recipient } }) as const;
export const ending = (recipient: typeof group, at: number | null = expiry) =>
  ({ operation: operation.EXPIRY, subject: { recipient, time: at } }) as const;
export const naming = { operation: operation.NAME, subject: { name: fixedHash("another name") } } as const;
export const leaving = ({ user }: Person) => ({ operation: operation.LEAVE, subject: { user } }) as const;
export const closing = { operation: operation.CLOSE, subject: null } as const;
const suspending = (who: Person) => ({ operation: operation.SUSPEND, subject: { user: who.user } }) as const;
const removingFromCompany = (who: Person) => ({ operation: operation.REMOVE, subject: { user: who.user } }) as const;
const endingGroup = { operation: operation.END_GROUP, subject: { group } } as const;

const grow = (world: World, ...acts: (readonly [Person, Parameters<typeof inShare>[2], How?])[]) =>
  acts.reduce((grown, [who, act, how]) => inShare(grown, who, act, how), world);

const start = founded();
/** Bob owns it, Ada may write, Eve reads. */
export const three = grow(start, [bob, adding(ada, role.EDITOR)], [bob, adding(eve, role.READER)]);
/** Bob's, and his and Zoe's group may write. */
export const withGroup = grow(start, [bob, addingGroup(group, role.EDITOR, 3)]);
/** All three, and the company reads. */
export const full = grow(
  three,
  [bob, addingGroup(group, role.EDITOR, 3)],
  [bob, addingGroup(everyone, role.READER, last(before.tenant).head.seq)],
);
export const expiring = grow(full, [bob, ending(eve.user)]);
const taken = grow(full, [bob, giving(ada.user, role.READER_HIDDEN), cuts]);
const groupTaken = grow(full, [bob, giving(group, role.READER), cuts]);
const without = grow(three, [bob, removing(ada.user), cuts]);
export const formerGroup = grow(full, [bob, removing(group), cuts]);
const bobRenewed = renewed(three, bob, bobLater);
export const bobSuspended = inTenant(full, ada, suspending(bob));
const zoeGone = inGroup(full, ada, { operation: operation.REMOVE, subject: { user: zoe.user } });
export const groupEnded = inTenant(grow(full, [bob, ending(group)]), ada, endingGroup);
const orphaned = inTenant(withGroup, ada, removingFromCompany(bob));
/** Everyone reads, and its owner is gone. */
const openToAll = inTenant(
  grow(start, [bob, addingGroup(everyone, role.READER, last(before.tenant).head.seq)]),
  ada,
  removingFromCompany(bob),
);
const adaRenewed = renewed(grow(three, [bob, ending(ada.user)]), ada, adaLater);
export const closed = grow(full, [bob, closing, cuts]);
const ended = (world: World) => ({ ...givenOf(world), vaultHead: head });

/** Each by the chain that it ends, as it is read then. */
const golden: Readonly<Record<string, object>> = {
  "founded, of scope BUSINESS": givenOf(start),
  "founded, of scope PERSONAL": givenOf(founded(before, shareScope.PERSONAL)),
  "somebody added to write": givenOf(grow(start, [bob, adding(ada, role.EDITOR)])),
  "somebody added to read": givenOf(three),
  "a second owner": givenOf(grow(start, [bob, adding(ada, role.OWNER)])),
  "a group added": givenOf(withGroup),
  "Everyone added": givenOf(full),
  "until a time": givenOf(expiring),
  "until another time": givenOf(grow(expiring, [bob, ending(eve.user, expiry + 1)])),
  "without end again": givenOf(grow(expiring, [bob, ending(eve.user, null)])),
  "a group until a time": givenOf(grow(full, [bob, ending(group)])),
  "another name": givenOf(grow(start, [bob, naming])),
  "a role that writes given": givenOf(grow(three, [bob, giving(eve.user, role.EDITOR)])),
  "an owner made of somebody whose time would end": givenOf(grow(expiring, [bob, giving(eve.user, role.OWNER)])),
  "an owner who is none any more, and may write": givenOf(
    grow(start, [bob, adding(ada, role.OWNER)], [ada, giving(bob.user, role.EDITOR)]),
  ),
  "writing taken": ended(taken),
  "writing taken, and given again": givenOf(grow(taken, [bob, giving(ada.user, role.EDITOR)])),
  "writing taken, and the role to read changed": givenOf(grow(taken, [bob, giving(ada.user, role.READER)])),
  "writing taken from a group": ended(groupTaken),
  "writing taken from a group, and given again": givenOf(grow(groupTaken, [bob, giving(group, role.EDITOR)])),
  removed: ended(without),
  "removed before the vault had a head": givenOf(grow(three, [bob, removing(ada.user)])),
  "removed, and added again to write": givenOf(grow(without, [bob, adding(ada, role.EDITOR)])),
  "removed, and added again to read": givenOf(grow(without, [bob, adding(ada, role.READER)])),
  "removed with their time": ended(grow(expiring, [bob, removing(eve.user), cuts])),
  "a group removed": ended(formerGroup),
  "a group removed, and added again to write": givenOf(grow(formerGroup, [bob, addingGroup(group, role.EDITOR, 3)])),
  "a group removed, and added again to read": givenOf(grow(formerGroup, [bob, addingGroup(group, role.READER, 3)])),
  "removed by a writer, their time being over": ended(
    grow(expiring, [ada, removing(eve.user), { cuts: true, at: expiry }]),
  ),
  "removed by a writer through a group, their time being over": ended(
    grow(expiring, [zoe, removing(eve.user), { cuts: true, at: expiry, via: viaGroup(expiring) }]),
  ),
  "removed by an administrator": ended(
    grow(withGroup, [bob, adding(zoe, role.READER)], [ada, removing(zoe.user), { ...asAdministrator, ...cuts }]),
  ),
  "the last owner removed by an administrator, who makes another": givenOf(
    grow(
      grow(start, [bob, adding(zoe, role.READER)]),
      [ada, removing(bob.user), { ...asAdministrator, ...cuts }],
      [eve, giving(zoe.user, role.OWNER), asAdministrator],
    ),
  ),
  left: ended(grow(full, [eve, leaving(eve), cuts])),
  "own keys": ended(followedInShare(bobRenewed, bob, bobLater)),
  "own keys not followed yet": givenOf(bobRenewed),
  "added by new keys, in the place of the old": ended(grow(adaRenewed, [bob, adding(adaLater, role.EDITOR), cuts])),
  "added by new keys, as an owner": ended(grow(adaRenewed, [bob, adding(adaLater, role.OWNER), cuts])),
  "a next epoch after a removal": givenOf(renewedEpoch(without, bob)),
  "a next epoch by a writer": givenOf(renewedEpoch(grow(full, [bob, removing(eve.user), cuts]), ada)),
  "a next epoch through a group": givenOf(
    renewedEpoch(grow(full, [bob, removing(eve.user), cuts]), zoe, { via: viaGroup(full) }),
  ),
  "a next epoch through Everyone": (() => {
    const open = grow(full, [bob, giving(everyone, role.EDITOR)], [bob, removing(eve.user), cuts]);
    return givenOf(renewedEpoch(open, eve, { via: viaEveryone(open) }));
  })(),
  "a member suspended in the company": givenOf(bobSuspended),
  "a member suspended in the company, and an epoch without them": givenOf(renewedEpoch(bobSuspended, ada)),
  "another owner made by an administrator": givenOf(
    grow(bobSuspended, [eve, giving(ada.user, role.OWNER), asAdministrator]),
  ),
  "an owner made of somebody who has it through a group alone": givenOf(
    grow(orphaned, [ada, adding(zoe, role.OWNER), { ...asAdministrator, via: viaGroup(orphaned) }]),
  ),
  "an owner made of somebody who has it through a group alone, by keys that the group does not have": givenOf(
    inShare(renewed(orphaned, zoe, zoeLater), ada, adding(zoeLater, role.OWNER), {
      ...asAdministrator,
      via: viaGroup(orphaned),
    }),
  ),
  "an owner made of somebody who has it through Everyone alone": givenOf(
    inShare(openToAll, ada, adding(eve, role.OWNER), { ...asAdministrator, via: viaEveryone(openToAll) }),
  ),
  "an owner made by themself, who has it through Everyone alone": givenOf(
    inShare(openToAll, eve, adding(eve, role.OWNER), { ...asAdministrator, via: viaEveryone(openToAll) }),
  ),
  "a group that has lost somebody": givenOf(zoeGone),
  "a group that has lost somebody, and an epoch that knows": givenOf(renewedEpoch(zoeGone, ada)),
  "a group's member by new keys": givenOf(followedInGroup(renewed(full, zoe, zoeLater), zoe, zoeLater)),
  "a group that ended": givenOf(groupEnded),
  "a group that ended, and an epoch without it": givenOf(renewedEpoch(groupEnded, ada)),
  "somebody gone from the company, and so from Everyone": givenOf(
    inTenant(
      grow(start, [bob, addingGroup(everyone, role.READER, last(before.tenant).head.seq)]),
      ada,
      removingFromCompany(zoe),
    ),
  ),
  closed: ended(closed),
  "closed before the vault had a head": givenOf(grow(start, [bob, closing])),
};

export const goldenShares: Cases["golden"] = Object.entries(golden).map(([name, given]) => ({ name, given }));
