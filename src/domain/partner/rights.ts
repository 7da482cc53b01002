import { Failure } from "../../errors.ts";
import type { MachineScope, Standing } from "../context.ts";

export type StaffRole = Standing["role"];

const everybody = ["OWNER", "ADMINISTRATOR", "TECHNICIAN", "BILLING", "AUDITOR"] as const;
const people = ["OWNER", "ADMINISTRATOR", "TECHNICIAN", "AUDITOR"] as const;
const technical = ["OWNER", "ADMINISTRATOR", "TECHNICIAN"] as const;
const commercial = ["OWNER", "ADMINISTRATOR", "BILLING"] as const;
const leading = ["OWNER", "ADMINISTRATOR"] as const;

/**
 * What the staff of a partner may do: one row a right, each with the roles that have it. Nothing else in the house decides, and what
 * stands here in no row nobody may. Which companies it is about, `partner_scope()` says; what counts in a company's roster, that roster.
 */
export const rights = {
  /** Numbers of companies, without anybody's name or address. */
  "posture.read": everybody,
  /** Names and addresses of people, their devices, groups. */
  "people.read": people,
  "audit.read": people,
  /** The feed of what is written into the logs. */
  "events.read": people,
  "staff.read": everybody,
  "templates.read": everybody,
  "offer.read": technical,
  /** Labels, the partner's own number. */
  configure: technical,
  /** Plan, seats, suspension. */
  terms: commercial,
  found: leading,
  offer: leading,
  /** Letting a company go. */
  release: leading,
  templates: leading,
  /** Service accounts, webhooks. */
  machines: leading,
  /** Looking at them, and ending them: under a suspension, too. */
  "machines.end": leading,
  /** Signing in companies' rosters. */
  desk: technical,
  /** Roles of staff, but for owners: those are for owners. */
  staff: leading,
  owners: ["OWNER"],
} as const satisfies Readonly<Record<string, readonly StaffRole[]>>;

export type Right = keyof typeof rights;

/** Rights that change nothing: they stay under a suspension. */
const reading: ReadonlySet<Right> = new Set<Right>([
  "posture.read",
  "people.read",
  "audit.read",
  "events.read",
  "machines.end",
  "staff.read",
  "templates.read",
  "offer.read",
]);

/** What a service account needs for a right; what stands here in no row is for people alone. */
const scopes: Readonly<Partial<Record<Right, MachineScope>>> = {
  "posture.read": "READ_COMPANIES",
  "people.read": "READ_PEOPLE",
  "audit.read": "READ_AUDIT",
  "events.read": "READ_EVENTS",
  configure: "WRITE_LABELS",
  terms: "WRITE_TERMS",
};

export const has = (role: StaffRole, right: Right): boolean => (rights[right] as readonly StaffRole[]).includes(role);

/** The same of whoever asks, be it a person or a token. */
export function mayAs({ role, scopes: own }: Pick<Standing, "role" | "scopes">, right: Right): boolean {
  const needed = scopes[right];
  return has(role, right) && (own === null || (needed !== undefined && own.includes(needed)));
}

/** Throws `FORBIDDEN` for whoever was entered for no partner or has no such role; `READ_ONLY` where the partner is suspended. */
export function demandRight(actor: { readonly partner?: Standing }, right: Right): void {
  const { partner } = actor;
  if (!partner || !mayAs(partner, right)) throw new Failure("FORBIDDEN");
  if (partner.suspendedAt !== null && !reading.has(right)) throw new Failure("READ_ONLY");
}
