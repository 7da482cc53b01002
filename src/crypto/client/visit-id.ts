import { hash } from "../hash.ts";
import type { Id } from "../keys.ts";
import { markVersion } from "../uuid.ts";

/** The id of the record that a guest's visit of a share stands in (PROTOCOL §3.6): as that of an answer, under another label. */
export function deriveVisitId(share: Id): Id {
  return markVersion(hash("share-visit", share).slice(0, 16), 8);
}
