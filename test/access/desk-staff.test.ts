/** Staff of a desk in a company: what they may by its roster, by the scope of the moment, and by the server's clock. Links made by hand. */
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { deskRole } from "../../src/crypto/desk-entries.ts";
import { publicKeyHash } from "../../src/crypto/hash.ts";
import { asXWingSeed } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { findBreakGlass, findStaff, isMarked, listEntries } from "../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { entryType, groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { bind, statement } from "../../src/domain/batch.ts";
import { administratorActs, allows, memberActs } from "../../src/domain/company/allowed.ts";
import { changeRosters } from "../../src/domain/company/change-rosters.ts";
import type { Mail } from "../../src/domain/context.ts";
import { administerCompany } from "../../src/domain/desk/administer.ts";
import {
  readAtDesk,
  readCutAtDesk,
  readHeadsAtDesk,
  readInvitationsAtDesk,
  readLinksAtDesk,
  readPeopleAtDesk,
} from "../../src/domain/desk/at-desk.ts";
import { readDesks, readReasonsOf, readStaffOf } from "../../src/domain/desk/read.ts";
import { changeCompany } from "../../src/domain/partner/company.ts";
import { inTransaction } from "../../src/domain/transaction.ts";
import { setLocale } from "../../src/domain/user/set-locale.ts";
import type { TenantId } from "../../src/ids.ts";
import { linkInput } from "../support/bare-client.ts";
import type { BareCompany, BareMember } from "../support/bare-company.ts";
import {
  asking,
  type BareDesk,
  type BareStaff,
  deskOf,
  foundByDesk,
  hireStaff,
  introducing,
  inviting,
  naming,
  ownerOf,
  type Step,
  saying,
  settingOf,
} from "../support/bare-desk.ts";
import { BarePartner } from "../support/bare-partner.ts";
import { runJobs } from "../support/jobs.ts";
import { besides, overtaken } from "../support/overtaken.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const hour = 3_600_000;
let house: VerbsHouse;
let onLetter: (mail: Mail) => Promise<void> | void = () => {};
let partner: BarePartner;
let keeper: BareStaff;
let grace: BareStaff;
let stranger: BareStaff;
beforeAll(async () => {
  house = await openVerbsHouse({
    sendMail: async (mail) => {
      await onLetter(mail);
      house.letters.push(mail);
    },
  });
  partner = await BarePartner.found(house);
  keeper = ownerOf(partner);
  await partner.company.act(partner.company.ada, naming("Lovelace & Co").act);
  grace = await hireStaff(partner, "TECHNICIAN");
  stranger = ownerOf(await BarePartner.found(house));
});
afterAll(() => house.close());

/** A company that the desk founded, with its first administrator. */
let desk: BareDesk;
let company: BareCompany;
let eve: BareMember;
beforeEach(async () => {
  desk = await foundByDesk(partner, keeper, [naming("Analytical Engines")]);
  const { step, invited } = inviting(desk, role.ADMINISTRATOR);
  await desk.act(keeper, step);
  company = desk.asCompany(partner.company.ada);
  eve = await company.join(invited);
  desk.state = company.state;
  // A day is what a founding desk waits at least; its company says less.
  await byEve(granting(7, 1));
  // Hours go by in between.
  await house.asSuperuser("update session set access_expires_at = 'infinity', expires_at = 'infinity'");
});

const failing = (code: string, reason?: string) => ({ code, ...(reason && { details: { reason } }) });
const notAllowed = failing("INVALID_PROOF", "NOT_ALLOWED");
const done = { __typename: "RostersChanged" };
const now = () => house.house.clock().getTime();
const inIt = (staff: BareStaff) => ({ ...staff.request(), company: desk.id as TenantId });
const taking = (staff: BareStaff, its: 2 | 3 = deskRole.STAFF): Step => ({
  act: {
    operation: operation.STAFF,
    subject: { desk: deskOf(partner), user: staff.account.user, setting: settingOf(staff, its) },
  },
  more: (seq) => introducing(staff, seq),
});
const off = (staff: BareStaff): Step => ({
  act: { operation: operation.STAFF, subject: { desk: deskOf(partner), user: staff.account.user, setting: null } },
});
/** Signed by an administrator of the company, who takes the desk's view along. */
async function byEve(...acts: Step["act"][]) {
  company.state = desk.state;
  for (const act of acts) expect(await company.act(eve, act as never)).toMatchObject(done);
  desk.state = company.state;
}
const granting = (rights: number, hours = 1): Step["act"] => ({
  operation: operation.DESK,
  subject: { desk: deskOf(partner), setting: { rights, hours, founding: null } },
});
const dismissing: () => Step["act"] = () => ({
  operation: operation.DESK,
  subject: { desk: deskOf(partner), setting: null },
});
const rowsOf = (table: string) => house.asSuperuser(`select * from ${table} where tenant_id = $1`, [desk.id]);
async function kindsNow(): Promise<unknown[]> {
  const rows = await house.asSuperuser("delete from audit_waiting where tenant_id = $1 returning kind", [desk.id]);
  return rows.map(({ kind }) => kind).sort();
}

describe("a desk", () => {
  it("is kept by its keepers, and by nobody else at it; whoever was taken off is remembered by name", async () => {
    const invited = inviting(desk);
    const { links: his } = desk.sign(keeper, [inviting(desk).step]);
    await expect(desk.send(grace, his)).rejects.toMatchObject(failing("NOT_FOUND"));
    await expect(readAtDesk(inIt(grace))).rejects.toMatchObject(failing("NOT_FOUND"));
    await kindsNow();
    expect(await desk.act(keeper, taking(grace))).toMatchObject(done);
    // By whom, on which device, and that it was for a partner: in the company's own log.
    expect(
      await house.asSuperuser("select actor_id, surface, records::text from audit_waiting where tenant_id = $1", [
        desk.id,
      ]),
    ).toEqual([{ actor_id: formatUuid(keeper.account.user), surface: "PARTNER", records: `{${partner.id}}` }]);
    expect(await kindsNow()).toEqual(["DESK_STAFF_SET"]);
    const shown = {
      desk: partner.id,
      partnerName: "Lovelace & Co",
      staff: expect.arrayContaining([expect.objectContaining({ role: "STAFF", name: "Bob Martin" })]),
    };
    expect(await readAtDesk(inIt(grace))).toMatchObject({ desk: shown });
    expect(await readDesks(eve.portal())).toMatchObject([shown]);
    // A member of the staff invites, and takes nobody in and nobody off but herself.
    expect(await desk.act(grace, invited.step)).toMatchObject(done);
    expect(await rowsOf("invitation")).toHaveLength(1);
    const forged = desk.forge(grace, taking(stranger).act);
    await expect(desk.send(grace, [forged], introducing(stranger, desk.state.head.seq + 1))).rejects.toMatchObject(
      notAllowed,
    );
    await expect(desk.send(grace, [desk.forge(grace, off(keeper).act)])).rejects.toMatchObject(notAllowed);
    await expect(desk.send(grace, [desk.forge(grace, dismissing())])).rejects.toMatchObject(notAllowed);
    // What the keeper sends along has to open what the link states.
    const { links } = desk.sign(keeper, [taking(grace, deskRole.KEEPER)]);
    const seq = desk.state.head.seq + 1;
    await expect(desk.send(keeper, links)).rejects.toMatchObject(failing("INVALID_PROOF", "MISMATCH"));
    const wrongKey = { ...introducing(grace, seq), staffKeys: [{ seq, publicKey: stranger.publicKey }] };
    await expect(desk.send(keeper, links, wrongKey)).rejects.toMatchObject(failing("INVALID_PROOF", "WRONG_KEYS"));
    // She goes, and what she had offered lapses.
    expect(await desk.act(grace, off(grace))).toMatchObject(done);
    expect(await rowsOf("invitation")).toEqual([]);
    expect(listEntries(desk.state, entryType.INVITATION)).toEqual([]);
    await expect(readAtDesk(inIt(grace))).rejects.toMatchObject(failing("NOT_FOUND"));
    await expect(readStaffOf(eve.portal(), Array(101).fill(crypto.randomUUID()))).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    const [gone, stays, nobody] = await readStaffOf(
      eve.portal(),
      [grace, keeper, stranger].map(({ account }) => formatUuid(account.user)),
    );
    expect(gone).toMatchObject({ name: "Bob Martin", desk: partner.id, goneSeq: desk.state.head.seq });
    expect([stays?.goneSeq, nobody]).toEqual([null, null]);
    // The last keeper stays, until an administrator dismisses the desk; then nothing of it is in force.
    await expect(desk.send(keeper, [desk.forge(keeper, off(keeper).act)])).rejects.toMatchObject(notAllowed);
    await byEve(dismissing());
    expect(await readDesks(eve.portal())).toEqual([]);
    expect([await rowsOf("desk"), await rowsOf("desk_staff")]).toEqual([[], []]);
    await expect(desk.send(keeper, his)).rejects.toMatchObject(failing("NOT_FOUND"));
  });

  it("knows staff by the keys of their account: other ones they state themselves, by those of before", async () => {
    await desk.act(keeper, taking(grace));
    const signing = deriveSigningPair(makeSigningSeed());
    const publicKey = deriveXWingPublicKey(asXWingSeed(randomBytes(32)));
    const { user, signing: old } = grace.account;
    const its = { user, old, new: signing, xwingKeyHash: publicKeyHash(publicKey) };
    const link = makeOwnKeys(desk.state, { ...its, time: now(), tenantHead: null, vaultHead: null });
    const seq = desk.state.head.seq + 1;
    const wrong = { staffKeys: [{ seq, publicKey: keeper.publicKey }] };
    await expect(desk.send(grace, [link.signed], wrong)).rejects.toMatchObject(failing("INVALID_PROOF", "WRONG_KEYS"));
    await expect(desk.send(grace, [link.signed])).rejects.toMatchObject(failing("INVALID_PROOF", "WRONG_KEYS"));
    await kindsNow();
    expect(await desk.send(grace, [link.signed], { staffKeys: [{ seq, publicKey }] })).toMatchObject(done);
    expect(await kindsNow()).toEqual(["DESK_STAFF_SET"]);
    desk.state = link.state;
    const shown = (await readAtDesk(inIt(grace))).desk.staff.find(({ role: its }) => its === "STAFF");
    expect(shown).toMatchObject({ seq, name: "Bob Martin", encryptionKey: Buffer.from(publicKey) });
  });

  it("does what its rights say at that moment: what was taken away in between takes along what hung on it", async () => {
    const { step, invited } = inviting(desk);
    await desk.act(keeper, step, saying(partner, { vaultTimeoutMinutes: { value: 5, locked: true } }));
    const late = inviting(desk);
    const { links, more } = desk.sign(keeper, [late.step]);
    await byEve(granting(0));
    expect(await desk.send(keeper, links, more)).toMatchObject({ __typename: "StaleHead", rosters: [{ links: [{}] }] });
    expect([await rowsOf("invitation"), await rowsOf("policy_document")]).toEqual([[], []]);
    expect(invited).toBeDefined();
    const seq = desk.state.head.seq + 1;
    const refused = (act: Step["act"], its = {}) =>
      expect(desk.send(keeper, [desk.forge(keeper, act)], its)).rejects.toMatchObject(notAllowed);
    await refused(late.step.act, late.step.more?.(seq));
    await refused(saying(partner, null).act);
    await refused(asking(partner, now() + 2 * hour).act, {
      reasons: [{ seq, reason: "Nobody answers the telephone." }],
    });
    // Never were any of these.
    await byEve(granting(7));
    const admin = inviting(desk, role.ADMINISTRATOR).step;
    await refused(admin.act, admin.more?.(seq + 1));
    await refused({ operation: operation.ROLE, subject: { user: eve.account.user, role: role.USER } });
    await refused({ operation: operation.SUSPEND, subject: { user: eve.account.user } });
    await refused({ operation: operation.REMOVE, subject: { user: eve.account.user } });
    await refused({ operation: operation.PRIMARY, subject: { user: eve.account.user } });
    await refused({
      operation: operation.NEW_GROUP,
      subject: { group: deskOf(partner), class: groupClass.EVERYONE, genesis: desk.state.genesis },
    });
    await refused({ operation: operation.POLICY, subject: { scope: policyScope.TENANT, id: null, hash: null } });
    await refused({ operation: operation.RECOVERY, subject: { setting: null } });
    await refused(naming("Difference Engines").act);
    await refused(granting(7, 0));
    expect(await kindsNow()).toContain("ADMINISTRATION_REFUSED");
  });

  it("acts once by one mutation id, and on the newest head alone", async () => {
    const { step } = inviting(desk);
    const { links, more, after } = desk.sign(keeper, [step]);
    const change = { clientMutationId: "again", links: links.map(linkInput), ...more };
    const send = (input: typeof change) => administerCompany(keeper.request(), { company: desk.id, change: input });
    const answer = await send(change);
    expect(answer).toMatchObject(done);
    desk.state = after;
    expect(await send(change)).toEqual(answer);
    expect(await rowsOf("invitation")).toHaveLength(1);
    const other = desk.sign(keeper, [inviting(desk).step]);
    await expect(send({ ...change, links: other.links.map(linkInput), ...other.more })).rejects.toMatchObject(
      failing("MUTATION_ID_REUSED"),
    );
    expect(await desk.send(keeper, links, more)).toMatchObject({ __typename: "StaleHead" });
    const hers = company.link(eve, { operation: operation.NAME, subject: { name: "Hers" } }, [], desk.state);
    await expect(desk.send(keeper, [hers.signed])).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(
      administerCompany(keeper.request(), {
        company: desk.id,
        change: { ...change, newAddress: { request: desk.id, code: "1" } },
      }),
    ).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    for (const by of [301_000, -301_000]) {
      const off = desk.sign(keeper, [{ ...inviting(desk).step, time: now() + by }]);
      await expect(desk.send(keeper, off.links, off.more)).rejects.toMatchObject(notAllowed);
    }
    // What ends while the deed waits for the roster has ended for it.
    const waiting = async (meanwhile: string, code: string) => {
      const { links: next, more: its } = desk.sign(keeper, [inviting(desk).step]);
      const outcome = await overtaken(house, desk.id, () => desk.send(keeper, next, its), meanwhile);
      expect([meanwhile, outcome]).toEqual([meanwhile, code]);
    };
    const [relation, place] = [`tenant_id = '${desk.id}'`, `user_id = '${formatUuid(keeper.account.user)}'`];
    await waiting(`update partner_staff set role = 'BILLING' where ${place}`, "NOT_FOUND");
    await house.asSuperuser(
      `update partner_staff set role = 'TECHNICIAN', scope = 'LABELS', labels = '{gold}' where ${place}`,
    );
    await house.asSuperuser(`update partner_company set labels = '{gold}' where ${relation}`);
    await waiting(`update partner_company set labels = '{}' where ${relation}`, "NOT_FOUND");
    await house.asSuperuser(
      `update partner_staff set scope = 'LIST', labels = '{}', companies = '{${desk.id}}' where ${place}`,
    );
    await waiting(`update partner_staff set companies = '{${partner.id}}' where ${place}`, "NOT_FOUND");
    await house.asSuperuser(`update partner_staff set role = 'OWNER', scope = 'ALL', companies = '{}' where ${place}`);
    await waiting(`update partner set suspended_at = now() where tenant_id = '${partner.id}'`, "READ_ONLY");
    await house.asSuperuser(`update partner set suspended_at = null where tenant_id = '${partner.id}'`);
    // Nor does it pass what has begun before it, and stands behind it: it waits for that, whosever place and company it is about.
    const late = async (begun: string, back: string) => {
      const { links: next, more: its } = desk.sign(keeper, [inviting(desk).step]);
      expect([begun, await besides(house, () => desk.send(keeper, next, its), begun)]).toEqual([begun, "NOT_FOUND"]);
      await house.asSuperuser(back);
    };
    const givenTo = (to: string) => `update partner_company set partner_id = ${to} where ${relation}`;
    const placed = (as: string) => `update partner_staff set role = '${as}' where ${place}`;
    const another = `(select tenant_id from partner where tenant_id <> '${partner.id}')`;
    await late(givenTo(another), givenTo(`'${partner.id}'`));
    await late(placed("BILLING"), placed("OWNER"));
    await waiting(`delete from partner_company where ${relation}`, "NOT_FOUND");
    expect(await rowsOf("invitation")).toHaveLength(1);
  });
});

describe("break-glass", () => {
  const inviteAdministrator = () => inviting(desk, role.ADMINISTRATOR);

  it("is asked for, told of, waited for, used and over, by the chain's times and by the server's clock", async () => {
    const bob = await company.join(await company.invite(eve));
    desk.state = company.state;
    const from = now() + hour + 60_000;
    const early = asking(partner, now() + hour - 60_000);
    const seq = desk.state.head.seq + 1;
    await expect(desk.send(keeper, [desk.forge(keeper, early.act)], early.more?.(seq))).rejects.toMatchObject(
      notAllowed,
    );
    const { links } = desk.sign(keeper, [asking(partner, from)]);
    await expect(desk.send(keeper, links)).rejects.toMatchObject(failing("INVALID_PROOF", "MISMATCH"));
    await expect(desk.send(keeper, links, { reasons: [{ seq, reason: "Another." }] })).rejects.toMatchObject(
      failing("INVALID_PROOF", "MISMATCH"),
    );
    await kindsNow();
    house.letters.length = 0;
    expect(await desk.act(keeper, asking(partner, from))).toMatchObject(done);
    expect(await kindsNow()).toEqual(["BREAK_GLASS_ASKED"]);
    const asked = { reason: "Nobody answers the telephone.", from: new Date(from), until: new Date(from + 24 * hour) };
    expect(await readDesks(bob.app())).toMatchObject([
      { breakGlass: { ...asked, author: formatUuid(keeper.account.user) } },
    ]);
    await runJobs(house.house);
    expect(house.letters.map(({ to }) => to)).toEqual([eve.account.address]);
    // A second one while one stands is refused; and nothing yet is in force.
    const second = asking(partner, from + hour);
    await expect(desk.send(keeper, [desk.forge(keeper, second.act)], second.more?.(seq + 1))).rejects.toMatchObject(
      notAllowed,
    );
    const { step } = inviteAdministrator();
    const more = () => step.more?.(desk.state.head.seq + 1) ?? {};
    await expect(desk.send(keeper, [desk.forge(keeper, step.act)], more())).rejects.toMatchObject(notAllowed);
    // A link that says it is later than it is.
    const ahead = desk.sign(keeper, [{ ...step, time: from + 1 }]);
    await expect(desk.send(keeper, ahead.links, ahead.more)).rejects.toMatchObject(notAllowed);
    // Within the minutes that clocks are off the server's own decides.
    const cut = () => readCutAtDesk(inIt(keeper), formatUuid(bob.account.user));
    await expect(cut()).rejects.toMatchObject(failing("FORBIDDEN"));
    house.advance(from - now() - 60_000);
    const nearly = desk.sign(keeper, [{ ...step, time: from + 1 }]);
    await expect(desk.send(keeper, nearly.links, nearly.more)).rejects.toMatchObject(notAllowed);
    house.advance(61_000);
    await kindsNow();
    // What takes somebody's rights names heads of theirs, which nobody at a desk is shown at other times.
    expect(await cut()).toEqual(expect.any(Array));
    const { step: third, invited } = inviteAdministrator();
    const suspend: Step = { act: { operation: operation.SUSPEND, subject: { user: bob.account.user } } };
    const resume: Step = { act: { operation: operation.RESUME, subject: { user: bob.account.user } } };
    const raise: Step = {
      act: { operation: operation.ROLE, subject: { user: bob.account.user, role: role.ADMINISTRATOR } },
    };
    expect(await desk.act(keeper, third, suspend)).toMatchObject(done);
    expect(
      await house.asSuperuser('select status from "user" where tenant_id = $1 and id = $2', [
        desk.id,
        formatUuid(bob.account.user),
      ]),
    ).toEqual([{ status: "SUSPENDED" }]);
    await expect(readDesks(bob.app())).rejects.toMatchObject(failing("SESSION_ENDED"));
    expect(await desk.act(keeper, resume, raise)).toMatchObject(done);
    expect(await kindsNow()).toEqual([
      "ADMINISTRATOR_INVITED",
      "USER_MADE_ADMINISTRATOR",
      "USER_RESUMED",
      "USER_SUSPENDED",
    ]);
    expect(isMarked(desk.state, bob.account.user)).toBe(true);
    // Not the primary user, not down, nobody out.
    const refused = (act: Step["act"]) =>
      expect(desk.send(keeper, [desk.forge(keeper, act)])).rejects.toMatchObject(notAllowed);
    await refused({ operation: operation.SUSPEND, subject: { user: eve.account.user } });
    await refused({ operation: operation.ROLE, subject: { user: bob.account.user, role: role.USER } });
    await refused({ operation: operation.REMOVE, subject: { user: bob.account.user } });
    company.state = desk.state;
    const frank = await company.join(invited);
    desk.state = company.state;
    expect(isMarked(desk.state, frank.account.user)).toBe(true);
    // It is over by itself: by the server's clock at once, also for a link of a minute ago.
    house.advance(from + 24 * hour - now() + 60_000);
    const { step: last } = inviteAdministrator();
    const behind = desk.sign(keeper, [{ ...last, time: from + 24 * hour - 1 }]);
    await expect(desk.send(keeper, behind.links, behind.more)).rejects.toMatchObject(notAllowed);
    expect(await readDesks(eve.portal())).toMatchObject([{ breakGlass: null }]);
    await expect(cut()).rejects.toMatchObject(failing("FORBIDDEN"));
    expect(await desk.act(keeper, asking(partner, now() + 2 * hour, 1))).toMatchObject(done);
    expect(await rowsOf("break_glass")).toHaveLength(1);
  });

  it("is ended by any administrator, by the desk, and with the right", async () => {
    const ask = () => desk.act(keeper, asking(partner, now() + 2 * hour));
    const end: Step["act"] = { operation: operation.BREAK_GLASS, subject: { desk: deskOf(partner), asked: null } };
    await ask();
    const { seq } = desk.state.head;
    await byEve(end);
    // Why, is told for good.
    for (const request of [eve.app(), inIt(keeper)])
      expect(await readReasonsOf(request, [seq, seq + 1])).toEqual(["Nobody answers the telephone.", null]);
    // What was asked at another desk, of a partner of before, is the company's to read alone.
    const askedAt = (other: string) =>
      house.asSuperuser("update break_glass_asked set desk_id = $2 where tenant_id = $1", [desk.id, other]);
    await askedAt(randomUUID());
    expect(await readReasonsOf(inIt(keeper), [seq])).toEqual([null]);
    expect(await readReasonsOf(eve.app(), [seq])).toEqual(["Nobody answers the telephone."]);
    await askedAt(partner.id);
    const many = Array.from({ length: 101 }, (_, at) => at);
    await expect(readReasonsOf(eve.app(), many)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    expect([findBreakGlass(desk.state, deskOf(partner)), await rowsOf("break_glass")]).toEqual([undefined, []]);
    await ask();
    expect(await desk.act(keeper, { act: end })).toMatchObject(done);
    expect(await rowsOf("break_glass")).toEqual([]);
    await ask();
    await byEve(granting(3));
    expect(await rowsOf("break_glass")).toEqual([]);
    expect(await kindsNow()).toEqual(expect.arrayContaining(["BREAK_GLASS_ENDED", "DESK_SET"]));
  });

  it("is ended by any device of an administrator, which asks for none and does nothing else of the kind", async () => {
    const end: Step["act"] = { operation: operation.BREAK_GLASS, subject: { desk: deskOf(partner), asked: null } };
    const bob = await company.join(await company.invite(eve));
    desk.state = company.state;
    const byApp = (who: BareMember, signed: Uint8Array) =>
      changeRosters(who.app(), { clientMutationId: randomUUID(), links: [linkInput(signed)] });
    const signed = (act: Step["act"]) => company.link(eve, act, [], desk.state);
    await desk.act(keeper, asking(partner, now() + 2 * hour));
    await expect(byApp(eve, signed(dismissing()).signed)).rejects.toMatchObject(notAllowed);
    const ask = desk.forge(eve, asking(partner, now() + 2 * hour).act);
    await expect(byApp(eve, ask)).rejects.toMatchObject(notAllowed);
    expect([memberActs, administratorActs].map((its) => allows(its, openSignedLink(ask).link))).toEqual([false, true]);
    await expect(byApp(bob, desk.forge(bob, end))).rejects.toMatchObject(notAllowed);
    expect(await byApp(eve, signed(end).signed)).toMatchObject(done);
    expect(await rowsOf("break_glass")).toEqual([]);
  });

  it("gives nothing in the deed that asks for it; and whoever administrated the company before is told, whatever became of them", async () => {
    await byEve(granting(7, 0));
    const bob = await company.join(await company.invite(eve, undefined, role.ADMINISTRATOR));
    await setLocale(bob.app(), { locale: "fr" });
    desk.state = company.state;
    const suspend: Step["act"] = { operation: operation.SUSPEND, subject: { user: bob.account.user } };
    // What other companies are owed is sent before.
    await runJobs(house.house);
    house.letters.length = 0;
    // By its own times the roster would take both, and the server's clock as well, a moment later.
    const moment = 5_000;
    const asked = () => asking(partner, now() + moment, 1);
    const both = desk.sign(keeper, [asked(), { act: suspend, time: now() + 2 * moment }]);
    house.advance(2 * moment);
    await expect(desk.send(keeper, both.links, both.more)).rejects.toMatchObject(notAllowed);
    expect(await desk.act(keeper, asked())).toMatchObject(done);
    house.advance(2 * moment);
    expect(await desk.act(keeper, { act: suspend })).toMatchObject(done);
    await runJobs(house.house);
    const addresses = [bob.account.address, eve.account.address];
    expect(house.letters.map(({ to }) => to).sort()).toEqual(addresses.sort());
    const [letter] = house.letters.filter(({ to }) => to === eve.account.address);
    // Bob's account is suspended by now, and is what it was.
    const [french] = house.letters.filter(({ to }) => to === bob.account.address);
    expect(french?.subject).toMatch(/demande plus de droits dans/);
    expect(french?.text).toMatch(/en vigueur du \d+ .+ à \d\d:\d\d UTC/);
    expect(letter?.subject).toMatch(/^Sealgraph: .+ asks for more rights in .+/);
    for (const said of ["sealgraph company desk list", "sealgraph company desk cancel"])
      expect(letter?.text).toContain(said);
    expect(letter?.text).not.toContain("Nobody answers the telephone.");
    // Once.
    await runJobs(house.house);
    expect(house.letters).toHaveLength(2);
  });

  it("is told to each administrator in one letter of what stands, whoever takes none, is gone, or asks meanwhile; five times a day", async () => {
    const end: Step = {
      act: { operation: operation.BREAK_GLASS, subject: { desk: deskOf(partner), asked: null } },
    };
    const ask = () => asking(partner, now() + 2 * hour);
    const bob = await company.join(await company.invite(eve, undefined, role.ADMINISTRATOR));
    desk.state = company.state;
    await runJobs(house.house);
    house.letters.length = 0;
    const both = [bob.account.address, eve.account.address].sort();
    const sent = () =>
      house.letters.splice(0).map(({ to, text }) => [to, text.includes("It is in force from")] as const);
    const all = both.map((to) => [to, true]);
    // A deed of several; and one address that nobody takes mail for.
    expect(await desk.act(keeper, ask(), end, ask())).toMatchObject(done);
    onLetter = ({ to }) => {
      if (to === eve.account.address) throw new Error("nobody takes mail");
    };
    await expect(runJobs(house.house)).rejects.toThrow("not taken");
    await runJobs(house.house);
    expect(sent()).toEqual([[bob.account.address, true]]);
    onLetter = () => {};
    house.advance(2_000);
    await runJobs(house.house);
    expect(sent()).toEqual([[eve.account.address, true]]);
    // Asked for while the worker writes that it is ended: whoever is being written to has another one.
    expect(await desk.act(keeper, end, ask(), end)).toMatchObject(done);
    onLetter = async () => {
      onLetter = () => {};
      expect(await desk.act(keeper, ask())).toMatchObject(done);
    };
    await runJobs(house.house);
    const [first, ...others] = sent();
    expect(first?.[1]).toBe(false);
    expect(others.sort()).toEqual(all);
    // Whoever is removed before anybody is written to hears of it, where they were reached.
    expect(await desk.act(keeper, end, ask())).toMatchObject(done);
    await house.asSuperuser(`update "user" set status = 'REMOVED', address = 'gone@example.com' where id = $1`, [
      formatUuid(bob.account.user),
    ]);
    await runJobs(house.house);
    expect(sent().sort()).toEqual(all);
    expect(await rowsOf("administrator_letter")).toEqual([]);
    const [standing] = await rowsOf("break_glass");
    await expect(desk.act(keeper, end, ask())).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await rowsOf("break_glass")).toEqual([standing]);
  });

  it("is ended, and all else taken from the desk, also while the partner has the company suspended", async () => {
    const { step, invited } = inviting(desk);
    await desk.act(keeper, taking(grace), asking(partner, now() + 2 * hour), step);
    await changeCompany(keeper.request(), desk.id, { act: "SUSPEND" });
    const shut = failing("READ_ONLY");
    const end: Step["act"] = { operation: operation.BREAK_GLASS, subject: { desk: deskOf(partner), asked: null } };
    const its = { desk: deskOf(partner), user: grace.account.user, setting: null };
    const takes: Step["act"][] = [
      end,
      { operation: operation.STAFF, subject: its },
      { operation: operation.VOID, subject: { key: invited.pair.publicKey } },
      dismissing(),
    ];
    // By the company, and nothing besides.
    await expect(desk.act(keeper, { act: end })).rejects.toMatchObject(shut);
    await expect(byEve(granting(3))).rejects.toMatchObject(shut);
    const named = company.link(eve, naming("Analytical Engines Ltd").act, [], desk.state);
    const both = [named.signed, company.link(eve, end, [], named.state).signed];
    await expect(company.send(eve, both)).rejects.toMatchObject(shut);
    for (const act of takes) await byEve(act);
    expect([await rowsOf("break_glass"), await rowsOf("desk"), await rowsOf("invitation")]).toEqual([[], [], []]);
  });
});

describe("the company of a desk", () => {
  it("is entered by scope and role of the moment: handed over, out of scope, looked after by another, suspended", async () => {
    await desk.act(keeper, taking(grace));
    const { links, more } = desk.sign(grace, [inviting(desk).step]);
    const closed = async (code: string, its = grace) => {
      await expect(desk.send(its, links, more)).rejects.toMatchObject(failing(code));
      if (code === "NOT_FOUND") await expect(readAtDesk(inIt(its))).rejects.toMatchObject(failing(code));
    };
    const as = (set: string, back: string) => ({
      on: () =>
        house.asSuperuser(`update partner_staff set ${set} where user_id = $1`, [formatUuid(grace.account.user)]),
      off: () =>
        house.asSuperuser(`update partner_staff set ${back} where user_id = $1`, [formatUuid(grace.account.user)]),
    });
    for (const each of [
      as("scope = 'LIST', companies = array[tenant_id]", "scope = 'ALL', companies = '{}'"),
      as("scope = 'LABELS', labels = '{North}'", "scope = 'ALL', labels = '{}'"),
      as("role = 'BILLING'", "role = 'TECHNICIAN'"),
      as("role = 'AUDITOR'", "role = 'TECHNICIAN'"),
    ]) {
      await each.on();
      await closed("NOT_FOUND");
      await each.off();
    }
    await house.asSuperuser("update partner set suspended_at = now() where tenant_id = $1", [partner.id]);
    await closed("READ_ONLY");
    expect(await readAtDesk(inIt(grace))).toMatchObject({ tenant: desk.id });
    await house.asSuperuser("update partner set suspended_at = null where tenant_id = $1", [partner.id]);
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [desk.id]);
    await closed("READ_ONLY");
    await house.asSuperuser("update tenant set suspended_at = null where id = $1", [desk.id]);
    // Another partner's staff, though it looks after it by now; and the staff of before, whose desk stands still.
    const [moved] = await house.asSuperuser(
      "update partner_company set partner_id = (select tenant_id from partner where tenant_id <> $1) where tenant_id = $2 returning partner_id",
      [partner.id, desk.id],
    );
    expect(moved).toBeDefined();
    await closed("NOT_FOUND");
    await closed("NOT_FOUND", stranger);
    await house.asSuperuser("update partner_company set partner_id = $1 where tenant_id = $2", [partner.id, desk.id]);
    // In the portal of the partner nobody gets there, and in no company of nobody.
    await expect(readAtDesk({ ...partner.company.ada.portal(), company: desk.id as TenantId })).rejects.toMatchObject(
      failing("WRONG_SURFACE"),
    );
    await expect(readAtDesk({ ...grace.request(), company: partner.id as TenantId })).rejects.toMatchObject(
      failing("NOT_FOUND"),
    );
    expect(await desk.send(grace, links, more)).toMatchObject(done);
  });

  it("shows rosters, people by name, and what a link has to state; and nothing that anybody wrote into a vault", async () => {
    const page = { first: 10, after: null };
    expect(await readLinksAtDesk(inIt(keeper), null, -1)).toMatchObject({
      hasMore: false,
      links: [{ seq: 0 }, { seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }],
    });
    expect(await readLinksAtDesk(inIt(keeper), null, 3)).toMatchObject({ links: [{ seq: 4 }] });
    const group = await company.group(eve, groupClass.NAMED, eve);
    desk.state = company.state;
    expect(await readHeadsAtDesk(inIt(keeper))).toEqual([
      { roster: desk.id, seq: desk.state.head.seq, hash: Buffer.from(desk.state.head.hash) },
      { roster: group.id, seq: group.state.head.seq, hash: Buffer.from(group.state.head.hash) },
    ]);
    expect(await readLinksAtDesk(inIt(keeper), group.id, -1)).toMatchObject({
      links: [{ seq: 0 }, { seq: 1 }, { seq: 2 }],
    });
    const business = formatUuid(eve.account.vaults.BUSINESS.id);
    expect(await readLinksAtDesk(inIt(keeper), business, -1)).toMatchObject({ links: [] });
    await expect(readLinksAtDesk(inIt(keeper), null, -2)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    expect((await readPeopleAtDesk(inIt(keeper), page)).edges).toMatchObject([
      { node: { user: formatUuid(eve.account.user), primary: true } },
    ]);
    expect((await readInvitationsAtDesk(inIt(keeper), page)).edges).toEqual([]);
    // The wall: tables, as the role that serves requests sees them there.
    const count = (table: string) =>
      inTransaction(inIt(keeper), async (tx) => {
        const [[row]] = await tx.run(
          bind(statement<{ rows: number }>(`desk_wall_${table}`, `select count(*)::integer as rows from "${table}"`)),
        );
        return row?.rows;
      });
    const tables = [
      "record",
      "record_version",
      "manifest",
      "epoch_key",
      "account_key",
      "account_code",
      "device",
      "member_wrap",
      "group_epoch",
      "share",
      "share_wrap",
      "entrusted_wrap",
      "committed",
      "offered_head",
      "second_factor",
      "audit_entry",
      "audit_waiting",
      "backup",
      "partner_staff",
    ];
    for (const table of tables) expect([table, await count(table)]).toEqual([table, 0]);
    const shown = [];
    for (const table of ["user", "roster", "desk", "desk_staff", "vault", "tenant"]) shown.push(await count(table));
    expect(shown).toEqual([1, 2, 1, 1, 3, 1]);
    expect(findStaff(desk.state, keeper.account.user)).toBeDefined();
  });
});
