import type { AccountRow, StandingRow } from "./rows.ts";
import { idsIn, labelsIn } from "./rows.ts";

/** What is told of a machine, whatever it is. */
export const shownMachine = ({ companyScope, labels, companies, keeperId, ...row }: StandingRow) => ({
  name: row.name,
  labels: companyScope === "LABELS" ? labelsIn(labels) : null,
  companies: companyScope === "LIST" ? idsIn(companies) : null,
  keeper: keeperId,
  madeAt: row.madeAt,
  standing: row.standing,
});

export const shownAccount = (row: AccountRow) => ({
  ...shownMachine(row),
  account: row.id,
  prefix: row.prefix,
  scopes: row.scopes.split(" "),
  perMinute: row.perMinute,
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
});

export type ServiceAccountView = ReturnType<typeof shownAccount>;
