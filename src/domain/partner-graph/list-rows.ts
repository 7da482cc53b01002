import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Filter } from "./filter.ts";

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

/** Parameters 1 to 7: what the company itself has to be. */
const matching = `from managed_company c
   where ($1::text[] is null or c.plan = any ($1))
     and ($2::boolean is null or (c.suspended_at is not null) = $2)
     and ($3::boolean is null or c.founded = $3)
     and ($4::text is null or strpos(lower(concat_ws(E'\\n', c.name, c.reference)), lower($4)) > 0)
     and ($5::text[] is null or c.labels @> $5)
     and ($6::text[] is null or c.labels && $6)
     and ($7::text[] is null or not c.labels && $7)`;

const valuesOf = ({ plans, suspended, founded, text, all, any, none }: Filter) =>
  [plans, suspended, founded, text, all, any, none] as const;

/** What companies stand by that nothing has to be counted for: text; microseconds since 1970, as text. */
const keys = {
  NAME: `lower(coalesce(c.name, '')) collate "C"`,
  SINCE: "(extract(epoch from c.since) * 1000000)::bigint",
} as const;
export type PlainOrder = keyof typeof keys;

export const isPlain = (by: string): by is PlainOrder => Object.hasOwn(keys, by);

/** Where a page of a list begins: behind the company of this id, whose key was this. */
export interface Place {
  readonly key: string;
  readonly tenant: string;
}

export type ListedRow = CompanyTextRow & { key: string };

const pageOf = (by: PlainOrder, descending: boolean) => {
  const behind = `(${keys[by]}, c.tenant_id) ${descending ? "<" : ">"} ($8::${by === "NAME" ? "text" : "bigint"}, $9::uuid)`;
  const direction = descending ? "desc" : "asc";
  return statement<ListedRow>(
    `partner_graph_list_${by.toLowerCase()}_${direction}`,
    `select ${columns}, (${keys[by]})::text as key ${matching}
     and ($9::uuid is null or ${behind})
   order by ${keys[by]} ${direction}, c.tenant_id ${direction} limit $10`,
  );
};
const pages = {
  NAME: { up: pageOf("NAME", false), down: pageOf("NAME", true) },
  SINCE: { up: pageOf("SINCE", false), down: pageOf("SINCE", true) },
} as const;

/** A page in an order that nothing has to be counted for. */
export const listCompanies = (
  filter: Filter,
  by: PlainOrder,
  descending: boolean,
  after: Place | null,
  limit: number,
) => bind(pages[by][descending ? "down" : "up"], ...valuesOf(filter), after?.key ?? null, after?.tenant ?? null, limit);

export interface OutlineRow {
  tenant: TenantId;
  name: string;
  since: string;
  seats: number;
  seatsTaken: number;
  invitations: number;
  suspended: boolean;
}

const outlineStatement = statement<OutlineRow>(
  "partner_graph_outline",
  `select c.tenant_id as tenant, ${keys.NAME} as name, (${keys.SINCE})::text as since, c.seats, c.seats_taken, c.invitations,
     c.suspended_at is not null as suspended ${matching}`,
);
/** All companies that are what the filter says of the company itself, with what they are counted and ordered by. */
export const outline = (filter: Filter) => bind(outlineStatement, ...valuesOf(filter));
