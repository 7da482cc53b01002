import { entryType, type StreamHead } from "../../crypto/client/entry.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, isFormer, type Open, vaultOf } from "../core.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import { newestState } from "../vault/chain.ts";
import { writeEntry } from "./seal-entry.ts";

/** How often a device notes its heads at most, in milliseconds (PROTOCOL §3.6). */
export const headsInterval = 600_000;

/**
 * Notes in the account vault how far this device has seen every stream, so that no new device can be shown an older one
 * (PROTOCOL §3.6). Does nothing where nothing moved since; the account vault's own moves do not count, or two devices
 * would note each other's notes for ever.
 */
export async function noteHeads(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || open.held.pins === null || !hasMoved(open)) return;
  open.headsNotedAt = core.around.now();
  await commitNow(core, (now) => {
    const account = vaultOf(now, "ACCOUNT");
    const entry = { type: entryType.HEADS, device: now.device, time: core.around.now(), heads: headsOf(now) };
    const changes = [writeEntry(now, account, now.device, entry)];
    return makeDeed(core, [{ vault: account.vault, changes, epochStart: null }]);
  });
}

/** Whether it is time to. A clock that went back makes it time, too. */
export function headsAreDue(core: Core, open: Open): boolean {
  if (isFormer(open)) return false;
  const since = core.around.now() - Math.max(open.headsNotedAt, notedAt(open));
  return core.device.session !== null && (since < 0 || since >= headsInterval);
}

const notedAt = (open: Open): number => ownHeads(open)?.time ?? 0;

const ownHeads = ({ held, device }: Open) => held.pins?.heads.get(formatUuid(device))?.entry;

function hasMoved(open: Open): boolean {
  const account = formatUuid(open.accountVault);
  const noted = ownHeads(open)?.heads ?? [];
  const positions = new Map(noted.map(({ stream, position }) => [formatUuid(stream), position]));
  return headsOf(open).some(({ stream, position }) => {
    const name = formatUuid(stream);
    return name !== account && (positions.get(name) ?? -1) < position;
  });
}

/**
 * A vault and its roster bear the same id, so a vault's head stands for both: its manifest names the roster's. Vaults
 * without a manifest are left out; of rosters the tenant's and those of groups stand by themselves.
 */
function headsOf(open: Open): StreamHead[] {
  const heads: StreamHead[] = [];
  for (const { id, head } of open.held.vaults.values()) {
    if (head) heads.push({ stream: id, position: head.manifest.revision, hash: head.hash });
  }
  // A server that shows one no more may show it again.
  for (const { id, share, last } of open.held.shares.values()) {
    if (!last || open.held.vaults.get(share)?.head) continue;
    heads.push({ stream: id, position: last.head.manifest.revision, hash: last.head.hash });
  }
  for (const chain of [open.held.tenant, ...open.held.groups.values()]) {
    if (chain === null) continue;
    const { id, seq, hash } = newestState(chain).head;
    heads.push({ stream: id, position: seq, hash });
  }
  return heads;
}
