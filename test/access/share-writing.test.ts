/** Who writes to a share, by which heads and under which epoch: as the server takes and refuses it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { signLink } from "../../src/crypto/client/sign.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { type Link, operation } from "../../src/crypto/link.ts";
import { readSignedLink } from "../../src/crypto/signed-link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { bounds } from "../../src/domain/bounds.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { readShare } from "../../src/domain/share/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { draft, linkInput, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { adding, BareShare, removing } from "../support/bare-share.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
let share: BareShare;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob, eve] = [company.ada, await company.hire(), await company.hire()];
  share = await BareShare.found(company, ada);
});

const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const committed = { __typename: "Committed" };
const changed = { __typename: "ShareChanged" };
const stale = { __typename: "StaleHead" };
const due = { __typename: "StaleKeyEpoch", due: true };
const now = () => house.house.clock().getTime();
const until = (who: BareMember, time: number | null) =>
  share.act(ada, { operation: operation.EXPIRY, subject: { recipient: who.account.user, time } });

describe("a share is written", () => {
  it("by owners and editors, and by no reader", async () => {
    await share.add(ada, bob, role.EDITOR);
    expect(await share.write(bob)).toMatchObject(committed);
    for (const [who, its] of [
      [eve, role.READER],
      [await company.hire(), role.READER_HIDDEN],
    ] as const) {
      await share.add(ada, who, its);
      await share.accept(who);
      await expect(share.write(who)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("by nobody in somebody else's name", async () => {
    await share.add(ada, bob);
    const drafted = share.draft(ada, [share.item()]);
    const vaults = [drafted.input];
    const input = { clientMutationId: crypto.randomUUID(), links: [], vaults };
    await expect(commit(bob.app(), input)).rejects.toMatchObject({ code: "INVALID_PROOF" });
    const twisted = share.draft(bob, [share.item()], {
      twist: (manifest) => ({ ...manifest, author: { user: ada.account.user, key: ada.account.signing.publicKey } }),
    });
    await expect(commit(bob.app(), { ...input, vaults: [twisted.input] })).rejects.toMatchObject({
      code: "INVALID_PROOF",
    });
  });

  it("until somebody's time is over, to the millisecond, whether or not the worker has seen it", async () => {
    await share.add(ada, bob);
    await until(bob, now() + 60_000);
    expect(await share.write(bob)).toMatchObject(committed);
    house.advance(60_001);
    await expect(share.write(bob)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await until(bob, null);
    expect(await share.write(bob)).toMatchObject(committed);
  });

  it("by the heads that it has: of its own roster, and of the company", async () => {
    await share.add(ada, bob);
    await share.accept(bob);
    const before = share.state;
    const name = share.act(ada, adding(eve, role.READER), { more: { wraps: [share.wrap(eve)] } });
    expect(await name).toMatchObject(changed);
    const after = share.state;
    share.follow(before);
    const answer = await share.write(bob);
    expect(answer).toMatchObject({ ...stale, complete: true });
    expect((answer as Extract<typeof answer, { __typename: "StaleHead" }>).rosters).toMatchObject([
      { roster: share.id, kind: "SHARE", links: [{ seq: after.head.seq }] },
    ]);
    share.follow(after);
    expect(await share.write(bob)).toMatchObject(committed);
    const drafted = share.draft(bob, [share.item()]);
    await company.act(ada, { operation: operation.NAME, subject: { name: "Ada's" } });
    const input = { clientMutationId: crypto.randomUUID(), links: [], vaults: [drafted.input] };
    const told = await commit(bob.app(), input);
    expect(told).toMatchObject({ ...stale, complete: true });
    expect((told as Extract<typeof told, { __typename: "StaleHead" }>).rosters).toMatchObject([{ kind: "TENANT" }]);
  });

  it("not at all while the company is suspended", async () => {
    await share.add(ada, bob);
    await house.asSuperuser("update vault set closed = true where id = $1", [share.id]);
    await expect(share.write(bob)).rejects.toMatchObject({ code: "READ_ONLY" });
  });

  it("with a name or wraps only where links ask for them", async () => {
    const more = (its: object) => share.write(ada, { more: its });
    await expect(more({ name: share.name })).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(more({ wraps: [share.wrap(ada)] })).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    const { PERSONAL } = ada.account.vaults;
    const profile = draft(ada.account, PERSONAL, [
      newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("{}")),
    ]);
    const vaults = [{ ...profile.input, wraps: [share.wrap(ada)] }];
    const input = { clientMutationId: crypto.randomUUID(), vaults };
    await expect(commit(ada.app(), input)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
  });

  it("with the links of its owner in the same deed, each in its place", async () => {
    const first = share.link(ada, adding(bob, role.EDITOR));
    const base = share.state;
    share.follow(first.state);
    const second = share.link(ada, adding(eve, role.READER));
    share.follow(second.state);
    const wraps = [share.wrap(bob), share.wrap(eve)];
    const swapped = [second.signed, first.signed];
    await expect(share.write(ada, { links: swapped, more: { wraps } })).resolves.toMatchObject(stale);
    await expect(share.write(ada, { links: [first.signed], more: { wraps: [share.wrap(bob)] } })).rejects.toMatchObject(
      {
        code: "INVALID_PROOF",
      },
    );
    expect(await share.write(ada, { links: [first.signed, second.signed], more: { wraps } })).toMatchObject(committed);
    expect(base.head.seq).toBe(0);
    expect(await readShare(eve.app(), share.id)).toMatchObject({ permission: "READER" });
  });

  it("with links of no editor, but those that begin an epoch", async () => {
    await share.add(ada, bob);
    const forged = () => share.link(bob, adding(eve, role.EDITOR));
    expect(forged).toThrow(expect.objectContaining({ code: "NOT_ALLOWED" }));
    // Ada's link in Bob's commit is Ada's.
    const link = share.link(ada, adding(eve, role.EDITOR));
    share.follow(link.state);
    const wraps = [share.wrap(eve)];
    await expect(share.write(bob, { links: [link.signed], more: { wraps } })).rejects.toMatchObject(
      refusing("WRONG_AUTHOR"),
    );
  });
});

describe("a new epoch of a share", () => {
  beforeEach(async () => {
    for (const who of [bob, eve]) await share.add(ada, who);
    await share.act(ada, removing(eve.account.user), { cuts: true });
  });

  const renew = async (members: BareMember[], more: object = {}, wrapsOf = members) => {
    const { roster, key } = share.vault;
    const epoch = share.epoch(ada, members);
    Object.assign(share.vault, { roster: epoch.link.state, key: epoch.key });
    const given = new Set(wrapsOf.map(({ account }) => formatUuid(account.user) as string));
    const wraps = epoch.more.wraps.filter(({ recipient }) => given.has(recipient));
    const answer = await share
      .write(ada, { links: [epoch.link.signed], more: { ...epoch.more, wraps, ...more } })
      .catch((error: unknown) => error);
    if ((answer as { __typename?: string }).__typename !== "Committed") Object.assign(share.vault, { roster, key });
    return answer;
  };

  it("is demanded of the next who writes, whoever it is", async () => {
    expect(await share.write(ada)).toMatchObject(due);
    expect(await share.write(bob)).toMatchObject(due);
    expect(await share.renew(bob, [ada, bob])).toMatchObject(committed);
    expect(await share.write(ada)).toMatchObject(committed);
  });

  it("brings a wrap for everybody in it, for nobody else, and the very set that its link names", async () => {
    expect(await renew([ada])).toMatchObject(refusing("NOT_ALLOWED"));
    expect(await renew([ada, bob, eve])).toMatchObject(refusing("MISMATCH"));
    expect(await renew([ada, bob], {}, [ada])).toMatchObject(refusing("MISMATCH"));
    expect(await renew([ada, bob], { wraps: [] })).toMatchObject(refusing("MISMATCH"));
    expect(await renew([ada, bob], { epochKey: null })).toMatchObject(refusing("WRONG_EPOCH"));
    expect(await renew([ada, bob])).toMatchObject(committed);
  });

  it("is not begun where none is due", async () => {
    expect(await share.renew(ada, [ada, bob])).toMatchObject(committed);
    expect(() => share.epoch(ada, [ada, bob])).toThrow(expect.objectContaining({ code: "NOT_ALLOWED" }));
  });

  it("leaves out whose time is over, who lacks nothing then", async () => {
    await until(bob, now() + 60_000);
    house.advance(60_001);
    expect(await renew([ada])).toMatchObject(committed);
  });

  it("takes out in the same deed whose time is over, by a writer, and nobody whose time is not", async () => {
    const carol = await company.hire();
    await share.renew(ada, [ada, bob]);
    await share.add(ada, carol, role.READER);
    await until(carol, now() + 60_000);
    const later = now() + 120_000;
    // Whoever signs may say any time: the server's clock counts.
    const early = share.link(bob, removing(carol.account.user), { cuts: true, time: later });
    await expect(share.send(bob, [early.signed])).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    house.advance(60_001);
    const taken = share.link(bob, removing(carol.account.user), { cuts: true, time: now() });
    const epoch = share.epoch(bob, [ada, bob], [], { base: taken.state });
    const { key } = share.vault;
    Object.assign(share.vault, { roster: epoch.link.state, key: epoch.key });
    expect(await share.write(bob, { links: [taken.signed, epoch.link.signed], more: epoch.more })).toMatchObject(
      committed,
    );
    expect(key).not.toEqual(share.vault.key);
  });
});

describe("through a group", () => {
  it("members of one that edits write, and name its roster as it is", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    expect(await share.addGroup(ada, group)).toMatchObject(changed);
    await share.accept(bob);
    await expect(share.write(bob)).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    expect(await share.write(bob, { via: share.via(group) })).toMatchObject(committed);
    await expect(share.write(eve, { via: share.via(group) })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const before = share.via(group);
    const { user, signing, xwingKeyHash } = eve.account;
    const subject = { user, signingKey: signing.publicKey, xwingKeyHash };
    const added = group.act(ada, { operation: operation.ADD, subject });
    await company.send(ada, [added.signed]);
    group.state = added.state;
    expect(await share.write(bob, { via: before })).toMatchObject({ ...stale, complete: false });
    expect(await share.write(bob, { via: share.via(group) })).toMatchObject(committed);
    expect(await share.write(eve, { via: share.via(group) })).toMatchObject(committed);
  });

  it("members of one that reads do not, nor through one that the share has not, nor once its time is over", async () => {
    const [reads, other] = [
      await company.group(ada, groupClass.NAMED, ada, bob),
      await company.group(ada, groupClass.NAMED, ada, bob),
    ];
    await share.addGroup(ada, reads, role.READER);
    await expect(share.write(bob, { via: share.via(reads) })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await share.add(ada, eve);
    await expect(share.write(eve, { via: share.via(other) })).rejects.toMatchObject(refusing("WRONG_AUTHOR"));
    await share.addGroup(ada, other);
    const recipient = other.state.head.id;
    await share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time: now() + 60_000 } });
    expect(await share.write(bob, { via: share.via(other) })).toMatchObject(committed);
    house.advance(60_001);
    await expect(share.write(bob, { via: share.via(other) })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("everybody writes where Everyone may, by the company's roster as it is", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve);
    expect(await share.addGroup(ada, everyone)).toMatchObject(changed);
    await share.accept(eve);
    expect((await sync(eve.app(), null, 100)).vaults.map(({ vault }) => vault)).toContain(share.id);
    expect(await share.write(eve, { via: share.via(everyone) })).toMatchObject(committed);
    const before = share.via(everyone);
    await company.act(ada, { operation: operation.NAME, subject: { name: "Ada's" } });
    expect(await share.write(eve, { via: before })).toMatchObject(stale);
    expect(await share.write(eve, { via: share.via(everyone) })).toMatchObject(committed);
  });

  it("a group is added with a wrap for the epoch that it has, by its roster as it is", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    share.groups.push(group);
    const link = share.link(ada, share.addingGroup(group, role.EDITOR));
    const wrap = share.wrapGroup(group);
    for (const wraps of [
      [{ ...wrap, groupEpoch: 2 }],
      [{ ...wrap, groupEpoch: null }],
      [{ ...wrap, epoch: 2 }],
      // Whoever is in it by a group that has the key is given none of their own.
      [share.wrap(bob)],
    ]) {
      await expect(share.send(ada, [link.signed], { wraps })).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    }
    expect(await share.send(ada, [link.signed], { wraps: [wrap] })).toMatchObject(changed);
    share.follow(link.state);
    expect(linkInput(link.signed).signatures).toHaveLength(1);
  });
});

describe("who writes to a share that they have not accepted", () => {
  it("is not told that they were shown all of what is missing", async () => {
    await share.add(ada, bob, role.EDITOR);
    const late = share.draft(bob, [share.item()]);
    const input = () => ({ clientMutationId: crypto.randomUUID(), vaults: [late.input] });
    expect(await share.write(ada)).toMatchObject(committed);
    expect(await commit(bob.app(), input())).toMatchObject({ ...stale, missing: [], complete: false });
    await share.accept(bob);
    expect(await commit(bob.app(), input())).toMatchObject({ ...stale, missing: [{ revision: 2 }], complete: true });
  });
});

describe("a link of another share", () => {
  it("is not dropped in silence where the commit brings no manifest of that", async () => {
    const other = await BareShare.found(company, ada);
    const { signed } = other.link(ada, adding(bob, role.READER));
    await expect(share.write(ada, { links: [signed] })).rejects.toMatchObject(refusing("WRONG_ROSTER"));
  });
});

describe("a link that begins an epoch", () => {
  it("names no more groups than a share may have: they are not even read", async () => {
    await share.add(ada, bob);
    await share.act(ada, removing(bob.account.user), { cuts: true });
    const { link, more } = share.epoch(ada, [ada]);
    const { link: its } = readSignedLink(link.signed);
    const groups = Array.from({ length: bounds.groupsPerShare + 1 }, (_, time) => [makeId(time + 1), 0]);
    const crowded = signLink({ ...its, subject: { groups } } as unknown as Link, ada.account.signing);
    await expect(share.write(ada, { links: [crowded.signed], more })).rejects.toMatchObject(refusing("TOO_LARGE"));
  });
});
