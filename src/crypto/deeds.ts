/** What links do, and to whom or what: operations and their subjects (PROTOCOL §4.4). */
import { compareBytes } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import { readPolicyPlace, readSetting, readTenantName } from "./entry-readers.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readList, readNull, readNullable, readOneOf, readTime, readUint } from "./fields.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type SigningPublicKey } from "./keys.ts";
import {
  type GroupClass,
  type GroupRole,
  type GuestRole,
  groupClass,
  groupRoles,
  guestRoles,
  type PolicyPlace,
  policyScope,
  type RecoveryRole,
  type RecoverySetting,
  recoveryRoles,
  type ShareRole,
  settingFields,
  shareRoles,
  type TenantRole,
  tenantRoles,
} from "./state-entries.ts";

/** Kinds of rosters (PROTOCOL §4.1). */
export const rosterKind = { TENANT: 1, GROUP: 2, SHARE: 3, PROFILE: 4 } as const;
const { TENANT, GROUP, SHARE, PROFILE } = rosterKind;
type Tenant = typeof TENANT;
type Group = typeof GROUP;
type Share = typeof SHARE;
type Profile = typeof PROFILE;
export type RosterKind = Tenant | Group | Share | Profile;
export const rosterKinds = [TENANT, GROUP, SHARE, PROFILE] as const;

/** Operations of links (PROTOCOL §4.4). */
export const operation = {
  GENESIS: 1,
  OWN_KEYS: 2,
  NEW_EPOCH: 3,
  INVITE: 4,
  VOID: 5,
  JOIN: 6,
  REMOVE: 7,
  LEAVE: 8,
  SUSPEND: 9,
  RESUME: 10,
  ROLE: 11,
  PRIMARY: 12,
  PERSON: 13,
  CONFIRM: 14,
  NAME: 15,
  NEW_GROUP: 16,
  END_GROUP: 17,
  ADD: 18,
  MOVE: 19,
  CHECKPOINT: 20,
  POLICY: 21,
  ADD_GROUP: 22,
  EXPIRY: 23,
  CLOSE: 24,
  INTRODUCE: 25,
  RECOVERY: 26,
  CODE: 27,
  ENTRUST: 28,
} as const;
export type Operation = (typeof operation)[keyof typeof operation];

/** Classes of profiles (PROTOCOL §4.4). */
export const profileClass = { ACCOUNT: 1, PERSONAL: 2, BUSINESS: 3 } as const;
export type ProfileClass = (typeof profileClass)[keyof typeof profileClass];

/** Scopes of shares: whose profiles their items come from (PROTOCOL §4.4). */
export const shareScope = { PERSONAL: profileClass.PERSONAL, BUSINESS: profileClass.BUSINESS } as const;
export type ShareScope = (typeof shareScope)[keyof typeof shareScope];

/** A person's public keys as rosters state them. */
export interface StatedKeys {
  readonly user: Id;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
}

/** The head of a group's chain, as somebody knows it. */
export type GroupHead = readonly [group: Id, seq: number, hash: Hash];

/** Where the roster of a group that a share has is: of Everyone the tenant's. */
export type GroupSeq = readonly [group: Id, seq: number];

/** Who a member of a share is, by the commitment that the tenant states (PROTOCOL §4.12). */
export type Introduced = readonly [user: Id, person: Hash];

/** What follows from a recovery code (PROTOCOL §4.13). */
export interface CodeKeys {
  readonly xwingKeyHash: Hash;
  readonly signingKey: SigningPublicKey;
}

/** To which epoch of a recovery group a vault's key is wrapped (PROTOCOL §4.14). */
export interface EntrustedTo {
  readonly group: Id;
  /** Of the group's roster, where it has that epoch. */
  readonly groupSeq: number;
  readonly groupEpoch: number;
}

/** Members that one link introduces. */
export const mostIntroduced = 100;

/** Heads that one checkpoint states. */
export const mostHeads = 150;

/** One for each kind and operation, so that both tell them apart. */
type Act<K extends RosterKind, O extends Operation, S> = K extends RosterKind
  ? O extends Operation
    ? { readonly kind: K; readonly operation: O; readonly subject: S }
    : never
  : never;
type On = { readonly user: Id };
interface Invited {
  readonly key: SigningPublicKey;
  readonly person: Hash;
  /** Milliseconds since 1970. */
  readonly expiry: number;
}

/** Each operation in the kinds of roster that know it, with its subject. */
export type Deed =
  | Act<Tenant, 1, StatedKeys & { readonly person: Hash }>
  | Act<Profile, 1, StatedKeys & { readonly class: ProfileClass }>
  | Act<Group, 1, { readonly class: GroupClass; readonly name: Hash | null }>
  | Act<RosterKind, 2, StatedKeys>
  | Act<Profile, 3, null>
  | Act<Group, 3, { readonly xwingKeyHash: Hash }>
  | Act<Tenant, 4, Invited & { readonly role: TenantRole }>
  | Act<Share, 4, Invited & { readonly role: GuestRole }>
  | Act<Tenant | Share, 5, { readonly key: SigningPublicKey }>
  | Act<Tenant | Share, 6, StatedKeys & { readonly key: SigningPublicKey }>
  | Act<Tenant | Group, 7 | 8, On>
  | Act<Tenant, 9 | 10, On>
  | Act<Tenant, 11, On & { readonly role: TenantRole }>
  | Act<Tenant, 12, On>
  | Act<Tenant, 13, On & { readonly person: Hash }>
  | Act<Tenant, 14, { readonly seq: number }>
  | Act<Tenant, 15, { readonly name: string }>
  | Act<Group, 15, { readonly name: Hash }>
  | Act<Tenant, 16, { readonly group: Id; readonly class: GroupClass; readonly genesis: Hash }>
  | Act<Tenant, 17, { readonly group: Id }>
  | Act<Group, 18, StatedKeys>
  | Act<Tenant, 20, { readonly heads: readonly GroupHead[] }>
  | Act<Tenant, 21, PolicyPlace & { readonly hash: Hash | null }>
  | Act<Profile, 19, { readonly tenant: Id }>
  | Act<Share, 1, StatedKeys & { readonly scope: ShareScope; readonly name: Hash }>
  | Act<Share, 3, { readonly groups: readonly GroupSeq[] }>
  | Act<Share, 7, { readonly recipient: Id }>
  | Act<Share, 8 | 10, On>
  | Act<Share, 11, { readonly recipient: Id; readonly role: ShareRole }>
  | Act<Share, 15, { readonly name: Hash }>
  | Act<Share, 18, StatedKeys & { readonly role: ShareRole }>
  | Act<
      Share,
      22,
      {
        readonly group: Id;
        readonly genesis: Hash;
        readonly role: GroupRole;
        /** Where its roster is. */
        readonly groupSeq: number;
      }
    >
  | Act<
      Share,
      23,
      {
        readonly recipient: Id;
        /** Milliseconds since 1970; null: no end. */
        readonly time: number | null;
      }
    >
  | Act<Share, 24, null>
  | Act<Share, 25, { readonly persons: readonly Introduced[] }>
  | Act<Group, 11, On & { readonly role: RecoveryRole }>
  | Act<Tenant, 26, { readonly setting: RecoverySetting | null }>
  | Act<Group, 27, { readonly keys: CodeKeys | null }>
  | Act<Profile | Share, 28, EntrustedTo>;

/** The subject as a CBOR array; null where the operation has none. */
export function subjectFields({ kind, operation: deed, subject }: Deed): CborValue {
  const positions = positionsOf(kind, deed);
  const named = subject as Readonly<Record<string, CborValue>> | null;
  if (positions === null || named === null) return null;
  return positions.map(([name, , write]) => write(named[name] as CborValue));
}

/** Reads kind, operation and subject; throws MALFORMED or UNSUPPORTED. */
export function readDeed(kindField?: CborValue, operationField?: CborValue, subject?: CborValue): Deed {
  const kind = readOneOf(kindField, rosterKinds, "kind");
  const deed = readOneOf(operationField, Object.values(operation), "operation");
  return { kind, operation: deed, subject: readSubject(positionsOf(kind, deed), subject) } as Deed;
}

function readSubject(positions: Positions | null, subject?: CborValue): unknown {
  if (positions === null) return readNull(subject, "subject");
  const fields = readArray(subject, positions.length, "subject");
  const read = Object.fromEntries(positions.map(([name, read], place) => [name, read(fields[place])]));
  if (positions === policyPositions) readPolicyPlace(read.scope, read.id);
  return read;
}

type Read = (value: CborValue | undefined) => CborValue;
type Write = (value: CborValue) => CborValue;
/** What stands in a subject, in order: the name here, and how it is read and written. */
type Positions = readonly (readonly [name: string, read: Read, write: Write])[];

const id: Read = (value) => readBytes(value, asId);
const hash: Read = (value) => readBytes(value, asHash);
const signingKey: Read = (value) => readBytes(value, asSigningPublicKey);
const hashOrNull: Read = (value) => readNullable(value as CborValue, hash);
const idOrNull: Read = (value) => readNullable(value as CborValue, id);
const scope: Read = (value) => readOneOf(value, Object.values(policyScope), "scope");
const uint: Read = (value) => readUint(value, "number");
const time: Read = (value) => readTime(value, "time");
const classOfGroup: Read = (value) => readOneOf(value, Object.values(groupClass), "class of a group");
const classOfProfile: Read = (value) => readOneOf(value, Object.values(profileClass), "class of a profile");
const tenantRole: Read = (value) => readOneOf(value, tenantRoles, "role");
const scopeOfShare: Read = (value) => readOneOf(value, Object.values(shareScope), "scope of a share");
const shareRole: Read = (value) => readOneOf(value, shareRoles, "role");
const groupRole: Read = (value) => readOneOf(value, groupRoles, "role");
const recoveryRole: Read = (value) => readOneOf(value, recoveryRoles, "role");
const guestRole: Read = (value) => readOneOf(value, guestRoles, "role");
const timeOrNull: Read = (value) => readNullable(value as CborValue, time);

/** 1 to 150, by ascending group; throws MALFORMED. */
const groupHeads: Read = (value) => {
  const heads = readList(value, "heads").map((each): GroupHead => {
    const [group, seq, its] = readArray(each, 3, "head");
    return [readBytes(group, asId), readUint(seq, "head"), readBytes(its, asHash)];
  });
  if (heads.length < 1 || heads.length > mostHeads || !ascends(heads)) throw new ProtocolError("MALFORMED", "heads");
  return heads;
};

/** By ascending group, none twice; throws MALFORMED. */
const groupSeqs: Read = (value) => {
  const seqs = readList(value, "groups").map((each): GroupSeq => {
    const [group, seq] = readArray(each, 2, "group");
    return [readBytes(group, asId), readUint(seq, "seq of a group")];
  });
  if (!ascends(seqs)) throw new ProtocolError("MALFORMED", "groups");
  return seqs;
};

/** 1 to 100, by ascending user; throws MALFORMED. */
const introduced: Read = (value) => {
  const persons = readList(value, "persons").map((each): Introduced => {
    const [user, person] = readArray(each, 2, "person");
    return [readBytes(user, asId), readBytes(person, asHash)];
  });
  const { length } = persons;
  if (length < 1 || length > mostIntroduced || !ascends(persons)) throw new ProtocolError("MALFORMED", "persons");
  return persons;
};

/** Whether ids, each the first of its list, stand in ascending order, none twice. */
const ascends = (list: readonly (readonly [Id, ...unknown[]])[]): boolean =>
  list.every(([id], place) => place === 0 || compareBytes((list[place - 1] as readonly [Id])[0], id) < 0);

const fields = (its: Readonly<Record<string, Read>>): Positions =>
  Object.entries(its).map(([name, read]) => [name, read, asItStands]);
const asItStands: Write = (value) => value;

/** The one position of a subject that says what is so from now on, or that nothing is: it is an array itself, or null. */
const nullable = <T>(name: string, read: (value: CborValue) => T, write: (its: T) => CborValue[]): Positions => [
  [name, (value) => readNullable(value as CborValue, read) as CborValue, (its) => its && write(its as T)],
];

const codeKeys = (value: CborValue): CodeKeys => {
  const [xwingKeyHash, its] = readArray(value, 2, "keys of a code");
  return { xwingKeyHash: readBytes(xwingKeyHash, asHash), signingKey: readBytes(its, asSigningPublicKey) };
};
const codeFields = ({ xwingKeyHash, signingKey: its }: CodeKeys): CborValue[] => [xwingKeyHash, its];

const keys = { signingKey, xwingKeyHash: hash };
const person = { user: id, ...keys };

const entrustPositions = fields({ group: id, groupSeq: uint, groupEpoch: uint });
const policyPositions = fields({ scope, id: idOrNull, hash: hashOrNull });

/** By kind and operation: what stands in the subject, in order (PROTOCOL §4.4). */
const subjects: Readonly<Record<RosterKind, Readonly<Partial<Record<Operation, Positions | null>>>>> = {
  [TENANT]: {
    1: fields({ ...person, person: hash }),
    2: fields(person),
    4: fields({ key: signingKey, role: tenantRole, person: hash, expiry: time }),
    5: fields({ key: signingKey }),
    6: fields({ key: signingKey, ...person }),
    7: fields({ user: id }),
    8: fields({ user: id }),
    9: fields({ user: id }),
    10: fields({ user: id }),
    11: fields({ user: id, role: tenantRole }),
    12: fields({ user: id }),
    13: fields({ user: id, person: hash }),
    14: fields({ seq: uint }),
    15: fields({ name: readTenantName }),
    16: fields({ group: id, class: classOfGroup, genesis: hash }),
    17: fields({ group: id }),
    20: fields({ heads: groupHeads }),
    21: policyPositions,
    26: nullable("setting", readSetting, settingFields),
  },
  [GROUP]: {
    1: fields({ class: classOfGroup, name: hashOrNull }),
    2: fields(person),
    3: fields({ xwingKeyHash: hash }),
    7: fields({ user: id }),
    8: fields({ user: id }),
    11: fields({ user: id, role: recoveryRole }),
    15: fields({ name: hash }),
    18: fields(person),
    27: nullable("keys", codeKeys, codeFields),
  },
  [SHARE]: {
    1: fields({ user: id, scope: scopeOfShare, ...keys, name: hash }),
    2: fields(person),
    3: fields({ groups: groupSeqs }),
    4: fields({ key: signingKey, role: guestRole, person: hash, expiry: time }),
    5: fields({ key: signingKey }),
    6: fields({ key: signingKey, ...person }),
    7: fields({ recipient: id }),
    8: fields({ user: id }),
    10: fields({ user: id }),
    11: fields({ recipient: id, role: shareRole }),
    15: fields({ name: hash }),
    18: fields({ user: id, role: shareRole, ...keys }),
    22: fields({ group: id, genesis: hash, role: groupRole, groupSeq: uint }),
    23: fields({ recipient: id, time: timeOrNull }),
    24: null,
    25: fields({ persons: introduced }),
    28: entrustPositions,
  },
  [PROFILE]: {
    1: fields({ user: id, class: classOfProfile, ...keys }),
    2: fields(person),
    3: null,
    19: fields({ tenant: id }),
    28: entrustPositions,
  },
};

function positionsOf(kind: RosterKind, deed: Operation): Positions | null {
  const positions = subjects[kind][deed];
  if (positions === undefined) throw new ProtocolError("UNSUPPORTED", "operation");
  return positions;
}
