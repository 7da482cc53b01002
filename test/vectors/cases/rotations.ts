import { deriveSigningPair, sign, signLoginProof } from "../../../src/crypto/client/sign.ts";
import { asChallenge, asSigningSeed } from "../../../src/crypto/keys.ts";
import { type LoginProof, loginAction, surface } from "../../../src/crypto/login-proof.ts";
import { rotationContext } from "../../../src/crypto/rotation-context.ts";
import { type Cases, fixedBytes, fixedHash, fixedOwnKeys, ids, time, withPosition } from "./fixed.ts";

const login = deriveSigningPair(asSigningSeed(fixedBytes("login seed", 32)));
const nextLogin = deriveSigningPair(asSigningSeed(fixedBytes("next login seed", 32)));
const device = deriveSigningPair(asSigningSeed(fixedBytes("device seed", 32)));

const heads = [
  { vault: ids.vault, revision: 7, hash: fixedHash("personal head") },
  { vault: ids.record, revision: 1, hash: fixedHash("business head") },
];
const change = {
  wrapGeneration: 3,
  keyGeneration: 2,
  parameters: fixedBytes("parameters", 25),
  loginKey: nextLogin.publicKey,
  rootWrap: fixedBytes("root wrap", 105),
  signingSeed: fixedBytes("signing seed wrap", 105),
  xwingSeed: fixedBytes("x-wing seed wrap", 105),
  xwingKey: fixedOwnKeys("ada, renewed").xwing,
  vaultKey: fixedBytes("vault key wrap", 105),
  links: [fixedHash("tenant link"), fixedHash("account link"), fixedHash("epoch link")],
  heads,
};

const contextCases: Cases = {
  section: "§3.10",
  golden: [
    { name: "new keys", given: change },
    { name: "beside profiles without a head", given: { ...change, heads: [] } },
    { name: "the heads in another order", given: { ...change, heads: [...heads].reverse() } },
  ],
  negative: [
    ["a wrap generation below zero", { wrapGeneration: -1 }],
    ["half a key generation", { keyGeneration: 1.5 }],
    ["a login key of 31 bytes", { loginKey: change.loginKey.slice(1) }],
    ["an X-Wing key of 1,215 bytes", { xwingKey: change.xwingKey.slice(1) }],
    ["a link's hash of 31 bytes", { links: [fixedBytes("short", 31)] }],
    ["a head's hash of 31 bytes", { heads: [{ ...heads[0], hash: fixedBytes("short", 31) }] }],
    ["a vault of 15 bytes", { heads: [{ ...heads[0], vault: fixedBytes("short", 15) }] }],
    ["one head twice", { heads: [heads[0], heads[0]] }],
  ].map(([name, twist]) => ({
    name: name as string,
    given: { ...change, ...(twist as object) },
    error: "MALFORMED",
  })),
};

const rotating: LoginProof = {
  origin: "https://vault.example",
  user: ids.user,
  device: ids.device,
  deviceKey: device.publicKey,
  surface: surface.APP,
  action: loginAction.ROTATE,
  challenge: asChallenge(fixedBytes("challenge", 32)),
  clientNonce: asChallenge(fixedBytes("client nonce", 32)),
  time,
  context: rotationContext(change),
};

function presented(proof: LoginProof, asked: object = proof, by = login) {
  return { ...signLoginProof(proof, by, device), loginKey: login.publicKey, asked };
}

const { bytes } = presented(rotating);
const signedBytes = (what: Uint8Array) => ({
  bytes: what,
  loginSignature: sign("login-proof", what, login),
  deviceSignature: sign("device-proof", what, device),
  loginKey: login.publicKey,
  asked: rotating,
});

const proofCases: Cases = {
  section: "§3.10",
  golden: [{ name: "new keys", given: presented(rotating) }],
  negative: [
    {
      name: "taken for a change of password",
      given: presented(rotating, { ...rotating, action: loginAction.CHANGE_PASSWORD }),
      error: "MISMATCH",
    },
    {
      name: "a change of password taken for it",
      given: presented({ ...rotating, action: loginAction.CHANGE_PASSWORD }, rotating),
      error: "MISMATCH",
    },
    {
      name: "for other links",
      given: presented(rotating, { ...rotating, context: rotationContext({ ...change, links: [fixedHash("x")] }) }),
      error: "MISMATCH",
    },
    {
      name: "for other heads",
      given: presented(rotating, { ...rotating, context: rotationContext({ ...change, heads: [] }) }),
      error: "MISMATCH",
    },
    { name: "by the new login key", given: presented(rotating, rotating, nextLogin), error: "BAD_SIGNATURE" },
    { name: "without a context", given: signedBytes(withPosition(bytes, 10, null)), error: "MALFORMED" },
    { name: "action 9", given: signedBytes(withPosition(bytes, 6, 9)), error: "UNSUPPORTED" },
  ],
};

export const rotationCases = { "rotation-context": contextCases, "rotation-proof": proofCases };
