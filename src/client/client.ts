import { formatSecretKey } from "../crypto/client/secret-key.ts";
import { formatUuid } from "../crypto/uuid.ts";
import type { Locale } from "../words/locale.ts";
import { type AccountCodes, accountCodesOf } from "./account/account-code.ts";
import { changePassword } from "./account/change-password.ts";
import { type DeviceRequests, deviceRequestsOf } from "./account/device-requests.ts";
import { type Devices, devicesOf } from "./account/devices.ts";
import { close, type SignOut, signOut } from "./account/leave.ts";
import { setLocale } from "./account/locale.ts";
import { proveHere } from "./account/prove-here.ts";
import { rotateProfile } from "./account/rotate.ts";
import { type RotatePasswords, rotateAccount } from "./account/rotate-account.ts";
import { type SecondFactors, secondFactorsOf } from "./account/second-factors.ts";
import { accessToken, call, renew } from "./account/session.ts";
import { lock, makeSession, unlock, unlockWithSession } from "./account/unlock.ts";
import { type Company, companyOf } from "./company/company.ts";
import type { LinkedCopies } from "./copies/copies.ts";
import { copiesOf } from "./copies/verbs.ts";
import { type Core, changeDevice } from "./core.ts";
import { SealgraphError } from "./errors.ts";
import type { EventMap, ProfileKind, Progress } from "./events.ts";
import { type EvidenceList, evidenceOf } from "./evidence-list.ts";
import { type ExportedProfile, exportProfile } from "./export/export.ts";
import { type Health, healthOf } from "./health/health.ts";
import { type Folders, foldersOf } from "./items/folders.ts";
import { type BodyRow, type ImportOptions, type ImportReport, type ImportRow, importRows } from "./items/import.ts";
import { type Items, itemsOf } from "./items/items.ts";
import { profileVault } from "./items/profile.ts";
import { type ResealOptions, type ResealReport, resealProfile } from "./items/reseal.ts";
import { emptyTrash, type Trash, type TreeNode, trashOf, treeOfProfile } from "./items/tree.ts";
import type { EmergencyKit } from "./kit/kit.ts";
import type { Partner } from "./partner/partner.ts";
import { partnerOf } from "./partner/partner-of.ts";
import { noteCall, noteUse, watchIdle } from "./policy/idle.ts";
import { type Queue, queueOf } from "./queue/changes.ts";
import type { Recovery } from "./recovery/recovery.ts";
import { recoveryOf } from "./recovery/recovery-of.ts";
import type { Shares } from "./shares/shares.ts";
import { sharesOf } from "./shares/verbs.ts";
import { type Account, accountOf, type Status, statusOf } from "./status.ts";
import { type Follower, follow } from "./sync/follow.ts";
import { previewReset, type ResetPreview, resetVault } from "./sync/reset.ts";
import { type SyncReport, syncOnce } from "./sync/sync.ts";
import type { OwnClass } from "./transport/page.ts";
import { viewerOperation } from "./transport/session-operations.ts";

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
  import(
    rows: Iterable<ImportRow | BodyRow> | AsyncIterable<ImportRow | BodyRow>,
    options: ImportOptions,
  ): Promise<ImportReport>;
  /** All that lives in it, in clear: for a file that only its owner reads. The same on every device that has the same. */
  export(): Promise<ExportedProfile>;
}

/** One account on one device. */
export interface Client {
  readonly account: Account;
  readonly locked: boolean;
  readonly signedIn: boolean;
  /** Needs no server where the store has content. WRONG_CREDENTIALS. */
  unlock(password: string): Promise<void>;
  /**
   * For what an application does only for whoever still knows it, as an export. Asks no server. Throws WRONG_CREDENTIALS unless it is
   * the account's password.
   */
  checkPassword(password: string): Promise<void>;
  /**
   * A key that unlocks this store until it is locked, for `SEALGRAPH_SESSION`: keep it where only its user reads. The last
   * 16 are good side by side.
   */
  makeSession(): Promise<string>;
  /** WRONG_SESSION. */
  unlockWithSession(session: string): Promise<void>;
  lock(): Promise<void>;
  emergencyKit(): EmergencyKit;
  /**
   * An access token that is good for a while, for what asks the server beside this client. `refused`: one that the server did not take
   * (TOKEN_EXPIRED, UNAUTHENTICATED), in whose place comes another. NOT_SIGNED_IN, SESSION_ENDED, DEVICE_REVOKED, UNREACHABLE.
   */
  accessToken(options?: { readonly refused?: string }): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** What the server says the person is called, and in what language it writes to them. */
  viewer(): Promise<{ readonly address: string; readonly name: string; readonly locale: Locale }>;
  /** Has the server write to the person in this language from now on. It is no secret there. INVALID_INPUT. */
  setLocale(locale: Locale): Promise<Locale>;
  /**
   * Notes how far this device has seen, ends its session and wipes its store. Works offline: then only the store is wiped.
   * Throws CHANGES_WAITING while the server does not have all that was changed here; `discard` lets go of that.
   */
  signOut(options?: SignOut): Promise<void>;
  /** Stops everything and lets go of the store. Idempotent. */
  close(): Promise<void>;
  changePassword(passwords: {
    readonly current: string;
    readonly next: string;
  }): Promise<{ readonly sessionsEnded: number }>;
  /** The person's own way back without password and Secret Key. */
  readonly accountCode: AccountCodes;
  /**
   * "It leaked": a new Secret Key, a new password and new account keys; all other devices are signed out, and the account
   * code ends (offer a new one). The kit is to be kept on paper, now. What is left to do afterwards stands in
   * `status().rotation`, and goes on with `syncNow`. WRONG_CREDENTIALS, VAULT_FROZEN; UNREACHABLE: nobody knows yet, and
   * `syncNow` finds out.
   */
  rotateAccount(
    passwords: RotatePasswords,
  ): Promise<{ readonly emergencyKit: EmergencyKit; readonly sessionsEnded: number }>;
  /** A new key epoch for a profile. */
  rotate(kind: ProfileKind): Promise<{ readonly epoch: number }>;
  /**
   * Seals every record of a profile again that is under an earlier epoch, in portions: an ordinary bulk edit, that can be
   * ended and gone on with. VAULT_FROZEN, UNREACHABLE, BUSY.
   */
  resealProfile(kind: ProfileKind, options?: ResealOptions): Promise<ResealReport>;
  /**
   * After the server was restored from an old copy: what of a profile, or of the account vault, it does not have and this
   * device cannot bring, once all that it can bring was.
   */
  previewReset(kind: OwnClass): Promise<ResetPreview>;
  /**
   * Abandons for all devices what `previewReset` shows, because nobody has it any more. What a device held and the server
   * has not is kept as items of their own, and every device shows it. With `agreed`, the preview that a person said yes to,
   * no more than that: BUSY where others offered another head since. NOTHING_TO_RESET, LIMIT_EXCEEDED, BUSY.
   */
  resetVault(kind: OwnClass, agreed?: ResetPreview): Promise<ResetPreview>;
  /** The company of this account; a person without one has a company of one. */
  readonly company: Company;
  /** Who can open what people of the company leave behind, and opening it. */
  readonly recovery: Recovery;
  /** All companies of a partner from one place, for its staff. */
  readonly partner: Partner;
  /** How the passwords of the business profile stand, counted on this device. */
  readonly health: Health;
  /** Vaults of several people. */
  readonly shares: Shares;
  /** Items in shares that follow another item, for a second audience. */
  readonly copies: LinkedCopies;
  readonly devices: Devices;
  /** What the server asks for besides password and Secret Key. */
  readonly secondFactors: SecondFactors;
  /** New devices of this account that ask to be approved. */
  readonly deviceRequests: DeviceRequests;
  /** Settles what has no answer yet, then fetches. While locked it fetches only, and verifies after unlocking. */
  syncNow(options?: { readonly onProgress?: (progress: Progress) => void }): Promise<SyncReport>;
  /** Follows the server until it is stopped; the same follower for every caller. */
  follow(): Follower;
  profile(kind: ProfileKind): ProfileView;
  /**
   * Says that the person does something: what an application calls on keys and clicks, for `vaultTimeoutMinutes`. Until it was called
   * once, verbs such as `profile` count instead; from then on they do not, because an application asks for what it shows also when
   * something came from others. An account that was left alone for too long locks itself, and tells by `locked`.
   */
  used(): void;
  status(): Status;
  readonly evidence: EvidenceList;
  readonly queue: Queue;
  on<Name extends keyof EventMap>(name: Name, listener: (event: EventMap[Name]) => void): () => void;
}

/** What an application is given of an account. */
export function makeClient(core: Core): Client {
  let follower: Follower | null = null;
  const stopWatching = watchIdle(core);
  const stopLettingGo = core.around.store.onWanted?.((reason) => {
    void client.close();
    core.events.emit("closed", { reason });
  });
  const stopFollowing = async () => {
    await follower?.stop();
    follower = null;
  };
  const client: Client = {
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
    checkPassword: async (password) => void (await proveHere(core, password)),
    makeSession: () => makeSession(core),
    unlockWithSession: (session) => unlockWithSession(core, session),
    lock: () => lock(core),
    emergencyKit: () => kitOf(core),
    accessToken: async ({ refused } = {}) => {
      const token = await (refused === undefined ? accessToken(core) : renew(core, refused));
      return { token, expiresAt: new Date(core.device.session?.accessExpiresAt ?? 0) };
    },
    viewer: async () => {
      const { address, name, locale } = await call(core, viewerOperation, {});
      await changeDevice(core, { name });
      return { address, name, locale };
    },
    setLocale: (locale) => setLocale(core, locale),
    signOut: (options = {}) => signOut(core, options, stopFollowing),
    close: async () => {
      if (core.closed) return;
      stopWatching();
      stopLettingGo?.();
      await stopFollowing();
      await close(core);
    },
    changePassword: (passwords) => changePassword(core, passwords),
    accountCode: accountCodesOf(core),
    rotateAccount: async (passwords) => {
      const { sessionsEnded } = await rotateAccount(core, passwords);
      return { emergencyKit: kitOf(core), sessionsEnded };
    },
    rotate: (kind) => rotateProfile(core, kind),
    resealProfile: (kind, options) => resealProfile({ core, kind }, options),
    previewReset: (kind) => previewReset(core, kind),
    resetVault: (kind, agreed) => resetVault(core, kind, agreed),
    company: companyOf(core),
    recovery: recoveryOf(core),
    partner: partnerOf(core),
    health: healthOf(core),
    shares: sharesOf(core),
    copies: copiesOf(core),
    devices: devicesOf(core),
    secondFactors: secondFactorsOf(core),
    deviceRequests: deviceRequestsOf(core),
    syncNow: ({ onProgress } = {}) => syncOnce(core, onProgress),
    follow: () => {
      if (core.closed) throw new SealgraphError("CLOSED");
      if (follower === null || follower.connection === "STOPPED") follower = follow(core);
      return follower;
    },
    profile: (kind) => {
      noteCall(core);
      return profileView(core, kind);
    },
    used: () => noteUse(core),
    status: () => statusOf(core, follower?.connection ?? "STOPPED"),
    evidence: evidenceOf(core),
    queue: queueOf(core),
    on: (name, listener) => core.events.on(name, listener),
  };
  return client;
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
    export: () => exportProfile(profile),
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
