import { formatUuid } from "../crypto/uuid.ts";
import type { Surface } from "./account/device-state.ts";
import { type Core, isFormer } from "./core.ts";
import type { Connection, ProfileKind } from "./events.ts";
import { countCaught } from "./evidence.ts";
import { countQueued } from "./queue/queue.ts";
import { ownRecovery } from "./recovery/entrust/own.ts";
import type { OwnRecovery } from "./recovery/setup.ts";
import { countShares } from "./shares/standing.ts";
import { profilesBehind } from "./sync/follow-keys.ts";
import type { VaultClass } from "./transport/page.ts";

export interface Account {
  readonly user: string;
  /** null until a session says. */
  readonly tenant: string | null;
  readonly device: string;
  readonly deviceName: string;
  readonly address: string;
  readonly server: string;
  /** What this device last signed in for: `PORTAL` and `PARTNER` administer, `APP` does not. */
  readonly surface: Surface;
  /** What the person is called; null until the server was asked. */
  readonly name: string | null;
}

export interface VaultStatus {
  readonly vault: string;
  readonly class: VaultClass;
  readonly revision: number;
  /** Records, those in the trash included. */
  readonly count: number;
  readonly epoch: number;
  /** Records that are sealed under an earlier epoch: `resealProfile` seals them again. */
  readonly former: number;
  /** Whether the server was caught there: it is shown as it was, and not written to. */
  readonly frozen: boolean;
  /**
   * Whether the server says that it was restored from an old copy and waits for what is missing: changes are kept here and
   * sent when it has that.
   */
  readonly restoring: boolean;
  /** Revisions of heads that were abandoned, because nobody could bring them to a restored server any more. */
  readonly abandoned: readonly number[];
  /** When the last manifest was signed, by its author's clock, and on which device. */
  readonly lastChange: { readonly at: Date; readonly device: string } | null;
}

export interface Status {
  readonly locked: boolean;
  readonly signedIn: boolean;
  /**
   * Whether an administrator has removed the user from the company: everything is read, nothing written, until
   * `company.leave` or `company.join`. False while locked.
   */
  readonly removed: boolean;
  /** Why there is no session, where there is none. */
  readonly ended: "SIGNED_OUT" | "SESSION_ENDED" | "DEVICE_REVOKED" | null;
  readonly connection: Connection;
  readonly lastSyncAt: Date | null;
  /** Changes that were made here and that the server does not have yet, as far as anybody knows. */
  readonly pending: number;
  /** Changes that were refused and are kept: `client.queue` says why, and settles them. */
  readonly refused: number;
  /**
   * What is left of new account keys, null where nothing is. `unanswered`: they were sent, and nobody knows yet whether
   * they are in force. `profiles`: those that do not follow yet; empty while locked.
   */
  readonly rotation: { readonly unanswered: boolean; readonly profiles: readonly ProfileKind[] } | null;
  /** Empty while locked. */
  readonly vaults: readonly VaultStatus[];
  /** Shares that wait for an answer, and those that wait for their key to be handed over, as far as is known here. */
  readonly shares: { readonly offered: number; readonly waiting: number };
  /** Whether the company could open this account's business vaults, and which of them; null while locked. */
  readonly recovery: OwnRecovery | null;
  /** How many pieces of evidence are kept. */
  readonly evidence: number;
}

export function accountOf({ device, open }: Core): Account {
  const { user, deviceName, address, name, origin, surface = "APP" } = device;
  const pinned = open?.held.pins?.account.entry.tenant;
  const tenant = pinned ? formatUuid(pinned) : device.tenant;
  const ids = { user: formatUuid(user), tenant, device: formatUuid(device.device) };
  return { ...ids, deviceName, address, name, server: origin, surface };
}

export function statusOf(core: Core, connection: Connection): Status {
  const { open, device } = core;
  return {
    locked: open === null,
    signedIn: device.session !== null,
    removed: open !== null && isFormer(open),
    ended: device.ended,
    connection,
    lastSyncAt: core.lastSyncAt === null ? null : new Date(core.lastSyncAt),
    ...(open ? countQueued(open.queue, open.deed) : { pending: core.noted.pending, refused: core.noted.refused }),
    vaults: [...(open?.held.vaults.values() ?? [])].map(({ vault, class: its, head, tree, chain, records }) => ({
      vault,
      class: its,
      revision: head?.manifest.revision ?? 0,
      count: tree.count,
      epoch: chain.states.at(-1)?.epoch?.epoch ?? 0,
      former: countFormer(records.values(), chain.states.at(-1)?.epoch?.epoch ?? 0),
      frozen: open?.held.frozen.has(vault) ?? false,
      restoring: open?.restoring.has(vault) ?? false,
      abandoned: (head?.manifest.reset ?? []).map(({ revision }) => revision),
      lastChange: head && { at: new Date(head.manifest.time), device: formatUuid(head.manifest.device) },
    })),
    shares: countShares(core),
    rotation: rotationOf(core),
    recovery: open && ownRecovery(open, core.around.now()),
    evidence: open ? countCaught(open.held.evidence) : core.noted.evidence,
  };
}

function rotationOf({ open, device }: Core): Status["rotation"] {
  const unanswered = device.rotation != null;
  const profiles = (open ? profilesBehind(open) : []).flatMap(({ class: its }) =>
    its === "PERSONAL" || its === "BUSINESS" ? [its] : [],
  );
  return unanswered || profiles.length > 0 ? { unanswered, profiles } : null;
}

function countFormer(records: Iterable<{ readonly epoch: number }>, epoch: number): number {
  let count = 0;
  for (const record of records) if (record.epoch < epoch) count++;
  return count;
}
