/** Whose time in a share is over (PROTOCOL §4.11): by this device's clock, which may be wrong, and by what the server says. */
import { listEntries } from "../../crypto/roster-state.ts";
import { entryType, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { shareExpiredOperation } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { wayToWrite } from "./rights.ts";

/** How far a clock may be off, in milliseconds: an owner takes out whose time is over for longer, whatever the server says. */
export const mostAhead = 86_400_000;

/** Pages of recipients are bounded as those are. */
const mostPages = 11;

/**
 * The recipients whose time is over. The server takes an editor's word for nobody whose time is not over by its own clock, so an
 * editor whose clock is ahead leaves them in. It is asked only where somebody's is over by the clock of this device. Throws what
 * `call` throws.
 */
export async function recipientsOver(core: Core, share: string): Promise<ReadonlySet<string>> {
  const open = opened(core);
  const its = open.held.shares.get(share);
  const now = core.around.now();
  const state = its && newestState(its.chain);
  const past = state ? listEntries(state, entryType.EXPIRY).filter(({ time }) => time <= now) : [];
  if (state === undefined || past.length === 0) return new Set();
  const owns = wayToWrite(open, state, now)?.entry.role === role.OWNER;
  const isSure = ({ time }: { readonly time: number }) => owns && now - time > mostAhead;
  const said = past.every(isSure) ? new Set<string>() : await saidExpired(core, share);
  const over = past.filter((each) => isSure(each) || said.has(formatUuid(each.recipient)));
  return new Set(over.map(({ recipient }) => formatUuid(recipient)));
}

async function saidExpired(core: Core, share: string): Promise<ReadonlySet<string>> {
  const said = new Set<string>();
  for (let [page, after]: [number, string | null] = [0, null]; page < mostPages; page++) {
    const answer: Awaited<ReturnType<typeof shareExpiredOperation.read>> = await call(core, shareExpiredOperation, {
      share,
      after,
    });
    for (const each of answer?.expired ?? []) said.add(each);
    if (!answer?.next) break;
    after = answer.next;
  }
  return said;
}
