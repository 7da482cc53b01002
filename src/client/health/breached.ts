import { deriveImportId } from "../../crypto/client/import-id.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, keyFor, opened, vaultOf } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { breachedRangesOperation } from "../transport/health-operations.ts";

/** Ranges that are asked for at once: a server takes no more. */
const perQuestion = 16;
/** Beginnings that hide each true one. */
const decoysPerPassword = 3;

/**
 * How many of these passwords are known to have been in others' hands; null where the server has no list. Of each password the server
 * is told the first 20 bits of its SHA-1, among others that are none. The others hang on a key of the vault, so that each true one
 * comes with the same ones each time and on every device: asked again, a server learns no more than by the first time.
 */
export async function countBreached(core: Core, passwords: readonly string[]): Promise<number | null> {
  const hashes = await Promise.all(passwords.map(sha1Of));
  const asked = new Set<string>();
  for (const prefix of new Set(hashes.map(prefixOf)))
    for (const each of [prefix, ...decoysOf(core, prefix)]) asked.add(each);
  // In the order of the alphabet: a place tells nothing.
  const prefixes = [...asked].sort();
  const known = new Set<string>();
  for (let from = 0; from < prefixes.length; from += perQuestion) {
    const question = prefixes.slice(from, from + perQuestion);
    const ranges = await call(core, breachedRangesOperation, { prefixes: question });
    if (ranges === null) return null;
    const answered = new Map(ranges.map(({ prefix, suffixes }) => [prefix, suffixes]));
    for (const prefix of question) {
      const suffixes = answered.get(prefix);
      if (!suffixes) throw new ServerCaught("MISMATCH", null);
      for (const suffix of suffixes) known.add(prefix + suffix);
    }
  }
  return hashes.filter((hash) => known.has(hash)).length;
}

const prefixOf = (hash: string): string => hash.slice(0, 5);

function decoysOf(core: Core, prefix: string): string[] {
  const open = opened(core);
  const vault = vaultOf(open, "BUSINESS");
  const firstKey = keyFor(open, vault, 1);
  return Array.from({ length: decoysPerPassword }, (_, place) =>
    formatUuid(deriveImportId(firstKey, vault.id, "breached passwords", `${prefix} ${place}`))
      .slice(-5)
      .toUpperCase(),
  );
}

async function sha1Of(password: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(password)));
  return [...digest]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}
