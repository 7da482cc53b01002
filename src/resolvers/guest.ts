import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { openShareInvitation } from "../domain/share/guest-invitation.ts";
import { readVisits } from "../domain/share/guest-read.ts";
import { joinShare } from "../domain/share/join-share.ts";
import type { CompanyShareRow, ShareRow } from "../domain/share/read.ts";
import {
  IntroducedPerson,
  JoinShareInput,
  JoinShareResult,
  OpenShareInvitationInput,
  OpenShareInvitationResult,
  ShareGuest,
  ShareInvitation,
  Visit,
} from "../schema/guest.ts";
import { CompanyShare, Share } from "../schema/share.ts";
import type { Context } from "./context.ts";

@Resolver(() => Share)
export class GuestResolver {
  @FieldResolver(() => [ShareGuest])
  guests(@Root() { share }: ShareRow, @Ctx() { loaders }: Context) {
    return loaders.shareGuests(share);
  }

  @FieldResolver(() => [ShareInvitation])
  invitations(@Root() { share }: ShareRow, @Ctx() { loaders }: Context) {
    return loaders.shareInvitations(share);
  }

  @FieldResolver(() => [IntroducedPerson])
  introduced(@Root() { share }: ShareRow, @Ctx() { loaders }: Context) {
    return loaders.introduced(share);
  }

  @Query(() => [Visit])
  visits(@Ctx() { request }: Context) {
    return readVisits(request);
  }

  @Mutation(() => OpenShareInvitationResult)
  openShareInvitation(
    @Arg("input", () => OpenShareInvitationInput) input: OpenShareInvitationInput,
    @Ctx() { request }: Context,
  ) {
    return openShareInvitation(request, input);
  }

  @Mutation(() => JoinShareResult)
  joinShare(@Arg("input", () => JoinShareInput) input: JoinShareInput, @Ctx() { request }: Context) {
    return joinShare(request, input);
  }
}

@Resolver(() => CompanyShare)
export class CompanyGuestResolver {
  @FieldResolver(() => [ShareGuest])
  guests(@Root() { share }: CompanyShareRow, @Ctx() { loaders }: Context) {
    return loaders.shareGuests(share);
  }
}
