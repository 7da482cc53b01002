import { formatSecretKey } from "../crypto/client/secret-key.ts";
import { formatUuid } from "../crypto/uuid.ts";
import { makeCore, readDevice } from "./account/begin.ts";
import { changePassword } from "./account/change-password.ts";
import { type Devices, devicesOf } from "./account/devices.ts";
import { noteHeads } from "./account/heads.ts";
import { closeAccount } from "./account/open.ts";
import { rotateProfile } from "./account/rotate.ts";
import { accessToken, call } from "./account/session.ts";
import { type SignIn, signInDevice } from "./account/sign-in.ts";
import { type SignUp, signUpDevice } from "./account/sign-up.ts";
import { lock, makeSession, openWith, unlock, unlockWithSession } from "./account/unlock.ts";
import { type Core, changeDevice, inTurn, opened } from "./core.ts";
import { SealgraphError } from "./errors.ts";
import type { Connection, EventMap, ProfileKind, Progress } from "./events.ts";
import type { Evidence, EvidenceFile } from "./evidence.ts";
import { type Folders, foldersOf } from "./items/folders.ts";
import { type ImportOptions, type ImportReport, type ImportRow, importRows } from "./items/import.ts";
import { type Items, itemsOf } from "./items/items.ts";
import { profileVault } from "./items/profile.ts";
import { emptyTrash, type Trash, type TreeNode, trashOf, treeOfProfile } from "./items/tree.ts";
import type { Settings } from "./settings.ts";
import { wipe } from "./store/store.ts";
import { fetchAll } from "./sync/fetch.ts";
import { type Follower, follow } from "./sync/follow.ts";
import { countChanges } from "./sync/deed.ts";
import { frozenEntry, keep } from "./sync/keep.ts";
import { notePosition } from "./sync/spool.ts";
import { type SyncReport, syncOnce } from "./sync/sync.ts";
import type { VaultClass } from "./transport/page.ts";
import { signOutOperation, viewerOperation } from "./transport/session-operations.ts";

/** What has to be kept on paper: with the password it opens the account on a new device. */
export interface EmergencyKit {
  readonly address: string;
  /** Origin of the server. */
  readonly server: string;
  /** `SG1-…` */
  readonly secretKey: string;
  readonly user: string;
  readonly createdAt: Date;
}

export interface Account {
  readonly user: string;
  /** null until a session says. */
  readonly tenant: string | null;
  readonly device: string;
  readonly deviceName: string;
  readonly address: string;
  readonly server: string;
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
  /** Whether the server was caught there: it is shown as it was, and not written to. */
  readonly frozen: boolean;
  /** When the last manifest was signed, by its author's clock, and on which device. */
  readonly lastChange: { readonly at: Date; readonly device: string } | null;
}

export interface Status {
  readonly locked: boolean;
  readonly signedIn: boolean;
  /** Why there is no session, where there is none. */
  readonly ended: "SIGNED_OUT" | "SESSION_ENDED" | "DEVICE_REVOKED" | null;
  readonly connection: Connection;
  readonly lastSyncAt: Date | null;
  /** Changes that were signed and sent, and of which nobody knows yet whether they are done. */
  readonly pending: number;
  /** Empty while locked. */
  readonly vaults: readonly VaultStatus[];
  /** How many pieces of evidence are kept. */
  readonly evidence: number;
}

export interface ProfileView {
  readonly kind: ProfileKind;
  readonly vault: string;
  items(): Items;
  folders(): Folders;
  tree(): Promise<TreeNode>;
  /** Last trashed first. */
  trash(): Promise<Trash>;
  /** Purges what is in the trash; gives how many records that were. */
  emptyTrash(): Promise<number>;
  import(rows: Iterable<ImportRow>, options: ImportOptions): Promise<ImportReport>;
}

export interface EvidenceList {
  /** Kept for ever, oldest first. */
  list(): Evidence[];
  /** All, or one, with the signed structures as they travelled and nothing secret. Throws NOT_FOUND. */
  export(id?: string): EvidenceFile;
  /** Fetches a frozen vault again from its beginning and checks it against what is known; it may freeze again. */
  thaw(vault: string): Promise<void>;
}

/** One account on one device. */
export interface Client {
  readonly account: Account;
  readonly locked: boolean;
  readonly signedIn: boolean;
  /** Needs no server where the store has content. WRONG_CREDENTIALS. */
  unlock(password: string): Promise<void>;
  /** A key that unlocks this store until it is locked, for `SEALGRAPH_SESSION`: keep it where only its user reads. */
  makeSession(): Promise<string>;
  /** WRONG_SESSION. */
  unlockWithSession(session: string): Promise<void>;
  lock(): Promise<void>;
  emergencyKit(): EmergencyKit;
  /** An access token that is good for a while. */
  accessToken(): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** What the server says the person is called. */
  viewer(): Promise<{ readonly address: string; readonly name: string }>;
  /** Notes how far this device has seen, ends its session and wipes its store. Works offline: then only the store is wiped. */
  signOut(): Promise<void>;
  /** Stops everything and lets go of the store. Idempotent. */
  close(): Promise<void>;
  changePassword(passwords: {
    readonly current: string;
    readonly next: string;
  }): Promise<{ readonly sessionsEnded: number }>;
  /** A new key epoch for a profile. */
  rotate(kind: ProfileKind): Promise<{ readonly epoch: number }>;
  readonly devices: Devices;
  /** Settles what has no answer yet, then fetches. While locked it fetches only, and verifies after unlocking. */
  syncNow(options?: { readonly onProgress?: (progress: Progress) => void }): Promise<SyncReport>;
  /** Follows the server until it is stopped; the same follower for every caller. */
  follow(): Follower;
  profile(kind: ProfileKind): ProfileView;
  status(): Status;
  readonly evidence: EvidenceList;
  on<Name extends keyof EventMap>(name: Name, listener: (event: EventMap[Name]) => void): () => void;
}

/** Makes an account. What the kit says is to be kept on paper, now. */
export async function completeSignUp(
  settings: Settings,
  input: SignUp,
): Promise<{ readonly client: Client; readonly emergencyKit: EmergencyKit }> {
  const client = makeClient(await signUpDevice(settings, input));
  return { client, emergencyKit: client.emergencyKit() };
}

/** Signs a device in, unlocks it and fetches everything. */
export async function signIn(settings: Settings, input: SignIn): Promise<Client> {
  const { core, rootKey } = await signInDevice(settings, input);
  await openWith(core, rootKey);
  await syncOnce(core);
  return makeClient(core);
}

/** The account that the store holds, locked; null where there is none. */
export async function openClient(settings: Settings): Promise<Client | null> {
  const device = await readDevice(settings);
  return device?.accountKeys ? makeClient(await makeCore(settings, device)) : null;
}

function makeClient(core: Core): Client {
  let follower: Follower | null = null;
  const stopFollowing = async () => {
    await follower?.stop();
    follower = null;
  };
  return {
    get account() {
      return accountOf(core);
    },
    get locked() {
      return core.open === null;
    },
    get signedIn() {
      return core.device.session !== null;
    },
    unlock: (password) => unlock(core, password),
    makeSession: () => makeSession(core),
    unlockWithSession: (session) => unlockWithSession(core, session),
    lock: () => lock(core),
    emergencyKit: () => kitOf(core),
    accessToken: async () => {
      const token = await accessToken(core);
      return { token, expiresAt: new Date(core.device.session?.accessExpiresAt ?? 0) };
    },
    viewer: async () => {
      const { address, name } = await call(core, viewerOperation, {});
      await changeDevice(core, { name });
      return { address, name };
    },
    signOut: async () => {
      await stopFollowing();
      await signOut(core);
    },
    close: async () => {
      if (core.closed) return;
      await stopFollowing();
      await close(core);
    },
    changePassword: (passwords) => changePassword(core, passwords),
    rotate: (kind) => rotateProfile(core, kind),
    devices: devicesOf(core),
    syncNow: ({ onProgress } = {}) => syncOnce(core, onProgress),
    follow: () => {
      if (core.closed) throw new SealgraphError("CLOSED");
      if (follower === null || follower.connection === "STOPPED") follower = follow(core);
      return follower;
    },
    profile: (kind) => profileView(core, kind),
    status: () => statusOf(core, follower?.connection ?? "STOPPED"),
    evidence: evidenceOf(core),
    on: (name, listener) => core.events.on(name, listener),
  };
}

function accountOf({ device, open }: Core): Account {
  const { user, deviceName, address, name, origin } = device;
  const pinned = open?.held.pins?.account.entry.tenant;
  const tenant = pinned ? formatUuid(pinned) : device.tenant;
  const ids = { user: formatUuid(user), tenant, device: formatUuid(device.device) };
  return { ...ids, deviceName, address, name, server: origin };
}

function profileView(core: Core, kind: ProfileKind): ProfileView {
  const profile = { core, kind };
  const { vault } = profileVault(profile).vault;
  return {
    kind,
    vault,
    items: () => itemsOf(profile),
    folders: () => foldersOf(profile),
    tree: () => treeOfProfile(profile),
    trash: () => trashOf(profile),
    emptyTrash: () => emptyTrash(profile),
    import: (rows, options) => importRows(profile, rows, options),
  };
}

function kitOf({ device }: Core): EmergencyKit {
  return {
    address: device.address,
    server: device.origin,
    secretKey: formatSecretKey(device.secretKey),
    user: formatUuid(device.user),
    createdAt: new Date(device.createdAt),
  };
}

async function signOut(core: Core): Promise<void> {
  if (core.device.session) {
    // Whoever signs out may be offline, or signed out already: the store is wiped all the same.
    await noteHeads(core).catch(() => {});
    await call(core, signOutOperation, {}).catch(() => {});
  }
  await inTurn(core, async () => {
    await core.open?.frames.settled();
    closeAccount(core);
    await wipe(core.around.store);
    core.device = { ...core.device, session: null, accountKeys: null, ended: "SIGNED_OUT" };
  });
  core.events.emit("signedOut", { reason: "SIGNED_OUT" });
}

async function close(core: Core): Promise<void> {
  core.closed = true;
  await inTurn(core, async () => {
    await core.open?.frames.settled();
    await notePosition(core).catch(() => {});
    closeAccount(core);
  });
  await core.around.store.close();
}

function statusOf(core: Core, connection: Connection): Status {
  const { open, device } = core;
  return {
    locked: open === null,
    signedIn: device.session !== null,
    ended: device.ended,
    connection,
    lastSyncAt: core.lastSyncAt === null ? null : new Date(core.lastSyncAt),
    pending: open ? (open.deed ? countChanges(open.deed) : 0) : core.noted.pending,
    vaults: [...(open?.held.vaults.values() ?? [])].map(({ vault, class: its, head, tree, chain }) => ({
      vault,
      class: its,
      revision: head?.manifest.revision ?? 0,
      count: tree.count,
      epoch: chain.states.at(-1)?.epoch?.epoch ?? 0,
      frozen: open?.held.frozen.has(vault) ?? false,
      lastChange: head && { at: new Date(head.manifest.time), device: formatUuid(head.manifest.device) },
    })),
    evidence: open ? open.held.evidence.length : core.noted.evidence,
  };
}

function evidenceOf(core: Core): EvidenceList {
  return {
    list: () => [...opened(core).held.evidence],
    export: (id) => {
      const { held } = opened(core);
      const evidence = id === undefined ? [...held.evidence] : held.evidence.filter((each) => each.id === id);
      if (id !== undefined && evidence.length === 0) throw new SealgraphError("NOT_FOUND", { part: "evidence" });
      const { user, origin } = core.device;
      return { format: "sealgraph-evidence", version: 1, user: formatUuid(user), server: origin, evidence };
    },
    thaw: (vault) =>
      inTurn(core, async () => {
        const open = opened(core);
        if (!open.held.frozen.delete(vault)) throw new SealgraphError("NOT_FOUND", { part: "vault" });
        open.held.cursor = null;
        await keep(core, open, [frozenEntry(vault, null)]);
        await fetchAll(core);
      }),
  };
}
