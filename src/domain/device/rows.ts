import { type DeviceId, lowestId, type SessionId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { PageAsked } from "../page.ts";

export interface DeviceRow {
  device: DeviceId;
  name: string;
  createdAt: Date;
  lastSeenAt: Date;
  revokedAt: Date | null;
}

const columns = "id as device, name, created_at, last_seen_at, revoked_at";

const listDevicesStatement = statement<DeviceRow>(
  "device_list",
  `select ${columns} from device where tenant_id = current_tenant() and user_id = current_actor() and id > $1 order by id limit $2`,
);
export const listDevices = ({ first, after }: PageAsked) => bind(listDevicesStatement, after ?? lowestId, first + 1);

const findDeviceStatement = statement<DeviceRow>(
  "device_find",
  `select ${columns} from device where tenant_id = current_tenant() and user_id = current_actor() and id = $1`,
);
export const findDevice = (device: DeviceId) => bind(findDeviceStatement, device);

const renameDeviceStatement = statement<DeviceRow>(
  "device_rename",
  `update device set name = $2 where tenant_id = current_tenant() and user_id = current_actor() and id = $1 returning ${columns}`,
);
export const renameDeviceRow = (device: DeviceId, name: string) => bind(renameDeviceStatement, device, name);

const revokeDeviceStatement = statement<DeviceRow>(
  "device_revoke",
  `update device set revoked_at = coalesce(revoked_at, $2)
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 returning ${columns}`,
);
export const revokeDeviceRow = (device: DeviceId, now: Date) => bind(revokeDeviceStatement, device, now);

const endSessionsStatement = statement<{ id: SessionId }>(
  "device_end_sessions",
  `update session set ended_at = $2, end_reason = 'DEVICE_REVOKED'
   where tenant_id = current_tenant() and user_id = current_actor() and device_id = $1 and ended_at is null returning id`,
);
export const endSessions = (device: DeviceId, now: Date) => bind(endSessionsStatement, device, now);
