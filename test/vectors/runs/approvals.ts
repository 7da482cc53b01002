import { equalBytes } from "../../../src/crypto/bytes.ts";
import { encodeHandedMemory, openApproval, parseHandedMemory } from "../../../src/crypto/client/approval.ts";
import { deriveApprovalWords, parseApprovalWords } from "../../../src/crypto/client/approval-words.ts";
import { deriveApprovalKeys, openDeviceRequest } from "../../../src/crypto/client/device-request.ts";
import { asId, asSymmetricKey, asXWingPublicKey, asXWingSeed } from "../../../src/crypto/keys.ts";
import type { Given, Runs } from "../given.ts";

const placeOf = (given: Given) => ({
  origin: given.text("origin"),
  address: given.text("address"),
  request: given.bytes("request", asId),
});

export const approvalRuns: Runs = {
  "approval-words": (given) => {
    if (given.has("text")) return { words: parseApprovalWords(given.text("text")).join(" ") };
    return { words: deriveApprovalWords(placeOf(given), given.bytes("publicKey", asXWingPublicKey)).join(" ") };
  },

  "device-request": async (given) => {
    const words = given.text("words").split(" ");
    const keys = await deriveApprovalKeys(placeOf(given), words);
    return { ...keys, ...openDeviceRequest(keys.requestKey, placeOf(given), words, given.bytes("envelope")) };
  },

  approval: (given) =>
    openApproval(
      given.bytes("xwingSeed", asXWingSeed),
      given.bytes("approvalKey", asSymmetricKey),
      placeOf(given),
      given.bytes("approval"),
    ),

  "handed-memory": (given) => {
    const bytes = given.bytes("bytes");
    const memory = parseHandedMemory(bytes);
    if (!equalBytes(encodeHandedMemory(memory), bytes)) throw new Error("encoding");
    return memory;
  },
};
