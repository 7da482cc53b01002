/** What a roster's state is made of (PROTOCOL §4.3): everyone and everything in force, one entry each. */
import { u64le } from "./bytes.ts";
import { type CborValue, encodeCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readList, readNullable, readOneOf, readText, readTime, readUint } from "./fields.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type SigningPublicKey } from "./keys.ts";

/** Roles of members (PROTOCOL §4.3). */
export const role = {
  OWNER: 1,
  ADMINISTRATOR: 2,
  USER: 3,
  MEMBER: 4,
  EDITOR: 5,
  READER: 6,
  READER_HIDDEN: 7,
} as const;
export type Role = (typeof role)[keyof typeof role];

/** Roles that people have in a tenant. */
export const tenantRoles = [role.ADMINISTRATOR, role.USER] as const;
export type TenantRole = (typeof tenantRoles)[number];

/** Roles that groups have in a share. */
export const groupRoles = [role.EDITOR, role.READER, role.READER_HIDDEN] as const;
export type GroupRole = (typeof groupRoles)[number];

/** Roles that people have in a share. */
export const shareRoles = [role.OWNER, ...groupRoles] as const;
export type ShareRole = (typeof shareRoles)[number];

/** Status of members (PROTOCOL §4.3). */
export const memberStatus = { ACTIVE: 1, SUSPENDED: 2 } as const;
export type MemberStatus = (typeof memberStatus)[keyof typeof memberStatus];

/** Classes of groups (PROTOCOL §4.3). */
export const groupClass = { NAMED: 1, EVERYONE: 2 } as const;
export type GroupClass = (typeof groupClass)[keyof typeof groupClass];

/** What a document of policies is for (PROTOCOL §4.10). */
export const policyScope = { TENANT: 1, GROUP: 2, USER: 3 } as const;
export type PolicyScope = (typeof policyScope)[keyof typeof policyScope];

export const entryType = {
  MEMBER: 1,
  FORMER: 2,
  EPOCH: 3,
  GROUP_EPOCH: 4,
  INVITATION: 5,
  AWAITING: 6,
  NAME: 7,
  GROUP: 8,
  POLICY: 9,
  SHARE_GROUP: 10,
  EXPIRY: 11,
  SHARE_EPOCH: 12,
  FORMER_GROUP: 13,
  ENDED: 14,
} as const;

export interface Member {
  readonly type: typeof entryType.MEMBER;
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
  readonly type: typeof entryType.FORMER;
  readonly signingKey: SigningPublicKey;
  readonly user: Id;
  readonly cut: Hash | null;
  readonly seq: number;
}

/** The key epoch in force of a vault. */
export interface VaultEpoch {
  readonly type: typeof entryType.EPOCH;
  readonly epoch: number;
  readonly commitment: Hash;
  readonly seq: number;
}

/** The key epoch in force of a group. */
export interface GroupEpoch {
  readonly type: typeof entryType.GROUP_EPOCH;
  readonly epoch: number;
  readonly commitment: Hash;
  /** Of the pair that follows from the epoch's secret (PROTOCOL §4.8). */
  readonly xwingKeyHash: Hash;
  /** Of the tenant head that its link names: for whom it was made. */
  readonly tenantSeq: number;
  readonly seq: number;
}

/** The key epoch in force of a share. */
export interface ShareEpoch {
  readonly type: typeof entryType.SHARE_EPOCH;
  readonly epoch: number;
  readonly commitment: Hash;
  /** Of the tenant head that its link names: for whom it was made. */
  readonly tenantSeq: number;
  readonly seq: number;
}

export type EpochEntry = VaultEpoch | GroupEpoch | ShareEpoch;

export interface Invitation {
  readonly type: typeof entryType.INVITATION;
  readonly key: SigningPublicKey;
  readonly role: TenantRole;
  readonly person: Hash;
  /** Milliseconds since 1970; kept by the server. */
  readonly expiry: number;
  readonly author: Id;
  readonly seq: number;
}

/** What was signed and awaits another administrator. */
export interface Awaiting {
  readonly type: typeof entryType.AWAITING;
  /** Of the link; `CONFIRM` names it. */
  readonly seq: number;
  /** `PRIMARY` or `PERSON`. */
  readonly operation: 12 | 13;
  readonly user: Id;
  readonly person: Hash | null;
  readonly author: Id;
}

/** The name of a tenant, or the hash of a group's or a share's sealed name. */
export interface NameEntry {
  readonly type: typeof entryType.NAME;
  readonly name: string | Hash;
  readonly seq: number;
}

export interface GroupEntry {
  readonly type: typeof entryType.GROUP;
  readonly group: Id;
  readonly class: GroupClass;
  readonly genesis: Hash;
  /** The head that an administrator stated last, by the link of this seq in the tenant's roster; null where none has. */
  readonly checkpoint: Checkpoint | null;
  readonly seq: number;
}

/** Where a group's chain was when an administrator stated it (PROTOCOL §4.4). */
export interface Checkpoint {
  readonly seq: number;
  readonly hash: Hash;
  /** Of the tenant's link that stated it. */
  readonly tenantSeq: number;
}

/** For whom a document of policies is. */
export interface PolicyPlace {
  readonly scope: PolicyScope;
  /** Of the group or the user; null for the tenant. */
  readonly id: Id | null;
}

/** The document of policies in force for a scope. */
export interface PolicyEntry extends PolicyPlace {
  readonly type: typeof entryType.POLICY;
  readonly hash: Hash;
  readonly seq: number;
}

/** A group that a share has. */
export interface ShareGroup {
  readonly type: typeof entryType.SHARE_GROUP;
  readonly group: Id;
  readonly genesis: Hash;
  readonly role: GroupRole;
  /** Where the group's roster was when the epoch in force was made, or the group added; of Everyone the tenant's. */
  readonly groupSeq: number;
  /** Of the link that gave the role. */
  readonly seq: number;
}

/** Until when somebody is a recipient of a share. */
export interface Expiry {
  readonly type: typeof entryType.EXPIRY;
  readonly recipient: Id;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly seq: number;
}

/** A group that a share had, or that wrote to it. */
export interface FormerGroup {
  readonly type: typeof entryType.FORMER_GROUP;
  readonly group: Id;
  readonly cut: Hash | null;
  readonly seq: number;
}

/** The end of a share. */
export interface Ended {
  readonly type: typeof entryType.ENDED;
  readonly cut: Hash | null;
  readonly seq: number;
}

export type StateEntry =
  | Member
  | FormerWriter
  | EpochEntry
  | Invitation
  | Awaiting
  | NameEntry
  | GroupEntry
  | PolicyEntry
  | ShareGroup
  | Expiry
  | FormerGroup
  | Ended;

/** The entry as a CBOR array, with its type first (PROTOCOL §4.3). */
export function entryFields(entry: StateEntry): CborValue[] {
  switch (entry.type) {
    case entryType.MEMBER: {
      const { user, role: its, status, signingKey, xwingKeyHash, person, primary, seq } = entry;
      return [1, user, its, status, signingKey, xwingKeyHash, person, primary ? 1 : 0, seq];
    }
    case entryType.FORMER:
      return [2, entry.signingKey, entry.user, entry.cut, entry.seq];
    case entryType.EPOCH:
      return [3, entry.epoch, entry.commitment, entry.seq];
    case entryType.GROUP_EPOCH:
      return [4, entry.epoch, entry.commitment, entry.xwingKeyHash, entry.tenantSeq, entry.seq];
    case entryType.INVITATION:
      return [5, entry.key, entry.role, entry.person, entry.expiry, entry.author, entry.seq];
    case entryType.AWAITING:
      return [6, entry.seq, entry.operation, entry.user, entry.person, entry.author];
    case entryType.NAME:
      return [7, entry.name, entry.seq];
    case entryType.GROUP:
      return [8, entry.group, entry.class, entry.genesis, checkpointFields(entry), entry.seq];
    case entryType.POLICY:
      return [9, entry.scope, entry.id, entry.hash, entry.seq];
    case entryType.SHARE_GROUP:
      return [10, entry.group, entry.genesis, entry.role, entry.groupSeq, entry.seq];
    case entryType.EXPIRY:
      return [11, entry.recipient, entry.time, entry.seq];
    case entryType.SHARE_EPOCH:
      return [12, entry.epoch, entry.commitment, entry.tenantSeq, entry.seq];
    case entryType.FORMER_GROUP:
      return [13, entry.group, entry.cut, entry.seq];
    case entryType.ENDED:
      return [14, entry.cut, entry.seq];
  }
}

const checkpointFields = ({ checkpoint }: GroupEntry): CborValue =>
  checkpoint && [checkpoint.seq, checkpoint.hash, checkpoint.tenantSeq];

/** What an entry is known by among those of its type. */
export type EntryKey = Uint8Array | number;

/** The id of an entry in the bucket root (PROTOCOL §4.3). */
export function entryId(type: StateEntry["type"], key: EntryKey): Uint8Array {
  return encodeCbor([type, typeof key === "number" ? u64le(key) : key]);
}

/** The id of this very entry. */
export function idOf(entry: StateEntry): Uint8Array {
  switch (entry.type) {
    case entryType.MEMBER:
      return entryId(entry.type, entry.user);
    case entryType.FORMER:
      return entryId(entry.type, entry.signingKey);
    case entryType.EPOCH:
    case entryType.GROUP_EPOCH:
    case entryType.SHARE_EPOCH:
      return entryId(entry.type, entry.epoch);
    case entryType.INVITATION:
      return entryId(entry.type, entry.key);
    case entryType.AWAITING:
      return entryId(entry.type, entry.seq);
    case entryType.NAME:
    case entryType.ENDED:
      return entryId(entry.type, 0);
    case entryType.EXPIRY:
      return entryId(entry.type, entry.recipient);
    case entryType.GROUP:
    case entryType.SHARE_GROUP:
    case entryType.FORMER_GROUP:
      return entryId(entry.type, entry.group);
    case entryType.POLICY:
      return entryId(entry.type, policyKey(entry));
  }
}

/** What the policies of a scope are known by. */
export const policyKey = ({ scope, id }: PolicyPlace): Uint8Array => Uint8Array.from([scope, ...(id ?? [])]);

/** An id goes with every scope but the tenant's; throws MALFORMED. */
export function readPolicyPlace(scope: CborValue | undefined, id: CborValue | undefined): PolicyPlace {
  const its = readOneOf(scope, Object.values(policyScope), "scope");
  const of = readNullable(id as CborValue, (value) => readBytes(value, asId));
  if ((of === null) !== (its === policyScope.TENANT)) throw new ProtocolError("MALFORMED", "scope");
  return { scope: its, id: of };
}

/** Reads an entry; throws MALFORMED or UNSUPPORTED. */
export function readEntry(value: CborValue): StateEntry {
  const type = readOneOf(readList(value, "entry")[0], Object.values(entryType), "type of an entry");
  return readers[type](value);
}

const readers: { readonly [T in StateEntry["type"]]: (value: CborValue) => StateEntry } = {
  [entryType.MEMBER]: (value) => {
    const [, user, its, status, signingKey, xwingKeyHash, person, primary, seq] = readArray(value, 9, "member");
    return {
      type: entryType.MEMBER,
      user: readBytes(user, asId),
      role: readOneOf(its, Object.values(role), "role"),
      status: readOneOf(status, Object.values(memberStatus), "status"),
      signingKey: readBytes(signingKey, asSigningPublicKey),
      xwingKeyHash: readBytes(xwingKeyHash, asHash),
      person: readNullable(person, (bytes) => readBytes(bytes, asHash)),
      primary: readOneOf(primary, [0, 1], "primary") === 1,
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.FORMER]: (value) => {
    const [, signingKey, user, cut, seq] = readArray(value, 5, "former writer");
    return {
      type: entryType.FORMER,
      signingKey: readBytes(signingKey, asSigningPublicKey),
      user: readBytes(user, asId),
      cut: readNullable(cut, (bytes) => readBytes(bytes, asHash)),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.EPOCH]: (value) => {
    const [, epoch, commitment, seq] = readArray(value, 4, "epoch");
    return {
      type: entryType.EPOCH,
      epoch: readUint(epoch, "epoch"),
      commitment: readBytes(commitment, asHash),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.GROUP_EPOCH]: (value) => {
    const [, epoch, commitment, xwingKeyHash, tenantSeq, seq] = readArray(value, 6, "epoch of a group");
    return {
      type: entryType.GROUP_EPOCH,
      epoch: readUint(epoch, "epoch"),
      commitment: readBytes(commitment, asHash),
      xwingKeyHash: readBytes(xwingKeyHash, asHash),
      tenantSeq: readUint(tenantSeq, "tenant head"),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.INVITATION]: (value) => {
    const [, key, its, person, expiry, author, seq] = readArray(value, 7, "invitation");
    return {
      type: entryType.INVITATION,
      key: readBytes(key, asSigningPublicKey),
      role: readOneOf(its, tenantRoles, "role"),
      person: readBytes(person, asHash),
      expiry: readUint(expiry, "expiry"),
      author: readBytes(author, asId),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.AWAITING]: (value) => {
    const [, seq, operation, user, person, author] = readArray(value, 6, "awaiting");
    return {
      type: entryType.AWAITING,
      seq: readUint(seq, "seq"),
      operation: readOneOf(operation, [12, 13], "operation"),
      user: readBytes(user, asId),
      person: readNullable(person, (bytes) => readBytes(bytes, asHash)),
      author: readBytes(author, asId),
    };
  },
  [entryType.NAME]: (value) => {
    const [, name, seq] = readArray(value, 3, "name");
    return { type: entryType.NAME, name: readName(name), seq: readUint(seq, "seq") };
  },
  [entryType.GROUP]: (value) => {
    const [, group, its, genesis, checkpoint, seq] = readArray(value, 6, "group");
    return {
      type: entryType.GROUP,
      group: readBytes(group, asId),
      class: readOneOf(its, Object.values(groupClass), "class of a group"),
      genesis: readBytes(genesis, asHash),
      checkpoint: readNullable(checkpoint, readCheckpoint),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.POLICY]: (value) => {
    const [, scope, id, hash, seq] = readArray(value, 5, "policy");
    const place = readPolicyPlace(scope, id);
    return { type: entryType.POLICY, ...place, hash: readBytes(hash, asHash), seq: readUint(seq, "seq") };
  },
  [entryType.SHARE_GROUP]: (value) => {
    const [, group, genesis, its, groupSeq, seq] = readArray(value, 6, "group in a share");
    return {
      type: entryType.SHARE_GROUP,
      group: readBytes(group, asId),
      genesis: readBytes(genesis, asHash),
      role: readOneOf(its, groupRoles, "role"),
      groupSeq: readUint(groupSeq, "seq of a group"),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.EXPIRY]: (value) => {
    const [, recipient, time, seq] = readArray(value, 4, "expiry");
    return {
      type: entryType.EXPIRY,
      recipient: readBytes(recipient, asId),
      time: readTime(time, "time"),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.SHARE_EPOCH]: (value) => {
    const [, epoch, commitment, tenantSeq, seq] = readArray(value, 5, "epoch of a share");
    return {
      type: entryType.SHARE_EPOCH,
      epoch: readUint(epoch, "epoch"),
      commitment: readBytes(commitment, asHash),
      tenantSeq: readUint(tenantSeq, "tenant head"),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.FORMER_GROUP]: (value) => {
    const [, group, cut, seq] = readArray(value, 4, "former group");
    return {
      type: entryType.FORMER_GROUP,
      group: readBytes(group, asId),
      cut: readNullable(cut as CborValue, (bytes) => readBytes(bytes, asHash)),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.ENDED]: (value) => {
    const [, cut, seq] = readArray(value, 3, "end");
    return {
      type: entryType.ENDED,
      cut: readNullable(cut as CborValue, (bytes) => readBytes(bytes, asHash)),
      seq: readUint(seq, "seq"),
    };
  },
};

function readCheckpoint(value: CborValue): Checkpoint {
  const [seq, hash, tenantSeq] = readArray(value, 3, "checkpoint");
  return { seq: readUint(seq, "head"), hash: readBytes(hash, asHash), tenantSeq: readUint(tenantSeq, "seq") };
}

/** A tenant's name as text, or the hash of a group's sealed one; throws MALFORMED. */
function readName(value: CborValue | undefined): string | Hash {
  return typeof value === "string" ? readTenantName(value) : readBytes(value, asHash);
}

/** 1 to 100 characters; throws MALFORMED. */
export function readTenantName(value: CborValue | undefined): string {
  const name = readText(value, "name");
  if (name.length < 1 || name.length > 100) throw new ProtocolError("MALFORMED", "name");
  return name;
}
