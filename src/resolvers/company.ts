import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from "type-graphql";
import { requestAddressChange } from "../domain/company/address.ts";
import {
  administerTenant,
  type ChangeRostersResult as ChangeRostersAnswer,
  changeRosters,
} from "../domain/company/change-rosters.ts";
import { readCut } from "../domain/company/cut.ts";
import { deletePerson } from "../domain/company/delete-person.ts";
import {
  deliverWraps,
  type GroupRow,
  readGroups,
  readGroupsOf,
  readPending,
  refuseWrap,
} from "../domain/company/groups.ts";
import { openInvitation, readInvitations } from "../domain/company/invitation.ts";
import { readFormerMembers, readPeople, readPeopleOf } from "../domain/company/people.ts";
import { redeemTenantCode } from "../domain/company/redeem-tenant-code.ts";
import { settingOf } from "../domain/policy/show.ts";
import type { RosterId } from "../ids.ts";
import { VaultHead } from "../schema/commit.ts";
import {
  AddressChangeRequested,
  ChangeRostersInput,
  ChangeRostersResult,
  DeletePersonInput,
  DeletePersonPayload,
  RedeemTenantCodeInput,
  RedeemTenantCodeResult,
  RequestAddressChangeInput,
} from "../schema/company.ts";
import {
  DeliverWrapsInput,
  DeliverWrapsPayload,
  Group,
  GroupConnection,
  GroupEpoch,
  MemberWrap,
  PendingWrap,
  RefuseWrapInput,
  RefuseWrapPayload,
} from "../schema/group.ts";
import { InvitationConnection, OpenInvitationInput, OpenInvitationResult } from "../schema/invitation.ts";
import { FormerMemberConnection, Person, PersonConnection } from "../schema/person.ts";
import { Roster } from "../schema/roster.ts";
import { Uuid } from "../schema/scalars.ts";
import { Tenant } from "../schema/tenant.ts";
import { User } from "../schema/user.ts";
import type { Context } from "./context.ts";
import { type TenantFace, tenantFace } from "./faces.ts";

export const rostersFace = (answer: ChangeRostersAnswer) =>
  answer.__typename === "PolicyRefused" ? { ...answer, setting: settingOf(answer.setting) } : answer;

@Resolver(() => Tenant)
export class TenantResolver {
  @FieldResolver(() => Roster)
  roster(@Root() { tenant }: TenantFace, @Ctx() { loaders }: Context) {
    return loaders.roster(tenant as string as RosterId);
  }

  @FieldResolver(() => PersonConnection)
  people(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readPeople(request, { first: first ?? 50, after });
  }

  @FieldResolver(() => [Person], { nullable: "items" })
  peopleOf(@Arg("users", () => [Uuid]) users: string[], @Ctx() { request }: Context) {
    return readPeopleOf(request, users);
  }

  @FieldResolver(() => FormerMemberConnection)
  formerMembers(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readFormerMembers(request, { first: first ?? 50, after });
  }

  @FieldResolver(() => InvitationConnection)
  invitations(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readInvitations(request, { first: first ?? 50, after });
  }

  @FieldResolver(() => [VaultHead])
  cutOf(@Arg("user", () => Uuid) user: string, @Ctx() { request }: Context) {
    return readCut(request, user);
  }

  @FieldResolver(() => GroupConnection)
  groups(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readGroups(request, { first: first ?? 50, after });
  }

  @FieldResolver(() => [Group], { nullable: "items" })
  groupsOf(@Arg("groups", () => [Uuid]) groups: string[], @Ctx() { request }: Context) {
    return readGroupsOf(request, groups);
  }
}

@Resolver(() => Group)
export class GroupResolver {
  @FieldResolver(() => Roster)
  roster(@Root() { group }: GroupRow, @Ctx() { loaders }: Context) {
    return loaders.roster(group);
  }

  @FieldResolver(() => [GroupEpoch])
  epochs(
    @Root() { group }: GroupRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("beforeEpoch", () => Int, { nullable: true }) beforeEpoch: number | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.groupEpochs(group, { first, beforeEpoch });
  }

  @FieldResolver(() => [MemberWrap])
  wraps(
    @Root() { group }: GroupRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("beforeEpoch", () => Int, { nullable: true }) beforeEpoch: number | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.ownWraps(group, { first, beforeEpoch });
  }
}

@Resolver(() => User)
export class CompanyResolver {
  @FieldResolver(() => [PendingWrap])
  pendingWraps(@Ctx() { request }: Context) {
    return readPending(request);
  }

  @Mutation(() => OpenInvitationResult)
  openInvitation(@Arg("input", () => OpenInvitationInput) input: OpenInvitationInput, @Ctx() { request }: Context) {
    return openInvitation(request, input);
  }

  @Mutation(() => ChangeRostersResult)
  administerTenant(@Arg("input", () => ChangeRostersInput) input: ChangeRostersInput, @Ctx() { request }: Context) {
    return administerTenant(request, input).then(rostersFace);
  }

  @Mutation(() => ChangeRostersResult)
  changeRosters(@Arg("input", () => ChangeRostersInput) input: ChangeRostersInput, @Ctx() { request }: Context) {
    return changeRosters(request, input).then(rostersFace);
  }

  @Mutation(() => DeliverWrapsPayload)
  deliverWraps(@Arg("input", () => DeliverWrapsInput) input: DeliverWrapsInput, @Ctx() { request }: Context) {
    return deliverWraps(request, input);
  }

  @Mutation(() => RefuseWrapPayload)
  refuseWrap(@Arg("input", () => RefuseWrapInput) input: RefuseWrapInput, @Ctx() { request }: Context) {
    return refuseWrap(request, input);
  }

  @Mutation(() => AddressChangeRequested)
  requestAddressChange(
    @Arg("input", () => RequestAddressChangeInput) input: RequestAddressChangeInput,
    @Ctx() { request }: Context,
  ) {
    return requestAddressChange(request, input);
  }

  @Mutation(() => DeletePersonPayload)
  deletePerson(@Arg("input", () => DeletePersonInput) input: DeletePersonInput, @Ctx() { request }: Context) {
    return deletePerson(request, input);
  }

  @Mutation(() => RedeemTenantCodeResult)
  async redeemTenantCode(
    @Arg("input", () => RedeemTenantCodeInput) input: RedeemTenantCodeInput,
    @Ctx() { request }: Context,
  ) {
    const answer = await redeemTenantCode(request, input);
    return answer.__typename === "TenantCodeRedeemed" ? { ...answer, tenant: tenantFace(answer.tenant) } : answer;
  }
}
