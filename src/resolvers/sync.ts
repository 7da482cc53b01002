import { Arg, Ctx, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import { follow } from "../domain/sync/follow.ts";
import type { SyncPage as Page } from "../domain/sync/page.ts";
import { sync } from "../domain/sync/sync.ts";
import { Cursor } from "../schema/scalars.ts";
import { KnownHeadInput, SyncPage } from "../schema/sync.ts";
import type { Context } from "./context.ts";

@Resolver()
export class SyncResolver {
  @Query(() => SyncPage)
  sync(
    @Arg("after", () => Cursor, { nullable: true }) after: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 500 }) first: number | null,
    @Arg("known", () => [KnownHeadInput], { nullable: true, defaultValue: [] }) known: KnownHeadInput[] | null,
    @Arg("complete", () => Boolean, { nullable: true, defaultValue: false }) complete: boolean | null,
    @Ctx() { request }: Context,
  ) {
    return sync(request, after ?? null, first ?? 500, known ?? [], complete ?? false);
  }

  @Subscription(() => SyncPage, { subscribe: ({ args, context }) => subscribeToChanges(args, context as Context) })
  changes(
    @Root() page: Page,
    @Arg("after", () => Cursor, { nullable: true }) _after: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 500 }) _first: number | null,
  ): Page {
    return page;
  }
}

/** The stream of one subscriber. Returning it wakes it at once: it never lingers in a wait. */
function subscribeToChanges(
  args: { after?: string | null; first?: number | null },
  context: Context,
): AsyncIterableIterator<Page> {
  const ended = new AbortController();
  const pages = follow(() => context.request, args.after ?? null, args.first ?? 500, ended.signal);
  return {
    next: () => pages.next(),
    return: () => {
      ended.abort();
      return pages.return(undefined);
    },
    throw: (error) => {
      ended.abort();
      return pages.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
