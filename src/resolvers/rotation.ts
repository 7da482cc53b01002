import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { rotateAccount } from "../domain/rotation/rotate-account.ts";
import { RotateAccountInput, RotateAccountResult } from "../schema/rotation.ts";
import type { Context } from "./context.ts";

@Resolver()
export class RotationResolver {
  @Mutation(() => RotateAccountResult)
  rotateAccount(@Arg("input", () => RotateAccountInput) input: RotateAccountInput, @Ctx() { request }: Context) {
    return rotateAccount(request, input);
  }
}
