/** Rights of a desk beyond its own, for a time, and who is an administrator by them (PROTOCOL §4.16). */
import { describe, expect, it } from "@jest/globals";
import { breakGlassReasonHash, mostBreakGlassHours, mostHoursAhead } from "../../src/crypto/break-glass.ts";
import { equalBytes } from "../../src/crypto/bytes.ts";
import { deriveAgreementId } from "../../src/crypto/client/agreement-id.ts";
import { encodeEntry, entryType, parseEntry } from "../../src/crypto/client/entry.ts";
import {
  type GroupAct,
  makeGroupEpoch,
  makeGroupLink,
  makeOwnKeysInGroup,
} from "../../src/crypto/client/group-link.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { makeTenantLink, type TenantAct } from "../../src/crypto/client/tenant-link.ts";
import { markedGroup } from "../../src/crypto/desk-entries.ts";
import { deskRight } from "../../src/crypto/desk-terms.ts";
import { readEntry } from "../../src/crypto/entry-readers.ts";
import { groupDue, recipientsOf } from "../../src/crypto/group.ts";
import { asSymmetricKey, type SigningPair } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { custodiansOf } from "../../src/crypto/recovery.ts";
import {
  findBreakGlass,
  findMark,
  findMember,
  isMarked,
  isMarkedGroup,
  isMarkedInvitation,
  isMarkedSwitch,
  membersOf,
  type RosterState,
  sortedEntries,
  switchInForce,
} from "../../src/crypto/roster-state.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { encodeState, parseState } from "../../src/crypto/state-encoding.ts";
import { groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { anyHash, type PaperCompany, type PaperPerson, paperPerson, statedKeys } from "../support/paper-company.ts";
import { allRights, at, hours, PaperDesk } from "../support/paper-desk.ts";

const last = (made: readonly MadeLink[]): RosterState => (made.at(-1) as MadeLink).state;
const roleOf = ({ user }: PaperPerson, its: 2 | 3): TenantAct => ({
  operation: operation.ROLE,
  subject: { user, role: its },
});
const on = (its: 7 | 9 | 10 | 12, { user }: PaperPerson): TenantAct => ({ operation: its, subject: { user } });
const naming: TenantAct = { operation: operation.NAME, subject: { name: "Later" } };

/** A company in which a desk's break-glass is in force from 2 to an hour later; `staff` signs within it. */
function underGlass(rights: number = allRights) {
  const desk = new PaperDesk();
  const { company, staff } = desk.company(rights);
  company.act(at(staff, 1), desk.asking(2, 2 + hours(1)));
  return { desk, company, staff: at(staff, 3), ada: company.ada };
}

/** By a break-glass that is in force for no link from then on. */
const over = (company: PaperCompany) => company.act(at(company.ada, hours(3)), naming);

describe("Break-glass", () => {
  const desk = new PaperDesk();
  const { company, staff } = desk.company(allRights, 24);
  const asked = (from: number, until: number, by = at(staff, 10)) =>
    makeTenantLink(company.state, by, desk.asking(from, until)).state;
  const soon = 10 + hours(24);

  it("is asked for by staff of a desk with the right, as long ahead as the company said, and not for long", () => {
    const state = asked(soon, soon + hours(mostBreakGlassHours));
    expect(findBreakGlass(state, desk.id)).toMatchObject({ from: soon, author: staff.user, seq: state.head.seq });
    const latest = 10 + hours(mostHoursAhead);
    expect(findBreakGlass(asked(latest, latest + 1), desk.id)).toBeDefined();
    for (const from of [soon - 1, latest + 1])
      expect(() => asked(from, from + 1)).toThrow("NOT_ALLOWED: begin of a break-glass");
    for (const until of [soon, soon - 1, soon + hours(mostBreakGlassHours) + 1])
      expect(() => asked(soon, until)).toThrow("NOT_ALLOWED: end of a break-glass");
    expect(() => asked(soon, soon + 1, at(company.ada, 10))).toThrow("NOT_ALLOWED: staff");
    const without = makeTenantLink(company.state, company.ada, desk.granting(deskRight.INVITE | deskRight.POLICY, 24));
    expect(() => makeTenantLink(without.state, at(staff, 10), desk.asking(soon, soon + 1))).toThrow(
      "NOT_ALLOWED: staff",
    );
  });

  it("is one at a time, and ended by its desk or by an administrator", () => {
    const state = asked(soon, soon + 1);
    const by = (who: PaperPerson, act: TenantAct) => makeTenantLink(state, who, act).state;
    expect(() => by(at(desk.keeper, 11), desk.asking(soon + 1, soon + 2))).toThrow("NOT_ALLOWED: a second break-glass");
    for (const who of [desk.keeper, staff, company.ada])
      expect(findBreakGlass(by(who, desk.ending), desk.id)).toBeUndefined();
    expect(() => company.act(company.ada, desk.ending)).toThrow("NOT_ALLOWED: break-glass");
    const bob = company.join(paperPerson());
    expect(() => company.act(bob, desk.ending)).toThrow("NOT_ALLOWED: administrator");
  });

  it("is gone with the first link that is as late as its end, whoever signs it", () => {
    const { desk: its, company: one, staff: who, ada } = underGlass();
    const until = 2 + hours(1);
    const later = (by: PaperPerson, time: number, act: TenantAct) => makeTenantLink(one.state, at(by, time), act).state;
    expect(findBreakGlass(later(ada, until - 1, naming), its.id)).toBeDefined();
    for (const [by, act] of [
      [ada, naming],
      [who, its.saying()],
    ] as const)
      expect(findBreakGlass(later(by, until, act), its.id)).toBeUndefined();
    const { user, signing: old, xwingKeyHash } = ada;
    const keys = { user, old, new: paperPerson().signing, xwingKeyHash, vaultHead: null, tenantHead: null };
    expect(findBreakGlass(makeOwnKeys(one.state, { ...keys, time: until }).state, its.id)).toBeUndefined();
    expect(findBreakGlass(makeOwnKeys(one.state, { ...keys, time: until - 1 }).state, its.id)).toBeDefined();
    // Whose only purpose is to end it finds it still.
    for (const by of [ada, who]) expect(findBreakGlass(later(by, until, its.ending), its.id)).toBeUndefined();
    // A link that goes back in time finds none, either.
    one.act(at(ada, until), naming);
    expect(() => one.act(at(who, until - 1), roleOf(one.join(paperPerson()), role.ADMINISTRATOR))).toThrow(
      "NOT_ALLOWED",
    );
    one.act(at(who, until), its.asking(until + 1, until + 2));
  });

  it("begins behind the link that asks for it, also where the company has it wait for nothing: no one deed is both", () => {
    const its = new PaperDesk();
    const { company: one, staff: who } = its.company(allRights, 0);
    const bob = one.join(paperPerson());
    expect(() => one.act(at(who, 5), its.asking(5, 9))).toThrow("NOT_ALLOWED: begin of a break-glass");
    one.act(at(who, 5), its.asking(6, 9));
    expect(() => one.act(at(who, 5), roleOf(bob, role.ADMINISTRATOR))).toThrow("NOT_ALLOWED: staff");
    one.act(at(who, 6), roleOf(bob, role.ADMINISTRATOR));
  });

  it("is in force from its beginning to its end, for staff of that desk alone", () => {
    const its = new PaperDesk();
    const other = new PaperDesk();
    const { company: one, staff: who } = its.company();
    one.act(one.ada, other.opening());
    const bob = one.join(paperPerson());
    one.act(at(who, 2), its.asking(5, 9));
    const act = roleOf(bob, role.ADMINISTRATOR);
    for (const time of [4, 9]) expect(() => one.act(at(who, time), act)).toThrow("NOT_ALLOWED: staff");
    expect(() => one.act(at(other.keeper, 5), act)).toThrow("NOT_ALLOWED: staff");
    for (const time of [5, 8]) makeTenantLink(one.state, at(its.keeper, time), act);
  });

  it("lets in and shuts out, and makes administrators: nothing else", () => {
    const { desk: its, company: one, staff: who, ada } = underGlass(deskRight.BREAK_GLASS);
    const bob = one.join(paperPerson());
    const eve = one.join(paperPerson(), role.ADMINISTRATOR);
    one.joinBy(one.invite(who, role.ADMINISTRATOR), paperPerson());
    one.joinBy(one.invite(who, role.USER), paperPerson());
    one.act(who, on(operation.SUSPEND, bob));
    one.act(who, on(operation.RESUME, bob));
    one.act(who, roleOf(bob, role.ADMINISTRATOR));
    for (const act of [on(operation.SUSPEND, ada), roleOf(ada, role.USER)])
      expect(() => one.act(who, act)).toThrow("NOT_ALLOWED");
    const acts: TenantAct[] = [
      roleOf(eve, role.USER),
      on(operation.REMOVE, bob),
      on(operation.PRIMARY, eve),
      naming,
      { operation: operation.NEW_GROUP, subject: { group: makeId(1), class: groupClass.NAMED, genesis: anyHash() } },
      { operation: operation.RECOVERY, subject: { setting: null } },
      { operation: operation.POLICY, subject: { scope: policyScope.TENANT, id: null, hash: anyHash() } },
      its.saying(),
      its.granting(allRights),
      new PaperDesk().opening(),
    ];
    for (const act of acts) expect(() => one.act(who, act)).toThrow("NOT_ALLOWED: staff");
  });

  it("states where groups are behind an administrator's suspension, and at no other time", () => {
    const { company: one, staff: who, ada } = underGlass();
    const [bob, eve] = [one.join(paperPerson()), one.join(paperPerson(), role.ADMINISTRATOR)];
    const [group, more] = [one.group(), one.group()];
    expect(() => one.checkpoint(who, group)).toThrow("NOT_ALLOWED: staff");
    one.act(who, on(operation.SUSPEND, bob));
    expect(() => one.checkpoint(who, group)).toThrow("NOT_ALLOWED: staff");
    one.act(who, on(operation.SUSPEND, eve));
    expect(() => one.checkpoint(at(who, 1), group)).toThrow("NOT_ALLOWED: staff");
    one.checkpoint(who, group);
    one.checkpoint(who, more);
    one.act(at(ada, 3), naming);
    expect(() => one.checkpoint(who, group)).toThrow("NOT_ALLOWED: staff");
    one.act(who, on(operation.RESUME, eve));
    expect(() => one.checkpoint(who, group)).toThrow("NOT_ALLOWED: staff");
    one.act(at(ada, 3), naming);
    one.checkpoint(at(ada, 3), group);
    expect(() => one.checkpoint(who, group)).toThrow("NOT_ALLOWED: staff");
  });

  it("is for a reason of one to 1,024 bytes, in one form", () => {
    expect(breakGlassReasonHash("Fu\u0308r alle")).toEqual(breakGlassReasonHash("Für alle"));
    expect(breakGlassReasonHash("a".repeat(1_024))).toHaveLength(32);
    expect(() => breakGlassReasonHash("")).toThrow("MALFORMED");
    expect(() => breakGlassReasonHash("a".repeat(1_025))).toThrow("TOO_LARGE");
  });
});

describe("Who is an administrator by a break-glass", () => {
  it("is marked, and so is whoever they make one, for as long as they are it", () => {
    const { company, staff, ada } = underGlass();
    const [invited, quiet] = [company.invite(staff, role.ADMINISTRATOR), company.invite(staff)];
    expect(isMarkedInvitation(company.state, invited.publicKey)).toBe(true);
    expect(isMarkedInvitation(company.state, quiet.publicKey)).toBe(false);
    const mallory = company.joinBy(invited, paperPerson());
    expect(isMarkedInvitation(company.state, invited.publicKey)).toBe(false);
    const bob = company.joinBy(quiet, paperPerson());
    const marked = (...people: PaperPerson[]) => people.map(({ user }) => isMarked(company.state, user));
    expect(marked(mallory, bob, ada)).toEqual([true, false, false]);
    over(company);
    company.act(mallory, roleOf(bob, role.ADMINISTRATOR));
    const next = company.joinBy(company.invite(mallory, role.ADMINISTRATOR), paperPerson());
    const user = company.joinBy(company.invite(mallory), paperPerson());
    expect(marked(bob, next, user)).toEqual([true, true, false]);
    company.act(ada, roleOf(bob, role.USER));
    expect(marked(bob)).toEqual([false]);
    company.act(next, roleOf(bob, role.ADMINISTRATOR));
    expect(marked(bob)).toEqual([true]);
    company.act(mallory, roleOf(bob, role.USER));
    company.act(ada, roleOf(bob, role.ADMINISTRATOR));
    expect(marked(bob)).toEqual([false]);
    company.act(ada, on(operation.REMOVE, next));
    expect(marked(next, mallory)).toEqual([false, true]);
  });

  it("is marked as well where they could act again, and not by what takes from them or by another's word", () => {
    const { company, staff, ada } = underGlass();
    const [bob, eve, zoe] = [role.USER, role.ADMINISTRATOR, role.ADMINISTRATOR].map((its) =>
      company.join(paperPerson(), its as 2 | 3),
    ) as [PaperPerson, PaperPerson, PaperPerson];
    const marked = ({ user }: PaperPerson) => isMarked(company.state, user);
    company.act(staff, on(operation.SUSPEND, eve));
    company.act(staff, on(operation.SUSPEND, bob));
    expect(marked(eve)).toBe(false);
    company.act(ada, on(operation.RESUME, eve));
    expect(marked(eve)).toBe(false);
    company.act(staff, on(operation.SUSPEND, eve));
    company.act(staff, on(operation.RESUME, eve));
    company.act(staff, on(operation.RESUME, bob));
    expect([marked(eve), marked(bob)]).toEqual([true, false]);
    company.act(eve, on(operation.SUSPEND, zoe));
    company.act(eve, on(operation.RESUME, zoe));
    expect(marked(zoe)).toBe(true);
    company.act(ada, on(operation.SUSPEND, zoe));
    company.act(ada, on(operation.RESUME, zoe));
    company.act(ada, on(operation.PRIMARY, zoe));
    expect([marked(zoe), findMember(company.state, zoe.user)?.primary]).toEqual([true, true]);
  });

  it("is not marked by an invitation that is gone: nothing of it stays", () => {
    const { desk, company, staff, ada } = underGlass();
    const keys = (["void", "staff", "author"] as const).map((how) => {
      const by = how === "author" ? company.joinBy(company.invite(staff, role.ADMINISTRATOR), paperPerson()) : staff;
      const { publicKey } = company.invite(by, role.ADMINISTRATOR);
      expect(findMark(company.state, publicKey)).toBeDefined();
      const acts: Readonly<Record<typeof how, TenantAct>> = {
        void: { operation: operation.VOID, subject: { key: publicKey } },
        staff: desk.takingOff(staff),
        author: roleOf(by, role.USER),
      };
      const { state } = makeTenantLink(company.state, ada, acts[how]);
      return findMark(state, publicKey);
    });
    expect(keys).toEqual([undefined, undefined, undefined]);
  });
});

describe("A recovery group under a break-glass", () => {
  const { company, staff, ada } = underGlass();
  const eve = company.join(paperPerson(), role.ADMINISTRATOR);
  const code = paperPerson();
  const secret = () => asSymmetricKey(randomBytes(32));
  const wraps = (...ids: { readonly user: Uint8Array }[]) =>
    ids.map(({ user }) => ({ user: user as PaperPerson["user"], wrap: randomBytes(1_225) }));
  const group = company.group(groupClass.RECOVERY);
  const id = last(group).head.id;
  const inGroup = (by: PaperPerson, act: GroupAct, how: { code?: SigningPair } = {}, tenant = company.state) =>
    makeGroupLink(last(group), tenant, { ...by, ...how }, act);
  const keeping = ({ user }: PaperPerson): GroupAct => ({
    operation: operation.ROLE,
    subject: { user, role: role.CUSTODIAN },
  });
  for (const who of [ada, eve]) {
    group.push(company.adding(group, ada, who));
    group.push(inGroup(ada, keeping(who)));
  }
  const { signingKey, xwingKeyHash } = statedKeys(code);
  group.push(inGroup(ada, { operation: operation.CODE, subject: { keys: { xwingKeyHash, signingKey } } }));
  group.push(
    makeGroupEpoch(last(group), company.state, ada, { secret: secret(), wraps: wraps(ada, eve, { user: id }) }),
  );
  const before = company.state;
  const marked = [on(operation.SUSPEND, eve), on(operation.RESUME, eve)].reduce(
    (state, act) => makeTenantLink(state, staff, act).state,
    before,
  );

  it("gives nothing to whoever is marked, and is due for another key without them", () => {
    expect(recipientsOf(last(group), before)).toHaveLength(2);
    expect(recipientsOf(last(group), marked).map(({ user }) => user)).toEqual([ada.user]);
    expect(custodiansOf(last(group), marked)).toHaveLength(1);
    expect([groupDue(last(group), before), groupDue(last(group), marked)]).toEqual([false, true]);
    const next = makeGroupEpoch(last(group), marked, ada, { secret: secret(), wraps: wraps(ada, { user: id }) });
    expect(groupDue(next.state, marked)).toBe(false);
  });

  it("takes nothing from whoever is marked but that they go or follow their keys, by the code neither", () => {
    const acts: GroupAct[] = [
      { operation: operation.REMOVE, subject: { user: ada.user } },
      { operation: operation.ROLE, subject: { user: ada.user, role: role.MEMBER } },
      { operation: operation.CODE, subject: { keys: null } },
    ];
    for (const act of acts)
      for (const how of [{}, { code: code.signing }])
        expect(() => inGroup(eve, act, how, marked)).toThrow("NOT_ALLOWED: marked");
    const epoch = { secret: secret(), wraps: wraps(ada, { user: id }) };
    for (const how of [{}, { code: code.signing }])
      expect(() => makeGroupEpoch(last(group), marked, { ...eve, ...how }, epoch)).toThrow("NOT_ALLOWED: marked");
    makeGroupEpoch(last(group), marked, { ...ada, code: code.signing }, epoch);
    expect(inGroup(eve, { operation: operation.LEAVE, subject: { user: eve.user } }, {}, marked).state.members).toBe(1);
    const keys = { new: paperPerson().signing, xwingKeyHash: eve.xwingKeyHash };
    const { user, signing: old, time } = eve;
    const followed = makeOwnKeys(marked, { user, old, ...keys, vaultHead: null, tenantHead: null, time }).state;
    makeOwnKeysInGroup(last(group), followed, { ...eve, ...keys });
  });

  it("lets in nobody who is marked, nor makes them a custodian, nor anybody again who was one", () => {
    const mallory = company.joinBy(company.invite(staff, role.ADMINISTRATOR), paperPerson());
    expect(() => company.adding(group, ada, mallory)).toThrow("NOT_ALLOWED: no administrator");
    const zoe = company.join(paperPerson(), role.ADMINISTRATOR);
    const { state } = company;
    const withZoe = company.adding(group, ada, zoe);
    expect(recipientsOf(withZoe.state, state)).toHaveLength(3);
    const demoted = makeTenantLink(state, ada, roleOf(zoe, role.USER)).state;
    const promoted = makeTenantLink(demoted, staff, roleOf(zoe, role.ADMINISTRATOR)).state;
    expect([groupDue(withZoe.state, demoted), groupDue(withZoe.state, promoted)]).toEqual([true, true]);
    expect(recipientsOf(withZoe.state, promoted)).toHaveLength(2);
    expect(() => makeGroupLink(withZoe.state, promoted, ada, keeping(zoe))).toThrow("NOT_ALLOWED: no administrator");
    makeGroupLink(withZoe.state, state, ada, keeping(zoe));
  });

  it("that has no key yet gets code and key by whoever is marked where one who is marked made it, and members never", () => {
    const mallory = company.joinBy(company.invite(staff, role.ADMINISTRATOR), paperPerson());
    const [ours, theirs] = [
      company.group(groupClass.RECOVERY),
      company.group(groupClass.RECOVERY, groupClass.RECOVERY, mallory),
    ];
    const { state } = company;
    const mine = paperPerson();
    const keys = { xwingKeyHash: mine.xwingKeyHash, signingKey: mine.signing.publicKey };
    const coding: GroupAct = { operation: operation.CODE, subject: { keys } };
    const epoch = (its: MadeLink[]) => {
      const alone = { secret: secret(), wraps: wraps({ user: last(its).head.id }) };
      return makeGroupEpoch(last(its), state, { ...mallory, code: mine.signing }, alone);
    };
    for (const group of [ours, theirs])
      expect(() => company.adding(group, mallory, ada)).toThrow("NOT_ALLOWED: marked");
    theirs.push(makeGroupLink(last(theirs), state, mallory, coding));
    epoch(theirs);
    // By a code of theirs they would read what others entrust to it, once they switch to it.
    expect(() => makeGroupLink(last(ours), state, mallory, coding)).toThrow("NOT_ALLOWED: marked");
    ours.push(makeGroupLink(last(ours), state, ada, coding));
    expect(() => epoch(ours)).toThrow("NOT_ALLOWED: marked");
    const none: GroupAct = { operation: operation.CODE, subject: { keys: null } };
    expect(() => makeGroupLink(last(ours), state, mallory, none)).toThrow("NOT_ALLOWED: marked");
  });
});

describe("A group under a break-glass", () => {
  it("gets nobody by whoever is marked, unless one who is marked made it", () => {
    const { company, staff, ada } = underGlass();
    const mallory = company.joinBy(company.invite(staff, role.ADMINISTRATOR), paperPerson());
    const eve = company.join(paperPerson(), role.ADMINISTRATOR);
    const [ours, theirs] = [company.group(), company.group(groupClass.NAMED, groupClass.NAMED, mallory)];
    const isMarkedHere = (group: readonly MadeLink[]) => isMarkedGroup(company.state, last(group));
    expect([isMarkedHere(ours), isMarkedHere(theirs)]).toEqual([false, true]);
    for (const whom of [mallory, eve]) expect(() => company.adding(ours, mallory, whom)).toThrow("NOT_ALLOWED: marked");
    company.adding(ours, eve, mallory);
    for (const by of [mallory, eve]) company.adding(theirs, by, eve);
    // A group whose id is somebody's says nothing of them, and takes nothing of them with it.
    const named = company.group(groupClass.NAMED, groupClass.NAMED, mallory, mallory.user);
    expect(isMarkedHere(named)).toBe(true);
    for (const group of [named, theirs])
      company.act(ada, { operation: operation.END_GROUP, subject: { group: last(group).head.id } });
    expect([named, theirs].map(isMarkedHere)).toEqual([false, false]);
    expect(isMarked(company.state, mallory.user)).toBe(true);
    const { head, ...state } = company.state;
    expect(sortedEntries(parseState(encodeState({ head, ...state })))).toEqual(sortedEntries(company.state));
  });

  it("that was there before is none of theirs because they end it and name it again", () => {
    const { company, staff } = underGlass();
    const mallory = company.joinBy(company.invite(staff, role.ADMINISTRATOR), paperPerson());
    const [genesis] = company.group() as [MadeLink];
    const group = genesis.state.head.id;
    company.act(mallory, { operation: operation.END_GROUP, subject: { group } });
    const subject = { group, class: groupClass.NAMED, genesis: genesis.hash } as const;
    company.act(mallory, { operation: operation.NEW_GROUP, subject });
    expect(findMark(company.state, markedGroup(group))).toBeDefined();
    expect(() => company.adding([genesis], mallory, mallory)).toThrow("NOT_ALLOWED: marked");
    company.adding([genesis], company.ada, company.ada);
  });

  it("is read from what was kept by its length and its first byte", () => {
    const read = (what: Uint8Array | number | null) => readEntry([23, what, 1]);
    const id = makeId(1);
    expect(read(markedGroup(id))).toMatchObject({ what: markedGroup(id) });
    for (const wrong of [Uint8Array.from([3, ...id]), id.slice(1), new Uint8Array(33), 1, null])
      expect(() => read(wrong)).toThrow("MALFORMED");
  });
});

describe("A switch under a break-glass", () => {
  const { company, staff, ada } = underGlass();
  const [bob, mallory] = [1, 2].map(() => company.joinBy(company.invite(staff, role.ADMINISTRATOR), paperPerson())) as [
    PaperPerson,
    PaperPerson,
  ];
  const { head } = last(company.group(groupClass.RECOVERY));
  const switching = (by: PaperPerson, wait: number | null) =>
    company.act(by, {
      operation: operation.RECOVERY,
      subject: {
        setting: wait === null ? null : { group: head.id, seq: 0, hash: head.hash, approvals: 0, hours: wait },
      },
    });
  const confirmed = (by: PaperPerson, wait: number | null, other: PaperPerson) => {
    switching(by, wait);
    expect(isMarkedSwitch(company.state)).toBe(was);
    company.act(other, { operation: operation.CONFIRM, subject: { seq: company.state.head.seq } });
    was = isMarkedSwitch(company.state);
    return [switchInForce(company.state)?.setting?.hours, was];
  };
  let was = false;

  it("is marked where nobody but marked administrators put it in force, until the next", () => {
    expect(confirmed(bob, 1, mallory)).toEqual([1, true]);
    expect(findMark(company.state, 0)?.seq).toBe(company.state.head.seq);
    expect(confirmed(bob, 2, ada)).toEqual([2, false]);
    expect(confirmed(mallory, 3, bob)).toEqual([3, true]);
    expect(confirmed(ada, 4, bob)).toEqual([4, false]);
    expect(confirmed(mallory, 5, bob)).toEqual([5, true]);
    expect(confirmed(bob, null, mallory)).toEqual([undefined, false]);
  });

  it("is marked where one who is marked is alone, and not where another is", () => {
    for (const [alone, marked] of [
      [ada, false],
      [bob, true],
    ] as const) {
      if (alone === bob) company.act(ada, on(operation.PRIMARY, bob));
      const others = membersOf(company.state).filter(({ user }) => !equalBytes(user, alone.user));
      for (const { user } of others) company.act(alone, { operation: operation.SUSPEND, subject: { user } });
      switching(alone, 6 + Number(marked));
      expect([switchInForce(company.state)?.setting?.hours, isMarkedSwitch(company.state)]).toEqual([
        6 + Number(marked),
        marked,
      ]);
      for (const { user } of others) company.act(alone, { operation: operation.RESUME, subject: { user } });
    }
  });

  it("is agreed to by an entry of the account vault that names it", () => {
    const entry = { type: entryType.SWITCH_AGREED, tenant: company.state.head.id, group: head.id, seq: 9 } as const;
    expect(parseEntry(encodeEntry(entry))).toEqual(entry);
    const [one, other] = [deriveAgreementId(entry.tenant), deriveAgreementId(head.id)];
    expect([one.length, (one[6] as number) >> 4, Buffer.from(one).equals(other)]).toEqual([16, 8, false]);
  });
});
