/** Entries of a roster's state as they stand under its root (PROTOCOL §4.3). */
import { u64le } from "./bytes.ts";
import { type CborValue, encodeCbor } from "./cbor.ts";
import {
  entryType,
  type GroupEntry,
  type PolicyPlace,
  type RecoverySetting,
  type StateEntry,
} from "./state-entries.ts";

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
    case entryType.GUEST: {
      const { user, role: its, status, signingKey, xwingKeyHash, person, seq } = entry;
      return [15, user, its, status, signingKey, xwingKeyHash, person, seq];
    }
    case entryType.SWITCH:
      return [16, entry.status, entry.setting && settingFields(entry.setting), entry.author, entry.seq];
    case entryType.CODE:
      return [17, entry.xwingKeyHash, entry.signingKey, entry.seq];
    case entryType.ENTRUSTED:
      return [18, entry.group, entry.groupEpoch, entry.seq];
    case entryType.DESK:
      return [19, entry.desk, entry.genesis, entry.rights, entry.hours, entry.seq];
    case entryType.STAFF: {
      const { user, desk, role: its, signingKey, xwingKeyHash, person, seq } = entry;
      return [20, user, desk, its, signingKey, xwingKeyHash, person, seq];
    }
    case entryType.FORMER_STAFF:
      return [21, entry.signingKey, entry.user, entry.seq];
    case entryType.BREAK_GLASS:
      return [22, entry.desk, entry.reason, entry.from, entry.until, entry.author, entry.seq];
    case entryType.MARK:
      return [23, entry.what, entry.seq];
  }
}

const checkpointFields = ({ checkpoint }: GroupEntry): CborValue =>
  checkpoint && [checkpoint.seq, checkpoint.hash, checkpoint.tenantSeq];

/** As it stands in an entry and in a subject. */
export const settingFields = ({ group, seq, hash, approvals, hours }: RecoverySetting): CborValue[] => [
  group,
  seq,
  hash,
  approvals,
  hours,
];

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
    case entryType.GUEST:
    case entryType.STAFF:
      return entryId(entry.type, entry.user);
    case entryType.DESK:
    case entryType.BREAK_GLASS:
      return entryId(entry.type, entry.desk);
    case entryType.MARK:
      return entryId(entry.type, entry.what);
    case entryType.FORMER:
    case entryType.FORMER_STAFF:
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
    case entryType.CODE:
    case entryType.ENTRUSTED:
      return entryId(entry.type, 0);
    case entryType.SWITCH:
      return entryId(entry.type, Uint8Array.of(entry.status));
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
