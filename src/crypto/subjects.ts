/** Subjects of links, read and written (PROTOCOL §4.4). */
import { compareBytes } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import {
  type CodeKeys,
  type Deed,
  type GroupHead,
  type GroupSeq,
  type Introduced,
  mostHeads,
  mostIntroduced,
  type Operation,
  operation,
  profileClass,
  type RosterKind,
  rosterKind,
  rosterKinds,
  shareScope,
} from "./deeds.ts";
import {
  askedFields,
  deskSettingFields,
  foundingDeskFields,
  readAsked,
  readDeskSetting,
  readFoundingDesk,
  readStaffSetting,
  staffSettingFields,
} from "./desk-subjects.ts";
import { settingFields } from "./entry-fields.ts";
import { readPolicyPlace, readSetting, readTenantName } from "./entry-readers.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readList, readNull, readNullable, readOneOf, readTime, readUint } from "./fields.ts";
import { asHash, asId, asSigningPublicKey, type Id } from "./keys.ts";
import {
  groupClass,
  groupRoles,
  guestRoles,
  policyScope,
  recoveryRoles,
  shareRoles,
  tenantRoles,
} from "./state-entries.ts";

const { TENANT, GROUP, SHARE, PROFILE } = rosterKind;

/** The subject as a CBOR array; null where the operation has none. */
export function subjectFields({ kind, operation: deed, subject }: Deed): CborValue {
  const named = subject as Readonly<Record<string, CborValue>> | null;
  const positions = positionsOf(kind, deed, named?.desk !== undefined);
  if (positions === null || named === null) return null;
  return positions.map(([name, , write]) => write(named[name] as CborValue));
}

/** Reads kind, operation and subject; throws MALFORMED or UNSUPPORTED. */
export function readDeed(kindField?: CborValue, operationField?: CborValue, subject?: CborValue): Deed {
  const kind = readOneOf(kindField, rosterKinds, "kind");
  const deed = readOneOf(operationField, Object.values(operation), "operation");
  const byDesk = Array.isArray(subject) && subject.length === foundedByDesk.length;
  return { kind, operation: deed, subject: readSubject(positionsOf(kind, deed, byDesk), subject) } as Deed;
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

/** A position that is an array itself. */
const structure = <T>(
  name: string,
  read: (value: CborValue) => T,
  write: (its: T) => CborValue[],
): Positions[number] => [name, (value) => read(value as CborValue) as CborValue, (its) => write(its as T)];

/** A position that says what is so from now on, or that nothing is: it is an array itself, or null. */
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

/** Of a tenant that a desk founds: the one position more says which. */
const foundedByDesk: Positions = [
  ...fields({ ...person, person: hash }),
  structure("desk", readFoundingDesk, foundingDeskFields),
];

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
    29: [...fields({ desk: id }), ...nullable("setting", readDeskSetting, deskSettingFields)],
    30: [...fields({ desk: id, user: id }), ...nullable("setting", readStaffSetting, staffSettingFields)],
    31: [...fields({ desk: id }), ...nullable("asked", readAsked, askedFields)],
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

function positionsOf(kind: RosterKind, deed: Operation, byDesk: boolean): Positions | null {
  if (kind === TENANT && deed === operation.GENESIS && byDesk) return foundedByDesk;
  const positions = subjects[kind][deed];
  if (positions === undefined) throw new ProtocolError("UNSUPPORTED", "operation");
  return positions;
}
