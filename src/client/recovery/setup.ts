/** The half of `Recovery` by which a company names who holds its recovery key. */

/** By what a company's recovery group can be opened: the policy `organisationBackup`, of the tenant. */
export type RecoveryMode = "RECOVERY_GROUP" | "RECOVERY_CODE" | "BOTH";

/**
 * Shows a recovery code (10 groups of 6 digits) to whoever is to keep it, before it counts: the place to print it, to split it
 * and to have groups of it typed back. What it throws ends the deed, and nothing was sent.
 */
export type ShowRecoveryCode = (code: string) => void | Promise<void>;

/**
 * How somebody acts who holds no key of the group: by its code, as it was shown, or by as many of its parts as it takes.
 * Without it a custodian acts. RECOVERY_CODE_REFUSED with `reason`, and with `group` (and `part`) where a group of digits is none.
 */
export interface ByCode {
  readonly code?: string | readonly string[];
}

/** What the company has said of recovery, in one link of its roster (PROTOCOL §4.13). */
export interface RecoverySwitch {
  /** The recovery group; null: off. */
  readonly group: string | null;
  /** How many other members of the group have to approve a recovery before it opens, 0 to 5. */
  readonly approvals: number;
  /** How many hours a recovery waits before it opens, 0 to 168; it can be vetoed meanwhile. */
  readonly hours: number;
  /** The administrator who signed it. */
  readonly by: string;
  /** Of its link: what `confirm` names. */
  readonly seq: number;
}

export interface RecoveryGroupView {
  readonly group: string;
  /** Users who hold its key for good. */
  readonly custodians: readonly string[];
  /** Users who hold it for a recovery. */
  readonly members: readonly string[];
  /** The code that opens it as well: since which link; null: none. */
  readonly code: { readonly seq: number; readonly since: Date } | null;
  /** Of its key, counted from 1; 0: there is none yet. */
  readonly epoch: number;
  /**
   * `NONE`: no key was made yet. `DUE`: somebody had it who is to have it no more, or the code is another: a custodian's next
   * sync makes a new one. `HERE`: this device has it. `OTHERS`: others have it. `PENDING`: the user is in the group and was
   * given no key. `FROZEN`: the server shows less of the group than was seen, or something else: nothing is done by it.
   */
  readonly key: "NONE" | "DUE" | "HERE" | "OTHERS" | "PENDING" | "FROZEN";
  /** Of its roster: the same words for everybody who sees the same. */
  readonly head: { readonly seq: number; readonly hash: string; readonly words: readonly string[] };
}

export interface RecoveryStatus {
  /** In force; null: off, or never switched on. */
  readonly on: RecoverySwitch | null;
  /** Signed, and waits for another administrator; null: nothing does. */
  readonly awaiting: RecoverySwitch | null;
  /** What the tenant's policy `organisationBackup` says, whatever binds single people; null: nothing, or it is not known here. */
  readonly mode: RecoveryMode | "OFF" | null;
  /** That of the switch in force, else of the one that awaits. */
  readonly group: RecoveryGroupView | null;
  /**
   * Of this account's user, where only administrators by a partner's break-glass put the switch in force: nothing is entrusted by it
   * before. Null: there is nothing to agree to.
   */
  readonly agreement: "NEEDED" | "GIVEN" | null;
  /** Of this account. */
  readonly own: OwnRecovery;
}

/** Why nothing of a user's is entrusted though the company has recovery, or has signed it. */
export type RecoveryWaits = "CONFIRMATION" | "AGREEMENT" | "GROUP_KEY" | "ROSTER" | "POLICY" | "PLAN";

/** What recovery is for this account: which of its vaults the company could open by its recovery group. */
export interface OwnRecovery {
  /** Whether the company's switch is in force, by the roster that this device has verified. */
  readonly on: boolean;
  /** The business profile, and business shares that the user writes in, whose key in force the group has. */
  readonly entrusted: readonly string[];
  /** Those that are still to be entrusted, or to have a new key first: the next sync does it. */
  readonly pending: readonly string[];
  /**
   * `CONFIRMATION`: of another administrator. `AGREEMENT`: of this user, by `agree`. `GROUP_KEY`: a custodian has to make a key. `ROSTER`: the server shows less of the
   * group than is signed. `POLICY`: what binds this user says no backup, so the profile is left out. `PLAN`: the company's plan
   * is not for it. Null: nothing.
   */
  readonly waitingFor: RecoveryWaits | null;
}

/** What an administrator is shown before they confirm: all of it from rosters that this device has verified. */
export interface RecoveryToConfirm {
  readonly awaiting: RecoverySwitch;
  /** What it is to take the place of. */
  readonly before: RecoverySwitch | null;
  /** Null where it is to be switched off. */
  readonly group: RecoveryGroupView | null;
}

/** What a user is shown before they agree to a switch that only administrators by a partner's break-glass put in force. */
export interface RecoveryToAgree {
  readonly on: RecoverySwitch;
  readonly group: RecoveryGroupView;
}

export interface BeginRecovery {
  /** Administrators who are to hold the key for good: the caller, or there is a code. At most 49. */
  readonly custodians: readonly string[];
  /** For a code: demanded by the modes RECOVERY_CODE and BOTH. */
  readonly code?: ShowRecoveryCode;
  readonly mode: RecoveryMode;
  /** 0 to 5; 0 where it is left out. */
  readonly approvals?: number;
  /** 0 to 168; 0 where it is left out. */
  readonly hours?: number;
}

/**
 * Naming who can open business profiles and business shares when nobody else can (PROTOCOL §4.13). What changes something is for
 * administrators, in the portal: WRONG_SURFACE, FORBIDDEN, READ_ONLY, BUSY, STEP_UP_REQUIRED. LIMIT_EXCEEDED with `limit` `PLAN`
 * where the company's plan is not for it. SERVER_CAUGHT where the server shows other rosters than are known.
 */
export interface RecoverySetup {
  status(): Promise<RecoveryStatus>;
  /**
   * Founds a recovery group, gives its key to those named, says the tenant's policy, and signs the switch: in force at once where
   * nobody else is an active administrator, else when another one confirms. ALREADY_SO where it is on, or awaits: then `off`, or
   * the verbs below. INVALID_INPUT where mode and holders do not fit: RECOVERY_GROUP and BOTH take a custodian, RECOVERY_CODE and
   * BOTH a code; and where neither the caller is a custodian nor there is a code. NOT_ADMINISTRATOR, NOT_FOUND. Gives the group.
   */
  begin(input: BeginRecovery): Promise<string>;
  /**
   * Confirms the switch that awaits, as another administrator, once `show` has returned: who throws there confirms nothing. Never
   * what the rosters as verified here do not show. NOT_FOUND where nothing awaits, or no more what was shown; ONESELF.
   */
  confirm(show: (what: RecoveryToConfirm) => void | Promise<void>): Promise<void>;
  /**
   * Agrees to the switch in force, which only administrators by a partner's break-glass put there, once `show` has returned: who
   * throws there agrees to nothing. For every user, for themself; another switch is another question. NOT_FOUND where there is
   * nothing to agree to, ALREADY_SO.
   */
  agree(show: (what: RecoveryToAgree) => void | Promise<void>): Promise<void>;
  /**
   * Switches it off, and says so in the tenant's policy: at once, or when another administrator confirms. From then on all keys
   * that the group had are due. NOT_FOUND where it is not on and nothing awaits.
   */
  off(): Promise<void>;
  /** Puts an administrator in for good, and gives them the key. ALREADY_MEMBER, NOT_ADMINISTRATOR, KEY_PENDING. */
  addCustodian(user: string, by?: ByCode): Promise<void>;
  /** Puts an administrator in for a recovery, and gives them the key. ALREADY_MEMBER, NOT_ADMINISTRATOR, KEY_PENDING. */
  addMember(user: string, by?: ByCode): Promise<void>;
  /**
   * Takes a custodian or a member out, and makes a new key for those who stay. LAST_CUSTODIAN where nobody else could act, or the
   * mode demands one. NOT_FOUND. ONESELF: who goes does not make the key of those who stay.
   */
  removeMember(user: string, by?: ByCode): Promise<void>;
  /** Makes a member a custodian, or with `permanent` false a custodian a member. ALREADY_SO, NOT_FOUND, LAST_CUSTODIAN. */
  makeCustodian(user: string, options?: ByCode & { readonly permanent?: boolean }): Promise<void>;
  /** Makes a new key of the group where one is due. NOTHING_TO_RENEW. */
  renew(by?: ByCode): Promise<void>;
  /** Gives the group a code, in place of the one before, and a new key with it. Gives the code back. */
  newCode(show: ShowRecoveryCode, by?: ByCode): Promise<string>;
  /** Takes the code away, and makes a new key. NOT_FOUND where there is none, LAST_CUSTODIAN where the mode demands it. */
  dropCode(by?: ByCode): Promise<void>;
  /**
   * Whether it is the code of the group, as verified here: nothing is sent, nothing opened. RECOVERY_CODE_REFUSED with `reason`:
   * `WRONG_GROUP` (with `group`, counted from 1, and `part`), `WRONG_CODE` (it is another), `TWO_SETS`, `SAME_PART`, `TOO_FEW` (with
   * `needed`). NOT_FOUND where the group has no code.
   */
  checkCode(code: string | readonly string[]): Promise<void>;
}
