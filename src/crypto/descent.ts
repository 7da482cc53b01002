import { equalBytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash } from "./keys.ts";
import { type Manifest, manifestHash, parseManifest, skipRevision } from "./manifest.ts";

/** A manifest by its place in a vault's chain. */
export interface Rung {
  readonly revision: number;
  readonly hash: Hash;
}

/**
 * A head and what its skips lead to, highest first: at most 20 rungs up to a million revisions. It is all that a client
 * keeps of a vault's past to verify a descent and to sign the next manifest (PROTOCOL §5.4).
 */
export type Ladder = readonly Rung[];

/**
 * The revisions strictly between, in the order in which descent is shown (PROTOCOL §5.4): what a server hands out to a
 * client that knows `to`. With 0, for a client that knows none: those that the skips lead to. RangeError unless to < from.
 */
export function descentRevisions(from: number, to: number): number[] {
  if (to >= from) throw new RangeError("A descent leads down.");
  const revisions: number[] = [];
  for (let at = stepDown(from, to); at > to; at = stepDown(at, to)) revisions.push(at);
  return revisions;
}

/**
 * Verifies that a head descends from the one known, by the bytes of the manifests at `descentRevisions`; with none
 * known it only gathers the ladder of a head that is taken as the first. The path needs no signatures: each is named
 * by hash in the one above. Throws BROKEN_CHAIN, or what `parseManifest` throws.
 */
export function verifyDescent(
  known: Ladder | null,
  head: { readonly manifest: Manifest; readonly hash: Hash },
  path: readonly Uint8Array[],
): Ladder {
  const goal = known?.[0] ?? null;
  const to = goal?.revision ?? 0;
  const { manifest, hash } = head;
  if (manifest.revision <= to) return sameHeadOrRefuse(known as Ladder, goal as Rung, head);
  const revisions = descentRevisions(manifest.revision, to);
  if (path.length !== revisions.length) throw new ProtocolError("BROKEN_CHAIN", "length of a descent");
  const rungs: Rung[] = [{ revision: manifest.revision, hash }];
  let above = manifest;
  for (const [place, revision] of revisions.entries()) {
    const bytes = path[place] as Uint8Array;
    const below = { revision, hash: manifestHash(bytes) };
    if (!equalBytes(below.hash, hashNamed(above, revision))) throw new ProtocolError("BROKEN_CHAIN", "descent");
    above = parseBelow(bytes, manifest, revision);
    rungs.push(below);
  }
  if (goal && !equalBytes(goal.hash, hashNamed(above, to))) throw new ProtocolError("BROKEN_CHAIN", "descent");
  return onlySkips([...rungs, ...(known ?? [])]);
}

/** The ladder after a manifest that follows its head; `null` before the first. */
export function climb(ladder: Ladder | null, next: Rung): Ladder {
  if (next.revision !== (ladder?.[0]?.revision ?? 0) + 1) throw new RangeError("Not the next rung.");
  return onlySkips([next, ...(ladder ?? [])]);
}

/** The `skip` of the manifest that follows the ladder's head (PROTOCOL §5.3). */
export function nextSkip(ladder: Ladder | null): Hash | null {
  const target = skipRevision((ladder?.[0]?.revision ?? 0) + 1);
  return target === 0 ? null : hashAt(ladder as Ladder, target);
}

/** One step from a revision towards `to`: by skip while that does not pass it, else by previous. */
function stepDown(at: number, to: number): number {
  const skip = skipRevision(at);
  return skip >= to ? skip : at - 1;
}

/** The hash that a manifest names of one further down. */
function hashNamed(above: Manifest, revision: number): Hash {
  return (revision === above.revision - 1 ? above.previous : above.skip) as Hash;
}

function parseBelow(bytes: Uint8Array, head: Manifest, revision: number): Manifest {
  const manifest = parseManifest(bytes);
  if (manifest.revision !== revision || !equalBytes(manifest.vault, head.vault)) {
    throw new ProtocolError("BROKEN_CHAIN", "descent");
  }
  return manifest;
}

function sameHeadOrRefuse(known: Ladder, goal: Rung, head: { manifest: Manifest; hash: Hash }): Ladder {
  if (head.manifest.revision < goal.revision) throw new ProtocolError("WENT_BACK", "revision");
  if (!equalBytes(head.hash, goal.hash)) throw new ProtocolError("BROKEN_CHAIN", "another head at the same height");
  return known;
}

/** Of rungs in falling order: the first, and those that lead from it by skips alone. */
function onlySkips(rungs: readonly Rung[]): Ladder {
  const kept: Rung[] = [];
  let wanted = rungs[0]?.revision ?? 0;
  for (const rung of rungs) {
    if (rung.revision !== wanted) continue;
    kept.push(rung);
    wanted = skipRevision(wanted);
  }
  return kept;
}

function hashAt(ladder: Ladder, revision: number): Hash {
  const rung = ladder.find((candidate) => candidate.revision === revision);
  if (rung === undefined) throw new RangeError("The ladder lacks a rung.");
  return rung.hash;
}
