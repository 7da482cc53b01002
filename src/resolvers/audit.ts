import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root, Subscription } from "type-graphql";
import { followAudit, type AuditNews as News } from "../domain/audit/follow.ts";
import { readAudit, readAuditHead, readSeatDays } from "../domain/audit/read.ts";
import { reportItemEvents } from "../domain/audit/report.ts";
import {
  AuditConnection,
  AuditFilterInput,
  AuditHead,
  AuditNews,
  ReportItemEventsInput,
  ReportItemEventsPayload,
  SeatDay,
} from "../schema/audit.ts";
import { Tenant } from "../schema/tenant.ts";
import type { Context } from "./context.ts";

@Resolver(() => Tenant)
export class AuditResolver {
  @FieldResolver(() => AuditConnection)
  auditLog(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Arg("filter", () => AuditFilterInput, { nullable: true }) filter: AuditFilterInput | null,
    @Ctx() { request }: Context,
  ) {
    return readAudit(request, { first: first ?? 50, after, filter });
  }

  @FieldResolver(() => AuditHead)
  auditHead(@Ctx() { request }: Context) {
    return readAuditHead(request);
  }

  @FieldResolver(() => [SeatDay])
  seatDays(
    @Arg("first", () => Int, { nullable: true, defaultValue: 31 }) first: number | null,
    @Ctx() { request }: Context,
  ) {
    return readSeatDays(request, first ?? 31);
  }

  @Mutation(() => ReportItemEventsPayload)
  reportItemEvents(
    @Arg("input", () => ReportItemEventsInput) input: ReportItemEventsInput,
    @Ctx() { request }: Context,
  ) {
    return reportItemEvents(request, input);
  }

  @Subscription(() => AuditNews, { subscribe: ({ args, context }) => subscribeToNews(args, context as Context) })
  auditNews(@Root() news: News, @Arg("after", () => Int, { nullable: true }) _after: number | null): News {
    return news;
  }
}

/** The stream of one subscriber. Returning it wakes it at once: it never lingers in a wait. */
function subscribeToNews(args: { after?: number | null }, context: Context): AsyncIterableIterator<News> {
  const ended = new AbortController();
  const news = followAudit(() => context.request, args.after ?? null, ended.signal);
  return {
    next: () => news.next(),
    return: () => {
      ended.abort();
      return news.return(undefined);
    },
    throw: (error) => {
      ended.abort();
      return news.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
