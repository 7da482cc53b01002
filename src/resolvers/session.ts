import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { changePassword } from "../domain/session/change-password.ts";
import { completeSignUp } from "../domain/session/complete-sign-up.ts";
import { refreshSession } from "../domain/session/refresh-session.ts";
import { requestChallenge } from "../domain/session/request-challenge.ts";
import { requestSignUp } from "../domain/session/request-sign-up.ts";
import { signIn } from "../domain/session/sign-in.ts";
import { signOut } from "../domain/session/sign-out.ts";
import {
  Challenge,
  ChangePasswordInput,
  ChangePasswordResult,
  RefreshSessionInput,
  RequestChallengeInput,
  Session,
  SignInInput,
  SignInResult,
  SignOutPayload,
} from "../schema/session.ts";
import {
  CompleteSignUpInput,
  CompleteSignUpResult,
  RequestSignUpInput,
  RequestSignUpPayload,
} from "../schema/sign-up.ts";
import type { Context } from "./context.ts";

@Resolver()
export class SessionResolver {
  @Mutation(() => RequestSignUpPayload)
  requestSignUp(@Arg("input", () => RequestSignUpInput) input: RequestSignUpInput, @Ctx() { request }: Context) {
    return requestSignUp(request, input);
  }

  @Mutation(() => CompleteSignUpResult)
  completeSignUp(@Arg("input", () => CompleteSignUpInput) input: CompleteSignUpInput, @Ctx() { request }: Context) {
    return completeSignUp(request, input);
  }

  @Mutation(() => Challenge)
  requestChallenge(
    @Arg("input", () => RequestChallengeInput) input: RequestChallengeInput,
    @Ctx() { request }: Context,
  ) {
    return requestChallenge(request, input);
  }

  @Mutation(() => SignInResult)
  signIn(@Arg("input", () => SignInInput) input: SignInInput, @Ctx() { request }: Context) {
    return signIn(request, input);
  }

  @Mutation(() => Session)
  refreshSession(@Arg("input", () => RefreshSessionInput) input: RefreshSessionInput, @Ctx() { request }: Context) {
    return refreshSession(request, input);
  }

  @Mutation(() => SignOutPayload)
  signOut(@Ctx() { request }: Context) {
    return signOut(request);
  }

  @Mutation(() => ChangePasswordResult)
  changePassword(@Arg("input", () => ChangePasswordInput) input: ChangePasswordInput, @Ctx() { request }: Context) {
    return changePassword(request, input);
  }
}
