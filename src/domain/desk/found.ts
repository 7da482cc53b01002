import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import type { ChangeRostersResult, RosterHead } from "../company/answer.ts";
import type { ChangeRostersInput } from "../company/input.ts";
import type { Request } from "../context.ts";

export interface FoundCompanyInput {
  readonly change: ChangeRostersInput;
  readonly plan: "STANDARD" | "ADVANCED" | "TRIAL";
  readonly seats: number;
  readonly trialDays?: number | null;
  readonly labels?: readonly string[] | null;
  readonly reference?: string | null;
}

export type FoundCompanyResult =
  | {
      readonly __typename: "CompanyFounded";
      readonly clientMutationId: string;
      readonly tenant: TenantId;
      readonly heads: readonly RosterHead[];
    }
  | { readonly __typename: "FoundingRefused"; readonly refusal: "SEATS" | "PLAN" | "LABELS" | "ID_TAKEN" }
  | Extract<ChangeRostersResult, { __typename: "TenantLimitReached" | "PolicyRefused" }>;

export const foundCompany = (_request: Request, _input: FoundCompanyInput): Promise<FoundCompanyResult> =>
  Promise.reject(new Failure("UNAVAILABLE"));
