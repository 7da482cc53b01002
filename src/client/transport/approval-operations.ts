import { fieldOf, readBytes, readList, readOneOf, readOptional, readTime, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";

export interface OpenDeviceRequestWire {
  readonly request: string;
  readonly address: string;
  readonly envelope: string;
  readonly tokenHash: string;
}

export const openDeviceRequestOperation: Operation<{ input: OpenDeviceRequestWire }, { readonly expiresAt: number }> = {
  name: "OpenDeviceRequest",
  document:
    "mutation OpenDeviceRequest($input: OpenDeviceRequestInput!) { openDeviceRequest(input: $input) { expiresAt } }",
  read: (data) => ({ expiresAt: readTime(fieldOf(data, "openDeviceRequest"), "expiresAt") }),
};

export interface DeviceRequestTokenWire {
  readonly request: string;
  readonly token: string;
}

export interface CollectedAnswer {
  readonly state: "WAITING" | "APPROVED" | "GONE";
  readonly approval: Uint8Array | null;
}

export const collectApprovalOperation: Operation<{ input: DeviceRequestTokenWire }, CollectedAnswer> = {
  name: "CollectApproval",
  document:
    "mutation CollectApproval($input: DeviceRequestTokenInput!) { collectApproval(input: $input) { state approval } }",
  read: (data) => {
    const collected = fieldOf(data, "collectApproval");
    return {
      state: readOneOf(collected, "state", ["WAITING", "APPROVED", "GONE"]),
      approval: readOptional(collected, "approval", readBytes),
    };
  },
};

export const withdrawDeviceRequestOperation: Operation<{ input: DeviceRequestTokenWire }, string> = {
  name: "WithdrawDeviceRequest",
  document:
    "mutation WithdrawDeviceRequest($input: DeviceRequestTokenInput!) { withdrawDeviceRequest(input: $input) { request } }",
  read: (data) => readUuid(fieldOf(data, "withdrawDeviceRequest"), "request"),
};

export interface DeviceRequestAnswer {
  readonly request: string;
  readonly envelope: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export const listDeviceRequestsOperation: Operation<Record<string, never>, readonly DeviceRequestAnswer[]> = {
  name: "ListDeviceRequests",
  document: "query ListDeviceRequests { viewer { deviceRequests { request envelope createdAt expiresAt } } }",
  read: (data) =>
    readList(fieldOf(data, "viewer"), "deviceRequests", (value) => ({
      request: readUuid(value, "request"),
      envelope: readBytes(value, "envelope"),
      createdAt: readTime(value, "createdAt"),
      expiresAt: readTime(value, "expiresAt"),
    })),
};

export const approveDeviceRequestOperation: Operation<{ input: { request: string; approval: string } }, string> = {
  name: "ApproveDeviceRequest",
  document:
    "mutation ApproveDeviceRequest($input: ApproveDeviceRequestInput!) { approveDeviceRequest(input: $input) { request } }",
  read: (data) => readUuid(fieldOf(data, "approveDeviceRequest"), "request"),
};

export const refuseDeviceRequestOperation: Operation<{ input: { request: string } }, string> = {
  name: "RefuseDeviceRequest",
  document:
    "mutation RefuseDeviceRequest($input: RefuseDeviceRequestInput!) { refuseDeviceRequest(input: $input) { request } }",
  read: (data) => readUuid(fieldOf(data, "refuseDeviceRequest"), "request"),
};
