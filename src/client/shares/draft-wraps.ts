import { formatUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import type { NewestKey } from "../vault/held.ts";
import { type ShareDrafting, stateIn } from "./drafting.ts";
import { mostWraps, type Recipient, wrapFor } from "./wraps.ts";

/** The key in force. Throws KEY_PENDING where it was not handed to this user yet. */
export function keyIn(drafting: ShareDrafting): NewestKey {
  const epoch = stateIn(drafting).epoch?.epoch ?? 0;
  const key = drafting.keys.get(epoch);
  if (key === undefined) throw new SealgraphError("KEY_PENDING", { part: "share" });
  return { epoch, key };
}

/** Has the key in force wrapped for these, as far as one deed has room. What a link names already stays the very wrap that it names. */
export async function draftWraps(drafting: ShareDrafting, recipients: readonly Recipient[]): Promise<void> {
  const room = mostWraps - drafting.wraps.size;
  const { epoch, key } = keyIn(drafting);
  const lacking = recipients.filter(({ id }) => drafting.wraps.get(formatUuid(id))?.epoch !== epoch);
  const { wires } = await wrapFor(drafting.core, drafting.id, { epoch, key }, lacking.slice(0, room));
  for (const wire of wires) drafting.wraps.set(wire.recipient, wire);
}
