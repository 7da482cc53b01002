import { concat } from "../../../src/crypto/bytes.ts";
import { parseCodePart, readRecoveryCode } from "../../../src/crypto/client/code-parts.ts";
import { openRecoveredFile } from "../../../src/crypto/client/recovered-file.ts";
import { openCanary } from "../../../src/crypto/client/recovery.ts";
import {
  checkRecoveryKeys,
  deriveRecoveryKeys,
  formatRecoveryCode,
  parseRecoveryCode,
} from "../../../src/crypto/client/recovery-code.ts";
import {
  asFileCode,
  asHash,
  asId,
  asRecoveryCode,
  asSignature,
  asSigningPublicKey,
  asXWingSeed,
} from "../../../src/crypto/keys.ts";
import { openRecoveryApproval } from "../../../src/crypto/recovery-approval.ts";
import { canaryHash } from "../../../src/crypto/recovery-canary.ts";
import { checkRecoveryPurpose, openRecoveryRequest } from "../../../src/crypto/recovery-request.ts";
import type { Given, Runs } from "../given.ts";

export const recoveryRuns: Runs = {
  "recovery-code": (given) => {
    const code = given.has("code") ? given.bytes("code", asRecoveryCode) : parseRecoveryCode(given.text("text"));
    return { code, text: formatRecoveryCode(code) };
  },

  "recovery-keys": (given) => {
    const keys = deriveRecoveryKeys(
      given.bytes("code", asRecoveryCode),
      given.bytes("tenant", asId),
      given.bytes("group", asId),
    );
    checkRecoveryKeys(keys, {
      xwingKeyHash: given.bytes("xwingKeyHash", asHash),
      signingKey: given.bytes("signingKey", asSigningPublicKey),
    });
    return { xwingSeed: keys.xwingSeed, signingKey: keys.signing.publicKey };
  },

  "code-part": (given) => parseCodePart(given.text("text")),

  "code-parts": async (given) => ({ code: await readRecoveryCode(given.raw("parts") as string[]) }),

  "recovery-request": (given) => {
    const signatures = given.allBytes("signatures").map(asSignature);
    const { request, hash } = openRecoveryRequest(given.bytes("bytes"), signatures);
    checkRecoveryPurpose(request, given.text("purpose"));
    return { ...request, requestHash: hash };
  },

  "recovery-approval": (given) => openRecoveryApproval(given.bytes("bytes"), given.bytes("signature", asSignature)),

  "recovery-canary": (given) => {
    const place = {
      tenant: given.bytes("tenant", asId),
      group: given.bytes("group", asId),
      epoch: given.uint("epoch"),
      canary: given.bytes("canary", asId),
    };
    const bytes = openCanary(given.bytes("xwingSeed", asXWingSeed), place, given.bytes("sealed"));
    return { bytes, hash: canaryHash(bytes) };
  },

  "recovered-file": async (given) => {
    const portions: Uint8Array[] = [];
    const code = given.bytes("code", asFileCode);
    for await (const portion of openRecoveredFile(code, whole(given))) portions.push(portion);
    return { content: concat(...portions) };
  },
};

async function* whole(given: Given): AsyncGenerator<Uint8Array> {
  yield given.bytes("bytes");
}
