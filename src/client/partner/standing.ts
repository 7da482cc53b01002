/** What staff are in a company, by its verified roster alone (PROTOCOL §4.15). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { Desk, Staff } from "../../crypto/desk-entries.ts";
import type { SigningPair } from "../../crypto/keys.ts";
import { findDesk, findStaff, type RosterState } from "../../crypto/roster-state.ts";
import { tenantOf } from "../company/act.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { formerPair } from "../vault/former-pair.ts";

/** The partner's desk in a company, and this account's place at it. */
export interface Standing {
  readonly desk: Desk;
  readonly staff: Staff;
  /** The pair that the company knows where that is a former one: own keys are to follow. */
  readonly former: SigningPair | null;
}

/**
 * Throws NOT_FOUND where the partner has no desk in the company, or the account is not at it; DESK_UNFIT where the desk bears the partner's
 * id and is another's, or names keys that were never this account's: nothing is done in that company.
 */
export function standingIn(core: Core, company: RosterState): Standing {
  const { user, own, held } = opened(core);
  const partner = tenantOf(core);
  const [desk, staff] = [findDesk(company, partner.head.id), findStaff(company, user)];
  if (desk === undefined || staff === undefined || !equalBytes(staff.desk, desk.desk))
    throw new SealgraphError("NOT_FOUND", { part: "desk" });
  if (!equalBytes(desk.genesis, partner.genesis)) throw new SealgraphError("DESK_UNFIT", { part: "partner" });
  if (equalBytes(staff.signingKey, own.signing.publicKey)) return { desk, staff, former: null };
  const former = formerPair(held, staff.signingKey);
  if (former === undefined) throw new SealgraphError("DESK_UNFIT", { part: "keys" });
  return { desk, staff, former };
}
