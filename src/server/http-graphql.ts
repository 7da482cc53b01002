import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import type { House, Request } from "../domain/context.ts";
import { countUse } from "../domain/machine/use.ts";
import { readAsked, readSearch } from "./asked.ts";
import type { Asked, Documents } from "./documents.ts";
import { refuse, tell } from "./failures.ts";
import type { Context, HttpExecutor } from "./graphql.ts";
import { answer, answerRefusal, type Exchange } from "./http-answer.ts";
import { readJson, tooLarge } from "./http-body.ts";
import { chooseMedia, isJson, type Media } from "./http-media.ts";
import { statusOf } from "./http-status.ts";
import type { InTurn } from "./in-turn.ts";
import { limits } from "./limits.ts";
import type { Log } from "./log.ts";
import { countOperation } from "./metrics.ts";
import { preflightHeaders } from "./origins.ts";
import { makeRequest, readAuthorization, whereaboutsOf } from "./request.ts";
import type { FindActor } from "./ws-session.ts";

export interface GraphqlParts {
  readonly house: House;
  readonly findActor: FindActor;
  readonly makeContext: (request: Request) => Context;
  readonly documents: Documents;
  readonly executor: HttpExecutor;
  readonly inTurn: InTurn;
  readonly trustedProxies: BlockList;
  readonly log: Log;
}

const mediaTypes = "Answers are application/graphql-response+json or application/json.";

/** Answers a request to `/graphql`: queries by GET, everything but subscriptions by POST. GraphQL over HTTP. */
export async function answerGraphql(parts: GraphqlParts, exchange: Exchange, search: string): Promise<void> {
  const { method, headers } = exchange.request;
  if (method === "OPTIONS") return answer(exchange, 204, "text/plain", "", preflightHeaders);
  if (method !== "POST" && method !== "GET")
    return answerRefusal(exchange, 405, "BAD_REQUEST", "Only GET and POST.", ["allow", "GET, POST, OPTIONS"]);
  const type = chooseMedia(headers.accept);
  if (type === null) return answerRefusal(exchange, 406, "BAD_REQUEST", mediaTypes);
  if (method === "POST" && !isJson(headers["content-type"]))
    return answerRefusal(exchange, 415, "BAD_REQUEST", "The body must be application/json.");
  try {
    await answerOperation(parts, exchange, type, search);
  } catch (error) {
    answerErrors(parts, exchange, type, [error]);
  }
}

async function answerOperation(parts: GraphqlParts, exchange: Exchange, type: Media, search: string): Promise<void> {
  const { request, id } = exchange;
  const bearer = readAuthorization(request.headers.authorization);
  const forwarded = request.headers["x-forwarded-for"] as string | undefined;
  const from = whereaboutsOf(request.socket.remoteAddress, forwarded, parts.trustedProxies);
  const asker = makeRequest(parts.house, { id, ...from, ...bearer });
  if (bearer.service) await countUse(asker);
  const asked = await readAskedFrom(request, search, () => parts.findActor(asker));
  const admitted = parts.documents.admit(asked);
  if (admitted.errors) return answerErrors(parts, exchange, type, admitted.errors);
  const { document } = admitted;
  const { operation } = admitted.operation;
  if (request.method === "GET" && operation !== "query")
    return answerRefusal(exchange, 405, "BAD_REQUEST", "GET is for queries.", ["allow", "POST"]);
  if (operation === "subscription")
    throw refuse("BAD_REQUEST", "Subscriptions go over WebSocket, graphql-transport-ws.");
  const context = parts.makeContext(asked.visit ? { ...asker, visit: asked.visit } : asker);
  const isGone = () => exchange.response.destroyed;
  const execute = () => parts.executor.execute(asked, context, type);
  const { status, text } = await parts.inTurn(document, context.request, isGone, execute);
  answer(exchange, status, type, text);
}

/** Only who has a session may send a large body, and says beforehand how large. */
async function readAskedFrom(
  request: IncomingMessage,
  search: string,
  demandSession: () => Promise<unknown>,
): Promise<Asked> {
  if (request.method === "GET") return readAsked(readSearch(search));
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared <= limits.bodyWithoutSession) return readAsked(await readJson(request, limits.bodyWithoutSession));
  if (declared > limits.body || request.headers.authorization === undefined)
    throw tooLarge(request.headers.authorization === undefined ? limits.bodyWithoutSession : limits.body);
  await demandSession();
  return readAsked(await readJson(request, limits.body));
}

/** Answers what was refused before it was executed. */
function answerErrors(parts: GraphqlParts, exchange: Exchange, type: Media, errors: readonly unknown[]): void {
  const told = errors.map((error) => tell(error, { requestId: exchange.id, transport: "http" }, parts.log));
  const code = told[0]?.extensions.code ?? "INTERNAL";
  countOperation("http", code);
  if (code === "PAYLOAD_TOO_LARGE") stopReading(exchange.request);
  answer(exchange, statusOf(code, type), type, `${JSON.stringify({ errors: told })}\n`);
}

/** What is still coming is thrown away for a second, so that the answer is read; then the connection is cut. */
function stopReading(request: IncomingMessage): void {
  const cut = setTimeout(() => request.destroy(), 1_000);
  request.once("close", () => clearTimeout(cut));
  request.resume();
}
