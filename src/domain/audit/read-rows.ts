import { type Bound, bind, statement } from "../batch.ts";
import { type AuditRow, shownColumns } from "./rows.ts";

export interface PlacedRow extends AuditRow {
  revision: number;
  hash: Uint8Array;
}

/** What entries are asked for. */
export interface AuditFilter {
  readonly kinds: readonly string[] | null;
  readonly origin: "SERVER" | "CLIENT" | null;
  readonly actor: string | null;
  readonly user: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
}

const conditions: Readonly<Record<keyof AuditFilter, string>> = {
  kinds: "kind = any($::text[])",
  origin: "origin = $",
  actor: "actor_id = $",
  user: "user_id = $",
  from: "happened_at >= $",
  until: "happened_at < $",
};
const filterable = Object.keys(conditions) as (keyof AuditFilter)[];

/** One statement for each set of conditions, so that each can be answered by the index that fits it. */
export function listAudit(after: number, limit: number, filter: AuditFilter): Bound<PlacedRow> {
  const asked = filterable.filter((name) => filter[name] !== null);
  const wanted = asked.map((name, place) => ` and ${conditions[name].replace("$", `$${place + 3}`)}`);
  const text = `select revision, hash, ${shownColumns} from audit_entry
    where tenant_id = current_tenant() and revision > $1${wanted.join("")} order by revision limit $2`;
  const values = asked.map((name) => filter[name]);
  return bind(statement<PlacedRow>(["audit_list", ...asked].join("_"), text), after, limit, ...values);
}

export interface AuditHeadRow {
  revision: number;
  hash: Uint8Array | null;
  anchorRevision: number;
  anchorHash: Uint8Array | null;
}

const loadAuditHeadStatement = statement<AuditHeadRow>(
  "audit_load_head",
  "select revision, hash, anchor_revision, anchor_hash from audit_head where tenant_id = current_tenant()",
);
export const loadAuditHead = () => bind(loadAuditHeadStatement);

export interface SeatDayRow {
  day: string;
  plan: "STANDARD" | "ADVANCED" | "TRIAL";
  seats: number;
  taken: number;
}

const listSeatDaysStatement = statement<SeatDayRow>(
  "audit_list_seat_days",
  "select day::text, plan, seats, taken from seat_day where tenant_id = current_tenant() order by day desc limit $1",
);
export const listSeatDays = (limit: number) => bind(listSeatDaysStatement, limit);
