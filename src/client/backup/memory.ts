/** What a device remembers of backups that it has read: the highest of each vault. */
import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asHash } from "../../crypto/keys.ts";
import type { Core } from "../core.ts";
import { isObject } from "../json.ts";
import { keeping } from "../store/store.ts";
import type { KnownHead } from "./verify.ts";

type Remembered = Readonly<Record<string, { readonly revision: number; readonly hash: string }>>;

/** Vaults that are remembered; beyond it those that were read longest ago are forgotten. */
const most = 1_000;

/** The highest backup of each vault that was read here, by vault. What cannot be read is not remembered. */
export async function rememberedBackups({ around: { store } }: Core): Promise<ReadonlyMap<string, KnownHead>> {
  const heads = new Map<string, KnownHead>();
  for (const [vault, known] of Object.entries(await read(store))) {
    const head = headOf(known);
    if (head) heads.set(vault, head);
  }
  return heads;
}

/** Remembers a backup that was verified, unless a higher one is remembered. */
export async function rememberBackup(core: Core, vault: string, { revision, hash }: KnownHead): Promise<void> {
  const { store } = core.around;
  const { [vault]: known, ...others } = await read(store);
  if ((headOf(known)?.revision ?? 0) >= revision) return;
  const kept = Object.entries(others).slice(-(most - 1));
  const next: Remembered = { ...Object.fromEntries(kept), [vault]: { revision, hash: encodeBase64url(hash) } };
  await keeping(() => store.put("backups", new TextEncoder().encode(JSON.stringify(next))));
}

function headOf(known: unknown): KnownHead | null {
  const { revision, hash } = (known ?? {}) as Partial<Remembered[string]>;
  if (!Number.isSafeInteger(revision) || typeof hash !== "string") return null;
  try {
    return { revision: revision as number, hash: asHash(parseBase64url(hash, 32)) };
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof TypeError) return null;
    throw error;
  }
}

async function read(store: Core["around"]["store"]): Promise<Remembered> {
  const bytes = await store.get("backups");
  if (bytes === null) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value as never) ? (value as Remembered) : {};
  } catch {
    return {};
  }
}
