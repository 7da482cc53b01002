import { type Bytes, bucketRoot, decode, encode, hash, hex, le64, type Value, verify } from "./primitives.ts";
import { bytes, chain, type Fields, type Reader } from "./reading.ts";

interface State {
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
function follow(links: Bytes[]): State {
  let state: State | null = null;
  for (const signed of links) {
    const [linkBytes, signatures] = decode(signed) as [Bytes, Bytes[]];
    const fields = decode(linkBytes) as Value[];
    const [, roster, kind, seq, previous, operation, subject, epoch, commitment] = fields;
    const author = fields[13] as Value[];
    verify("link", linkBytes, signatures[0] as Bytes, author[1] as Bytes);
    if (operation === 2) verify("link", linkBytes, signatures[1] as Bytes, (subject as Bytes[])[1] as Bytes);
    const at = hash("link-hash", linkBytes);
    if (state !== null && hex(previous as Bytes) !== hex(state.head.hash as Bytes)) throw new Error("chain");
    const entries = entriesAfter(state, fields);
    if (hex(rootOf(entries)) !== hex(fields[10] as Bytes)) throw new Error("state");
    state = {
      kind: kind as Value,
      class: state ? state.class : kind === 4 ? ((subject as Value[])[1] as Value) : null,
      genesis: state ? state.genesis : at,
      head: { id: roster, seq, hash: at },
      tenantHead: headOf(fields[12]),
      entries,
    };
    if ((epoch === 0) !== (commitment === null)) throw new Error("epoch");
  }
  return state as State;
}

function entriesAfter(state: State | null, fields: Value[]): Value[][] {
  const [, , kind, seq, , operation, subject, epoch, commitment] = fields as Value[];
  const of = subject as Value[];
  if (operation === 1 && kind === 1) {
    const [user, key, xwing, person] = of as [Value, Value, Value, Value];
    return [[1, user, 2, 1, key, xwing, person, 1, 0]];
  }
  if (operation === 1) {
    const [user, , key, xwing] = of as [Value, Value, Value, Value];
    return [
      [1, user, 1, 1, key, xwing, null, 0, 0],
      [3, epoch as Value, commitment as Value, 0],
    ];
  }
  const before = state?.entries ?? [];
  if (operation === 3) return [...before.slice(0, -1), [3, epoch as Value, commitment as Value, seq as Value]];
  const [user, key, xwing] = of as [Bytes, Value, Value];
  const own = before.find((entry) => entry[0] === 1 && hex(entry[1] as Bytes) === hex(user)) as Value[];
  const renewed = own
    .with(4, key)
    .with(5, xwing)
    .with(8, seq as Value);
  const former = [2, own[4] as Value, user, fields[11] as Value, seq as Value];
  return [renewed, ...before.filter((entry) => entry[0] === 2), former, ...before.filter((entry) => entry[0] === 3)];
}

function rootOf(entries: Value[][]): Bytes {
  return bucketRoot(
    entries.map((entry) => {
      const key = entry[0] === 3 ? le64(entry[1] as number) : (entry[1] as Value);
      return { id: encode([entry[0] as Value, key]), hash: hash("state-entry", encode(entry)) };
    }),
  );
}

function plain(state: State): object {
  const members = state.entries
    .filter(([type]) => type === 1)
    .map(([, user, role, status, signingKey, xwingKeyHash, person, primary, seq]) => {
      return { user, role, status, signingKey, xwingKeyHash, person, primary: primary === 1, seq };
    });
  const formerWriters = state.entries
    .filter(([type]) => type === 2)
    .map(([, signingKey, user, cut, seq]) => ({ signingKey, user, cut, seq }));
  const [epoch] = state.entries
    .filter(([type]) => type === 3)
    .map(([, number, commitment, seq]) => ({ epoch: number, commitment, seq }));
  const { entries, ...rest } = state;
  return { ...rest, members, formerWriters, epoch: epoch ?? null };
}

function isDue({ entries }: State): boolean {
  const epoch = entries.find(([type]) => type === 3);
  return epoch !== undefined && entries.some((entry) => entry[0] === 2 && (entry[4] as number) > (epoch[3] as number));
}

function encodeState(state: State): Bytes {
  const head = (at: Fields | null): Value => at && [at.id as Value, at.seq as Value, at.hash as Value];
  return encode([1, state.kind, state.class, state.genesis, head(state.head), head(state.tenantHead), state.entries]);
}

function linkOf(signed: Bytes): object {
  const fields = decode((decode(signed) as [Bytes])[0]) as Value[];
  const [, roster, kind, seq, previous, operation, of, epoch, commitment, , state, cut] = fields;
  const [user, key, right] = fields[13] as Value[];
  const author = { user, key, seq: right };
  const place = { roster, seq, previous, epoch, commitment, wraps: null, state, cut, tenantHead: headOf(fields[12]) };
  return { kind, operation, subject: subjectOf(kind, operation, of), ...place, author, time: fields[14] };
}

function subjectOf(kind?: Value, operation?: Value, subject?: Value): object | null {
  if (operation === 3) return null;
  const of = subject as Value[];
  if (operation === 1 && kind === 4) return { user: of[0], class: of[1], signingKey: of[2], xwingKeyHash: of[3] };
  const keys = { user: of[0], signingKey: of[1], xwingKeyHash: of[2] };
  return operation === 1 ? { ...keys, person: of[3] } : keys;
}

function readChain(given: Fields): object {
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

function readState(given: Fields): object {
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
  "roster-state": readState,
};
