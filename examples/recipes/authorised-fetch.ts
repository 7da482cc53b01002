/** `fetch` for a GraphQL client: with a token, and once more with another one where the server says that it ran out. */
import type { Bearer } from "./bearer.ts";

export const authorisedFetch =
  (bearer: Bearer): typeof fetch =>
  async (input, init) => {
    const token = await bearer.token();
    const response = await send(input, init, token);
    if (!(await ranOut(response))) return response;
    // Nothing was done: the token is looked at before anything else.
    return send(input, init, await bearer.token(token));
  };

function send(input: Parameters<typeof fetch>[0], init: RequestInit | undefined, token: string): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}

/** The status says it to whoever accepts `application/graphql-response+json`; the code says it to all. */
async function ranOut(response: Response): Promise<boolean> {
  if (response.status !== 401 && response.status !== 200) return false;
  const text = await response.clone().text();
  if (!text.includes("TOKEN_EXPIRED")) return false;
  const { errors } = JSON.parse(text) as {
    readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
  };
  return errors?.[0]?.extensions?.code === "TOKEN_EXPIRED";
}
