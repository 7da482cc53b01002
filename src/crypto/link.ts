import { bounds } from "./bounds.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { type ChainHead, headFields, readHead } from "./chain.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readNull, readNullable, readOneOf, readUint } from "./fields.ts";
import { hash } from "./hash.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type SigningPublicKey } from "./keys.ts";
import { readWrapSet, type WrapSet } from "./wrap-set.ts";

/** Kinds of rosters (PROTOCOL §4.1); this version makes and accepts tenants and profiles. */
export const rosterKind = { TENANT: 1, GROUP: 2, SHARE: 3, PROFILE: 4, RECOVERY: 5 } as const;
export type RosterKind = typeof rosterKind.TENANT | typeof rosterKind.PROFILE;

/** Operations of links (PROTOCOL §4.4). */
export const operation = { GENESIS: 1, OWN_KEYS: 2, NEW_EPOCH: 3 } as const;

/** Classes of profiles (PROTOCOL §4.4). */
export const profileClass = { ACCOUNT: 1, PERSONAL: 2, BUSINESS: 3 } as const;
export type ProfileClass = (typeof profileClass)[keyof typeof profileClass];

/** A person's public keys as rosters state them. */
export interface StatedKeys {
  readonly user: Id;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
}

/** What a link does, and to whom (PROTOCOL §4.4). */
export type Deed =
  | { readonly kind: typeof rosterKind.TENANT; readonly operation: 1; readonly subject: StatedKeys & { person: Hash } }
  | {
      readonly kind: typeof rosterKind.PROFILE;
      readonly operation: 1;
      readonly subject: StatedKeys & { class: ProfileClass };
    }
  | { readonly kind: RosterKind; readonly operation: 2; readonly subject: StatedKeys }
  | { readonly kind: RosterKind; readonly operation: 3; readonly subject: null };

/** One entry of a roster (PROTOCOL §4.2). `via` is always null in this version. */
export type Link = Deed & {
  readonly roster: Id;
  readonly seq: number;
  readonly previous: Hash | null;
  readonly epoch: number;
  readonly commitment: Hash | null;
  readonly wraps: WrapSet | null;
  /** Root of the state after this link. */
  readonly state: Hash;
  readonly cut: Hash | null;
  readonly tenantHead: ChainHead | null;
  readonly author: { readonly user: Id; readonly key: SigningPublicKey; readonly seq: number };
  /** Milliseconds since 1970, for information. */
  readonly time: number;
};

/** The bytes that are hashed and signed (PROTOCOL §4.2). */
export function encodeLink(link: Link): Uint8Array {
  return encodeCbor([
    1,
    link.roster,
    link.kind,
    link.seq,
    link.previous,
    link.operation,
    subjectFields(link),
    link.epoch,
    link.commitment,
    link.wraps && [link.wraps.count, link.wraps.root],
    link.state,
    link.cut,
    link.tenantHead && headFields(link.tenantHead),
    [link.author.user, link.author.key, link.author.seq, null],
    link.time,
  ]);
}

/** Reads a link; throws TOO_LARGE, MALFORMED or UNSUPPORTED. Whether it may follow another is for `applyLink`. */
export function parseLink(bytes: Uint8Array): Link {
  const fields = readArray(parseCbor(bytes, bounds.link), 15, "link");
  readFormat(fields[0]);
  const [user, key, right, via] = readArray(fields[13], 4, "author");
  readNull(via, "via");
  const link: Link = {
    ...readDeed(fields[2], fields[5], fields[6]),
    roster: readBytes(fields[1], asId),
    seq: readUint(fields[3], "seq"),
    previous: readNullable(fields[4], (value) => readBytes(value, asHash)),
    epoch: readUint(fields[7], "epoch"),
    commitment: readNullable(fields[8], (value) => readBytes(value, asHash)),
    wraps: readNullable(fields[9], readWrapSet),
    state: readBytes(fields[10], asHash),
    cut: readNullable(fields[11], (value) => readBytes(value, asHash)),
    tenantHead: readNullable(fields[12], readHead),
    author: {
      user: readBytes(user, asId),
      key: readBytes(key, asSigningPublicKey),
      seq: readUint(right, "seq of the right"),
    },
    time: readUint(fields[14], "time"),
  };
  checkPlaces(link);
  return link;
}

/** The hash of a link's bytes (PROTOCOL §4.2). */
export function linkHash(bytes: Uint8Array): Hash {
  return hash("link-hash", bytes);
}

function subjectFields({ kind, operation: deed, subject }: Deed): CborValue {
  if (deed === operation.NEW_EPOCH) return null;
  if (deed === operation.OWN_KEYS) return [subject.user, subject.signingKey, subject.xwingKeyHash];
  if (kind === rosterKind.TENANT) return [subject.user, subject.signingKey, subject.xwingKeyHash, subject.person];
  return [subject.user, subject.class, subject.signingKey, subject.xwingKeyHash];
}

function readDeed(kindField: CborValue | undefined, field: CborValue | undefined, subject?: CborValue): Deed {
  const kind = readOneOf(kindField, [rosterKind.TENANT, rosterKind.PROFILE], "kind");
  const deed = readOneOf(field, Object.values(operation), "operation");
  if (deed === operation.NEW_EPOCH) return { kind, operation: deed, subject: readNull(subject, "subject") };
  if (deed === operation.OWN_KEYS) {
    const [user, signingKey, xwingKeyHash] = readArray(subject, 3, "subject");
    return { kind, operation: deed, subject: readStatedKeys(user, signingKey, xwingKeyHash) };
  }
  if (kind === rosterKind.TENANT) {
    const [user, signingKey, xwingKeyHash, person] = readArray(subject, 4, "subject");
    const keys = readStatedKeys(user, signingKey, xwingKeyHash);
    return { kind, operation: deed, subject: { ...keys, person: readBytes(person, asHash) } };
  }
  const [user, classField, signingKey, xwingKeyHash] = readArray(subject, 4, "subject");
  const keys = readStatedKeys(user, signingKey, xwingKeyHash);
  return {
    kind,
    operation: deed,
    subject: { ...keys, class: readOneOf(classField, Object.values(profileClass), "class of a profile") },
  };
}

function readStatedKeys(user?: CborValue, signingKey?: CborValue, xwingKeyHash?: CborValue): StatedKeys {
  return {
    user: readBytes(user, asId),
    signingKey: readBytes(signingKey, asSigningPublicKey),
    xwingKeyHash: readBytes(xwingKeyHash, asHash),
  };
}

function checkPlaces(link: Link): void {
  const genesis = link.operation === operation.GENESIS;
  if ((link.seq === 0) !== genesis) throw new ProtocolError("MALFORMED", "seq");
  if ((link.previous === null) !== genesis) throw new ProtocolError("MALFORMED", "previous");
  if ((link.commitment === null) !== (link.epoch === 0)) throw new ProtocolError("MALFORMED", "commitment");
  if ((link.tenantHead === null) !== (link.kind === rosterKind.TENANT)) {
    throw new ProtocolError("MALFORMED", "tenant head");
  }
}
