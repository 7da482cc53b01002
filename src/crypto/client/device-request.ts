import { argon2id } from "#argon2id";
import { type ApprovalPlace, deviceRequestAad } from "../aad.ts";
import { deviceRequestLength } from "../approval.ts";
import { bounds } from "../bounds.ts";
import { encodeCbor, parseCbor } from "../cbor.ts";
import { SealError } from "../errors.ts";
import { readArray, readBytes, readFormat, readText, readTime } from "../fields.ts";
import { defaultKdf } from "../kdf-parameters.ts";
import { asSymmetricKey, type SymmetricKey, type XWingPublicKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { parseXWingPublicKey } from "../public-key.ts";
import { keyedBlake2b } from "../sodium.ts";
import { deriveApprovalWords } from "./approval-words.ts";
import { pad, unpad } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** What a new device says of itself, to be read by whoever was told its words. */
export interface DeviceRequest {
  readonly publicKey: XWingPublicKey;
  readonly deviceName: string;
  /** Milliseconds since 1970, for information. */
  readonly time: number;
}

/** What six words give at one request. */
export interface ApprovalKeys {
  readonly requestKey: SymmetricKey;
  /** Shows the new device that the approval comes from somebody who had the words. */
  readonly approvalKey: SymmetricKey;
}

/** Stretched like a password, so that a server which holds the envelope cannot try all words (PROTOCOL §3.8). */
export async function deriveApprovalKeys(place: ApprovalPlace, words: readonly string[]): Promise<ApprovalKeys> {
  const { memory, passes } = defaultKdf;
  const stretched = await argon2id(new TextEncoder().encode(words.join(" ")), place.request, memory, passes);
  const message = pae("approval-keys", place.origin, place.address, place.request);
  const both = keyedBlake2b(64, asSymmetricKey(stretched), message);
  return { requestKey: asSymmetricKey(both.slice(0, 32)), approvalKey: asSymmetricKey(both.slice(32)) };
}

/** Seals a request under its own words (PROTOCOL §3.8). */
export function sealDeviceRequest(requestKey: SymmetricKey, place: ApprovalPlace, request: DeviceRequest): Uint8Array {
  return seal(requestKey, deviceRequestAad(place), pad(encodeDeviceRequest(request)));
}

/** What `sealDeviceRequest` seals, before padding. */
export function encodeDeviceRequest({ publicKey, deviceName, time }: DeviceRequest): Uint8Array {
  return encodeCbor([1, publicKey, deviceName, time]);
}

/**
 * Opens a request and takes it only where its public key gives the very words that it was opened with. Throws SealError
 * where it does not open, is not what a request holds, gives other words, or has a key to which nothing can be sealed: it
 * is not the request of these words.
 */
export function openDeviceRequest(
  requestKey: SymmetricKey,
  place: ApprovalPlace,
  words: readonly string[],
  envelope: Uint8Array,
): DeviceRequest {
  if (envelope.length !== deviceRequestLength) throw new SealError();
  const request = parseOrRefuse(unpad(open(requestKey, deviceRequestAad(place), envelope)));
  const own = deriveApprovalWords(place, request.publicKey);
  if (words.length !== own.length || !own.every((word, i) => word === words[i])) throw new SealError();
  return request;
}

function parseOrRefuse(bytes: Uint8Array): DeviceRequest {
  try {
    const fields = readArray(parseCbor(bytes, bounds.body), 4, "device request");
    readFormat(fields[0]);
    const deviceName = readText(fields[2], "name of a device");
    const length = [...deviceName].length;
    if (length < 1 || length > 100) throw new SealError();
    return { publicKey: readBytes(fields[1], parseXWingPublicKey), deviceName, time: readTime(fields[3], "time") };
  } catch {
    throw new SealError();
  }
}
