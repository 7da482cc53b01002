/** Shares as the server takes and refuses them, by its verbs: how they are founded, offered, accepted, left and closed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { unwrapKey } from "../../src/crypto/client/key-wrap.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation, shareScope } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { listHistories } from "../../src/domain/record/list.ts";
import { answerShare } from "../../src/domain/share/answer.ts";
import { readCompanyShares, readOwnShareWraps, readShare, readShares } from "../../src/domain/share/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { draft, newRecord, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { adding, BareShare, removing, sealedName } from "../support/bare-share.ts";
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

const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const notFound = { code: "NOT_FOUND" };
const pageOf = async (who: BareMember, cursor: string | null = null) => sync(who.app(), cursor, 100);
const vaultsOf = async (who: BareMember) => (await pageOf(who)).vaults.map(({ vault }) => vault as string);
const rostersOf = async (who: BareMember) => (await pageOf(who)).rosters.map(({ roster }) => roster as string);
const recordsOf = async (who: BareMember, share: BareShare) =>
  (await pageOf(who)).vaults.find(({ vault }) => vault === share.id)?.records.length;
const every = { first: 100, beforeEpoch: 1_000 };

describe("a share", () => {
  it("is founded with its first item, and is its founder's alone", async () => {
    const share = await BareShare.found(company, ada);
    const page = await pageOf(ada);
    expect(page.vaults.find(({ vault }) => vault === share.id)).toMatchObject({ class: "SHARE", revision: 1 });
    expect(page.rosters.at(-1)).toMatchObject({ roster: share.id, kind: "SHARE", seq: 0 });
    expect(await vaultsOf(bob)).not.toContain(share.id);
    expect(await rostersOf(bob)).not.toContain(share.id);
    expect(await readShare(bob.app(), share.id)).toBeNull();
    const shares = await readShares(ada.app(), { first: 10 });
    const shown = { share: share.id, scope: "BUSINESS", permission: "OWNER", answer: "ACCEPTED", nameEpoch: 1 };
    expect(shares.edges.map(({ node }) => node)).toEqual([expect.objectContaining(shown)]);
    const [[wrap] = []] = await readOwnShareWraps(ada.app(), [share.id as never], every);
    const place = { roster: parseUuid(share.id), epoch: 1, user: ada.account.user };
    expect(unwrapKey(ada.account.xwingSeed, place, wrap?.wrap as Uint8Array)).toEqual(share.vault.key);
  });

  it("is founded once: the same deed is answered again, and its id is no other roster's", async () => {
    const { share, input } = BareShare.founding(company, ada);
    const first = input();
    const answer = await commit(ada.app(), first);
    expect(await commit(ada.app(), first)).toEqual(answer);
    share.taken();
    const again = BareShare.founding(company, bob, shareScope.BUSINESS, share.vault.id);
    await expect(commit(bob.app(), again.input())).rejects.toMatchObject(notFound);
    const { PERSONAL } = bob.account.vaults;
    const profile = BareShare.founding(company, bob, shareScope.BUSINESS, PERSONAL.id);
    await expect(commit(bob.app(), profile.input())).rejects.toMatchObject({ code: "INVALID_PROOF" });
    const tenant = BareShare.founding(company, bob, shareScope.BUSINESS, company.state.head.id);
    await expect(commit(bob.app(), tenant.input())).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    // Account vaults keep entries under these.
    for (const id of [ada.account.user, ada.account.device]) {
      const namesake = BareShare.founding(company, bob, shareScope.BUSINESS, id);
      await expect(commit(bob.app(), namesake.input())).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    }
  });

  it("is founded by its author alone, with the name that it states and the wrap that it names", async () => {
    const { input, wrap } = BareShare.founding(company, ada);
    await expect(commit(bob.app(), input())).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    for (const more of [{ name: null }, { name: sealedName() }, { wraps: [] }]) {
      await expect(commit(ada.app(), input(more))).rejects.toMatchObject(refusing("MISMATCH"));
    }
    const another = { ...wrap, recipient: formatUuid(bob.account.user) };
    await expect(commit(ada.app(), input({ wraps: [wrap, another] }))).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    await expect(commit(ada.app(), input({ wraps: [wrap, wrap] }))).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await commit(ada.app(), input())).toMatchObject({ __typename: "Committed" });
  });

  it("rests on the company as it is: who founds it by another is told what is missing", async () => {
    const { input } = BareShare.founding(company, ada);
    await company.act(ada, { operation: operation.NAME, subject: { name: "Ada's" } });
    const answer = await commit(ada.app(), input());
    expect(answer).toMatchObject({ __typename: "StaleHead", complete: true });
    const { rosters } = answer as Extract<typeof answer, { __typename: "StaleHead" }>;
    expect(rosters).toMatchObject([{ kind: "TENANT", links: [{ seq: company.state.head.seq }] }]);
  });

  it("is founded in no company that is suspended, and not written to there", async () => {
    const share = await BareShare.found(company, ada);
    const { input } = BareShare.founding(company, ada);
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", [
      formatUuid(company.state.head.id),
    ]);
    await expect(commit(ada.app(), input())).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(share.write(ada)).rejects.toMatchObject({ code: "READ_ONLY" });
  });

  it("holds folders and items: no placement, and no entry of an account", async () => {
    const share = await BareShare.found(company, ada);
    for (const kind of [recordClass.PLACEMENT, recordClass.ENTRY]) {
      const changes = [newRecord(share.vault, kind, new TextEncoder().encode("{}"))];
      await expect(share.write(ada, { changes })).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    }
    const folder = [newRecord(share.vault, recordClass.FOLDER, new TextEncoder().encode("{}"))];
    expect(await share.write(ada, { changes: folder })).toMatchObject({ __typename: "Committed" });
  });

  it("is placed in profiles, and not in account vaults", async () => {
    const place = (kind: "PERSONAL" | "BUSINESS" | "ACCOUNT") => {
      const vault = ada.account.vaults[kind];
      const placed = draft(ada.account, vault, [
        newRecord(vault, recordClass.PLACEMENT, new TextEncoder().encode("{}")),
      ]);
      return commit(ada.app(), { clientMutationId: crypto.randomUUID(), vaults: [placed.input] });
    };
    expect(await place("PERSONAL")).toMatchObject({ __typename: "Committed" });
    expect(await place("BUSINESS")).toMatchObject({ __typename: "Committed" });
    await expect(place("ACCOUNT")).rejects.toMatchObject(refusing("NOT_ALLOWED"));
  });
});

describe("an offer of a share", () => {
  it("shows roster, name and wrap, and no records until it is accepted", async () => {
    const share = await BareShare.found(company, ada);
    expect(await share.add(ada, bob)).toMatchObject({ __typename: "ShareChanged", head: { seq: 1 } });
    expect(await vaultsOf(bob)).not.toContain(share.id);
    expect(await rostersOf(bob)).toContain(share.id);
    expect(await readShare(bob.app(), share.id)).toMatchObject({ permission: "EDITOR", answer: null });
    expect(await readOwnShareWraps(bob.app(), [share.id as never], every)).toMatchObject([[{ epoch: 1 }]]);
    await share.accept(bob);
    expect(await recordsOf(bob, share)).toBe(1);
    expect(await share.write(bob)).toMatchObject({ __typename: "Committed" });
    expect(await recordsOf(ada, share)).toBe(2);
  });

  it("is declined, and taken from what was read; and may be accepted after all", async () => {
    const share = await BareShare.found(company, ada);
    await share.add(ada, bob);
    await share.accept(bob);
    const { cursor } = await pageOf(bob);
    await answerShare(bob.app(), { share: share.id, answer: "DECLINED" });
    const after = await pageOf(bob, cursor);
    expect(after).toMatchObject({ lost: [share.id], vaults: [], rosters: [] });
    expect(await pageOf(bob, after.cursor)).toMatchObject({ lost: [], vaults: [], rosters: [] });
    await answerShare(bob.app(), { share: share.id, answer: "ACCEPTED" });
    const back = await pageOf(bob, after.cursor);
    expect(back.vaults).toMatchObject([{ vault: share.id, records: [{}] }]);
    expect(back.rosters).toMatchObject([{ roster: share.id, links: [{ seq: 0 }, { seq: 1 }] }]);
  });

  it("shows former versions of its items to whoever has accepted it", async () => {
    const share = await BareShare.found(company, ada);
    const [record] = [...share.vault.leaves.keys()];
    const words = new TextEncoder().encode("again");
    await share.write(ada, { changes: [sealAgain(share.vault, parseUuid(record as string), recordClass.ITEM, words)] });
    await share.add(ada, bob, role.READER);
    const versionsFor = async (who: BareMember) => {
      const named = [{ vault: share.id as never, record: record as never }];
      const [page] = await listHistories(who.app(), named, { first: 10, after: null });
      return page?.edges.map(({ node }) => node.version);
    };
    expect(await versionsFor(bob)).toEqual([]);
    await share.accept(bob);
    expect(await versionsFor(bob)).toEqual([1]);
    await share.act(ada, removing(bob.account.user), { cuts: true });
    expect(await versionsFor(bob)).toEqual([]);
  });

  it("is answered by its recipients alone", async () => {
    const share = await BareShare.found(company, ada);
    const answer = (who: BareMember) => answerShare(who.app(), { share: share.id, answer: "ACCEPTED" });
    await expect(answer(bob)).rejects.toMatchObject(notFound);
    const { ada: mallory } = await BareCompany.found(house);
    await expect(answer(mallory)).rejects.toMatchObject(notFound);
    await share.add(ada, bob);
    expect(await answer(bob)).toEqual({ share: share.id, answer: "ACCEPTED" });
    expect(await answer(bob)).toEqual({ share: share.id, answer: "ACCEPTED" });
  });
});

describe("whoever is taken out of a share", () => {
  it("is told once, reads nothing more, and writes nothing more; the next who writes begins an epoch", async () => {
    const share = await BareShare.found(company, ada);
    await share.add(ada, bob);
    await share.accept(bob);
    const { cursor } = await pageOf(bob);
    const removed = await share.act(ada, removing(bob.account.user), { cuts: true });
    expect(removed).toMatchObject({ __typename: "ShareChanged" });
    const after = await pageOf(bob, cursor);
    expect(after).toMatchObject({ lost: [share.id], vaults: [], rosters: [] });
    expect((await pageOf(bob, after.cursor)).lost).toEqual([]);
    expect(await readShare(bob.app(), share.id)).toBeNull();
    expect(await readOwnShareWraps(bob.app(), [share.id as never], every)).toEqual([[]]);
    await expect(share.write(bob)).rejects.toMatchObject(notFound);
    await expect(answerShare(bob.app(), { share: share.id, answer: "ACCEPTED" })).rejects.toMatchObject(notFound);
    expect(await share.write(ada)).toMatchObject({ __typename: "StaleKeyEpoch", due: true, epoch: 1 });
    expect(await share.renew(ada, [ada])).toMatchObject({ __typename: "Committed" });
    expect(await share.write(ada)).toMatchObject({ __typename: "Committed" });
  });

  it("is offered it anew when they are put in again", async () => {
    const share = await BareShare.found(company, ada);
    await share.add(ada, bob);
    await share.accept(bob);
    await share.act(ada, removing(bob.account.user), { cuts: true });
    await share.renew(ada, [ada]);
    await share.add(ada, bob, role.READER);
    expect(await readShare(bob.app(), share.id)).toMatchObject({ permission: "READER", answer: null });
    expect(await vaultsOf(bob)).not.toContain(share.id);
  });

  it("may be themself: whoever leaves is gone, and the last owner stays", async () => {
    const share = await BareShare.found(company, ada);
    await share.add(ada, bob);
    const leave = async (who: BareMember) =>
      share.act(who, { operation: operation.LEAVE, subject: { user: who.account.user } }, { cuts: true });
    expect(await leave(bob)).toMatchObject({ __typename: "ShareChanged" });
    expect(await readShare(bob.app(), share.id)).toBeNull();
    await expect(leave(ada)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });
});

describe("a share that is closed", () => {
  it("is nobody's any more: it is lost to all, takes nothing, and is in no list", async () => {
    const share = await BareShare.found(company, ada);
    await share.add(ada, bob);
    await share.accept(bob);
    const cursors = [(await pageOf(ada)).cursor, (await pageOf(bob)).cursor] as const;
    expect(await share.act(ada, { operation: operation.CLOSE, subject: null }, { cuts: true })).toMatchObject({
      __typename: "ShareChanged",
    });
    expect((await pageOf(ada, cursors[0])).lost).toEqual([share.id]);
    expect((await pageOf(bob, cursors[1])).lost).toEqual([share.id]);
    await expect(share.write(ada)).rejects.toMatchObject(notFound);
    expect((await readShares(ada.app(), { first: 10 })).edges).toEqual([]);
    expect((await readCompanyShares(ada.portal(), { first: 10 })).edges).toEqual([]);
    await expect(answerShare(ada.app(), { share: share.id, answer: "ACCEPTED" })).rejects.toMatchObject(notFound);
  });
});

describe("administrators", () => {
  it("see the company's shares in the portal, with who is in them, and no personal ones", async () => {
    const [ours, personal] = [
      await BareShare.found(company, bob),
      await BareShare.found(company, bob, shareScope.PERSONAL),
    ];
    house.advance(1_000);
    await ours.add(bob, ada, role.READER);
    const { edges } = await readCompanyShares(ada.portal(), { first: 10 });
    const { createdAt, changedAt } = edges[0]?.node ?? {};
    expect(Number(changedAt) - Number(createdAt)).toBeGreaterThanOrEqual(1_000);
    expect(edges.map(({ node }) => node)).toEqual([expect.objectContaining({ share: ours.id, members: 2, groups: 0 })]);
    expect(Object.keys(edges[0]?.node ?? {})).not.toContain("name");
    expect(personal.id).not.toBe(ours.id);
    await expect(readCompanyShares(ada.app(), { first: 10 })).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    await expect(readCompanyShares(bob.portal(), { first: 10 })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("take people out of the company's shares, and of no personal one, in the portal alone", async () => {
    const eve = await company.hire();
    const ours = await BareShare.found(company, bob);
    await ours.add(bob, eve);
    const take = (share: BareShare, portal: boolean) =>
      share.act(ada, removing(eve.account.user), { cuts: true, asAdministrator: true, portal });
    await expect(take(ours, false)).rejects.toMatchObject(notFound);
    expect(await take(ours, true)).toMatchObject({ __typename: "ShareChanged" });
    const personal = await BareShare.found(company, bob, shareScope.PERSONAL);
    await personal.add(bob, eve);
    // Nobody signs it: and whoever sends what somebody else has signed is nobody to it.
    await expect((async () => take(personal, true))()).rejects.toMatchObject({ code: "WRONG_AUTHOR" });
    const link = personal.link(bob, removing(eve.account.user), { cuts: true });
    await expect(personal.send(ada, [link.signed], {}, true)).rejects.toMatchObject(notFound);
    await personal.add(bob, ada, role.READER);
    const again = personal.link(bob, removing(eve.account.user), { cuts: true });
    await expect(personal.send(ada, [again.signed], {}, true)).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    await ours.add(bob, eve);
    await ours.add(bob, ada, role.READER);
    await expect(take(ours, false)).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
  });

  it("make an owner of somebody where none can act: of a member, or of whoever has the share through a group", async () => {
    const eve = await company.hire();
    const group = await company.group(ada, groupClass.NAMED, ada, eve);
    const [byName, byGroup] = [await BareShare.found(company, bob), await BareShare.found(company, bob)];
    await byName.add(bob, eve);
    await byGroup.addGroup(bob, group, role.READER);
    const promoted = { operation: operation.ROLE, subject: { recipient: eve.account.user, role: role.OWNER } } as const;
    const inPortal = { asAdministrator: true, portal: true };
    await expect((async () => byName.act(ada, promoted, inPortal))()).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await company.act(ada, { operation: operation.SUSPEND, subject: { user: bob.account.user } });
    await expect(byName.act(ada, promoted, { asAdministrator: true })).rejects.toMatchObject(notFound);
    expect(await byName.act(ada, promoted, inPortal)).toMatchObject({ __typename: "ShareChanged" });
    const added = adding(eve, role.OWNER);
    const named = { ...inPortal, via: byGroup.via(group) };
    // Ada has it through the group herself: what she does in the app she does as who reads.
    await expect(byGroup.act(ada, added, { ...named, portal: false })).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    expect(await byGroup.act(ada, added, named)).toMatchObject({ __typename: "ShareChanged" });
    expect(await readShare(eve.app(), byName.id)).toMatchObject({ permission: "OWNER" });
    expect(await readShare(eve.app(), byGroup.id)).toMatchObject({ permission: "OWNER" });
  });

  it("write to no share by being administrators, and are given no key", async () => {
    const ours = await BareShare.found(company, bob);
    await expect(ours.write(ada)).rejects.toMatchObject(notFound);
    const add = ours.act(ada, adding(ada, role.OWNER), { asAdministrator: true, portal: true });
    await expect(Promise.resolve(add)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });
});
