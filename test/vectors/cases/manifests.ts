import { sign } from "../../../src/crypto/client/sign.ts";
import { encodeSignedManifest, openSignedManifest } from "../../../src/crypto/manifest.ts";
import { ada, type Cases, fixedHash, flip, ids, lastTime, mallory, spoiled, withPosition } from "./fixed.ts";
import { at, bytesAt } from "./manifest-chain.ts";

const third = bytesAt(3);
const twoBytes = bytesAt(2);
const bytes = (position: number, value: unknown) => ({ bytes: withPosition(third, position, value) });

const manifestCases: Cases = {
  section: "§5.3",
  golden: [
    ...[1, 2, 3, 8, 12].map((revision) => ({ name: `revision ${revision}`, given: { bytes: bytesAt(revision) } })),
    { name: "at the last time that there is", given: bytes(13, lastTime) },
  ],
  negative: [
    { name: "a format of 2", given: bytes(0, 2), error: "UNSUPPORTED" },
    { name: "a via", given: bytes(11, [ids.user, ada.signing.publicKey, ids.tenant]), error: "UNSUPPORTED" },
    { name: "a reset", given: bytes(14, [1]), error: "UNSUPPORTED" },
    { name: "revision 0", given: bytes(2, 0), error: "MALFORMED" },
    { name: "revision 0 and nothing else amiss", given: { bytes: withPosition(twoBytes, 2, 0) }, error: "MALFORMED" },
    {
      name: "revision 1 with a manifest before it",
      given: { bytes: withPosition(twoBytes, 2, 1) },
      error: "MALFORMED",
    },
    { name: "nothing before revision 2", given: { bytes: withPosition(twoBytes, 3, null) }, error: "MALFORMED" },
    { name: "nothing before revision 3", given: bytes(3, null), error: "MALFORMED" },
    { name: "no skip at revision 3", given: bytes(4, null), error: "MALFORMED" },
    { name: "a skip at revision 3 that is not the one before", given: bytes(4, fixedHash("skip")), error: "MALFORMED" },
    { name: "a skip at revision 4", given: bytes(2, 4), error: "MALFORMED" },
    { name: "a root of 31 bytes", given: bytes(8, new Uint8Array(31)), error: "MALFORMED" },
    { name: "a count that is text", given: bytes(9, "1"), error: "MALFORMED" },
    { name: "a tenant head without its hash", given: bytes(10, [ids.tenant, 0]), error: "MALFORMED" },
    { name: "no device", given: bytes(12, null), error: "MALFORMED" },
    { name: "a time below zero", given: bytes(13, -1), error: "MALFORMED" },
    { name: "a time that is no date", given: bytes(13, lastTime + 1), error: "MALFORMED" },
    { name: "more than 4,096 bytes", given: bytes(12, new Uint8Array(4_096)), error: "TOO_LARGE" },
    ...spoiled(third).map((bad) => ({ name: bad.name, given: { bytes: bad.bytes }, error: bad.error })),
  ],
};

const opened = openSignedManifest(at(3).signed);
const withSignature = (signature: Uint8Array) => ({
  signed: encodeSignedManifest(opened.bytes, signature as typeof opened.signature),
});
const signedManifestCases: Cases = {
  section: "§5.3",
  golden: [1, 3].map((revision) => ({ name: `revision ${revision}`, given: { signed: at(revision).signed } })),
  negative: [
    { name: "a bit of the signature turned", given: withSignature(flip(opened.signature, 0)), error: "BAD_SIGNATURE" },
    { name: "a bit of its scalar turned", given: withSignature(flip(opened.signature, 32)), error: "BAD_SIGNATURE" },
    { name: "zeros for a signature", given: withSignature(new Uint8Array(64)), error: "BAD_SIGNATURE" },
    { name: "a signature of 63 bytes", given: withSignature(opened.signature.slice(1)), error: "MALFORMED" },
    {
      name: "signed by somebody else",
      given: withSignature(sign("manifest", opened.bytes, mallory.signing)),
      error: "BAD_SIGNATURE",
    },
    {
      name: "signed under the label of a link",
      given: withSignature(sign("link", opened.bytes, ada.signing)),
      error: "BAD_SIGNATURE",
    },
    {
      name: "the signature of another revision",
      given: { signed: encodeSignedManifest(opened.bytes, openSignedManifest(at(2).signed).signature) },
      error: "BAD_SIGNATURE",
    },
    ...spoiled(at(3).signed).map((bad) => ({ name: bad.name, given: { signed: bad.bytes }, error: bad.error })),
  ],
};

export const manifestCaseSets = { manifest: manifestCases, "signed-manifest": signedManifestCases };
