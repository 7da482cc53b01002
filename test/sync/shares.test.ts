/**
 * Shares as a client takes them: rosters by what tenant and groups state, records of those alone that were accepted, cuts by the
 * head that is held.
 *
 * Source: our own reasoning; PROTOCOL §4.6, §4.11, §5.4.
 */
import { describe, expect, it } from "@jest/globals";
import type { Open } from "../../src/client/core.ts";
import type { Evidence } from "../../src/client/evidence.ts";
import { encodeEntries } from "../../src/client/store/entries.ts";
import { allEntries } from "../../src/client/sync/keep.ts";
import { rebuild } from "../../src/client/sync/rebuild.ts";
import { type TakenShares, takeShares } from "../../src/client/sync/take-shares.ts";
import { adopt, adoptShare, type Held, type HeldShare } from "../../src/client/vault/held.ts";
import { knownHeads } from "../../src/client/vault/known-heads.ts";
import type { Pins } from "../../src/client/vault/pins.ts";
import { extendShareChain } from "../../src/client/vault/share-chain.ts";
import type { Staged, StagedVault } from "../../src/client/vault/staged.ts";
import { verifyVault } from "../../src/client/vault/verify.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeJoinOfShare } from "../../src/crypto/client/guest-link.ts";
import { makeInvitationSecret } from "../../src/crypto/client/invitation.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { deriveShareInvitationPair } from "../../src/crypto/client/share-invitation.ts";
import { operation } from "../../src/crypto/link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import {
  anyHash,
  chainOf,
  PaperCompany,
  type PaperPerson,
  paperPerson,
  sequenced,
  statedKeys,
} from "../support/paper-company.ts";
import { type PaperHead, PaperShare } from "../support/paper-share.ts";

const adding = (who: PaperPerson, its: 1 | 5 | 6 = role.EDITOR) => ({
  operation: operation.ADD,
  subject: { ...statedKeys(who), role: its },
});
const removing = ({ user }: PaperPerson) => ({ operation: operation.REMOVE, subject: { recipient: user } });

/** Ada's share with Bob, who writes; Eve and a group with her beside it. */
function found() {
  const company = new PaperCompany();
  const [bob, eve] = [company.join(paperPerson()), company.join(paperPerson())];
  const group = company.group();
  group.push(company.adding(group, company.ada, eve));
  const groupId = (group[0] as MadeLink).state.head.id;
  const groups = new Map([[formatUuid(groupId), group]]);
  const share = new PaperShare(company, company.ada, groups);
  share.act(company.ada, adding(bob));
  share.commit(company.ada);
  return { company, ada: company.ada, bob, eve, group, groupId, share };
}

/** Somebody who takes what is shown. */
function reader(share: PaperShare, pins: Pins = share.accepted()) {
  const held: Held = share.held();
  const take = (staged: Staged, base = share.base()): { taken: TakenShares; caught: Evidence[] } => {
    const caught: Evidence[] = [];
    const open = { held } as Open;
    const taken = takeShares(open, staged, base, pins, new Map(), 1, caught);
    for (const update of taken.shares) adoptShare(held, update);
    for (const update of taken.updates) adopt(held, update);
    for (const { vault, id } of caught) if (vault) held.frozen.set(vault, id);
    return { taken, caught };
  };
  const checks = (staged: Staged) => take(staged).caught.map(({ check }) => check);
  return { held, take, checks };
}

describe("the roster of a share", () => {
  it("is taken link by link, by the company as each link names it", () => {
    const { share } = found();
    const chain = extendShareChain(share.share, null, sequenced(share.made), share.base());
    expect(chain.states.at(-1)?.head).toEqual(share.state.head);
    expect(extendShareChain(share.share, chain, sequenced(share.made), share.base())).toBe(chain);
  });

  it("of another id, with a hole, or with another link at a height, is none", () => {
    const { company, ada, eve, share } = found();
    const links = sequenced(share.made);
    expect(() => extendShareChain(formatUuid(company.state.head.id), null, links, share.base())).toThrow(
      "WRONG_ROSTER",
    );
    expect(() => extendShareChain(share.share, null, links.slice(1), share.base())).toThrow("BROKEN_CHAIN");
    const group = company.group();
    const groupId = formatUuid((group[0] as MadeLink).state.head.id);
    expect(() => extendShareChain(groupId, null, sequenced(group), share.base())).toThrow("WRONG_ROSTER");
    const fork = new PaperShare(company, ada);
    fork.made.splice(0, 1, share.made[0] as MadeLink);
    fork.act(ada, adding(eve));
    const known = extendShareChain(share.share, null, links, share.base());
    expect(() => extendShareChain(share.share, known, sequenced(fork.made), share.base())).toThrow("BROKEN_CHAIN");
  });

  it("rests on nothing that is not on the company's chain, or on a group's that is held", () => {
    const { company, ada, groupId, group, share } = found();
    const genesis = (group[0] as MadeLink).hash;
    const subject = { group: groupId, genesis, role: role.EDITOR, groupSeq: 1 } as const;
    share.act(ada, { operation: operation.ADD_GROUP, subject });
    const links = sequenced(share.made);
    expect(extendShareChain(share.share, null, links, share.base()).links).toHaveLength(3);
    const without = new PaperShare(company, ada).base();
    expect(() => extendShareChain(share.share, null, links, without)).toThrow("WRONG_ROSTER_HEAD");
    const older = share.base(company.chain(3));
    expect(() => extendShareChain(share.share, null, links, older)).toThrow("WRONG_TENANT_HEAD");
  });
});

describe("a share whose id is the name of something else", () => {
  it("is not taken, and nobody is accused: its founder chose it", () => {
    const { company, ada, bob, groupId } = found();
    const profile = makeId(1);
    const isOwn = new Map([[formatUuid(profile), null as never]]);
    for (const id of [bob.user, company.state.head.id, groupId, profile]) {
      const share = new PaperShare(company, ada, new Map(), id);
      share.commit(ada);
      const victim = reader(share, { ...share.accepted(), ownVaults: isOwn });
      expect(victim.take(share.shown())).toMatchObject({ taken: { shares: [], updates: [] }, caught: [] });
    }
  });
});

describe("the records of a share", () => {
  it("are taken of one that was accepted, and of no other", () => {
    const { share } = found();
    const accepted = reader(share);
    expect(accepted.take(share.shown()).taken.updates).toHaveLength(1);
    expect(accepted.held.vaults.get(share.share)?.head?.manifest.revision).toBe(1);
    const offered = reader(share, { ...share.accepted(), shares: new Map() });
    const { taken, caught } = offered.take(share.shown());
    expect([taken.shares.length, taken.updates.length, caught.length]).toEqual([1, 0, 0]);
    expect(offered.held.vaults.size).toBe(0);
  });

  it("are taken of the very share that was accepted: another under its id is a lie", () => {
    const { share } = found();
    const other = reader(share, share.accepted(anyHash()));
    expect(other.checks(share.shown())).toEqual(["MISMATCH"]);
    expect([other.held.shares.size, [...other.held.frozen.keys()]]).toEqual([0, [share.share]]);
  });

  it("are of no other vault, and no other vault's are a share's", () => {
    const { company, share } = found();
    const staged = share.shown().vaults.get(share.share) as StagedVault;
    const chain = company.chain();
    const at = { whole: false, fromKnown: true, afresh: new Set<string>() };
    expect(() => verifyVault(undefined, staged, [], chain, at)).toThrow();
    const shared = { chain: chainOf(share.made), base: share.base(), last: null };
    const personal = { ...staged, class: "PERSONAL" as const };
    expect(() => verifyVault(undefined, personal, [], chain, at, null, shared)).toThrow("MISMATCH: class of a vault");
  });

  it("are refused by whoever reads only, whom the company put out, or who lost the right before", () => {
    const { company, ada, bob, eve, share } = found();
    share.act(ada, adding(eve, role.READER));
    const known = reader(share);
    known.take(share.shown());
    const at = { links: share.made.length, revision: 1 };
    const roles = reader(share);
    roles.take(share.shown());
    share.commit(eve);
    expect(roles.checks(share.shown(at))).toEqual(["WRONG_AUTHOR"]);
    share.heads.pop();
    company.act(ada, { operation: operation.REMOVE, subject: { user: bob.user } });
    share.commit(bob);
    expect(known.checks(share.shown(at))).toEqual(["WRONG_AUTHOR"]);
  });

  it("are refused under an epoch that somebody had the key of who is gone by then", () => {
    const { company, ada, bob, share } = found();
    const known = reader(share);
    known.take(share.shown());
    company.act(ada, { operation: operation.REMOVE, subject: { user: bob.user } });
    share.commit(ada);
    expect(known.checks(share.shown({ links: 2, revision: 1 }))).toEqual(["DUE_EPOCH"]);
    share.heads.pop();
    const later = reader(share);
    later.take(share.shown());
    share.renew(ada);
    share.commit(ada);
    expect(later.checks(share.shown({ links: 2, revision: 1 }))).toEqual([]);
  });

  it("are taken of somebody whom this device put out before it knew of them, and of nobody who was put out before", () => {
    const { company, ada, bob, share } = found();
    const [administrator, other] = [reader(share), reader(share)];
    administrator.take(share.shown());
    other.take(share.shown());
    share.commit(bob);
    company.act(ada, { operation: operation.REMOVE, subject: { user: bob.user } });
    administrator.held.tenant = company.chain();
    expect(administrator.checks(share.shown({ links: 2, revision: 1 }))).toEqual([]);
    other.held.tenant = company.chain();
    other.held.synced = company.state.head.seq;
    expect(other.checks(share.shown({ links: 2, revision: 1 }))).toEqual(["AFTER_CUT"]);
  });

  it("are taken of a guest, whom the company once put out by the same key", () => {
    const { company, ada, share } = found();
    const carl = company.join(paperPerson());
    company.act(ada, { operation: operation.REMOVE, subject: { user: carl.user } });
    const invitation = deriveShareInvitationPair(makeInvitationSecret(), share.id);
    const subject = { key: invitation.publicKey, role: role.EDITOR, person: anyHash(), expiry: 9 };
    share.act(ada, { operation: operation.INVITE, subject });
    const { head, genesis } = share.state;
    const outside = { kind: null, tenant: company.state.head.id, genesis, ...head };
    share.add(makeJoinOfShare(share.state, outside, { ...carl, time: 1, invitation }));
    const victim = reader(share);
    victim.held.synced = company.state.head.seq;
    expect(victim.checks(share.shown())).toEqual([]);
    share.commit(carl);
    expect(victim.checks(share.shown({ links: 4, revision: 1 }))).toEqual([]);
    expect(victim.held.vaults.get(share.share)?.head?.manifest.author.user).toEqual(carl.user);
  });

  it("of somebody who writes through a group are taken by that group's roster", () => {
    const { ada, eve, group, groupId, share } = found();
    const genesis = (group[0] as MadeLink).hash;
    const subject = { group: groupId, genesis, role: role.EDITOR, groupSeq: 1 } as const;
    share.act(ada, { operation: operation.ADD_GROUP, subject });
    const known = reader(share);
    known.take(share.shown());
    const via = (group.at(-1) as MadeLink).state.head;
    share.commit(eve, {}, via);
    expect(known.checks(share.shown({ links: 3, revision: 1 }))).toEqual([]);
    share.commit(eve, {}, { ...via, hash: anyHash() });
    expect(known.checks(share.shown({ links: 3, revision: 2 }))).toEqual(["WRONG_AUTHOR"]);
  });
});

describe("a link that takes a right", () => {
  it("names the head that the vault had: whoever holds that refuses another", () => {
    const { ada, bob, share } = found();
    const [first, liar] = [reader(share), reader(share)];
    first.take(share.shown());
    liar.take(share.shown());
    const { hash } = share.heads[0] as PaperHead;
    const head = { vault: share.id, revision: 1, hash };
    share.act(ada, removing(bob), head);
    expect(first.checks(share.shown({ links: 2, revision: 1 }))).toEqual([]);
    expect(first.held.vaults.get(share.share)?.chain.links).toHaveLength(3);
    share.renew(ada);
    expect(first.checks(share.shown({ links: 3, revision: 1 }))).toEqual(["AFTER_CUT"]);
    share.made.pop();
    share.made.pop();
    share.act(ada, removing(bob), { ...head, hash: anyHash() });
    expect(liar.checks(share.shown({ links: 2, revision: 1 }))).toEqual(["WRONG_CUT"]);
    expect(liar.held.shares.get(share.share)?.chain.links).toHaveLength(2);
    expect([...liar.held.frozen.keys()]).toEqual([share.share]);
  });
});

describe("a share that the server shows no more", () => {
  it("is lost with its records, and comes back by no less than was known of it", () => {
    const { ada, bob, eve, share } = found();
    const known = reader(share);
    known.take(share.shown());
    const gone = share.shown({ links: 2, revision: 1 });
    gone.rosters.clear();
    gone.lost.add(share.share);
    known.take(gone);
    expect([known.held.vaults.size, known.held.shares.get(share.share)?.lost]).toEqual([0, true]);
    const twin = new PaperShare(share.company, ada);
    twin.made.splice(0, 1, share.made[0] as MadeLink);
    twin.act(ada, adding(eve));
    expect(known.checks(twin.shown({ roster: share.share }))).toEqual(["BROKEN_CHAIN"]);
    known.held.frozen.clear();
    share.act(ada, adding(eve));
    share.commit(bob);
    expect(known.checks(share.shown())).toEqual([]);
    expect(known.held.shares.get(share.share)?.lost).toBe(false);
    expect(known.held.vaults.get(share.share)?.head?.manifest.revision).toBe(2);
  });
});

describe("the vault of a share that was lost", () => {
  const lost = (share: PaperShare) => {
    const gone = share.shown({ links: share.made.length, revision: share.heads.length });
    gone.rosters.clear();
    gone.lost.add(share.share);
    return gone;
  };
  const again = async ({ held }: ReturnType<typeof reader>) => (await rebuild(encodeEntries(allEntries(held)))).held;

  it("comes back by no less than was known of it, after a restart as well", async () => {
    const { bob, share } = found();
    const older = share.shown();
    share.commit(bob);
    const [here, later] = [reader(share), reader(share)];
    for (const each of [here, later]) {
      each.take(share.shown());
      each.take(lost(share));
    }
    const { shares } = await again(later);
    later.held.shares.set(share.share, shares.get(share.share) as HeldShare);
    expect(shares.get(share.share)?.last?.head.manifest.revision).toBe(2);
    const open = (held: Held) => knownHeads({ held } as Open);
    for (const each of [here, later]) {
      expect(open(each.held)).toEqual([{ vault: share.share, revision: 2 }]);
      expect(each.checks(older)).toEqual(["WENT_BACK"]);
      expect(each.held.vaults.size).toBe(0);
      each.held.frozen.clear();
      expect(each.checks(share.shown())).toEqual([]);
      expect(each.held.vaults.get(share.share)?.head?.manifest.revision).toBe(2);
    }
  });

  it("descends from the head that was known, and has none that stands beside it", () => {
    const { ada, bob, share } = found();
    share.commit(bob);
    const known = reader(share);
    known.take(share.shown());
    known.take(lost(share));
    const [mine] = share.heads.splice(1);
    share.commit(ada, { time: 2 });
    share.commit(ada);
    expect(known.checks(share.shown())).toEqual(["BROKEN_CHAIN"]);
    known.held.frozen.clear();
    share.heads.splice(1, 2, mine as PaperHead);
    share.commit(ada);
    expect(known.checks(share.shown())).toEqual([]);
  });
});

describe("what does not hold", () => {
  it("freezes a share that is known, and is noted of one that nobody heard of", () => {
    const { company, ada, eve, share } = found();
    const known = reader(share);
    known.take(share.shown());
    const twin = new PaperShare(company, ada);
    twin.made.splice(0, 1, share.made[0] as MadeLink);
    twin.act(ada, adding(eve));
    const { caught } = known.take(twin.shown({ roster: share.share }));
    expect(caught).toMatchObject([{ kind: "ROSTER", vault: share.share, roster: share.share, check: "BROKEN_CHAIN" }]);
    const stranger = reader(share, { ...share.accepted(), shares: new Map() });
    const invented = stranger.take(share.shown({ links: 1 }));
    expect(invented.caught).toMatchObject([{ kind: "ROSTER", vault: null, check: "BROKEN_CHAIN" }]);
    expect(stranger.held.frozen.size).toBe(0);
  });
});

describe("what is kept of a share", () => {
  it("is read again as it was, with its keys; a key that the roster did not state is damage", async () => {
    const { company, group, groupId, share } = found();
    const { held, take } = reader(share);
    held.groups.set(formatUuid(groupId), chainOf(group));
    take(share.shown());
    const its = held.shares.get(share.share) as HeldShare;
    held.shares.set(share.share, { ...its, keys: new Map([[1, share.key]]), name: { epoch: 1, envelope: anyHash() } });
    const again = (await rebuild(encodeEntries(allEntries(held)))).held;
    expect(again.shares.get(share.share)).toEqual(held.shares.get(share.share));
    expect(again.vaults.get(share.share)?.head?.hash).toEqual(share.heads[0]?.hash);
    expect(again.tenant?.links).toHaveLength(company.made.length);

    held.shares.set(share.share, { ...its, lost: true });
    held.vaults.delete(share.share);
    const lost = (await rebuild(encodeEntries(allEntries(held)))).held;
    expect([lost.shares.get(share.share)?.lost, lost.vaults.size]).toEqual([true, 0]);
    held.shares.set(share.share, { ...its, keys: new Map([[1, makeVaultKey()]]) });
    await expect(rebuild(encodeEntries(allEntries(held)))).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  });
});
