import type { Core } from "../core.ts";
import {
  type DeviceAnswer,
  listDevicesOperation,
  renameDeviceOperation,
  revokeDeviceOperation,
} from "../transport/device-operations.ts";
import { parseName } from "./begin.ts";
import { call } from "./session.ts";

export interface Device {
  /** Canonical UUID text. */
  readonly device: string;
  readonly name: string;
  /** Whether it is this one. */
  readonly current: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** A revoked device has no sessions and never gets one again. */
  readonly revokedAt: Date | null;
}

export interface Devices {
  list(): Promise<Device[]>;
  rename(device: string, name: string): Promise<Device>;
  /** Ends every session of the device at once, open sockets included. */
  revoke(device: string): Promise<Device>;
}

export function devicesOf(core: Core): Devices {
  return {
    async list() {
      const all: Device[] = [];
      for (let after: string | null = null; ; ) {
        const { devices, next }: { devices: readonly DeviceAnswer[]; next: string | null } = await call(
          core,
          listDevicesOperation,
          { after },
        );
        all.push(...devices.map(deviceOf));
        if (next === null) return all;
        after = next;
      }
    },
    async rename(device, name) {
      const input = { device, name: parseName(name, "name") };
      return deviceOf(await call(core, renameDeviceOperation, { input }));
    },
    async revoke(device) {
      return deviceOf(await call(core, revokeDeviceOperation, { input: { device } }));
    },
  };
}

const deviceOf = (answer: DeviceAnswer): Device => ({
  device: answer.device,
  name: answer.name,
  current: answer.current,
  createdAt: new Date(answer.createdAt),
  lastSeenAt: new Date(answer.lastSeenAt),
  revokedAt: answer.revokedAt === null ? null : new Date(answer.revokedAt),
});
