/** Shares with guests as they come about, step by step, each as the company reads it and as a guest does. */
import { operation, shareScope } from "../../../src/crypto/link.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { bob, bobLater, eve, zoe } from "./company.ts";
import { ada, type Cases, fixedOwnKeys } from "./fixed.ts";
import {
  carl,
  carlLater,
  dora,
  followedAsGuest,
  givenOutside,
  introducing,
  inviting,
  joined,
  leftAsGuest,
  pinned,
  resuming,
  voiding,
} from "./guest-world.ts";
import {
  before,
  followedInShare,
  founded,
  givenOf,
  group,
  head,
  inShare,
  inTenant,
  type Person,
  renewed,
  renewedEpoch,
  viaGroup,
  type World,
} from "./share-world.ts";
import {
  adaLater,
  adding,
  addingGroup,
  closing,
  ending,
  expiry,
  full,
  giving,
  leaving,
  naming,
  removing,
  three,
} from "./shares.ts";

const cuts = { cuts: true };
const asAdministrator = { asAdministrator: true };
const carlLast: Person = { user: carl.user, ...fixedOwnKeys("carl, last") };

/** Bob owns it, Ada may write, Eve reads, and so does a group. */
export const reading = inShare(three, bob, addingGroup(group, role.READER, 3));
/** Carl is invited to write. */
export const invited = inShare(reading, bob, inviting("carl", role.EDITOR));
export const withCarl = joined(invited, carl, "carl");
/** Carl reads. */
export const reader = joined(inShare(reading, bob, inviting("carl", role.READER)), carl, "carl");
export const suspended = followedAsGuest(withCarl, carl, carlLater);
export const resumed = inShare(suspended, bob, resuming(carl));
export const carlGone = inShare(withCarl, bob, removing(carl.user), cuts);
export const carlTaken = inShare(withCarl, bob, giving(carl.user, role.READER), cuts);
const expiring = inShare(withCarl, bob, ending(carl.user));
const invitedAgain = (its: 5 | 6) => inShare(carlGone, bob, inviting("carl again", its));
/** Zoe owns it too, and has invited Dora. */
const two = inShare(inShare(reading, bob, adding(zoe, role.OWNER)), zoe, inviting("dora", role.READER));
const zoeLater = { user: zoe.user, signing: bobLater.signing, xwingKeyHash: bobLater.xwingKeyHash };
const zoeRenewed = renewed(two, zoe, zoeLater);
/** Where a group wrote once, and an administrator made an owner: nothing that a guest could judge. */
const byGroup = renewedEpoch(inShare(full, bob, removing(eve.user), cuts), zoe, { via: viaGroup(full) });
const bobLess = inTenant(inShare(byGroup, bob, giving(group, role.READER), cuts), ada, {
  operation: operation.SUSPEND,
  subject: { user: bob.user },
});
const history = inShare(
  inShare(bobLess, eve, giving(ada.user, role.OWNER), asAdministrator),
  ada,
  inviting("carl", role.READER),
);

/** What came of it, the link by which somebody was invited, and whether the last link has a cut. */
export type Story = readonly [name: string, world: World, pin: number, cut?: boolean];
export const from = (world: World): number => world.share.states.length - 1;
export const inviteAt = from(invited);

const stories: readonly Story[] = [
  ["somebody is invited to write", invited, inviteAt],
  ["somebody is invited to read", inShare(reading, bob, inviting("carl", role.READER)), inviteAt],
  ["somebody is invited to fill in", inShare(reading, bob, inviting("carl", role.READER_HIDDEN)), inviteAt],
  ["two are invited", inShare(invited, bob, inviting("dora", role.READER)), inviteAt],
  ["an invitation is void", inShare(invited, bob, voiding("carl")), inviteAt],
  ["an invitation is void by an administrator", inShare(invited, ada, voiding("carl"), asAdministrator), inviteAt],
  ["a guest joins", withCarl, inviteAt],
  ["a guest joins to read", reader, inviteAt],
  [
    "a guest joins, the company having gone on",
    joined(inTenant(invited, ada, { operation: operation.NAME, subject: { name: "n" } }), carl, "carl"),
    inviteAt,
  ],
  [
    "two guests join",
    joined(joined(inShare(invited, bob, inviting("dora", role.READER)), carl, "carl"), dora, "dora"),
    inviteAt,
  ],
  ["members are introduced", inShare(withCarl, bob, introducing(withCarl, bob, ada)), inviteAt],
  ["members are introduced to who is invited", inShare(invited, bob, introducing(invited, eve)), inviteAt],
  [
    "somebody who was introduced has other keys",
    followedInShare(renewed(inShare(withCarl, bob, introducing(withCarl, bob, ada)), ada, adaLater), ada, adaLater),
    inviteAt,
    true,
  ],
  ["a guest leaves", leftAsGuest(withCarl, carl), inviteAt, true],
  ["a guest is removed", carlGone, inviteAt, true],
  [
    "a guest is removed by an administrator",
    inShare(withCarl, eve, removing(carl.user), { ...asAdministrator, ...cuts }),
    inviteAt,
    true,
  ],
  ["a guest is removed, and an epoch begins", renewedEpoch(carlGone, bob), inviteAt],
  ["a guest is removed, and an epoch begins by a writer", renewedEpoch(carlGone, ada), inviteAt],
  ["a guest who might write reads", carlTaken, inviteAt, true],
  ["a guest may write again", inShare(carlTaken, bob, giving(carl.user, role.EDITOR)), inviteAt],
  ["a guest is in it until a time", expiring, inviteAt],
  ["a guest is in it without end again", inShare(expiring, bob, ending(carl.user, null)), inviteAt],
  [
    "a guest's time is over, and a writer says so",
    inShare(expiring, ada, removing(carl.user), { ...cuts, at: expiry }),
    inviteAt,
    true,
  ],
  ["a guest in it until a time leaves", leftAsGuest(expiring, carl), inviteAt, true],
  ["a guest has other keys", suspended, inviteAt, true],
  ["a guest has other keys, and an owner has compared them", resumed, inviteAt],
  ["a guest has other keys, and an epoch begins without them", renewedEpoch(suspended, bob), inviteAt],
  ["a guest has other keys twice", followedAsGuest(suspended, carlLater, carlLast), inviteAt, true],
  ["a guest who is suspended leaves", leftAsGuest(suspended, carlLater), inviteAt, true],
  [
    "a guest comes again, to write, by the same key",
    joined(invitedAgain(role.EDITOR), carl, "carl again"),
    from(invitedAgain(role.EDITOR)),
  ],
  [
    "a guest comes again, to read, by the same key",
    joined(invitedAgain(role.READER), carl, "carl again"),
    from(invitedAgain(role.READER)),
  ],
  ["an owner goes, and their invitation with them", inShare(two, bob, removing(zoe.user), cuts), from(two), true],
  ["an owner leaves, and their invitation with them", inShare(two, zoe, leaving(zoe), cuts), from(two), true],
  ["an owner is none any more, nor what they invited", inShare(two, bob, giving(zoe.user, role.EDITOR)), from(two)],
  ["an owner has other keys, and their invitation lapses", followedInShare(zoeRenewed, zoe, zoeLater), from(two), true],
  [
    "an owner is added by other keys, and their invitation lapses",
    inShare(zoeRenewed, bob, adding(zoeLater, role.OWNER), cuts),
    from(two),
    true,
  ],
  ["another owner's invitation stays", inShare(two, zoe, giving(bob.user, role.EDITOR)), from(two)],
  ["a member is added where a guest is", inShare(withCarl, bob, adding(zoe, role.OWNER)), inviteAt],
  ["a member leaves where a guest is", inShare(withCarl, eve, leaving(eve), cuts), inviteAt, true],
  [
    "a group is added to read where a guest is",
    inShare(joined(inShare(three, bob, inviting("carl", 5)), carl, "carl"), bob, addingGroup(group, role.READER, 3)),
    from(three) + 1,
  ],
  ["a group's role is one that reads", inShare(withCarl, bob, giving(group, role.READER_HIDDEN)), inviteAt],
  ["it is named where a guest is", inShare(withCarl, bob, naming), inviteAt],
  [
    "the last owner is removed by an administrator where a guest is",
    inShare(withCarl, eve, removing(bob.user), { ...asAdministrator, ...cuts }),
    inviteAt,
    true,
  ],
  [
    "a member is suspended in the company, and an epoch begins",
    renewedEpoch(inTenant(withCarl, ada, { operation: operation.SUSPEND, subject: { user: eve.user } }), bob),
    inviteAt,
  ],
  [
    "a group has ended, and an epoch begins without it",
    renewedEpoch(inTenant(withCarl, ada, { operation: operation.END_GROUP, subject: { group } }), ada),
    inviteAt,
  ],
  ["it is closed where a guest is", inShare(joined(two, dora, "dora"), bob, closing, cuts), from(two), true],
  ["it is closed where somebody is invited", inShare(two, bob, closing, cuts), from(two), true],
  [
    "of scope PERSONAL, with a guest",
    joined(inShare(founded(before, shareScope.PERSONAL), bob, inviting("carl", 6)), carl, "carl"),
    1,
  ],
];

/** Each by both readings: who has the company's rosters, and who was told of one link. */
export const goldenGuests: Cases["golden"] = [
  ...stories,
  ["what a guest cannot judge came before they were invited", joined(history, carl, "carl"), from(history)] as Story,
].flatMap(([name, world, pin, isCut]) => {
  const vaultHead = isCut ? { vaultHead: head } : {};
  return [
    { name, given: { ...givenOf(world), ...vaultHead } },
    { name: `${name}, from outside`, given: { ...givenOutside(world, pinned(world, pin)), ...vaultHead } },
  ];
});
