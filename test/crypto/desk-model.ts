/**
 * What PROTOCOL §4.15 and §4.16 allow, of people, desks and hours that are no more than names and numbers: no links, no keys, no
 * roots. Each act gives the company behind it, or null where nobody may do it so.
 */

export interface Member {
  readonly administrator: boolean;
  readonly active: boolean;
  readonly primary: boolean;
  /** Which of their pairs, counted. */
  readonly key: number;
}
export interface Staff {
  readonly desk: string;
  readonly keeper: boolean;
  readonly key: number;
}
export interface Desk {
  readonly invites: boolean;
  readonly says: boolean;
  readonly breaks: boolean;
  readonly hours: number;
  /** Whether it has said something of policies. */
  readonly said: boolean;
}
interface Invitation {
  readonly administrator: boolean;
  readonly author: string;
  readonly marked: boolean;
}
interface Glass {
  readonly from: number;
  readonly until: number;
  readonly author: string;
}
/** `null` is: off. */
export type Setting = string | null;

type Named<T> = Readonly<Record<string, T>>;
export interface Company {
  readonly members: Named<Member>;
  readonly staff: Named<Staff>;
  readonly desks: Named<Desk>;
  readonly invitations: Named<Invitation>;
  readonly glass: Named<Glass>;
  /** Administrators by a break-glass. */
  readonly marked: readonly string[];
  readonly on: { readonly setting: Setting; readonly marked: boolean };
  readonly awaiting: { readonly setting: Setting; readonly author: string } | null;
  /** Keys that somebody had, by name and number. */
  readonly formerMembers: readonly string[];
  readonly formerStaff: readonly string[];
}
/** Who signs, by which of their pairs, and when: hours since the company began. */
export interface By {
  readonly who: string;
  readonly key: number;
  readonly at: number;
}
export type Outcome = Company | null;

const nothing: Company = {
  members: {},
  staff: {},
  desks: {},
  invitations: {},
  glass: {},
  marked: [],
  on: { setting: null, marked: false },
  awaiting: null,
  formerMembers: [],
  formerStaff: [],
};
export const ofPeople = (members: Named<Member>): Company => ({ ...nothing, members });
export const foundedBy = (desk: string, terms: Desk, keeper: string): Company => ({
  ...nothing,
  desks: { [desk]: terms },
  staff: { [keeper]: { desk, keeper: true, key: 0 } },
});

const without = <T>(record: Named<T>, gone: (name: string, value: T) => boolean): Named<T> =>
  Object.fromEntries(Object.entries(record).filter(([name, value]) => !gone(name, value)));
const set = <T>(record: Named<T>, name: string, value: T): Named<T> => ({ ...record, [name]: value });
const keyOf = (name: string, key: number) => `${name} ${key}`;

export const isFounding = ({ members }: Company) => Object.keys(members).length === 0;
const isMarked = ({ marked }: Company, name: string) => marked.includes(name);
const isAdministrator = ({ members }: Company, name: string) =>
  members[name]?.active === true && members[name].administrator;
const staffOf = ({ staff }: Company, desk: string) => Object.values(staff).filter((each) => each.desk === desk);
const keepersOf = (company: Company, desk: string) => staffOf(company, desk).filter((each) => each.keeper);

/** Whether somebody signs by what the company states of them. */
function acts({ members, staff }: Company, { who, key }: By): boolean {
  const member = members[who];
  return member ? member.active && member.key === key : staff[who]?.key === key;
}
/** Behind a moment at which a break-glass is over it is gone, for the link of that moment already. */
const ended = (company: Company, { at }: By): Company => ({
  ...company,
  glass: without(company.glass, (_, { until }) => at >= until),
});
/** Whether somebody is at a desk that may do more for now. */
function isUnderGlass({ staff, glass }: Company, { who, at }: By): boolean {
  const its = glass[staff[who]?.desk ?? ""];
  return its !== undefined && its.from <= at && at < its.until;
}
const deskOf = ({ staff, desks }: Company, who: string): Desk | undefined => desks[staff[who]?.desk ?? ""];

/** Takes what hangs on somebody at a desk whose right is another now. */
const lessened = (company: Company, name: string): Company => ({
  ...company,
  invitations: without(company.invitations, (_, { author }) => author === name),
  glass: without(company.glass, (_, { author }) => author === name),
});
/** The same of a member. */
const changed = (company: Company, name: string): Company => ({
  ...company,
  invitations: company.members[name]?.administrator
    ? without(company.invitations, (_, { author }) => author === name)
    : company.invitations,
  awaiting: company.awaiting?.author === name ? null : company.awaiting,
});
const unmarked = (company: Company, name: string): Company => ({
  ...company,
  marked: company.marked.filter((each) => each !== name),
});
const marked = (company: Company, name: string): Company => ({
  ...unmarked(company, name),
  marked: [...company.marked.filter((each) => each !== name), name],
});

/** Whether a key is nobody's, and was nobody's: but for one of somebody's own at a desk, where that does no harm. */
function isFree(company: Company, name: string, key: number, { asStaff }: { asStaff: boolean }): boolean {
  const its = keyOf(name, key);
  const inForce = company.members[name]?.key === key || company.staff[name]?.key === key;
  return !inForce && !company.formerMembers.includes(its) && (asStaff || !company.formerStaff.includes(its));
}

const acting =
  <A extends unknown[]>(act: (company: Company, by: By, ...rest: A) => Outcome) =>
  (company: Company, by: By, ...rest: A): Outcome => {
    const now = ended(company, by);
    return acts(now, by) ? act(now, by, ...rest) : null;
  };

export const invite = acting((company, by, name: string, administrator: boolean) => {
  if (company.invitations[name]) return null;
  const byGlass = isUnderGlass(company, by);
  const ofDesk = deskOf(company, by.who);
  const may = ofDesk
    ? isFounding(company)
      ? administrator
      : byGlass || (ofDesk.invites && !administrator)
    : isAdministrator(company, by.who);
  if (!may) return null;
  const isDescended = administrator && (ofDesk ? byGlass : isMarked(company, by.who));
  const invitation = { administrator, author: by.who, marked: isDescended };
  return { ...company, invitations: set(company.invitations, name, invitation) };
});

export const voids = acting((company, by, name: string) => {
  const invitation = company.invitations[name];
  if (!invitation) return null;
  const ofDesk = company.staff[by.who]?.desk;
  const may = ofDesk ? company.staff[invitation.author]?.desk === ofDesk : isAdministrator(company, by.who);
  return may ? { ...company, invitations: without(company.invitations, (each) => each === name) } : null;
});

/** By the invitation: who it was for is not told by a roster. */
export function join(before: Company, { who, key, at }: By, name: string): Outcome {
  const company = ended(before, { who, key, at });
  const invitation = company.invitations[name];
  if (!invitation || company.members[who] || company.staff[who]) return null;
  if (!isFree(company, who, key, { asStaff: false })) return null;
  const isFirst = isFounding(company);
  const member = { administrator: invitation.administrator, active: true, primary: isFirst, key };
  const joined = {
    ...company,
    members: set(company.members, who, member),
    invitations: isFirst ? {} : without(company.invitations, (each) => each === name),
  };
  return invitation.marked ? marked(joined, who) : joined;
}

export const rename = acting((company, by) => {
  const founds = isFounding(company) && company.staff[by.who] !== undefined;
  return founds || isAdministrator(company, by.who) ? company : null;
});

export const say = acting((company, by, name: string, something: boolean) => {
  const its = company.desks[name];
  if (!its?.says || company.staff[by.who]?.desk !== name || (!something && !its.said)) return null;
  return { ...company, desks: set(company.desks, name, { ...its, said: something }) };
});

/** Somebody other than the primary user. */
const other = ({ members }: Company, name: string): Member | null => {
  const member = members[name];
  return member && !member.primary ? member : null;
};

export const suspend = acting((company, by, name: string) => {
  const member = other(company, name);
  const may = isUnderGlass(company, by) || (isAdministrator(company, by.who) && by.who !== name);
  if (!member?.active || !may) return null;
  return { ...changed(company, name), members: set(company.members, name, { ...member, active: false }) };
});

export const resume = acting((company, by, name: string) => {
  const member = other(company, name);
  const may = isUnderGlass(company, by) || (isAdministrator(company, by.who) && by.who !== name);
  if (!member || member.active || !may) return null;
  const next = { ...company, members: set(company.members, name, { ...member, active: true }) };
  // Whom somebody lets be an administrator again, they make one.
  const isDescended = isUnderGlass(company, by) || isMarked(company, by.who);
  return member.administrator && isDescended ? marked(next, name) : next;
});

export const giveRole = acting((company, by, name: string, administrator: boolean) => {
  const member = other(company, name);
  const byGlass = isUnderGlass(company, by) && administrator;
  const may = byGlass || isAdministrator(company, by.who);
  if (!member?.active || member.administrator === administrator || !may) return null;
  const next = { ...changed(company, name), members: set(company.members, name, { ...member, administrator }) };
  if (!administrator) return unmarked(next, name);
  return byGlass || isMarked(company, by.who) ? marked(next, name) : next;
});

const gone = (company: Company, name: string): Company => ({
  ...unmarked(changed(company, name), name),
  members: without(company.members, (each) => each === name),
  formerMembers: [...company.formerMembers, keyOf(name, company.members[name]?.key ?? 0)],
});
export const remove = acting((company, by, name: string) => {
  const may = isAdministrator(company, by.who) && by.who !== name && other(company, name) !== null;
  return may ? gone(company, name) : null;
});
export const leave = acting((company, by) => {
  const member = company.members[by.who];
  return member && !member.administrator ? gone(company, by.who) : null;
});

/** By the pair of before; `next` is new. */
export const renew = acting((company, by, next: number) => {
  const [member, staff] = [company.members[by.who], company.staff[by.who]];
  const former = keyOf(by.who, by.key);
  if (member)
    return {
      ...changed(company, by.who),
      members: set(company.members, by.who, { ...member, key: next }),
      formerMembers: [...company.formerMembers, former],
    };
  if (!staff) return null;
  return {
    ...lessened(company, by.who),
    staff: set(company.staff, by.who, { ...staff, key: next }),
    formerStaff: [...company.formerStaff, former],
  };
});

type Terms = Omit<Desk, "said">;

export const accept = acting((company, by, name: string, terms: Terms, keeper: string, key: number) => {
  if (!isAdministrator(company, by.who) || company.desks[name] || Object.keys(company.desks).length >= 5) return null;
  if (company.members[keeper] || company.staff[keeper]) return null;
  if (!isFree(company, keeper, key, { asStaff: true })) return null;
  return {
    ...company,
    desks: set(company.desks, name, { ...terms, said: false }),
    staff: set(company.staff, keeper, { desk: name, keeper: true, key }),
  };
});

export const giveTerms = acting((company, by, name: string, terms: Terms) => {
  const its = company.desks[name];
  if (!isAdministrator(company, by.who) || !its) return null;
  const keys = ["invites", "says", "breaks", "hours"] as const;
  if (keys.every((key) => its[key] === terms[key])) return null;
  const atDesk = (author: string) => company.staff[author]?.desk === name;
  const takesInviting = its.invites && !terms.invites;
  return {
    ...company,
    desks: set(company.desks, name, { ...terms, said: its.said && terms.says }),
    invitations: takesInviting ? without(company.invitations, (_, { author }) => atDesk(author)) : company.invitations,
    glass: terms.breaks ? company.glass : without(company.glass, (each) => each === name),
  };
});

export const dismiss = acting((company, by, name: string) => {
  if (!company.desks[name] || isFounding(company)) return null;
  const own = company.staff[by.who];
  const isKeeper = own?.desk === name && own.keeper;
  if (!isKeeper && !isAdministrator(company, by.who)) return null;
  const atDesk = (author: string) => company.staff[author]?.desk === name;
  const keys = Object.entries(company.staff).flatMap(([each, { desk, key }]) =>
    desk === name ? [keyOf(each, key)] : [],
  );
  return {
    ...company,
    desks: without(company.desks, (each) => each === name),
    staff: without(company.staff, (_, { desk }) => desk === name),
    invitations: without(company.invitations, (_, { author }) => atDesk(author)),
    glass: without(company.glass, (each) => each === name),
    formerStaff: [...company.formerStaff, ...keys],
  };
});

/** Takes somebody in, or gives them another role or another pair. */
export const takeIn = acting((company, by, name: string, user: string, keeper: boolean, key: number) => {
  const own = company.staff[by.who];
  if (!own?.keeper || own.desk !== name) return null;
  const known = company.staff[user];
  if (company.members[user] || (known && known.desk !== name)) return null;
  if (known) {
    if (known.keeper === keeper && known.key === key) return null;
    if (known.keeper && !keeper && keepersOf(company, name).length === 1) return null;
  }
  if (known?.key !== key && !isFree(company, user, key, { asStaff: true })) return null;
  const after = known ? lessened(company, user) : company;
  return {
    ...after,
    staff: set(after.staff, user, { desk: name, keeper, key }),
    formerStaff: known && known.key !== key ? [...after.formerStaff, keyOf(user, known.key)] : after.formerStaff,
  };
});

export const takeOff = acting((company, by, name: string, user: string) => {
  const known = company.staff[user];
  if (known?.desk !== name) return null;
  const own = company.staff[by.who];
  const administers = isAdministrator(company, by.who);
  const may = administers || user === by.who || (own?.keeper && own.desk === name);
  if (!may || (!administers && known.keeper && keepersOf(company, name).length === 1)) return null;
  const after = lessened(company, user);
  return {
    ...after,
    staff: without(after.staff, (each) => each === user),
    formerStaff: [...after.formerStaff, keyOf(user, known.key)],
  };
});

export const breakGlass = acting((company, by, name: string, from: number, until: number) => {
  const its = company.desks[name];
  if (!its?.breaks || company.staff[by.who]?.desk !== name || company.glass[name] || isFounding(company)) return null;
  const isInBounds =
    from > by.at && from >= by.at + its.hours && from <= by.at + 336 && until > from && until - from <= 72;
  return isInBounds ? { ...company, glass: set(company.glass, name, { from, until, author: by.who }) } : null;
});

/** Whoever ends one finds it, however late. */
export const endGlass = (company: Company, by: By, name: string): Outcome => {
  const stood = company.glass[name] !== undefined;
  return acting((now) => {
    const may = isAdministrator(now, by.who) || now.staff[by.who]?.desk === name;
    return stood && may ? { ...now, glass: without(now.glass, (each) => each === name) } : null;
  })(company, by);
};

const inForce = (company: Company, setting: Setting, by: readonly string[]): Company => ({
  ...company,
  on: { setting, marked: setting !== null && by.every((each) => isMarked(company, each)) },
  awaiting: null,
});
export const switchTo = acting((company, by, setting: Setting) => {
  if (!isAdministrator(company, by.who)) return null;
  if (company.on.setting === setting) return company.awaiting ? { ...company, awaiting: null } : null;
  const isAlone = Object.keys(company.members).every((each) => each === by.who || !isAdministrator(company, each));
  return isAlone ? inForce(company, setting, [by.who]) : { ...company, awaiting: { setting, author: by.who } };
});
export const confirm = acting((company, by) => {
  const { awaiting } = company;
  if (!awaiting || awaiting.author === by.who || !isAdministrator(company, by.who)) return null;
  return inForce(company, awaiting.setting, [awaiting.author, by.who]);
});
