import { bounds } from "./bounds.ts";
import { type CborValue, encodeCbor, parseCbor } from "./cbor.ts";
import { type ChainHead, headFields, readHead, readVia } from "./chain.ts";
import { type Deed, operation, rosterKind } from "./deeds.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readNullable, readTime, readUint } from "./fields.ts";
import { hash } from "./hash.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type SigningPublicKey } from "./keys.ts";
import { readDeed, subjectFields } from "./subjects.ts";
import { readWrapSet, type WrapSet } from "./wrap-set.ts";

export {
  type AskedBreakGlass,
  type CodeKeys,
  type Deed,
  type DeskFounding,
  type DeskSetting,
  type EntrustedTo,
  type FoundingDesk,
  type Operation,
  operation,
  type ProfileClass,
  profileClass,
  type RosterKind,
  rosterKind,
  type ShareScope,
  type StaffSetting,
  type StatedKeys,
  shareScope,
} from "./deeds.ts";

/** One entry of a roster (PROTOCOL §4.2). */
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
  readonly author: {
    readonly user: Id;
    readonly key: SigningPublicKey;
    readonly seq: number;
    /** The group's link by which the author has a right in a share; left out for all others (PROTOCOL §4.11). */
    readonly via?: ChainHead;
    /** The key by which a recovery code signs as well; left out for all who do not act by one (PROTOCOL §4.13). */
    readonly code?: SigningPublicKey;
  };
  /** Milliseconds since 1970, for information. */
  readonly time: number;
};

/** A link before its state is known. */
export type LinkDraft = Link extends infer L ? (L extends Link ? Omit<L, "state"> : never) : never;
/** A draft of one operation in one kind of roster. */
export type Drafted<K extends LinkDraft["kind"], O extends LinkDraft["operation"]> = Extract<
  LinkDraft,
  { readonly kind: K; readonly operation: O }
>;

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
    [link.author.user, link.author.key, link.author.seq, viaFields(link.author)],
    link.time,
  ]);
}

/** Reads a link; throws TOO_LARGE, MALFORMED or UNSUPPORTED. Whether it may follow another is for `applyLink`. */
export function parseLink(bytes: Uint8Array): Link {
  const fields = readArray(parseCbor(bytes, bounds.link), 15, "link");
  readFormat(fields[0]);
  const [user, key, right, via] = readArray(fields[13], 4, "author");
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
      ...readThrough(via),
    },
    time: readTime(fields[14], "time"),
  };
  checkPlaces(link);
  return link;
}

/** The hash of a link's bytes (PROTOCOL §4.2). */
export function linkHash(bytes: Uint8Array): Hash {
  return hash("link-hash", bytes);
}

/** `[group, seq, hash]`, `[code's signing public key]` or null: by what the author has the right, besides their own key. */
function viaFields({ via, code }: Link["author"]): CborValue {
  if (code) return [code];
  return via ? headFields(via) : null;
}

function readThrough(value: CborValue | undefined): Pick<Link["author"], "via" | "code"> {
  if (Array.isArray(value) && value.length === 1) return { code: readBytes(value[0], asSigningPublicKey) };
  const via = readVia(value);
  return via ? { via } : {};
}

/** What is done by a recovery code, in a roster of which the class is not known here. */
const byCode: ReadonlySet<number> = new Set([
  operation.NEW_EPOCH,
  operation.REMOVE,
  operation.ROLE,
  operation.ADD,
  operation.CODE,
]);

function checkPlaces(link: Link): void {
  if (link.author.via && link.kind !== rosterKind.SHARE) throw new ProtocolError("UNSUPPORTED", "via");
  if (link.author.code && !(link.kind === rosterKind.GROUP && byCode.has(link.operation)))
    throw new ProtocolError("UNSUPPORTED", "via");
  const genesis = link.operation === operation.GENESIS;
  if ((link.seq === 0) !== genesis) throw new ProtocolError("MALFORMED", "seq");
  if ((link.previous === null) !== genesis) throw new ProtocolError("MALFORMED", "previous");
  if ((link.commitment === null) !== (link.epoch === 0)) throw new ProtocolError("MALFORMED", "commitment");
  if ((link.tenantHead === null) !== (link.kind === rosterKind.TENANT)) {
    throw new ProtocolError("MALFORMED", "tenant head");
  }
}
