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
  const entry = (member ?? find(10, of[0])[0]) as Value[];
  const former = (its: Value[]) => (its[0] === 1 ? [2, its[4], its[1], cut, seq] : [13, its[1], cut, seq]) as Value[];
  const formerOf = (its: Value[]) => (its[0] === 1 ? find(2, its[4]) : find(13, its[1]));
  const begun = [12, epoch, commitment, (fields[12] as Value[])[1], seq] as Value[];
  switch (operation) {
    case 1:
      return { set: [[1, of[0], 1, 1, of[2], of[3], null, 0, 0] as Value[], [7, of[4] as Value, 0], begun], drop: [] };
    case 2: {
      const next = entry.with(4, of[1] as Value).with(5, of[2] as Value);
      return { set: [next.with(8, seq as Value), former(entry)], drop: [] };
    }
    case 3: {
      const isNamed = (its: Value[]) => tenant.some((each) => each[0] === 8 && same(each[1], its[1]));
      const seqs = of[0] as Value[][];
      const moved = typed(10).filter(isNamed);
      const ended = typed(10).filter((its) => !isNamed(its));
      const set = moved.map((its) => its.with(4, (seqs.find(([id]) => same(id, its[1])) as Value[])[1] as Value));
      const times = ended.flatMap((its) => find(11, its[1]));
      return { set: [...set, begun], drop: [...ended, ...times, ...typed(2), ...typed(13), ...typed(12)] };
    }
    case 7:
    case 8:
      return { set: [former(entry)], drop: [entry, ...find(11, of[0])] };
    case 11: {
      const changed = entry.with(entry[0] === 1 ? 2 : 3, of[1] as Value).with(entry[0] === 1 ? 8 : 5, seq as Value);
      const taken = writes(entry[entry[0] === 1 ? 2 : 3]) && !writes(of[1]);
      const forgiven = writes(of[1]) ? formerOf(entry) : [];
      return { set: taken ? [changed, former(entry)] : [changed], drop: [...forgiven, ...timeOf(of[1])] };
    }
    case 15:
      return { set: [[7, of[0] as Value, seq as Value]], drop: [] };
    case 18: {
      const added = [1, of[0], of[1], 1, of[2], of[3], null, 0, seq] as Value[];
      const forgiven = writes(of[1]) ? formerOf(added) : [];
      return { set: member ? [added, former(member)] : [added], drop: [...forgiven, ...timeOf(of[1])] };
    }
    case 22: {
      const added = [10, ...of, seq] as Value[];
      return { set: [added], drop: writes(of[2]) ? formerOf(added) : [] };
    }
    case 23:
      return of[1] === null ? { set: [], drop: find(11, of[0]) } : { set: [[11, ...of, seq] as Value[]], drop: [] };
    case 24:
      return { set: [[14, cut, seq as Value]], drop: [1, 2, 10, 11, 13].flatMap(typed) };
    default:
      throw new Error("operation");
  }

  /** An owner has none. */
  function timeOf(role: Value | undefined): Value[][] {
    return role === 1 ? find(11, of[0]) : [];
  }
}
