/** Which recovery group a company's backups are for, and what plan and policies have to do with it: by the server's verbs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, type Policies } from "../../src/crypto/policies.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { tryPolicies } from "../../src/domain/policy/try.ts";
import { readSwitches } from "../../src/domain/recovery-group/read.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { BareRecovery, newCode } from "../support/bare-recovery.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());

/** By whom backups are opened. */
const [byGroup, byCode, byBoth] = [1, 2, 3];
const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const userOf = ({ account }: BareMember) => ({ user: account.user });

async function kindsNow(): Promise<unknown[]> {
  const rows = await house.asSuperuser("delete from audit_waiting returning id::text, kind");
  return rows.sort((a, b) => String(a.id).localeCompare(String(b.id))).map(({ kind }) => kind);
}
const sell = (plan: "STANDARD" | "ADVANCED") =>
  house.asSuperuser("update tenant set plan = $1, trial_ends_at = null", [plan]);

describe("of a company with one administrator", () => {
  let company: BareCompany;
  let ada: BareMember;
  let bob: BareMember;
  let group: BareRecovery;
  beforeAll(async () => {
    company = await BareCompany.found(house);
    ada = company.ada;
    bob = await company.hire();
    group = await BareRecovery.found(company, ada);
  });
  beforeEach(async () => {
    await sell("ADVANCED");
    await kindsNow();
  });
  const standing = async () => (await readSwitches(bob.app())).map(({ status, group: its }) => [status, its]);
  const demanded = (who = ada) =>
    house.asSuperuser(
      "select organisation_backup as way, backup_retention_days as days from user_policy where user_id = $1",
      [formatUuid(who.account.user)],
    );
  const trial = (said: Policies) =>
    tryPolicies(ada.portal(), { scope: "TENANT", id: null, document: encodePolicies(said), after: null });

  it("the switch needs a plan that has backups, or a trial that goes on", async () => {
    await sell("STANDARD");
    expect(await group.switchOn(ada)).toMatchObject({ __typename: "TenantLimitReached", limit: "PLAN" });
    const until = (moment: number) =>
      house.asSuperuser("update tenant set plan = 'TRIAL', trial_ends_at = $1", [new Date(moment)]);
    await until(house.house.clock().getTime() - 1);
    expect(await group.switchOn(ada)).toMatchObject({ limit: "PLAN" });
    expect(await kindsNow()).toEqual(["PLAN_WAS_TOO_SMALL", "PLAN_WAS_TOO_SMALL"]);
    expect(await standing()).toEqual([]);
  });

  it("it needs a group with a key, at its very head", async () => {
    const { recovery, deed } = BareRecovery.founding(company, ada);
    await deed.add(ada).role(ada, role.CUSTODIAN).done();
    await expect(recovery.switchOn(ada)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    const before = group.state.head;
    await group.deed(ada).setCode(newCode(group), { wrapped: true }).done();
    const behind = group.deed(ada).switchTo({ head: before });
    expect(await behind.send()).toMatchObject({ __typename: "StaleHead" });
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: recovery.state.head.id } });
    await group.deed(ada).setCode(null).checkpoint().epoch().done();
  });

  it("no backups are demanded before, nor such as nobody could open, and a trial says so beforehand", async () => {
    const ways = async (way: number) => (await trial({ organisationBackup: { value: way, locked: false } })).refusal;
    expect(await ways(byGroup)).toBe("WITHOUT_RECOVERY");
    expect(await group.deed(ada).demand(byGroup).send()).toMatchObject({
      __typename: "PolicyRefused",
      refusal: "WITHOUT_RECOVERY",
      setting: "organisationBackup",
    });
    expect(await group.deed(ada).switchTo({ approvals: 1, hours: 2 }).demand(byCode).send()).toMatchObject({
      refusal: "UNFIT_RECOVERY",
    });
    expect(await standing()).toEqual([]);
    await kindsNow();
    await group.deed(ada).switchTo({ approvals: 1, hours: 2 }).demand(byGroup).done();
    expect(await kindsNow()).toEqual(["RECOVERY_SWITCHED_ON", "POLICIES_SET"]);
    expect(await standing()).toEqual([["IN_FORCE", group.id]]);
    expect(await ways(byBoth)).toBe("UNFIT_RECOVERY");
    expect(await ways(byGroup)).toBeNull();
    expect(await demanded(bob)).toEqual([{ way: byGroup, days: 90 }]);
  });

  it("what is demanded of people before anything enforced it binds them once the group is switched on", async () => {
    await house.asSuperuser("update user_policy set organisation_backup = 0");
    await group.deed(ada).switchTo({ approvals: 2 }).done();
    expect(await demanded(bob)).toMatchObject([{ way: byGroup }]);
  });

  it("a code that is demanded stays, and so does the switch while anything is", async () => {
    await group.deed(ada).setCode(newCode(group), { wrapped: true }).demand(byBoth).done();
    expect(await group.deed(ada).setCode(null).checkpoint().send()).toMatchObject({ refusal: "UNFIT_RECOVERY" });
    expect(await group.deed(ada).off().send()).toMatchObject({ refusal: "WITHOUT_RECOVERY" });
    await expect(
      company.act(ada, { operation: operation.END_GROUP, subject: { group: group.state.head.id } }),
    ).rejects.toThrow("recovery");
    await kindsNow();
    await group.deed(ada).demand(0).off().done();
    expect(await kindsNow()).toEqual(["POLICIES_SET", "RECOVERY_SWITCHED_OFF"]);
    expect(await standing()).toEqual([]);
  });

  it("a plan that ends leaves it as it is: off goes, on does not", async () => {
    await group.switchOn(ada);
    await sell("STANDARD");
    expect(await group.deed(ada).switchTo({ approvals: 3 }).send()).toMatchObject({ limit: "PLAN" });
    await group.deed(ada).off().done();
  });
});

describe("of a company with several administrators", () => {
  let company: BareCompany;
  let ada: BareMember;
  let bea: BareMember;
  let carl: BareMember;
  let group: BareRecovery;
  beforeAll(async () => {
    company = await BareCompany.found(house);
    ada = company.ada;
    bea = await company.hire(role.ADMINISTRATOR);
    carl = await company.hire(role.ADMINISTRATOR);
    await sell("ADVANCED");
    group = await BareRecovery.found(company, ada, { custodians: [ada, bea] });
  });
  beforeEach(kindsNow);
  const standing = async () =>
    (await readSwitches(carl.app())).map(({ status, group: its, seq }) => [status, its, seq]).sort();
  const head = () => company.state.head.seq;

  it("another has to confirm it, and nobody their own", async () => {
    await group.deed(ada).switchTo({ approvals: 1 }).demand(byGroup).done();
    const proposed = head() - 1;
    expect(await standing()).toEqual([["AWAITING", group.id, proposed]]);
    expect(() => group.deed(ada).confirm()).toThrow("confirm");
    await group.deed(carl).confirm().done();
    expect(await standing()).toEqual([["IN_FORCE", group.id, head()]]);
    expect(await kindsNow()).toEqual(["RECOVERY_ON_PROPOSED", "POLICIES_SET", "RECOVERY_SWITCHED_ON"]);
  });

  it("a second that awaits takes the place of the first, and what is in force already takes it back", async () => {
    await group.deed(ada).off().done();
    await group.deed(bea).switchTo({ hours: 24 }).done();
    expect((await standing())[0]).toEqual(["AWAITING", group.id, head()]);
    expect(await group.deed(carl).confirm().off().send()).toMatchObject({ __typename: "RostersChanged" });
    expect((await standing())[0]).toEqual(["AWAITING", null, head()]);
    const [said] = (await readSwitches(carl.app())).filter(({ status }) => status === "IN_FORCE");
    expect(said).toMatchObject({ group: group.id, hours: 24, approvals: 0 });
    await group.deed(ada).switchTo({ hours: 24 }).done();
    expect(await kindsNow()).toEqual([
      "RECOVERY_OFF_PROPOSED",
      "RECOVERY_ON_PROPOSED",
      "RECOVERY_SWITCHED_ON",
      "RECOVERY_OFF_PROPOSED",
      "RECOVERY_PROPOSAL_TAKEN_BACK",
    ]);
  });

  it("it is not switched off while backups are demanded, whoever confirms it", async () => {
    await group.deed(ada).off().done();
    expect(await group.deed(bea).confirm().send()).toMatchObject({ refusal: "WITHOUT_RECOVERY" });
    await group.deed(bea).demand(0).confirm().done();
    expect(await standing()).toEqual([]);
  });

  it("what awaits lapses with the right of who signed it", async () => {
    await group.deed(carl).switchTo().done();
    expect(await standing()).toHaveLength(1);
    await group
      .deed(ada)
      .inTenant({ operation: operation.ROLE, subject: { ...userOf(carl), role: role.USER } })
      .checkpoint()
      .done();
    expect(await standing()).toEqual([]);
    expect(() => group.deed(ada).confirm()).toThrow();
    await group
      .deed(ada)
      .inTenant({ operation: operation.ROLE, subject: { ...userOf(carl), role: role.ADMINISTRATOR } })
      .done();
  });

  it("it is confirmed, or its group goes on: whichever comes first, one of both signs again, and none is lost", async () => {
    await group.deed(ada).switchTo().done();
    const [confirming, adding] = [group.deed(bea).confirm(), group.deed(ada).add(carl)];
    const answers = await Promise.all([confirming.send(), adding.send()]);
    expect(answers.filter(({ __typename }) => __typename === "RostersChanged")).not.toHaveLength(0);
    for (const { __typename } of answers) expect(["RostersChanged", "StaleHead"]).toContain(__typename);
    if (answers[0]?.__typename === "StaleHead") await group.deed(bea).confirm().done();
    expect(await standing()).toEqual([["IN_FORCE", group.id, expect.any(Number)]]);
  });

  it("the last custodian is not removed, suspended, or made a user, where nobody else could open it", async () => {
    if (await isIn(carl)) await group.deed(ada).remove(carl).checkpoint().epoch().done();
    await group.deed(bea).role(ada, role.MEMBER).checkpoint().done();
    await kindsNow();
    for (const taking of [suspending, demoting, removing]) {
      expect(await taking(bea).send()).toMatchObject({ __typename: "TenantLimitReached", limit: "LAST_CUSTODIAN" });
    }
    expect(await kindsNow()).toEqual(["LAST_CUSTODIAN_KEPT", "LAST_CUSTODIAN_KEPT", "LAST_CUSTODIAN_KEPT"]);
    expect(() => group.deed(bea).remove(bea)).toThrow("last custodian");
  });

  it("where there is a code they may go, unless a policy demands a group: then they leave it by no means", async () => {
    await group.deed(bea).setCode(newCode(group), { wrapped: true }).demand(byBoth).done();
    expect(await suspending(bea).send()).toMatchObject({ limit: "LAST_CUSTODIAN" });
    expect(await group.deed(bea).remove(bea).checkpoint().send()).toMatchObject({ limit: "LAST_CUSTODIAN" });
    expect(await group.deed(bea).role(bea, role.MEMBER).checkpoint().send()).toMatchObject({ limit: "LAST_CUSTODIAN" });
    const leaving = group.deed(bea).inGroup({ operation: operation.LEAVE, subject: userOf(bea) });
    expect(await leaving.checkpoint().send("OWN")).toMatchObject({ limit: "LAST_CUSTODIAN" });
    await group.deed(ada).demand(byCode).done();
    await suspending(bea).done();
    await group.deed(ada, { byCode: true }).epoch().done();
    expect(await wrapsOf(bea, 3)).toEqual([]);
  });

  it("whoever is removed from the company is out of it, though no custodian took them out, and its next epoch is for the others", async () => {
    const dave = await company.hire(role.ADMINISTRATOR);
    await group.deed(ada, { byCode: true }).add(dave).done();
    await removing(dave).done();
    expect(await isIn(dave)).toBe(false);
    await expect(group.deed(ada).switchTo({ hours: 1 }).send()).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    await group.deed(ada, { byCode: true }).epoch().done();
    expect(
      await house.asSuperuser("select from member_wrap where user_id = $1", [formatUuid(dave.account.user)]),
    ).toEqual([]);
    await group.deed(ada, { byCode: true }).remove(dave).checkpoint().epoch().done();
  });

  it("whoever is an administrator no more leaves the company by themself, and is in it no more", async () => {
    const erin = await company.hire(role.ADMINISTRATOR);
    await group.deed(ada, { byCode: true }).add(erin).done();
    await demoting(erin).done();
    const moved = prepareMove(erin.account, company.state, "OWN");
    expect(await moveAccount(erin.app(), moved.input)).toMatchObject({ __typename: "AccountMoved" });
    company.state = moved.left as RosterState;
    expect(await isIn(erin)).toBe(false);
    await group.deed(ada, { byCode: true }).remove(erin).checkpoint().epoch().done();
  });

  const suspending = (who: BareMember) =>
    group
      .deed(ada)
      .inTenant({ operation: operation.SUSPEND, subject: userOf(who) })
      .checkpoint();
  const removing = (who: BareMember) =>
    group
      .deed(ada)
      .inTenant({ operation: operation.REMOVE, subject: userOf(who) })
      .checkpoint();
  const demoting = (who: BareMember) =>
    group
      .deed(ada)
      .inTenant({ operation: operation.ROLE, subject: { ...userOf(who), role: role.USER } })
      .checkpoint();
  const wrapsOf = (who: BareMember, epoch: number) =>
    house.asSuperuser("select from member_wrap where user_id = $1 and epoch = $2", [
      formatUuid(who.account.user),
      epoch,
    ]);
  const isIn = async (who: BareMember) =>
    (
      await house.asSuperuser("select from group_member where group_id = $1 and user_id = $2", [
        group.id,
        formatUuid(who.account.user),
      ])
    ).length > 0;
});
