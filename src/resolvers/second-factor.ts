import { Arg, Ctx, FieldResolver, Mutation, Resolver } from "type-graphql";
import { beginTotp, beginWebAuthn, confirmTotp, confirmWebAuthn } from "../domain/second-factor/add.ts";
import { proveSecondFactor } from "../domain/second-factor/prove.ts";
import { readSecondFactors } from "../domain/second-factor/read.ts";
import { remakeSpareCodes, removeSecondFactor } from "../domain/second-factor/remove.ts";
import { resetSecondFactor } from "../domain/second-factor/reset.ts";
import { requestStepUp } from "../domain/second-factor/step-up.ts";
import {
  BeginTotpInput,
  BeginWebAuthnInput,
  ConfirmSecondFactorResult,
  ConfirmTotpInput,
  ConfirmWebAuthnInput,
  MakeSpareCodesPayload,
  ProveSecondFactorInput,
  ProveSecondFactorResult,
  RemoveSecondFactorInput,
  RemoveSecondFactorPayload,
  ResetSecondFactorInput,
  ResetSecondFactorPayload,
  SecondFactorStep,
  SecondFactors,
  TotpBegun,
  WebAuthnBegun,
} from "../schema/second-factor.ts";
import { User } from "../schema/user.ts";
import type { Context } from "./context.ts";

@Resolver(() => User)
export class SecondFactorResolver {
  @FieldResolver(() => SecondFactors)
  secondFactors(@Ctx() { request }: Context) {
    return readSecondFactors(request);
  }

  @Mutation(() => ProveSecondFactorResult)
  proveSecondFactor(
    @Arg("input", () => ProveSecondFactorInput) input: ProveSecondFactorInput,
    @Ctx() { request }: Context,
  ) {
    return proveSecondFactor(request, input);
  }

  @Mutation(() => SecondFactorStep)
  requestStepUp(@Ctx() { request }: Context) {
    return requestStepUp(request);
  }

  @Mutation(() => TotpBegun)
  beginTotp(@Arg("input", () => BeginTotpInput) input: BeginTotpInput, @Ctx() { request }: Context) {
    return beginTotp(request, input);
  }

  @Mutation(() => ConfirmSecondFactorResult)
  confirmTotp(@Arg("input", () => ConfirmTotpInput) input: ConfirmTotpInput, @Ctx() { request }: Context) {
    return confirmTotp(request, input);
  }

  @Mutation(() => WebAuthnBegun)
  beginWebAuthn(@Arg("input", () => BeginWebAuthnInput) input: BeginWebAuthnInput, @Ctx() { request }: Context) {
    return beginWebAuthn(request, input);
  }

  @Mutation(() => ConfirmSecondFactorResult)
  confirmWebAuthn(@Arg("input", () => ConfirmWebAuthnInput) input: ConfirmWebAuthnInput, @Ctx() { request }: Context) {
    return confirmWebAuthn(request, input);
  }

  @Mutation(() => RemoveSecondFactorPayload)
  removeSecondFactor(
    @Arg("input", () => RemoveSecondFactorInput) input: RemoveSecondFactorInput,
    @Ctx() { request }: Context,
  ) {
    return removeSecondFactor(request, input);
  }

  @Mutation(() => MakeSpareCodesPayload)
  makeSpareCodes(@Ctx() { request }: Context) {
    return remakeSpareCodes(request);
  }

  @Mutation(() => ResetSecondFactorPayload)
  resetSecondFactor(
    @Arg("input", () => ResetSecondFactorInput) input: ResetSecondFactorInput,
    @Ctx() { request }: Context,
  ) {
    return resetSecondFactor(request, input);
  }
}
