import { equalBytes } from "../../../src/crypto/bytes.ts";
import type { ChainHead } from "../../../src/crypto/chain.ts";
import { type Ladder, nextSkip, verifyDescent } from "../../../src/crypto/descent.ts";
import { asHash, asId, type Hash } from "../../../src/crypto/keys.ts";
import { leafHash } from "../../../src/crypto/leaf.ts";
import {
  encodeManifest,
  encodeSignedManifest,
  manifestHash,
  openSignedManifest,
  parseManifest,
} from "../../../src/crypto/manifest.ts";
import { checkManifest, checkNotCut, checkSuccessor } from "../../../src/crypto/successor.ts";
import type { Given, Runs } from "../given.ts";
import { stateAfter } from "./rosters.ts";

export const vaultRuns: Runs = {
  leaf: (given) => ({
    leaf: leafHash({
      record: given.bytes("record", asId),
      class: given.uint("class"),
      version: given.uint("version"),
      trashedSince: given.uint("trashedSince"),
      folder: given.bytesOrNull("folder", asId),
      schema: given.uint("schema"),
      epoch: given.uint("epoch"),
      bodyHash: given.bytes("bodyHash", asHash),
      keyHash: given.bytes("keyHash", asHash),
      previousLeaf: given.bytesOrNull("previousLeaf", asHash),
    }),
  }),

  manifest: (given) => {
    const bytes = given.bytes("bytes");
    const manifest = parseManifest(bytes);
    if (!equalBytes(encodeManifest(manifest), bytes)) throw new Error("encoding");
    return { manifest, hash: manifestHash(bytes) };
  },

  "signed-manifest": (given) => {
    const signed = given.bytes("signed");
    const opened = openSignedManifest(signed);
    if (!equalBytes(encodeSignedManifest(opened.bytes, opened.signature), signed)) throw new Error("encoding");
    return { bytes: opened.bytes, hash: opened.hash };
  },

  "manifest-check": (given) => {
    const next = openSignedManifest(given.bytes("signed"));
    const known = given.has("known") ? openSignedManifest(given.bytes("known")) : null;
    const ground = {
      roster: stateAfter(given.allBytes("links")),
      tenantLink: linkAt(given.allBytes("tenantLinks"), next.manifest.tenantHead.seq),
      root: given.bytes("root", asHash),
      count: given.uint("count"),
    };
    if (given.has("newest")) checkNotCut(stateAfter(given.allBytes("newest")), next.manifest, next.hash);
    if (given.raw("successor") === true) {
      checkSuccessor(known, next.manifest, { ...ground, skipHash: given.bytesOrNull("skipHash", asHash) });
    } else checkManifest(known?.manifest ?? null, next.manifest, ground);
    return { hash: next.hash };
  },

  "manifest-reset": (given) => vaultRuns.manifest?.(given),
  "manifest-reset-check": (given) => vaultRuns["manifest-check"]?.(given),

  descent: (given) => {
    const head = openSignedManifest(given.bytes("head"));
    const ladder = verifyDescent(ladderOf(given), head, given.allBytes("path"));
    return { ladder, nextSkip: nextSkip(ladder) };
  },
};

function linkAt(chain: readonly Uint8Array[], seq: number): ChainHead | null {
  return seq < chain.length ? stateAfter(chain.slice(0, seq + 1)).head : null;
}

function ladderOf(given: Given): Ladder | null {
  if (!given.has("known")) return null;
  return given
    .list("known")
    .map((rung) => ({ revision: rung.uint("revision"), hash: rung.bytes<Hash>("hash", asHash) }));
}
