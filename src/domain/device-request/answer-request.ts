import { parseApproval } from "../../crypto/approval.ts";
import { Failure } from "../../errors.ts";
import { type DeviceRequestId, parseId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { ask, inTransaction } from "../transaction.ts";
import { approveRequest, type DeviceRequestRow, listRequests, refuseRequest } from "./rows.ts";

/** The caller's own open requests that nobody approved yet, the newest first. */
export async function listOwnDeviceRequests(request: Request): Promise<readonly DeviceRequestRow[]> {
  const { answers } = await ask(request, listRequests(request.now, bounds.deviceRequestsShown));
  return answers[0];
}

/**
 * Keeps an approval for the device that asked. One a request: of two at once, one wins; the same bytes again are the same
 * deed. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, and `NOT_FOUND` for what is not open or not the caller's.
 */
export async function approveDeviceRequest(
  request: Request,
  input: { readonly request: string; readonly approval: Uint8Array },
): Promise<{ request: string }> {
  const id = parseId<DeviceRequestId>(input.request, "request");
  proving(() => parseApproval(input.approval));
  await inTransaction(request, async (tx) => {
    const [[row]] = await tx.run(approveRequest(id, input.approval, tx.now));
    if (row?.approveDeviceRequest !== true) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "DEVICE_REQUEST_APPROVED" }));
  });
  return { request: id };
}

/**
 * Makes a request one that nobody can approve, an approval that was not collected yet included. Whoever made it sees no
 * difference to one that nobody answers. Throws `BAD_USER_INPUT`, `NOT_FOUND`.
 */
export async function refuseDeviceRequest(
  request: Request,
  input: { readonly request: string },
): Promise<{ request: string }> {
  const id = parseId<DeviceRequestId>(input.request, "request");
  await inTransaction(request, async (tx) => {
    const [[row]] = await tx.run(refuseRequest(id, tx.now));
    if (row?.refuseDeviceRequest !== true) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "DEVICE_REQUEST_REFUSED" }));
  });
  return { request: id };
}
