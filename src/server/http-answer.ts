import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type FailureCode, failureCodes } from "../errors.ts";
import { media } from "./http-media.ts";
import { observeHttpRequest } from "./metrics.ts";

/** One request and its answer, under the id that both sides know it by. */
export interface Exchange {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
  /** Names and values in turn: what every answer to this request bears. */
  readonly headers: readonly string[];
}

/** `headers` are names and values in turn. */
export function openExchange(request: IncomingMessage, response: ServerResponse, headers: readonly string[]): Exchange {
  return { id: randomUUID(), request, response, startedAt: performance.now(), headers };
}

/** Sends the one answer of an exchange. A caller that went away meanwhile is no error. */
export function answer(
  { id, response, startedAt, headers }: Exchange,
  status: number,
  type: string,
  body: string | Buffer,
  more: readonly string[] = [],
): void {
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const head = ["x-request-id", id, ...headers, "content-type", type, "content-length", String(length), ...more];
  response.writeHead(status, head);
  response.end(body);
  observeHttpRequest(
    status < 400 ? "ok" : status < 500 ? "refused" : "failed",
    (performance.now() - startedAt) / 1_000,
  );
}

/** An error outside of any document, in the form of GraphQL errors. */
export function answerRefusal(
  exchange: Exchange,
  status: number,
  code: FailureCode,
  message: string = failureCodes[code],
  more: readonly string[] = [],
): void {
  answer(exchange, status, media.json, refusalText(code, message), more);
}

export const refusalText = (code: FailureCode, message: string = failureCodes[code]): string =>
  `${JSON.stringify({ errors: [{ message, extensions: { code } }] })}\n`;
