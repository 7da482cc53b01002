/** What PROTOCOL §4.13 and §4.14 allow, of people and a recovery group that are no more than names: no links, no keys, no roots. */

/** Who somebody is in the company; times are those of the model's clock. */
export interface Standing {
  readonly administrator: boolean;
  readonly active: boolean;
  /** Which of their pairs, counted. */
  readonly key: number;
  readonly renewed: number;
  /** When their entry last became what it is. */
  readonly changed: number;
}

/** A recovery group at one of its links. */
export interface Group {
  readonly members: Readonly<Record<string, { readonly custodian: boolean; readonly key: number }>>;
  readonly code: string | null;
  readonly epoch: number;
  readonly begun: number;
  /** When something was last taken from somebody in it. */
  readonly taken: number;
  /** Who was given the secret of the epoch in force: somebody by a key, or a code. */
  readonly readers: readonly string[];
}

export interface Switch {
  /** Where the group's roster was. */
  readonly seq: number;
  readonly hours: number;
}

export interface Model {
  readonly clock: number;
  readonly company: Readonly<Record<string, Standing>>;
  /** At each of its links. */
  readonly groups: readonly Group[];
  readonly usedCodes: readonly string[];
  readonly on: Switch | null;
  readonly awaiting: { readonly to: Switch | null; readonly author: string } | null;
  /** The epoch of the group that a profile is entrusted to. */
  readonly entrusted: number | null;
}

const nothing: Group = { members: {}, code: null, epoch: 0, begun: 0, taken: 0, readers: [] };
export const begin = (people: readonly string[], administrators: readonly string[]): Model => ({
  clock: 1,
  company: Object.fromEntries(
    people.map((name) => [
      name,
      { administrator: administrators.includes(name), active: true, key: 0, renewed: 0, changed: 0 },
    ]),
  ),
  groups: [nothing],
  usedCodes: [],
  on: null,
  awaiting: null,
  entrusted: null,
});

export const groupNow = ({ groups }: Model): Group => groups[groups.length - 1] as Group;
export const standingOf = ({ company }: Model, name: string): Standing => company[name] as Standing;
export const isAdministrator = (model: Model, name: string): boolean => {
  const { active, administrator } = standingOf(model, name);
  return active && administrator;
};
export const isRecipient = (model: Model, name: string, { members } = groupNow(model)): boolean =>
  isAdministrator(model, name) && members[name]?.key === standingOf(model, name).key;
export const isCustodian = (model: Model, name: string, group = groupNow(model)): boolean =>
  isRecipient(model, name, group) && group.members[name]?.custodian === true;
export const recipientsOf = (model: Model, group = groupNow(model)): string[] => [
  ...Object.keys(group.members)
    .filter((name) => isRecipient(model, name, group))
    .map((name) => `${name} ${standingOf(model, name).key}`),
  ...(group.code === null ? [] : [group.code]),
];

/** Whether somebody acts, by their own right or by a code. */
export const mayAct = (model: Model, by: string, code: string | null): boolean => {
  const group = groupNow(model);
  if (!isAdministrator(model, by)) return false;
  if (code !== null) return group.epoch > 0 && group.code === code;
  return group.epoch === 0 || isCustodian(model, by);
};
export const mayBegin = (model: Model, by: string, code: string | null): boolean => {
  const group = groupNow(model);
  const right = code === null ? isCustodian(model, by) : isAdministrator(model, by) && group.code === code;
  return right && (group.epoch === 0 || isDue(model, group));
};

export const isDue = ({ company }: Model, { members, epoch, begun, taken }: Group): boolean =>
  epoch > 0 &&
  (taken > begun ||
    Object.keys(members).some((name) => {
      const { active, administrator, renewed, changed } = company[name] as Standing;
      return renewed > begun || (!(active && administrator) && changed > begun);
    }));

/** Whether the group, as it would be, is kept by somebody: or it has no key yet. */
export const isKept = (model: Model, group: Group): boolean =>
  group.epoch === 0 ||
  group.code !== null ||
  Object.keys(group.members).some((name) => isCustodian(model, name, group));

/** Whether a key may be entrusted to the group as it was at a link. */
export const mayEntrust = (model: Model, seq: number): boolean => {
  const { on, groups, entrusted } = model;
  const group = groups[seq] as Group;
  const hasKey = on !== null && (groups[on.seq] as Group).epoch > 0 && group.epoch > 0;
  return entrusted === null && hasKey && seq >= on.seq && !isDue(model, group);
};
export const isEntrustedDue = (model: Model): boolean =>
  model.entrusted !== null && (model.on === null || groupNow(model).epoch > model.entrusted);

/** With somebody's standing, or the group, changed at this moment. */
export const withStanding = (model: Model, name: string, change: Partial<Standing>): Model => {
  const clock = model.clock + 1;
  const standing = { ...standingOf(model, name), changed: clock, ...change };
  return { ...model, clock, company: { ...model.company, [name]: standing } };
};
export const withGroup = (model: Model, change: Partial<Group>): Model => ({
  ...model,
  clock: model.clock + 1,
  groups: [...model.groups, { ...groupNow(model), ...change }],
});
export const without = <T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));
