/** What of evidence is kept: a lie may be told again and again, and about as many rosters as somebody cares to invent. */
import { formatUuid } from "../../crypto/uuid.ts";
import { type Evidence, mostOfRosters } from "../evidence.ts";
import { newestState } from "../vault/chain.ts";
import type { Held } from "../vault/held.ts";

/** Evidence of the same lie that is kept already: of a vault or roster by check, of groups that nobody ever named any. */
export function sameEvidence({ evidence }: Held, { kind, roster, check, known }: Evidence): Evidence | undefined {
  return evidence.find((each) => {
    if (known.named === false) return each.known.named === false;
    return each.known.named !== false && each.kind === kind && each.roster === roster && each.check === check;
  });
}

/** Whether it may be kept beside what is. Of the tenant's roster it always may: there is one, and it has few checks. */
export function hasRoom({ evidence, tenant }: Held, { kind, roster }: Evidence): boolean {
  if (kind !== "ROSTER" || (tenant && formatUuid(newestState(tenant).head.id) === roster)) return true;
  return evidence.filter((each) => each.kind === "ROSTER").length < mostOfRosters;
}
