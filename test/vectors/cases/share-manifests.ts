/** Manifests of shares: who may write, by name or through a group, and until when. */
import { type Signed, signManifest } from "../../../src/crypto/client/sign.ts";
import { operation } from "../../../src/crypto/link.ts";
import { type Manifest, openSignedManifest } from "../../../src/crypto/manifest.ts";
import type { RosterState } from "../../../src/crypto/roster-state.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { profile } from "./chains.ts";
import { bob, bobLater, eve, four, zoe } from "./company.ts";
import { ada, type Cases, fixedHash, ids, mallory, tenant, time, withPosition } from "./fixed.ts";
import { at, root } from "./manifest-chain.ts";
import {
  everyone,
  followedInGroup,
  founded,
  givenOf,
  group,
  inGroup,
  inShare,
  inTenant,
  last,
  type Person,
  renewed,
  renewedEpoch,
  share,
  viaEveryone,
  viaGroup,
  type World,
} from "./share-world.ts";
import {
  adding,
  addingGroup,
  bobSuspended,
  closing,
  expiring,
  full,
  giving,
  groupEnded,
  removing,
  three,
  withGroup,
} from "./shares.ts";

type Author = Manifest["author"];

/** The first manifest of the share's vault, by the rosters as they are. */
function signed(world: World, who: Person, via?: Author["via"], change: Partial<Manifest> = {}): Signed {
  const at = last(world.share);
  const manifest: Manifest = {
    vault: share,
    revision: 1,
    previous: null,
    skip: null,
    rosterSeq: at.head.seq,
    rosterHash: at.head.hash,
    epoch: at.epoch?.epoch ?? 0,
    root,
    count: 1,
    tenantHead: last(world.tenant).head,
    author: { user: who.user, key: who.signing.publicKey, ...(via && { via }) },
    device: ids.device,
    time: time + 900,
    ...change,
  };
  return signManifest(manifest, who.signing);
}

const ground = (world: World) => ({ ...givenOf(world), successor: true, root, count: 1, skipHash: null });
const by = (world: World, ...more: Parameters<typeof signed> extends [unknown, ...infer R] ? R : never) => ({
  ...ground(world),
  signed: signed(world, ...more).signed,
});
const headOf = (world: World, its: Signed, newest: World) => ({
  ...ground(world),
  successor: false,
  tenantLinks: newest.tenant.links,
  groups: [{ links: newest.group.links }],
  signed: its.signed,
  newest: newest.share.links,
});
const cutAt = ({ hash }: Signed) => ({ cuts: { vault: share, revision: 1, hash } });

const suspending = (who: Person) => ({ operation: operation.SUSPEND, subject: { user: who.user } }) as const;
const gone = (who: Person) => ({ operation: operation.REMOVE, subject: { user: who.user } }) as const;

const open = inShare(full, bob, giving(everyone, role.EDITOR));
const grown = inGroup(full, ada, {
  operation: operation.ADD,
  subject: { user: eve.user, signingKey: eve.signing.publicKey, xwingKeyHash: eve.xwingKeyHash },
});
const bobRenewed = renewed(three, bob, bobLater);
const zoeLater = { user: zoe.user, signing: bobLater.signing, xwingKeyHash: bobLater.xwingKeyHash };
const zoeRenewed = followedInGroup(renewed(full, zoe, zoeLater), zoe, zoeLater);
const adasHead = signed(full, ada);
const zoesHead = signed(full, zoe, viaGroup(full));
const bobsHead = signed(full, bob);
const adaGone = inShare(full, bob, removing(ada.user), cutAt(adasHead));
const groupGone = inShare(full, bob, removing(group), cutAt(zoesHead));
const adaTaken = inShare(full, bob, giving(ada.user, role.READER), cutAt(adasHead));
const groupTaken = inShare(full, bob, giving(group, role.READER), cutAt(zoesHead));
const ended = inShare(full, bob, closing, cutAt(bobsHead));
const emptyEnded = inShare(founded(), bob, closing);
const zoeGone = inGroup(full, ada, { operation: operation.REMOVE, subject: { user: zoe.user } });
const eveGone = inShare(full, bob, removing(eve.user), cutAt(bobsHead));
const readers = inShare(founded(), bob, addingGroup(group, role.READER, 3));

const abandoning = { reset: [{ revision: 1, hash: fixedHash("abandoned"), at: 1 }] };

const golden: Readonly<Record<string, object>> = {
  "by its owner": by(three, bob),
  "a head abandoned by its owner": by(three, bob, undefined, abandoning),
  "by a writer": by(three, ada),
  "by a writer, until a time": by(inShare(expiring, bob, giving(eve.user, role.EDITOR)), eve),
  "through a group": by(withGroup, zoe, viaGroup(withGroup)),
  "through a group, at a later link than the share states": by(grown, eve, viaGroup(grown)),
  "through a group, at an earlier link than there is": by(grown, zoe, viaGroup(full)),
  "through Everyone": by(open, eve, viaEveryone(open)),
  "through a group, by somebody who reads by name": by(
    inShare(withGroup, bob, adding(zoe, role.READER)),
    zoe,
    viaGroup(withGroup),
  ),
  "beside somebody whose keys are others by now": by(renewedEpoch(bobRenewed, ada), ada),
  "beside somebody who is suspended": by(renewedEpoch(bobSuspended, ada), ada),
  "through a group by new keys, after the next epoch": by(
    renewedEpoch(zoeRenewed, ada),
    zoeLater,
    viaGroup(zoeRenewed),
  ),
  "after a group has lost somebody": by(renewedEpoch(zoeGone, ada), bob),
  "after a group has ended": by(renewedEpoch(groupEnded, ada), bob),
  "the head of the cut, by who was removed": headOf(full, adasHead, adaGone),
  "the head of the cut, through a group that was removed": headOf(full, zoesHead, groupGone),
  "the head of the cut, by who reads by now": headOf(full, adasHead, adaTaken),
  "the head of the cut, through a group that reads by now": headOf(full, zoesHead, groupTaken),
  "the head of the cut of a share that was closed": headOf(full, bobsHead, ended),
  "by who was removed and may write again": headOf(
    full,
    signed(full, ada, undefined, { time }),
    inShare(adaGone, bob, adding(ada, role.EDITOR)),
  ),
  "by others, after somebody was removed": headOf(full, bobsHead, adaGone),
};

type Refusal = readonly [name: string, error: string, given: object];
const refused: Refusal[] = [
  ["by a reader", "WRONG_AUTHOR", by(three, eve)],
  ["by a reader who may not see", "WRONG_AUTHOR", by(inShare(three, bob, giving(eve.user, role.READER_HIDDEN)), eve)],
  ["by nobody in it", "WRONG_AUTHOR", by(three, zoe)],
  ["a head abandoned by a writer", "NOT_ALLOWED", by(three, ada, undefined, abandoning)],
  ["a head abandoned through a group", "NOT_ALLOWED", by(withGroup, zoe, viaGroup(withGroup), abandoning)],
  ["by a stranger", "WRONG_AUTHOR", by(three, mallory)],
  ["by an administrator", "WRONG_AUTHOR", by(withGroup, ada)],
  ["by a writer's name under another key", "WRONG_AUTHOR", by(three, { ...ada, signing: mallory.signing })],
  ["by an owner who is suspended", "WRONG_AUTHOR", by(bobSuspended, bob)],
  ["by an owner's key that was replaced in the company", "WRONG_AUTHOR", by(bobRenewed, bob)],
  ["by an owner's new key, which the share does not have", "WRONG_AUTHOR", by(bobRenewed, bobLater)],
  ["through a group that reads", "WRONG_AUTHOR", by(readers, zoe, viaGroup(readers))],
  ["through Everyone that reads", "WRONG_AUTHOR", by(full, zoe, viaEveryone(full))],
  ["through a group, by somebody who is none of it", "WRONG_AUTHOR", by(withGroup, eve, viaGroup(withGroup))],
  [
    "through a group, at a link before the one that the share states",
    "WRONG_AUTHOR",
    by(full, zoe, (full.group.states[2] as RosterState).head),
  ],
  [
    "through a group, at a link before the epoch in force",
    "WRONG_AUTHOR",
    by(renewedEpoch(zoeGone, ada), zoe, viaGroup(full)),
  ],
  ["through a group, at a link that is not held", "WRONG_AUTHOR", by(full, zoe, { ...viaGroup(full), seq: 4 })],
  ["through a group, at another link", "WRONG_AUTHOR", by(full, zoe, { ...viaGroup(full), hash: fixedHash("h") })],
  ["through a group that the share does not have", "WRONG_AUTHOR", by(three, zoe, viaGroup(three))],
  ["through another group than it says", "WRONG_AUTHOR", by(open, zoe, { ...viaGroup(open), id: everyone })],
  ["through a group that was removed", "WRONG_AUTHOR", by(renewedEpoch(groupGone, ada), zoe, viaGroup(full))],
  ["through a group that has ended", "WRONG_AUTHOR", by(groupEnded, zoe, viaGroup(groupEnded))],
  ["through a group, by who is in it no more", "WRONG_AUTHOR", by(zoeGone, zoe, viaGroup(zoeGone))],
  [
    "through a group, by a key that the company states no more",
    "WRONG_AUTHOR",
    by(renewed(full, zoe, zoeLater), zoe, viaGroup(full)),
  ],
  ["through a group, at a link by which it has lost somebody", "DUE_EPOCH", by(zoeGone, bob, viaGroup(zoeGone))],
  [
    "through a group, at a link by which somebody has new keys",
    "DUE_EPOCH",
    by(zoeRenewed, zoeLater, viaGroup(zoeRenewed)),
  ],
  ["through Everyone, somebody being gone", "DUE_EPOCH", throughEveryone(inTenant(open, ada, gone(zoe)))],
  ["through Everyone, somebody being suspended", "DUE_EPOCH", throughEveryone(inTenant(open, ada, suspending(zoe)))],
  ["after somebody was removed", "DUE_EPOCH", by(adaGone, bob)],
  ["after somebody was taken writing from", "DUE_EPOCH", by(adaTaken, bob)],
  ["after a group was removed", "DUE_EPOCH", by(groupGone, bob)],
  ["beside somebody who was suspended since", "DUE_EPOCH", by(bobSuspended, ada)],
  ["beside somebody whose keys were replaced since", "DUE_EPOCH", by(bobRenewed, ada)],
  ["after the end", "WRONG_AUTHOR", by(ended, bob)],
  ["under the epoch before", "WRONG_EPOCH", by(renewedEpoch(eveGone, bob), bob, undefined, { epoch: 1 })],
  [
    "by a tenant head below the one that its roster names",
    "WENT_BACK",
    by(renewedEpoch(bobSuspended, ada), bob, undefined, { tenantHead: four.head }),
  ],
  ["by a lower tenant head than the one before", "WENT_BACK", afterHigher()],
  ["of a share, to who knows nothing of shares", "WRONG_AUTHOR", { ...by(three, bob), alone: true }],
  ["of a profile, through a group", "WRONG_AUTHOR", ofProfile()],
  ["outside the cut, by who was removed", "AFTER_CUT", headOf(full, signed(full, ada, undefined, { time }), adaGone)],
  [
    "outside the cut, by who was removed and reads again",
    "AFTER_CUT",
    headOf(full, signed(full, ada, undefined, { time }), inShare(adaGone, bob, adding(ada, role.READER))),
  ],
  ["outside the cut, by who reads by now", "AFTER_CUT", headOf(full, signed(full, ada, undefined, { time }), adaTaken)],
  [
    "outside the cut, through a group that was removed",
    "AFTER_CUT",
    headOf(full, signed(full, zoe, viaGroup(full), { time }), groupGone),
  ],
  [
    "outside the cut, through a group that was removed and reads again",
    "AFTER_CUT",
    headOf(
      full,
      signed(full, zoe, viaGroup(full), { time }),
      inShare(groupGone, bob, addingGroup(group, role.READER, 3)),
    ),
  ],
  [
    "outside the cut, through a group that reads by now",
    "AFTER_CUT",
    headOf(full, signed(full, zoe, viaGroup(full), { time }), groupTaken),
  ],
  [
    "outside the cut of a share that was closed",
    "AFTER_CUT",
    headOf(full, signed(full, bob, undefined, { time }), ended),
  ],
  ["a head of a share that was closed without one", "AFTER_CUT", headOf(founded(), signed(founded(), bob), emptyEnded)],
  ["before the epoch in force, by who was removed", "AFTER_CUT", headOf(full, adasHead, renewedEpoch(adaGone, bob))],
  [
    "before the epoch in force, through a group, by who was removed from it",
    "AFTER_CUT",
    headOf(full, zoesHead, renewedEpoch(zoeGone, ada)),
  ],
  [
    "before the epoch in force, through a group that has ended",
    "AFTER_CUT",
    headOf(full, zoesHead, renewedEpoch(groupEnded, ada)),
  ],
  [
    "before the epoch in force, by who was suspended",
    "AFTER_CUT",
    headOf(full, bobsHead, renewedEpoch(bobSuspended, ada)),
  ],
];

/** The manifest before it names a tenant head that came since the roster's link. */
function afterHigher() {
  const its = inTenant(three, ada, { operation: operation.NAME, subject: { name: "n" } });
  const known = signed(its, bob);
  const next = { revision: 2, previous: known.hash, tenantHead: four.head };
  return { ...by(its, bob, undefined, next), known: known.signed };
}

function throughEveryone(its: World) {
  return by(its, eve, viaEveryone(its));
}

function ofProfile() {
  const manifest = { ...at(1).manifest, author: { ...at(1).manifest.author, via: tenant.state.head } };
  const chains = { links: [profile.signed], tenantLinks: [tenant.signed], groups: [] };
  return { ...ground(three), ...chains, signed: signManifest(manifest, ada.signing).signed };
}

const checks: Cases = {
  section: "§4.11",
  golden: Object.entries(golden).map(([name, given]) => ({ name, given })),
  negative: refused.map(([name, error, given]) => ({ name, given, error })),
};

const { bytes } = openSignedManifest(zoesHead.signed);
const author = (via: unknown) => ({ bytes: withPosition(bytes, 11, [zoe.user, zoe.signing.publicKey, via]) });
const { id, seq, hash } = viaGroup(full);
const shapes: Cases = {
  section: "§5.3",
  golden: [
    { name: "through a group", given: { bytes } },
    { name: "by name", given: author(null) },
  ],
  negative: [
    { name: "a via of another form", given: author(id), error: "UNSUPPORTED" },
    { name: "a via without its hash", given: author([id, seq]), error: "MALFORMED" },
    { name: "a via with a position too many", given: author([id, seq, hash, null]), error: "MALFORMED" },
    { name: "a via of no group", given: author([id.slice(1), seq, hash]), error: "MALFORMED" },
    { name: "a via at half a link", given: author([id, 0.5, hash]), error: "MALFORMED" },
    { name: "a via by a hash of 31 bytes", given: author([id, seq, hash.slice(1)]), error: "MALFORMED" },
    {
      name: "nothing said of via",
      given: { bytes: withPosition(bytes, 11, [zoe.user, zoe.signing.publicKey]) },
      error: "MALFORMED",
    },
  ],
};

export const shareManifestCases = { "manifest-share": shapes, "manifest-share-check": checks };
