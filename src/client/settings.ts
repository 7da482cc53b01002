import { refuseInput } from "./errors.ts";
import type { AddSecondFactor, AskSecondFactor } from "./second-factor.ts";
import type { Store } from "./store/store.ts";

/** The part of a browser's WebSocket constructor that the client needs. */
export type WebSocketClass = new (url: string, protocols?: string | string[]) => WebSocket;

/** Where the server is, where this device keeps what it knows, and, for tests, the world it runs in. */
export interface Settings {
  /** Of the server: `https://vault.example`. GraphQL is at `/graphql`. Its origin is the one that login proofs name. */
  readonly url: string;
  readonly store: Store;
  readonly fetch?: typeof fetch;
  /** The platform's, where it has one; else that of the package `ws`. */
  readonly WebSocket?: WebSocketClass;
  readonly clock?: () => Date;
  /** From 0 to 1, for the jitter of waits; never for keys. */
  readonly random?: () => number;
  /** Milliseconds until a request counts as lost. */
  readonly timeout?: number;
  /** Milliseconds for which a commit is sent again before it is left pending. */
  readonly patience?: number;
  /** Milliseconds between two polls while there is no subscription. */
  readonly pollInterval?: number;
  /** Called when the server asks for a second factor: at a sign-in, and before what is dangerous. */
  readonly secondFactor?: AskSecondFactor;
  /** Called at a sign-in where the company demands a second factor and the user has none: SECOND_FACTOR_REQUIRED without it. */
  readonly addSecondFactor?: AddSecondFactor;
  /**
   * `passwordStrength` of the entry `client/strength`, for companies that demand strong passwords: without it no password is
   * changed there. An entry of its own, because it brings word lists of two megabytes.
   */
  readonly passwordStrength?: PasswordScorer;
}

/** How strong a password is: 0 guessed at once, to 4 strong. */
export type PasswordScorer = (
  password: string,
  options: { readonly userInputs: readonly string[] },
) => Promise<{ readonly score: number }>;

/** Settings with everything filled in. */
export interface Surroundings {
  readonly endpoint: string;
  readonly socketEndpoint: string;
  readonly origin: string;
  readonly store: Store;
  readonly fetch: typeof fetch;
  readonly WebSocket: WebSocketClass | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
  readonly timeout: number;
  readonly patience: number;
  readonly pollInterval: number;
  readonly secondFactor: AskSecondFactor | null;
  readonly addSecondFactor: AddSecondFactor | null;
}

/** Throws INVALID_INPUT when the URL is not one of http or https. */
export function surroundingsOf(settings: Settings): Surroundings {
  const url = parseUrl(settings.url);
  const endpoint = new URL("graphql", url.href.endsWith("/") ? url : `${url.href}/`);
  const socket = new URL(endpoint);
  socket.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const clock = settings.clock ?? (() => new Date());
  return {
    endpoint: endpoint.href,
    socketEndpoint: socket.href,
    origin: url.origin,
    store: settings.store,
    fetch: settings.fetch ?? globalThis.fetch.bind(globalThis),
    WebSocket: settings.WebSocket ?? (globalThis.WebSocket as WebSocketClass | undefined) ?? null,
    now: () => clock().getTime(),
    random: settings.random ?? Math.random,
    timeout: settings.timeout ?? 30_000,
    patience: settings.patience ?? 15_000,
    pollInterval: settings.pollInterval ?? 300_000,
    secondFactor: settings.secondFactor ?? null,
    addSecondFactor: settings.addSecondFactor ?? null,
  };
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) refuseInput("url");
  const url = new URL(text);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.search || url.hash || url.username) {
    refuseInput("url");
  }
  return url;
}
