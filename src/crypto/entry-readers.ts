/** Entries of a roster's state, as they were kept, read (PROTOCOL §4.3). */
import type { CborValue } from "./cbor.ts";
import { readBreakGlass, readDesk, readFormerStaff, readMark, readStaff } from "./desk-entry-readers.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readList, readNullable, readOneOf, readText, readTime, readUint } from "./fields.ts";
import { asHash, asId, asSigningPublicKey, type Hash } from "./keys.ts";
import {
  type Checkpoint,
  entryType,
  groupClass,
  groupRoles,
  guestRoles,
  memberStatus,
  type PolicyPlace,
  policyScope,
  type RecoverySetting,
  role,
  type StateEntry,
  switchStatus,
  tenantRoles,
} from "./state-entries.ts";

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

/** Which of them a roster's invitations have is for the operation that makes them. */
const invitedRoles = [...tenantRoles, ...guestRoles] as const;

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
      role: readOneOf(its, invitedRoles, "role"),
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
  [entryType.GUEST]: (value) => {
    const [, user, its, status, signingKey, xwingKeyHash, person, seq] = readArray(value, 8, "guest");
    return {
      type: entryType.GUEST,
      user: readBytes(user, asId),
      role: readOneOf(its, guestRoles, "role"),
      status: readOneOf(status, Object.values(memberStatus), "status"),
      signingKey: readBytes(signingKey, asSigningPublicKey),
      xwingKeyHash: readBytes(xwingKeyHash, asHash),
      person: readBytes(person, asHash),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.SWITCH]: (value) => {
    const [, status, setting, author, seq] = readArray(value, 5, "switch");
    const its = readOneOf(status, Object.values(switchStatus), "status");
    const to = readNullable(setting as CborValue, readSetting);
    // Switched off is no entry.
    if (to === null && its === switchStatus.IN_FORCE) throw new ProtocolError("MALFORMED", "switch");
    return {
      type: entryType.SWITCH,
      status: its,
      setting: to,
      author: readBytes(author, asId),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.CODE]: (value) => {
    const [, xwingKeyHash, signingKey, seq] = readArray(value, 4, "recovery code");
    return {
      type: entryType.CODE,
      xwingKeyHash: readBytes(xwingKeyHash, asHash),
      signingKey: readBytes(signingKey, asSigningPublicKey),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.ENTRUSTED]: (value) => {
    const [, group, groupEpoch, seq] = readArray(value, 4, "entrusted");
    return {
      type: entryType.ENTRUSTED,
      group: readBytes(group, asId),
      groupEpoch: readUint(groupEpoch, "epoch of a group"),
      seq: readUint(seq, "seq"),
    };
  },
  [entryType.DESK]: readDesk,
  [entryType.STAFF]: readStaff,
  [entryType.FORMER_STAFF]: readFormerStaff,
  [entryType.BREAK_GLASS]: readBreakGlass,
  [entryType.MARK]: readMark,
};

/** Others who may have to approve a recovery, and the hours that one may have to wait, at most. */
const mostApprovals = 5;
const mostHours = 168;

/** What a company's vaults are entrusted to; throws MALFORMED. */
export function readSetting(value: CborValue | undefined): RecoverySetting {
  const [group, seq, hash, approvals, hours] = readArray(value, 5, "setting");
  return {
    group: readBytes(group, asId),
    seq: readUint(seq, "head"),
    hash: readBytes(hash, asHash),
    approvals: readAtMost(approvals, mostApprovals, "approvals"),
    hours: readAtMost(hours, mostHours, "hours"),
  };
}

function readAtMost(value: CborValue | undefined, most: number, what: string): number {
  const number = readUint(value, what);
  if (number > most) throw new ProtocolError("MALFORMED", what);
  return number;
}

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
