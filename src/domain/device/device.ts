import { Failure } from "../../errors.ts";
import { type DeviceId, parseId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Actor, Request } from "../context.ts";
import { parseText } from "../invalid.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { ask, inTransaction } from "../transaction.ts";
import { type DeviceRow, endSessions, findDevice, listDevices, renameDeviceRow, revokeDeviceRow } from "./rows.ts";

export interface Device extends DeviceRow {
  readonly current: boolean;
}

const seenBy = (actor: Actor, row: DeviceRow): Device => ({ ...row, current: row.device === actor.device });

/** The caller's own devices, revoked ones included, in the order of their ids. */
export async function listOwnDevices(
  request: Request,
  args: { first: number; after?: string | null },
): Promise<Connection<Device>> {
  const asked = parsePage(args, "ID");
  const { actor, answers } = await ask(request, listDevices(asked));
  return connectionOf(
    answers[0].map((row) => seenBy(actor, row)),
    asked,
    (row) => row.device,
  );
}

/** One of the caller's own devices, or null. */
export async function findOwnDevice(request: Request, device: DeviceId): Promise<Device | null> {
  const { actor, answers } = await ask(request, findDevice(device));
  return answers[0][0] ? seenBy(actor, answers[0][0]) : null;
}

/** Throws `BAD_USER_INPUT`, `NOT_FOUND`. */
export async function renameDevice(
  request: Request,
  input: { readonly device: string; readonly name: string },
): Promise<{ device: Device }> {
  const device = parseId<DeviceId>(input.device, "device");
  const name = parseText(input.name, "name", 1, 100);
  return inTransaction(request, async (tx) => {
    const [[row]] = await tx.run(renameDeviceRow(device, name));
    const renamed = found(tx.actor, row);
    await tx.finish(...audited(tx, { kind: "DEVICE_RENAMED", device }));
    return { device: renamed };
  });
}

/** Ends every session of a device at once, and for good. Again, it changes nothing. Throws `BAD_USER_INPUT`, `NOT_FOUND`. */
export async function revokeDevice(request: Request, input: { readonly device: string }): Promise<{ device: Device }> {
  const id = parseId<DeviceId>(input.device, "device");
  const { device, ended } = await inTransaction(request, async (tx) => {
    const [[row], ended] = await tx.run(revokeDeviceRow(id, tx.now), endSessions(id, tx.now));
    const revoked = found(tx.actor, row);
    await tx.finish(...audited(tx, { kind: "DEVICE_REVOKED", device: id }));
    return { device: revoked, ended };
  });
  request.house.doorbell.ring(ended.map((row) => row.id));
  return { device };
}

function found(actor: Actor, row: DeviceRow | undefined): Device {
  if (!row) throw new Failure("NOT_FOUND");
  return seenBy(actor, row);
}
