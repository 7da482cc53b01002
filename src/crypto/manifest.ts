import { bounds } from "./bounds.ts";
import { equalBytes, equalOrNull } from "./bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { type ChainHead, headFields, readHead, readVia } from "./chain.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBlob, readBytes, readFormat, readList, readNullable, readTime, readUint } from "./fields.ts";
import { hash } from "./hash.ts";
import {
  asHash,
  asId,
  asSignature,
  asSigningPublicKey,
  type Hash,
  type Id,
  type Signature,
  type SigningPublicKey,
} from "./keys.ts";
import { verifySignature } from "./signature.ts";

/** A head that nobody could bring to a restored server any more, and the revision that abandoned it (PROTOCOL §5.8). */
export interface Abandoned {
  readonly revision: number;
  readonly hash: Hash;
  readonly at: number;
}

/** A vault's signed head (PROTOCOL §5.3). */
export interface Manifest {
  readonly vault: Id;
  readonly revision: number;
  readonly previous: Hash | null;
  readonly skip: Hash | null;
  readonly rosterSeq: number;
  readonly rosterHash: Hash;
  readonly epoch: number;
  readonly root: Hash;
  readonly count: number;
  readonly tenantHead: ChainHead;
  readonly author: {
    readonly user: Id;
    readonly key: SigningPublicKey;
    /** The group's link by which the author may write into a share; left out for all others (PROTOCOL §4.11). */
    readonly via?: ChainHead;
  };
  readonly device: Id;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
  /** Left out where nothing was ever abandoned. */
  readonly reset?: readonly Abandoned[];
}

/** A manifest whose signature was verified under the key that it names; whether that key may write is not yet known. */
export interface SignedManifest {
  readonly manifest: Manifest;
  /** Those that were hashed and signed. */
  readonly bytes: Uint8Array;
  readonly signature: Signature;
  readonly hash: Hash;
}

/** The revision that `skip` names the manifest of; 0 where `skip` is null (PROTOCOL §5.3). */
export function skipRevision(revision: number): number {
  // By arithmetic, because bit operators end at 32 bits: takes the lowest bit that is set away.
  let bit = 1;
  while (revision > 0 && revision % (bit * 2) === 0) bit *= 2;
  return Math.max(revision - bit, 0);
}

/** The bytes that are hashed and signed (PROTOCOL §5.3). */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return encodeCbor([
    1,
    manifest.vault,
    manifest.revision,
    manifest.previous,
    manifest.skip,
    manifest.rosterSeq,
    manifest.rosterHash,
    manifest.epoch,
    manifest.root,
    manifest.count,
    headFields(manifest.tenantHead),
    [manifest.author.user, manifest.author.key, manifest.author.via ? headFields(manifest.author.via) : null],
    manifest.device,
    manifest.time,
    manifest.reset ? manifest.reset.map(({ revision, hash: named, at }) => [revision, named, at]) : null,
  ]);
}

/** Reads a manifest; throws TOO_LARGE, MALFORMED or UNSUPPORTED. `previous` and `skip` stand where they have to. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const fields = readArray(parseCbor(bytes, bounds.manifest), 15, "manifest");
  readFormat(fields[0]);
  const [user, key, via] = readArray(fields[11], 3, "author");
  const through = readVia(via);
  const manifest: Manifest = {
    vault: readBytes(fields[1], asId),
    revision: readUint(fields[2], "revision"),
    previous: readNullable(fields[3], (value) => readBytes(value, asHash)),
    skip: readNullable(fields[4], (value) => readBytes(value, asHash)),
    rosterSeq: readUint(fields[5], "roster seq"),
    rosterHash: readBytes(fields[6], asHash),
    epoch: readUint(fields[7], "epoch"),
    root: readBytes(fields[8], asHash),
    count: readUint(fields[9], "count"),
    tenantHead: readHead(fields[10]),
    author: {
      user: readBytes(user, asId),
      key: readBytes(key, asSigningPublicKey),
      ...(through && { via: through }),
    },
    device: readBytes(fields[12], asId),
    time: readTime(fields[13], "time"),
    ...(fields[14] !== null && { reset: readReset(fields[14]) }),
  };
  checkPlaces(manifest);
  return manifest;
}

/** Another form than this version's is not refused as malformed: it may be a later one's. */
function readReset(value: CborValue | undefined): readonly Abandoned[] {
  const list = readList(value, "reset");
  if (list.some((entry) => !Array.isArray(entry))) throw new ProtocolError("UNSUPPORTED", "reset");
  return list.map((entry) => {
    const [revision, named, at] = readArray(entry, 3, "reset");
    return { revision: readUint(revision, "reset"), hash: readBytes(named, asHash), at: readUint(at, "reset") };
  });
}

function checkPlaces({ revision, previous, skip, reset }: Manifest): void {
  if (revision === 0) throw new ProtocolError("MALFORMED", "revision");
  if ((previous === null) !== (revision === 1)) throw new ProtocolError("MALFORMED", "previous");
  if ((skip === null) !== (skipRevision(revision) === 0)) throw new ProtocolError("MALFORMED", "skip");
  if (skip && skipRevision(revision) === revision - 1 && !equalOrNull(skip, previous)) {
    throw new ProtocolError("MALFORMED", "skip");
  }
  if (reset) checkReset(reset, revision);
}

function checkReset(reset: readonly Abandoned[], revision: number): void {
  const { length } = reset;
  if (length < 1 || length > bounds.reset) throw new ProtocolError(length > 1 ? "TOO_LARGE" : "MALFORMED", "reset");
  let last = 1;
  for (const [place, { revision: named, hash: its, at }] of reset.entries()) {
    const twice = reset.slice(0, place).some((each) => equalBytes(each.hash, its));
    if (named < 1 || at < last || at > revision || twice) throw new ProtocolError("MALFORMED", "reset");
    last = at;
  }
}

/** The hash of a manifest's bytes (PROTOCOL §5.3). */
export function manifestHash(bytes: Uint8Array): Hash {
  return hash("manifest-hash", bytes);
}

/** `CBOR [manifest bytes, signature]` (PROTOCOL §5.3). */
export function encodeSignedManifest(bytes: Uint8Array, signature: Signature): Uint8Array {
  return encodeCbor([bytes, signature]);
}

/** The parts of a signed manifest, of which nothing is verified. Throws TOO_LARGE or MALFORMED. */
export function splitSignedManifest(signed: Uint8Array): { readonly bytes: Uint8Array; readonly signature: Signature } {
  const [first, second] = readArray(parseCbor(signed, bounds.signedManifest), 2, "signed manifest");
  return { bytes: readBlob(first, bounds.manifest, "manifest"), signature: readBytes(second, asSignature) };
}

/**
 * Reads a signed manifest and verifies the bytes that travelled under the key that they name. Throws TOO_LARGE,
 * MALFORMED, UNSUPPORTED or BAD_SIGNATURE. The author's right is for `checkManifest`.
 */
export function openSignedManifest(signed: Uint8Array): SignedManifest {
  const { bytes, signature } = splitSignedManifest(signed);
  const manifest = parseManifest(bytes);
  if (!verifySignature("manifest", bytes, signature, manifest.author.key)) {
    throw new ProtocolError("BAD_SIGNATURE", "manifest");
  }
  return { manifest, bytes, signature, hash: manifestHash(bytes) };
}
