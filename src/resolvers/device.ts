import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { renameDevice, revokeDevice } from "../domain/device/device.ts";
import { RenameDeviceInput, RenameDevicePayload, RevokeDeviceInput, RevokeDevicePayload } from "../schema/device.ts";
import type { Context } from "./context.ts";
import { deviceFace } from "./faces.ts";

@Resolver()
export class DeviceResolver {
  @Mutation(() => RenameDevicePayload)
  async renameDevice(@Arg("input", () => RenameDeviceInput) input: RenameDeviceInput, @Ctx() { request }: Context) {
    return { device: deviceFace((await renameDevice(request, input)).device) };
  }

  @Mutation(() => RevokeDevicePayload)
  async revokeDevice(@Arg("input", () => RevokeDeviceInput) input: RevokeDeviceInput, @Ctx() { request }: Context) {
    return { device: deviceFace((await revokeDevice(request, input)).device) };
  }
}
