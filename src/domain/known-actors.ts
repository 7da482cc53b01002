import { LRUCache } from "lru-cache";
import type { Actor } from "./context.ts";

/** Tokens' hashes in base64url. What a token stands for never changes while it lives; whether it lives, `enter` says each time. */
const known = new LRUCache<string, Actor>({ max: 10_000 });

const keyOf = (accessHash: Uint8Array): string => Buffer.from(accessHash).toString("base64url");

/** For whom a token spoke when it was entered last; its session may be over by now. */
export const findKnownActor = (accessHash: Uint8Array | null): Actor | undefined =>
  accessHash === null ? undefined : known.get(keyOf(accessHash));

/** Its session is over: what is asked with this token costs no more than with any other that nobody knows. */
export const forgetActor = (accessHash: Uint8Array | null): void => {
  if (accessHash !== null) known.delete(keyOf(accessHash));
};

export const keepActor = (accessHash: Uint8Array | null, actor: Actor): void => {
  if (accessHash !== null) known.set(keyOf(accessHash), actor);
};
