/** Apollo Client 4 against Sealgraph, for what is not sealed: companies of a partner, people, policies, logs. */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition, relayStylePagination } from "@apollo/client/utilities";
import { WebSocket } from "ws";
import { authorisedFetch } from "./authorised-fetch.ts";
import type { Bearer } from "./bearer.ts";
import {
  CompaniesDocument,
  type CompaniesQueryVariables,
  type Company,
  CompanyDocument,
  EventsDocument,
  type EventsPage,
  SetLabelsDocument,
} from "./documents.ts";
import { endpointOf } from "./endpoint.ts";
import { type LiveSocket, openSocket } from "./live-socket.ts";
import { resumed } from "./resumed.ts";

// Apollo Client's link asks the platform's WebSocket what a closed one is: Node has none before release 22, and needs no such line after.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

export interface ApolloParts {
  readonly client: ApolloClient;
  readonly socket: LiveSocket;
}

export function makeApollo(server: string, bearer: Bearer): ApolloParts {
  const socket = openSocket(server, bearer);
  const http = new HttpLink({ uri: endpointOf(server).href, fetch: authorisedFetch(bearer) });
  const link = ApolloLink.split(
    ({ query }) => {
      const main = getMainDefinition(query);
      return main.kind === "OperationDefinition" && main.operation === "subscription";
    },
    new GraphQLWsLink(socket.client),
    http,
  );
  return { client: new ApolloClient({ link, cache: makeCache() }), socket };
}

/** How things are told apart. What has an `id` is kept under it by itself; it is opaque, and the same wherever the thing is shown. */
const makeCache = () =>
  new InMemoryCache({
    // Found by any of these, `Node` would otherwise be a name that no fragment is known to match.
    possibleTypes: { Node: ["Device", "Folder", "Item", "ManagedCompany", "Profile", "Tenant", "User"] },
    typePolicies: {
      Partner: {
        // There is one, whoever asks: the same wherever it hangs.
        keyFields: [],
        // Pages are laid behind one another, and lists by other filters or orders stand beside them.
        fields: { companies: relayStylePagination(["filter", "orderBy"]) },
      },
      // These have no global id. A user is in one company at a time.
      ManagedUser: { keyFields: ["user"] },
      ManagedGroup: { keyFields: ["group"] },
      // Parts of what they hang on: read anew with it, never by themselves.
      CompanyPosture: { merge: true },
      BindingPolicies: { merge: false },
    },
  });

/** Every company, page by page, laid together by the cache: in React this is `useQuery` and its `fetchMore`. */
export async function readCompanies({ client }: ApolloParts, first: number): Promise<readonly Company[]> {
  for (let after: string | null = null, more = true; more; ) {
    const variables: CompaniesQueryVariables = { first, after };
    const { data } = await client.query({ query: CompaniesDocument, variables, fetchPolicy: "network-only" });
    after = data?.partner.companies.pageInfo.endCursor ?? null;
    more = data?.partner.companies.pageInfo.hasNextPage ?? false;
  }
  const whole = client.readQuery({ query: CompaniesDocument, variables: { first } });
  return whole?.partner.companies.edges.map(({ node }) => node) ?? [];
}

/** Whatever shows this company anywhere is shown what it is now. Null where the caller may not see it any more. */
export async function readAgain({ client }: ApolloParts, id: string): Promise<Company | null> {
  const { data } = await client.query({ query: CompanyDocument, variables: { id }, fetchPolicy: "network-only" });
  return data?.node?.__typename === "ManagedCompany" ? data.node : null;
}

/** Gives why not; null when it was done, and then everything that shows the company has been read again. */
export async function setLabels(parts: ApolloParts, { id, tenant }: Company, labels: string[]): Promise<string | null> {
  const { data } = await parts.client.mutate({
    mutation: SetLabelsDocument,
    variables: { input: { company: tenant, labels } },
  });
  const result = data?.setCompanyLabels;
  // What may happen to a correct client is a result, and the compiler knows all of them.
  if (result?.__typename === "CompanyRefused") return result.refusal;
  if (result?.changed) await readAgain(parts, id);
  return null;
}

/** Events behind a cursor, each once and in order. Keep the cursor of a page when you are done with it. */
export const followEvents = ({ client, socket }: ApolloParts, after: string | null, signal: AbortSignal) =>
  resumed<EventsPage>(
    (behind, heard) => {
      const subscription = client.subscribe({ query: EventsDocument, variables: { after: behind } }).subscribe({
        next: ({ data, error }) => (data && !error ? heard.next(data.partnerEvents) : heard.error(error)),
        error: heard.error,
        complete: heard.complete,
      });
      return () => subscription.unsubscribe();
    },
    { after, signal, reason: socket.reason },
  );
