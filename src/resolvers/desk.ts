import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { acceptPartner } from "../domain/desk/accept.ts";
import { administerCompany } from "../domain/desk/administer.ts";
import {
  type CompanyAtDesk as AtDesk,
  readAtDesk,
  readCutAtDesk,
  readDocumentsAtDesk,
  readHeadsAtDesk,
  readInvitationsAtDesk,
  readLinksAtDesk,
  readPeopleAtDesk,
  readPeopleOfAtDesk,
} from "../domain/desk/at-desk.ts";
import { foundCompany } from "../domain/desk/found.ts";
import { readDesks, readReasonsOf, readStaffOf } from "../domain/desk/read.ts";
import { showDocument } from "../domain/policy/show.ts";
import { tryPoliciesAtDesk } from "../domain/policy/try.ts";
import { parseId, type TenantId } from "../ids.ts";
import { VaultHead } from "../schema/commit.ts";
import { ChangeRostersResult, RosterHead } from "../schema/company.ts";
import {
  AcceptPartnerInput,
  AcceptPartnerResult,
  AdministerCompanyInput,
  CompanyAtDesk,
  Desk,
  FoundCompanyInput,
  FoundCompanyResult,
  LinkPage,
  PersonAtDesk,
  PersonAtDeskConnection,
  StaffText,
} from "../schema/desk.ts";
import { InvitationConnection } from "../schema/invitation.ts";
import { PolicyDocumentConnection, PolicyTrial } from "../schema/policy.ts";
import { Bytes, Uuid } from "../schema/scalars.ts";
import { Tenant } from "../schema/tenant.ts";
import { rostersFace } from "./company.ts";
import type { Context } from "./context.ts";
import { mapConnection } from "./map-connection.ts";
import { trialFace } from "./policy.ts";

@Resolver(() => Tenant)
export class DeskResolver {
  @FieldResolver(() => [Desk])
  desks(@Ctx() { request }: Context) {
    return readDesks(request);
  }

  @FieldResolver(() => [StaffText], { nullable: "items" })
  staffOf(@Arg("users", () => [Uuid]) users: string[], @Ctx() { request }: Context) {
    return readStaffOf(request, users);
  }

  @FieldResolver(() => [String], { nullable: "items" })
  reasonsOf(@Arg("seqs", () => [Int]) seqs: number[], @Ctx() { request }: Context) {
    return readReasonsOf(request, seqs);
  }

  @Mutation(() => AcceptPartnerResult)
  async acceptPartner(@Arg("input", () => AcceptPartnerInput) input: AcceptPartnerInput, @Ctx() { request }: Context) {
    const answer = await acceptPartner(request, input);
    return answer.__typename === "PartnerNotAccepted" ? answer : rostersFace(answer);
  }
}

/** What is asked of a company is asked in it, also one field behind another. */
export const inCompany = ({ request }: Context, { tenant }: AtDesk) => ({ ...request, company: tenant });

@Resolver(() => CompanyAtDesk)
export class CompanyAtDeskResolver {
  @Query(() => CompanyAtDesk)
  companyAtDesk(@Arg("company", () => Uuid) company: string, @Ctx() { request }: Context) {
    return readAtDesk({ ...request, company: parseId<TenantId>(company, "company") });
  }

  @FieldResolver(() => LinkPage)
  links(
    @Root() at: AtDesk,
    @Arg("roster", () => Uuid, { nullable: true }) roster: string | null,
    @Arg("afterSeq", () => Int, { nullable: true, defaultValue: -1 }) afterSeq: number | null,
    @Ctx() context: Context,
  ) {
    return readLinksAtDesk(inCompany(context, at), roster ?? null, afterSeq ?? -1);
  }

  @FieldResolver(() => [RosterHead])
  heads(@Root() at: AtDesk, @Ctx() context: Context) {
    return readHeadsAtDesk(inCompany(context, at));
  }

  @FieldResolver(() => PersonAtDeskConnection)
  people(
    @Root() at: AtDesk,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return readPeopleAtDesk(inCompany(context, at), { first: first ?? 50, after });
  }

  @FieldResolver(() => [PersonAtDesk], { nullable: "items" })
  peopleOf(@Root() at: AtDesk, @Arg("users", () => [Uuid]) users: string[], @Ctx() context: Context) {
    return readPeopleOfAtDesk(inCompany(context, at), users);
  }

  @FieldResolver(() => [VaultHead])
  cutOf(@Root() at: AtDesk, @Arg("user", () => Uuid) user: string, @Ctx() context: Context) {
    return readCutAtDesk(inCompany(context, at), user);
  }

  @FieldResolver(() => InvitationConnection)
  invitations(
    @Root() at: AtDesk,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return readInvitationsAtDesk(inCompany(context, at), { first: first ?? 50, after });
  }

  @FieldResolver(() => PolicyDocumentConnection)
  async policyDocuments(
    @Root() at: AtDesk,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return mapConnection(
      await readDocumentsAtDesk(inCompany(context, at), { first: first ?? 50, after }),
      showDocument,
    );
  }

  @FieldResolver(() => PolicyTrial)
  async tryPolicies(
    @Root() at: AtDesk,
    @Arg("document", () => Bytes, { nullable: true }) document: Uint8Array | null,
    @Arg("after", () => Uuid, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return trialFace(
      await tryPoliciesAtDesk(inCompany(context, at), { document: document ?? null, after: after ?? null }),
    );
  }

  @FieldResolver(() => [StaffText], { nullable: "items" })
  staffOf(@Root() at: AtDesk, @Arg("users", () => [Uuid]) users: string[], @Ctx() context: Context) {
    return readStaffOf(inCompany(context, at), users);
  }

  @FieldResolver(() => [String], { nullable: "items" })
  reasonsOf(@Root() at: AtDesk, @Arg("seqs", () => [Int]) seqs: number[], @Ctx() context: Context) {
    return readReasonsOf(inCompany(context, at), seqs);
  }

  @Mutation(() => ChangeRostersResult)
  administerCompany(
    @Arg("input", () => AdministerCompanyInput) input: AdministerCompanyInput,
    @Ctx() { request }: Context,
  ) {
    return administerCompany(request, input).then(rostersFace);
  }

  @Mutation(() => FoundCompanyResult)
  async foundCompany(@Arg("input", () => FoundCompanyInput) input: FoundCompanyInput, @Ctx() { request }: Context) {
    const answer = await foundCompany(request, input);
    return answer.__typename === "PolicyRefused" ? rostersFace(answer) : answer;
  }
}
