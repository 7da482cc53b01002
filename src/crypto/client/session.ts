import { sessionAad } from "../aad.ts";
import type { Id, SymmetricKey } from "../keys.ts";
import { open, seal } from "./seal.ts";

/** Whose command line was unlocked, and where. */
export interface SessionPlace {
  readonly user: Id;
  readonly device: Id;
}

/** Seals what an unlocked command line needs, under the session key that only its caller keeps (PROTOCOL §2.2, type 17). */
export function sealSession(sessionKey: SymmetricKey, place: SessionPlace, plaintext: Uint8Array): Uint8Array {
  return seal(sessionKey, sessionAad(place), plaintext);
}

/** Opens it again; throws SealError. */
export function openSession(sessionKey: SymmetricKey, place: SessionPlace, envelope: Uint8Array): Uint8Array {
  return open(sessionKey, sessionAad(place), envelope);
}
