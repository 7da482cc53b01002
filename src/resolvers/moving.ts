import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { moveAccount } from "../domain/moving/move-account.ts";
import { MoveAccountInput, MoveAccountResult } from "../schema/moving.ts";
import type { Context } from "./context.ts";

@Resolver()
export class MovingResolver {
  @Mutation(() => MoveAccountResult)
  moveAccount(@Arg("input", () => MoveAccountInput) input: MoveAccountInput, @Ctx() { request }: Context) {
    return moveAccount(request, input);
  }
}
