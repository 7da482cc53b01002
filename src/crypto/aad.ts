/** Associated data of each type of envelope, the whole table of PROTOCOL §2.2. */
import { encodeCbor } from "./cbor.ts";
import type { Hash, Id } from "./keys.ts";

/** Where a record stands, from the request or the verified manifest's leaf. */
export interface RecordPlace {
  readonly vault: Id;
  readonly record: Id;
  readonly version: number;
  readonly schema: number;
  readonly epoch: number;
}

/** Type 1: the body of a record. */
export function bodyAad(place: Omit<RecordPlace, "epoch">): Uint8Array {
  return encodeCbor([1, place.vault, place.record, place.version, place.schema]);
}

/** Type 2: the key of a record. */
export function recordKeyAad(place: Omit<RecordPlace, "schema">): Uint8Array {
  return encodeCbor([2, place.vault, place.record, place.version, place.epoch]);
}

/** Type 3: the vault key of the epoch before `epoch`. */
export function previousKeyAad(place: { readonly vault: Id; readonly epoch: number }): Uint8Array {
  return encodeCbor([3, place.vault, place.epoch]);
}

/** Type 4: the account root key. */
export function rootKeyAad(user: Id, wrapGeneration: number): Uint8Array {
  return encodeCbor([4, user, wrapGeneration]);
}

/** Type 5: the account's signing seed. */
export function signingSeedAad(user: Id, keyGeneration: number): Uint8Array {
  return encodeCbor([5, user, keyGeneration]);
}

/** Type 6: the account's X-Wing seed. */
export function xwingSeedAad(user: Id, keyGeneration: number): Uint8Array {
  return encodeCbor([6, user, keyGeneration]);
}

/** Type 7: the key of the account vault. */
export function accountVaultKeyAad(place: { readonly vault: Id; readonly epoch: number }): Uint8Array {
  return encodeCbor([7, place.vault, place.epoch]);
}

/** For whom the key of an epoch is wrapped. */
export interface WrapPlace {
  readonly roster: Id;
  readonly epoch: number;
  readonly user: Id;
}

/** Type 8: the key of an epoch for a member, with the hash of the X-Wing key that it is wrapped to. */
export function memberKeyAad(place: WrapPlace, xwingKeyHash: Hash): Uint8Array {
  return encodeCbor([8, place.roster, place.epoch, place.user, xwingKeyHash]);
}

/** Where a new device asks for approval, as it was told: nothing of it is the server's word (PROTOCOL §3.8). */
export interface ApprovalPlace {
  readonly origin: string;
  readonly address: string;
  readonly request: Id;
}

/** Type 12: a device request. */
export function deviceRequestAad(place: ApprovalPlace): Uint8Array {
  return encodeCbor([12, place.origin, place.address, place.request]);
}

/** Type 13: an approval, with the hash of the X-Wing key that it is sealed to. */
export function approvalAad(place: ApprovalPlace, xwingKeyHash: Hash): Uint8Array {
  return encodeCbor([13, place.origin, place.address, place.request, xwingKeyHash]);
}

/** Whose root key an account code wraps, and which code it is. */
export interface CodePlace {
  readonly user: Id;
  readonly keyGeneration: number;
  readonly codeGeneration: number;
}

/** Type 9: the account root key, under an account code. */
export function codeWrapAad(place: CodePlace): Uint8Array {
  return encodeCbor([9, place.user, place.keyGeneration, place.codeGeneration]);
}

/** A record that proves that a recovery group's secret is held, and nothing else. */
export interface CanaryPlace {
  readonly tenant: Id;
  readonly group: Id;
  readonly epoch: number;
  readonly canary: Id;
}

/** Type 10: a canary of a recovery group. */
export function canaryAad(place: CanaryPlace): Uint8Array {
  return encodeCbor([10, place.tenant, place.group, place.epoch, place.canary]);
}

/** Type 11: a frame of a file of recovered items; only its last one is `last`. */
export function recoveredFrameAad(file: Id, number: number, last: boolean): Uint8Array {
  return encodeCbor([11, file, number, last ? 1 : 0]);
}

/** Type 16: a frame of a local store. */
export function frameAad(place: { readonly user: Id; readonly device: Id; readonly sequence: number }): Uint8Array {
  return encodeCbor([16, place.user, place.device, place.sequence]);
}

/** Type 17: the unlocked session of a command line. */
export function sessionAad(place: { readonly user: Id; readonly device: Id }): Uint8Array {
  return encodeCbor([17, place.user, place.device]);
}

/** Whose name is sealed, and under which epoch of Everyone. */
export interface NamePlace {
  readonly tenant: Id;
  readonly group: Id;
  readonly epoch: number;
}

/** Type 19: the name of a share. */
export function shareNameAad(place: { readonly share: Id; readonly epoch: number }): Uint8Array {
  return encodeCbor([19, place.share, place.epoch]);
}

/** Type 18: the name of a group. */
export function groupNameAad(place: NamePlace): Uint8Array {
  return encodeCbor([18, place.tenant, place.group, place.epoch]);
}

/** Type 20: a frame of an archive; only its last one is `last`. */
export function archiveFrameAad(file: Id, number: number, last: boolean): Uint8Array {
  return encodeCbor([20, file, number, last ? 1 : 0]);
}
