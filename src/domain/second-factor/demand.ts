import type { FactorRow } from "./rows.ts";

/**
 * Whether a user who has proven their password is asked for a second factor. The one place that says so: for every way that
 * ends in a session or hands out sealed keys (PROTOCOL §3.12). Whoever has a factor is asked.
 */
export const isFactorDemanded = (factors: readonly FactorRow[]): boolean => factors.length > 0;
