import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { DeviceRequestId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface NewDeviceRequest {
  readonly request: DeviceRequestId;
  readonly address: string;
  readonly tokenHash: Uint8Array;
  readonly envelope: Uint8Array;
  readonly expiresAt: Date;
}

const openStatement = statement("device_request_open", "select open_device_request($1, $2, $3, $4, $5, $6)");
export const openRequest = ({ request, address, tokenHash, envelope, expiresAt }: NewDeviceRequest, now: Date) =>
  bind(openStatement, request, address, tokenHash, envelope, expiresAt, now);

/** One row where there is such a request; its approval is null until there is one. */
const collectStatement = statement<{ approval: Uint8Array | null }>(
  "device_request_collect",
  "select * from collect_approval($1, $2, $3)",
);
export const findApproval = (request: DeviceRequestId, tokenHash: Uint8Array, now: Date) =>
  bind(collectStatement, request, tokenHash, now);

const withdrawStatement = statement("device_request_withdraw", "select withdraw_device_request($1, $2)");
export const withdrawRequest = (request: DeviceRequestId, tokenHash: Uint8Array) =>
  bind(withdrawStatement, request, tokenHash);

export interface DeviceRequestRow {
  request: DeviceRequestId;
  envelope: Uint8Array;
  createdAt: Date;
  expiresAt: Date;
}

const listStatement = statement<DeviceRequestRow>("device_request_list", "select * from list_device_requests($1, $2)");
export const listRequests = (now: Date, most: number) => bind(listStatement, now, most);

const approveStatement = statement<{ approveDeviceRequest: boolean }>(
  "device_request_approve",
  "select approve_device_request($1, $2, $3)",
);
export const approveRequest = (request: DeviceRequestId, approval: Uint8Array, now: Date) =>
  bind(approveStatement, request, approval, now);

const refuseStatement = statement<{ refuseDeviceRequest: boolean }>(
  "device_request_refuse",
  "select refuse_device_request($1, $2)",
);
export const refuseRequest = (request: DeviceRequestId, now: Date) => bind(refuseStatement, request, now);

type DeviceRequestEvent = "DEVICE_REQUEST_OPENED" | "DEVICE_APPROVAL_COLLECTED" | "DEVICE_REQUEST_WITHDRAWN";

const noteStatement = statement("device_request_note", "select note_device_request($1, $2, $3, $4, $5)");
/** Says in the log of the account's tenant what whoever has the request's token did. Of a request for nobody it says nothing. */
export const noteRequest = (request: DeviceRequestId, tokenHash: Uint8Array, kind: DeviceRequestEvent, now: Date) =>
  bind(noteStatement, request, tokenHash, kind, formatUuid(makeId(now.getTime())), now);
