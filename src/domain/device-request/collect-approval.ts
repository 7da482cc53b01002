import { tokenHash } from "../../crypto/hash.ts";
import { asToken, type Hash } from "../../crypto/keys.ts";
import { type DeviceRequestId, parseId } from "../../ids.ts";
import { isFirst, takeAttempts } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { askAnyone } from "../transaction.ts";
import { findApproval, noteRequest, withdrawRequest } from "./rows.ts";

export interface DeviceRequestTokenInput {
  readonly request: string;
  readonly token: Uint8Array;
}

export interface Collected {
  readonly state: "WAITING" | "APPROVED" | "GONE";
  readonly approval: Uint8Array | null;
}

/**
 * What became of a request, for whoever has its token. An approval is given out again until the request is withdrawn or
 * runs out, so that a lost answer is asked for again. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function collectApproval(request: Request, input: DeviceRequestTokenInput): Promise<Collected> {
  const { id, hash } = await holderOf(request, input);
  const [[found]] = await askAnyone(request.house, findApproval(id, hash, request.now));
  if (found === undefined) return { state: "GONE", approval: null };
  if (found.approval === null) return { state: "WAITING", approval: null };
  // Told once, however often it is asked for.
  if (await isFirst(request, "approval collected", id, spans.deviceRequest / 1_000))
    await askAnyone(request.house, noteRequest(id, hash, "DEVICE_APPROVAL_COLLECTED", request.now));
  return { state: "APPROVED", approval: found.approval };
}

/** Takes a request away for whoever has its token; where there is none, nothing happens and the answer is the same. */
export async function withdrawDeviceRequest(
  request: Request,
  input: DeviceRequestTokenInput,
): Promise<{ request: string }> {
  const { id, hash } = await holderOf(request, input);
  await askAnyone(
    request.house,
    noteRequest(id, hash, "DEVICE_REQUEST_WITHDRAWN", request.now),
    withdrawRequest(id, hash),
  );
  return { request: id };
}

async function holderOf(
  request: Request,
  input: DeviceRequestTokenInput,
): Promise<{ id: DeviceRequestId; hash: Hash }> {
  const id = parseId<DeviceRequestId>(input.request, "request");
  const hash = proving(() => tokenHash(asToken(input.token)));
  await takeAttempts(request, [["collect peer", request.peer, attempts.collectPerPeer]]);
  return { id, hash };
}
