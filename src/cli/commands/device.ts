import type { Command } from "commander";
import type { Client, Device } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withAccount } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, moment, printable } from "../output.ts";
import { deviceShape } from "../shapes.ts";
import { addDeviceRequestCommands } from "./device-requests.ts";

/** `device` and its commands. But for `approve` they need no keys. */
export function addDeviceCommands(program: Command): void {
  const device = program.command("device").description("Look at the devices of the account.");
  const listCommand = device.command("list").description("List devices, those that were revoked included.");
  example(does(listCommand, list), "sealgraph device list");
  const renameCommand = device
    .command("rename")
    .description("Give a device another name.")
    .argument("<device>", "name or id")
    .argument("<name>", "the new name");
  example(does(renameCommand, rename), "sealgraph device rename laptop 'old laptop'");
  const revokeCommand = device
    .command("revoke")
    .description("End all sessions of a device at once and for ever. What it holds stays sealed there.")
    .argument("<device>", "name or id")
    .addOption(yesOption());
  example(does(revokeCommand, revoke), "sealgraph device revoke 'old laptop'");
  addDeviceRequestCommands(device);
}

const list = (context: Context) =>
  withAccount(context, async (client) => {
    const devices = await client.devices.list();
    context.out.answer(devices.map(deviceShape), () => columns(devices.map(rowOf)));
  });

const rowOf = ({ device, name, current, lastSeenAt, revokedAt }: Device) => [
  device,
  printable(name),
  current ? "this device" : "",
  revokedAt === null ? `last seen ${moment(lastSeenAt)}` : `revoked ${moment(revokedAt)}`,
];

const rename = (context: Context, _: GlobalOptions, reference: string, name = "") =>
  withAccount(context, async (client) => {
    const { device } = await findDevice(client, reference);
    const renamed = await client.devices.rename(device, name);
    context.out.answer(deviceShape(renamed), () => `Renamed to ${printable(renamed.name)}.`);
  });

const revoke = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withAccount(context, async (client) => {
    const found = await findDevice(client, reference);
    const which = found.current ? `${printable(found.name)}, which is this device` : printable(found.name);
    await context.ask.agreement(`Revoke ${which}?`, yes);
    const revoked = await client.devices.revoke(found.device);
    context.out.answer(deviceShape(revoked), () => `Revoked ${printable(revoked.name)}.`);
  });

async function findDevice(client: Client, reference: string): Promise<Device> {
  const devices = (await client.devices.list()).map((device) => ({ ...device, id: device.device }));
  return choose({ what: "device", of: ({ name }) => [name], shown: ({ name }) => name }, reference, devices);
}
