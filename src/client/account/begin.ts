import type { Core } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { makeEvents } from "../events.ts";
import { readQueue } from "../queue/log.ts";
import { countQueued } from "../queue/queue.ts";
import { type Settings, surroundingsOf } from "../settings.ts";
import { readOutbox } from "../sync/deed.ts";
import { readPosition } from "../sync/position.ts";
import { type DeviceState, parseDeviceState } from "./device-state.ts";

/** The one form in which an address is kept and compared: trimmed, NFC, lower case. Throws INVALID_INPUT. */
export function parseAddress(text: string): string {
  const address = text.trim().normalize("NFC").toLowerCase();
  if (!/^[^\s@]{1,64}@[^\s@]{1,185}$/u.test(address)) refuseInput("address");
  return address;
}

/** What no name may hold: control characters, ends of lines, what turns the direction of all that follows, halves of characters. */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** A name of a person, device, company or group: trimmed, NFC, 1 to 100 characters. Throws INVALID_INPUT. */
export function parseName(text: string, argument: string): string {
  const name = text.trim().normalize("NFC");
  if (name.length < 1 || name.length > 100 || forbidden.test(name)) refuseInput(argument);
  return name;
}

/** What the store says of this device; null where nobody ever signed in. Throws STORE_FOREIGN, STORE_DAMAGED. */
export async function readDevice(settings: Settings): Promise<DeviceState | null> {
  const around = surroundingsOf(settings);
  const bytes = await around.store.get("device");
  if (bytes === null) return null;
  const device = parseDeviceState(bytes);
  if (device.origin !== around.origin) throw new SealgraphError("STORE_FOREIGN");
  return device;
}

/** A client of a device, locked, as the store has it. */
export async function makeCore(settings: Settings, device: DeviceState): Promise<Core> {
  const position = await readPosition(settings.store);
  const outbox = await settings.store.get("outbox");
  return {
    settings,
    around: surroundingsOf(settings),
    events: makeEvents(),
    device,
    open: null,
    closed: false,
    renewing: null,
    turn: Promise.resolve(),
    spooledCursor: null,
    lastSyncAt: position?.at ?? null,
    noted: {
      evidence: position?.evidence ?? 0,
      ...countQueued(await readQueue(settings.store), outbox && readOutbox(outbox).deed),
    },
    reachable: true,
    onUnsent: null,
    onRestoring: null,
    onUnlocked: null,
    onJoined: null,
  };
}
