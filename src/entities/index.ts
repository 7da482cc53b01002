import { AccountAddress } from "./account-address.ts";
import { AccountCode } from "./account-code.ts";
import { AccountKey } from "./account-key.ts";
import { AdministratorLetter } from "./administrator-letter.ts";
import { Attempt } from "./attempt.ts";
import { AuditEntry } from "./audit-entry.ts";
import { AuditHead } from "./audit-head.ts";
import { AuditWaiting } from "./audit-waiting.ts";
import { AwaitingPerson } from "./awaiting-person.ts";
import { Backup } from "./backup.ts";
import { BackupContent } from "./backup-content.ts";
import { BackupEpochKey } from "./backup-epoch-key.ts";
import { BackupLink } from "./backup-link.ts";
import { BackupOwner } from "./backup-owner.ts";
import { BackupRecord } from "./backup-record.ts";
import { BackupVault } from "./backup-vault.ts";
import { BackupWrap } from "./backup-wrap.ts";
import { BreakGlass } from "./break-glass.ts";
import { BreakGlassAsked } from "./break-glass-asked.ts";
import { Bulk } from "./bulk.ts";
import { BulkResult } from "./bulk-result.ts";
import { Challenge } from "./challenge.ts";
import { Committed } from "./committed.ts";
import { Desk } from "./desk.ts";
import { DeskCommitted } from "./desk-committed.ts";
import { DeskStaff } from "./desk-staff.ts";
import { Device } from "./device.ts";
import { DeviceRequest } from "./device-request.ts";
import { EntrustedWrap } from "./entrusted-wrap.ts";
import { EpochKey } from "./epoch-key.ts";
import { FactorStep } from "./factor-step.ts";
import { FormerStaff } from "./former-staff.ts";
import { GroupEpoch } from "./group-epoch.ts";
import { GroupMember } from "./group-member.ts";
import { GuestCommitted } from "./guest-committed.ts";
import { HealthContribution } from "./health-contribution.ts";
import { HealthDay } from "./health-day.ts";
import { HealthPublished } from "./health-published.ts";
import { HealthReport } from "./health-report.ts";
import { Invitation } from "./invitation.ts";
import { Job } from "./job.ts";
import { Machine } from "./machine.ts";
import { Manifest } from "./manifest.ts";
import { MemberWrap } from "./member-wrap.ts";
import { OfferedHead } from "./offered-head.ts";
import { PartedCompany } from "./parted-company.ts";
import { Partner } from "./partner.ts";
import { PartnerCode } from "./partner-code.ts";
import { PartnerCompany } from "./partner-company.ts";
import { PartnerFeed } from "./partner-feed.ts";
import { PartnerFeedHead } from "./partner-feed-head.ts";
import { PartnerOffer } from "./partner-offer.ts";
import { PartnerStaff } from "./partner-staff.ts";
import { PartnerTemplate } from "./partner-template.ts";
import { PolicyDocument } from "./policy-document.ts";
import { SealedRecord } from "./record.ts";
import { RecordVersion } from "./record-version.ts";
import { Recovery } from "./recovery.ts";
import { RecoveryBackup } from "./recovery-backup.ts";
import { RecoveryCanary } from "./recovery-canary.ts";
import { RecoveryCode } from "./recovery-code.ts";
import { RecoveryCodeWrap } from "./recovery-code-wrap.ts";
import { RecoveryDrill } from "./recovery-drill.ts";
import { RecoverySwitch } from "./recovery-switch.ts";
import { RecoveryVerdict } from "./recovery-verdict.ts";
import { Roster } from "./roster.ts";
import { RosterLink } from "./roster-link.ts";
import { SeatDay } from "./seat-day.ts";
import { SecondFactor } from "./second-factor.ts";
import { ServiceAccount } from "./service-account.ts";
import { Session } from "./session.ts";
import { Share } from "./share.ts";
import { ShareAnswer } from "./share-answer.ts";
import { ShareGroup } from "./share-group.ts";
import { ShareGuest } from "./share-guest.ts";
import { ShareInvitation } from "./share-invitation.ts";
import { ShareRecipient } from "./share-recipient.ts";
import { ShareWrap } from "./share-wrap.ts";
import { SignUp } from "./sign-up.ts";
import { SpareCode } from "./spare-code.ts";
import { Tenant } from "./tenant.ts";
import { TenantCode } from "./tenant-code.ts";
import { User } from "./user.ts";
import { UserGroup } from "./user-group.ts";
import { UserPolicy } from "./user-policy.ts";
import { Vault } from "./vault.ts";
import { Webhook } from "./webhook.ts";
import { WebhookDeadLetter } from "./webhook-dead-letter.ts";

export {
  AccountAddress,
  AccountCode,
  AccountKey,
  AdministratorLetter,
  Attempt,
  AuditEntry,
  AuditHead,
  AuditWaiting,
  AwaitingPerson,
  Backup,
  BackupContent,
  BackupEpochKey,
  BackupLink,
  BackupOwner,
  BackupRecord,
  BackupVault,
  BackupWrap,
  BreakGlass,
  BreakGlassAsked,
  Bulk,
  BulkResult,
  Challenge,
  Committed,
  Desk,
  DeskCommitted,
  DeskStaff,
  Device,
  DeviceRequest,
  EntrustedWrap,
  EpochKey,
  FactorStep,
  FormerStaff,
  GroupEpoch,
  GroupMember,
  GuestCommitted,
  HealthContribution,
  HealthDay,
  HealthPublished,
  HealthReport,
  Invitation,
  Job,
  Machine,
  Manifest,
  MemberWrap,
  OfferedHead,
  PartedCompany,
  Partner,
  PartnerCode,
  PartnerCompany,
  PartnerFeed,
  PartnerFeedHead,
  PartnerOffer,
  PartnerStaff,
  PartnerTemplate,
  PolicyDocument,
  RecordVersion,
  Recovery,
  RecoveryBackup,
  RecoveryCanary,
  RecoveryCode,
  RecoveryCodeWrap,
  RecoveryDrill,
  RecoverySwitch,
  RecoveryVerdict,
  Roster,
  RosterLink,
  SealedRecord,
  SeatDay,
  SecondFactor,
  ServiceAccount,
  Session,
  Share,
  ShareAnswer,
  ShareGroup,
  ShareGuest,
  ShareInvitation,
  ShareRecipient,
  ShareWrap,
  SignUp,
  SpareCode,
  Tenant,
  TenantCode,
  User,
  UserGroup,
  UserPolicy,
  Vault,
  Webhook,
  WebhookDeadLetter,
};

/**
 * Every table of the house, mirrored to the name of each constraint: the migrations are the truth, and a difference
 * fails a test. Views, functions, rights and row-level security stand in the migrations alone. The types are those
 * that statements answer (`domain/column-types.ts`); nothing is loaded or saved through these classes.
 */
export const entities = [
  Tenant,
  User,
  AccountKey,
  AccountCode,
  Device,
  Session,
  Roster,
  RosterLink,
  Vault,
  Manifest,
  EpochKey,
  SealedRecord,
  RecordVersion,
  Committed,
  OfferedHead,
  Invitation,
  AwaitingPerson,
  UserGroup,
  GroupMember,
  GroupEpoch,
  MemberWrap,
  RecoveryCode,
  RecoveryCodeWrap,
  RecoverySwitch,
  EntrustedWrap,
  BackupVault,
  Backup,
  BackupOwner,
  BackupRecord,
  BackupContent,
  BackupLink,
  BackupEpochKey,
  BackupWrap,
  Recovery,
  RecoveryBackup,
  RecoveryVerdict,
  RecoveryCanary,
  RecoveryDrill,
  Share,
  ShareRecipient,
  ShareGroup,
  ShareAnswer,
  ShareWrap,
  ShareGuest,
  ShareInvitation,
  GuestCommitted,
  SecondFactor,
  SpareCode,
  Desk,
  DeskStaff,
  FormerStaff,
  BreakGlass,
  BreakGlassAsked,
  AdministratorLetter,
  DeskCommitted,
  PolicyDocument,
  UserPolicy,
  AccountAddress,
  SignUp,
  Challenge,
  FactorStep,
  DeviceRequest,
  Attempt,
  TenantCode,
  PartedCompany,
  Partner,
  PartnerCode,
  PartnerStaff,
  PartnerCompany,
  PartnerOffer,
  PartnerTemplate,
  Bulk,
  BulkResult,
  AuditWaiting,
  AuditEntry,
  AuditHead,
  SeatDay,
  Job,
  PartnerFeed,
  PartnerFeedHead,
  Machine,
  ServiceAccount,
  Webhook,
  WebhookDeadLetter,
  HealthReport,
  HealthContribution,
  HealthDay,
  HealthPublished,
] as const;
