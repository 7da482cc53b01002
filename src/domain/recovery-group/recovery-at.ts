import { equalBytes } from "../../crypto/bytes.ts";
import { entrustedDue } from "../../crypto/entrust.ts";
import type { Id } from "../../crypto/keys.ts";
import { type RosterState, switchInForce } from "../../crypto/roster-state.ts";
import type { GroupAt } from "../../crypto/share.ts";
import { formatUuid } from "../../crypto/uuid.ts";

/** To whom the keys of a company's vaults are to be entrusted. */
export interface Entrusting {
  readonly tenant: RosterState;
  /** By id, recovery groups among them, as they are. */
  readonly groups: ReadonlyMap<string, RosterState>;
}

/** The same where nothing may ask for the tenant's. */
interface Rosters {
  readonly tenant: RosterState | null;
  readonly groups: ReadonlyMap<string, RosterState>;
}

/**
 * Rosters of groups as they are now. At the head that the switch pins a recovery group has this state, as far as it is asked: that it
 * runs through that head, and had a key there, was seen to when it was switched on.
 */
export const recoveryAt =
  ({ tenant, groups }: Rosters): GroupAt =>
  (group, seq) => {
    const now = groups.get(formatUuid(group)) ?? null;
    if (now === null || now.head.seq === seq) return now;
    const setting = tenant && switchInForce(tenant)?.setting;
    const isPinned = setting && setting.seq === seq && seq < now.head.seq && equalBytes(setting.group, group);
    return isPinned ? { ...now, head: { ...now.head, seq, hash: setting.hash } } : null;
  };

/** Whether the key of a vault is entrusted otherwise than it would be now (PROTOCOL §4.14). */
export const isEntrustedOtherwise = (vault: RosterState, { tenant, groups }: Entrusting): boolean =>
  entrustedDue(vault, tenant, (group: Id) => groups.get(formatUuid(group)) ?? null);
