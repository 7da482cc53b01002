import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { Source } from "./ask.ts";
import { Ended } from "./ends.ts";
import { ComingDocument, type ComingSubscription, type ComingSubscriptionVariables } from "./generated.ts";

export type News = ComingSubscription["partnerEvents"];

/** Portions that wait here for whoever works on them. Behind so many it is easier to fetch what is missing than to keep it. */
const most = 16;
/** How often the line is tried while it is silent, and how long an answer may take, in milliseconds. */
const keepAlive = 20_000;
const pongWithin = 10_000;

/**
 * What comes over one socket, until it ends: throws `Ended`. Returns where `signal` said so, or where it came faster than it was worked
 * on: all that was given is whole and in order then, and what is behind it has to be asked for.
 *
 * It begins no second attempt by itself, as graphql-ws can: that would ask with the cursor of the first one, and give all of it again.
 */
export async function* coming(
  { server, token, patience = 30_000 }: Source,
  variables: ComingSubscriptionVariables,
  signal: AbortSignal,
): AsyncGenerator<News, void> {
  const waiting: News[] = [];
  let end: Ended | "LET_GO" | null = null;
  let wake = () => {};
  const over = (why: NonNullable<typeof end>) => {
    if (end !== null) return;
    end = why;
    wake();
    // Of a socket that was refused, this rejects with what it was refused for.
    void Promise.resolve(client.dispose()).catch(() => {});
  };
  let silence: NodeJS.Timeout | undefined;
  /** A line on which nobody answers opens no socket, and closes none by itself. */
  class PatientSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { handshakeTimeout: patience });
    }
  }
  const client = createClient({
    url: new URL("/graphql", server.replace(/^http/, "ws")).href,
    webSocketImpl: PatientSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    connectionAckWaitTimeout: patience,
    retryAttempts: 0,
    keepAlive,
    on: {
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), pongWithin);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
      closed: (event) => {
        clearTimeout(silence);
        const { code, reason } = event as { readonly code: number; readonly reason: string };
        over(Ended.byClose(code, reason));
      },
    },
  });
  const letGo = () => over("LET_GO");
  signal.addEventListener("abort", letGo);
  client.subscribe<ComingSubscription>(
    { query: ComingDocument.toString(), variables: { ...variables } },
    {
      next: ({ data, errors }) => {
        if (errors) return over(Ended.byErrors(errors));
        if (data && end === null) waiting.push(data.partnerEvents);
        wake();
        if (waiting.length >= most) letGo();
      },
      error: (why) => over(Array.isArray(why) ? Ended.byErrors(why) : Ended.byLine("no socket")),
      complete: () => over(Ended.byLine("the stream ended")),
    },
  );
  try {
    for (;;) {
      if (signal.aborted) return;
      const news = waiting.shift();
      if (news !== undefined) yield news;
      else if (end === "LET_GO") return;
      else if (end !== null) throw end;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", letGo);
    letGo();
  }
}
