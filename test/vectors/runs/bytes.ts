import { encodeBase64url, parseBase64url } from "../../../src/crypto/base64url.ts";
import { bounds } from "../../../src/crypto/bounds.ts";
import { bucketRoot, type Pair } from "../../../src/crypto/bucket-root.ts";
import { changeTree, treeOf, treeRoot } from "../../../src/crypto/bucket-tree.ts";
import { equalBytes } from "../../../src/crypto/bytes.ts";
import { type CborValue, encodeCbor, parseCbor } from "../../../src/crypto/cbor.ts";
import { asHash } from "../../../src/crypto/keys.ts";
import type { Label } from "../../../src/crypto/labels.ts";
import { type Part, pae } from "../../../src/crypto/pae.ts";
import { formatUuid, parseUuid } from "../../../src/crypto/uuid.ts";
import { type Given, type Json, type Runs, toJson } from "../given.ts";

export const bytesRuns: Runs = {
  pae: (given) => ({ pae: pae(given.text("label") as Label, ...given.list("parts").map(partOf)) }),

  cbor: (given) => {
    const bytes = given.bytes("bytes");
    const value = parseCbor(bytes, bounds.envelope);
    if (!equalBytes(encodeCbor(value), bytes)) throw new Error("encoding");
    return { value: tagged(value) };
  },

  base64url: (given) => {
    const text = given.text("text");
    const bytes = parseBase64url(text, 4_096);
    if (encodeBase64url(bytes) !== text) throw new Error("encoding");
    return { bytes };
  },

  uuid: (given) => {
    const text = given.text("text");
    const bytes = parseUuid(text);
    if (formatUuid(bytes) !== text) throw new Error("encoding");
    return { bytes };
  },

  "bucket-root": (given) => {
    const pairs = given.list("pairs").map((pair) => ({ id: pair.bytes("id"), hash: pair.bytes("hash", asHash) }));
    const root = bucketRoot(pairs);
    const oneByOne = pairs.reduce((tree, pair) => changeTree(tree, [pair]), treeOf<Pair>([]));
    if (!equalBytes(treeRoot(oneByOne), root)) throw new Error("tree");
    return { root };
  },
};

function partOf(part: Given): Part {
  if (part.has("uint")) return part.uint("uint");
  return part.has("text") ? part.text("text") : part.bytes("bytes");
}

/** Tells bytes and text apart, which JSON does not. */
function tagged(value: CborValue): Json {
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value === "string") return { text: value };
  return value instanceof Uint8Array ? { bytes: toJson(value) } : (value as Json);
}
