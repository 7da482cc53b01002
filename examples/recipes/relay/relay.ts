/** Relay (`relay-runtime`) against Sealgraph, for what is not sealed: companies of a partner, people, policies, logs. */
import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  Network,
  Observable,
  RecordSource,
  type RequestParameters,
  requestSubscription,
  Store,
  type Variables,
} from "relay-runtime";
import { authorisedFetch } from "../authorised-fetch.ts";
import type { Bearer } from "../bearer.ts";
import { endpointOf } from "../endpoint.ts";
import { type LiveSocket, openSocket } from "../live-socket.ts";
import { resumed } from "../resumed.ts";
import againQuery, { type companiesAgainQuery } from "./__generated__/companiesAgainQuery.graphql.ts";
import eventsSubscription, {
  type companiesEventsSubscription,
} from "./__generated__/companiesEventsSubscription.graphql.ts";
import labelsMutation, { type companiesLabelsMutation } from "./__generated__/companiesLabelsMutation.graphql.ts";
import lineFragment, { type companiesLine$data } from "./__generated__/companiesLine.graphql.ts";
import listFragment, { type companiesList$data } from "./__generated__/companiesList.graphql.ts";
import pageQuery, { type companiesPageQuery } from "./__generated__/companiesPageQuery.graphql.ts";
import listQuery, { type companiesQuery } from "./__generated__/companiesQuery.graphql.ts";

export interface RelayParts {
  readonly environment: Environment;
  readonly socket: LiveSocket;
}

export type Company = companiesLine$data & { readonly tenant: string };

export function makeRelay(server: string, bearer: Bearer): RelayParts {
  const socket = openSocket(server, bearer);
  const network = Network.create(asker(server, bearer), subscriber(socket));
  return { environment: new Environment({ network, store: new Store(new RecordSource()) }), socket };
}

function asker(server: string, bearer: Bearer) {
  const send = authorisedFetch(bearer);
  const endpoint = endpointOf(server);
  return async ({ text }: RequestParameters, variables: Variables) => {
    const response = await send(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: text, variables }),
    });
    const { data, errors } = await response.json();
    // Relay would keep the code out of reach.
    if (errors) throw Object.assign(new Error(errors[0].message), { errors });
    return { data };
  };
}

const subscriber =
  ({ client }: LiveSocket) =>
  ({ text }: RequestParameters, variables: Variables) =>
    Observable.create<{ data: Record<string, unknown> }>((sink) =>
      client.subscribe(
        { query: text ?? "", variables },
        {
          next: ({ data, errors }) => (errors || !data ? sink.error(withErrors(errors)) : sink.next({ data })),
          error: (why) => sink.error(withErrors(why)),
          complete: () => sink.complete(),
        },
      ),
    );

/** What the server said, or that the line is gone. */
const withErrors = (why: unknown): Error =>
  Object.assign(new Error("The subscription ended."), Array.isArray(why) && { errors: why });

/** Every company, page by page, laid together by the store under the key of `@connection`: in React this is `usePaginationFragment`. */
export async function readCompanies({ environment }: RelayParts, first: number): Promise<readonly Company[]> {
  const operation = createOperationDescriptor(getRequest(listQuery), { first });
  // Held while it is read: what nobody holds is let go.
  const held = environment.retain(operation);
  try {
    await fetchQuery<companiesQuery>(environment, listQuery, { first }).toPromise();
    for (;;) {
      const list = read<companiesList$data>(environment, listFragment, environment.lookup(operation.fragment).data);
      const { edges, pageInfo } = list.partner.companies;
      if (!pageInfo.hasNextPage)
        return edges.map(({ node }) => ({
          ...read<companiesLine$data>(environment, lineFragment, node),
          tenant: node.tenant,
        }));
      await fetchQuery<companiesPageQuery>(environment, pageQuery, { first, after: pageInfo.endCursor }).toPromise();
    }
  } finally {
    held.dispose();
  }
}

/** What `useFragment` does. */
function read<Data>(environment: Environment, fragment: Parameters<typeof getSingularSelector>[0], of: unknown): Data {
  const selector = getSingularSelector(fragment, of);
  if (!selector) throw new Error("There is no such fragment in it.");
  return environment.lookup(selector).data as Data;
}

/** By the query that `@refetchable` made of the fragment. Null where the caller may not see the company any more. */
export async function readAgain({ environment }: RelayParts, id: string): Promise<companiesLine$data | null> {
  const data = await fetchQuery<companiesAgainQuery>(environment, againQuery, { id }).toPromise();
  return data?.node ? read<companiesLine$data>(environment, lineFragment, data.node) : null;
}

/** Gives why not; null when it was done, and then everything that shows the company has been read again. */
export async function setLabels(parts: RelayParts, { id, tenant }: Company, labels: string[]): Promise<string | null> {
  const { setCompanyLabels: result } = await new Promise<companiesLabelsMutation["response"]>((resolve, reject) =>
    commitMutation<companiesLabelsMutation>(parts.environment, {
      mutation: labelsMutation,
      variables: { input: { company: tenant, labels } },
      onCompleted: resolve,
      onError: reject,
    }),
  );
  if (result.__typename === "CompanyRefused") return result.refusal;
  if (result.__typename === "CompanyChanged" && result.changed) await readAgain(parts, id);
  return null;
}

type EventsPage = companiesEventsSubscription["response"]["partnerEvents"];

/** Events behind a cursor, each once and in order. Keep the cursor of a page when you are done with it. */
export const followEvents = ({ environment, socket }: RelayParts, after: string | null, signal: AbortSignal) =>
  resumed<EventsPage>(
    (behind, heard) =>
      requestSubscription<companiesEventsSubscription>(environment, {
        subscription: eventsSubscription,
        variables: { after: behind },
        onNext: (data) => data && heard.next(data.partnerEvents),
        onError: heard.error,
        onCompleted: heard.complete,
      }).dispose,
    { after, signal, reason: socket.reason },
  );
