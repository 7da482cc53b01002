import { signManifest } from "../../../src/crypto/client/sign.ts";
import { descentRevisions, type Ladder } from "../../../src/crypto/descent.ts";
import type { Hash } from "../../../src/crypto/keys.ts";
import { openSignedManifest } from "../../../src/crypto/manifest.ts";
import { ada, type Cases, fixedBytes, fixedHash } from "./fixed.ts";
import { at, bytesAt, ladders } from "./manifest-chain.ts";

const path = (from: number, to: number) => descentRevisions(from, to).map(bytesAt);
const ladderAt = (revision: number) => ladders[revision - 1] as Ladder;
const descent = { head: at(12).signed, known: ladderAt(5), path: path(12, 5) };
const fork = signManifest({ ...at(8).manifest, time: 0 }, ada.signing);
const changedPath = (change: (list: Uint8Array[]) => Uint8Array[]) => ({ ...descent, path: change([...descent.path]) });

export const descentCases: Cases = {
  section: "§5.4",
  golden: [
    { name: "from 12 to 5", given: descent },
    { name: "from 12 to 11", given: { head: at(12).signed, known: ladderAt(11), path: [] } },
    { name: "from 11 to 3", given: { head: at(11).signed, known: ladderAt(3), path: path(11, 3) } },
    { name: "to the head that is known", given: { head: at(5).signed, known: ladderAt(5), path: [] } },
    { name: "with none known", given: { head: at(11).signed, known: null, path: path(11, 0) } },
  ],
  negative: [
    { name: "one manifest left out", given: changedPath((list) => list.slice(1)), error: "BROKEN_CHAIN" },
    { name: "one manifest too many", given: changedPath((list) => [...list, bytesAt(4)]), error: "BROKEN_CHAIN" },
    {
      name: "two manifests exchanged",
      given: changedPath(([a, b, ...rest]) => [b as Uint8Array, a as Uint8Array, ...rest]),
      error: "BROKEN_CHAIN",
    },
    {
      name: "another manifest of the same revision",
      given: changedPath(([, ...rest]) => [openSignedManifest(fork.signed).bytes, ...rest]),
      error: "BROKEN_CHAIN",
    },
    {
      name: "another past than the one known",
      given: { ...descent, known: [{ revision: 5, hash: fixedHash("fork") as Hash }] },
      error: "BROKEN_CHAIN",
    },
    {
      name: "a head below the one known",
      given: { head: at(4).signed, known: ladderAt(5), path: [] },
      error: "WENT_BACK",
    },
    {
      name: "another head at the same height",
      given: { head: fork.signed, known: ladderAt(8), path: [] },
      error: "BROKEN_CHAIN",
    },
    {
      name: "a path that is no manifest",
      given: changedPath((list) => list.map((_, i) => fixedBytes(`path ${i}`, 40))),
      error: "BROKEN_CHAIN",
    },
  ],
};
