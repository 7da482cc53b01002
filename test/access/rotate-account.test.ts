import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { publicKeyHash, tokenHash } from "../../src/crypto/hash.ts";
import { asHash, asToken, asXWingPublicKey } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { loginAction } from "../../src/crypto/login-proof.ts";
import { applyGenesis, applyLink } from "../../src/crypto/roster.ts";
import { membersOf, type RosterState } from "../../src/crypto/roster-state.ts";
import { encodeSignedLink } from "../../src/crypto/signed-link.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { openByAccountCode } from "../../src/domain/account-code/open.ts";
import { readAccountCode } from "../../src/domain/account-code/read.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { listOwnDeviceRequests } from "../../src/domain/device-request/answer-request.ts";
import { openDeviceRequest } from "../../src/domain/device-request/open-request.ts";
import { rotateAccount } from "../../src/domain/rotation/rotate-account.ts";
import { readAccountKeys } from "../../src/domain/session/account-keys.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { prepareCode, prepareOpening, proofOf, strangeDevice } from "../support/account-code.ts";
import { type BareAccount, draft, newRecord } from "../support/bare-client.ts";
import { outward } from "../support/caller.ts";
import { type BareRotation, followingOf, headOf, prepareRotation, type Twist } from "../support/rotation.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);

let house: VerbsHouse;
let ada: SignedUpAccount;
beforeEach(async () => {
  house = await openVerbsHouse();
  ada = await house.signUp();
  await write(ada, "before");
});
afterEach(() => house.close());

/** An item in the personal profile, by whatever keys the account has. */
async function write({ account, request }: SignedUpAccount, words: string, vault = account.vaults.PERSONAL) {
  const drafted = draft(account, vault, [newRecord(vault, recordClass.ITEM, text(words))]);
  const answer = await commit(request(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
  if (answer.__typename === "Committed") drafted.apply();
  return answer;
}

async function tenantOf({ request }: SignedUpAccount): Promise<RosterState> {
  const { rosters } = await sync(request(), null, 100);
  const [tenant] = rosters.filter(({ kind }) => kind === "TENANT");
  const signed = (tenant?.links ?? []).map(({ link, signatures }) => encodeSignedLink(link, signatures as never));
  const [genesis, ...links] = signed as [Uint8Array, ...Uint8Array[]];
  return links.reduce((state, link) => applyLink(state, link), applyGenesis(genesis));
}

const prepare = async (twist: Twist = {}, person = ada): Promise<BareRotation> =>
  prepareRotation(house, person.account, await tenantOf(person), twist);

const xwingHashOf = ({ input }: BareRotation) => publicKeyHash(asXWingPublicKey(input.keys.encryptionKey));

async function rotate() {
  const rotation = await prepare();
  expect(await rotateAccount(ada.request(), rotation.input)).toMatchObject({ __typename: "AccountRotated" });
  return rotation;
}

async function signsIn(account: BareAccount, login = account.login) {
  const signed = await proofOf(house, account, login, strangeDevice(), { action: loginAction.SIGN_IN, context: null });
  const refreshTokenHash = tokenHash(asToken(randomBytes(32)));
  return signIn(house.anonymous(), { ...signed, deviceName: "phone", refreshTokenHash });
}

describe("new account keys", () => {
  it("are one transaction: sealed keys, own keys in two rosters, a new epoch, the end of all other sessions", async () => {
    const elsewhere = await signsIn(ada.account);
    if (elsewhere.__typename !== "SignedIn") throw new Error("not signed in");
    const accessHash = tokenHash(asToken(Buffer.from(elsewhere.session.accessToken, "base64url")));
    const { input, after } = await prepare();
    house.rung.splice(0);

    expect(await rotateAccount(ada.request(), input)).toMatchObject({
      __typename: "AccountRotated",
      wrapGeneration: 2,
      keyGeneration: 2,
      sessionsEnded: 1,
      committed: { heads: [{ revision: 2 }] },
    });

    expect(await readAccountKeys(ada.request())).toMatchObject({
      wrapGeneration: 2,
      keyGeneration: 2,
      accountVaultEpoch: 2,
      signingKey: Buffer.from(after.signing.publicKey),
      signingSeed: Buffer.from(input.keys.signingSeed),
      accountVaultKey: Buffer.from(input.keys.accountVaultKey),
    });
    const { rosters, vaults } = await sync(ada.request(), null, 100);
    const seqs = Object.fromEntries(rosters.map(({ roster, seq }) => [roster, seq]));
    expect(seqs[formatUuid(after.tenant.id)]).toBe(1);
    expect(seqs[formatUuid(after.vaults.ACCOUNT.id)]).toBe(2);
    expect(seqs[formatUuid(after.vaults.PERSONAL.id)]).toBe(0);
    expect(vaults.find((vault) => vault.class === "ACCOUNT")).toMatchObject({ epochKeys: [{ epoch: 2 }], revision: 2 });
    await expect(findActor({ ...house.anonymous(), accessHash })).rejects.toMatchObject({ code: "SESSION_ENDED" });
    expect(house.rung).toContain(elsewhere.session.session);
    expect(house.rung).toContain(`${formatUuid(after.tenant.id)} ${formatUuid(after.tenant.id)}`);
    expect(await signsIn(ada.account)).toMatchObject({ refusal: "PROOF_REFUSED" });
    expect((await signsIn(after)).__typename).toBe("SignedIn");
  });

  it("sent twice are one deed; under the same id with another key another, and refused", async () => {
    const { input } = await prepare();
    const first = await rotateAccount(ada.request(), input);
    const again = await rotateAccount(ada.request(), input);
    expect(outward(again)).toEqual(outward({ ...first, sessionsEnded: 0 }));
    const other = { ...input, keys: { ...input.keys, rootKey: input.keys.signingSeed } };
    await expect(rotateAccount(ada.request(), other)).rejects.toMatchObject({ code: "MUTATION_ID_REUSED" });
  });

  it("end the account code, and every request to approve a device", async () => {
    const { code, input } = await prepareCode(house, ada.account);
    await makeAccountCode(ada.request(), input);
    const { address } = ada.account;
    const asked = { request: formatUuid(makeId(Date.now())), address, envelope: new Uint8Array(2_121).fill(1) };
    await openDeviceRequest(house.anonymous(), { ...asked, tokenHash: randomBytes(32) });
    expect(await listOwnDeviceRequests(ada.request())).toHaveLength(1);

    await rotate();

    expect(await readAccountCode(ada.request())).toMatchObject({ exists: false, generation: 1 });
    expect(await openByAccountCode(house.anonymous(), await prepareOpening(house, ada.account, code))).toMatchObject({
      refusal: "PROOF_REFUSED",
    });
    expect(await listOwnDeviceRequests(ada.request())).toEqual([]);
  });

  it("are not made by who has the session but not the password, nor by a proof for something else", async () => {
    const proofRefused = { __typename: "SignInRefused", refusal: "PROOF_REFUSED" };
    const thief = await prepare({ by: deriveSigningPair(makeSigningSeed()) });
    expect(await rotateAccount(ada.request(), thief.input)).toEqual(proofRefused);
    const { input } = await prepare();
    for (const other of [
      { keys: { ...input.keys, rootKey: input.keys.signingSeed } },
      { keys: { ...input.keys, signingSeed: input.keys.rootKey } },
      { keys: { ...input.keys, accountVaultKey: input.keys.rootKey } },
      { keys: { ...input.keys, parameters: thief.input.keys.parameters } },
      { keys: { ...input.keys, loginKey: thief.input.keys.loginKey } },
      { links: thief.input.links },
    ]) {
      expect(await rotateAccount(ada.request(), { ...input, ...other })).toEqual(proofRefused);
    }
    expect(await readAccountKeys(ada.request())).toMatchObject({ wrapGeneration: 1, keyGeneration: 1 });
    expect((await signsIn(ada.account)).__typename).toBe("SignedIn");
  });

  it("are counted from the ones in force, and rest on the heads that are there", async () => {
    const stale = { __typename: "StaleAccountKeys", wrapGeneration: 1, keyGeneration: 1 };
    for (const twist of [{ wrapGeneration: 3 }, { keyGeneration: 3 }, { wrapGeneration: 1 }]) {
      expect(await rotateAccount(ada.request(), (await prepare(twist)).input)).toEqual(stale);
    }
    const { input } = await prepare();
    await write(ada, "meanwhile, by the old key");
    expect(await rotateAccount(ada.request(), input)).toMatchObject({ __typename: "StaleHead", complete: false });
    await rotate();
  });

  it("raced by two devices are made by one of them", async () => {
    const [here, there] = [await prepare(), await prepare()];
    const answers = await Promise.allSettled([here, there].map(({ input }) => rotateAccount(ada.request(), input)));
    const kinds = answers.map((each) => (each.status === "fulfilled" ? each.value.__typename : each.reason.code));
    expect(kinds.sort()).toEqual(["AccountRotated", "StaleAccountKeys"]);
  });

  it("are refused with a cut that is none, a key of before, a public key that is none, an old tenant head, by another author; nothing is stored", async () => {
    const eve = await house.signUp();
    const before = await readAccountKeys(ada.request());
    const tenant = await tenantOf(ada);
    const [member] = membersOf(tenant);
    const attempts: [string, BareRotation["input"]][] = [
      ["WRONG_CUT", (await prepare({ cut: "NONE" })).input],
      ["WRONG_KEYS", (await prepare({ oldXWing: member?.xwingKeyHash as never })).input],
      ["MALFORMED", (await prepare({ xwing: asXWingPublicKey(new Uint8Array(1_216).fill(255)) })).input],
      ["WRONG_KEYS", (await prepare({ accountTenantHead: ada.account.tenant })).input],
      ["WRONG_AUTHOR", (await prepare({ signer: ada.account.signing })).input],
    ];
    for (const [reason, input] of attempts) {
      await expect(rotateAccount(ada.request(), input)).rejects.toMatchObject({ details: { reason } });
    }
    const { input } = await prepare();
    const [first, second, third] = input.links as [never, never, never];
    for (const links of [
      [second, first, third],
      [first, third, second],
      [first, second, second],
    ]) {
      await expect(rotateAccount(ada.request(), { ...input, links })).rejects.toMatchObject({ code: "INVALID_PROOF" });
    }
    await expect(rotateAccount(ada.request(), { ...input, links: [first, second] })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    expect(await rotateAccount(ada.request(), { ...input, profiles: [] })).toMatchObject({ refusal: "PROOF_REFUSED" });
    await expect(rotateAccount(eve.request(), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await readAccountKeys(ada.request())).toEqual(before);
  });
});

describe("a profile that is behind", () => {
  it("is read as it is, and written to by nobody: neither by the old key nor by the new one alone", async () => {
    const { after } = await rotate();
    expect(await write(ada, "by the old key")).toMatchObject({ __typename: "StaleKeyEpoch", epoch: 1, due: true });
    expect(await write({ ...ada, account: after }, "by the new key")).toMatchObject({ due: true });
    const elsewhere = { ...ada, account: { ...after, signing: ada.account.signing } };
    expect(await write(elsewhere, "by the old key, after the link")).toMatchObject({ due: true });
    const { vaults } = await sync(ada.request(), null, 100);
    expect(vaults.find((vault) => vault.class === "PERSONAL")).toMatchObject({ revision: 1, records: [{}] });
  });

  it("follows in one commit of both links, key chain and manifest, and is written to again", async () => {
    const rotation = await rotate();
    const { after } = rotation;
    const { PERSONAL } = after.vaults;
    const following = followingOf(ada.account, after, PERSONAL, xwingHashOf(rotation));
    const drafted = draft(after, following.next, [newRecord(following.next, recordClass.ITEM, text("after"))]);
    const vaults = [{ ...drafted.input, epochKey: following.epochKey }];

    const answer = await commit(ada.request(), { clientMutationId: "follow", links: following.links, vaults });

    expect(answer).toMatchObject({ __typename: "Committed", heads: [{ revision: 2 }] });
    drafted.apply();
    const again = { ...ada, account: after };
    expect(await write(again, "and again", following.next)).toMatchObject({ __typename: "Committed" });
    expect(await write(again, "and quickly", following.next)).toMatchObject({ __typename: "Committed" });
    await expect(write(ada, "by the old key", { ...following.next })).rejects.toMatchObject({
      details: { reason: "WENT_BACK" },
    });
    const forger = { ...ada, account: { ...after, signing: ada.account.signing } };
    await expect(write(forger, "by the old key", { ...following.next })).rejects.toMatchObject({
      details: { reason: "WRONG_AUTHOR" },
    });
    expect(await write({ ...ada, account: after }, "the other one", after.vaults.BUSINESS)).toMatchObject({
      due: true,
    });
  });

  it("follows only by the tenant's keys, with its cut, on the tenant's link, with a new epoch", async () => {
    const rotation = await rotate();
    const { after } = rotation;
    const { PERSONAL } = after.vaults;
    const hash = xwingHashOf(rotation);
    const stranger = { ...after, signing: deriveSigningPair(makeSigningSeed()) };
    const cutOff = { vault: PERSONAL.id, revision: 1, hash: asHash(randomBytes(32)) };
    const attempts = [
      ["WRONG_KEYS", followingOf(ada.account, stranger, PERSONAL, hash), stranger],
      ["WRONG_KEYS", followingOf(ada.account, after, PERSONAL, asHash(randomBytes(32))), after],
      ["WRONG_KEYS", followingOf(ada.account, after, PERSONAL, hash, { tenantHead: ada.account.tenant }), after],
      ["WRONG_CUT", followingOf(ada.account, after, PERSONAL, hash, { cut: cutOff }), after],
      ["WRONG_CUT", followingOf(ada.account, after, PERSONAL, hash, { cut: null }), after],
    ] as const;
    for (const [reason, following, author] of attempts) {
      const vaults = [{ ...draft(author, following.next, []).input, epochKey: following.epochKey }];
      const attempt = commit(ada.request(), { clientMutationId: crypto.randomUUID(), links: following.links, vaults });
      await expect(attempt).rejects.toMatchObject({ code: "INVALID_PROOF", details: { reason } });
    }
    const whole = followingOf(ada.account, after, PERSONAL, hash);
    const bare = { ...PERSONAL, roster: whole.ownKeys.state };
    expect(
      await commit(ada.request(), {
        clientMutationId: "no epoch",
        links: whole.links.slice(0, 1),
        vaults: [draft(after, bare, []).input],
      }),
    ).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    const early = draft(after, whole.next, [], (manifest) => ({ ...manifest, tenantHead: ada.account.tenant }));
    const earlyVaults = [{ ...early.input, epochKey: whole.epochKey }];
    await expect(
      commit(ada.request(), { clientMutationId: "early", links: whole.links, vaults: earlyVaults }),
    ).rejects.toMatchObject({ details: { reason: "WRONG_KEYS" } });
  });

  it("takes no own keys where none are due", async () => {
    const { PERSONAL } = ada.account.vaults;
    const following = followingOf(ada.account, ada.account, PERSONAL, asHash(randomBytes(32)), {
      cut: headOf(PERSONAL),
      tenantHead: ada.account.tenant,
      fresh: deriveSigningPair(makeSigningSeed()),
    });
    const vaults = [{ ...draft(ada.account, following.next, []).input, epochKey: following.epochKey }];
    await expect(
      commit(ada.request(), { clientMutationId: "x", links: following.links, vaults }),
    ).rejects.toMatchObject({ details: { reason: "NOT_ALLOWED" } });
  });

  it("is not written to by a commit that waited while the keys were made anew", async () => {
    const { input } = await prepare();
    const drafts = [1, 2, 3, 4].map((n) =>
      draft(ada.account, ada.account.vaults.PERSONAL, [
        newRecord(ada.account.vaults.PERSONAL, recordClass.ITEM, text(`late ${n}`)),
      ]),
    );
    const answers = await Promise.all([
      rotateAccount(ada.request(), input),
      ...drafts.map((each, n) => commit(ada.request(), { clientMutationId: `late ${n}`, vaults: [each.input] })),
    ]);
    const kinds = answers.map(({ __typename }) => __typename);
    // Either the keys came first, or a write, and then the keys did not come at all.
    const rotated = kinds.includes("AccountRotated");
    expect(kinds.includes("Committed")).toBe(!rotated);
  });
});

it("links by the old key are refused by the tenant and by the account vault", async () => {
  const { after } = await rotate();
  const late = await prepareRotation(house, { ...after, signing: ada.account.signing }, await tenantOf(ada), {}).catch(
    (error: unknown) => error,
  );
  expect(late).toMatchObject({ code: "WRONG_AUTHOR" });
  const forked = await prepareRotation(house, ada.account, applyGenesis(await genesisOf(ada)), {
    wrapGeneration: 3,
    keyGeneration: 3,
    by: after.login,
  });
  expect(await rotateAccount(ada.request(), forked.input)).toMatchObject({ __typename: "StaleHead" });
});

async function genesisOf({ request }: SignedUpAccount): Promise<Uint8Array> {
  const { rosters } = await sync(request(), null, 100);
  const [first] = rosters.find(({ kind }) => kind === "TENANT")?.links ?? [];
  return encodeSignedLink(first?.link as Uint8Array, first?.signatures as never);
}
