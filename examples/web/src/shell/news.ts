import type { Client, ErrorCode, PolicyName, SealgraphError } from "sealgraph/client";
import { makeValue, type Value } from "./value.ts";

/** What the client told, once, and a person should have seen: it stands until they put it away. */
export type News =
  | { readonly id: number; readonly is: "POLICIES"; readonly changed: readonly PolicyName[] }
  | { readonly id: number; readonly is: "RECOVERY"; readonly entrusted: number }
  | { readonly id: number; readonly is: "RESET"; readonly kept: number }
  | { readonly id: number; readonly is: "TROUBLE"; readonly error: SealgraphError };

const newsOf = new WeakMap<Client, Value<readonly News[]>>();
let last = 0;

/** How the line stands, and that somebody has locked, is seen anyway. */
const saidElsewhere: ReadonlySet<ErrorCode> = new Set(["UNREACHABLE", "UNAVAILABLE", "LOCKED", "CLOSED"]);

/** More than that nobody reads; of trouble the last is enough. */
const most = 5;

export function newsFrom(client: Client): Value<readonly News[]> {
  const known = newsOf.get(client);
  if (known) return known;
  const news = makeValue<readonly News[]>([]);
  const add = (next: News) => news.set([...news.get().filter(({ is }) => is !== next.is), next].slice(-most));
  client.on("policies", ({ changed }) => add({ id: ++last, is: "POLICIES", changed }));
  client.on("recovery", ({ on, entrusted }) => {
    if (on) add({ id: ++last, is: "RECOVERY", entrusted: entrusted.length });
  });
  client.on("reset", ({ kept }) => add({ id: ++last, is: "RESET", kept }));
  client.on("trouble", (error) => {
    if (!saidElsewhere.has(error.code)) add({ id: ++last, is: "TROUBLE", error });
  });
  newsOf.set(client, news);
  return news;
}

export function putAway(client: Client, id: number): void {
  const news = newsFrom(client);
  news.set(news.get().filter((each) => each.id !== id));
}
