import { isMarked, marksOf } from "./desks.ts";
import { type Bytes, decode, hash, hex, type Value } from "./primitives.ts";
import { bytes, chain, type Fields, list, type Reader, text } from "./reading.ts";
import { follow, linkOf, plain, readChain, readState, rootOf, type State, statesOf } from "./rosters.ts";
import { readShare, recordAfter, shareReaders } from "./shares.ts";

const same = (a: Value | undefined, b: Value | undefined) => hex(a as Bytes) === hex(b as Bytes);
const ofType = ({ entries }: State, type: number) => entries.filter((entry) => entry[0] === type);
const sorted = (ids: (Value | undefined)[]) => (ids as Bytes[]).sort(Buffer.compare);

/**
 * The members whom the company states by the very keys as active administrators who are not marked, or as staff of a desk who were
 * never off it by them (PROTOCOL §4.13).
 */
const inForce = (group: State, tenant: State): Value[][] =>
  ofType(group, 1).filter((member) => {
    const [, user, , , key, xwing] = member;
    const isHere = (at: number) => (entry: Value[]) =>
      same(entry[1], user) && same(entry[at], key) && same(entry[at + 1], xwing);
    const administers = ofType(tenant, 1).filter((entry) => entry[2] === 2 && entry[3] === 1);
    if (administers.some(isHere(4))) return !isMarked(tenant.entries, user);
    return ofType(tenant, 20).some(isHere(4)) && !ofType(tenant, 21).some(([, former]) => same(former, key));
  });

/** Whether the epoch in force was made for somebody, or a code, that has it no more. */
function isDue(group: State, tenant: State): boolean {
  const [epoch] = ofType(group, 4);
  if (!epoch) return false;
  const [tenantSeq, seq] = [epoch[4] as number, epoch[5] as number];
  if (ofType(group, 2).some((entry) => (entry[4] as number) > seq)) return true;
  return ofType(group, 1).some(([, user, , , key]) => {
    const taken = ofType(tenant, 2).some((entry) => same(entry[2], user) && (entry[4] as number) > tenantSeq);
    const lessened = ofType(tenant, 1).some(
      (entry) => same(entry[1], user) && (entry[2] !== 2 || entry[3] !== 1) && (entry[8] as number) > tenantSeq,
    );
    const marked = marksOf(tenant.entries, user).some((entry) => (entry[2] as number) > tenantSeq);
    const off = ofType(tenant, 21).some(([, former, , at]) => same(former, key) && (at as number) > tenantSeq);
    return taken || lessened || marked || off;
  });
}

function readRecovery(given: Fields): object {
  const tenants = statesOf(chain(given, "tenantLinks"));
  const tenant = tenants.at(-1) as State;
  const links = chain(given, "links");
  const states = statesOf(links, tenants);
  const [state, before] = [states.at(-1) as State, states.at(-2)];
  const link = linkOf(links.at(-1) as Bytes) as Record<string, Value> & { subject: Record<string, Value> };
  const members = inForce(state, tenant);
  const codes = ofType(state, 17).map(() => state.head.id as Value);
  return {
    link,
    state: plain(state),
    root: rootOf(state.entries),
    due: isDue(state, tenant),
    takes: before !== undefined && takes(link, before, tenants),
    recipients: sorted([...members.map(([, user]) => user), ...codes]),
    custodians: sorted(members.filter((entry) => entry[2] === 8).map(([, user]) => user)),
  };
}

/** Whether something is taken from somebody, so that a checkpoint has to stand behind it. */
function takes(
  { operation, subject, tenantHead }: Record<string, unknown> & { subject: Record<string, Value> },
  before: State,
  tenants: State[],
): boolean {
  if (ofType(before, 4).length === 0) return false;
  if (operation === 8) {
    const tenant = tenants[(tenantHead as Fields).seq as number] as State;
    return ofType(tenant, 1).some((entry) => same(entry[1], subject.user) && entry[2] === 2 && entry[3] === 1);
  }
  if (operation === 27) return ofType(before, 17).length > 0;
  return operation === 7 || (operation === 11 && subject.role === 4);
}

/** Whether what is entrusted would be so to another now: by the switch in force, and the group's epoch. */
function isEntrustedDue(vault: State, tenant: State, groups: State[]): boolean {
  const [entry] = ofType(vault, 18);
  if (!entry) return false;
  const setting = ofType(tenant, 16).find(([, status]) => status === 1)?.[2] as Value[] | undefined;
  if (!setting || !same(setting[0], entry[1])) return true;
  const group = groups.find(({ head }) => same(head.id as Value, entry[1])) as State;
  return (ofType(group, 4)[0]?.[1] as number) > (entry[2] as number);
}

const groupsOf = (given: Fields, tenants: State[]) =>
  list(given, "groups").map((its) => statesOf(chain(its, "links"), tenants));

/** A profile's chain, and whether each key that was entrusted is where the company wants it (PROTOCOL §4.14). */
function readEntrust(given: Fields): object {
  const tenants = statesOf(chain(given, "tenantLinks"));
  const groups = groupsOf(given, tenants);
  const links = chain(given, "links");
  for (const signed of links) {
    const link = linkOf(signed) as Fields;
    if (link.operation !== 28) continue;
    const { group, groupSeq, groupEpoch } = link.subject as Record<string, Value>;
    const tenant = tenants[(link.tenantHead as Fields).seq as number] as State;
    const [, , setting] = ofType(tenant, 16).find(([, status]) => status === 1) as Value[];
    const [id, seq, head] = setting as Value[];
    const states = groups.find(([first]) => same(first?.head.id as Value, group)) as State[];
    const [pinned, at] = [states[seq as number] as State, states[groupSeq as number] as State];
    const wanted =
      same(id, group) &&
      same(pinned.head.hash as Value, head) &&
      (groupSeq as number) >= (seq as number) &&
      ofType(pinned, 4).length === 1 &&
      ofType(at, 4)[0]?.[1] === groupEpoch &&
      !isDue(at, tenant);
    if (!wanted) throw new Error("entrusted");
  }
  const state = follow(links, tenants);
  const due = isEntrustedDue(
    state,
    tenants.at(-1) as State,
    groups.map((states) => states.at(-1) as State),
  );
  return { link: linkOf(links.at(-1) as Bytes), state: plain(state), root: rootOf(state.entries), due };
}

function readEntrustInShare(given: Fields): object {
  const tenants = statesOf(chain(given, "tenantLinks"));
  const groups = groupsOf(given, tenants).map((states) => states.at(-1) as State);
  const share = follow(chain(given, "links"), tenants);
  return { ...readShare(given), entrustedDue: isEntrustedDue(share, tenants.at(-1) as State, groups) };
}

function agreement(given: Fields): object {
  const [type, tenant, group, seq] = decode(bytes(given, "bytes")) as Value[];
  return { type, tenant, group, seq, record: recordAfter(hash("switch-agreed", tenant as Bytes)) };
}

const reason = (given: Fields): object => ({
  reason: hash("break-glass-reason", new Uint8Array(Buffer.from(text(given, "text").normalize("NFC"), "utf8"))),
});

export const recoveryGroupReaders: Record<string, Reader> = {
  "link-recovery": readRecovery,
  "link-recovery-desk": readRecovery,
  "desk-state": readState,
  "switch-agreed": agreement,
  "break-glass-reason": reason,
  "link-switch": readChain,
  "link-entrust": readEntrust,
  "link-entrust-share": readEntrustInShare,
  "link-entrust-guest": (given) => (shareReaders["link-guest"] as Reader)(given),
  "recovery-state": readState,
};
