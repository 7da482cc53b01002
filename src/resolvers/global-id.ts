import type { DeviceId, RecordId, TenantId, UserId, VaultId } from "../ids.ts";

/** What a global id leads to. */
export type Named =
  | { readonly type: "User"; readonly user: UserId }
  | { readonly type: "Tenant"; readonly tenant: TenantId }
  | { readonly type: "Device"; readonly device: DeviceId }
  | { readonly type: "Profile"; readonly vault: VaultId }
  | { readonly type: "ManagedCompany"; readonly tenant: TenantId }
  | { readonly type: "Record"; readonly vault: VaultId; readonly record: RecordId };

const codes = { User: 1, Tenant: 2, Device: 3, Profile: 4, Record: 5, ManagedCompany: 6 } as const;

const encode = (type: keyof typeof codes, ...ids: string[]): string =>
  Buffer.concat([Uint8Array.of(codes[type]), ...ids.map(bytesOf)]).toString("base64url");

export const userGid = (user: UserId): string => encode("User", user);
export const tenantGid = (tenant: TenantId): string => encode("Tenant", tenant);
export const deviceGid = (device: DeviceId): string => encode("Device", device);
export const profileGid = (vault: VaultId): string => encode("Profile", vault);
/** A company as its partner's staff is shown it. */
export const managedCompanyGid = (tenant: TenantId): string => encode("ManagedCompany", tenant);
/** Folders and items of a vault. */
export const recordGid = (vault: VaultId, record: RecordId): string => encode("Record", vault, record);

/** Reads a global id; null for what is none. */
export function parseGid(gid: string): Named | null {
  const bytes = Buffer.from(gid, "base64url");
  if (bytes.toString("base64url") !== gid || (bytes.length !== 17 && bytes.length !== 33)) return null;
  const first = textOf(bytes.subarray(1, 17));
  if (bytes.length === 33) {
    const record = textOf(bytes.subarray(17)) as RecordId;
    return bytes[0] === codes.Record ? { type: "Record", vault: first as VaultId, record } : null;
  }
  switch (bytes[0]) {
    case codes.User:
      return { type: "User", user: first as UserId };
    case codes.Tenant:
      return { type: "Tenant", tenant: first as TenantId };
    case codes.Device:
      return { type: "Device", device: first as DeviceId };
    case codes.Profile:
      return { type: "Profile", vault: first as VaultId };
    case codes.ManagedCompany:
      return { type: "ManagedCompany", tenant: first as TenantId };
    default:
      return null;
  }
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");

const textOf = (bytes: Buffer): string =>
  bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
