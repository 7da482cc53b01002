import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Contributions, Counter } from "./sums.ts";

export interface HealthCounts {
  readonly items: number;
  readonly weak: number;
  readonly reused: number;
  readonly old: number;
  readonly breached: number | null;
}

const reportStatement = statement<{ reportHealth: boolean }>(
  "health_report",
  "select report_health($1, $2, $3, $4, $5, $6)",
);
/** Answers whether the actor's policy asks for it. */
export const reportHealth = ({ items, weak, reused, old, breached }: HealthCounts, now: Date) =>
  bind(reportStatement, items, weak, reused, old, breached, now);

const enterStatement = statement<{ tenantId: TenantId; due: boolean }>(
  "health_enter",
  "select * from enter_to_publish_health($1, $2)",
);
/**
 * The next tenant with something to make known, or known; what is reported there by nobody any more is gone. Its sums are due
 * where they were not on this day, of UTC: it is taken with that.
 */
export const enterToPublish = (after: string, day: string) => bind(enterStatement, after, day);

export interface ContributionRow {
  /** Which sum it is in; 0: in the next one. */
  number: number;
  counter: Counter;
  userId: UserId;
  value: number;
}

const listStatement = statement<ContributionRow>("health_list", "select * from list_health($1)");
/** Of those who report since then or longer. */
export const listContributions = (before: Date) => bind(listStatement, before);

const publishStatement = statement("health_publish", "select publish_health($1, $2, $3, $4, $5, $6)");
export const publish = (counter: Counter, number: number, of: Contributions, remembered: number, now: Date) =>
  bind(publishStatement, counter, number, [...of.keys()], [...of.values()], remembered, now);

const withdrawStatement = statement("health_withdraw", "select withdraw_health($1)");
export const withdraw = (counter: Counter) => bind(withdrawStatement, counter);

export interface PublishedRow {
  counter: Counter;
  sum: number;
  people: number;
}

const listPublishedStatement = statement<PublishedRow>(
  "health_list_published",
  "select counter, sum, people from health_published where tenant_id = current_tenant()",
);
export const listPublished = () => bind(listPublishedStatement);

const listManagedStatement = statement<PublishedRow & { tenantId: TenantId }>(
  "health_list_managed",
  "select tenant_id, counter, sum, people from managed_health where tenant_id = any($1::uuid[])",
);
/** Of companies in the scope of whoever was entered for a partner. */
export const listManaged = (tenants: readonly TenantId[]) => bind(listManagedStatement, tenants);
