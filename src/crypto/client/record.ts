import { bodyAad, type RecordPlace, recordKeyAad } from "../aad.ts";
import { asNonce, asSymmetricKey, type SymmetricKey } from "../keys.ts";
import { randomBytes } from "../sodium.ts";
import { pad, unpad } from "./padding.ts";
import { openWith, sealWith } from "./seal.ts";
import { openKey } from "./sealed-key.ts";

/** What travels of a record's secret part. */
export interface RecordEnvelopes {
  /** Type 1. */
  readonly body: Uint8Array;
  /** Type 2: the record's key. */
  readonly key: Uint8Array;
}

/** Seals a body under a fresh record key, and that under the vault's key in force (PROTOCOL §5.2). Throws TOO_LARGE. */
export function sealRecord(vaultKey: SymmetricKey, place: RecordPlace, plaintext: Uint8Array): RecordEnvelopes {
  // The source is asked once for all of it.
  const random = randomBytes(32 + 24 + 24);
  const recordKey = asSymmetricKey(random.subarray(0, 32));
  const [bodyNonce, keyNonce] = [asNonce(random.subarray(32, 56)), asNonce(random.subarray(56))];
  const body = sealWith(bodyNonce, recordKey, bodyAad(place), pad(plaintext));
  const key = sealWith(keyNonce, vaultKey, recordKeyAad(place), recordKey);
  random.fill(0);
  return { body, key };
}

/** The plaintext of a record, by the vault key of the epoch and the place that its *verified leaf* states. Throws SealError. */
export function openRecord(vaultKey: SymmetricKey, place: RecordPlace, envelopes: RecordEnvelopes): Uint8Array {
  return openRecordWith(vaultKey, place, envelopes, (body) => body.slice());
}

/** The same as text. Throws SealError, also where it is no UTF-8. */
export function openRecordText(vaultKey: SymmetricKey, place: RecordPlace, envelopes: RecordEnvelopes): string {
  return openRecordWith(vaultKey, place, envelopes, (body) => utf8.decode(body));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function openRecordWith<T>(
  vaultKey: SymmetricKey,
  place: RecordPlace,
  envelopes: RecordEnvelopes,
  read: (body: Uint8Array) => T,
): T {
  const recordKey = openKey(asSymmetricKey, vaultKey, recordKeyAad(place), envelopes.key);
  return openWith(recordKey, bodyAad(place), envelopes.body, (padded) => read(unpad(padded)));
}
