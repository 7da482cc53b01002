import { makeVaultKey, sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { makeNewEpoch, makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { deriveSigningPair, makeSigningSeed, signLoginProof } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asChallenge, asHash, asToken } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { loginAction, loginContext, surface } from "../../src/crypto/login-proof.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { type ChangePasswordInput, changePassword } from "../../src/domain/session/change-password.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { type BareVault, draft, linkInput, makeBareAccount, newRecord, sealAgain } from "../support/bare-client.ts";
import { outward } from "../support/caller.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);

let house: VerbsHouse;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());

describe("many devices at once", () => {
  it("write one revision each: of twelve commits on one head, one stands and eleven are told what is missing", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const drafts = Array.from({ length: 12 }, () =>
      draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("item"))]),
    );

    const answers = await Promise.all(
      drafts.map(({ input }, i) => commit(ada.request(), { clientMutationId: `race ${i}`, vaults: [input] })),
    );

    const kinds = answers.map((answer) => answer.__typename).sort();
    expect(kinds).toEqual(["Committed", ...Array(11).fill("StaleHead")]);
    expect((await sync(ada.request(), null, 100)).vaults.find((vault) => vault.class === "PERSONAL")).toMatchObject({
      revision: 1,
      records: [{}],
    });
  });

  it("send one mutation twice at the same moment, and get one deed with one answer", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const { input } = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("item"))]);

    const answers = await Promise.all(
      [1, 2, 3].map(() => commit(ada.request(), { clientMutationId: "once", vaults: [input] })),
    );

    expect(new Set(answers.map((answer) => JSON.stringify(outward(answer)))).size).toBe(1);
    expect(answers[0]?.__typename).toBe("Committed");
  });

  it("commit over the same two vaults in either order without waiting for each other for ever", async () => {
    const ada = await house.signUp();
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const both = () =>
      [PERSONAL, BUSINESS].map(
        (vault) => draft(ada.account, vault, [newRecord(vault, recordClass.ITEM, text("item"))]).input,
      );

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        commit(ada.request(), { clientMutationId: `both ${i}`, vaults: i % 2 ? both() : both().reverse() }),
      ),
    );

    expect(answers.filter((answer) => answer.__typename === "Committed").length).toBe(1);
  });
});

describe("a commit over two vaults of which one does not hold", () => {
  it("stores neither", async () => {
    const ada = await house.signUp();
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const good = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("item"))]);
    const bad = draft(ada.account, BUSINESS, [newRecord(BUSINESS, recordClass.ITEM, text("item"))], (m) => ({
      ...m,
      count: 7,
    }));

    await expect(
      commit(ada.request(), { clientMutationId: "x", vaults: [good.input, bad.input] }),
    ).rejects.toMatchObject({ code: "INVALID_PROOF" });

    const { vaults } = await sync(ada.request(), null, 10);
    expect(vaults.filter((vault) => vault.class !== "ACCOUNT").map((vault) => vault.revision)).toEqual([0, 0]);
  });
});

describe("a new epoch of a profile", () => {
  async function rotated(ada: SignedUpAccount) {
    const { BUSINESS } = ada.account.vaults;
    const first = draft(ada.account, BUSINESS, [newRecord(BUSINESS, recordClass.ITEM, text("before"))]);
    await commit(ada.request(), { clientMutationId: "first", vaults: [first.input] });
    first.apply();
    return { before: BUSINESS, ...rotationOf(ada, BUSINESS) };
  }

  function rotationOf(ada: SignedUpAccount, before: BareVault, tenantHead = ada.account.tenant) {
    const vaultKey = makeVaultKey();
    const link = makeNewEpoch(before.roster, {
      user: ada.account.user,
      tenantHead,
      time: Date.now(),
      signing: ada.account.signing,
      vaultKey,
    });
    const after: BareVault = { ...before, key: vaultKey, roster: link.state };
    const epochKey = { epoch: 2, previousKey: sealPreviousKey(vaultKey, { vault: before.id, epoch: 2 }, before.key) };
    return { after, link, epochKey };
  }

  it("is one commit of link, key chain and manifest; what is sealed afterwards is under the new key", async () => {
    const ada = await house.signUp();
    const { after, link, epochKey } = await rotated(ada);
    const { cursor } = await sync(ada.request(), null, 100);
    const drafted = draft(ada.account, after, [newRecord(after, recordClass.ITEM, text("after"))]);

    const answer = await commit(ada.request(), {
      clientMutationId: "rotate",
      links: [linkInput(link.signed)],
      vaults: [{ ...drafted.input, epochKey }],
    });

    expect(answer).toMatchObject({ __typename: "Committed", heads: [{ revision: 2 }] });
    const page = await sync(ada.request(), cursor, 100);
    expect(page.rosters).toMatchObject([{ seq: 1, links: [{ seq: 1 }] }]);
    expect(page.vaults).toMatchObject([{ epochKeys: [{ epoch: 2 }], records: [{ epoch: 2 }] }]);
  });

  it("refuses what is sealed under the old key afterwards, and tells which epoch is in force", async () => {
    const ada = await house.signUp();
    const { before, after, link, epochKey } = await rotated(ada);
    const rotation = draft(ada.account, after, []);
    await commit(ada.request(), {
      clientMutationId: "rotate",
      links: [linkInput(link.signed)],
      vaults: [{ ...rotation.input, epochKey }],
    });
    rotation.apply();
    const late: BareVault = { ...before, ladder: after.ladder };

    const drafted = draft(ada.account, late, [newRecord(late, recordClass.ITEM, text("late"))]);

    expect(await commit(ada.request(), { clientMutationId: "late", vaults: [drafted.input] })).toMatchObject({
      __typename: "StaleKeyEpoch",
      epoch: 2,
      due: false,
    });
  });

  it("is told of, link and key, to a device that began the same epoch a moment later", async () => {
    const ada = await house.signUp();
    const { before, after, link, epochKey } = await rotated(ada);
    const rotation = draft(ada.account, after, []);
    await commit(ada.request(), {
      clientMutationId: "here",
      links: [linkInput(link.signed)],
      vaults: [{ ...rotation.input, epochKey }],
    });
    const other = rotationOf(ada, before);
    const late = draft(ada.account, other.after, []);

    expect(
      await commit(ada.request(), {
        clientMutationId: "there",
        links: [linkInput(other.link.signed)],
        vaults: [{ ...late.input, epochKey: other.epochKey }],
      }),
    ).toMatchObject({
      __typename: "StaleHead",
      complete: true,
      rosters: [{ seq: 1, links: [{ seq: 1, hash: link.state.head.hash }] }],
      missing: [{ revision: 2, epochKeys: [{ epoch: 2, previousKey: Buffer.from(epochKey.previousKey) }] }],
    });
  });

  it("comes with the key before it, and only by a link", async () => {
    const ada = await house.signUp();
    const { before, after, link, epochKey } = await rotated(ada);
    const drafted = draft(ada.account, after, []);
    await expect(
      commit(ada.request(), { clientMutationId: "a", links: [linkInput(link.signed)], vaults: [drafted.input] }),
    ).rejects.toMatchObject({
      details: { reason: "WRONG_EPOCH" },
    });
    const bare = draft(ada.account, before, []);
    await expect(
      commit(ada.request(), { clientMutationId: "b", vaults: [{ ...bare.input, epochKey }] }),
    ).rejects.toMatchObject({ details: { reason: "WRONG_EPOCH" } });
  });

  it("begins once in a commit, at its roster's head, on a link of the tenant that is there, and not in account vaults", async () => {
    const ada = await house.signUp();
    const { before, after, link, epochKey } = await rotated(ada);
    const wrong = asHash(randomBytes(32));
    const astray = rotationOf(ada, {
      ...before,
      roster: { ...before.roster, head: { ...before.roster.head, hash: wrong } },
    });
    const untied = rotationOf(ada, before, { ...ada.account.tenant, hash: wrong });
    const second = rotationOf(ada, after);
    const account = rotationOf(ada, ada.account.vaults.ACCOUNT);
    const attempts = [
      ["BROKEN_CHAIN", astray, [astray.link], astray.epochKey],
      ["WRONG_TENANT_HEAD", untied, [untied.link], untied.epochKey],
      ["WRONG_EPOCH", second, [link, second.link], { ...second.epochKey, epoch: 3 }],
      ["WRONG_EPOCH", { after }, [link], { ...epochKey, epoch: 3 }],
      ["NOT_ALLOWED", account, [account.link], account.epochKey],
    ] as const;
    for (const [reason, { after: vault }, links, key] of attempts) {
      const commitment = commit(ada.request(), {
        clientMutationId: crypto.randomUUID(),
        links: links.map(({ signed }) => linkInput(signed)),
        vaults: [{ ...draft(ada.account, vault, []).input, epochKey: key }],
      });
      await expect(commitment).rejects.toMatchObject({ code: "INVALID_PROOF", details: { reason } });
    }
  });

  it("is of a vault that the commit writes to", async () => {
    const ada = await house.signUp();
    const { link } = await rotated(ada);
    const drafted = draft(ada.account, ada.account.vaults.PERSONAL, []);
    await expect(
      commit(ada.request(), { clientMutationId: "x", links: [linkInput(link.signed)], vaults: [drafted.input] }),
    ).rejects.toMatchObject({ details: { reason: "WRONG_ROSTER" } });
  });

  it("is not how a user's own keys are changed", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const fresh = deriveSigningPair(makeSigningSeed());
    const link = makeOwnKeys(PERSONAL.roster, {
      user: ada.account.user,
      tenantHead: ada.account.tenant,
      time: Date.now(),
      old: ada.account.signing,
      new: fresh,
      xwingKeyHash: asHash(randomBytes(32)),
      vaultHead: null,
    });
    const drafted = draft(ada.account, { ...PERSONAL, roster: link.state }, []);
    await expect(
      commit(ada.request(), { clientMutationId: "x", links: [linkInput(link.signed)], vaults: [drafted.input] }),
    ).rejects.toMatchObject({
      details: { reason: "NOT_ALLOWED" },
    });
  });
});

describe("a change of password", () => {
  interface Twist {
    generation?: number;
    login?: SignedUpAccount["account"]["login"];
    rootKey?: Uint8Array;
    challenge?: Uint8Array;
    vault?: "ACCOUNT" | "PERSONAL";
  }
  const attempt = async (ada: SignedUpAccount, twist: Twist = {}) =>
    changePassword(ada.request(), await prepare(ada, twist));

  async function prepare({ account }: SignedUpAccount, twist: Twist = {}): Promise<ChangePasswordInput> {
    const { input: fresh } = makeBareAccount(account.address);
    const { keys } = fresh;
    const { ACCOUNT } = account.vaults;
    const [entry] = ACCOUNT.leaves.values();
    if (!entry) throw new Error("no entry");
    const drafted =
      twist.vault === "PERSONAL"
        ? draft(account, account.vaults.PERSONAL, [])
        : draft(account, ACCOUNT, [sealAgain(ACCOUNT, entry.fields.record, recordClass.ENTRY, text("generation 2"))]);
    const wrapGeneration = twist.generation ?? 2;
    const asked = await requestChallenge(house.anonymous(), { address: account.address });
    const challenge = twist.challenge ?? asked.challenge;
    const proof = {
      origin: house.house.publicUrl,
      user: account.user,
      device: account.device,
      deviceKey: account.devicePair.publicKey,
      surface: surface.APP,
      action: loginAction.CHANGE_PASSWORD,
      challenge: asChallenge(challenge),
      clientNonce: asChallenge(randomBytes(32)),
      time: Date.now(),
      context: loginContext({
        generation: wrapGeneration,
        parameters: keys.parameters,
        loginKey: keys.loginKey as never,
        rootWrap: keys.rootKey,
      }),
    };
    const signed = signLoginProof(proof, twist.login ?? account.login, account.devicePair);
    return {
      proof: signed.bytes,
      loginSignature: signed.loginSignature,
      deviceSignature: signed.deviceSignature,
      wrapGeneration,
      parameters: keys.parameters,
      loginKey: keys.loginKey,
      rootKey: twist.rootKey ?? keys.rootKey,
      accountVault: drafted.input,
      clientMutationId: `password ${randomBytes(4).join("")}`,
    };
  }

  it("is one transaction with the account vault, and ends the other sessions", async () => {
    const ada = await house.signUp();
    const other = await house.signUp();
    const elsewhere = await anotherSession(ada);
    expect(await attempt(ada)).toMatchObject({
      __typename: "PasswordChanged",
      wrapGeneration: 2,
      sessionsEnded: 1,
      committed: { heads: [{ revision: 2 }] },
    });
    await expect(findActor(elsewhere)).rejects.toMatchObject({ code: "SESSION_ENDED" });
    expect(await findActor(ada.request())).toBeTruthy();
    expect(await findActor(other.request())).toBeTruthy();
  });

  /** A session of the same user on another device. */
  async function anotherSession({ account }: SignedUpAccount) {
    const { challenge } = await requestChallenge(house.anonymous(), { address: account.address });
    const devicePair = deriveSigningPair(makeSigningSeed());
    const proof = {
      origin: house.house.publicUrl,
      user: account.user,
      device: makeId(Date.now()),
      deviceKey: devicePair.publicKey,
      surface: surface.APP,
      action: loginAction.SIGN_IN,
      challenge: asChallenge(challenge),
      clientNonce: asChallenge(randomBytes(32)),
      time: Date.now(),
      context: null,
    };
    const { bytes, ...signatures } = signLoginProof(proof, account.login, devicePair);
    const refreshTokenHash = randomBytes(32);
    const input = { proof: bytes, ...signatures, deviceName: "phone", refreshTokenHash };
    const result = await signIn(house.anonymous(), input);
    if (result.__typename !== "SignedIn") throw new Error("not signed in");
    const accessHash = tokenHash(asToken(Buffer.from(result.session.accessToken, "base64url")));
    return { ...house.anonymous(), accessHash };
  }

  it("is refused by a challenge that was not given, and beside another vault than the account's", async () => {
    const ada = await house.signUp();
    expect(await attempt(ada, { challenge: randomBytes(32) })).toMatchObject({ refusal: "PROOF_REFUSED" });
    await expect(attempt(ada, { vault: "PERSONAL" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await attempt(ada)).toMatchObject({ __typename: "PasswordChanged" });
  });

  it("is tried twenty times in a quarter of an hour, and not more", async () => {
    const ada = await house.signUp();
    const input = await prepare(ada, { login: deriveSigningPair(makeSigningSeed()) });
    const outcomes: string[] = [];
    for (let i = 0; i < 21; i++) {
      outcomes.push(
        await changePassword(ada.request(), input).then(
          (result) => result.__typename,
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(outcomes).toEqual([...Array(20).fill("SignInRefused"), "RATE_LIMITED"]);
  });

  it("sent twice is one deed; under the same id with other keys it is another, and refused", async () => {
    const ada = await house.signUp();
    const input = await prepare(ada);
    const first = await changePassword(ada.request(), input);
    expect(first).toMatchObject({ __typename: "PasswordChanged" });
    expect(outward(await changePassword(ada.request(), input))).toEqual(outward(first));
    const { keys } = makeBareAccount("x@example.com").input;
    await expect(changePassword(ada.request(), { ...input, rootKey: keys.rootKey })).rejects.toMatchObject({
      code: "MUTATION_ID_REUSED",
    });
    const bare = { clientMutationId: input.clientMutationId, vaults: [input.accountVault] };
    await expect(commit(ada.request(), bare)).rejects.toMatchObject({ code: "MUTATION_ID_REUSED" });
  });

  it("is refused by another login key, for another root wrap than was signed for, and on a stale generation; nothing is stored", async () => {
    const ada = await house.signUp();
    expect(await attempt(ada, { login: deriveSigningPair(makeSigningSeed()) })).toMatchObject({
      refusal: "PROOF_REFUSED",
    });
    expect(await attempt(ada, { rootKey: makeBareAccount("x@example.com").input.keys.rootKey })).toMatchObject({
      refusal: "PROOF_REFUSED",
    });
    expect(await attempt(ada, { generation: 3 })).toMatchObject({
      __typename: "StaleWrapGeneration",
      wrapGeneration: 1,
    });
    expect((await sync(ada.request(), null, 10)).vaults[0]).toMatchObject({ class: "ACCOUNT", revision: 1 });
  });
});

describe("a server for business alone", () => {
  it("takes nothing new into personal profiles, and lets things out of them", async () => {
    const strict = await openVerbsHouse({ disablePersonalProfile: true });
    try {
      const ada = await strict.signUp();
      const { PERSONAL, BUSINESS } = ada.account.vaults;
      const into = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("item"))]);
      expect(await commit(ada.request(), { clientMutationId: "p", vaults: [into.input] })).toMatchObject({
        __typename: "PolicyDenied",
        policy: "DISABLE_PERSONAL_PROFILE",
      });
      const business = draft(ada.account, BUSINESS, [newRecord(BUSINESS, recordClass.ITEM, text("item"))]);
      expect(await commit(ada.request(), { clientMutationId: "b", vaults: [business.input] })).toMatchObject({
        __typename: "Committed",
      });
    } finally {
      await strict.close();
    }
  });
});
