import { SealgraphError } from "../errors.ts";
import { hasFailed, isPassing } from "../transport/refusal.ts";

/** Whether the deed may have been done all the same, or may still be: what failed says nothing against it. */
export function isUnknown(error: unknown): boolean {
  const there = ["SESSION_ENDED", "DEVICE_REVOKED", "NOT_SIGNED_IN"];
  const codes = [...there, "CLOSED", "LOCKED", "STORE_FAILED", "STORE_BUSY"];
  return isPassing(error) || hasFailed(error) || (error instanceof SealgraphError && codes.includes(error.code));
}
