/** What becomes of one company, or of each of some: the database says, which holds the pool and the scope. */
import type { TenantId } from "../../ids.ts";
import { type Bound, bind, type Statement, statement } from "../batch.ts";
import type { Plan } from "./rows.ts";

/**
 * `TRIAL`: it would be on trial for longer than half a year behind its beginning. `LABELS_BIND`: a label says whom somebody sees.
 * `BY_OPERATOR`: it is the operator who suspended it.
 */
export type CompanyRefusal = "SEATS" | "PLAN" | "TRIAL" | "LABELS" | "LABELS_BIND" | "BY_OPERATOR";
export type Outcome = "DONE" | "UNCHANGED" | "NOT_FOUND" | CompanyRefusal;

export interface OutcomeRow {
  tenant: TenantId;
  outcome: Outcome;
}

/** What can be done with a company. */
export type CompanyAct =
  | { readonly act: "PLAN"; readonly plan: Plan; readonly trialDays: number | null }
  | { readonly act: "SEATS"; readonly seats: number }
  | { readonly act: "SUSPEND" | "RESUME" }
  | {
      readonly act: "LABELS";
      readonly said: readonly string[] | null;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly act: "REFERENCE"; readonly reference: string | null };

/** One by one, in this order: each finds what became of those before. */
const each = (name: string, call: string): Statement<OutcomeRow> =>
  statement(
    `partner_${name}`,
    `select t.id as tenant, ${call} as outcome from (select id from unnest($1::uuid[]) with ordinality as a (id, place) order by place) as t`,
  );

const sell = each("sell", "sell_terms(t.id, $2, $3, $4, $5)");
const suspend = each("suspend", "suspend_company(t.id, $2, $3, $4)");
const label = each("label", "label_company(t.id, $2, $3, $4, $5)");
const refer = each("refer", "refer_company(t.id, $2, $3)");

const day = 86_400_000;

/** @param dry nothing is suspended, and nobody is waited for. Everything else is done: whoever only wants to know rolls it back. */
export function actOn(companies: readonly TenantId[], act: CompanyAct, now: Date, dry = false): Bound<OutcomeRow> {
  switch (act.act) {
    case "PLAN": {
      const ends = act.trialDays === null ? null : new Date(now.getTime() + act.trialDays * day);
      return bind(sell, companies, act.plan, null, ends, now);
    }
    case "SEATS":
      return bind(sell, companies, null, act.seats, null, now);
    case "SUSPEND":
    case "RESUME":
      return bind(suspend, companies, act.act === "SUSPEND", now, dry);
    case "LABELS":
      return bind(label, companies, act.said, act.added, act.removed, now);
    case "REFERENCE":
      return bind(refer, companies, act.reference, now);
  }
}
