import { deriveSigningPair, sign, signLoginProof, signRefreshProof } from "../../../src/crypto/client/sign.ts";
import { tokenHash } from "../../../src/crypto/hash.ts";
import { asChallenge, asSigningSeed, asToken } from "../../../src/crypto/keys.ts";
import type { Label } from "../../../src/crypto/labels.ts";
import { type LoginProof, loginAction, loginContext, surface } from "../../../src/crypto/login-proof.ts";
import type { RefreshProof } from "../../../src/crypto/refresh-proof.ts";
import { type Cases, fixedBytes, fixedHash, ids, lastTime, spoiled, time, withPosition } from "./fixed.ts";

const login = deriveSigningPair(asSigningSeed(fixedBytes("login seed", 32)));
const device = deriveSigningPair(asSigningSeed(fixedBytes("device seed", 32)));

const signIn: LoginProof = {
  origin: "https://vault.example",
  user: ids.user,
  device: ids.device,
  deviceKey: device.publicKey,
  surface: surface.APP,
  action: loginAction.SIGN_IN,
  challenge: asChallenge(fixedBytes("challenge", 32)),
  clientNonce: asChallenge(fixedBytes("client nonce", 32)),
  time,
  context: null,
};
const change = {
  generation: 2,
  parameters: fixedBytes("parameters", 25),
  loginKey: login.publicKey,
  rootWrap: fixedBytes("root wrap", 105),
};
const changing: LoginProof = { ...signIn, action: loginAction.CHANGE_PASSWORD, context: loginContext(change) };

function presented(proof: LoginProof, asked: object = proof) {
  return { ...signLoginProof(proof, login, device), loginKey: login.publicKey, asked };
}

/** Signed as they stand, whatever they say. */
function signedBytes(bytes: Uint8Array) {
  return {
    bytes,
    loginSignature: sign("login-proof", bytes, login),
    deviceSignature: sign("device-proof", bytes, device),
    loginKey: login.publicKey,
    asked: signIn,
  };
}

const good = presented(signIn);
const mismatches = {
  origin: "https://vault.example.net",
  user: ids.stranger,
  device: ids.session,
  surface: surface.PORTAL,
  challenge: fixedBytes("another challenge", 32),
};

const loginProofCases: Cases = {
  section: "§3.3",
  golden: [
    { name: "signing in", given: good },
    { name: "changing the password", given: presented(changing) },
    { name: "on another surface", given: presented({ ...signIn, surface: surface.PARTNER }) },
  ],
  negative: [
    ...Object.entries(mismatches).map(([name, value]) => ({
      name: `another ${name} was asked for`,
      given: presented(signIn, { ...signIn, [name]: value }),
      error: "MISMATCH",
    })),
    { name: "another action was asked for", given: presented(signIn, changing), error: "MISMATCH" },
    {
      name: "a context other than the one asked for",
      given: presented(changing, { ...changing, context: fixedHash("other context") }),
      error: "MISMATCH",
    },
    {
      name: "another device key",
      given: presented(signIn, { ...signIn, deviceKey: login.publicKey }),
      error: "BAD_SIGNATURE",
    },
    { name: "another login key", given: { ...good, loginKey: device.publicKey }, error: "BAD_SIGNATURE" },
    {
      name: "the signatures the wrong way round",
      given: { ...good, loginSignature: good.deviceSignature, deviceSignature: good.loginSignature },
      error: "BAD_SIGNATURE",
    },
    {
      name: "signed under the label of a refresh",
      given: { ...good, deviceSignature: sign("refresh-proof" satisfies Label, good.bytes, device) },
      error: "BAD_SIGNATURE",
    },
    { name: "a format of 2", given: signedBytes(withPosition(good.bytes, 0, 2)), error: "UNSUPPORTED" },
    { name: "an origin that is no text", given: signedBytes(withPosition(good.bytes, 1, 1)), error: "MALFORMED" },
    { name: "surface 5", given: signedBytes(withPosition(good.bytes, 5, 5)), error: "UNSUPPORTED" },
    { name: "action 0", given: signedBytes(withPosition(good.bytes, 6, 0)), error: "UNSUPPORTED" },
    {
      name: "a context without a change",
      given: signedBytes(withPosition(good.bytes, 10, fixedHash("x"))),
      error: "MALFORMED",
    },
    {
      name: "a time that is no date",
      given: signedBytes(withPosition(good.bytes, 9, lastTime + 1)),
      error: "MALFORMED",
    },
    {
      name: "a challenge of 31 bytes",
      given: signedBytes(withPosition(good.bytes, 7, new Uint8Array(31))),
      error: "MALFORMED",
    },
    {
      name: "more than 1,024 bytes",
      given: signedBytes(withPosition(good.bytes, 1, "a".repeat(1_000))),
      error: "TOO_LARGE",
    },
    ...spoiled(good.bytes).map(({ name, bytes, error }) => ({ name, given: signedBytes(bytes), error })),
  ],
};

const contextCases: Cases = {
  section: "§3.3",
  golden: [
    { name: "a change of password", given: change },
    { name: "the next generation", given: { ...change, generation: 3 } },
  ],
  negative: [
    { name: "a generation below zero", given: { ...change, generation: -1 }, error: "MALFORMED" },
    { name: "half a generation", given: { ...change, generation: 1.5 }, error: "MALFORMED" },
    { name: "a login key of 31 bytes", given: { ...change, loginKey: change.loginKey.slice(1) }, error: "MALFORMED" },
    { name: "a login key of 33 bytes", given: { ...change, loginKey: new Uint8Array(33) }, error: "MALFORMED" },
    { name: "no login key", given: { ...change, loginKey: new Uint8Array(0) }, error: "MALFORMED" },
  ],
};

const refresh: RefreshProof = {
  origin: signIn.origin,
  user: ids.user,
  device: ids.device,
  session: ids.session,
  current: tokenHash(asToken(fixedBytes("current token", 32))),
  next: tokenHash(asToken(fixedBytes("next token", 32))),
  clientNonce: asChallenge(fixedBytes("refresh nonce", 32)),
  time,
};
const refreshed = (asked: object = refresh) => ({
  ...signRefreshProof(refresh, device),
  deviceKey: device.publicKey,
  asked,
});
const refreshSigned = (bytes: Uint8Array) => ({
  ...refreshed(),
  bytes,
  signature: sign("refresh-proof", bytes, device),
});
const fresh = refreshed();

const refreshProofCases: Cases = {
  section: "§3.4",
  golden: [{ name: "a refresh", given: fresh }],
  negative: [
    ...Object.entries({
      origin: "http://vault.example",
      user: ids.stranger,
      device: ids.session,
      session: ids.device,
    }).map(([name, value]) => ({
      name: `another ${name}`,
      given: refreshed({ ...refresh, [name]: value }),
      error: "MISMATCH",
    })),
    { name: "another device key", given: { ...fresh, deviceKey: login.publicKey }, error: "BAD_SIGNATURE" },
    {
      name: "signed under the label of a sign-in",
      given: { ...fresh, signature: sign("device-proof", fresh.bytes, device) },
      error: "BAD_SIGNATURE",
    },
    { name: "a format of 0", given: refreshSigned(withPosition(fresh.bytes, 0, 0)), error: "UNSUPPORTED" },
    {
      name: "a time that is no date",
      given: refreshSigned(withPosition(fresh.bytes, 8, lastTime + 1)),
      error: "MALFORMED",
    },
    {
      name: "a token that follows itself",
      given: refreshSigned(withPosition(fresh.bytes, 6, refresh.current)),
      error: "MALFORMED",
    },
    ...spoiled(fresh.bytes).map(({ name, bytes, error }) => ({ name, given: refreshSigned(bytes), error })),
  ],
};

const tokenCases: Cases = {
  section: "§3.4",
  golden: [
    { name: "a token", given: { token: fixedBytes("current token", 32) } },
    { name: "another", given: { token: fixedBytes("next token", 32) } },
  ],
  negative: [0, 16, 31, 33, 64].map((length) => ({
    name: `a token of ${length} bytes`,
    given: { token: fixedBytes("token", length) },
    error: "MALFORMED",
  })),
};

export const proofCases = {
  "login-proof": loginProofCases,
  "login-context": contextCases,
  "refresh-proof": refreshProofCases,
  token: tokenCases,
};
