import { type AppFile, type Encoding, encodings, readAppFiles } from "./app-files.ts";
import { builtAppFolder } from "./built-app.ts";
import { answer, answerRefusal, type Exchange } from "./http-answer.ts";
import { answerLinkInWords, linkKindOf } from "./link-page.ts";

/** The web client at `/app`, as the build left it. */
export interface App {
  /**
   * Answers a path at or below `/app` with a file, or with 404; a link of an invitation with the page that opens it, which is the web
   * client's, and where there is none with words.
   */
  answer(path: string, exchange: Exchange): Promise<void>;
}

export const isOfApp = (path: string): boolean =>
  path === "/app" || path.startsWith("/app/") || linkKindOf(path) !== null;

/**
 * The page runs what comes from here alone, from files, and calls nobody else. Text becomes a script nowhere: what could make
 * it one takes only what the application's one policy lets through.
 */
const policy = [
  "default-src 'none'",
  // Cryptography is WebAssembly; this is not `eval`.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types default",
].join("; ");

const headers = [
  "content-security-policy",
  policy,
  "x-frame-options",
  "DENY",
  "cross-origin-opener-policy",
  "same-origin",
  "permissions-policy",
  "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
];

/**
 * Reads the folder when it is first asked for, once: what is served belongs together, whatever is built meanwhile. What could not
 * be read is read again for whoever asks next.
 */
export function makeApp(folder: string = builtAppFolder): App {
  let files: Promise<ReadonlyMap<string, AppFile> | null> | null = null;
  return {
    async answer(path, exchange) {
      files ??= readAppFiles(folder);
      const known = await files.catch((error: unknown) => {
        files = null;
        throw error;
      });
      const kind = linkKindOf(path);
      if (known === null) {
        files = null;
        if (kind !== null) return answerLinkInWords(kind, exchange);
        return answerRefusal(exchange, 404, "NOT_FOUND", "This server was built without the web client.");
      }
      const name = (kind === null && path.slice("/app/".length)) || "index.html";
      const file = known.get(name);
      if (file === undefined) return answerRefusal(exchange, 404, "NOT_FOUND", "There is nothing at this path.");
      send(exchange, file);
    },
  };
}

function send(exchange: Exchange, file: AppFile): void {
  const encoding = chooseEncoding(exchange.request.headers["accept-encoding"], file);
  const body = encoding === null ? file.bytes : (file.packed.get(encoding) as Buffer);
  const kept = file.isImmutable ? { ...exchange, headers: without(exchange.headers, "cache-control") } : exchange;
  answer(kept, 200, file.type, body, [
    ...headers,
    "vary",
    "accept-encoding",
    ...(file.isImmutable ? ["cache-control", "public, max-age=31536000, immutable"] : []),
    ...(encoding === null ? [] : ["content-encoding", encoding]),
  ]);
}

/** Names and values in turn. */
const without = (headers: readonly string[], name: string): readonly string[] =>
  headers.filter((_, at) => headers[at - (at % 2)] !== name);

/** The best form that a caller takes; null for the plain one. */
function chooseEncoding(accepted: string | string[] | undefined, { packed }: AppFile): Encoding | null {
  const taken = new Set<string>();
  for (const part of String(accepted ?? "").split(",", 16)) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) taken.add(name);
  }
  return [...encodings.keys()].find((encoding) => taken.has(encoding) && packed.has(encoding)) ?? null;
}
