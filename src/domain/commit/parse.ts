import { createHash } from "node:crypto";
import { ProtocolError } from "../../crypto/errors.ts";
import { asSignature, type Hash, type Signature } from "../../crypto/keys.ts";
import { linkHash, parseLink } from "../../crypto/link.ts";
import { type Manifest, manifestHash, parseManifest } from "../../crypto/manifest.ts";
import { encodeSignedLink, type SignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { parseKeyWrap } from "../../crypto/wrap-set.ts";
import { Failure } from "../../errors.ts";
import { parseId, type VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { parseLength, parseSealedKey, parseText, proving } from "../invalid.ts";
import { parseShareName, parseShareWraps, type ShareWrap } from "../share/parse.ts";
import type { CommitInput, SignedLinkInput, VaultCommitInput } from "./input.ts";
import { type Change, parseChange } from "./parse-change.ts";

/** The key of an epoch, sealed under that of the next. PROTOCOL §5.5. */
export interface EpochKey {
  readonly epoch: number;
  readonly previousKey: Uint8Array;
}

export interface VaultCommit {
  readonly vault: VaultId;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  readonly manifestHash: Hash;
  readonly signature: Signature;
  readonly changes: readonly Change[];
  readonly epochKey: EpochKey | null;
  /** The sealed name of a share. */
  readonly name: Uint8Array | null;
  /** Of a share's epoch in force. */
  readonly wraps: readonly ShareWrap[];
  /** Of the epoch in force, for the recovery group. */
  readonly recoveryWrap: Uint8Array | null;
}

export interface ParsedLink extends SignedLink {
  readonly roster: VaultId;
  /** Link and signatures as one structure. PROTOCOL §4.2. */
  readonly signed: Uint8Array;
}

/** A commit whose shape holds; whether its signatures do, and whether it fits what the server has, is not yet known. */
export interface Commit {
  readonly clientMutationId: string;
  /** Of everything that was signed: the same content, the same hash. */
  readonly contentHash: Uint8Array;
  readonly links: readonly ParsedLink[];
  readonly vaults: readonly VaultCommit[];
}

/**
 * Takes a commit apart, without a costly check: whether the token is good is not known yet. Throws `BAD_USER_INPUT` where an argument is
 * not what it should be, `INVALID_PROOF` where a structure does not hold.
 *
 * @param besides hashes of what the same deed does besides.
 */
export function parseCommit(input: CommitInput, besides: readonly Uint8Array[] = []): Commit {
  const links = input.links ?? [];
  checkSize(input.vaults, links);
  const parsed = {
    clientMutationId: parseMutationId(input.clientMutationId),
    links: links.map(parseSignedLink),
    vaults: input.vaults.map(parseVaultCommit),
  };
  checkDistinct(
    parsed.vaults.map((each) => each.vault),
    "vaults",
  );
  const signed = [...parsed.links, ...parsed.vaults.map((each) => ({ hash: each.manifestHash }))];
  return { ...parsed, contentHash: contentHash([...signed.map((each) => each.hash), ...besides]) };
}

export const parseMutationId = (text: string): string => parseText(text, "clientMutationId", 1, 64);

/** A link with its signatures, not yet verified. */
export function parseSignedLink(input: SignedLinkInput): ParsedLink {
  return proving(() => {
    const signatures = input.signatures.map(asSignature);
    const link = parseLink(input.link);
    checkCounts(link.seq, link.epoch, link.tenantHead?.seq ?? 0);
    const roster = formatUuid(link.roster) as VaultId;
    return {
      link,
      roster,
      bytes: input.link,
      signatures,
      signed: encodeSignedLink(input.link, signatures),
      hash: linkHash(input.link),
    };
  });
}

/** The manifest of one vault with the changes that it signs for. Its signature is checked later, for who may ask. */
export function parseVaultCommit(input: VaultCommitInput): VaultCommit {
  const vault = parseId<VaultId>(input.vault, "vault");
  const manifest = proving(() => parseManifest(input.manifest));
  proving(() => checkCounts(manifest.revision, manifest.rosterSeq, manifest.epoch, manifest.tenantHead.seq));
  if (formatUuid(manifest.vault) !== vault) throw new Failure("INVALID_PROOF", undefined, { reason: "MISMATCH" });
  const changes = input.changes.map(parseChange);
  checkDistinct(
    changes.map((change) => change.record),
    "changes",
  );
  return {
    vault,
    manifest,
    manifestBytes: input.manifest,
    manifestHash: manifestHash(input.manifest),
    signature: asSignature(parseLength(input.signature, "signature", 64)),
    changes,
    epochKey: input.epochKey ? parseEpochKey(input.epochKey) : null,
    name: parseShareName(input.name),
    wraps: parseShareWraps(input.wraps ?? []),
    recoveryWrap: input.recoveryWrap ? parseRecoveryWrap(input.recoveryWrap) : null,
  };
}

/** Structures may count to 2⁵³ − 1; no chain of this house gets beyond what its database counts with. */
function checkCounts(...counts: readonly number[]): void {
  if (counts.some((count) => count > bounds.count)) throw new ProtocolError("TOO_LARGE", "count");
}

const parseEpochKey = ({ epoch, previousKey }: EpochKey): EpochKey => ({
  epoch,
  previousKey: parseSealedKey(previousKey, "previousKey"),
});

function parseRecoveryWrap(wrap: Uint8Array): Uint8Array {
  proving(() => parseKeyWrap(wrap));
  return wrap;
}

function checkSize(vaults: readonly VaultCommitInput[], links: readonly SignedLinkInput[]): void {
  if (vaults.length < 1 || vaults.length > bounds.vaultsPerCommit)
    throw refused(`vaults are 1 to ${bounds.vaultsPerCommit}.`);
  if (links.length > bounds.linksPerCommit) throw refused(`links are at most ${bounds.linksPerCommit}.`);
  let changes = 0;
  let wraps = 0;
  let bytes = 0;
  for (const vault of vaults) {
    changes += vault.changes.length;
    wraps += vault.wraps?.length ?? 0;
    for (const change of vault.changes) bytes += (change.body?.length ?? 0) + (change.key?.length ?? 0);
  }
  if (changes > bounds.changesPerCommit) throw refused(`A commit has at most ${bounds.changesPerCommit} changes.`);
  if (wraps > bounds.wrapsPerChange) throw refused(`A commit has at most ${bounds.wrapsPerChange} wraps.`);
  if (bytes > bounds.bytesPerCommit) throw refused(`A commit has at most ${bounds.bytesPerCommit} bytes of envelopes.`);
}

function checkDistinct(values: readonly string[], field: string): void {
  if (new Set(values).size !== values.length) throw refused(`${field} names one thing twice.`);
}

const refused = (message: string): Failure => new Failure("BAD_USER_INPUT", message);

/** Kept beside the answer, to tell a repetition from another deed under the same id. */
export function contentHash(hashes: readonly Uint8Array[]): Uint8Array {
  const sum = createHash("sha256");
  for (const each of hashes) sum.update(each);
  return sum.digest();
}
