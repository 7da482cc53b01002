/** Accounts that go to another tenant, as the server takes and refuses it, by its verbs: made by hand, honest and otherwise. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation, profileClass } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeUserId } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { readPeople } from "../../src/domain/company/people.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { setLocale } from "../../src/domain/user/set-locale.ts";
import { readTenant, readViewer } from "../../src/domain/user/viewer.ts";
import { draft, makeBareAccount, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember, freshAddress, trySignUp } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { headOf } from "../support/rotation.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";
import { untilWaiting } from "../support/waiting.ts";

let house: VerbsHouse;
let company: BareCompany;
let bob: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  bob = await company.hire();
});

const failing = (code: string, reason?: string) => ({ code, ...(reason && { details: { reason } }) });
const write = async (who: BareMember, kind: "PERSONAL" | "BUSINESS") => {
  const vault = who.account.vaults[kind];
  const made = draft(who.account, vault, [newRecord(vault, recordClass.ITEM, randomBytes(40))]);
  const clientMutationId = crypto.randomUUID();
  const answer = await commit(who.app(), { clientMutationId, vaults: [made.input] });
  if (answer.__typename === "Committed") made.apply();
  return answer.__typename;
};
/** Everything that a tenant's rows say, to see that nothing of it has changed. */
const rowsOf = async (who: BareMember) => {
  const user = formatUuid(who.account.user);
  return house.asSuperuser(
    `select (select json_agg(u order by u.tenant_id) from "user" u where u.id = $1) as users,
            (select json_agg(v order by v.id) from vault v where v.user_id = $1) as vaults,
            (select json_agg(d order by d.id) from device d where d.user_id = $1) as devices,
            (select json_agg(r order by r.id) from roster r where r.tenant_id in (select tenant_id from "user" where id = $1)) as rosters,
            (select count(*) from tenant) as tenants`,
    [user],
  );
};
const leave = (twist: Parameters<typeof prepareMove>[3] = {}) => prepareMove(bob.account, company.state, "OWN", twist);

/** Nothing came of it. */
async function refuses(move: Promise<unknown>, failure: ReturnType<typeof failing> | null = null) {
  const before = await rowsOf(bob);
  if (failure) await expect(move).rejects.toMatchObject(failure);
  else await move;
  expect(await rowsOf(bob)).toEqual(before);
  expect(await write(bob, "PERSONAL")).toBe("Committed");
}

describe("an account that leaves a company", () => {
  it("takes vaults, devices and sessions along, and leaves the business profile closed", async () => {
    await write(bob, "PERSONAL");
    await write(bob, "BUSINESS");
    await setLocale(bob.app(), { locale: "fr" });
    // For himself, and for nobody else of the company.
    expect(await readViewer(company.ada.portal())).toMatchObject({ locale: "en" });
    const before = await sync(bob.app(), null, 100);
    const moved = leave();
    expect(await moveAccount(bob.app(), moved.input)).toMatchObject({ __typename: "AccountMoved" });
    const tenant = formatUuid(moved.tenant.head.id);
    expect(await readTenant(bob.app())).toMatchObject({ tenant, plan: "STANDARD", seats: 1, seatsTaken: 1 });
    expect(await readViewer(bob.app())).toMatchObject({
      ...{ role: "ADMINISTRATOR", primary: true, status: "ACTIVE" },
      locale: "fr",
    });
    await expect(sync(bob.app(), before.cursor, 100)).rejects.toMatchObject(failing("INVALID_CURSOR"));
    const page = await sync(bob.app(), null, 100);
    expect(page.vaults.map((vault) => `${vault.class} ${vault.revision}`)).toEqual([
      "ACCOUNT 2",
      "BUSINESS 0",
      "PERSONAL 2",
    ]);
    expect(page.rosters.map(({ kind }) => kind)).toEqual(["TENANT", "PROFILE", "PROFILE", "PROFILE"]);
    bob = { ...bob, account: moved.after };
    expect(await write(bob, "PERSONAL")).toBe("Committed");
    expect(await write(bob, "BUSINESS")).toBe("Committed");
    expect((await readPeople(company.ada.portal(), { first: 100, after: null })).edges).toHaveLength(1);
    const left = await house.asSuperuser("select class, closed from vault where tenant_id = $1 and user_id = $2", [
      formatUuid(company.state.head.id),
      formatUuid(bob.account.user),
    ]);
    expect(left).toEqual([{ class: "BUSINESS", closed: true }]);
  });

  it("is moved once, however often the same is sent", async () => {
    const { input } = leave();
    const first = await moveAccount(bob.app(), input);
    expect(await moveAccount(bob.app(), input)).toEqual(first);
    const other = { ...input, commit: { ...leave().input.commit, clientMutationId: input.commit.clientMutationId } };
    await expect(moveAccount(bob.app(), other)).rejects.toMatchObject(failing("MUTATION_ID_REUSED"));
  });

  it("is moved once by two devices at the same time", async () => {
    const answers = await Promise.all(
      [leave(), leave()].map(({ input }) => moveAccount(bob.app(), input).catch((e) => e)),
    );
    expect(answers.filter((answer) => answer.__typename === "AccountMoved")).toHaveLength(1);
    expect(await readTenant(bob.app())).toMatchObject({ seatsTaken: 1 });
  });

  it("does not leave while it is primary, administrates, or is in a group", async () => {
    const primary = prepareMove(company.ada.account, null, "OWN", { departs: false });
    expect(await moveAccount(company.ada.app(), primary.input)).toMatchObject({ refusal: "PRIMARY" });
    const eve = await company.hire(role.ADMINISTRATOR);
    const administrator = prepareMove(eve.account, company.state, "OWN", { departs: false });
    expect(await moveAccount(eve.app(), administrator.input)).toMatchObject({ refusal: "ADMINISTRATOR" });
    await company.group(company.ada, groupClass.NAMED, company.ada, bob);
    await refuses(
      moveAccount(bob.app(), leave().input).then((answer) => expect(answer).toMatchObject({ refusal: "IN_GROUPS" })),
    );
  });

  it("signs on top of the company's newest roster", async () => {
    const { input } = leave();
    await company.invite(company.ada);
    await refuses(moveAccount(bob.app(), input).then((answer) => expect(answer.__typename).toBe("StaleHead")));
  });

  it("names the business profile's head as the cut, and no other", async () => {
    await write(bob, "BUSINESS");
    await refuses(moveAccount(bob.app(), leave({ cut: [] }).input), failing("INVALID_PROOF", "WRONG_CUT"));
    const head = headOf(bob.account.vaults.BUSINESS);
    const other = head ? [{ ...head, revision: head.revision + 1 }] : [];
    await refuses(moveAccount(bob.app(), leave({ cut: other }).input), failing("INVALID_PROOF", "WRONG_CUT"));
  });

  it("takes exactly its own vaults along, each whole", async () => {
    const all = ["ACCOUNT", "PERSONAL", "BUSINESS"] as const;
    await refuses(
      moveAccount(bob.app(), leave({ going: ["ACCOUNT"] }).input),
      failing("INVALID_PROOF", "WRONG_ROSTER"),
    );
    await refuses(moveAccount(bob.app(), leave({ going: all }).input), failing("INVALID_PROOF", "WRONG_ROSTER"));
    await refuses(moveAccount(bob.app(), leave({ business: "NONE" }).input), failing("INVALID_PROOF", "WRONG_ROSTER"));
    const personal = leave({ business: profileClass.PERSONAL }).input;
    await refuses(moveAccount(bob.app(), personal), failing("INVALID_PROOF", "WRONG_ROSTER"));
    const { input } = leave();
    const [link] = input.commit.links ?? [];
    const fewer = { ...input, commit: { ...input.commit, links: link ? [link] : [] } };
    await refuses(moveAccount(bob.app(), fewer), failing("BAD_USER_INPUT"));
    const twice = { ...input, commit: { ...input.commit, links: link ? [link, link] : [] } };
    await refuses(moveAccount(bob.app(), twice), failing("BAD_USER_INPUT"));
  });

  it("cannot be taken by somebody else, nor take somebody else's", async () => {
    const eve = await company.hire();
    // The links of another, whoever sends them.
    await refuses(moveAccount(eve.app(), leave().input), failing("INVALID_PROOF"));
    const stolen = leave();
    const hers = prepareMove(eve.account, company.state, "OWN");
    const mixed = { ...hers.input, commit: { ...stolen.input.commit, clientMutationId: "mixed" } };
    await refuses(moveAccount(eve.app(), mixed), failing("INVALID_PROOF", "WRONG_ROSTER"));
  });

  it("founds its tenant by its own keys, under its own person", async () => {
    const signing = deriveSigningPair(makeSigningSeed());
    await refuses(moveAccount(bob.app(), leave({ signing }).input), failing("INVALID_PROOF", "WRONG_KEYS"));
    await refuses(moveAccount(bob.app(), leave({ user: makeUserId() }).input), failing("INVALID_PROOF", "WRONG_KEYS"));
    await refuses(moveAccount(bob.app(), leave({ name: "Eve" }).input), failing("INVALID_PROOF", "WRONG_KEYS"));
    const { tenant } = (await house.signUp()).account;
    await refuses(
      moveAccount(bob.app(), leave({ tenant: tenant.id }).input).then((answer) =>
        expect(answer).toMatchObject({ refusal: "ID_TAKEN" }),
      ),
    );
  });

  it("signs manifests that rest on the new tenant, from its device", async () => {
    const elsewhere = leave({ manifest: (manifest) => ({ ...manifest, tenantHead: company.state.head }) });
    await refuses(moveAccount(bob.app(), elsewhere.input), failing("INVALID_PROOF", "WRONG_TENANT_HEAD"));
    const device = leave({ manifest: (manifest) => ({ ...manifest, device: company.ada.account.device }) });
    await refuses(moveAccount(bob.app(), device.input), failing("INVALID_PROOF", "MISMATCH"));
  });

  it("leaves where there is somebody to leave, by a link that says so", async () => {
    const { departure, ...input } = leave().input;
    await refuses(moveAccount(bob.app(), input), failing("INVALID_PROOF", "NOT_ALLOWED"));
    await refuses(
      moveAccount(bob.app(), { ...input, departure: input.arrival }),
      failing("INVALID_PROOF", "NOT_ALLOWED"),
    );
    await refuses(
      moveAccount(bob.app(), { ...input, departure: departure ?? null, arrival: departure ?? input.arrival }),
      failing("INVALID_PROOF", "NOT_ALLOWED"),
    );
  });

  it("goes nowhere from a tenant of one that the operator has suspended", async () => {
    const cyd = await house.signUp();
    const tenant = formatUuid(cyd.account.tenant.id);
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [tenant]);
    const going = moveAccount(cyd.request(), prepareMove(cyd.account, null, "OWN").input);
    await expect(going).rejects.toMatchObject(failing("READ_ONLY"));
    expect(await house.asSuperuser("select from tenant where id = $1", [tenant])).toHaveLength(1);
  });

  it("goes nowhere from a company that the operator has suspended", async () => {
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [
      formatUuid(company.state.head.id),
    ]);
    await expect(moveAccount(bob.app(), leave().input)).rejects.toMatchObject(failing("READ_ONLY"));
  });
});

describe("an account that was removed", () => {
  const former = () => ({ ...bob.app(), admits: ["FORMER"] as const });
  beforeEach(async () => {
    await company.act(company.ada, { operation: operation.REMOVE, subject: { user: bob.account.user } });
    await house.asSuperuser(
      "update session set surface = 'FORMER', ended_at = null, end_reason = null where user_id = $1",
      [formatUuid(bob.account.user)],
    );
  });
  const go = () => moveAccount(former(), prepareMove(bob.account, company.state, "OWN", { departs: false }).input);

  it("is shown the roster up to that link, as if it ended there", async () => {
    const { seq, hash } = company.state.head;
    await company.invite(company.ada);
    const page = await sync(former(), null, 100);
    expect(page.rosters[0]).toMatchObject({ kind: "TENANT", seq, head: Buffer.from(hash) });
    expect(page.rosters[0]?.links.at(-1)?.seq).toBe(seq);
  });

  it("takes what a sign-in under way opens along", async () => {
    const database = new Client({ connectionString: house.superuserUrl });
    await database.connect();
    const [user, tenant] = [formatUuid(bob.account.user), formatUuid(company.state.head.id)];
    const device = crypto.randomUUID();
    await database.query("begin");
    // As `signIn` does before it commits.
    await database.query('select status from "user" where tenant_id = $1 and id = $2 for share', [tenant, user]);
    await database.query(
      "insert into device (tenant_id, id, user_id, name, public_key, created_at, last_seen_at) values ($1, $2, $3, 'tablet', $4, now(), now())",
      [tenant, device, user, randomBytes(32)],
    );
    const going = go();
    await untilWaiting(house);
    await database.query("commit");
    expect(await going).toMatchObject({ __typename: "AccountMoved" });
    const { rows } = await database.query("select from device where tenant_id = $1 and user_id = $2", [tenant, user]);
    await database.end();
    expect(rows).toEqual([]);
  });

  it("is deleted, or gone, where both happen at once", async () => {
    const [moved, deleted] = await Promise.allSettled([
      go(),
      deletePerson(company.ada.portal(), { user: formatUuid(bob.account.user) }),
    ]);
    const left = await house.asSuperuser("select tenant_id from account_key where user_id = $1", [
      formatUuid(bob.account.user),
    ]);
    expect(deleted.status).toBe("fulfilled");
    expect(left).toHaveLength(moved.status === "fulfilled" ? 1 : 0);
    expect(left.map(({ tenant_id }) => tenant_id)).not.toContain(formatUuid(company.state.head.id));
  });

  it("is nobody's again by its id, once it was deleted", async () => {
    await deletePerson(company.ada.portal(), { user: formatUuid(bob.account.user) });
    const address = freshAddress("mallory");
    const { input } = makeBareAccount(address, Date.now(), bob.account.user);
    expect(await trySignUp(house, address, input)).toMatchObject({ refusal: "ID_TAKEN" });
  });
});

describe("an account that joins a company", () => {
  let cyd: SignedUpAccount;
  beforeEach(async () => {
    cyd = await house.signUp();
  });
  const invite = () => company.invite(company.ada, cyd.account.address);
  const join = async (twist = {}, invited?: Awaited<ReturnType<typeof invite>>) => {
    const its = invited ?? (await invite());
    return prepareMove(cyd.account, null, { state: company.state, invited: its }, twist);
  };

  it("brings all its vaults from a tenant of one, which ends", async () => {
    const before = formatUuid(cyd.account.tenant.id);
    const moved = await join();
    expect(await moveAccount(cyd.request(), moved.input)).toMatchObject({ __typename: "AccountMoved" });
    expect(await readTenant(cyd.request())).toMatchObject({ tenant: formatUuid(company.state.head.id), seatsTaken: 3 });
    const page = await sync(cyd.request(), null, 100);
    expect(page.vaults.map((vault) => vault.class)).toEqual(["ACCOUNT", "BUSINESS", "PERSONAL"]);
    expect(await house.asSuperuser("select from tenant where id = $1", [before])).toEqual([]);
    expect((await readPeople(company.ada.portal(), { first: 100, after: null })).edges).toHaveLength(3);
  });

  it("is refused what a new account is refused", async () => {
    const other = await company.invite(company.ada, "other@example.com");
    const said = async (move: ReturnType<typeof prepareMove>) => moveAccount(cyd.request(), move.input);
    expect(await said(await join({}, other))).toMatchObject({ refusal: "OTHER_ADDRESS" });
    const stale = await join();
    await company.invite(company.ada);
    expect(await said(stale)).toMatchObject({ refusal: "STALE_ROSTER" });
    const [gone, full] = [await invite(), await invite()];
    await house.asSuperuser("delete from invitation where key = $1", [gone.pair.publicKey]);
    expect(await said(await join({}, gone))).toMatchObject({ refusal: "GONE" });
    await house.asSuperuser("update tenant set seats = 1 where id = $1", [formatUuid(company.state.head.id)]);
    expect(await said(await join({}, full))).toMatchObject({ refusal: "SEATS_TAKEN" });
    expect(await readTenant(cyd.request())).toMatchObject({ tenant: formatUuid(cyd.account.tenant.id) });
  });

  it("does not return to where it was, nor join where it is", async () => {
    const left = leave();
    await moveAccount(bob.app(), left.input);
    company.state = left.left ?? company.state;
    const invited = await company.invite(company.ada, bob.account.address);
    const signing = deriveSigningPair(makeSigningSeed());
    const back = prepareMove(left.after, null, { state: company.state, invited }, { signing });
    // By keys that the roster does not know; the account has others.
    await expect(moveAccount(bob.app(), back.input)).rejects.toMatchObject(failing("INVALID_PROOF", "WRONG_KEYS"));
    // Cyd's own way in, sent by somebody who is there already.
    const eve = await company.hire();
    const { arrival } = (await join()).input;
    const again = prepareMove(eve.account, company.state, "OWN").input;
    await expect(moveAccount(eve.app(), { ...again, arrival })).rejects.toMatchObject(
      failing("INVALID_PROOF", "NOT_ALLOWED"),
    );
  });

  it("has one place, though the invitation is used twice at once", async () => {
    const invited = await invite();
    const tries = await Promise.all([join({}, invited), join({}, invited)]);
    const answers = await Promise.all(tries.map(({ input }) => moveAccount(cyd.request(), input).catch((e) => e)));
    expect(answers.filter((answer) => answer.__typename === "AccountMoved")).toHaveLength(1);
    expect(await readTenant(cyd.request())).toMatchObject({ seatsTaken: 3 });
  });
});
