import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { page, startScript, workersScript } from "./explorer-page.ts";
import { answer, type Exchange } from "./http-answer.ts";

/** The page at `/` for trying the API, with all that it loads. */
export interface Explorer {
  has(path: string): boolean;
  /** Answers a path that it has. */
  answer(path: string, exchange: Exchange): Promise<void>;
}

/** The page runs what comes from here alone, calls nobody else, and stands in no frame. Its editor writes styles. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const [html, css, script] = ["text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8"];

type Asset = "css" | "js" | "editorWorkerService" | "jsonWorker" | "graphqlWorker";
/** 9 MB of text, loaded when somebody first looks. */
const asset = (name: Asset) => async () => (await import("@graphql-yoga/render-graphiql/graphiql"))[name];

const files: Readonly<Record<string, { type: string; text: () => Promise<string> }>> = {
  "/": { type: html, text: async () => page },
  "/explorer/start.js": { type: script, text: async () => startScript },
  "/explorer/workers.js": { type: script, text: async () => workersScript },
  "/explorer/app.js": { type: script, text: asset("js") },
  "/explorer/app.css": { type: css, text: asset("css") },
  "/explorer/editor.worker.js": { type: script, text: asset("editorWorkerService") },
  "/explorer/json.worker.js": { type: script, text: asset("jsonWorker") },
  "/explorer/graphql.worker.js": { type: script, text: asset("graphqlWorker") },
};

const compress = promisify(gzip);

/**
 * Its editor takes styles from anywhere, and its origin is that of the web client: so it is shown where developers are, or where the
 * operator wants it. Elsewhere `/` leads to the web client.
 */
export const isExplorerShown = (wanted: boolean | null, publicUrl: string): boolean =>
  wanted ?? isLoopback(new URL(publicUrl).hostname);

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);

export const noExplorer: Explorer = {
  has: (path) => path === "/",
  answer: async (_path, exchange) => answer(exchange, 302, "text/plain", "", ["location", "/app"]),
};

export function makeExplorer(): Explorer {
  const kept = new Map<string, Promise<Buffer>>();
  // The same bytes for all who read, however slowly.
  const bytesOf = (path: string, text: () => Promise<string>, zip: boolean) => {
    const name = `${zip ? "zipped" : "plain"} ${path}`;
    const bytes = kept.get(name) ?? text().then((plain) => (zip ? compress(plain) : Buffer.from(plain)));
    kept.set(name, bytes);
    return bytes;
  };
  return {
    has: (path) => Object.hasOwn(files, path),
    async answer(path, exchange) {
      const file = files[path];
      if (!file) return;
      const zip = /\bgzip\b/.test(String(exchange.request.headers["accept-encoding"] ?? ""));
      const body = await bytesOf(path, file.text, zip);
      const headers = [
        "content-security-policy",
        policy,
        "x-frame-options",
        "DENY",
        "cross-origin-opener-policy",
        "same-origin",
      ];
      answer(exchange, 200, file.type, body, [
        ...headers,
        "vary",
        "accept-encoding",
        ...(zip ? ["content-encoding", "gzip"] : []),
      ]);
    },
  };
}
