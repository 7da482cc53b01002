import { signLoginProof, signRefreshProof } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asChallenge, asToken } from "../../src/crypto/keys.ts";
import { type LoginProof, loginAction, surface } from "../../src/crypto/login-proof.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { revokeDevice } from "../../src/domain/device/device.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { refreshSession } from "../../src/domain/session/refresh-session.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import { signOut } from "../../src/domain/session/sign-out.ts";
import { type BareAccount, makeBareAccount } from "../support/bare-client.ts";
import { codeIn, openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
beforeEach(async () => {
  house = await openVerbsHouse();
});
afterEach(() => house.close());

async function proofFor(account: BareAccount, twist: Partial<LoginProof> = {}, address = account.address) {
  const challenge = await requestChallenge(house.anonymous(), { address });
  const proof: LoginProof = {
    origin: house.house.publicUrl,
    user: account.user,
    device: account.device,
    deviceKey: account.devicePair.publicKey,
    surface: surface.APP,
    action: loginAction.SIGN_IN,
    challenge: asChallenge(challenge.challenge),
    clientNonce: asChallenge(randomBytes(32)),
    time: Date.now(),
    context: null,
    ...twist,
  };
  return { proof, refreshToken: randomBytes(32) };
}

async function signInAs(
  account: BareAccount,
  twist: Partial<LoginProof> = {},
  signers: Partial<Pick<BareAccount, "login" | "devicePair">> = {},
) {
  const { proof, refreshToken } = await proofFor(account, twist);
  const signed = signLoginProof(proof, signers.login ?? account.login, signers.devicePair ?? account.devicePair);
  const input = {
    proof: signed.bytes,
    loginSignature: signed.loginSignature,
    deviceSignature: signed.deviceSignature,
    deviceName: "laptop",
    refreshTokenHash: tokenHash(asToken(refreshToken)),
  };
  return { input, refreshToken, result: await signIn(house.anonymous(), input) };
}

const requestWith = (accessToken: string) => ({
  ...house.anonymous(),
  accessHash: tokenHash(asToken(Buffer.from(accessToken, "base64url"))),
});

describe("signing up", () => {
  it("answers alike for a known and an unknown address, and tells the difference by mail alone", async () => {
    const ada = await house.signUp();
    const before = house.letters.length;
    const known = await requestSignUp(house.anonymous(), { address: ada.account.address });
    const unknown = await requestSignUp(house.anonymous(), { address: "new@example.com" });
    expect(Object.keys(known)).toEqual(Object.keys(unknown));
    expect(house.letters.slice(before).map((letter) => codeIn(letter) !== "")).toEqual([false, true]);
  });

  it("tries a code five times and never again", async () => {
    const address = "grace@example.com";
    const { signUp } = await requestSignUp(house.anonymous(), { address });
    const code = codeIn(house.letters.at(-1));
    const wrong = code.startsWith("0000 0000") ? "11111111" : "00000000";
    const { input } = makeBareAccount(address);
    for (let i = 0; i < 5; i++) {
      expect(await completeSignUp(house.anonymous(), { ...input, signUp, code: wrong })).toMatchObject({
        refusal: "CODE_REFUSED",
      });
    }
    expect(await completeSignUp(house.anonymous(), { ...input, signUp, code })).toMatchObject({
      refusal: "CODE_REFUSED",
    });
  });

  it("binds the person to the address that the code went to", async () => {
    const { signUp } = await requestSignUp(house.anonymous(), { address: "mine@example.com" });
    const { input } = makeBareAccount("theirs@example.com");
    await expect(
      completeSignUp(house.anonymous(), { ...input, signUp, code: codeIn(house.letters.at(-1)) }),
    ).rejects.toMatchObject({
      code: "INVALID_PROOF",
      details: { reason: "WRONG_KEYS" },
    });
  });

  it("makes one account of an address, however many codes are out", async () => {
    const address = "twice@example.com";
    const first = await requestSignUp(house.anonymous(), { address });
    const firstCode = codeIn(house.letters.at(-1));
    const second = await requestSignUp(house.anonymous(), { address });
    const secondCode = codeIn(house.letters.at(-1));
    const [one, two] = [makeBareAccount(address), makeBareAccount(address)];
    expect(
      await completeSignUp(house.anonymous(), { ...one.input, signUp: first.signUp, code: firstCode }),
    ).toMatchObject({ __typename: "SignedUp" });
    expect(
      await completeSignUp(house.anonymous(), { ...two.input, signUp: second.signUp, code: secondCode }),
    ).toMatchObject({
      refusal: "ADDRESS_TAKEN",
    });
  });

  it("refuses an id that exists, and stores nothing of the second account", async () => {
    const ada = await house.signUp();
    const address = "second@example.com";
    const { signUp } = await requestSignUp(house.anonymous(), { address });
    const { account, input } = makeBareAccount(address);
    const stolen = {
      ...input,
      device: { ...input.device, device: input.device.device },
      user: formatUuid(ada.account.user),
    };
    await expect(
      completeSignUp(house.anonymous(), { ...stolen, signUp, code: codeIn(house.letters.at(-1)) }),
    ).rejects.toMatchObject({
      code: "INVALID_PROOF",
    });
    expect(account.address).toBe(address);
  });
});

describe("signing in", () => {
  let ada: SignedUpAccount;
  beforeEach(async () => {
    ada = await house.signUp();
  });

  it("opens a session for a device that proves password and Secret Key, in place of the one before", async () => {
    const { result } = await signInAs(ada.account);
    expect(result).toMatchObject({ __typename: "SignedIn", accountKeys: { wrapGeneration: 1 } });
    await expect(findActor(ada.request())).rejects.toMatchObject({ code: "SESSION_ENDED" });
  });

  it("gives an unknown address a stable challenge that leads nowhere", async () => {
    const [one, two] = [
      await requestChallenge(house.anonymous(), { address: "nobody@example.com" }),
      await requestChallenge(house.anonymous(), { address: "Nobody@Example.com " }),
    ];
    const real = await requestChallenge(house.anonymous(), { address: ada.account.address });
    expect(two.user).toBe(one.user);
    expect(two.parameters).toEqual(one.parameters);
    expect(one.parameters.length).toBe(real.parameters.length);
    const { account } = makeBareAccount("nobody@example.com");
    const { result } = await signInAs({ ...account, user: parseUuid(one.user) });
    expect(result).toEqual({ __typename: "SignInRefused", refusal: "PROOF_REFUSED" });
  });

  it.each<[string, (a: BareAccount) => Partial<LoginProof>]>([
    ["another origin", () => ({ origin: "https://evil.example" })],
    ["another surface", () => ({ surface: surface.PORTAL })],
    ["a challenge of nobody", () => ({ challenge: asChallenge(randomBytes(32)) })],
    ["another device's key", () => ({ deviceKey: makeBareAccount("x@example.com").account.devicePair.publicKey })],
  ])("refuses %s", async (_, twist) => {
    const { result } = await signInAs(ada.account, twist(ada.account));
    expect(result).toEqual({ __typename: "SignInRefused", refusal: "PROOF_REFUSED" });
  });

  it("refuses the wrong login key, and a device key that is not the device's", async () => {
    const { account: eve } = makeBareAccount("eve@example.com");
    expect((await signInAs(ada.account, {}, { login: eve.login })).result).toMatchObject({ refusal: "PROOF_REFUSED" });
    expect(
      (await signInAs(ada.account, { deviceKey: eve.devicePair.publicKey }, { devicePair: eve.devicePair })).result,
    ).toMatchObject({
      refusal: "PROOF_REFUSED",
    });
  });

  it("takes a challenge once, and not after five minutes", async () => {
    const { input } = await signInAs(ada.account);
    expect(await signIn(house.anonymous(), input)).toMatchObject({ refusal: "PROOF_REFUSED" });
    const { proof, refreshToken } = await proofFor(ada.account);
    house.advance(5 * 60_000 + 1);
    const signed = signLoginProof(proof, ada.account.login, ada.account.devicePair);
    const late = {
      ...input,
      proof: signed.bytes,
      loginSignature: signed.loginSignature,
      deviceSignature: signed.deviceSignature,
    };
    expect(
      await signIn(house.anonymous(), { ...late, refreshTokenHash: tokenHash(asToken(refreshToken)) }),
    ).toMatchObject({
      refusal: "PROOF_REFUSED",
    });
  });

  it("counts attempts per user, however many peers they come from", async () => {
    const { account: eve } = makeBareAccount("eve@example.com");
    const outcomes: string[] = [];
    for (let i = 0; i < 21; i++) {
      const { proof } = await proofFor(ada.account, {}, `spread-${i}@example.com`);
      const signed = signLoginProof(proof, eve.login, ada.account.devicePair);
      const input = {
        proof: signed.bytes,
        loginSignature: signed.loginSignature,
        deviceSignature: signed.deviceSignature,
        deviceName: "x",
        refreshTokenHash: randomBytes(32),
      };
      outcomes.push(
        await signIn(house.anonymous(`198.51.100.${i}`), input).then(
          (result) => result.__typename,
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(outcomes.filter((outcome) => outcome === "SignInRefused").length).toBe(20);
    expect(outcomes.at(-1)).toBe("RATE_LIMITED");
  });
});

describe("a session", () => {
  let ada: SignedUpAccount;
  beforeEach(async () => {
    ada = await house.signUp();
  });

  const refreshInput = async (account: BareAccount, session: string, current: Uint8Array, next: Uint8Array) => {
    const proof = {
      origin: house.house.publicUrl,
      user: account.user,
      device: account.device,
      session: parseUuid(session),
      current: tokenHash(asToken(current)),
      next: tokenHash(asToken(next)),
      clientNonce: asChallenge(randomBytes(32)),
      time: Date.now(),
    };
    const { bytes, signature } = signRefreshProof(proof, account.devicePair);
    return { proof: bytes, deviceSignature: signature, refreshToken: current };
  };

  it("is refreshed under the device key; the former access token stays good until it runs out", async () => {
    const session = (await findActor(ada.request())).session;
    const next = randomBytes(32);
    house.advance(10 * 60_000);
    const refreshed = await refreshSession(
      house.anonymous(),
      await refreshInput(ada.account, session, ada.account.refreshToken, next),
    );
    expect(await findActor(requestWith(refreshed.accessToken))).toMatchObject({ session });
    expect(await findActor(ada.request())).toMatchObject({ session });
    house.advance(6 * 60_000);
    await expect(findActor(ada.request())).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
    expect(await findActor(requestWith(refreshed.accessToken))).toMatchObject({ session });
  });

  it("survives a lost answer, and ends when a spent refresh token comes back", async () => {
    const { session } = await findActor(ada.request());
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const asked = await refreshInput(ada.account, session, ada.account.refreshToken, first);
    await refreshSession(house.anonymous(), asked);
    const again = await refreshSession(house.anonymous(), asked);
    const stolen = await refreshInput(ada.account, session, ada.account.refreshToken, second);
    await expect(refreshSession(house.anonymous(), stolen)).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await expect(findActor(requestWith(again.accessToken))).rejects.toMatchObject({ code: "SESSION_ENDED" });
    expect(house.rung).toContain(session);
  });

  it("is not refreshed by another key, nor for another origin", async () => {
    const { session } = await findActor(ada.request());
    const { account: eve } = makeBareAccount("eve@example.com");
    const forged = await refreshInput(
      { ...ada.account, devicePair: eve.devicePair },
      session,
      ada.account.refreshToken,
      randomBytes(32),
    );
    await expect(refreshSession(house.anonymous(), forged)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await findActor(ada.request())).toMatchObject({ session });
  });

  it("ends at once when it signs out or its device is revoked", async () => {
    const { session, device } = await findActor(ada.request());
    const other = await signInAs(ada.account, { device: makeId(Date.now()) });
    if (other.result.__typename !== "SignedIn") throw new Error("not signed in");
    await revokeDevice(requestWith(other.result.session.accessToken), { device });
    await expect(findActor(ada.request())).rejects.toMatchObject({ code: "DEVICE_REVOKED" });
    expect(house.rung).toContain(session);
    expect((await signInAs(ada.account)).result).toMatchObject({ refusal: "DEVICE_REVOKED" });
    await signOut(requestWith(other.result.session.accessToken));
    await expect(findActor(requestWith(other.result.session.accessToken))).rejects.toMatchObject({
      code: "SESSION_ENDED",
    });
  });
});
