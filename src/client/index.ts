/**
 * The Sealgraph client: all cryptography and all verification, for Node and browsers. What it shows was signed by the
 * account's own devices and descends from what it has seen; where the server shows anything else, it says so and keeps
 * the evidence.
 */

export { type AuditKind, auditKinds } from "../crypto/audit-kinds.ts";
export { wrongGroup as wrongGroupOfAccountCode } from "../crypto/client/account-code.ts";
export { mostCodeParts, wrongGroupOfCodePart } from "../crypto/client/code-parts.ts";
export { wrongGroupOfFileCode } from "../crypto/client/recovered-file.ts";
export { wrongGroupOfRecoveryCode } from "../crypto/client/recovery-code.ts";
export { readNetwork } from "../crypto/network.ts";
export {
  type BindingPolicies,
  type Policies,
  type PolicyName,
  type PolicyValues,
  policyNames,
} from "../crypto/policies.ts";
export { auditedEvent, backupWay } from "../crypto/policy-settings.ts";
export { chooseLocale, type Locale, locales } from "../words/locale.ts";
export type { AccountCodes, CodeStatus, ShowCode } from "./account/account-code.ts";
export type { ApprovedDevice, DeviceRequest, DeviceRequests } from "./account/device-requests.ts";
export type { Device, Devices } from "./account/devices.ts";
export type { Recover } from "./account/recover.ts";
export type { RotatePasswords } from "./account/rotate-account.ts";
export type { SecondFactor, SecondFactorAdded, SecondFactors } from "./account/second-factors.ts";
export type { SignIn } from "./account/sign-in.ts";
export { requestSignUp } from "./account/sign-up.ts";
export type { SignUp } from "./account/sign-up-wire.ts";
export type { BackupKind } from "./backup/content.ts";
export { type BackupFileRefusal, BackupFileRefused } from "./backup/file.ts";
export type { RecoveredFrom, RecoveredItem, RecoveredPlace, RecoveredSecret } from "./backup/items.ts";
export type { Damage } from "./backup/open.ts";
export type { Client, ProfileView } from "./client.ts";
export type { AuditLog, CheckedLog, LogFilter, LogFollower, LogPage, LogPortion } from "./company/audit.ts";
export type { LogEntry, LogPosition } from "./company/audit-entry.ts";
export {
  type LogFormat,
  logHeader,
  logLine,
  positionInLine,
  type VerifiedLog,
  verifyLogLines,
} from "./company/audit-file.ts";
export type { Company, CompanyView } from "./company/company.ts";
export {
  type AskedBreakGlass,
  type BreakGlass,
  type CompanyDesks,
  type Desk,
  type DeskEnding,
  type DeskRight,
  type DeskStaff,
  deskRights,
  type EndedBreakGlass,
  type OfferView,
  type ParentPartner,
  type Partnership,
} from "./company/desks.ts";
export type { FormerPerson } from "./company/former.ts";
export type { Group } from "./company/group-view.ts";
export type { Groups } from "./company/groups.ts";
export { type FounderView, type InvitationView, openInvitation } from "./company/invitation.ts";
export type { Invite, Invited, OpenInvitation } from "./company/invitations.ts";
export type { Person } from "./company/people.ts";
export type { CompanyPolicies } from "./company/policies/policies.ts";
export type {
  OverruledSetting,
  PolicyChange,
  PolicyDocument,
  PolicyTarget,
  PolicyTrial,
  PolicyWord,
  TouchedMember,
} from "./company/policies/view.ts";
export type { LinkDesk, LinkNames, RosterLink, RosterOptions, RosterView } from "./company/roster.ts";
export type { CopyState, LinkedCopies, LinkedCopy } from "./copies/copies.ts";
export { type ApprovalRequest, completeSignUp, openClient, recoverAccount, requestApproval, signIn } from "./enter.ts";
export {
  BackupRefused,
  ConflictError,
  type ErrorCode,
  type ErrorDetails,
  errorCodes,
  SealgraphError,
  ServerCaught,
} from "./errors.ts";
export type { Estimate } from "./estimate.ts";
export type {
  Connection,
  EventMap,
  Place,
  ProfileKind,
  Progress,
  RecordChange as Change,
  SyncState,
  VaultReset,
} from "./events.ts";
export type { Evidence, EvidenceFile, ShownManifest } from "./evidence.ts";
export type { EvidenceList } from "./evidence-list.ts";
export { type ArchiveKey, leastArchivePassword, makeArchiveCode, sealArchive } from "./export/archive.ts";
export { encodeBitwarden } from "./export/bitwarden.ts";
export { encodeCsv } from "./export/csv.ts";
export { type ExportedItem, type ExportedProfile, type ExportFile, encodeExport } from "./export/export.ts";
export { exportOfRecovered } from "./export/recovered.ts";
export { generatePassphrase, type PassphraseOptions } from "./generate/passphrase.ts";
export { generatePassword, type PasswordOptions } from "./generate/password.ts";
export type { Generated, RandomBytes } from "./generate/uniform.ts";
export type { Health, HealthCounts } from "./health/health.ts";
export type { FolderInput, Folders } from "./items/folders.ts";
export type { ItemVersion } from "./items/history.ts";
export type { BodyRow, ImportOptions, ImportProgress, ImportReport, ImportRow } from "./items/import.ts";
export type { ItemFilter, ItemInput, ItemPatch, Items } from "./items/items.ts";
export type { Destination } from "./items/move.ts";
export type { ResealOptions, ResealReport } from "./items/reseal.ts";
export { foundIn, searchable } from "./items/search.ts";
export type { SharedTree, Trash, TreeNode } from "./items/tree.ts";
export type { Folder, Item, RecordView } from "./items/view.ts";
export type { Json, JsonObject } from "./json.ts";
export { type Checked, checkItem } from "./kinds/check-item.ts";
export { type CustomField, type FieldType, fieldTypes, type ValueOf } from "./kinds/field-types.ts";
export { type Finding, type FindingCode, findingCodes } from "./kinds/findings.ts";
export { type FieldsOf, findField, findKind, isOfKind, isSecretField } from "./kinds/kind.ts";
export { type Kind, type KindDescription, type KindField, kinds } from "./kinds/table.ts";
export { emergencyKitHtml, pageHtml } from "./kit/html.ts";
export type { EmergencyKit, PrintedKit } from "./kit/kit.ts";
export { type KitField, type KitPage, kitPage } from "./kit/page.ts";
export { type RecoverySheet, recoverySheet } from "./kit/recovery-sheet.ts";
export { pageText } from "./kit/text.ts";
export {
  type CompanyFilter,
  type CompanyOrder,
  type CompanyPage,
  type CompanyPageOptions,
  type CompanyPlan,
  type CompanyTotals,
  companyOrders,
  type HealthNumber,
  healthNumbers,
  type ManagedCompany,
  type NumberRange,
  type Posture,
  type PostureDesk,
  type PostureNumber,
  type PosturePolicies,
  postureNumbers,
} from "./partner/companies.ts";
export type {
  BreakGlassActs,
  CompanyOutcome,
  CompanyPerson,
  DeskChange,
  DeskPreview,
  OverCompanies,
  PartnerDesks,
  PartnerInvitations,
  VerifiedCompany,
} from "./partner/desks.ts";
export type { FeedOptions, PartnerEvent, PartnerFeed } from "./partner/feed.ts";
export {
  type ChangeWebhook,
  type DeadLetter,
  type EventGroup,
  eventGroups,
  type MachineScope,
  type MachineStanding,
  type MakeServiceAccount,
  type MakeWebhook,
  machineScopes,
  type ServiceAccount,
  type ServiceAccounts,
  type Webhook,
  type WebhookFailure,
  type Webhooks,
} from "./partner/machines.ts";
export type {
  Bulk,
  BulkAction,
  CompanyAuditOptions,
  CompanyAuditPage,
  FoundCompany,
  Founded,
  MadeOffer,
  NestedPartner,
  OpenOffer,
  PartedCompany,
  Partner,
  PartnerOffers,
  PartnerView,
  ReleasedCompany,
} from "./partner/partner.ts";
export type { CompanyCase, CompanyRecovery, OpenCompanyRecovery } from "./partner/recovery/recovery.ts";
export {
  type PartnerStaff,
  type PartnerStaffMember,
  type StaffRole,
  type StaffScope,
  staffRoles,
} from "./partner/staff.ts";
export type { PartnerTemplates, Template, TemplatePreview } from "./partner/templates.ts";
export type { Queue, QueuedChange } from "./queue/changes.ts";
export {
  type Backup,
  type BackupFileView,
  type BackupSkip,
  type BackupsTaken,
  backupSkips,
  type CheckedBackupFile,
  type OnCaseProgress,
  type OpenedWork,
  type OpenRecovery,
  type Readiness,
  type ReadinessCheck,
  type ReadinessState,
  type Recovered,
  type RecoveredItems,
  type RecoveryCase,
  type RecoveryDestination,
  type RecoverySettled,
  type RecoveryState,
  type RecoveryView,
  recoveryStates,
  type UnreadBackup,
  type UnreadRecord,
} from "./recovery/cases.ts";
export { joinCode as joinRecoveryCode, splitCode as splitRecoveryCode } from "./recovery/code.ts";
export { checkBackupFile, openBackupFile, openRecoveredFile } from "./recovery/files.ts";
export type { Recovery } from "./recovery/recovery.ts";
export type {
  BeginRecovery,
  ByCode,
  OwnRecovery,
  RecoveryGroupView,
  RecoveryMode,
  RecoveryStatus,
  RecoverySwitch,
  RecoveryToAgree,
  RecoveryToConfirm,
  RecoveryWaits,
  ShowRecoveryCode,
} from "./recovery/setup.ts";
export type {
  AddSecondFactor,
  AskSecondFactor,
  SecondFactorAsked,
  SecondFactorMethod,
  SecondFactorShown,
} from "./second-factor.ts";
export type { Settings, WebSocketClass } from "./settings.ts";
export type { CompanyShare, CompanyShareDetails, CompanyShares } from "./shares/company-shares.ts";
export type {
  CreateShare,
  GuestInvitation,
  GuestInvitationView,
  GuestPermission,
  InvitedGuest,
  InviteGuest,
  ItemToChange,
  RecipientInput,
  Share,
  ShareAct,
  ShareDetails,
  ShareOffer,
  SharePermission,
  SharePlan,
  ShareRecipient,
  ShareRight,
  ShareScope,
  Shares,
  ShareVault,
} from "./shares/shares.ts";
export type { Account, Status, VaultStatus } from "./status.ts";
export { memoryStore } from "./store/memory.ts";
export { type Log, type Slot, type Store, wipe } from "./store/store.ts";
export type { Follower } from "./sync/follow.ts";
export type { LostHead, ResetPreview } from "./sync/reset.ts";
export type { SyncReport } from "./sync/sync.ts";
export { type TotpCode, totpCode } from "./totp/code.ts";
export { parseTotp, type Totp } from "./totp/parse.ts";
export type { UserRole } from "./transport/invitation-operation.ts";
