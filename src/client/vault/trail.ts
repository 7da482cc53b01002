import type { ManifestAnswer } from "../transport/page.ts";

/**
 * Manifests of a vault that this device saw proven, by revision: signed by it, or named by hash from one that was. A
 * restored server is brought what it lacks by them (PROTOCOL §5.8); nothing else hangs on them.
 */
export type Trail = Map<number, ManifestAnswer>;

/** As many as are kept of a vault, the newest. */
const most = 1_000;

export function extendTrail(trail: Trail, more: readonly ManifestAnswer[]): void {
  for (const each of more) trail.set(each.revision, each);
  if (trail.size <= most) return;
  const revisions = [...trail.keys()].sort((a, b) => a - b);
  for (const revision of revisions.slice(0, trail.size - most * 0.9)) trail.delete(revision);
}
