/** urql (`@urql/core`) against Sealgraph, for what is not sealed: companies of a partner, people, policies, logs. */
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { authorisedFetch } from "./authorised-fetch.ts";
import type { Bearer } from "./bearer.ts";
import {
  CompaniesDocument,
  type Company,
  CompanyDocument,
  EventsDocument,
  type EventsPage,
  SetLabelsDocument,
} from "./documents.ts";
import { endpointOf } from "./endpoint.ts";
import { type LiveSocket, openSocket } from "./live-socket.ts";
import { resumed } from "./resumed.ts";

export interface UrqlParts {
  readonly client: Client;
  readonly socket: LiveSocket;
}

export function makeUrql(server: string, bearer: Bearer): UrqlParts {
  const socket = openSocket(server, bearer);
  const client = new Client({
    url: endpointOf(server).href,
    fetch: authorisedFetch(bearer),
    // Tokens and variables have no place in addresses, which are logged on the way.
    preferGetMethod: false,
    exchanges: [
      // By documents: an answer is kept until a mutation answers with a type that is in it.
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = "", variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.client.subscribe(
              { query, ...(variables && { variables: { ...variables } }) },
              { ...sink, next: (result) => sink.next(result as Parameters<typeof sink.next>[0]) },
            ),
          }),
        }),
      }),
    ],
  });
  return { client, socket };
}

/** What a mutation answers is an id, and no company: without this the document cache would not know what it is about. */
const aboutCompanies = { additionalTypenames: ["ManagedCompany"] };

/** Every company, page by page. The document cache keeps each page for itself: here they are laid together. */
export async function readCompanies({ client }: UrqlParts, first: number): Promise<readonly Company[]> {
  const all: Company[] = [];
  for (let after: string | null = null; ; ) {
    const { data, error } = await client.query(CompaniesDocument, { first, after }).toPromise();
    if (error || !data) throw error;
    const { edges, pageInfo }: typeof data.partner.companies = data.partner.companies;
    all.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return all;
    after = pageInfo.endCursor;
  }
}

/** One company as it is now. Null where the caller may not see it any more. */
export async function readAgain({ client }: UrqlParts, id: string): Promise<Company | null> {
  const { data, error } = await client.query(CompanyDocument, { id }, { requestPolicy: "network-only" }).toPromise();
  if (error) throw error;
  return data?.node?.__typename === "ManagedCompany" ? data.node : null;
}

/** Gives why not; null when it was done. Whatever shows companies is asked for again by the cache. */
export async function setLabels({ client }: UrqlParts, { tenant }: Company, labels: string[]): Promise<string | null> {
  const { data, error } = await client
    .mutation(SetLabelsDocument, { input: { company: tenant, labels } }, aboutCompanies)
    .toPromise();
  if (error) throw error;
  const result = data?.setCompanyLabels;
  return result?.__typename === "CompanyRefused" ? result.refusal : null;
}

/** Events behind a cursor, each once and in order. Keep the cursor of a page when you are done with it. */
export const followEvents = ({ client, socket }: UrqlParts, after: string | null, signal: AbortSignal) =>
  resumed<EventsPage>(
    (behind, heard) =>
      client.subscription(EventsDocument, { after: behind }).subscribe(({ data, error, hasNext }) => {
        if (error) heard.error(error);
        else if (data) heard.next(data.partnerEvents);
        if (!hasNext && !error) heard.complete();
      }).unsubscribe,
    { after, signal, reason: socket.reason },
  );
