import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { type RosterRow, readLinks } from "../domain/roster/roster.ts";
import { LinkConnection, Roster } from "../schema/roster.ts";
import type { Context } from "./context.ts";

@Resolver(() => Roster)
export class RosterResolver {
  @FieldResolver(() => LinkConnection)
  links(
    @Root() { roster }: RosterRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readLinks(request, roster, { first: first ?? 100, after });
  }
}
