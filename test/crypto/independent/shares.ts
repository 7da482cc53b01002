import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { type Bytes, decode, encode, hash, hex, keyed, open, pae, type Value } from "./primitives.ts";
import { bytes, chain, type Fields, list, type Reader, uint, within } from "./reading.ts";
import { follow, linkOf, plain, readState, rootOf, type State, statesOf } from "./rosters.ts";
import { openManifest, vaultReaders } from "./vaults.ts";

const same = (a: Value | undefined, b: Value | undefined) => hex(a as Bytes) === hex(b as Bytes);
const ofType = (entries: Value[][], type: number) => entries.filter((entry) => entry[0] === type);

/** Who had something taken in the company since a link of it: those who are former there, and those who are suspended. */
function goneSince(tenant: State, seq: Value): Value[] {
  const later = (at: Value | undefined) => (at as number) > (seq as number);
  const former = ofType(tenant.entries, 2).filter((entry) => later(entry[4]));
  const suspended = ofType(tenant.entries, 1).filter((entry) => entry[3] === 2 && later(entry[8]));
  return [...former.map((entry) => entry[2] as Value), ...suspended.map((entry) => entry[1] as Value)];
}

/** Whether the epoch in force was made for somebody who has it no more (PROTOCOL §4.11). */
function isDue(share: State, tenant: State, groups: State[]): boolean {
  const { entries } = share;
  const [epoch] = ofType(entries, 12) as [Value[]];
  const gone = goneSince(tenant, epoch[3] as Value);
  const has = (state: State) => gone.some((user) => ofType(state.entries, 1).some((entry) => same(entry[1], user)));
  if (has(share) || isTaken(share)) return true;
  return ofType(entries, 10).some(([, group, , , groupSeq]) => {
    const named = ofType(tenant.entries, 8).find((entry) => same(entry[1], group));
    if (named === undefined || named[2] === 2) return named === undefined || gone.length > 0;
    const its = groups.find(({ head }) => same(head.id as Value, group)) as State;
    return has(its) || ofType(its.entries, 2).some((entry) => (entry[4] as number) > (groupSeq as number));
  });
}

export function readShare(given: Fields): object {
  const tenants = statesOf(chain(given, "tenantLinks"));
  const tenant = tenants.at(-1) as State;
  const links = chain(given, "links");
  const share = follow(links, tenants);
  const groups = list(given, "groups").map((its) => follow(chain(its, "links"), tenants));
  const isSame = (a: Value[], b: Value[]) => same(a[1], b[1]) && same(a[4], b[4]) && same(a[5], b[5]);
  const active = ofType(tenant.entries, 1).filter((entry) => entry[3] === 1);
  const guests = ofType(share.entries, 15).filter((entry) => entry[3] === 1);
  const recipients = [
    ...ofType(share.entries, 1).filter((entry) => active.some((each) => isSame(each, entry))),
    ...guests,
  ].map((entry) => entry[1] as Bytes);
  return {
    link: linkOf(links.at(-1) as Bytes),
    state: plain(share),
    root: rootOf(share.entries),
    due: isDue(share, tenant, groups),
    recipients: recipients.sort(Buffer.compare),
  };
}

/** As somebody reads it who has no roster of the company. */
function readOutside(given: Fields): object {
  const links = chain(given, "links");
  const states = statesOf(links);
  const share = states.at(-1) as State;
  const outside = within(given, "outside");
  const begins = (hashed: unknown, name: string) => hex(hashed as Bytes).startsWith(outside[name] as string);
  const tenant = hex((states[0] as State).tenantHead?.id as Bytes);
  const pinned = states[uint(outside, "seq")] as State;
  if (!begins(share.genesis, "genesis") || !begins(pinned.head.hash, "hash") || tenant !== outside.tenant)
    throw new Error("pinned");
  return { link: linkOf(links.at(-1) as Bytes), state: plain(share), root: rootOf(share.entries), due: isTaken(share) };
}

/** Whether something was taken from somebody in the share since its epoch began. */
function isTaken({ entries }: State): boolean {
  const [epoch] = ofType(entries, 12) as [Value[]];
  const seqs = [...ofType(entries, 2).map((entry) => entry[4]), ...ofType(entries, 13).map((entry) => entry[3])];
  return seqs.some((seq) => (seq as number) > (epoch[4] as number));
}

function shareName(given: Fields): object {
  const envelope = bytes(given, "envelope");
  const padded = open(bytes(given, "key"), encode([19, bytes(given, "share"), uint(given, "epoch")]), envelope);
  const name = Buffer.from(padded.subarray(0, padded.lastIndexOf(0x80))).toString("utf8");
  return { name, hash: hash("sealed", envelope) };
}

function shareWrap(given: Fields): object {
  const [share, recipient, epoch] = [bytes(given, "share"), bytes(given, "recipient"), uint(given, "epoch")];
  const seed = given.secret
    ? keyed(32, bytes(given, "secret"), pae("group-seed", recipient, uint(given, "groupEpoch")))
    : bytes(given, "xwingSeed");
  const { publicKey, secretKey } = ml_kem768_x25519.keygen(seed);
  const [ciphertext, envelope] = [bytes(given, "wrap").subarray(0, 1_120), bytes(given, "wrap").subarray(1_120)];
  const shared = ml_kem768_x25519.decapsulate(ciphertext, secretKey);
  const aad = encode([8, share, epoch, recipient, hash("public-key", publicKey)]);
  const key = open(keyed(32, shared, pae("wrap", ciphertext, publicKey)), aad, envelope);
  if (!same(keyed(32, key, pae("key-commitment", share, epoch)), bytes(given, "commitment"))) throw new Error("key");
  return { key };
}

/** A manifest of a share, whose author may write: by name, or through a group that has them at the link named. */
function manifestCheck(given: Fields): object {
  const tenants = statesOf(chain(given, "tenantLinks"));
  const share = follow(chain(given, "links"), tenants);
  const { manifest, at } = openManifest(bytes(given, "signed"));
  const { user, key, via } = manifest.author as { user: Value; key: Value; via?: Fields };
  const isWriter = ({ entries }: State) =>
    ofType(entries, 1).some((entry) => same(entry[1], user) && same(entry[4], key));
  if (via) {
    const chains = list(given, "groups").map((its) => statesOf(chain(its, "links"), tenants));
    const own = chains.find(([first]) => same((first as State).head.id as Value, via.id as Value)) ?? tenants;
    const group = own[via.seq as number] as State;
    const entry = ofType(share.entries, 10).find((each) => same(each[1], via.id as Value)) as Value[];
    const holds = same(group.head.hash as Value, via.hash as Value) && (entry[4] as number) <= (via.seq as number);
    if (!holds || entry[3] !== 5 || !isWriter(group)) throw new Error("through a group");
  } else if (!ofType(share.entries, 1).some((entry) => same(entry[1], user) && [1, 5].includes(entry[2] as number))) {
    throw new Error("by name");
  }
  if (!isWriter(tenants[(manifest.tenantHead as Fields).seq as number] as State)) throw new Error("company");
  return { hash: at };
}

/** The first 16 bytes of a hash as a UUIDv8. */
export function recordAfter(from: Uint8Array): string {
  const digits = hex(from).slice(0, 32);
  const variant = "89ab".charAt(Number.parseInt(digits.charAt(16), 16) & 3);
  return `${digits.slice(0, 12)}8${digits.slice(13, 16)}${variant}${digits.slice(17)}`;
}

/** The same where guests are: of a guest, and of what a guest sees, the share alone says who may write. */
function guestCheck(given: Fields): object {
  const { manifest, at } = openManifest(bytes(given, "signed"));
  const { user, key, via } = manifest.author as { user: Value; key: Value; via?: Fields };
  const share = follow(chain(given, "links"), statesOf(chain(given, "tenantLinks")));
  const isIts = (entry: Value[]) => same(entry[1], user) && same(entry[4], key) && entry[3] === 1;
  const guest = ofType(share.entries, 15).find(isIts);
  if (!guest && !given.outside) return manifestCheck(given);
  const writer = guest ?? ofType(share.entries, 1).find(isIts);
  if (via || !writer || ![1, 5].includes(writer[2] as number)) throw new Error("writer");
  return { hash: at };
}

export const shareReaders: Record<string, Reader> = {
  "link-share": readShare,
  "link-guest": (given) => (given.outside ? readOutside(given) : readShare(given)),
  "manifest-guest-check": guestCheck,
  "share-name": shareName,
  "share-wrap": shareWrap,
  "share-answer": (given) => {
    const [type, share, genesis, answer] = decode(bytes(given, "bytes")) as Value[];
    return { type, share, genesis, answer, record: recordAfter(hash("share-answer", share as Uint8Array)) };
  },
  "linked-copy": (given) => {
    const [type, share, copy, copyVersion, vault, source, sourceVersion] = decode(bytes(given, "bytes")) as Value[];
    const record = recordAfter(hash("linked-copy", share as Uint8Array, copy as Uint8Array));
    return { type, share, copy, copyVersion, vault, source, sourceVersion, record };
  },
  "share-state": readState,
  "manifest-share": (given) => (vaultReaders.manifest as Reader)(given),
  "manifest-share-check": manifestCheck,
};
