/** Policies as the server takes, refuses and holds to them, by its verbs. */
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { makeGroupLink } from "../../src/crypto/client/group-link.ts";
import { signRefreshProof } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asChallenge, asToken, type Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, type Policies, policiesHash } from "../../src/crypto/policies.ts";
import { changeState } from "../../src/crypto/roster-state.ts";
import { encodeState } from "../../src/crypto/state-encoding.ts";
import { entryType, groupClass, type PolicyScope, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { openByAccountCode } from "../../src/domain/account-code/open.ts";
import { recoverAccount } from "../../src/domain/account-code/recover.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { changeRosters } from "../../src/domain/company/change-rosters.ts";
import type { Request } from "../../src/domain/context.ts";
import { findOverruledAnew, overruledIn } from "../../src/domain/policy/overruled.ts";
import { readDocuments, readOwnDocuments, readOwnPolicies, readPoliciesOf } from "../../src/domain/policy/read.ts";
import { bindUsers, readSaid } from "../../src/domain/policy/sources.ts";
import { tryPolicies } from "../../src/domain/policy/try.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { refreshSession } from "../../src/domain/session/refresh-session.ts";
import { signOut } from "../../src/domain/session/sign-out.ts";
import { setLocale } from "../../src/domain/user/set-locale.ts";
import type { UserId } from "../../src/ids.ts";
import { prepareCode, prepareOpening, prepareRecovery } from "../support/account-code.ts";
import { draft, linkInput, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareGroup, type BareMember, signInTo } from "../support/bare-company.ts";
import { addTotp } from "../support/second-factor.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
});

const said = <V>(value: V, locked = false) => ({ value, locked });
const tenant = { scope: policyScope.TENANT, id: null } as const;
const about = (who: BareMember) => ({ scope: policyScope.USER, id: who.account.user }) as const;
const of = (group: BareGroup) => ({ scope: policyScope.GROUP, id: group.state.head.id }) as const;
type Place = { readonly scope: PolicyScope; readonly id: Uint8Array | null };

const saying = ({ scope, id }: Place, hash: Uint8Array | null) =>
  ({ operation: operation.POLICY, subject: { scope, id, hash } }) as never;

/** Says something of a scope, or, where there is nothing to say, no more. */
function say(place: Place, policies: Policies | null, by = ada) {
  const document = policies && encodePolicies(policies);
  const act = saying(place, document && policiesHash(document));
  return company.act(by, act, document ? { policies: [{ seq: company.state.head.seq + 1, document }] } : {});
}
const valuesOf = async (who: BareMember, ...names: (keyof Policies)[]) => {
  const bound = await readOwnPolicies(who.app());
  return names.map((name) => [bound[name].value, bound[name].origin.group ?? bound[name].origin.scope]);
};
const from = (request: Request, ip: string | null): Request => ({ ...request, ip });
const done = { __typename: "RostersChanged" };
const members = (...who: BareMember[]) => company.group(who[0] as BareMember, groupClass.NAMED, ...who);

describe("What is said", () => {
  it("binds everybody, a group's, or one, and is taken back", async () => {
    const group = await members(ada, bob);
    expect(await say(tenant, { sessionLifetimeHours: said(100) })).toMatchObject(done);
    expect(await valuesOf(bob, "sessionLifetimeHours")).toEqual([[100, "TENANT"]]);
    expect(await say(of(group), { sessionLifetimeHours: said(200) })).toMatchObject(done);
    expect(await valuesOf(bob, "sessionLifetimeHours")).toEqual([[200, group.id]]);
    expect(await say(about(bob), { sessionLifetimeHours: said(300) })).toMatchObject(done);
    expect(await valuesOf(bob, "sessionLifetimeHours")).toEqual([[300, "USER"]]);
    for (const place of [about(bob), of(group), tenant]) expect(await say(place, null)).toMatchObject(done);
    expect(await valuesOf(bob, "sessionLifetimeHours")).toEqual([[720, "DEFAULT"]]);
    expect(await readOwnDocuments(bob.app())).toEqual([]);
  });

  it("is shown to whom it binds, as it was signed, and to nobody else but administrators", async () => {
    const eve = await company.hire();
    await say(about(bob), { disableExport: said(true) });
    const [document] = await readOwnDocuments(bob.app());
    expect(policiesHash(document?.document as Uint8Array)).toEqual(
      policiesHash(encodePolicies({ disableExport: said(true) })),
    );
    expect(await readOwnDocuments(eve.app())).toEqual([]);
    const page = { first: 10, after: null };
    expect((await readDocuments(ada.portal(), page)).edges).toHaveLength(1);
    await expect(readDocuments(eve.portal(), page)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(readDocuments(ada.app(), page)).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    const user = formatUuid(bob.account.user);
    expect((await readPoliciesOf(ada.portal(), user))?.disableExport.value).toBe(true);
    await expect(readPoliciesOf(eve.portal(), user)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is nobody's in another company", async () => {
    const other = await BareCompany.found(house);
    await say(about(bob), { disableExport: said(true) });
    expect(await readPoliciesOf(other.ada.portal(), formatUuid(bob.account.user))).toBeNull();
    expect((await readDocuments(other.ada.portal(), { first: 10, after: null })).edges).toEqual([]);
    const place = { scope: "USER", id: formatUuid(bob.account.user), document: null, after: null } as const;
    await expect(tryPolicies(other.ada.portal(), place)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("goes with whom or what it was said of", async () => {
    const group = await members(ada, bob);
    await say(of(group), { disableExport: said(true) });
    await say(about(bob), { disableSharing: said(true) });
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: group.state.head.id } });
    expect(await valuesOf(bob, "disableExport", "disableSharing")).toEqual([
      [false, "DEFAULT"],
      [true, "USER"],
    ]);
    await company.act(ada, { operation: operation.REMOVE, subject: { user: bob.account.user } });
    expect((await readDocuments(ada.portal(), { first: 10, after: null })).edges).toEqual([]);
    expect(
      await house.asSuperuser("select from user_policy where user_id = $1", [formatUuid(bob.account.user)]),
    ).toEqual([]);
  });

  it("binds whoever joins, and whoever comes to a group or goes from it", async () => {
    await say(tenant, { sessionLifetimeHours: said(10) });
    const group = await members(ada);
    await say(of(group), { trashRetentionDays: said(7) });
    const eve = await company.hire();
    expect(await valuesOf(eve, "sessionLifetimeHours", "trashRetentionDays")).toEqual([
      [10, "TENANT"],
      [30, "DEFAULT"],
    ]);
    const { user, signing, xwingKeyHash } = eve.account;
    const subject = { user, signingKey: signing.publicKey, xwingKeyHash };
    const added = group.act(ada, { operation: operation.ADD, subject });
    await company.send(ada, [added.signed]);
    const kept = () => house.asSuperuser("select * from user_policy where user_id = $1", [formatUuid(user)]);
    expect(await kept()).toMatchObject([{ trash_retention_days: 7, session_lifetime_hours: 10 }]);
    group.state = added.state;
    await company.send(ada, [group.act(ada, { operation: operation.REMOVE, subject: { user } }).signed]);
    expect(await kept()).toMatchObject([{ trash_retention_days: 30 }]);
  });
});

it("Members of the same groups are bound alike, which is found once, and what is said of one of them counts besides", async () => {
  const groups = Array.from({ length: 100 }, (_, n) => randomUUID().replace(/^.{8}/, String(n).padStart(8, "0")));
  const networks = (n: number) => [...Array.from({ length: 99 }, (_, m) => `10.${n}.${m}.0/24`), "10.0.0.0/8"].sort();
  const documents = groups.map((id, n) => {
    const document = encodePolicies({ allowedIpRanges: said(networks(n)), disableExport: said(true, true) });
    return { id, scope: "GROUP" as const, seq: n, document };
  });
  const [one, other] = [randomUUID() as UserId, randomUUID() as UserId];
  const own = encodePolicies({ allowedIpRanges: said(["192.0.2.0/24"]), disableExport: said(false) });
  const all = readSaid([...documents, { id: one, scope: "USER", seq: 0, document: own }]);
  const users = Array.from({ length: 1_000 }, () => randomUUID() as UserId);
  const rows = [one, other, ...users].map((user) => ({ user, groups: groups.join(), administrator: false }));
  const [first, ...bound] = await bindUsers(all, randomUUID(), rows);
  expect(first?.policies.allowedIpRanges).toMatchObject({ value: ["192.0.2.0/24"], origin: { scope: "USER" } });
  expect(first?.policies.disableExport.value).toBe(true);
  expect(bound[0]?.policies.allowedIpRanges.value).toHaveLength(9_901);
  expect(new Set(bound.map(({ policies }) => policies)).size).toBe(1);
  // By a desk's word administrators are bound otherwise.
  const desk = {
    id: randomUUID(),
    scope: "PARTNER" as const,
    seq: 0,
    document: encodePolicies({ allowedIpRanges: said(["192.0.2.0/24"]) }),
  };
  const alike = [one, other].map((user) => ({ user, groups: "", administrator: user === other }));
  const ofDesk = await bindUsers(readSaid([desk]), randomUUID(), alike);
  expect(ofDesk.map(({ policies }) => policies.allowedIpRanges.value)).toEqual([["192.0.2.0/24"], null]);
});

it("What a desk overrules in the documents of many is found while others get their turn, and told where it is new", async () => {
  const [desk, group, ...users] = Array.from({ length: 2_002 }, () => randomUUID());
  const document = (policies: Policies) => encodePolicies(policies);
  const own = users.map((id) => ({
    id,
    scope: "USER" as const,
    seq: 0,
    document: document({ disableExport: said(false) }),
  }));
  const its = {
    id: group as string,
    scope: "GROUP" as const,
    seq: 0,
    document: document({ trashRetentionDays: said(5) }),
  };
  const locks = (policies: Policies) => ({
    id: desk as string,
    scope: "PARTNER" as const,
    seq: 0,
    document: document(policies),
  });
  const quiet = readSaid([...own, its, locks({ disableExport: said(true) })]);
  const loud = readSaid([...own, its, locks({ disableExport: said(true, true) })]);
  const louder = readSaid([...own, its, locks({ disableExport: said(true, true), trashRetentionDays: said(3, true) })]);
  expect(await overruledIn(quiet, randomUUID())).toEqual([]);
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  expect(await overruledIn(louder, randomUUID())).toHaveLength(2_001);
  expect(await findOverruledAnew(loud, loud, randomUUID())).toBeNull();
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(8);
  expect(await findOverruledAnew(quiet, loud, randomUUID())).toBe("disableExport");
  expect(await findOverruledAnew(loud, louder, randomUUID())).toBe("trashRetentionDays");
  expect(await findOverruledAnew(louder, loud, randomUUID())).toBeNull();
});

it("Where it says nothing else of somebody than before, nothing of theirs is written again", async () => {
  const user = formatUuid(bob.account.user);
  const versions = () =>
    house.asSuperuser(
      `select id, xmin::text from vault where user_id = $1 union all select id, xmin::text from session where user_id = $1
       union all select user_id, xmin::text from user_policy where user_id = $1 order by id, xmin`,
      [user],
    );
  await say(tenant, { itemHistoryLimit: said(5), sessionLifetimeHours: said(100) });
  const before = await versions();
  await say(tenant, { itemHistoryLimit: said(5), sessionLifetimeHours: said(100), disableExport: said(true) });
  expect(await versions()).toEqual(before);
  await say(about(bob), { disablePersonalProfile: said(true) });
  const after = await versions();
  const vaults = [bob.account.vaults.PERSONAL, bob.account.vaults.ACCOUNT, bob.account.vaults.BUSINESS];
  const [personal, ...others] = vaults.map(({ id }) => formatUuid(id));
  const versionOf = (all: typeof before, id: unknown) => all.find((row) => row.id === id)?.xmin;
  expect(versionOf(after, personal)).not.toBe(versionOf(before, personal));
  for (const other of others) expect(versionOf(after, other)).toBe(versionOf(before, other));
  await say(tenant, { itemHistoryLimit: said(4), sessionLifetimeHours: said(100) });
  expect(versionOf(await versions(), others[1])).not.toBe(versionOf(before, others[1]));
});

it("Hundreds are bound in portions, all of them in one deed", async () => {
  const its = formatUuid(company.state.head.id);
  await house.asSuperuser(
    `insert into "user" (tenant_id, id, address, name, role, is_primary, person_salt, created_at)
     select $1, gen_random_uuid(), gen_random_uuid() || '@example.com', 'Somebody', 'USER', false, sha256('salt'), now() from generate_series(1, 600)`,
    [its],
  );
  const bound = () =>
    house.asSuperuser("select from user_policy where tenant_id = $1 and session_lifetime_hours = 50", [its]);
  expect(await say(tenant, { sessionLifetimeHours: said(50) })).toMatchObject(done);
  expect(await bound()).toHaveLength(602);
  expect(await say(tenant, null)).toMatchObject(done);
  expect(await bound()).toHaveLength(0);
});

describe("Waits for nobody in a ring", () => {
  /** Somebody else holds a row until they are told to let it go; and how many wait for anything. */
  async function holding(sql: string, id: Id) {
    const client = new Client({ connectionString: house.superuserUrl });
    await client.connect();
    await client.query("begin");
    await client.query(sql, [formatUuid(id)]);
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    const waitFor = async (many: number) => {
      while ((await house.asSuperuser(waiting)).length < many);
    };
    const letGo = () => client.query("rollback").then(() => client.end());
    return { waitFor, letGo };
  }
  const suspension = async (who: BareMember, state: BareCompany["state"]) => {
    const heads = await house.asSuperuser(
      "select id as vault, revision, head as hash from vault where user_id = $1 and class = 'BUSINESS' and head is not null",
      [formatUuid(who.account.user)],
    );
    const subject = { user: who.account.user };
    return company.link(ada, { operation: operation.SUSPEND, subject }, heads as never, state);
  };

  it.each<[string, Policies, (group: BareGroup) => Place]>([
    ["of everybody", { disablePersonalProfile: said(true) }, () => tenant],
    ["of a group", { itemHistoryLimit: said(5) }, of],
    ["of one", { itemHistoryLimit: said(5) }, () => about(bob)],
  ])("what is said %s of profiles, while one of them is suspended", async (_, policies, placeOf) => {
    // Whoever comes last has the highest id: bob's row is locked by then.
    const eve = await company.hire();
    const group = await members(ada, bob, eve);
    const place = placeOf(group);
    const before = company.state;
    const held = await holding(
      'select from "user" where id = $1 for update',
      (place === tenant || place.scope === 2 ? eve : bob).account.user,
    );
    const policy = say(place, policies);
    await held.waitFor(1);
    const suspended = company.send(ada, [(await suspension(bob, before)).signed]);
    await held.waitFor(2);
    await held.letGo();
    expect(await policy).toMatchObject(done);
    expect(await suspended).toMatchObject({ __typename: "StaleHead" });
  });

  it("a recovery by account code, and the suspension of whom it is for", async () => {
    const { code, input } = await prepareCode(house, bob.account);
    await makeAccountCode(bob.app(), input);
    const recovering = await prepareRecovery(house, bob.account, code);
    const held = await holding("select from roster where id = $1 for update", company.state.head.id);
    const suspended = company.send(ada, [(await suspension(bob, company.state)).signed]);
    await held.waitFor(1);
    const recovered = recoverAccount(house.anonymous(), recovering.input).then(
      (answer) => answer.__typename,
      ({ code: why }) => why,
    );
    await held.waitFor(2);
    await held.letGo();
    expect(await suspended).toMatchObject(done);
    expect(["READ_ONLY", "SignInRefused"]).toContain(await recovered);
  });

  it("what is said no more, and who comes to a group or goes from it", async () => {
    const group = await members(ada);
    await say(of(group), { itemHistoryLimit: said(5) });
    const { user, signing, xwingKeyHash } = bob.account;
    const comes = { operation: operation.ADD, subject: { user, signingKey: signing.publicKey, xwingKeyHash } };
    const goes = { operation: operation.REMOVE, subject: { user } };
    for (const act of [comes, goes, comes, null]) {
      const before = company.state;
      const held = await holding('select from "user" where id = $1 for update', user);
      const link = act && group.act(ada, act as never);
      if (link) group.state = link.state;
      const changed = link ? company.send(ada, [link.signed]) : say(of(group), null);
      await held.waitFor(1);
      const suspending = await suspension(bob, before);
      const suspended = company.send(ada, [suspending.signed]);
      await held.waitFor(2);
      await held.letGo();
      expect(await changed).toMatchObject(done);
      if (act) {
        expect(await suspended).toMatchObject(done);
        company.state = suspending.state;
        await company.act(ada, { operation: operation.RESUME, subject: { user } } as never);
      } else expect(await suspended).toMatchObject({ __typename: "StaleHead" });
    }
  });
});

describe("A member of a group that something is said of", () => {
  const leaving = (group: BareGroup, tenantState = company.state) =>
    makeGroupLink(group.state, tenantState, company.signer(bob), {
      operation: operation.LEAVE,
      subject: { user: bob.account.user },
    });
  const send = ({ signed }: { signed: Uint8Array }) =>
    changeRosters(bob.app(), { clientMutationId: crypto.randomUUID(), links: [linkInput(signed)] });

  it("does not leave it, by a link of before or by one that was made up, and goes when nothing is said any more", async () => {
    const group = await members(ada, bob);
    const before = company.state;
    const early = leaving(group);
    await say(of(group), { disableExport: said(true, true), requireTwoFactor: said(0) });
    expect(await send(early)).toMatchObject({ __typename: "StaleHead" });
    expect(() => leaving(group)).toThrow("NOT_ALLOWED: bound");
    // As a client signs that leaves the rule out: on the head in force, by what was there before.
    const forged = leaving(group, { ...before, head: company.state.head });
    await expect(send(forged)).rejects.toMatchObject({ code: "INVALID_PROOF", details: { reason: "NOT_ALLOWED" } });
    expect(await valuesOf(bob, "disableExport", "requireTwoFactor")).toEqual([
      [true, group.id],
      [0, group.id],
    ]);
    await say(of(group), null);
    expect(await send(leaving(group))).toMatchObject(done);
  });
});

describe("Refused is", () => {
  const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
  const document = encodePolicies({ disableExport: said(true) });

  it("what somebody says who is no administrator", async () => {
    const link = { signed: company.link(ada, saying(tenant, policiesHash(document))).signed };
    await expect(company.send(bob, [link.signed])).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(() => company.link(bob, saying(tenant, policiesHash(document)))).toThrow("administrator");
  });

  it("what an administrator says outside the portal", async () => {
    const { signed } = company.link(ada, saying(tenant, policiesHash(document)));
    const input = { clientMutationId: "1", links: [linkInput(signed)], policies: [{ seq: 2, document }] };
    await expect(changeRosters(ada.app(), input)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
  });

  it("a document that is missing, another, too much, or none", async () => {
    const act = saying(tenant, policiesHash(document));
    const seq = company.state.head.seq + 1;
    const another = encodePolicies({ disableExport: said(false) });
    const send = (policies: { seq: number; document: Uint8Array }[], its = act) => company.act(ada, its, { policies });
    await expect(send([])).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(send([{ seq, document: another }])).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(send([{ seq: seq + 1, document }])).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(
      send([
        { seq, document },
        { seq: seq + 1, document },
      ]),
    ).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(
      send([
        { seq, document },
        { seq, document },
      ]),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    const garbage = new Uint8Array(100).fill(7);
    await expect(send([{ seq, document: garbage }], saying(tenant, policiesHash(garbage)))).rejects.toMatchObject(
      refusing("MALFORMED"),
    );
    const large = new Uint8Array(32_769);
    await expect(send([{ seq, document: large }], saying(tenant, policiesHash(large)))).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    await expect(send([{ seq, document: new Uint8Array() }])).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("what would leave documents of more than a hundred groups", async () => {
    const [one, other] = [await members(ada, bob), await members(ada, bob)];
    const entries = Array.from({ length: 99 }, () => ({
      type: entryType.POLICY,
      ...{ scope: policyScope.GROUP, id: makeId(Date.now()), hash: policiesHash(document), seq: 1 },
    }));
    company.state = { ...company.state, ...changeState(company.state, entries) };
    const kept = [Buffer.from(encodeState(company.state)), formatUuid(company.state.head.id)];
    await house.asSuperuser("update roster set state = $1 where id = $2", kept);
    expect(await say(of(one), { disableExport: said(true) })).toMatchObject(done);
    expect(await say(of(one), { disableExport: said(false) })).toMatchObject(done);
    const refused = { __typename: "TenantLimitReached", limit: "GROUP_POLICIES" };
    expect(await say(of(other), { disableExport: said(true) })).toMatchObject(refused);
    const [entry] = await house.asSuperuser("select kind from audit_waiting where tenant_id = $1 order by id desc", [
      formatUuid(company.state.head.id),
    ]);
    expect(entry).toEqual({ kind: "GROUP_POLICIES_WERE_TOO_MANY" });
    expect(await say(about(bob), { disableSharing: said(true) })).toMatchObject(done);
    expect(await say(of(one), null)).toMatchObject(done);
    expect(await say(of(other), { disableExport: said(true) })).toMatchObject(done);
  });

  it("a lock that contradicts what is narrower, and the narrower against a lock, but not both in one deed", async () => {
    await say(about(bob), { disableExport: said(false), disableSharing: said(true) });
    const refused = { __typename: "PolicyRefused", refusal: "CONTRADICTS_LOCK", setting: "disableExport" };
    expect(await say(tenant, { disableExport: said(true, true) })).toMatchObject(refused);
    expect(await valuesOf(bob, "disableExport")).toEqual([[false, "USER"]]);

    const [narrower, wider] = [
      encodePolicies({ disableSharing: said(true) }),
      encodePolicies({ disableExport: said(true, true) }),
    ];
    const first = company.link(ada, saying(about(bob), policiesHash(narrower)));
    const second = company.link(ada, saying(tenant, policiesHash(wider)), [], first.state);
    const seq = first.state.head.seq;
    const policies = [
      { seq, document: narrower },
      { seq: seq + 1, document: wider },
    ];
    expect(await company.send(ada, [first.signed, second.signed], { policies })).toMatchObject(done);
    company.state = second.state;
    expect(await valuesOf(bob, "disableExport")).toEqual([[true, "TENANT"]]);
    expect(await say(about(bob), { disableExport: said(false) })).toMatchObject(refused);
    const group = await members(ada, bob);
    expect(await say(of(group), { disableExport: said(true) })).toMatchObject(refused);
  });

  it("what would lock out its author", async () => {
    const refused = { __typename: "PolicyRefused", refusal: "LOCKS_OUT_AUTHOR", setting: "allowedIpRanges" };
    expect(await say(tenant, { allowedIpRanges: said(["198.51.100.0/24"]) })).toMatchObject(refused);
    expect(await say(about(ada), { allowedIpRanges: said(["198.51.100.0/24"]) })).toMatchObject(refused);
    const group = await members(ada, bob);
    expect(await say(of(group), { allowedIpRanges: said(["198.51.100.0/24"]) })).toMatchObject(refused);
    const { user, signing, xwingKeyHash } = ada.account;
    const removed = group.act(ada, { operation: operation.REMOVE, subject: { user } });
    expect(await company.send(ada, [removed.signed])).toMatchObject(done);
    group.state = removed.state;
    expect(await say(of(group), { allowedIpRanges: said(["198.51.100.0/24"]) })).toMatchObject(done);
    const subject = { user, signingKey: signing.publicKey, xwingKeyHash };
    const added = group.act(ada, { operation: operation.ADD, subject });
    expect(await company.send(ada, [added.signed])).toMatchObject(refused);
    expect(await say(tenant, { allowedIpRanges: said(["192.0.2.0/24"]) })).toMatchObject(done);
  });
});

describe("allowedIpRanges", () => {
  it("lets nobody in from elsewhere while it is on, with an open session or a new one", async () => {
    const inside = () => from(bob.app(), "198.51.100.9");
    await findActor(bob.app());
    await say(about(bob), { allowedIpRanges: said(["198.51.100.0/24", "2001:db8::/32"]) });
    await expect(findActor(bob.app())).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    for (const ip of [null, "::1", "198.51.101.1", "2001:db9::1"])
      await expect(findActor(from(bob.app(), ip))).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    await findActor(inside());
    await findActor(from(bob.app(), "2001:db8:1::7"));
    expect(await signInTo(house, bob.account, "APP")).toEqual({
      __typename: "SignInRefused",
      refusal: "NETWORK_REFUSED",
    });
    await say(about(bob), null);
    await findActor(bob.app());
    await say(about(bob), { allowedIpRanges: said(["198.51.100.0/24"]) });
    await expect(findActor(bob.app())).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
  });

  it("lets somebody end their own session from anywhere, and do nothing else from there", async () => {
    await say(about(bob), { allowedIpRanges: said(["198.51.100.0/24"]) });
    const admits = ["APP", "PORTAL", "FORMER", "PASSWORD", "FACTOR"] as const;
    const [elsewhere, nowhere] = [from(bob.app(), "203.0.113.1"), from(bob.portal(), null)];
    await expect(findActor({ ...elsewhere, admits })).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    // Nor does the database take it for an admission that nothing is said.
    const unsaid = house.house.pool.query("select enter($1, $2, null, null)", [elsewhere.accessHash, elsewhere.now]);
    await expect(unsaid).rejects.toThrow("NETWORK_REFUSED");
    const { session } = await findActor(from(bob.app(), "198.51.100.1"));
    expect(await signOut({ ...elsewhere, admits })).toEqual({ session });
    await expect(findActor(from(bob.app(), "198.51.100.1"))).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await expect(signOut(elsewhere)).rejects.toMatchObject({ code: "SESSION_ENDED" });
    const other = await findActor(from(bob.portal(), "198.51.100.1"));
    expect(await signOut(nowhere)).toEqual({ session: other.session });
    const log = "select from audit_waiting where kind = 'SIGNED_OUT' and actor_id = $1";
    expect(await house.asSuperuser(log, [formatUuid(bob.account.user)])).toHaveLength(2);
  });

  it("lets nobody in from elsewhere by an account code, or by a refresh", async () => {
    const { code, input } = await prepareCode(house, bob.account);
    await makeAccountCode(bob.app(), input);
    await say(about(bob), { allowedIpRanges: said(["198.51.100.0/24"]) });
    const refused = { __typename: "SignInRefused", refusal: "NETWORK_REFUSED" };
    const opening = async () => prepareOpening(house, bob.account, code);
    expect(await openByAccountCode(house.anonymous(), await opening())).toEqual(refused);
    expect(await openByAccountCode(from(house.anonymous(), "198.51.100.1"), await opening())).toMatchObject({
      __typename: "OpenedByAccountCode",
    });
    const { input: recovering } = await prepareRecovery(house, bob.account, code);
    expect(await recoverAccount(house.anonymous(), recovering)).toEqual(refused);
    const session = (await findActor(from(bob.app(), "198.51.100.1"))).session;
    const asked = () => {
      const { account } = bob;
      const [current, next] = [account.refreshToken, new Uint8Array(32).fill(9)];
      const proof = {
        origin: house.house.publicUrl,
        user: account.user,
        device: account.device,
        session: parseUuid(session),
        current: tokenHash(asToken(current)),
        next: tokenHash(asToken(next)),
        clientNonce: asChallenge(randomBytes(32)),
        time: Date.now(),
      };
      const { bytes, signature } = signRefreshProof(proof, account.devicePair);
      return { proof: bytes, deviceSignature: signature, refreshToken: current };
    };
    await expect(refreshSession(house.anonymous(), asked())).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    expect(await refreshSession(from(house.anonymous(), "198.51.100.1"), asked())).toMatchObject({ session });
  });

  it("holds for sessions of whoever joins and whoever comes to the group", async () => {
    const group = await members(ada);
    await say(of(group), { allowedIpRanges: said(["192.0.2.0/24"]) });
    const { user, signing, xwingKeyHash } = bob.account;
    await findActor(from(bob.app(), "203.0.113.1"));
    const subject = { user, signingKey: signing.publicKey, xwingKeyHash };
    await company.send(ada, [group.act(ada, { operation: operation.ADD, subject }).signed]);
    await expect(findActor(from(bob.app(), "203.0.113.1"))).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    await say(of(group), null);
    await say(tenant, { allowedIpRanges: said(["192.0.2.0/25"]) });
    const eve = await company.hire();
    await expect(findActor(from(eve.app(), "192.0.2.200"))).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
    await findActor(eve.app());
  });
});

describe("Whoever is suspended", () => {
  it("is shown nothing by an account code, recovers nothing, and the log says so", async () => {
    const { code, input } = await prepareCode(house, bob.account);
    await makeAccountCode(bob.app(), input);
    const user = formatUuid(bob.account.user);
    const heads = (await house.asSuperuser(
      "select id as vault, revision, head as hash from vault where user_id = $1 and class = 'BUSINESS' and head is not null",
      [user],
    )) as never[];
    const suspend = { operation: operation.SUSPEND, subject: { user: bob.account.user } } as const;
    expect(await company.act(ada, suspend, {}, heads)).toMatchObject(done);
    const refused = { __typename: "SignInRefused", refusal: "USER_SUSPENDED" };
    const opening = await prepareOpening(house, bob.account, code);
    expect(await openByAccountCode(house.anonymous(), opening)).toEqual(refused);
    const { input: recovery } = await prepareRecovery(house, bob.account, code);
    expect(await recoverAccount(house.anonymous(), recovery)).toEqual(refused);
    const told = await house.asSuperuser("select from audit_waiting where user_id = $1 and kind = $2", [
      user,
      "SIGN_IN_OF_SUSPENDED_REFUSED",
    ]);
    expect(told).toHaveLength(2);
  });
});

describe("restrictPortalAccess", () => {
  it("ends others' sessions of the portal and opens no more while it is on", async () => {
    await findActor(bob.portal());
    await say(tenant, { restrictPortalAccess: said(true) });
    await expect(findActor(bob.portal())).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await findActor(bob.app());
    await findActor(ada.portal());
    const refused = { __typename: "SignInRefused", refusal: "PORTAL_RESTRICTED" };
    expect(await signInTo(house, bob.account, "PORTAL")).toEqual(refused);
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ __typename: "SignedIn" });
    await say(tenant, null);
    expect(await signInTo(house, bob.account, "PORTAL")).toMatchObject({ __typename: "SignedIn" });
    await say(tenant, { restrictPortalAccess: said(true) });
    expect(await signInTo(house, bob.account, "PORTAL")).toEqual(refused);
  });

  it("leaves no session of the portal open that was opened while it was said", async () => {
    for (let round = 0; round < 2; round++) {
      const [set, ...answers] = await Promise.all([
        say(tenant, { restrictPortalAccess: said(true), allowedIpRanges: said(["192.0.2.0/24"]) }),
        ...Array.from({ length: 6 }, () => signInTo(house, bob.account, "PORTAL")),
        signInTo(house, bob.account, "APP"),
      ]);
      expect(set).toMatchObject(done);
      const open = await house.asSuperuser(
        "select surface, networks is null as from_anywhere from session where user_id = $1 and ended_at is null",
        [formatUuid(bob.account.user)],
      );
      expect(open.filter((each) => each.surface === "PORTAL" || each.from_anywhere)).toEqual([]);
      for (const answer of answers) {
        const refused = answer.__typename === "SignInRefused" && answer.refusal === "PORTAL_RESTRICTED";
        expect(refused || answer.__typename === "SignedIn").toBe(true);
      }
      await say(tenant, null);
    }
  });

  it("ends the session of an administrator who is none any more", async () => {
    const eve = await company.hire(role.ADMINISTRATOR);
    await say(tenant, { restrictPortalAccess: said(true) });
    await findActor(eve.portal());
    await company.act(ada, { operation: operation.ROLE, subject: { user: eve.account.user, role: role.USER } });
    await expect(findActor(eve.portal())).rejects.toMatchObject({ code: "SESSION_ENDED" });
  });
});

describe("sessionLifetimeHours", () => {
  it("cuts open sessions short, and lets new ones live no longer", async () => {
    const expiry = async () =>
      (
        await house.asSuperuser(
          "select extract(epoch from (expires_at - created_at)) / 3600 as hours from session where user_id = $1 and ended_at is null order by created_at desc",
          [formatUuid(bob.account.user)],
        )
      ).map(({ hours }) => Math.round(Number(hours)));
    expect(new Set(await expiry())).toEqual(new Set([720]));
    await say(tenant, { sessionLifetimeHours: said(8) });
    expect(new Set(await expiry())).toEqual(new Set([8]));
    await signInTo(house, bob.account, "APP");
    expect((await expiry())[0]).toBe(8);
    await say(tenant, null);
    await signInTo(house, bob.account, "APP");
    expect((await expiry())[0]).toBe(720);
  });

  it("ends a session that is older already", async () => {
    house.advance(2 * 60_000);
    await findActor(bob.app());
    await house.asSuperuser("update session set created_at = created_at - interval '2 hours' where user_id = $1", [
      formatUuid(bob.account.user),
    ]);
    await say(tenant, { sessionLifetimeHours: said(1) });
    await expect(findActor(bob.app())).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
  });
});

describe("maximumPasswordAge", () => {
  it("opens a session that serves a change of password alone", async () => {
    const age = (days: number) =>
      house.asSuperuser("update account_key set password_set_at = $2 where user_id = $1", [
        formatUuid(bob.account.user),
        new Date(house.house.clock().getTime() - days * 86_400_000),
      ]);
    await say(tenant, { maximumPasswordAge: said(90) });
    await age(89);
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ __typename: "SignedIn" });
    await age(91);
    const answer = await signInTo(house, bob.account, "PORTAL");
    expect(answer).toMatchObject({ __typename: "PasswordTooOld" });
    if (answer.__typename !== "PasswordTooOld") throw new Error(answer.__typename);
    const request = () => house.by(answer.session.accessToken);
    await expect(findActor(request())).rejects.toMatchObject({ code: "PASSWORD_TOO_OLD" });
    await findActor({ ...request(), admits: ["PASSWORD"] });
    expect(await readOwnDocuments(request())).toHaveLength(1);
    await expect(readOwnPolicies(request())).rejects.toMatchObject({ code: "PASSWORD_TOO_OLD" });
    await say(tenant, { maximumPasswordAge: said(92) });
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ __typename: "SignedIn" });
    await say(tenant, { maximumPasswordAge: said(90) });
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ __typename: "PasswordTooOld" });
  });
});

describe("requireTwoFactor", () => {
  it("opens a session that serves to add a second factor alone, and ends those that lack one as they are refreshed", async () => {
    await say(tenant, { requireTwoFactor: said(0) });
    const answer = await signInTo(house, bob.account, "PORTAL");
    expect(answer).toMatchObject({ __typename: "SecondFactorMissing" });
    if (answer.__typename !== "SecondFactorMissing") throw new Error(answer.__typename);
    const request = () => house.by(answer.session.accessToken);
    await expect(findActor(request())).rejects.toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
    await expect(findActor({ ...request(), admits: ["PASSWORD", "FORMER"] })).rejects.toMatchObject({
      code: "SECOND_FACTOR_REQUIRED",
    });
    await addTotp(house, () => ({ ...request(), admits: ["FACTOR"] }));
    expect(await findActor(request())).toMatchObject({ surface: "APP" });
    expect(await signInTo(house, bob.account, "APP")).toMatchObject({ __typename: "SecondFactorNeeded" });
  });
});

describe("disablePersonalProfile", () => {
  it("takes nothing new while it is on, and lets go what is there", async () => {
    const { PERSONAL: personal, BUSINESS: business } = bob.account.vaults;
    const write = async (
      vault: typeof personal,
      change = newRecord(vault, recordClass.ITEM, Buffer.from("secret")),
    ) => {
      const drafted = draft(bob.account, vault, [change]);
      const answer = await commit(bob.app(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
      if (answer.__typename === "Committed") drafted.apply();
      return answer.__typename;
    };
    const first = newRecord(personal, recordClass.ITEM, Buffer.from("first"));
    expect(await write(personal, first)).toBe("Committed");
    expect(await write(personal)).toBe("Committed");
    await say(tenant, { disablePersonalProfile: said(true) });
    expect(await write(personal)).toBe("PolicyDenied");
    expect(await write(business)).toBe("Committed");
    expect(await write(personal, purge(personal, parseUuid(first.input.record)))).toBe("Committed");
    await say(tenant, null);
    expect(await write(personal)).toBe("Committed");
    await say(tenant, { disablePersonalProfile: said(true) });
    expect(await write(personal)).toBe("PolicyDenied");
  });
});

describe("removeBusinessItemsOnLeave", () => {
  const left = async (who: BareMember) =>
    (
      await house.asSuperuser("select class from vault where user_id = $1 order by class", [
        formatUuid(who.account.user),
      ])
    ).map(({ class: its }) => its);
  const remove = (who: BareMember) =>
    company.act(ada, { operation: operation.REMOVE, subject: { user: who.account.user } });

  it("erases the business profile of whoever is removed while it is on", async () => {
    const eve = await company.hire();
    await remove(eve);
    expect(await left(eve)).toEqual(["ACCOUNT", "BUSINESS", "PERSONAL"]);
    await say(about(bob), { removeBusinessItemsOnLeave: said(true) });
    await remove(bob);
    expect(await left(bob)).toEqual(["ACCOUNT", "PERSONAL"]);
    expect(await left(eve)).toEqual(["ACCOUNT", "BUSINESS", "PERSONAL"]);
  });

  it("erases nothing of members, whoever asks the database", async () => {
    await say(about(bob), { removeBusinessItemsOnLeave: said(true) });
    const client = await house.house.pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('app.tenant', $1, true)", [formatUuid(company.state.head.id)]);
      await client.query("select erase_left_business($1)", [formatUuid(bob.account.user)]);
      await client.query("commit");
    } finally {
      client.release();
    }
    expect(await left(bob)).toEqual(["ACCOUNT", "BUSINESS", "PERSONAL"]);
  });
});

describe("notifyUsersOfChanges", () => {
  it("mails whom something is changed about, without saying what, and not its author", async () => {
    const change = async (work: () => Promise<unknown>) => {
      const before = house.letters.length;
      await work();
      return house.letters.slice(before).map(({ to, text }) => [to, /Export|ADMINISTRATOR|Bob/.test(text)]);
    };
    const act = (its: 2 | 3) =>
      company.act(ada, { operation: operation.ROLE, subject: { user: bob.account.user, role: its } });
    expect(await change(() => act(role.ADMINISTRATOR))).toEqual([]);
    expect(await change(() => say(tenant, { notifyUsersOfChanges: said(true) }))).toEqual([]);
    await setLocale(bob.app(), { locale: "fr" });
    expect(await change(() => act(role.USER))).toEqual([[bob.account.address, false]]);
    expect(house.letters.at(-1)?.subject).toBe("Un changement concerne votre compte Sealgraph");
    expect(await change(() => say(about(bob), { disableExport: said(true) }))).toEqual([[bob.account.address, false]]);
    expect(await change(() => say(about(ada), { disableExport: said(true) }))).toEqual([]);
    await say(tenant, null);
    expect(await change(() => act(role.ADMINISTRATOR))).toEqual([]);
  });
});

describe("itemHistoryLimit", () => {
  it("keeps so many former versions of what is written while it is on, in the business profile alone", async () => {
    const write = async (vault: (typeof bob.account.vaults)["BUSINESS"], times: number) => {
      const added = newRecord(vault, recordClass.ITEM, Buffer.from("0"));
      for (let round = 0; round <= times; round++) {
        const change =
          round === 0
            ? added
            : sealAgain(vault, parseUuid(added.input.record), recordClass.ITEM, Buffer.from(String(round)));
        const drafted = draft(bob.account, vault, [change]);
        const answer = await commit(bob.app(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
        expect(answer.__typename).toBe("Committed");
        drafted.apply();
      }
      const rows = await house.asSuperuser("select version from record_version where record_id = $1 order by version", [
        added.input.record,
      ]);
      return rows.map(({ version }) => version);
    };
    await say(tenant, { itemHistoryLimit: said(2) });
    expect(await write(bob.account.vaults.BUSINESS, 5)).toEqual([4, 5]);
    expect(await write(bob.account.vaults.PERSONAL, 3)).toEqual([1, 2, 3]);
    await say(tenant, null);
    expect(await write(bob.account.vaults.BUSINESS, 4)).toEqual([1, 2, 3, 4]);
  });
});

describe("A trial", () => {
  it("says whom a document would touch and how, writes nothing, and says what would be refused", async () => {
    const eve = await company.hire();
    await say(about(eve), { disableExport: said(false) });
    const attempt = (policies: Policies | null, more: object = {}) =>
      tryPolicies(ada.portal(), {
        scope: "TENANT",
        id: null,
        document: policies && encodePolicies(policies),
        after: null,
        ...more,
      });
    const trial = await attempt({ disableExport: said(true) });
    expect(trial).toMatchObject({ refusal: null, setting: null, next: null });
    expect(new Set(trial.touched.map(({ user }) => user))).toEqual(
      new Set([ada, bob].map(({ account }) => formatUuid(account.user))),
    );
    expect(trial.touched[0]?.settings).toEqual(["disableExport"]);
    expect([trial.touched[0]?.before.disableExport.value, trial.touched[0]?.after.disableExport.value]).toEqual([
      false,
      true,
    ]);
    expect(await valuesOf(bob, "disableExport")).toEqual([[false, "DEFAULT"]]);
    expect(await attempt({ disableExport: said(true, true) })).toMatchObject({
      refusal: "CONTRADICTS_LOCK",
      setting: "disableExport",
    });
    expect(await attempt({ allowedIpRanges: said(["198.51.100.0/24"]) })).toMatchObject({
      refusal: "LOCKS_OUT_AUTHOR",
      setting: "allowedIpRanges",
    });
    expect((await attempt(null, { scope: "USER", id: formatUuid(eve.account.user) })).touched).toEqual([]);
    await expect(attempt(null, { id: formatUuid(eve.account.user) })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(attempt(null, { scope: "GROUP", id: formatUuid(eve.account.user) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const place = { scope: "TENANT", id: null, document: null, after: null } as const;
    await expect(tryPolicies(eve.portal(), place)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(tryPolicies(ada.app(), place)).rejects.toMatchObject({ code: "WRONG_SURFACE" });
  });
});
