import { keyCommitment } from "../../../src/crypto/client/epoch.ts";
import { makeNewEpoch } from "../../../src/crypto/client/next-link.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import type { SigningPair } from "../../../src/crypto/keys.ts";
import type { Link } from "../../../src/crypto/link.ts";
import { changeState, formerWritersOf, stateRoot } from "../../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../../src/crypto/signed-link.ts";
import { beforeKeys, newEpoch, ownKeys, profile, renewed, tenantKeys, vaultHead, withoutManifest } from "./chains.ts";
import { ada, type Cases, fixedHash, ids, key, mallory, tenant, time } from "./fixed.ts";
import { badBytes, forged, negatives, rewritten } from "./forging.ts";

const both = [ada.signing, renewed.signing] as const;
const asKeys = (change: Partial<Link>, ...signers: SigningPair[]) =>
  forged(ownKeys.signed, profile.state, change, ...signers);
const keysLink = openSignedLink(ownKeys.signed).link;
const oldSubject = { user: ids.user, signingKey: ada.signing.publicKey, xwingKeyHash: renewed.xwingKeyHash };
const strangerSubject = {
  user: mallory.user,
  signingKey: renewed.signing.publicKey,
  xwingKeyHash: renewed.xwingKeyHash,
};

const ownKeysCases: Cases = {
  section: "§4.4",
  golden: [
    { name: "in a tenant of one", given: { links: [tenant.signed, tenantKeys.signed] } },
    {
      name: "in a profile, with its cut",
      given: { links: [profile.signed, ownKeys.signed], tenantLinks: [tenant.signed, tenantKeys.signed], vaultHead },
    },
    { name: "in a vault without a manifest", given: { links: [beforeKeys.signed, withoutManifest.signed] } },
  ],
  negative: [
    ...negatives(
      [
        ["the new key has not signed", "BAD_SIGNATURE", asKeys({}, ada.signing, ada.signing)],
        ["the old key has not signed", "BAD_SIGNATURE", asKeys({}, renewed.signing, renewed.signing)],
        [
          "the new key is the old one",
          "NOT_ALLOWED",
          asKeys({ subject: oldSubject } as Partial<Link>, ada.signing, ada.signing),
        ],
        ["somebody else's keys", "NOT_ALLOWED", asKeys({ subject: strangerSubject } as Partial<Link>, ...both)],
        [
          "an author who is no member",
          "WRONG_AUTHOR",
          asKeys({ author: { ...keysLink.author, user: mallory.user } }, ...both),
        ],
        [
          "an author by a key that is not in force",
          "WRONG_AUTHOR",
          asKeys({ author: { ...keysLink.author, key: mallory.signing.publicKey } }, mallory.signing, renewed.signing),
        ],
        ["a right from another seq", "WRONG_AUTHOR", asKeys({ author: { ...keysLink.author, seq: 1 } }, ...both)],
        ["seq 2", "BROKEN_CHAIN", asKeys({ seq: 2 }, ...both)],
        ["another link before it", "BROKEN_CHAIN", asKeys({ previous: fixedHash("previous") }, ...both)],
        ["another roster", "WRONG_ROSTER", asKeys({ roster: ids.account }, ...both)],
        ["of another kind", "WRONG_ROSTER", tenantKeys.signed],
        [
          "a state that leaves the old key in force",
          "WRONG_STATE",
          asKeys({ state: stateRoot(profile.state) }, ...both),
        ],
        ["a new epoch too", "WRONG_EPOCH", asKeys({ epoch: 2, commitment: fixedHash("c") }, ...both)],
        ["another commitment", "WRONG_EPOCH", asKeys({ commitment: fixedHash("c") }, ...both)],
        ["wraps", "NOT_ALLOWED", asKeys({ wraps: { count: 0, root: fixedHash("w") } }, ...both)],
        ["a second genesis", "BROKEN_CHAIN", profile.signed],
      ],
      profile.signed,
    ),
    {
      name: "a cut in a tenant of one",
      given: {
        links: [tenant.signed, forged(tenantKeys.signed, tenant.state, { cut: cutRoot([vaultHead]) }, ...both)],
      },
      error: "NOT_ALLOWED",
    },
    {
      name: "a cut at another head",
      given: { links: [profile.signed, ownKeys.signed], vaultHead: { ...vaultHead, revision: 2 } },
      error: "WRONG_CUT",
    },
    {
      name: "no cut where there is a head",
      given: { links: [beforeKeys.signed, withoutManifest.signed], vaultHead: { ...vaultHead, vault: ids.account } },
      error: "WRONG_CUT",
    },
    {
      name: "signed once",
      given: { links: [profile.signed, asKeys({}, ada.signing)] },
      error: "MALFORMED",
    },
    ...badBytes(ownKeys.signed, [profile.signed], ...both).filter(
      ({ name }) => name !== "one position more, of the signed link",
    ),
  ],
};

const chain = [profile.signed, ownKeys.signed];
const asEpoch = (change: Partial<Link>, ...signers: SigningPair[]) =>
  forged(newEpoch.signed, ownKeys.state, change, ...signers);
const epochLink = openSignedLink(newEpoch.signed).link;
const lower = { ...tenant.state.head };
const backToAda = { author: { user: ids.user, key: ada.signing.publicKey, seq: 0 } };

const newEpochCases: Cases = {
  section: "§4.4",
  golden: [
    { name: "after own keys", given: { links: [...chain, newEpoch.signed] } },
    {
      name: "without a cause",
      given: {
        links: [
          profile.signed,
          makeNewEpoch(profile.state, {
            user: ids.user,
            signing: ada.signing,
            vaultKey: key("epoch 2"),
            tenantHead: tenant.state.head,
            time,
          }).signed,
        ],
      },
    },
  ],
  negative: [
    ...negatives(
      [
        ["by a key that was taken", "WRONG_AUTHOR", asEpoch(backToAda, ada.signing)],
        [
          "by the new key with the old right",
          "WRONG_AUTHOR",
          asEpoch({ author: { ...epochLink.author, seq: 0 } }, renewed.signing),
        ],
        [
          "by a stranger",
          "WRONG_AUTHOR",
          asEpoch({ author: { user: mallory.user, key: mallory.signing.publicKey, seq: 1 } }, mallory.signing),
        ],
        [
          "two epochs on",
          "WRONG_EPOCH",
          asEpoch({ epoch: 3, commitment: keyCommitment(key("epoch 2"), ids.vault, 3) }, renewed.signing),
        ],
        ["the same epoch", "WRONG_EPOCH", asEpoch({ epoch: 1 }, renewed.signing)],
        [
          "the commitment of the epoch before",
          "WRONG_EPOCH",
          asEpoch({ commitment: profile.state.epoch?.commitment ?? null }, renewed.signing),
        ],
        ["no commitment", "MALFORMED", asEpoch({ commitment: null }, renewed.signing)],
        ["a subject", "UNSUPPORTED", rewritten(newEpoch.signed, 6, [ids.user], renewed.signing)],
        ["a cut", "NOT_ALLOWED", asEpoch({ cut: fixedHash("cut") }, renewed.signing)],
        ["a lower tenant head", "WENT_BACK", asEpoch({ tenantHead: lower }, renewed.signing)],
        [
          "a state that lacks the former writer",
          "WRONG_STATE",
          asEpoch(
            { state: stateRoot(changeState(newEpoch.state, [], formerWritersOf(newEpoch.state))) },
            renewed.signing,
          ),
        ],
        ["the same seq again", "BROKEN_CHAIN", asEpoch({ seq: 1 }, renewed.signing)],
      ],
      ...chain,
    ),
    {
      name: "in a tenant, which has no key",
      given: { links: [tenant.signed, rewritten(newEpoch.signed, 2, 1, renewed.signing)] },
      error: "UNSUPPORTED",
    },
    {
      name: "a link left out before it",
      given: { links: [profile.signed, newEpoch.signed] },
      error: "BROKEN_CHAIN",
    },
    ...badBytes(newEpoch.signed, chain, renewed.signing),
  ],
};

export const nextLinkCases = {
  "link-own-keys": ownKeysCases,
  "link-new-epoch": newEpochCases,
};
