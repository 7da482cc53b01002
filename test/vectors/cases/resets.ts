import { signManifest } from "../../../src/crypto/client/sign.ts";
import { type Abandoned, type Manifest, openSignedManifest } from "../../../src/crypto/manifest.ts";
import { profile } from "./chains.ts";
import { ada, type Cases, fixedHash, spoiled, tenant, withPosition } from "./fixed.ts";
import { at, first, root } from "./manifest-chain.ts";

/** A head of revision 9 that nobody could bring, abandoned by revision 4. */
const lost: Abandoned = { revision: 9, hash: fixedHash("lost"), at: 4 };
const lostToo: Abandoned = { revision: 5, hash: fixedHash("lost too"), at: 4 };

const { manifest: third, hash: thirdHash } = { ...openSignedManifest(at(3).signed) };
const signedFourth = (change: Partial<Manifest>) =>
  signManifest({ ...first, revision: 4, previous: thirdHash, time: third.time + 1, ...change }, ada.signing);
const signedFifth = (fourth: { hash: Manifest["root"] }, change: Partial<Manifest>) =>
  signManifest({ ...first, revision: 5, previous: fourth.hash, skip: fourth.hash, ...change }, ada.signing);

const fourth = signedFourth({ reset: [lost] });
const fourthBytes = openSignedManifest(fourth.signed).bytes;
const fifth = signedFifth(fourth, { reset: [lost] });
const entry = (revision: number, hash: Uint8Array, by: number) => [revision, hash, by];
const bytes = (reset: unknown) => ({ bytes: withPosition(fourthBytes, 14, reset) });
const many = (count: number) => Array.from({ length: count }, (_, i) => entry(9 + i, fixedHash(`lost ${i}`), 4));

const resetCases: Cases = {
  section: "§5.3",
  golden: [
    { name: "a head abandoned", given: { bytes: fourthBytes } },
    {
      name: "two of them",
      given: { bytes: openSignedManifest(signedFourth({ reset: [lost, lostToo] }).signed).bytes },
    },
    { name: "repeated by the next manifest", given: { bytes: openSignedManifest(fifth.signed).bytes } },
    { name: "as many as there may be", given: bytes(many(32)) },
  ],
  negative: [
    { name: "no entry", given: bytes([]), error: "MALFORMED" },
    { name: "one more than there may be", given: bytes(many(33)), error: "TOO_LARGE" },
    { name: "the same head twice", given: bytes([entry(9, lost.hash, 4), entry(9, lost.hash, 4)]), error: "MALFORMED" },
    { name: "abandoned by a later manifest", given: bytes([entry(9, lost.hash, 5)]), error: "MALFORMED" },
    { name: "abandoned by revision 0", given: bytes([entry(9, lost.hash, 0)]), error: "MALFORMED" },
    {
      name: "not in the order in which they were abandoned",
      given: bytes([entry(9, lost.hash, 4), entry(8, fixedHash("older"), 3)]),
      error: "MALFORMED",
    },
    { name: "a head of revision 0", given: bytes([entry(0, lost.hash, 4)]), error: "MALFORMED" },
    { name: "a hash of 31 bytes", given: bytes([entry(9, lost.hash.slice(1), 4)]), error: "MALFORMED" },
    { name: "an entry without its revision", given: bytes([[9, lost.hash]]), error: "MALFORMED" },
    { name: "no list", given: bytes(lost.hash), error: "MALFORMED" },
    { name: "entries of another form", given: bytes([9]), error: "UNSUPPORTED" },
    ...spoiled(fourthBytes).map((bad) => ({ name: bad.name, given: { bytes: bad.bytes }, error: bad.error })),
  ],
};

const ground = { links: [profile.signed], tenantLinks: [tenant.signed], root, count: 1 };
const afterThird = { ...ground, successor: true, known: at(3).signed, skipHash: null };
const afterFourth = { ...ground, successor: true, known: fourth.signed, skipHash: fourth.hash };

const resetCheckCases: Cases = {
  section: "§5.8",
  golden: [
    { name: "abandons a head", given: { ...afterThird, signed: fourth.signed } },
    { name: "repeats what was abandoned", given: { ...afterFourth, signed: fifth.signed } },
    {
      name: "abandons one more",
      given: { ...afterFourth, signed: signedFifth(fourth, { reset: [lost, { ...lostToo, at: 5 }] }).signed },
    },
    {
      name: "to a reader who knows the third",
      given: { ...ground, successor: false, known: at(3).signed, signed: fifth.signed },
    },
  ],
  negative: [
    {
      name: "a new entry that says an earlier manifest abandoned it",
      given: { ...afterThird, signed: signedFourth({ reset: [{ ...lost, at: 3 }] }).signed },
      error: "NOT_ALLOWED",
    },
    {
      name: "one more, said to be of the manifest before",
      given: { ...afterFourth, signed: signedFifth(fourth, { reset: [lost, lostToo] }).signed },
      error: "NOT_ALLOWED",
    },
    {
      name: "forgets what was abandoned",
      given: { ...afterFourth, signed: signedFifth(fourth, {}).signed },
      error: "WENT_BACK",
    },
    {
      name: "forgets it, to a reader who knew",
      given: { ...afterFourth, successor: false, signed: signedFifth(fourth, {}).signed },
      error: "WENT_BACK",
    },
    {
      name: "names another head in its place",
      given: { ...afterFourth, signed: signedFifth(fourth, { reset: [{ ...lost, hash: fixedHash("other") }] }).signed },
      error: "WENT_BACK",
    },
    {
      name: "names another revision of it",
      given: { ...afterFourth, signed: signedFifth(fourth, { reset: [{ ...lost, revision: 8 }] }).signed },
      error: "WENT_BACK",
    },
    {
      name: "says that another manifest abandoned it",
      given: { ...afterFourth, signed: signedFifth(fourth, { reset: [{ ...lost, at: 5 }] }).signed },
      error: "WENT_BACK",
    },
  ],
};

export const resetCaseSets = { "manifest-reset": resetCases, "manifest-reset-check": resetCheckCases };
