import { Arg, Ctx, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import { followEvents } from "../domain/feed/follow.ts";
import { type FeedPage, readEvents } from "../domain/feed/read.ts";
import {
  createServiceAccount,
  revokeServiceAccount,
  takeOverServiceAccount,
} from "../domain/machine/service-account.ts";
import {
  CreateServiceAccountInput,
  CreateServiceAccountResult,
  EventGroup,
  PartnerNews,
  ServiceAccountInput,
  ServiceAccountPayload,
} from "../schema/machine.ts";
import { Uuid } from "../schema/scalars.ts";
import type { Context } from "./context.ts";

@Resolver()
export class MachineResolver {
  @Mutation(() => CreateServiceAccountResult)
  createServiceAccount(
    @Arg("input", () => CreateServiceAccountInput) input: CreateServiceAccountInput,
    @Ctx() { request }: Context,
  ) {
    return createServiceAccount(request, input);
  }

  @Mutation(() => ServiceAccountPayload)
  revokeServiceAccount(
    @Arg("input", () => ServiceAccountInput) input: ServiceAccountInput,
    @Ctx() { request }: Context,
  ) {
    return revokeServiceAccount(request, input);
  }

  @Mutation(() => ServiceAccountPayload)
  takeOverServiceAccount(
    @Arg("input", () => ServiceAccountInput) input: ServiceAccountInput,
    @Ctx() { request }: Context,
  ) {
    return takeOverServiceAccount(request, input);
  }
}

@Resolver()
export class FeedResolver {
  @Query(() => PartnerNews)
  partnerEvents(
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("groups", () => [EventGroup], { nullable: true }) groups: EventGroup[] | null,
    @Arg("companies", () => [Uuid], { nullable: true }) companies: string[] | null,
    @Ctx() { request }: Context,
  ) {
    return readEvents(request, { after: after ?? null, first: first ?? 100, groups, companies });
  }

  @Subscription(() => PartnerNews, {
    name: "partnerEvents",
    subscribe: ({ args, context }) => subscribeToEvents(args, context as Context),
  })
  partnerEventsAsTheyCome(
    @Root() news: FeedPage,
    @Arg("after", () => String, { nullable: true }) _after: string | null,
    @Arg("groups", () => [EventGroup], { nullable: true }) _groups: EventGroup[] | null,
    @Arg("companies", () => [Uuid], { nullable: true }) _companies: string[] | null,
  ): PartnerNews {
    return news as PartnerNews;
  }
}

interface SubscriptionArgs {
  readonly after?: string | null;
  readonly groups?: EventGroup[] | null;
  readonly companies?: string[] | null;
}

/** The stream of one subscriber. Returning it wakes it at once: it never lingers in a wait. */
function subscribeToEvents(args: SubscriptionArgs, context: Context): AsyncIterableIterator<FeedPage> {
  const ended = new AbortController();
  const { after = null, groups = null, companies = null } = args;
  const pages = followEvents(() => context.request, { after, groups, companies }, ended.signal);
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
