import type { TenantId } from "../../ids.ts";
import { bind, type Statement, statement } from "../batch.ts";
import type { Filter, OrderField } from "./filter.ts";
import { columnOf, type Family, flagsOf, moments, numberNames, numbers, numbersJoined } from "./numbers.ts";

const aboutStatement = statement(
  "partner_graph_about",
  "select set_config('app.asked', coalesce($1::uuid[]::text, ''), true)",
);
/** What follows in the transaction is about these companies, as far as they are in the caller's scope. */
export const about = (companies: readonly string[]) => bind(aboutStatement, companies);

export interface CompanyTextRow {
  tenant: TenantId;
  partner: TenantId;
  /** JSON of an array. */
  labels: string;
  reference: string | null;
  since: Date;
  founded: boolean;
  name: string | null;
  plan: "STANDARD" | "ADVANCED" | "TRIAL";
  trialEndsAt: Date | null;
  seats: number;
  seatsTaken: number;
  invitations: number;
  suspendedAt: Date | null;
  createdAt: Date;
  rosterSeq: number;
  rosterHead: Uint8Array;
}

const columns = `c.tenant_id as tenant, c.partner_id as partner, array_to_json(c.labels)::text as labels, c.reference, c.since, c.founded,
     c.name, c.plan, c.trial_ends_at, c.seats, c.seats_taken, c.invitations, c.suspended_at, c.created_at, c.roster_seq, c.roster_head`;

const findStatement = statement<CompanyTextRow>("partner_graph_find", `select ${columns} from managed_company c`);
/** Those that the transaction is about, as far as they are in the caller's scope. */
export const findCompanies = () => bind(findStatement);

/** Of parameters 1 to 11: the families that are read, and what a company has to meet. */
const matching = `from managed_company c
   ${numbersJoined("$1")}
   where ($2::text[] is null or c.plan = any ($2))
     and ($3::boolean is null or (c.suspended_at is not null) = $3)
     and ($4::boolean is null or c.founded = $4)
     and ($5::text is null or strpos(lower(concat_ws(E'\\n', c.name, c.reference)), lower($5)) > 0)
     and ($6::text[] is null or c.labels @> $6)
     and ($7::text[] is null or c.labels && $7)
     and ($8::text[] is null or not c.labels && $8)
     and ($9::uuid[] is null or c.tenant_id = any ($9))
     ${numberNames.map((name, place) => meets(numbers[name].of, place + 1)).join("\n     ")}`;

function meets(number: string, place: number): string {
  return `and (${number} >= ($10::integer[])[${place}]) is not false and (${number} <= ($11::integer[])[${place}]) is not false`;
}

/** @param among the companies that meet what SQL does not know of; null: all. */
const valuesOf = (filter: Filter, families: ReadonlySet<Family>, among: readonly TenantId[] | null) =>
  [
    flagsOf(families),
    filter.plans,
    filter.suspended,
    filter.founded,
    filter.text,
    filter.all,
    filter.any,
    filter.none,
    among,
    filter.atLeast,
    filter.atMost,
  ] as const;

/** What companies stand by, in SQL, as text or as a number, and what has to be read for it; microseconds for moments, -1 for none. */
const orders: Readonly<Record<OrderField, { readonly key: string; readonly family: Family | null }>> = {
  NAME: { key: `lower(coalesce(c.name, '')) collate "C"`, family: null },
  SINCE: { key: micros("c.since"), family: null },
  PEOPLE: { key: numbers.people.of, family: "PEOPLE" },
  SEATS_TAKEN: { key: numbers.seatsTaken.of, family: null },
  RECOVERY: {
    key: "case when c.tenant_id = any ($15::uuid[]) then 2 when c.tenant_id = any ($16::uuid[]) then 1 else 0 end",
    family: null,
  },
  OLDEST_BACKUP: { key: micros(moments.oldestBackup), family: "BACKUPS" },
  WITHOUT_SECOND_FACTOR: { key: numbers.withoutSecondFactor.of, family: "PEOPLE" },
  LAST_ACTIVE: { key: micros(moments.lastActiveAt), family: "DEVICES" },
};

function micros(moment: string): string {
  return `coalesce((extract(epoch from ${moment}) * 1000000)::bigint, -1)`;
}

export const familyOfOrder = (by: OrderField): Family | null => orders[by].family;

/** Where a page of a list begins: behind the company of this id, whose key was this. */
export interface Place {
  readonly key: string;
  readonly tenant: string;
}

/** Those whose readiness fails, and those that it warns of. */
export interface StatesOfAll {
  readonly failed: readonly TenantId[];
  readonly warned: readonly TenantId[];
}

export interface ListAsked {
  readonly filter: Filter;
  readonly families: ReadonlySet<Family>;
  readonly among: readonly TenantId[] | null;
  readonly by: OrderField;
  readonly descending: boolean;
  readonly after: Place | null;
  readonly limit: number;
  /** Read in the order of RECOVERY alone. */
  readonly states: StatesOfAll;
}

export type ListedRow = CompanyTextRow & { key: string };

/** A statement for each order and direction; each is answered whatever the filter is. */
const lists = new Map<string, Statement<ListedRow>>();

function listOf(by: OrderField, descending: boolean): Statement<ListedRow> {
  const name = `partner_graph_list_${by}_${descending ? "DESCENDING" : "ASCENDING"}`.toLowerCase();
  const { key } = orders[by];
  const behind = `(${key}, c.tenant_id) ${descending ? "<" : ">"} ($12::${by === "NAME" ? "text" : "bigint"}, $13::uuid)`;
  const direction = descending ? "desc" : "asc";
  const made =
    lists.get(name) ??
    statement<ListedRow>(
      name,
      `select ${columns}, (${key})::text as key
   ${matching}
     and ($13::uuid is null or ${behind})
   order by ${key} ${direction}, c.tenant_id ${direction} limit $14`,
    );
  lists.set(name, made);
  return made;
}

export const listCompanies = (asked: ListAsked) =>
  bind(
    listOf(asked.by, asked.descending),
    ...valuesOf(asked.filter, asked.families, asked.among),
    asked.after?.key ?? null,
    asked.after?.tenant ?? null,
    asked.limit,
    ...(asked.by === "RECOVERY" ? [asked.states.failed, asked.states.warned] : []),
  );

const listIdsStatement = statement<{ tenant: TenantId }>(
  "partner_graph_list_ids",
  `select c.tenant_id as tenant ${matching}`,
);
/** All that meet it. */
export const listIds = (filter: Filter, families: ReadonlySet<Family>, among: readonly TenantId[] | null) =>
  bind(listIdsStatement, ...valuesOf(filter, families, among));

/** Numbers of companies, or their sums. */
export type NumbersRow = { [N in (typeof numberNames)[number]]: number } & { oldestBackup: Date | null };

const sums = numberNames.map((name) => `coalesce(sum(${numbers[name].of}), 0) as ${columnOf(name)}`).join(", ");

export type TotalsRow = NumbersRow & {
  companies: number;
  suspendedCompanies: number;
  seats: number;
  failed: number;
  warning: number;
};

const addUpStatement = statement<TotalsRow>(
  "partner_graph_add_up",
  `select count(*) as companies, count(*) filter (where c.suspended_at is not null) as suspended_companies,
     count(*) filter (where c.tenant_id = any ($12::uuid[])) as failed, count(*) filter (where c.tenant_id = any ($13::uuid[])) as warning,
     coalesce(sum(c.seats), 0) as seats, ${sums}, min(${moments.oldestBackup}) as oldest_backup
   ${matching}`,
);
export const addUp = (
  filter: Filter,
  families: ReadonlySet<Family>,
  among: readonly TenantId[] | null,
  { failed, warned }: StatesOfAll,
) => bind(addUpStatement, ...valuesOf(filter, families, among), failed, warned);

export type PostureRow = NumbersRow & { tenant: TenantId; lastActiveAt: Date | null };

const shown = numberNames.filter((name) => numbers[name].family !== null);

const listNumbersStatement = statement<PostureRow>(
  "partner_graph_list_numbers",
  `select c.tenant_id as tenant, ${shown.map((name) => `${numbers[name].of} as ${columnOf(name)}`).join(", ")},
     ${moments.lastActiveAt}, ${moments.oldestBackup} as oldest_backup
   from unnest($2::uuid[]) as c (tenant_id)
   ${numbersJoined("$1")}`,
);
/** Of companies that are in the caller's scope; of others nothing is read, and every number is 0. */
export const listNumbers = (companies: readonly string[], families: ReadonlySet<Family>) =>
  bind(listNumbersStatement, flagsOf(families), companies);
