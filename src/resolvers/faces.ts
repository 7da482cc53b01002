import type { Device as OwnDevice } from "../domain/device/device.ts";
import type { CompanyRow } from "../domain/partner-graph/list.ts";
import type { ProfileRow } from "../domain/profile/profile.ts";
import type { StandingRecord } from "../domain/record/list.ts";
import type { TenantRow, UserRow } from "../domain/user/viewer.ts";
import type { RecordId, VaultId } from "../ids.ts";
import { deviceGid, managedCompanyGid, profileGid, recordGid, tenantGid, userGid } from "./global-id.ts";

/** Rows as the API shows them: with a global id and the name of their type. */

export const userFace = (row: UserRow) => ({ __typename: "User" as const, id: userGid(row.user), ...row });

export const tenantFace = (row: TenantRow) => ({
  __typename: "Tenant" as const,
  id: tenantGid(row.tenant),
  ...row,
});
export type TenantFace = ReturnType<typeof tenantFace>;

export const managedCompanyFace = (row: CompanyRow) => ({
  __typename: "ManagedCompany" as const,
  id: managedCompanyGid(row.tenant),
  ...row,
});

export const deviceFace = (row: OwnDevice) => ({ __typename: "Device" as const, id: deviceGid(row.device), ...row });

export const profileFace = (row: ProfileRow) => ({ __typename: "Profile" as const, id: profileGid(row.vault), ...row });
export type ProfileFace = ReturnType<typeof profileFace>;

export const recordFace = (row: StandingRecord) => ({
  ...row,
  __typename: row.class === 1 ? ("Folder" as const) : ("Item" as const),
  id: recordGid(row.vault, row.record),
});
export interface RecordFace {
  readonly vault: VaultId;
  readonly record: RecordId;
  readonly folderId: RecordId | null;
}
