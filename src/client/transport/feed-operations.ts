import { fieldOf, readBoolean, readCount, readDate, readList, readOptional, readText, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";
import type { EventGroup } from "./machine-operations.ts";
import type { Stream } from "./socket.ts";

export interface PartnerEventAnswer {
  readonly cursor: string;
  readonly company: string;
  readonly revision: number;
  readonly kind: string;
  readonly at: Date;
  readonly actor: string | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly vault: string | null;
  readonly amount: number | null;
}

export interface PartnerNewsAnswer {
  readonly events: readonly PartnerEventAnswer[];
  /** Behind all that was looked at. */
  readonly cursor: string;
  readonly more: boolean;
}

export interface FeedWire {
  readonly after: string | null;
  readonly groups: readonly EventGroup[] | null;
  readonly companies: readonly string[] | null;
}

const newsFields = "events { cursor company revision kind at actor user group vault amount } cursor more";

const readNews = (value: unknown): PartnerNewsAnswer => ({
  events: readList(value, "events", (event) => ({
    cursor: readText(event, "cursor"),
    company: readUuid(event, "company"),
    revision: readCount(event, "revision"),
    kind: readText(event, "kind"),
    at: readDate(event, "at"),
    actor: readOptional(event, "actor", readUuid),
    user: readOptional(event, "user", readUuid),
    group: readOptional(event, "group", readUuid),
    vault: readOptional(event, "vault", readUuid),
    amount: readOptional(event, "amount", readCount),
  })),
  cursor: readText(value, "cursor"),
  more: readBoolean(value, "more"),
});

export const partnerEventsOperation: Operation<FeedWire & { readonly first: number }, PartnerNewsAnswer> = {
  name: "PartnerEvents",
  document: `query PartnerEvents($after: String, $first: Int!, $groups: [EventGroup!], $companies: [Uuid!]) { partnerEvents(after: $after, first: $first, groups: $groups, companies: $companies) { ${newsFields} } }`,
  read: (data) => readNews(fieldOf(data, "partnerEvents")),
};

/** Every event behind a cursor, as it is placed. */
export const partnerEventsStream = ({ after, groups, companies }: FeedWire): Stream => ({
  query: `subscription PartnerEvents($after: String, $groups: [EventGroup!], $companies: [Uuid!]) { partnerEvents(after: $after, groups: $groups, companies: $companies) { ${newsFields} } }`,
  variables: { after, groups, companies },
  read: (data) => readNews(fieldOf(data, "partnerEvents")),
});
