/** What links do, and to whom or what: operations and their subjects (PROTOCOL §4.4). */
import type { DeskRole } from "./desk-entries.ts";
import type { DeskTerms } from "./desk-terms.ts";
import type { Hash, Id, SigningPublicKey } from "./keys.ts";
import type {
  GroupClass,
  GroupRole,
  GuestRole,
  PolicyPlace,
  RecoveryRole,
  RecoverySetting,
  ShareRole,
  TenantRole,
} from "./state-entries.ts";

/** Kinds of rosters (PROTOCOL §4.1). */
export const rosterKind = { TENANT: 1, GROUP: 2, SHARE: 3, PROFILE: 4 } as const;
const { TENANT, GROUP, SHARE, PROFILE } = rosterKind;
type Tenant = typeof TENANT;
type Group = typeof GROUP;
type Share = typeof SHARE;
type Profile = typeof PROFILE;
export type RosterKind = Tenant | Group | Share | Profile;
export const rosterKinds = [TENANT, GROUP, SHARE, PROFILE] as const;

/** Operations of links (PROTOCOL §4.4). */
export const operation = {
  GENESIS: 1,
  OWN_KEYS: 2,
  NEW_EPOCH: 3,
  INVITE: 4,
  VOID: 5,
  JOIN: 6,
  REMOVE: 7,
  LEAVE: 8,
  SUSPEND: 9,
  RESUME: 10,
  ROLE: 11,
  PRIMARY: 12,
  PERSON: 13,
  CONFIRM: 14,
  NAME: 15,
  NEW_GROUP: 16,
  END_GROUP: 17,
  ADD: 18,
  MOVE: 19,
  CHECKPOINT: 20,
  POLICY: 21,
  ADD_GROUP: 22,
  EXPIRY: 23,
  CLOSE: 24,
  INTRODUCE: 25,
  RECOVERY: 26,
  CODE: 27,
  ENTRUST: 28,
  DESK: 29,
  STAFF: 30,
  BREAK_GLASS: 31,
} as const;
export type Operation = (typeof operation)[keyof typeof operation];

/** Classes of profiles (PROTOCOL §4.4). */
export const profileClass = { ACCOUNT: 1, PERSONAL: 2, BUSINESS: 3 } as const;
export type ProfileClass = (typeof profileClass)[keyof typeof profileClass];

/** Scopes of shares: whose profiles their items come from (PROTOCOL §4.4). */
export const shareScope = { PERSONAL: profileClass.PERSONAL, BUSINESS: profileClass.BUSINESS } as const;
export type ShareScope = (typeof shareScope)[keyof typeof shareScope];

/** A person's public keys as rosters state them. */
export interface StatedKeys {
  readonly user: Id;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
}

/** The head of a group's chain, as somebody knows it. */
export type GroupHead = readonly [group: Id, seq: number, hash: Hash];

/** Where the roster of a group that a share has is: of Everyone the tenant's. */
export type GroupSeq = readonly [group: Id, seq: number];

/** Who a member of a share is, by the commitment that the tenant states (PROTOCOL §4.12). */
export type Introduced = readonly [user: Id, person: Hash];

/** What follows from a recovery code (PROTOCOL §4.13). */
export interface CodeKeys {
  readonly xwingKeyHash: Hash;
  readonly signingKey: SigningPublicKey;
}

/** To which epoch of a recovery group a vault's key is wrapped (PROTOCOL §4.14). */
export interface EntrustedTo {
  readonly group: Id;
  /** Of the group's roster, where it has that epoch. */
  readonly groupSeq: number;
  readonly groupEpoch: number;
}

/** The desk by which a tenant is founded (PROTOCOL §4.15). */
export interface FoundingDesk extends DeskTerms {
  /** The id of the partner's tenant, and the hash of its genesis. */
  readonly desk: Id;
  readonly genesis: Hash;
}

/** Whom a desk begins with, and whose it is. */
export interface DeskFounding extends StatedKeys {
  /** Hash of the genesis of the partner's tenant. */
  readonly genesis: Hash;
  readonly person: Hash;
}

/** What a desk may do from now on; where it does not stand yet, who its first keeper is. */
export interface DeskSetting extends DeskTerms {
  readonly founding: DeskFounding | null;
}

/** What somebody at a desk is from now on. */
export interface StaffSetting {
  readonly role: DeskRole;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  readonly person: Hash;
}

/** What a desk asks for beyond its rights (PROTOCOL §4.16). */
export interface AskedBreakGlass {
  /** `breakGlassReasonHash` of what it is for. */
  readonly reason: Hash;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}

/** Members that one link introduces. */
export const mostIntroduced = 100;

/** Heads that one checkpoint states. */
export const mostHeads = 150;

/** One for each kind and operation, so that both tell them apart. */
type Act<K extends RosterKind, O extends Operation, S> = K extends RosterKind
  ? O extends Operation
    ? { readonly kind: K; readonly operation: O; readonly subject: S }
    : never
  : never;
type On = { readonly user: Id };
interface Invited {
  readonly key: SigningPublicKey;
  readonly person: Hash;
  /** Milliseconds since 1970. */
  readonly expiry: number;
}

/** Each operation in the kinds of roster that know it, with its subject. */
export type Deed =
  | Act<
      Tenant,
      1,
      StatedKeys & {
        readonly person: Hash;
        /** Left out by a person who founds a tenant of their own. */
        readonly desk?: FoundingDesk;
      }
    >
  | Act<Profile, 1, StatedKeys & { readonly class: ProfileClass }>
  | Act<Group, 1, { readonly class: GroupClass; readonly name: Hash | null }>
  | Act<RosterKind, 2, StatedKeys>
  | Act<Profile, 3, null>
  | Act<Group, 3, { readonly xwingKeyHash: Hash }>
  | Act<Tenant, 4, Invited & { readonly role: TenantRole }>
  | Act<Share, 4, Invited & { readonly role: GuestRole }>
  | Act<Tenant | Share, 5, { readonly key: SigningPublicKey }>
  | Act<Tenant | Share, 6, StatedKeys & { readonly key: SigningPublicKey }>
  | Act<Tenant | Group, 7 | 8, On>
  | Act<Tenant, 9 | 10, On>
  | Act<Tenant, 11, On & { readonly role: TenantRole }>
  | Act<Tenant, 12, On>
  | Act<Tenant, 13, On & { readonly person: Hash }>
  | Act<Tenant, 14, { readonly seq: number }>
  | Act<Tenant, 15, { readonly name: string }>
  | Act<Group, 15, { readonly name: Hash }>
  | Act<Tenant, 16, { readonly group: Id; readonly class: GroupClass; readonly genesis: Hash }>
  | Act<Tenant, 17, { readonly group: Id }>
  | Act<Group, 18, StatedKeys>
  | Act<Tenant, 20, { readonly heads: readonly GroupHead[] }>
  | Act<Tenant, 21, PolicyPlace & { readonly hash: Hash | null }>
  | Act<Profile, 19, { readonly tenant: Id }>
  | Act<Share, 1, StatedKeys & { readonly scope: ShareScope; readonly name: Hash }>
  | Act<Share, 3, { readonly groups: readonly GroupSeq[] }>
  | Act<Share, 7, { readonly recipient: Id }>
  | Act<Share, 8 | 10, On>
  | Act<Share, 11, { readonly recipient: Id; readonly role: ShareRole }>
  | Act<Share, 15, { readonly name: Hash }>
  | Act<Share, 18, StatedKeys & { readonly role: ShareRole }>
  | Act<
      Share,
      22,
      {
        readonly group: Id;
        readonly genesis: Hash;
        readonly role: GroupRole;
        /** Where its roster is. */
        readonly groupSeq: number;
      }
    >
  | Act<
      Share,
      23,
      {
        readonly recipient: Id;
        /** Milliseconds since 1970; null: no end. */
        readonly time: number | null;
      }
    >
  | Act<Share, 24, null>
  | Act<Share, 25, { readonly persons: readonly Introduced[] }>
  | Act<Group, 11, On & { readonly role: RecoveryRole }>
  | Act<Tenant, 26, { readonly setting: RecoverySetting | null }>
  | Act<Group, 27, { readonly keys: CodeKeys | null }>
  | Act<Profile | Share, 28, EntrustedTo>
  | Act<Tenant, 29, { readonly desk: Id; readonly setting: DeskSetting | null }>
  | Act<Tenant, 30, { readonly desk: Id; readonly user: Id; readonly setting: StaffSetting | null }>
  | Act<Tenant, 31, { readonly desk: Id; readonly asked: AskedBreakGlass | null }>;
