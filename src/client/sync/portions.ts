import type { Change } from "./deed.ts";

/** Records that one commit may change (PROTOCOL §5.6), and envelopes' bytes with room to spare. */
export const mostChanges = 1_000;
const mostBytes = 7_500_000;

/** Changes in portions that a commit takes, in order. */
export function* portions(changes: readonly Change[], most = mostChanges): Generator<Change[]> {
  let portion: Change[] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = (change.sealing?.body.length ?? 0) + (change.sealing?.key.length ?? 0);
    if (portion.length === most || (portion.length > 0 && bytes + size > mostBytes)) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(change);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}
