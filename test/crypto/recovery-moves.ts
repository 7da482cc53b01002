/** What people of a company try about its recovery group: by links, and by what a model says of them. */
import { checkEntrustedTo } from "../../src/crypto/entrust.ts";
import { operation } from "../../src/crypto/link.ts";
import { switchAwaiting } from "../../src/crypto/roster-state.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { bob, eve, zoe } from "../vectors/cases/company.ts";
import { ada, fixedOwnKeys } from "../vectors/cases/fixed.ts";
import {
  adding,
  coding,
  custodian,
  empty,
  entrusted,
  followedInRecovery,
  inNextEpoch,
  inRecovery,
  nextEpochOfProfile,
  on,
  type RecoveryWorld,
  recoveryGroup,
  recoveryGroupAt,
  removing,
  settingOf,
  switched,
  temporary,
} from "../vectors/cases/recovery-world.ts";
import { inTenant, last, renewed } from "../vectors/cases/share-world.ts";
import * as says from "./recovery-model.ts";

type Keys = typeof ada;
export interface Walk {
  readonly world: RecoveryWorld;
  readonly model: says.Model;
  /** Of each: all pairs that they ever had, the newest last. */
  readonly people: Readonly<Record<string, readonly Keys[]>>;
}
/** Something that somebody tries: whether the model allows it, and what the model is afterwards. */
export interface Move {
  readonly name: string;
  readonly may: boolean;
  readonly act: () => RecoveryWorld;
  readonly after: () => says.Model;
  readonly people?: Walk["people"];
}
const codeName = "recovery code";
export const names = ["ada", "bob", "eve", "zoe"];
const people = { ada: [ada], bob: [bob], eve: [eve], zoe: [zoe] };
const founded = says.begin(names, ["ada", "eve"]);
/** A group without anybody, and one in force that Ada keeps, with Eve in it and a code. */
export const starts: readonly Walk[] = [
  { world: empty, model: founded, people },
  {
    world: on,
    model: [
      { members: { ada: { custodian: false, key: 0 } } },
      { members: { ada: { custodian: false, key: 0 }, eve: { custodian: false, key: 0 } } },
      { members: { ada: { custodian: true, key: 0 }, eve: { custodian: false, key: 0 } } },
      { code: codeName },
      { epoch: 1, begun: 6, readers: ["ada 0", "eve 0", codeName] },
    ].reduce<says.Model>(says.withGroup, { ...founded, usedCodes: [codeName], on: { seq: 5, hours: 24 } }),
    people,
  },
];

export function movesOf({ world, model, people }: Walk, next: (below: number) => number, seed: string): Move[] {
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const [by, other] = [pick(names), pick(names)];
  const keysOf = (name: string) => people[name]?.at(-1) as Keys;
  const [who, whom] = [keysOf(by), keysOf(other)];
  const group = says.groupNow(model);
  const code = next(3) === 0 && model.usedCodes.length > 0 ? pick([...model.usedCodes, group.code].slice(-3)) : null;
  const how = code === null ? {} : { code: fixedOwnKeys(code).signing };
  const acts = says.mayAct(model, by, code);
  const member = group.members[other];
  const standing = says.standingOf(model, other);
  const due = says.isDue(model, group);

  /** In the group: what it would be, and whether that is kept. */
  const inGroup = (
    name: string,
    may: boolean,
    act: () => RecoveryWorld,
    change: Partial<says.Group>,
    taken = false,
  ): Move => {
    const after = says.withGroup(model, { ...change, ...(taken && { taken: model.clock + 1 }) });
    return { name, may, act, after: () => after };
  };
  const kept = (change: Partial<says.Group>) => says.isKept(model, { ...group, ...change });
  const gone = { members: says.without(group.members, other) };
  const stillKept = !says.isCustodian(model, other) || kept(gone);

  const up = next(3) > 0;
  const roled = { members: { ...group.members, [other]: { key: member?.key ?? 0, custodian: up } } };
  const mayRole =
    member !== undefined &&
    member.custodian !== up &&
    (up ? says.isRecipient(model, other) : !says.isCustodian(model, other) || kept(roled));

  const drops = next(3) === 0;
  const newCode = next(4) === 0 && model.usedCodes.length > 0 ? pick(model.usedCodes) : `${seed} code`;
  const mayCode = drops ? group.code !== null && kept({ code: null }) : !model.usedCodes.includes(newCode);
  const isFirst = group.code === null && group.epoch > 0 && !due;
  const coded = says.withGroup(model, {
    code: drops ? null : newCode,
    ...(group.code !== null && { taken: model.clock + 1 }),
    ...(isFirst && { readers: [...group.readers, newCode] }),
  });

  const isShort = next(5) === 0;
  const recipients = says.recipientsOf(model);

  const lapsed = (its: says.Model): says.Model => (its.awaiting?.author === other ? { ...its, awaiting: null } : its);
  const administers = says.isAdministrator(model, by) && other !== "eve";
  const inCompany = (
    name: string,
    may: boolean,
    act: Parameters<typeof inTenant>[2],
    change: Partial<says.Standing>,
  ): Move => ({
    name,
    may: administers && may,
    act: () => inTenant(world, who, act),
    after: () =>
      name === "resume" ? says.withStanding(model, other, change) : lapsed(says.withStanding(model, other, change)),
  });
  const about = { user: whom.user };
  const nextRole = standing.administrator === next(4) > 0 ? role.USER : role.ADMINISTRATOR;
  const isNext = (nextRole === role.ADMINISTRATOR) !== standing.administrator;
  const later = { ...who, ...fixedOwnKeys(`${seed} ${by}`) };
  const own = says.standingOf(model, by);
  const former = group.members[by] && people[by]?.[group.members[by].key];
  const owning = group.members[by] && group.members[by].key < own.key;

  const state = next(2) ? last(world.group) : pick(world.group.states);
  const isOff = next(4) === 0;
  const to = isOff ? null : { seq: state.head.seq, hours: next(2) };
  const isSame = to?.seq === model.on?.seq && to?.hours === model.on?.hours;
  const isAlone = names.every((name) => name === by || !says.isAdministrator(model, name));
  const awaiting = switchAwaiting(last(world.tenant));
  const clock = model.clock + 1;
  const entrustsTo = {
    group: recoveryGroup,
    groupSeq: state.head.seq,
    groupEpoch: state.epoch?.epoch ?? 0,
  };

  const moves: Move[] = [
    inGroup(
      "add",
      acts && says.isAdministrator(model, other) && member === undefined,
      () => inRecovery(world, who, adding(whom), how),
      {
        members: { ...group.members, [other]: { key: standing.key, custodian: false } },
        readers: group.epoch > 0 && !due ? [...group.readers, `${other} ${standing.key}`] : group.readers,
      },
    ),
    inGroup(
      "remove",
      acts && member !== undefined && stillKept,
      () => inRecovery(world, who, removing(whom), how),
      gone,
      true,
    ),
    ...(other === by
      ? [
          inGroup(
            "leave",
            own.active && member?.key === own.key && stillKept,
            () => inRecovery(world, who, { operation: operation.LEAVE, subject: about }),
            gone,
            true,
          ),
        ]
      : []),
    inGroup("role", acts && mayRole, () => inRecovery(world, who, (up ? custodian : temporary)(whom), how), roled),
    {
      name: "code",
      may: acts && mayCode,
      act: () => inRecovery(world, who, coding(drops ? null : fixedOwnKeys(newCode)), how),
      after: () => ({ ...coded, usedCodes: drops ? model.usedCodes : [...model.usedCodes, newCode] }),
    },
    inGroup(
      "epoch",
      says.mayBegin(model, by, code) && !isShort,
      () => inNextEpoch(world, who, { ...how, ...(isShort && { wraps: recipients.length - 1 }) }),
      { epoch: group.epoch + 1, begun: clock, readers: recipients },
    ),
    inCompany(
      "suspend",
      standing.active && by !== other,
      { operation: operation.SUSPEND, subject: about },
      { active: false },
    ),
    inCompany(
      "resume",
      !standing.active && by !== other,
      { operation: operation.RESUME, subject: about },
      { active: true },
    ),
    inCompany(
      "company role",
      standing.active && isNext,
      { operation: operation.ROLE, subject: { ...about, role: nextRole } },
      { administrator: nextRole === role.ADMINISTRATOR },
    ),
    {
      name: "keys",
      may: own.active,
      act: () => renewed(world, who, later),
      after: () => {
        const its = says.withStanding(model, by, { key: own.key + 1, renewed: clock });
        return its.awaiting?.author === by ? { ...its, awaiting: null } : its;
      },
      people: { ...people, [by]: [...(people[by] ?? []), later] },
    },
    ...(former && owning
      ? [
          inGroup(
            "follow",
            own.active,
            () => followedInRecovery(world, former, who),
            { members: { ...group.members, [by]: { custodian: group.members[by]?.custodian === true, key: own.key } } },
            true,
          ),
        ]
      : []),
    {
      name: "switch",
      may:
        says.isAdministrator(model, by) &&
        (isSame ? model.awaiting !== null : (to?.seq ?? 0) >= (to ? (model.on?.seq ?? 0) : 0)),
      act: () => switched(world, who, to && { ...settingOf(world, state), hours: to.hours }),
      after: () => {
        if (isSame) return { ...model, clock, awaiting: null };
        return isAlone
          ? { ...model, clock, on: to, awaiting: null }
          : { ...model, clock, awaiting: { to, author: by } };
      },
    },
    ...(awaiting && model.awaiting
      ? [
          {
            name: "confirm",
            may: says.isAdministrator(model, by) && model.awaiting.author !== by,
            act: () => inTenant(world, who, { operation: operation.CONFIRM, subject: { seq: awaiting.seq } }),
            after: () => ({ ...model, clock, on: model.awaiting?.to ?? null, awaiting: null }),
          },
        ]
      : []),
    ...(model.on || model.awaiting?.to
      ? [
          {
            name: "end",
            may: false,
            act: () => inTenant(world, who, { operation: operation.END_GROUP, subject: { group: recoveryGroup } }),
            after: () => model,
          },
        ]
      : []),
    {
      name: state.head.seq === last(world.group).head.seq ? "entrust to the newest" : "entrust",
      may: says.mayEntrust(model, state.head.seq),
      act: () => {
        checkEntrustedTo(entrustsTo, last(world.tenant), recoveryGroupAt(world));
        return entrusted(world, bob, entrustsTo);
      },
      after: () => ({ ...model, clock, entrusted: entrustsTo.groupEpoch }),
    },
    {
      name: "next epoch of the profile",
      may: true,
      act: () => nextEpochOfProfile(world),
      after: () => ({ ...model, clock, entrusted: null }),
    },
  ];
  return moves;
}
