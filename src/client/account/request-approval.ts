import { encodeBase64url } from "../../crypto/base64url.ts";
import { type Approval, openApproval } from "../../crypto/client/approval.ts";
import { deriveApprovalWords } from "../../crypto/client/approval-words.ts";
import { deriveApprovalKeys, sealDeviceRequest } from "../../crypto/client/device-request.ts";
import { SealError } from "../../crypto/errors.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { asXWingSeed } from "../../crypto/keys.ts";
import { deriveXWingPublicKey, randomBytes } from "../../crypto/sodium.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { backOff, wait } from "../pace.ts";
import { type Settings, type Surroundings, surroundingsOf } from "../settings.ts";
import {
  type CollectedAnswer,
  collectApprovalOperation,
  type DeviceRequestTokenWire,
  openDeviceRequestOperation,
  withdrawDeviceRequestOperation,
} from "../transport/approval-operations.ts";
import { send } from "../transport/http.ts";
import { isPassing } from "../transport/refusal.ts";
import { parseAddress, parseName, readDevice } from "./begin.ts";
import { refuseDerivation } from "./proof.ts";
import { makeToken } from "./session.ts";

export interface ApprovalWanted {
  readonly address: string;
  /** Shown on the approving device after the words fit, then in the list of devices. */
  readonly deviceName: string;
}

/** A request that stands at the server. */
export interface AskedForApproval {
  readonly words: readonly string[];
  readonly expiresAt: Date;
  /** As it was understood. */
  readonly wanted: ApprovalWanted;
  wait(signal?: AbortSignal): Promise<Approval>;
  cancel(): Promise<void>;
}

/** Between two questions, in milliseconds. */
const [firstPause, longestPause] = [500, 3_000];
/** A server that never says that the time is over is not waited for longer. */
const longestWait = 11 * 60_000;

/**
 * Makes a key pair for this one request, seals its public half under the words that it gives, and has that held for the
 * other devices of the account to find (PROTOCOL §3.8). The server gets neither words nor key. Throws INVALID_INPUT, also
 * where the store has an account already, RATE_LIMITED, UNREACHABLE.
 */
export async function askForApproval(settings: Settings, input: ApprovalWanted): Promise<AskedForApproval> {
  const around = surroundingsOf(settings);
  const wanted = { address: parseAddress(input.address), deviceName: parseName(input.deviceName, "deviceName") };
  if ((await readDevice(settings)) !== null) refuseInput("store");
  const place = { origin: around.origin, address: wanted.address, request: makeId(around.now()) };
  const seed = asXWingSeed(randomBytes(32));
  const publicKey = deriveXWingPublicKey(seed);
  const words = deriveApprovalWords(place, publicKey);
  const { requestKey, approvalKey } = await deriveApprovalKeys(place, words).catch(refuseDerivation);
  const asked = { publicKey, deviceName: wanted.deviceName, time: around.now() };
  const envelope = encodeBase64url(sealDeviceRequest(requestKey, place, asked));
  const token = makeToken();
  const holder = { request: formatUuid(place.request), token: encodeBase64url(token) };
  const wire = {
    request: holder.request,
    address: wanted.address,
    envelope,
    tokenHash: encodeBase64url(tokenHash(token)),
  };
  const { expiresAt } = await send(around, openDeviceRequestOperation, { input: wire }, null);
  const cancelled = new AbortController();
  return {
    words,
    expiresAt: new Date(expiresAt),
    wanted,
    wait: async (signal) => {
      const stop = signal ? AbortSignal.any([signal, cancelled.signal]) : cancelled.signal;
      try {
        return openApproval(seed, approvalKey, place, await collect(around, holder, stop));
      } catch (error) {
        if (error instanceof SealError) throw new ServerCaught("WRONG_KEYS", null);
        throw error;
      } finally {
        // It is here, or it is of no use: what is left behind runs out by itself.
        await withdraw(around, holder).catch(() => {});
      }
    },
    cancel: async () => {
      cancelled.abort();
      await withdraw(around, holder);
    },
  };
}

/** Asks until there is an approval. Throws NOT_APPROVED. */
async function collect(around: Surroundings, input: DeviceRequestTokenWire, stop: AbortSignal): Promise<Uint8Array> {
  const until = performance.now() + longestWait;
  for (let attempt = 0; performance.now() < until; attempt++) {
    if (stop.aborted) break;
    const { state, approval } = await ask(around, input);
    if (state === "GONE") break;
    if (state === "APPROVED") return approval ?? refuseEmpty();
    await wait(backOff(attempt, around.random, firstPause, longestPause), stop);
  }
  if (stop.aborted) throw new SealgraphError("NOT_APPROVED", { reason: "CANCELLED" }, "The request was cancelled.");
  throw new SealgraphError("NOT_APPROVED", { reason: "EXPIRED" });
}

/** A server that cannot be reached for a while has said nothing. */
async function ask(around: Surroundings, input: DeviceRequestTokenWire): Promise<CollectedAnswer> {
  try {
    return await send(around, collectApprovalOperation, { input }, null);
  } catch (error) {
    if (isPassing(error)) return { state: "WAITING", approval: null };
    throw error;
  }
}

const withdraw = (around: Surroundings, input: DeviceRequestTokenWire): Promise<string> =>
  send(around, withdrawDeviceRequestOperation, { input }, null);

function refuseEmpty(): never {
  throw new SealgraphError("MALFORMED_ANSWER", { field: "approval" });
}
