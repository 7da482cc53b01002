/**
 * A share of another company as its guest takes it: from the head that the invitation pinned, and by what it says itself.
 *
 * Source: our own reasoning; PROTOCOL §3.6, §4.12.
 */
import { describe, expect, it } from "@jest/globals";
import type { Open } from "../../src/client/core.ts";
import { checkSameShare, laterPin } from "../../src/client/shares/same-share.ts";
import { encodeEntries } from "../../src/client/store/entries.ts";
import { allEntries } from "../../src/client/sync/keep.ts";
import { rebuild } from "../../src/client/sync/rebuild.ts";
import { take } from "../../src/client/sync/take.ts";
import { verifyVisit } from "../../src/client/sync/take-visit.ts";
import type { Chain } from "../../src/client/vault/chain.ts";
import { withoutGroups } from "../../src/client/vault/elsewhere.ts";
import { emptyHeld, visitOf } from "../../src/client/vault/held.ts";
import type { Pins } from "../../src/client/vault/pins.ts";
import type { Staged } from "../../src/client/vault/staged.ts";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { entryType, shareAnswer } from "../../src/crypto/client/entry.ts";
import { operation } from "../../src/crypto/link.ts";
import type { Outside } from "../../src/crypto/outside.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { anyHash, chainOf, PaperCompany, paperPerson, statedKeys } from "../support/paper-company.ts";
import { PaperShare } from "../support/paper-share.ts";

/** Ada's share with Bob, pinned behind him, with a head. */
function found(id = makeId(1)) {
  const company = new PaperCompany();
  const bob = company.join(paperPerson());
  const share = new PaperShare(company, company.ada, new Map(), id);
  share.act(company.ada, { operation: operation.ADD, subject: { ...statedKeys(bob), role: role.EDITOR } });
  share.commit(bob);
  return { company, bob, share };
}

/** A guest's account vault, and what they hold. */
function guest(share: PaperShare, more: Partial<Pins> = {}, pinned = share.state.head) {
  const entry = {
    type: entryType.VISIT,
    share: share.id,
    tenant: share.company.state.head.id,
    genesis: share.state.genesis,
    seq: pinned.seq,
    hash: pinned.hash,
    answer: shareAnswer.ACCEPTED,
  };
  const visits = new Map([[share.share, { entry, record: share.share }]]);
  const pins: Pins = { ...share.accepted(), shares: new Map(), visits, ...more };
  const held = { ...emptyHeld(), tenant: new PaperCompany().chain(), pins };
  const open = { held, user: makeId(2) } as unknown as Open;
  const takes = (staged: Staged) => {
    const visiting = { ...staged, visit: share.share, cursor: "later" };
    const verified = verifyVisit(open, visiting, new Map(), 1);
    take(open, visiting, verified, 1);
    return verified.caught.map(({ check }) => check);
  };
  return { held, takes };
}

describe("a share of another company", () => {
  it("is read by what it says itself, and stands after a restart", async () => {
    const { share } = found();
    const { held, takes } = guest(share);
    expect(takes(share.shown())).toEqual([]);
    expect(held.vaults.get(share.share)?.head?.manifest.revision).toBe(1);
    expect([visitOf(held, share.share), held.visitCursors.get(share.share), held.cursor]).toEqual([
      share.share,
      "later",
      null,
    ]);
    const again = (await rebuild(encodeEntries(allEntries(held)))).held;
    expect(again.shares.get(share.share)).toEqual(held.shares.get(share.share));
    expect(again.vaults.get(share.share)?.head?.hash).toEqual(share.heads[0]?.hash);
    expect(again.visitCursors).toEqual(held.visitCursors);
  });

  it("that ends before the head that was pinned, or leads past it, is none of it", () => {
    const { company, share, bob } = found();
    const pinned = share.state.head;
    const { head } = share.act(
      company.ada,
      {
        operation: operation.REMOVE,
        subject: { recipient: bob.user },
      },
      share.commit(bob),
    ).state;
    const later = guest(share, {}, head);
    const shown = share.shown();
    shown.rosters.get(share.share)?.links.splice(2);
    expect(later.takes(shown)).toEqual(["BROKEN_CHAIN"]);
    expect(guest(share, {}, { ...pinned, hash: anyHash() }).takes(share.shown())).toEqual(["WRONG_ROSTER_HEAD"]);
  });

  it("that is lost is read from its beginning when it is shown again", async () => {
    const { share } = found();
    const { held, takes } = guest(share);
    takes(share.shown());
    takes({ ...share.shown({ links: 2, revision: 1 }), rosters: new Map(), lost: new Set([share.share]) });
    expect([held.shares.get(share.share)?.lost, held.visitCursors.size]).toEqual([true, 0]);
    const again = (await rebuild(encodeEntries(allEntries(held)))).held;
    expect(again.visitCursors.size).toBe(0);
    // Whoever goes to that company may be made a member of it there.
    expect(withoutGroups(held).shares.size).toBe(0);
  });

  it("under the name of something else of the user's is not taken, and nobody is accused", () => {
    const { share } = found();
    const ownVaults = new Map([[share.share, null as never]]);
    const { held, takes } = guest(share, { ownVaults });
    expect(takes(share.shown())).toEqual([]);
    expect([held.shares.size, held.vaults.size]).toEqual([0, 0]);
  });

  it("reaches what another device has noted of it", () => {
    const { share } = found();
    const noted = { stream: share.id, position: 2, hash: anyHash() };
    const heads = new Map([["device", { entry: { heads: [noted] } as never, record: "device" }]]);
    const { held, takes } = guest(share, { heads });
    expect(takes(share.shown())).toEqual(["WENT_BACK"]);
    expect([...held.frozen.keys()]).toEqual([share.share]);
  });

  it("is nobody's where the account vault says that the visit is over", () => {
    const { share } = found();
    const entry = { answer: shareAnswer.DECLINED } as never;
    const { held, takes } = guest(share, { visits: new Map([[share.share, { entry, record: share.share }]]) });
    expect(takes(share.shown())).toEqual([]);
    expect(held.shares.size).toBe(0);
    expect(visitOf(held, share.share)).toBeNull();
  });

  it("is joined again where the invitation goes on from what is held and noted of it, and the later pin stays", () => {
    const { company, share, bob } = found();
    const [before, early] = [chainOf(share.made), share.state.head];
    share.act(company.ada, { operation: operation.REMOVE, subject: { recipient: bob.user } }, share.commit(bob));
    const [after, late] = [chainOf(share.made), share.state.head];
    const pinnedAt = (head: ChainHead): Outside => ({
      kind: null,
      tenant: company.state.head.id,
      genesis: share.state.genesis,
      seq: head.seq,
      hash: head.hash,
    });
    const notedAt = (head: ChainHead) =>
      ({ ...pinnedAt(head), type: entryType.VISIT, share: share.id, answer: 0 }) as never;
    const joins = (chain: Chain, held: Chain | null, noted = null, outside = pinnedAt(early)) =>
      checkSameShare(chain, outside, { chain: held, noted });
    joins(after, before, notedAt(early));
    joins(before, null);
    const unfit = expect.objectContaining({ code: "INVITATION_UNFIT" });
    const other = chainOf(found().share.made);
    expect(() => joins(before, after)).toThrow(unfit);
    expect(() => joins(other, before)).toThrow(unfit);
    expect(() => joins(before, null, notedAt(late))).toThrow(unfit);
    expect(() => joins(after, null, notedAt(early), { ...pinnedAt(early), tenant: makeId(3) })).toThrow(unfit);
    expect(laterPin(pinnedAt(early), notedAt(late)).seq).toBe(late.seq);
    expect(laterPin(pinnedAt(late), notedAt(early)).seq).toBe(late.seq);
  });
});
