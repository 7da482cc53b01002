import type { PartnerView, StaffRole } from "sealgraph/client";

const leading: readonly StaffRole[] = ["OWNER", "ADMINISTRATOR"];

/** What staff do, by role. The server decides; this spares people a question that would be refused. */
const roles = {
  configure: [...leading, "TECHNICIAN"],
  terms: [...leading, "BILLING"],
  release: leading,
  staff: leading,
  desk: [...leading, "TECHNICIAN"],
} as const satisfies Readonly<Record<string, readonly StaffRole[]>>;

/** Whether the caller's role gives it, at a partner that is not suspended. */
export const may = ({ you, suspendedAt }: PartnerView, right: keyof typeof roles): boolean =>
  suspendedAt === null && (roles[right] as readonly StaffRole[]).includes(you.role);
