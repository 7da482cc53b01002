import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

const enterFoundedStatement = statement<{ enterFounded: boolean }>("desk_enter_founded", "select enter_founded($1)");
/** Goes into the company that this transaction founds, as its first keeper. */
export const enterFounded = (company: TenantId) => bind(enterFoundedStatement, company);

const loadGenesisStatement = statement<{ hash: Uint8Array }>(
  "desk_load_genesis",
  "select hash from roster_link where tenant_id = current_tenant() and roster_id = current_tenant() and seq = 0",
);
/** Hash of the first link of the tenant's own roster. */
export const loadGenesis = () => bind(loadGenesisStatement);
