import { AccountCodeResolver } from "./account-code.ts";
import { AuditResolver } from "./audit.ts";
import { BackupResolver } from "./backup.ts";
import { CommitResolver } from "./commit.ts";
import { CompanyResolver, GroupResolver, TenantResolver } from "./company.ts";
import { CompanyAtDeskResolver, DeskResolver } from "./desk.ts";
import { RecoveryAtDeskResolver } from "./desk-recovery.ts";
import { DeviceResolver } from "./device.ts";
import { DeviceRequestResolver } from "./device-request.ts";
import { CompanyGuestResolver, GuestResolver } from "./guest.ts";
import { CompanyHealthResolver, HealthResolver, TenantHealthResolver, TotalHealthResolver } from "./health.ts";
import { FeedResolver, MachineResolver } from "./machine.ts";
import { MovingResolver } from "./moving.ts";
import { NodeResolver } from "./node.ts";
import { PartnerCompanyChangeResolver, PartnerResolver, PartnershipResolver } from "./partner.ts";
import { CompanyPostureResolver, ManagedCompanyResolver, PartnerCompaniesResolver } from "./partner-company.ts";
import { OwnPolicyResolver, PolicyResolver } from "./policy.ts";
import { ProfileResolver } from "./profile.ts";
import { FolderResolver, ItemResolver, RecordResolver } from "./record.ts";
import {
  EntrustedProfileResolver,
  EntrustedShareResolver,
  RecoveryGroupResolver,
  RecoverySwitchResolver,
} from "./recovery.ts";
import { RecoveryCaseResolver } from "./recovery-case.ts";
import { RestoringResolver } from "./restoring.ts";
import { RosterResolver } from "./roster.ts";
import { RotationResolver } from "./rotation.ts";
import { SecondFactorResolver } from "./second-factor.ts";
import { SessionResolver } from "./session.ts";
import { CompanyShareResolver, ShareResolver, SharingResolver } from "./share.ts";
import { SyncResolver } from "./sync.ts";
import { UserResolver } from "./user.ts";
import { PartnerMachineResolver, WebhookResolver } from "./webhook.ts";

export { type Context, makeContext } from "./context.ts";
export { gateRootFields } from "./gate.ts";

/** Every resolver class: together they implement the contract, to the letter. */
export const resolvers = [
  NodeResolver,
  UserResolver,
  TenantResolver,
  GroupResolver,
  CompanyResolver,
  DeskResolver,
  CompanyAtDeskResolver,
  RecoveryAtDeskResolver,
  PartnerResolver,
  PartnerCompanyChangeResolver,
  PartnershipResolver,
  PartnerCompaniesResolver,
  ManagedCompanyResolver,
  CompanyPostureResolver,
  RosterResolver,
  DeviceResolver,
  DeviceRequestResolver,
  SessionResolver,
  SecondFactorResolver,
  AccountCodeResolver,
  MovingResolver,
  RotationResolver,
  ProfileResolver,
  RecordResolver,
  FolderResolver,
  ItemResolver,
  CommitResolver,
  ShareResolver,
  CompanyShareResolver,
  SharingResolver,
  GuestResolver,
  CompanyGuestResolver,
  RestoringResolver,
  SyncResolver,
  AuditResolver,
  OwnPolicyResolver,
  PolicyResolver,
  RecoveryGroupResolver,
  RecoverySwitchResolver,
  EntrustedProfileResolver,
  EntrustedShareResolver,
  BackupResolver,
  RecoveryCaseResolver,
  HealthResolver,
  TenantHealthResolver,
  CompanyHealthResolver,
  TotalHealthResolver,
  MachineResolver,
  FeedResolver,
  WebhookResolver,
  PartnerMachineResolver,
] as const;
