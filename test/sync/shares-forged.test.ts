/**
 * Rosters and heads of a share that somebody signed who has no right to, shown by a server that helps them: to a device that
 * knows the share, and to one that sees it first. Beside each what is the same but for the right, and is taken.
 *
 * Source: ePrint 2026/058 (injected members, roles raised, stripped containers signed anew); PROTOCOL §4.4, §4.7, §4.11, §5.4.
 */
import { describe, expect, it } from "@jest/globals";
import type { Open } from "../../src/client/core.ts";
import type { Evidence } from "../../src/client/evidence.ts";
import { takeShares } from "../../src/client/sync/take-shares.ts";
import { adopt, adoptShare } from "../../src/client/vault/held.ts";
import type { Staged } from "../../src/client/vault/staged.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeShareLink, type ShareAct } from "../../src/crypto/client/share-link.ts";
import { operation } from "../../src/crypto/link.ts";
import { changeState, findMember, type RosterState } from "../../src/crypto/roster-state.ts";
import { type Member, type Role, role, type ShareRole } from "../../src/crypto/state-entries.ts";
import { PaperCompany, type PaperPerson, paperPerson, statedKeys } from "../support/paper-company.ts";
import { PaperShare } from "../support/paper-share.ts";

/** Ada's share with Bob, who edits, and Eve, who reads, over one head of Ada's. */
function found() {
  const company = new PaperCompany();
  const [bob, eve, dan] = [paperPerson(), paperPerson(), paperPerson()];
  for (const each of [bob, eve, dan]) company.join(each);
  const share = new PaperShare(company, company.ada);
  share.act(company.ada, adding(bob, role.EDITOR));
  share.act(company.ada, adding(eve, role.READER));
  share.commit(company.ada);
  return { company, ada: company.ada, bob, eve, dan, share };
}

const adding = (who: PaperPerson, its: ShareRole): ShareAct => ({
  operation: operation.ADD,
  subject: { ...statedKeys(who), role: its },
});
const raising = ({ user }: PaperPerson): ShareAct => ({
  operation: operation.ROLE,
  subject: { recipient: user, role: role.OWNER as never },
});

/** What devices say that take what is shown: one that knew the share by so many links, where some are said, or a new one. */
function checks(share: PaperShare, shown: Staged, known?: Staged): string[] {
  const held = share.held();
  const take = (staged: Staged) => {
    const caught: Evidence[] = [];
    const taken = takeShares({ held } as Open, staged, share.base(), share.accepted(), new Map(), 1, caught);
    for (const update of taken.shares) adoptShare(held, update);
    for (const update of taken.updates) adopt(held, update);
    return caught.map(({ check }) => check);
  };
  if (known) expect(take(known)).toEqual([]);
  return take(shown);
}

/** A member's entry as it would be with another role. */
const as = (state: RosterState, { user }: PaperPerson, its: Role): Member => ({
  ...(findMember(state, user) as Member),
  role: its,
});

/** A link of somebody who takes the share, or the company, to be what it is not. */
function forge(share: PaperShare, by: PaperPerson, act: ShareAct, state: RosterState, tenant = share.company.state) {
  const basis = { tenant, groupAt: share.base().groupAt };
  return share.add(makeShareLink(state, basis, { ...by, time: 1 }, act, null));
}
const changed = (state: RosterState, ...entries: Member[]): RosterState => ({
  ...state,
  ...changeState(state, entries),
});

/** What devices say of one more link: one that knows the share without it, and one that sees it first. */
function saidOf(share: PaperShare, link: () => unknown): string[][] {
  const known = share.shown();
  const at = { links: share.made.length, revision: share.heads.length };
  link();
  const said = [checks(share, share.shown(at), known), checks(share, share.shown())];
  share.made.pop();
  return said;
}

const both = (check: string) => [[check], [check]];
const taken = [[], []];

describe("a link of a share is refused that", () => {
  it("an editor signs to put somebody in, before a rotation or at any time", () => {
    const { ada, bob, dan, share } = found();
    const asOwner = changed(share.state, as(share.state, bob, role.OWNER));
    expect(saidOf(share, () => forge(share, bob, adding(dan, role.READER), asOwner))).toEqual(both("NOT_ALLOWED"));
    expect(saidOf(share, () => share.act(ada, adding(dan, role.READER)))).toEqual(taken);
  });

  it("an editor or a reader signs to give an accomplice or themself another role", () => {
    const { ada, bob, eve, share } = found();
    for (const [by, accomplice] of [
      [bob, eve],
      [eve, bob],
    ] as const) {
      const asOwner = changed(share.state, as(share.state, by, role.OWNER));
      const own = { operation: operation.ROLE, subject: { recipient: by.user, role: role.READER_HIDDEN } } as const;
      for (const act of [raising(accomplice), own]) {
        expect(saidOf(share, () => forge(share, by, act, asOwner))).toEqual(both("NOT_ALLOWED"));
      }
    }
    expect(saidOf(share, () => share.act(ada, raising(bob)))).toEqual(taken);
  });

  it("puts in somebody of another company, or of none, by whatever keys", () => {
    const { company, ada, dan, share } = found();
    const stranger = paperPerson();
    const member = findMember(company.state, dan.user) as Member;
    const elsewhere = changed(company.state, { ...member, ...statedKeys(stranger) });
    const strangers = () => forge(share, ada, adding(stranger, role.READER), share.state, elsewhere);
    expect(saidOf(share, strangers)).toEqual(both("NOT_ALLOWED"));
    const exchanged = { ...stranger, user: dan.user };
    const byOthers = changed(company.state, { ...member, ...statedKeys(exchanged) });
    const keys = () => forge(share, ada, adding(exchanged, role.READER), share.state, byOthers);
    expect(saidOf(share, keys)).toEqual(both("WRONG_KEYS"));
    expect(saidOf(share, () => share.act(ada, adding(dan, role.READER)))).toEqual(taken);
  });

  it("is signed in somebody else's name", () => {
    const { ada, bob, dan, share } = found();
    const by = { ...ada, signing: bob.signing };
    const asAda = changed(share.state, { ...as(share.state, ada, role.OWNER), signingKey: bob.signing.publicKey });
    const act = adding(dan, role.READER);
    const hers = { ...(findMember(share.company.state, ada.user) as Member), signingKey: bob.signing.publicKey };
    const company = changed(share.company.state, hers);
    expect(saidOf(share, () => forge(share, by, act, asAda, company))).toEqual(both("WRONG_AUTHOR"));
    expect(saidOf(share, () => share.act(ada, act))).toEqual(taken);
  });
});

describe("a share that is stripped and signed anew by an accomplice is refused by who knew it", () => {
  it("of a member, in its links", () => {
    const { ada, bob, eve, share } = found();
    share.act(ada, raising(bob));
    const head = { vault: share.id, revision: 1, hash: share.heads[0]?.hash as never };
    const known = share.shown();
    const stripped = new PaperShare(share.company, ada, new Map(), share.id);
    stripped.made.splice(0, 1, ...(share.made.slice(0, 2) as [MadeLink, MadeLink]));
    stripped.act(ada, raising(bob));
    stripped.act(bob, adding(eve, role.READER));
    expect(checks(share, stripped.shown(), known)).toEqual(["BROKEN_CHAIN"]);
    share.act(bob, { operation: operation.REMOVE, subject: { recipient: eve.user } }, head);
    expect(checks(share, share.shown({ links: 4, revision: 1 }), known)).toEqual([]);
  });

  it("of what was in it, in its manifests", () => {
    const { ada, bob, share } = found();
    share.commit(ada);
    const known = share.shown();
    const [, mine] = share.heads.splice(1);
    share.commit(bob, { time: 2 });
    share.commit(bob);
    expect(checks(share, share.shown({ links: 3, revision: 2 }), known)).toEqual(["BROKEN_CHAIN"]);
    share.heads.splice(1, 2, mine as never);
    share.commit(bob);
    expect(checks(share, share.shown({ links: 3, revision: 2 }), known)).toEqual([]);
  });
});

describe("a head of a share is refused that a reader signs", () => {
  it("on top of what a device knows, and for one that sees the share first, with all the history that there is", () => {
    const { bob, eve, share } = found();
    const known = share.shown();
    share.commit(eve);
    expect(checks(share, share.shown({ links: 3, revision: 1 }), known)).toEqual(["WRONG_AUTHOR"]);
    expect(checks(share, share.shown())).toEqual(["WRONG_AUTHOR"]);
    share.heads.pop();
    share.commit(bob);
    expect(checks(share, share.shown({ links: 3, revision: 1 }), known)).toEqual([]);
    expect(checks(share, share.shown())).toEqual([]);
  });
});
