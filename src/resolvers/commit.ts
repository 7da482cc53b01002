import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { commit } from "../domain/commit/commit.ts";
import { CommitInput, CommitResult } from "../schema/commit.ts";
import type { Context } from "./context.ts";

@Resolver()
export class CommitResolver {
  @Mutation(() => CommitResult)
  commit(@Arg("input", () => CommitInput) input: CommitInput, @Ctx() { request }: Context) {
    return commit(request, input);
  }
}
