/** Desks in a company's roster, who is at them, and what they may sign there (PROTOCOL §4.15). */
import { describe, expect, it } from "@jest/globals";
import { makeGroupEpoch, makeGroupLink } from "../../src/crypto/client/group-link.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { signLink } from "../../src/crypto/client/sign.ts";
import { makeTenantLink, type TenantAct } from "../../src/crypto/client/tenant-link.ts";
import { deskRole, type Staff } from "../../src/crypto/desk-entries.ts";
import { mostDesks, mostStaff } from "../../src/crypto/desk-operations.ts";
import { deskRight } from "../../src/crypto/desk-terms.ts";
import { groupDue, recipientsOf } from "../../src/crypto/group.ts";
import { asSymmetricKey } from "../../src/crypto/keys.ts";
import { type Link, operation } from "../../src/crypto/link.ts";
import { applyLink } from "../../src/crypto/roster.ts";
import {
  desksOf,
  findBreakGlass,
  findDesk,
  findFormer,
  findFormerStaff,
  findInvitation,
  findMember,
  findPolicy,
  findStaff,
  isFounding,
  keepersOf,
  membersOf,
  type RosterState,
  staffOf,
  stateRoot,
} from "../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { encodeState, parseState } from "../../src/crypto/state-encoding.ts";
import { groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { anyHash, PaperCompany, type PaperPerson, paperPerson, statedKeys } from "../support/paper-company.ts";
import { allRights, at, hours, PaperDesk } from "../support/paper-desk.ts";

/** Somebody else who says that another's signing key is theirs. */
const withKeyOf = ({ signing }: PaperPerson): PaperPerson => ({ ...paperPerson(), signing });
const last = (made: readonly MadeLink[]): RosterState => (made.at(-1) as MadeLink).state;

const inviting = (its: 2 | 3 = role.USER): TenantAct => ({
  operation: operation.INVITE,
  subject: { key: paperPerson().signing.publicKey, role: its, person: anyHash(), expiry: 9 },
});
const voiding = (key: Uint8Array): TenantAct => ({ operation: operation.VOID, subject: { key: key as never } });

describe("A desk", () => {
  const desk = new PaperDesk();
  const { company, staff } = desk.company(deskRight.INVITE, 24);
  const { ada } = company;
  const bob = company.join(paperPerson());
  const refused = (by: PaperPerson, act: TenantAct) => expect(() => makeTenantLink(company.state, by, act));

  it("is opened by an administrator, with its first keeper, and states what it is", () => {
    const { state } = company;
    expect(findDesk(state, desk.id)).toMatchObject({
      genesis: desk.genesis,
      rights: deskRight.INVITE,
      hours: 24,
      seq: 1,
    });
    expect(findStaff(state, desk.keeper.user)).toMatchObject({ desk: desk.id, role: deskRole.KEEPER, seq: 1 });
    expect(findStaff(state, staff.user)).toMatchObject({ role: deskRole.STAFF, seq: 2 });
    expect(staffOf(state, desk.id)).toHaveLength(2);
    expect(keepersOf(state, desk.id)).toHaveLength(1);
    expect(membersOf(state)).toHaveLength(2);
  });

  it("is opened, changed and taken away by nobody else", () => {
    const other = new PaperDesk();
    refused(bob, other.opening()).toThrow("NOT_ALLOWED: administrator");
    refused(bob, desk.dismissing).toThrow("NOT_ALLOWED: administrator");
    refused(desk.keeper, other.opening()).toThrow("NOT_ALLOWED: staff");
    refused(desk.keeper, desk.granting(allRights)).toThrow("NOT_ALLOWED: staff");
    refused(staff, desk.dismissing).toThrow("NOT_ALLOWED: staff");
  });

  it("comes with a keeper exactly where it does not stand", () => {
    const other = new PaperDesk();
    refused(ada, desk.opening()).toThrow("NOT_ALLOWED: founding of a desk");
    refused(ada, other.granting(allRights)).toThrow("NOT_ALLOWED: founding of a desk");
    refused(ada, other.dismissing).toThrow("NOT_ALLOWED: desk");
    refused(ada, desk.granting(deskRight.INVITE, 24)).toThrow("NOT_ALLOWED: no change");
  });

  it("has a keeper who is nobody else in the roster, by a key that was nobody's", () => {
    const gone = company.join(paperPerson());
    company.act(ada, { operation: operation.REMOVE, subject: { user: gone.user } });
    for (const known of [bob, staff, desk.keeper])
      refused(ada, new PaperDesk(known).opening()).toThrow("NOT_ALLOWED: somebody known");
    for (const known of [bob, staff, gone])
      refused(ada, new PaperDesk(withKeyOf(known)).opening()).toThrow("NOT_ALLOWED: a signing key");
    // Who was a member does not come back through a desk by the key of then, either.
    refused(ada, new PaperDesk(gone).opening()).toThrow("NOT_ALLOWED: a signing key");
  });

  it("is one of five", () => {
    const full = new PaperCompany();
    for (let n = 0; n < mostDesks; n += 1) full.act(full.ada, new PaperDesk().opening());
    expect(desksOf(full.state)).toHaveLength(mostDesks);
    expect(() => full.act(full.ada, new PaperDesk().opening())).toThrow("NOT_ALLOWED: too many desks");
  });

  it("loses with a right what it has by it", () => {
    const its = new PaperDesk();
    const { company: one, staff: colleague } = its.company();
    const key = one.invite(colleague).publicKey;
    one.act(colleague, its.saying());
    one.act(at(colleague, 1), its.asking(2, hours(1)));
    const place = { scope: policyScope.PARTNER, id: its.id };
    const left = () => [
      findInvitation(one.state, key),
      findPolicy(one.state, place),
      findBreakGlass(one.state, its.id),
    ];
    const isThere = () => left().map((entry) => entry !== undefined);
    expect(isThere()).toEqual([true, true, true]);
    one.act(one.ada, its.granting(allRights, 5));
    expect(isThere()).toEqual([true, true, true]);
    one.act(one.ada, its.granting(deskRight.POLICY | deskRight.BREAK_GLASS, 5));
    expect(isThere()).toEqual([false, true, true]);
    one.act(one.ada, its.granting(deskRight.BREAK_GLASS, 5));
    expect(isThere()).toEqual([false, false, true]);
    one.act(one.ada, its.granting(0, 5));
    expect(isThere()).toEqual([false, false, false]);
    expect(staffOf(one.state, its.id)).toHaveLength(2);
  });

  it("goes with everything of it, by an administrator or by its keeper, and nothing of another desk", () => {
    for (const byKeeper of [false, true]) {
      const [its, other] = [new PaperDesk(), new PaperDesk()];
      const { company: one, staff: colleague } = its.company();
      one.act(one.ada, other.opening());
      const [key, kept] = [one.invite(colleague).publicKey, one.invite(other.keeper).publicKey];
      one.act(colleague, its.saying());
      one.act(other.keeper, other.saying());
      one.act(at(colleague, 1), its.asking(2, hours(1)));
      one.act(byKeeper ? its.keeper : one.ada, its.dismissing);
      const { state } = one;
      expect(desksOf(state).map(({ desk: id }) => id)).toEqual([other.id]);
      expect(staffOf(state, its.id)).toEqual([]);
      expect(findFormerStaff(state, colleague.signing.publicKey)).toMatchObject({
        user: colleague.user,
        seq: state.head.seq,
      });
      expect(findInvitation(state, key)).toBeUndefined();
      expect(findInvitation(state, kept)).toBeDefined();
      expect(findPolicy(state, { scope: policyScope.PARTNER, id: its.id })).toBeUndefined();
      expect(findPolicy(state, { scope: policyScope.PARTNER, id: other.id })).toBeDefined();
      expect(findBreakGlass(state, its.id)).toBeUndefined();
      expect(() => one.act(colleague, inviting())).toThrow("WRONG_AUTHOR");
    }
  });

  it("is the same to whoever reads its state from what was kept", () => {
    const its = new PaperDesk();
    const { company: one, staff: colleague } = its.company();
    one.act(at(colleague, 1), its.asking(2, hours(1)));
    one.invite(at(colleague, 3), role.ADMINISTRATOR);
    const read = parseState(encodeState(one.state));
    expect(stateRoot(read)).toEqual(stateRoot(one.state));
    expect([read.desks, read.members]).toEqual([one.state.desks, one.state.members]);
    expect(makeTenantLink(read, one.ada, its.dismissing).state.desks).toEqual([]);
  });
});

describe("Who is at a desk", () => {
  const desk = new PaperDesk();
  const { company, staff } = desk.company();
  const other = new PaperDesk();
  company.act(company.ada, other.opening());
  const { keeper } = desk;
  const refused = (by: PaperPerson, act: TenantAct) => expect(() => makeTenantLink(company.state, by, act));

  it("is said by a keeper of that very desk", () => {
    const act = desk.taking(paperPerson());
    for (const its of [act, desk.taking(staff, deskRole.KEEPER)]) refused(staff, its).toThrow("NOT_ALLOWED: staff");
    refused(other.keeper, act).toThrow("NOT_ALLOWED: staff");
    refused(company.ada, act).toThrow("NOT_ALLOWED: keeper");
    refused(company.join(paperPerson()), desk.takingOff(staff)).toThrow("NOT_ALLOWED: administrator");
    refused(other.keeper, desk.takingOff(staff)).toThrow("NOT_ALLOWED: staff");
    refused(staff, desk.takingOff(keeper)).toThrow("NOT_ALLOWED: staff");
  });

  it("is nobody else in the roster, by a key that was nobody's", () => {
    const gone = company.join(paperPerson());
    company.act(company.ada, { operation: operation.REMOVE, subject: { user: gone.user } });
    for (const known of [company.ada, other.keeper])
      refused(keeper, desk.taking(known)).toThrow("NOT_ALLOWED: somebody known");
    for (const known of [company.ada, keeper, other.keeper, gone])
      refused(keeper, desk.taking(withKeyOf(known))).toThrow("NOT_ALLOWED: a signing key");
    refused(keeper, desk.taking(gone)).toThrow("NOT_ALLOWED: a signing key");
    refused(keeper, desk.takingOff(other.keeper)).toThrow("NOT_ALLOWED: no staff");
    refused(keeper, desk.takingOff(paperPerson())).toThrow("NOT_ALLOWED: no staff");
    expect(findFormer(company.state, gone.signing.publicKey)).toBeDefined();
  });

  it("is changed in something, or the link is none", () => {
    const { person } = findStaff(company.state, staff.user) as Staff;
    refused(keeper, desk.taking(staff, deskRole.STAFF, { person })).toThrow("NOT_ALLOWED: no change");
    const renamed = makeTenantLink(company.state, keeper, desk.taking(staff)).state;
    expect(findStaff(renamed, staff.user)?.seq).toBe(renamed.head.seq);
    const withKey = ({ signing }: PaperPerson) => desk.taking({ ...staff, signing });
    for (const known of [company.ada, keeper, other.keeper])
      refused(keeper, withKey(known)).toThrow("NOT_ALLOWED: a signing key");
    const promoted = makeTenantLink(company.state, keeper, desk.taking(staff, deskRole.KEEPER, { person })).state;
    expect(keepersOf(promoted, desk.id)).toHaveLength(2);
  });

  it("is fifty people at the most", () => {
    const full = new PaperDesk();
    const { company: one, staff: second } = full.company();
    for (let n = 2; n < mostStaff; n += 1) one.act(full.keeper, full.taking(paperPerson()));
    expect(() => one.act(full.keeper, full.taking(paperPerson()))).toThrow("NOT_ALLOWED: too many staff");
    one.act(full.keeper, full.taking(second, deskRole.KEEPER));
    one.act(full.keeper, full.takingOff(second));
    one.act(full.keeper, full.taking(paperPerson()));
    expect(staffOf(one.state, full.id)).toHaveLength(mostStaff);
  });

  it("has a keeper: the last one goes by an administrator alone, and stays what they are", () => {
    const its = new PaperDesk();
    const { company: one, staff: colleague } = its.company();
    for (const act of [its.takingOff(its.keeper), its.taking(its.keeper)])
      expect(() => one.act(its.keeper, act)).toThrow("NOT_ALLOWED: last keeper");
    one.act(its.keeper, its.taking(colleague, deskRole.KEEPER));
    one.act(colleague, its.taking(its.keeper));
    expect(() => one.act(colleague, its.takingOff(colleague))).toThrow("NOT_ALLOWED: last keeper");
    one.act(one.ada, its.takingOff(colleague));
    expect(keepersOf(one.state, its.id)).toEqual([]);
    expect(staffOf(one.state, its.id)).toHaveLength(1);
  });

  it("goes by themself, and comes back by the same key, which is nobody else's", () => {
    const its = new PaperDesk();
    const { company: one, staff: colleague } = its.company();
    one.act(colleague, its.takingOff(colleague));
    expect(findFormerStaff(one.state, colleague.signing.publicKey)?.seq).toBe(one.state.head.seq);
    expect(() => one.act(its.keeper, its.taking(withKeyOf(colleague)))).toThrow("NOT_ALLOWED: a signing key");
    one.act(its.keeper, its.taking(colleague));
    one.act(at(its.keeper, 1), its.asking(2, hours(1)));
    one.act(one.ada, its.takingOff(colleague));
    expect(findBreakGlass(one.state, its.id)?.author).toEqual(its.keeper.user);
    one.act(its.keeper, its.taking(colleague));
    one.invite(colleague);
    expect(findFormerStaff(one.state, colleague.signing.publicKey)).toBeDefined();
  });

  it("loses with place, role or keys what they signed, and with a name nothing", () => {
    const changes: ((its: PaperDesk, who: PaperPerson) => TenantAct)[] = [
      (its, who) => its.takingOff(who),
      (its, who) => its.taking(who, deskRole.KEEPER),
      (its, who) => its.taking({ ...paperPerson(), user: who.user }),
      (its, who) => its.taking({ ...who, xwingKeyHash: anyHash() }),
      (its, who) => its.taking(who),
    ];
    const left = changes.map((change) => {
      const its = new PaperDesk();
      const { company: one, staff: colleague } = its.company();
      const [key, kept] = [one.invite(colleague).publicKey, one.invite(its.keeper).publicKey];
      one.act(at(colleague, 1), its.asking(2, hours(1)));
      one.act(its.keeper, change(its, colleague));
      expect(findInvitation(one.state, kept)).toBeDefined();
      const former = findFormerStaff(one.state, colleague.signing.publicKey);
      return [findInvitation(one.state, key), findBreakGlass(one.state, its.id), former].map(
        (entry) => entry !== undefined,
      );
    });
    expect(left).toEqual([
      [false, false, true],
      [false, false, false],
      [false, false, true],
      [false, false, true],
      [true, true, false],
    ]);
  });

  it("replaces their own keys by both, and never by one that was there", () => {
    const its = new PaperDesk();
    const { company: one, staff: colleague } = its.company();
    const key = one.invite(colleague).publicKey;
    const next = paperPerson();
    const change = (from: PaperPerson, to: PaperPerson) => ({
      ...{ user: colleague.user, old: from.signing, new: to.signing, xwingKeyHash: to.xwingKeyHash },
      ...{ vaultHead: null, tenantHead: null, time: 1 },
    });
    one.add(makeOwnKeys(one.state, change(colleague, next)));
    const { state } = one;
    expect(findStaff(state, colleague.user)).toMatchObject({
      ...statedKeys({ ...next, user: colleague.user }),
      seq: state.head.seq,
    });
    expect(findFormerStaff(state, colleague.signing.publicKey)?.seq).toBe(state.head.seq);
    expect(findFormer(state, colleague.signing.publicKey)).toBeUndefined();
    expect(findInvitation(state, key)).toBeUndefined();
    for (const known of [colleague, its.keeper, one.ada])
      expect(() => makeOwnKeys(state, change(next, known))).toThrow("NOT_ALLOWED: a signing key");
    expect(() => one.act(colleague, inviting())).toThrow("WRONG_AUTHOR: staff");
  });
});

describe("Staff sign in a company", () => {
  const desk = new PaperDesk();
  const { company, staff } = desk.company();
  const other = new PaperDesk();
  const { ada } = company;
  company.act(ada, other.opening());
  const eve = company.join(paperPerson(), role.ADMINISTRATOR);
  const bob = company.join(paperPerson());
  const group = company.group();
  const ofAda = company.invite(ada).publicKey;
  const ofOther = company.invite(other.keeper).publicKey;
  company.act(eve, { operation: operation.PERSON, subject: { user: eve.user, person: anyHash() } });
  const awaiting = company.state.head.seq;

  it("nothing that is not theirs", () => {
    const { head } = last(group);
    const on = (user: PaperPerson["user"]) => ({ user });
    const acts: TenantAct[] = [
      inviting(role.ADMINISTRATOR),
      voiding(ofAda),
      voiding(ofOther),
      voiding(paperPerson().signing.publicKey),
      { operation: operation.REMOVE, subject: on(bob.user) },
      { operation: operation.LEAVE, subject: on(staff.user) },
      { operation: operation.SUSPEND, subject: on(bob.user) },
      { operation: operation.RESUME, subject: on(bob.user) },
      { operation: operation.ROLE, subject: { user: bob.user, role: role.ADMINISTRATOR } },
      { operation: operation.PRIMARY, subject: on(eve.user) },
      { operation: operation.PERSON, subject: { user: staff.user, person: anyHash() } },
      { operation: operation.CONFIRM, subject: { seq: awaiting } },
      { operation: operation.NAME, subject: { name: "Ours" } },
      { operation: operation.NEW_GROUP, subject: { group: makeId(1), class: groupClass.NAMED, genesis: anyHash() } },
      { operation: operation.END_GROUP, subject: { group: head.id } },
      { operation: operation.CHECKPOINT, subject: { heads: [[head.id, head.seq, head.hash]] } },
      { operation: operation.POLICY, subject: { scope: policyScope.TENANT, id: null, hash: anyHash() } },
      { operation: operation.POLICY, subject: { scope: policyScope.USER, id: bob.user, hash: anyHash() } },
      other.saying(),
      { operation: operation.RECOVERY, subject: { setting: null } },
      other.dismissing,
      other.taking(paperPerson()),
      other.takingOff(other.keeper),
      other.asking(hours(1), hours(2)),
      other.ending,
    ];
    for (const who of [staff, desk.keeper])
      for (const act of acts) expect(() => makeTenantLink(company.state, who, act)).toThrow("NOT_ALLOWED: staff");
  });

  it("what the desk's rights say, and what colleagues signed is theirs to take back", () => {
    const key = company.invite(staff).publicKey;
    company.act(desk.keeper, voiding(key));
    company.act(staff, desk.saying());
    company.act(desk.keeper, desk.saying());
    company.act(staff, desk.saying(null));
    expect(() => company.act(staff, desk.saying(null))).toThrow("NOT_ALLOWED: policy");
    const none = desk.company(0);
    expect(() => none.company.act(none.staff, inviting())).toThrow("NOT_ALLOWED: staff");
    expect(() => none.company.act(none.staff, desk.saying())).toThrow("NOT_ALLOWED: staff");
    expect(() => none.company.act(none.staff, desk.asking(1, 2))).toThrow("NOT_ALLOWED: staff");
  });

  it("what a partner says of policies, alone", () => {
    expect(() => company.act(ada, desk.saying())).toThrow("NOT_ALLOWED: scope");
    company.act(staff, desk.saying());
    expect(() => company.act(ada, desk.saying(null))).toThrow("NOT_ALLOWED: scope");
  });

  it("by the keys and the seq that the roster states", () => {
    const act = inviting();
    const { signing } = paperPerson();
    expect(() => makeTenantLink(company.state, { ...staff, signing }, act)).toThrow("WRONG_AUTHOR: staff");
    const { link } = openSignedLink(makeTenantLink(company.state, staff, act).signed);
    const older = { ...link, author: { ...link.author, seq: link.author.seq - 1 } } as Link;
    expect(() => applyLink(company.state, signLink(older, staff.signing).signed)).toThrow("WRONG_AUTHOR: staff");
    expect(() => applyLink(company.state, signLink(link, staff.signing).signed)).not.toThrow();
  });

  it("and join nothing that they are staff in, nor by a key that was staff's", () => {
    const invitation = company.invite(ada);
    expect(() => company.joinBy(invitation, staff)).toThrow("NOT_ALLOWED: somebody known");
    company.act(ada, desk.takingOff(staff));
    expect(() => company.joinBy(invitation, staff)).toThrow("NOT_ALLOWED: a signing key");
    company.joinBy(invitation, { ...paperPerson(), user: staff.user });
    expect(findMember(company.state, staff.user)?.primary).toBe(false);
    expect(() => company.act(desk.keeper, desk.taking(staff))).toThrow("NOT_ALLOWED: somebody known");
  });
});

describe("A tenant that a desk founds", () => {
  const begun = () => {
    const desk = new PaperDesk();
    const company = desk.found();
    const staff = paperPerson();
    company.act(desk.keeper, desk.taking(staff));
    return { desk, company, staff };
  };

  it("states the desk and its keeper, and no member", () => {
    const { desk, company } = begun();
    const [genesis] = company.chain(1).states as [RosterState];
    expect(findDesk(genesis, desk.id)).toMatchObject({ genesis: desk.genesis, rights: allRights, hours: 24, seq: 0 });
    expect(findStaff(genesis, desk.keeper.user)).toMatchObject({ role: deskRole.KEEPER, seq: 0 });
    expect([membersOf(genesis), isFounding(genesis), genesis.tree.count]).toEqual([[], true, 2]);
  });

  it("waits a day at least before a break-glass, unless the company itself says less", () => {
    const desk = new PaperDesk();
    for (const rights of [deskRight.BREAK_GLASS, allRights])
      expect(() => desk.found(rights, 23)).toThrow("NOT_ALLOWED: hours of a founding desk");
    desk.found(deskRight.INVITE | deskRight.POLICY, 0);
    const company = desk.found(allRights, 24);
    expect(() => company.act(desk.keeper, desk.granting(allRights, 23))).toThrow("NOT_ALLOWED: staff");
    const ada = company.joinBy(company.invite(desk.keeper, role.ADMINISTRATOR), paperPerson());
    company.act(ada, desk.granting(allRights, 0));
    expect(findDesk(company.state, desk.id)?.hours).toBe(0);
  });

  it("is named, invited to and policed by its staff until somebody has joined, whatever the rights of the desk are", () => {
    const desk = new PaperDesk();
    const company = desk.found(0);
    company.act(desk.keeper, { operation: operation.NAME, subject: { name: "Theirs" } });
    const key = company.invite(desk.keeper, role.ADMINISTRATOR).publicKey;
    company.act(desk.keeper, voiding(key));
    expect(() => company.act(desk.keeper, desk.saying())).toThrow("NOT_ALLOWED: staff");
    const { company: other, desk: its, staff } = begun();
    other.act(staff, its.saying());
    expect(() => other.act(staff, inviting(role.USER))).toThrow("NOT_ALLOWED: staff");
    expect(() => other.act(at(staff, 2), its.asking(2, hours(1)))).toThrow("NOT_ALLOWED: staff");
    expect(() => other.act(its.keeper, its.dismissing)).toThrow("NOT_ALLOWED: staff");
  });

  it("is its first administrator's, who is primary, and nobody else's whom the desk invited", () => {
    const { company, desk, staff } = begun();
    const [first, second] = [
      company.invite(staff, role.ADMINISTRATOR),
      company.invite(desk.keeper, role.ADMINISTRATOR),
    ];
    const zoe = company.joinBy(first, paperPerson());
    const { state } = company;
    expect(findMember(state, zoe.user)).toMatchObject({ role: role.ADMINISTRATOR, primary: true });
    expect(isFounding(state)).toBe(false);
    expect(() => company.joinBy(second, paperPerson())).toThrow("NOT_ALLOWED: invitation");
    for (const act of [inviting(role.ADMINISTRATOR), { operation: operation.NAME, subject: { name: "Ours" } } as const])
      expect(() => company.act(staff, act)).toThrow("NOT_ALLOWED: staff");
    // Nobody of a founding is marked: whom this administrator makes one is not, either.
    const eve = company.joinBy(company.invite(zoe, role.ADMINISTRATOR), paperPerson());
    expect(findMember(company.state, eve.user)?.primary).toBe(false);
    company.act(desk.keeper, desk.dismissing);
    expect(company.state.tree.count).toBe(4);
  });
});

describe("Staff in a recovery group", () => {
  const secret = () => asSymmetricKey(randomBytes(32));
  const wrapsFor = (...people: PaperPerson[]) => people.map(({ user }) => ({ user, wrap: randomBytes(1_225) }));
  const desk = new PaperDesk();
  const { company, staff } = desk.company();
  const { ada } = company;
  const eve = company.join(paperPerson(), role.ADMINISTRATOR);
  const group = company.group(groupClass.RECOVERY);
  group.push(company.adding(group, ada, ada));
  group.push(
    makeGroupLink(last(group), company.state, ada, {
      operation: operation.ROLE,
      subject: { user: ada.user, role: role.CUSTODIAN },
    }),
  );
  group.push(company.adding(group, ada, staff));
  group.push(makeGroupEpoch(last(group), company.state, ada, { secret: secret(), wraps: wrapsFor(ada, staff) }));
  const readers = (tenant: RosterState, its = last(group)) => recipientsOf(its, tenant).map(({ user }) => user);
  const tenant = company.state;

  it("are let in by who acts there, by the keys that the roster states, and read", () => {
    expect(readers(tenant)).toHaveLength(2);
    expect(readers(tenant)).toContainEqual(staff.user);
    const third = paperPerson();
    const more = makeTenantLink(tenant, desk.keeper, desk.taking(third)).state;
    expect(() => company.adding(group, eve, third, more)).toThrow("WRONG_AUTHOR");
    expect(() => company.adding(group, ada, { ...third, xwingKeyHash: anyHash() }, more)).toThrow("WRONG_KEYS: staff");
    expect(() => company.adding(group, ada, third)).toThrow("NOT_ALLOWED: member");
    expect(readers(more, company.adding(group, ada, third, more).state)).toHaveLength(3);
  });

  it("leave it, and do nothing else there", () => {
    const act = (by: PaperPerson, what: Parameters<typeof makeGroupLink>[3]) =>
      makeGroupLink(last(group), tenant, by, what);
    const { user } = staff;
    expect(act(staff, { operation: operation.LEAVE, subject: { user } }).state.members).toBe(1);
    expect(() => act(staff, { operation: operation.LEAVE, subject: { user: ada.user } })).toThrow("NOT_ALLOWED");
    expect(() => act(staff, { operation: operation.REMOVE, subject: { user: ada.user } })).toThrow("NOT_ALLOWED");
    expect(() => act(ada, { operation: operation.ROLE, subject: { user, role: role.CUSTODIAN } })).toThrow(
      "NOT_ALLOWED: no administrator",
    );
    const wraps = wrapsFor(ada, staff);
    expect(() => makeGroupEpoch(last(group), tenant, staff, { secret: secret(), wraps })).toThrow("NOT_ALLOWED");
    const { signing } = paperPerson();
    const forged = makeGroupLink(last(group), tenant, staff, { operation: operation.LEAVE, subject: { user } });
    const { link } = openSignedLink(forged.signed);
    const other = signLink({ ...link, author: { ...link.author, key: signing.publicKey } } as Link, signing);
    expect(() => applyLink(last(group), other.signed, tenant)).toThrow("WRONG_AUTHOR");
    // Of those who are taken off, custodians sign.
    const off = makeTenantLink(tenant, ada, desk.takingOff(staff)).state;
    const leaving = () => makeGroupLink(last(group), off, staff, { operation: operation.LEAVE, subject: { user } });
    expect(leaving).toThrow("WRONG_AUTHOR: tenant");
  });

  it("are no members of any other group, nor sign in one", () => {
    const named = company.group();
    expect(() => company.adding(named, ada, staff)).toThrow("NOT_ALLOWED: member");
    expect(() => company.adding(named, staff, ada)).toThrow("WRONG_AUTHOR");
  });

  it("read no more once they are taken off, have other keys, or their desk is gone, and another key is due", () => {
    const followed = makeOwnKeys(tenant, {
      ...{ user: staff.user, old: staff.signing, new: paperPerson().signing, xwingKeyHash: staff.xwingKeyHash },
      ...{ vaultHead: null, tenantHead: null, time: 1 },
    }).state;
    const acts: [PaperPerson, TenantAct][] = [
      [desk.keeper, desk.takingOff(staff)],
      [ada, desk.takingOff(staff)],
      [desk.keeper, desk.taking({ ...staff, xwingKeyHash: anyHash() })],
      [ada, desk.dismissing],
    ];
    const later = acts.map(([by, act]) => makeTenantLink(tenant, by, act).state);
    const leaving = { operation: operation.LEAVE, subject: { user: staff.user } } as const;
    expect(() => makeGroupLink(last(group), followed, staff, leaving)).toThrow("WRONG_AUTHOR: tenant");
    for (const state of [...later, followed]) {
      expect(readers(state)).toEqual([ada.user]);
      expect(groupDue(last(group), state)).toBe(true);
      const next = makeGroupEpoch(last(group), state, ada, { secret: secret(), wraps: wrapsFor(ada) }).state;
      expect(groupDue(next, state)).toBe(false);
    }
    const renamed = makeTenantLink(tenant, desk.keeper, desk.taking(staff)).state;
    expect([readers(renamed).length, groupDue(last(group), renamed)]).toEqual([2, false]);
  });

  it("are not let in again by a keeper alone", () => {
    const off = makeTenantLink(tenant, ada, desk.takingOff(staff)).state;
    const back = makeTenantLink(off, desk.keeper, desk.taking(staff)).state;
    expect(readers(back)).toEqual([ada.user]);
    expect(groupDue(last(group), back)).toBe(true);
    const without = makeGroupLink(last(group), back, ada, {
      operation: operation.REMOVE,
      subject: { user: staff.user },
    });
    expect(() => company.adding([without], ada, staff, back)).toThrow("NOT_ALLOWED: keys of before");
    const anew = { ...paperPerson(), user: staff.user };
    const keyed = makeTenantLink(back, desk.keeper, desk.taking(anew)).state;
    expect(readers(keyed, company.adding([without], ada, anew, keyed).state)).toHaveLength(2);
  });
});
