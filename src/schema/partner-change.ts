import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { typeNamed } from "./node.ts";
import { CompanyFilter } from "./partner-company.ts";
import { Uuid } from "./scalars.ts";
import { TenantPlan } from "./tenant.ts";

/** What a partner changes about its companies. */

export const CompanyRefusal = {
  SEATS: "SEATS",
  PLAN: "PLAN",
  TRIAL: "TRIAL",
  LABELS: "LABELS",
  LABELS_BIND: "LABELS_BIND",
  BY_OPERATOR: "BY_OPERATOR",
} as const;
export type CompanyRefusal = keyof typeof CompanyRefusal;
registerEnumType(CompanyRefusal, { name: "CompanyRefusal" });

@ObjectType("CompanyChanged", { simpleResolvers: true })
export class CompanyChanged {
  readonly __typename!: "CompanyChanged";
  @Field(() => Uuid) company!: string;
  @Field(() => Boolean) changed!: boolean;
}

@ObjectType("CompanyRefused", { simpleResolvers: true })
export class CompanyRefused {
  readonly __typename!: "CompanyRefused";
  @Field(() => Uuid) company!: string;
  @Field(() => CompanyRefusal) refusal!: CompanyRefusal;
}

export type ChangeCompanyResult = CompanyChanged | CompanyRefused;
export const ChangeCompanyResult = createUnionType({
  name: "ChangeCompanyResult",
  types: () => [CompanyChanged, CompanyRefused] as const,
  resolveType: typeNamed,
});

@InputType("SetCompanyLabelsInput")
export class SetCompanyLabelsInput {
  @Field(() => Uuid) company!: string;
  @Field(() => [String]) labels!: string[];
}

@InputType("SetCompanyReferenceInput")
export class SetCompanyReferenceInput {
  @Field(() => Uuid) company!: string;
  @Field(() => String, { nullable: true }) reference?: string | null;
}

@InputType("ChangeCompanyPlanInput")
export class ChangeCompanyPlanInput {
  @Field(() => Uuid) company!: string;
  @Field(() => TenantPlan) plan!: TenantPlan;
  @Field(() => Int, { nullable: true }) trialDays?: number | null;
}

@InputType("SetCompanySeatsInput")
export class SetCompanySeatsInput {
  @Field(() => Uuid) company!: string;
  @Field(() => Int) seats!: number;
}

@InputType("SuspendCompanyInput")
export class SuspendCompanyInput {
  @Field(() => Uuid) company!: string;
}

@InputType("ResumeCompanyInput")
export class ResumeCompanyInput {
  @Field(() => Uuid) company!: string;
}

@InputType("ReleaseCompanyInput")
export class ReleaseCompanyInput {
  @Field(() => Uuid) company!: string;
  @Field(() => Boolean, { nullable: true, defaultValue: false }) dryRun?: boolean | null;
}

@ObjectType("ReleaseCompanyPayload", { simpleResolvers: true })
export class ReleaseCompanyPayload {
  @Field(() => Uuid) company!: string;
}

@InputType("BulkPlanInput")
export class BulkPlanInput {
  @Field(() => TenantPlan) plan!: TenantPlan;
  @Field(() => Int, { nullable: true }) trialDays?: number | null;
}

@InputType("BulkActionInput")
export class BulkActionInput {
  @Field(() => [String], { nullable: true }) setLabels?: string[] | null;
  @Field(() => [String], { nullable: true }) addLabels?: string[] | null;
  @Field(() => [String], { nullable: true }) removeLabels?: string[] | null;
  @Field(() => BulkPlanInput, { nullable: true }) changePlan?: BulkPlanInput | null;
  @Field(() => Int, { nullable: true }) setSeats?: number | null;
  @Field(() => Boolean, { nullable: true }) suspend?: boolean | null;
  @Field(() => Boolean, { nullable: true }) resume?: boolean | null;
}

@InputType("BulkCompaniesInput")
export class BulkCompaniesInput {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [Uuid], { nullable: true }) companies?: string[] | null;
  @Field(() => CompanyFilter, { nullable: true }) filter?: CompanyFilter | null;
  @Field(() => BulkActionInput) action!: BulkActionInput;
  @Field(() => Boolean, { nullable: true, defaultValue: false }) dryRun?: boolean | null;
  @Field(() => Uuid, { nullable: true }) after?: string | null;
}

export const BulkOutcome = {
  DONE: "DONE",
  UNCHANGED: "UNCHANGED",
  REFUSED: "REFUSED",
  NOT_FOUND: "NOT_FOUND",
} as const;
export type BulkOutcome = keyof typeof BulkOutcome;
registerEnumType(BulkOutcome, { name: "BulkOutcome" });

@ObjectType("BulkResult", { simpleResolvers: true })
export class BulkResult {
  @Field(() => Uuid) company!: string;
  @Field(() => BulkOutcome) outcome!: BulkOutcome;
  @Field(() => CompanyRefusal, { nullable: true }) refusal!: CompanyRefusal | null;
}

@ObjectType("BulkCompaniesPayload", { simpleResolvers: true })
export class BulkCompaniesPayload {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [BulkResult]) results!: readonly BulkResult[];
  @Field(() => Uuid, { nullable: true }) next!: string | null;
}
