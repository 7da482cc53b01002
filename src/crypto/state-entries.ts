/** What a roster's state is made of (PROTOCOL §4.3): everyone and everything in force, one entry each. */
import type { BreakGlass, Desk, FormerStaff, Mark, Staff } from "./desk-entries.ts";
import type { entryType } from "./entry-type.ts";
import type { Hash, Id, SigningPublicKey } from "./keys.ts";

export { entryType } from "./entry-type.ts";

/** Roles of members (PROTOCOL §4.3). */
export const role = {
  OWNER: 1,
  ADMINISTRATOR: 2,
  USER: 3,
  MEMBER: 4,
  EDITOR: 5,
  READER: 6,
  READER_HIDDEN: 7,
  CUSTODIAN: 8,
} as const;
export type Role = (typeof role)[keyof typeof role];

/** Roles that people have in a tenant. */
export const tenantRoles = [role.ADMINISTRATOR, role.USER] as const;
export type TenantRole = (typeof tenantRoles)[number];

/** Roles that administrators have in a recovery group (PROTOCOL §4.13). */
export const recoveryRoles = [role.MEMBER, role.CUSTODIAN] as const;
export type RecoveryRole = (typeof recoveryRoles)[number];

/** Roles that groups have in a share. */
export const groupRoles = [role.EDITOR, role.READER, role.READER_HIDDEN] as const;
export type GroupRole = (typeof groupRoles)[number];

/** Roles that guests have in a share (PROTOCOL §4.12). */
export const guestRoles = groupRoles;
export type GuestRole = GroupRole;

/** Roles that people have in a share. */
export const shareRoles = [role.OWNER, ...groupRoles] as const;
export type ShareRole = (typeof shareRoles)[number];

/** Status of members (PROTOCOL §4.3). */
export const memberStatus = { ACTIVE: 1, SUSPENDED: 2 } as const;
export type MemberStatus = (typeof memberStatus)[keyof typeof memberStatus];

/** Classes of groups (PROTOCOL §4.3). */
export const groupClass = { NAMED: 1, EVERYONE: 2, RECOVERY: 3 } as const;
export type GroupClass = (typeof groupClass)[keyof typeof groupClass];

/** Whether a switch is in force, or awaits another administrator (PROTOCOL §4.13). */
export const switchStatus = { IN_FORCE: 1, AWAITS: 2 } as const;
export type SwitchStatus = (typeof switchStatus)[keyof typeof switchStatus];

/** What a document of policies is for (PROTOCOL §4.10). */
export const policyScope = { TENANT: 1, GROUP: 2, USER: 3, PARTNER: 4 } as const;
export type PolicyScope = (typeof policyScope)[keyof typeof policyScope];

export interface Member {
  readonly type: typeof entryType.MEMBER;
  readonly user: Id;
  readonly role: Role;
  readonly status: MemberStatus;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  readonly person: Hash | null;
  readonly primary: boolean;
  /** Of the link that made the entry what it is; it is also the seq that gives this member's right. */
  readonly seq: number;
}

/** Someone, or an old key, from whom the right to write was taken. */
export interface FormerWriter {
  readonly type: typeof entryType.FORMER;
  readonly signingKey: SigningPublicKey;
  readonly user: Id;
  readonly cut: Hash | null;
  readonly seq: number;
}

/** The key epoch in force of a vault. */
export interface VaultEpoch {
  readonly type: typeof entryType.EPOCH;
  readonly epoch: number;
  readonly commitment: Hash;
  readonly seq: number;
}

/** The key epoch in force of a group. */
export interface GroupEpoch {
  readonly type: typeof entryType.GROUP_EPOCH;
  readonly epoch: number;
  readonly commitment: Hash;
  /** Of the pair that follows from the epoch's secret (PROTOCOL §4.8). */
  readonly xwingKeyHash: Hash;
  /** Of the tenant head that its link names: for whom it was made. */
  readonly tenantSeq: number;
  readonly seq: number;
}

/** The key epoch in force of a share. */
export interface ShareEpoch {
  readonly type: typeof entryType.SHARE_EPOCH;
  readonly epoch: number;
  readonly commitment: Hash;
  /** Of the tenant head that its link names: for whom it was made. */
  readonly tenantSeq: number;
  readonly seq: number;
}

export type EpochEntry = VaultEpoch | GroupEpoch | ShareEpoch;

export interface Invitation {
  readonly type: typeof entryType.INVITATION;
  readonly key: SigningPublicKey;
  /** In a tenant, or as a guest in a share. */
  readonly role: TenantRole | GuestRole;
  readonly person: Hash;
  /** Milliseconds since 1970; kept by the server. */
  readonly expiry: number;
  readonly author: Id;
  readonly seq: number;
}

/** What was signed and awaits another administrator. */
export interface Awaiting {
  readonly type: typeof entryType.AWAITING;
  /** Of the link; `CONFIRM` names it. */
  readonly seq: number;
  /** `PRIMARY` or `PERSON`. */
  readonly operation: 12 | 13;
  readonly user: Id;
  readonly person: Hash | null;
  readonly author: Id;
}

/** The name of a tenant, or the hash of a group's or a share's sealed name. */
export interface NameEntry {
  readonly type: typeof entryType.NAME;
  readonly name: string | Hash;
  readonly seq: number;
}

export interface GroupEntry {
  readonly type: typeof entryType.GROUP;
  readonly group: Id;
  readonly class: GroupClass;
  readonly genesis: Hash;
  /** The head that an administrator stated last, by the link of this seq in the tenant's roster; null where none has. */
  readonly checkpoint: Checkpoint | null;
  readonly seq: number;
}

/** Where a group's chain was when an administrator stated it (PROTOCOL §4.4). */
export interface Checkpoint {
  readonly seq: number;
  readonly hash: Hash;
  /** Of the tenant's link that stated it. */
  readonly tenantSeq: number;
}

/** For whom a document of policies is. */
export interface PolicyPlace {
  readonly scope: PolicyScope;
  /** Of the group, the user or the desk; null for the tenant. */
  readonly id: Id | null;
}

/** The document of policies in force for a scope. */
export interface PolicyEntry extends PolicyPlace {
  readonly type: typeof entryType.POLICY;
  readonly hash: Hash;
  readonly seq: number;
}

/** A group that a share has. */
export interface ShareGroup {
  readonly type: typeof entryType.SHARE_GROUP;
  readonly group: Id;
  readonly genesis: Hash;
  readonly role: GroupRole;
  /** Where the group's roster was when the epoch in force was made, or the group added; of Everyone the tenant's. */
  readonly groupSeq: number;
  /** Of the link that gave the role. */
  readonly seq: number;
}

/** Until when somebody is a recipient of a share. */
export interface Expiry {
  readonly type: typeof entryType.EXPIRY;
  readonly recipient: Id;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly seq: number;
}

/** A group that a share had, or that wrote to it. */
export interface FormerGroup {
  readonly type: typeof entryType.FORMER_GROUP;
  readonly group: Id;
  readonly cut: Hash | null;
  readonly seq: number;
}

/** The end of a share. */
export interface Ended {
  readonly type: typeof entryType.ENDED;
  readonly cut: Hash | null;
  readonly seq: number;
}

/** Somebody in a share whom its tenant's roster does not state (PROTOCOL §4.12). */
export interface Guest {
  readonly type: typeof entryType.GUEST;
  readonly user: Id;
  readonly role: GuestRole;
  /** Suspended: by keys that no owner has verified yet. */
  readonly status: MemberStatus;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  readonly person: Hash;
  /** Of the link that made the entry what it is; it is also the seq that gives this guest's right. */
  readonly seq: number;
}

/** To which recovery group a company's vaults are entrusted, and by what procedure they are read (PROTOCOL §4.13). */
export interface RecoverySetting {
  readonly group: Id;
  /** A head of the group that its chain runs through. */
  readonly seq: number;
  readonly hash: Hash;
  /** Others who approve before a recovery is open, 0 to 5. */
  readonly approvals: number;
  /** How long a recovery waits before it is open, 0 to 168. */
  readonly hours: number;
}

/** The switch of a tenant: one that is in force, and one that awaits. */
export interface RecoverySwitch {
  readonly type: typeof entryType.SWITCH;
  readonly status: SwitchStatus;
  /** Null of what awaits: that it is switched off. */
  readonly setting: RecoverySetting | null;
  /** Who signed it; another confirms. */
  readonly author: Id;
  readonly seq: number;
}

/** What follows from the recovery code of a group (PROTOCOL §4.13). */
export interface RecoveryCodeKeys {
  readonly type: typeof entryType.CODE;
  readonly xwingKeyHash: Hash;
  readonly signingKey: SigningPublicKey;
  /** Of the link that set it; it is also the seq that gives the right of whoever acts by the code. */
  readonly seq: number;
}

/** That the key of the epoch in force is wrapped for a recovery group (PROTOCOL §4.14). */
export interface Entrusted {
  readonly type: typeof entryType.ENTRUSTED;
  readonly group: Id;
  readonly groupEpoch: number;
  readonly seq: number;
}

export type StateEntry =
  | Member
  | FormerWriter
  | EpochEntry
  | Invitation
  | Awaiting
  | NameEntry
  | GroupEntry
  | PolicyEntry
  | ShareGroup
  | Expiry
  | FormerGroup
  | Ended
  | Guest
  | RecoverySwitch
  | RecoveryCodeKeys
  | Entrusted
  | Desk
  | Staff
  | FormerStaff
  | BreakGlass
  | Mark;
