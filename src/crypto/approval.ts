/** Device requests and approvals by their shape, without any key: this is what a server checks (PROTOCOL §3.8). */
import { bounds } from "./bounds.ts";
import { checkEnvelope } from "./envelope.ts";
import { ProtocolError } from "./errors.ts";
import { asXWingCiphertext, type XWingCiphertext } from "./keys.ts";

/** An envelope of 2,048 bytes: what a request holds is padded to that, whatever the device is called. */
export const deviceRequestLength = 2_121;

const ciphertextLength = 1_120;

/** Throws MALFORMED unless it is one envelope of exactly the length that a request has, UNSUPPORTED on another suite. */
export function checkDeviceRequest(envelope: Uint8Array): void {
  if (envelope.length !== deviceRequestLength) throw new ProtocolError("MALFORMED", "device request");
  checkEnvelope(envelope);
}

/** Takes an approval apart. Throws TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parseApproval(approval: Uint8Array): { ciphertext: XWingCiphertext; envelope: Uint8Array } {
  if (approval.length > bounds.approval) throw new ProtocolError("TOO_LARGE", "approval");
  if (approval.length < ciphertextLength) throw new ProtocolError("MALFORMED", "approval");
  const envelope = approval.subarray(ciphertextLength);
  checkEnvelope(envelope);
  return { ciphertext: asXWingCiphertext(approval.subarray(0, ciphertextLength)), envelope };
}
