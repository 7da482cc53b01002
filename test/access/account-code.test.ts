import { Client } from "pg";
import { deriveCodeKeys, makeAccountCode as makeCode } from "../../src/crypto/client/account-code.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { type AccountCode, asChallenge, asToken } from "../../src/crypto/keys.ts";
import { loginAction, loginContext } from "../../src/crypto/login-proof.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { openByAccountCode } from "../../src/domain/account-code/open.ts";
import { readAccountCode } from "../../src/domain/account-code/read.ts";
import { recoverAccount } from "../../src/domain/account-code/recover.ts";
import { removeAccountCode } from "../../src/domain/account-code/remove.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { revokeDevice } from "../../src/domain/device/device.ts";
import { changePassword } from "../../src/domain/session/change-password.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import {
  prepareCode,
  prepareOpening,
  prepareRecovery,
  prepareRemoval,
  proofOf,
  strangeDevice,
} from "../support/account-code.ts";
import { type BareAccount, draft, makeBareAccount } from "../support/bare-client.ts";
import { BareCompany } from "../support/bare-company.ts";
import { BareShare } from "../support/bare-share.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let ada: SignedUpAccount;
beforeEach(async () => {
  house = await openVerbsHouse();
  ada = await house.signUp();
});
afterEach(() => house.close());

const proofRefused = { __typename: "SignInRefused", refusal: "PROOF_REFUSED" };

async function withCode(person: SignedUpAccount = ada): Promise<AccountCode> {
  const { code, input } = await prepareCode(house, person.account);
  expect(await makeAccountCode(person.request(), input)).toMatchObject({ __typename: "AccountCodeMade" });
  return code;
}

async function opens(account: Pick<BareAccount, "address" | "user">, code: AccountCode): Promise<unknown> {
  return openByAccountCode(house.anonymous(), await prepareOpening(house, account, code));
}

/** Whether somebody signs in by this login key, on a new device. */
async function signsIn(account: BareAccount, login = account.login) {
  const signed = await proofOf(house, account, login, strangeDevice(), { action: loginAction.SIGN_IN, context: null });
  const refreshTokenHash = tokenHash(asToken(randomBytes(32)));
  return (await signIn(house.anonymous(), { ...signed, deviceName: "phone", refreshTokenHash })).__typename;
}

const openSessions = async ({ account }: SignedUpAccount): Promise<number> => {
  const client = await house.house.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant', $1, true)", [formatUuid(account.tenant.id)]);
    const { rowCount } = await client.query("select from session where user_id = $1 and ended_at is null", [
      formatUuid(account.user),
    ]);
    return rowCount ?? 0;
  } finally {
    await client.query("rollback");
    client.release();
  }
};

describe("a code", () => {
  it("is made under the password, seen by its owner alone, and replaced by the next", async () => {
    const eve = await house.signUp();
    expect(await readAccountCode(ada.request())).toEqual({ exists: false, generation: 0, createdAt: null });
    const first = await withCode();
    expect(await readAccountCode(ada.request())).toMatchObject({ exists: true, generation: 1 });
    expect(await readAccountCode(eve.request())).toMatchObject({ exists: false, generation: 0 });

    const { code: second, input } = await prepareCode(house, ada.account, { generation: 2 });
    expect(await makeAccountCode(ada.request(), input)).toMatchObject({ accountCode: { generation: 2 } });

    expect(await opens(ada.account, first)).toEqual(proofRefused);
    expect(await opens(ada.account, second)).toMatchObject({ __typename: "OpenedByAccountCode", generation: 2 });
  });

  it("made by two devices at once is made by one of them, and the other is told", async () => {
    const both = [await prepareCode(house, ada.account), await prepareCode(house, ada.account)];
    const answers = await Promise.all(both.map(({ input }) => makeAccountCode(ada.request(), input)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(["AccountCodeMade", "StaleAccountCode"]);
    const opened = await Promise.all(both.map(({ code }) => opens(ada.account, code)));
    expect(opened.map((each) => (each as { __typename: string }).__typename)).toEqual(
      answers.map(({ __typename }) => (__typename === "AccountCodeMade" ? "OpenedByAccountCode" : "SignInRefused")),
    );
  });

  it("sent twice is one deed, and so is its removal", async () => {
    const { code, input } = await prepareCode(house, ada.account);
    const first = await makeAccountCode(ada.request(), input);
    house.advance(1_000);
    expect(await makeAccountCode(ada.request(), input)).toEqual(first);
    const removal = await prepareRemoval(house, ada.account, 1);
    const gone = { __typename: "AccountCodeRemoved", accountCode: { exists: false, generation: 1, createdAt: null } };
    expect(await removeAccountCode(ada.request(), removal)).toEqual(gone);
    expect(await removeAccountCode(ada.request(), removal)).toEqual(gone);
    expect(await opens(ada.account, code)).toEqual(proofRefused);
    expect(await makeAccountCode(ada.request(), input)).toEqual(proofRefused);
  });

  it("is neither made nor removed by another key, on a challenge that was not given, or for another device", async () => {
    const stranger = deriveSigningPair(makeSigningSeed());
    const eve = await house.signUp();
    const { input: unproven } = await prepareCode(house, ada.account, { by: stranger });
    expect(await makeAccountCode(ada.request(), unproven)).toEqual(proofRefused);
    const { input } = await prepareCode(house, ada.account);
    expect(await makeAccountCode(eve.request(), input)).toEqual(proofRefused);
    expect(await makeAccountCode(ada.request(), { ...input, rootKey: unproven.rootKey })).toEqual(proofRefused);
    // The challenge was spent by the attempt before.
    expect(await makeAccountCode(ada.request(), input)).toEqual(proofRefused);

    const code = await withCode();
    expect(await removeAccountCode(ada.request(), await prepareRemoval(house, ada.account, 1, stranger))).toEqual(
      proofRefused,
    );
    const { login } = deriveCodeKeys(code, ada.account.user);
    expect(await removeAccountCode(ada.request(), await prepareRemoval(house, ada.account, 1, login))).toEqual(
      proofRefused,
    );
    expect(await removeAccountCode(ada.request(), await prepareRemoval(house, ada.account, 2))).toMatchObject({
      __typename: "StaleAccountCode",
      accountCode: { generation: 1, exists: true },
    });
    expect(await opens(ada.account, code)).toMatchObject({ __typename: "OpenedByAccountCode" });
  });

  it("is not made by a session that was ended or whose device was revoked", async () => {
    const { input } = await prepareCode(house, ada.account);
    await revokeDevice(ada.request(), { device: formatUuid(ada.account.device) });
    await expect(makeAccountCode(ada.request(), input)).rejects.toMatchObject({ code: "DEVICE_REVOKED" });
  });

  it("opens the account whatever became of the password", async () => {
    const code = await withCode();
    const { keys } = makeBareAccount(ada.account.address).input;
    const { input: shape } = await prepareRecovery(house, ada.account, code, ada.account);
    const context = loginContext({
      generation: 2,
      parameters: keys.parameters,
      loginKey: keys.loginKey as never,
      rootWrap: keys.rootKey,
    });
    const signed = await proofOf(house, ada.account, ada.account.login, ada.account, {
      action: loginAction.CHANGE_PASSWORD,
      context,
    });
    const { parameters, loginKey, rootKey } = keys;
    const { accountVault, clientMutationId } = shape;
    const change = { ...signed, wrapGeneration: 2, parameters, loginKey, rootKey, accountVault, clientMutationId };
    expect(await changePassword(ada.request(), change)).toMatchObject({ __typename: "PasswordChanged" });
    expect(await opens(ada.account, code)).toMatchObject({ accountKeys: { wrapGeneration: 2 } });
  });
});

describe("opening by a code", () => {
  it("gives what opens the account, again and again, and no session", async () => {
    const code = await withCode();
    for (let i = 0; i < 2; i++) {
      const opened = await opens(ada.account, code);
      expect(opened).toMatchObject({
        generation: 1,
        accountKeys: { wrapGeneration: 1, accountVault: formatUuid(ada.account.vaults.ACCOUNT.id) },
        rosters: [
          { kind: "TENANT", links: [{ seq: 0 }] },
          { kind: "PROFILE", links: [{ seq: 0 }] },
        ],
        accountVault: { class: "ACCOUNT", revision: 1, head: { revision: 1 }, records: [{ class: 4 }] },
      });
      expect(JSON.stringify(opened)).not.toContain(formatUuid(ada.account.vaults.PERSONAL.id));
    }
    expect(await openSessions(ada)).toBe(1);
  });

  it("answers alike for a wrong code, an account without one, another's code and an address that nobody has", async () => {
    const eve = await house.signUp();
    const code = await withCode();
    expect(await opens(ada.account, makeCode())).toEqual(proofRefused);
    expect(await opens(eve.account, code)).toEqual(proofRefused);
    const address = "nobody@example.com";
    const { user } = await requestChallenge(house.anonymous(), { address });
    expect(await opens({ address, user: parseUuid(user) }, code)).toEqual(proofRefused);
  });

  it("takes a challenge once and for five minutes, a proof of this action, this origin and the known device's key", async () => {
    const code = await withCode();
    const once = await prepareOpening(house, ada.account, code);
    expect(await openByAccountCode(house.anonymous(), once)).toMatchObject({ __typename: "OpenedByAccountCode" });
    expect(await openByAccountCode(house.anonymous(), once)).toEqual(proofRefused);
    const late = await prepareOpening(house, ada.account, code);
    house.advance(5 * 60_000 + 1);
    expect(await openByAccountCode(house.anonymous(), late)).toEqual(proofRefused);
    const { devicePair } = strangeDevice();
    for (const twist of [
      { origin: "https://evil.example" },
      { action: loginAction.SIGN_IN },
      { challenge: asChallenge(randomBytes(32)) },
    ]) {
      const twisted = await prepareOpening(house, ada.account, code, strangeDevice(), twist);
      expect(await openByAccountCode(house.anonymous(), twisted)).toEqual(proofRefused);
    }
    const posing = await prepareOpening(house, ada.account, code, { device: ada.account.device, devicePair });
    expect(await openByAccountCode(house.anonymous(), posing)).toEqual(proofRefused);
  });

  it("is nothing that a code's login key can be used for otherwise: it signs nobody in", async () => {
    const code = await withCode();
    const { login } = deriveCodeKeys(code, ada.account.user);
    expect(await signsIn(ada.account, login)).toBe("SignInRefused");
    expect(await openByAccountCode(house.anonymous(), await prepareByPassword())).toEqual(proofRefused);
  });

  const prepareByPassword = () =>
    proofOf(house, ada.account, ada.account.login, strangeDevice(), {
      action: loginAction.OPEN_BY_CODE,
      context: null,
    });

  it("is counted with the sign-ins: twenty times for a user, whoever asks, and 120 times for a caller", async () => {
    const code = await withCode();
    const wrong = makeCode();
    const outcomes: string[] = [];
    // One attempt went into making the code.
    for (let i = 0; i < 20; i++) {
      const attempt = openByAccountCode(
        house.anonymous(`192.0.2.${i}`),
        await prepareOpening(house, ada.account, wrong),
      );
      outcomes.push(
        await attempt.then(
          (result) => result.__typename,
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(outcomes).toEqual([...Array(19).fill("SignInRefused"), "RATE_LIMITED"]);
    const right = await prepareOpening(house, ada.account, code);
    await expect(openByAccountCode(house.anonymous(), right)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await expect(signsIn(ada.account)).rejects.toMatchObject({ code: "RATE_LIMITED" });

    const device = strangeDevice();
    for (let i = 0; i < 120; i++) {
      const other = await prepareOpening(house, { address: `${i}@example.com`, user: makeId(i) }, wrong, device);
      expect(await openByAccountCode(house.anonymous("198.51.100.9"), other)).toEqual(proofRefused);
    }
    await expect(openByAccountCode(house.anonymous("198.51.100.9"), right)).rejects.toMatchObject({
      code: "RATE_LIMITED",
    });
  });
});

describe("recovering by a code", () => {
  it("is one transaction: new password, this device signed in, all others out, and the code is gone", async () => {
    const code = await withCode();
    const eve = await house.signUp();
    house.rung.length = 0;
    const { input, login } = await prepareRecovery(house, ada.account, code);
    const recovered = await recoverAccount(house.anonymous(), input);
    expect(recovered).toMatchObject({
      __typename: "AccountRecovered",
      wrapGeneration: 2,
      sessionsEnded: 1,
      session: { user: formatUuid(ada.account.user) },
      committed: { clientMutationId: input.clientMutationId, heads: [{ revision: 2 }] },
    });
    // The doorbell rings for the account vault and for the session that ended: open sockets look, and end.
    expect(house.rung).toHaveLength(2);
    await expect(findActor(ada.request())).rejects.toMatchObject({ code: "SESSION_ENDED" });
    expect(await findActor(eve.request())).toBeTruthy();
    expect(await openSessions(ada)).toBe(1);
    expect(await signsIn(ada.account)).toBe("SignInRefused");
    expect(await signsIn(ada.account, login)).toBe("SignedIn");
    expect(await opens(ada.account, code)).toEqual(proofRefused);
    expect(await recoverAccount(house.anonymous(), input)).toEqual(proofRefused);
    const again = await prepareRecovery(house, ada.account, code, strangeDevice(), 3);
    expect(await recoverAccount(house.anonymous(), again.input)).toEqual(proofRefused);
  });

  it("waits for no share: a password has nothing to do with them", async () => {
    const company = await BareCompany.found(house);
    const { account, app } = company.ada;
    const share = await BareShare.found(company, company.ada);
    const code = await withCode({ account, request: app, accessToken: "" });
    const writer = new Client({ connectionString: house.superuserUrl });
    await writer.connect();
    try {
      await writer.query("begin");
      await writer.query("select from vault where id = $1 for update", [share.id]);
      const { input } = await prepareRecovery(house, account, code);
      expect(await recoverAccount(house.anonymous(), input)).toMatchObject({ __typename: "AccountRecovered" });
    } finally {
      await writer.end();
    }
  });

  it("is done by one of two devices that use the code at once, and nothing of the other's is kept", async () => {
    const code = await withCode();
    const both = [await prepareRecovery(house, ada.account, code), await prepareRecovery(house, ada.account, code)];
    const answers = await Promise.all(both.map(({ input }) => recoverAccount(house.anonymous(), input)));
    const won = answers.findIndex(({ __typename }) => __typename === "AccountRecovered");
    expect(won).not.toBe(-1);
    expect(answers[1 - won]?.__typename).toMatch(/SignInRefused|StaleAccount/);
    expect(await openSessions(ada)).toBe(1);
    expect(await signsIn(ada.account, both[won]?.login)).toBe("SignedIn");
    expect(await signsIn(ada.account, both[1 - won]?.login)).toBe("SignInRefused");
  });

  it("begins again where the account moved since, and the code stays good", async () => {
    const code = await withCode();
    const { input } = await prepareRecovery(house, ada.account, code);
    const late = (await prepareRecovery(house, ada.account, code, strangeDevice(), 3)).input;
    expect(await recoverAccount(house.anonymous(), late)).toEqual({ __typename: "StaleAccount", wrapGeneration: 1 });
    const { ACCOUNT } = ada.account.vaults;
    const moved = draft(ada.account, ACCOUNT, []);
    await commit(ada.request(), { clientMutationId: "moved", vaults: [moved.input] });
    moved.apply();
    expect(await recoverAccount(house.anonymous(), input)).toEqual({ __typename: "StaleAccount", wrapGeneration: 1 });
    expect(await findActor(ada.request())).toBeTruthy();
    const fresh = await prepareRecovery(house, ada.account, code);
    expect(await recoverAccount(house.anonymous(), fresh.input)).toMatchObject({ __typename: "AccountRecovered" });
  });

  it("takes what was signed for, in the user's own account vault, one record of it, and no revoked device", async () => {
    const code = await withCode();
    const eve = await house.signUp();
    const prepared = async (device = strangeDevice()) =>
      (await prepareRecovery(house, ada.account, code, device)).input;
    const other = makeBareAccount("x@example.com").input.keys;
    for (const twist of [
      { rootKey: other.rootKey },
      { loginKey: other.loginKey },
      { parameters: other.parameters },
      { wrapGeneration: 3 },
    ]) {
      expect(await recoverAccount(house.anonymous(), { ...(await prepared()), ...twist })).toEqual(proofRefused);
    }
    const device = strangeDevice();
    const author = { ...ada.account, device: device.device };
    const elsewhere = draft(author, ada.account.vaults.PERSONAL, []).input;
    await expect(
      recoverAccount(house.anonymous(), { ...(await prepared(device)), accountVault: elsewhere }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    const theirs = (await prepareRecovery(house, eve.account, code)).input.accountVault;
    await expect(
      recoverAccount(house.anonymous(), { ...(await prepared()), accountVault: theirs }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { accountVault } = await prepared();
    const [change] = accountVault.changes;
    const twice = [change, { ...change, record: formatUuid(makeId(1)) }] as typeof accountVault.changes;
    await expect(
      recoverAccount(house.anonymous(), { ...(await prepared()), accountVault: { ...accountVault, changes: twice } }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(
      recoverAccount(house.anonymous(), { ...(await prepared()), clientMutationId: "" }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });

    await revokeDevice(ada.request(), { device: formatUuid(ada.account.device) });
    house.advance(15 * 60_000);
    expect(await recoverAccount(house.anonymous(), await prepared(ada.account))).toEqual({
      __typename: "SignInRefused",
      refusal: "DEVICE_REVOKED",
    });
    expect(
      await openByAccountCode(house.anonymous(), await prepareOpening(house, ada.account, code, ada.account)),
    ).toEqual({
      __typename: "SignInRefused",
      refusal: "DEVICE_REVOKED",
    });
    expect(await opens(ada.account, code)).toMatchObject({ accountKeys: { wrapGeneration: 1 } });
  });

  it("waits for a code that is being replaced or a device that is being revoked, and is refused then", async () => {
    const code = await withCode();
    const own = [formatUuid(ada.account.tenant.id), formatUuid(ada.account.user)];
    for (const [between, answer] of [
      ["update account_code set login_key = decode(repeat('07', 32), 'hex')", "PROOF_REFUSED"],
      ["update device set revoked_at = now()", "DEVICE_REVOKED"],
    ] as const) {
      const { input } = await prepareRecovery(house, ada.account, code, ada.account);
      const besides = await house.house.pool.connect();
      const watch = await house.house.pool.connect();
      await besides.query("begin");
      await besides.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", own);
      await besides.query("select from account_key for update");
      const before = await besides.query("select login_key from account_code");
      const attempt = recoverAccount(house.anonymous(), input);
      const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      while ((await watch.query(waiting)).rowCount === 0);
      await besides.query(between);
      await besides.query("commit");
      expect(await attempt).toMatchObject({ refusal: answer });
      await besides.query("begin");
      await besides.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", own);
      await besides.query("update account_code set login_key = $1", [before.rows[0].login_key]);
      await besides.query("commit");
      besides.release();
      watch.release();
    }
    expect(await opens(ada.account, code)).toMatchObject({ accountKeys: { wrapGeneration: 1 } });
  });
});
