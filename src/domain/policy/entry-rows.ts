import { bind, statement } from "../batch.ts";

export interface EntryPolicyRow {
  role: "ADMINISTRATOR" | "USER";
  passwordSetAt: Date;
  maximumPasswordAge: number | null;
  twoFactorGraceDays: number | null;
  twoFactorSince: Date | null;
  restrictPortalAccess: boolean;
  sessionLifetimeHours: number;
  /** Whether the address that was named lies where the user may come from. */
  comesFromAllowed: boolean;
  /** Whether they are on the staff of a partner, which their tenant is. */
  staff: boolean;
}

const loadEntryPolicyStatement = statement<EntryPolicyRow>(
  "policy_load_entry",
  `select u.role, k.password_set_at, p.maximum_password_age, p.two_factor_grace_days, p.two_factor_since,
     coalesce(p.restrict_portal_access, false) as restrict_portal_access, coalesce(p.session_lifetime_hours, 720) as session_lifetime_hours,
     p.allowed_networks is null or coalesce($1::inet <<= any (p.allowed_networks), false) as comes_from_allowed,
     is_staff(u.id) as staff
   from "user" u join account_key k on k.tenant_id = u.tenant_id and k.user_id = u.id
     left join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id
   where u.tenant_id = current_tenant() and u.id = current_actor()`,
);
/** What binds the actor at the door. To be asked behind the lock of the user's status, for what it is until the end. */
export const loadEntryPolicy = (ip: string | null) => bind(loadEntryPolicyStatement, ip);
