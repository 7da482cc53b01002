/** What nobody gets by an invitation that is not theirs, by other keys, or once their time is over; bounds, policies and the log (PROTOCOL §4.12). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { bounds } from "../../src/domain/bounds.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { openShareInvitation } from "../../src/domain/share/guest-invitation.ts";
import { readGuests, readVisits } from "../../src/domain/share/guest-read.ts";
import { readCompanyShares, readShare } from "../../src/domain/share/read.ts";
import { deliverShareWraps, readPendingShareWraps } from "../../src/domain/share/wraps.ts";
import { follow } from "../../src/domain/sync/follow.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import type { VaultId } from "../../src/ids.ts";
import { type BareAccount, makeBareAccount } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareGuest, invite, inviting, open, proving, sendInvitation } from "../support/bare-guest.ts";
import { BareShare, removing } from "../support/bare-share.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let bea: BareGuest;
let carl: BareGuest;
let share: BareShare;
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
  [bea, carl] = [await guestOf(), await guestOf()];
});
afterAll(() => house.close());
beforeEach(async () => {
  share = await BareShare.found(company, ada);
});

async function guestOf(): Promise<BareGuest> {
  const { account, request } = await house.signUp();
  return new BareGuest(account, request);
}

const changed = { __typename: "ShareChanged" };
const committed = { __typename: "Committed" };
const joined = { __typename: "ShareJoined" };
const notFound = { code: "NOT_FOUND" };
const refused = (refusal: string) => ({ __typename: "ShareInvitationRefused", refusal });
const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const ids = () => [share.id as VaultId];
const voiding = (key: Uint8Array) => ({ operation: operation.VOID, subject: { key } }) as never;

/** A guest who has the key. */
async function host(guest = bea, its: 5 | 6 | 7 = role.EDITOR): Promise<void> {
  expect(await guest.join(share, await invite(share, ada, guest.account.address, its))).toMatchObject(joined);
  await deliverShareWraps(ada.app(), { shares: [{ share: share.id, wraps: [guest.wrap(share)] }] });
}

describe("by an invitation", () => {
  it("joins who has the address that it is for, and the account's own keys", async () => {
    const invited = await invite(share, ada, bea.account.address);
    expect(await carl.join(share, invited)).toEqual(refused("OTHER_ADDRESS"));
    const other = makeBareAccount("other@example.com").account;
    const planted = bea.joining(share, invited, other);
    await expect(bea.sendJoin(share, planted.signed)).rejects.toMatchObject(refusing("WRONG_KEYS"));
    const theirs = bea.joining(share, invited);
    await expect(carl.sendJoin(share, theirs.signed)).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    expect(await bea.sendJoin(share, theirs.signed, formatUuid(carl.account.tenant.id))).toEqual(refused("GONE"));
    expect(await readGuests(ada.app(), ids())).toEqual([[]]);
    expect(await bea.join(share, invited)).toMatchObject(joined);
  });

  it("nobody joins twice, and who sends the same again is answered as before", async () => {
    const invited = await invite(share, ada, bea.account.address);
    const link = bea.joining(share, invited);
    const answer = await bea.sendJoin(share, link.signed);
    expect(answer).toMatchObject({ ...joined, head: { roster: share.id, seq: link.state.head.seq } });
    expect(await bea.sendJoin(share, link.signed)).toEqual(answer);
    share.follow(link.state);
    const again = await invite(share, ada, bea.account.address);
    expect(() => bea.joining(share, again)).toThrow("NOT_ALLOWED");
    expect((await readGuests(ada.app(), ids()))[0]).toHaveLength(1);
  });

  it("nobody joins once it is void, ran out, or its author owns the share no more", async () => {
    const [first, second, third] = [
      await invite(share, ada, bea.account.address),
      await invite(share, ada, bea.account.address),
      await invite(share, ada, bea.account.address),
    ];
    const late = bea.joining(share, first);
    expect(await share.act(ada, voiding(first.pair.publicKey))).toMatchObject(changed);
    expect(await bea.sendJoin(share, late.signed)).toEqual(refused("GONE"));
    expect(await open(share, first)).toEqual(refused("GONE"));
    await house.asSuperuser("update share_invitation set expires_at = now() - interval '1 minute' where key = $1", [
      second.pair.publicKey,
    ]);
    expect(await bea.join(share, second)).toEqual(refused("EXPIRED"));
    expect(await open(share, second)).toEqual(refused("EXPIRED"));
    // An administrator voids in the portal, who is nothing to the share.
    const other = await BareShare.found(company, bob);
    const theirs = await invite(other, bob, bea.account.address);
    const unasked = bea.joining(other, theirs);
    const voids = voiding(theirs.pair.publicKey);
    await expect(other.act(ada, voids, { asAdministrator: true })).rejects.toMatchObject(notFound);
    expect(await other.act(ada, voids, { portal: true, asAdministrator: true })).toMatchObject(changed);
    expect(await bea.sendJoin(other, unasked.signed)).toEqual(refused("GONE"));
    const stale = bea.joining(share, third);
    await share.add(ada, bob, role.OWNER);
    expect(await bea.sendJoin(share, stale.signed)).toEqual(refused("STALE_ROSTER"));
    const subject = { recipient: ada.account.user, role: role.READER };
    expect(await share.act(bob, { operation: operation.ROLE, subject }, { cuts: true })).toMatchObject(changed);
    expect(await open(share, third)).toEqual(refused("GONE"));
    const rows = await house.asSuperuser("select key from share_invitation where share_id = $1", [share.id]);
    expect(rows).toEqual([]);
  });

  it("nobody is invited by who owns nothing, with a text that it does not open, or for too long", async () => {
    await share.add(ada, bob, role.EDITOR);
    const invited = inviting(share, bea.account.address);
    await expect(sendInvitation(share, bob, invited)).rejects.toThrow("NOT_ALLOWED");
    const { act, text } = invited;
    const more = { persons: [{ ...text, name: "Mallory", seq: share.state.head.seq + 1 }] };
    await expect(share.act(ada, act, { more })).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(share.act(ada, act)).rejects.toMatchObject(refusing("MISMATCH"));
    const long = inviting(share, bea.account.address, role.READER, bounds.invitation + 60_000);
    await expect(sendInvitation(share, ada, long)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("nobody joins their own company's share, or one whose id is something of theirs", async () => {
    const invited = await invite(share, ada, bob.account.address);
    const member = new BareGuest(bob.account, bob.app);
    expect(await member.join(share, invited)).toEqual(refused("OWN_COMPANY"));
    const { PERSONAL } = bea.account.vaults;
    const { share: namesake, input } = BareShare.founding(company, ada, undefined, PERSONAL.id);
    expect(await commit(ada.app(), input())).toMatchObject(committed);
    namesake.taken();
    const lure = await invite(namesake, ada, bea.account.address);
    expect(await bea.join(namesake, lure)).toEqual(refused("GONE"));
  });

  it("is shown once for each proof, by its own key, from its own server", async () => {
    const invited = await invite(share, ada, bea.account.address);
    const show = (proof: ReturnType<typeof proving>, after?: number) =>
      openShareInvitation(house.anonymous(), { ...proof, ...(after !== undefined && { after }) });
    const once = proving(share, invited);
    expect(await show(once, 0)).toMatchObject({ share: share.id, links: [{ seq: 1 }], hasMore: false });
    await expect(show(once)).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(show(proving(share, invited, "https://vault.elsewhere"))).rejects.toMatchObject(refusing("MISMATCH"));
    const { signature } = proving(share, inviting(share, bea.account.address));
    await expect(show({ ...proving(share, invited), signature })).rejects.toMatchObject(refusing("BAD_SIGNATURE"));
    await expect(show(proving(share, invited), -2)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await open(share, inviting(share, bea.account.address))).toEqual(refused("GONE"));
    expect(await open(await BareShare.found(company, ada), invited)).toEqual(refused("GONE"));
  });

  it("that another company has under the same id nobody else invites", async () => {
    const invited = await invite(share, ada, bea.account.address);
    const elsewhere = new BareGuest(carl.account, carl.home);
    const rows = await house.asSuperuser("select key from share_invitation where share_id = $1", [share.id]);
    expect(rows).toHaveLength(1);
    const copy = house.asSuperuser(
      `insert into share_invitation (tenant_id, share_id, key, seq, author_id, address, name, salt, role, expires_at, created_at)
       select $2, share_id, key, seq, $3, address, name, salt, role, expires_at, created_at from share_invitation where key = $1`,
      [invited.pair.publicKey, formatUuid(elsewhere.account.tenant.id), elsewhere.user],
    );
    await expect(copy).rejects.toMatchObject({ constraint: "share_invitation_by_key" });
  });

  it("nobody joins whose own company forbids sharing, or who visits a hundred shares", async () => {
    const invited = await invite(share, ada, bea.account.address);
    const tenant = formatUuid(bea.account.tenant.id);
    const document = encodePolicies({ disableSharing: { value: true, locked: false } });
    await house.asSuperuser("insert into policy_document values ($1, $1, 'TENANT', null, null, 1, $2)", [
      tenant,
      document,
    ]);
    expect(await bea.join(share, invited)).toEqual(refused("SHARING_DISABLED"));
    await house.asSuperuser("delete from policy_document where tenant_id = $1", [tenant]);
    await house.asSuperuser(`with made as (select gen_random_uuid() as id from generate_series(1, ${bounds.visitsPerUser})),
        r as (insert into roster (tenant_id, id, kind, seq, head, epoch, state)
          select '${formatUuid(company.state.head.id)}', id, 'SHARE', 0, sha256('x'), 1, '' from made returning tenant_id, id),
        v as (insert into vault (tenant_id, id, class, revision, count) select tenant_id, id, 'SHARE', 0, 0 from r returning tenant_id, id),
        s as (insert into share (tenant_id, id, scope, name, name_epoch, founder_id, created_at)
          select tenant_id, id, 'PERSONAL', decode(repeat('01', 329), 'hex'), 1, '${formatUuid(ada.account.user)}', now() from v returning tenant_id, id),
        g as (insert into share_guest select tenant_id, id, '${carl.user}', 'a@b', 'name', sha256('s'), decode(repeat('00', 1216), 'hex'), 'ACTIVE', now() from s returning tenant_id, share_id, user_id)
        insert into share_recipient (tenant_id, share_id, recipient_id, guest_id, role) select tenant_id, share_id, user_id, user_id, 'READER' from g`);
    expect(await carl.join(share, await invite(share, ada, carl.account.address))).toEqual(refused("VISITS_TAKEN"));
    await house.asSuperuser("delete from share_recipient where guest_id = $1", [carl.user]);
    await house.asSuperuser("delete from share_guest where user_id = $1", [carl.user]);
    await house.asSuperuser(
      "update share set closed_at = now() where id not in (select id from share where exists (select from roster_link l where l.roster_id = share.id))",
    );
  });
});

describe("a guest's keys", () => {
  /** What a rotation at home leads to, as far as a share is concerned. */
  async function rotate(next: BareAccount): Promise<void> {
    await house.asSuperuser("update account_key set signing_key = $2, encryption_key = $3 where user_id = $1", [
      carl.user,
      next.signing.publicKey,
      deriveXWingPublicKey(next.xwingSeed),
    ]);
  }

  it("that are new write nothing and are given nothing, until an owner has verified them", async () => {
    await host(carl);
    const before = carl.account;
    const fresh = makeBareAccount(before.address).account;
    const next = { ...before, signing: fresh.signing, xwingSeed: fresh.xwingSeed, xwingKeyHash: fresh.xwingKeyHash };
    await rotate(next);
    await expect(carl.write(share)).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    const planted = makeBareAccount(before.address).account;
    await expect(carl.send(share, carl.ownKeys(share, planted))).rejects.toMatchObject(refusing("WRONG_KEYS"));
    expect(await carl.send(share, carl.ownKeys(share, next))).toMatchObject(changed);
    const renewed = new BareGuest(next, carl.home);
    expect(await readGuests(ada.app(), ids())).toMatchObject([[{ user: carl.user, status: "SUSPENDED" }]]);
    expect(await readVisits(carl.home())).toMatchObject([{ share: share.id, status: "SUSPENDED" }]);
    const page = await sync(carl.visit(share), null, 100);
    expect([page.rosters, page.vaults]).toMatchObject([[{ roster: share.id }], []]);
    expect(await readShare(carl.visit(share), share.id)).toBeNull();
    await expect(renewed.write(share)).rejects.toMatchObject(notFound);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    const owed = expect.objectContaining({ share: share.id, recipient: carl.user });
    expect(await readPendingShareWraps(ada.app())).not.toContainEqual(owed);
    const verify = { operation: operation.RESUME, subject: { user: carl.account.user } } as never;
    expect(await share.act(ada, verify)).toMatchObject(changed);
    expect(await readPendingShareWraps(ada.app())).toContainEqual(owed);
    await deliverShareWraps(ada.app(), { shares: [{ share: share.id, wraps: [renewed.wrap(share)] }] });
    expect(await renewed.write(share)).toMatchObject(committed);
    await rotate(before);
  });
});

describe("a guest's time", () => {
  it("is over to the millisecond, is told of once, and ends what is open", async () => {
    await host();
    const stream = follow(() => bea.visit(share), null, 100, new AbortController().signal);
    await stream.next();
    const time = house.house.clock().getTime() + 60_000;
    const subject = { recipient: bea.account.user, time };
    expect(await share.act(ada, { operation: operation.EXPIRY, subject })).toMatchObject(changed);
    expect((await stream.next()).value).toMatchObject({ rosters: [{ roster: share.id }] });
    await house.asSuperuser(
      "update share_recipient set expires_at = now() - interval '1 second' where share_id = $1 and guest_id is not null",
      [share.id],
    );
    await expect(readShare(bea.visit(share), share.id)).rejects.toMatchObject(notFound);
    const ended = expect(stream.next()).rejects.toMatchObject(notFound);
    await runJobs(house.house);
    await ended;
    expect(await readGuests(ada.app(), ids())).toMatchObject([[{ user: bea.user, expired: true }]]);
    const rows = await house.asSuperuser(
      "select user_id from audit_waiting where vault_id = $1 and kind = 'SHARE_RECIPIENT_EXPIRED'",
      [share.id],
    );
    expect(rows).toEqual([{ user_id: bea.user }]);
  });

  it("is over on open sockets the moment that an owner takes them out", async () => {
    await host();
    const stream = follow(() => bea.visit(share), null, 100, new AbortController().signal);
    await stream.next();
    const ended = expect(stream.next()).rejects.toMatchObject(notFound);
    expect(await share.act(ada, removing(bea.account.user), { cuts: true })).toMatchObject(changed);
    await ended;
  });

  it("is over with the account, though the roster says so later", async () => {
    const other = await BareCompany.found(house);
    const dora = await other.hire();
    const guest = new BareGuest(dora.account, dora.app);
    expect(await guest.join(share, await invite(share, ada, dora.account.address))).toMatchObject(joined);
    const { user } = dora.account;
    const ended = await other.act(other.ada, { operation: operation.REMOVE, subject: { user } });
    expect(ended).toMatchObject({ __typename: "RostersChanged" });
    await deletePerson(other.ada.portal(), { user: formatUuid(user) });
    expect(await readGuests(ada.app(), ids())).toMatchObject([
      [{ user: formatUuid(user), status: "GONE", address: "erased", name: "erased" }],
    ]);
    expect(await share.act(ada, removing(user), { cuts: true })).toMatchObject(changed);
    expect(await readGuests(ada.app(), ids())).toEqual([[]]);
  });
});

describe("where nothing is written", () => {
  const tenant = () => formatUuid(company.state.head.id);

  it("a guest reads, and nobody joins: in a company that the operator suspended", async () => {
    await host();
    const invited = await invite(share, ada, carl.account.address);
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [tenant()]);
    expect(await readShare(bea.visit(share), share.id)).toMatchObject({ share: share.id });
    await expect(bea.write(share)).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(bea.send(share, bea.leaving(share))).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(carl.join(share, invited)).rejects.toMatchObject({ code: "READ_ONLY" });
    await house.asSuperuser("update tenant set suspended_at = null where id = $1", [tenant()]);
    expect(await bea.write(share)).toMatchObject(committed);
  });

  it("a guest reads, and nobody joins: while a restored server is brought what it lacks", async () => {
    await host();
    const invited = await invite(share, ada, carl.account.address);
    await house.asSuperuser("update vault set restoring = true where id = $1", [share.id]);
    const restoring = { code: "VAULT_RESTORING" };
    expect((await sync(bea.visit(share), null, 100)).vaults).toMatchObject([{ vault: share.id, restoring: true }]);
    await expect(bea.write(share)).rejects.toMatchObject(restoring);
    await expect(bea.send(share, bea.leaving(share))).rejects.toMatchObject(restoring);
    await expect(carl.join(share, invited)).rejects.toMatchObject(restoring);
  });
});

describe("the company", () => {
  async function say(policies: Parameters<typeof encodePolicies>[0] | null): Promise<void> {
    const document = policies && encodePolicies(policies);
    const subject = { scope: policyScope.TENANT, id: null, hash: document && policiesHash(document) };
    const documents = document ? [{ seq: company.state.head.seq + 1, document }] : [];
    const act = { operation: operation.POLICY, subject } as never;
    expect(await company.act(ada, act, { policies: documents })).toMatchObject({ __typename: "RostersChanged" });
  }

  it("forbids inviting, or inviting to other domains, by its policies", async () => {
    await say({ shareRecipientDomains: { value: ["friends.example"], locked: false } });
    const outside = inviting(share, bea.account.address);
    expect(await sendInvitation(share, ada, outside)).toMatchObject({ policy: "SHARE_RECIPIENT_DOMAINS" });
    expect(await sendInvitation(share, ada, inviting(share, "bea@eu.friends.example"))).toMatchObject(changed);
    await say({ disableSharing: { value: true, locked: false } });
    expect(await sendInvitation(share, ada, inviting(share, "bea@friends.example"))).toMatchObject({
      policy: "DISABLE_SHARING",
    });
    await say(null);
    expect(await sendInvitation(share, ada, outside)).toMatchObject(changed);
  });

  it("has fifty guests and invitations in a share, and no more", async () => {
    const rows = Array.from({ length: bounds.guestsPerShare }, (_, place) =>
      inviting(share, `guest-${place}@example.com`),
    );
    for (const invited of rows) expect(await sendInvitation(share, ada, invited)).toMatchObject(changed);
    const answer = await sendInvitation(share, ada, inviting(share, bea.account.address));
    expect(answer).toMatchObject({ __typename: "LimitExceeded", limit: "GUESTS_PER_SHARE", maximum: 50 });
    expect(await share.act(ada, voiding((rows[0] as (typeof rows)[0]).pair.publicKey))).toMatchObject(changed);
    expect(await sendInvitation(share, ada, inviting(share, bea.account.address))).toMatchObject(changed);
  });

  it("has all of it in its log, also what guests do with items whatever is recorded of its own people", async () => {
    const kinds = async () =>
      (
        await house.asSuperuser("delete from audit_waiting where tenant_id = $1 returning id::text, kind", [
          formatUuid(company.state.head.id),
        ])
      )
        .sort((a, b) => String(a.id).localeCompare(String(b.id)))
        .map(({ kind }) => kind);
    await kinds();
    const invited = await invite(share, ada, bea.account.address);
    await share.act(ada, voiding(invited.pair.publicKey));
    await host();
    expect(await kinds()).toEqual([
      "SHARE_GUEST_INVITED",
      "SHARE_INVITATION_VOIDED",
      "SHARE_GUEST_INVITED",
      "SHARE_GUEST_JOINED",
      "SHARE_KEYS_DELIVERED",
    ]);
    await bea.write(share);
    await share.write(ada);
    expect(await kinds()).toEqual(["ITEMS_ADDED"]);
    await bea.send(share, bea.leaving(share));
    expect(await kinds()).toEqual(["SHARE_LEFT"]);
  });

  it("shows its administrators how many are invited, and who is in from outside", async () => {
    await host();
    await invite(share, ada, carl.account.address);
    const { edges } = await readCompanyShares(ada.portal(), { first: 100, after: null });
    expect(edges.find(({ node }) => node.share === share.id)?.node).toMatchObject({
      members: 1,
      groups: 0,
      invitations: 1,
    });
  });
});
