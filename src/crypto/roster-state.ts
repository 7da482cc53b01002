import type { Pair } from "./bucket-root.ts";
import { type BucketTree, changeTree, eachPair, findInTree, treeOf, treeRoot } from "./bucket-tree.ts";
import { compareBytes, equalBytes } from "./bytes.ts";
import { encodeCbor } from "./cbor.ts";
import type { ChainHead } from "./chain.ts";
import {
  type BreakGlass,
  type Desk,
  deskRole,
  type FormerStaff,
  type Mark,
  markedGroup,
  markedSwitch,
  type Staff,
} from "./desk-entries.ts";
import { type EntryKey, entryFields, entryId, idOf, policyKey } from "./entry-fields.ts";
import { hash } from "./hash.ts";
import { changeKeys, type KeyIndex, keyIndexOf } from "./key-index.ts";
import type { Hash, Id, SigningPublicKey } from "./keys.ts";
import type { ProfileClass, RosterKind } from "./link.ts";
import {
  type Awaiting,
  type Checkpoint,
  type Ended,
  type Entrusted,
  type EpochEntry,
  type Expiry,
  entryType,
  type FormerGroup,
  type FormerWriter,
  type GroupClass,
  type GroupEntry,
  type Guest,
  type Invitation,
  type Member,
  memberStatus,
  type NameEntry,
  type PolicyEntry,
  type PolicyPlace,
  type RecoveryCodeKeys,
  type RecoverySwitch,
  role,
  type ShareGroup,
  type StateEntry,
  switchStatus,
} from "./state-entries.ts";
import { formatUuid } from "./uuid.ts";

interface Kept extends Pair {
  readonly entry: StateEntry;
}

/** Everyone and everything in force: what the state root stands over. Never changed: a change makes another. */
export interface StateEntries {
  readonly tree: BucketTree<Kept>;
  readonly epoch: EpochEntry | null;
  /** Of the members, guests and staff in force. */
  readonly keys: KeyIndex;
  /** How many members there are, and which desks: known without looking at all entries. */
  readonly members: number;
  readonly desks: readonly Id[];
  /** Every checkpoint that the chain stated until here, by group; of a state that was not read from its chain none. */
  readonly checkpoints: ReadonlyMap<string, readonly Checkpoint[]>;
}

/** What follows from a roster's chain up to its head: plain data, never changed. */
export interface RosterState extends StateEntries {
  readonly kind: RosterKind;
  /** Of a profile or a group, of a share its scope; null for a tenant. */
  readonly class: ProfileClass | GroupClass | null;
  /** Hash of the first link. */
  readonly genesis: Hash;
  /** Roster, seq and hash of the last link. */
  readonly head: ChainHead;
  /** The tenant head that the last link named; null for a tenant. */
  readonly tenantHead: ChainHead | null;
  /** The seq of the tenant head that the first link named; null for a tenant, and of a state that was not read from its chain. */
  readonly foundedAt: number | null;
}

/** The entries of a state, in any order. Throws MALFORMED when one stands in it twice. */
export function stateOf(entries: Iterable<StateEntry>): StateEntries {
  const all = [...entries];
  const keys = all.filter(hasKeys).map(keyOf);
  return {
    tree: treeOf(all.map(keep)),
    epoch: all.find(isEpoch) ?? null,
    keys: keyIndexOf(keys),
    members: all.filter(isMember).length,
    desks: all.filter(isDesk).map(({ desk }) => desk),
    checkpoints: new Map(),
  };
}

/** The state with entries set (new ones, or in the place of those of the same key) and others dropped. */
export function changeState(
  before: StateEntries,
  set: readonly StateEntry[],
  drop: readonly StateEntry[] = [],
): StateEntries {
  const epoch = set.find(isEpoch);
  const dropped = epoch && before.epoch ? [...drop, before.epoch] : drop;
  const people = set.filter(hasKeys);
  const replaced = people.flatMap(({ type, user }) => findEntry(before, type, user) ?? []);
  const gone = [...drop.filter(hasKeys), ...replaced];
  return {
    tree: changeTree(before.tree, set.map(keep), dropped.map(idOf)),
    epoch: epoch ?? (before.epoch && drop.includes(before.epoch) ? null : before.epoch),
    keys: changeKeys(before.keys, people.map(keyOf), gone.map(keyOf)),
    members: before.members + people.filter(isMember).length - gone.filter(isMember).length,
    desks: changeDesks(before.desks, set.filter(isDesk), drop.filter(isDesk)),
    checkpoints: before.checkpoints,
  };
}

function changeDesks(before: readonly Id[], set: readonly Desk[], drop: readonly Desk[]): readonly Id[] {
  if (set.length === 0 && drop.length === 0) return before;
  const without = [...set, ...drop].reduce(
    (left, { desk }) => left.filter((each) => !equalBytes(each, desk)),
    before as readonly Id[],
  );
  return [...without, ...set.map(({ desk }) => desk)];
}

/** The state of a tenant after a link that states where groups are. */
export function withCheckpoints(before: StateEntries, groups: readonly GroupEntry[]): StateEntries {
  const checkpoints = new Map(before.checkpoints);
  for (const { group, checkpoint } of groups)
    if (checkpoint) checkpoints.set(formatUuid(group), [...(checkpoints.get(formatUuid(group)) ?? []), checkpoint]);
  return { ...changeState(before, groups), checkpoints };
}

/** Where this group was, each time that the chain of its tenant stated it. */
export const checkpointsOf = ({ checkpoints }: StateEntries, group: Id): readonly Checkpoint[] =>
  checkpoints.get(formatUuid(group)) ?? [];

/** The bucket root over all entries in force (PROTOCOL §4.3). */
export function stateRoot({ tree }: StateEntries): Hash {
  return treeRoot(tree);
}

/** All entries in the order of their ids: by type, then by key. */
export function sortedEntries({ tree }: StateEntries): StateEntry[] {
  const kept: Kept[] = [];
  eachPair(tree, (pair) => kept.push(pair));
  return kept.sort((a, b) => compareBytes(a.id, b.id)).map(({ entry }) => entry);
}

type OfType<T extends StateEntry["type"]> = Extract<StateEntry, { type: T }>;

/** All entries of one type. */
export function listEntries<T extends StateEntry["type"]>({ tree }: StateEntries, type: T): OfType<T>[] {
  const found: OfType<T>[] = [];
  eachPair(tree, ({ entry }) => {
    if (entry.type === type) found.push(entry as OfType<T>);
  });
  return found;
}

function findEntry<T extends StateEntry["type"]>(state: StateEntries, type: T, key: EntryKey): OfType<T> | undefined {
  return findInTree(state.tree, entryId(type, key))?.entry as OfType<T> | undefined;
}

/** The member with this id, or undefined. */
export const findMember = (state: StateEntries, user: Id): Member | undefined =>
  findEntry(state, entryType.MEMBER, user);
/** The former writer with this signing key, or undefined. */
export const findFormer = (state: StateEntries, signingKey: SigningPublicKey): FormerWriter | undefined =>
  findEntry(state, entryType.FORMER, signingKey);
/** The invitation with this key, or undefined. */
export const findInvitation = (state: StateEntries, key: SigningPublicKey): Invitation | undefined =>
  findEntry(state, entryType.INVITATION, key);
/** What awaits confirmation since the link at this seq, or undefined. */
export const findAwaiting = (state: StateEntries, seq: number): Awaiting | undefined =>
  findEntry(state, entryType.AWAITING, seq);
/** The policies in force for a scope, or undefined. */
export const findPolicy = (state: StateEntries, place: PolicyPlace): PolicyEntry | undefined =>
  findEntry(state, entryType.POLICY, policyKey(place));
/** The group with this id, or undefined. */
export const findGroup = (state: StateEntries, group: Id): GroupEntry | undefined =>
  findEntry(state, entryType.GROUP, group);
/** The group that a share has, or undefined. */
export const findShareGroup = (state: StateEntries, group: Id): ShareGroup | undefined =>
  findEntry(state, entryType.SHARE_GROUP, group);
/** The group that a share had, or that wrote to it, or undefined. */
export const findFormerGroup = (state: StateEntries, group: Id): FormerGroup | undefined =>
  findEntry(state, entryType.FORMER_GROUP, group);
/** Until when somebody is a recipient of a share; undefined: without end. */
export const findExpiry = (state: StateEntries, recipient: Id): Expiry | undefined =>
  findEntry(state, entryType.EXPIRY, recipient);
/** The guest of a share with this id, or undefined. */
export const findGuest = (state: StateEntries, user: Id): Guest | undefined => findEntry(state, entryType.GUEST, user);
/** The end of a share, or undefined. */
export const findEnd = (state: StateEntries): Ended | undefined => findEntry(state, entryType.ENDED, 0);
export const findName = (state: StateEntries): NameEntry | undefined => findEntry(state, entryType.NAME, 0);

/** The switch of a tenant that is in force; undefined where it is off (PROTOCOL §4.13). */
export const switchInForce = (tenant: StateEntries): RecoverySwitch | undefined =>
  findEntry(tenant, entryType.SWITCH, Uint8Array.of(switchStatus.IN_FORCE));
/** The switch of a tenant that awaits another administrator, or undefined. */
export const switchAwaiting = (tenant: StateEntries): RecoverySwitch | undefined =>
  findEntry(tenant, entryType.SWITCH, Uint8Array.of(switchStatus.AWAITS));
/** The keys of the recovery code of a group; undefined where it has none. */
export const codeOf = (group: StateEntries): RecoveryCodeKeys | undefined => findEntry(group, entryType.CODE, 0);

/** A desk of a tenant, or undefined (PROTOCOL §4.15). */
export const findDesk = (tenant: StateEntries, desk: Id): Desk | undefined => findEntry(tenant, entryType.DESK, desk);
/** Somebody at a desk of a tenant, or undefined. */
export const findStaff = (tenant: StateEntries, user: Id): Staff | undefined =>
  findEntry(tenant, entryType.STAFF, user);
/** Whose key this was at a desk of a tenant, or undefined. */
export const findFormerStaff = (tenant: StateEntries, signingKey: SigningPublicKey): FormerStaff | undefined =>
  findEntry(tenant, entryType.FORMER_STAFF, signingKey);
/** What a desk asked for beyond its rights, or undefined (PROTOCOL §4.16). */
export const findBreakGlass = (tenant: StateEntries, desk: Id): BreakGlass | undefined =>
  findEntry(tenant, entryType.BREAK_GLASS, desk);
/** What is said of a user, of an invitation by its key, of a group or of the switch: that break-glass is behind it; or undefined. */
export const findMark = (tenant: StateEntries, what: Mark["what"]): Mark | undefined =>
  findEntry(tenant, entryType.MARK, what);

/** To which epoch of a recovery group the epoch in force of a vault is entrusted, or undefined (PROTOCOL §4.14). */
export const entrustedOf = (vault: StateEntries): Entrusted | undefined => findEntry(vault, entryType.ENTRUSTED, 0);

export const membersOf = (state: StateEntries): Member[] => listEntries(state, entryType.MEMBER);
export const formerWritersOf = (state: StateEntries): FormerWriter[] => listEntries(state, entryType.FORMER);

/** By ascending id. */
export const desksOf = (tenant: StateEntries): Desk[] =>
  [...tenant.desks].sort(compareBytes).map((desk) => findDesk(tenant, desk) as Desk);
/** Who is at a desk: in no order. */
export const staffOf = (tenant: StateEntries, desk: Id): Staff[] =>
  listEntries(tenant, entryType.STAFF).filter((each) => equalBytes(each.desk, desk));
/** Who says who else is at a desk. */
export const keepersOf = (tenant: StateEntries, desk: Id): Staff[] =>
  staffOf(tenant, desk).filter((each) => each.role === deskRole.KEEPER);

/** Whether a desk founded this tenant, and nobody has joined it yet (PROTOCOL §4.15). */
export const isFounding = (tenant: StateEntries): boolean => tenant.members === 0;
/** Whether somebody is an administrator by a break-glass, and by nobody without it since (PROTOCOL §4.16). */
export const isMarked = (tenant: StateEntries, user: Id): boolean => findMark(tenant, user) !== undefined;
/** Whether whoever joins by an invitation will be marked. */
export const isMarkedInvitation = (tenant: StateEntries, key: SigningPublicKey): boolean =>
  findMark(tenant, key) !== undefined;
/**
 * Whether such an administrator made a group: then one adds to it (PROTOCOL §4.16). One that was there before, and was named again
 * by them, is none of theirs; that its chain tells, from the genesis.
 */
export function isMarkedGroup(
  tenant: StateEntries,
  { head, foundedAt }: Pick<RosterState, "head" | "foundedAt">,
): boolean {
  const mark = findMark(tenant, markedGroup(head.id));
  return mark !== undefined && (foundedAt === null || foundedAt === mark.seq - 1);
}
/** Whether only administrators by a break-glass put the switch in force. */
export const isMarkedSwitch = (tenant: StateEntries): boolean => findMark(tenant, markedSwitch) !== undefined;

/** Whether this member, or guest, may act at all. */
export const isActive = <P extends Member | Guest>(person: P | undefined): person is P =>
  person?.status === memberStatus.ACTIVE;

/** Whether this member of a tenant may do what administrators do. */
export const isAdministrator = (member: Member | undefined): member is Member =>
  isActive(member) && member.role === role.ADMINISTRATOR;

/** Whether this user, by this key, may write into the vault of this roster (PROTOCOL §4.4). */
export function mayWrite(state: StateEntries, user: Id, signingKey: SigningPublicKey): boolean {
  const member = findMember(state, user);
  return isActive(member) && member.role === role.OWNER && equalBytes(member.signingKey, signingKey);
}

/** Whether a key was taken since the epoch in force began: then nobody writes before a new one (PROTOCOL §5.5). */
export function epochDue(state: StateEntries): boolean {
  const { epoch } = state;
  if (epoch === null) return false;
  const former = [...formerWritersOf(state), ...listEntries(state, entryType.FORMER_GROUP)];
  return former.some(({ seq }) => seq > epoch.seq);
}

const hasKeys = (entry: StateEntry): entry is Member | Guest | Staff =>
  entry.type === entryType.MEMBER || entry.type === entryType.GUEST || entry.type === entryType.STAFF;
const isMember = (entry: StateEntry): entry is Member => entry.type === entryType.MEMBER;
const isDesk = (entry: StateEntry): entry is Desk => entry.type === entryType.DESK;
const keyOf = ({ signingKey }: Member | Guest | Staff): SigningPublicKey => signingKey;
const isEpoch = (entry: StateEntry): entry is EpochEntry =>
  entry.type === entryType.EPOCH || entry.type === entryType.GROUP_EPOCH || entry.type === entryType.SHARE_EPOCH;

const keep = (entry: StateEntry): Kept => ({
  id: idOf(entry),
  hash: hash("state-entry", encodeCbor(entryFields(entry))),
  entry,
});
