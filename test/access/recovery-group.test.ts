/** Recovery groups and their code, as the server takes and refuses them, by its verbs: links made by hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { checkGroupSecret } from "../../src/crypto/client/group.ts";
import { unwrapKey } from "../../src/crypto/client/key-wrap.ts";
import { operation } from "../../src/crypto/link.ts";
import { changeState } from "../../src/crypto/roster-state.ts";
import { entryType, memberStatus, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import {
  deliverWraps,
  parseEpochs,
  readGroupsOf,
  readOwnWraps,
  readPending,
  refuseWrap,
} from "../../src/domain/company/groups.ts";
import { readCodes, readCodeWraps } from "../../src/domain/recovery-group/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareRecovery, newCode } from "../support/bare-recovery.ts";
import { addTotp } from "../support/second-factor.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
/** Three administrators, and somebody who is none. */
let ada: BareMember;
let bea: BareMember;
let carl: BareMember;
let dora: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  bea = await company.hire(role.ADMINISTRATOR);
  carl = await company.hire(role.ADMINISTRATOR);
  dora = await company.hire();
});
afterAll(() => house.close());

/** Each test ends what it founded: only so many stand. */
let group: BareRecovery;
beforeEach(async () => {
  if (group) {
    const subject = { group: group.state.head.id };
    await company.act(ada, { operation: operation.END_GROUP, subject });
  }
  group = await BareRecovery.found(company, ada, { code: true });
  await kindsNow();
});

const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const all = parseEpochs({ first: null, beforeEpoch: null });
/** What came into the company's log since it was asked last. */
async function kindsNow(): Promise<unknown[]> {
  const rows = await house.asSuperuser("delete from audit_waiting returning id::text, kind");
  return rows.sort((a, b) => String(a.id).localeCompare(String(b.id))).map(({ kind }) => kind);
}
const secretOf = async ({ app, account }: BareMember) => {
  const [[wrap] = []] = await readOwnWraps(app(), [group.id as never]);
  const place = { roster: group.state.head.id, epoch: wrap?.epoch ?? 0, user: account.user };
  return wrap ? unwrapKey(account.xwingSeed, place, wrap.wrap) : null;
};
const codeWraps = async (who: BareMember) => (await readCodeWraps(who.portal(), [group.id as never], all))[0] ?? [];
const openedByCode = async () => {
  const [newest] = await codeWraps(ada);
  if (!newest || !group.code) return null;
  const { id } = group.state.head;
  const secret = unwrapKey(group.code.xwingSeed, { roster: id, epoch: newest.epoch, user: id }, newest.wrap);
  checkGroupSecret(secret, id, group.state.epoch as never);
  return secret;
};

describe("a recovery group", () => {
  it("is founded with a first epoch for all who are in it and its code, and everybody is shown who they are", async () => {
    expect(await secretOf(ada)).toEqual(group.secret);
    expect(await openedByCode()).toEqual(group.secret);
    const [code] = await readCodes(dora.app(), [group.id as never]);
    expect(code?.publicKey).toEqual(Buffer.from(group.code?.xwingPublicKey as Uint8Array));
    expect(await readGroupsOf(dora.app(), [group.id])).toMatchObject([{ class: "RECOVERY", name: null }]);
    const { rosters } = await sync(dora.app(), null, 500);
    expect(rosters.find(({ roster }) => roster === group.id)).toMatchObject({ seq: group.state.head.seq });
    expect(rosters.filter(({ roster }) => roster === group.id)[0]?.links).toHaveLength(group.state.head.seq + 1);
  });

  it("is shown to everybody also once it ended: what was entrusted to it is verified by it", async () => {
    const ended = group.id;
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: group.state.head.id } });
    group = undefined as never;
    const { rosters } = await sync(dora.app(), null, 500);
    expect(rosters.map(({ roster }) => roster)).toContain(ended);
    expect(await readGroupsOf(dora.app(), [ended])).toEqual([null]);
    expect(await readCodes(dora.app(), [ended as never])).toEqual([null]);
  });

  it("shows the wraps for its code to administrators in the portal alone", async () => {
    expect(await codeWraps(carl)).toHaveLength(1);
    const asked = (request: Parameters<typeof readCodeWraps>[0]) => readCodeWraps(request, [group.id as never], all);
    await expect(asked(ada.app())).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    await expect(asked(dora.portal())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is a custodian's once it has a key: other administrators change nothing, and nobody puts in who is none", async () => {
    const adding = group.deed(ada).add(bea);
    // Whoever is no custodian signs as if they were one.
    const posing = group.deed(carl);
    const { user, signing, xwingKeyHash } = carl.account;
    const entry = { user, signingKey: signing.publicKey, xwingKeyHash, role: role.CUSTODIAN, seq: 1 };
    const its = { type: entryType.MEMBER, status: memberStatus.ACTIVE, person: null, primary: false };
    posing.group = { ...group.state, ...changeState(group.state, [{ ...its, ...entry }]) };
    await expect(posing.add(bea).send()).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    await adding.done();
    expect(await secretOf(bea)).toEqual(group.secret);
    expect(() => group.deed(ada).add(dora)).toThrow("no administrator");
    expect(() => group.deed(bea).add(carl)).toThrow("custodian");
    expect(await kindsNow()).toEqual(["ADMINISTRATION_REFUSED", "RECOVERY_MEMBER_ADDED"]);
  });

  it("gives its secret to whoever is put in with the very deed, and to nobody in the background", async () => {
    await expect(group.deed(ada).add(bea, { wrapped: false }).send()).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    const twice = group.deed(ada).add(bea);
    twice.wraps.push(...group.deed(ada).add(carl).wraps);
    await expect(twice.send()).rejects.toMatchObject(refusing("MISMATCH"));
    await group.deed(ada).add(bea).done();
    await house.asSuperuser("delete from member_wrap where group_id = $1 and user_id = $2", [
      group.id,
      formatUuid(bea.account.user),
    ]);
    expect((await readPending(ada.app())).filter((pending) => pending.group === group.id)).toEqual([]);
    const [wrap] = group.deed(ada).wrap(bea.account.user, group.code?.xwingPublicKey as never).wraps;
    expect(await deliverWraps(ada.app(), { wraps: [wrap as never] })).toEqual({ delivered: 0 });
  });

  it("takes no wrap back: nobody could give its user another", async () => {
    expect(await refuseWrap(ada.app(), { group: group.id, epoch: 1 })).toEqual({ refused: false });
    expect(await secretOf(ada)).toEqual(group.secret);
  });

  it("begins an epoch for all whom it is for, or not at all", async () => {
    await group.deed(ada).add(bea).role(bea, role.CUSTODIAN).add(carl).done();
    await group.deed(ada).remove(carl).checkpoint().done();
    expect(await secretOf(carl)).toBeNull();
    expect(() => group.deed(bea).epoch([ada])).toThrow("wraps");
    expect(() => group.deed(carl).epoch()).toThrow();
    const without = group.deed(bea).epoch();
    without.wraps.pop();
    await expect(without.send("OWN")).rejects.toMatchObject(refusing("MISMATCH"));
    const another = group.deed(bea).epoch([ada], [dora]);
    await expect(another.send("OWN")).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    await group.deed(bea).epoch().done("OWN");
    expect(group.state.epoch).toMatchObject({ epoch: 2 });
    expect(await secretOf(ada)).toEqual(group.secret);
    expect(await openedByCode()).toEqual(group.secret);
    expect(await kindsNow()).toEqual([
      "RECOVERY_MEMBER_ADDED",
      "CUSTODIAN_MADE",
      "RECOVERY_MEMBER_ADDED",
      "RECOVERY_MEMBER_REMOVED",
      "GROUPS_CHECKED",
      "ROSTER_CHANGE_REFUSED",
      "RECOVERY_EPOCH_BEGUN",
    ]);
  });

  it("asks for a checkpoint behind what takes from somebody", async () => {
    await group.deed(ada).add(bea).role(bea, role.CUSTODIAN).done();
    for (const deed of [
      group.deed(ada).remove(bea),
      group.deed(ada).role(bea, role.MEMBER),
      group.deed(ada).setCode(newCode(group)),
      group.deed(ada).checkpoint().remove(bea),
    ]) {
      await expect(deed.send()).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    }
    await group.deed(ada).role(bea, role.MEMBER).checkpoint().done();
    expect((await kindsNow()).slice(-2)).toEqual(["CUSTODIAN_MADE_MEMBER", "GROUPS_CHECKED"]);
    const left = group.deed(bea).inGroup({ operation: operation.LEAVE, subject: { user: bea.account.user } });
    await left.checkpoint().done("OWN");
    expect(await kindsNow()).toEqual(["RECOVERY_MEMBER_LEFT", "GROUPS_CHECKED"]);
    expect(await secretOf(bea)).toBeNull();
  });

  it("is acted in by its code, and another code opens nothing of before until the next epoch", async () => {
    expect(() => group.deed(carl).setCode(newCode(group))).toThrow("link");
    const next = newCode(group);
    await group.deed(carl, { byCode: true }).setCode(next).checkpoint().done();
    expect(await codeWraps(ada)).toEqual([]);
    expect(await kindsNow()).toEqual(["RECOVERY_CODE_SET", "RECOVERY_CODE_USED", "GROUPS_CHECKED"]);
    await group.deed(carl, { byCode: true }).epoch().done("OWN");
    expect(await openedByCode()).toEqual(group.secret);
    await group.deed(ada).setCode(null).checkpoint().done();
    expect(await readCodes(ada.app(), [group.id as never])).toEqual([null]);
    expect((await kindsNow()).slice(-2)).toEqual(["RECOVERY_CODE_DROPPED", "GROUPS_CHECKED"]);
  });

  it("wraps for a first code with the link that sets it, whose key has to be the one that is stated", async () => {
    group = await BareRecovery.found(company, ada);
    const code = newCode(group);
    await expect(group.deed(ada).setCode(code).send()).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    const others = newCode(group).xwingPublicKey;
    await expect(group.deed(ada).setCode(code, { wrapped: true, publicKey: others }).send()).rejects.toMatchObject(
      refusing("WRONG_KEYS"),
    );
    const bare = group.deed(ada).setCode(code, { wrapped: true });
    bare.codes.pop();
    await expect(bare.send()).rejects.toMatchObject(refusing("WRONG_KEYS"));
    await group.deed(ada).setCode(code, { wrapped: true }).done();
    expect(await openedByCode()).toEqual(group.secret);
  });

  it("keeps its place where two custodians act at once: one of them signs again", async () => {
    await group.deed(ada).add(bea).role(bea, role.CUSTODIAN).done();
    const [first, second] = [group.deed(ada).add(carl), group.deed(bea).add(carl)];
    const answers = await Promise.all([first, second].map((deed) => deed.send()));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(["RostersChanged", "StaleHead"]);
    expect(await secretOf(carl)).toEqual(group.secret);
  });

  it("is in no other company's hands", async () => {
    const other = await BareCompany.found(house);
    expect(await readGroupsOf(other.ada.app(), [group.id])).toEqual([null]);
    expect(await readCodes(other.ada.app(), [group.id as never])).toEqual([null]);
    expect(await readCodeWraps(other.ada.portal(), [group.id as never], all)).toEqual([[]]);
    const theirs = group.deed(ada).add(bea);
    await expect(other.send(other.ada, theirs.links, { wraps: theirs.wraps })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("asks for a second factor from whoever says who is in it, and for none where a device acts by itself", async () => {
    await group.deed(ada).add(carl).add(bea).role(bea, role.CUSTODIAN).done();
    await addTotp(house, bea.app);
    house.advance(11 * 60_000);
    for (const deed of [
      group.deed(bea).remove(carl).checkpoint(),
      group.deed(bea).role(carl, role.CUSTODIAN),
      group.deed(bea).setCode(null).checkpoint(),
      group.deed(bea).switchTo(),
    ]) {
      await expect(deed.send()).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    }
    await group.deed(ada).remove(carl).checkpoint().done();
    await group.deed(bea).epoch().done("OWN");
  });

  it("stands beside nine others, and no more", async () => {
    const standing = await house.asSuperuser(
      "select count(*)::integer as count from user_group where class = 'RECOVERY' and ended_at is null and tenant_id = $1",
      [formatUuid(company.state.head.id)],
    );
    for (let more = Number(standing[0]?.count); more < 10; more++) await BareRecovery.found(company, ada);
    const { deed } = BareRecovery.founding(company, ada);
    expect(await deed.send()).toMatchObject({ __typename: "TenantLimitReached", limit: "GROUPS" });
  });
});
