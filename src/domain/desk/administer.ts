import { parseId, type TenantId } from "../../ids.ts";
import { staffActs } from "../company/allowed.ts";
import { type ChangeRostersResult, changeAs } from "../company/change-rosters.ts";
import type { ChangeRostersInput } from "../company/input.ts";
import type { Request } from "../context.ts";

export interface AdministerCompanyInput {
  readonly company: string;
  readonly change: ChangeRostersInput;
}

/**
 * What staff of a desk sign in a company's roster: what they may, the roster says, and the scope of the moment whether they get there.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `FORBIDDEN`, `NOT_FOUND`, `READ_ONLY`, `MUTATION_ID_REUSED`, `STEP_UP_REQUIRED`, and `RATE_LIMITED` where it asks for break-glass too often.
 */
export const administerCompany = (
  request: Request,
  { company, change }: AdministerCompanyInput,
): Promise<ChangeRostersResult> =>
  changeAs({ ...request, company: parseId<TenantId>(company, "input.company") }, change, staffActs);
