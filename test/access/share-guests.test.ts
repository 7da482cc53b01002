/** People of other companies in a share: invited, joined, visiting, and gone (PROTOCOL §4.12). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { readGuests, readIntroduced, readShareInvitations, readVisits } from "../../src/domain/share/guest-read.ts";
import { readOwnShareWraps, readShare } from "../../src/domain/share/read.ts";
import { deliverShareWraps, readPendingShareWraps } from "../../src/domain/share/wraps.ts";
import { follow } from "../../src/domain/sync/follow.ts";
import type { SyncPage } from "../../src/domain/sync/page.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import type { VaultId } from "../../src/ids.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareGuest, invite, open } from "../support/bare-guest.ts";
import { adding, BareShare, removing } from "../support/bare-share.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let bea: BareGuest;
let share: BareShare;
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
  const { account, request } = await house.signUp();
  bea = new BareGuest(account, request);
});
afterAll(() => house.close());
beforeEach(async () => {
  share = await BareShare.found(company, ada);
});

const committed = { __typename: "Committed" };
const changed = { __typename: "ShareChanged" };
const joined = { __typename: "ShareJoined" };
const notFound = { code: "NOT_FOUND" };
const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const ids = () => [share.id as VaultId];
const address = () => bea.account.address;

/** Bea is a guest who has the key. */
async function host(its: 5 | 6 | 7 = role.EDITOR): Promise<void> {
  const invited = await invite(share, ada, address(), its);
  expect(await bea.join(share, invited)).toMatchObject(joined);
  const wraps = [{ share: share.id, wraps: [bea.wrap(share)] }];
  expect(await deliverShareWraps(ada.app(), { shares: wraps })).toEqual({ delivered: 1 });
}

describe("a guest", () => {
  it("is invited by an owner, shown the share by the secret alone, and joins", async () => {
    const invited = await invite(share, ada, address());
    const introduction = [[ada.account.user, findMember(company.state, ada.account.user)?.person]] as never;
    const introduce = { operation: operation.INTRODUCE, subject: { persons: introduction } } as const;
    expect(await share.act(ada, introduce)).toMatchObject(changed);
    const { address: to, name } = invited.text;
    expect(await readShareInvitations(ada.app(), ids())).toMatchObject([[{ address: to, permission: "EDITOR" }]]);
    expect(await readShareInvitations(bob.app(), ids())).toEqual([[]]);
    const shown = await open(share, invited);
    const introduced = [{ user: formatUuid(ada.account.user), address: ada.account.address }];
    const links = [{ seq: 0 }, { seq: 1 }, { seq: 2 }];
    expect(shown).toMatchObject({ __typename: "OpenedShareInvitation", address: to, name, introduced, links });
    expect(await bea.join(share, invited)).toMatchObject(joined);
    expect(await readVisits(bea.home())).toMatchObject([
      { share: share.id, tenant: formatUuid(company.state.head.id), permission: "EDITOR", status: "ACTIVE" },
    ]);
    const guests = [[{ user: bea.user, address: to, status: "ACTIVE", permission: "EDITOR" }]];
    expect(await readGuests(ada.app(), ids())).toMatchObject(guests);
    expect(await readIntroduced(bea.visit(share), ids())).toMatchObject([introduced]);
    expect(await readShareInvitations(ada.app(), ids())).toEqual([[]]);
    expect(await open(share, invited)).toEqual({ __typename: "ShareInvitationRefused", refusal: "GONE" });
  });

  it("is given the key by whoever has it, and sees that share and nothing of its company", async () => {
    const invited = await invite(share, ada, address());
    await bea.join(share, invited);
    const epoch = { share: share.id, epoch: 1, recipient: bea.user, groupEpoch: null };
    expect(await readPendingShareWraps(ada.app())).toContainEqual(epoch);
    const wraps = [{ share: share.id, wraps: [bea.wrap(share)] }];
    expect(await deliverShareWraps(ada.app(), { shares: wraps })).toEqual({ delivered: 1 });
    expect(await readPendingShareWraps(ada.app())).not.toContainEqual(epoch);
    const asked = { first: 100, beforeEpoch: 1_000 };
    expect(await readOwnShareWraps(bea.visit(share), ids(), asked)).toMatchObject([
      [{ epoch: 1, recipient: bea.user }],
    ]);
    expect(await readShare(bea.visit(share), share.id)).toMatchObject({ permission: "EDITOR", answer: "ACCEPTED" });
    const page = await sync(bea.visit(share), null, 100);
    expect(page.rosters.map(({ roster }) => roster)).toEqual([share.id]);
    expect(page.vaults).toMatchObject([{ vault: share.id, records: [{}] }]);
    const own = await sync(bea.home(), null, 100);
    expect([...own.rosters, ...own.vaults]).not.toContainEqual(expect.objectContaining({ roster: share.id }));
  });

  it("writes as an editor, and everybody else has it", async () => {
    await host();
    expect(await bea.write(share)).toMatchObject(committed);
    expect(await share.write(ada)).toMatchObject(committed);
    expect(await bea.write(share)).toMatchObject(committed);
    expect((await sync(ada.app(), null, 2_000)).vaults).toContainEqual(
      expect.objectContaining({ vault: share.id, revision: 4 }),
    );
  });

  it("hears of each write at once beside people of the company, who hear what they verify it by", async () => {
    await share.add(ada, bob);
    await share.accept(bob);
    await host();
    const ends = new AbortController();
    const [theirs, own] = [() => bea.visit(share), () => bob.app()].map((by) => follow(by, null, 100, ends.signal));
    const next = async (stream = theirs) => (await stream?.next())?.value as SyncPage;
    for (const stream of [theirs, own]) await next(stream);
    const both = [next(), next(own)];
    expect(await share.write(ada)).toMatchObject(committed);
    const [page, members] = await Promise.all(both);
    const vaults = [{ vault: share.id, revision: 2, records: [{}] }];
    expect([page?.rosters, page?.vaults, members?.vaults]).toMatchObject([[], vaults, vaults]);
    // What is written under a newer head of the company comes to its people with that head.
    const later = [next(), next(own)];
    await company.act(ada, { operation: operation.NAME, subject: { name: "Ada & Co" } });
    expect(await share.write(ada)).toMatchObject(committed);
    const [there, here] = await Promise.all(later);
    expect(there).toMatchObject({ rosters: [], vaults: [{ vault: share.id, revision: 3 }] });
    expect(here?.rosters).toMatchObject([{ roster: formatUuid(company.state.head.id) }]);
    ends.abort();
    for (const stream of [theirs, own]) while (!(await stream?.next())?.done);
    // A guest knows of the company what the last manifest names, and does not go back behind it.
    await expect(bea.write(share)).rejects.toMatchObject(refusing("WENT_BACK"));
    expect(await bea.write(share, {}, company.state.head)).toMatchObject(committed);
  });

  it("does not write as a reader", async () => {
    await host(role.READER);
    await expect(bea.write(share)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is in no share once an owner took them out, and has nothing more of it", async () => {
    await host();
    expect(await share.act(ada, removing(bea.account.user), { cuts: true })).toMatchObject(changed);
    await expect(readShare(bea.visit(share), share.id)).rejects.toMatchObject(notFound);
    await expect(bea.write(share)).rejects.toMatchObject(notFound);
    expect(await readVisits(bea.home())).not.toContainEqual(expect.objectContaining({ share: share.id }));
    expect(await share.write(ada)).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
  });

  it("is in a share no more that was closed, and nobody joins it", async () => {
    await host();
    const invited = await invite(share, ada, "carl@example.com");
    const link = share.link(ada, { operation: operation.CLOSE, subject: null }, { cuts: true });
    expect(await share.send(ada, [link.signed])).toMatchObject(changed);
    await expect(readShare(bea.visit(share), share.id)).rejects.toMatchObject(notFound);
    expect(await readVisits(bea.home())).not.toContainEqual(expect.objectContaining({ share: share.id }));
    expect(await open(share, invited)).toMatchObject({ refusal: "GONE" });
  });

  it("leaves by themself, and their writes wait for nobody", async () => {
    await host();
    expect(await bea.send(share, bea.leaving(share))).toMatchObject(changed);
    await expect(readShare(bea.visit(share), share.id)).rejects.toMatchObject(notFound);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
  });

  it("waits under a due epoch until somebody of the company has begun the next", async () => {
    await share.add(ada, bob);
    await host();
    expect(await share.act(ada, removing(bob.account.user), { cuts: true })).toMatchObject(changed);
    expect(await bea.write(share)).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    const { link, key, more } = share.epoch(ada, [ada]);
    Object.assign(share.vault, { roster: link.state, key });
    const wraps = [...more.wraps, bea.wrap(share)];
    expect(wraps).toHaveLength(2);
    // An epoch that leaves the guest out is none.
    await expect(share.write(ada, { links: [link.signed], more })).rejects.toMatchObject(refusing("NOT_ALLOWED"));
  });

  it("is an owner of nothing, and puts nobody in", async () => {
    await host();
    const link = share.link(ada, adding(bob, role.EDITOR));
    await expect(bea.send(share, link)).rejects.toMatchObject({ code: "INVALID_PROOF" });
    await expect(bea.write(share, { links: [{ link: link.signed, signatures: [] }] as never })).rejects.toMatchObject({
      code: "INVALID_PROOF",
    });
    // Nor is anything founded or written there but the one share.
    const { input } = BareShare.founding(company, ada);
    await expect(commit(bea.visit(share), input())).rejects.toMatchObject(notFound);
    const { PERSONAL } = bea.account.vaults;
    const own = draft(bea.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("{}"))]);
    const written = { clientMutationId: crypto.randomUUID(), links: [], vaults: [own.input] };
    await expect(commit(bea.visit(share), written)).rejects.toMatchObject(notFound);
  });
});
