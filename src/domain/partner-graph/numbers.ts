/** The numbers of a company: what each is read from, once for showing, filtering, ordering and adding up. */
import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** What is read together, and added up. A statement that is not told to leaves a family alone. */
export const families = ["PEOPLE", "DEVICES", "WRAPS", "BACKUPS"] as const;
/** The same, and what is asked for beside numbers. */
export type Family = (typeof families)[number] | "HEALTH" | "DESK" | "POLICIES";

/** Numbers by the name that a filter calls them, and where they come from: a family, or the company itself. */
const numbers = {
  seatsTaken: null,
  invitations: null,
  people: "PEOPLE",
  administrators: "PEOPLE",
  suspendedPeople: "PEOPLE",
  withSecondFactor: "PEOPLE",
  withoutSecondFactor: "PEOPLE",
  demandedSecondFactor: "PEOPLE",
  devices: "DEVICES",
  staleDevices: "DEVICES",
  pendingWraps: "WRAPS",
  freshBackups: "BACKUPS",
  staleBackups: "BACKUPS",
  missingBackups: "BACKUPS",
} as const satisfies Record<string, Family | null>;
export type NumberName = keyof typeof numbers;
export const numberNames = Object.keys(numbers) as NumberName[];

/**
 * Sums over people's reports, by the name that a filter calls them: as they were made known, and nothing of what was not. So a filter
 * tells no more than is shown.
 */
export const sumNames = ["weakPasswords", "reusedPasswords", "oldPasswords", "breachedPasswords"] as const;
export type SumName = (typeof sumNames)[number];

/** Whatever a filter has a range of. */
export type RangeName = NumberName | SumName;
export const rangeNames: readonly RangeName[] = [...numberNames, ...sumNames];
export const familyOf = (name: RangeName): Family | null =>
  (sumNames as readonly string[]).includes(name) ? "HEALTH" : numbers[name as NumberName];

/** Numbers of families, and the moments that come with them: null where there is none. Sums: null where none is made known. */
export type Numbers = { readonly [N in NumberName as (typeof numbers)[N] extends null ? never : N]: number } & {
  readonly [N in SumName]: number | null;
} & {
  readonly lastActiveAt: Date | null;
  readonly oldestBackup: Date | null;
};

/** A row of a family, of a company; what its columns are, the family says. Of templates: of a partner. */
export interface CountedRow {
  tenant: TenantId;
  family: Family | "TEMPLATE" | "PARTNER";
  a: number | null;
  b: number | null;
  c: number | null;
  d: number | null;
  e: number | null;
  at: Date | null;
  until: Date | null;
  partner: TenantId | null;
  /** JSON of an array. */
  labels: string | null;
  hash: Uint8Array | null;
  bytes: Uint8Array | null;
}

const sumOf = (counter: string) => `max(least(sum, 2147483647)::integer) filter (where counter = '${counter}')`;

const countStatement = statement<CountedRow>(
  "partner_graph_count",
  `select tenant_id as tenant, 'PEOPLE' as family, people as a, administrators as b, suspended as c, have_factor as d, need_factor as e,
     null::timestamptz as at, null::timestamptz as until, null::uuid as partner, null as labels, null::bytea as hash, null::bytea as bytes
   from managed_people where 'PEOPLE' = any ($1::text[])
   union all
   select tenant_id, 'DEVICES', devices, stale, 0, 0, 0, last_active_at, null, null, null, null, null
   from managed_devices where 'DEVICES' = any ($1)
   union all
   select tenant_id, 'WRAPS', waiting, 0, 0, 0, 0, null, null, null, null, null, null from managed_waiting where 'WRAPS' = any ($1)
   union all
   select tenant_id, 'BACKUPS', fresh, stale, missing, 0, 0, oldest, null, null, null, null, null
   from managed_backups where 'BACKUPS' = any ($1)
   union all
   select tenant_id, 'HEALTH', ${sumOf("weak")}, ${sumOf("reused")}, ${sumOf("old")}, ${sumOf("breached")}, 0, null, null, null, null, null, null
   from managed_health where 'HEALTH' = any ($1) group by tenant_id
   union all
   select tenant_id, 'DESK', rights, hours, staff, 0, 0, from_at, until_at, null, null, null, null
   from managed_own_desk where 'DESK' = any ($1)
   union all
   select tenant_id, 'POLICIES', rights, seq, 0, 0, 0, since, null, partner_id, array_to_json(labels)::text, null, document
   from managed_own_policies where 'POLICIES' = any ($1)
   union all
   select partner_id, 'TEMPLATE', 0, 0, 0, 0, 0, null, null, null, null, hash, signed from managed_template where 'POLICIES' = any ($1)
   union all
   select partner_id, 'PARTNER', 0, 0, 0, 0, 0, null, null, null, null, head, state from managed_partner where 'POLICIES' = any ($1)`,
);
/** Of all companies that the transaction is about, as far as they are in the caller's scope. */
export const count = (wanted: ReadonlySet<Family>) => bind(countStatement, [...wanted]);

const nothing: Numbers = {
  people: 0,
  administrators: 0,
  suspendedPeople: 0,
  withSecondFactor: 0,
  withoutSecondFactor: 0,
  demandedSecondFactor: 0,
  devices: 0,
  staleDevices: 0,
  pendingWraps: 0,
  freshBackups: 0,
  staleBackups: 0,
  missingBackups: 0,
  weakPasswords: null,
  reusedPasswords: null,
  oldPasswords: null,
  breachedPasswords: null,
  lastActiveAt: null,
  oldestBackup: null,
};

/** What was counted, by company; nothing of whatever was not. */
export function numbersIn(rows: readonly CountedRow[]): (tenant: TenantId) => Numbers {
  const found = new Map<TenantId, Numbers>();
  for (const row of rows) found.set(row.tenant, { ...(found.get(row.tenant) ?? nothing), ...partOf(row) });
  return (tenant) => found.get(tenant) ?? nothing;
}

function partOf({ family, a, b, c, d, e, at }: CountedRow): Partial<Numbers> {
  switch (family) {
    case "PEOPLE":
      return {
        people: a ?? 0,
        administrators: b ?? 0,
        suspendedPeople: c ?? 0,
        withSecondFactor: d ?? 0,
        withoutSecondFactor: (a ?? 0) - (d ?? 0),
        demandedSecondFactor: e ?? 0,
      };
    case "DEVICES":
      return { devices: a ?? 0, staleDevices: b ?? 0, lastActiveAt: at };
    case "WRAPS":
      return { pendingWraps: a ?? 0 };
    case "BACKUPS":
      return { freshBackups: a ?? 0, staleBackups: b ?? 0, missingBackups: c ?? 0, oldestBackup: at };
    case "HEALTH":
      return { weakPasswords: a, reusedPasswords: b, oldPasswords: c, breachedPasswords: d };
    case "DESK":
    case "POLICIES":
    case "TEMPLATE":
    case "PARTNER":
      return {};
  }
}
