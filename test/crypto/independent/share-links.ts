import { type Bytes, hex, type Value } from "./primitives.ts";

/** What a link sets, and what it drops. */
export interface Change {
  set: Value[][];
  drop: Value[][];
}

const same = (a: Value | undefined, b: Value | undefined) => hex(a as Bytes) === hex(b as Bytes);
const writes = (role: Value | undefined) => role === 1 || role === 5;

/** What PROTOCOL §4.4 and §4.11 say that a link of a share does. */
export function changeOfShare(before: Value[][], fields: Value[], tenant: Value[][]): Change {
  const [, , , seq, , operation, subject, epoch, commitment] = fields as Value[];
  const of = (subject ?? []) as Value[];
  const cut = fields[11] as Value;
  const typed = (type: number) => before.filter((entry) => entry[0] === type);
  const find = (type: number, key: Value | undefined) =>
    key instanceof Uint8Array ? typed(type).filter((entry) => same(entry[1], key)) : [];
  const [member] = find(1, of[0]);
  const [guest] = find(15, of[0]);
  const entry = (member ?? guest ?? find(10, of[0])[0]) as Value[];
  const former = (its: Value[]) => (its[0] === 10 ? [13, its[1], cut, seq] : [2, its[4], its[1], cut, seq]) as Value[];
  const formerOf = (its: Value[]) => (its[0] === 10 ? find(13, its[1]) : find(2, its[4]));
  const roleAt = entry?.[0] === 10 ? 3 : 2;
  /** Invitations of an owner from whom something is taken. */
  const lapsed = (its: Value[] | undefined) =>
    its?.[0] === 1 && its[2] === 1 ? typed(5).filter((each) => same(each[5], its[1])) : [];
  const begun = [12, epoch, commitment, (fields[12] as Value[])[1], seq] as Value[];
  switch (operation) {
    case 1:
      return { set: [[1, of[0], 1, 1, of[2], of[3], null, 0, 0] as Value[], [7, of[4] as Value, 0], begun], drop: [] };
    case 2: {
      const next = entry.with(4, of[1] as Value).with(5, of[2] as Value);
      if (guest) return { set: [next.with(3, 2).with(7, seq as Value), former(entry)], drop: [] };
      return { set: [next.with(6, null).with(8, seq as Value), former(entry)], drop: lapsed(entry) };
    }
    case 3: {
      const seqs = of[0] as Value[][];
      const isNamed = (its: Value[]) =>
        tenant.length === 0
          ? seqs.some(([id]) => same(id, its[1]))
          : tenant.some((each) => each[0] === 8 && same(each[1], its[1]));
      const moved = typed(10).filter(isNamed);
      const ended = typed(10).filter((its) => !isNamed(its));
      const set = moved.map((its) => its.with(4, (seqs.find(([id]) => same(id, its[1])) as Value[])[1] as Value));
      const times = ended.flatMap((its) => find(11, its[1]));
      return {
        set: [...set, begun],
        drop: [...ended, ...times, ...typed(2), ...typed(13), ...typed(12), ...typed(18)],
      };
    }
    case 4:
      return { set: [[5, ...of, (fields[13] as Value[])[0], seq] as Value[]], drop: [] };
    case 5:
      return { set: [], drop: find(5, of[0]) };
    case 6: {
      const [invitation] = find(5, of[0]) as [Value[]];
      const comer = [15, of[1], invitation[2], 1, of[2], of[3], invitation[3], seq] as Value[];
      return { set: [comer], drop: [invitation, ...(writes(comer[2]) ? formerOf(comer) : [])] };
    }
    case 7:
    case 8:
      return { set: [former(entry)], drop: [entry, ...find(11, of[0]), ...lapsed(entry)] };
    case 10:
      return { set: [entry.with(3, 1).with(7, seq as Value)], drop: [] };
    case 11: {
      const changed = entry.with(roleAt, of[1] as Value).with(entry.length - 1, seq as Value);
      const taken = writes(entry[roleAt]) && !writes(of[1]);
      const gone = [...(writes(of[1]) ? formerOf(entry) : []), ...lapsed(entry)];
      return { set: taken ? [changed, former(entry)] : [changed], drop: [...gone, ...timeOf(of[1])] };
    }
    case 15:
      return { set: [[7, of[0] as Value, seq as Value]], drop: [] };
    case 18: {
      const added = [1, of[0], of[1], 1, of[2], of[3], null, 0, seq] as Value[];
      const gone = [...(writes(of[1]) ? formerOf(added) : []), ...lapsed(member)];
      return { set: member ? [added, former(member)] : [added], drop: [...gone, ...timeOf(of[1])] };
    }
    case 22: {
      const added = [10, ...of, seq] as Value[];
      return { set: [added], drop: writes(of[2]) ? formerOf(added) : [] };
    }
    case 23:
      return of[1] === null ? { set: [], drop: find(11, of[0]) } : { set: [[11, ...of, seq] as Value[]], drop: [] };
    case 24:
      return { set: [[14, cut, seq as Value]], drop: [1, 2, 5, 10, 11, 13, 15].flatMap(typed) };
    case 25: {
      const persons = (of[0] as Value[][]).map(([user, person]) => {
        const [its] = find(1, user) as [Value[]];
        return its.with(6, person as Value).with(8, seq as Value);
      });
      return { set: persons, drop: [] };
    }
    case 28:
      return { set: [[18, of[0], of[2], seq] as Value[]], drop: [] };
    default:
      throw new Error("operation");
  }

  /** An owner has none. */
  function timeOf(role: Value | undefined): Value[][] {
    return role === 1 ? find(11, of[0]) : [];
  }
}
