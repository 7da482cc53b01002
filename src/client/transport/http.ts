import { SealgraphError } from "../errors.ts";
import type { Surroundings } from "../settings.ts";
import { fieldOf } from "./answer.ts";
import { refusalOf } from "./refusal.ts";

/** An ordinary GraphQL document, and how its answer is read. */
export interface Operation<Variables extends object, Result> {
  readonly name: string;
  readonly document: string;
  /** Of the whole `data`; throws MALFORMED_ANSWER. */
  readonly read: (data: unknown, variables: Variables) => Result;
}

/**
 * Sends one operation and reads its answer. Throws UNREACHABLE when no answer came (it may have been carried out),
 * UNAVAILABLE, RATE_LIMITED, REFUSED, a session's end, or MALFORMED_ANSWER. TOKEN_EXPIRED and UNAUTHENTICATED come as
 * REFUSED with that `serverCode`.
 *
 * @param visit the share of another company that this is about, for a guest of it (PROTOCOL §4.12).
 */
export async function send<V extends object, R>(
  around: Surroundings,
  operation: Operation<V, R>,
  variables: V,
  accessToken: string | null,
  visit: string | null = null,
): Promise<R> {
  const body = JSON.stringify({
    operationName: operation.name,
    query: operation.document,
    variables,
    ...(visit !== null && { extensions: { visit } }),
  });
  const answer = await exchange(around, body, accessToken);
  const errors = fieldOf(answer, "errors");
  if (errors !== undefined) throw refusalOf(errors);
  return operation.read(fieldOf(answer, "data"), variables);
}

async function exchange(around: Surroundings, body: string, accessToken: string | null): Promise<unknown> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json;q=0.9",
  };
  if (accessToken !== null) headers.authorization = `Bearer ${accessToken}`;
  const { status, text } = await exchangeText(around, { method: "POST", headers, body });
  try {
    return JSON.parse(text);
  } catch {
    if (status === 502 || status === 503 || status === 504) throw new SealgraphError("UNAVAILABLE", { status });
    throw new SealgraphError("MALFORMED_ANSWER", { status });
  }
}

async function exchangeText(around: Surroundings, request: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await around.fetch(around.endpoint, {
      ...request,
      redirect: "error",
      signal: AbortSignal.timeout(around.timeout),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    // The platform's errors differ, and some repeat the URL: one code is all a caller needs.
    throw new SealgraphError("UNREACHABLE");
  }
}
