import { makeNewEpoch, makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import { signManifest } from "../../../src/crypto/client/sign.ts";
import type { SigningPair } from "../../../src/crypto/keys.ts";
import { type Manifest, openSignedManifest } from "../../../src/crypto/manifest.ts";
import { newEpoch, ownKeys, profile, renewed, tenantKeys } from "./chains.ts";
import { ada, type Cases, fixedHash, ids, key, mallory, tenant, time } from "./fixed.ts";
import { at, first, root } from "./manifest-chain.ts";

const signedFirst = (change: Partial<Manifest>) => signManifest({ ...first, ...change }, ada.signing).signed;
const ground = { links: [profile.signed], tenantLinks: [tenant.signed], root, count: 1 };
const second = { ...ground, successor: true, known: at(1).signed, skipHash: null };
const signedAs = (change: Partial<Manifest>, signer: SigningPair = ada.signing) =>
  signManifest({ ...at(2).manifest, ...change }, signer).signed;

const chain = [profile.signed, ownKeys.signed];
const inForce = {
  rosterSeq: 1,
  rosterHash: ownKeys.hash,
  author: { user: ids.user, key: renewed.signing.publicKey },
  tenantHead: tenantKeys.state.head,
};
const afterKeys = { rosterSeq: 2, rosterHash: newEpoch.hash, epoch: 2 };
const laterGround = { ...second, links: [...chain, newEpoch.signed], tenantLinks: [tenant.signed, tenantKeys.signed] };
const successor = (change: Partial<Manifest>, signer?: SigningPair) => ({
  ...second,
  signed: signedAs(change, signer),
});
const later = (change: Partial<Manifest> = {}) => ({
  ...laterGround,
  signed: signedAs({ ...inForce, ...afterKeys, ...change }, renewed.signing),
});

const at3 = { vault: ids.vault, revision: 3, hash: at(3).hash };
const cutAt3 = makeOwnKeys(profile.state, {
  user: ids.user,
  old: ada.signing,
  new: renewed.signing,
  xwingKeyHash: renewed.xwingKeyHash,
  tenantHead: tenant.state.head,
  vaultHead: at3,
  time,
});
const newest = [profile.signed, cutAt3.signed];
const laterEpoch = makeNewEpoch(profile.state, {
  user: ids.user,
  signing: ada.signing,
  vaultKey: key("epoch 2"),
  tenantHead: tenant.state.head,
  time,
});
const knownInEpoch2 = signManifest({ ...first, rosterSeq: 1, rosterHash: laterEpoch.hash, epoch: 2 }, ada.signing);

export const manifestCheckCases: Cases = {
  section: "§5.4",
  golden: [
    { name: "the first", given: { ...ground, successor: true, signed: at(1).signed } },
    { name: "the second", given: { ...second, signed: at(2).signed } },
    {
      name: "the third, whose skip is the second",
      given: { ...second, known: at(2).signed, signed: at(3).signed, skipHash: at(2).hash },
    },
    { name: "after new keys and a new epoch", given: later() },
    {
      name: "the twelfth, to a reader who knows the fifth",
      given: { ...ground, successor: false, known: at(5).signed, signed: at(12).signed },
    },
    { name: "to a reader who knows none", given: { ...ground, successor: false, signed: at(12).signed } },
    { name: "the head of the cut", given: { ...ground, successor: false, signed: at(3).signed, newest } },
  ],
  negative: [
    ...(
      [
        ["revision 4 after revision 1", "BROKEN_CHAIN", successor({ revision: 4 })],
        ["another manifest before it", "BROKEN_CHAIN", successor({ previous: fixedHash("previous") })],
        ["another skip than is held", "BROKEN_CHAIN", { ...second, signed: at(2).signed, skipHash: fixedHash("skip") }],
        ["another vault", "WRONG_ROSTER", successor({ vault: ids.account })],
        [
          "a first manifest of another vault",
          "WRONG_ROSTER",
          { ...ground, successor: true, signed: signedFirst({ vault: ids.account }) },
        ],
        [
          "another vault known",
          "WRONG_ROSTER",
          { ...ground, successor: false, known: signedFirst({ vault: ids.account }), signed: at(2).signed },
        ],
        ["a roster seq that is not in force", "WRONG_ROSTER_HEAD", successor({ rosterSeq: 1 })],
        ["another roster hash", "WRONG_ROSTER_HEAD", successor({ rosterHash: fixedHash("roster") })],
        [
          "an author who is no member",
          "WRONG_AUTHOR",
          successor({ author: { user: mallory.user, key: mallory.signing.publicKey } }, mallory.signing),
        ],
        [
          "a member by another key",
          "WRONG_AUTHOR",
          successor({ author: { user: ids.user, key: mallory.signing.publicKey } }, mallory.signing),
        ],
        ["another epoch", "WRONG_EPOCH", successor({ epoch: 2 })],
        ["epoch 0", "WENT_BACK", successor({ epoch: 0 })],
        ["another count", "WRONG_COUNT", successor({ count: 2 })],
        ["another root", "WRONG_ROOT", successor({ root: fixedHash("root") })],
        ["another tenant", "WRONG_TENANT_HEAD", successor({ tenantHead: { ...tenant.state.head, id: ids.account } })],
        [
          "another hash of the tenant's link",
          "WRONG_TENANT_HEAD",
          successor({ tenantHead: { ...tenant.state.head, hash: fixedHash("t") } }),
        ],
        [
          "a tenant's link that is not held",
          "WRONG_TENANT_HEAD",
          successor({ tenantHead: { ...tenant.state.head, seq: 1 } }),
        ],
        [
          "an epoch that is due",
          "DUE_EPOCH",
          { ...laterGround, links: chain, signed: signedAs(inForce, renewed.signing) },
        ],
        [
          "a key that was taken",
          "WRONG_AUTHOR",
          { ...laterGround, signed: signedAs({ ...inForce, ...afterKeys, author: first.author }) },
        ],
        [
          "a lower tenant head than the one before",
          "WENT_BACK",
          {
            ...later({ tenantHead: tenant.state.head }),
            known: signManifest({ ...first, tenantHead: tenantKeys.state.head }, ada.signing).signed,
            signed: undefined,
          },
        ],
        [
          "a lower epoch than the one known",
          "WENT_BACK",
          { ...ground, successor: false, known: knownInEpoch2.signed, signed: at(2).signed },
        ],
        [
          "a lower revision than the one known",
          "WENT_BACK",
          { ...ground, successor: false, known: at(5).signed, signed: at(4).signed },
        ],
        ["outside the cut", "AFTER_CUT", { ...ground, successor: false, signed: at(4).signed, newest }],
        ["before the head of the cut", "AFTER_CUT", { ...ground, successor: false, signed: at(2).signed, newest }],
      ] as [string, string, object][]
    ).map(([name, error, given]) => ({ name, given: lowerTenant(given), error })),
  ],
};

/** The one case whose manifest has to name the known one before it. */
function lowerTenant(given: object): object {
  const { known, signed } = given as { known?: Uint8Array; signed?: Uint8Array };
  if (signed !== undefined || known === undefined) return given;
  const change = { ...inForce, ...afterKeys, tenantHead: tenant.state.head, previous: openSignedManifest(known).hash };
  return { ...given, signed: signedAs(change, renewed.signing) };
}
