/** A subscription that goes on from its last cursor, over cut lines and restarted servers: the same for all three clients. */
import { codeOf } from "./codes.ts";

export interface Heard<Page> {
  next(page: Page): void;
  /** Whatever the client makes of an error. */
  error(error: unknown): void;
  complete(): void;
}

/** Subscribes once, with the client at hand, behind a cursor; gives what ends it. */
export type SubscribeOnce<Page> = (after: string | null, heard: Heard<Page>) => () => void;

export interface Resuming {
  /** Where it begins; null: from now on. */
  readonly after: string | null;
  readonly signal: AbortSignal;
  /** Why the socket closed: `LiveSocket.reason`. */
  readonly reason: () => string | null;
}

/** What is worth another attempt, though the server said it. All other codes end the stream: it would end again the same way. */
const passing: ReadonlySet<string> = new Set(["UNAVAILABLE", "INTERNAL", "RATE_LIMITED", "TOKEN_EXPIRED"]);

/** Pages in order, each once. A page counts as taken when the next is asked for: keep its cursor before that. */
export async function* resumed<Page extends { readonly cursor: string }>(
  subscribe: SubscribeOnce<Page>,
  { after: from, signal, reason }: Resuming,
): AsyncGenerator<Page, void> {
  let after = from;
  for (let failures = 0; !signal.aborted; failures++) {
    const { pages, ended } = once(subscribe, after, signal);
    for await (const page of pages) {
      failures = 0;
      yield page;
      after = page.cursor;
    }
    const error = await ended;
    if (signal.aborted) return;
    const code = codeOf(error) ?? reason();
    if (code !== null && !passing.has(code)) throw error;
    await wait(Math.min(60_000, 250 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
  }
}

function once<Page>(subscribe: SubscribeOnce<Page>, after: string | null, signal: AbortSignal) {
  const waiting: Page[] = [];
  let wake = () => {};
  let over = false;
  let settle: (error: unknown) => void;
  const ended = new Promise<unknown>((resolve) => {
    settle = (error) => {
      over = true;
      wake();
      resolve(error);
    };
  });
  const stop = subscribe(after, {
    next: (page) => {
      waiting.push(page);
      wake();
    },
    error: (error) => settle(error),
    complete: () => settle(null),
  });
  const stopped = () => settle(null);
  signal.addEventListener("abort", stopped);
  async function* pages(): AsyncGenerator<Page, void> {
    try {
      for (;;) {
        const page = waiting.shift();
        if (signal.aborted) return;
        if (page !== undefined) yield page;
        else if (over) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener("abort", stopped);
      stop();
    }
  }
  return { pages: pages(), ended };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
