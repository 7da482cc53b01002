import { asSignature, asSigningPublicKey } from "../../crypto/keys.ts";
import { type LoginAsked, verifyLoginProof } from "../../crypto/login-proof.ts";
import type { House, Surface } from "../context.ts";
import { holds, nobodysKey, surfaceCode } from "../session/sign-in.ts";

export interface ProofInput {
  readonly proof: Uint8Array;
  readonly loginSignature: Uint8Array;
  readonly deviceSignature: Uint8Array;
}

/**
 * Whether a login proof holds (PROTOCOL §3.3), by the login key of a password or of an account code. Without a key it
 * does not, after the same work.
 *
 * @param its the surface of the session in which it is proven; before there is one, the app's.
 */
export function isProven(
  house: House,
  input: ProofInput,
  loginKey: Uint8Array | null | undefined,
  asked: Omit<LoginAsked, "origin" | "surface">,
  its: Surface = "APP",
): boolean {
  const signed = holds(() =>
    verifyLoginProof(
      input.proof,
      { login: asSignature(input.loginSignature), device: asSignature(input.deviceSignature) },
      asSigningPublicKey(loginKey ?? nobodysKey),
      { ...asked, origin: house.publicUrl, surface: surfaceCode(its) },
    ),
  );
  return signed && loginKey != null;
}
