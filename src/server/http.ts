import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type App, isOfApp } from "./app.ts";
import type { Explorer } from "./explorer.ts";
import type { Health } from "./health.ts";
import { answerRefusal, type Exchange, openExchange, refusalText } from "./http-answer.ts";
import { answerGraphql, type GraphqlParts } from "./http-graphql.ts";
import { media } from "./http-media.ts";
import { limits, type Patience } from "./limits.ts";
import type { Origins } from "./origins.ts";

export interface HttpParts extends GraphqlParts {
  readonly app: App;
  readonly explorer: Explorer;
  readonly health: Health;
  readonly origins: Origins;
  readonly patience: Patience;
}

/** The HTTP server, not yet listening: `/graphql`, the explorer at `/`, the web client at `/app`, links of invitations, `/health/…`. */
export function makeHttpServer(parts: HttpParts): Server {
  const server = createServer({
    headersTimeout: parts.patience.headers,
    requestTimeout: parts.patience.request,
    keepAliveTimeout: parts.patience.keepAlive,
    connectionsCheckingInterval: parts.patience.check,
  });
  const always = securityHeaders(parts.house.publicUrl);
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const exchange = openExchange(request, response, [...always, ...parts.origins.headersFor(request.headers.origin)]);
    route(parts, exchange).catch((error: unknown) => {
      parts.log.failure("a request was not answered", error, { requestId: exchange.id, transport: "http" });
      response.destroy();
    });
  };
  server.on("request", handle);
  // A body that is announced and too large is refused before it is sent.
  server.on("checkContinue", (request, response) => {
    if (Number(request.headers["content-length"] ?? 0) <= limits.body) response.writeContinue();
    handle(request, response);
  });
  server.on("clientError", refuseGarbage);
  return server;
}

/** Nothing is kept, guessed, or shown to other origins than those that are allowed. Names and values in turn. */
const securityHeaders = (publicUrl: string): readonly string[] => [
  "cache-control",
  "no-store",
  "x-content-type-options",
  "nosniff",
  "referrer-policy",
  "no-referrer",
  "cross-origin-resource-policy",
  "same-origin",
  ...(publicUrl.startsWith("https:") ? ["strict-transport-security", "max-age=31536000"] : []),
];

async function route(parts: HttpParts, exchange: Exchange): Promise<void> {
  const { method, url = "" } = exchange.request;
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  const reads = method === "GET" || method === "HEAD";
  if (path === "/graphql") await answerGraphql(parts, exchange, mark === -1 ? "" : url.slice(mark));
  else if (reads && path.startsWith("/health/") && answerHealth(parts.health, exchange, path)) return;
  else if (!isOfApp(path) && !parts.explorer.has(path))
    answerRefusal(exchange, 404, "NOT_FOUND", "There is nothing at this path.");
  else if (reads) await (isOfApp(path) ? parts.app : parts.explorer).answer(path, exchange);
  else answerRefusal(exchange, 405, "BAD_REQUEST", "Only GET.", ["allow", "GET, HEAD"]);
}

function answerHealth(health: Health, { id, response, headers }: Exchange, path: string): boolean {
  response.setHeader("x-request-id", id);
  for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i] as string, headers[i + 1] as string);
  if (health.answer(path, response)) return true;
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  return false;
}

/** What is no HTTP, came too slowly, or has too large a head. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  const [status, text] = garbage(error.code);
  const head = ["connection: close", `content-type: ${media.json}`, `content-length: ${text.length}`].join("\r\n");
  if (!socket.writable || error.code === "ECONNRESET") socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${text}`);
}

function garbage(code: string | undefined): readonly [status: string, text: string] {
  if (code === "HPE_HEADER_OVERFLOW")
    return ["431 Request Header Fields Too Large", refusalText("PAYLOAD_TOO_LARGE", "The head is too large.")];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return ["408 Request Timeout", refusalText("BAD_REQUEST", "The request came too slowly.")];
  return ["400 Bad Request", refusalText("BAD_REQUEST", "This is not HTTP.")];
}
