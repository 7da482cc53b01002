import { lookup } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { Receivers } from "../config-values.ts";
import type { PostWebhook, WebhookAnswer, WebhookFailure } from "../domain/context.ts";
import {
  findAddress,
  hostOf,
  nowhere,
  type PinnedAddress,
  parseWebhookUrl,
  type Resolve,
  type Self,
} from "./webhook-address.ts";

/** Milliseconds for all of it: the look-up, the connection, the answer. */
const patience = 10_000;
/** Bytes of an answer that are read. */
const longestAnswer = 1_024;

export interface PostParts {
  readonly allowed: Receivers;
  readonly self?: Self;
  /** How names are looked up; left out: as the machine does it. */
  readonly resolve?: Resolve;
  readonly patience?: number;
}

const resolveAll: Resolve = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map((each) => each.address);

/**
 * Sends a message to a receiver, and says what became of it. It never throws. The connection goes to the very address that was looked
 * at, by no proxy, over no connection from before; whatever else the receiver names is not followed.
 */
export function makeWebhookPost({
  allowed,
  self = nowhere,
  resolve = resolveAll,
  patience: most = patience,
}: PostParts): PostWebhook {
  return async (target, headers, body) => {
    const url = parseWebhookUrl(target, allowed, self);
    if (url === null) return failed("ADDRESS_REFUSED");
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), most);
    try {
      return await Promise.race([
        deliver(() => findAddress(url, allowed, resolve, self), url, headers, body, ended.signal),
        timeOut(ended.signal),
      ]);
    } finally {
      clearTimeout(timer);
      // Whatever is still open goes.
      ended.abort();
    }
  };
}

const failed = (failure: WebhookFailure, status: number | null = null): WebhookAnswer => ({ failure, status });

const timeOut = (signal: AbortSignal): Promise<WebhookAnswer> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(failed("TIMED_OUT"))));

async function deliver(
  find: () => Promise<PinnedAddress | null>,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  let address: PinnedAddress | null;
  try {
    address = await find();
  } catch {
    return failed("NAME_NOT_FOUND");
  }
  if (address === null) return failed("ADDRESS_REFUSED");
  if (signal.aborted) return failed("TIMED_OUT");
  return post(url, address, headers, body, signal);
}

function post(
  url: URL,
  { address, family }: PinnedAddress,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const host = hostOf(url);
  const bytes = Buffer.from(body);
  return new Promise((resolve) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = send({
      host: address,
      family,
      port: url.port || (url.protocol === "https:" ? 443 : 80),
      method: "POST",
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, "content-length": String(bytes.length), connection: "close" },
      // The receiver proves the name that was asked for, wherever it is.
      ...(url.protocol === "https:" && !isIP(host) && { servername: host }),
      agent: false,
      signal,
      maxHeaderSize: 16_384,
    });
    const settle = (answer: WebhookAnswer) => {
      resolve(answer);
      request.destroy();
    };
    request.on("error", (error) => settle(failed(failureOf(error, signal))));
    request.on("response", (response) => {
      const answer = answerOf(response.statusCode ?? 0);
      let read = 0;
      response.on("data", (chunk: Buffer) => {
        read += chunk.length;
        if (read > longestAnswer) settle(answer);
      });
      response.on("end", () => settle(answer));
      response.on("error", () => settle(answer));
    });
    request.end(bytes);
  });
}

function answerOf(status: number): WebhookAnswer {
  if (status >= 200 && status < 300) return { failure: null, status };
  if (status >= 300 && status < 400) return failed("REDIRECTED", status);
  return failed(status >= 500 && status < 600 ? "FAILED" : "REFUSED", status);
}

function failureOf(error: Error & { readonly code?: string }, signal: AbortSignal): WebhookFailure {
  if (signal.aborted) return "TIMED_OUT";
  const isTls = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_|UNABLE_|SELF_SIGNED|HOSTNAME_)/.test(error.code ?? "");
  return isTls ? "TLS_FAILED" : "UNREACHABLE";
}
