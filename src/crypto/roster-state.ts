import { bucketRoot, type Pair } from "./bucket-root.ts";
import { equalBytes, u64le } from "./bytes.ts";
import { type CborValue, encodeCbor } from "./cbor.ts";
import type { ChainHead } from "./chain.ts";
import { hash } from "./hash.ts";
import type { Hash, Id, SigningPublicKey } from "./keys.ts";
import type { ProfileClass, RosterKind } from "./link.ts";

/** Roles of members (PROTOCOL §4.3). */
export const role = { OWNER: 1, ADMINISTRATOR: 2, USER: 3 } as const;
export type Role = (typeof role)[keyof typeof role];

/** Status of members (PROTOCOL §4.3). */
export const memberStatus = { ACTIVE: 1 } as const;
export type MemberStatus = (typeof memberStatus)[keyof typeof memberStatus];

export interface Member {
  readonly user: Id;
  readonly role: Role;
  readonly status: MemberStatus;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  readonly person: Hash | null;
  readonly primary: boolean;
  /** Of the link that made the entry what it is; it is also the seq that gives this member's right. */
  readonly seq: number;
}

/** Someone, or an old key, from whom the right to write was taken. */
export interface FormerWriter {
  readonly signingKey: SigningPublicKey;
  readonly user: Id;
  readonly cut: Hash | null;
  readonly seq: number;
}

/** The key epoch in force. */
export interface EpochEntry {
  readonly epoch: number;
  readonly commitment: Hash;
  readonly seq: number;
}

/** Everyone and everything in force: what the state root stands over. */
export interface StateEntries {
  readonly members: readonly Member[];
  readonly formerWriters: readonly FormerWriter[];
  readonly epoch: EpochEntry | null;
}

/** What follows from a roster's chain up to its head: plain data, never changed. */
export interface RosterState extends StateEntries {
  readonly kind: RosterKind;
  /** Of a profile; null for a tenant. */
  readonly class: ProfileClass | null;
  /** Hash of the first link. */
  readonly genesis: Hash;
  /** Roster, seq and hash of the last link. */
  readonly head: ChainHead;
  /** The tenant head that the last link named; null for a tenant. */
  readonly tenantHead: ChainHead | null;
}

/** The bucket root over all entries in force (PROTOCOL §4.3). */
export function stateRoot(entries: StateEntries): Hash {
  return bucketRoot(entryFields(entries).map(pairOf));
}

/** The entries as CBOR arrays, with their types first (PROTOCOL §4.3). */
export function entryFields({ members, formerWriters, epoch }: StateEntries): CborValue[][] {
  return [
    ...members.map((m) => [
      1,
      m.user,
      m.role,
      m.status,
      m.signingKey,
      m.xwingKeyHash,
      m.person,
      m.primary ? 1 : 0,
      m.seq,
    ]),
    ...formerWriters.map((w) => [2, w.signingKey, w.user, w.cut, w.seq]),
    ...(epoch === null ? [] : [[3, epoch.epoch, epoch.commitment, epoch.seq]]),
  ];
}

/** The member with this id, or undefined. */
export function findMember(state: StateEntries, user: Id): Member | undefined {
  return state.members.find((member) => equalBytes(member.user, user));
}

/** Whether this user, by this key, may write into the vault of this roster (PROTOCOL §4.4). */
export function mayWrite(state: StateEntries, user: Id, signingKey: SigningPublicKey): boolean {
  const member = findMember(state, user);
  return (
    member !== undefined &&
    member.role === role.OWNER &&
    member.status === memberStatus.ACTIVE &&
    equalBytes(member.signingKey, signingKey)
  );
}

/** Whether a key was taken since the epoch in force began: then nobody writes before a new one (PROTOCOL §5.5). */
export function epochDue({ epoch, formerWriters }: StateEntries): boolean {
  return epoch !== null && formerWriters.some((writer) => writer.seq > epoch.seq);
}

function pairOf(entry: readonly CborValue[]): Pair {
  const [type, key] = entry as readonly [number, Uint8Array | number];
  const id = encodeCbor([type, typeof key === "number" ? u64le(key) : key]);
  return { id, hash: hash("state-entry", encodeCbor(entry)) };
}
