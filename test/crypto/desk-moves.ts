/** What people of a company and of its partners' desks try: by links, and by what a model says of them. */
import { makeGroupGenesis } from "../../src/crypto/client/group-link.ts";
import { deriveSigningPair } from "../../src/crypto/client/sign.ts";
import { deskRole } from "../../src/crypto/desk-entries.ts";
import { deskRight } from "../../src/crypto/desk-terms.ts";
import { asSigningSeed, type Id } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import {
  desksOf,
  findBreakGlass,
  findMember,
  findPolicy,
  findStaff,
  isMarked,
  isMarkedInvitation,
  isMarkedSwitch,
  listEntries,
  type RosterState,
  switchAwaiting,
  switchInForce,
} from "../../src/crypto/roster-state.ts";
import { entryType, groupClass, memberStatus, policyScope, role } from "../../src/crypto/state-entries.ts";
import {
  accepting,
  breaking,
  desk,
  dismissing,
  done,
  ending,
  eve,
  foundedBy,
  giving,
  grown,
  hour,
  invitationOf,
  inviting,
  joined,
  looked,
  naming,
  otherDesk,
  person,
  rekeyed,
  resuming,
  saying,
  setting,
  staffing,
  suspending,
  takingOff,
  voiding,
} from "../vectors/cases/desk-world.ts";
import { ada, fixedBytes, fixedHash, fixedId, time } from "../vectors/cases/fixed.ts";
import { type Followed, last, type Person } from "../vectors/cases/share-world.ts";
import * as says from "./desk-model.ts";
import { isSame } from "./walking.ts";

export interface Walk {
  readonly company: Followed;
  readonly model: says.Company;
  /** Hours since it began, by everybody's clock. */
  readonly now: number;
  /** Of each: all pairs that they ever had, the newest last. */
  readonly people: Readonly<Record<string, readonly Person[]>>;
}
/** Something that somebody tries, and what the model says comes of it. */
export interface Move {
  readonly name: string;
  readonly after: says.Outcome;
  readonly act: () => Followed;
  readonly people?: Walk["people"];
}

const desks: Readonly<Record<string, Id>> = { partner: desk, another: otherDesk };
export const names = ["ada", "eve", "bob", "zoe", "kim", "leo", "nina"];
const people: Walk["people"] = Object.fromEntries(
  names.map((name) => [name, [name === "ada" ? ada : person(name)]] as const),
);
/** Another pair of somebody. Nothing is wrapped to it, so its X-Wing key is no more than a hash. */
const withOther = ({ user }: Person, name: string): Person => ({
  user,
  signing: deriveSigningPair(asSigningSeed(fixedBytes(name, 32))),
  xwingKeyHash: fixedHash(name),
});
const invited = ["one", "two", "three"];

/** A recovery group, so that there is something to switch. */
const recoveryGroup = fixedId("recovery group");
function withGroup(company: Followed): Followed {
  const by = { user: eve.user, signing: eve.signing, time };
  const { hash } = makeGroupGenesis(last(company), by, {
    group: recoveryGroup,
    class: groupClass.RECOVERY,
    name: null,
  });
  const subject = { group: recoveryGroup, class: groupClass.RECOVERY, genesis: hash };
  return done(company, eve, { operation: operation.NEW_GROUP, subject });
}
const settingOf = (its: says.Setting) =>
  its === null
    ? null
    : { group: recoveryGroup, seq: 1, hash: last(grown).head.hash, approvals: 1, hours: its === "one" ? 1 : 2 };

const member = (administrator: boolean, primary = false) => ({ administrator, active: true, primary, key: 0 });
const everything = { invites: true, says: true, breaks: true, hours: 24, said: false };
const ofFour = says.ofPeople({ ada: member(true, true), eve: member(true), bob: member(false) });
const withDesk: says.Company = {
  ...ofFour,
  desks: { partner: everything },
  staff: { kim: { desk: "partner", keeper: true, key: 0 }, leo: { desk: "partner", keeper: false, key: 0 } },
};

/** A company without a desk, one with a desk of every right, and one that a desk has founded. */
export const starts: readonly Walk[] = [
  { company: withGroup(grown), model: ofFour, now: 1, people },
  { company: withGroup(looked), model: withDesk, now: 1, people },
  { company: foundedBy(), model: says.foundedBy("partner", everything, "kim"), now: 1, people },
];

export function movesOf(walk: Walk, next: (below: number) => number, seed: string): Move[] {
  const { company, model, people, now } = walk;
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const pairs = (name: string) => people[name] as readonly Person[];
  const newest = (name: string) => pairs(name).length - 1;
  const pairOf = (name: string, key = newest(name)) => pairs(name)[key] as Person;
  const atDesks = Object.keys(model.staff);
  const who = next(3) > 0 && atDesks.length > 0 ? pick(atDesks) : pick(names);
  const other = pick(names);
  const user = next(2) ? pick(Object.keys(model.members).concat(who)) : other;
  // Most sign when they sign; some say that they did so before, or will have.
  const at = next(4) > 0 ? now : Math.max(0, now + next(60) - 30);
  const by: says.By = { who, key: newest(who), at };
  const signer = pairOf(who);
  const moment = time + at * hour;
  const acted = (act: Parameters<typeof done>[2]) => () => done(company, signer, act, moment);

  const invitation = pick(invited);
  const administrator = next(2) === 0;
  const its = administrator ? role.ADMINISTRATOR : role.USER;
  const its2 = next(3) > 0 ? "partner" : "another";
  const id = desks[its2] as Id;
  const key = next(4) === 0 ? next(pairs(other).length) : newest(other);
  const keeper = next(3) === 0;
  const hours = pick([0, 24]);
  const terms = { invites: next(4) > 0, says: next(4) > 0, breaks: next(4) > 0, hours };
  const rights =
    (terms.invites ? deskRight.INVITE : 0) +
    (terms.says ? deskRight.POLICY : 0) +
    (terms.breaks ? deskRight.BREAK_GLASS : 0);
  const from = at + pick([hours, 24, 24, 30, 337]);
  const until = from + pick([1, 40, 72, 73]);
  const something = next(3) > 0;
  const to: says.Setting = pick(["one", "two", null]);
  const awaiting = switchAwaiting(last(company));
  const later = withOther(signer, `${seed} ${who}`);
  const isNobody = !model.members[other] && !model.staff[other];
  const otherLater = withOther(pairOf(other), `${seed} ${other} anew`);
  const joining: says.By = { who: other, key: newest(other), at };

  const moves: Move[] = [
    { name: "invite", after: says.invite(model, by, invitation, administrator), act: acted(inviting(invitation, its)) },
    { name: "void", after: says.voids(model, by, invitation), act: acted(voiding(invitation)) },
    {
      name: "join",
      after: says.join(model, joining, invitation),
      act: () => joined(company, pairOf(other), invitation, moment),
    },
    { name: "name", after: says.rename(model, by), act: acted(naming(seed)) },
    {
      name: "say",
      after: says.say(model, by, its2, something),
      act: acted(saying(something ? seed : null, id)),
    },
    { name: "suspend", after: says.suspend(model, by, user), act: acted(suspending(pairOf(user))) },
    { name: "resume", after: says.resume(model, by, user), act: acted(resuming(pairOf(user))) },
    {
      name: administrator ? "make an administrator" : "make a user",
      after: says.giveRole(model, by, user, administrator),
      act: acted(giving(pairOf(user), its)),
    },
    {
      name: "remove",
      after: says.remove(model, by, user),
      act: acted({ operation: operation.REMOVE, subject: { user: pairOf(user).user } }),
    },
    {
      name: "leave",
      after: says.leave(model, by),
      act: acted({ operation: operation.LEAVE, subject: { user: signer.user } }),
    },
    {
      name: "keys",
      after: says.renew(model, by, newest(who) + 1),
      act: () => rekeyed(company, signer, later, moment),
      people: { ...people, [who]: [...pairs(who), later] },
    },
    {
      name: "accept",
      after: says.accept(model, by, its2, terms, other, key),
      act: acted(accepting(pairOf(other, key), rights, hours, id)),
    },
    { name: "terms", after: says.giveTerms(model, by, its2, terms), act: acted(setting(rights, hours, id)) },
    { name: "dismiss", after: says.dismiss(model, by, its2), act: acted(dismissing(id)) },
    {
      name: "take in",
      after: says.takeIn(model, by, its2, other, keeper, key),
      act: acted(staffing(pairOf(other, key), keeper ? deskRole.KEEPER : deskRole.STAFF, id)),
    },
    { name: "take off", after: says.takeOff(model, by, its2, other), act: acted(takingOff(pairOf(other), id)) },
    {
      name: "break-glass",
      after: says.breakGlass(model, by, its2, from, until),
      act: acted(breaking(time + from * hour, time + until * hour, id)),
    },
    { name: "end of it", after: says.endGlass(model, by, its2), act: acted(ending(id)) },
  ];
  if (listEntries(last(company), entryType.GROUP).length > 0)
    moves.push({
      name: "switch",
      after: says.switchTo(model, by, to),
      act: acted({ operation: operation.RECOVERY, subject: { setting: settingOf(to) } }),
    });
  if (awaiting)
    moves.push({
      name: "confirm",
      after: says.confirm(model, by),
      act: acted({ operation: operation.CONFIRM, subject: { seq: awaiting.seq } }),
    });
  if (isNobody)
    moves.push({
      name: "another pair",
      after: model,
      act: () => company,
      people: { ...people, [other]: [...pairs(other), otherLater] },
    });
  return moves;
}

const firstOf = (people: Walk["people"], name: string): Person => (people[name] as readonly Person[])[0] as Person;

/** What the roster states, in the words of the model. */
export function statedBy(state: RosterState, people: Walk["people"]): says.Company {
  const nameOf = (id: Uint8Array) => names.find((name) => isSame(firstOf(people, name).user, id)) as string;
  const keyOf = (name: string, key: Uint8Array) =>
    (people[name] as readonly Person[]).findIndex(({ signing }) => isSame(signing.publicKey, key));
  const deskOf = (id: Uint8Array) => Object.keys(desks).find((name) => isSame(desks[name] as Id, id)) as string;
  const all = <T, R>(list: readonly T[], one: (each: T) => readonly [string, R]): Record<string, R> =>
    Object.fromEntries(list.map(one));
  const known = names.map((name) => [name, firstOf(people, name).user] as const);
  const settingIn = (its: { readonly hours: number } | null | undefined): says.Setting =>
    its ? (its.hours === 1 ? "one" : "two") : null;
  const awaiting = switchAwaiting(state);
  return {
    members: Object.fromEntries(
      known.flatMap(([name, id]) => {
        const its = findMember(state, id);
        if (!its) return [];
        const { role: stated, status, primary, signingKey } = its;
        const active = status === memberStatus.ACTIVE;
        const administrator = stated === role.ADMINISTRATOR;
        return [[name, { administrator, active, primary, key: keyOf(name, signingKey) }]];
      }),
    ),
    staff: Object.fromEntries(
      known.flatMap(([name, id]) => {
        const its = findStaff(state, id);
        if (!its) return [];
        const keeper = its.role === deskRole.KEEPER;
        return [[name, { desk: deskOf(its.desk), keeper, key: keyOf(name, its.signingKey) }]];
      }),
    ),
    desks: all(desksOf(state), ({ desk: its, rights, hours }) => [
      deskOf(its),
      {
        invites: (rights & deskRight.INVITE) > 0,
        says: (rights & deskRight.POLICY) > 0,
        breaks: (rights & deskRight.BREAK_GLASS) > 0,
        hours,
        said: findPolicy(state, { scope: policyScope.PARTNER, id: its }) !== undefined,
      },
    ]),
    invitations: all(listEntries(state, entryType.INVITATION), (its) => [
      invited.find((name) => isSame(invitationOf(name).publicKey, its.key)) as string,
      {
        administrator: its.role === role.ADMINISTRATOR,
        author: nameOf(its.author),
        marked: isMarkedInvitation(state, its.key),
      },
    ]),
    glass: all(
      desksOf(state).flatMap(({ desk: its }) => findBreakGlass(state, its) ?? []),
      ({ desk: its, from, until, author }) => [
        deskOf(its),
        { from: (from - time) / hour, until: (until - time) / hour, author: nameOf(author) },
      ],
    ),
    marked: known.flatMap(([name, id]) => (isMarked(state, id) ? [name] : [])).sort(),
    on: { setting: settingIn(switchInForce(state)?.setting), marked: isMarkedSwitch(state) },
    awaiting: awaiting ? { setting: settingIn(awaiting.setting), author: nameOf(awaiting.author) } : null,
    formerMembers: listEntries(state, entryType.FORMER)
      .map(({ user, signingKey }) => `${nameOf(user)} ${keyOf(nameOf(user), signingKey)}`)
      .sort(),
    formerStaff: listEntries(state, entryType.FORMER_STAFF)
      .map(({ user, signingKey }) => `${nameOf(user)} ${keyOf(nameOf(user), signingKey)}`)
      .sort(),
  };
}
