import type { MachineId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { MachineScope } from "../context.ts";

const useStatement = statement<{ useServiceAccount: boolean }>("machine_use", "select use_service_account($1, $2)");
export const useAccount = (tokenHash: Uint8Array, now: Date) => bind(useStatement, tokenHash, now);

/** Of which companies a machine is, besides those that its keeper does not see. */
export interface MachineReach {
  readonly companyScope: "ALL" | "LABELS" | "LIST";
  readonly labels: readonly string[];
  readonly companies: readonly string[];
}

export interface NewMachine extends MachineReach {
  readonly id: MachineId;
  readonly kind: "SERVICE_ACCOUNT" | "WEBHOOK";
  readonly name: string;
}

const insertStatement = statement(
  "machine_insert",
  `insert into machine (tenant_id, id, kind, name, keeper_id, company_scope, labels, companies, made_at)
   values (current_tenant(), $1, $2, $3, current_actor(), $4, $5, $6, $7)`,
);
export const insertMachine = (machine: NewMachine, now: Date) => {
  const { id, kind, name, companyScope, labels, companies } = machine;
  return bind(insertStatement, id, kind, name, companyScope, labels, companies, now);
};

const insertAccountStatement = statement(
  "machine_insert_account",
  `insert into service_account (tenant_id, id, token_hash, prefix, scopes, per_minute, expires_at)
   values (current_tenant(), $1, $2, $3, $4, $5, $6)`,
);
export const insertAccount = (
  id: MachineId,
  token: { readonly hash: Uint8Array; readonly prefix: string },
  scopes: readonly MachineScope[],
  perMinute: number,
  expiresAt: Date,
) => bind(insertAccountStatement, id, token.hash, token.prefix, scopes, perMinute, expiresAt);

const countStatement = statement<{ count: number }>(
  "machine_count",
  "select count(*)::integer as count from machine where tenant_id = current_tenant() and kind = $1 and ended_at is null",
);
/** How many stand: those whose time is over, too, until somebody ends them. */
export const countMachines = (kind: NewMachine["kind"]) => bind(countStatement, kind);

/** Where and how it stands, as people are told. */
export interface StandingRow {
  id: MachineId;
  name: string;
  keeperId: UserId;
  companyScope: "ALL" | "LABELS" | "LIST";
  /** By line feeds, which no label has. */
  labels: string;
  /** By spaces. */
  companies: string;
  madeAt: Date;
  standing: "ACTIVE" | "EXPIRED" | "ENDED" | "WITHOUT_KEEPER";
}

export const standingColumns = (expired: string): string =>
  `m.id, m.name, m.keeper_id, m.company_scope, array_to_string(m.labels, E'\\n') as labels, array_to_string(m.companies, ' ') as companies, m.made_at,
  case when m.ended_at is not null then 'ENDED' when ${expired} then 'EXPIRED' when keeps(m.keeper_id) then 'ACTIVE' else 'WITHOUT_KEEPER' end as standing`;

export interface AccountRow extends StandingRow {
  prefix: string;
  /** By spaces. */
  scopes: string;
  perMinute: number;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

const accountColumns = `${standingColumns("a.expires_at <= $1")}, a.prefix, array_to_string(a.scopes, ' ') as scopes, a.per_minute, a.expires_at, a.last_used_at`;

const listAccountsStatement = statement<AccountRow>(
  "machine_list_accounts",
  `select ${accountColumns} from service_account a join machine m on m.tenant_id = a.tenant_id and m.id = a.id
   where a.tenant_id = current_tenant() and m.ended_at is null order by m.id desc`,
);
export const listAccounts = (now: Date) => bind(listAccountsStatement, now);

const loadAccountStatement = statement<AccountRow>(
  "machine_load_account",
  `select ${accountColumns} from service_account a join machine m on m.tenant_id = a.tenant_id and m.id = a.id
   where a.tenant_id = current_tenant() and a.id = $2`,
);
export const loadAccount = (id: string, now: Date) => bind(loadAccountStatement, now, id);

const endStatement = statement<{ id: MachineId }>(
  "machine_end",
  `update machine set ended_at = $3 where tenant_id = current_tenant() and id = $1 and kind = $2 and ended_at is null returning id`,
);
export const endMachine = (id: string, kind: NewMachine["kind"], now: Date) => bind(endStatement, id, kind, now);

const takeOverStatement = statement<{ id: MachineId }>(
  "machine_take_over",
  `update machine set keeper_id = current_actor() where tenant_id = current_tenant() and id = $1 and kind = $2 and ended_at is null returning id`,
);
export const takeOverMachine = (id: string, kind: NewMachine["kind"]) => bind(takeOverStatement, id, kind);

const listOutsideStatement = statement<{ outside: number }>(
  "machine_count_outside",
  `select count(*)::integer as outside from unnest($1::uuid[]) as asked (id)
   where not exists (select from partner_scope($1::uuid[]) s where s.tenant_id = asked.id)`,
);
/** How many of these are no companies in scope. */
export const countOutside = (companies: readonly string[]) => bind(listOutsideStatement, companies);

const loadOwnReachStatement = statement<{ scope: "ALL" | "LABELS" | "LIST"; labels: string; companies: string }>(
  "machine_load_own_reach",
  `select scope, array_to_string(labels, E'\\n') as labels, array_to_string(companies, ' ') as companies from partner_staff
   where tenant_id = current_tenant() and user_id = current_actor()`,
);
/** What the actor reaches, as their role says: that somebody else keeps it later makes it no wider. */
export const loadOwnReach = () => bind(loadOwnReachStatement);

export const idsIn = (text: string): TenantId[] => text.split(" ").filter(Boolean) as TenantId[];
export const labelsIn = (text: string): string[] => text.split("\n").filter(Boolean);
