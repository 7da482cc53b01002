/** The numbers of a company: what each is read from, once for showing, filtering, ordering and adding up. */
import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** What is read together. A statement that is not told to leaves a family alone. */
export const families = ["PEOPLE", "DEVICES", "WRAPS", "BACKUPS"] as const;
export type Family = (typeof families)[number];

/** Numbers by the name that a filter calls them, and where they come from: a family, or the company itself. */
export const numbers = {
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

/** Numbers of families, and the moments that come with them: null where there is none. */
export type Numbers = { readonly [N in NumberName as (typeof numbers)[N] extends null ? never : N]: number } & {
  readonly lastActiveAt: Date | null;
  readonly oldestBackup: Date | null;
};

interface CountedRow {
  tenant: TenantId;
  family: Family;
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  at: Date | null;
}

const countStatement = statement<CountedRow>(
  "partner_graph_count",
  `select tenant_id as tenant, 'PEOPLE' as family, people as a, administrators as b, suspended as c, have_factor as d, need_factor as e,
     null::timestamptz as at
   from managed_people where 'PEOPLE' = any ($1::text[])
   union all
   select tenant_id, 'DEVICES', devices, stale, 0, 0, 0, last_active_at from managed_devices where 'DEVICES' = any ($1)
   union all
   select tenant_id, 'WRAPS', waiting, 0, 0, 0, 0, null from managed_waiting where 'WRAPS' = any ($1)
   union all
   select tenant_id, 'BACKUPS', fresh, stale, missing, 0, 0, oldest from managed_backups where 'BACKUPS' = any ($1)`,
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
        people: a,
        administrators: b,
        suspendedPeople: c,
        withSecondFactor: d,
        withoutSecondFactor: a - d,
        demandedSecondFactor: e,
      };
    case "DEVICES":
      return { devices: a, staleDevices: b, lastActiveAt: at };
    case "WRAPS":
      return { pendingWraps: a };
    case "BACKUPS":
      return { freshBackups: a, staleBackups: b, missingBackups: c, oldestBackup: at };
  }
}
