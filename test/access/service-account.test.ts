/** What acts by a token: for its keeper, within both's scope, for as long as the keeper may keep it, and for nothing else. */
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { MachineScope } from "../../src/domain/context.ts";
import { readEvents, readHead } from "../../src/domain/feed/read.ts";
import { readHealthOf } from "../../src/domain/health/read.ts";
import {
  createServiceAccount,
  readServiceAccounts,
  revokeServiceAccount,
  takeOverServiceAccount,
} from "../../src/domain/machine/service-account.ts";
import { makeServiceToken, readServiceToken } from "../../src/domain/machine/token.ts";
import { countUse } from "../../src/domain/machine/use.ts";
import { changeCompany, labelsAct, seatsAct } from "../../src/domain/partner/company.ts";
import { readLabels, readNested, readParted, readPartner } from "../../src/domain/partner/read.ts";
import { demandRight, rights } from "../../src/domain/partner/rights.ts";
import { readStaff, setStaff } from "../../src/domain/partner/staff.ts";
import { readTemplates } from "../../src/domain/partner/template.ts";
import { readCompanies, readCompaniesOf, readTotals } from "../../src/domain/partner-graph/list.ts";
import { readPostures } from "../../src/domain/partner-graph/posture.ts";
import { searchPartner } from "../../src/domain/partner-graph/search.ts";
import { demandStepUp } from "../../src/domain/second-factor/step-up.ts";
import { readViewer } from "../../src/domain/user/viewer.ts";
import type { TenantId } from "../../src/ids.ts";
import { byToken, makeMachine } from "../support/machine.ts";
import { type BareStaff, StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const day = 24 * 3_600_000;
const code = (code: string) => ({ code });

let house: VerbsHouse;
let partner: StaffedPartner;
let other: StaffedPartner;
let second: BareStaff;
let [north, south]: TenantId[] = [];

beforeAll(async () => {
  house = await openVerbsHouse();
  [partner, other] = [await StaffedPartner.found(house, { seats: 1_000 }), await StaffedPartner.found(house)];
  second = await partner.hire({ role: "ADMINISTRATOR", scope: "ALL" }, 2);
  [[north], [south]] = [
    await partner.companies(1, { labels: ["north"] }),
    await partner.companies(1, { labels: ["south"] }),
  ];
});
afterAll(() => house.close());

const owner = () => partner.owner.partner();
const labelsOf = async (by: () => ReturnType<typeof owner>) => (await readLabels(by())).map(({ label }) => label);

describe("a token", () => {
  it("is told from what is none without anybody being asked", () => {
    const { token, prefix, hash } = makeServiceToken();
    expect(token).toMatch(/^sgs_[\w-]{49}$/);
    expect([token.startsWith(prefix), prefix.length]).toEqual([true, 8]);
    expect(readServiceToken(token)).toEqual(hash);
    const wrong = [
      token.slice(0, -1),
      `${token}A`,
      token.replace("sgs_", "sgt_"),
      "sgs_",
      "",
      `${token.slice(0, 52)} `,
    ];
    for (const text of wrong) expect([text, readServiceToken(text)]).toEqual([text, null]);
    for (let at = 4; at < token.length; at++) {
      const typo = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      expect(readServiceToken(typo)).toBeNull();
    }
  });

  it("is shown once, and stands nowhere in the database", async () => {
    const { token, account } = await makeMachine(house, owner, ["READ_EVENTS"]);
    const kept = JSON.stringify(
      await house.asSuperuser(
        "select m, a, encode(a.token_hash, 'hex') from machine m join service_account a using (tenant_id, id)",
      ),
    );
    expect(kept).not.toContain(token.slice(8, 40));
    const listed = (await readServiceAccounts(owner())).find((each) => each.account === account);
    expect(listed).toMatchObject({ prefix: token.slice(0, 8), standing: "ACTIVE", keeper: partner.owner.user });
    expect(JSON.stringify(listed)).not.toContain(token.slice(8));
  });

  it("that nobody has says nothing but that", async () => {
    const by = byToken(house, makeServiceToken().token);
    await countUse(by());
    await expect(readPartner(by())).rejects.toMatchObject(code("UNAUTHENTICATED"));
  });
});

describe("what a token may do", () => {
  const acts: Readonly<
    Record<string, readonly [MachineScope | null, (by: ReturnType<typeof owner>) => Promise<unknown>]>
  > = {
    "look at companies": ["READ_COMPANIES", readPartner],
    "list companies": ["READ_COMPANIES", (by) => readCompanies(by, { first: 10 })],
    "order them by numbers": ["READ_COMPANIES", (by) => readCompanies(by, { first: 10, orderBy: { by: "PEOPLE" } })],
    "add them up": ["READ_COMPANIES", (by) => readTotals(by, null)],
    "name companies": ["READ_COMPANIES", (by) => readCompaniesOf(by, [north as TenantId])],
    "see how one stands": ["READ_COMPANIES", (by) => readPostures(by, [north as TenantId], new Set(["PEOPLE"]))],
    "see whether it could recover": [
      "READ_COMPANIES",
      (by) => readPostures(by, [north as TenantId], new Set(["RECOVERY"])),
    ],
    "see its sums of health": ["READ_COMPANIES", (by) => readHealthOf(by, [north as TenantId])],
    "look for one": ["READ_COMPANIES", (by) => searchPartner(by, { text: "no", first: 10 })],
    "see labels": ["READ_COMPANIES", readLabels],
    "see who parted": ["READ_COMPANIES", readParted],
    "see partners under it": ["READ_COMPANIES", (by) => readNested(by, { first: 10 })],
    "follow events": ["READ_EVENTS", (by) => readEvents(by, { after: null, first: 10 })],
    "see where events stand": ["READ_EVENTS", readHead],
    "see templates": [null, (by) => readTemplates(by, { first: 10 })],
    "set labels": ["WRITE_LABELS", (by) => changeCompany(by, north as string, labelsAct(["north"]))],
    "sell seats": ["WRITE_TERMS", (by) => changeCompany(by, north as string, seatsAct(3))],
    "see the staff": [null, (by) => readStaff(by, { first: 10 })],
    "make another": [
      null,
      (by) =>
        createServiceAccount(by, { name: "x", scopes: ["READ_EVENTS"], expiresAt: new Date(by.now.getTime() + day) }),
    ],
    "see the others": [null, readServiceAccounts],
  };
  const all: MachineScope[] = [
    "READ_COMPANIES",
    "READ_PEOPLE",
    "READ_AUDIT",
    "READ_EVENTS",
    "WRITE_LABELS",
    "WRITE_TERMS",
  ];

  it("is what its scopes say, one by one, and nothing that is for people", async () => {
    for (const scope of all) {
      const { by } = await makeMachine(house, owner, [scope]);
      for (const [act, [needed, work]] of Object.entries(acts)) {
        const outcome = await work(by()).then(
          () => "DONE",
          (error) => error.code,
        );
        expect([scope, act, outcome]).toEqual([scope, act, needed === scope ? "DONE" : "FORBIDDEN"]);
      }
    }
    // Whoever was entered for no partner has no right, whatever reads it.
    expect(() => demandRight({}, "posture.read")).toThrow(expect.objectContaining(code("FORBIDDEN")));
    expect(Object.keys(rights).length).toBeGreaterThan(all.length);
  });

  it("is no session's: not of an app, not of the portal, and nothing dangerous", async () => {
    const { by } = await makeMachine(house, owner, all);
    await expect(readViewer(by())).rejects.toMatchObject(code("WRONG_SURFACE"));
    await expect(demandStepUp(by())).rejects.toMatchObject(code("WRONG_SURFACE"));
  });

  it("stands in the log with its keeper and itself", async () => {
    const { by, account } = await makeMachine(house, owner, ["WRITE_TERMS"]);
    await changeCompany(by(), south as string, seatsAct(9));
    const [entry] = await house.asSuperuser(
      "select kind, actor_id, actor_device_id, surface, amount from audit_waiting where tenant_id = $1 order by happened_at desc limit 1",
      [south],
    );
    expect(entry).toEqual({
      kind: "SEATS_CHANGED",
      actor_id: partner.owner.user,
      actor_device_id: account,
      surface: "SERVICE",
      amount: 9,
    });
  });
});

describe("the companies of a token", () => {
  it("are those of its labels or its list, never others, also behind an id that is known", async () => {
    const byLabel = await makeMachine(house, owner, all(), { labels: ["north"] });
    // No token gives scope, not even an owner's.
    const { by: labelling } = await makeMachine(house, owner, ["WRITE_LABELS"]);
    for (const labels of [[], ["north", "x"]]) {
      const outcome = await changeCompany(labelling(), north as string, labelsAct(labels));
      expect(outcome).toMatchObject(labels.length > 0 ? { changed: true } : { refusal: "LABELS_BIND" });
    }
    await changeCompany(labelling(), north as string, labelsAct(["north"]));
    const byList = await makeMachine(house, owner, all(), { companies: [south as string] });
    expect([await labelsOf(byLabel.by), await labelsOf(byList.by)]).toEqual([["north"], ["south"]]);
    await expect(changeCompany(byLabel.by(), south as string, seatsAct(4))).rejects.toMatchObject(code("NOT_FOUND"));
    await expect(changeCompany(byList.by(), north as string, seatsAct(4))).rejects.toMatchObject(code("NOT_FOUND"));
    await changeCompany(byList.by(), south as string, seatsAct(4));
  });

  it("are not another partner's, whoever makes or holds it", async () => {
    const [theirs] = (await other.companies(1, { labels: ["north"] })) as [TenantId];
    const wide = { name: "x", scopes: all(), expiresAt: new Date(owner().now.getTime() + day), companies: [theirs] };
    expect(await createServiceAccount(owner(), wide)).toEqual({
      __typename: "MachineRefused",
      refusal: "WIDER_THAN_OWN",
    });
    const { by, account } = await makeMachine(house, other.owner.partner, all());
    await expect(changeCompany(by(), north as string, seatsAct(4))).rejects.toMatchObject(code("NOT_FOUND"));
    for (const act of [revokeServiceAccount, takeOverServiceAccount])
      await expect(act(owner(), { account })).rejects.toMatchObject(code("NOT_FOUND"));
  });

  const all = (): MachineScope[] => ["READ_COMPANIES", "WRITE_TERMS"];
});

describe("a service account ends", () => {
  it("when it is revoked, at once, also where the partner is suspended", async () => {
    const { by, account } = await makeMachine(house, owner, ["READ_COMPANIES"]);
    await readPartner(by());
    await house.asSuperuser("update partner set suspended_at = now() where tenant_id = $1", [partner.id]);
    await expect(makeMachine(house, owner, ["READ_COMPANIES"])).rejects.toMatchObject(code("READ_ONLY"));
    await readPartner(by());
    await revokeServiceAccount(owner(), { account });
    await house.asSuperuser("update partner set suspended_at = null where tenant_id = $1", [partner.id]);
    await expect(readPartner(by())).rejects.toMatchObject(code("SESSION_ENDED"));
    expect(house.rung).toContain(account);
    await expect(revokeServiceAccount(owner(), { account })).rejects.toMatchObject(code("NOT_FOUND"));
    expect((await readServiceAccounts(owner())).map((each) => each.account)).not.toContain(account);
    // Nobody keeps on what is over.
    await expect(takeOverServiceAccount(second.partner(), { account })).rejects.toMatchObject(code("NOT_FOUND"));
  });

  it("when its keeper is nobody any more, until somebody else keeps it, who widens it by nothing", async () => {
    const { by, account } = await makeMachine(house, second.partner, ["READ_COMPANIES"], { labels: ["south"] });
    const said = { user: second.user, scope: "ALL" as const };
    await setStaff(owner(), { ...said, role: "TECHNICIAN" });
    await expect(readPartner(by())).rejects.toMatchObject(code("SESSION_ENDED"));
    const standing = async () =>
      (await readServiceAccounts(owner())).find((each) => each.account === account)?.standing;
    expect(await standing()).toBe("WITHOUT_KEEPER");
    await expect(takeOverServiceAccount(second.partner(), { account })).rejects.toMatchObject(code("FORBIDDEN"));
    await takeOverServiceAccount(owner(), { account });
    expect([await standing(), await labelsOf(by)]).toEqual(["ACTIVE", ["south"]]);

    await setStaff(owner(), { ...said, role: "ADMINISTRATOR" });
    const another = await makeMachine(house, second.partner, ["READ_COMPANIES"]);
    await house.asSuperuser(`update "user" set role = 'USER' where tenant_id = $1 and id = $2`, [
      partner.id,
      second.user,
    ]);
    await expect(readPartner(another.by())).rejects.toMatchObject(code("SESSION_ENDED"));
    await house.asSuperuser(
      `update "user" set role = 'ADMINISTRATOR', status = 'SUSPENDED' where tenant_id = $1 and id = $2`,
      [partner.id, second.user],
    );
    await expect(readPartner(another.by())).rejects.toMatchObject(code("SESSION_ENDED"));
    await house.asSuperuser(`update "user" set status = 'ACTIVE' where tenant_id = $1 and id = $2`, [
      partner.id,
      second.user,
    ]);
    await readPartner(another.by());
  });

  it("when its time is over", async () => {
    const { by } = await makeMachine(house, owner, ["READ_COMPANIES"], { days: 1 });
    const later = () => ({ ...by(), now: new Date(by().now.getTime() + day) });
    await readPartner(by());
    await expect(readPartner(later())).rejects.toMatchObject(code("TOKEN_EXPIRED"));
  });

  it("comes from nowhere that its keeper does not", async () => {
    const { by } = await makeMachine(house, owner, ["READ_COMPANIES"]);
    await house.asSuperuser(
      `insert into user_policy (tenant_id, user_id, remove_business_items_on_leave, notify_users_of_changes, restrict_portal_access,
         password_auditing, disable_personal_profile, trash_retention_days, session_lifetime_hours, allowed_networks)
       values ($1, $2, false, false, false, 0, false, 30, 720, '{198.51.100.0/24}')`,
      [partner.id, partner.owner.user],
    );
    await expect(readPartner(by())).rejects.toMatchObject(code("NETWORK_REFUSED"));
    await readPartner({ ...by(), ip: "198.51.100.7" });
    await house.asSuperuser("delete from user_policy where user_id = $1", [partner.owner.user]);
  });
});

describe("a service account is made", () => {
  it("by owners and administrators, within bounds, and not without a right to anything", async () => {
    const auditor = await partner.hire({ role: "AUDITOR", scope: "ALL" });
    const asked = {
      name: "x",
      scopes: ["READ_EVENTS"] as MachineScope[],
      expiresAt: new Date(owner().now.getTime() + day),
    };
    await expect(createServiceAccount(auditor.partner(), asked)).rejects.toMatchObject(code("FORBIDDEN"));
    await expect(createServiceAccount(partner.company.ada.portal(), asked)).rejects.toMatchObject(
      code("WRONG_SURFACE"),
    );
    const wrong = [
      { name: "" },
      { name: "x\u0000" },
      { scopes: [] },
      { perMinute: 0 },
      { perMinute: 6_001 },
      { expiresAt: owner().now },
      { expiresAt: new Date(owner().now.getTime() + 367 * day) },
      { labels: [] },
      { labels: ["a"], companies: [crypto.randomUUID()] },
      { companies: ["no id"] },
      { companies: [] },
      { companies: Array.from({ length: 1_001 }, () => crypto.randomUUID()) },
    ];
    for (const each of wrong)
      await expect(createServiceAccount(owner(), { ...asked, ...each })).rejects.toMatchObject(code("BAD_USER_INPUT"));
    expect(await partner.logged()).toContain("PARTNER_ACT_REFUSED");
  });

  it("as often as there may be of them", async () => {
    const { ada } = other.company;
    await house.asSuperuser(
      `insert into machine (tenant_id, id, kind, name, keeper_id, company_scope, labels, companies, made_at)
       select $1, gen_random_uuid(), 'SERVICE_ACCOUNT', 'x', $2, 'ALL', '{}', '{}', now() from generate_series(1, 50)`,
      [other.id, formatUuid(ada.account.user)],
    );
    await expect(makeMachine(house, other.owner.partner, ["READ_EVENTS"])).rejects.toThrow("TOO_MANY");
  });
});

describe("the use of a token", () => {
  it("is counted by the minute, for each token apart, and noted", async () => {
    const made = await makeMachine(house, owner, ["READ_COMPANIES"], { perMinute: 3 });
    const another = await makeMachine(house, owner, ["READ_COMPANIES"], { perMinute: 1 });
    for (let n = 0; n < 3; n++) await countUse(made.by());
    await expect(countUse(made.by())).rejects.toMatchObject(code("RATE_LIMITED"));
    await countUse(another.by());
    const noted = async () =>
      (await readServiceAccounts(owner())).find((each) => each.account === made.account)?.lastUsedAt;
    const first = await noted();
    expect(first?.getTime()).toBeGreaterThan(owner().now.getTime() - 60_000);
    const minute = { ...made.by(), now: new Date((first as Date).getTime() + 61_000) };
    await countUse(minute);
    expect(await noted()).toEqual(minute.now);
  });
});
