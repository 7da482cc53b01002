import { checkDeviceRequest } from "../../crypto/approval.ts";
import { asHash } from "../../crypto/keys.ts";
import { type DeviceRequestId, parseId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { parseAddress } from "../session/address.ts";
import { askAnyone } from "../transaction.ts";
import { noteRequest, openRequest } from "./rows.ts";

export interface OpenDeviceRequestInput {
  readonly request: string;
  readonly address: string;
  readonly envelope: Uint8Array;
  readonly tokenHash: Uint8Array;
}

/**
 * Holds a new device's request for ten minutes, for the devices of the account to find (PROTOCOL §3.8). For an address
 * that nobody has the answer and the work are the same: such a request waits, and nobody ever sees it. How many an
 * address can have open follows from the attempts. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function openDeviceRequest(
  request: Request,
  input: OpenDeviceRequestInput,
): Promise<{ request: string; expiresAt: Date }> {
  const id = parseId<DeviceRequestId>(input.request, "request");
  const address = parseAddress(input.address);
  proving(() => checkDeviceRequest(input.envelope));
  const tokenHash = proving(() => asHash(input.tokenHash));
  await takeAttempts(request, [
    ["device request address", address, attempts.deviceRequestPerAddress],
    ["device request peer", request.peer, attempts.deviceRequestPerPeer],
  ]);
  const expiresAt = new Date(request.now.getTime() + spans.deviceRequest);
  const { envelope } = input;
  await askAnyone(
    request.house,
    openRequest({ request: id, address, tokenHash, envelope, expiresAt }, request.now),
    noteRequest(id, tokenHash, "DEVICE_REQUEST_OPENED", request.now),
  );
  return { request: id, expiresAt };
}
