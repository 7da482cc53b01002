/** WebAuthn, by the library: what browsers are given, and what comes back. PROTOCOL §3.12. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { Failure } from "../../errors.ts";
import type { House } from "../context.ts";
import type { FactorRow } from "./rows.ts";

/** Characters of an answer: an attestation may hold certificates. */
const mostCharacters = 16_384;

/** Of a credential: more is kept of none. */
const mostIdBytes = 1_023;
const mostKeyBytes = 4_096;

/** Loaded by whoever first has a security key: it brings three hundred modules, a quarter of what a start would load. */
const library = () => import("@simplewebauthn/server");

const rpID = ({ publicUrl }: House): string => new URL(publicUrl).hostname;
const expectedOrigin = ({ publicUrl, allowedOrigins }: House): string[] => [publicUrl, ...allowedOrigins];
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const credentialsOf = (factors: readonly FactorRow[]) =>
  factors.flatMap(({ credentialId }) => (credentialId ? [{ id: text(credentialId) }] : []));

/** For `navigator.credentials.get`, as JSON. */
export async function assertionOptions(
  house: House,
  factors: readonly FactorRow[],
  challenge: Uint8Array,
): Promise<string> {
  const { generateAuthenticationOptions } = await library();
  return JSON.stringify(
    await generateAuthenticationOptions({
      rpID: rpID(house),
      challenge: new Uint8Array(challenge),
      allowCredentials: credentialsOf(factors),
      userVerification: "discouraged",
      timeout: 300_000,
    }),
  );
}

/** For `navigator.credentials.create`, as JSON. The user is named by their id alone, and shown by their address. */
export async function registrationOptions(
  house: House,
  user: { readonly id: Uint8Array; readonly address: string; readonly name: string },
  factors: readonly FactorRow[],
  challenge: Uint8Array,
): Promise<string> {
  const { generateRegistrationOptions } = await library();
  return JSON.stringify(
    await generateRegistrationOptions({
      rpName: "Sealgraph",
      rpID: rpID(house),
      userID: new Uint8Array(user.id),
      userName: user.address,
      userDisplayName: user.name,
      challenge: new Uint8Array(challenge),
      attestationType: "none",
      excludeCredentials: credentialsOf(factors),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "discouraged" },
      timeout: 300_000,
    }),
  );
}

/** The factor that an answer is an assertion by, and how far its authenticator has counted. Null where it is of none. */
export async function checkAssertion(
  house: House,
  factors: readonly FactorRow[],
  answer: string,
  challenge: Uint8Array,
): Promise<{ readonly factor: FactorRow; readonly counter: number } | null> {
  const response = parseAnswer(answer, "assertion") as AuthenticationResponseJSON;
  const factor = factors.find(({ credentialId }) => credentialId && text(credentialId) === response.id);
  if (!factor?.publicKey) return null;
  const { publicKey, counter } = factor;
  const { verifyAuthenticationResponse } = await library();
  const verified = await holds(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: text(challenge),
      expectedOrigin: expectedOrigin(house),
      expectedRPID: rpID(house),
      requireUserVerification: false,
      credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: counter ?? 0 },
    }),
  );
  return verified?.verified ? { factor, counter: verified.authenticationInfo.newCounter } : null;
}

/** The credential that an answer registers. Null where it is none for this challenge. */
export async function checkRegistration(
  house: House,
  answer: string,
  challenge: Uint8Array,
): Promise<{ readonly id: Uint8Array; readonly publicKey: Uint8Array; readonly counter: number } | null> {
  const response = parseAnswer(answer, "registration") as RegistrationResponseJSON;
  const { verifyRegistrationResponse } = await library();
  const verified = await holds(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: text(challenge),
      expectedOrigin: expectedOrigin(house),
      expectedRPID: rpID(house),
      requireUserVerification: false,
    }),
  );
  if (!verified?.verified) return null;
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const bytes = Buffer.from(id, "base64url");
  const fits = bytes.length >= 1 && bytes.length <= mostIdBytes && publicKey.length <= mostKeyBytes;
  return fits ? { id: bytes, publicKey, counter } : null;
}

/** Throws `BAD_USER_INPUT` for what is no object of JSON. */
function parseAnswer(answer: string, field: string): object {
  const refused = new Failure("BAD_USER_INPUT", `${field} is the JSON that a browser's WebAuthn gives.`);
  if (answer.length > mostCharacters) throw refused;
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Said below.
  }
  throw refused;
}

/** The library throws for whatever does not fit; what it says may repeat what was sent. */
async function holds<T>(check: () => Promise<T>): Promise<T | null> {
  try {
    return await check();
  } catch {
    return null;
  }
}
