import { type AuditKind, auditKinds } from "../../crypto/audit-kinds.ts";

/** What events are asked for by. */
export const eventGroups = {
  AUDIT: /^/,
  POLICY: /^(PARTNER_)?POLICIES_/,
  READINESS: /^(RECOVERY|CUSTODIAN|BACKUP|VAULT_ENTRUSTED|LAST_CUSTODIAN)/,
  SHARES: /^(SHARE|SHARING)_/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type EventGroup = keyof typeof eventGroups;

/** That a company parted is told with every group: nothing more is told of it. */
const last: AuditKind = "COMPANY_GIVEN_UP";

/** The kinds of these groups; null: all. */
export function kindsOf(groups: readonly EventGroup[] | null): AuditKind[] | null {
  if (groups === null || groups.includes("AUDIT")) return null;
  const kinds = Object.keys(auditKinds) as AuditKind[];
  return kinds.filter((kind) => kind === last || groups.some((group) => eventGroups[group].test(kind)));
}
