import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis } from "../../src/crypto/client/genesis.ts";
import { signLoginProof, signRefreshProof } from "../../src/crypto/client/sign.ts";
import { publicKeyHash, tokenHash } from "../../src/crypto/hash.ts";
import { asChallenge, asHash, asToken, asXWingPublicKey } from "../../src/crypto/keys.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { type LoginProof, loginAction, surface } from "../../src/crypto/login-proof.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import type { SignedLinkInput } from "../../src/domain/commit/input.ts";
import { revokeDevice } from "../../src/domain/device/device.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { refreshSession } from "../../src/domain/session/refresh-session.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import { signOut } from "../../src/domain/session/sign-out.ts";
import { type BareAccount, linkInput, makeBareAccount } from "../support/bare-client.ts";
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

/** A transaction beside the verbs, in somebody's tenant: what it has touched, the verbs wait for. */
async function besides({ account }: SignedUpAccount) {
  const client = await house.house.pool.connect();
  const watch = await house.house.pool.connect();
  await client.query("begin");
  await client.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", [
    formatUuid(account.tenant.id),
    formatUuid(account.user),
  ]);
  return {
    query: (text: string, values: unknown[]) => client.query(text, values),
    /** Until somebody waits for a lock, or the attempt is over without. */
    async waitedFor(attempt: Promise<unknown>) {
      let over = false;
      const end = () => {
        over = true;
      };
      attempt.then(end, end);
      const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      while (!over && (await watch.query(waiting)).rowCount === 0);
    },
    async commit() {
      await client.query("commit");
      client.release();
      watch.release();
    },
  };
}

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

  it("takes one whole account by one key, whose parts belong together", async () => {
    const address = "whole@example.com";
    const { account: made, input } = makeBareAccount(address);
    const { input: other } = makeBareAccount(address);
    const none = asXWingPublicKey(new Uint8Array(1_216).fill(255));
    const { input: unreachable } = makeBareAccount(address, undefined, undefined, null, none);
    const untied = makeProfileGenesis({
      vault: makeId(Date.now()),
      class: profileClass.BUSINESS,
      founder: {
        user: made.user,
        signing: made.signing,
        xwingKeyHash: publicKeyHash(asXWingPublicKey(input.keys.encryptionKey)),
      },
      vaultKey: makeVaultKey(),
      tenantHead: { ...made.tenant, hash: asHash(randomBytes(32)) },
      time: Date.now(),
    });
    const { parameters, encryptionKey } = other.keys;
    const [tenant, account, personal, business] = input.links as [SignedLinkInput, ...SignedLinkInput[]];
    const weak = Uint8Array.from(parameters);
    weak[weak.lastIndexOf(3, 7)] = 2;
    const attempts: [string, Partial<typeof input>][] = [
      ["KDF_OUT_OF_BOUNDS", { keys: { ...input.keys, parameters: weak } }],
      ["WRONG_KEYS", { keys: { ...input.keys, encryptionKey } }],
      // Its rosters state this very key: nothing else is amiss, but nothing could be wrapped for it.
      ["MALFORMED", unreachable],
      ["WRONG_KEYS", { links: [tenant, account, personal, other.links[3]] as SignedLinkInput[] }],
      ["WRONG_ROSTER", { links: [tenant, account, business, personal] as SignedLinkInput[] }],
      ["WRONG_TENANT_HEAD", { links: [tenant, account, personal, linkInput(untied.signed)] as SignedLinkInput[] }],
      ["WRONG_ROSTER", { accountVault: other.accountVault }],
      ["MISMATCH", { device: { ...input.device, device: other.device.device } }],
    ];
    for (const [reason, twist] of attempts) {
      const { signUp } = await requestSignUp(house.anonymous(), { address });
      const code = codeIn(house.letters.at(-1));
      await expect(completeSignUp(house.anonymous(), { ...input, ...twist, signUp, code })).rejects.toMatchObject({
        code: "INVALID_PROOF",
        details: { reason },
      });
      house.advance(3_600_000);
    }
  });

  it("refuses a user's id that exists, and keeps nothing of the second account", async () => {
    const ada = await house.signUp();
    const address = "second@example.com";
    const { signUp } = await requestSignUp(house.anonymous(), { address });
    const { input } = makeBareAccount(address, Date.now(), ada.account.user);
    const code = codeIn(house.letters.at(-1));
    expect(await completeSignUp(house.anonymous(), { ...input, signUp, code })).toMatchObject({ refusal: "ID_TAKEN" });
    const { input: fresh } = makeBareAccount(address);
    expect(await completeSignUp(house.anonymous(), { ...fresh, signUp, code })).toMatchObject({
      __typename: "SignedUp",
    });
  });

  it("mails five codes an hour to an address, and says when to come back", async () => {
    const ask = () => requestSignUp(house.anonymous(), { address: "often@example.com" });
    for (let i = 0; i < 5; i++) await ask();
    await expect(ask()).rejects.toMatchObject({ code: "RATE_LIMITED", details: { retryAfterSeconds: 3_600 } });
    expect(house.letters.length).toBe(5);
    house.advance(3_600_000);
    await ask();
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
});

describe("text of a person", () => {
  const named = async (name: string, device = "laptop") => {
    const address = `grace-${randomBytes(4).join("")}@example.com`;
    const { signUp } = await requestSignUp(house.anonymous(), { address });
    const { input } = makeBareAccount(address);
    const code = codeIn(house.letters.at(-1));
    return completeSignUp(house.anonymous(), {
      ...input,
      name,
      device: { ...input.device, name: device },
      signUp,
      code,
    });
  };

  it("is measured as it is kept, in NFC", async () => {
    for (const attempt of [() => named("\ufb2c".repeat(100)), () => named("Ada Lovelace", "\ufb2c".repeat(40))]) {
      await expect(attempt()).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });

  it("has no half of a character, which a database would change in silence", async () => {
    for (const attempt of [
      () => named("Ada \ud800"),
      () => named("Ada Lovelace", "laptop \udc00"),
      () => requestSignUp(house.anonymous(), { address: "ada\ud800@example.com" }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
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
    ["a challenge of nobody", () => ({ challenge: asChallenge(randomBytes(32)) })],
    ["another device's key", () => ({ deviceKey: makeBareAccount("x@example.com").account.devicePair.publicKey })],
  ])("refuses %s", async (_, twist) => {
    const { result } = await signInAs(ada.account, twist(ada.account));
    expect(result).toEqual({ __typename: "SignInRefused", refusal: "PROOF_REFUSED" });
  });

  it("opens a session for the surface that was signed, of those that there are", async () => {
    for (const its of ["APP", "PORTAL"] as const) {
      const { result } = await signInAs(ada.account, { surface: surface[its] });
      const token = result.__typename === "SignedIn" ? result.session.accessToken : "";
      expect(await findActor(house.by(token))).toMatchObject({ surface: its });
    }
    // Of no partner's staff: the same as where the portal is not for them.
    const { result } = await signInAs(ada.account, { surface: surface.PARTNER });
    expect(result).toEqual({ __typename: "SignInRefused", refusal: "PORTAL_RESTRICTED" });
    await expect(signInAs(ada.account, { surface: surface.SERVICE })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
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

  it("counts challenges and attempts per peer, whoever they name", async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 121; i++) {
      const asked = requestChallenge(house.anonymous("198.51.100.7"), { address: `somebody-${i}@example.com` });
      outcomes.push(
        await asked.then(
          () => "asked",
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(outcomes).toEqual([...Array(120).fill("asked"), "RATE_LIMITED"]);
    const { input } = await signInAs(ada.account);
    const { proof } = await proofFor(ada.account);
    for (let i = 0; i < 120; i++) {
      const signed = signLoginProof({ ...proof, user: makeId(i) }, ada.account.login, ada.account.devicePair);
      const { bytes, ...signatures } = signed;
      const attempt = signIn(house.anonymous("198.51.100.8"), { ...input, proof: bytes, ...signatures });
      await expect(attempt).resolves.toMatchObject({ refusal: "PROOF_REFUSED" });
    }
    await expect(signIn(house.anonymous("198.51.100.8"), input)).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });

  it("gives an unknown address a user whose id no clock betrays", async () => {
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        requestChallenge(house.anonymous(`192.0.2.${i}`), { address: `nobody-${i}@example.com` }),
      ),
    );
    const times = asked.map(({ user }) => Number.parseInt(user.replaceAll("-", "").slice(0, 12), 16));
    expect(times.filter((time) => time % 1_000 === 0).length).toBeLessThan(3);
  });

  it("on a device that is revoked at that moment opens no session", async () => {
    const side = await besides(ada);
    await side.query("update device set revoked_at = now() where id = $1", [formatUuid(ada.account.device)]);
    const attempt = signInAs(ada.account);
    await side.waitedFor(attempt);
    await side.commit();
    expect((await attempt).result).toMatchObject({ refusal: "DEVICE_REVOKED" });
  });

  it("by a password that is changed at that moment opens no session", async () => {
    const side = await besides(ada);
    await side.query("update account_key set login_key = $1 where user_id = $2", [
      Buffer.from(randomBytes(32)),
      formatUuid(ada.account.user),
    ]);
    const attempt = signInAs(ada.account);
    await side.waitedFor(attempt);
    await side.commit();
    expect((await attempt).result).toMatchObject({ refusal: "PROOF_REFUSED" });
  });

  it("from one new device four times at once is one device and one session", async () => {
    const device = makeId(Date.now());
    const attempts = await Promise.all([1, 2, 3, 4].map(() => signInAs(ada.account, { device })));
    expect(attempts.map(({ result }) => result.__typename)).toEqual(Array(4).fill("SignedIn"));
    const open = await Promise.all(
      attempts.map(({ result }) =>
        findActor(requestWith((result as { session: { accessToken: string } }).session.accessToken)).then(
          () => 1,
          () => 0,
        ),
      ),
    );
    expect(open.reduce<number>((sum, each) => sum + each, 0)).toBe(1);
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

  it("is not refreshed when its device is revoked at that moment, and nobody waits in a ring", async () => {
    const { session, device } = await findActor(ada.request());
    const asked = await refreshInput(ada.account, session, ada.account.refreshToken, randomBytes(32));
    const side = await besides(ada);
    await side.query("update device set revoked_at = now() where id = $1", [device]);
    const attempt = refreshSession(house.anonymous(), asked).catch((error: { code: string }) => error.code);
    await side.waitedFor(attempt);
    await side.query("update session set ended_at = now(), end_reason = 'DEVICE_REVOKED' where id = $1", [session]);
    await side.commit();
    expect(await attempt).toBe("DEVICE_REVOKED");
  });

  it("ends when it signs out by the access token before the newest, too", async () => {
    const { session } = await findActor(ada.request());
    const refreshed = await refreshSession(
      house.anonymous(),
      await refreshInput(ada.account, session, ada.account.refreshToken, randomBytes(32)),
    );
    await signOut(ada.request());
    await expect(findActor(ada.request())).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await expect(findActor(requestWith(refreshed.accessToken))).rejects.toMatchObject({ code: "SESSION_ENDED" });
  });

  it("is not refreshed after thirty days, nor by another token than the one that is proven", async () => {
    const { session } = await findActor(ada.request());
    const asked = await refreshInput(ada.account, session, ada.account.refreshToken, randomBytes(32));
    await expect(refreshSession(house.anonymous(), { ...asked, refreshToken: randomBytes(32) })).rejects.toMatchObject({
      code: "INVALID_PROOF",
    });
    house.advance(30 * 24 * 3_600_000);
    await expect(refreshSession(house.anonymous(), asked)).rejects.toMatchObject({ code: "SESSION_ENDED" });
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
