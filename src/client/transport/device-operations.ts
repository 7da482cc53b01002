import { fieldOf, readBoolean, readList, readNext, readOptional, readText, readTime, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";

export interface DeviceAnswer {
  readonly device: string;
  readonly name: string;
  readonly current: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly revokedAt: number | null;
}

const deviceFields = "device name current createdAt lastSeenAt revokedAt";

export const listDevicesOperation: Operation<
  { after: string | null },
  { readonly devices: readonly DeviceAnswer[]; readonly next: string | null }
> = {
  name: "ListDevices",
  document: `query ListDevices($after: String) { viewer { devices(first: 50, after: $after) { edges { node { ${deviceFields} } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const devices = fieldOf(fieldOf(data, "viewer"), "devices");
    return {
      devices: readList(devices, "edges", (edge) => readDevice(fieldOf(edge, "node"))),
      next: readNext(devices),
    };
  },
};

export const renameDeviceOperation: Operation<{ input: { device: string; name: string } }, DeviceAnswer> = {
  name: "RenameDevice",
  document: `mutation RenameDevice($input: RenameDeviceInput!) { renameDevice(input: $input) { device { ${deviceFields} } } }`,
  read: (data) => readDevice(fieldOf(fieldOf(data, "renameDevice"), "device")),
};

export const revokeDeviceOperation: Operation<{ input: { device: string } }, DeviceAnswer> = {
  name: "RevokeDevice",
  document: `mutation RevokeDevice($input: RevokeDeviceInput!) { revokeDevice(input: $input) { device { ${deviceFields} } } }`,
  read: (data) => readDevice(fieldOf(fieldOf(data, "revokeDevice"), "device")),
};

function readDevice(value: unknown): DeviceAnswer {
  return {
    device: readUuid(value, "device"),
    name: readText(value, "name"),
    current: readBoolean(value, "current"),
    createdAt: readTime(value, "createdAt"),
    lastSeenAt: readTime(value, "lastSeenAt"),
    revokedAt: readOptional(value, "revokedAt", readTime),
  };
}
