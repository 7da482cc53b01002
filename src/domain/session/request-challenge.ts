import { createHmac, randomBytes } from "node:crypto";
import { defaultKdf, encodeKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSalt } from "../../crypto/keys.ts";
import { formatUuid, markVersion } from "../../crypto/uuid.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { askAnyone } from "../transaction.ts";
import { parseAddress } from "./address.ts";
import { openChallenge } from "./rows.ts";

export interface Challenge {
  readonly challenge: Uint8Array;
  readonly user: string;
  readonly parameters: Uint8Array;
  readonly expiresAt: Date;
}

/**
 * A challenge for whoever says they are at this address. For an unknown one the user id and salt are invented, the same
 * each time, and the work is the same. Throws `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function requestChallenge(request: Request, input: { readonly address: string }): Promise<Challenge> {
  const address = parseAddress(input.address);
  await takeAttempts(request, [
    ["challenge address", address, attempts.challengePerAddress],
    ["challenge peer", request.peer, attempts.challengePerPeer],
  ]);
  const challenge = randomBytes(32);
  const expiresAt = new Date(request.now.getTime() + spans.challenge);
  const invented = invent(request.house.serverSecret, address);
  const [[known]] = await askAnyone(request.house, openChallenge(address, challenge, expiresAt, request.now));
  return {
    challenge,
    user: known?.userId ?? invented.user,
    parameters: known?.parameters ?? invented.parameters,
    expiresAt,
  };
}

/** A user that is nobody: as stable and as shapeless as a real one. */
function invent(secret: Uint8Array, address: string): { user: string; parameters: Uint8Array } {
  const bytes = createHmac("sha512", secret).update(`invented ${address}`).digest();
  const id = markVersion(bytes.subarray(0, 16), 4);
  const salt = asSalt(bytes.subarray(16, 32));
  return { user: formatUuid(id), parameters: encodeKdfParameters({ ...defaultKdf, salt }) };
}
