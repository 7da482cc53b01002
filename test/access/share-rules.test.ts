import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { AuditKind } from "../../src/crypto/audit-kinds.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { operation, shareScope } from "../../src/crypto/link.ts";
import { encodePolicies, type Policies, policiesHash } from "../../src/crypto/policies.ts";
import { groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { answerShare } from "../../src/domain/share/answer.ts";
import { changeShare } from "../../src/domain/share/change.ts";
import { deliverShareWraps, readPendingShareWraps, refuseShareWrap } from "../../src/domain/share/wraps.ts";
import { linkInput } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { adding, BareShare, removing, sealedName } from "../support/bare-share.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
  eve = await company.hire();
});

const committed = { __typename: "Committed" };
const changed = { __typename: "ShareChanged" };
const denied = (policy: string) => ({ __typename: "PolicyDenied", policy });
const idOf = ({ account }: BareMember) => formatUuid(account.user) as string;

/** Says it for one user; what was said before is replaced. Null: nothing. */
async function say(who: BareMember, policies: Policies | null): Promise<void> {
  const document = policies && encodePolicies(policies);
  const subject = { scope: policyScope.USER, id: who.account.user, hash: document && policiesHash(document) };
  const documents = document ? [{ seq: company.state.head.seq + 1, document }] : [];
  const act = { operation: operation.POLICY, subject } as never;
  expect(await company.act(ada, act, { policies: documents })).toMatchObject({ __typename: "RostersChanged" });
}

/** The kinds that the log has of shares, the newest last. */
async function logged(): Promise<AuditKind[]> {
  const rows = await house.asSuperuser(
    "select kind from audit_waiting where tenant_id = $1 and (kind like 'SHAR%' or vault_id in (select id from share)) order by happened_at, id",
    [formatUuid(company.state.head.id)],
  );
  return rows.map(({ kind }) => kind as AuditKind);
}

describe("a policy of sharing", () => {
  const off = { disableSharing: { value: true, locked: false } };

  it("forbids to found shares and to put anybody in, and nothing else; and not any more when it is off", async () => {
    const share = await BareShare.found(company, bob);
    await share.add(bob, ada);
    await say(bob, off);
    const { input } = BareShare.founding(company, bob);
    expect(await commit(bob.app(), input())).toMatchObject(denied("DISABLE_SHARING"));
    const { input: personal } = BareShare.founding(company, bob, shareScope.PERSONAL);
    expect(await commit(bob.app(), personal())).toMatchObject(denied("DISABLE_SHARING"));
    expect(await share.add(bob, eve)).toMatchObject(denied("DISABLE_SHARING"));
    const group = await company.group(ada, groupClass.NAMED, ada);
    expect(await share.addGroup(bob, group)).toMatchObject(denied("DISABLE_SHARING"));
    expect(await share.write(bob)).toMatchObject(committed);
    expect(await share.act(bob, removing(ada.account.user), { cuts: true })).toMatchObject(changed);
    expect(await share.renew(bob, [bob])).toMatchObject(committed);
    await say(bob, null);
    expect(await share.add(bob, eve)).toMatchObject(changed);
    await say(bob, off);
    expect(await share.add(bob, ada)).toMatchObject(denied("DISABLE_SHARING"));
  });

  it("binds who puts in, not who is put in", async () => {
    const share = await BareShare.found(company, ada);
    await say(bob, off);
    expect(await share.add(ada, bob)).toMatchObject(changed);
    expect(await share.write(bob)).toMatchObject(committed);
  });

  it("of domains is about everybody who is put in, by name or by a group", async () => {
    const share = await BareShare.found(company, ada);
    const outsider = await company.join(await company.invite(ada, `out-${crypto.randomUUID()}@elsewhere.example`));
    const below = await company.join(await company.invite(ada, `sub-${crypto.randomUUID()}@dev.example.com`));
    await say(ada, { shareRecipientDomains: { value: ["example.com"], locked: false } });
    expect(await share.add(ada, bob)).toMatchObject(changed);
    expect(await share.add(ada, below)).toMatchObject(changed);
    expect(await share.add(ada, outsider)).toMatchObject(denied("SHARE_RECIPIENT_DOMAINS"));
    const [fine, mixed] = [
      await company.group(ada, groupClass.NAMED, ada, bob),
      await company.group(ada, groupClass.NAMED, ada, outsider),
    ];
    expect(await share.addGroup(ada, fine)).toMatchObject(changed);
    expect(await share.addGroup(ada, mixed)).toMatchObject(denied("SHARE_RECIPIENT_DOMAINS"));
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve, outsider, below);
    expect(await share.addGroup(ada, everyone)).toMatchObject(denied("SHARE_RECIPIENT_DOMAINS"));
    await say(ada, { shareRecipientDomains: { value: null, locked: false } });
    expect(await share.addGroup(ada, everyone)).toMatchObject(changed);
  });
});

describe("the log of the company", () => {
  it("tells of its own shares who did what, and of personal ones nothing", async () => {
    const tell = async (share: BareShare) => {
      await share.add(ada, bob, role.READER);
      await share.accept(bob);
      const recipient = bob.account.user;
      await share.act(ada, { operation: operation.ROLE, subject: { recipient, role: role.EDITOR } });
      const time = house.house.clock().getTime() + 60_000;
      await share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time } });
      house.advance(63_001);
      await runJobs(house.house);
      await share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time: null } });
      const wrap = { share: share.id, epoch: 1, recipient: idOf(bob) };
      await refuseShareWrap(bob.app(), wrap);
      await deliverShareWraps(ada.app(), { shares: [{ share: share.id, wraps: [share.wrap(bob)] }] });
      await share.act(ada, removing(recipient), { cuts: true });
      await share.renew(ada, [ada]);
      await share.add(ada, bob);
      await answerShare(bob.app(), { share: share.id, answer: "DECLINED" });
      await share.act(bob, { operation: operation.LEAVE, subject: { user: recipient } }, { cuts: true });
      await share.act(ada, { operation: operation.CLOSE, subject: null }, { cuts: true });
    };
    await tell(await BareShare.found(company, ada, shareScope.PERSONAL));
    expect(await logged()).toEqual([]);
    await company.auditItems(255);
    await tell(await BareShare.found(company, ada));
    const chained = await house.asSuperuser(
      "select kind from audit_entry where tenant_id = $1 and kind like 'SHARE%' order by revision",
      [formatUuid(company.state.head.id)],
    );
    expect([...new Set([...chained.map(({ kind }) => kind), ...(await logged())])].sort()).toEqual([
      "ITEMS_ADDED",
      "SHARE_ACCEPTED",
      "SHARE_CLOSED",
      "SHARE_CREATED",
      "SHARE_DECLINED",
      "SHARE_EXPIRY_SET",
      "SHARE_KEYS_DELIVERED",
      "SHARE_KEY_GIVEN_BACK",
      "SHARE_KEY_RENEWED",
      "SHARE_LEFT",
      "SHARE_RECIPIENT_ADDED",
      "SHARE_RECIPIENT_EXPIRED",
      "SHARE_RECIPIENT_REMOVED",
      "SHARE_ROLE_CHANGED",
    ]);
  });

  it("tells of names, of items with the share that they are in, and of what was refused", async () => {
    const share = await BareShare.found(company, ada);
    await company.auditItems(255);
    const name = sealedName();
    const act = { operation: operation.NAME, subject: { name: sealedHash(name) } } as const;
    expect(await share.act(ada, act, { more: { name } })).toMatchObject(changed);
    await share.write(ada);
    const link = share.link(ada, adding(bob, role.EDITOR));
    await share.add(ada, eve);
    const input = { clientMutationId: "x", links: [linkInput(link.signed)] };
    await expect(changeShare(eve.app(), input)).resolves.toMatchObject({ __typename: "StaleHead" });
    const fresh = share.link(ada, adding(bob, role.EDITOR));
    await expect(
      changeShare(eve.app(), { clientMutationId: "y", links: [linkInput(fresh.signed)] }),
    ).rejects.toMatchObject({ code: "INVALID_PROOF", details: { reason: "WRONG_AUTHOR" } });
    const rows = await house.asSuperuser(
      "select kind, vault_id from audit_waiting where tenant_id = $1 and (kind like 'SHARING%' or kind = 'SHARE_NAMED' or kind like 'ITEMS%') order by kind",
      [formatUuid(company.state.head.id)],
    );
    expect(rows).toEqual([
      { kind: "ITEMS_ADDED", vault_id: share.id },
      { kind: "SHARE_NAMED", vault_id: share.id },
      { kind: "SHARING_REFUSED", vault_id: null },
    ]);
  });
});

describe("keys of a share", () => {
  it("are delivered by whoever has them to whoever lacks them, and to nobody else", async () => {
    const share = await BareShare.found(company, ada);
    await share.act(ada, adding(bob, role.EDITOR));
    const pending = [{ share: share.id, epoch: 1, recipient: idOf(bob), groupEpoch: null }];
    expect(await readPendingShareWraps(ada.app())).toEqual(pending);
    expect(await readPendingShareWraps(bob.app())).toEqual([]);
    const deliver = (by: BareMember, ...wraps: ReturnType<BareShare["wrap"]>[]) =>
      deliverShareWraps(by.app(), { shares: [{ share: share.id, wraps }] });
    // Who has none gives none; nor for a stranger, another epoch, or a group that is not in it.
    expect(await deliver(bob, share.wrap(bob))).toEqual({ delivered: 0 });
    expect(await deliver(eve, share.wrap(bob))).toEqual({ delivered: 0 });
    expect(await deliver(ada, share.wrap(eve))).toEqual({ delivered: 0 });
    expect(await deliver(ada, share.wrap(bob, 2))).toEqual({ delivered: 0 });
    expect(await deliver(ada, { ...share.wrap(bob), groupEpoch: 1 })).toEqual({ delivered: 0 });
    const answers = await Promise.all([deliver(ada, share.wrap(bob)), deliver(ada, share.wrap(bob))]);
    expect(answers.map(({ delivered }) => delivered).sort()).toEqual([0, 1]);
    expect(await readPendingShareWraps(bob.app())).toEqual([]);
    expect(await refuseShareWrap(eve.app(), { share: share.id, epoch: 1, recipient: idOf(bob) })).toEqual({
      refused: false,
    });
    expect(await refuseShareWrap(ada.app(), { share: share.id, epoch: 1, recipient: idOf(bob) })).toEqual({
      refused: false,
    });
    expect(await refuseShareWrap(bob.app(), { share: share.id, epoch: 1, recipient: idOf(bob) })).toEqual({
      refused: true,
    });
    expect(await readPendingShareWraps(ada.app())).toEqual(pending);
  });

  it("are wrapped for a group once, by the epoch that it has, and for its members where it has none", async () => {
    const share = await BareShare.found(company, ada);
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    await share.addGroup(ada, group, role.READER, []);
    expect(await readPendingShareWraps(ada.app())).toEqual([
      { share: share.id, epoch: 1, recipient: group.id, groupEpoch: 1 },
    ]);
    const shares = [{ share: share.id, wraps: [share.wrapGroup(group)] }];
    expect(await deliverShareWraps(ada.app(), { shares })).toEqual({ delivered: 1 });
    expect(await readPendingShareWraps(ada.app())).toEqual([]);
    // Bob has it by the group now, and gives it on.
    await share.act(ada, adding(eve, role.READER));
    expect(await readPendingShareWraps(bob.app())).toMatchObject([{ recipient: idOf(eve) }]);
    expect(await deliverShareWraps(bob.app(), { shares: [{ share: share.id, wraps: [share.wrap(eve)] }] })).toEqual({
      delivered: 1,
    });
    const refused = { share: share.id, epoch: 1, recipient: group.id };
    expect(await refuseShareWrap(eve.app(), refused)).toEqual({ refused: false });
    expect(await refuseShareWrap(bob.app(), refused)).toEqual({ refused: true });
  });
});
