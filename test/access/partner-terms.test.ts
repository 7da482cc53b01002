/** What a partner sells out of its pool, whom it suspends, what it calls its companies, and how a company comes and goes. */
import { randomBytes } from "node:crypto";
import { makeDeskOffer } from "../../src/crypto/client/desk-offer.ts";
import { type MadeTemplate, makeTemplate } from "../../src/crypto/client/template.ts";
import { deskOfferHash, type parseDeskOffer } from "../../src/crypto/desk-offer.ts";
import { deskRight } from "../../src/crypto/desk-terms.ts";
import { asHash, asPersonSalt } from "../../src/crypto/keys.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { encodePolicies } from "../../src/crypto/policies.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import { changeCompany, labelsAct, parseReference, planAct, seatsAct } from "../../src/domain/partner/company.ts";
import type { CompanyAct } from "../../src/domain/partner/company-rows.ts";
import { foundCompany } from "../../src/domain/partner/found-rows.ts";
import { makeOffer, openOffer, readOffers, voidOffer } from "../../src/domain/partner/offer.ts";
import { readPartner, readPartnership } from "../../src/domain/partner/read.ts";
import { relate } from "../../src/domain/partner/relate.ts";
import { leavePartner, releaseCompany } from "../../src/domain/partner/relation.ts";
import { removeStaff, setStaff } from "../../src/domain/partner/staff.ts";
import { putTemplate, readTemplates } from "../../src/domain/partner/template.ts";
import { inPartnerTransaction, inTransaction } from "../../src/domain/transaction.ts";
import type { TenantId } from "../../src/ids.ts";
import { setPool, suspendPartner } from "../../src/operator/partners.ts";
import { setTerms } from "../../src/operator/tenants.ts";
import { BareCompany, freshAddress } from "../support/bare-company.ts";
import { runJobs } from "../support/jobs.ts";
import { asOperator, suspendIn } from "../support/operator.ts";
import { type BareStaff, StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const failing = (code: string) => ({ code });

let house: VerbsHouse;
let partner: StaffedPartner;
let billing: BareStaff;
let technician: BareStaff;

beforeAll(async () => {
  house = await openVerbsHouse();
  partner = await StaffedPartner.found(house, { plans: ["STANDARD", "TRIAL"] });
  billing = await partner.hire({ role: "BILLING", scope: "ALL" });
  technician = await partner.hire({ role: "TECHNICIAN", scope: "ALL" });
});
afterAll(() => house.close());

const act = (company: string, its: CompanyAct, by: BareStaff = partner.owner) =>
  changeCompany(by.partner(), company, its);
const pool = (seats: number, of = partner) => asOperator(house, (owner) => setPool(owner, of.id, { seats }));
const termsOf = async (tenant: string) =>
  (await house.asSuperuser("select plan, seats, trial_ends_at, suspended_at from tenant where id = $1", [tenant]))[0];
const sold = async () => (await readPartner(partner.owner.partner())).seatsSold;
const found = (tenant: string, its: { seats?: number; plan?: "STANDARD" | "ADVANCED"; labels?: string[] } = {}) =>
  inPartnerTransaction(partner.owner.partner(), async (tx) => {
    const { seats = 1, plan = "STANDARD", labels = [] } = its;
    const whole = { tenant: tenant as TenantId, plan, seats, trialEndsAt: null, labels, reference: null };
    return (await tx.run(foundCompany(whole, tx.now)))[0][0]?.foundCompany;
  });

describe("what is sold out of the pool", () => {
  it("never comes to more than the pool has, however many sell at once", async () => {
    const companies = await partner.companies(6);
    await pool(12);
    const outcomes = await Promise.all([
      ...companies.map((each) => act(each, seatsAct(4), billing)),
      found(crypto.randomUUID(), { seats: 3 }).then((refusal) => ({ refusal })),
      found(crypto.randomUUID(), { seats: 3 }).then((refusal) => ({ refusal })),
    ]);
    expect(outcomes.some((each) => "refusal" in each && each.refusal === "SEATS")).toBe(true);
    expect(await sold()).toBeLessThanOrEqual(12);
    expect(await sold()).toBeGreaterThanOrEqual(9);
    for (const each of companies) await act(each, seatsAct(1));
    expect(await act(companies[0] as string, seatsAct(65_535))).toMatchObject({
      __typename: "CompanyRefused",
      refusal: "SEATS",
    });
    expect(await act(companies[0] as string, seatsAct(1))).toMatchObject({ changed: false });
  });

  it("stays sold when the operator makes the pool smaller: fewer are right, more are not", async () => {
    const [one] = (await partner.companies(1, { seats: 20 })) as [TenantId];
    await pool(5);
    expect(await readPartner(partner.owner.partner())).toMatchObject({ seats: 5 });
    expect(await act(one, seatsAct(19))).toMatchObject({ changed: true });
    expect(await act(one, seatsAct(20))).toMatchObject({ refusal: "SEATS" });
    expect(await found(crypto.randomUUID())).toBe("SEATS");
    await pool(10_000);
    expect(await act(one, seatsAct(20))).toMatchObject({ changed: true });
    expect(await partner.logged(one)).toEqual(["SEATS_CHANGED", "SEATS_CHANGED"]);
    const [entry] = await house.asSuperuser(
      "select actor_id, surface, amount from audit_waiting where tenant_id = $1 order by happened_at desc limit 1",
      [one],
    );
    expect(entry).toEqual({ actor_id: partner.owner.user, surface: "PARTNER", amount: 20 });
  });

  it("is what the operator sold: other plans are refused, a trial has its days", async () => {
    const [one] = (await partner.companies(1)) as [TenantId];
    expect(await act(one, planAct({ plan: "ADVANCED" }))).toMatchObject({ refusal: "PLAN" });
    expect(await act(one, planAct({ plan: "STANDARD" }))).toMatchObject({ changed: false });
    expect(await act(one, planAct({ plan: "TRIAL", trialDays: 30 }), billing)).toMatchObject({ changed: true });
    const ends = (await termsOf(one))?.trial_ends_at as Date;
    expect(Math.round((ends.getTime() - Date.now()) / 86_400_000)).toBe(30);
    expect(await act(one, planAct({ plan: "STANDARD" }))).toMatchObject({ changed: true });
    expect(await termsOf(one)).toMatchObject({ plan: "STANDARD", trial_ends_at: null });
    // However often it is renewed, it is over half a year behind the beginning.
    const days = (count: number) =>
      house.asSuperuser("update tenant set created_at = now() - $2 * interval '1 day' where id = $1", [one, count]);
    await days(100);
    expect(await act(one, planAct({ plan: "TRIAL", trialDays: 79 }))).toMatchObject({ changed: true });
    expect(await act(one, planAct({ plan: "TRIAL", trialDays: 81 }))).toMatchObject({ refusal: "TRIAL" });
    await days(200);
    expect(await act(one, planAct({ plan: "TRIAL", trialDays: 1 }))).toMatchObject({ refusal: "TRIAL" });
    expect(await act(one, planAct({ plan: "STANDARD" }))).toMatchObject({ changed: true });
    for (const wrong of [
      () => planAct({ plan: "TRIAL" }),
      () => planAct({ plan: "TRIAL", trialDays: 0 }),
      () => planAct({ plan: "TRIAL", trialDays: 91 }),
      () => planAct({ plan: "STANDARD", trialDays: 30 }),
      () => seatsAct(0),
      () => seatsAct(65_536),
      () => seatsAct(-1),
    ]) {
      expect(wrong).toThrow(expect.objectContaining(failing("BAD_USER_INPUT")));
    }
    expect(await found(crypto.randomUUID(), { plan: "ADVANCED" })).toBe("PLAN");
    expect(await found(one)).toBe("ID_TAKEN");
    expect(await found(partner.id)).toBe("ID_TAKEN");
    const made = crypto.randomUUID();
    expect(await found(made, { labels: ["new"] })).toBe("DONE");
    expect(await partner.logged(made)).toEqual(["COMPANY_FOUNDED_BY_PARTNER"]);
  });
});

describe("a suspension", () => {
  it("is the partner's to make and to end, and the operator's stands above it", async () => {
    const company = await BareCompany.found(house);
    const tenant = await partner.adopt(company);
    const invite = () =>
      company.invite(company.ada, freshAddress("eve")).then(
        () => "done",
        (error) => error.code,
      );
    expect(await act(tenant, { act: "SUSPEND" }, billing)).toMatchObject({ changed: true });
    expect(await act(tenant, { act: "SUSPEND" })).toMatchObject({ changed: false });
    expect(await invite()).toBe("READ_ONLY");
    const closed = await house.asSuperuser("select class, closed from vault where tenant_id = $1 order by class", [
      tenant,
    ]);
    expect(closed).toEqual([
      { class: "ACCOUNT", closed: false },
      { class: "BUSINESS", closed: true },
      { class: "PERSONAL", closed: true },
    ]);
    expect(await act(tenant, { act: "RESUME" })).toMatchObject({ changed: true });
    expect(await act(tenant, { act: "RESUME" })).toMatchObject({ changed: false });
    expect(await invite()).toBe("done");
    await suspendIn(house, tenant, true);
    expect(await act(tenant, { act: "RESUME" })).toMatchObject({ refusal: "BY_OPERATOR" });
    expect(await act(tenant, { act: "SUSPEND" })).toMatchObject({ changed: false });
    await suspendIn(house, tenant, false);
    // The operator's word over the partner's: from then on it is the operator's to end.
    await act(tenant, { act: "SUSPEND" });
    await suspendIn(house, tenant, true);
    expect(await act(tenant, { act: "RESUME" })).toMatchObject({ refusal: "BY_OPERATOR" });
    await suspendIn(house, tenant, false);
    expect(await partner.logged(tenant)).toEqual(expect.arrayContaining(["COMPANY_SUSPENDED", "COMPANY_RESUMED"]));
  });

  it("ends with the relation, whoever ends that; what the operator suspended stays so", async () => {
    const company = await BareCompany.found(house);
    const tenant = await partner.adopt(company);
    await act(tenant, { act: "SUSPEND" });
    expect(await leavePartner(company.ada.portal())).toEqual({ partner: partner.id });
    expect((await termsOf(tenant))?.suspended_at).toBeNull();
    await partner.adopt(company);
    await act(tenant, { act: "SUSPEND" });
    // A trial says that it may be, and lets nothing go.
    expect(await releaseCompany(partner.owner.partner(), { company: tenant, dryRun: true })).toEqual({
      company: tenant,
    });
    await releaseCompany(partner.owner.partner(), { company: tenant });
    expect((await termsOf(tenant))?.suspended_at).toBeNull();
    await partner.adopt(company);
    await suspendIn(house, tenant, true);
    await leavePartner(company.ada.portal());
    expect((await termsOf(tenant))?.suspended_at).toBeInstanceOf(Date);
  });
});

describe("what the partner calls its companies", () => {
  it("has at most 20 labels each and 500 in all, in one order, each once", async () => {
    const names = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `label ${n + from}`);
    for (const wrong of [names(21), names(10_000), ["x".repeat(41)], [""], ["a\nb"], ["\u202e"]]) {
      expect(() => labelsAct(wrong)).toThrow(expect.objectContaining(failing("BAD_USER_INPUT")));
    }
    const companies = await partner.companies(26);
    expect(
      await act(companies[0] as string, labelsAct(["b", " a", "b", "A\u0308", "Z", "ä"]), technician),
    ).toMatchObject({ changed: true });
    expect(await partner.labelsOf(companies[0] as TenantId)).toEqual(["Z", "a", "b", "Ä", "ä"]);
    expect(await act(companies[0] as string, labelsAct(["ä", "Ä", "b", "a", "Z"]))).toMatchObject({ changed: false });
    const outcomes = [];
    for (const [place, each] of companies.entries()) outcomes.push(await act(each, labelsAct(names(20, place * 20))));
    expect(outcomes.slice(0, 24).every((each) => each.__typename === "CompanyChanged")).toBe(true);
    expect(outcomes.at(-1)).toMatchObject({ refusal: "LABELS" });
    const add = (added: string[]) => act(companies[3] as string, { act: "LABELS", said: null, added, removed: [] });
    expect(await add(["one more"])).toMatchObject({ refusal: "LABELS" });
    expect(await found(crypto.randomUUID(), { labels: names(20, 5_000) })).toBe("LABELS");
    await house.asSuperuser("update partner_company set labels = '{}' where partner_id = $1", [partner.id]);
    expect(await partner.logged()).toContain("COMPANY_LABELLED");
  });

  it("has a number there, or none", async () => {
    const [one] = (await partner.companies(1)) as [TenantId];
    const refer = (reference: string | null) => act(one, { act: "REFERENCE", reference: parseReference(reference) });
    expect(await refer("A-17")).toMatchObject({ changed: true });
    expect(await refer("A-17")).toMatchObject({ changed: false });
    expect(await refer(null)).toMatchObject({ changed: true });
    for (const wrong of ["", "x".repeat(101), "a\u0000"]) {
      expect(() => parseReference(wrong)).toThrow(expect.objectContaining(failing("BAD_USER_INPUT")));
    }
  });
});

describe("an offer", () => {
  let keeper: BareStaff;
  beforeAll(async () => {
    keeper = partner.owner;
    await pool(10_000);
  });

  const offerOf = async (
    its: StaffedPartner,
    change: Partial<ReturnType<typeof parseDeskOffer>> = {},
    name?: string,
    address?: string,
  ) => {
    const { account } = its.owner;
    const [person] = await house.asSuperuser('select name from "user" where id = $1', [its.owner.user]);
    const text = {
      keeperAddress: address ?? account.address,
      keeperName: name ?? (person?.name as string),
      keeperSalt: randomBytes(32),
    };
    const { bytes } = makeDeskOffer({
      desk: account.tenant.id,
      genesis: asHash(account.tenantState.genesis),
      rights: deskRight.INVITE,
      hours: 24,
      user: account.user,
      signingKey: account.signing.publicKey,
      xwingKeyHash: account.xwingKeyHash,
      person: personCommitment(asPersonSalt(text.keeperSalt), text.keeperAddress, text.keeperName),
      ...change,
    });
    return { offer: bytes, ...text, labels: ["fresh"], reference: "7" };
  };
  const accept = (by: () => Request, its: StaffedPartner, offer: Uint8Array) =>
    inTransaction(by(), async (tx) => {
      await tx.run();
      return relate(tx, { partner: its.id, offer: deskOfferHash(offer) });
    });

  it("is this partner's, by a keeper on its staff with the keys and the person that its roster has", async () => {
    const honest = await offerOf(partner);
    const made = await makeOffer(keeper.partner(), honest);
    expect(made).toMatchObject({
      __typename: "OfferMade",
      offer: { labels: ["fresh"], reference: "7", author: keeper.user },
    });
    expect(await makeOffer(keeper.partner(), honest)).toEqual(made);
    const stranger = (await BareCompany.found(house)).ada.account;
    const people = [await partner.hire({ role: "AUDITOR", scope: "ALL" }), await partner.company.hire()];
    const lies = [
      offerOf(partner, { desk: stranger.tenant.id }),
      offerOf(partner, { genesis: asHash(randomBytes(32)) }),
      offerOf(partner, { user: stranger.user }),
      offerOf(partner, { signingKey: stranger.signing.publicKey }),
      offerOf(partner, { xwingKeyHash: asHash(randomBytes(32)) }),
      offerOf(partner, { person: asHash(randomBytes(32)) }),
      offerOf(partner, {}, "Somebody Else"),
      offerOf(partner, {}, undefined, "other@example.com"),
      // An auditor of the staff, who is at no desk; and somebody of the partner's who is not on its staff.
      ...people.map(({ account: { user, signing, xwingKeyHash, address } }) =>
        offerOf(partner, { user, signingKey: signing.publicKey, xwingKeyHash }, "Bob Martin", address),
      ),
    ];
    for (const lie of lies) {
      await expect(makeOffer(keeper.partner(), await lie)).rejects.toMatchObject(failing("INVALID_PROOF"));
    }
    for (const garbage of [new Uint8Array(0), randomBytes(200), honest.offer.slice(0, -1), new Uint8Array(100_000)]) {
      await expect(makeOffer(keeper.partner(), { ...honest, offer: garbage })).rejects.toMatchObject(
        failing("INVALID_PROOF"),
      );
    }
    for (const wrong of [
      { keeperSalt: new Uint8Array(31) },
      { labels: Array(21).fill("x") },
      { reference: "" },
      { keeperName: "" },
    ]) {
      await expect(makeOffer(keeper.partner(), { ...honest, ...wrong })).rejects.toMatchObject(
        failing("BAD_USER_INPUT"),
      );
    }
    expect(await readOffers(technician.partner())).toHaveLength(1);
    const hash = deskOfferHash(honest.offer);
    const company = await BareCompany.found(house);
    expect(await openOffer(company.ada.portal(), partner.id, hash)).toMatchObject({
      partner: partner.id,
      keeperAddress: keeper.account.address,
      keeperEncryptionKey: expect.any(Uint8Array),
    });
    expect(
      await openOffer(company.ada.portal(), company.ada.account.address.length ? crypto.randomUUID() : "", hash),
    ).toBeNull();
    expect(await openOffer(company.ada.portal(), partner.id, randomBytes(32))).toBeNull();
    expect(await voidOffer(keeper.partner(), { hash })).toEqual({ hash });
    await expect(voidOffer(keeper.partner(), { hash })).rejects.toMatchObject(failing("NOT_FOUND"));
    expect(await openOffer(company.ada.portal(), partner.id, hash)).toBeNull();
    expect(await accept(company.ada.portal, partner, honest.offer)).toBe("OFFER_GONE");
    expect(await partner.logged()).toEqual(expect.arrayContaining(["OFFER_MADE", "OFFER_VOIDED"]));
  });

  it("makes one company the partner's, once, with plan and seats out of its pool; and the company leaves again", async () => {
    const companies = [await BareCompany.found(house, 3), await BareCompany.found(house, 3)];
    const [first] = companies as [BareCompany];
    const bob = await first.hire();
    const { offer, ...text } = await offerOf(partner);
    await makeOffer(keeper.partner(), { offer, ...text });
    await expect(accept(bob.portal, partner, offer)).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(leavePartner(first.ada.portal())).rejects.toMatchObject(failing("NOT_FOUND"));
    const tenants = companies.map(({ ada }) => formatUuid(ada.account.tenant.id) as TenantId);
    await house.asSuperuser("update tenant set plan = 'ADVANCED' where id = any ($1)", [tenants]);
    expect(await accept(first.ada.portal, partner, offer)).toBe("PLAN");
    await asOperator(house, (owner) => setTerms(owner, tenants[0] as string, { plan: "STANDARD" }));
    await asOperator(house, (owner) => setTerms(owner, tenants[1] as string, { plan: "STANDARD" }));
    const before = await sold();
    await pool(before + 2);
    expect(await accept(first.ada.portal, partner, offer)).toBe("SEATS");
    await pool(before + 100);
    // Refused, it is not spent; of two at once, one has it.
    await asOperator(house, (owner) => suspendPartner(owner, partner.id, new Date()));
    expect(await openOffer(first.ada.portal(), partner.id, deskOfferHash(offer))).toBeNull();
    expect(await accept(first.ada.portal, partner, offer)).toBe("OFFER_GONE");
    await asOperator(house, (owner) => suspendPartner(owner, partner.id, null));
    const outcomes = await Promise.all(companies.map(({ ada }) => accept(ada.portal, partner, offer)));
    expect(outcomes.sort()).toEqual(["OFFER_GONE", null]);
    expect(await sold()).toBe(before + 3);
    const accepted = (await readPartnership(first.ada.portal())) ? 0 : 1;
    const [company, tenant] = [companies[accepted] as BareCompany, tenants[accepted] as TenantId];
    expect(await readPartnership(company.ada.portal())).toMatchObject({ partner: partner.id, founded: false });
    expect(await partner.labelsOf(tenant)).toEqual(["fresh"]);
    expect(await partner.logged(tenant)).toContain("PARTNER_ACCEPTED");
    expect(await partner.logged()).toContain("COMPANY_TAKEN_ON");
    const carl = await company.hire();
    await expect(leavePartner(carl.portal())).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(leavePartner(company.ada.app())).rejects.toMatchObject(failing("WRONG_SURFACE"));
    await leavePartner(company.ada.portal());
    expect(await readPartnership(company.ada.portal())).toBeNull();
    expect(await termsOf(tenant)).toMatchObject({ plan: "STANDARD", seats: 3 });
    await expect(act(tenant, seatsAct(2))).rejects.toMatchObject(failing("NOT_FOUND"));
    expect(await partner.logged(tenant)).toContain("PARTNER_LEFT");
    expect(await partner.logged()).toContain("COMPANY_GIVEN_UP");
  });

  it("that parts has the owners of the partner told by mail, but for whoever let it go themself", async () => {
    const own = await StaffedPartner.found(house);
    const [left, released] = (await own.companies(2)) as [TenantId, TenantId];
    const second = await own.hire({ role: "OWNER", scope: "ALL" }, 2);
    await own.hire({ role: "ADMINISTRATOR", scope: "ALL" }, 2);
    await house.asSuperuser("update tenant set name = E'Babbage\n& Co.' where id = $1", [left]);
    await house.asSuperuser("update partner_company set reference = 'K-1' where tenant_id = $1", [left]);
    await asOperator(house, (owner) => owner.query("select end_relation($1, false, now())", [left]));
    await releaseCompany(second.partner(), { company: released });
    const before = house.letters.length;
    await runJobs(house.house);
    const owners = [own.owner.account.address, second.account.address].sort();
    const letters = house.letters.slice(before).filter(({ to }) => owners.includes(to));
    const told = (company: string) =>
      letters
        .filter(({ text }) => text.includes(company))
        .map(({ to }) => to)
        .sort();
    expect(told("Babbage & Co. (K-1) has left you: one of its administrators ended that")).toEqual(owners);
    expect(told(` let the company ${released} go on `)).toEqual([own.owner.account.address]);
    expect(letters).toHaveLength(3);
    const sent = house.letters.length;
    await runJobs(house.house);
    expect(house.letters).toHaveLength(sent);
  });

  it("of another partner moves the company there; at no moment has it two, or none of it both", async () => {
    const other = await StaffedPartner.found(house);
    const company = await BareCompany.found(house, 3);
    const tenant = await partner.adopt(company);
    const mine = await offerOf(other);
    await makeOffer(other.owner.partner(), mine);
    await act(tenant, { act: "SUSPEND" });
    expect(await accept(company.ada.portal, other, mine.offer)).toBeNull();
    await expect(act(tenant, seatsAct(2))).rejects.toMatchObject(failing("NOT_FOUND"));
    expect(await changeCompany(other.owner.partner(), tenant, seatsAct(2))).toMatchObject({ changed: true });
    expect((await termsOf(tenant))?.suspended_at).toBeNull();
    expect(await other.logged()).toContain("COMPANY_TAKEN_ON");
    // Both partners' ends at once: whoever comes second finds it gone.
    const ends = await Promise.all([
      leavePartner(company.ada.portal()).catch((error) => error.code),
      releaseCompany(other.owner.partner(), { company: tenant }).catch((error) => error.code),
    ]);
    expect(ends.filter((each) => each === "NOT_FOUND")).toHaveLength(1);
    // Nobody is the partner of themself.
    const own = await offerOf(other, { hours: 1 });
    await makeOffer(other.owner.partner(), own);
    expect(await openOffer(other.owner.portal(), other.id, deskOfferHash(own.offer))).toBeNull();
    await expect(accept(other.owner.portal, other, own.offer)).rejects.toMatchObject(failing("FORBIDDEN"));
  });

  it("ends with its keeper: with their place at the desks, and with the keys that it names", async () => {
    const company = await BareCompany.found(house);
    const leaver = await partner.hire({ role: "TECHNICIAN", scope: "ALL" });
    const { user, signing, xwingKeyHash, address } = leaver.account;
    let hours = 30;
    const made = async () => {
      const keys = { user, signingKey: signing.publicKey, xwingKeyHash, hours: hours++ };
      const its = await offerOf(partner, keys, "Bob Martin", address);
      its.labels = [];
      expect(await makeOffer(keeper.partner(), its)).toMatchObject({ __typename: "OfferMade" });
      return its.offer;
    };
    const standing = async (offer: Uint8Array) => [
      (await openOffer(company.ada.portal(), partner.id, deskOfferHash(offer))) !== null,
      (await readOffers(keeper.partner())).some(({ offer: its }) => Buffer.from(its).equals(offer)),
    ];
    const offer = await made();
    expect(await standing(offer)).toEqual([true, true]);
    for (const [there, back] of [
      [
        "partner_staff set role = 'AUDITOR' where user_id = $1",
        "partner_staff set role = 'TECHNICIAN' where user_id = $1",
      ],
      [`"user" set status = 'SUSPENDED' where id = $1`, `"user" set status = 'ACTIVE' where id = $1`],
      [
        "account_key set signing_key = sha256(signing_key) where user_id = $1",
        `account_key set signing_key = '\\x${Buffer.from(signing.publicKey).toString("hex")}' where user_id = $1`,
      ],
    ] as const) {
      await house.asSuperuser(`update ${there}`, [leaver.user]);
      expect([there, ...(await standing(offer))]).toEqual([there, false, false]);
      expect(await accept(company.ada.portal, partner, offer)).toBe("OFFER_GONE");
      await house.asSuperuser(`update ${back}`, [leaver.user]);
    }
    // Whoever comes back has new ones made.
    const technical = { user: leaver.user, role: "TECHNICIAN", scope: "ALL" } as const;
    expect(await standing(offer)).toEqual([true, true]);
    await setStaff(keeper.partner(), { ...technical, role: "BILLING" });
    await setStaff(keeper.partner(), technical);
    expect(await standing(offer)).toEqual([false, false]);
    const next = await made();
    await removeStaff(keeper.partner(), { user: leaver.user });
    await setStaff(keeper.partner(), technical);
    expect(await standing(next)).toEqual([false, false]);
  });

  it("runs out after 30 days, and there are at most 100 of them", async () => {
    const late = await offerOf(partner, { hours: 2 });
    await makeOffer(keeper.partner(), late);
    await house.asSuperuser("update partner_offer set expires_at = now() where hash = $1", [deskOfferHash(late.offer)]);
    const company = await BareCompany.found(house);
    expect(await openOffer(company.ada.portal(), partner.id, deskOfferHash(late.offer))).toBeNull();
    expect(await accept(company.ada.portal, partner, late.offer)).toBe("OFFER_GONE");
    await house.asSuperuser(
      `insert into partner_offer (partner_id, hash, offer, author_id, keeper_id, address, name, salt, created_at, expires_at)
       select $1, sha256(n::text::bytea), $3, $2, $2, 'a@b', 'name', sha256('salt'), now(), now() + interval '1 day' from generate_series(1, 100) as n`,
      [partner.id, keeper.user, keeper.account.signing.publicKey],
    );
    expect(await makeOffer(keeper.partner(), await offerOf(partner, { hours: 3 }))).toEqual({
      __typename: "OfferRefused",
      refusal: "TOO_MANY",
    });
  });
});

describe("a template", () => {
  it("is kept as an administrator of the partner signed it, version by version", async () => {
    const { account } = partner.owner;
    const document = encodePolicies({ passwordAuditing: { value: 1, locked: true } });
    const id = makeId(Date.now());
    const signer = { user: account.user, signing: account.signing, time: Date.now() };
    const draft = { template: id, name: "Basics", labels: ["gold", "retail"], document };
    const state = () => partner.company.state;
    const made = (before: MadeTemplate | null, more: object = {}) =>
      makeTemplate(state(), signer, { ...draft, ...more }, before);
    const put = ({ signed }: { signed: Uint8Array }, by = partner.owner) => putTemplate(by.partner(), { signed });
    const first = made(null);
    const kept = { template: formatUuid(id), version: 1, name: "Basics", labels: draft.labels, withdrawn: false };
    expect(await put(first)).toMatchObject({ __typename: "TemplatePut", template: kept });
    expect(await put(first)).toMatchObject({ __typename: "TemplatePut", template: kept });
    // Begun anew by somebody who saw none: what is there is told.
    expect(await put(made(null, { name: "Mine" }))).toMatchObject({ __typename: "StaleTemplate", version: 1 });
    const second = made(first, { document: null });
    const third = made(second);
    expect(await put(third)).toMatchObject({ __typename: "StaleTemplate", version: 1 });
    expect(await put(second)).toMatchObject({ template: { version: 2, withdrawn: true } });
    const forked = made(made(first, { name: "Other" }));
    await expect(put(forked)).rejects.toMatchObject(failing("INVALID_PROOF"));
    expect(await put(first)).toMatchObject({ __typename: "StaleTemplate", version: 2 });
    await expect(put(first, technician)).rejects.toMatchObject(failing("FORBIDDEN"));
    const second2 = await partner.hire({ role: "ADMINISTRATOR", scope: "ALL" }, 2);
    await expect(put(third, second2)).rejects.toMatchObject(failing("FORBIDDEN"));
    const foreign = await BareCompany.found(house);
    const theirs = makeTemplate(foreign.state, foreign.signer(foreign.ada), draft, null);
    await expect(put(theirs)).rejects.toMatchObject(failing("FORBIDDEN"));
    const bent = third.signed.slice();
    bent[bent.length - 1] = (bent[bent.length - 1] as number) ^ 1;
    for (const garbage of [new Uint8Array(0), randomBytes(300), bent, new Uint8Array(70_000)]) {
      await expect(put({ signed: garbage })).rejects.toMatchObject(failing("INVALID_PROOF"));
    }
    // Signed by them all right, and of another partner, or under a head that never was.
    for (const head of [{ id: foreign.state.head.id }, { hash: asHash(randomBytes(32)) }]) {
      const elsewhere = { ...state(), head: { ...state().head, ...head } };
      const bad = makeTemplate(elsewhere, signer, { ...draft, template: makeId(Date.now()) }, null);
      await expect(put(bad)).rejects.toMatchObject(failing("INVALID_PROOF"));
    }
    await expect(put(made(second, { name: "a\u0000b" }))).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    expect(await put(third)).toMatchObject({ template: { version: 3, withdrawn: false } });
    const { edges } = await readTemplates(technician.partner(), { first: 1 });
    expect(edges.map(({ node }) => [node.version, Buffer.from(node.signed).equals(third.signed)])).toEqual([[3, true]]);
    expect(await partner.logged()).toContain("TEMPLATE_PUT");
    await house.asSuperuser(
      `insert into partner_template (partner_id, template_id, version, hash, signed, name, withdrawn, author_id, updated_at)
       select $1, gen_random_uuid(), 1, sha256('x'), 'signed', 'name', false, $2, now() from generate_series(1, 99)`,
      [partner.id, partner.owner.user],
    );
    expect(await put(made(null, { template: makeId(Date.now()) }))).toEqual({
      __typename: "TemplateRefused",
      refusal: "TOO_MANY",
    });
  });
});
