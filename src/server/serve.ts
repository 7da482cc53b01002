import type { ServerConfig } from "../config.ts";
import type { House, Request } from "../domain/context.ts";
import { makeApp } from "./app.ts";
import { makeDocuments } from "./documents.ts";
import { isExplorerShown, makeExplorer, noExplorer } from "./explorer.ts";
import { type Context, startExecutor } from "./graphql.ts";
import type { Health } from "./health.ts";
import { makeHttpServer } from "./http.ts";
import { makeInTurn } from "./in-turn.ts";
import { type Patience, patience } from "./limits.ts";
import { listen } from "./listen.ts";
import type { Log } from "./log.ts";
import { makeOrigins } from "./origins.ts";
import type { Schemas } from "./spliced-lists.ts";
import { makeSockets } from "./ws.ts";
import type { FindActor } from "./ws-session.ts";

/** What is served: a schema with its house, and who may ask. */
export interface Served {
  readonly house: House;
  readonly schemas: Schemas;
  readonly makeContext: (request: Request) => Context;
  readonly findActor: FindActor;
  readonly health: Health;
  readonly config: Pick<
    ServerConfig,
    "host" | "port" | "allowedOrigins" | "trustedProxies" | "drainSeconds" | "explorer"
  >;
  readonly log: Log;
  /** Where the web client is; where the build leaves it, if nothing is said. */
  readonly appFolder?: string | undefined;
  readonly patience?: Partial<Patience>;
}

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Closes sockets, stops accepting, lets requests in flight finish for DRAIN_SECONDS, then cuts what is left. */
  close(): Promise<void>;
}

/** HTTP and WebSocket on one port. Throws `StartRefused` PORT_TAKEN or ADDRESS_UNUSABLE. */
export async function serve(served: Served): Promise<RunningServer> {
  const { config, house, log, makeContext } = served;
  const wait = { ...patience, ...served.patience };
  const { schema, spliced } = served.schemas;
  const documents = makeDocuments(schema);
  const origins = makeOrigins(house.publicUrl, config.allowedOrigins);
  const executor = await startExecutor({ schema, documents, spliced, log });
  const shared = {
    house,
    findActor: served.findActor,
    makeContext,
    schema,
    documents,
    spliced,
    inTurn: makeInTurn(schema, served.findActor),
    origins,
    log,
    trustedProxies: config.trustedProxies,
  };
  const http = makeHttpServer({
    ...shared,
    executor,
    app: makeApp(served.appFolder),
    explorer: isExplorerShown(config.explorer, house.publicUrl) ? makeExplorer() : noExplorer,
    health: served.health,
    patience: wait,
  });
  const sockets = makeSockets({
    ...shared,
    initPatience: wait.init,
    pingEvery: wait.ping,
  });
  http.on("upgrade", sockets.upgrade);
  const port = await listen(http, config, "PORT");
  return {
    url: `http://localhost:${port}`,
    async close() {
      served.health.drain();
      const closed = new Promise((resolve) => http.close(resolve));
      // A connection that was busy a moment ago is idle now, and would wait for a next request.
      const idle = setInterval(() => http.closeIdleConnections(), 50);
      const cut = setTimeout(() => http.closeAllConnections(), config.drainSeconds * 1_000);
      await sockets.drain();
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
      await executor.stop();
    },
  };
}
