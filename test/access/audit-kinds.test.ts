/** What each verb leaves in the log of its tenant: the kinds, in order. By the server's verbs. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { deviceRequestLength } from "../../src/crypto/approval.ts";
import { sealedHash, tokenHash } from "../../src/crypto/hash.ts";
import { asHash, asToken, type Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { groupClass, type Member, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { openByAccountCode } from "../../src/domain/account-code/open.ts";
import { recoverAccount } from "../../src/domain/account-code/recover.ts";
import { removeAccountCode } from "../../src/domain/account-code/remove.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { requestAddressChange } from "../../src/domain/company/address.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { redeemTenantCode } from "../../src/domain/company/redeem-tenant-code.ts";
import { approveDeviceRequest, refuseDeviceRequest } from "../../src/domain/device-request/answer-request.ts";
import { collectApproval, withdrawDeviceRequest } from "../../src/domain/device-request/collect-approval.ts";
import { openDeviceRequest } from "../../src/domain/device-request/open-request.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { offerHeads } from "../../src/domain/restoring/offer-heads.ts";
import type { UploadInput } from "../../src/domain/restoring/parse.ts";
import { uploadVault } from "../../src/domain/restoring/upload-vault.ts";
import { rotateAccount } from "../../src/domain/rotation/rotate-account.ts";
import { setTerms, suspendTenant } from "../../src/operator/tenants.ts";
import { prepareCode, prepareOpening, prepareRecovery, prepareRemoval } from "../support/account-code.ts";
import { type BareChange, draft, move, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareMember, signInTo, trySignUp } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { BareShare, sealedName } from "../support/bare-share.ts";
import { asOperator, beginRestoredIn, tenantCodeIn } from "../support/operator.ts";
import { prepareRotation } from "../support/rotation.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

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
  await kindsNow();
});

/** What came into the log of a tenant since it was asked last. */
async function kindsNow(tenant = formatUuid(company.state.head.id)): Promise<unknown[]> {
  const rows = await house.asSuperuser("delete from audit_waiting where tenant_id = $1 returning id::text, kind", [
    tenant,
  ]);
  return rows.sort((a, b) => String(a.id).localeCompare(String(b.id))).map(({ kind }) => kind);
}
const userOf = ({ account }: BareMember) => ({ user: account.user });
const idOf = ({ account }: BareMember) => formatUuid(account.user);

async function write(who: BareMember, change: BareChange) {
  const made = draft(who.account, who.account.vaults.BUSINESS, [change]);
  await commit(who.app(), { clientMutationId: crypto.randomUUID(), vaults: [made.input] });
  made.apply();
}

describe("the log tells of", () => {
  it("people, their roles and their rights", async () => {
    const act = (which: number, subject: object) => company.act(company.ada, { operation: which, subject } as never);
    await act(operation.ROLE, { ...userOf(bob), role: role.ADMINISTRATOR });
    const eve = await company.hire(role.ADMINISTRATOR);
    expect(await kindsNow()).toEqual(expect.arrayContaining(["USER_MADE_ADMINISTRATOR", "ADMINISTRATOR_INVITED"]));
    await company.act(eve, { operation: operation.PRIMARY, subject: userOf(bob) });
    await company.act(company.ada, { operation: operation.CONFIRM, subject: { seq: company.state.head.seq } });
    expect(await kindsNow()).toEqual(["PRIMARY_PROPOSED", "PRIMARY_CONFIRMED"]);
    const invited = await company.invite(bob);
    await company.act(bob, { operation: operation.VOID, subject: { key: invited.pair.publicKey } });
    await company.act(bob, { operation: operation.ROLE, subject: { ...userOf(company.ada), role: role.USER } });
    await company.act(bob, { operation: operation.SUSPEND, subject: userOf(company.ada) });
    await company.act(bob, { operation: operation.RESUME, subject: userOf(company.ada) });
    await company.act(bob, { operation: operation.REMOVE, subject: userOf(company.ada) });
    await deletePerson(bob.portal(), { user: idOf(company.ada) });
    await company.act(bob, { operation: operation.REMOVE, subject: userOf(eve) });
    expect(await kindsNow()).toEqual([
      ...["USER_INVITED", "INVITATION_VOIDED", "ADMINISTRATOR_MADE_USER", "USER_SUSPENDED", "USER_RESUMED"],
      ...["USER_REMOVED", "PERSON_DELETED", "ADMINISTRATOR_REMOVED"],
    ]);
  });

  it("the primary user's place, handed on by themself", async () => {
    const own = { ...userOf(bob), role: role.ADMINISTRATOR };
    await company.act(company.ada, { operation: operation.ROLE, subject: own });
    await company.act(company.ada, { operation: operation.PRIMARY, subject: userOf(bob) });
    expect(await kindsNow()).toEqual(["USER_MADE_ADMINISTRATOR", "PRIMARY_HANDED_ON"]);
  });

  it("names and addresses", async () => {
    const named = (who: BareMember, name: string) => {
      const salt = randomBytes(32);
      const person = personCommitment(salt as never, who.account.address, name);
      const text = { seq: company.state.head.seq + 1, address: who.account.address, name, salt };
      return company.act(
        who,
        { operation: operation.PERSON, subject: { ...userOf(who), person } },
        { persons: [text] },
      );
    };
    await named(company.ada, "Ada King");
    await named(bob, "Bob King");
    await company.act(company.ada, { operation: operation.CONFIRM, subject: { seq: company.state.head.seq } });
    await requestAddressChange(bob.app(), { address: `king-${crypto.randomUUID()}@example.com` });
    expect(await kindsNow()).toEqual([
      "PERSON_CHANGED",
      "PERSON_CHANGE_PROPOSED",
      "PERSON_CHANGE_CONFIRMED",
      "ADDRESS_CHANGE_REQUESTED",
    ]);
  });

  it("groups and their keys", async () => {
    const group = await company.group(company.ada, groupClass.NAMED, company.ada, bob);
    const { signingKey: _, ...subject } = { ...userOf(bob), signingKey: null };
    const removed = group.act(company.ada, { operation: operation.REMOVE, subject });
    await company.send(company.ada, [removed.signed]);
    const ended = { operation: operation.END_GROUP, subject: { group: group.state.head.id } } as const;
    await company.act(company.ada, ended);
    expect(await kindsNow()).toEqual([
      ...["GROUP_FOUNDED", "GROUP_MEMBER_ADDED", "GROUP_MEMBER_ADDED", "GROUP_KEY_RENEWED"],
      ...["GROUP_MEMBER_REMOVED", "GROUP_ENDED"],
    ]);
  });

  it("account codes", async () => {
    const [first, wrong] = [await prepareCode(house, bob.account), { by: company.ada.account.login }];
    await makeAccountCode(bob.app(), first.input);
    await makeAccountCode(bob.app(), (await prepareCode(house, bob.account, { generation: 2, ...wrong })).input);
    const second = await prepareCode(house, bob.account, { generation: 2 });
    await makeAccountCode(bob.app(), second.input);
    await removeAccountCode(bob.app(), await prepareRemoval(house, bob.account, 2, wrong.by));
    await openByAccountCode(house.anonymous(), await prepareOpening(house, bob.account, first.code));
    await openByAccountCode(house.anonymous(), await prepareOpening(house, bob.account, second.code));
    await recoverAccount(house.anonymous(), (await prepareRecovery(house, bob.account, first.code)).input);
    await removeAccountCode(bob.app(), await prepareRemoval(house, bob.account, 2));
    const third = await prepareCode(house, bob.account, { generation: 3 });
    await makeAccountCode(bob.app(), third.input);
    await recoverAccount(house.anonymous(), (await prepareRecovery(house, bob.account, third.code)).input);
    expect(await kindsNow()).toEqual([
      ...["ACCOUNT_CODE_MADE", "ACCOUNT_CODE_NOT_MADE", "ACCOUNT_CODE_REPLACED", "ACCOUNT_CODE_NOT_REMOVED"],
      ...["ACCOUNT_CODE_REFUSED", "ACCOUNT_OPENED_BY_CODE", "ACCOUNT_RECOVERY_REFUSED", "ACCOUNT_CODE_REMOVED"],
      ...["ACCOUNT_CODE_MADE", "DEVICE_ADDED", "ACCOUNT_RECOVERED", "OTHER_SESSIONS_ENDED"],
    ]);
  });

  it("new account keys", async () => {
    const rotation = await prepareRotation(house, bob.account, company.state);
    await rotateAccount(bob.app(), rotation.input);
    expect(await kindsNow()).toEqual(["ACCOUNT_KEYS_ROTATED", "OTHER_SESSIONS_ENDED"]);
  });

  it("devices that ask to be approved, and nothing of those that ask for nobody", async () => {
    const ask = async (address = bob.account.address) => {
      const token = asToken(randomBytes(32));
      const request = formatUuid(makeId(Date.now()));
      const envelope = Uint8Array.of(1, ...randomBytes(deviceRequestLength - 1));
      await openDeviceRequest(house.anonymous(), { request, address, envelope, tokenHash: tokenHash(token) });
      return { request, token };
    };
    const [one, other] = [await ask(), await ask()];
    const approval = Uint8Array.of(...randomBytes(1_120), 1, ...randomBytes(599));
    await approveDeviceRequest(bob.app(), { request: one.request, approval });
    await refuseDeviceRequest(bob.app(), { request: other.request });
    await collectApproval(house.anonymous(), one);
    await withdrawDeviceRequest(house.anonymous(), { ...one, token: asToken(randomBytes(32)) });
    await withdrawDeviceRequest(house.anonymous(), one);
    await ask("nobody@example.com");
    expect(await kindsNow()).toEqual([
      ...["DEVICE_REQUEST_OPENED", "DEVICE_REQUEST_OPENED", "DEVICE_REQUEST_APPROVED", "DEVICE_REQUEST_REFUSED"],
      ...["DEVICE_APPROVAL_COLLECTED", "DEVICE_REQUEST_WITHDRAWN"],
    ]);
  });

  it("who goes, who may not, and who comes", async () => {
    await moveAccount(company.ada.app(), prepareMove(company.ada.account, null, "OWN", { departs: false }).input);
    await company.act(company.ada, {
      operation: operation.ROLE,
      subject: { ...userOf(bob), role: role.ADMINISTRATOR },
    });
    await moveAccount(bob.app(), prepareMove(bob.account, company.state, "OWN", { departs: false }).input);
    const eve = await company.hire();
    const going = prepareMove(eve.account, company.state, "OWN");
    await moveAccount(eve.app(), going.input);
    if (going.left) company.state = going.left;
    const kinds = await kindsNow();
    for (const kind of ["LEAVING_REFUSED_TO_PRIMARY", "LEAVING_REFUSED_TO_ADMINISTRATOR"])
      expect(kinds).toContain(kind);
    expect(kinds.at(-1)).toBe("USER_LEFT");
    expect(await kindsNow(formatUuid(going.tenant.head.id))).toEqual(["TENANT_FOUNDED"]);
    const dan = await house.signUp();
    const invited = await company.invite(company.ada, dan.account.address);
    const coming = prepareMove(dan.account, null, { state: company.state, invited });
    await moveAccount(dan.request(), coming.input);
    company.state = coming.tenant;
    expect(await kindsNow()).toEqual(["USER_INVITED", "USER_JOINED_WITH_ACCOUNT"]);
  });

  it("invitations that were refused", async () => {
    const invited = await company.invite(company.ada);
    const { input } = company.joining(invited);
    expect(await trySignUp(house, `other-${crypto.randomUUID()}@example.com`, input)).toMatchObject({
      __typename: "InvitationRefused",
    });
    await house.asSuperuser("update tenant set seats = 1 where id = $1", [formatUuid(company.state.head.id)]);
    await trySignUp(house, invited.address, company.joining(invited).input);
    house.advance(8 * 24 * 3_600_000);
    await trySignUp(house, invited.address, company.joining(invited).input);
    expect(await kindsNow()).toEqual([
      "USER_INVITED",
      "INVITATION_OF_OTHER_ADDRESS_REFUSED",
      "INVITATION_WITHOUT_SEAT_REFUSED",
      "INVITATION_EXPIRED_REFUSED",
    ]);
  });

  it("what the operator does, and the codes of theirs", async () => {
    const tenant = formatUuid(company.state.head.id);
    await redeemTenantCode(company.ada.portal(), { code: await tenantCodeIn(house, { seats: 7 }) });
    await asOperator(house, async (owner) => {
      await setTerms(owner, tenant, { plan: "ADVANCED", trialEndsAt: null });
      await setTerms(owner, tenant, { seats: 3 });
      await suspendTenant(owner, tenant, new Date());
    });
    const rename = { operation: operation.NAME, subject: { name: "Closed" } } as const;
    await expect(company.act(company.ada, rename)).rejects.toMatchObject({ code: "READ_ONLY" });
    await asOperator(house, (owner) => suspendTenant(owner, tenant, null));
    const kinds = await kindsNow();
    expect([...kinds].sort()).toEqual([
      ...["CHANGE_WHILE_SUSPENDED_REFUSED", "COMPANY_CODE_REDEEMED", "COMPANY_RESUMED", "COMPANY_SUSPENDED"],
      ...["PLAN_CHANGED", "SEATS_CHANGED"],
    ]);
  });

  it("folders that are changed, moved, trashed and purged, where a policy says so", async () => {
    await company.auditItems(255);
    await kindsNow();
    const vault = bob.account.vaults.BUSINESS;
    const folder = newRecord(vault, recordClass.FOLDER, randomBytes(20));
    const { record } = folder.fields as { record: Id };
    await write(bob, folder);
    await write(bob, sealAgain(vault, record, recordClass.FOLDER, randomBytes(20)));
    await write(bob, move(vault, record, { trashedSince: 1 }));
    await write(bob, move(vault, record, { trashedSince: 0 }));
    await write(bob, purge(vault, record));
    expect(await kindsNow()).toEqual(
      ["ADDED", "CHANGED", "TRASHED", "MOVED", "PURGED"].map((deed) => `FOLDERS_${deed}`),
    );
  });

  it("business profiles of a restored server that are brought, or reset", async () => {
    const eve = await company.hire();
    const lost = [];
    for (const who of [bob, eve]) {
      const vault = who.account.vaults.BUSINESS;
      await write(who, newRecord(vault, recordClass.ITEM, randomBytes(20)));
      const added = newRecord(vault, recordClass.ITEM, randomBytes(20));
      lost.push({ added, drafted: draft(who.account, vault, [added]), vault: formatUuid(vault.id) });
    }
    await beginRestoredIn(house);
    await kindsNow();
    const [brought, gone] = lost as [(typeof lost)[0], (typeof lost)[0]];
    const { manifest, signature } = brought.drafted.input;
    const { input } = brought.added;
    const record = { ...input, schema: 1, previousLeaf: null } as unknown as UploadInput["records"][0];
    const upload = {
      base: 1,
      links: [],
      manifests: [{ manifest, signature }],
      epochKeys: [],
      records: [record],
      gone: [],
    };
    expect(await uploadVault(bob.app(), { vault: brought.vault, ...upload })).toMatchObject({ taken: true });
    const head = { revision: 7, hash: asHash(randomBytes(32)) };
    await offerHeads(eve.app(), [{ vault: gone.vault, ...head }]);
    const reset = draft(eve.account, eve.account.vaults.BUSINESS, [], (next) => ({
      ...next,
      reset: [{ at: next.revision, ...head }],
    }));
    await commit(eve.app(), { clientMutationId: crypto.randomUUID(), vaults: [reset.input] });
    expect(await kindsNow()).toEqual(["PROFILE_BROUGHT", "PROFILE_RESET"]);
  });

  it("shares: their names, keys that are followed in them, and whoever wants to leave the company in one", async () => {
    const share = await BareShare.found(company, company.ada);
    await share.add(company.ada, bob);
    const name = sealedName();
    await share.act(
      company.ada,
      { operation: operation.NAME, subject: { name: sealedHash(name) } },
      { more: { name } },
    );
    await moveAccount(bob.app(), prepareMove(bob.account, company.state, "OWN").input);
    const rotation = await prepareRotation(house, bob.account, company.state);
    await rotateAccount(bob.app(), rotation.input);
    company.state = rotation.tenant;
    const { xwingKeyHash } = findMember(rotation.tenant, bob.account.user) as Member;
    const link = share.ownKeys(bob, { ...rotation.after, xwingKeyHash });
    await share.send(bob, [link.signed]);
    expect(await kindsNow()).toEqual([
      ...["SHARE_CREATED", "SHARE_RECIPIENT_ADDED", "SHARE_NAMED", "LEAVING_REFUSED_TO_SHARE_MEMBER"],
      ...["ACCOUNT_KEYS_ROTATED", "OTHER_SESSIONS_ENDED", "SHARE_FOLLOWED_KEYS"],
    ]);
  });

  it("sign-ins of whoever was suspended, or removed", async () => {
    await company.act(company.ada, { operation: operation.SUSPEND, subject: userOf(bob) });
    await signInTo(house, bob.account, "APP");
    await company.act(company.ada, { operation: operation.RESUME, subject: userOf(bob) });
    await company.act(company.ada, { operation: operation.REMOVE, subject: userOf(bob) });
    await signInTo(house, bob.account, "APP");
    expect((await kindsNow()).filter((kind) => String(kind).startsWith("SIGN"))).toEqual([
      "SIGN_IN_OF_SUSPENDED_REFUSED",
      "SIGNED_IN_AS_FORMER_MEMBER",
    ]);
  });
});
