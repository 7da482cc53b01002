/**
 * What a device remembers of what it verified for a partner, whatever becomes of the keys that its store is sealed under: up to where
 * each company's roster was seen, and the highest version of each template. Hashes and numbers, nothing secret.
 */
import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asHash } from "../../crypto/keys.ts";
import type { Core } from "../core.ts";
import { isObject, type Json } from "../json.ts";
import { keeping } from "../store/store.ts";
import type { Seen } from "../vault/companies.ts";

export type SeenKind = "companies" | "templates";

type Written = Readonly<Record<string, { readonly position: number; readonly hash: string }>>;

/** By id, as it was remembered last. What cannot be read is not remembered. */
export async function seenOf({ around: { store } }: Core, kind: SeenKind): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const [id, each] of Object.entries((await read(store))[kind])) {
    const its = seenIn(each);
    if (its) seen.set(id, its);
  }
  return seen;
}

/** Remembers what was verified, where nothing higher is remembered of it. */
export async function rememberSeen(
  { around: { store } }: Core,
  kind: SeenKind,
  news: ReadonlyMap<string, Seen>,
): Promise<void> {
  const all = await read(store);
  const next = { ...all[kind] };
  for (const [id, { position, hash }] of news) {
    const known = seenIn(next[id]);
    if (!known || known.position < position) next[id] = { position, hash: encodeBase64url(hash) };
  }
  const bytes = new TextEncoder().encode(JSON.stringify({ ...all, [kind]: next }));
  await keeping(() => store.put("desks", bytes));
}

function seenIn(value: unknown): Seen | null {
  const { position, hash } = (value ?? {}) as Partial<Written[string]>;
  if (!Number.isSafeInteger(position) || typeof hash !== "string") return null;
  try {
    return { position: position as number, hash: asHash(parseBase64url(hash, 32)) };
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof TypeError) return null;
    throw error;
  }
}

async function read(store: Core["around"]["store"]): Promise<Readonly<Record<SeenKind, Written>>> {
  const bytes = await store.get("desks");
  const value = bytes && parsed(bytes);
  const of = (kind: SeenKind): Written => (value && isObject(value[kind] as Json) ? (value[kind] as Written) : {});
  return { companies: of("companies"), templates: of("templates") };
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: Json = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
