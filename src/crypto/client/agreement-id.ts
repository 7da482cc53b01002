import { hash } from "../hash.ts";
import type { Id } from "../keys.ts";
import { markVersion } from "../uuid.ts";

/** The id of the record that a user's agreement to a company's switch stands in (PROTOCOL §3.6): the same on every device. */
export function deriveAgreementId(tenant: Id): Id {
  return markVersion(hash("switch-agreed", tenant).slice(0, 16), 8);
}
