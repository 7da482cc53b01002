import { codeWrapAad, rootKeyAad } from "../../../src/crypto/aad.ts";
import { deriveCodeKeys, formatAccountCode } from "../../../src/crypto/client/account-code.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { deriveSigningPair, sign, signLoginProof } from "../../../src/crypto/client/sign.ts";
import { codeContext } from "../../../src/crypto/code-context.ts";
import { asAccountCode, asChallenge, asNonce, asSigningSeed } from "../../../src/crypto/keys.ts";
import { type LoginProof, loginAction, loginContext, surface } from "../../../src/crypto/login-proof.ts";
import { type Cases, fixedBytes, fixedHash, flip, ids, key, time, withPosition } from "./fixed.ts";

const code = asAccountCode(fixedBytes("account code", 16));
const written = formatAccountCode(code);
const groups = written.split(" ");
const withGroup = (place: number, group: string) => groups.map((each, i) => (i === place ? group : each)).join(" ");
const exchanged = (group: string) => `${group.slice(0, 4)}${group.charAt(5)}${group.charAt(4)}`;
const nextDigit = (group: string) => group.slice(0, 5) + ((Number(group.charAt(5)) + 1) % 10);

const writtenCases: Cases = {
  section: "§3.9",
  golden: [
    { name: "a code, written", given: { code } },
    { name: "zeros, written", given: { code: new Uint8Array(16) } },
    { name: "ones, written", given: { code: new Uint8Array(16).fill(255) } },
    { name: "read as it is written", given: { text: written } },
    { name: "read without blanks", given: { text: groups.join("") } },
    { name: "read with hyphens and lines", given: { text: ` ${groups.join("-").replace("-", "\n")}\t` } },
    { name: "read in pairs of digits", given: { text: groups.join("").match(/../g)?.join(" ") } },
  ],
  negative: [
    { name: "one digit another", given: { text: withGroup(2, nextDigit(groups[2] as string)) }, error: "MALFORMED" },
    { name: "two digits exchanged", given: { text: withGroup(5, exchanged(groups[5] as string)) }, error: "MALFORMED" },
    { name: "a group above 16 bits", given: { text: withGroup(7, "720896") }, error: "MALFORMED" },
    { name: "a digit missing", given: { text: withGroup(3, groups[3]?.slice(1) as string) }, error: "MALFORMED" },
    { name: "a digit more", given: { text: `${written}0` }, error: "MALFORMED" },
    { name: "a group missing", given: { text: groups.slice(1).join(" ") }, error: "MALFORMED" },
    { name: "a group more", given: { text: `${written} 000000` }, error: "MALFORMED" },
    { name: "a letter", given: { text: withGroup(0, "00000o") }, error: "MALFORMED" },
    { name: "digits of another script", given: { text: withGroup(0, "٠٠٠٠٠٠") }, error: "MALFORMED" },
    { name: "a sign", given: { text: withGroup(0, "+00011") }, error: "MALFORMED" },
    { name: "nothing", given: { text: "" }, error: "MALFORMED" },
    { name: "a code of 15 bytes", given: { code: fixedBytes("account code", 15) }, error: "MALFORMED" },
  ],
};

const place = { user: ids.user, keyGeneration: 1, codeGeneration: 1 };
const nonce = asNonce(fixedBytes("code wrap nonce", 24));
const { wrapKey, login: codeLogin } = deriveCodeKeys(code, ids.user);
const wrapped = {
  code,
  ...place,
  wrap: sealWith(nonce, wrapKey, codeWrapAad(place), key("root")),
};

const wrapCases: Cases = {
  section: "§3.9",
  golden: [
    { name: "a root key under a code", given: wrapped },
    {
      name: "of later generations",
      given: {
        ...wrapped,
        keyGeneration: 2,
        codeGeneration: 7,
        wrap: sealWith(nonce, wrapKey, codeWrapAad({ ...place, keyGeneration: 2, codeGeneration: 7 }), key("root")),
      },
    },
  ],
  negative: [
    ["another code", { code: fixedBytes("another account code", 16) }],
    ["another user", { user: ids.stranger }],
    ["another key generation", { keyGeneration: 2 }],
    ["a former code generation", { codeGeneration: 0 }],
    ["the generations exchanged", { keyGeneration: 1, codeGeneration: 2 }],
    ["the wrap of a password", { wrap: sealWith(nonce, wrapKey, rootKeyAad(ids.user, 1), key("root")) }],
    ["a bit turned", { wrap: flip(wrapped.wrap, -1) }],
    ["a root key of 31 bytes", { wrap: sealWith(nonce, wrapKey, codeWrapAad(place), fixedBytes("short", 31)) }],
    ["no wrap", { wrap: new Uint8Array(0) }],
  ].map(([name, change]) => ({ name: name as string, given: { ...wrapped, ...(change as object) }, error: "SEAL" })),
};

const made = { codeGeneration: 1, keyGeneration: 1, loginKey: codeLogin.publicKey, wrap: wrapped.wrap };
const removed = { codeGeneration: 1, keyGeneration: 1, loginKey: null, wrap: null };

const contextCases: Cases = {
  section: "§3.9",
  golden: [
    { name: "a code made", given: made },
    { name: "the next", given: { ...made, codeGeneration: 2 } },
    { name: "a code removed", given: removed },
  ],
  negative: [
    { name: "a generation below zero", given: { ...made, codeGeneration: -1 }, error: "MALFORMED" },
    { name: "half a generation", given: { ...removed, codeGeneration: 1.5 }, error: "MALFORMED" },
    { name: "a key generation below zero", given: { ...made, keyGeneration: -1 }, error: "MALFORMED" },
    { name: "a login key of 31 bytes", given: { ...made, loginKey: made.loginKey.slice(1) }, error: "MALFORMED" },
    { name: "an empty login key", given: { ...made, loginKey: new Uint8Array(0) }, error: "MALFORMED" },
  ],
};

const passwordLogin = deriveSigningPair(asSigningSeed(fixedBytes("login seed", 32)));
const device = deriveSigningPair(asSigningSeed(fixedBytes("device seed", 32)));
const change = {
  generation: 2,
  parameters: fixedBytes("parameters", 25),
  loginKey: passwordLogin.publicKey,
  rootWrap: fixedBytes("root wrap", 105),
};
const opening: LoginProof = {
  origin: "https://vault.example",
  user: ids.user,
  device: ids.device,
  deviceKey: device.publicKey,
  surface: surface.APP,
  action: loginAction.OPEN_BY_CODE,
  challenge: asChallenge(fixedBytes("challenge", 32)),
  clientNonce: asChallenge(fixedBytes("client nonce", 32)),
  time,
  context: null,
};
const recovering: LoginProof = { ...opening, action: loginAction.RECOVER, context: loginContext(change) };
const changeOf = (given: typeof made | null) =>
  codeContext({ codeGeneration: 1, keyGeneration: 1, made: given && { loginKey: given.loginKey, wrap: given.wrap } });
const making: LoginProof = { ...opening, action: loginAction.MAKE_CODE, context: changeOf(made) };
const removing: LoginProof = { ...opening, action: loginAction.REMOVE_CODE, context: changeOf(null) };

function presented(proof: LoginProof, asked: object = proof, login = codeLogin) {
  return { ...signLoginProof(proof, login, device), loginKey: login.publicKey, asked };
}

function signedBytes(bytes: Uint8Array, asked: object) {
  return {
    bytes,
    loginSignature: sign("login-proof", bytes, codeLogin),
    deviceSignature: sign("device-proof", bytes, device),
    loginKey: codeLogin.publicKey,
    asked,
  };
}

const { bytes: openingBytes } = signLoginProof(opening, codeLogin, device);
const { bytes: recoveringBytes } = signLoginProof(recovering, codeLogin, device);

const proofCases: Cases = {
  section: "§3.3",
  golden: [
    { name: "making a code", given: presented(making, making, passwordLogin) },
    { name: "removing it", given: presented(removing, removing, passwordLogin) },
    { name: "opening by it", given: presented(opening) },
    { name: "recovering by it", given: presented(recovering) },
  ],
  negative: [
    {
      name: "opening taken for recovering",
      given: presented(opening, { ...recovering, context: null }),
      error: "MISMATCH",
    },
    {
      name: "opening taken for signing in",
      given: presented(opening, { ...opening, action: loginAction.SIGN_IN }),
      error: "MISMATCH",
    },
    {
      name: "removing taken for making",
      given: presented(removing, making, passwordLogin),
      error: "MISMATCH",
    },
    {
      name: "recovering for another password",
      given: presented(recovering, { ...recovering, context: fixedHash("other context") }),
      error: "MISMATCH",
    },
    {
      name: "a code proven by the password",
      given: { ...presented(opening, opening, passwordLogin), loginKey: codeLogin.publicKey },
      error: "BAD_SIGNATURE",
    },
    {
      name: "opening with a context",
      given: signedBytes(withPosition(openingBytes, 10, fixedHash("x")), opening),
      error: "MALFORMED",
    },
    {
      name: "recovering without a context",
      given: signedBytes(withPosition(recoveringBytes, 10, null), recovering),
      error: "MALFORMED",
    },
    { name: "action 7", given: signedBytes(withPosition(openingBytes, 6, 7), opening), error: "UNSUPPORTED" },
  ],
};

export const accountCodeCases = {
  "account-code": writtenCases,
  "account-code-wrap": wrapCases,
  "account-code-context": contextCases,
  "account-code-proof": proofCases,
};
