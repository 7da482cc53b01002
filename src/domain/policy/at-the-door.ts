/** What policies say to whoever signs in, recovers an account or refreshes a session. */
import type { Surface } from "../context.ts";
import type { EntryPolicyRow } from "./entry-rows.ts";

const day = 86_400_000;
const hour = 3_600_000;

export type DoorRefusal = "NETWORK_REFUSED" | "PORTAL_RESTRICTED";

/** Why a session is not opened; null where nothing speaks against it. For a partner it is for its staff alone, whatever the portal is. */
export function refusedAtTheDoor(policy: EntryPolicyRow, surface: Surface): DoorRefusal | null {
  if (!policy.comesFromAllowed) return "NETWORK_REFUSED";
  if (surface === "PARTNER") return policy.staff ? null : "PORTAL_RESTRICTED";
  const restricted = policy.restrictPortalAccess && policy.role !== "ADMINISTRATOR";
  return restricted && surface === "PORTAL" ? "PORTAL_RESTRICTED" : null;
}

/** Whether nothing may be done before there is another password. */
export const isPasswordTooOld = ({ passwordSetAt, maximumPasswordAge }: EntryPolicyRow, now: Date): boolean =>
  maximumPasswordAge !== null && passwordSetAt.getTime() + maximumPasswordAge * day <= now.getTime();

/** How long a session that is opened now may live. */
export const sessionLength = ({ sessionLifetimeHours }: EntryPolicyRow): number => sessionLifetimeHours * hour;

/** Until when somebody may do without a second factor; null where none is demanded. */
export function twoFactorDemandedFrom({ twoFactorGraceDays, twoFactorSince }: EntryPolicyRow): Date | null {
  if (twoFactorGraceDays === null || twoFactorSince === null) return null;
  return new Date(twoFactorSince.getTime() + twoFactorGraceDays * day);
}
