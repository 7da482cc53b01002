import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { deriveSigningPair, signLoginProof } from "../../crypto/client/sign.ts";
import { deriveUnlock, type Unlock } from "../../crypto/client/unlock.ts";
import { DerivationError, ProtocolError } from "../../crypto/errors.ts";
import { parseKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asChallenge, type Hash, type SigningPair } from "../../crypto/keys.ts";
import { type LoginAction, surface } from "../../crypto/login-proof.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import type { Surroundings } from "../settings.ts";
import { send } from "../transport/http.ts";
import { type ChallengeAnswer, requestChallengeOperation } from "../transport/session-operations.ts";
import type { DeviceState } from "./device-state.ts";

/** What a proof says that is the device's. */
export type Prover = Pick<DeviceState, "user" | "device" | "deviceSeed" | "surface">;

export interface SignedProof {
  readonly proof: string;
  readonly loginSignature: string;
  readonly deviceSignature: string;
}

/** Asks for a challenge. Parameters outside floor and ceiling are refused here, before anything is derived. */
export async function requestChallenge(around: Surroundings, address: string): Promise<ChallengeAnswer> {
  const challenge = await send(around, requestChallengeOperation, { input: { address } }, null);
  checkParameters(challenge.parameters);
  if (challenge.challenge.length !== 32) throw new SealgraphError("MALFORMED_ANSWER", { field: "challenge" });
  return challenge;
}

/** Throws KDF_OUT_OF_BOUNDS or MALFORMED_ANSWER (PROTOCOL §3.2). */
export function checkParameters(parameters: Uint8Array): void {
  try {
    parseKdfParameters(parameters);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "KDF_OUT_OF_BOUNDS")
      throw new SealgraphError("KDF_OUT_OF_BOUNDS");
    throw new SealgraphError("MALFORMED_ANSWER", { field: "parameters" });
  }
}

/**
 * Throws ACCOUNT_GONE when a challenge is for somebody else than the account of this device: it was deleted, or has another
 * address, or the server lies; for an address that it does not know it has to answer like that (PROTOCOL §3.3).
 */
export function checkSameUser(known: Prover, challenge: ChallengeAnswer): void {
  if (!equalBytes(known.user, challenge.user)) throw new SealgraphError("ACCOUNT_GONE");
}

/** What a failed derivation means; anything else is thrown on. */
export function refuseDerivation(error: unknown): never {
  throw error instanceof DerivationError ? new SealgraphError("KDF_FAILED") : error;
}

/** What password and Secret Key give. Throws INVALID_INPUT on an empty or overlong password, KDF_FAILED. */
export async function deriveFrom(
  password: string,
  { secretKey, user }: Pick<DeviceState, "secretKey" | "user">,
  parameters: Uint8Array,
): Promise<Unlock> {
  checkParameters(parameters);
  try {
    return await deriveUnlock(password, secretKey, user, parameters);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("password");
    refuseDerivation(error);
  }
}

/**
 * Signs what a challenge asks for (PROTOCOL §3.3). The origin is that of the URL which this client was configured with;
 * no answer names it.
 */
export function signProof(
  around: Surroundings,
  prover: Prover,
  login: SigningPair,
  challenge: ChallengeAnswer,
  action: LoginAction,
  context: Hash | null,
): SignedProof {
  const device = deriveSigningPair(prover.deviceSeed);
  const proof = {
    origin: around.origin,
    user: prover.user,
    device: prover.device,
    deviceKey: device.publicKey,
    surface: surface[prover.surface ?? "APP"],
    action,
    challenge: asChallenge(challenge.challenge),
    clientNonce: asChallenge(randomBytes(32)),
    time: around.now(),
    context,
  };
  const { bytes, loginSignature, deviceSignature } = signLoginProof(proof, login, device);
  return {
    proof: encodeBase64url(bytes),
    loginSignature: encodeBase64url(loginSignature),
    deviceSignature: encodeBase64url(deviceSignature),
  };
}
