/** Who is a partner, who is on its staff, and which companies each of them sees: the server's word, asked anew at each request. */
import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { signRefreshProof } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asChallenge, asToken } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import { policyScope } from "../../src/crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { readSeatDays } from "../../src/domain/audit/read.ts";
import type { Request } from "../../src/domain/context.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { bulkCompanies } from "../../src/domain/partner/bulk.ts";
import { changeCompany } from "../../src/domain/partner/company.ts";
import { readOffers, voidOffer } from "../../src/domain/partner/offer.ts";
import { readLabels, readNested, readPartner } from "../../src/domain/partner/read.ts";
import { redeemPartnerCode } from "../../src/domain/partner/redeem.ts";
import { releaseCompany } from "../../src/domain/partner/relation.ts";
import { has, type Right, rights, type StaffRole } from "../../src/domain/partner/rights.ts";
import { listInScope } from "../../src/domain/partner/rows.ts";
import { readStaff, removeStaff, setStaff } from "../../src/domain/partner/staff.ts";
import { readTemplates } from "../../src/domain/partner/template.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { refreshSession } from "../../src/domain/session/refresh-session.ts";
import { askAsPartner } from "../../src/domain/transaction.ts";
import type { TenantId } from "../../src/ids.ts";
import { addPartnerCommands } from "../../src/operator/partner-commands.ts";
import { makePartnerCode, nestPartner, ownPartner, suspendPartner } from "../../src/operator/partners.ts";
import type { BareAccount } from "../support/bare-client.ts";
import { BareCompany, signInTo } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { asOperator, partnerCodeIn } from "../support/operator.ts";
import { type BareStaff, partnerOf, StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const failing = (code: string) => ({ code });
const roles: readonly StaffRole[] = ["OWNER", "ADMINISTRATOR", "TECHNICIAN", "BILLING", "AUDITOR"];
const all = { scope: "ALL" } as const;

let house: VerbsHouse;
let partner: StaffedPartner;
let other: StaffedPartner;
let staff: Record<StaffRole, BareStaff>;
let ours: TenantId[];
let theirs: TenantId[];

beforeAll(async () => {
  house = await openVerbsHouse();
  [partner, other] = [await StaffedPartner.found(house), await StaffedPartner.found(house)];
  staff = {
    OWNER: partner.owner,
    ADMINISTRATOR: await partner.hire({ role: "ADMINISTRATOR", ...all }, 2),
    TECHNICIAN: await partner.hire({ role: "TECHNICIAN", ...all }),
    BILLING: await partner.hire({ role: "BILLING", ...all }),
    AUDITOR: await partner.hire({ role: "AUDITOR", ...all }),
  };
  ours = await partner.companies(3, { labels: ["retail"] });
  theirs = await other.companies(1, { labels: ["retail"] });
});
afterAll(() => house.close());

const scopeOf = async (request: Request, asked: readonly TenantId[]) =>
  (await askAsPartner(request, listInScope(asked))).answers[0].map(({ tenant }) => tenant).sort();

describe("becoming a partner", () => {
  it("takes a code of the operator, which serves once, and an administrator; then its owner signs in for it", async () => {
    const company = await BareCompany.found(house);
    const bob = await company.hire();
    expect(await signInTo(house, company.ada.account, "PARTNER")).toMatchObject({ refusal: "PORTAL_RESTRICTED" });
    const code = await partnerCodeIn(house, { seats: 7, plans: ["STANDARD"] });
    await expect(redeemPartnerCode(bob.portal(), { code })).rejects.toMatchObject(failing("FORBIDDEN"));
    expect(await redeemPartnerCode(company.ada.portal(), { code: "PARTNER-0" })).toMatchObject({
      refusal: "CODE_REFUSED",
    });
    const id = formatUuid(company.ada.account.tenant.id);
    const suspend = (at: Date | null) =>
      house.asSuperuser("update tenant set suspended_at = $2 where id = $1", [id, at]);
    await suspend(new Date());
    await expect(redeemPartnerCode(company.ada.portal(), { code })).rejects.toMatchObject(failing("READ_ONLY"));
    await suspend(null);
    expect(await redeemPartnerCode(company.ada.portal(), { code: code.toLowerCase() })).toMatchObject({ partner: id });
    expect(await redeemPartnerCode(company.ada.portal(), { code })).toMatchObject({ refusal: "CODE_REFUSED" });
    const asked = await partnerOf(house, company.ada);
    expect(await readPartner(asked())).toMatchObject({
      tenant: id,
      seats: 7,
      seatsSold: 0,
      plans: ["STANDARD"],
      suspendedAt: null,
      viewer: { role: "OWNER", scope: "ALL", labels: [], companies: [] },
    });
    expect(
      await redeemPartnerCode(company.ada.portal(), { code: await partnerCodeIn(house, { seats: 9 }) }),
    ).toBeTruthy();
    expect(await readPartner(asked())).toMatchObject({ seats: 9, plans: ["STANDARD", "ADVANCED", "TRIAL"] });
    const [kinds, bobsDoor] = [await other.logged(id), await signInTo(house, bob.account, "PARTNER")];
    expect(kinds).toEqual(
      expect.arrayContaining([
        "PARTNER_CODE_FORBIDDEN",
        "PARTNER_CODE_REFUSED",
        "PARTNER_CODE_REDEEMED",
        "SIGNED_IN_AS_STAFF",
        "SIGN_IN_TO_PORTAL_REFUSED",
      ]),
    );
    expect(bobsDoor).toMatchObject({ __typename: "SignInRefused", refusal: "PORTAL_RESTRICTED" });
  });

  it("does not spend a code that ran out, or that does not fit the tenant", async () => {
    const child = await StaffedPartner.found(house, {}, other.id);
    const under = (tenant: string) => partnerCodeIn(house, {}, tenant);
    await expect(under(child.id)).rejects.toThrow("no such parent");
    const code = await under(partner.id);
    // Of another that has one under it.
    expect(await redeemPartnerCode(other.owner.portal(), { code })).toMatchObject({ refusal: "CODE_REFUSED" });
    expect(await redeemPartnerCode(partner.owner.portal(), { code })).toMatchObject({ refusal: "CODE_REFUSED" });
    const nest = (its: string, parent: string | null) => asOperator(house, (owner) => nestPartner(owner, its, parent));
    expect(await nest(partner.id, child.id)).toBe("TOO_DEEP");
    expect(await nest(other.id, partner.id)).toBe("TOO_DEEP");
    expect(await nest(child.id, child.id)).toBe("TOO_DEEP");
    expect(await nest(crypto.randomUUID(), null)).toBe("NOT_FOUND");
    expect(await nest(child.id, crypto.randomUUID())).toBe("NOT_FOUND");
    expect(await redeemPartnerCode(child.owner.portal(), { code })).toMatchObject({ partner: child.id });
    expect(await nest(child.id, null)).toBe("DONE");
    const late = await asOperator(house, (owner) =>
      makePartnerCode(owner, { seats: 1, plans: ["STANDARD"] }, null, new Date(Date.now() - 1)),
    );
    expect(await redeemPartnerCode(child.owner.portal(), { code: late as string })).toMatchObject({
      refusal: "CODE_REFUSED",
    });
  });

  it("lets two partners nest under each other never, however they race", async () => {
    const [one, two] = [await StaffedPartner.found(house), await StaffedPartner.found(house)];
    const nest = (its: string, parent: string) => asOperator(house, (owner) => nestPartner(owner, its, parent));
    const outcomes = await Promise.all([nest(one.id, two.id), nest(two.id, one.id)]).catch(() => ["DEADLOCK"]);
    expect(outcomes.filter((each) => each === "DONE").length).toBeLessThanOrEqual(1);
    const both = await house.asSuperuser(
      "select from partner p join partner o on o.tenant_id = p.parent_id where o.parent_id is not null",
    );
    expect(both).toEqual([]);
  });
});

describe("what somebody on the staff may do", () => {
  /** Each right by something that takes it and, where it is had, comes to another end than FORBIDDEN. */
  const acts: Readonly<Record<string, { right: Right; act: (request: Request) => Promise<unknown> }>> = {
    "reads numbers": { right: "posture.read", act: readPartner },
    "reads labels": { right: "posture.read", act: readLabels },
    "reads partners": { right: "posture.read", act: (request) => readNested(request, { first: 1 }) },
    "reads staff": { right: "staff.read", act: (request) => readStaff(request, { first: 1 }) },
    "reads templates": { right: "templates.read", act: (request) => readTemplates(request, { first: 1 }) },
    "reads offers": { right: "offer.read", act: readOffers },
    labels: { right: "configure", act: (request) => labelling(request, nobody, ["x"]) },
    refers: {
      right: "configure",
      act: (request) => changeCompany(request, nobody, { act: "REFERENCE", reference: null }),
    },
    "labels many": { right: "configure", act: (request) => bulk(request, { addLabels: ["x"] }) },
    "sells a plan": {
      right: "terms",
      act: (request) => changeCompany(request, nobody, { act: "PLAN", plan: "STANDARD", trialDays: null }),
    },
    "sells seats": { right: "terms", act: (request) => changeCompany(request, nobody, { act: "SEATS", seats: 1 }) },
    suspends: { right: "terms", act: (request) => changeCompany(request, nobody, { act: "SUSPEND" }) },
    resumes: { right: "terms", act: (request) => changeCompany(request, nobody, { act: "RESUME" }) },
    "suspends many": { right: "terms", act: (request) => bulk(request, { suspend: true }) },
    "tries on many": { right: "terms", act: (request) => bulk(request, { setSeats: 2 }, true) },
    releases: { right: "release", act: (request) => releaseCompany(request, { company: nobody }) },
    "tries to release": {
      right: "release",
      act: (request) => releaseCompany(request, { company: nobody, dryRun: true }),
    },
    "voids offers": { right: "offer", act: (request) => voidOffer(request, { hash: new Uint8Array(32) }) },
    "removes staff": { right: "staff", act: (request) => removeStaff(request, { user: nobody }) },
    "sets staff": {
      right: "staff",
      act: (request) => setStaff(request, { user: nobody, role: "AUDITOR", ...all }),
    },
  };
  const nobody = crypto.randomUUID();
  const labelling = (request: Request, company: string, said: string[]) =>
    changeCompany(request, company, { act: "LABELS", said, added: [], removed: [] });
  const bulk = (request: Request, action: object, dryRun = false) =>
    bulkCompanies(request, { clientMutationId: crypto.randomUUID(), companies: [nobody], action, dryRun });

  it.each(Object.entries(acts))("%s by the table of rights, and by nothing else", async (_, { right, act }) => {
    for (const role of roles) {
      const outcome = await act(staff[role].partner()).then(
        () => "done",
        (error) => error.code,
      );
      if (has(role, right)) expect(["done", "NOT_FOUND"]).toContain(outcome);
      else expect(outcome).toBe("FORBIDDEN");
    }
    // Whoever is at the partner's, and for its partner not there.
    for (const request of [staff.OWNER.portal(), staff.OWNER.app()]) {
      await expect(act(request)).rejects.toMatchObject(failing("WRONG_SURFACE"));
    }
  });

  it("covers every right that a verb of this folder asks for, and notes whoever wanted more", async () => {
    const covered = new Set(Object.values(acts).map(({ right }) => right));
    const elsewhere = new Set([
      "people.read",
      "audit.read",
      "events.read",
      "machines.end",
      "found",
      "templates",
      "machines",
      "desk",
      "owners",
    ]);
    for (const right of Object.keys(rights)) expect(covered.has(right as Right) || elsewhere.has(right)).toBe(true);
    expect(await partner.logged()).toContain("PARTNER_ACT_REFUSED");
  });

  it("reads and changes nothing while the partner is suspended, but reads", async () => {
    const suspend = (since: Date | null) => asOperator(house, (owner) => suspendPartner(owner, partner.id, since));
    expect(await suspend(new Date())).toBe(true);
    for (const { right, act } of Object.values(acts)) {
      const outcome = await act(partner.owner.partner()).then(
        () => "done",
        (error) => error.code,
      );
      expect(outcome).toBe(right.endsWith(".read") ? "done" : "READ_ONLY");
    }
    expect((await readPartner(partner.owner.partner())).suspendedAt).toBeInstanceOf(Date);
    await suspend(null);
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [partner.id]);
    await expect(releaseCompany(partner.owner.partner(), { company: nobody })).rejects.toMatchObject(
      failing("READ_ONLY"),
    );
    await house.asSuperuser("update tenant set suspended_at = null where id = $1", [partner.id]);
    expect(await asOperator(house, (owner) => suspendPartner(owner, crypto.randomUUID(), null))).toBe(false);
  });
});

describe("which companies somebody sees", () => {
  it("are the partner's own in their scope, and never another's: by its id they are not there", async () => {
    const everything = [...ours, ...theirs, crypto.randomUUID() as TenantId];
    expect(await scopeOf(staff.AUDITOR.partner(), everything)).toEqual(ours);
    for (const company of [theirs[0] as string, crypto.randomUUID(), partner.id, other.id]) {
      for (const act of [
        (request: Request) => changeCompany(request, company, { act: "SEATS", seats: 2 }),
        (request: Request) => changeCompany(request, company, { act: "SUSPEND" }),
        (request: Request) => changeCompany(request, company, { act: "REFERENCE", reference: "1" }),
        (request: Request) => changeCompany(request, company, { act: "LABELS", said: ["x"], added: [], removed: [] }),
        (request: Request) => releaseCompany(request, { company }),
        (request: Request) => releaseCompany(request, { company, dryRun: true }),
      ]) {
        const error = await act(partner.owner.partner()).catch((thrown) => thrown);
        expect([error.code, error.message]).toEqual(["NOT_FOUND", "There is nothing here that the caller may see."]);
      }
    }
    expect(await other.labelsOf(theirs[0] as TenantId)).toEqual(["retail"]);
  });

  it("by labels follow the labels, by a list the list, at each request", async () => {
    const [first, second, third] = ours as [TenantId, TenantId, TenantId];
    const narrow = await partner.hire({ role: "TECHNICIAN", scope: "LABELS", labels: [" gold "] });
    expect(await scopeOf(narrow.partner(), ours)).toEqual([]);
    const label = (company: TenantId, said: string[], by = staff.ADMINISTRATOR) =>
      changeCompany(by.partner(), company, { act: "LABELS", said, added: [], removed: [] });
    // A label that gives scope is no technician's, to set or to take off; others are.
    const bound = { __typename: "CompanyRefused", company: second, refusal: "LABELS_BIND" };
    expect(await label(second, ["gold", "retail"], staff.TECHNICIAN)).toEqual(bound);
    expect(await label(second, ["retail"], staff.TECHNICIAN)).toMatchObject({ __typename: "CompanyChanged" });
    expect(await label(second, ["gold", "retail"])).toMatchObject({ changed: true });
    expect(await label(second, ["retail"], staff.TECHNICIAN)).toEqual(bound);
    expect(await label(second, ["gold", "bank"], staff.TECHNICIAN)).toMatchObject({ changed: true });
    expect(await label(second, ["gold", "retail"], staff.TECHNICIAN)).toMatchObject({ changed: true });
    expect(await scopeOf(narrow.partner(), ours)).toEqual([second]);
    expect(await readLabels(narrow.partner())).toEqual([
      { label: "gold", companies: 1 },
      { label: "retail", companies: 1 },
    ]);
    await expect(changeCompany(narrow.partner(), first, { act: "REFERENCE", reference: "x" })).rejects.toMatchObject(
      failing("NOT_FOUND"),
    );
    expect(await changeCompany(narrow.partner(), second, { act: "REFERENCE", reference: "x" })).toMatchObject({
      changed: true,
    });
    await label(second, ["retail"]);
    expect(await scopeOf(narrow.partner(), ours)).toEqual([]);
    const listed = { user: narrow.user, role: "TECHNICIAN", scope: "LIST" } as const;
    await setStaff(partner.owner.partner(), { ...listed, companies: [third, first] });
    expect(await scopeOf(narrow.partner(), [...ours, ...theirs])).toEqual([first, third]);
    expect(await scopeOf(narrow.partner(), [])).toEqual([]);
    await expect(setStaff(partner.owner.partner(), { ...listed, companies: theirs })).rejects.toMatchObject(
      failing("NOT_FOUND"),
    );
  });

  it("are those of a partner under it too, to read; no level deeper, and not by labels", async () => {
    const child = await StaffedPartner.found(house, {}, partner.id);
    const [below] = (await child.companies(1, { labels: ["retail"], seats: 5 })) as [TenantId];
    expect(await scopeOf(staff.BILLING.partner(), [below])).toEqual([below]);
    expect(await scopeOf(child.owner.partner(), [below, ...ours])).toEqual([below]);
    await expect(changeCompany(staff.OWNER.partner(), below, { act: "SEATS", seats: 2 })).rejects.toMatchObject(
      failing("NOT_FOUND"),
    );
    await expect(releaseCompany(staff.OWNER.partner(), { company: below })).rejects.toMatchObject(failing("NOT_FOUND"));
    const byLabel = await partner.hire({ role: "AUDITOR", scope: "LABELS", labels: ["retail"] });
    expect(await scopeOf(byLabel.partner(), [below, ...ours])).toEqual(ours);
    expect((await readNested(byLabel.partner(), { first: 5 })).edges).toEqual([]);
    const { edges } = await readNested(staff.AUDITOR.partner(), { first: 5 });
    expect(edges.map(({ node }) => node)).toEqual([
      expect.objectContaining({ tenant: child.id, seats: 100, seatsSold: 5, companies: 1 }),
    ]);
    expect((await readNested(child.owner.partner(), { first: 5 })).edges).toEqual([]);
    await asOperator(house, (owner) => nestPartner(owner, child.id, null));
    expect(await scopeOf(staff.BILLING.partner(), [below])).toEqual([]);
  });
});

describe("the staff", () => {
  it("is listed by user, with whether each role counts", async () => {
    const { edges, pageInfo } = await readStaff(staff.AUDITOR.partner(), { first: 2 });
    expect(pageInfo.hasNextPage).toBe(true);
    const rest = await readStaff(staff.AUDITOR.partner(), { first: 100, after: pageInfo.endCursor });
    const users = [...edges, ...rest.edges].map(({ node }) => node.user as string);
    expect(users).toEqual([...users].sort());
    expect(users).toEqual(expect.arrayContaining(roles.map((role) => staff[role].user)));
    expect(rest.edges.every(({ node }) => node.counts)).toBe(true);
  });

  it("refuses what contradicts itself", async () => {
    const user = staff.AUDITOR.user;
    for (const said of [
      { role: "AUDITOR", scope: "ALL", labels: ["x"] },
      { role: "AUDITOR", scope: "ALL", companies: ours },
      { role: "AUDITOR", scope: "LABELS" },
      { role: "AUDITOR", scope: "LABELS", labels: [" "] },
      { role: "AUDITOR", scope: "LABELS", labels: ["x"], companies: ours },
      { role: "AUDITOR", scope: "LABELS", labels: Array.from({ length: 10_000 }, (_, n) => `label ${n}`) },
      { role: "AUDITOR", scope: "LABELS", labels: ["x".repeat(41)] },
      { role: "AUDITOR", scope: "LABELS", labels: ["a\u0000b"] },
      { role: "AUDITOR", scope: "LIST" },
      { role: "AUDITOR", scope: "LIST", companies: [ours[0], ours[0]] },
      { role: "AUDITOR", scope: "LIST", companies: ["not an id"] },
      { role: "AUDITOR", scope: "LIST", companies: Array.from({ length: 1_001 }, () => crypto.randomUUID()) },
      { role: "OWNER", scope: "LABELS", labels: ["x"] },
      { role: "ADMINISTRATOR", scope: "LIST", companies: ours },
    ] as const) {
      const refusal = setStaff(partner.owner.partner(), { user, ...said } as never);
      await expect(refusal).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    }
    await expect(removeStaff(partner.owner.partner(), { user: "x" })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    const set = (user: string, role: StaffRole = "AUDITOR") =>
      setStaff(partner.owner.partner(), { user, role, ...all });
    await expect(set(other.owner.user)).rejects.toMatchObject(failing("NOT_FOUND"));
    expect(await set(user, "OWNER")).toEqual({ __typename: "StaffRefused", refusal: "NOT_ADMINISTRATOR" });
    expect(await set(user, "ADMINISTRATOR")).toEqual({ __typename: "StaffRefused", refusal: "NOT_ADMINISTRATOR" });
  });

  it("has owners by owners alone, and never loses the last", async () => {
    const set = (by: BareStaff, user: string, role: StaffRole) => setStaff(by.partner(), { user, role, ...all });
    const { OWNER, ADMINISTRATOR } = staff;
    await expect(set(ADMINISTRATOR, ADMINISTRATOR.user, "OWNER")).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(set(ADMINISTRATOR, OWNER.user, "AUDITOR")).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(removeStaff(ADMINISTRATOR.partner(), { user: OWNER.user })).rejects.toMatchObject(
      failing("FORBIDDEN"),
    );
    for (const act of [
      () => set(OWNER, OWNER.user, "AUDITOR"),
      () => removeStaff(OWNER.partner(), { user: OWNER.user }),
    ]) {
      expect(await act()).toEqual({ __typename: "StaffRefused", refusal: "LAST_OWNER" });
    }
    expect(await set(OWNER, ADMINISTRATOR.user, "OWNER")).toMatchObject({ staff: { role: "OWNER", counts: true } });
    // Each demotes the other at the same moment.
    const demote =
      (by: BareStaff, { user }: BareStaff) =>
      () =>
        set(by, user, "ADMINISTRATOR").catch((error) => ({ __typename: error.code as string }));
    const [one, two] = await partner.together(demote(OWNER, ADMINISTRATOR), demote(ADMINISTRATOR, OWNER));
    expect([one?.__typename, two?.__typename].filter((each) => each === "StaffSet")).toHaveLength(1);
    await asOperator(house, (owner) => ownPartner(owner, partner.id, OWNER.account.address));
    await set(OWNER, ADMINISTRATOR.user, "ADMINISTRATOR");
  });

  it("counts owners and administrators only while they are administrators of the partner's roster", async () => {
    const { ADMINISTRATOR } = staff;
    const role = (its: string) =>
      house.asSuperuser('update "user" set role = $2 where id = $1', [ADMINISTRATOR.user, its]);
    await role("USER");
    await expect(readPartner(ADMINISTRATOR.partner())).rejects.toMatchObject(failing("FORBIDDEN"));
    expect(await signInTo(house, ADMINISTRATOR.account, "PARTNER")).toMatchObject({ refusal: "PORTAL_RESTRICTED" });
    const { edges } = await readStaff(staff.OWNER.partner(), { first: 100 });
    expect(edges.find(({ node }) => node.user === ADMINISTRATOR.user)?.node.counts).toBe(false);
    await role("ADMINISTRATOR");
    expect(await readPartner(ADMINISTRATOR.partner())).toBeTruthy();
    const { AUDITOR } = staff;
    const status = (its: string) =>
      house.asSuperuser('update "user" set status = $2 where id = $1', [AUDITOR.user, its]);
    await status("SUSPENDED");
    await expect(readPartner(AUDITOR.partner())).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(
      setStaff(staff.OWNER.partner(), { user: AUDITOR.user, role: "AUDITOR", ...all }),
    ).rejects.toMatchObject(failing("NOT_FOUND"));
    await status("ACTIVE");
  });

  it("has at most 1,000", async () => {
    const lone = await StaffedPartner.found(house);
    const bob = await lone.company.hire();
    await house.asSuperuser(
      `with hired as (
         insert into "user" (tenant_id, id, address, name, role, is_primary, person_salt, created_at)
         select $1, gen_random_uuid(), 'a@b', 'name', 'USER', false, sha256('salt'), now() from generate_series(1, 999) returning id)
       insert into partner_staff (tenant_id, user_id, role, scope, since) select $1, id, 'AUDITOR', 'ALL', now() from hired`,
      [lone.id],
    );
    const said = { user: formatUuid(bob.account.user), role: "AUDITOR", ...all } as const;
    expect(await setStaff(lone.owner.partner(), said)).toEqual({ __typename: "StaffRefused", refusal: "TOO_MANY" });
  });

  it("is off at once when it is taken off: the session has ended, and there is no other", async () => {
    const gone = await partner.hire({ role: "BILLING", ...all });
    house.rung.length = 0;
    expect(await removeStaff(partner.owner.partner(), { user: gone.user })).toEqual({
      __typename: "StaffRemoved",
      user: gone.user,
    });
    await expect(readPartner(gone.partner())).rejects.toMatchObject(failing("SESSION_ENDED"));
    // The sockets of that session close, and whoever follows what happens looks again.
    expect(house.rung).toHaveLength(2);
    expect(await signInTo(house, gone.account, "PARTNER")).toMatchObject({ refusal: "PORTAL_RESTRICTED" });
    await expect(removeStaff(partner.owner.partner(), { user: gone.user })).rejects.toMatchObject(failing("NOT_FOUND"));
    expect(await partner.logged()).toEqual(expect.arrayContaining(["STAFF_SET", "STAFF_REMOVED"]));
  });
});

describe("a session for a partner", () => {
  it("does what one for the portal does, also where the portal is for administrators alone", async () => {
    const lone = await StaffedPartner.found(house);
    const technician = await lone.hire({ role: "TECHNICIAN", ...all });
    const leaver = await lone.hire({ role: "AUDITOR", ...all });
    expect(await readSeatDays(lone.owner.partner(), 1)).toEqual([]);
    await expect(readSeatDays(technician.partner(), 1)).rejects.toMatchObject(failing("FORBIDDEN"));
    expect(await findActor(technician.partner())).toMatchObject({ surface: "PARTNER" });
    // Off the staff behind the verbs' back, as by a restored copy.
    await house.asSuperuser("delete from partner_staff where user_id = $1", [leaver.user]);
    const document = encodePolicies({ restrictPortalAccess: { value: true, locked: false } });
    const subject = { scope: policyScope.TENANT, id: null, hash: policiesHash(document) };
    const policies = [{ seq: lone.company.state.head.seq + 1, document }];
    await lone.company.act(lone.owner, { operation: operation.POLICY, subject } as never, { policies });
    await expect(findActor(technician.portal())).rejects.toMatchObject(failing("SESSION_ENDED"));
    expect(await findActor(technician.partner())).toMatchObject({ surface: "PARTNER" });
    await expect(findActor(leaver.partner())).rejects.toMatchObject(failing("SESSION_ENDED"));
    expect(await signInTo(house, technician.account, "PORTAL")).toMatchObject({ refusal: "PORTAL_RESTRICTED" });
    expect(await signInTo(house, technician.account, "PARTNER")).toMatchObject({ __typename: "SignedIn" });
  });

  it("is refreshed only while its user is on the staff", async () => {
    const { account, app, user } = await partner.hire({ role: "AUDITOR", ...all });
    const { session } = await findActor(app());
    await house.asSuperuser("update session set surface = 'PARTNER' where id = $1", [session]);
    const refresh = async (current: Uint8Array, next: Uint8Array) => {
      const its = {
        origin: house.house.publicUrl,
        user: account.user,
        device: account.device,
        session: parseUuid(session),
      };
      const tokens = { current: tokenHash(asToken(current)), next: tokenHash(asToken(next)) };
      const proof = { ...its, ...tokens, clientNonce: asChallenge(randomBytes(32)), time: Date.now() };
      const { bytes, signature } = signRefreshProof(proof, account.devicePair);
      return refreshSession(house.anonymous(), { proof: bytes, deviceSignature: signature, refreshToken: current });
    };
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const { accessToken } = await refresh(account.refreshToken, first);
    expect(await readPartner(house.by(accessToken))).toMatchObject({ tenant: partner.id });
    await house.asSuperuser("delete from partner_staff where user_id = $1", [user]);
    await expect(refresh(first, second)).rejects.toMatchObject(failing("SESSION_ENDED"));
    await expect(findActor(house.by(accessToken))).rejects.toMatchObject(failing("SESSION_ENDED"));
    expect(await partner.logged()).toContain("SESSION_ENDED_BY_LOST_ROLE");
  });

  it("is one for the portal where its user goes; what was sold to a partner stays behind, and a company that ends leaves its partner", async () => {
    const company = await BareCompany.found(house);
    const lone = await StaffedPartner.found(house);
    const goTo = async (account: BareAccount, request: () => Request) => {
      const invited = await company.invite(company.ada, account.address);
      const move = prepareMove(account, null, { state: company.state, invited });
      expect(await moveAccount(request(), move.input)).toMatchObject({ __typename: "AccountMoved" });
      company.state = move.tenant;
    };
    await goTo(lone.owner.account, lone.owner.app);
    expect(await findActor(lone.owner.partner())).toMatchObject({ surface: "PORTAL" });
    await expect(readPartner(lone.owner.partner())).rejects.toMatchObject(failing("WRONG_SURFACE"));
    expect(await house.asSuperuser("select from partner where tenant_id = $1", [lone.id])).toHaveLength(1);
    const cyd = await house.signUp();
    const tenant = formatUuid(cyd.account.tenant.id);
    await house.asSuperuser(
      "insert into partner_company (partner_id, tenant_id, since, founded) values ($1, $2, now(), false)",
      [other.id, tenant],
    );
    await goTo(cyd.account, cyd.request);
    expect(await house.asSuperuser("select from tenant where id = $1", [tenant])).toEqual([]);
    expect(await other.logged()).toContain("COMPANY_GIVEN_UP");
  });
});

describe("the operator's commands", () => {
  it("sell, show, suspend and nest partners, and say what is wrong", async () => {
    const run = async (...given: string[]) => {
      const told: string[] = [];
      const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
      addPartnerCommands(
        program,
        (work) => asOperator(house, work),
        (line) => void told.push(line),
      );
      for (const command of program.commands[0]?.commands ?? [])
        command.exitOverride().configureOutput({ writeErr: () => {} });
      await program.parseAsync(["partner", ...given], { from: "user" }).catch((error) => told.push(error.code));
      const failed = process.exitCode === 1;
      process.exitCode = 0;
      return [told.join("\n"), failed] as const;
    };
    const [code] = await run("create", "--seats", "7", "--plans", "TRIAL", "Standard,trial");
    const company = await BareCompany.found(house);
    const redeemed = await redeemPartnerCode(company.ada.portal(), { code: code.split("\n")[0] as string });
    expect(redeemed).toMatchObject({ __typename: "PartnerCodeRedeemed" });
    const id = formatUuid(company.ada.account.tenant.id);
    const shown = async () =>
      JSON.parse((await run("list", "--json"))[0]).find((each: { tenant: string }) => each.tenant === id);
    expect(await shown()).toMatchObject({
      seats: 7,
      plans: ["STANDARD", "TRIAL"],
      seatsSold: 0,
      companies: 0,
      parent: null,
    });
    await run("seats", id, "9");
    await run("plans", id, "--plans", "ADVANCED");
    await run("suspend", id);
    await run("nest", id, "--under", partner.id);
    expect(await shown()).toMatchObject({
      seats: 9,
      plans: ["ADVANCED"],
      parent: partner.id,
      suspendedAt: expect.any(String),
    });
    expect((await run("list"))[0]).toContain(
      `${id}  advanced; 0 of 9 seats sold to 0 companies, under ${partner.id}, suspended since`,
    );
    expect(await run("create", "--seats", "1", "--under", id)).toEqual([
      "There is no such partner, or it is under another itself.",
      true,
    ]);
    expect((await run("nest", partner.id, "--under", id))[1]).toBe(true);
    expect((await run("nest", id))[1]).toBe(true);
    await run("nest", id, "--end");
    await run("suspend", id, "--end");
    expect(await shown()).toMatchObject({ parent: null, suspendedAt: null });
    expect(await run("owner", id, company.ada.account.address)).toEqual(["They are an owner now.", false]);
    expect((await run("owner", id, "nobody@example.com"))[1]).toBe(true);
    const nobody = crypto.randomUUID();
    for (const [what, ...more] of [
      ["seats", "1"],
      ["plans", "--plans", "TRIAL"],
      ["suspend"],
      ["nest", "--end"],
      ["owner", "a@b.c"],
    ] as const) {
      expect([what, (await run(what, nobody, ...more))[1]]).toEqual([what, true]);
    }
    for (const wrong of [
      ["create"],
      ["create", "--seats", "0"],
      ["create", "--seats", "10000001"],
      ["create", "--seats", "5", "--plans", "GOLD"],
      ["seats", "x", "1"],
      ["seats", id, "-1"],
      ["nest", id, "--under", "x"],
    ]) {
      expect((await run(...wrong))[0]).toMatch(/^commander[.]/);
    }
  });
});
