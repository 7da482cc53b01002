import { hashOf } from "../hash.ts";
import type { Id } from "../keys.ts";
import { markVersion } from "../uuid.ts";

/**
 * The id of the record that a linked copy is noted in (PROTOCOL §3.6): one for each copy, the same on every device, so that two devices
 * which follow at once meet in it.
 */
export function deriveCopyId(share: Id, copy: Id): Id {
  return markVersion(hashOf("linked-copy", share, copy).slice(0, 16), 8);
}
