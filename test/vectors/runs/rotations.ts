import { asHash, asId, asSigningPublicKey, asXWingPublicKey } from "../../../src/crypto/keys.ts";
import { rotationContext } from "../../../src/crypto/rotation-context.ts";
import type { Run, Runs } from "../given.ts";
import { accountRuns } from "./accounts.ts";

export const rotationRuns: Runs = {
  "rotation-context": (given) => ({
    context: rotationContext({
      wrapGeneration: given.uint("wrapGeneration"),
      keyGeneration: given.uint("keyGeneration"),
      parameters: given.bytes("parameters"),
      loginKey: given.bytes("loginKey", asSigningPublicKey),
      rootWrap: given.bytes("rootWrap"),
      signingSeed: given.bytes("signingSeed"),
      xwingSeed: given.bytes("xwingSeed"),
      xwingKey: given.bytes("xwingKey", asXWingPublicKey),
      vaultKey: given.bytes("vaultKey"),
      links: given.allBytes("links").map(asHash),
      heads: given.list("heads").map((head) => ({
        vault: head.bytes("vault", asId),
        revision: head.uint("revision"),
        hash: head.bytes("hash", asHash),
      })),
    }),
  }),

  "rotation-proof": accountRuns["login-proof"] as Run,
};
