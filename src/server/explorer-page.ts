/** The explorer's page. Nothing in it comes from elsewhere. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Sealgraph</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/explorer/app.css" />
    <style>html, body, #root { height: 100%; margin: 0 }</style>
  </head>
  <body>
    <noscript>The explorer needs JavaScript. The API is at /graphql.</noscript>
    <div id="root"></div>
    <script src="/explorer/workers.js"></script>
    <script src="/explorer/app.js"></script>
    <script src="/explorer/start.js"></script>
  </body>
</html>
`;

/** Loaded before the editor, which asks here where its workers are. */
export const workersScript = `"use strict";
const workers = { editorWorkerService: "editor", json: "json", graphql: "graphql" };
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => "/explorer/" + workers[label] + ".worker.js" };
`;

/** Plain ASCII, so that it can be sent as it stands and is answered UNAUTHENTICATED. */
const placeholder = "Bearer <token>";
const header = JSON.stringify({ authorization: placeholder });

const tabs = [
  {
    headers: header,
    query: `# Who am I?
#
# Every query but signing up and signing in needs a header. On the command line,
#
#     npx sealgraph token
#
# prints it for the account that is unlocked there. Put it into "Headers" below, in place of what stands there; the
# other tabs then use it too. It runs out after 15 minutes.

query Viewer {
  viewer {
    name
    address
    role
    tenant {
      tenant
    }
    profiles {
      kind
      revision
      count
    }
    devices(first: 10) {
      edges {
        node {
          name
          current
          lastSeenAt
        }
      }
    }
  }
}
`,
  },
  {
    headers: header,
    query: `# What a device fetches. Hand "cursor" back as "after" to get what is new since.

query Sync($after: Cursor) {
  sync(after: $after, first: 20) {
    cursor
    hasMore
    vaults {
      vault
      class
      revision
      records {
        record
        revision
        purged
        version
        body
      }
    }
  }
}
`,
  },
  {
    headers: header,
    query: `# Changes as they happen. Leave it running and edit an item on the command line.

subscription Changes {
  changes(first: 20) {
    cursor
    vaults {
      class
      revision
      records {
        record
        revision
        purged
      }
    }
  }
}
`,
  },
];

/** Starts the explorer: queries by fetch, subscriptions by graphql-transport-ws with the same header. */
export const startScript = `"use strict";
const placeholder = ${JSON.stringify(placeholder)};
let last = placeholder;
/** A header that one tab was given serves the others, as long as the page is open. */
const shared = ({ authorization, Authorization = authorization, ...headers }) => {
  if (Authorization && Authorization !== placeholder) last = Authorization;
  return { ...headers, authorization: last };
};

const post = (operation, headers) =>
  fetch("/graphql", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(operation),
  }).then((response) => response.json());

const isSubscription = (operation, document) =>
  document.definitions.some(
    (part) => part.operation === "subscription" && (!operation.operationName || part.name?.value === operation.operationName),
  );

const listen = (operation, headers) => ({
  subscribe(observer) {
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/graphql", "graphql-transport-ws");
    const say = (message) => socket.send(JSON.stringify(message));
    socket.onopen = () => say({ type: "connection_init", payload: { authorization: headers.authorization } });
    socket.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === "connection_ack") say({ id: "1", type: "subscribe", payload: operation });
      if (type === "ping") say({ type: "pong" });
      if (type === "next") observer.next(payload);
      if (type === "error") observer.next({ errors: payload });
      if (type === "error" || type === "complete") socket.close(1000);
    };
    socket.onclose = ({ code, reason }) => {
      if (code !== 1000) observer.next({ errors: [{ message: "The socket was closed.", extensions: { code: reason || code } }] });
      observer.complete();
    };
    return { unsubscribe: () => socket.close(1000) };
  },
});

YogaGraphiQL.renderYogaGraphiQL(document.querySelector("#root"), {
  title: "Sealgraph",
  logo: " ",
  defaultTabs: ${JSON.stringify(tabs).replaceAll("<", "\\u003c")},
  fetcher: (operation, { headers = {}, documentAST } = {}) =>
    documentAST && isSubscription(operation, documentAST) ? listen(operation, shared(headers)) : post(operation, shared(headers)),
});
`;

/** The documents that the explorer opens with: tests see to it that they are good. */
export const examples: readonly string[] = tabs.map((tab) => tab.query);
