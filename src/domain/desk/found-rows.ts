import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

const enterFoundedStatement = statement<{ enterFounded: boolean }>("desk_enter_founded", "select enter_founded($1)");
/** Goes into the company that this transaction founds, as its first keeper. */
export const enterFounded = (company: TenantId) => bind(enterFoundedStatement, company);
