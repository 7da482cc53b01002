/* Generated from operations.graphql and src/schema: npm run examples:types */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What an entry of a tenant's log says. Names are for ever; later versions know more of them. */
export type AuditKind =
  /** Somebody signed up, or went their own way, and has a tenant of their own now. */
  | 'TENANT_FOUNDED'
  /** Whoever was invited signed up. */
  | 'USER_JOINED'
  /** Whoever was invited came with an account that they had. */
  | 'USER_JOINED_WITH_ACCOUNT'
  /** A session of the app was opened. */
  | 'SIGNED_IN'
  /** A session of the portal was opened. */
  | 'SIGNED_IN_TO_PORTAL'
  /** A session for a partner was opened, by somebody on its staff. */
  | 'SIGNED_IN_AS_STAFF'
  /** Somebody who was removed signed in, to go elsewhere with their account. */
  | 'SIGNED_IN_AS_FORMER_MEMBER'
  /** Somebody signed in whose password is older than the company allows: the session serves to change it. */
  | 'SIGNED_IN_WITH_OLD_PASSWORD'
  /** Somebody signed in who lacks the second factor that the company demands: the session serves to add one. */
  | 'SIGNED_IN_WITHOUT_SECOND_FACTOR'
  /** Password, Secret Key or the device's key did not prove the user. */
  | 'SIGN_IN_REFUSED'
  /** Password and Secret Key were right, and the device's key was not the one that it has. */
  | 'SIGN_IN_ON_OTHER_DEVICE_KEY_REFUSED'
  /** Password and Secret Key were right, and the device was revoked. */
  | 'SIGN_IN_ON_REVOKED_DEVICE_REFUSED'
  /** Password and Secret Key were right, and the user was suspended. */
  | 'SIGN_IN_OF_SUSPENDED_REFUSED'
  /** Password and Secret Key were right, and the network was none of those that the company allows. */
  | 'SIGN_IN_FROM_NETWORK_REFUSED'
  /** Password and Secret Key were right, and the company lets only administrators into the portal. */
  | 'SIGN_IN_TO_PORTAL_REFUSED'
  /** So many attempts to sign in as this user that no more were looked at for some time. */
  | 'SIGN_IN_LIMITED'
  /** A session was ended by its device. */
  | 'SIGNED_OUT'
  /** A device signed in again: its session before was ended. */
  | 'SESSION_REPLACED'
  /** A refresh token came again that was spent: somebody else may have had it. The session was ended. */
  | 'SESSION_ENDED_BY_REUSE'
  /** A session for a partner was ended: its user is on no staff any more. */
  | 'SESSION_ENDED_BY_LOST_ROLE'
  /** A session was ended, because the password had become older than the company allows. */
  | 'SESSION_ENDED_BY_PASSWORD_AGE'
  /** A session was ended, because the company demands a second factor by now and the user has none. */
  | 'SESSION_ENDED_BY_MISSING_FACTOR'
  /** A session was not refreshed, because the network was none of those that the company allows. */
  | 'REFRESH_FROM_NETWORK_REFUSED'
  /** All sessions of the user but the one that acted were ended; `amount` says how many. */
  | 'OTHER_SESSIONS_ENDED'
  /** Somebody proved the user, and was asked for a second factor. */
  | 'SECOND_FACTOR_ASKED'
  /** What was shown was no second factor of the user, or was used before. */
  | 'SECOND_FACTOR_REFUSED'
  /** A second factor was shown: at a sign-in, a recovery, or by an open session. */
  | 'SECOND_FACTOR_SHOWN'
  /** A spare code was shown in the place of a second factor. */
  | 'SPARE_CODE_USED'
  /** The user has another second factor. */
  | 'SECOND_FACTOR_ADDED'
  /** The user took a second factor away. */
  | 'SECOND_FACTOR_REMOVED'
  /** An administrator took all second factors of a user away; `amount` says how many. */
  | 'SECOND_FACTORS_RESET'
  /** The user has ten new spare codes; those from before count no more. */
  | 'SPARE_CODES_MADE'
  /** A device signed in for the first time. */
  | 'DEVICE_ADDED'
  /** A device has another name. */
  | 'DEVICE_RENAMED'
  /** A device was revoked, its sessions ended. */
  | 'DEVICE_REVOKED'
  /** A new device asked to be approved by another. */
  | 'DEVICE_REQUEST_OPENED'
  /** A device approved a new one. */
  | 'DEVICE_REQUEST_APPROVED'
  /** A device refused a new one. */
  | 'DEVICE_REQUEST_REFUSED'
  /** A new device took its request to be approved back. */
  | 'DEVICE_REQUEST_WITHDRAWN'
  /** A new device fetched its approval. */
  | 'DEVICE_APPROVAL_COLLECTED'
  /** The password was changed. */
  | 'PASSWORD_CHANGED'
  /** Somebody with a session wanted to change the password, and did not prove the one before. */
  | 'PASSWORD_CHANGE_REFUSED'
  /** The account got a code that opens it once. */
  | 'ACCOUNT_CODE_MADE'
  /** The account got another code in the place of one that was open. */
  | 'ACCOUNT_CODE_REPLACED'
  /** Somebody with a session wanted to make an account code, and did not prove the password. */
  | 'ACCOUNT_CODE_NOT_MADE'
  /** The account's code was taken away. */
  | 'ACCOUNT_CODE_REMOVED'
  /** Somebody with a session wanted to take the account's code away, and did not prove the password. */
  | 'ACCOUNT_CODE_NOT_REMOVED'
  /** Whoever has the account's code was shown what it opens. */
  | 'ACCOUNT_OPENED_BY_CODE'
  /** An account code was not the right one, or there is none. */
  | 'ACCOUNT_CODE_REFUSED'
  /** The account's code was right, and the device was revoked. */
  | 'ACCOUNT_CODE_ON_REVOKED_DEVICE_REFUSED'
  /** By the account's code it has a new password and a new Secret Key. */
  | 'ACCOUNT_RECOVERED'
  /** A recovery by account code did not prove the code. */
  | 'ACCOUNT_RECOVERY_REFUSED'
  /** The account has new keys, a new password and a new Secret Key. */
  | 'ACCOUNT_KEYS_ROTATED'
  /** Somebody with a session wanted new account keys, and did not prove the password. */
  | 'ACCOUNT_KEY_ROTATION_REFUSED'
  /** A code was mailed to an address that the user wants to have. */
  | 'ADDRESS_CHANGE_REQUESTED'
  /** The user signs in by another address now. */
  | 'ADDRESS_CHANGED'
  /** The code that was to prove a new address was wrong, or spent. */
  | 'ADDRESS_CODE_REFUSED'
  /** The new address belongs to somebody else by now. */
  | 'ADDRESS_WAS_TAKEN'
  /** An invitation was made, for a user. */
  | 'USER_INVITED'
  /** An invitation was made, for an administrator. */
  | 'ADMINISTRATOR_INVITED'
  /** An invitation was taken back. */
  | 'INVITATION_VOIDED'
  /** An invitation ran out. */
  | 'INVITATION_EXPIRED'
  /** Whoever holds an invitation's secret looked at what it is for. */
  | 'INVITATION_SHOWN'
  /** An invitation was used that had run out. */
  | 'INVITATION_EXPIRED_REFUSED'
  /** An invitation was used by an address that it was not made for. */
  | 'INVITATION_OF_OTHER_ADDRESS_REFUSED'
  /** An invitation was used from outside the company's networks. */
  | 'INVITATION_FROM_NETWORK_REFUSED'
  /** An invitation was used when all seats were taken. */
  | 'INVITATION_WITHOUT_SEAT_REFUSED'
  /** An invitation was used when the trial was over. */
  | 'INVITATION_AFTER_TRIAL_REFUSED'
  /** An administrator removed a user. */
  | 'USER_REMOVED'
  /** An administrator removed another one. */
  | 'ADMINISTRATOR_REMOVED'
  /** An administrator suspended somebody. */
  | 'USER_SUSPENDED'
  /** An administrator ended a suspension. */
  | 'USER_RESUMED'
  /** A user was made an administrator. */
  | 'USER_MADE_ADMINISTRATOR'
  /** An administrator was made a user. */
  | 'ADMINISTRATOR_MADE_USER'
  /** Another administrator is the primary user now. */
  | 'PRIMARY_HANDED_ON'
  /** The primary user's place is to be handed on: another administrator has to confirm it. */
  | 'PRIMARY_PROPOSED'
  /** An administrator confirmed who is the primary user now. */
  | 'PRIMARY_CONFIRMED'
  /** A user's name or address, as the roster states it, was changed. */
  | 'PERSON_CHANGED'
  /** A user signed another name or address: an administrator has to confirm it. */
  | 'PERSON_CHANGE_PROPOSED'
  /** An administrator confirmed a user's other name or address. */
  | 'PERSON_CHANGE_CONFIRMED'
  /** All that the company had of somebody who was removed was erased. */
  | 'PERSON_DELETED'
  /** Somebody was to be deleted by whom it is not for. */
  | 'PERSON_DELETION_REFUSED'
  /** A user left the company, with account and personal profile. */
  | 'USER_LEFT'
  /** Somebody who was removed went elsewhere with their account. */
  | 'FORMER_MEMBER_WENT'
  /** The primary user wanted to leave, and cannot. */
  | 'LEAVING_REFUSED_TO_PRIMARY'
  /** An administrator wanted to leave, and has to be made a user first. */
  | 'LEAVING_REFUSED_TO_ADMINISTRATOR'
  /** A user wanted to leave who is in groups still. */
  | 'LEAVING_REFUSED_TO_GROUP_MEMBER'
  /** A user wanted to leave who is in shares still. */
  | 'LEAVING_REFUSED_TO_SHARE_MEMBER'
  /** The company has a name, or another one. */
  | 'COMPANY_NAMED'
  /** The company was given what an operator's code is for. */
  | 'COMPANY_CODE_REDEEMED'
  /** An operator's code was tried that is none, or is spent. */
  | 'COMPANY_CODE_REFUSED'
  /** An operator's code was tried by whom it is not for. */
  | 'COMPANY_CODE_FORBIDDEN'
  /** The operator gave the company another plan. */
  | 'PLAN_CHANGED'
  /** The operator gave the company more seats, or fewer; `amount` says how many there are. */
  | 'SEATS_CHANGED'
  /** The company was suspended: by its partner where somebody acted, else by the operator. */
  | 'COMPANY_SUSPENDED'
  /** The company's suspension was ended: by its partner where somebody acted, else by the operator. */
  | 'COMPANY_RESUMED'
  /** An administrator wanted to invite, and all seats were taken. */
  | 'SEATS_WERE_TAKEN'
  /** An administrator wanted to invite, or to found a group, and the trial was over. */
  | 'TRIAL_WAS_OVER'
  /** An administrator wanted to found a group, and there are as many as there may be. */
  | 'GROUPS_WERE_TOO_MANY'
  /** Policies were to be set of a group, and there are those of as many as there may be. */
  | 'GROUP_POLICIES_WERE_TOO_MANY'
  /** Links were sent that their author has no right to sign, or that do not hold. */
  | 'ADMINISTRATION_REFUSED'
  /** A member sent links that they have no right to sign, or that do not hold. */
  | 'ROSTER_CHANGE_REFUSED'
  /** The company's rosters were to be changed while it was suspended. */
  | 'CHANGE_WHILE_SUSPENDED_REFUSED'
  /** Policies were set: for the company, or for the `group` or `user` named. */
  | 'POLICIES_SET'
  /** Policies were taken away: those of the company, or of the `group` or `user` named. */
  | 'POLICIES_DROPPED'
  /** Policies were to be set that contradict others, or would have locked out who set them. */
  | 'POLICIES_REFUSED'
  /** A group was founded. */
  | 'GROUP_FOUNDED'
  /** A group has another name. */
  | 'GROUP_NAMED'
  /** A group was ended. */
  | 'GROUP_ENDED'
  /** Somebody was put into a group. */
  | 'GROUP_MEMBER_ADDED'
  /** Somebody was taken out of a group. */
  | 'GROUP_MEMBER_REMOVED'
  /** Somebody left a group. */
  | 'GROUP_LEFT'
  /** A group has a new key; `epoch` says which. */
  | 'GROUP_KEY_RENEWED'
  /** A member told a group of their new account keys. */
  | 'GROUP_FOLLOWED_KEYS'
  /** A member wrapped keys of groups for others who lacked them; `amount` says how many. */
  | 'GROUP_KEYS_DELIVERED'
  /** A member gave back a wrap of a group's key that did not open. */
  | 'GROUP_KEY_GIVEN_BACK'
  /** An administrator stated where all groups stand. */
  | 'GROUPS_CHECKED'
  /** Organisation backups were switched on, for the recovery `group` named, or are for another one now. */
  | 'RECOVERY_SWITCHED_ON'
  /** Organisation backups were switched off. */
  | 'RECOVERY_SWITCHED_OFF'
  /** Organisation backups are to be switched on, for the recovery `group` named: another administrator has to confirm it. */
  | 'RECOVERY_ON_PROPOSED'
  /** Organisation backups are to be switched off: another administrator has to confirm it. */
  | 'RECOVERY_OFF_PROPOSED'
  /** What was to become of organisation backups was taken back. */
  | 'RECOVERY_PROPOSAL_TAKEN_BACK'
  /** Somebody was put into a recovery group. */
  | 'RECOVERY_MEMBER_ADDED'
  /** Somebody was taken out of a recovery group. */
  | 'RECOVERY_MEMBER_REMOVED'
  /** Somebody left a recovery group. */
  | 'RECOVERY_MEMBER_LEFT'
  /** A member of a recovery group is a custodian of it now. */
  | 'CUSTODIAN_MADE'
  /** A custodian of a recovery group is a member for a time now. */
  | 'CUSTODIAN_MADE_MEMBER'
  /** A recovery group has a recovery code, or another one. */
  | 'RECOVERY_CODE_SET'
  /** A recovery group has no recovery code any more. */
  | 'RECOVERY_CODE_DROPPED'
  /** Somebody acted in a recovery group by its recovery code. */
  | 'RECOVERY_CODE_USED'
  /** A recovery group has a new key; `epoch` says which. */
  | 'RECOVERY_EPOCH_BEGUN'
  /** The key of a business profile or of a share was wrapped for the recovery `group` named, of which `epoch` says the key. */
  | 'VAULT_ENTRUSTED'
  /** An administrator wanted to switch organisation backups on, and the plan has none. */
  | 'PLAN_WAS_TOO_SMALL'
  /** Somebody was to lose their place who is the last that can open organisation backups. */
  | 'LAST_CUSTODIAN_KEPT'
  /** A share was founded. */
  | 'SHARE_CREATED'
  /** A share has another name. */
  | 'SHARE_NAMED'
  /** A share was closed. */
  | 'SHARE_CLOSED'
  /** Somebody, or a group, was put into a share. */
  | 'SHARE_RECIPIENT_ADDED'
  /** Somebody, or a group, was taken out of a share. */
  | 'SHARE_RECIPIENT_REMOVED'
  /** A recipient of a share may do something else in it now. */
  | 'SHARE_ROLE_CHANGED'
  /** A recipient's time in a share was bounded, or not any more. */
  | 'SHARE_EXPIRY_SET'
  /** A recipient's time in a share is over. */
  | 'SHARE_RECIPIENT_EXPIRED'
  /** Somebody left a share. */
  | 'SHARE_LEFT'
  /** A recipient accepted a share. */
  | 'SHARE_ACCEPTED'
  /** A recipient declined a share. */
  | 'SHARE_DECLINED'
  /** A share has a new key; `epoch` says which. */
  | 'SHARE_KEY_RENEWED'
  /** A recipient told a share of their new account keys. */
  | 'SHARE_FOLLOWED_KEYS'
  /** A recipient wrapped keys of shares for others who lacked them; `amount` says how many. */
  | 'SHARE_KEYS_DELIVERED'
  /** A recipient gave back a wrap of a share's key that did not open. */
  | 'SHARE_KEY_GIVEN_BACK'
  /** Somebody of outside was invited into a share. */
  | 'SHARE_GUEST_INVITED'
  /** An invitation into a share was made void. */
  | 'SHARE_INVITATION_VOIDED'
  /** Somebody of outside joined a share by an invitation. */
  | 'SHARE_GUEST_JOINED'
  /** The new keys of a guest of a share were verified. */
  | 'SHARE_GUEST_VERIFIED'
  /** Links of a share were sent that their author has no right to sign, or that do not hold, or that a policy forbids. */
  | 'SHARING_REFUSED'
  /** Items were added to a business profile or share. */
  | 'ITEMS_ADDED'
  /** Items of a business profile or share were changed. */
  | 'ITEMS_CHANGED'
  /** Items of a business profile or share were moved to another folder, or taken out of the trash. */
  | 'ITEMS_MOVED'
  /** Items of a business profile or share were put into the trash. */
  | 'ITEMS_TRASHED'
  /** Items of a business profile or share were deleted for ever. */
  | 'ITEMS_PURGED'
  /** Folders were added to a business profile or share. */
  | 'FOLDERS_ADDED'
  /** Folders of a business profile or share were changed. */
  | 'FOLDERS_CHANGED'
  /** Folders of a business profile or share were moved, or taken out of the trash. */
  | 'FOLDERS_MOVED'
  /** Folders of a business profile or share were put into the trash. */
  | 'FOLDERS_TRASHED'
  /** Folders of a business profile or share were deleted for ever. */
  | 'FOLDERS_PURGED'
  /** Records of a business profile or share were changed in several ways at once. */
  | 'RECORDS_CHANGED'
  /** Their user's client says that it showed items of a business profile or share. */
  | 'ITEMS_VIEWED'
  /** Their user's client says that something of items of a business profile or share was copied. */
  | 'ITEMS_COPIED'
  /** Their user's client says that items of a business profile or share were used: filled in, or a code made of them. */
  | 'ITEMS_USED'
  /** Their user's client says that items of a business profile were exported; `amount` says how many. */
  | 'ITEMS_EXPORTED'
  /** Their user's client says that items were imported into a business profile; `amount` says how many. */
  | 'ITEMS_IMPORTED'
  /** A business profile has a new key; `epoch` says which. */
  | 'PROFILE_KEY_RENEWED'
  /** A business profile was told of its user's new account keys. */
  | 'PROFILE_FOLLOWED_KEYS'
  /** A business profile was reset after the server was restored: what nobody has any more was abandoned. */
  | 'PROFILE_RESET'
  /** A device brought a restored server what it lacked of a business profile or share. */
  | 'PROFILE_BROUGHT'
  /** A backup of a business profile or business share was taken; `amount` says which of its vault. */
  | 'BACKUP_TAKEN'
  /** Backups whose time was over were forgotten; `amount` says how many. */
  | 'BACKUPS_FORGOTTEN'
  /** A backup was read without a recovery, to be kept elsewhere. */
  | 'BACKUP_EXPORTED'
  /** An administrator asked to read backups of what a user has or had; `amount` says of how many vaults. */
  | 'RECOVERY_OPENED'
  /** An administrator approved somebody else's recovery. */
  | 'RECOVERY_APPROVED'
  /** An administrator forbade somebody else's recovery. */
  | 'RECOVERY_VETOED'
  /** A backup was read by a recovery, for the first time. */
  | 'RECOVERY_READ'
  /** A recovery was closed. */
  | 'RECOVERY_CLOSED'
  /** A recovery was over before it was closed: its time, or the right of whoever opened it. */
  | 'RECOVERY_ENDED'
  /** Somebody wanted to read backups, or to judge or close a recovery, who may not. */
  | 'RECOVERY_REFUSED'
  /** Somebody proved that they have the key of a recovery group, or that its code opens it; `epoch` says which key. */
  | 'RECOVERY_DRILLED'
  /** Somebody reported a drill with bytes that are not those of the canary. */
  | 'RECOVERY_DRILL_FAILED'
  /** A code of the operator made the tenant a partner, or gave it another pool; `amount` says how many seats. */
  | 'PARTNER_CODE_REDEEMED'
  /** Somebody tried a code for partners that is none, or does not fit this tenant. */
  | 'PARTNER_CODE_REFUSED'
  /** Somebody wanted to redeem a code for partners who is no administrator. */
  | 'PARTNER_CODE_FORBIDDEN'
  /** Somebody on the staff of this partner wanted to do what their role does not allow. */
  | 'PARTNER_ACT_REFUSED'
  /** Somebody is on the staff of this partner now, or in another role or scope; `amount` says which role, from 1: owner, administrator, technician, billing, auditor. */
  | 'STAFF_SET'
  /** Somebody was taken off the staff of this partner. */
  | 'STAFF_REMOVED'
  /** This partner made an offer to a company. */
  | 'OFFER_MADE'
  /** This partner took an offer back that no company had accepted. */
  | 'OFFER_VOIDED'
  /** A template of this partner has another version, or was withdrawn; `group` says which, `amount` the version. */
  | 'TEMPLATE_PUT'
  /** A company of this partner has other labels, or another number there; `records` names it. */
  | 'COMPANY_LABELLED'
  /** A company accepted this partner's offer; `records` names it. */
  | 'COMPANY_TAKEN_ON'
  /** A company is this partner's no more; `records` names it. */
  | 'COMPANY_GIVEN_UP'
  /** The company was founded by its partner. */
  | 'COMPANY_FOUNDED_BY_PARTNER'
  /** An administrator made this a company of a partner, by its offer. */
  | 'PARTNER_ACCEPTED'
  /** The company has no partner any more: an administrator left it, or it let the company go. */
  | 'PARTNER_LEFT'
  /** The operator put the partner that looks after the company under another, whose staff may read what it may; `records` names that other. In that partner's log, too. */
  | 'PARTNER_NESTED'
  /** That partner stands under the other no more; `records` names it. */
  | 'PARTNER_UNNESTED'
  /** A partner's desk is in the company, or may do something else in it; `records` names the desk. */
  | 'DESK_SET'
  /** A partner's desk is in the company no more; `records` names it. */
  | 'DESK_DISMISSED'
  /** Somebody is at a desk in the company, in another role there, or has other keys; `records` names the desk. */
  | 'DESK_STAFF_SET'
  /** Somebody is at a desk no more; `records` names the desk. */
  | 'DESK_STAFF_REMOVED'
  /** A desk asked for rights of administrators, for a time; `records` names it, `amount` says for how many hours. */
  | 'BREAK_GLASS_ASKED'
  /** What a desk had asked for was ended before its time; `records` names it. */
  | 'BREAK_GLASS_ENDED'
  /** A desk set its policies for the company; `records` names it. */
  | 'PARTNER_POLICIES_SET'
  /** A desk took its policies for the company away; `records` names it. */
  | 'PARTNER_POLICIES_REMOVED'
  /** A service account was made; `device` names it, here and in what it does. */
  | 'SERVICE_ACCOUNT_MADE'
  /** A service account was ended. */
  | 'SERVICE_ACCOUNT_REVOKED'
  /** A service account has another keeper: who acted. */
  | 'SERVICE_ACCOUNT_TAKEN_OVER'
  /** A webhook was made; `device` names it. */
  | 'WEBHOOK_MADE'
  /** A webhook is sent elsewhere, or tells of other things, or has another keeper. */
  | 'WEBHOOK_CHANGED'
  /** A webhook has a new secret. */
  | 'WEBHOOK_SECRET_RENEWED'
  /** Events that were given up are to be sent to a webhook once more. */
  | 'WEBHOOK_REPLAYED'
  /** Events did not arrive at a webhook for days, and were given up. */
  | 'WEBHOOK_DIED'
  /** A webhook was ended. */
  | 'WEBHOOK_DELETED'
  /** The log was asked for by whom it is not for. */
  | 'AUDIT_LOG_REFUSED'
  /** Entries whose time was over were forgotten; `amount` says how many, `seq` which was the last. */
  | 'AUDIT_LOG_SHORTENED';

/** How many, at least and at most; both are met by the number itself. What nothing can meet finds nothing, and is no error. */
export type NumberRange = {
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
};

/** Labels are told apart by every character. */
export type LabelFilter = {
  /** All of these. */
  readonly all?: ReadonlyArray<string> | null | undefined;
  /** One of these, or more. */
  readonly any?: ReadonlyArray<string> | null | undefined;
  /** None of these. */
  readonly none?: ReadonlyArray<string> | null | undefined;
};

/** A company has to meet all that is given. An empty list of plans or states is met by nobody; empty lists of labels say nothing. */
export type CompanyFilter = {
  readonly labels?: LabelFilter | null | undefined;
  readonly plans?: ReadonlyArray<TenantPlan> | null | undefined;
  readonly suspended?: boolean | null | undefined;
  /** Whether the partner founded it. */
  readonly founded?: boolean | null | undefined;
  /** Stands in its name or its reference, whatever the case. 1 to 100 characters. */
  readonly text?: string | null | undefined;
  readonly seatsTaken?: NumberRange | null | undefined;
  readonly people?: NumberRange | null | undefined;
  readonly administrators?: NumberRange | null | undefined;
  readonly suspendedPeople?: NumberRange | null | undefined;
  readonly invitations?: NumberRange | null | undefined;
  readonly withSecondFactor?: NumberRange | null | undefined;
  readonly withoutSecondFactor?: NumberRange | null | undefined;
  readonly demandedSecondFactor?: NumberRange | null | undefined;
  readonly devices?: NumberRange | null | undefined;
  readonly staleDevices?: NumberRange | null | undefined;
  readonly pendingWraps?: NumberRange | null | undefined;
  readonly freshBackups?: NumberRange | null | undefined;
  readonly staleBackups?: NumberRange | null | undefined;
  readonly missingBackups?: NumberRange | null | undefined;
  /** Of what is made known, as `health` shows it: where no sum is made known, none of these ranges is met. */
  readonly weakPasswords?: NumberRange | null | undefined;
  readonly reusedPasswords?: NumberRange | null | undefined;
  readonly oldPasswords?: NumberRange | null | undefined;
  readonly breachedPasswords?: NumberRange | null | undefined;
  /** The worst of what its readiness says. */
  readonly recovery?: ReadonlyArray<ReadinessState> | null | undefined;
  /** Whether the partner's desk has asked for a break-glass that is not over, whether it has begun or not. */
  readonly breakGlass?: boolean | null | undefined;
  /** Whether the partner's desk has a document of policies there. */
  readonly partnerPolicies?: boolean | null | undefined;
  /** Whether that document is not what the partner's templates come to. What cannot be said of a company is neither. */
  readonly policiesBehind?: boolean | null | undefined;
};

/** Why a company stays as it is. */
export type CompanyRefusal =
  /** The pool has not so many left. */
  | 'SEATS'
  /** The partner was not sold this plan. */
  | 'PLAN'
  /** A company's trial ends 180 days behind its beginning at the latest, however often it is renewed. */
  | 'TRIAL'
  /** A company has at most 20 labels, and a partner 500 different ones. */
  | 'LABELS'
  /** A label by which the scope of somebody, or of a service account or webhook, goes is set and taken off by owners and administrators alone, in person. */
  | 'LABELS_BIND'
  /** The operator suspended it, and is the one to resume it. */
  | 'BY_OPERATOR';

export type SetCompanyLabelsInput = {
  readonly company: string;
  /** All of them: at most 20 of 1 to 40 characters. Blanks at their ends are left out. */
  readonly labels: ReadonlyArray<string>;
};

export type ReadinessState =
  | 'OK'
  /** A recovery succeeds, and something is amiss. */
  | 'WARNING'
  /** A recovery fails, or reads less than it should. */
  | 'FAILED';

/** What an operator sells. */
export type TenantPlan =
  | 'STANDARD'
  /** With organisation backups. */
  | 'ADVANCED'
  /** Everything, until `trialEndsAt`. Then nobody can be invited, join, or be put into a new group; all that is there stays usable. */
  | 'TRIAL';

export type CompaniesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: CompanyFilter | null | undefined;
}>;


export type CompaniesQuery = { readonly partner: { readonly tenant: string, readonly name: string | null, readonly companies: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly __typename: 'ManagedCompany', readonly id: string, readonly tenant: string, readonly name: string | null, readonly labels: ReadonlyArray<string>, readonly seats: number, readonly seatsTaken: number } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } };

export type CompanyQueryVariables = Exact<{
  id: string | number;
}>;


export type CompanyQuery = { readonly node:
    | { readonly __typename: 'Device' }
    | { readonly __typename: 'ManagedCompany', readonly id: string, readonly tenant: string, readonly name: string | null, readonly labels: ReadonlyArray<string>, readonly seats: number, readonly seatsTaken: number }
    | { readonly __typename: 'Profile' }
    | { readonly __typename: 'Folder' }
    | { readonly __typename: 'Item' }
    | { readonly __typename: 'Tenant' }
    | { readonly __typename: 'User' }
   | null };

export type CompanyLineFragment = { readonly __typename: 'ManagedCompany', readonly id: string, readonly tenant: string, readonly name: string | null, readonly labels: ReadonlyArray<string>, readonly seats: number, readonly seatsTaken: number };

export type SetLabelsMutationVariables = Exact<{
  input: SetCompanyLabelsInput;
}>;


export type SetLabelsMutation = { readonly setCompanyLabels:
    | { readonly __typename: 'CompanyChanged', readonly company: string, readonly changed: boolean }
    | { readonly __typename: 'CompanyRefused', readonly company: string, readonly refusal: CompanyRefusal }
   };

export type EventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EventsSubscription = { readonly partnerEvents: { readonly cursor: string, readonly events: ReadonlyArray<{ readonly cursor: string, readonly company: string, readonly kind: AuditKind, readonly at: string }> } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { readonly viewer: { readonly id: string, readonly name: string, readonly address: string } };

export const CompanyLineFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CompanyLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedCompany"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenant"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"seats"}},{"kind":"Field","name":{"kind":"Name","value":"seatsTaken"}}]}}]} as unknown as DocumentNode<CompanyLineFragment, unknown>;
export const CompaniesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Companies"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CompanyFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"partner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tenant"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"companies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CompanyLine"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CompanyLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedCompany"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenant"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"seats"}},{"kind":"Field","name":{"kind":"Name","value":"seatsTaken"}}]}}]} as unknown as DocumentNode<CompaniesQuery, CompaniesQueryVariables>;
export const CompanyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Company"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedCompany"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CompanyLine"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CompanyLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedCompany"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenant"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"seats"}},{"kind":"Field","name":{"kind":"Name","value":"seatsTaken"}}]}}]} as unknown as DocumentNode<CompanyQuery, CompanyQueryVariables>;
export const SetLabelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetLabels"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetCompanyLabelsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setCompanyLabels"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CompanyChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CompanyRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"refusal"}}]}}]}}]}}]} as unknown as DocumentNode<SetLabelsMutation, SetLabelsMutationVariables>;
export const EventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Events"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"partnerEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}}]}}]} as unknown as DocumentNode<EventsSubscription, EventsSubscriptionVariables>;
export const MeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"address"}}]}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
