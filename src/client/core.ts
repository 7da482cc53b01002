import type { AccountKeys, OwnKeys } from "../crypto/client/account-keys.ts";
import { deriveQueueKey } from "../crypto/client/queue-mark.ts";
import { ProtocolError } from "../crypto/errors.ts";
import type { Id, SymmetricKey, XWingPublicKey } from "../crypto/keys.ts";
import type { BindingPolicies } from "../crypto/policies.ts";
import { type DeviceState, encodeDeviceState } from "./account/device-state.ts";
import { SealgraphError } from "./errors.ts";
import type { Events, SyncState } from "./events.ts";
import type { JsonObject } from "./json.ts";
import type { QueueLog } from "./queue/log.ts";
import type { Queued } from "./queue/queue.ts";
import type { Shown } from "./queue/shown-records.ts";
import type { OwnRecovery } from "./recovery/setup.ts";
import type { Settings, Surroundings } from "./settings.ts";
import type { AskedKeys } from "./shares/asked-keys.ts";
import type { Frames } from "./store/frames.ts";
import type { Deed } from "./sync/deed.ts";
import type { ItemEventWire } from "./transport/item-events-operation.ts";
import type { OwnClass } from "./transport/page.ts";
import type { AccountKeysAnswer } from "./transport/session-operations.ts";
import { type Chain, newestState } from "./vault/chain.ts";
import type { HeldCompanies } from "./vault/companies.ts";
import { isFormerMember } from "./vault/former.ts";
import type { Held, HeldVault, NewestKey } from "./vault/held.ts";
import { vaultOfClass } from "./vault/held.ts";
import { accountVaultKey, type KeyRing, keyOfEpoch, pinnedKey } from "./vault/keys.ts";

/** What all parts of one client share. Only `changeDevice` and the verbs of `sync` and `account` write to it. */
export interface Core {
  readonly settings: Settings;
  readonly around: Surroundings;
  readonly events: Events;
  device: DeviceState;
  /** While unlocked. */
  open: Open | null;
  closed: boolean;
  /** Whether the session serves a change of password alone. */
  passwordTooOld?: boolean;
  /** Whether a next password is at hand, should the company not take the one that is. */
  renewsPassword?: boolean;
  /** When the account was last used: milliseconds since 1970. */
  usedAt?: number | null;
  /** The same by a clock that nobody sets. */
  usedTick?: number;
  /** Whether the application says itself when it is used. */
  tellsUse?: boolean;
  /** A refresh under way, shared by all that wait for it. */
  renewing: Promise<string> | null;
  /** Waits in turn, one after the other: commits, takes, and whatever else may not overlap. */
  turn: Promise<unknown>;
  /** Where the server was read up to while locked. */
  spooledCursor: string | null;
  /** New account keys on their way: what takes them up once they are known to be in force. */
  rotating?: { readonly keys: AccountKeysAnswer; takeUp(): Promise<void> } | null;
  /** What was done with items and is to be told to the company's log. */
  itemReports?: ItemReports;
  lastSyncAt: number | null;
  /** While locked, as far as was noted before: how many pieces of evidence there are, and changes without an answer. */
  noted: { readonly evidence: number; readonly pending: number; readonly refused: number };
  /** Whether the server answered when something was last to be sent. */
  reachable: boolean;
  /** Called when something could not be sent, by whoever would send it again. */
  onUnsent: (() => void) | null;
  /** Called when the server says that it waits for what is missing, by whoever brings it. */
  onRestoring: (() => void) | null;
  /** Called when an account was unlocked, by whoever follows and has kept what came until then. */
  onUnlocked: (() => void) | null;
  /** Told when the user has become a guest of a share, by whoever follows. */
  onJoined: (() => void) | null;
}

/** Everything secret, and everything that is verified by it. Dropped as a whole when the account is locked. */
export interface Open {
  readonly user: Id;
  readonly device: Id;
  readonly accountVault: Id;
  readonly accountVaultEpoch: number;
  readonly rootKey: SymmetricKey;
  readonly keys: AccountKeys;
  readonly own: OwnKeys;
  readonly keyRing: KeyRing;
  readonly held: Held;
  readonly frames: Frames;
  /** Whether what is written down cannot be gone on from: it is written anew with the next. */
  storeBehind?: boolean;
  /** Bodies that were opened, by record. */
  readonly plaintexts: Map<string, Plaintext>;
  /** What was signed and has no answer yet; at most one deed at a time. */
  deed: Deed | null;
  /** What was changed here and the server does not have yet, in the order in which it is sent. */
  readonly queue: Queued[];
  queueLog: QueueLog;
  /** Vaults of which the server says that it was restored from an old copy, and waits for what is missing. */
  readonly restoring: Set<string>;
  /** By roster: how all stood on which a link was signed there that the server would not have, and showed nothing that moved. */
  readonly linkedAt: Map<string, string>;
  /** How often in a row the server failed at what was sent last. */
  failures: number;
  /** By vault: what is shown of it while something is queued. */
  readonly shown: Map<string, Shown>;
  /** Sync states other than SYNCED, by vault and record. */
  readonly states: Map<string, SyncState>;
  /** When this run last tried to note its heads: milliseconds since 1970. */
  headsNotedAt: number;
  /** The rosters that state no document which is not held: of the company, and of its groups. */
  policiesOf?: readonly (Chain | null)[];
  /** What binds the user, as the application was told last. */
  toldPolicies?: BindingPolicies<string>;
  /** What this run did about keys of shares that are not here yet. */
  readonly shareKeys: AskedKeys;
  /** How the rosters stood when this run last looked after the company's groups, and when that was. */
  tended?: { readonly marks: string; readonly at: number };
  /** What is done for others without being asked waits in turn. */
  tending?: Promise<unknown>;
  /** The same as `tended`, of shares. */
  tendedShares?: { readonly marks: string; readonly at: number };
  /** How many links of a share with guests this run had when it last looked after those. */
  readonly guestsSeen: Map<string, number>;
  /** The same as `tended`, of recovery. */
  tendedRecovery?: { readonly marks: string; readonly at: number };
  /** The public key of the recovery group's epoch in force, as its roster states it. */
  recoveryKey?: { readonly group: string; readonly epoch: number; readonly publicKey: XWingPublicKey };
  /** A profile whose key in force was entrusted by a link alone, because a restored server had lost the wrap, and its epoch. */
  unwrapped?: { readonly vault: string; readonly epoch: number };
  /** Whether the server said last that the company's plan is not for recovery. */
  recoveryRefused?: "PLAN" | null;
  /** What recovery is for the account, as the application was told last. */
  toldRecovery?: OwnRecovery;
  /** What this device holds of other companies' rosters, for staff at their desks; read when it is first asked for. */
  companies?: Promise<HeldCompanies>;
  /** Whether this run looked whether own keys that were replaced have to follow there. */
  followedInCompanies?: boolean;
  /** By linked copy: when this run last could not have it follow: milliseconds since 1970. */
  copiesFailed?: Map<string, number>;
}

/** What was done with items and is to be told to the company's log, in its order. It lives as long as this run. */
export interface ItemReports {
  events: ItemEventWire[];
  /** Sent at least once: the same events under the same id until there is an answer. */
  readonly sent: { readonly clientMutationId: string; readonly events: readonly ItemEventWire[] }[];
  /** What is on its way, and what follows it. */
  sending: Promise<void>;
  next: Promise<void> | null;
}

/** What one envelope holds; null where it cannot be read. */
export interface Plaintext {
  readonly envelope: Uint8Array;
  readonly body: JsonObject | null;
}

/** The open account; throws LOCKED or CLOSED. */
export function opened(core: Core): Open {
  if (core.closed) throw new SealgraphError("CLOSED");
  if (core.open === null) throw new SealgraphError("LOCKED");
  return core.open;
}

/** Replaces parts of the device's state, in the store first. */
export async function changeDevice(core: Core, change: Partial<DeviceState>): Promise<void> {
  const next = { ...core.device, ...change };
  await core.around.store.put("device", encodeDeviceState(next));
  core.device = next;
}

/** Runs `work` after all that came before it, whatever became of that. */
export function inTurn<T>(core: Core, work: () => Promise<T>): Promise<T> {
  const mine = core.turn.then(work, work);
  core.turn = mine.catch(() => {});
  return mine;
}

/** Whether the session serves the portal: one of a partner's staff does as well. */
export const isInPortal = ({ device: { surface } }: Core): boolean => surface === "PORTAL" || surface === "PARTNER";

/** Whether the user was removed from the company, and has not gone elsewhere yet. */
export const isFormer = ({ held: { tenant }, user, own }: Open): boolean =>
  tenant !== null && isFormerMember(tenant, user, own);

/** The profile's or account's vault; throws VAULT_FROZEN where the server never showed one that verifies. */
export function vaultOf(open: Open, wanted: OwnClass): HeldVault {
  const vault = vaultOfClass(open.held, wanted);
  if (vault === undefined) throw new SealgraphError("VAULT_FROZEN", { class: wanted });
  return vault;
}

/**
 * The newest key of a vault, checked against what the account vault states, or stated when the vault was frozen; of a share the
 * newest that was handed to the user. Throws ProtocolError where there is none.
 */
export function newestKey(open: Open, vault: HeldVault): NewestKey {
  if (vault.class === "ACCOUNT") return accountVaultKey(open.keys, open.accountVaultEpoch);
  if (vault.class === "SHARE") return newestShareKey(open, vault);
  const frozen = open.held.frozenKeys.get(vault.vault);
  if (frozen) return frozen;
  if (open.held.pins === null) throw new SealgraphError("NOT_FOUND", { class: vault.class });
  return pinnedKey(open.held.pins, vault);
}

function newestShareKey({ held, keyRing }: Open, { vault, chain }: HeldVault): NewestKey {
  const keys = held.shares.get(vault)?.keys;
  for (let epoch = newestState(chain).epoch?.epoch ?? 0; epoch > 0; epoch--) {
    const key = keyRing.get(vault, epoch) ?? keys?.get(epoch);
    if (key) return { epoch, key };
  }
  throw new ProtocolError("WRONG_EPOCH", "key of a share");
}

/**
 * The key to seal under. Throws KEY_PENDING where that of a share was not handed to the user yet, BUSY where the account vault names one that is not the vault's, which is so while the other half of
 * a rotation is not here: the next sync brings it, or the evidence.
 */
export function keyToWrite(open: Open, vault: HeldVault): NewestKey {
  try {
    const newest = newestKey(open, vault);
    const isOld = vault.class === "SHARE" && newest.epoch !== newestState(vault.chain).epoch?.epoch;
    if (!isOld) return newest;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (vault.class !== "SHARE") throw new SealgraphError("BUSY", { class: vault.class });
  }
  throw new SealgraphError("KEY_PENDING", { part: "share" });
}

/** The key that a record's key is wrapped under. */
export function keyFor(open: Open, vault: HeldVault, epoch: number): SymmetricKey {
  return open.keyRing.get(vault.vault, epoch) ?? keyOfEpoch(open.keyRing, vault, newestKey(open, vault), epoch);
}

/** The key that marks what is not sent yet. */
export const queueKeyOf = ({ keys, user }: Open): SymmetricKey => deriveQueueKey(keys.signingSeed, user);

/** How states are named. */
export const stateKey = (vault: string, record: string): string => `${vault}/${record}`;
