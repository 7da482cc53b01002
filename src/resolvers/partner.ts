import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver } from "type-graphql";
import { bulkCompanies } from "../domain/partner/bulk.ts";
import { changeCompany, labelsAct, parseReference, planAct, seatsAct } from "../domain/partner/company.ts";
import { makeOffer, openOffer, readOffers, voidOffer } from "../domain/partner/offer.ts";
import { readLabels, readNested, readParted, readPartner, readPartnership } from "../domain/partner/read.ts";
import { redeemPartnerCode } from "../domain/partner/redeem.ts";
import { leavePartner, releaseCompany } from "../domain/partner/relation.ts";
import { readStaff, removeStaff, setStaff } from "../domain/partner/staff.ts";
import { putTemplate, readTemplates } from "../domain/partner/template.ts";
import { NestedPartnerConnection, PartedCompany, Partner, PartnerLabel } from "../schema/partner.ts";
import {
  BulkCompaniesInput,
  BulkCompaniesPayload,
  ChangeCompanyPlanInput,
  ChangeCompanyResult,
  ReleaseCompanyInput,
  ReleaseCompanyPayload,
  ResumeCompanyInput,
  SetCompanyLabelsInput,
  SetCompanyReferenceInput,
  SetCompanySeatsInput,
  SuspendCompanyInput,
} from "../schema/partner-change.ts";
import {
  MakeOfferInput,
  MakeOfferResult,
  PartnerOffer,
  VoidOfferInput,
  VoidOfferPayload,
} from "../schema/partner-offer.ts";
import {
  PartnerStaffConnection,
  RemoveStaffInput,
  RemoveStaffResult,
  SetStaffInput,
  SetStaffResult,
} from "../schema/partner-staff.ts";
import { PartnerTemplateConnection, PutTemplateInput, PutTemplateResult } from "../schema/partner-template.ts";
import {
  LeavePartnerPayload,
  OpenedOffer,
  Partnership,
  RedeemPartnerCodeInput,
  RedeemPartnerCodeResult,
} from "../schema/partnership.ts";
import { Hash, Uuid } from "../schema/scalars.ts";
import { Tenant } from "../schema/tenant.ts";
import type { Context } from "./context.ts";

@Resolver(() => Partner)
export class PartnerResolver {
  @Query(() => Partner)
  partner(@Ctx() { request }: Context) {
    return readPartner(request);
  }

  @FieldResolver(() => PartnerStaffConnection)
  staff(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readStaff(request, { first: first ?? 50, after });
  }

  @FieldResolver(() => [PartnerLabel])
  labels(@Ctx() { request }: Context) {
    return readLabels(request);
  }

  @FieldResolver(() => [PartedCompany])
  parted(@Ctx() { request }: Context) {
    return readParted(request);
  }

  @FieldResolver(() => [PartnerOffer])
  offers(@Ctx() { request }: Context) {
    return readOffers(request);
  }

  @FieldResolver(() => PartnerTemplateConnection)
  templates(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readTemplates(request, { first: first ?? 50, after });
  }

  @FieldResolver(() => NestedPartnerConnection)
  partners(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readNested(request, { first: first ?? 50, after });
  }

  @Mutation(() => RedeemPartnerCodeResult)
  redeemPartnerCode(
    @Arg("input", () => RedeemPartnerCodeInput) input: RedeemPartnerCodeInput,
    @Ctx() { request }: Context,
  ) {
    return redeemPartnerCode(request, input);
  }

  @Mutation(() => SetStaffResult)
  setStaff(@Arg("input", () => SetStaffInput) input: SetStaffInput, @Ctx() { request }: Context) {
    return setStaff(request, input);
  }

  @Mutation(() => RemoveStaffResult)
  removeStaff(@Arg("input", () => RemoveStaffInput) input: RemoveStaffInput, @Ctx() { request }: Context) {
    return removeStaff(request, input);
  }

  @Mutation(() => MakeOfferResult)
  makeOffer(@Arg("input", () => MakeOfferInput) input: MakeOfferInput, @Ctx() { request }: Context) {
    return makeOffer(request, input);
  }

  @Mutation(() => VoidOfferPayload)
  voidOffer(@Arg("input", () => VoidOfferInput) input: VoidOfferInput, @Ctx() { request }: Context) {
    return voidOffer(request, input);
  }

  @Mutation(() => PutTemplateResult)
  putTemplate(@Arg("input", () => PutTemplateInput) input: PutTemplateInput, @Ctx() { request }: Context) {
    return putTemplate(request, input);
  }
}

/** What a partner changes about its companies. */
@Resolver()
export class PartnerCompanyChangeResolver {
  @Mutation(() => ChangeCompanyResult)
  setCompanyLabels(
    @Arg("input", () => SetCompanyLabelsInput) { company, labels }: SetCompanyLabelsInput,
    @Ctx() { request }: Context,
  ) {
    return changeCompany(request, company, labelsAct(labels));
  }

  @Mutation(() => ChangeCompanyResult)
  setCompanyReference(
    @Arg("input", () => SetCompanyReferenceInput) { company, reference }: SetCompanyReferenceInput,
    @Ctx() { request }: Context,
  ) {
    return changeCompany(request, company, { act: "REFERENCE", reference: parseReference(reference) });
  }

  @Mutation(() => ChangeCompanyResult)
  changeCompanyPlan(
    @Arg("input", () => ChangeCompanyPlanInput) input: ChangeCompanyPlanInput,
    @Ctx() { request }: Context,
  ) {
    return changeCompany(request, input.company, planAct(input));
  }

  @Mutation(() => ChangeCompanyResult)
  setCompanySeats(
    @Arg("input", () => SetCompanySeatsInput) { company, seats }: SetCompanySeatsInput,
    @Ctx() { request }: Context,
  ) {
    return changeCompany(request, company, seatsAct(seats));
  }

  @Mutation(() => ChangeCompanyResult)
  suspendCompany(
    @Arg("input", () => SuspendCompanyInput) { company }: SuspendCompanyInput,
    @Ctx() { request }: Context,
  ) {
    return changeCompany(request, company, { act: "SUSPEND" });
  }

  @Mutation(() => ChangeCompanyResult)
  resumeCompany(@Arg("input", () => ResumeCompanyInput) { company }: ResumeCompanyInput, @Ctx() { request }: Context) {
    return changeCompany(request, company, { act: "RESUME" });
  }

  @Mutation(() => BulkCompaniesPayload)
  bulkCompanies(@Arg("input", () => BulkCompaniesInput) input: BulkCompaniesInput, @Ctx() { request }: Context) {
    return bulkCompanies(request, input);
  }

  @Mutation(() => ReleaseCompanyPayload)
  releaseCompany(@Arg("input", () => ReleaseCompanyInput) input: ReleaseCompanyInput, @Ctx() { request }: Context) {
    return releaseCompany(request, input);
  }
}

/** What a company has to do with its partner. */
@Resolver(() => Tenant)
export class PartnershipResolver {
  @FieldResolver(() => Partnership, { nullable: true })
  partner(@Ctx() { request }: Context) {
    return readPartnership(request);
  }

  @Query(() => OpenedOffer, { nullable: true })
  partnerOffer(
    @Arg("partner", () => Uuid) partner: string,
    @Arg("hash", () => Hash) hash: Uint8Array,
    @Ctx() { request }: Context,
  ) {
    return openOffer(request, partner, hash);
  }

  @Mutation(() => LeavePartnerPayload)
  leavePartner(@Ctx() { request }: Context) {
    return leavePartner(request);
  }
}
