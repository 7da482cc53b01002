import { bounds } from "../bounds.ts";
import { type CborValue, encodeCbor, parseCbor } from "../cbor.ts";
import { ProtocolError } from "../errors.ts";
import { readArray, readBlob, readBytes, readList, readOneOf, readTime, readUint } from "../fields.ts";
import { parseKdfParameters } from "../kdf-parameters.ts";
import {
  asHash,
  asId,
  asSigningPublicKey,
  asSigningSeed,
  asSymmetricKey,
  asXWingSeed,
  type Hash,
  type Id,
  type SigningPublicKey,
  type SigningSeed,
  type SymmetricKey,
  type XWingSeed,
} from "../keys.ts";
import { type ProfileClass, profileClass } from "../link.ts";

/** Entries of the account vault, by their first position (PROTOCOL §3.6). */
export const entryType = {
  ACCOUNT: 1,
  OWN_VAULT: 2,
  HEADS: 3,
  SHARE_ANSWER: 4,
  FORMER_KEYS: 5,
  FORMER_PASSWORDS: 7,
  LINKED_COPY: 8,
  VISIT: 9,
  SWITCH_AGREED: 10,
} as const;

/** What somebody said to a share (PROTOCOL §3.6). */
export const shareAnswer = { ACCEPTED: 1, DECLINED: 2 } as const;
export type ShareAnswer = (typeof shareAnswer)[keyof typeof shareAnswer];

/** Former passwords that are noted at the most. */
const mostFormerPasswords = 24;

export interface AccountEntry {
  readonly type: typeof entryType.ACCOUNT;
  readonly wrapGeneration: number;
  readonly keyGeneration: number;
  readonly tenant: Id;
  /** Hash of the tenant's genesis. */
  readonly tenantGenesis: Hash;
}

export interface OwnVaultEntry {
  readonly type: typeof entryType.OWN_VAULT;
  readonly vault: Id;
  readonly class: ProfileClass;
  readonly genesis: Hash;
  readonly epoch: number;
  readonly key: SymmetricKey;
}

export interface StreamHead {
  readonly stream: Id;
  /** A vault's revision, or a roster's seq. */
  readonly position: number;
  readonly hash: Hash;
}

export interface HeadsEntry {
  readonly type: typeof entryType.HEADS;
  readonly device: Id;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly heads: readonly StreamHead[];
}

/** The user's answer to a share; the id of its record follows from the share's. */
export interface ShareAnswerEntry {
  readonly type: typeof entryType.SHARE_ANSWER;
  readonly share: Id;
  readonly genesis: Hash;
  readonly answer: ShareAnswer;
}

/** That the user is a guest in a share, and what they were told of it; the id of its record follows from the share's. */
export interface VisitEntry {
  readonly type: typeof entryType.VISIT;
  readonly share: Id;
  /** The company that owns it. */
  readonly tenant: Id;
  /** Hash of the share's genesis. */
  readonly genesis: Hash;
  /** The link that the invitation pinned, and its hash. */
  readonly seq: number;
  readonly hash: Hash;
  readonly answer: ShareAnswer;
}

/** Account keys of before: they sign own keys in rosters that are behind, and nothing else. */
export interface FormerKeysEntry {
  readonly type: typeof entryType.FORMER_KEYS;
  readonly keyGeneration: number;
  readonly signingSeed: SigningSeed;
  readonly xwingSeed: XWingSeed;
}

/** Passwords of before, each as the key that it signed in by: a company may not want them again. */
export interface FormerPasswordsEntry {
  readonly type: typeof entryType.FORMER_PASSWORDS;
  /** The newest first. */
  readonly passwords: readonly FormerPassword[];
}

/** An item in a share that follows another item of the user's; the id of its record follows from the copy's (PROTOCOL §5.9). */
export interface LinkedCopyEntry {
  readonly type: typeof entryType.LINKED_COPY;
  /** Where the copy is: a share, and a record in it. */
  readonly share: Id;
  readonly copy: Id;
  /** The version in which the copy was sealed last by the link. */
  readonly copyVersion: number;
  /** What it follows: a vault, and a record in it. */
  readonly vault: Id;
  readonly source: Id;
  /** The version of the source that the copy has. */
  readonly sourceVersion: number;
}

/**
 * That the user agreed to one switch that administrators by a break-glass alone put in force (PROTOCOL §4.16); the id of its record
 * follows from the tenant's.
 */
export interface SwitchAgreedEntry {
  readonly type: typeof entryType.SWITCH_AGREED;
  readonly tenant: Id;
  /** The recovery group that the switch names, and its seq: another switch is another question. */
  readonly group: Id;
  readonly seq: number;
}

export interface FormerPassword {
  readonly parameters: Uint8Array;
  readonly loginKey: SigningPublicKey;
}

export type Entry =
  | AccountEntry
  | OwnVaultEntry
  | HeadsEntry
  | ShareAnswerEntry
  | FormerKeysEntry
  | FormerPasswordsEntry
  | VisitEntry
  | LinkedCopyEntry
  | SwitchAgreedEntry;

/** The body of an entry, before padding (PROTOCOL §3.6). */
export function encodeEntry(entry: Entry): Uint8Array {
  switch (entry.type) {
    case entryType.ACCOUNT:
      return encodeCbor([1, entry.wrapGeneration, entry.keyGeneration, entry.tenant, entry.tenantGenesis]);
    case entryType.OWN_VAULT:
      return encodeCbor([2, entry.vault, entry.class, entry.genesis, entry.epoch, entry.key]);
    case entryType.HEADS:
      return encodeCbor([3, entry.device, entry.time, entry.heads.map((h) => [h.stream, h.position, h.hash])]);
    case entryType.SHARE_ANSWER:
      return encodeCbor([4, entry.share, entry.genesis, entry.answer]);
    case entryType.FORMER_KEYS:
      return encodeCbor([5, entry.keyGeneration, entry.signingSeed, entry.xwingSeed]);
    case entryType.FORMER_PASSWORDS:
      return encodeCbor([7, entry.passwords.map(({ parameters, loginKey }) => [parameters, loginKey])]);
    case entryType.VISIT:
      return encodeCbor([9, entry.share, entry.tenant, entry.genesis, entry.seq, entry.hash, entry.answer]);
    case entryType.LINKED_COPY: {
      const { share, copy, copyVersion, vault, source, sourceVersion } = entry;
      return encodeCbor([8, share, copy, copyVersion, vault, source, sourceVersion]);
    }
    case entryType.SWITCH_AGREED:
      return encodeCbor([10, entry.tenant, entry.group, entry.seq]);
  }
}

/** Reads an entry; throws TOO_LARGE, MALFORMED, or UNSUPPORTED on a type that this version does not know. */
export function parseEntry(bytes: Uint8Array): Entry {
  const value = parseCbor(bytes, bounds.body);
  const type = readOneOf(readList(value, "entry")[0], Object.values(entryType), "type of an entry");
  if (type === entryType.ACCOUNT) {
    const [, wrapGeneration, keyGeneration, tenant, genesis] = readArray(value, 5, "account entry");
    return {
      type,
      wrapGeneration: readUint(wrapGeneration, "wrap generation"),
      keyGeneration: readUint(keyGeneration, "key generation"),
      tenant: readBytes(tenant, asId),
      tenantGenesis: readBytes(genesis, asHash),
    };
  }
  if (type === entryType.OWN_VAULT) {
    const [, vault, classField, genesis, epoch, key] = readArray(value, 6, "vault entry");
    return {
      type,
      vault: readBytes(vault, asId),
      class: readOneOf(classField, Object.values(profileClass), "class of a profile"),
      genesis: readBytes(genesis, asHash),
      epoch: readUint(epoch, "epoch"),
      key: readBytes(key, asSymmetricKey),
    };
  }
  if (type === entryType.SHARE_ANSWER) {
    const [, share, genesis, answer] = readArray(value, 4, "answer to a share");
    return {
      type,
      share: readBytes(share, asId),
      genesis: readBytes(genesis, asHash),
      answer: readOneOf(answer, Object.values(shareAnswer), "answer"),
    };
  }
  if (type === entryType.FORMER_KEYS) {
    const [, keyGeneration, signingSeed, xwingSeed] = readArray(value, 4, "former keys");
    return {
      type,
      keyGeneration: readUint(keyGeneration, "key generation"),
      signingSeed: readBytes(signingSeed, asSigningSeed),
      xwingSeed: readBytes(xwingSeed, asXWingSeed),
    };
  }
  if (type === entryType.FORMER_PASSWORDS) {
    const [, passwords] = readArray(value, 2, "former passwords");
    return { type, passwords: readFormerPasswords(passwords) };
  }
  if (type === entryType.VISIT) {
    const [, share, tenant, genesis, seq, hash, answer] = readArray(value, 7, "visit");
    return {
      type,
      share: readBytes(share, asId),
      tenant: readBytes(tenant, asId),
      genesis: readBytes(genesis, asHash),
      seq: readUint(seq, "seq"),
      hash: readBytes(hash, asHash),
      answer: readOneOf(answer, Object.values(shareAnswer), "answer"),
    };
  }
  if (type === entryType.LINKED_COPY) {
    const [, share, copy, copyVersion, vault, source, sourceVersion] = readArray(value, 7, "linked copy");
    return {
      type,
      share: readBytes(share, asId),
      copy: readBytes(copy, asId),
      copyVersion: readUint(copyVersion, "version of a copy"),
      vault: readBytes(vault, asId),
      source: readBytes(source, asId),
      sourceVersion: readUint(sourceVersion, "version of a source"),
    };
  }
  if (type === entryType.SWITCH_AGREED) {
    const [, tenant, group, seq] = readArray(value, 4, "agreement to a switch");
    return { type, tenant: readBytes(tenant, asId), group: readBytes(group, asId), seq: readUint(seq, "seq") };
  }
  const [, device, time, heads] = readArray(value, 4, "heads entry");
  return {
    type,
    device: readBytes(device, asId),
    time: readTime(time, "time"),
    heads: readList(heads, "heads").map((head) => {
      const [stream, position, hash] = readArray(head, 3, "head");
      return {
        stream: readBytes(stream, asId),
        position: readUint(position, "position"),
        hash: readBytes(hash, asHash),
      };
    }),
  };
}

function readFormerPasswords(value: CborValue | undefined): FormerPassword[] {
  const passwords = readList(value, "former passwords").map((each) => {
    const [parameters, loginKey] = readArray(each, 2, "former password");
    const bytes = readBlob(parameters, bounds.kdfParameters, "parameters");
    parseKdfParameters(bytes);
    return { parameters: bytes, loginKey: readBytes(loginKey, asSigningPublicKey) };
  });
  if (passwords.length < 1 || passwords.length > mostFormerPasswords) {
    throw new ProtocolError("MALFORMED", "former passwords");
  }
  return passwords;
}
