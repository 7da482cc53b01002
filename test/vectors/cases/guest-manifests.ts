/** Manifests of shares with guests, as the company takes them and as a guest does. */
import { type Signed, signManifest } from "../../../src/crypto/client/sign.ts";
import { operation } from "../../../src/crypto/link.ts";
import type { Manifest } from "../../../src/crypto/manifest.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { bob, eve, four, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, ids, mallory, time } from "./fixed.ts";
import { carl, carlLater, givenOutside, inviting, joined, pinned } from "./guest-world.ts";
import { carlGone, carlTaken, inviteAt, invited, reader, reading, resumed, suspended, withCarl } from "./guests.ts";
import { root } from "./manifest-chain.ts";
import {
  givenOf,
  group,
  inShare,
  inTenant,
  last,
  type Person,
  renewedEpoch,
  share,
  viaGroup,
  type World,
} from "./share-world.ts";
import { giving, leaving, naming, removing } from "./shares.ts";

/** The first manifest of the share's vault; a guest names the tenant head that the share names. */
function signed(world: World, who: Person, change: Partial<Manifest> = {}): Signed {
  const its = last(world.share);
  const manifest: Manifest = {
    vault: share,
    revision: 1,
    previous: null,
    skip: null,
    rosterSeq: its.head.seq,
    rosterHash: its.head.hash,
    epoch: its.epoch?.epoch ?? 0,
    root,
    count: 1,
    tenantHead: its.tenantHead ?? four.head,
    author: { user: who.user, key: who.signing.publicKey },
    device: ids.device,
    time: time + 900,
    ...change,
  };
  return signManifest(manifest, who.signing);
}

const ground = (world: World) => ({ ...givenOf(world), successor: true, root, count: 1, skipHash: null });
const ofGuest = (world: World, pin = inviteAt) => ({ ...givenOutside(world, pinned(world, pin)), root, count: 1 });
const by = (world: World, who: Person, change: Partial<Manifest> = {}) => ({
  ...ground(world),
  signed: signed(world, who, change).signed,
});
const seen = (world: World, who: Person, change: Partial<Manifest> = {}) => ({
  ...ofGuest(world),
  signed: signed(world, who, change).signed,
});
const through = (world: World, who: Person) => ({
  author: { user: who.user, key: who.signing.publicKey, via: viaGroup(world) },
});
/** A head that was known, by what is known of the roster since. */
const headOf = (world: World, its: Signed, newest: World) => ({
  ...ground(world),
  successor: false,
  signed: its.signed,
  newest: newest.share.links,
});
const seenHead = (world: World, its: Signed, newest: World) => ({
  ...ofGuest(world),
  signed: its.signed,
  newest: newest.share.links,
});

const carlsHead = signed(withCarl, carl);
const later = signed(withCarl, carl, { time });
const cutAt = ({ hash }: Signed) => ({ cuts: { vault: share, revision: 1, hash } });
const removed = inShare(withCarl, bob, removing(carl.user), cutAt(carlsHead));
const takenAt = inShare(withCarl, bob, giving(carl.user, role.READER), cutAt(carlsHead));
const again = joined(inShare(removed, bob, inviting("carl again", role.EDITOR)), carl, "carl again");
const moved = inShare(inTenant(withCarl, ada, { operation: operation.NAME, subject: { name: "n" } }), bob, naming);
const hidden = joined(inShare(reading, bob, inviting("carl", role.READER_HIDDEN)), carl, "carl");
const eveSuspended = inTenant(withCarl, ada, { operation: operation.SUSPEND, subject: { user: eve.user } });

const golden: Readonly<Record<string, object>> = {
  "by a guest": by(withCarl, carl),
  "by a guest, as a guest sees it": seen(withCarl, carl),
  "by an owner, as a guest sees it": seen(withCarl, bob),
  "by a writer, as a guest sees it": seen(withCarl, ada, { tenantHead: { ...four.head, seq: 1_000 } }),
  "by a guest whose new keys were verified": by(renewedEpoch(resumed, bob), carlLater),
  "by a guest whose new keys were verified, as a guest sees it": seen(renewedEpoch(resumed, bob), carlLater),
  "by a guest, the company having gone on": by(
    inTenant(withCarl, ada, { operation: operation.NAME, subject: { name: "n" } }),
    carl,
  ),
  "by others, beside a guest who is suspended, after the next epoch": by(renewedEpoch(suspended, bob), ada),
  "by others, after a guest was removed and an epoch began": by(renewedEpoch(carlGone, bob), ada),
  "by a guest, after an owner has abandoned a head": afterReset(ground(withCarl)),
  "by a guest, after an owner has abandoned a head, as a guest sees it": afterReset(ofGuest(withCarl)),
  "the head of the cut, by a guest who was removed": headOf(withCarl, carlsHead, removed),
  "the head of the cut, by a guest who was removed, as a guest sees it": seenHead(withCarl, carlsHead, removed),
  "the head of the cut, by a guest who reads by now": headOf(withCarl, carlsHead, takenAt),
  "by a guest who was removed and came again to write": headOf(withCarl, later, again),
};

const abandoning = { reset: [{ revision: 1, hash: fixedHash("abandoned"), at: 1 }] };

type Refusal = readonly [name: string, error: string, given: object];
const refused: readonly Refusal[] = [
  ["by a guest who reads", "WRONG_AUTHOR", by(reader, carl)],
  ["by a guest who reads, as a guest sees it", "WRONG_AUTHOR", seen(reader, carl)],
  ["by a guest who may not see", "WRONG_AUTHOR", by(hidden, carl)],
  ["by a guest who was removed", "WRONG_AUTHOR", by(renewedEpoch(carlGone, bob), carl)],
  ["by a guest whose writing was taken", "WRONG_AUTHOR", by(renewedEpoch(carlTaken, bob), carl)],
  ["by a guest's former key", "WRONG_AUTHOR", by(renewedEpoch(resumed, bob), carl)],
  ["by a guest who is suspended", "WRONG_AUTHOR", by(renewedEpoch(suspended, bob), carlLater)],
  ["by a guest who is suspended, as a guest sees it", "WRONG_AUTHOR", seen(renewedEpoch(suspended, bob), carlLater)],
  ["by somebody who is invited", "WRONG_AUTHOR", by(invited, carl)],
  ["by a guest's name under another key", "WRONG_AUTHOR", by(withCarl, { ...carl, signing: mallory.signing })],
  ["by a guest through a group", "WRONG_AUTHOR", by(withCarl, carl, through(withCarl, carl))],
  ["through a group, as a guest sees it", "WRONG_AUTHOR", seen(withCarl, zoe, through(withCarl, zoe))],
  ["by a stranger, as a guest sees it", "WRONG_AUTHOR", seen(withCarl, mallory)],
  [
    "by an owner's name under another key, as a guest sees it",
    "WRONG_AUTHOR",
    seen(withCarl, { ...bob, signing: mallory.signing }),
  ],
  ["by a reader, as a guest sees it", "WRONG_AUTHOR", seen(withCarl, eve)],
  ["by an administrator, as a guest sees it", "WRONG_AUTHOR", seen(withCarl, zoe)],
  ["after a guest was removed", "DUE_EPOCH", by(carlGone, bob)],
  ["after a guest was removed, as a guest sees it", "DUE_EPOCH", seen(carlGone, bob)],
  ["after a guest was taken writing from", "DUE_EPOCH", by(carlTaken, bob)],
  ["after a guest had other keys", "DUE_EPOCH", by(suspended, bob)],
  ["after a guest had other keys, and they were verified", "DUE_EPOCH", by(resumed, carlLater)],
  ["by a guest, after somebody left", "DUE_EPOCH", by(joinedAfter(), carl)],
  [
    "by a guest, by a tenant head at which a member is suspended",
    "DUE_EPOCH",
    by(eveSuspended, carl, { tenantHead: last(eveSuspended.tenant).head }),
  ],
  [
    "by a guest, by a tenant head below the one that the roster names",
    "WENT_BACK",
    by(moved, carl, { tenantHead: four.head }),
  ],
  [
    "by a guest, by a tenant head below the one that the roster names, as a guest sees it",
    "WENT_BACK",
    seen(moved, carl, { tenantHead: four.head }),
  ],
  [
    "by a guest, by a tenant head that is not held",
    "WRONG_TENANT_HEAD",
    by(withCarl, carl, { tenantHead: { ...four.head, hash: fixedHash("h") } }),
  ],
  [
    "by another company's head, as a guest sees it",
    "WRONG_TENANT_HEAD",
    seen(withCarl, bob, { tenantHead: { ...four.head, id: group } }),
  ],
  ["under another epoch, as a guest sees it", "WRONG_EPOCH", seen(withCarl, bob, { epoch: 2 })],
  ["with other records, as a guest sees it", "WRONG_ROOT", seen(withCarl, bob, { root: fixedHash("r") })],
  ["at another link of the roster, as a guest sees it", "WRONG_ROSTER_HEAD", seen(withCarl, bob, { rosterSeq: 1 })],
  ["a head abandoned by a guest", "NOT_ALLOWED", by(withCarl, carl, abandoning)],
  ["a head abandoned by a guest, as a guest sees it", "NOT_ALLOWED", seen(withCarl, carl, abandoning)],
  ["outside the cut, by a guest who was removed", "AFTER_CUT", headOf(withCarl, later, removed)],
  ["outside the cut, by a guest who was removed, as a guest sees it", "AFTER_CUT", seenHead(withCarl, later, removed)],
  ["outside the cut, by a guest who reads by now", "AFTER_CUT", headOf(withCarl, later, takenAt)],
  [
    "before the epoch in force, as a guest sees it",
    "AFTER_CUT",
    seenHead(withCarl, carlsHead, renewedEpoch(carlGone, bob)),
  ],
];

/** Bob has abandoned a head, which Carl's manifest repeats. */
function afterReset(its: object) {
  const reset = [{ revision: 1, hash: fixedHash("abandoned"), at: 1 }];
  const known = signed(withCarl, bob, { reset });
  return {
    ...its,
    known: known.signed,
    signed: signed(withCarl, carl, { revision: 2, previous: known.hash, reset }).signed,
  };
}

/** Eve left a share that Carl may write to. */
function joinedAfter(): World {
  return inShare(withCarl, eve, leaving(eve), { cuts: true });
}

export const guestManifestCases: Cases = {
  section: "§4.12",
  golden: Object.entries(golden).map(([name, given]) => ({ name, given })),
  negative: refused.map(([name, error, given]) => ({ name, given, error })),
};
