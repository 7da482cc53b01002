/** The readiness of many companies, by the rules by which each is told its own. */
import { setImmediate } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { TenantId } from "../../ids.ts";
import type { Request } from "../context.ts";
import {
  checkCompany,
  type ReadinessCheck,
  type ReadinessState,
  type StatedRecovery,
  statedBy,
} from "../recovery/checks.ts";
import { askAsPartner } from "../transaction.ts";
import { listWideDocuments, type ManagedDocumentRow } from "./edge-rows.ts";
import { about } from "./list-rows.ts";
import { type GroundRow, listStates } from "./recovery-rows.ts";

/** A company with every check of its readiness. */
export interface CheckedCompany {
  readonly tenant: TenantId;
  readonly checks: readonly ReadinessCheck[];
  /** The worst of them. */
  readonly state: ReadinessState;
}

/** Companies whose states one statement brings: with 25 people some 5 KiB each, with thousands half a mebibyte. */
const statesAtOnce = 200;

/**
 * What rosters state, by their heads: what a head stands for never changes, so it is right for as long as it is kept. Numbers, and
 * nobody's. Filled for whoever asks; a company's own heads lead there and nothing else does.
 */
const stated = new LRUCache<string, StatedRecovery>({ max: 50_000 });

const keyOf = ({ tenantHead, groupHead }: Pick<GroundRow, "tenantHead" | "groupHead">): string =>
  `${Buffer.from(tenantHead).toString("base64")} ${groupHead ? Buffer.from(groupHead).toString("base64") : ""}`;

/** Checks companies; the states of those that nobody has asked about since they last changed are read first. */
export async function checkAll(request: Request, grounds: readonly GroundRow[]): Promise<CheckedCompany[]> {
  const found = new Map<string, StatedRecovery>();
  const unknown: TenantId[] = [];
  for (const ground of grounds) {
    const key = keyOf(ground);
    const known = stated.get(key);
    if (known) found.set(key, known);
    else unknown.push(ground.tenant);
  }
  for (let at = 0; at < unknown.length; at += statesAtOnce) {
    const wanted = unknown.slice(at, at + statesAtOnce);
    const { answers } = await askAsPartner(request, about(wanted), listStates(), listWideDocuments(wanted));
    const documents = documentsOf(answers[2]);
    for (const row of answers[1]) {
      const its = statedBy(row, documents.get(row.tenant) ?? []);
      stated.set(keyOf(row), its);
      found.set(keyOf(row), its);
      // By what it was asked for: a roster that went on meanwhile is judged as it is now.
      found.set(row.tenant, its);
    }
    await setImmediate();
  }
  return grounds.flatMap((ground) => {
    const its = found.get(keyOf(ground)) ?? found.get(ground.tenant);
    if (!its) return [];
    const checks = checkCompany(ground, its, request.now);
    return [{ tenant: ground.tenant, checks, state: worstOf(checks) }];
  });
}

function documentsOf(rows: readonly ManagedDocumentRow[]): Map<TenantId, ManagedDocumentRow[]> {
  const by = new Map<TenantId, ManagedDocumentRow[]>();
  for (const row of rows) by.set(row.tenant, [...(by.get(row.tenant) ?? []), row]);
  return by;
}

function worstOf(checks: readonly ReadinessCheck[]): ReadinessState {
  const has = (state: ReadinessState) => checks.some((check) => check.state === state);
  return has("FAILED") ? "FAILED" : has("WARNING") ? "WARNING" : "OK";
}
