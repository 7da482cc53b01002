import { Arg, Ctx, FieldResolver, Mutation, Resolver } from "type-graphql";
import {
  approveDeviceRequest,
  listOwnDeviceRequests,
  refuseDeviceRequest,
} from "../domain/device-request/answer-request.ts";
import { collectApproval, withdrawDeviceRequest } from "../domain/device-request/collect-approval.ts";
import { openDeviceRequest } from "../domain/device-request/open-request.ts";
import {
  ApproveDeviceRequestInput,
  ApproveDeviceRequestPayload,
  CollectApprovalPayload,
  DeviceRequest,
  DeviceRequestTokenInput,
  OpenDeviceRequestInput,
  OpenDeviceRequestPayload,
  RefuseDeviceRequestInput,
  RefuseDeviceRequestPayload,
  WithdrawDeviceRequestPayload,
} from "../schema/device-request.ts";
import { User } from "../schema/user.ts";
import type { Context } from "./context.ts";

@Resolver(() => User)
export class DeviceRequestResolver {
  @FieldResolver(() => [DeviceRequest])
  deviceRequests(@Ctx() { request }: Context) {
    return listOwnDeviceRequests(request);
  }

  @Mutation(() => OpenDeviceRequestPayload)
  openDeviceRequest(
    @Arg("input", () => OpenDeviceRequestInput) input: OpenDeviceRequestInput,
    @Ctx() { request }: Context,
  ) {
    return openDeviceRequest(request, input);
  }

  @Mutation(() => CollectApprovalPayload)
  collectApproval(
    @Arg("input", () => DeviceRequestTokenInput) input: DeviceRequestTokenInput,
    @Ctx() { request }: Context,
  ) {
    return collectApproval(request, input);
  }

  @Mutation(() => WithdrawDeviceRequestPayload)
  withdrawDeviceRequest(
    @Arg("input", () => DeviceRequestTokenInput) input: DeviceRequestTokenInput,
    @Ctx() { request }: Context,
  ) {
    return withdrawDeviceRequest(request, input);
  }

  @Mutation(() => ApproveDeviceRequestPayload)
  approveDeviceRequest(
    @Arg("input", () => ApproveDeviceRequestInput) input: ApproveDeviceRequestInput,
    @Ctx() { request }: Context,
  ) {
    return approveDeviceRequest(request, input);
  }

  @Mutation(() => RefuseDeviceRequestPayload)
  refuseDeviceRequest(
    @Arg("input", () => RefuseDeviceRequestInput) input: RefuseDeviceRequestInput,
    @Ctx() { request }: Context,
  ) {
    return refuseDeviceRequest(request, input);
  }
}
