import { leafHash } from "../../../src/crypto/leaf.ts";
import { type Cases, fixedHash, ids, time } from "./fixed.ts";

export const leaf = {
  record: ids.record,
  class: 2,
  version: 1,
  trashedSince: 0,
  folder: ids.folder,
  schema: 1,
  epoch: 1,
  bodyHash: fixedHash("body"),
  keyHash: fixedHash("record key"),
  previousLeaf: null,
};
const leafChanges: [string, object][] = [
  ["at the top", { folder: null }],
  ["trashed", { trashedSince: time }],
  ["its second version", { version: 2, epoch: 2, previousLeaf: leafHash(leaf) }],
  ["of a class and schema that are not known", { class: 77, schema: 9 }],
];
export const leafCases: Cases = {
  section: "§5.2",
  golden: [
    { name: "an item in a folder", given: leaf },
    ...leafChanges.map(([name, change]) => ({ name, given: { ...leaf, ...change } })),
  ],
  negative: [
    { name: "a record of 15 bytes", given: { ...leaf, record: ids.record.slice(1) }, error: "MALFORMED" },
    { name: "an empty folder that is not null", given: { ...leaf, folder: new Uint8Array(0) }, error: "MALFORMED" },
    { name: "a version below zero", given: { ...leaf, version: -1 }, error: "MALFORMED" },
    { name: "a time that is no whole number", given: { ...leaf, trashedSince: 1.5 }, error: "MALFORMED" },
    { name: "a body hash of 64 bytes", given: { ...leaf, bodyHash: new Uint8Array(64) }, error: "MALFORMED" },
    { name: "no hash of the key", given: { ...leaf, keyHash: new Uint8Array(0) }, error: "MALFORMED" },
    { name: "a leaf before of 31 bytes", given: { ...leaf, previousLeaf: new Uint8Array(31) }, error: "MALFORMED" },
  ],
};
