import {
  changeOfDesk,
  changeOfGlass,
  changeOfStaff,
  founded,
  invitedBy,
  isMarked,
  markedGroup,
  markOfSwitch,
  marks,
  marksOf,
  rekeyed,
  subjectOfDesk,
  subjectOfFounding,
  withoutEnded,
} from "./desks.ts";
import { type Bytes, bucketRoot, decode, encode, hash, hex, le64, type Value, verify } from "./primitives.ts";
import { bytes, chain, type Fields, type Reader } from "./reading.ts";
import { type Change, changeOfShare } from "./share-links.ts";

export interface State {
  kind: Value;
  class: Value;
  genesis: Value;
  head: Fields;
  tenantHead: Fields | null;
  /** As they are hashed. */
  entries: Value[][];
}

const headOf = (value: Value | undefined): Fields | null => {
  if (value === null || value === undefined) return null;
  const [id, seq, at] = value as Value[];
  return { id, seq, hash: at };
};

/** A chain, followed from its genesis by what PROTOCOL §4.4 says each operation does. */
export function follow(links: Bytes[], tenants: State[] = []): State {
  return statesOf(links, tenants).at(-1) as State;
}

export function statesOf(links: Bytes[], tenants: State[] = []): State[] {
  const states: State[] = [];
  for (const signed of links) {
    const state = states.at(-1) ?? null;
    const [linkBytes, signatures] = decode(signed) as [Bytes, Bytes[]];
    const fields = decode(linkBytes) as Value[];
    const [, roster, kind, seq, previous, operation, subject, epoch, commitment] = fields;
    const author = fields[13] as Value[];
    verify("link", linkBytes, signatures[0] as Bytes, author[1] as Bytes);
    if (operation === 2) verify("link", linkBytes, signatures[1] as Bytes, (subject as Bytes[])[1] as Bytes);
    if (operation === 6) verify("link", linkBytes, signatures[1] as Bytes, (subject as Bytes[])[0] as Bytes);
    const code = (author[3] as Value[] | null)?.length === 1 ? ((author[3] as Value[])[0] as Bytes) : null;
    if (code) verify("link", linkBytes, signatures[1] as Bytes, code);
    if (signatures.length !== (operation === 2 || operation === 6 || code ? 2 : 1)) throw new Error("signatures");
    const at = hash("link-hash", linkBytes);
    if (state !== null && hex(previous as Bytes) !== hex(state.head.hash as Bytes)) throw new Error("chain");
    const tenantHead = headOf(fields[12]);
    const tenant = tenantHead && tenants[tenantHead.seq as number];
    const entries = entriesAfter(state, fields, tenant?.entries ?? []);
    if (hex(rootOf(entries)) !== hex(fields[10] as Bytes)) throw new Error("state");
    if (tenant && hex(tenant.head.hash as Bytes) !== hex(tenantHead.hash as Bytes)) throw new Error("tenant head");
    const classAt = kind === 4 || kind === 3 ? 1 : 0;
    states.push({
      kind: kind as Value,
      class: state ? state.class : kind === 1 ? null : ((subject as Value[])[classAt] as Value),
      genesis: state ? state.genesis : at,
      head: { id: roster, seq, hash: at },
      tenantHead,
      entries,
    });
    if ((epoch === 0) !== (commitment === null)) throw new Error("epoch");
  }
  return states;
}

const same = (a: Value | undefined, b: Value | undefined) => hex(a as Bytes) === hex(b as Bytes);
const keyOf = (entry: Value[]): Bytes => {
  if ([3, 4, 6, 12].includes(entry[0] as number) || entry[1] === 0) return le64(entry[1] as number);
  if ([7, 14, 17, 18].includes(entry[0] as number)) return le64(0);
  if (entry[0] === 16) return Buffer.of(entry[1] as number);
  return entry[0] === 9
    ? Buffer.concat([Buffer.of(entry[1] as number), (entry[2] ?? Buffer.of()) as Bytes])
    : (entry[1] as Bytes);
};
const idOf = (entry: Value[]): Bytes => encode([entry[0] as Value, keyOf(entry)]);

/** Entries in the order of their ids, as they are kept. */
function entriesAfter(state: State | null, fields: Value[], tenant: Value[][]): Value[][] {
  const before = withoutEnded(state?.entries ?? [], fields);
  const { set, drop } = fields[2] === 3 ? changeOfShare(before, fields, tenant) : changeOf(before, fields);
  const gone = new Set([...set, ...drop].map((entry) => hex(idOf(entry))));
  const kept = before.filter((entry) => !gone.has(hex(idOf(entry))));
  return [...kept, ...set].sort((a, b) => Buffer.compare(idOf(a), idOf(b)));
}

function changeOf(before: Value[][], fields: Value[]): Change {
  const [, , kind, seq, , operation, subject, epoch, commitment] = fields as Value[];
  const of = (subject ?? []) as Value[];
  const [author] = fields[13] as [Bytes];
  const cut = fields[11] as Value;
  const at = seq as number;
  const typed = (type: number) => before.filter((entry) => entry[0] === type);
  const member = (user: Value | undefined) => typed(1).find((entry) => same(entry[1], user)) as Value[];
  const only = (...set: Value[][]): Change => ({ set, drop: [] });
  const away = (...drop: Value[][]): Change => ({ set: [], drop });
  const lapsed = (who: Value[]) => [
    ...typed(6).filter((entry) => same(entry[3], who[1]) || same(entry[5], who[1])),
    ...(kind === 1 && who[2] === 2 ? invitedBy(before, [who[1]]) : []),
    ...typed(16).filter((entry) => entry[1] === 2 && same(entry[3], who[1])),
  ];
  const awaiting = (deed: number, user?: Value) =>
    typed(6).filter((entry) => entry[2] === deed && (user === undefined || same(entry[3], user)));
  const passOn = (to: Value[]) => [
    ...typed(1)
      .filter((entry) => entry[7] === 1)
      .map((entry) => entry.with(7, 0).with(8, at)),
    to.with(7, 1).with(8, at),
  ];
  const administrators = typed(1).filter((entry) => entry[2] === 2 && entry[3] === 1);
  switch (operation) {
    case 1: {
      if (kind === 2) return only(...(of[1] === null ? [] : [[7, of[1] as Value, 0]]));
      const [user, ...rest] = of as [Value, Value, Value, Value];
      if (kind === 1) return of.length === 5 ? founded(of) : only([1, user, 2, 1, rest[0], rest[1], rest[2], 1, 0]);
      return only([1, user, 1, 1, rest[1], rest[2], null, 0, 0], [3, epoch as Value, commitment as Value, 0]);
    }
    case 2: {
      const atDesk = kind === 1 && rekeyed(before, of, at);
      if (atDesk) return atDesk;
      const own = member(of[0]);
      const renewed = own
        .with(4, of[1] as Value)
        .with(5, of[2] as Value)
        .with(8, at);
      return { set: [renewed, [2, own[4] as Value, of[0] as Value, cut, at]], drop: lapsed(own) };
    }
    case 3: {
      const tenantSeq = (fields[12] as Value[])[1] as Value;
      const next = [epoch as Value, commitment as Value];
      const entry = kind === 2 ? [4, ...next, of[0] as Value, tenantSeq, at] : [3, ...next, at];
      return { set: [entry], drop: [...typed(3), ...typed(4), ...typed(18)] };
    }
    case 4:
      return only([5, ...of, author, at], ...(of[1] === 2 && marks(before, author) ? [[23, of[0] as Value, at]] : []));
    case 5:
      return away(...typed(5).filter((entry) => same(entry[1], of[0])), ...marksOf(before, of[0]));
    case 6: {
      const [invitation] = typed(5).filter((entry) => same(entry[1], of[0])) as [Value[]];
      const first = kind === 1 && typed(1).length === 0;
      const joined = [1, of[1], invitation[2], 1, of[2], of[3], invitation[3], first ? 1 : 0, at] as Value[];
      const marked = marksOf(before, of[0]);
      return {
        set: [joined, ...marked.map((): Value[] => [23, of[1] as Value, at])],
        drop: [...(first ? typed(5) : [invitation]), ...marked, ...typed(2).filter((entry) => same(entry[1], of[2]))],
      };
    }
    case 7:
    case 8: {
      const who = member(of[0]);
      const said = typed(9).filter((entry) => entry[1] === 3 && same(entry[2], of[0]));
      return {
        set: [[2, who[4] as Value, of[0] as Value, cut, at]],
        drop: [who, ...lapsed(who), ...said, ...marksOf(before, of[0])],
      };
    }
    case 9:
      return { set: [member(of[0]).with(3, 2).with(8, at)], drop: lapsed(member(of[0])) };
    case 10:
      return only(member(of[0]).with(3, 1).with(8, at), ...markedWith(of[0] as Value, member(of[0])[2] as Value));
    case 11:
      return {
        set: [
          member(of[0])
            .with(2, of[1] as Value)
            .with(8, at),
          ...markedWith(of[0] as Value, of[1] as Value),
        ],
        drop: [...lapsed(member(of[0])), ...(of[1] === 2 ? [] : marksOf(before, of[0]))],
      };
    case 12:
      if (member(author)[7] === 1) return { set: passOn(member(of[0])), drop: awaiting(12) };
      return { set: [[6, at, 12, of[0] as Value, null, author]], drop: awaiting(12) };
    case 13:
      if (administrators.some((entry) => !same(entry[1], author))) {
        return { set: [[6, at, 13, of[0] as Value, of[1] as Value, author]], drop: awaiting(13, of[0]) };
      }
      return {
        set: [
          member(of[0])
            .with(6, of[1] as Value)
            .with(8, at),
        ],
        drop: awaiting(13, of[0]),
      };
    case 14: {
      const said = typed(16).find((each) => each[1] === 2 && each[4] === of[0]);
      if (said) return inForce(said, author);
      const [entry] = typed(6).filter((each) => each[1] === of[0]) as [Value[]];
      const who = member(entry[3]);
      return { set: entry[2] === 12 ? passOn(who) : [who.with(6, entry[4] as Value).with(8, at)], drop: [entry] };
    }
    case 15:
      return only([7, of[0] as Value, at]);
    case 16:
      return only([8, ...of, null, at], ...(marks(before, author) ? [[23, markedGroup(of[0]), at]] : []));
    case 17:
      return away(
        ...typed(8).filter((entry) => same(entry[1], of[0])),
        ...typed(9).filter((entry) => entry[1] === 2 && same(entry[2], of[0])),
        ...marksOf(before, markedGroup(of[0])),
      );
    case 18:
      return only([1, of[0], 4, 1, of[1], of[2], null, 0, at] as Value[]);
    case 19:
      return only();
    case 20:
      return only(
        ...(of[0] as Value[][]).map(([id, seq, head]) =>
          (typed(8).find((entry) => same(entry[1], id)) as Value[]).with(4, [seq, head, at] as Value),
        ),
      );
    case 21: {
      const isIts = (entry: Value[]) => entry[1] === of[0] && (of[1] === null || same(entry[2], of[1]));
      return of[2] === null ? away(...typed(9).filter(isIts)) : only([9, ...of, at]);
    }
    case 26: {
      const [now] = typed(16).filter((entry) => entry[1] === 1);
      const waits = typed(16).filter((entry) => entry[1] === 2);
      if (hex(encode(now?.[2] ?? null)) === hex(encode(of[0] as Value))) return away(...waits);
      const said = [16, 2, of[0], author, at] as Value[];
      return administrators.some((entry) => !same(entry[1], author)) ? { set: [said], drop: waits } : inForce(said);
    }
    case 27: {
      const known = typed(17);
      const former = known.map((entry) => [2, entry[2], fields[1], null, at] as Value[]);
      const keys = of[0] as Value[] | null;
      return { set: [...former, ...(keys ? [[17, ...keys, at] as Value[]] : [])], drop: known };
    }
    case 28:
      return only([18, of[0], of[2], at] as Value[]);
    case 29:
      return changeOfDesk(before, of, at);
    case 30:
      return changeOfStaff(before, of, at);
    case 31:
      return changeOfGlass(before, of, author, at);
    default:
      throw new Error("operation");
  }

  /** Whom an author makes an administrator, or lets be one again, who is at a desk or marked. */
  function markedWith(user: Value, its: Value): Value[][] {
    return kind === 1 && its === 2 && marks(before, author) ? [[23, user, at]] : [];
  }

  /** A switch that awaits no more, or never did. */
  function inForce(said: Value[], confirming?: Value): Change {
    const by = [said[3], ...(confirming === undefined ? [] : [confirming])];
    const mark = by.every((user) => isMarked(before, user)) ? [[23, 0, at]] : [];
    return {
      set: said[2] === null ? [] : [said.with(1, 1).with(4, at), ...mark],
      drop: [...typed(16), ...markOfSwitch(before)],
    };
  }
}

export function rootOf(entries: Value[][]): Bytes {
  return bucketRoot(entries.map((entry) => ({ id: idOf(entry), hash: hash("state-entry", encode(entry)) })));
}

const names: Record<number, string[]> = {
  1: ["user", "role", "status", "signingKey", "xwingKeyHash", "person", "primary", "seq"],
  2: ["signingKey", "user", "cut", "seq"],
  3: ["epoch", "commitment", "seq"],
  4: ["epoch", "commitment", "xwingKeyHash", "tenantSeq", "seq"],
  5: ["key", "role", "person", "expiry", "author", "seq"],
  6: ["seq", "operation", "user", "person", "author"],
  7: ["name", "seq"],
  8: ["group", "class", "genesis", "checkpoint", "seq"],
  9: ["scope", "id", "hash", "seq"],
  10: ["group", "genesis", "role", "groupSeq", "seq"],
  11: ["recipient", "time", "seq"],
  12: ["epoch", "commitment", "tenantSeq", "seq"],
  13: ["group", "cut", "seq"],
  14: ["cut", "seq"],
  15: ["user", "role", "status", "signingKey", "xwingKeyHash", "person", "seq"],
  16: ["status", "setting", "author", "seq"],
  17: ["xwingKeyHash", "signingKey", "seq"],
  18: ["group", "groupEpoch", "seq"],
  19: ["desk", "genesis", "rights", "hours", "seq"],
  20: ["user", "desk", "role", "signingKey", "xwingKeyHash", "person", "seq"],
  21: ["signingKey", "user", "seq"],
  22: ["desk", "reason", "from", "until", "author", "seq"],
  23: ["what", "seq"],
};

const settingOf = (its: Value) => {
  if (its === null) return null;
  const [group, seq, head, approvals, hours] = its as Value[];
  return { group, seq, hash: head, approvals, hours };
};
const checkpointOf = ([seq, head, tenantSeq]: Value[]) => ({ seq, hash: head, tenantSeq });

export function plain(state: State): object {
  const listed = (...types: number[]) =>
    state.entries
      .filter(([type]) => types.includes(type as number))
      .map(([type, ...its]) => Object.fromEntries(its.map((value, n) => [names[type as number]?.[n], value])))
      .map((entry) => (entry.checkpoint ? { ...entry, checkpoint: checkpointOf(entry.checkpoint as Value[]) } : entry))
      .map((entry) => ("setting" in entry ? { ...entry, setting: settingOf(entry.setting as Value) } : entry))
      .map((entry) => ("primary" in entry ? { ...entry, primary: entry.primary === 1 } : entry));
  const { entries, ...rest } = state;
  const others = {
    invitations: listed(5),
    awaiting: listed(6),
    names: listed(7),
    groups: listed(8),
    policies: listed(9),
    shareGroups: listed(10),
    expiries: listed(11),
    formerGroups: listed(13),
    ends: listed(14),
    guests: listed(15),
    switches: listed(16),
    codes: listed(17),
    entrusted: listed(18),
    desks: listed(19),
    staff: listed(20),
    formerStaff: listed(21),
    breakGlasses: listed(22),
    marks: listed(23),
  };
  return {
    ...rest,
    members: listed(1),
    formerWriters: listed(2),
    epoch: listed(3, 4, 12)[0] ?? null,
    ...Object.fromEntries(Object.entries(others).filter(([, list]) => list.length > 0)),
  };
}

function isDue({ entries }: State): boolean {
  const epoch = entries.find(([type]) => type === 3 || type === 12);
  const taken = entries.filter(([type]) => type === 2 || type === 13);
  return epoch !== undefined && taken.some((entry) => (entry.at(-1) as number) > (epoch.at(-1) as number));
}

function encodeState(state: State): Bytes {
  const head = (at: Fields | null): Value => at && [at.id as Value, at.seq as Value, at.hash as Value];
  return encode([1, state.kind, state.class, state.genesis, head(state.head), head(state.tenantHead), state.entries]);
}

export function linkOf(signed: Bytes): object {
  const fields = decode((decode(signed) as [Bytes])[0]) as Value[];
  const [, roster, kind, seq, previous, operation, of, epoch, commitment, , state, cut] = fields;
  const [user, key, right, via] = fields[13] as Value[];
  const code = (via as Value[] | null)?.length === 1 ? { code: (via as Value[])[0] } : null;
  const author = { user, key, seq: right, ...(code ?? (via !== null && { via: headOf(via) })) };
  const [count, root] = (fields[9] ?? []) as Value[];
  const wraps = fields[9] === null ? null : { count, root };
  const place = { roster, seq, previous, epoch, commitment, wraps, state, cut, tenantHead: headOf(fields[12]) };
  return { kind, operation, subject: subjectOf(kind, operation, of), ...place, author, time: fields[14] };
}

const subjects: Record<string, string[]> = {
  "1 1": ["user", "signingKey", "xwingKeyHash", "person"],
  "4 1": ["user", "class", "signingKey", "xwingKeyHash"],
  "1 4": ["key", "role", "person", "expiry"],
  "1 5": ["key"],
  "1 6": ["key", "user", "signingKey", "xwingKeyHash"],
  "1 11": ["user", "role"],
  "1 13": ["user", "person"],
  "1 14": ["seq"],
  "1 15": ["name"],
  "1 16": ["group", "class", "genesis"],
  "1 17": ["group"],
  "1 20": ["heads"],
  "1 21": ["scope", "id", "hash"],
  "3 1": ["user", "scope", "signingKey", "xwingKeyHash", "name"],
  "3 3": ["groups"],
  "3 4": ["key", "role", "person", "expiry"],
  "3 5": ["key"],
  "3 6": ["key", "user", "signingKey", "xwingKeyHash"],
  "3 7": ["recipient"],
  "3 11": ["recipient", "role"],
  "3 15": ["name"],
  "3 18": ["user", "role", "signingKey", "xwingKeyHash"],
  "3 22": ["group", "genesis", "role", "groupSeq"],
  "3 23": ["recipient", "time"],
  "3 25": ["persons"],
  "4 19": ["tenant"],
  "2 1": ["class", "name"],
  "2 3": ["xwingKeyHash"],
  "2 11": ["user", "role"],
  "2 18": ["user", "signingKey", "xwingKeyHash"],
  "3 28": ["group", "groupSeq", "groupEpoch"],
  "4 28": ["group", "groupSeq", "groupEpoch"],
};

function subjectOf(kind?: Value, operation?: Value, subject?: Value): object | null {
  if (subject === null) return null;
  const [only] = subject as Value[];
  if ([29, 30, 31].includes(operation as number)) return subjectOfDesk(operation as number, subject as Value[]);
  if (kind === 1 && operation === 1 && (subject as Value[]).length === 5) return subjectOfFounding(subject as Value[]);
  if (operation === 26) return { setting: settingOf(only as Value) };
  if (operation === 27) {
    const [xwingKeyHash, signingKey] = (only ?? []) as Value[];
    return { keys: only === null ? null : { xwingKeyHash, signingKey } };
  }
  const fields =
    operation === 2 ? ["user", "signingKey", "xwingKeyHash"] : (subjects[`${kind} ${operation}`] ?? ["user"]);
  return Object.fromEntries((subject as Value[]).map((value, n) => [fields[n], value]));
}

export function readChain(given: Fields): object {
  const links = chain(given, "links");
  const state = follow(links);
  const last = links.at(-1) as Bytes;
  return {
    link: linkOf(last),
    state: plain(state),
    root: rootOf(state.entries),
    due: isDue(state),
    encoded: encodeState(state),
  };
}

/** A group's chain in its company's, whom its key is for and whether it is for too many (PROTOCOL §4.8). */
function readGroup(given: Fields): object {
  const tenants = statesOf(chain(given, "tenantLinks"));
  const state = follow(chain(given, "links"), tenants);
  const tenant = tenants.at(-1) as State;
  const everyone = state.class === 2;
  const active = tenant.entries.filter((entry) => entry[0] === 1 && entry[3] === 1);
  const listed = state.entries.filter((entry) => entry[0] === 1);
  const isSame = (a: Value[], b: Value[]) => same(a[1], b[1]) && same(a[4], b[4]) && same(a[5], b[5]);
  const recipients = active.filter((entry) => everyone || listed.some((each) => isSame(each, entry)));
  const epoch = state.entries.find((entry) => entry[0] === 4);
  const taken = (entry: Value[]) => (entry[0] === 2 ? entry[2] : entry[1]);
  const gone = tenant.entries.filter(
    (entry) =>
      (entry[0] === 2 && (entry[4] as number) > (epoch?.[4] as number)) ||
      (entry[0] === 1 && entry[3] === 2 && (entry[8] as number) > (epoch?.[4] as number)),
  );
  const due =
    epoch !== undefined &&
    (state.entries.some((entry) => entry[0] === 2 && (entry[4] as number) > (epoch[5] as number)) ||
      gone.some((entry) => everyone || listed.some((each) => same(each[1], taken(entry)))));
  const users = recipients.map((entry) => entry[1] as Bytes).sort(Buffer.compare);
  return { state: plain(state), root: rootOf(state.entries), due, recipients: users };
}

export function readState(given: Fields): object {
  const [, kind, profileClass, genesis, head, tenantHead, entries] = decode(bytes(given, "state")) as Value[];
  const state: State = {
    kind: kind as Value,
    class: profileClass as Value,
    genesis: genesis as Value,
    head: headOf(head) as Fields,
    tenantHead: headOf(tenantHead),
    entries: entries as Value[][],
  };
  return { state: plain(state), root: rootOf(state.entries), due: isDue(state) };
}

export const rosterReaders: Record<string, Reader> = {
  "link-tenant-genesis": readChain,
  "link-profile-genesis": readChain,
  "link-own-keys": readChain,
  "link-new-epoch": readChain,
  "link-tenant": readChain,
  "link-desk": readChain,
  "link-break-glass": readChain,
  "link-move": readChain,
  "link-policy": readChain,
  "link-group": readGroup,
  "link-group-marked": readGroup,
  "roster-state": readState,
};
