import { encodeBase64url } from "../../crypto/base64url.ts";
import { sealApproval } from "../../crypto/client/approval.ts";
import { parseApprovalWords } from "../../crypto/client/approval-words.ts";
import { deriveApprovalKeys, openDeviceRequest } from "../../crypto/client/device-request.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { type Core, opened } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { backOff, wait } from "../pace.ts";
import {
  approveDeviceRequestOperation,
  type DeviceRequestAnswer,
  listDeviceRequestsOperation,
  refuseDeviceRequestOperation,
} from "../transport/approval-operations.ts";
import { isPassing } from "../transport/refusal.ts";
import { memoryOf } from "../vault/memory.ts";
import { refuseDerivation } from "./proof.ts";
import { call } from "./session.ts";

/** A new device that asks. Who it is stands under its six words: nothing else says that it is yours. */
export interface DeviceRequest {
  /** Canonical UUID text. */
  readonly request: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A new device that was approved: it still needs the password. */
export interface ApprovedDevice {
  readonly request: string;
  /** As it calls itself, read from under its words. */
  readonly deviceName: string;
  /** By its own clock. */
  readonly askedAt: Date;
}

export interface DeviceRequests {
  /** Needs no keys. */
  list(): Promise<DeviceRequest[]>;
  /**
   * Hands Secret Key and memory to the device that shows these six words, and to no other. Have a person *type* them; any
   * case, any space, four letters where no other word begins so. Throws INVALID_INPUT where they are not six words of the
   * list, NOT_FOUND where no open request is of these words (it never says which word is wrong), LOCKED.
   */
  approve(words: string): Promise<ApprovedDevice>;
  /** Sees to it that a request is never approved; whoever made it is not told. Throws NOT_FOUND. */
  refuse(request: string): Promise<void>;
}

/** The server shows no more; each costs a fifth of a second to try. */
const mostTried = 20;

export function deviceRequestsOf(core: Core): DeviceRequests {
  return {
    list: async () =>
      (await call(core, listDeviceRequestsOperation, {})).map(({ request, createdAt, expiresAt }) => ({
        request,
        createdAt: new Date(createdAt),
        expiresAt: new Date(expiresAt),
      })),
    approve: (words) => approve(core, words),
    refuse: async (request) => {
      await call(core, refuseDeviceRequestOperation, { input: { request } });
    },
  };
}

async function approve(core: Core, text: string): Promise<ApprovedDevice> {
  memoryOf(opened(core));
  const words = parseWords(text);
  const asking = await call(core, listDeviceRequestsOperation, {});
  for (const each of asking.slice(0, mostTried)) {
    const found = await openIfTheirs(core, each, words);
    if (found === null) continue;
    const { user, secretKey } = core.device;
    const approval = { user, secretKey, memory: memoryOf(opened(core)), time: core.around.now() };
    const sealed = sealApproval(found.publicKey, found.approvalKey, found.place, approval);
    await sendPatiently(core, { request: each.request, approval: encodeBase64url(sealed) });
    return { request: each.request, deviceName: found.deviceName, askedAt: new Date(found.time) };
  }
  throw new SealgraphError("NOT_FOUND", { part: "device request" }, "No device that asks has these six words.");
}

/** What a request says, where these are its words. Origin and address are this device's own (PROTOCOL §3.8). */
async function openIfTheirs(core: Core, { request, envelope }: DeviceRequestAnswer, words: readonly string[]) {
  const place = { origin: core.around.origin, address: core.device.address, request: parseUuid(request) };
  const { requestKey, approvalKey } = await deriveApprovalKeys(place, words).catch(refuseDerivation);
  try {
    return { ...openDeviceRequest(requestKey, place, words, envelope), approvalKey, place };
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** Six words, as they were typed. Throws INVALID_INPUT. */
export function parseWords(text: string): readonly string[] {
  try {
    return parseApprovalWords(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("words");
    throw error;
  }
}

/** The same bytes again while no answer comes: one deed, however often it is sent. */
async function sendPatiently(core: Core, input: { request: string; approval: string }): Promise<void> {
  const until = performance.now() + core.around.patience;
  for (let attempt = 0; ; attempt++) {
    try {
      await call(core, approveDeviceRequestOperation, { input });
      return;
    } catch (error) {
      const pause = backOff(attempt, core.around.random, 200, 5_000);
      if (!isPassing(error) || performance.now() + pause > until) throw error;
      await wait(pause);
    }
  }
}
