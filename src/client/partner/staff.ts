/** Who at a partner may do what, and for which companies. */

export const staffRoles = ["OWNER", "ADMINISTRATOR", "TECHNICIAN", "BILLING", "AUDITOR"] as const;
export type StaffRole = (typeof staffRoles)[number];

/** Which companies somebody is for. */
export type StaffScope =
  | { readonly scope: "ALL" }
  | { readonly scope: "LABELS"; readonly labels: readonly string[] }
  | { readonly scope: "LIST"; readonly companies: readonly string[] };

export type PartnerStaffMember = {
  readonly user: string;
  /** As the partner's own roster verifies it; null where it does not. */
  readonly name: string | null;
  readonly address: string | null;
  readonly role: StaffRole;
  readonly since: Date;
  /** Whether the role counts: its user is active, and an administrator of the partner's tenant where it takes one. */
  readonly counts: boolean;
} & StaffScope;

export interface PartnerStaff {
  list(): Promise<PartnerStaffMember[]>;
  /** Dangerous: STEP_UP_REQUIRED. NOT_FOUND for somebody who is not in the partner's tenant, LAST_OWNER. */
  set(user: string, role: StaffRole, scope?: StaffScope): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. Takes the role away at once; `desks.tend` takes them off the desks. LAST_OWNER. */
  remove(user: string): Promise<void>;
}
