/**
 * Who asks for an address, a user or a code learns nothing of whether it exists: neither from the answer nor from the work
 * that was done for it, statement by statement and primitive by primitive. (Time itself is not measured: what is done is.)
 *
 * Source: our own reasoning; account enumeration in the OWASP testing guide (WSTG-IDNT-04).
 */

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { makeAccountCode as makeCode } from "../../../src/crypto/client/account-code.ts";
import { deriveSigningPair, makeSigningSeed } from "../../../src/crypto/client/sign.ts";
import { tokenHash } from "../../../src/crypto/hash.ts";
import { asToken } from "../../../src/crypto/keys.ts";
import { loginAction } from "../../../src/crypto/login-proof.ts";
import { parseUuid } from "../../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../../src/domain/account-code/make.ts";
import { openByAccountCode } from "../../../src/domain/account-code/open.ts";
import { recoverAccount } from "../../../src/domain/account-code/recover.ts";
import { collectApproval } from "../../../src/domain/device-request/collect-approval.ts";
import { openDeviceRequest } from "../../../src/domain/device-request/open-request.ts";
import { requestChallenge } from "../../../src/domain/session/request-challenge.ts";
import { requestSignUp } from "../../../src/domain/session/request-sign-up.ts";
import { signIn } from "../../../src/domain/session/sign-in.ts";
import { prepareCode, prepareOpening, prepareRecovery, proofOf, strangeDevice } from "../../support/account-code.ts";
import { makeBareAccount } from "../../support/bare-client.ts";
import { tracePrimitives, traceStatements } from "../../support/statements.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../../support/verbs.ts";

let house: VerbsHouse;
let ada: SignedUpAccount;
beforeAll(async () => {
  house = await openVerbsHouse();
});
beforeEach(async () => {
  house.advance(3_600_001);
  ada = await house.signUp();
});
afterAll(() => house.close());

/** An answer with what differs from one to the next left out: the lengths of texts and bytes stay. */
function shape(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${value.length}`;
  if (value instanceof Date) return "date";
  if (typeof value === "string") return /^[0-9a-f-]{36}$/.test(value) ? `uuid ${value[14]}` : value;
  if (Array.isArray(value)) return value.map(shape);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]));
  return value;
}

/** What somebody outside could see of it: the answer or error, the statements, the primitives. */
async function seen(work: () => Promise<unknown>) {
  const { names, result } = await traceStatements(() =>
    tracePrimitives(() =>
      work().catch((error) => ({ code: error.code, message: error.message, details: error.details })),
    ),
  );
  return { answer: shape(result.result), statements: names, primitives: result.primitives };
}

/** An account that nobody has, under the user that the server invents for its address. */
async function nobody() {
  const address = `nobody-${randomBytes(4).toString("hex")}@example.com`;
  const { user } = await requestChallenge(house.anonymous(), { address });
  return { ...makeBareAccount(address).account, address, user: parseUuid(user) };
}

const wrong = () => deriveSigningPair(makeSigningSeed());
const stranger = (n: number) => house.anonymous(`192.0.2.${n}`);

describe("whether there is an account cannot be seen", () => {
  it("from a request to sign up", async () => {
    const known = await seen(() => requestSignUp(stranger(1), { address: ada.account.address }));
    const unknown = await seen(() => requestSignUp(stranger(2), { address: "somebody.new@example.com" }));
    expect(unknown).toEqual(known);
    expect(known.statements.length).toBeGreaterThan(0);
  });

  it("from a challenge", async () => {
    const known = await seen(() => requestChallenge(stranger(1), { address: ada.account.address }));
    const unknown = await seen(() => requestChallenge(stranger(2), { address: "somebody.new@example.com" }));
    expect(unknown).toEqual(known);
  });

  it("from a sign-in with a wrong password, on a known device, a new one, or to nobody", async () => {
    const attempt = async (account: SignedUpAccount["account"], device = strangeDevice()) => {
      const proof = await proofOf(house, account, wrong(), device, { action: loginAction.SIGN_IN, context: null });
      const input = { ...proof, deviceName: "x", refreshTokenHash: tokenHash(asToken(randomBytes(32))) };
      return seen(() => signIn(stranger(3), input));
    };
    const known = await attempt(ada.account);
    expect(known.primitives).toContain("crypto_sign_verify_detached");
    expect(await attempt(ada.account, ada.account)).toEqual(known);
    expect(await attempt(await nobody())).toEqual(known);
  });

  it("nor whether it has an account code, from an opening or a recovery by a wrong one", async () => {
    const eve = await house.signUp();
    const { input } = await prepareCode(house, ada.account);
    await makeAccountCode(ada.request(), input);
    const none = await nobody();
    const opening = async (account: SignedUpAccount["account"]) => {
      const wrongCode = await prepareOpening(house, account, makeCode());
      return seen(() => openByAccountCode(stranger(4), wrongCode));
    };
    const withCode = await opening(ada.account);
    expect(await opening(eve.account)).toEqual(withCode);
    expect(await opening(none)).toEqual(withCode);

    const recovery = async (account: SignedUpAccount["account"], draftOf = account) => {
      const { input } = await prepareRecovery(house, draftOf, makeCode());
      const proof = await prepareOpening(house, account, makeCode(), strangeDevice(), { action: loginAction.RECOVER });
      return seen(() => recoverAccount(stranger(5), { ...input, ...proof }));
    };
    const recovered = await recovery(ada.account);
    expect(await recovery(eve.account)).toEqual(recovered);
    expect(await recovery(none, ada.account)).toEqual(recovered);
  });

  it("from a request to be approved, nor from asking what became of it", async () => {
    const ask = (address: string, n: number) => {
      const token = randomBytes(32);
      const request = crypto.randomUUID();
      const tokenHash_ = tokenHash(asToken(token));
      const input = { request, address, envelope: randomBytes(2_121), tokenHash: tokenHash_ };
      return { open: () => seen(() => openDeviceRequest(stranger(n), input)), holder: { request, token } };
    };
    const [known, unknown] = [ask(ada.account.address, 6), ask("somebody.new@example.com", 7)];
    // One after the other: what is noted is noted for the whole process.
    const answer = await known.open();
    expect(await unknown.open()).toEqual(answer);
    const collected = await seen(() => collectApproval(stranger(6), known.holder));
    expect(await seen(() => collectApproval(stranger(7), unknown.holder))).toEqual(collected);
    const never = { request: crypto.randomUUID(), token: randomBytes(32) };
    expect((await seen(() => collectApproval(stranger(8), never))).answer).toBeDefined();
  });

  it("from how many attempts it has left", async () => {
    const limits: unknown[] = [];
    for (const address of [ada.account.address, "somebody.new@example.com"]) {
      const answers: unknown[] = [];
      for (let n = 0; n < 32; n++)
        answers.push((await seen(() => requestChallenge(stranger(10 + n), { address }))).answer);
      limits.push(answers);
    }
    expect(limits[1]).toEqual(limits[0]);
    expect(JSON.stringify(limits[0])).toContain("RATE_LIMITED");
  });
});
