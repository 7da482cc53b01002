import {
  type Bytes,
  bucketRoot,
  decode,
  encode,
  hash,
  hex,
  keyed,
  open,
  pae,
  seal,
  type Value,
  verify,
} from "./primitives.ts";
import { bytes, chain, type Fields, list, type Reader, text, uint, within } from "./reading.ts";

const none = new Uint8Array(0);
const bytesOrNone = (given: Fields, name: string): Bytes => (given[name] === null ? none : bytes(given, name));

/** The length of PROTOCOL §2.3, found by trying: the least one above that is on the table. */
function paddedLength(length: number): number {
  let candidate = length + 1;
  while (!onTheTable(candidate)) candidate++;
  return candidate;
}

function onTheTable(length: number): boolean {
  if (length <= 1_024) return length % 256 === 0;
  if (length <= 16_384) return length % 1_024 === 0;
  const exponent = length.toString(2).length - 1;
  const kept = exponent.toString(2).length;
  return length % 2 ** (exponent - kept) === 0;
}

function pad(body: Bytes): Bytes {
  const padded = new Uint8Array(paddedLength(body.length));
  padded.set([...body, 0x80]);
  return padded;
}

const unpad = (padded: Bytes): Bytes => padded.subarray(0, padded.lastIndexOf(0x80));

function record(given: Fields): object {
  const place = within(given, "place");
  const at = [bytes(place, "vault"), bytes(place, "record"), uint(place, "version")];
  const [body, key] = [bytes(given, "body"), bytes(given, "key")];
  const recordKey = open(bytes(given, "vaultKey"), encode([2, ...at, uint(place, "epoch")]), key);
  const plaintext = unpad(open(recordKey, encode([1, ...at, uint(place, "schema")]), body));
  return { plaintext, bodyHash: hash("sealed", body), keyHash: hash("sealed", key) };
}

export function manifestOf(signedBytes: Bytes): Fields {
  const fields = decode(signedBytes) as Value[];
  const [, vault, revision, previous, skip, rosterSeq, rosterHash, epoch, root, count] = fields;
  const [id, seq, at] = fields[10] as Value[];
  const [user, key, named] = fields[11] as Value[];
  const [group, link, linkHash] = (named ?? []) as Value[];
  const author = { user, key, ...(named && { via: { id: group, seq: link, hash: linkHash } }) };
  const tenantHead = { id, seq, hash: at };
  const tail = { tenantHead, author, device: fields[12], time: fields[13] };
  const reset = (fields[14] as Value[][] | null)?.map(([revision, hash, at]) => ({ revision, hash, at }));
  return {
    vault,
    revision,
    previous,
    skip,
    rosterSeq,
    rosterHash,
    epoch,
    root,
    count,
    ...tail,
    ...(reset && { reset }),
  };
}

export function openManifest(signed: Bytes): { manifest: Fields; signedBytes: Bytes; at: Bytes } {
  const [signedBytes, signature] = decode(signed) as [Bytes, Bytes];
  const manifest = manifestOf(signedBytes);
  verify("manifest", signedBytes, signature, (manifest.author as { key: Bytes }).key);
  return { manifest, signedBytes, at: hash("manifest-hash", signedBytes) };
}

/** Walks down by skip where that does not pass the goal, else by previous; gathers the ladder on the way. */
function descent(given: Fields): object {
  const head = openManifest(bytes(given, "head"));
  const known = (given.known as { revision: number; hash: string }[] | null) ?? [];
  const goal = known[0]?.revision ?? 0;
  const rungs = [{ revision: head.manifest.revision as number, hash: hex(head.at) }];
  let above = head.manifest;
  for (const below of chain(given, "path")) {
    const named = skipOf(above.revision as number) >= goal && above.skip !== null ? above.skip : above.previous;
    if (hex(hash("manifest-hash", below)) !== hex(named as Bytes)) throw new Error("descent");
    above = manifestOf(below);
    rungs.push({ revision: above.revision as number, hash: hex(named as Bytes) });
  }
  const all = [...rungs, ...known.map((rung) => ({ revision: rung.revision, hash: rung.hash }))];
  const ladder = [];
  for (let at = rungs[0]?.revision ?? 0; at > 0; at = skipOf(at)) ladder.push(all.find((rung) => rung.revision === at));
  const next = skipOf((rungs[0]?.revision ?? 0) + 1);
  return { ladder, nextSkip: ladder.find((rung) => rung?.revision === next)?.hash ?? null };
}

const skipOf = (revision: number): number => revision & (revision - 1);

export const vaultReaders: Record<string, Reader> = {
  pae: (given) => ({
    pae: pae(
      text(given, "label"),
      ...list(given, "parts").map((part) =>
        "uint" in part ? uint(part, "uint") : "text" in part ? text(part, "text") : bytes(part, "bytes"),
      ),
    ),
  }),
  cbor: (given) => ({ value: tagged(decode(bytes(given, "bytes"))) }),
  base64url: (given) => ({ bytes: new Uint8Array(Buffer.from(text(given, "text"), "base64url")) }),
  uuid: (given) => ({ bytes: new Uint8Array(Buffer.from(text(given, "text").replaceAll("-", ""), "hex")) }),
  "bucket-root": (given) => ({
    root: bucketRoot(list(given, "pairs").map((pair) => ({ id: bytes(pair, "id"), hash: bytes(pair, "hash") }))),
  }),
  envelope: (given) =>
    "envelope" in given
      ? { plaintext: open(bytes(given, "key"), bytes(given, "aad"), bytes(given, "envelope")) }
      : { envelope: seal(bytes(given, "key"), bytes(given, "nonce"), bytes(given, "aad"), bytes(given, "plaintext")) },
  "envelope-shape": (given) => {
    const envelope = bytes(given, "envelope");
    return {
      nonce: envelope.subarray(1, 25),
      commitment: envelope.subarray(25, 57),
      ciphertext: envelope.subarray(57),
    };
  },
  padding: (given) => {
    if ("padded" in given) return { body: unpad(bytes(given, "padded")) };
    return "body" in given
      ? { padded: pad(bytes(given, "body")) }
      : { length: paddedLength(uint(given, "bodyLength")) };
  },
  record,
  "previous-key": (given) => {
    const [vault, epoch] = [bytes(given, "vault"), uint(given, "epoch")];
    const key = open(bytes(given, "newKey"), encode([3, vault, epoch]), bytes(given, "envelope"));
    return { key, commitment: keyed(32, key, pae("key-commitment", vault, epoch - 1)) };
  },
  "key-commitment": (given) => ({
    commitment: keyed(32, bytes(given, "key"), pae("key-commitment", bytes(given, "roster"), uint(given, "epoch"))),
  }),
  "import-id": (given) => {
    const row = pae("import-id", bytes(given, "vault"), text(given, "source"), text(given, "row"));
    const digits = hex(keyed(32, bytes(given, "firstKey"), row)).slice(0, 32);
    const variant = "89ab".charAt(Number.parseInt(digits.charAt(16), 16) & 3);
    return { id: `${digits.slice(0, 12)}8${digits.slice(13, 16)}${variant}${digits.slice(17)}` };
  },
  "wrap-set": (given) => {
    const wraps = list(given, "wraps").map((wrap) => ({
      id: bytes(wrap, "user"),
      hash: hash("wrap-set", bytes(wrap, "wrap")),
    }));
    return { count: wraps.length, root: bucketRoot(wraps) };
  },
  cut: (given) => {
    const heads = list(given, "heads").map((head) => {
      const entry = encode([bytes(head, "vault"), uint(head, "revision"), bytes(head, "hash")]);
      return { id: bytes(head, "vault"), hash: hash("cut-entry", entry) };
    });
    return { cut: heads.length === 0 ? null : bucketRoot(heads) };
  },
  leaf: (given) => ({
    leaf: hash(
      "leaf",
      bytes(given, "record"),
      ...["class", "version", "trashedSince"].map((name) => uint(given, name)),
      bytesOrNone(given, "folder"),
      ...["schema", "epoch"].map((name) => uint(given, name)),
      bytes(given, "bodyHash"),
      bytes(given, "keyHash"),
      bytesOrNone(given, "previousLeaf"),
    ),
  }),
  manifest: (given) => ({
    manifest: manifestOf(bytes(given, "bytes")),
    hash: hash("manifest-hash", bytes(given, "bytes")),
  }),
  "signed-manifest": (given) => {
    const { signedBytes, at } = openManifest(bytes(given, "signed"));
    return { bytes: signedBytes, hash: at };
  },
  "manifest-reset": (given) => ({
    manifest: manifestOf(bytes(given, "bytes")),
    hash: hash("manifest-hash", bytes(given, "bytes")),
  }),
  "manifest-reset-check": (given) => ({ hash: openManifest(bytes(given, "signed")).at }),
  "manifest-check": (given) => ({ hash: openManifest(bytes(given, "signed")).at }),
  descent,
};

function tagged(value: Value): unknown {
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value === "string") return { text: value };
  return value instanceof Uint8Array ? { bytes: value } : value;
}
