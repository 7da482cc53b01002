/** Keys of shares that are missing are given to whoever waits for them and has a right to them by the rosters (PROTOCOL §4.11). */
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { inPortions } from "../company/portions.ts";
import { type Core, opened } from "../core.ts";
import {
  deliverShareWrapsOperation,
  type PendingShareWrapAnswer,
  pendingShareWrapsOperation,
} from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { byItself } from "./by-itself.ts";
import { isWell } from "./well.ts";
import { wrapFor, wrappableFor } from "./wraps.ts";

/** The server says what is missing; who gets it, the rosters say. */
export const deliverMissing = (core: Core): Promise<number> => inPortions((wrapped) => deliverPortion(core, wrapped));

async function deliverPortion(core: Core, wrapped: Set<string>): Promise<number> {
  const pending = await call(core, pendingShareWrapsOperation, {});
  const shares = [];
  for (const share of new Set(pending.map((each) => each.share))) {
    const its = pending.filter((each) => each.share === share && !wrapped.has(nameOf(each)));
    const wraps = (await byItself(core, () => wrapsFor(core, share, its))) ?? [];
    for (const wrap of wraps) wrapped.add(nameOf({ share, ...wrap }));
    if (wraps.length > 0) shares.push({ share, wraps });
  }
  return shares.length > 0 ? call(core, deliverShareWrapsOperation, { input: { shares } }) : 0;
}

/** Of one wrap. */
const nameOf = ({ share, epoch, recipient }: Omit<PendingShareWrapAnswer, "groupEpoch">) =>
  `${share} ${epoch} ${recipient}`;

/** Those of the epoch in force, for whoever is a recipient by the rosters as they are held. */
async function wrapsFor(core: Core, share: string, pending: readonly PendingShareWrapAnswer[]) {
  const open = opened(core);
  const its = open.held.shares.get(share);
  if (!its || its.lost || open.held.frozen.has(share)) return [];
  const state = newestState(its.chain);
  if (!isWell(open, state)) return [];
  const epoch = state.epoch?.epoch ?? 0;
  const key = its.keys.get(epoch);
  if (key === undefined) return [];
  const named = new Set(pending.filter((each) => each.epoch === epoch).map(({ recipient }) => recipient));
  const recipients = wrappableFor(open, state).filter(({ id }) => named.has(formatUuid(id)));
  return (await wrapFor(core, its.id, { epoch, key }, recipients)).wires;
}
