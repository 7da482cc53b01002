import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { makeAccountCode } from "../domain/account-code/make.ts";
import { openByAccountCode } from "../domain/account-code/open.ts";
import { recoverAccount } from "../domain/account-code/recover.ts";
import { removeAccountCode } from "../domain/account-code/remove.ts";
import {
  MakeAccountCodeInput,
  MakeAccountCodeResult,
  OpenByAccountCodeInput,
  OpenByAccountCodeResult,
  RecoverAccountInput,
  RecoverAccountResult,
  RemoveAccountCodeInput,
  RemoveAccountCodeResult,
} from "../schema/account-code.ts";
import type { Context } from "./context.ts";

@Resolver()
export class AccountCodeResolver {
  @Mutation(() => MakeAccountCodeResult)
  makeAccountCode(@Arg("input", () => MakeAccountCodeInput) input: MakeAccountCodeInput, @Ctx() { request }: Context) {
    return makeAccountCode(request, input);
  }

  @Mutation(() => RemoveAccountCodeResult)
  removeAccountCode(
    @Arg("input", () => RemoveAccountCodeInput) input: RemoveAccountCodeInput,
    @Ctx() { request }: Context,
  ) {
    return removeAccountCode(request, input);
  }

  @Mutation(() => OpenByAccountCodeResult)
  openByAccountCode(
    @Arg("input", () => OpenByAccountCodeInput) input: OpenByAccountCodeInput,
    @Ctx() { request }: Context,
  ) {
    return openByAccountCode(request, input);
  }

  @Mutation(() => RecoverAccountResult)
  recoverAccount(@Arg("input", () => RecoverAccountInput) input: RecoverAccountInput, @Ctx() { request }: Context) {
    return recoverAccount(request, input);
  }
}
