/** Second factors by the server's verbs: who is asked, what is taken once, and what stands in the database. PROTOCOL §3.12. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { openByAccountCode } from "../../src/domain/account-code/open.ts";
import { recoverAccount } from "../../src/domain/account-code/recover.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { beginTotp, confirmTotp } from "../../src/domain/second-factor/add.ts";
import { proveSecondFactor } from "../../src/domain/second-factor/prove.ts";
import { readSecondFactors } from "../../src/domain/second-factor/read.ts";
import { remakeSpareCodes, removeSecondFactor } from "../../src/domain/second-factor/remove.ts";
import { resetSecondFactor } from "../../src/domain/second-factor/reset.ts";
import { openSeed } from "../../src/domain/second-factor/seed.ts";
import { demandStepUp, requestStepUp } from "../../src/domain/second-factor/step-up.ts";
import { readViewer } from "../../src/domain/user/viewer.ts";
import { prepareCode, prepareOpening, prepareRecovery, strangeDevice } from "../support/account-code.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { dump } from "../support/dump.ts";
import { addTotp, codeAt, interval, show, signInBy, stepOf, wrongCodeAt } from "../support/second-factor.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const day = 86_400_001;

let house: VerbsHouse;
let ada: SignedUpAccount;
beforeAll(async () => {
  house = await openVerbsHouse();
  house.stand();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(day);
  ada = await house.signUp();
});

const now = () => house.house.clock();
/** A session of now: the one that she signed up by may have run out. */
const sessionOf = async (shown: () => Promise<string>) => {
  const device = strangeDevice();
  const { token } = await stepOf(house, ada.account, device);
  expect(await show(house, token, { totp: await shown() })).toBe("PROVEN");
  const answer = await signInBy(house, ada.account, device, token);
  if (answer.__typename !== "SignedIn") throw new Error(answer.__typename);
  return answer.session;
};

describe("a factor", () => {
  it("counts once a code of it confirms it, and brings ten spare codes", async () => {
    const { factor, uri } = await beginTotp(ada.request(), { name: "phone" });
    expect(uri).toMatch(/^otpauth:\/\/totp\/Sealgraph%20vault\.example:.+secret=[A-Z2-7]{32}/);
    expect((await signInBy(house, ada.account)).__typename).toBe("SignedIn");
    const wrong = { factor, code: wrongCodeAt(uri, now()) };
    expect(await confirmTotp(ada.request(), wrong)).toMatchObject({ refusal: "FACTOR_REFUSED" });
    expect((await readSecondFactors(ada.request())).factors).toEqual([]);
    const added = await confirmTotp(ada.request(), { factor, code: codeAt(uri, now()) });
    expect(added).toMatchObject({ __typename: "SecondFactorAdded", factor: { factor, kind: "TOTP", name: "phone" } });
    expect(new Set((added as unknown as { spareCodes: string[] }).spareCodes).size).toBe(10);
    expect(await readSecondFactors(ada.request())).toMatchObject({ factors: [{ name: "phone" }], spareCodesLeft: 10 });
    expect(house.letters.at(-1)).toMatchObject({ to: ada.account.address, subject: /second factor was added/ });
    const { uri: another } = await beginTotp(ada.request(), { name: "another" });
    expect(house.letters.at(-1)?.text).not.toContain(/secret=(\w+)/.exec(another)?.[1] ?? "");
  });

  it("that was begun too long ago, or by somebody else, is not confirmed", async () => {
    const begun = await beginTotp(ada.request(), { name: "phone" });
    const eve = await house.signUp();
    const confirm = (by: SignedUpAccount, factor = begun.factor as string) =>
      confirmTotp(by.request(), { factor, code: codeAt(begun.uri, now()) });
    await expect(confirm(eve)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(confirm(ada, "nothing")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    house.advance(15 * 60_000 - 5_000 - 60_000);
    const session = await signInBy(house, ada.account);
    house.advance(60_000 + 5_000);
    if (session.__typename !== "SignedIn") throw new Error(session.__typename);
    const late = house.by(session.session.accessToken);
    await expect(confirmTotp(late, { factor: begun.factor, code: codeAt(begun.uri, now()) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("has a name, and there are ten at most", async () => {
    for (const name of ["", "x".repeat(101), "a\u0000b", "a\u202eb"]) {
      await expect(beginTotp(ada.request(), { name })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
    await addTotp(house, ada.request);
    await house.asSuperuser(
      `insert into second_factor (tenant_id, id, user_id, kind, name, seed, last_step, created_at, confirmed_at)
       select tenant_id, gen_random_uuid(), user_id, kind, name, seed, last_step, created_at, confirmed_at
       from second_factor, generate_series(1, 9) where user_id = $1`,
      [formatUuid(ada.account.user)],
    );
    await expect(beginTotp(ada.request(), { name: "eleventh" })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });
});

describe("a sign-in of somebody who has a factor", () => {
  it("gives nothing before the factor: no session, no key, no roster", async () => {
    await addTotp(house, ada.request);
    const answer = await signInBy(house, ada.account);
    expect(answer).toEqual({
      __typename: "SecondFactorNeeded",
      step: {
        token: expect.anything(),
        expiresAt: expect.any(Date),
        methods: ["TOTP", "SPARE_CODE"],
        assertionOptions: null,
      },
    });
  });

  it("opens a session with another proof and the step that was shown the factor, once", async () => {
    const phone = await addTotp(house, ada.request);
    const device = strangeDevice();
    const { token } = await stepOf(house, ada.account, device);
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SecondFactorNeeded");
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SignedIn");
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SecondFactorNeeded");
  });

  it("is refused by the token alone: as an access token, by another device, for another user, for another purpose", async () => {
    const phone = await addTotp(house, ada.request);
    const device = strangeDevice();
    const { token } = await stepOf(house, ada.account, device);
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    const asAccess = house.by(Buffer.from(token).toString("base64url"));
    await expect(readViewer(asAccess)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect((await signInBy(house, ada.account, strangeDevice(), token)).__typename).toBe("SecondFactorNeeded");
    const eve = await house.signUp();
    await addTotp(house, eve.request);
    expect((await signInBy(house, eve.account, device, token)).__typename).toBe("SecondFactorNeeded");
    const stranger = { ...ada.account, login: eve.account.login };
    expect(await signInBy(house, stranger, device, token)).toMatchObject({ refusal: "PROOF_REFUSED" });
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SignedIn");
    await expect(signInBy(house, ada.account, device, randomBytes(31))).rejects.toMatchObject({
      code: "INVALID_PROOF",
    });
  });

  it("takes a step that was shown a factor for ten minutes", async () => {
    const phone = await addTotp(house, ada.request);
    const device = strangeDevice();
    const { token } = await stepOf(house, ada.account, device);
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    house.advance(600_001);
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SecondFactorNeeded");
  });

  it("asks nothing of whoever has none, on any surface", async () => {
    expect((await signInBy(house, ada.account)).__typename).toBe("SignedIn");
  });
});

describe("a TOTP code", () => {
  it("is taken of the interval before, the present one and the next, and of no other", async () => {
    const phone = await addTotp(house, ada.request);
    const shown = async (away: number) => {
      house.advance(10 * interval);
      const { token } = await stepOf(house, ada.account, strangeDevice());
      return show(house, token, { totp: codeAt(phone.uri, new Date(now().getTime() + away * interval)) });
    };
    for (const away of [-1, 0, 1]) expect(await shown(away)).toBe("PROVEN");
    house.advance(900_001);
    for (const away of [-2, 2]) expect(await shown(away)).toBe("FACTOR_REFUSED");
  });

  it("is taken once, and none from before it, whatever step it is shown to", async () => {
    const phone = await addTotp(house, ada.request);
    house.advance(interval);
    const code = phone.code();
    const before = codeAt(phone.uri, new Date(now().getTime() - interval));
    const fresh = async () => (await stepOf(house, ada.account, strangeDevice())).token;
    expect(await show(house, await fresh(), { totp: code })).toBe("PROVEN");
    for (const totp of [code, before]) expect(await show(house, await fresh(), { totp })).toBe("FACTOR_REFUSED");
  });

  it("that confirmed the factor is not taken again", async () => {
    const { factor, uri } = await beginTotp(ada.request(), { name: "phone" });
    const code = codeAt(uri, now());
    await confirmTotp(ada.request(), { factor, code });
    const { token } = await stepOf(house, ada.account, strangeDevice());
    expect(await show(house, token, { totp: code })).toBe("FACTOR_REFUSED");
  });

  it("shown twice at once, to two steps, is taken by one", async () => {
    const phone = await addTotp(house, ada.request);
    const steps = await Promise.all([1, 2, 3].map(() => stepOf(house, ada.account, strangeDevice())));
    const code = phone.code();
    const answers = await Promise.all(steps.map(({ token }) => show(house, token, { totp: code })));
    expect(answers.sort()).toEqual(["FACTOR_REFUSED", "FACTOR_REFUSED", "PROVEN"]);
  });

  it("of another user's factor proves nothing", async () => {
    const eve = await house.signUp();
    await addTotp(house, ada.request);
    const hers = await addTotp(house, eve.request);
    const { token } = await stepOf(house, ada.account, strangeDevice());
    expect(await show(house, token, { totp: hers.code() })).toBe("FACTOR_REFUSED");
    expect(await show(house, token, { spareCode: hers.spareCodes[0] as string })).toBe("FACTOR_REFUSED");
  });

  it("of any of several factors is taken", async () => {
    await addTotp(house, ada.request);
    const second = await addTotp(house, ada.request, "tablet");
    expect(second.spareCodes).toEqual([]);
    const { token } = await stepOf(house, ada.account, strangeDevice());
    expect(await show(house, token, { totp: second.code() })).toBe("PROVEN");
  });

  it("is guessed five times a step, ten times a quarter of an hour and fifty times a day, and then not even the right one counts", async () => {
    const phone = await addTotp(house, ada.request);
    const guess = async (token: Uint8Array, totp: string) =>
      show(house, token, { totp }).catch((error: { code: string }) => error.code);
    const wrong = () => wrongCodeAt(phone.uri, now());
    house.advance(900_001);
    const first = await stepOf(house, ada.account, strangeDevice());
    for (let tries = 0; tries < 5; tries++) expect(await guess(first.token, wrong())).toBe("FACTOR_REFUSED");
    expect(await guess(first.token, phone.code())).toBe("STEP_REFUSED");
    const second = await stepOf(house, ada.account, strangeDevice());
    for (let tries = 0; tries < 5; tries++) expect(await guess(second.token, wrong())).toBe("FACTOR_REFUSED");
    const third = await stepOf(house, ada.account, strangeDevice());
    expect(await guess(third.token, phone.code())).toBe("RATE_LIMITED");
    let refused = 0;
    for (let round = 0; round < 12; round++) {
      house.advance(900_001);
      const { token } = await stepOf(house, ada.account, strangeDevice());
      for (let tries = 0; tries < 5; tries++) if ((await guess(token, wrong())) === "RATE_LIMITED") refused++;
    }
    expect(refused).toBeGreaterThan(10);
  });

  it("is six digits: anything else is refused in the same words", async () => {
    await addTotp(house, ada.request);
    const { token } = await stepOf(house, ada.account, strangeDevice());
    for (const totp of ["", "12345", "１２３４５６", "9".repeat(100_000), "12345a"]) {
      expect(await show(house, token, { totp })).toBe("FACTOR_REFUSED");
    }
  });
});

describe("a spare code", () => {
  it("proves once, however it is typed, and of two at once one", async () => {
    const { spareCodes } = await addTotp(house, ada.request);
    const typed = ` ${spareCodes[0]?.toLowerCase().replace("-", " - ").replaceAll("0", "o").replaceAll("1", "l")} `;
    const [first, second] = [
      await stepOf(house, ada.account, strangeDevice()),
      await stepOf(house, ada.account, strangeDevice()),
    ];
    const answers = await Promise.all([first, second].map(({ token }) => show(house, token, { spareCode: typed })));
    expect(answers.sort()).toEqual(["FACTOR_REFUSED", "PROVEN"]);
    expect((await readSecondFactors(ada.request())).spareCodesLeft).toBe(9);
  });

  it("from before new ones counts no more, and none counts without a factor", async () => {
    const { factor, spareCodes } = await addTotp(house, ada.request);
    const { spareCodes: next } = await remakeSpareCodes(ada.request());
    const { token } = await stepOf(house, ada.account, strangeDevice());
    expect(await show(house, token, { spareCode: spareCodes[1] as string })).toBe("FACTOR_REFUSED");
    expect(await show(house, token, { spareCode: next[0] as string })).toBe("PROVEN");
    await removeSecondFactor(ada.request(), { factor });
    expect(await readSecondFactors(ada.request())).toMatchObject({ factors: [], spareCodesLeft: 0 });
    expect((await signInBy(house, ada.account)).__typename).toBe("SignedIn");
    await expect(remakeSpareCodes(ada.request())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("its user", () => {
  it("is told by mail of what is added, removed and made anew, and the letters hold no secret", async () => {
    const before = house.letters.length;
    const phone = await addTotp(house, ada.request);
    const tablet = await addTotp(house, ada.request, "tablet");
    const { spareCodes } = await remakeSpareCodes(ada.request());
    for (const { factor } of [phone, tablet]) await removeSecondFactor(ada.request(), { factor });
    const letters = house.letters.slice(before);
    expect(letters.map(({ to }) => to)).toEqual(Array.from({ length: 5 }, () => ada.account.address));
    const said = ["was added", "was added", "new spare codes", "others stay", "asks for none any more"];
    expect(letters.map(({ text, subject }, place) => `${subject} ${text}`.includes(said[place] as string))).toEqual(
      said.map(() => true),
    );
    for (const code of [...phone.spareCodes, ...spareCodes]) expect(JSON.stringify(letters)).not.toContain(code);
  });

  it("has a deed done also where the letter about it goes nowhere", async () => {
    const silent = {
      ...house.house,
      sendMail: async () => {
        throw new Error("no mail");
      },
    };
    const { factor } = await addTotp(house, ada.request);
    await removeSecondFactor({ ...ada.request(), house: silent }, { factor });
    expect((await readSecondFactors(ada.request())).factors).toEqual([]);
  });
});

describe("a factor of somebody else", () => {
  it("is removed by nobody, nor is one that is none, in the same words", async () => {
    const { factor } = await addTotp(house, ada.request);
    const eve = await house.signUp();
    await addTotp(house, eve.request);
    for (const each of [factor, crypto.randomUUID()]) {
      await expect(removeSecondFactor(eve.request(), { factor: each })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(removeSecondFactor(eve.request(), { factor: "x" })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect((await signInBy(house, ada.account)).__typename).toBe("SecondFactorNeeded");
  });
});

describe("the account code of somebody who has a factor", () => {
  it("opens nothing before the factor, and recovers by the step that was shown it", async () => {
    const { code, input } = await prepareCode(house, ada.account);
    await makeAccountCode(ada.request(), input);
    const phone = await addTotp(house, ada.request);
    const device = strangeDevice();
    const open = async (secondFactor: Uint8Array | null = null, on = device) =>
      openByAccountCode(house.anonymous(), { ...(await prepareOpening(house, ada.account, code, on)), secondFactor });
    const recover = async (secondFactor: Uint8Array | null) => {
      const { input } = await prepareRecovery(house, ada.account, code, device);
      return recoverAccount(house.anonymous(), { ...input, secondFactor });
    };
    const asked = await open();
    if (asked.__typename !== "SecondFactorNeeded") throw new Error(asked.__typename);
    expect(Object.keys(asked).sort()).toEqual(["__typename", "step"]);
    const { token } = asked.step;
    expect((await recover(token)).__typename).toBe("SecondFactorNeeded");
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    // One of a sign-in does not count here, nor this one there.
    expect((await signInBy(house, ada.account, device, token)).__typename).toBe("SecondFactorNeeded");
    expect((await open(token, strangeDevice())).__typename).toBe("SecondFactorNeeded");
    expect((await open(token)).__typename).toBe("OpenedByAccountCode");
    expect((await recover(null)).__typename).toBe("SecondFactorNeeded");
    expect((await recover(token)).__typename).toBe("AccountRecovered");
    const rows = await house.asSuperuser("select 1 from factor_step where proven_at is not null and user_id = $1", [
      formatUuid(ada.account.user),
    ]);
    expect(rows).toEqual([]);
  });
});

describe("step-up", () => {
  it("is asked of a session that was shown no factor in the last ten minutes, and of nobody without a factor", async () => {
    await demandStepUp(ada.request());
    await expect(requestStepUp(ada.request())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const phone = await addTotp(house, ada.request);
    await expect(demandStepUp(ada.request())).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    const { token, methods } = await requestStepUp(ada.request());
    expect(methods).toEqual(["TOTP", "SPARE_CODE"]);
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    await demandStepUp(ada.request());
    expect((await readSecondFactors(ada.request())).provenUntil).toEqual(expect.any(Date));
    house.advance(600_001);
    await expect(demandStepUp(ada.request())).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    expect((await readSecondFactors(ada.request())).provenUntil).toBeNull();
  });

  it("of one session is none of another, and a sign-in with a factor is one", async () => {
    const phone = await addTotp(house, ada.request);
    const session = await sessionOf(async () => phone.code());
    await demandStepUp(house.by(session.accessToken));
    await expect(demandStepUp(ada.request())).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    house.advance(interval);
    const { token } = await requestStepUp(ada.request());
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    expect((await signInBy(house, ada.account, ada.account, token)).__typename).toBe("SecondFactorNeeded");
  });
});

describe("in the database", () => {
  it("a seed opens with SERVER_SECRET alone, for its own factor of its own user, and codes are hashes", async () => {
    const { factor, uri, spareCodes } = await addTotp(house, ada.request);
    const { token } = await stepOf(house, ada.account, strangeDevice());
    const text = JSON.stringify(await dump({ superuserUrl: house.superuserUrl }));
    const secret = /secret=([A-Z2-7]+)/.exec(uri)?.[1] as string;
    const [{ seed } = { seed: null }] = await house.asSuperuser("select seed from second_factor where id = $1", [
      factor,
    ]);
    const user = formatUuid(ada.account.user) as never;
    const opened = openSeed(house.house, { user, factor }, seed as Uint8Array) as Uint8Array;
    const forms = [
      secret,
      Buffer.from(opened).toString("hex"),
      Buffer.from(opened).toString("base64url"),
      Buffer.from(token).toString("hex"),
    ];
    for (const form of [...forms, ...spareCodes.flatMap((code) => [code, code.replace("-", "")])]) {
      expect(text).not.toContain(form);
    }
    const elsewhere = { ...house.house, serverSecret: randomBytes(32) };
    expect(openSeed(elsewhere, { user, factor }, seed as Uint8Array)).toBeNull();
    expect(openSeed(house.house, { user, factor: crypto.randomUUID() as never }, seed as Uint8Array)).toBeNull();
    expect(openSeed(house.house, { user: crypto.randomUUID() as never, factor }, seed as Uint8Array)).toBeNull();
  });
});

describe("in a company", () => {
  let company: BareCompany;
  let bob: BareMember;
  beforeEach(async () => {
    company = await BareCompany.found(house);
    bob = await company.hire();
  });
  const reset = (by: BareMember, user: string) => resetSecondFactor(by.portal(), { user });

  it("an administrator takes a member's factors away, who is told, and opens nothing by it", async () => {
    await addTotp(house, bob.app);
    const user = formatUuid(bob.account.user);
    expect(await reset(company.ada, user)).toEqual({ user, factorsRemoved: 1 });
    expect(house.letters.at(-1)).toMatchObject({ to: bob.account.address, subject: /taken away/ });
    expect((await signInBy(house, bob.account)).__typename).toBe("SignedIn");
    expect(await signInBy(house, { ...bob.account, login: company.ada.account.login })).toMatchObject({
      refusal: "PROOF_REFUSED",
    });
    const letters = house.letters.length;
    expect(await reset(company.ada, user)).toEqual({ user, factorsRemoved: 0 });
    expect(house.letters).toHaveLength(letters);
  });

  it("nobody else does: no user, no administrator of another company, nobody for themself", async () => {
    await addTotp(house, bob.app);
    const user = formatUuid(bob.account.user);
    const eve = await company.hire();
    await expect(reset(eve, user)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(reset(company.ada, formatUuid(company.ada.account.user))).rejects.toMatchObject({ code: "FORBIDDEN" });
    const another = await BareCompany.found(house);
    for (const unknown of [user, crypto.randomUUID()]) {
      await expect(reset(another.ada, unknown)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect((await signInBy(house, bob.account)).__typename).toBe("SecondFactorNeeded");
  });

  it("links that change who may do what are asked for a factor, and others are not", async () => {
    await addTotp(house, company.ada.portal);
    const suspend = { operation: operation.SUSPEND, subject: { user: bob.account.user } } as const;
    await expect(company.act(company.ada, suspend)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(company.invite(company.ada)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    const named = await company.act(company.ada, { operation: operation.NAME, subject: { name: "Analytical" } });
    expect(named.__typename).toBe("RostersChanged");
  });

  it("links by which what is said of a group would bind somebody else are asked for a factor", async () => {
    const group = await company.group(company.ada, groupClass.NAMED, company.ada, bob);
    const eve = await company.hire();
    await addTotp(house, company.ada.portal);
    const { user, signing, xwingKeyHash } = eve.account;
    const subject = { user, signingKey: signing.publicKey, xwingKeyHash };
    const refused = { code: "STEP_UP_REQUIRED" };
    for (const { signed } of [
      group.act(company.ada, { operation: operation.ADD, subject }),
      group.act(company.ada, { operation: operation.REMOVE, subject: { user: bob.account.user } }),
      company.link(company.ada, { operation: operation.END_GROUP, subject: { group: group.state.head.id } }),
    ]) {
      await expect(company.send(company.ada, [signed])).rejects.toMatchObject(refused);
    }
  });

  it("who is deleted leaves no factor, and who is removed is asked as ever and takes it along", async () => {
    const phone = await addTotp(house, bob.app);
    await company.act(company.ada, { operation: operation.REMOVE, subject: { user: bob.account.user } });
    const device = bob.account;
    const { token } = await stepOf(house, bob.account, device);
    expect(await show(house, token, { totp: phone.code() })).toBe("PROVEN");
    const answer = await signInBy(house, bob.account, device, token);
    if (answer.__typename !== "SignedIn") throw new Error(answer.__typename);
    const former = { ...house.by(answer.session.accessToken), admits: ["FORMER"] as const };
    const move = prepareMove(bob.account, company.state, "OWN", { departs: false });
    expect((await moveAccount(former, move.input)).__typename).toBe("AccountMoved");
    expect((await signInBy(house, bob.account)).__typename).toBe("SecondFactorNeeded");
    expect((await readSecondFactors(house.by(answer.session.accessToken))).spareCodesLeft).toBe(10);

    const eve = await company.hire();
    await addTotp(house, eve.app);
    await company.act(company.ada, { operation: operation.REMOVE, subject: { user: eve.account.user } });
    const user = formatUuid(eve.account.user);
    await deletePerson(company.ada.portal(), { user });
    expect(await house.asSuperuser("select 1 from second_factor where user_id = $1", [user])).toEqual([]);
    expect(await house.asSuperuser("select 1 from spare_code where user_id = $1", [user])).toEqual([]);
  });
});

describe("what is no factor", () => {
  it("is refused by the closed list: none or two at once, no token, one of another length, one that nobody has", async () => {
    const prove = (input: object) => proveSecondFactor(house.anonymous(), input as never);
    const token = randomBytes(32);
    for (const input of [{ token }, { token, totp: "123456", spareCode: "x" }, { token, totp: null }]) {
      await expect(prove(input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
    await expect(prove({ token: randomBytes(31), totp: "123456" })).rejects.toMatchObject({ code: "INVALID_PROOF" });
    expect(await prove({ token, totp: "123456" })).toMatchObject({ refusal: "STEP_REFUSED" });
  });
});
