/** Companies as the server takes and refuses them, by its verbs: links made by hand, honest and otherwise. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { signInvitationProof } from "../../src/crypto/client/invitation.ts";
import { asChallenge, asPersonSalt, type SigningPair } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { administerTenant, changeRosters } from "../../src/domain/company/change-rosters.ts";
import type { PersonTextInput } from "../../src/domain/company/input.ts";
import { openInvitation, readInvitations } from "../../src/domain/company/invitation.ts";
import { readPeople, readPeopleOf } from "../../src/domain/company/people.ts";
import { redeemTenantCode } from "../../src/domain/company/redeem-tenant-code.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { readTenant } from "../../src/domain/user/viewer.ts";
import { draft, linkInput, newRecord } from "../support/bare-client.ts";
import { BareCompany, freshAddress, signInTo, trySignUp } from "../support/bare-company.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { codeIn, openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
});

const failing = (code: string, reason?: string) => ({ code, ...(reason && { details: { reason } }) });
const on = (user: Parameters<typeof formatUuid>[0]) => ({ user });
const everyone = async () =>
  (await readPeople(company.ada.portal(), { first: 100, after: null })).edges.map((e) => e.node);

const proofBy = (pair: SigningPair, change: { origin?: string } = {}) => {
  const { bytes, signature } = signInvitationProof(
    {
      origin: house.house.publicUrl,
      tenant: company.state.head.id,
      key: pair.publicKey,
      clientNonce: asChallenge(randomBytes(32)),
      time: 1,
      ...change,
    },
    pair,
  );
  return { proof: bytes, signature };
};
const open = (pair: SigningPair, after: number | null = null) =>
  openInvitation(house.anonymous(), { ...proofBy(pair), after });

describe("an invitation", () => {
  it("is shown to whoever holds its secret, and makes them a member", async () => {
    const invited = await company.invite(company.ada);
    const opened = await open(invited.pair);
    expect(opened).toMatchObject({ address: invited.address, name: "Bob Martin", role: "USER", hasMore: false });
    expect(opened).toMatchObject({ links: [{ seq: 0 }, { seq: 1 }] });
    const bob = await company.join(invited);
    expect(await everyone()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          user: formatUuid(bob.account.user),
          name: "Bob Martin",
          role: "USER",
          primary: false,
        }),
        expect.objectContaining({ user: formatUuid(company.ada.account.user), primary: true }),
      ]),
    );
    expect(await readTenant(bob.app())).toMatchObject({ tenant: formatUuid(company.state.head.id), seatsTaken: 2 });
  });

  it("is listed for administrators in the portal, and for nobody else", async () => {
    const bob = await company.hire();
    await company.invite(company.ada);
    const page = { first: 10, after: null };
    expect((await readInvitations(company.ada.portal(), page)).edges).toHaveLength(1);
    await expect(readInvitations(company.ada.app(), page)).rejects.toMatchObject(failing("WRONG_SURFACE"));
    await expect(readInvitations(bob.portal(), page)).rejects.toMatchObject(failing("FORBIDDEN"));
  });

  it("serves once, also when two use it at once", async () => {
    const invited = await company.invite(company.ada);
    const both = [company.joining(invited), company.joining(invited)];
    const answers = await Promise.all(both.map(({ input }) => trySignUp(house, invited.address, input)));
    expect(answers.map((answer) => answer.__typename).sort()).not.toEqual(["SignedUp", "SignedUp"]);
    expect(answers.filter((answer) => answer.__typename === "SignedUp")).toHaveLength(1);
    expect(await open(invited.pair)).toEqual({ __typename: "InvitationRefused", refusal: "GONE" });
  });

  it("is void when an administrator says so, and lapses with its author's right", async () => {
    const eve = await company.hire(role.ADMINISTRATOR);
    const [first, second, third] = [
      await company.invite(company.ada),
      await company.invite(eve),
      await company.invite(company.ada),
    ];
    await company.act(company.ada, { operation: operation.VOID, subject: { key: first.pair.publicKey } });
    await company.act(company.ada, {
      operation: operation.ROLE,
      subject: { user: eve.account.user, role: role.USER },
    });
    expect(await open(first.pair)).toMatchObject({ refusal: "GONE" });
    expect(await open(second.pair)).toMatchObject({ refusal: "GONE" });
    expect(await open(third.pair)).toMatchObject({ address: third.address });
  });

  it("runs out, also while it is open", async () => {
    const invited = await company.invite(company.ada);
    const { input } = company.joining(invited);
    house.advance(8 * 86_400_000);
    expect(await open(invited.pair)).toMatchObject({ refusal: "EXPIRED" });
    expect(await trySignUp(house, invited.address, input)).toMatchObject({ refusal: "EXPIRED" });
  });

  it("takes nobody by another address, and no commitment that does not open", async () => {
    const invited = await company.invite(company.ada);
    const other = freshAddress("mallory");
    const { input } = company.joining({ ...invited, address: other });
    expect(await trySignUp(house, other, input)).toMatchObject({ refusal: "OTHER_ADDRESS" });
    const renamed = company.joining({ ...invited, name: "Mallory" });
    await expect(trySignUp(house, invited.address, renamed.input)).rejects.toMatchObject(
      failing("INVALID_PROOF", "WRONG_KEYS"),
    );
    await company.join(invited);
  });

  it("is joined on top of the newest link alone; nothing is spent by a try that comes too late", async () => {
    const invited = await company.invite(company.ada);
    const { input } = company.joining(invited);
    await company.invite(company.ada);
    const { signUp } = await requestSignUp(house.anonymous(), { address: invited.address });
    const code = codeIn(house.letters.at(-1));
    for (let round = 0; round < 7; round++) {
      const stale = await completeSignUp(house.anonymous(), { ...input, signUp, code });
      expect(stale).toMatchObject({ refusal: "STALE_ROSTER" });
    }
    const fresh = company.joining(invited);
    const joined = await completeSignUp(house.anonymous(), { ...fresh.input, signUp, code });
    expect(joined).toMatchObject({ __typename: "SignedUp" });
  });

  it("is shown for no other proof", async () => {
    const invited = await company.invite(company.ada);
    const stranger = company.inviting().invited.pair;
    const good = proofBy(invited.pair);
    const show = (proof: { proof: Uint8Array; signature: Uint8Array }) => openInvitation(house.anonymous(), proof);
    expect(await open(stranger)).toMatchObject({ refusal: "GONE" });
    await expect(show({ ...good, signature: proofBy(stranger).signature })).rejects.toMatchObject(
      failing("INVALID_PROOF", "BAD_SIGNATURE"),
    );
    await expect(show(proofBy(invited.pair, { origin: "https://other.example" }))).rejects.toMatchObject(
      failing("INVALID_PROOF", "MISMATCH"),
    );
    await expect(open(invited.pair, -2)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
  });

  it("comes with text that opens its commitment, an expiry that is near, and nothing besides", async () => {
    const { act, text } = company.inviting();
    const seq = company.state.head.seq + 1;
    const send = (persons: object[], its = act) => company.act(company.ada, its, { persons: persons as never });
    const mismatch = failing("INVALID_PROOF", "MISMATCH");
    await expect(send([])).rejects.toMatchObject(mismatch);
    await expect(send([{ ...text, seq, name: "Mallory" }])).rejects.toMatchObject(mismatch);
    await expect(send([{ ...text, seq, salt: randomBytes(32) }])).rejects.toMatchObject(mismatch);
    await expect(
      send([
        { ...text, seq },
        { ...text, seq: seq + 1 },
      ]),
    ).rejects.toMatchObject(mismatch);
    await expect(send([{ ...text, seq, address: "no address" }])).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    await expect(send([{ ...text, seq, name: "\u202egnp.exe" }])).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    for (const expiry of [1, house.house.clock().getTime() + 31 * 86_400_000]) {
      const late = { ...act, subject: { ...act.subject, expiry } };
      await expect(send([{ ...text, seq }], late as never)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    }
    expect(await send([{ ...text, seq }])).toMatchObject({ __typename: "RostersChanged" });
  });
});

describe("a proof of an invitation", () => {
  it("serves once, whatever clock it was made by", async () => {
    const invited = await company.invite(company.ada);
    const proof = proofBy(invited.pair);
    expect(await openInvitation(house.anonymous(), proof)).toMatchObject({ __typename: "OpenedInvitation" });
    house.advance(3_600_001);
    await expect(openInvitation(house.anonymous(), { ...proof, after: 0 })).rejects.toMatchObject(
      failing("INVALID_PROOF", "MISMATCH"),
    );
    expect(await open(invited.pair)).toMatchObject({ __typename: "OpenedInvitation" });
  });
});

describe("a company", () => {
  it("has no more people and open invitations than seats; a void invitation frees one in the same deed", async () => {
    await house.asSuperuser("update tenant set seats = 2");
    const invited = await company.invite(company.ada);
    const { act, text } = company.inviting();
    const more = { persons: [{ ...text, seq: company.state.head.seq + 1 }] };
    expect(await company.act(company.ada, act, more)).toMatchObject({
      __typename: "TenantLimitReached",
      limit: "SEATS",
    });
    const gone = company.link(company.ada, { operation: operation.VOID, subject: { key: invited.pair.publicKey } });
    const again = company.link(company.ada, act, [], gone.state);
    const answer = await company.send(company.ada, [gone.signed, again.signed], {
      persons: [{ ...text, seq: again.state.head.seq }],
    });
    expect(answer).toMatchObject({ __typename: "RostersChanged" });
    expect(await open(invited.pair)).toMatchObject({ refusal: "GONE" });
  });

  it("whose seats were taken back takes nobody more, and lets everybody in who is there", async () => {
    const invited = await company.invite(company.ada);
    await house.asSuperuser("update tenant set seats = 1");
    const { input } = company.joining(invited);
    expect(await trySignUp(house, invited.address, input)).toMatchObject({ refusal: "SEATS_TAKEN" });
    expect(await signInTo(house, company.ada.account, "PORTAL")).toMatchObject({ __typename: "SignedIn" });
  });

  it("whose trial is over invites nobody and is joined by nobody; what is there stays usable", async () => {
    const invited = await company.invite(company.ada);
    await house.asSuperuser("update tenant set plan = 'TRIAL', trial_ends_at = $1", [house.house.clock()]);
    const { act, text } = company.inviting();
    const more = { persons: [{ ...text, seq: company.state.head.seq + 1 }] };
    expect(await company.act(company.ada, act, more)).toMatchObject({ limit: "TRIAL_ENDED" });
    expect(await open(invited.pair)).toMatchObject({ refusal: "TRIAL_ENDED" });
    expect(await trySignUp(house, invited.address, company.joining(invited).input)).toMatchObject({
      refusal: "TRIAL_ENDED",
    });
    expect(await write(company.ada)).toMatchObject({ __typename: "Committed" });
  });

  it("that is suspended is read, and not written to, but for account vaults", async () => {
    const invited = await company.invite(company.ada);
    await house.asSuperuser("update tenant set suspended_at = $1", [house.house.clock()]);
    const tenant = formatUuid(company.state.head.id);
    await house.asSuperuser("update vault set closed = class <> 'ACCOUNT' where tenant_id = $1", [tenant]);
    const { act, text } = company.inviting();
    const more = { persons: [{ ...text, seq: company.state.head.seq + 1 }] };
    await expect(company.act(company.ada, act, more)).rejects.toMatchObject(failing("READ_ONLY"));
    await expect(trySignUp(house, invited.address, company.joining(invited).input)).rejects.toMatchObject(
      failing("READ_ONLY"),
    );
    await expect(write(company.ada)).rejects.toMatchObject(failing("READ_ONLY"));
    const code = await tenantCodeIn(house);
    await expect(redeemTenantCode(company.ada.portal(), { code })).rejects.toMatchObject(failing("READ_ONLY"));
    expect(await everyone()).toHaveLength(1);
    await house.asSuperuser("update tenant set suspended_at = null");
    expect(await redeemTenantCode(company.ada.portal(), { code })).toMatchObject({ __typename: "TenantCodeRedeemed" });
  });

  it("bears the name that its roster states", async () => {
    await company.act(company.ada, { operation: operation.NAME, subject: { name: "Babbage & Co." } });
    expect(await readTenant(company.ada.app())).toMatchObject({ name: "Babbage & Co." });
  });
});

async function write({ account, app }: BareCompany["ada"], vault = account.vaults.BUSINESS) {
  const drafted = draft(account, vault, [newRecord(vault, recordClass.ITEM, new TextEncoder().encode("item"))]);
  const answer = await commit(app(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
  if (answer.__typename === "Committed") drafted.apply();
  return answer;
}

const headOf = ({ account }: BareCompany["ada"]) => {
  const { id, ladder } = account.vaults.BUSINESS;
  const top = ladder?.[0];
  return top ? [{ vault: id, revision: top.revision, hash: top.hash }] : [];
};

describe("somebody who is suspended", () => {
  it("is signed out at once and signs in no more, until resumed; their items stay", async () => {
    const bob = await company.hire();
    await write(bob);
    const before = bob.app();
    house.rung.length = 0;
    await company.act(company.ada, { operation: operation.SUSPEND, subject: on(bob.account.user) }, {}, headOf(bob));
    expect(house.rung.length).toBeGreaterThan(1);
    await expect(readTenant(before)).rejects.toMatchObject(failing("SESSION_ENDED"));
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ refusal: "USER_SUSPENDED" });
    expect(await everyone()).toContainEqual(expect.objectContaining({ status: "SUSPENDED" }));
    await company.act(company.ada, { operation: operation.RESUME, subject: on(bob.account.user) });
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ __typename: "SignedIn" });
    const tenant = formatUuid(company.state.head.id);
    expect(await house.asSuperuser("select from vault where closed and tenant_id = $1", [tenant])).toEqual([]);
  });

  it("is signed out also where they were signing in at that moment", async () => {
    for (let round = 0; round < 5; round++) {
      const bob = await company.hire();
      house.advance(61_000);
      await Promise.all([
        company.act(company.ada, { operation: operation.SUSPEND, subject: on(bob.account.user) }),
        ...["APP", "PORTAL", "APP"].map((its) => signInTo(house, bob.account, its as "APP")),
      ]);
      const user = formatUuid(bob.account.user);
      expect(await house.asSuperuser("select from session where user_id = $1 and ended_at is null", [user])).toEqual(
        [],
      );
    }
  });

  it("is told so only by the right password", async () => {
    const bob = await company.hire();
    await company.act(company.ada, { operation: operation.SUSPEND, subject: on(bob.account.user) });
    const stranger = { ...bob.account, login: company.ada.account.login };
    expect(await signInTo(house, stranger, "APP")).toMatchObject({ refusal: "PROOF_REFUSED" });
  });

  it("is cut at the head of the business profile as it stands, and at no other", async () => {
    const bob = await company.hire();
    await write(bob);
    const suspend = { operation: operation.SUSPEND, subject: on(bob.account.user) } as const;
    const wrongCut = failing("INVALID_PROOF", "WRONG_CUT");
    await expect(company.act(company.ada, suspend)).rejects.toMatchObject(wrongCut);
    const old = headOf(bob);
    await write(bob);
    await expect(company.act(company.ada, suspend, {}, old)).rejects.toMatchObject(wrongCut);
    expect(await company.act(company.ada, suspend, {}, headOf(bob))).toMatchObject({ __typename: "RostersChanged" });
  });
});

describe("somebody who is removed", () => {
  it("is nobody here any more, and frees a seat", async () => {
    const bob = await company.hire();
    await company.act(company.ada, { operation: operation.REMOVE, subject: on(bob.account.user) });
    expect(await everyone()).toHaveLength(1);
    expect(await readPeopleOf(company.ada.app(), [formatUuid(bob.account.user)])).toEqual([null]);
    const again = await signInTo(house, bob.account, "PORTAL");
    if (again.__typename !== "SignedIn") throw new Error(again.__typename);
    const asFormer = () => house.by(again.session.accessToken);
    for (const asking of [
      readTenant(asFormer()),
      sync(asFormer(), null, 10),
      readPeople(asFormer(), { first: 1, after: null }),
    ]) {
      await expect(asking).rejects.toMatchObject(failing("WRONG_SURFACE"));
    }
    const shown = await sync({ ...asFormer(), admits: ["FORMER"] as const }, null, 100);
    const { seq } = company.state.head;
    await company.invite(company.ada);
    expect((await sync({ ...asFormer(), admits: ["FORMER"] as const }, shown.cursor, 100)).rosters).toEqual([]);
    expect(shown.rosters.map(({ kind }) => kind)).toEqual(["TENANT", "PROFILE", "PROFILE", "PROFILE"]);
    expect(shown.rosters[0]?.links.at(-1)?.seq).toBe(seq);
    expect(await readTenant(company.ada.app())).toMatchObject({ seatsTaken: 2 });
  });

  it("who was an administrator leaves groups whose heads are stated in the same deed, or is not removed", async () => {
    const eve = await company.hire(role.ADMINISTRATOR);
    const group = await company.group(company.ada, groupClass.NAMED, company.ada);
    const { id, seq, hash } = group.state.head;
    const gone = company.link(company.ada, { operation: operation.REMOVE, subject: on(eve.account.user) });
    const refused = failing("INVALID_PROOF", "NOT_ALLOWED");
    await expect(company.send(company.ada, [gone.signed])).rejects.toMatchObject(refused);
    const stating = (at: number) =>
      company.link(
        company.ada,
        { operation: operation.CHECKPOINT, subject: { heads: [[id, at, hash]] } },
        [],
        gone.state,
      ).signed;
    const stale = await company.send(company.ada, [gone.signed, stating(seq + 1)]);
    expect(stale).toMatchObject({ __typename: "StaleHead" });
    const done = await company.send(company.ada, [gone.signed, stating(seq)]);
    expect(done).toMatchObject({ __typename: "RostersChanged" });
  });

  it("does not remove the one who removes: of two administrators who remove each other one is left", async () => {
    const [bob, eve] = [await company.hire(role.ADMINISTRATOR), await company.hire(role.ADMINISTRATOR)];
    const [his, hers] = [
      company.link(bob, { operation: operation.REMOVE, subject: on(eve.account.user) }),
      company.link(eve, { operation: operation.REMOVE, subject: on(bob.account.user) }),
    ];
    const answers = await Promise.all(
      [company.send(bob, [his.signed]), company.send(eve, [hers.signed])].map((answer) =>
        answer.then(
          (its) => its.__typename,
          (error) => error.code,
        ),
      ),
    );
    expect(answers.filter((answer) => answer === "RostersChanged")).toHaveLength(1);
    expect(await everyone()).toHaveLength(2);
  });
});

describe("a change of people", () => {
  it("is one deed with one answer when it is sent again, and an error under an id that was used", async () => {
    const name = company.link(company.ada, { operation: operation.NAME, subject: { name: "One" } });
    const input = { clientMutationId: "same", links: [linkInput(name.signed)] };
    const first = await administerTenant(company.ada.portal(), input);
    expect(await administerTenant(company.ada.portal(), input)).toEqual(first);
    company.state = name.state;
    const other = company.link(company.ada, { operation: operation.NAME, subject: { name: "Two" } });
    await expect(
      administerTenant(company.ada.portal(), { ...input, links: [linkInput(other.signed)] }),
    ).rejects.toMatchObject(failing("MUTATION_ID_REUSED"));
  });

  it("that rests on a link of before is told what it missed", async () => {
    const stale = company.link(company.ada, { operation: operation.NAME, subject: { name: "Stale" } });
    await company.act(company.ada, { operation: operation.NAME, subject: { name: "First" } });
    const answer = await company.send(company.ada, [stale.signed]);
    expect(answer).toMatchObject({ __typename: "StaleHead", complete: true });
    expect(answer).toMatchObject({ rosters: [{ links: [{ seq: 1 }] }] });
  });

  it.each(["a\u0000b", "a\nb", "\u202egnp.exe", "a\u2028b", "\u2067a"])(
    "gives no company the name %j",
    async (name) => {
      await expect(company.act(company.ada, { operation: operation.NAME, subject: { name } })).rejects.toMatchObject(
        failing("INVALID_PROOF", "MALFORMED"),
      );
      expect(await readTenant(company.ada.app())).toMatchObject({ name: null });
    },
  );

  it("is all or nothing", async () => {
    const name = company.link(company.ada, { operation: operation.NAME, subject: { name: "Half" } });
    const { act } = company.inviting();
    const invite = company.link(company.ada, act, [], name.state);
    await expect(company.send(company.ada, [name.signed, invite.signed])).rejects.toMatchObject(
      failing("INVALID_PROOF", "MISMATCH"),
    );
    expect(await readTenant(company.ada.app())).toMatchObject({ name: null });
  });

  it("of one's own has at most eight links", async () => {
    const bob = await company.hire();
    const many = (count: number) => {
      const [links, persons] = [[] as ReturnType<typeof linkInput>[], [] as PersonTextInput[]];
      let { state } = company;
      for (let n = 0; n < count; n++) {
        const salt = asPersonSalt(randomBytes(32));
        const { address, user } = bob.account;
        const person = personCommitment(salt, address, `Bob ${n}`);
        const link = company.link(bob, { operation: operation.PERSON, subject: { user, person } }, [], state);
        links.push(linkInput(link.signed));
        persons.push({ address, name: `Bob ${n}`, salt, seq: link.state.head.seq });
        state = link.state;
      }
      return { clientMutationId: crypto.randomUUID(), links, persons };
    };
    await expect(changeRosters(bob.app(), many(9))).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    expect(await changeRosters(bob.app(), many(8))).toMatchObject({ __typename: "RostersChanged" });
  });

  it("is signed by whoever sends it, and by the rights of the roster", async () => {
    const bob = await company.hire();
    const hers = company.link(company.ada, { operation: operation.NAME, subject: { name: "Hers" } });
    await expect(company.send(bob, [hers.signed])).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(company.send(company.ada, [])).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    const input = { clientMutationId: "x", links: [linkInput(hers.signed)] };
    await expect(changeRosters(company.ada.app(), input)).rejects.toMatchObject(
      failing("INVALID_PROOF", "NOT_ALLOWED"),
    );
  });

  it("passes the primary user on, and confirms what another signed", async () => {
    const [bob, eve] = [await company.hire(role.ADMINISTRATOR), await company.hire(role.ADMINISTRATOR)];
    const primaries = async () => (await everyone()).filter(({ primary }) => primary).map(({ user }) => user);
    const seq = company.state.head.seq + 1;
    await company.act(bob, { operation: operation.PRIMARY, subject: on(eve.account.user) });
    expect(await primaries()).toEqual([formatUuid(company.ada.account.user)]);
    await company.act(company.ada, { operation: operation.CONFIRM, subject: { seq } });
    expect(await primaries()).toEqual([formatUuid(eve.account.user)]);
    await company.act(eve, { operation: operation.PRIMARY, subject: on(bob.account.user) });
    expect(await primaries()).toEqual([formatUuid(bob.account.user)]);
  });

  it("renames a person when another administrator confirms, and at once where there is none", async () => {
    const rename = (who: BareCompany["ada"], name: string, address: string = who.account.address) => {
      const salt = asPersonSalt(randomBytes(32));
      const person = personCommitment(salt, address, name);
      const text = { address, name, salt, seq: company.state.head.seq + 1 };
      const subject = { user: who.account.user, person };
      return company.act(who, { operation: operation.PERSON, subject }, { persons: [text] });
    };
    const names = async () => (await everyone()).map(({ name }) => name).sort();
    await rename(company.ada, "Ada King");
    await expect(rename(company.ada, "The chief", freshAddress("chief"))).rejects.toMatchObject(
      failing("INVALID_PROOF", "MISMATCH"),
    );
    expect(await names()).toEqual(["Ada King"]);
    const bob = await company.hire();
    await rename(bob, "Robert");
    expect(await names()).toEqual(["Ada King", "Bob Martin"]);
    await rename(bob, "Bob");
    const awaiting = {
      address: bob.account.address,
      name: "Bob",
      seq: company.state.head.seq,
      salt: expect.anything(),
    };
    expect(await everyone()).toContainEqual(expect.objectContaining({ name: "Bob Martin", awaiting }));
    await company.act(company.ada, { operation: operation.CONFIRM, subject: { seq: company.state.head.seq } });
    expect(await names()).toEqual(["Ada King", "Bob"]);
  });
});
