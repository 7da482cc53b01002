/** Which pages of other origins may call. */
export interface Origins {
  /** Headers for the answer to a request with this `Origin`; names and values in turn. */
  headersFor(origin: string | undefined): readonly string[];
  /** Whether a page of `origin` may open a WebSocket at `host`. A caller that is no page sends no origin. */
  mayConnect(origin: string | undefined, host: string | undefined): boolean;
}

const preflight = [
  "access-control-allow-methods",
  "GET, POST",
  "access-control-allow-headers",
  "authorization, content-type",
  "access-control-max-age",
  "7200",
] as const;
export const preflightHeaders: readonly string[] = preflight;

export function makeOrigins(publicUrl: string, others: readonly string[]): Origins {
  const allowed = new Set([publicUrl, ...others]);
  const vary = ["vary", "origin"] as const;
  return {
    headersFor: (origin) =>
      origin !== undefined && allowed.has(origin)
        ? [...vary, "access-control-allow-origin", origin, "access-control-expose-headers", "x-request-id"]
        : vary,
    mayConnect: (origin, host) => origin === undefined || allowed.has(origin) || isOwn(origin, host),
  };
}

const isOwn = (origin: string, host: string | undefined) => URL.canParse(origin) && new URL(origin).host === host;
