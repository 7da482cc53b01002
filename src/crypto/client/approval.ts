import { type ApprovalPlace, approvalAad } from "../aad.ts";
import { parseApproval } from "../approval.ts";
import { bounds } from "../bounds.ts";
import { concat } from "../bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "../cbor.ts";
import type { Rung } from "../descent.ts";
import { ProtocolError, SealError } from "../errors.ts";
import { readArray, readBytes, readFormat, readList, readOneOf, readTime, readUint } from "../fields.ts";
import { publicKeyHash } from "../hash.ts";
import {
  asHash,
  asId,
  asSecretKey,
  asSymmetricKey,
  type Hash,
  type Id,
  type SecretKey,
  type SymmetricKey,
  type XWingPublicKey,
  type XWingSeed,
} from "../keys.ts";
import { type ProfileClass, profileClass } from "../link.ts";
import { pae } from "../pae.ts";
import { deriveXWingPublicKey, keyedBlake2b, xwingDecapsulate, xwingEncapsulate } from "../sodium.ts";
import { pad, unpad } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** How far an approving device has seen one of the account's vaults. */
export interface HandedVault {
  readonly vault: Id;
  readonly class: ProfileClass;
  readonly genesis: Hash;
  /** Its ladder; empty where the vault has no manifest yet. */
  readonly rungs: readonly Rung[];
}

/** What an approving device has verified, for the new one to begin with (PROTOCOL §3.8). */
export interface HandedMemory {
  readonly tenant: { readonly id: Id; readonly genesis: Hash; readonly seq: number; readonly hash: Hash };
  readonly vaults: readonly HandedVault[];
}

/** What an approval holds: no password, no root key, no token. */
export interface Approval {
  readonly user: Id;
  readonly secretKey: SecretKey;
  readonly memory: HandedMemory;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
}

/** Seals an approval to the public key of a request that the words typed opened. Throws TOO_LARGE (PROTOCOL §3.8). */
export function sealApproval(
  publicKey: XWingPublicKey,
  approvalKey: SymmetricKey,
  place: ApprovalPlace,
  approval: Approval,
): Uint8Array {
  const { ciphertext, sharedSecret } = xwingEncapsulate(publicKey);
  const key = deriveApprovalWrappingKey(sharedSecret, ciphertext, publicKey, approvalKey);
  const plaintext = pad(encodeApproval(approval));
  return concat(ciphertext, seal(key, approvalAad(place, publicKeyHash(publicKey)), plaintext));
}

/** Opens what was sealed for this device by somebody who had its words; throws SealError, whatever is wrong. */
export function openApproval(
  seed: XWingSeed,
  approvalKey: SymmetricKey,
  place: ApprovalPlace,
  bytes: Uint8Array,
): Approval {
  const publicKey = deriveXWingPublicKey(seed);
  try {
    const { ciphertext, envelope } = parseApproval(bytes);
    const key = deriveApprovalWrappingKey(xwingDecapsulate(ciphertext, seed), ciphertext, publicKey, approvalKey);
    return parseApprovalContent(unpad(open(key, approvalAad(place, publicKeyHash(publicKey)), envelope)));
  } catch {
    throw new SealError();
  }
}

function deriveApprovalWrappingKey(
  sharedSecret: SymmetricKey,
  ciphertext: Uint8Array,
  publicKey: XWingPublicKey,
  approvalKey: SymmetricKey,
): SymmetricKey {
  return asSymmetricKey(keyedBlake2b(32, sharedSecret, pae("approval-wrap", ciphertext, publicKey, approvalKey)));
}

/** What `sealApproval` seals, before padding. */
export function encodeApproval({ user, secretKey, memory, time }: Approval): Uint8Array {
  return encodeCbor([1, user, secretKey, ...memoryFields(memory), time]);
}

/** Throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parseApprovalContent(bytes: Uint8Array): Approval {
  const fields = readArray(parseCbor(bytes, bounds.body), 6, "approval");
  readFormat(fields[0]);
  return {
    user: readBytes(fields[1], asId),
    secretKey: readBytes(fields[2], asSecretKey),
    memory: readMemory(fields[3], fields[4]),
    time: readTime(fields[5], "time"),
  };
}

/** The memory by itself, as a device keeps it (PROTOCOL §6.1). */
export function encodeHandedMemory(memory: HandedMemory): Uint8Array {
  return encodeCbor([1, ...memoryFields(memory)]);
}

/** Throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parseHandedMemory(bytes: Uint8Array): HandedMemory {
  const fields = readArray(parseCbor(bytes, bounds.body), 3, "memory");
  readFormat(fields[0]);
  return readMemory(fields[1], fields[2]);
}

function memoryFields({ tenant, vaults }: HandedMemory): readonly [CborValue, CborValue] {
  const written = vaults.map((each) => [
    each.vault,
    each.class,
    each.genesis,
    each.rungs.map(({ revision, hash }) => [revision, hash]),
  ]);
  return [[tenant.id, tenant.genesis, tenant.seq, tenant.hash], written];
}

function readMemory(tenant: CborValue | undefined, vaults: CborValue | undefined): HandedMemory {
  const [id, genesis, seq, hash] = readArray(tenant, 4, "tenant");
  const memory: HandedMemory = {
    tenant: {
      id: readBytes(id, asId),
      genesis: readBytes(genesis, asHash),
      seq: readUint(seq, "seq"),
      hash: readBytes(hash, asHash),
    },
    vaults: readList(vaults, "own vaults").map(readVault),
  };
  const names = new Set(memory.vaults.map(({ vault }) => vault.join()));
  const accounts = memory.vaults.filter((each) => each.class === profileClass.ACCOUNT);
  if (names.size !== memory.vaults.length || accounts.length !== 1) throw new ProtocolError("MALFORMED", "own vaults");
  return memory;
}

function readVault(value: CborValue): HandedVault {
  const [vault, its, genesis, rungs] = readArray(value, 4, "own vault");
  return {
    vault: readBytes(vault, asId),
    class: readOneOf(its, Object.values(profileClass), "class of a profile"),
    genesis: readBytes(genesis, asHash),
    rungs: readRungs(readList(rungs, "rungs")),
  };
}

function readRungs(values: readonly CborValue[]): readonly Rung[] {
  let above = Number.MAX_SAFE_INTEGER;
  return values.map((value) => {
    const [revision, hash] = readArray(value, 2, "rung");
    const rung = { revision: readUint(revision, "revision"), hash: readBytes(hash, asHash) };
    if (rung.revision >= above || rung.revision < 1) throw new ProtocolError("MALFORMED", "rung");
    above = rung.revision;
    return rung;
  });
}
