/** What links say of key epochs (PROTOCOL §4.4). */
import { equalOrNull } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import type { Hash } from "./keys.ts";
import type { Link } from "./link.ts";
import type { StateEntries } from "./roster-state.ts";

type Stated = Pick<Link, "epoch" | "commitment">;

/** Throws WRONG_EPOCH unless a link leaves epoch and commitment as they are. */
export function checkSameEpoch({ epoch }: StateEntries, link: Stated): void {
  const same = link.epoch === (epoch?.epoch ?? 0);
  if (!same || !equalOrNull(link.commitment, epoch?.commitment ?? null)) {
    throw new ProtocolError("WRONG_EPOCH", "link");
  }
}

/** The commitment of a link that begins the next epoch. Throws WRONG_EPOCH where it is another epoch, or the same key. */
export function nextCommitment({ epoch }: StateEntries, link: Stated): Hash {
  if (link.epoch !== (epoch?.epoch ?? 0) + 1 || equalOrNull(link.commitment, epoch?.commitment ?? null)) {
    throw new ProtocolError("WRONG_EPOCH", "new epoch");
  }
  return link.commitment as Hash;
}
