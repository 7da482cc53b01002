/** What links of desks, and by their staff, do to a tenant's state, as PROTOCOL §4.15 and §4.16 write it down. */
import { type Bytes, hex, type Value } from "./primitives.ts";
import type { Change } from "./share-links.ts";

type Entry = Value[];

const same = (a: Value | undefined, b: Value | undefined) => hex(a as Bytes) === hex(b as Bytes);
const typed = (entries: Entry[], type: number) => entries.filter((entry) => entry[0] === type);
const byKey = (entries: Entry[], type: number, key: Value | undefined) =>
  typed(entries, type).find((entry) => same(entry[1], key));

/** Without what is over at a link's time, before anything else of the link is asked; but for what the link itself ends. */
export function withoutEnded(entries: Entry[], fields: Value[]): Entry[] {
  const [desk, asked] = (fields[6] ?? []) as Value[];
  const isEnded = (entry: Entry) => fields[5] === 31 && asked === null && same(entry[1], desk);
  return entries.filter((entry) => entry[0] !== 22 || (entry[4] as number) > (fields[14] as number) || isEnded(entry));
}

/** By what the mark of a group is known. */
export const markedGroup = (group: Value | undefined): Bytes => Buffer.concat([Buffer.of(2), group as Bytes]);

/** What is said of a user or an invitation. */
export const marksOf = (entries: Entry[], ...whats: (Value | undefined)[]): Entry[] =>
  typed(entries, 23).filter(([, what]) => what !== 0 && whats.some((each) => same(what, each)));
export const markOfSwitch = (entries: Entry[]): Entry[] => typed(entries, 23).filter(([, what]) => what === 0);

export const isMarked = (entries: Entry[], user: Value | undefined) => marksOf(entries, user).length > 0;
/** Whether whoever an author makes an administrator is marked: the author is at a desk, or marked. */
export const marks = (entries: Entry[], author: Value | undefined) =>
  isMarked(entries, author) || (byKey(entries, 20, author) !== undefined && typed(entries, 1).length > 0);

/** Invitations that some signed, with what is said of them. */
export function invitedBy(entries: Entry[], authors: (Value | undefined)[]): Entry[] {
  const invitations = typed(entries, 5).filter((entry) => authors.some((author) => same(entry[5], author)));
  return [...invitations, ...marksOf(entries, ...invitations.map(([, key]) => key))];
}

/** What goes with somebody's place, role or keys at a desk. */
const lapsedWith = (entries: Entry[], staff: Entry): Entry[] => [
  ...invitedBy(entries, [staff[1]]),
  ...typed(entries, 22).filter((entry) => same(entry[5], staff[1])),
];
const former = (staff: Entry, at: number): Entry => [21, staff[4] as Value, staff[1] as Value, at];

/** A tenant by a desk: the desk and its keeper, nobody else. */
export function founded([user, key, xwing, person, desk]: Value[]): Change {
  const [id, genesis, rights, hours] = desk as [Value, Value, Value, Value];
  const keeper = [20, user, id, 2, key, xwing, person, 0] as Entry;
  return { set: [[19, id, genesis, rights, hours, 0], keeper], drop: [] };
}

/** Other keys of staff, by themself; null for who is at no desk. */
export function rekeyed(entries: Entry[], [user, key, xwing]: Value[], at: number): Change | null {
  const staff = byKey(entries, 20, user);
  if (!staff) return null;
  const next = staff
    .with(4, key as Value)
    .with(5, xwing as Value)
    .with(7, at);
  return { set: [next, former(staff, at)], drop: lapsedWith(entries, staff) };
}

export function changeOfDesk(entries: Entry[], [id, setting]: Value[], at: number): Change {
  const desk = byKey(entries, 19, id);
  const staff = typed(entries, 20).filter((entry) => same(entry[2], id));
  const invited = () =>
    invitedBy(
      entries,
      staff.map(([, user]) => user),
    );
  const said = () => typed(entries, 9).filter((entry) => entry[1] === 4 && same(entry[2], id));
  const glass = () => typed(entries, 22).filter((entry) => same(entry[1], id));
  if (setting === null)
    return {
      set: staff.map((each) => former(each, at)),
      drop: [desk as Entry, ...staff, ...invited(), ...said(), ...glass()],
    };
  const [rights, hours, founding] = setting as [number, number, Value[] | null];
  if (founding) {
    const [genesis, user, key, xwing, person] = founding as [Value, Value, Value, Value, Value];
    return {
      set: [
        [19, id as Value, genesis, rights, hours, at],
        [20, user, id as Value, 2, key, xwing, person, at],
      ],
      drop: [],
    };
  }
  const known = desk as Entry;
  const lost = (right: number) => ((known[3] as number) & right) > 0 && (rights & right) === 0;
  const drop = [...(lost(1) ? invited() : []), ...(lost(2) ? said() : []), ...(lost(4) ? glass() : [])];
  return { set: [known.with(3, rights).with(4, hours).with(5, at)], drop };
}

export function changeOfStaff(entries: Entry[], [desk, user, setting]: Value[], at: number): Change {
  const known = byKey(entries, 20, user);
  if (setting === null)
    return { set: [former(known as Entry, at)], drop: [known as Entry, ...lapsedWith(entries, known as Entry)] };
  const [role, key, xwing, person] = setting as [number, Value, Value, Value];
  const next = [20, user, desk, role, key, xwing, person, at] as Entry;
  if (!known) return { set: [next], drop: [] };
  const hasSameKeys = same(known[4], key) && same(known[5], xwing);
  return {
    set: [next, ...(hasSameKeys ? [] : [former(known, at)])],
    drop: hasSameKeys && known[3] === role ? [] : lapsedWith(entries, known),
  };
}

export function changeOfGlass(entries: Entry[], [desk, asked]: Value[], author: Value, at: number): Change {
  if (asked === null) return { set: [], drop: typed(entries, 22).filter((entry) => same(entry[1], desk)) };
  return { set: [[22, desk as Value, ...(asked as Value[]), author, at]], drop: [] };
}

/** Subjects by name. */
export function subjectOfDesk(operation: number, subject: Value[]): object {
  const [desk, second, third] = subject;
  if (operation === 29) {
    if (second === null) return { desk, setting: null };
    const [rights, hours, founding] = second as Value[];
    if (founding === null) return { desk, setting: { rights, hours, founding } };
    const [genesis, user, signingKey, xwingKeyHash, person] = founding as Value[];
    return { desk, setting: { rights, hours, founding: { genesis, user, signingKey, xwingKeyHash, person } } };
  }
  if (operation === 30) {
    if (third === null) return { desk, user: second, setting: null };
    const [role, signingKey, xwingKeyHash, person] = third as Value[];
    return { desk, user: second, setting: { role, signingKey, xwingKeyHash, person } };
  }
  if (second === null) return { desk, asked: null };
  const [reason, from, until] = second as Value[];
  return { desk, asked: { reason, from, until } };
}

export function subjectOfFounding([user, signingKey, xwingKeyHash, person, founding]: Value[]): object {
  const [desk, genesis, rights, hours] = founding as Value[];
  return { user, signingKey, xwingKeyHash, person, desk: { desk, genesis, rights, hours } };
}
