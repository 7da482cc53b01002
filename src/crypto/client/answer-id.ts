import { hash } from "../hash.ts";
import type { Id } from "../keys.ts";
import { markVersion } from "../uuid.ts";

/**
 * The id of the record that a user's answer to a share stands in (PROTOCOL §3.6): the same on every device, and none that whoever
 * founded the share can choose.
 */
export function deriveAnswerId(share: Id): Id {
  return markVersion(hash("share-answer", share).slice(0, 16), 8);
}
