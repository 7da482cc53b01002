/** The name of a share (PROTOCOL §4.11). */
import { shareNameAad } from "../aad.ts";
import { encodeUtf8 } from "../bytes.ts";
import { SealError } from "../errors.ts";
import type { Id, SymmetricKey } from "../keys.ts";
import { pad, unpad } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** Where a name is sealed: under the key of an epoch of the share. */
export interface ShareNamePlace {
  readonly share: Id;
  readonly epoch: number;
}

/** Seals a share's name for its recipients (type 19). */
export function sealShareName(key: SymmetricKey, place: ShareNamePlace, name: string): Uint8Array {
  return seal(key, shareNameAad(place), pad(encodeUtf8(name)));
}

/** A share's name; throws SealError. Whether it is the one that the roster states is told by `sealedHash`. */
export function openShareName(key: SymmetricKey, place: ShareNamePlace, envelope: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(unpad(open(key, shareNameAad(place), envelope)));
  } catch {
    throw new SealError();
  }
}
