/** What an administrator signs who wants to read backups (PROTOCOL §8.3). It stands in no roster: colleagues are not told. */
import { bounds } from "./bounds.ts";
import { compareBytes, equalBytes } from "./bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readList, readNullable, readTime, readUint } from "./fields.ts";
import { hash, hashOf } from "./hash.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type Signature, type SigningPublicKey } from "./keys.ts";
import { verifySignature } from "./signature.ts";

/** A backup, and what was under its manifest when somebody asked for it. */
export interface NamedBackup {
  readonly backup: Id;
  readonly vault: Id;
  readonly revision: number;
  /** Hash of the manifest (PROTOCOL §5.3). */
  readonly manifest: Hash;
}

export interface RecoveryRequest {
  readonly tenant: Id;
  /** The recovery group, and the newest of its links that the author knows. */
  readonly group: Id;
  readonly seq: number;
  readonly hash: Hash;
  /** Of this recovery; new each time. */
  readonly recovery: Id;
  /** Whose work it is. */
  readonly user: Id;
  /** 1 to 100, one a vault, by ascending vault. */
  readonly backups: readonly NamedBackup[];
  /** `recoveryPurposeHash` of what it is for. */
  readonly purpose: Hash;
  /** Milliseconds since 1970: from then on nothing is handed out any more. Later than `time`. */
  readonly ends: number;
  readonly author: { readonly user: Id; readonly key: SigningPublicKey };
  /** The signing key of the group's recovery code, where the author acts by it; else null. */
  readonly code: SigningPublicKey | null;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
}

/** A request whose signatures were verified under the keys that it names; whether these may ask is not yet known. */
export interface SignedRecoveryRequest {
  readonly request: RecoveryRequest;
  /** Those that were signed. */
  readonly bytes: Uint8Array;
  /** What an approval names. */
  readonly hash: Hash;
}

/** The hash of what a recovery is for: 1 to 1,024 bytes of text. Throws MALFORMED or TOO_LARGE. */
export function recoveryPurposeHash(text: string): Hash {
  const bytes = new TextEncoder().encode(text.normalize("NFC"));
  if (bytes.length === 0) throw new ProtocolError("MALFORMED", "purpose");
  if (bytes.length > bounds.text) throw new ProtocolError("TOO_LARGE", "purpose");
  return hashOf("recovery-purpose", bytes);
}

/** The bytes that are signed (PROTOCOL §8.3). */
export function encodeRecoveryRequest(request: RecoveryRequest): Uint8Array {
  const { tenant, group, seq, hash: head, recovery, user, backups, purpose, ends, author, code, time } = request;
  const named = backups.map(({ backup, vault, revision, manifest }) => [backup, vault, revision, manifest]);
  return encodeCbor([
    1,
    tenant,
    group,
    seq,
    head,
    recovery,
    user,
    named,
    purpose,
    ends,
    author.user,
    author.key,
    code,
    time,
  ]);
}

/** Reads a request; throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parseRecoveryRequest(bytes: Uint8Array): RecoveryRequest {
  const fields = readArray(parseCbor(bytes, bounds.recoveryRequest), 14, "recovery request");
  readFormat(fields[0]);
  const request: RecoveryRequest = {
    tenant: readBytes(fields[1], asId),
    group: readBytes(fields[2], asId),
    seq: readUint(fields[3], "seq"),
    hash: readBytes(fields[4], asHash),
    recovery: readBytes(fields[5], asId),
    user: readBytes(fields[6], asId),
    backups: readBackups(fields[7]),
    purpose: readBytes(fields[8], asHash),
    ends: readTime(fields[9], "end"),
    author: { user: readBytes(fields[10], asId), key: readBytes(fields[11], asSigningPublicKey) },
    code: readNullable(fields[12], (value) => readBytes(value, asSigningPublicKey)),
    time: readTime(fields[13], "time"),
  };
  if (request.ends <= request.time) throw new ProtocolError("MALFORMED", "end");
  return request;
}

function readBackups(value: CborValue | undefined): readonly NamedBackup[] {
  const list = readList(value, "backups");
  if (list.length > bounds.recoveryBackups) throw new ProtocolError("TOO_LARGE", "backups");
  if (list.length === 0) throw new ProtocolError("MALFORMED", "backups");
  const backups = list.map((each) => {
    const [backup, vault, revision, manifest] = readArray(each, 4, "backup");
    return {
      backup: readBytes(backup, asId),
      vault: readBytes(vault, asId),
      revision: readUint(revision, "revision"),
      manifest: readBytes(manifest, asHash),
    };
  });
  for (const [place, { vault }] of backups.slice(1).entries()) {
    const before = backups[place] as NamedBackup;
    if (compareBytes(before.vault, vault) >= 0) throw new ProtocolError("MALFORMED", "order of backups");
  }
  return backups;
}

/** Throws MISMATCH unless this text is the purpose that was signed; and what `recoveryPurposeHash` throws. */
export function checkRecoveryPurpose({ purpose }: RecoveryRequest, text: string): void {
  if (!equalBytes(recoveryPurposeHash(text), purpose)) throw new ProtocolError("MISMATCH", "purpose");
}

/** What an approval names a request by. */
export function recoveryRequestHash(bytes: Uint8Array): Hash {
  return hash("recovery-request-hash", bytes);
}

/**
 * Reads a request and verifies the bytes that travelled: the author's signature and, where it names a code, a second by the
 * code's key; no more and no fewer. Throws TOO_LARGE, MALFORMED, UNSUPPORTED or BAD_SIGNATURE. Whether the author may ask, the
 * group stands and the code is its own is for whoever holds the rosters.
 */
export function openRecoveryRequest(bytes: Uint8Array, signatures: readonly Signature[]): SignedRecoveryRequest {
  const request = parseRecoveryRequest(bytes);
  const keys = request.code ? [request.author.key, request.code] : [request.author.key];
  if (signatures.length !== keys.length) throw new ProtocolError("MALFORMED", "signatures");
  for (const [place, key] of keys.entries()) {
    if (!verifySignature("recovery-request", bytes, signatures[place] as Signature, key))
      throw new ProtocolError("BAD_SIGNATURE", "recovery request");
  }
  return { request, bytes, hash: recoveryRequestHash(bytes) };
}
